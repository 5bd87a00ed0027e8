#include "cli/settings.h"

#include "app/query.h"
#include "app/read.h"
#include "app/review.h"
#include "publish/export.h"

namespace roznamcha::cli {
namespace {

constexpr std::string_view kInputs = " read add ";
constexpr std::string_view kQueries = " list show export duplicates tallies measures warnings brief ";
constexpr std::string_view kFilters = " list export ";
constexpr std::string_view kStated = " tallies measures warnings ";
constexpr std::string_view kReviews = " merge split set retract undo ";
constexpr std::string_view kRegisters =
    " add reread list show export duplicates tallies measures warnings brief merge split set retract undo "
    "serve ";
constexpr std::string_view kAll =
    " read add reread list show export duplicates tallies measures warnings brief merge split set retract "
    "undo serve pack ";

std::vector<std::string> export_names() {
  std::vector<std::string> out;
  for (const auto& format : publish::export_formats()) out.emplace_back(format.name);
  return out;
}

std::vector<std::string> convention_names() {
  std::vector<std::string> out;
  for (const auto convention : app::conventions()) out.emplace_back(name(convention));
  return out;
}

std::vector<std::string> field_names() {
  std::vector<std::string> out;
  for (const auto& field : app::settable_fields()) out.emplace_back(field);
  return out;
}

std::vector<std::string> reader_names() {
  std::vector<std::string> out;
  for (const auto mode : extract::modes()) out.emplace_back(extract::name(mode));
  return out;
}

std::vector<std::string> text_or_jsonl() {
  return {"text", "jsonl"};
}
std::vector<std::string> brief_formats() {
  return {"text", "markdown", "html"};
}
std::vector<std::string> pack_actions() {
  return {"check", "list"};
}

}  // namespace

bool Flag::of(std::string_view verb) const {
  return verbs.find(" " + std::string(verb) + " ") != std::string_view::npos;
}

const std::vector<Flag>& flags() {
  using S = Settings;
  static const std::vector<Flag> all = {
      {"INPUT", "", "files, folders or - for standard input", kInputs, &S::paths, true, 1},
      {"ID", "", "of the incident, or its unique beginning", " show retract ", &S::id, true},
      {"IDS", "", "of two incidents or more", " merge ", &S::ids, true, 2},
      {"IDS", "", "of the incident, then of the accounts that leave it", " split ", &S::ids, true, 2},
      {"ID", "", "of the incident", " set ", &S::id, true},
      {"FIELD", "", "which", " set ", &S::field, true, 0, field_names},
      {"VALUE", "", "to what; \"\" says that it is not known", " set ", &S::value, true},
      {"NUMBER", "", "of the decision", " undo ", &S::number, true},
      {"ACTION", "", "what to do", " pack ", &S::action, true, 0, pack_actions},

      {"--register", "FILE", "the register", kRegisters, &S::register_path, false, 0, nullptr, "register.db"},
      {"--format", "FORMAT", "of the output", " read show duplicates tallies measures warnings ", &S::format,
       false, 0, text_or_jsonl, "text"},
      {"--format", "FORMAT", "of the output", " export ", &S::format, false, 0, export_names, "jsonl"},

      {"--format", "FORMAT", "of the output", " brief ", &S::format, false, 0, brief_formats, "text"},
      {"--published", "DAY", "publication date of documents that carry none", kInputs, &S::published},
      {"--country", "CC",
       "ISO 3166-1 alpha-2 code of the country that documents are about, where they do not say it", kInputs,
       &S::country},
      {"--source", "NAME", "publisher of documents that do not name theirs", kInputs, &S::source},
      {"--language", "TAG", "BCP 47 tag of documents that do not give theirs", kInputs, &S::language, false,
       0, nullptr, "en"},
      {"--reader", "NAME", "by what a report is read", kInputs, &S::reader, false, 0, reader_names, "both"},
      {"--mentions", "", "every place and time named, too", " read ", &S::mentions},
      {"--threads", "N", "that read at a time; 0: one a core", kInputs, &S::threads, false, 0, nullptr, "0"},

      {"--as-of", "MOMENT", "what the register knew then: a day (its end) or RFC 3339", kQueries, &S::as_of},
      {"--convention", "NAME", "how figures that disagree become low, best and high", kQueries,
       &S::convention, false, 0, convention_names, "ucdp"},
      {"--since", "DAY", "that may have happened on this day or later", kFilters, &S::since},
      {"--until", "DAY", "that may have happened on this day or earlier", kFilters, &S::until},
      {"--place", "NAME", "in this place, district, province or constituency, or country by its code",
       kFilters, &S::place},
      {"--type", "NAME", "whose type or sub-type holds these letters", kFilters, &S::type},
      {"--actor", "NAME", "by an actor with this id or part of a name, unless denied", kFilters, &S::actor},
      {"--min-killed", "N", "with at least so many victims killed", kFilters, &S::min_killed},
      {"--election", "", "only those related to an election", kFilters, &S::election},

      {"--since", "DAY", "in reports published on this day or later", kStated, &S::since},
      {"--until", "DAY", "in reports published on this day or earlier", kStated, &S::until},
      {"--place", "NAME", "of this place, district, province or constituency, or country by its code",
       kStated, &S::place},

      {"--since", "DAY", "first day of the period", " brief ", &S::since, true},
      {"--until", "DAY", "last day of the period; open if not given", " brief ", &S::until},
      {"--place", "NAME", "only of this place, district, province or constituency, or country by its code",
       " brief ", &S::place},

      {"--listen", "ADDRESS", "where to serve; beyond this machine only with --token-file", " serve ",
       &S::listen, false, 0, nullptr, "127.0.0.1:8080"},
      {"--watch", "FOLDER", "files that are dropped there are added; may be repeated", " serve ",
       &S::watched},
      {"--feed", "ADDRESS", "RSS or Atom that is polled; may be repeated", " serve ", &S::feeds},
      {"--token-file", "FILE",
       "who may read and who may write, a line each: read NAME TOKEN or write NAME TOKEN", " serve ",
       &S::token_file},
      {"--rate", "N", "requests a second that one address may make; 0: no limit", " serve ", &S::rate, false,
       0, nullptr, "0"},

      {"--by", "NAME", "who decides", kReviews, &S::by},
      {"--reason", "TEXT", "why", kReviews, &S::reason},

      {"--packs", "FOLDER", "knowledge from this folder rather than the built-in one", kAll, &S::packs},
      {"--places", "FILE",
       "places of your own: GeoJSON, a list as CSV or TSV, a dump of GeoNames; may be repeated", kAll,
       &S::places},
  };
  return all;
}

}  // namespace roznamcha::cli
