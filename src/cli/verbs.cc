#include "cli/verbs.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "app/add.h"
#include "app/brief.h"
#include "app/desk.h"
#include "app/live.h"
#include "app/packs.h"
#include "app/query.h"
#include "app/read.h"
#include "app/review.h"
#include "app/stated.h"
#include "base/clock.h"
#include "base/exit.h"
#include "http/desktop.h"
#include "http/server.h"
#include "http/tokens.h"
#include "pack/pack.h"
#include "publish/brief.h"
#include "publish/export.h"
#include "publish/incident_page.h"
#include "publish/jsonl.h"
#include "publish/listing.h"
#include "publish/report.h"
#include "publish/stated.h"
#include "record/incident.h"
#include "text/date.h"

namespace roznamcha::cli {
namespace {

using base::Error;
using base::ErrorId;
using base::Result;
using PackPtr = std::shared_ptr<const pack::Pack>;

int exit_status(const Error& error) {
  switch (error.id) {
    case ErrorId::kRegisterBusy:
    case ErrorId::kRegisterCorrupt:
    case ErrorId::kRegisterNewer:
    case ErrorId::kRegisterMissing:
    case ErrorId::kRegisterFull:
    case ErrorId::kUnreadable:  // of a register; inputs that cannot be read are counted instead
    case ErrorId::kNotFound:
      return base::kExitRegister;
    case ErrorId::kBadPack:
      return base::kExitPack;
    case ErrorId::kUnwritable:
      return base::kExitOutput;
    case ErrorId::kInternal:
      return base::kExitInternal;
    default:
      return base::kExitUsage;
  }
}

int fail(Console& console, const Error& error) {
  console.error(error);
  return exit_status(error);
}

/// Of the first failed Result: reports it and gives its exit status.
template <typename T>
int fail(Console& console, const Result<T>& result) {
  return fail(console, result.error());
}

Result<PackPtr> packs_of(const Settings& settings) {
  auto pack = app::load_packs(settings.packs, settings.places);
  // Whatever keeps a pack from being used is a fault of the pack.
  if (!pack && pack.error().id != ErrorId::kBadPack) {
    Error error = pack.error();
    error.id = ErrorId::kBadPack;
    return error;
  }
  return pack;
}

Result<std::optional<text::Date>> day(std::string_view flag, const std::string& value) {
  if (value.empty()) return std::optional<text::Date>();
  const auto date = text::parse_date(value);
  if (!date)
    return Error{ErrorId::kBadDate, fmt::format("'{}' is no day", value), std::string(flag),
                 "as in 2024-02-05"};
  return date;
}

Result<app::Inputs> inputs_of(const Settings& settings) {
  app::Inputs inputs;
  const auto published = day("--published", settings.published);
  if (!published) return published.error();
  std::string country = settings.country;
  for (char& c : country) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  const bool letters =
      country.size() == 2 && country[0] >= 'A' && country[0] <= 'Z' && country[1] >= 'A' && country[1] <= 'Z';
  if (!country.empty() && !letters) {
    return Error{ErrorId::kBadArgument, fmt::format("'{}' is no country code", settings.country), "--country",
                 "two letters, as in PK"};
  }
  inputs.paths = settings.paths;
  inputs.options.published = *published;
  inputs.options.country = country;
  inputs.options.source = settings.source;
  inputs.options.language = settings.language;
  inputs.reader = *extract::mode(settings.reader);
  inputs.threads = settings.threads;
  return inputs;
}

Result<app::Query> query_of(const Settings& settings) {
  app::Query query;
  if (!settings.as_of.empty()) {
    auto moment = app::parse_moment(settings.as_of);
    if (!moment) return moment.error();
    query.as_of = *moment;
  }
  const auto since = day("--since", settings.since), until = day("--until", settings.until);
  if (!since) return since.error();
  if (!until) return until.error();
  if (*since && *until && **since > **until) {
    return Error{ErrorId::kBadArgument, "--since lies after --until", "--since", ""};
  }
  if (settings.min_killed && *settings.min_killed < 0) {
    return Error{ErrorId::kBadArgument, "is below 0", "--min-killed", ""};
  }
  query.convention = *app::convention(settings.convention);
  query.since = *since;
  query.until = *until;
  query.place = settings.place;
  query.type = settings.type;
  query.actor = settings.actor;
  query.min_killed = settings.min_killed;
  query.election = settings.election;
  return query;
}

/// Status of a run over inputs.
int inputs_status(Console& console, uint64_t read, uint64_t failed) {
  if (read == 0 && failed == 0) console.message("roznamcha: the inputs hold no document");
  return failed == 0 && read > 0 ? base::kExitOk : read > 0 ? base::kExitSomeFailed : base::kExitNothingRead;
}

// ---- verbs

int read(const Settings& settings, Console& console) {
  const auto inputs = inputs_of(settings);
  if (!inputs) return fail(console, inputs);
  const auto pack = packs_of(settings);
  if (!pack) return fail(console, pack);
  const auto on_document = [&](Result<app::ReadDocument> result) {
    if (!result) {
      console.error(result.error());
      return console.open();
    }
    if (settings.format == "text") {
      console.end_progress();
      return console.write(publish::report_page(result->document, result->reading, console.look()));
    }
    return console.write(publish::read_line(result->document, result->reading, settings.mentions) + "\n");
  };
  const app::Progress end =
      app::read(*inputs, *pack, on_document, [&](const app::Progress& p) { console.progress(p); });
  return console.open() ? inputs_status(console, end.documents, end.failed) : base::kExitOk;
}

int add(const Settings& settings, Console& console) {
  const auto inputs = inputs_of(settings);
  if (!inputs) return fail(console, inputs);
  const auto pack = packs_of(settings);
  if (!pack) return fail(console, pack);
  auto target = app::Register::open(settings.register_path, app::Access::kCreate);
  if (!target) return fail(console, target);
  app::AddedCounts counts;
  const auto added = app::add(
      *target, *inputs, *pack, [&](const Error& error) { console.error(error); },
      [&](const app::Progress& p) { console.progress(p); }, {}, &counts);
  const uint64_t read = counts.added + counts.versions + counts.known;
  console.message(fmt::format("{} new, {} new version{}, {} known, {} failed", counts.added, counts.versions,
                              counts.versions == 1 ? "" : "s", counts.known, counts.failed));
  if (!added) return fail(console, added);
  return inputs_status(console, read, counts.failed);
}

int reread(const Settings& settings, Console& console) {
  const auto pack = packs_of(settings);
  if (!pack) return fail(console, pack);
  auto target = app::Register::open(settings.register_path, app::Access::kWrite);
  if (!target) return fail(console, target);
  const auto count = app::reread(*target, *pack, [&](const app::Progress& p) { console.progress(p); });
  if (!count) return fail(console, count);
  console.message(fmt::format("{} document{} read again", *count, *count == 1 ? "" : "s"));
  return base::kExitOk;
}

/// An open register, its packs, and what was asked of it.
struct Asked {
  PackPtr pack;
  app::Register source;
  app::Answer answer;
};

/// Runs a query, or `show` if `id` is given.
Result<std::unique_ptr<Asked>> ask(const Settings& settings, std::string_view id = {}) {
  const auto query = query_of(settings);
  if (!query) return query.error();
  auto pack = packs_of(settings);
  if (!pack) return pack.error();
  auto source = app::Register::open(settings.register_path, app::Access::kRead);
  if (!source) return source.error();
  // The answer's texts are read from the register, which must not move after it.
  auto asked = std::make_unique<Asked>(Asked{*pack, *std::move(source), {}});
  auto answer =
      id.empty() ? app::query(asked->source, *query, **pack) : app::show(asked->source, id, *query, **pack);
  if (!answer) return answer.error();
  asked->answer = *std::move(answer);
  return asked;
}

void warn_of_adrift(const app::Answer& answer, Console& console) {
  for (const int64_t number : answer.adrift) {
    console.message(
        fmt::format("roznamcha: decision {} names accounts that no reading holds any more", number));
  }
}

int list(const Settings& settings, Console& console) {
  const auto asked = ask(settings);
  if (!asked) return fail(console, asked);
  const app::Answer& answer = (*asked)->answer;
  console.write(publish::incident_table(answer.incidents, console.look()));
  const size_t pairs = answer.duplicates.size();
  if (pairs > 0)
    console.message(
        fmt::format("{} pair{} may be one incident: 'roznamcha duplicates'", pairs, pairs == 1 ? "" : "s"));
  warn_of_adrift(answer, console);
  return base::kExitOk;
}

int show(const Settings& settings, Console& console) {
  const auto asked = ask(settings, settings.id);
  if (!asked) return fail(console, asked);
  const app::Answer& answer = (*asked)->answer;
  const record::Incident& incident = answer.incidents.at(0);
  if (settings.format == "jsonl") {
    console.write(publish::incident_line(incident, answer.text_of) + "\n");
  } else {
    console.write(publish::to_text({incident, settings.convention, answer.duplicates, answer.reviews},
                                   answer.text_of, console.look()));
  }
  return base::kExitOk;
}

int export_(const Settings& settings, Console& console) {
  const auto asked = ask(settings);
  if (!asked) return fail(console, asked);
  const app::Answer& answer = (*asked)->answer;
  publish::export_format(settings.format)
      ->write(answer.incidents, answer.text_of, *(*asked)->pack,
              [&](std::string_view piece) { console.write(piece); });
  warn_of_adrift(answer, console);
  return base::kExitOk;
}

int duplicates(const Settings& settings, Console& console) {
  const auto asked = ask(settings);
  if (!asked) return fail(console, asked);
  const auto& pairs = (*asked)->answer.duplicates;
  if (settings.format == "text") {
    console.write(publish::duplicate_table(pairs, console.look()));
  } else {
    for (const auto& pair : pairs) console.write(publish::duplicate_line(pair) + "\n");
  }
  return base::kExitOk;
}

/// What the register knows of each tally, in the order of the table.
std::string against_register(const publish::StatedList<record::Tally>& rows) {
  std::string out;
  for (const auto& [report, tally, explained] : rows) {
    if (!explained) continue;
    const publish::Explained& known = *explained;
    out += fmt::format("{} {}: {}", tally.range.low, record::name(tally.effect), known.verdict);
    if (tally.period.known()) {
      const size_t count = known.incidents.size();
      out += "; the register has ";
      out += count == 0 ? "none" : std::to_string(known.low);
      if (known.low != known.high) out += fmt::format(" to {}", known.high);
      if (count > 0)
        out += fmt::format(" in {} incident{} ({})", count, count == 1 ? "" : "s",
                           fmt::join(known.incidents, ", "));
      if (known.missing > 0) out += fmt::format("; {} missing", known.missing);
    }
    out += "\n";
  }
  return out;
}

/// Whether the tables of the register could not answer, so that its log must.
template <typename Answer>
bool without_tables(const Result<Answer>& answer) {
  return !answer && answer.error().id == ErrorId::kRegisterBusy;
}

/// Tallies, measures or warnings, each with its report.
template <typename Stated>
int stated(const Settings& settings, Console& console) {
  const auto query = query_of(settings);
  if (!query) return fail(console, query);
  const auto pack = packs_of(settings);
  if (!pack) return fail(console, pack);
  auto source = app::Register::open(settings.register_path, app::Access::kRead);
  if (!source) return fail(console, source);
  const app::StatedQuery asked{query->as_of, query->since, query->until, false, query->place};
  auto page = app::stated<Stated>(*source, asked, "", SIZE_MAX, **pack);
  if (without_tables(page)) page = app::stated_log<Stated>(*source, asked, **pack);
  if (!page) return fail(console, page);
  publish::StatedList<Stated> rows;
  for (const auto& told : page->rows) rows.push_back({told.report, told.stated});
  if constexpr (std::is_same_v<Stated, record::Tally>) {
    auto checks = app::checks(*source, page->rows, *query, **pack);
    if (without_tables(checks)) checks = app::checks_log(*source, page->rows, *query, **pack);
    if (!checks) return fail(console, checks);
    for (size_t i = 0; i < rows.size(); ++i) {
      const app::TallyCheck& check = (*checks)[i];
      rows[i].explained = {std::string(app::name(check.verdict)),
                           check.low,
                           check.best,
                           check.high,
                           check.missing,
                           check.incidents};
    }
  }
  if (settings.format == "text") {
    console.write(publish::stated_table(rows, page->text_of, console.look()));
    if constexpr (std::is_same_v<Stated, record::Tally>) console.write(against_register(rows));
  } else {
    publish::write_stated(rows, page->text_of, [&](std::string_view piece) { console.write(piece); });
  }
  return base::kExitOk;
}

int brief(const Settings& settings, Console& console) {
  const auto query = query_of(settings);
  if (!query) return fail(console, query);
  const auto pack = packs_of(settings);
  if (!pack) return fail(console, pack);
  auto source = app::Register::open(settings.register_path, app::Access::kRead);
  if (!source) return fail(console, source);
  const app::BriefQuery asked{*query->since, query->until, query->place, query->as_of, query->convention};
  auto brief = app::brief(*source, asked, **pack);
  if (without_tables(brief)) brief = app::brief_log(*source, asked, **pack);
  if (!brief) return fail(console, brief);
  console.write(settings.format == "html"       ? publish::to_html(*brief)
                : settings.format == "markdown" ? publish::to_markdown(*brief)
                                                : publish::to_text(*brief, console.look()));
  return base::kExitOk;
}

int serve(const Settings& settings, Console& console) {
  const auto address = http::parse_address(settings.listen);
  if (!address) return fail(console, address);
  http::ServerOptions options;
  std::tie(options.address, options.port) = *address;
  const bool loopback = http::is_loopback(options.address);
  if (!loopback && settings.token_file.empty()) {
    return fail(console, Error{ErrorId::kBadArgument,
                               "whoever reaches this address could read and change the register", "--listen",
                               "give --token-file, or listen on 127.0.0.1"});
  }
  if (settings.rate < 0) return fail(console, Error{ErrorId::kBadArgument, "is below 0", "--rate", ""});
  options.rate = static_cast<double>(settings.rate);
  std::optional<http::Tokens> tokens;
  if (!settings.token_file.empty()) {
    auto read = http::Tokens::read(settings.token_file);
    if (!read) {
      console.error(read.error());
      return base::kExitUsage;
    }
    tokens = *std::move(read);
  }
  const auto pack = packs_of(settings);
  if (!pack) return fail(console, pack);
  // A register that is to be filled is made; else a mistyped name would serve an empty one.
  const bool fills = !settings.watched.empty() || !settings.feeds.empty();
  auto desk =
      app::Desk::open(settings.register_path, *pack, {fills ? app::Access::kCreate : app::Access::kWrite});
  if (!desk && desk.error().id == ErrorId::kUnreadable && !fills) {
    desk = app::Desk::open(settings.register_path, *pack, {app::Access::kRead});
  }
  if (!desk) return fail(console, desk);
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  http::Desktop desktop(**desk, static_cast<uint64_t>(now.count()));
  std::unique_ptr<app::Live> live;
  if (fills) {
    app::LiveOptions sources;
    sources.folders = settings.watched;
    sources.feeds = settings.feeds;
    auto started = app::Live::start(**desk, sources);
    if (!started) {
      console.error(started.error());
      return base::kExitUsage;
    }
    live = *std::move(started);
  }
  http::Router router(desktop.service(live.get(), tokens ? &*tokens : nullptr, loopback));
  auto server = http::Server::listen(router, desktop.events(), options);
  if (!server) return fail(console, server);
  const bool six = options.address.find(':') != std::string::npos;
  console.message(fmt::format("serving {} at http://{}{}{}:{}/{}", settings.register_path, six ? "[" : "",
                              options.address, six ? "]" : "", (*server)->port(),
                              tokens ? " to whoever has a token" : ""));
  (*server)->run();
  console.message("stopped");
  return base::kExitOk;
}

/// Runs a decision and tells its number.
template <typename Decide>
int decide(const Settings& settings, Console& console, Decide decide_on) {
  const auto pack = packs_of(settings);
  if (!pack) return fail(console, pack);
  auto target = app::Register::open(settings.register_path, app::Access::kWrite);
  if (!target) return fail(console, target);
  const auto number = decide_on(*target, app::Reason{settings.by, settings.reason}, **pack);
  if (!number) return fail(console, number);
  console.write(fmt::format("decision {}\n", *number));
  return base::kExitOk;
}

int merge(const Settings& s, Console& console) {
  return decide(s, console, [&](auto& r, const auto& reason, const auto& pack) {
    return app::merge(r, s.ids, reason, pack);
  });
}

int split(const Settings& s, Console& console) {
  const std::vector<std::string> accounts(s.ids.begin() + 1, s.ids.end());
  return decide(s, console, [&](auto& r, const auto& reason, const auto& pack) {
    return app::split(r, s.ids[0], accounts, reason, pack);
  });
}

int set(const Settings& s, Console& console) {
  return decide(s, console, [&](auto& r, const auto& reason, const auto& pack) {
    return app::set(r, s.id, s.field, s.value, reason, pack);
  });
}

int retract(const Settings& s, Console& console) {
  return decide(s, console, [&](auto& r, const auto& reason, const auto& pack) {
    return app::retract(r, s.id, reason, pack);
  });
}

int undo(const Settings& s, Console& console) {
  return decide(s, console,
                [&](auto& r, const auto& reason, const auto&) { return app::undo(r, s.number, reason); });
}

int pack(const Settings& settings, Console& console) {
  if (settings.action == "check") {
    const auto faults = app::check_packs(settings.packs);
    for (const Error& fault : faults) console.error(fault);
    if (!faults.empty()) return base::kExitPack;
    console.write("the packs hold\n");
    return base::kExitOk;
  }
  const auto files = app::list_packs(settings.packs);
  if (!files) {
    console.error(files.error());
    return base::kExitPack;
  }
  publish::TextTable table{{"file", "rows", "origin"}, {}, {1}, {2}};
  for (const auto& file : *files) {
    table.rows.push_back(
        {file.path, file.rows > 0 ? std::to_string(file.rows) : "", publish::plain(file.origin)});
  }
  console.write(publish::to_text(table, console.look()));
  return base::kExitOk;
}

}  // namespace

std::span<const Verb> verbs() {
  static constexpr Verb kVerbs[] = {
      {"read", "say what each report states, without a register", read},
      {"add", "read reports into a register, which is made if there is none", add},
      {"list", "the incidents of a register, a line each", list},
      {"show", "one incident: every statement, who says it, which was chosen and why", show},
      {"export", "the incidents of a register in other formats", export_},
      {"duplicates", "pairs of incidents that may be one", duplicates},
      {"tallies", "totals told of many incidents", stated<record::Tally>},
      {"measures", "what authorities did: searches, road closures, suspensions of the internet",
       stated<record::Measure>},
      {"warnings", "threats and advisories", stated<record::Warning>},
      {"brief", "what a period brought: new, changed, disputed, claimed, denied", brief},
      {"merge", "decide that incidents are one", merge},
      {"split", "decide that accounts of an incident tell of another one", split},
      {"set", "decide that a field of an incident has a value", set},
      {"retract", "decide that there was no such incident", retract},
      {"undo", "take a decision back", undo},
      {"reread", "read the documents of a register again with the present packs", reread},
      {"serve", "the desk: the register's pages and API over HTTP", serve},
      {"pack", "check the program's knowledge, or list its files", pack},
  };
  return kVerbs;
}

}  // namespace roznamcha::cli
