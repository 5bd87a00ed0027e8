#include "record/json.h"

#include <fmt/format.h>

#include <cassert>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "text/utf8.h"

namespace roznamcha::record {
namespace {

using Json = nlohmann::ordered_json;
using text::DatePrecision;
using text::DateRange;

// ---- writing

Json or_null(const std::string& value) {
  return value.empty() ? Json() : Json(value);
}
Json or_null(std::optional<int64_t> value) {
  return value ? Json(*value) : Json();
}
Json or_null(std::optional<text::Date> value) {
  return value ? Json(text::to_string(*value)) : Json();
}

Json write(Span span, const SpanWriter& spans) {
  return span.empty() ? Json() : spans(span);
}

Json write(const DateRange& range) {
  return {{"earliest", or_null(range.earliest)},
          {"latest", or_null(range.latest)},
          {"precision", name(range.precision)}};
}

Json write(const DateStatement& date, const SpanWriter& spans) {
  Json out = write(date.range);
  out["span"] = write(date.span, spans);
  return out;
}

Json write(const PlaceStatement& statement, const SpanWriter& spans) {
  const Place& place = statement.place;
  return {{"name", or_null(place.name)},
          {"admin2", or_null(place.admin2)},
          {"admin1", or_null(place.admin1)},
          {"country", or_null(place.country)},
          {"constituency", or_null(place.constituency)},
          {"latitude", place.point ? Json(place.point->latitude) : Json()},
          {"longitude", place.point ? Json(place.point->longitude) : Json()},
          {"radius_km", place.radius_km > 0 ? Json(place.radius_km) : Json()},
          {"precision", name(place.precision)},
          {"span", write(statement.span, spans)}};
}

Json write(const CountStatement& count, const SpanWriter& spans) {
  return {{"effect", name(count.effect)},
          {"group", count.group},
          {"low", count.range.low},
          {"high", or_null(count.range.high)},
          {"qualifier", name(count.qualifier)},
          {"further", count.further},
          {"headline", count.headline},
          {"speaker", or_null(count.speaker)},
          {"span", write(count.span, spans)}};
}

Json write(const std::optional<Figure>& figure) {
  if (!figure) return nullptr;
  return {{"low", figure->low}, {"best", figure->best}, {"high", or_null(figure->high)}};
}

Json write(const ActorStatement& actor, const SpanWriter& spans) {
  return {{"role", name(actor.role)},           {"kind", name(actor.kind)},
          {"name", or_null(actor.name)},        {"id", or_null(actor.id)},
          {"certainty", name(actor.certainty)}, {"speaker", or_null(actor.speaker)},
          {"span", write(actor.span, spans)}};
}

Json write(const Victim& victim, const SpanWriter& spans) {
  return {{"text", or_null(victim.text)},
          {"name", or_null(victim.name)},
          {"group", or_null(victim.group)},
          {"effect", victim.effect ? Json(name(*victim.effect)) : Json()},
          {"span", write(victim.span, spans)}};
}

Json write(const Target& target, const SpanWriter& spans) {
  return {{"text", or_null(target.text)},
          {"class", or_null(target.target_class)},
          {"span", write(target.span, spans)}};
}

Json write(const Weapon& weapon, const SpanWriter& spans) {
  return {{"class", or_null(weapon.weapon_class)},
          {"text", or_null(weapon.text)},
          {"span", write(weapon.span, spans)}};
}

template <typename Item>
Json write_all(const std::vector<Item>& items, const SpanWriter& spans) {
  Json out = Json::array();
  for (const Item& item : items) out.push_back(write(item, spans));
  return out;
}

// ---- reading

/// What does not hold; leaves this file as an Error only.
struct Fault {
  std::string what;
};

const Json& at(const Json& value, const char* key) {
  if (!value.is_object()) throw Fault{fmt::format("no object where \"{}\" is looked for", key)};
  const auto found = value.find(key);
  if (found == value.end()) throw Fault{fmt::format("\"{}\" is missing", key)};
  return *found;
}

std::string text_at(const Json& value, const char* key) {
  const Json& found = at(value, key);
  if (found.is_null()) return {};
  if (!found.is_string()) throw Fault{fmt::format("\"{}\" is no text", key)};
  return found.get<std::string>();
}

bool flag_at(const Json& value, const char* key) {
  const Json& found = at(value, key);
  if (!found.is_boolean()) throw Fault{fmt::format("\"{}\" is not true or false", key)};
  return found.get<bool>();
}

std::optional<double> number_at(const Json& value, const char* key) {
  const Json& found = at(value, key);
  if (found.is_null()) return {};
  if (!found.is_number()) throw Fault{fmt::format("\"{}\" is no number", key)};
  return found.get<double>();
}

std::optional<int64_t> integer_at(const Json& value, const char* key) {
  const Json& found = at(value, key);
  if (found.is_null()) return {};
  if (!found.is_number_integer()) throw Fault{fmt::format("\"{}\" is no whole number", key)};
  return found.get<int64_t>();
}

double required(std::optional<double> number, const char* key) {
  if (!number) throw Fault{fmt::format("\"{}\" is null", key)};
  return *number;
}

template <typename Enum>
Enum name_at(const Json& value, const char* key, std::optional<Enum> (*reader)(std::string_view)) {
  const std::string name = text_at(value, key);
  const std::optional<Enum> found = reader(name);
  if (!found) throw Fault{fmt::format("\"{}\" has the unknown name \"{}\"", key, name)};
  return *found;
}

std::optional<DatePrecision> date_precision(std::string_view wanted) {
  for (DatePrecision p : {DatePrecision::kDay, DatePrecision::kWeek, DatePrecision::kMonth,
                          DatePrecision::kYear, DatePrecision::kUnknown}) {
    if (name(p) == wanted) return p;
  }
  return {};
}

std::optional<text::Date> date_at(const Json& value, const char* key) {
  const std::string day = text_at(value, key);
  if (day.empty()) return {};
  const std::optional<text::Date> date = text::parse_date(day);
  if (!date) throw Fault{fmt::format("\"{}\" is no day", key)};
  return date;
}

Span read_span(const Json& value) {
  if (value.is_null()) return {};
  if (!value.is_array() || value.size() != 2 || !value[0].is_number_unsigned() ||
      !value[1].is_number_unsigned()) {
    throw Fault{"a span is no pair of bytes"};
  }
  const auto begin = value[0].get<uint64_t>(), end = value[1].get<uint64_t>();
  if (begin >= end || end > UINT32_MAX) throw Fault{"a span ends before it begins, or far off"};
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

Span span_at(const Json& value) {
  return read_span(at(value, "span"));
}

Range read_range(const Json& value) {
  const std::optional<int64_t> low = integer_at(value, "low");
  if (!low) throw Fault{"\"low\" is null"};
  const Range range{*low, integer_at(value, "high")};
  if (range.low < 0 || (range.high && *range.high < range.low))
    throw Fault{"\"low\" is negative or above \"high\""};
  return range;
}

DateRange read_dates(const Json& value) {
  return {date_at(value, "earliest"), date_at(value, "latest"), name_at(value, "precision", date_precision)};
}

PlaceStatement read_place(const Json& value) {
  PlaceStatement out;
  out.place.name = text_at(value, "name");
  out.place.admin2 = text_at(value, "admin2");
  out.place.admin1 = text_at(value, "admin1");
  out.place.country = text_at(value, "country");
  out.place.constituency = text_at(value, "constituency");
  const auto latitude = number_at(value, "latitude"), longitude = number_at(value, "longitude");
  if (latitude.has_value() != longitude.has_value()) throw Fault{"a point has one coordinate"};
  if (latitude) {
    if (!(*latitude >= -90 && *latitude <= 90 && *longitude >= -180 && *longitude <= 180))
      throw Fault{"a point is not on the globe"};
    out.place.point = geo::Point{*latitude, *longitude};
  }
  out.place.radius_km = number_at(value, "radius_km").value_or(0);
  out.place.precision = name_at(value, "precision", place_precision);
  out.span = span_at(value);
  return out;
}

void read(const Json& value, CountStatement& out) {
  out.effect = name_at(value, "effect", effect);
  out.group = text_at(value, "group");
  out.range = read_range(value);
  out.qualifier = name_at(value, "qualifier", qualifier);
  out.further = flag_at(value, "further");
  out.headline = value.contains("headline") && flag_at(value, "headline");  // readings of before it was told lack it
  out.speaker = text_at(value, "speaker");
  out.span = span_at(value);
}

void read(const Json& value, ActorStatement& out) {
  out.role = name_at(value, "role", role);
  out.kind = name_at(value, "kind", actor_kind);
  out.name = text_at(value, "name");
  out.id = text_at(value, "id");
  out.certainty = name_at(value, "certainty", certainty);
  out.speaker = text_at(value, "speaker");
  out.span = span_at(value);
}

void read(const Json& value, Victim& out) {
  out.text = text_at(value, "text");
  out.name = text_at(value, "name");
  out.group = text_at(value, "group");
  if (!at(value, "effect").is_null()) out.effect = name_at(value, "effect", effect);
  out.span = span_at(value);
}

void read(const Json& value, Target& out) {
  out = {text_at(value, "text"), text_at(value, "class"), span_at(value)};
}

void read(const Json& value, Weapon& out) {
  out = {text_at(value, "class"), text_at(value, "text"), span_at(value)};
}

void read(const Json& value, Span& out) {
  out = read_span(value);
}

void read(const Json& value, Tally& out) {
  out.effect = name_at(value, "effect", effect);
  out.range = read_range(value);
  out.period = read_dates(at(value, "period"));
  out.place = read_place(at(value, "place"));
  out.span = span_at(value);
}

void read(const Json& value, Measure& out) {
  out.kind = text_at(value, "kind");
  out.status = name_at(value, "status", measure_status);
  out.by = text_at(value, "by");
  out.place = read_place(at(value, "place"));
  out.span = span_at(value);
}

void read(const Json& value, Warning& out) {
  out = {text_at(value, "kind"), text_at(value, "by"), read_place(at(value, "place")), span_at(value)};
}

void read(const Json& value, Account& out);

template <typename Item>
void read_all(const Json& value, const char* key, std::vector<Item>& out) {
  const Json& items = at(value, key);
  if (!items.is_array()) throw Fault{fmt::format("\"{}\" is no list", key)};
  out.resize(items.size());
  for (size_t i = 0; i < items.size(); ++i) read(items[i], out[i]);
}

void read(const Json& value, Account& out) {
  out.id = text_at(value, "id");
  out.background = flag_at(value, "background");
  out.event_type = text_at(value, "event_type");
  out.sub_event_type = text_at(value, "sub_event_type");
  const Json& date = at(value, "date");
  out.date = {read_dates(date), span_at(date)};
  out.place = read_place(at(value, "place"));
  read_all(value, "counts", out.counts);
  read_all(value, "actors", out.actors);
  read_all(value, "victims", out.victims);
  read_all(value, "targets", out.targets);
  read_all(value, "weapons", out.weapons);
  const Json& election = at(value, "election");
  out.election = {flag_at(election, "related"), text_at(election, "target"), span_at(election)};
  read_all(value, "evidence", out.evidence);
  out.confidence = required(number_at(value, "confidence"), "confidence");
}

}  // namespace

SpanWriter byte_spans() {
  return [](Span span) { return Json::array({span.begin, span.end}); };
}

SpanWriter quoted_spans(std::string_view text) {
  return [text, index = std::make_shared<text::CodePointIndex>(text)](Span span) -> Json {
    assert(span.begin <= span.end && span.end <= text.size());
    return {{"start", index->code_points(span.begin)},
            {"end", index->code_points(span.end)},
            {"quote", span.of(text)}};
  };
}

Json to_json(const Account& account, const SpanWriter& spans) {
  return {{"id", or_null(account.id)},
          {"background", account.background},
          {"event_type", or_null(account.event_type)},
          {"sub_event_type", or_null(account.sub_event_type)},
          {"date", write(account.date, spans)},
          {"place", write(account.place, spans)},
          {"counts", write_all(account.counts, spans)},
          {"killed", write(account_figure(account, Effect::kKilled, false))},
          {"injured", write(account_figure(account, Effect::kInjured, false))},
          {"attackers_killed", write(account_figure(account, Effect::kKilled, true))},
          {"actors", write_all(account.actors, spans)},
          {"victims", write_all(account.victims, spans)},
          {"targets", write_all(account.targets, spans)},
          {"weapons", write_all(account.weapons, spans)},
          {"election",
           {{"related", account.election.related},
            {"target", or_null(account.election.target)},
            {"span", write(account.election.span, spans)}}},
          {"evidence", write_all(account.evidence, spans)},
          {"confidence", account.confidence}};
}

Json to_json(const Tally& tally, const SpanWriter& spans) {
  return {{"effect", name(tally.effect)},       {"low", tally.range.low},
          {"high", or_null(tally.range.high)},  {"period", write(tally.period)},
          {"place", write(tally.place, spans)}, {"span", write(tally.span, spans)}};
}

Json to_json(const Measure& measure, const SpanWriter& spans) {
  return {{"kind", or_null(measure.kind)},
          {"status", name(measure.status)},
          {"by", or_null(measure.by)},
          {"place", write(measure.place, spans)},
          {"span", write(measure.span, spans)}};
}

Json to_json(const Warning& warning, const SpanWriter& spans) {
  return {{"kind", or_null(warning.kind)},
          {"by", or_null(warning.by)},
          {"place", write(warning.place, spans)},
          {"span", write(warning.span, spans)}};
}

Json to_json(const Reading& reading, const SpanWriter& spans) {
  Json accounts = Json::array(), tallies = Json::array(), measures = Json::array(), warnings = Json::array();
  for (const Account& account : reading.accounts) accounts.push_back(to_json(account, spans));
  for (const Tally& tally : reading.tallies) tallies.push_back(to_json(tally, spans));
  for (const Measure& measure : reading.measures) measures.push_back(to_json(measure, spans));
  for (const Warning& warning : reading.warnings) warnings.push_back(to_json(warning, spans));
  return {{"published", or_null(reading.published)},
          {"published_inferred", reading.published_inferred},
          {"relevant", reading.relevant},
          {"relevance", reading.relevance},
          {"accounts", std::move(accounts)},
          {"tallies", std::move(tallies)},
          {"measures", std::move(measures)},
          {"warnings", std::move(warnings)}};
}

base::Result<Reading> reading_from_json(const Json& value) {
  try {
    Reading out;
    out.published = date_at(value, "published");
    out.published_inferred = flag_at(value, "published_inferred");
    out.relevant = flag_at(value, "relevant");
    out.relevance = required(number_at(value, "relevance"), "relevance");
    read_all(value, "accounts", out.accounts);
    read_all(value, "tallies", out.tallies);
    read_all(value, "measures", out.measures);
    read_all(value, "warnings", out.warnings);
    return out;
  } catch (const Fault& fault) {
    return base::Error{base::ErrorId::kBadJson, fault.what, "", ""};
  }
}

}  // namespace roznamcha::record
