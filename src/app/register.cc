#include "app/register.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <optional>

#include "app/derived.h"
#include "app/sql.h"
#include "text/date.h"

namespace roznamcha::app {
namespace {

using base::Error;
using base::ErrorId;

/// Takes `digits` digits off the front of `text`.
std::optional<int> take_number(std::string_view& text, size_t digits) {
  if (text.size() < digits) return {};
  int value = 0;
  for (size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return {};
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

/// Milliseconds after the start of the day in UTC that "18:00", "18:00:30.5Z", "18:00+05:00" means; can be
/// negative.
std::optional<int64_t> parse_time(std::string_view text) {
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return {};
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59) return {};
  int64_t time = (*hour * 60 + *minute) * 60'000;
  if (take(text, ':')) {
    const auto second = take_number(text, 2);
    if (!second || *second > 60) return {};
    time += *second * 1000;
    if (take(text, '.')) {
      int digits = 0;
      for (int unit = 100; !text.empty() && text[0] >= '0' && text[0] <= '9'; unit /= 10, ++digits) {
        time += unit * (text[0] - '0');
        text.remove_prefix(1);
      }
      if (digits == 0) return {};
    }
  }
  if (text.empty() || text == "Z" || text == "z") return time;
  const int sign = text[0] == '+' ? -1 : text[0] == '-' ? 1 : 0;
  text.remove_prefix(1);
  const auto hours = take_number(text, 2);
  take(text, ':');
  const auto minutes = take_number(text, 2);
  if (sign == 0 || !hours || !minutes || *hours > 23 || *minutes > 59 || !text.empty()) return {};
  return time + sign * (*hours * 60 + *minutes) * 60'000;
}

}  // namespace

Register::Register(std::string path, ledger::Ledger ledger)
    : path_(std::move(path)),
      ledger_(std::make_unique<ledger::Ledger>(std::move(ledger))),
      sql_(std::make_unique<Sql>(ledger_->database())) {}
Register::Register(Register&&) noexcept = default;
Register& Register::operator=(Register&&) noexcept = default;
Register::~Register() = default;

const Knowledge& Register::knowledge(const pack::Pack& pack) {
  if (!knowledge_ || &knowledge_->pack != &pack) {
    knowledge_ = std::make_shared<const Knowledge>(pack);
    derived_ = std::make_unique<Derived>(*ledger_, knowledge_);
  }
  return *knowledge_;
}

base::Result<bool> Register::refresh(const pack::Pack& pack) {
  knowledge(pack);
  if (!ledger_->has_derived_tables()) return false;
  const auto current = derived_->current();
  if (!current || *current) return current;
  const auto may = ledger_->may_write();
  if (!may || !*may) return may;
  if (base::Status failed = derived_->catch_up()) {
    // Where there is no room for it, the log itself still answers.
    if (failed->id == base::ErrorId::kRegisterFull) return false;
    return *failed;
  }
  return true;
}

base::Result<Register> Register::open(const std::string& path, Access access, base::Clock clock) {
  ledger::Options options;
  options.access = access;
  options.clock = std::move(clock);
  auto ledger = ledger::Ledger::open(path, std::move(options));
  if (!ledger) return ledger.error();
  return Register(path, *std::move(ledger));
}

base::Status log_and_link(Register& target, const pack::Pack& pack,
                          const std::function<base::Status()>& write) {
  if (const auto fresh = target.refresh(pack); !fresh) return fresh.error();
  return target.ledger().atomically([&]() -> base::Status {
    if (base::Status failed = write()) return failed;
    const auto fresh = target.refresh(pack);
    return fresh ? base::Status() : base::Status(fresh.error());
  });
}

base::Result<std::string> parse_moment(std::string_view text) {
  const Error bad{ErrorId::kBadDate, fmt::format("'{}' is no moment", text), "",
                  "as in 2024-01-31 or 2024-01-31T18:00:00Z"};
  const auto day = text::parse_date(text.substr(0, 10));
  if (!day) return bad;
  int64_t time = kDayMs - 1;
  if (text.size() > 10) {
    if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return bad;
    const auto given = parse_time(text.substr(11));
    if (!given) return bad;
    time = *given;
  }
  const int64_t shift = time >= 0 ? time / kDayMs : -1;
  time -= shift * kDayMs;
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", text::to_string(*day + std::chrono::days(shift)),
                     time / 3'600'000, time / 60'000 % 60, time / 1000 % 60, time % 1000);
}

}  // namespace roznamcha::app
