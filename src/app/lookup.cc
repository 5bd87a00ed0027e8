#include "app/lookup.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_set>

#include "app/filter.h"
#include "app/summary.h"
#include "ledger/anchor.h"
#include "merge/decisions.h"
#include "merge/link.h"
#include "merge/merge.h"
#include "merge/reconcile.h"
#include "merge/words.h"
#include "text/fold.h"

namespace roznamcha::app {
namespace {

using base::Error;
using base::ErrorId;
using base::Result;
using Found = ledger::Query;
using ledger::Held;
using record::Review;
using record::ToldAccount;

constexpr size_t kKeyDigits = 20;
constexpr size_t kTexts = 256;       // kept at a time
constexpr size_t kMostAlike = 1000;  // accounts whose ids begin alike that are looked at

}  // namespace

std::string part(std::string_view text) {
  std::string out = text::fold(text);
  std::replace(out.begin(), out.end(), '\n', ' ');
  return out;
}

Clause in_place(const std::string& place, std::string_view alias, const pack::Pack& pack) {
  Clause out;
  if (place.empty()) {
    out.add("TRUE");
    return out;
  }
  out.add(fmt::format("(instr({}.places, ?) > 0", alias), part(place));
  for (const std::string& code : countries_of(place, pack))
    out.add(fmt::format(" OR {}.country = ?", alias), code);
  out.add(")");
  return out;
}

base::Result<bool> ask(Register& source, const pack::Pack& pack, const std::optional<std::string>& as_of,
                       const std::function<base::Status(Lookup&)>& answer) {
  const auto fresh = source.refresh(pack);
  if (!fresh || !*fresh) return fresh;
  const base::Status failed = source.ledger().consistently([&]() -> base::Status {
    Lookup lookup(source, pack, as_of);
    if (base::Status wrong = answer(lookup)) return wrong;
    return lookup.sql().failed();
  });
  if (failed) return *failed;
  return true;
}

base::Status ask_tables(Register& source, const pack::Pack& pack, const std::optional<std::string>& as_of,
                        const std::function<base::Status(Lookup&)>& answer) {
  const auto asked = ask(source, pack, as_of, answer);
  if (!asked) return asked.error();
  if (*asked) return {};
  return Error{ErrorId::kRegisterBusy, "the register is being brought up to date", source.path(),
               "try again"};
}

Lookup::Lookup(Register& source, const pack::Pack& pack, const std::optional<std::string>& as_of)
    : source_(source), knowledge_(source.knowledge(pack)), sql_(source.sql()), as_of_(as_of) {
  sql_.forget_failure();
  if (as_of) moment_ = milliseconds(*as_of);
}

std::string Lookup::in_force(std::string_view alias) const {
  if (now()) return fmt::format(" {}.until = {}", alias, kNow);
  return fmt::format(" {0}.since <= {1} AND {0}.until > {1}", alias, moment_);
}

std::vector<std::string> Lookup::account_ids(int64_t version) {
  std::vector<std::string> out;
  for (Member& member : members_of(sql_, version)) out.push_back(std::move(member.id));
  return out;
}

Result<int64_t> Lookup::version_of(std::string_view id) {
  const Error none{ErrorId::kUnknownId, fmt::format("the register has no incident '{}'", id), "",
                   "'roznamcha list' shows their ids"};
  if (id.empty()) return none;
  std::vector<int64_t> accounts;
  sql_.each(
      fmt::format("SELECT number FROM accounts WHERE key >= ? AND key < ? LIMIT {}", kMostAlike),
      [&](const Found& row) { accounts.push_back(row.integer(0)); }, std::string(id.substr(0, kKeyDigits)),
      std::string(id.substr(0, kKeyDigits)) + "~");
  std::map<std::string, int64_t> found;  // incident → version
  for (const int64_t account : accounts) {
    int64_t version = 0;
    std::string incident;
    sql_.each(
        "SELECT v.number, v.incident FROM membership m JOIN versions v ON v.number = m.version WHERE "
        "m.account = ? "
        "AND" +
            in_force("v"),
        [&](const Found& row) {
          version = row.integer(0);
          incident = row.text(1);
        },
        account);
    if (version == 0) continue;
    for (const Member& member : members_of(sql_, version)) {
      if (member.account != account) continue;
      if (member.id == id) return version;
      if (member.id.starts_with(id)) found[incident] = version;
    }
  }
  if (sql_.failed()) return *sql_.failed();
  if (found.size() == 1) return found.begin()->second;
  if (found.empty()) {
    if (const auto version = moved_to(id)) return *version;
    if (sql_.failed()) return *sql_.failed();
    return none;
  }
  std::string ids;
  size_t shown = 0;
  for (const auto& [incident, version] : found) {
    if (shown == 5) break;
    ids += (shown++ ? ", " : "") + incident;
  }
  return Error{ErrorId::kUnknownId, fmt::format("{} incidents begin with '{}'", found.size(), id), "",
               fmt::format("give more of it: {}{}", ids, found.size() > 5 ? " …" : "")};
}

Lookup::Where Lookup::where(int64_t account) {
  Where out;
  sql_.each(
      "SELECT document, reading, place FROM accounts WHERE number = ?",
      [&](const Found& row) {
        out = {row.integer(0), row.integer(1), row.integer(2)};
      },
      account);
  return out;
}

std::string Lookup::shown_id(int64_t document) {
  std::string out;
  sql_.each(
      "SELECT h.id FROM held h WHERE h.document = ? AND" + in_force("h"),
      [&](const Found& row) { out = row.text(0); }, document);
  return out;
}

std::optional<int64_t> Lookup::document(const std::string& id) {
  return sql_.number("SELECT h.document FROM held h WHERE h.id = ? AND" + in_force("h"), id);
}

std::shared_ptr<const Lookup::Text> Lookup::text(int64_t document, int64_t reading) {
  auto& kept = texts_[{document, reading}];
  if (kept) return kept;
  auto made = std::make_shared<Text>();
  made->held = sql_.take(source_.ledger().held(document, reading));
  made->held.document.id = shown_id(document);
  const std::string words = sql_.take(source_.ledger().text(document));
  if (!sql_.failed()) made->words = merge::telling_words(words, made->held.reading.accounts);
  if (texts_.size() > kTexts) texts_.clear();
  return texts_[{document, reading}] = made;
}

ToldAccount Lookup::told(const Member& member) {
  const Where at = where(member.account);
  const auto from = text(at.document, at.reading);
  const auto place = static_cast<size_t>(at.place);
  if (place >= from->words.size()) {
    sql_.fail({ErrorId::kRegisterCorrupt, fmt::format("account {} is in no reading", member.id),
               source_.path(), "restore it from a copy"});
    return {};
  }
  ToldAccount out{report_of(from->held, std::to_string(place + 1)), from->held.reading.accounts[place],
                  from->words[place]};
  out.account.id = member.id;
  return out;
}

record::Incident Lookup::incident(int64_t version, Convention convention) {
  const std::vector<Member> all = members_of(sql_, version);
  std::vector<ToldAccount> accounts;
  std::vector<merge::Facts> facts;
  for (const Member& member : all) {
    accounts.push_back(told(member));
    if (all.size() == 1) break;  // nothing was joined
    std::optional<merge::Facts> kept;
    sql_.each(
        "SELECT facts FROM accounts WHERE number = ?",
        [&](const Found& row) { kept = merge::facts_from_bytes(row.bytes(0)); }, member.account);
    facts.push_back(kept ? *std::move(kept) : merge::Facts());
  }
  if (sql_.failed() || accounts.empty()) return {};
  const std::vector<Review> reviews = decisions_on(all);
  std::vector<const Review*> decisions;
  for (const Review& review : reviews) decisions.push_back(&review);
  std::vector<std::string> joins = merge::joins(accounts, facts, knowledge_.kinds, decisions);
  record::Incident out =
      merge::reconcile(std::move(accounts), convention, knowledge_.kinds, decisions, &knowledge_.pack);
  out.joins = std::move(joins);
  return out;
}

std::optional<std::string> Lookup::account_id(int64_t account) {
  std::optional<int64_t> version;
  version = sql_.number(
      "SELECT v.number FROM membership m JOIN versions v ON v.number = m.version WHERE m.account = ? AND" +
          in_force("v"),
      account);
  if (!version) return std::nullopt;
  for (Member& member : members_of(sql_, *version)) {
    if (member.account == account) return std::move(member.id);
  }
  return std::nullopt;
}

/// The account that an anchor means at the moment, as Ledger::snapshot finds it.
std::optional<int64_t> Lookup::find(const ledger::Anchor& anchor) {
  std::vector<int64_t> accounts;
  sql_.each(
      "SELECT number FROM accounts WHERE key = ?",
      [&](const Found& row) { accounts.push_back(row.integer(0)); }, anchor.key.substr(0, kKeyDigits));
  for (const int64_t account : accounts) {
    if (account_id(account)) return account;
  }
  int64_t document = 0, reading = 0;
  sql_.each(
      "SELECT h.document, h.reading FROM documents d JOIN held h ON h.document = d.number WHERE d.address = "
      "? AND" +
          in_force("h"),
      [&](const Found& row) {
        document = row.integer(0);
        reading = row.integer(1);
      },
      anchor.address);
  if (document == 0) return std::nullopt;
  const auto from = text(document, reading);
  std::string words;
  if (from->held.document.sha256 != anchor.sha256) words = sql_.take(source_.ledger().text(document));
  const auto place =
      ledger::find_again(anchor, from->held.document.sha256, from->held.reading.accounts, words);
  if (!place) return std::nullopt;
  accounts.clear();
  sql_.each(
      "SELECT number FROM accounts WHERE document = ? AND place = ?",
      [&](const Found& row) { accounts.push_back(row.integer(0)); }, document, static_cast<int64_t>(*place));
  for (const int64_t account : accounts) {
    if (account_id(account)) return account;
  }
  return std::nullopt;
}

/// Where somebody kept the id of an account whose document has another version or reading at the moment: the
/// version of the incident that the account would tell of there.
std::optional<int64_t> Lookup::moved_to(std::string_view id) {
  std::vector<Where> places;
  sql_.each(
      "SELECT document, reading, place FROM accounts WHERE key >= ? AND key < ? AND id = ? ORDER BY number "
      "DESC",
      [&](const Found& row) {
        places.push_back({row.integer(0), row.integer(1), row.integer(2)});
      },
      std::string(id.substr(0, kKeyDigits)), std::string(id.substr(0, kKeyDigits)) + "~", std::string(id));
  for (const Where& at : places) {
    const auto meant = anchor(at);
    const auto account = meant ? find(*meant) : std::nullopt;
    if (!account) continue;
    return sql_.number(
        "SELECT v.number FROM membership m JOIN versions v ON v.number = m.version WHERE m.account = ? AND" +
            in_force("v"),
        *account);
  }
  return std::nullopt;
}

/// The decision with the accounts that its anchors mean at the moment.
const Review& Lookup::resolved(ledger::LoggedReview logged) {
  const auto [at, fresh] = reviews_.try_emplace(logged.review.number, logged.review);
  Review& review = at->second;
  if (!fresh) return review;
  for (size_t i = 0; i < logged.anchors.size(); ++i) {
    const auto account = now() ? sql_.number("SELECT account FROM named WHERE review = ? AND place = ?",
                                             review.number, static_cast<int64_t>(i))
                               : find(logged.anchors[i]);
    const auto id = account ? account_id(*account) : std::nullopt;
    if (!id) adrift_.insert(review.number);
    if (id && std::find(review.accounts.begin(), review.accounts.end(), *id) == review.accounts.end())
      review.accounts.push_back(*id);
  }
  return review;
}

Result<ledger::Anchor> Lookup::anchor(const std::string& account) {
  std::optional<Where> at;
  sql_.each(
      "SELECT document, reading, place FROM accounts WHERE key >= ? AND key < ? AND id = ? AND until = ?",
      [&](const Found& row) {
        at = Where{row.integer(0), row.integer(1), row.integer(2)};
      },
      account, account + "~", account, kNow);
  if (sql_.failed()) return *sql_.failed();
  if (!at) {
    return Error{ErrorId::kUnknownId, fmt::format("the register has no account \"{}\"", account),
                 source_.path(), "see `roznamcha list`"};
  }
  return anchor(*at);
}

Result<ledger::Anchor> Lookup::anchor(const Where& at) {
  const auto from = text(at.document, at.reading);
  const auto address = source_.ledger().address(at.document);
  const auto words = source_.ledger().text(at.document);
  if (!address) return address.error();
  if (!words) return words.error();
  if (sql_.failed()) return *sql_.failed();
  const record::Account& one = from->held.reading.accounts[static_cast<size_t>(at.place)];
  return ledger::Anchor{one.id, *address, from->held.document.sha256, one.evidence,
                        ledger::evidence_words(*words, one)};
}

std::vector<Review> Lookup::reviews(std::vector<int64_t>* adrift) {
  std::vector<Review> out;
  for (ledger::LoggedReview& logged : sql_.take(source_.ledger().reviews(as_of_))) {
    out.push_back(resolved(std::move(logged)));
    if (adrift && adrift_.contains(out.back().number)) adrift->push_back(out.back().number);
  }
  return out;
}

std::vector<Review> Lookup::reviews_with_undos(const std::set<int64_t>& numbers) {
  std::set<int64_t> all, open = numbers;
  while (!open.empty()) {
    const int64_t number = *open.begin();
    open.erase(open.begin());
    if (!all.insert(number).second) continue;
    sql_.each(
        "SELECT number FROM reviews WHERE undoes = ?", [&](const Found& row) { open.insert(row.integer(0)); },
        number);
  }
  std::vector<Review> out;
  for (const int64_t number : all) {
    auto logged = sql_.take(source_.ledger().review(number));
    if (sql_.failed()) return {};
    if (!as_of_ || logged.review.learnt <= *as_of_) out.push_back(resolved(std::move(logged)));
  }
  return out;
}

std::vector<Review> Lookup::reviews_near(int64_t version) {
  return reviews_near(members_of(sql_, version));
}

std::vector<Review> Lookup::reviews_near(const std::vector<Member>& members) {
  if (!decided_) decided_ = sql_.number("SELECT EXISTS(SELECT 1 FROM named)") == 1;
  if (!*decided_) return {};
  // An account is looked for in its document alone, whichever version or reading that has.
  std::set<int64_t> numbers;
  for (const Member& member : members) {
    sql_.each(
        "SELECT n.review FROM accounts a JOIN documents d ON d.number = a.document JOIN named n ON n.address "
        "= d.address WHERE a.number = ?",
        [&](const Found& row) { numbers.insert(row.integer(0)); }, member.account);
  }
  return reviews_with_undos(numbers);
}

/// The decisions that stand and name any of the accounts, in log order.
std::vector<Review> Lookup::decisions_on(const std::vector<Member>& members) {
  const std::vector<Review> near = reviews_near(members);
  std::unordered_set<std::string_view> ids;
  for (const Member& member : members) ids.insert(member.id);
  std::vector<Review> out;
  for (const Review* review : merge::standing(near)) {
    const bool names = std::any_of(review->accounts.begin(), review->accounts.end(),
                                   [&](const auto& id) { return ids.contains(id); });
    if (names) out.push_back(*review);
  }
  return out;
}

uint32_t Lookup::duplicates_of(const std::string& incident) {
  int64_t count = 0;
  for (const char* column : {"first_incident", "second_incident"}) {
    count +=
        sql_.number(fmt::format("SELECT count(*) FROM doubts d WHERE d.{} = ? AND", column) + in_force("d"),
                    incident)
            .value_or(0);
  }
  return static_cast<uint32_t>(count);
}

std::vector<record::PossibleDuplicate> Lookup::duplicates(const std::optional<std::string>& incident) {
  struct Row {
    int64_t first, second;
    record::PossibleDuplicate pair;
  };
  std::vector<Row> rows;
  std::string sql =
      "SELECT d.first, d.second, d.first_incident, d.second_incident, d.score FROM doubts d WHERE" +
      in_force("d");
  const auto take = [&](const Found& row) {
    rows.push_back(
        {row.integer(0),
         row.integer(1),
         {std::string(row.text(2)), std::string(row.text(3)), merge::probability(row.real(4)), ""}});
  };
  if (incident) {
    sql_.each(sql + " AND d.first_incident = ?", take, *incident);
    sql_.each(sql + " AND d.second_incident = ?", take, *incident);
  } else {
    sql_.each(sql, take);
  }
  std::vector<record::PossibleDuplicate> out;
  for (Row& row : rows) {
    std::vector<ToldAccount> sides;
    std::vector<merge::Facts> facts;
    for (const int64_t account : {row.first, row.second}) {
      sides.push_back(told({account, account_id(account).value_or(""), true}));
      sql_.each(
          "SELECT facts FROM accounts WHERE number = ?",
          [&](const Found& found) {
            facts.push_back(merge::facts_from_bytes(found.bytes(0)).value_or(merge::Facts()));
          },
          account);
    }
    if (sql_.failed() || facts.size() != 2) return out;
    row.pair.reason = merge::reason(merge::compare(facts[0], facts[1], knowledge_.kinds), sides[0], sides[1]);
    out.push_back(std::move(row.pair));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    return std::tie(b.score, a.first, a.second) < std::tie(a.score, b.first, b.second);
  });
  return out;
}

