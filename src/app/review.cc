#include "app/review.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "app/lookup.h"
#include "app/query.h"

namespace roznamcha::app {
namespace {

using base::Error;
using base::ErrorId;
using base::Result;
using record::Incident;
using record::Review;

/// An incident as it stands now.
Result<Incident> incident_of(Register& source, std::string_view id, const pack::Pack& pack) {
  auto answer = show(source, id, {}, pack);
  if (!answer) return answer.error();
  return std::move(answer->incidents[0]);
}

Review decision(Review::Kind kind, const Reason& reason) {
  Review review;
  review.kind = kind;
  review.by = reason.by;
  review.reason = reason.text;
  return review;
}

/// All accounts are named, so that the decision holds even if a newer reading no longer has some of them.
void name_all(const Incident& incident, Review& review) {
  for (const record::ToldAccount& told : incident.accounts) review.accounts.push_back(told.account.id);
}

/// Logs a decision, with what it remembers of its accounts.
Result<int64_t> log(Register& target, const Review& review, const pack::Pack& pack) {
  int64_t number = 0;
  const base::Status failed = log_and_link(target, pack, [&]() -> base::Status {
    Lookup lookup(target, pack, {});
    std::vector<ledger::Anchor> anchors;
    for (const std::string& id : review.accounts) {
      auto anchor = lookup.anchor(id);
      if (!anchor) return anchor.error();
      anchors.push_back(*std::move(anchor));
    }
    const auto logged = target.ledger().decide(review, anchors);
    if (!logged) return logged.error();
    number = *logged;
    return {};
  });
  if (failed) return *failed;
  return number;
}

Result<int64_t> decide_on(Register& target, std::string_view id, Review review, const pack::Pack& pack) {
  const auto incident = incident_of(target, id, pack);
  if (!incident) return incident.error();
  name_all(*incident, review);
  return log(target, review, pack);
}

}  // namespace

Result<int64_t> merge(Register& target, const std::vector<std::string>& ids, const Reason& reason,
                      const pack::Pack& pack) {
  std::map<std::string, Incident> named;
  for (const std::string& id : ids) {
    auto incident = incident_of(target, id, pack);
    if (!incident) return incident.error();
    named.emplace(incident->id, *std::move(incident));
  }
  if (named.size() < 2) {
    return Error{ErrorId::kBadArgument,
                 ids.size() < 2 ? "one incident cannot be merged" : "the ids name one incident already", "",
                 "name two or more"};
  }
  Review review = decision(Review::Kind::kMerge, reason);
  for (const auto& [id, incident] : named) name_all(incident, review);
  return log(target, review, pack);
}

Result<int64_t> split(Register& target, std::string_view incident, const std::vector<std::string>& accounts,
                      const Reason& reason, const pack::Pack& pack) {
  const auto whole = incident_of(target, incident, pack);
  if (!whole) return whole.error();
  const auto& members = whole->accounts;
  std::set<std::string> leaving;
  for (const std::string& id : accounts) {
    std::vector<std::string> found;
    for (const record::ToldAccount& told : members) {
      if (!id.empty() && told.account.id.starts_with(id)) found.push_back(told.account.id);
    }
    if (found.size() != 1) {
      return Error{ErrorId::kUnknownId,
                   fmt::format("{} of the incident's accounts begin with '{}'",
                               found.empty() ? "none" : "several", id),
                   "", fmt::format("'roznamcha show {}' lists them", whole->id)};
    }
    leaving.insert(found[0]);
  }
  if (leaving.empty() || leaving.size() == members.size()) {
    return Error{ErrorId::kBadArgument, "one part of the incident would be empty", "",
                 "name some of its accounts, not all"};
  }
  Review review = decision(Review::Kind::kSplit, reason);
  review.accounts.assign(leaving.begin(), leaving.end());
  return log(target, review, pack);
}

Result<int64_t> apart(Register& target, std::string_view first, std::string_view second, const Reason& reason,
                      const pack::Pack& pack) {
  const auto one = incident_of(target, first, pack), other = incident_of(target, second, pack);
  if (!one) return one.error();
  if (!other) return other.error();
  if (one->id == other->id) {
    return Error{ErrorId::kBadArgument, "the ids name one incident", "", "name two, or split it"};
  }
  Review review = decision(Review::Kind::kSplit, reason);
  name_all(*one, review);
  return log(target, review, pack);
}

Result<int64_t> set(Register& target, std::string_view incident, std::string_view field,
                    std::string_view value, const Reason& reason, const pack::Pack& pack) {
  if (base::Status wrong = merge::check_value(field, value, &pack)) return *wrong;
  Review review = decision(Review::Kind::kSet, reason);
  review.field = field;
  review.value = value;
  return decide_on(target, incident, std::move(review), pack);
}

Result<int64_t> retract(Register& target, std::string_view incident, const Reason& reason,
                        const pack::Pack& pack) {
  return decide_on(target, incident, decision(Review::Kind::kRetract, reason), pack);
}

Result<int64_t> undo(Register& target, int64_t number, const Reason& reason) {
  if (number < 1)
    return Error{ErrorId::kUnknownId, fmt::format("there is no decision {}", number), "",
                 "'roznamcha show' lists them"};
  Review review = decision(Review::Kind::kUndo, reason);
  review.undoes = number;
  return target.ledger().decide(review);
}

}  // namespace roznamcha::app
