// Questions to the tables that are derived from the log (app/derived.h), as of a moment.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "app/derived.h"
#include "app/query.h"
#include "app/register.h"
#include "app/sql.h"
#include "record/incident.h"

namespace roznamcha::app {

/// Parts of a statement with the values of its parameters.
struct Clause {
  std::string sql;
  std::vector<std::variant<int64_t, double, std::string>> values;
  void add(std::string_view part) { sql += part; }
  void add(Clause part) {
    sql += part.sql;
    for (auto& value : part.values) values.push_back(std::move(value));
  }
  template <typename Value>
  void add(std::string_view part, Value value) {
    sql += part;
    values.emplace_back(std::move(value));
  }
};

/// Looks up what holds at one moment. The tables must be up to date (Register::refresh), and all questions to
/// one Lookup lie within Ledger::consistently. Failures stay in the Sql of the register.
class Lookup {
 public:
  Lookup(Register& source, const pack::Pack& pack, const std::optional<std::string>& as_of);

  Sql& sql() { return sql_; }
  /// " alias.since <= t AND alias.until > t", in the form for which there are indices.
  std::string in_force(std::string_view alias) const;
  int64_t moment() const { return moment_; }
  bool now() const { return moment_ == kNow; }
  /// Whether the moment lies before all that the register knows.
  bool before_all() {
    return !now() && sql_.number("SELECT min(since) FROM versions").value_or(kNow) > moment_;
  }

  /// Number of the version of the incident that is named by its id, by the id of any of its accounts, or by
  /// the beginning of one that fits no other. The whole id of an account that is gone, because its document
  /// was written or read anew, names the incident of the account that is meant now. Errors: kUnknownId.
  base::Result<int64_t> version_of(std::string_view id);
  /// The incident whole.
  record::Incident incident(int64_t version, Convention convention);
  /// Ids of the accounts of a version, the incident's own first.
  std::vector<std::string> account_ids(int64_t version);

  /// What a decision remembers of an account that is in force now. Errors: kUnknownId.
  base::Result<ledger::Anchor> anchor(const std::string& account);

  /// All decisions, with the accounts that they name and have; and those that name accounts which are gone.
  std::vector<record::Review> reviews(std::vector<int64_t>* adrift = nullptr);
  /// The same of some decisions, and of those that take them back, in log order.
  std::vector<record::Review> reviews_with_undos(const std::set<int64_t>& numbers);
  /// Those that may be about a version of an incident: they name accounts of its documents.
  std::vector<record::Review> reviews_near(int64_t version);
  bool adrift(int64_t number) const { return adrift_.contains(number); }
  /// All doubts, or those of one incident.
  std::vector<record::PossibleDuplicate> duplicates(const std::optional<std::string>& incident = {});
  uint32_t duplicates_of(const std::string& incident);

  std::optional<int64_t> document(const std::string& id);
  std::string shown_id(int64_t document);
  /// Id of the incident that holds an account; "" if there is none.
  std::string incident_of(const std::string& account);
  /// An incident in short, by its id; nothing if there is none.
  std::optional<Summary> summary(const std::string& incident, Convention convention);
  /// A document by its id; nothing if there is none.
  std::optional<ReportWhole> report(const std::string& id);

 private:
  struct Where {
    int64_t document = 0, reading = 0, place = 0;
  };
  struct Text {
    ledger::Held held;
    std::vector<std::vector<std::string>> words;
  };
  Where where(int64_t account);
  /// Number and reading in force of a document by its id; 0 if there is none.
  std::pair<int64_t, int64_t> reading_of(const std::string& id);
  std::shared_ptr<const Text> text(int64_t document, int64_t reading);
  record::ToldAccount told(const Member& member);
  std::optional<std::string> account_id(int64_t account);
  std::optional<int64_t> find(const ledger::Anchor& anchor);
  base::Result<ledger::Anchor> anchor(const Where& at);
  std::optional<int64_t> moved_to(std::string_view id);
  std::vector<record::Review> reviews_near(const std::vector<Member>& members);
  std::vector<record::Review> decisions_on(const std::vector<Member>& members);
  const record::Review& resolved(ledger::LoggedReview logged);

  Register& source_;
  const Knowledge& knowledge_;
  Sql& sql_;
  std::optional<std::string> as_of_;
  int64_t moment_ = kNow;
  std::map<std::pair<int64_t, int64_t>, std::shared_ptr<const Text>> texts_;
  std::optional<bool> decided_;                // whether there are decisions
  std::map<int64_t, record::Review> reviews_;  // that were looked at
  std::set<int64_t> adrift_;                   // of them
};

/// A folded text as a stretch of one line.
std::string part(std::string_view text);
/// That a row of `views` lies in a place, as Query::place has it.
Clause in_place(const std::string& place, std::string_view alias, const pack::Pack& pack);

/// Days since 1970.
int64_t number_of(text::Date day);
/// Numbers of the versions of incidents that pass, by the incident's id.
std::vector<int64_t> versions(Lookup& lookup, const Query& query, const pack::Pack& pack);
// Texts of documents, by the tables and by the log; valid as long as the Register and the pack.
TextOf texts_at(Register& source, const pack::Pack& pack, const std::optional<std::string>& as_of);
TextOf texts_of(Register& source, const ledger::Snapshot& snapshot);

/// Calls `answer` with what the derived tables hold; false if they cannot be asked.
base::Result<bool> ask(Register& source, const pack::Pack& pack, const std::optional<std::string>& as_of,
                       const std::function<base::Status(Lookup&)>& answer);
/// As ask(), for questions that only the tables can answer.
base::Status ask_tables(Register& source, const pack::Pack& pack, const std::optional<std::string>& as_of,
                        const std::function<base::Status(Lookup&)>& answer);

}  // namespace roznamcha::app
