// An open register, on which the verbs work.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "ledger/ledger.h"

namespace roznamcha::app {

using ledger::Access;

/// The text of a document of the register by the id that a Report gives; "" if there is none.
using TextOf = std::function<std::string(const std::string& document)>;

/// A register file that is open. One object serves one thread at a time.
class Register {
 public:
  /// Errors: kRegisterMissing, kRegisterBusy, kRegisterCorrupt, kRegisterNewer, kRegisterFull, kUnreadable;
  /// `where` is the path.
  static base::Result<Register> open(const std::string& path, Access access,
                                     base::Clock clock = base::system_clock());

  const std::string& path() const { return path_; }
  ledger::Ledger& ledger() { return *ledger_; }

 private:
  Register(std::string path, ledger::Ledger ledger);
  std::string path_;
  std::unique_ptr<ledger::Ledger> ledger_;
};

/// A moment for --as-of as the ledger compares it, "2024-01-31T18:00:00.000Z". Takes RFC 3339 with a zone
/// ("2024-01-31T18:00+05:00", seconds and fractions may be left out; without a zone it is UTC) and a day,
/// which means its end in UTC. Errors: kBadDate.
base::Result<std::string> parse_moment(std::string_view text);

}  // namespace roznamcha::app
