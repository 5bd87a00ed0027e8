// One real-world incident: a set of accounts and the view that a convention takes of their statements.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "record/account.h"

namespace roznamcha::record {

enum class Status : uint8_t { kUnverified, kCorroborated, kVerified, kDisputed, kRetracted };
std::string_view name(Status);
std::optional<Status> status(std::string_view name);

/// The document that an account comes from, as far as an incident needs it.
struct Report {
  std::string document;   // id of the document
  std::string account;    // number of the account in its document, as `read` gives it ("1", "2" …)
  std::string title;
  std::string source;
  std::string url;
  std::optional<text::Date> published;
  std::optional<int64_t> published_minute;  // Document::published_minute
  std::string learnt;        // RFC 3339 UTC: when the register took it in
  bool independent = true;   // false: a copy of another report of this incident
};

/// Accounts with their documents, as merge takes them in.
struct ToldAccount {
  Report report;
  Account account;
  std::vector<std::string> words = {};  // of the sentences that tell of it (merge::telling_words); may be left out
};

/// One field on which statements disagree: every value, who gives it, which was chosen by which rule.
struct Conflict {
  struct Value {
    std::string value;                   // rendered, for example "10" or "at least 15"
    std::vector<std::string> documents;  // ids, sorted
  };
  std::string field;
  std::vector<Value> values;
  std::string chosen;
  std::string rule;
};

struct Incident {
  std::string id;             // the least id of its accounts; the id of any of its accounts finds it too
  Status status = Status::kUnverified;
  Account view;               // the reconciled fields; each span belongs to the document named in `sources`
  std::vector<std::pair<std::string, std::string>> sources;  // field of the view → id of the account whose words it quotes
  std::optional<Figure> killed;
  std::optional<Figure> injured;
  std::optional<Figure> attackers_killed;
  std::vector<ToldAccount> accounts;  // sorted by id
  std::vector<Conflict> conflicts;
  std::vector<std::string> joins;     // why the accounts are held for one incident, readable
  std::string first_known;            // RFC 3339 UTC: least `learnt`
  std::string last_changed;
};

/// Two incidents that may be one; listed for a person rather than merged.
struct PossibleDuplicate {
  std::string first;
  std::string second;
  double score = 0;  // 0..1
  std::string reason;
};

/// A person's decision. Outranks the machine and survives every re-reading.
struct Review {
  enum class Kind : uint8_t { kMerge, kSplit, kSet, kRetract, kUndo };
  int64_t number = 0;                 // position in the log
  Kind kind = Kind::kMerge;
  // Ids of accounts. kMerge: they tell of one incident. kSplit: they do, and no other account that was known then tells of it. kSet,
  // kRetract: of the incident that they tell of.
  std::vector<std::string> accounts;
  std::string field;   // kSet: which
  std::string value;   // kSet: to what
  std::string reason;
  std::string by;                     // who decided
  std::string learnt;                 // RFC 3339 UTC
  int64_t undoes = 0;                 // kUndo: number of the decision that it takes back
};
std::string_view name(Review::Kind);
std::optional<Review::Kind> review_kind(std::string_view name);

}  // namespace roznamcha::record
