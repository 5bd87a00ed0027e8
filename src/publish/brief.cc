#include "publish/brief.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "publish/changes.h"
#include "publish/json.h"
#include "publish/visibility.h"
#include "publish/words.h"

namespace roznamcha::publish {
namespace {

using record::Certainty;
using record::Development;
using record::Incident;

constexpr std::string_view kStyle = R"(
:root{color-scheme:light}
body{font:10.5pt/1.45 "Liberation Serif",Georgia,"Times New Roman",serif;max-width:46em;margin:2em auto;padding:0 1em;color:#111;background:#fff}
h1{font-size:17pt;margin:0 0 .2em}
h2{font-size:12.5pt;margin:1.3em 0 .3em;border-bottom:1px solid #999}
p.about,p.none,small{color:#444}
ol{margin:.3em 0;padding-left:1.8em}
li{margin:.45em 0;break-inside:avoid}
small{display:block;font-size:8.5pt}
bdi{unicode-bidi:isolate}
a{color:inherit}
@page{size:A4;margin:18mm 16mm 20mm}
@media print{body{margin:0;max-width:none;padding:0}h2{break-after:avoid}}
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : plain(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// Text that Markdown takes as it is.
std::string literal(std::string_view text) {
  std::string out;
  for (const char c : plain(text)) {
    if (std::string_view("\\`*_{}[]<>#|!&~").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string type_of(const record::Account& view) {
  return view.sub_event_type.empty() ? view.event_type : view.sub_event_type;
}

/// "2024-02-05, Mach, Kachhi, Balochistan, PK".
std::string when_where(const record::Account& view) {
  return fmt::format("{}, {}", view.date.range.known() ? in_words(view.date.range) : "date not known",
                     view.place.place.known() ? in_words(view.place.place) : "place not known");
}

std::vector<BriefPart> when_where_parts(const record::Account& view) {
  return {{"date", in_words(view.date.range), ""}, {"place", in_words(view.place.place), ""}};
}

/// Who is said to have done it, each as what it is.
std::string attribution(const record::Account& view) {
  std::set<std::string> said;
  for (record::ActorStatement actor : view.actors) {
    if (actor.role != record::Role::kPerpetrator) continue;
    if (!public_name(actor)) actor.name = "persons who are not named here";
    said.insert(actor.certainty == Certainty::kStated ? "by " + actor.name : in_words(actor));
  }
  return said.empty() ? "no one is named as having done it" : fmt::format("{}", fmt::join(said, "; "));
}

std::string known_by(const Incident& incident) {
  const auto independent = std::count_if(incident.accounts.begin(), incident.accounts.end(),
                                         [](const auto& told) { return told.report.independent; });
  return fmt::format("{}, {} independent report{}", name(incident.status), independent,
                     independent == 1 ? "" : "s");
}

std::string figures(const Incident& incident) {
  std::string out =
      fmt::format("killed {}, injured {}", in_words(incident.killed), in_words(incident.injured));
  if (incident.attackers_killed)
    out += fmt::format(", attackers killed {}", in_words(incident.attackers_killed));
  return out;
}

std::vector<record::Report> all_reports(const Incident& incident) {
  std::vector<record::Report> out;
  for (const auto& told : incident.accounts) out.push_back(told.report);
  return out;
}

std::vector<record::Report> reports_of(const Incident& incident, const std::vector<std::string>& documents) {
  std::vector<record::Report> out = all_reports(incident);
  std::erase_if(out, [&](const record::Report& report) {
    return std::find(documents.begin(), documents.end(), report.document) == documents.end();
  });
  return out;
}

BriefLine new_line(const Development& one) {
  const Incident& incident = one.after;
  std::vector<BriefPart> parts = when_where_parts(incident.view);
  parts.push_back({"type", type_of(incident.view), ""});
  parts.push_back({"killed", in_words(incident.killed), ""});
  parts.push_back({"injured", in_words(incident.injured), ""});
  if (incident.attackers_killed)
    parts.push_back({"attackers_killed", in_words(incident.attackers_killed), ""});
  parts.push_back({"perpetrator", attribution(incident.view), ""});
  parts.push_back({"status", std::string(name(incident.status)), ""});
  return {fmt::format("{}: {}; {}; {} ({}).", when_where(incident.view),
                      type_of(incident.view).empty() ? "violence" : type_of(incident.view), figures(incident),
                      attribution(incident.view), known_by(incident)),
          incident.id, one.reports, std::move(parts)};
}

BriefLine changed_line(const Development& one, const std::vector<FieldChange>& changes) {
  std::string text = when_where(one.after.view) + ": ";
  std::vector<BriefPart> parts = when_where_parts(one.after.view);
  for (const FieldChange& change : changes) parts.push_back({change.field, change.to, change.from});
  for (const record::Review& review : one.decisions)
    parts.push_back({"decision", std::string(name(review.kind)), ""});
  for (size_t i = 0; i < changes.size(); ++i)
    text +=
        fmt::format("{}{}: {} → {}", i ? "; " : "", spaced(changes[i].field), changes[i].from, changes[i].to);
  for (const record::Review& review : one.decisions) {
    text += fmt::format("; decided: {}{}{}", name(review.kind),
                        review.field.empty() ? "" : " " + spaced(review.field),
                        review.by.empty() ? "" : ", by " + review.by);
  }
  return {text + ".", one.after.id, one.reports, std::move(parts)};
}

BriefLine disputed_line(const Incident& incident, const record::Conflict& conflict) {
  std::string text = fmt::format("{}: {}: ", when_where(incident.view), spaced(conflict.field));
  std::vector<std::string> documents;
  std::vector<BriefPart> parts = when_where_parts(incident.view);
  parts.push_back({"conflict", conflict.field, ""});
  for (size_t i = 0; i < conflict.values.size(); ++i) {
    const auto& value = conflict.values[i];
    parts.push_back({"against", value.value, ""});
    text += fmt::format("{}{} ({} report{})", i ? " against " : "", value.value, value.documents.size(),
                        value.documents.size() == 1 ? "" : "s");
    documents.insert(documents.end(), value.documents.begin(), value.documents.end());
  }
  parts.push_back({"stands", conflict.chosen, ""});
  parts.push_back({"rule", conflict.rule, ""});
  return {fmt::format("{}; {} stands, by the rule “{}”.", text, conflict.chosen, conflict.rule), incident.id,
          reports_of(incident, documents), std::move(parts)};
}

/// A line for each organisation that claims, or that denies, in the reports of the period.
void add_attributed(const Development& one, Certainty certainty, BriefSection& section) {
  std::set<std::string> inside;
  for (const record::Report& report : one.reports) inside.insert(report.document);
  std::vector<std::pair<std::string, std::vector<record::Report>>> said;
  for (const record::ToldAccount& told : one.after.accounts) {
    if (!inside.contains(told.report.document)) continue;
    for (const record::ActorStatement& actor : told.account.actors) {
      if (actor.certainty != certainty || !public_name(actor)) continue;
      const std::string words = in_words(actor);
      auto found =
          std::find_if(said.begin(), said.end(), [&](const auto& held) { return held.first == words; });
      if (found == said.end()) found = said.insert(said.end(), {words, {}});
      if (found->second.empty() || found->second.back().document != told.report.document)
        found->second.push_back(told.report);
    }
  }
  for (auto& [words, reports] : said) {
    std::vector<BriefPart> parts = when_where_parts(one.after.view);
    parts.push_back({"perpetrator", words, ""});
    section.lines.push_back({fmt::format("{}: {}.", when_where(one.after.view), words), one.after.id,
                             std::move(reports), std::move(parts)});
  }
}

std::string title_of(const record::Brief& brief) {
  const std::string where = brief.place.empty() ? "" : ": " + brief.place;
  if (!brief.until) return fmt::format("Briefing{} since {}", where, text::to_string(brief.since));
  if (*brief.until == brief.since) return fmt::format("Briefing{}, {}", where, text::to_string(brief.since));
  return fmt::format("Briefing{}, {} to {}", where, text::to_string(brief.since),
                     text::to_string(*brief.until));
}

std::string about(const record::Brief& brief) {
  return fmt::format("{}Figures by the convention {}. What is claimed, suspected or denied is given as such.",
                     brief.as_of.empty() ? "" : fmt::format("As known at {}. ", brief.as_of),
                     brief.convention);
}

std::string in_words(const record::Report& report) {
  std::string out = report.source.empty() ? report.document : report.source;
  constexpr size_t kMostColumns = 200;
  if (!report.title.empty()) out += ", “" + cut(report.title, kMostColumns) + "”";
  if (report.published) out += ", " + text::to_string(*report.published);
  return out;
}

/// An address that a page may link to.
bool linkable(std::string_view url) {
  return url.starts_with("https://") || url.starts_with("http://");
}

}  // namespace

std::string_view brief_style() {
  return kStyle;
}

std::vector<BriefSection> sections(const record::Brief& brief) {
  BriefSection fresh{"new", "New", {}}, changed{"changed", "Changed", {}},
      disputed{"disputed", "Disputed", {}}, claimed{"claimed", "Claimed", {}}, denied{"denied", "Denied", {}},
      tallies{"tallies", "Totals told of many incidents", {}}, measures{"measures", "Measures", {}},
      warnings{"warnings", "Threats and warnings", {}};
  for (const Development& one : brief.developments) {
    if (!one.before) {
      fresh.lines.push_back(new_line(one));
    } else {
      const auto differing =
          changes(state_of(one.before->view, *one.before), state_of(one.after.view, one.after));
      if (!differing.empty()) changed.lines.push_back(changed_line(one, differing));
    }
    for (const record::Conflict& conflict : one.after.conflicts)
      disputed.lines.push_back(disputed_line(one.after, conflict));
    add_attributed(one, Certainty::kClaimed, claimed);
    add_attributed(one, Certainty::kDenied, denied);
  }
  for (const auto& [report, tally] : brief.tallies) {
    record::CountStatement count;
    count.range = tally.range;
    tallies.lines.push_back(
        {fmt::format("{} {}, {}, {}.", publish::in_words(count), name(tally.effect),
                     publish::in_words(tally.period), publish::in_words(tally.place.place)),
         "",
         {report},
         {{name(tally.effect), publish::in_words(count), ""},
          {"date", publish::in_words(tally.period), ""},
          {"place", publish::in_words(tally.place.place), ""}}});
  }
  const auto by = [](const std::string& who) { return who.empty() ? std::string() : ", by " + who; };
  for (const auto& [report, measure] : brief.measures) {
    measures.lines.push_back(
        {fmt::format("{} ({}){}: {}.", spaced(measure.kind), spaced(name(measure.status)), by(measure.by),
                     publish::in_words(measure.place.place)),
         "",
         {report},
         {{"measure", measure.kind, ""},
          {"measure_status", std::string(name(measure.status)), ""},
          {"by", measure.by, ""},
          {"place", publish::in_words(measure.place.place), ""}}});
  }
  for (const auto& [report, warning] : brief.warnings) {
    warnings.lines.push_back({fmt::format("{}{}: {}.", spaced(warning.kind), by(warning.by),
                                          publish::in_words(warning.place.place)),
                              "",
                              {report},
                              {{"warning", warning.kind, ""},
                               {"by", warning.by, ""},
                               {"place", publish::in_words(warning.place.place), ""}}});
  }
  return {std::move(fresh),  std::move(changed), std::move(disputed), std::move(claimed),
          std::move(denied), std::move(tallies), std::move(measures), std::move(warnings)};
}

std::string to_text(const record::Brief& brief, const Look& look) {
  std::string out = paint(look, Ink::kStrong, plain(title_of(brief))) + "\n" + plain(about(brief)) + "\n";
  for (const BriefSection& section : sections(brief)) {
    out +=
        "\n" + paint(look, Ink::kStrong, fmt::format("{} ({})", section.title, section.lines.size())) + "\n";
    for (const BriefLine& line : section.lines) {
      out +=
          "- " + plain(line.text) + (line.incident.empty() ? "" : fmt::format(" [{}]", line.incident)) + "\n";
      for (const record::Report& report : line.reports)
        out += "    " + paint(look, Ink::kFaint, plain(in_words(report))) + "\n";
    }
  }
  return out;
}

std::string to_markdown(const record::Brief& brief) {
  std::string out = fmt::format("# {}\n\n{}\n", literal(title_of(brief)), literal(about(brief)));
  for (const BriefSection& section : sections(brief)) {
    out += fmt::format("\n## {}\n\n", section.title);
    if (section.lines.empty()) out += "Nothing.\n";
    for (const BriefLine& line : section.lines) {
      out += "- " + literal(line.text) + (line.incident.empty() ? "" : fmt::format(" `{}`", line.incident)) +
             "\n";
      for (const record::Report& report : line.reports) out += "  - " + literal(in_words(report)) + "\n";
    }
  }
  return out;
}

std::string to_html(const record::Brief& brief) {
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width\">\n"
      "<title>{0}</title>\n<style>{1}</style>\n</head>\n<body>\n<h1>{0}</h1>\n<p class=\"about\">{2}</p>\n",
      escaped(title_of(brief)), kStyle, escaped(about(brief)));
  for (const BriefSection& section : sections(brief)) {
    out += fmt::format("<h2>{}</h2>\n", section.title);
    if (section.lines.empty()) {
      out += "<p class=\"none\">Nothing.</p>\n";
      continue;
    }
    out += "<ol>\n";
    for (const BriefLine& line : section.lines) {
      out += fmt::format("<li><bdi>{}</bdi>", escaped(line.text));
      if (!line.incident.empty()) out += fmt::format(" [{}]", escaped(line.incident));
      for (const record::Report& report : line.reports) {
        const std::string words = fmt::format("<bdi>{}</bdi>", escaped(in_words(report)));
        out += linkable(report.url) ? fmt::format("<small><a href=\"{}\" rel=\"noreferrer\">{}</a></small>",
                                                  escaped(report.url), words)
                                    : fmt::format("<small>{}</small>", words);
      }
      out += "</li>\n";
    }
    out += "</ol>\n";
  }
  return out + "</body>\n</html>\n";
}

std::string to_json(const record::Brief& brief) {
  constexpr size_t kMostColumns = 300;  // of a title
  Json json{{"since", text::to_string(brief.since)},
            {"until", or_null(brief.until)},
            {"place", or_null(brief.place)},
            {"as_of", or_null(brief.as_of)},
            {"convention", brief.convention},
            {"incidents", brief.developments.size()},
            {"sections", Json::array()}};
  for (const BriefSection& section : sections(brief)) {
    Json lines = Json::array();
    for (const BriefLine& line : section.lines) {
      Json reports = Json::array();
      for (const record::Report& report : line.reports) {
        reports.push_back({{"document", report.document},
                           {"title", or_null(cut(report.title, kMostColumns))},
                           {"source", or_null(report.source)},
                           {"published", or_null(report.published)},
                           {"url", or_null(report.url)}});
      }
      Json parts = Json::array();
      for (const BriefPart& part : line.parts) {
        if (part.value.empty()) continue;
        parts.push_back({{"field", part.field}, {"value", part.value}, {"from", or_null(part.from)}});
      }
      lines.push_back({{"text", line.text},
                       {"incident", or_null(line.incident)},
                       {"reports", std::move(reports)},
                       {"parts", std::move(parts)}});
    }
    json["sections"].push_back(
        {{"kind", section.kind}, {"title", section.title}, {"lines", std::move(lines)}});
  }
  return dump(json);
}

}  // namespace roznamcha::publish