std::pair<int64_t, int64_t> Lookup::reading_of(const std::string& id) {
  std::pair<int64_t, int64_t> out;
  sql_.each(
      "SELECT h.document, h.reading FROM held h WHERE h.id = ? AND" + in_force("h"),
      [&](const Found& row) {
        out = {row.integer(0), row.integer(1)};
      },
      id);
  return out;
}

std::string Lookup::incident_of(const std::string& account) {
  const auto version = version_of(account);
  std::string out;
  if (!version) return out;
  sql_.each(
      "SELECT incident FROM versions WHERE number = ?", [&](const Found& row) { out = row.text(0); },
      *version);
  return out;
}

std::optional<Summary> Lookup::summary(const std::string& incident, Convention convention) {
  std::optional<Summary> out;
  sql_.each(
      "SELECT s.summary FROM versions v JOIN views w ON w.version = v.number JOIN summaries s ON s.view = "
      "w.number WHERE v.incident = ? AND "
      "(w.conventions & ?) != 0 AND" +
          in_force("w"),
      [&](const Found& row) { out = summary_from_bytes(row.bytes(0)); }, incident,
      int64_t{1} << static_cast<int>(convention));
  if (out) out->duplicates = duplicates_of(incident);
  return out;
}

std::optional<ReportWhole> Lookup::report(const std::string& id) {
  const auto [document, reading] = reading_of(id);
  if (document == 0) return std::nullopt;
  ReportWhole out;
  Held held = sql_.take(source_.ledger().held(document, reading));
  out.document = std::move(held.document);
  out.document.id = id;
  out.document.text = sql_.take(source_.ledger().text(document));
  out.reading = std::move(held.reading);
  out.learnt = std::move(held.learnt);
  out.incidents.resize(out.reading.accounts.size());
  struct Row {
    int64_t account, place;
    std::string incident;
    int64_t version;
  };
  std::vector<Row> rows;
  sql_.each(
      "SELECT a.number, a.place, v.incident, v.number FROM accounts a JOIN membership m ON m.account = "
      "a.number JOIN "
      "versions v ON v.number = m.version WHERE a.document = ? AND" +
          in_force("v"),
      [&](const Found& row) {
        rows.push_back({row.integer(0), row.integer(1), std::string(row.text(2)), row.integer(3)});
      },
      document);
  for (Row& row : rows) {
    const auto place = static_cast<size_t>(row.place);
    if (place >= out.incidents.size()) continue;
    for (const Member& member : members_of(sql_, row.version)) {
      if (member.account == row.account) out.reading.accounts[place].id = member.id;
    }
    out.incidents[place] = std::move(row.incident);
  }
  return out;
}

}  // namespace roznamcha::app
