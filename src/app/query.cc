#include "app/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "merge/merge.h"
#include "merge/words.h"
#include "pack/gazetteer.h"
#include "text/fold.h"

namespace roznamcha::app {
namespace {

using base::Error;
using base::ErrorId;
using record::Incident;

/// Part of a name, whatever its case and accents.
class Part {
 public:
  explicit Part(std::string_view wanted) : wanted_(text::fold(wanted)) {}
  bool any() const { return wanted_.empty(); }
  bool in(std::string_view name) const { return text::fold(name).find(wanted_) != std::string::npos; }
  bool is(std::string_view name) const { return text::fold(name) == wanted_; }

 private:
  std::string wanted_;
};

class Filter {
 public:
  Filter(const Query& query, const pack::Pack& pack)
      : query_(query),
        place_(query.place),
        type_(query.type),
        actor_(query.actor),
        countries_(countries(query.place, pack)) {}

  bool passes(const Incident& incident) const {
    if (query_.election && !incident.view.election.related) return false;
    if (!query_.retracted && incident.status == record::Status::kRetracted) return false;
    if (query_.min_killed && *query_.min_killed > 0 &&
        (!incident.killed || incident.killed->best < *query_.min_killed))
      return false;
    return in_time(incident.view.date.range) && at_place(incident.view.place.place) &&
           of_type(incident.view) && with_actor(incident.view);
  }

 private:
  /// Codes of the countries that bear the name.
  static std::unordered_set<std::string> countries(const std::string& name, const pack::Pack& pack) {
    std::unordered_set<std::string> codes;
    if (name.size() == 2) {
      std::string code = text::fold(name);
      for (char& c : code) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
      codes.insert(code);
    }
    const pack::Gazetteer& gazetteer = pack.gazetteer();
    const auto match = gazetteer.find(name);
    for (uint32_t i = 0; i < match.count; ++i) {
      const auto place = gazetteer.candidate(match, i).place;
      if (gazetteer.feature(place) == pack::Feature::kCountry) codes.emplace(gazetteer.country_code(place));
    }
    return codes;
  }

  bool in_time(const text::DateRange& range) const {
    if (!query_.since && !query_.until) return true;
    if (!range.known()) return false;
    const bool late_enough = !query_.since || !range.latest || *range.latest >= *query_.since;
    const bool early_enough = !query_.until || !range.earliest || *range.earliest <= *query_.until;
    return late_enough && early_enough;
  }

  bool at_place(const record::Place& place) const {
    return place_.any() || countries_.contains(place.country) || place_.in(place.name) ||
           place_.in(place.admin2) || place_.in(place.admin1) || place_.in(place.constituency);
  }

  bool of_type(const record::Account& view) const {
    return type_.any() || type_.in(view.event_type) || type_.in(view.sub_event_type);
  }

  bool with_actor(const record::Account& view) const {
    return actor_.any() ||
           std::any_of(view.actors.begin(), view.actors.end(), [&](const record::ActorStatement& actor) {
             return actor.certainty != record::Certainty::kDenied &&
                    (actor_.is(actor.id) || actor_.in(actor.name));
           });
  }

