// An open register, on which the verbs work.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "ledger/ledger.h"
#include "pack/pack.h"

namespace roznamcha::app {

using ledger::Access;

/// The text of a document of the register by the id that a Report gives; "" if there is none.
using TextOf = std::function<std::string(const std::string& document)>;

class Derived;
struct Knowledge;

/// A register file that is open. One object serves one thread at a time.
class Register {
 public:
  /// Errors: kRegisterMissing, kRegisterBusy, kRegisterCorrupt, kRegisterNewer, kRegisterFull, kUnreadable;
  /// `where` is the path.
  static base::Result<Register> open(const std::string& path, Access access,
                                     base::Clock clock = base::system_clock());

  const std::string& path() const { return path_; }
  ledger::Ledger& ledger() { return *ledger_; }

  /// Brings the tables that are derived from the log up to date by a pack, as far as this Register may write,
  /// and says whether they are: if not, answers are worked out from the log alone, which is slow. To be
  /// called after what is written to the log, in the same Ledger::atomically, and before questions.
  base::Result<bool> refresh(const pack::Pack& pack);
  const Knowledge& knowledge(const pack::Pack& pack);
  /// Statements for questions to the derived tables.
  class Sql& sql() {
    return *sql_;
  }

  Register(Register&&) noexcept;
  Register& operator=(Register&&) noexcept;
  ~Register();

 private:
  Register(std::string path, ledger::Ledger ledger);
  std::string path_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::shared_ptr<const Knowledge> knowledge_;  // of the last pack
  std::unique_ptr<Derived> derived_;            // by that
  std::unique_ptr<class Sql> sql_;
};

/// Writes to the log and brings what is derived from it up to date, in one transaction: after a failure
/// nothing of both is in the register. A register whose derived tables are far behind is brought up to date
/// first.
base::Status log_and_link(Register& target, const pack::Pack& pack,
                          const std::function<base::Status()>& write);

/// A moment for --as-of as the ledger compares it, "2024-01-31T18:00:00.000Z". Takes RFC 3339 with a zone
/// ("2024-01-31T18:00+05:00", seconds and fractions may be left out; without a zone it is UTC) and a day,
/// which means its end in UTC. Errors: kBadDate.
base::Result<std::string> parse_moment(std::string_view text);

}  // namespace roznamcha::app
