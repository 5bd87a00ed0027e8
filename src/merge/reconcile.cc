#include "merge/reconcile.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <tuple>

#include "geo/point.h"
#include "merge/copies.h"
#include "merge/facts.h"
#include "pack/gazetteer.h"
#include "text/fold.h"

namespace roznamcha::merge {
namespace {

using record::Account;
using record::Certainty;
using record::Conflict;
using record::Effect;
using record::Figure;
using record::Incident;
using record::Place;
using record::PlacePrecision;
using record::Review;
using record::Status;
using record::ToldAccount;
using text::Date;
using text::DatePrecision;
using text::DateRange;

constexpr double kSamePlaceKm = 25;
// Ends of ranges that are not known.
constexpr Date kFirstDay{std::chrono::days(-1'000'000)};
constexpr Date kLastDay{std::chrono::days(1'000'000)};

Date first_day(const DateRange& range) {
  return range.earliest.value_or(kFirstDay);
}
Date last_day(const DateRange& range) {
  return range.latest.value_or(kLastDay);
}
bool meet(const DateRange& a, const DateRange& b) {
  return first_day(a) <= last_day(b) && first_day(b) <= last_day(a);
}
int64_t width(const DateRange& range) {
  return (last_day(range) - first_day(range)).count();
}

DatePrecision precision_of(Date earliest, Date latest) {
  const auto days = (latest - earliest).count() + 1;
  if (days <= 1) return DatePrecision::kDay;
  if (days <= 7) return DatePrecision::kWeek;
  if (days <= 31) return DatePrecision::kMonth;
  return days <= 366 ? DatePrecision::kYear : DatePrecision::kUnknown;
}

DateRange range_of(Date earliest, Date latest) {
  DateRange range;
  if (earliest != kFirstDay) range.earliest = earliest;
  if (latest != kLastDay) range.latest = latest;
  range.precision = range.earliest && range.latest ? precision_of(earliest, latest) : DatePrecision::kUnknown;
  return range;
}

std::string render(const DateRange& range) {
  if (!range.known()) return "unknown";
  if (!range.earliest) return "until " + text::to_string(*range.latest);
  if (!range.latest) return "since " + text::to_string(*range.earliest);
  if (*range.earliest == *range.latest) return text::to_string(*range.earliest);
  return text::to_string(*range.earliest) + ".." + text::to_string(*range.latest);
}

std::string render(const Figure& figure) {
  if (!figure.high)
    return figure.best > figure.low ? fmt::format("at least {}, about {}", figure.low, figure.best)
                                    : fmt::format("at least {}", figure.low);
  if (figure.low == *figure.high) return std::to_string(figure.low);
  return fmt::format("{} to {}", figure.low, *figure.high);
}

std::string render(const Place& place) {
  if (!place.known()) return "unknown";
  std::string out;
  for (const std::string* part : {&place.name, &place.admin2, &place.admin1, &place.country}) {
    if (part->empty() || out == *part || out.ends_with(", " + *part)) continue;
    out += (out.empty() ? "" : ", ") + *part;
  }
  return out;
}

bool same_place(const Place& a, const Place& b) {
  return a.precision == b.precision && a.name == b.name && a.admin2 == b.admin2 && a.admin1 == b.admin1 &&
         a.country == b.country;
}

/// Whether what is said of `outer` holds of `inner` too.
bool holds(const Place& outer, const Place& inner) {
  if (!outer.known()) return true;
  if (outer.country != inner.country) return false;
  if (outer.precision == PlacePrecision::kCountry) return true;
  if (outer.admin1 != inner.admin1 && !outer.admin1.empty()) return false;
  if (outer.precision == PlacePrecision::kAdmin1) return true;
  if (outer.precision == PlacePrecision::kAdmin2)
    return outer.admin2 == inner.admin2 || outer.name == inner.name;
  if (outer.name == inner.name) return true;
  return outer.point && inner.point && geo::distance_km(*outer.point, *inner.point) <= kSamePlaceKm;
}

/// Words of a description without articles, for comparison only.
std::set<std::string> content(std::string_view text) {
  static const std::set<std::string, std::less<>> kArticles = {"a",   "an",    "the", "his",
                                                               "her", "their", "its"};
  std::set<std::string> out;
  for (std::string& word : folded_words(text)) {
    if (!kArticles.contains(word)) out.insert(std::move(word));
  }
  return out;
}

bool within(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::includes(b.begin(), b.end(), a.begin(), a.end());
}

std::optional<int64_t> parse_number(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

/// "12", "10-12", "at least 15".
std::optional<Figure> parse_figure(std::string_view text) {
  constexpr std::string_view kAtLeast = "at least ";
  if (text.starts_with(kAtLeast)) {
    const auto low = parse_number(text.substr(kAtLeast.size()));
    if (!low) return std::nullopt;
    return Figure{*low, *low, std::nullopt};
  }
  if (const size_t dash = text.find('-'); dash != std::string_view::npos) {
    const auto low = parse_number(text.substr(0, dash)), high = parse_number(text.substr(dash + 1));
    if (!low || !high || *low > *high) return std::nullopt;
    return Figure{*low, *low, high};
  }
  const auto number = parse_number(text);
  if (!number) return std::nullopt;
  return Figure{*number, *number, number};
}

std::optional<DateRange> parse_range(std::string_view text) {
  const size_t dots = text.find("..");
  const auto earliest = text::parse_date(text.substr(0, dots));
  const auto latest = dots == std::string_view::npos ? earliest : text::parse_date(text.substr(dots + 2));
  if (!earliest || !latest || *earliest > *latest) return std::nullopt;
  return range_of(*earliest, *latest);
}

/// Values of a field with who gives each.
class Ballot {
 public:
  void add(const std::string& value, const ToldAccount& told) {
    auto& documents = values_[value];
    const auto at = std::lower_bound(documents.begin(), documents.end(), told.report.document);
    if (at == documents.end() || *at != told.report.document) documents.insert(at, told.report.document);
  }
  bool disagrees() const { return values_.size() > 1; }
  Conflict conflict(std::string field, std::string chosen, std::string rule) const {
    Conflict out{std::move(field), {}, std::move(chosen), std::move(rule)};
    for (const auto& [value, documents] : values_) out.values.push_back({value, documents});
    return out;
  }

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

class Reconciler {
 public:
  Reconciler(Incident& incident, Convention convention, const Kinds& kinds, const pack::Pack* pack)
      : incident_(incident),
        accounts_(incident.accounts),
        view_(incident.view),
        convention_(convention),
        kinds_(kinds),
        pack_(pack) {}

  void run(const std::vector<const Review*>& decisions) {
    mark_copies(accounts_);
    incident_.id = accounts_.front().account.id;
    view_.id = incident_.id;
    view_.background = std::all_of(accounts_.begin(), accounts_.end(),
                                   [](const ToldAccount& t) { return t.account.background; });
    view_.confidence = 0;
    for (const ToldAccount& told : accounts_)
      view_.confidence = std::max(view_.confidence, told.account.confidence);
    date();
    place();
    type();
    counts();
    actors();
    victims();
    targets();
    weapons();
    election();
    evidence();
    status();
    known();
    for (const Review* decision : decisions) {
      if (decision->kind == Review::Kind::kSet) set(*decision);
      if (decision->kind == Review::Kind::kRetract) incident_.status = Status::kRetracted;
      incident_.last_changed = std::max(incident_.last_changed, decision->learnt);
    }
  }

 private:
  void source(std::string field, const ToldAccount& told) {
    std::pair<std::string, std::string> entry{std::move(field), told.account.id};
    if (std::find(incident_.sources.begin(), incident_.sources.end(), entry) == incident_.sources.end()) {
      incident_.sources.push_back(std::move(entry));
    }
  }

  /// Which of two accounts is believed when nothing else decides: an original, news rather than recollection,
  /// the first published (the others follow it), the least id.
  static bool sooner(const ToldAccount& a, const ToldAccount& b) {
    const auto key = [](const ToldAccount& t) {
      return std::tuple(!t.report.independent, t.account.background, t.report.published.value_or(kLastDay));
    };
    if (key(a) != key(b)) return key(a) < key(b);
    return a.account.id < b.account.id;
  }

  // ---- date

  void date() {
    std::vector<const ToldAccount*> dated;
    for (const ToldAccount& told : accounts_) {
      if (told.account.date.range.known()) dated.push_back(&told);
    }
    if (dated.empty()) return;
    const auto [range, from, rule] = choose_date(dated);
    view_.date = {range, from->account.date.span};
    source("date", *from);
    Ballot ballot;
    bool disagree = false;
    for (const ToldAccount* told : dated) {
      ballot.add(render(told->account.date.range), *told);
      disagree |= !meet(told->account.date.range, range);
    }
    if (disagree || (rule != kPrecise && ballot.disagrees())) {
      incident_.conflicts.push_back(ballot.conflict("date", render(range), std::string(rule)));
    }
  }

  static constexpr std::string_view kPrecise = "the most precise that most reports support";

  struct DateChoice {
    DateRange range;
    const ToldAccount* from;
    std::string_view rule;
  };

  DateChoice choose_date(const std::vector<const ToldAccount*>& dated) const {
    const ToldAccount* narrowest = narrowest_of(dated);
    if (convention_ == Convention::kMaverickConservative) {
      Date earliest = kLastDay, latest = kFirstDay;
      for (const ToldAccount* told : dated) {
        earliest = std::min(earliest, first_day(told->account.date.range));
        latest = std::max(latest, last_day(told->account.date.range));
      }
      return {range_of(earliest, latest), narrowest,
              "maverick-conservative: first to last day of all reports"};
    }
    if (convention_ == Convention::kMaverickInformative) {
      Date earliest = kFirstDay, latest = kLastDay;
      for (const ToldAccount* told : dated) {
        earliest = std::max(earliest, first_day(told->account.date.range));
        latest = std::min(latest, last_day(told->account.date.range));
      }
      if (earliest <= latest)
        return {range_of(earliest, latest), narrowest, "maverick-informative: the days on which all agree"};
    }
    if (convention_ == Convention::kMaverickRepresentative) {
      std::map<Date, int> starts, ends;
      for (const ToldAccount* told : dated) {
        ++starts[first_day(told->account.date.range)];
        ++ends[last_day(told->account.date.range)];
      }
      const auto mode = [](const std::map<Date, int>& counts) {
        return std::max_element(counts.begin(), counts.end(),
                                [](auto& a, auto& b) { return a.second < b.second; })
            ->first;
      };
      const Date earliest = mode(starts), latest = mode(ends);
      if (earliest <= latest)
        return {range_of(earliest, latest), narrowest, "maverick-representative: the most frequent days"};
    }
    return {intersection(*narrowest, dated), narrowest, kPrecise};
  }

  /// The account whose range is the most precise; of equals that which most others agree with.
  static const ToldAccount* narrowest_of(const std::vector<const ToldAccount*>& dated) {
    const auto key = [&](const ToldAccount* told) {
      const DateRange& range = told->account.date.range;
      std::set<std::string> agree;
      for (const ToldAccount* other : dated) {
        if (!other->report.independent || !meet(range, other->account.date.range)) continue;
        const std::string voice = publisher(other->report);
        agree.insert(voice.empty() ? " " + other->report.document : voice);
      }
      // Days that no words state were taken from the day of publication.
      return std::tuple(told->account.date.span.empty(), width(range), -static_cast<int64_t>(agree.size()));
    };
    const ToldAccount* best = dated.front();
    auto best_key = key(best);
    for (const ToldAccount* told : dated) {
      auto this_key = key(told);
      if (this_key < best_key || (this_key == best_key && sooner(*told, *best))) {
        best = told;
        best_key = this_key;
      }
    }
    return best;
  }

  /// The range of `narrowest`, narrowed by all others that do not contradict it, in the order of their width.
  static DateRange intersection(const ToldAccount& narrowest, std::vector<const ToldAccount*> dated) {
    std::stable_sort(dated.begin(), dated.end(), [](const ToldAccount* a, const ToldAccount* b) {
      return width(a->account.date.range) < width(b->account.date.range);
    });
    DateRange range = narrowest.account.date.range;
    for (const ToldAccount* told : dated) {
      const DateRange& other = told->account.date.range;
      // A day taken from the publication alone narrows nothing.
      if (told->account.date.span.empty() || !meet(range, other)) continue;
      const Date earliest = std::max(first_day(range), first_day(other)),
                 latest = std::min(last_day(range), last_day(other));
      if (earliest != first_day(range) || latest != last_day(range)) range = range_of(earliest, latest);
    }
    return range;
  }

  // ---- place

  void place() {
    std::vector<const ToldAccount*> placed;
    for (const ToldAccount& told : accounts_) {
      if (told.account.place.place.known()) placed.push_back(&told);
    }
    if (placed.empty()) return;
    const ToldAccount* chosen = choose_place(placed);
    view_.place = chosen->account.place;
    source("place", *chosen);
    Ballot ballot;
    bool disagree = false;
    for (const ToldAccount* told : placed) {
      ballot.add(render(told->account.place.place), *told);
      disagree |= !holds(told->account.place.place, view_.place.place);
    }
    if (disagree) {
      incident_.conflicts.push_back(
          ballot.conflict("place", render(view_.place.place), std::string(place_rule())));
    }
  }

  std::string_view place_rule() const {
    if (convention_ == Convention::kMaverickConservative) return "maverick-conservative: the least precise";
    if (convention_ == Convention::kMaverickRepresentative)
      return "maverick-representative: the most frequent";
    return "the most precise that most reports hold";
  }

  const ToldAccount* choose_place(const std::vector<const ToldAccount*>& placed) const {
    const auto key = [&](const ToldAccount* told) {
      const Place& p = told->account.place.place;
      int64_t same = 0, agree = 0;
      for (const ToldAccount* other : placed) {
        if (!other->report.independent) continue;
        same += same_place(other->account.place.place, p);
        agree += holds(other->account.place.place, p);
      }
      const auto precision = static_cast<int64_t>(p.precision);
      switch (convention_) {
        case Convention::kMaverickConservative:
          return std::tuple(-precision, -same, -agree);
        case Convention::kMaverickRepresentative:
          return std::tuple(-same, precision, -agree);
        default:
          return std::tuple(precision, -agree, -same);
      }
    };
    const ToldAccount* best = placed.front();
    for (const ToldAccount* told : placed) {
      if (key(told) < key(best) || (key(told) == key(best) && sooner(*told, *best))) best = told;
    }
    return best;
  }

  // ---- type

  void type() {
    Ballot ballot;
    // Reports that say little more than that there was violence go with those that say how.
    std::map<std::string, int64_t> votes;
    for (const ToldAccount& told : accounts_) {
      const std::string& sub = told.account.sub_event_type;
      if (sub.empty()) continue;
      ballot.add(sub, told);
      votes[sub] += told.report.independent;
    }
    const ToldAccount* chosen = nullptr;
    const auto key = [&](const ToldAccount& told) {
      const std::string& sub = told.account.sub_event_type;
      int64_t agree = 0;
      for (const auto& [other, count] : votes) agree += kinds_.compatible(sub, other) ? count : 0;
      return std::tuple(-agree, -kinds_.specific(sub), -votes[sub], told.account.event_type.empty());
    };
    for (const ToldAccount& told : accounts_) {
      if (told.account.sub_event_type.empty()) continue;
      if (!chosen || key(told) < key(*chosen) || (key(told) == key(*chosen) && sooner(told, *chosen)))
        chosen = &told;
    }
    if (!chosen) {
      for (const ToldAccount& told : accounts_) {
        if (!told.account.event_type.empty() && (!chosen || sooner(told, *chosen))) chosen = &told;
      }
    }
    if (!chosen) return;
    view_.event_type = chosen->account.event_type;
    view_.sub_event_type = chosen->account.sub_event_type;
    source("sub_event_type", *chosen);
    if (ballot.disagrees()) {
      incident_.conflicts.push_back(ballot.conflict("sub_event_type", view_.sub_event_type,
                                                    "the most specific that most reports go with"));
    }
  }

  // ---- counts

  void counts() {
    for (const Effect effect : {Effect::kKilled, Effect::kInjured, Effect::kAbducted, Effect::kArrested,
                                Effect::kMissing, Effect::kDisplaced}) {
      for (const bool attackers : {false, true}) count(effect, attackers);
    }
  }

  void count(Effect effect, bool attackers) {
    const std::string field = (attackers ? "attackers_" : "") + std::string(record::name(effect));
    std::vector<Said> said;
    std::vector<const ToldAccount*> by;
    Ballot ballot;
    for (const ToldAccount& told : accounts_) {
      const auto figure = record::account_figure(told.account, effect, attackers);
      if (!figure) continue;
      said.push_back({*figure, told.report.published, publisher(told.report), told.report.independent,
                      partisan(told.account, effect, attackers)});
      by.push_back(&told);
      ballot.add(render(*figure), told);
    }
    const auto figure = reconcile_figure(said, convention_);
    if (!figure) return;
    const ToldAccount& spoken = *by[spokesman(said, *figure)];
    for (const record::CountStatement& statement : spoken.account.counts) {
      if (statement.effect == effect && (statement.group == "attacker") == attackers)
        view_.counts.push_back(statement);
    }
    source("counts", spoken);
    if (effect == Effect::kKilled) (attackers ? incident_.attackers_killed : incident_.killed) = figure;
    if (effect == Effect::kInjured && !attackers) incident_.injured = figure;
    if (ballot.disagrees()) {
      incident_.conflicts.push_back(
          ballot.conflict(field, std::to_string(figure->best), std::string(name(convention_))));
    }
  }

  /// Whether all that the account says of a number is put in the mouth of those who are said to have done it.
  static bool partisan(const Account& account, Effect effect, bool attackers) {
    bool any = false;
    for (const record::CountStatement& statement : account.counts) {
      if (statement.effect != effect || (statement.group == "attacker") != attackers) continue;
      if (statement.speaker.empty()) return false;
      const std::set<std::string> speaker = content(statement.speaker);
      const bool party =
          std::any_of(account.actors.begin(), account.actors.end(), [&](const record::ActorStatement& actor) {
            const std::set<std::string> name = content(actor.name);
            return actor.role == record::Role::kPerpetrator && !name.empty() && within(name, speaker);
          });
      if (!party) return false;
      any = true;
    }
    return any;
  }

  // ---- lists

  std::vector<const ToldAccount*> by_trust() const {
    std::vector<const ToldAccount*> order;
    for (const ToldAccount& told : accounts_) order.push_back(&told);
    std::sort(order.begin(), order.end(),
              [](const ToldAccount* a, const ToldAccount* b) { return sooner(*a, *b); });
    return order;
  }

  static std::string actor_key(const record::ActorStatement& actor) {
    return fmt::format("{}/{}", record::name(actor.role),
                       actor.id.empty() ? text::fold(actor.name) : actor.id);
  }

  /// Who is said to have done it, once for each way in which it is said: a denial stands beside a suspicion.
  void actors() {
    std::map<std::string, std::map<Certainty, std::vector<const ToldAccount*>>> said;
    std::set<std::pair<std::string, Certainty>> seen;
    for (const ToldAccount* told : by_trust()) {
      for (const record::ActorStatement& actor : told->account.actors) {
        const std::string key = actor_key(actor);
        said[key][actor.certainty].push_back(told);
        if (!seen.emplace(key, actor.certainty).second) continue;
        view_.actors.push_back(actor);
        source("actors", *told);
      }
    }
    // The surest first; what is denied last.
    std::stable_sort(view_.actors.begin(), view_.actors.end(),
                     [](const auto& a, const auto& b) { return rank(a) < rank(b); });
    for (const auto& entry : said) {
      const std::string& key = entry.first;
      const auto& ways = entry.second;
      if (!ways.contains(Certainty::kDenied) || ways.size() < 2) continue;
      contested_ = true;
      Ballot ballot;
      for (const auto& [certainty, tellers] : ways) {
        for (const ToldAccount* told : tellers) ballot.add(std::string(record::name(certainty)), *told);
      }
      const auto& actor = *std::find_if(view_.actors.begin(), view_.actors.end(),
                                        [&](const auto& a) { return actor_key(a) == key; });
      incident_.conflicts.push_back(ballot.conflict("actors: " + actor.name,
                                                    std::string(record::name(actor.certainty)),
                                                    "every statement is kept; a denial erases none"));
    }
  }

  static std::tuple<record::Role, bool, Certainty> rank(const record::ActorStatement& actor) {
    return {actor.role, actor.certainty == Certainty::kDenied, actor.certainty};
  }

  /// Adds what is not in `list` yet. `same` says whether two tell of one thing, `more` whether the second
  /// says more.
  template <typename Item, typename Same, typename More>
  void unite(std::vector<Item> Account::*member, const char* field, Same same, More more) {
    std::vector<Item>& list = view_.*member;
    for (const ToldAccount* told : by_trust()) {
      for (const Item& item : told->account.*member) {
        const auto found =
            std::find_if(list.begin(), list.end(), [&](const Item& known) { return same(known, item); });
        if (found == list.end())
          list.push_back(item);
        else if (more(*found, item))
          *found = item;
        else
          continue;
        source(field, *told);
      }
    }
  }

  void victims() {
    const auto same = [](const record::Victim& a, const record::Victim& b) {
      if (a.name.empty() != b.name.empty()) return false;
      const auto x = content(a.name.empty() ? a.text : a.name), y = content(b.name.empty() ? b.text : b.name);
      return (a.name.empty() ? a.group == b.group : true) && (within(x, y) || within(y, x));
    };
    const auto more = [](const record::Victim& a, const record::Victim& b) {
      return content(a.name).size() < content(b.name).size() || (a.name == b.name && !a.effect && b.effect);
    };
    unite(&Account::victims, "victims", same, more);
  }

  void targets() {
    const auto same = [](const record::Target& a, const record::Target& b) {
      const auto x = content(a.text), y = content(b.text);
      return a.target_class == b.target_class && (within(x, y) || within(y, x));
    };
    const auto more = [](const record::Target& a, const record::Target& b) {
      return content(a.text).size() < content(b.text).size();
    };
    unite(&Account::targets, "targets", same, more);
  }

  void weapons() {
    const auto same = [](const record::Weapon& a, const record::Weapon& b) {
      const auto x = content(a.text), y = content(b.text);
      return a.weapon_class == b.weapon_class && (within(x, y) || within(y, x));
    };
    const auto more = [](const record::Weapon& a, const record::Weapon& b) {
      return content(a.text).size() < content(b.text).size();
    };
    unite(&Account::weapons, "weapons", same, more);
  }

  void election() {
    std::map<std::string, int64_t> votes;
    const ToldAccount* chosen = nullptr;
    Ballot ballot;
    for (const ToldAccount& told : accounts_) {
      if (!told.account.election.related) continue;
      votes[told.account.election.target] += told.report.independent;
      if (told.account.election.target != "none") ballot.add(told.account.election.target, told);
    }
    const auto key = [&](const ToldAccount& told) {
      const auto& link = told.account.election;
      return std::tuple(link.target == "none", -votes[link.target], link.span.empty());
    };
    for (const ToldAccount& told : accounts_) {
      if (!told.account.election.related) continue;
      if (!chosen || key(told) < key(*chosen) || (key(told) == key(*chosen) && sooner(told, *chosen)))
        chosen = &told;
    }
    if (!chosen) return;
    view_.election = chosen->account.election;
    source("election", *chosen);
    if (ballot.disagrees())
      incident_.conflicts.push_back(ballot.conflict("election", view_.election.target, "most reports"));
  }

  /// The words of the account that tells most.
  void evidence() {
    const auto size = [](const ToldAccount& told) {
      size_t bytes = 0;
      for (const text::Span& span : told.account.evidence) bytes += span.size();
      return std::tuple(told.report.independent, !told.account.background, bytes);
    };
    const ToldAccount* fullest = &accounts_.front();
    for (const ToldAccount& told : accounts_) {
      if (size(told) > size(*fullest)) fullest = &told;
    }
    view_.evidence = fullest->account.evidence;
    if (!view_.evidence.empty()) source("evidence", *fullest);
  }

  // ---- status

  void status() {
    if (contested_ || kinds_disagree()) {
      incident_.status = Status::kDisputed;
      return;
    }
    for (size_t i = 0; i < accounts_.size(); ++i) {
      for (size_t j = i + 1; j < accounts_.size(); ++j) {
        if (corroborates(accounts_[i], accounts_[j])) {
          incident_.status = Status::kCorroborated;
          return;
        }
      }
    }
  }

  static bool corroborates(const ToldAccount& a, const ToldAccount& b) {
    if (!a.report.independent || !b.report.independent || a.report.document == b.report.document)
      return false;
    const std::string voice = publisher(a.report);
    if (!voice.empty() && voice == publisher(b.report)) return false;
    const DateRange &x = a.account.date.range, &y = b.account.date.range;
    constexpr int64_t kWeek = 7;
    if (!x.known() || !y.known() || !meet(x, y) || width(x) > kWeek || width(y) > kWeek) return false;
    const Place &p = a.account.place.place, &q = b.account.place.place;
    return p.known() && q.known() && (holds(p, q) || holds(q, p));
  }

  /// Whether as many independent reports tell of something that cannot be the chosen kind.
  bool kinds_disagree() const {
    int64_t agree = 0, contradict = 0;
    for (const ToldAccount& told : accounts_) {
      if (!told.report.independent || told.account.sub_event_type.empty()) continue;
      (kinds_.compatible(told.account.sub_event_type, view_.sub_event_type) ? agree : contradict) += 1;
    }
    return contradict > 0 && contradict >= agree;
  }

  void known() {
    for (const ToldAccount& told : accounts_) {
      const std::string& learnt = told.report.learnt;
      if (learnt.empty()) continue;
      if (incident_.first_known.empty() || learnt < incident_.first_known) incident_.first_known = learnt;
      incident_.last_changed = std::max(incident_.last_changed, learnt);
    }
  }

  // ---- what people set

  void set(const Review& review) {
    if (check_value(review.field, review.value, pack_)) return;  // written by a newer program, or by hand
    const std::string& field = review.field;
    const std::string& value = review.value;
    const bool unknown = value == "unknown";
    std::string before;
    if (field == "killed" || field == "injured" || field == "attackers_killed") {
      auto& figure = field == "killed"    ? incident_.killed
                     : field == "injured" ? incident_.injured
                                          : incident_.attackers_killed;
      before = figure ? render(*figure) : "unknown";
      figure = unknown ? std::nullopt : parse_figure(value);
    } else if (field == "date") {
      before = render(view_.date.range);
      view_.date = {unknown ? DateRange() : *parse_range(value), {}};
    } else if (field == "place") {
      before = render(view_.place.place);
      set_place(value);
    } else if (field == "sub_event_type") {
      before = view_.sub_event_type;
      view_.sub_event_type = unknown ? "" : value;
      const pack::EventType* type = pack_ ? pack_->lexicon().type_of(value) : nullptr;
      if (type) view_.event_type = type->event_type;
    } else if (field == "perpetrator") {
      set_perpetrator(value, review.by, before);
    } else if (field == "election") {
      before = view_.election.related ? view_.election.target : "unrelated";
      view_.election = {value != "unrelated", value == "unrelated" ? "none" : value, {}};
    } else if (field == "background") {
      before = view_.background ? "yes" : "no";
      view_.background = value == "yes";
    } else if (field == "status") {
      before = record::name(incident_.status);
      incident_.status = *record::status(value);
    }
    erase_source(field);
    record_set(review, before.empty() ? "unknown" : before);
  }

  void set_place(const std::string& value) {
    const Place before = view_.place.place;
    view_.place = {};
    if (value == "unknown") return;
    Place& place = view_.place.place;
    place.name = value;
    place.country = before.country;
    place.precision = PlacePrecision::kNear;
    if (!pack_) return;
    // Of several places of that name the best known in the country that was held for it before.
    const pack::Gazetteer& gazetteer = pack_->gazetteer();
    const auto match = gazetteer.find(value);
    for (uint32_t i = 0; i < match.count; ++i) {
      const auto id = gazetteer.candidate(match, i).place;
      if (!before.country.empty() && gazetteer.country_code(id) != before.country) continue;
      place.name = gazetteer.name(id);
      place.country = gazetteer.country_code(id);
      const auto unit = [&](pack::Gazetteer::Id unit_id) {
        return unit_id == pack::Gazetteer::kNone ? std::string() : std::string(gazetteer.name(unit_id));
      };
      place.admin1 = unit(gazetteer.admin1(id));
      place.admin2 = unit(gazetteer.admin2(id));
      place.point = gazetteer.point(id);
      place.radius_km = gazetteer.radius_km(id);
      switch (gazetteer.feature(id)) {
        case pack::Feature::kCountry:
          place.precision = PlacePrecision::kCountry;
          break;
        case pack::Feature::kAdmin1:
          place.precision = PlacePrecision::kAdmin1;
          break;
        case pack::Feature::kAdmin2:
          place.precision = PlacePrecision::kAdmin2;
          break;
        default:
          place.precision = PlacePrecision::kExact;
      }
      return;
    }
  }

  void set_perpetrator(const std::string& value, const std::string& by, std::string& before) {
    for (const record::ActorStatement& actor : view_.actors) {
      if (actor.role == record::Role::kPerpetrator) before += (before.empty() ? "" : "; ") + actor.name;
    }
    std::erase_if(view_.actors, [](const auto& actor) { return actor.role == record::Role::kPerpetrator; });
    if (value == "unknown") return;
    record::ActorStatement actor;
    actor.name = value;
    actor.speaker = by;
    if (pack_) {
      for (const pack::Actor& known : pack_->lexicon().actors) {
        if (known.name == value || known.id == value) {
          actor.id = known.id;
          actor.name = known.name;
        }
      }
    }
    view_.actors.insert(view_.actors.begin(), std::move(actor));
  }

  void erase_source(const std::string& field) {
    std::erase_if(incident_.sources, [&](const auto& entry) { return entry.first == field; });
  }

  /// The value joins the conflict of its field, or makes one: what the reports say stays in sight.
  void record_set(const Review& review, const std::string& before) {
    const std::string field = review.field == "perpetrator" ? "actors" : review.field;
    const std::string rule =
        fmt::format("set by {} (decision {}){}", review.by.empty() ? "a person" : review.by, review.number,
                    review.reason.empty() ? "" : ": " + review.reason);
    const auto found = std::find_if(incident_.conflicts.begin(), incident_.conflicts.end(),
                                    [&](const Conflict& conflict) { return conflict.field == field; });
    if (found != incident_.conflicts.end()) {
      found->chosen = review.value;
      found->rule = rule;
      return;
    }
    Conflict conflict{field, {}, review.value, rule};
    std::vector<std::string> documents;
    for (const ToldAccount& told : accounts_) documents.push_back(told.report.document);
    std::sort(documents.begin(), documents.end());
    documents.erase(std::unique(documents.begin(), documents.end()), documents.end());
    conflict.values.push_back({before, std::move(documents)});
    incident_.conflicts.push_back(std::move(conflict));
  }

  Incident& incident_;
  std::vector<ToldAccount>& accounts_;
  Account& view_;
  const Convention convention_;
  const Kinds& kinds_;
  const pack::Pack* pack_;
  bool contested_ = false;  // an actor's part is both told and denied
};

}  // namespace

Incident reconcile(std::vector<ToldAccount> accounts, Convention convention, const Kinds& kinds,
                   const std::vector<const Review*>& decisions, const pack::Pack* pack) {
  std::sort(accounts.begin(), accounts.end(),
            [](const ToldAccount& a, const ToldAccount& b) { return a.account.id < b.account.id; });
  Incident incident;
  incident.accounts = std::move(accounts);
  Reconciler(incident, convention, kinds, pack).run(decisions);
  return incident;
}

const std::vector<std::string_view>& settable_fields() {
  static const std::vector<std::string_view> fields = {
      "date",           "place",       "killed",   "injured",    "attackers_killed",
      "sub_event_type", "perpetrator", "election", "background", "status"};
  return fields;
}

base::Status check_value(std::string_view field, std::string_view value, const pack::Pack* pack) {
  const auto bad = [&](std::string advice) {
    return base::Error{base::ErrorId::kBadArgument, fmt::format("'{}' is no value of '{}'", value, field), "",
                       std::move(advice)};
  };
  const auto& fields = settable_fields();
  if (std::find(fields.begin(), fields.end(), field) == fields.end()) {
    return base::Error{base::ErrorId::kBadArgument, fmt::format("'{}' cannot be set", field), "",
                       fmt::format("one of {}", fmt::join(fields, ", "))};
  }
  if (value.empty()) return bad("give a value, or unknown");
  if (field == "status") {
    if (!record::status(value)) return bad("unverified, corroborated, verified, disputed or retracted");
    return {};
  }
  if (field == "background") {
    if (value != "yes" && value != "no") return bad("yes or no");
    return {};
  }
  if (field == "election") {
    static constexpr std::string_view kTargets[] = {"unrelated",      "none",   "candidate",
                                                    "party_office",   "rally",  "polling_place",
                                                    "election_staff", "voters", "material"};
    if (std::find(std::begin(kTargets), std::end(kTargets), value) == std::end(kTargets)) {
      return bad(fmt::format("one of {}", fmt::join(kTargets, ", ")));
    }
    return {};
  }
  if (value == "unknown") return {};
  if (field == "killed" || field == "injured" || field == "attackers_killed") {
    if (!parse_figure(value)) return bad("a number, 10-12, at least 15, or unknown");
  } else if (field == "date") {
    if (!parse_range(value)) return bad("2024-02-05, 2024-02-01..2024-02-07, or unknown");
  } else if (field == "sub_event_type") {
    if (pack && !pack->lexicon().type_of(value))
      return bad("a sub_event_type of packs/taxonomy.tsv, or unknown");
  }
  return {};
}

}  // namespace roznamcha::merge