  const Query& query_;
  const Part place_, type_, actor_;
  const std::unordered_set<std::string> countries_;
};

record::Report report_of(const ledger::Held& held, std::string account) {
  record::Report report;
  report.document = held.document.id;
  report.account = std::move(account);
  report.title = held.document.title;
  report.source = held.document.source;
  report.url = held.document.url;
  report.published = held.reading.published ? held.reading.published : held.document.published;
  report.learnt = held.learnt;
  return report;
}

template <typename Stated>
void tell(const ledger::Held& held, const std::vector<Stated>& stated, std::vector<Told<Stated>>& out) {
  for (const Stated& one : stated) out.push_back({report_of(held, ""), one});
}

TextOf texts_of(Register& source, const ledger::Snapshot& snapshot) {
  auto numbers = std::make_shared<std::unordered_map<std::string, int64_t>>();
  for (const ledger::Held& held : snapshot.documents) numbers->emplace(held.document.id, held.number);
  return [&ledger = source.ledger(), numbers](const std::string& document) {
    const auto found = numbers->find(document);
    if (found == numbers->end()) return std::string();
    auto text = ledger.text(found->second);
    return text ? *std::move(text) : std::string();
  };
}

/// Everything, unfiltered.
base::Result<Answer> answer_all(Register& source, const Query& query, const pack::Pack& pack) {
  auto snapshot = source.ledger().snapshot(query.as_of);
  if (!snapshot) return snapshot.error();
  Answer answer;
  answer.documents = snapshot->documents.size();
  answer.text_of = texts_of(source, *snapshot);
  for (const ledger::Held& held : snapshot->documents) {
    tell(held, held.reading.tallies, answer.tallies);
    tell(held, held.reading.measures, answer.measures);
    tell(held, held.reading.warnings, answer.warnings);
  }
  auto accounts = told_accounts(source, *snapshot);
  if (!accounts) return accounts.error();
  merge::Merged merged = merge::merge(*std::move(accounts), snapshot->reviews, query.convention, pack);
  answer.incidents = std::move(merged.incidents);
  answer.duplicates = std::move(merged.duplicates);
  answer.reviews = std::move(snapshot->reviews);
  answer.adrift = std::move(snapshot->adrift);
  return answer;
}

void keep_duplicates_of(Answer& answer, bool both) {
  std::unordered_set<std::string_view> ids;
  for (const Incident& incident : answer.incidents) ids.insert(incident.id);
  std::erase_if(answer.duplicates, [&](const record::PossibleDuplicate& pair) {
    const bool first = ids.contains(pair.first), second = ids.contains(pair.second);
    return both ? !(first && second) : !(first || second);
  });
}

}  // namespace

base::Result<std::vector<record::ToldAccount>> told_accounts(Register& source, ledger::Snapshot& snapshot) {
  std::vector<record::ToldAccount> accounts;
  for (ledger::Held& held : snapshot.documents) {
    if (held.reading.accounts.empty()) continue;
    const auto text = source.ledger().text(held.number);
    if (!text) return text.error();
    std::vector<std::vector<std::string>> words = merge::telling_words(*text, held.reading.accounts);
    for (size_t i = 0; i < held.reading.accounts.size(); ++i) {
      accounts.push_back(
          {report_of(held, std::to_string(i + 1)), std::move(held.reading.accounts[i]), std::move(words[i])});
    }
  }
  return accounts;
}

base::Result<Answer> query(Register& source, const Query& query, const pack::Pack& pack) {
  auto answer = answer_all(source, query, pack);
  if (!answer) return answer;
  for (const auto& told : answer->tallies)
    answer->tally_checks.push_back(check(told.stated, answer->incidents));
  const Filter filter(query, pack);
  std::erase_if(answer->incidents, [&](const Incident& incident) { return !filter.passes(incident); });
  keep_duplicates_of(*answer, true);
  return answer;
}

base::Result<size_t> find_incident(const std::vector<Incident>& incidents, std::string_view id) {
  std::vector<size_t> found;
  for (size_t i = 0; i < incidents.size(); ++i) {
    bool begins = !id.empty() && incidents[i].id.starts_with(id);
    for (const record::ToldAccount& told : incidents[i].accounts) {
      if (told.account.id == id) return i;
      begins = begins || (!id.empty() && told.account.id.starts_with(id));
    }
    if (begins) found.push_back(i);
  }
  if (found.size() == 1) return found[0];
  if (found.empty())
    return Error{ErrorId::kUnknownId, fmt::format("the register has no incident '{}'", id), "",
                 "'roznamcha list' shows their ids"};
  std::string ids;
  for (size_t i = 0; i < std::min<size_t>(found.size(), 5); ++i)
    ids += (i ? ", " : "") + incidents[found[i]].id;
  return Error{ErrorId::kUnknownId, fmt::format("{} incidents begin with '{}'", found.size(), id), "",
               fmt::format("give more of it: {}{}", ids, found.size() > 5 ? " …" : "")};
}

base::Result<Answer> show(Register& source, std::string_view id, const Query& query, const pack::Pack& pack) {
  auto answer = answer_all(source, query, pack);
  if (!answer) return answer;
  const auto index = find_incident(answer->incidents, id);
  if (!index) return index.error();
  Incident incident = std::move(answer->incidents[*index]);

  std::unordered_set<std::string_view> accounts;
  std::unordered_set<std::string_view> documents;
  for (const record::ToldAccount& told : incident.accounts) {
    accounts.insert(told.account.id);
    documents.insert(told.report.document);
  }
  std::unordered_set<int64_t> about;
  std::erase_if(answer->reviews, [&](const record::Review& review) {
    const bool names = std::any_of(review.accounts.begin(), review.accounts.end(),
                                   [&](const auto& a) { return accounts.contains(a); });
    if (!names && !about.contains(review.undoes)) return true;
    about.insert(review.number);
    return false;
  });
  const auto elsewhere = [&](const auto& told) { return !documents.contains(told.report.document); };
  std::erase_if(answer->tallies, elsewhere);
  std::erase_if(answer->measures, elsewhere);
  std::erase_if(answer->warnings, elsewhere);
  answer->incidents.clear();
  answer->incidents.push_back(std::move(incident));
  keep_duplicates_of(*answer, false);
  return answer;
}

}  // namespace roznamcha::app
