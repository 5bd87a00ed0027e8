// Accounts that tests put together in one expression.
#pragma once

#include <string>
#include <utility>

#include "base/file.h"
#include "merge/kinds.h"
#include "record/incident.h"

namespace roznamcha::merge {

/// An account of a document of its own: Tell("a").on("2024-02-05").in("Tank").killed(10).
class Tell {
 public:
  explicit Tell(std::string id) {
    told_.account.id = id;
    told_.report.account = id;
    told_.report.document = "doc-" + id;
    told_.account.event_type = "Violence against civilians";
    told_.account.sub_event_type = "Attack";
  }

  operator record::ToldAccount() const { return told_; }

  Tell& document(std::string id) { return told_.report.document = std::move(id), *this; }
  Tell& source(std::string name) { return told_.report.source = std::move(name), *this; }
  Tell& title(std::string text) { return told_.report.title = std::move(text), *this; }
  Tell& url(std::string text) { return told_.report.url = std::move(text), *this; }
  Tell& learnt(std::string moment) { return told_.report.learnt = std::move(moment), *this; }
  Tell& published(std::string_view day) { return told_.report.published = text::parse_date(day), *this; }
  Tell& background() { return told_.account.background = true, *this; }
  Tell& words(std::vector<std::string> list) { return told_.words = std::move(list), *this; }

  Tell& type(std::string sub_event_type) {
    return told_.account.sub_event_type = std::move(sub_event_type), *this;
  }

  /// The report came out on the day after, unless that was said.
  Tell& on(std::string_view day) { return between(day, day); }
  Tell& between(std::string_view first, std::string_view last) {
    auto& date = told_.account.date;
    date.range.earliest = text::parse_date(first);
    date.range.latest = text::parse_date(last);
    date.range.precision = first == last ? text::DatePrecision::kDay : text::DatePrecision::kWeek;
    date.span = span();
    if (!told_.report.published) told_.report.published = *date.range.latest + std::chrono::days(1);
    return *this;
  }

  /// Towns and units of an invented country.
  Tell& in(std::string town) {
    struct Town {
      const char *name, *admin2, *admin1;
      double latitude, longitude;
    };
    static constexpr Town kTowns[] = {{"Tarn", "Tarn", "North", 32.0, 70.0},
                                      {"Old Tarn", "Tarn", "North", 32.05, 70.05},
                                      {"Mell", "Mell", "North", 33.0, 71.5},
                                      {"Sorrow", "Sorrow", "South", 27.0, 66.0},
                                      {"Gale", "Gale", "South", 28.5, 65.0}};
    auto& place = told_.account.place;
    place.span = span();
    place.place = {};
    place.place.country = "XA";
    for (const Town& known : kTowns) {
      if (town != known.name) continue;
      place.place.name = known.name;
      place.place.admin2 = known.admin2;
      place.place.admin1 = known.admin1;
      place.place.point = geo::Point{known.latitude, known.longitude};
      place.place.radius_km = 5;
      place.place.precision = record::PlacePrecision::kExact;
    }
    return *this;
  }
  Tell& district(std::string admin2, std::string admin1) {
    in("");
    auto& place = told_.account.place.place;
    place.name = place.admin2 = std::move(admin2);
    place.admin1 = std::move(admin1);
    place.precision = record::PlacePrecision::kAdmin2;
    return *this;
  }
  Tell& province(std::string admin1) {
    in("");
    auto& place = told_.account.place.place;
    place.name = place.admin1 = std::move(admin1);
    place.precision = record::PlacePrecision::kAdmin1;
    return *this;
  }
  Tell& country(std::string code) { return told_.account.place.place.country = std::move(code), *this; }

  Tell& count(record::Effect effect, int64_t low, std::optional<int64_t> high,
              std::string group = "unspecified", std::string speaker = "") {
    record::CountStatement statement;
    statement.effect = effect;
    statement.group = std::move(group);
    statement.range = {low, high};
    statement.qualifier = high ? record::Qualifier::kExactly : record::Qualifier::kAtLeast;
    statement.speaker = std::move(speaker);
    statement.span = span();
    told_.account.counts.push_back(std::move(statement));
    return *this;
  }
  Tell& killed(int64_t number) { return count(record::Effect::kKilled, number, number); }
  Tell& killed_at_least(int64_t number) { return count(record::Effect::kKilled, number, std::nullopt); }
  Tell& injured(int64_t number) { return count(record::Effect::kInjured, number, number); }

  Tell& victim(std::string name) {
    record::Victim victim;
    victim.text = victim.name = std::move(name);
    victim.group = "civilian";
    victim.span = span();
    told_.account.victims.push_back(std::move(victim));
    return *this;
  }
  Tell& perpetrator(std::string name, record::Certainty certainty = record::Certainty::kStated) {
    record::ActorStatement actor;
    actor.name = std::move(name);
    actor.certainty = certainty;
    actor.span = span();
    told_.account.actors.push_back(std::move(actor));
    return *this;
  }
  Tell& target(std::string target_class, std::string text) {
    told_.account.targets.push_back({std::move(text), std::move(target_class), span()});
    return *this;
  }
  Tell& election(std::string target) {
    told_.account.election = {true, std::move(target), span()};
    return *this;
  }
  Tell& evidence(uint32_t begin, uint32_t end) {
    return told_.account.evidence.push_back({begin, end}), *this;
  }

 private:
  /// Another stretch of the document each time.
  text::Span span() {
    next_ += 10;
    return {next_, next_ + 5};
  }

  record::ToldAccount told_;
  uint32_t next_ = 0;
};

/// packs/merge.tsv.
inline Kinds kinds_for_test() {
  const auto table = base::read_file(ROZNAMCHA_SOURCE_DIR "/packs/merge.tsv", 1 << 20);
  return *Kinds::parse(*table);
}

}  // namespace roznamcha::merge
