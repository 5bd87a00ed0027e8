// The derived tables against one merge of everything.
#include "app/derived.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "app/brief.h"
#include "app/packs.h"
#include "app/query.h"
#include "app/questions.h"
#include "app/review.h"
#include "app/stated.h"
#include "base/digest.h"
#include "ledger/sqlite.h"
#include "ledger/synthetic_for_test.h"
#include "record/json.h"

namespace roznamcha::app {
namespace {

using ledger::Entry;
using record::Account;
using record::Incident;

std::shared_ptr<const pack::Pack> packs() {
  static const auto loaded = *load_packs();
  return loaded;
}

const ledger::Origin kOrigin{"0", "none"};

/// Documents that were made by lot from few names, so that they often tell of the same.
class Maker {
 public:
  explicit Maker(uint32_t seed) : random_(seed) {}

  uint32_t below(uint32_t n) { return static_cast<uint32_t>(random_() % n); }

  Entry entry() {
    Entry out;
    record::Document& document = out.document;
    const uint32_t number = below(40);
    const int accounts = 1 + static_cast<int>(below(3) == 0);
    for (int i = 0; i < accounts; ++i) add(out);
    document.text += fmt::format(" Report {} of edition {}.", number, below(3));
    document.id = fmt::format("report-{}", number % 15);
    document.source = fmt::format("Paper {}", number % 4);
    if (number % 3) document.url = fmt::format("https://paper.example/{}", number);
    document.title = fmt::format("{} hit in {}", below(2) ? "Police" : "Traders", town(below(4)));
    document.language = "en";
    document.published = text::make_date(2024, 1, 4 + below(12));
    document.sha256 = base::sha256(document.text);
    out.reading.published = document.published;
    out.reading.relevant = true;
    if (below(6) == 0) {
      record::Tally tally;
      tally.range = {static_cast<int64_t>(below(30)), std::nullopt};
      tally.period = {text::make_date(2024, 1, 1), text::make_date(2024, 1, 4 + below(20)),
                      text::DatePrecision::kMonth};
      tally.span = {0, 4};
      out.reading.tallies.push_back(tally);
    }
    return out;
  }

  static std::string town(uint32_t number) {
    static const std::vector<std::string> kTowns = {"Nadirabad", "Kotli Sher", "Mirwah", "Tor Ghundai"};
    return kTowns[number % kTowns.size()];
  }

 private:
  void add(Entry& out) {
    const uint32_t which = below(10);  // of few incidents
    const uint32_t place = which % 4, day = 3 + which % 5 + (below(5) == 0);
    const auto dead = static_cast<int64_t>(which % 4 + (below(4) == 0));
    static const char* const kNames[] = {"Gul Zaman Tarakai", "Shaista Rehman", "Bilal Marwat",
                                         "Yar Jan Mengal"};
    static const char* const kTypes[] = {"Attack", "Armed clash", "Suicide bomb"};
    const std::string name = kNames[which % 4];
    const std::string clause =
        fmt::format("{} killed {} men near the {} depot in {}, {} among them.",
                    below(2) ? "Gunmen" : "Raiders", dead, which % 2 ? "grain" : "timber", town(place), name);
    Account account;
    const auto at = static_cast<uint32_t>(out.document.text.size());
    out.document.text += clause + " ";
    // The same words in many papers: near-copies, which have one voice.
    if (below(2)) {
      for (int i = 0; i < 40; ++i) out.document.text += fmt::format("story{}x{} ", which, i);
    }
    account.id = std::to_string(out.reading.accounts.size() + 1);
    account.event_type = "Violence against civilians";
    account.sub_event_type = kTypes[which % 3];
    account.background = !out.reading.accounts.empty() && below(3) == 0;
    const uint32_t wide = below(8) == 0 ? 6 : 0;
    account.date.range = {text::make_date(2024, 1, day), text::make_date(2024, 1, day + wide),
                          wide ? text::DatePrecision::kWeek : text::DatePrecision::kDay};
    if (below(12) == 0) account.date.range.latest.reset();
    if (below(15) == 0) account.date.range = {};
    account.date.span = {at, at + 6};
    record::Place& where = account.place.place;
    where.country = "PK";
    where.admin1 = "Northern Hills";
    where.precision = record::PlacePrecision::kAdmin1;
    if (below(6)) {
      where.name = town(place);
      where.admin2 = where.name;
      where.point = geo::Point{29.0 + place, 66.0 + place};
      where.precision = record::PlacePrecision::kExact;
    }
    if (below(3)) {
      record::CountStatement count;
      count.group = "civilian";
      count.range = {dead, dead};
      count.span = {at, at + 6};
      account.counts = {count};
    }
    if (below(3) == 0)
      account.victims.push_back({name, name, "civilian", record::Effect::kKilled, {at, at + 6}});
    if (below(4) == 0) {
      account.actors.push_back({record::Role::kPerpetrator,
                                record::ActorKind::kOrganization,
                                "Sons of the Hill",
                                "",
                                below(3) ? record::Certainty::kClaimed : record::Certainty::kDenied,
                                "",
                                {at, at + 6}});
    }
    account.evidence = {{at, at + static_cast<uint32_t>(clause.size())}};
    out.reading.accounts.push_back(std::move(account));
  }

  std::mt19937 random_;
};

std::string words(const std::optional<record::Figure>& figure) {
  return figure ? fmt::format("{},{},{}", figure->low, figure->best, figure->high.value_or(-1)) : "-";
}

/// All that an answer says, but its order of accounts alike in all else.
std::string all_of(const Answer& answer) {
  std::string out = fmt::format("{} documents\n", answer.documents);
  for (const Incident& incident : answer.incidents) {
    out += fmt::format("{} {} {} {} {} {}\n", incident.id, record::name(incident.status),
                       record::to_json(incident.view, record::byte_spans()).dump(), words(incident.killed),
                       words(incident.injured), words(incident.attackers_killed));
    for (const auto& told : incident.accounts) {
      out += fmt::format("  {} {} {} {} {} {}\n", told.account.id, told.report.document, told.report.account,
                         told.report.independent, told.report.learnt, told.report.title);
    }
    for (const auto& [field, account] : incident.sources) out += " " + field + "=" + account;
    for (const auto& conflict : incident.conflicts) {
      out += "\n  " + conflict.field + " " + conflict.chosen + " " + conflict.rule;
      for (const auto& value : conflict.values)
        out += fmt::format(" [{} {}]", value.value, fmt::join(value.documents, " "));
    }
    for (const auto& join : incident.joins) out += "\n  " + join;
    out += "\n  " + incident.first_known + " " + incident.last_changed + "\n";
  }
  for (const auto& pair : answer.duplicates)
    out += fmt::format("{} {} {:.6f} {}\n", pair.first, pair.second, pair.score, pair.reason);
  for (const auto& review : answer.reviews)
    out += fmt::format("decision {} {} {}\n", review.number, record::name(review.kind),
                       fmt::join(review.accounts, " "));
  for (const int64_t number : answer.adrift) out += fmt::format("adrift {}\n", number);
  return out;
}

class World {
 public:
  World() : register_(*Register::open(folder_ / "r.db", Access::kCreate, [this] { return now_; })) {}

  Register& reg() { return register_; }
  Register reopen() {
    return *Register::open(folder_ / "r.db", Access::kWrite, [this] { return now_; });
  }
  void at(int minute) { now_ = fmt::format("2024-02-01T10:{:02}:00.000Z", minute); }
  void on(int day) { now_ = fmt::format("2024-02-{:02}T10:00:00.000Z", day); }
  const std::string& now() const { return now_; }

  void append(const std::vector<Entry>& entries) {
    ASSERT_FALSE(log_and_link(register_, *packs(), [&]() -> base::Status {
      const auto added = register_.ledger().append(entries, kOrigin);
      return added ? base::Status() : base::Status(added.error());
    }));
  }
  std::string fast(const Query& asked = {}) { return shown(query(register_, asked, *packs())); }
  std::string slow(const Query& asked = {}) { return shown(query_log(register_, asked, *packs())); }

  static std::string shown(const base::Result<Answer>& answer) {
    return answer ? all_of(*answer) : base::to_string(answer.error());
  }

 private:
  ledger::TemporaryFolder folder_;
  std::string now_ = "2024-02-01T10:00:00.000Z";
  Register register_;
};

/// Decides something about what stands, by lot.
void decide(World& world, Maker& maker, std::vector<int64_t>& numbers) {
  const auto answer = query(world.reg(), {}, *packs());
  ASSERT_TRUE(answer);
  const auto& incidents = answer->incidents;
  if (incidents.empty()) return;
  const auto any = [&]() -> const Incident& {
    return incidents[maker.below(static_cast<uint32_t>(incidents.size()))];
  };
  const Reason reason{"Rana", "by lot"};
  base::Result<int64_t> number = 0;
  switch (maker.below(6)) {
    case 0:
      number = merge(world.reg(), {any().id, any().id}, reason, *packs());
      break;
    case 1: {
      const Incident& one = any();
      number = split(world.reg(), one.id, {one.accounts.back().account.id}, reason, *packs());
      break;
    }
    case 2:
      number = set(world.reg(), any().id, "killed", maker.below(2) ? "17" : "unknown", reason, *packs());
      break;
    case 3:
      number = retract(world.reg(), any().id, reason, *packs());
      break;
    default:
      if (numbers.empty()) return;
      number = undo(world.reg(), numbers[maker.below(static_cast<uint32_t>(numbers.size()))], reason);
  }
  if (number) numbers.push_back(*number);
}

/// Reads a document of the register otherwise: an account less, or one told otherwise.
void reread(World& world, Maker& maker) {
  auto& ledger = world.reg().ledger();
  const auto numbers = ledger.read_otherwise({"1", "other"});
  if (!numbers || numbers->empty()) return;
  const int64_t number = (*numbers)[maker.below(static_cast<uint32_t>(numbers->size()))];
  const auto held = ledger.snapshot();
  const auto document = ledger.document(number);
  if (!held || !document) return;
  for (const ledger::Held& one : held->documents) {
    if (one.number != number || one.reading.accounts.empty()) continue;
    record::Reading reading = one.reading;
    if (maker.below(2))
      reading.accounts.pop_back();
    else
      reading.accounts[0].place = {};
    ASSERT_FALSE(log_and_link(world.reg(), *packs(), [&] {
      const ledger::Reread newer{number, *document, reading};
      return ledger.reread(std::span(&newer, 1), kOrigin);
    }));
  }
}

RC_GTEST_PROP(Derived, IsWhatAMergeOfEverythingGivesAtEveryMoment, (uint32_t seed)) {
  Maker maker(seed);
  World world;
  std::vector<int64_t> numbers;
  std::vector<std::string> moments;
  std::vector<std::string> then;
  for (int step = 0; step < 8; ++step) {
    // Now and then the clock stands still.
    if (maker.below(4)) world.at(step);
    switch (step == 0 ? 0 : maker.below(8)) {
      case 0:
      case 1:
      case 2: {
        std::vector<Entry> batch;
        for (uint32_t i = 0; i <= maker.below(8); ++i) batch.push_back(maker.entry());
        world.append(batch);
        break;
      }
      case 3:  // the program ends between the log and what is derived from it
        RC_ASSERT(static_cast<bool>(
            world.reg().ledger().append(std::vector{maker.entry(), maker.entry()}, kOrigin)));
        world.reopen();
        break;
      case 4:
        reread(world, maker);
        break;
      default:
        decide(world, maker, numbers);
    }
    if (!moments.empty() && moments.back() == world.now()) {
      moments.pop_back();
      then.pop_back();
    }
    moments.push_back(world.now());
    then.push_back(world.fast());
    RC_ASSERT(then.back() == world.slow());
  }
  for (size_t i = 0; i < moments.size(); ++i) {
    Query asked;
    asked.as_of = moments[i];
    RC_ASSERT(world.fast(asked) == then[i]);
    asked.convention = conventions()[i % conventions().size()];
    RC_ASSERT(world.fast(asked) == world.slow(asked));
  }
}

// ---- what documents state, and briefs

/// Adds totals, measures and threats by lot, of several days and places.
Entry stating(Maker& maker, Entry entry) {
  record::Reading& reading = entry.reading;
  const auto somewhere = [&] {
    record::PlaceStatement out;
    const uint32_t which = maker.below(5);
    if (which == 0) return out;
    out.place.country = which == 1 ? "AF" : "PK";
    out.place.precision = record::PlacePrecision::kCountry;
    if (which < 3) return out;
    out.place.admin1 = "Northern HILLS";
    out.place.precision = record::PlacePrecision::kAdmin1;
    if (which == 3) return out;
    out.place.name = out.place.admin2 = Maker::town(maker.below(4));
    out.place.precision = record::PlacePrecision::kExact;
    return out;
  };
  for (record::Tally& tally : reading.tallies) {
    static constexpr std::array kEffects = {record::Effect::kKilled, record::Effect::kInjured,
                                            record::Effect::kArrested};
    tally.effect = kEffects[maker.below(3)];
    tally.place = somewhere();
    if (maker.below(6) == 0) tally.period = {};
    if (maker.below(6) == 0) tally.period.earliest.reset();
  }
  for (uint32_t i = maker.below(3); i > 0; --i)
    reading.measures.push_back({"search", record::MeasureStatus::kInForce, "police", somewhere(), {0, 4}});
  if (maker.below(3) == 0) reading.warnings.push_back({"threat", "", somewhere(), {0, 4}});
  return entry;
}

/// The same of other days of publication and of none, with people arrested.
Entry telling(Maker& maker, Entry entry) {
  entry = stating(maker, std::move(entry));
  record::Reading& reading = entry.reading;
  if (maker.below(3) == 0 && !reading.accounts.empty()) {
    record::CountStatement arrested;
    arrested.effect = record::Effect::kArrested;
    arrested.range = {4, 4};
    arrested.span = {0, 4};
    reading.accounts[0].counts.push_back(arrested);
  }
  switch (maker.below(4)) {
    case 0:
      entry.document.published.reset();
      break;
    case 1:
      entry.document.published = text::make_date(2024, 1, 24 + maker.below(8));
      break;
    default:
      break;
  }
  reading.published = entry.document.published;
  return entry;
}

/// Rows of all pages.
template <typename Stated>
std::vector<Told<Stated>> pages_of(Register& reg, const StatedQuery& asked, size_t limit,
                                   std::optional<Total>* total) {
  std::vector<Told<Stated>> out;
  std::string cursor;
  do {
    auto page = stated<Stated>(reg, asked, cursor, limit, *packs());
    if (!page || page->rows.size() > limit) return {};
    if (cursor.empty()) *total = page->total;
    for (auto& row : page->rows) out.push_back(std::move(row));
    cursor = page->next;
  } while (!cursor.empty());
  return out;
}

template <typename Stated>
std::string rows_of(const std::vector<Told<Stated>>& rows) {
  std::string out;
  for (const auto& row : rows) {
    out += fmt::format("{} {} {} {}\n", row.report.document, row.report.learnt, row.report.title,
                       record::to_json(row.stated, record::byte_spans()).dump());
  }
  return out;
}

std::string verdicts_of(const base::Result<std::vector<TallyCheck>>& checks) {
  if (!checks) return base::to_string(checks.error());
  std::string out;
  for (const TallyCheck& check : *checks) {
    out += fmt::format("{} {} {} {} {} {}\n", name(check.verdict), check.low, check.best, check.high,
                       check.missing, fmt::join(check.incidents, " "));
  }
  return out;
}

std::string brief_of(const base::Result<record::Brief>& brief) {
  if (!brief) return base::to_string(brief.error());
  std::string out;
  for (const record::Development& one : brief->developments) {
    out += fmt::format("{} {} {}", one.after.id, record::name(one.after.status), words(one.after.killed));
    if (one.before) out += " was " + words(one.before->killed);
    for (const auto& report : one.reports) out += " " + report.document;
    for (const auto& decision : one.decisions) out += fmt::format(" #{}", decision.number);
    out += '\n';
  }
  const auto notices = [&](const auto& list) {
    for (const auto& [report, stated] : list)
      out += report.document + " " + record::to_json(stated, record::byte_spans()).dump() + "\n";
  };
  notices(brief->tallies);
  notices(brief->measures);
  notices(brief->warnings);
  return out;
}

RC_GTEST_PROP(Derived, WhatDocumentsStateAndABriefAreThoseOfTheLog, (uint32_t seed)) {
  Maker maker(seed);
  World world;
  std::vector<int64_t> numbers;
  std::vector<std::string> moments;
  for (int day = 1; day < 6; ++day) {
    world.on(day);
    std::vector<Entry> batch;
    for (uint32_t i = 0; i <= maker.below(8); ++i) batch.push_back(telling(maker, maker.entry()));
    world.append(batch);
    if (maker.below(2)) decide(world, maker, numbers);
    if (maker.below(3) == 0) reread(world, maker);
    moments.push_back(world.now());
  }
  for (int turn = 0; turn < 8; ++turn) {
    StatedQuery asked;
    Query view;
    if (maker.below(2)) view.as_of = asked.as_of = moments[maker.below(5)];
    view.convention = conventions()[maker.below(static_cast<uint32_t>(conventions().size()))];
    if (maker.below(2)) asked.since = text::make_date(2024, 1, 4) + std::chrono::days(maker.below(25));
    if (maker.below(2)) asked.until = text::make_date(2024, 1, 8) + std::chrono::days(maker.below(25));
    asked.undated = maker.below(2);
    asked.place = std::array{"", "", "northern", "PK", "mirwah"}[maker.below(5)];
    const size_t limit = 1 + maker.below(5);
    const auto same = [&]<typename Stated>(const Stated&) {
      std::optional<Total> total;
      const auto rows = pages_of<Stated>(world.reg(), asked, limit, &total);
      const auto expected = stated_log<Stated>(world.reg(), asked, *packs());
      RC_ASSERT(static_cast<bool>(expected));
      RC_ASSERT(rows_of(rows) == rows_of(expected->rows));
      RC_ASSERT(total && total->exact && total->incidents == rows.size());
      return rows;
    };
    same(record::Measure());
    same(record::Warning());
    const auto tallies = same(record::Tally());
    RC_ASSERT(verdicts_of(checks(world.reg(), tallies, view, *packs())) ==
              verdicts_of(checks_log(world.reg(), tallies, view, *packs())));

    BriefQuery period{text::make_date(2024, 1, 1) + std::chrono::days(maker.below(36)),
                      {},
                      asked.place,
                      asked.as_of,
                      view.convention};
    if (maker.below(2)) period.until = period.since + std::chrono::days(maker.below(6));
    RC_ASSERT(brief_of(brief(world.reg(), period, *packs())) ==
              brief_of(brief_log(world.reg(), period, *packs())));
  }
}

/// A program that knows otherwise makes the tables anew from the log: what stood at each moment stays.
RC_GTEST_PROP(Derived, MadeAnewFromTheLogTheyAreTheSame, (uint32_t seed)) {
  Maker maker(seed);
  World world;
  std::vector<int64_t> numbers;
  std::vector<std::string> moments;
  for (int step = 0; step < 6; ++step) {
    world.at(step);
    moments.push_back(world.now());
    std::vector<Entry> batch;
    for (uint32_t i = 0; i <= maker.below(6); ++i) batch.push_back(maker.entry());
    world.append(batch);
    if (step > 1) decide(world, maker, numbers);
    if (step > 2) reread(world, maker);
  }
  const auto at_each_moment = [&] {
    std::vector<std::string> out;
    for (const std::string& moment : moments) {
      Query asked;
      asked.as_of = moment;
      out.push_back(world.fast(asked));
    }
    return out;
  };
  const std::vector<std::string> before = at_each_moment();
  RC_ASSERT(!world.reg().ledger().database().run("UPDATE standing SET mark = 'another'"));
  RC_ASSERT(at_each_moment() == before);
  RC_ASSERT(world.fast() == world.slow());
}

/// What stands, without moments and numbers of decisions.
std::string timeless(World& world) {
  auto answer = query(world.reg(), {}, *packs());
  if (!answer) return base::to_string(answer.error());
  answer->reviews.clear();
  for (Incident& incident : answer->incidents) {
    incident.first_known.clear();
    incident.last_changed.clear();
    for (auto& told : incident.accounts) told.report.learnt.clear();
  }
  return all_of(*answer);
}

RC_GTEST_PROP(Derived, AnyOrderAndPortionsGiveTheSame, (uint32_t seed)) {
  Maker maker(seed);
  // Versions of one document are told by their days; of two of one day the last learnt counts.
  std::vector<Entry> entries;
  std::set<std::string> addresses;
  while (entries.size() < 24) {
    Entry entry = maker.entry();
    if (addresses.insert(entry.document.url.empty() ? entry.document.text : entry.document.url).second)
      entries.push_back(std::move(entry));
  }
  World first, second;
  first.append(entries);
  for (size_t i = entries.size(); i > 1; --i)
    std::swap(entries[i - 1], entries[maker.below(static_cast<uint32_t>(i))]);
  int minute = 0;
  for (size_t i = 0; i < entries.size();) {
    second.at(++minute);
    std::vector<Entry> batch;
    for (uint32_t n = 0; n <= maker.below(5) && i < entries.size(); ++n) batch.push_back(entries[i++]);
    second.append(batch);
  }
  RC_ASSERT(timeless(first) == timeless(second));
}

RC_GTEST_PROP(Derived, UndoLeavesNoTrace, (uint32_t seed)) {
  Maker maker(seed);
  World world;
  std::vector<Entry> batch;
  for (int i = 0; i < 16; ++i) batch.push_back(maker.entry());
  world.append(batch);
  const std::string before = timeless(world);
  std::vector<int64_t> numbers;
  for (int i = 0; i < 5; ++i) {
    world.at(i + 1);
    decide(world, maker, numbers);
  }
  // From the last to the first, an undo of an undo too.
  for (auto number = numbers.rbegin(); number != numbers.rend(); ++number)
    RC_ASSERT(static_cast<bool>(undo(world.reg(), *number, {"Rana", "back"})));
  RC_ASSERT(timeless(world) == before);
  RC_ASSERT(world.fast() == world.slow());
}

/// The incident's rows in an order, page by page.
std::vector<std::string> ids_of(Register& source, const Query& asked, Sort sort, size_t limit) {
  std::vector<std::string> out;
  std::string cursor;
  do {
    const auto page = rows(source, asked, sort, cursor, limit, *packs());
    if (!page || page->incidents.size() > limit) {
      ADD_FAILURE() << (page ? "a page is too long" : base::to_string(page.error()));
      return out;
    }
    for (const Summary& one : page->incidents) out.push_back(one.id);
    cursor = page->next;
  } while (!cursor.empty());
  return out;
}

RC_GTEST_PROP(Derived, PagesHoldWhatTheQueryHolds, (uint32_t seed)) {
  Maker maker(seed);
  World world;
  for (int i = 0; i < 3; ++i) {
    world.at(i);
    std::vector<Entry> batch;
    for (int j = 0; j < 12; ++j) batch.push_back(maker.entry());
    world.append(batch);
  }
  Query asked;
  asked.convention = conventions()[maker.below(static_cast<uint32_t>(conventions().size()))];
  if (maker.below(2)) asked.since = text::make_date(2024, 1, 1 + maker.below(12));
  if (maker.below(2)) asked.until = text::make_date(2024, 1, 1 + maker.below(14));
  if (maker.below(3) == 0) asked.place = maker.below(2) ? "KOTLI" : "pakistan";
  if (maker.below(3) == 0) asked.type = "clash";
  if (maker.below(3) == 0) asked.min_killed = maker.below(3);
  if (maker.below(4) == 0) asked.actor = "hill";
  if (maker.below(6) == 0) asked.admin1 = maker.below(4) ? "Northern Hills" : "Nor\\thern \"Hills";
  if (maker.below(6) == 0) asked.admin2 = Maker::town(maker.below(4));
  if (maker.below(6) == 0) asked.country = maker.below(4) ? "PK" : "\"";
  if (maker.below(6) == 0) asked.target = "police";
  if (maker.below(6) == 0) asked.status = static_cast<record::Status>(maker.below(5));
  if (maker.below(6) == 0) asked.certainty = static_cast<record::Certainty>(maker.below(6));
  if (maker.below(6) == 0) asked.background = maker.below(2) != 0;
  if (maker.below(6) == 0) asked.election_is = maker.below(2) != 0;
  if (maker.below(3) == 0) {
    // Within a degree, of some degrees, of many, and over the date line.
    const std::array<Window, 4> windows = {Window{29.5, 66.9, 30.2, 67.4}, Window{29.5, 66.5, 32, 69},
                                           Window{-20, -170, 31.5, 175}, Window{-90, 67.5, 90, -100}};
    asked.window = windows[maker.below(4)];
  }
  if (maker.below(3) == 0) asked.as_of = "2024-02-01T10:01:30.000Z";
  const auto whole = query_log(world.reg(), asked, *packs());
  RC_ASSERT(static_cast<bool>(whole));
  std::set<std::string> expected;
  for (const Incident& incident : whole->incidents) expected.insert(incident.id);
  for (const Sort sort : {Sort::kNewest, Sort::kOldest, Sort::kKilled, Sort::kChanged}) {
    const auto one = ids_of(world.reg(), asked, sort, 1 + maker.below(4)),
               all = ids_of(world.reg(), asked, sort, 100);
    RC_ASSERT(one == all);
    RC_ASSERT(all.size() == expected.size());
    RC_ASSERT((std::set<std::string>(all.begin(), all.end()) == expected));
  }
  uint64_t counted = 0, dated = 0;
  int64_t killed = 0;
  for (const Incident& incident : whole->incidents) {
    killed += incident.killed ? incident.killed->best : 0;
    dated += incident.view.date.range.known();
  }
  const auto sums = counts(world.reg(), asked, Step::kWeek, *packs());
  RC_ASSERT(static_cast<bool>(sums));
  for (const Bucket& bucket : sums->days) counted += bucket.count.incidents;
  RC_ASSERT(sums->all.incidents == expected.size());
  RC_ASSERT(sums->all.killed.best == killed);
  RC_ASSERT(counted == dated);
  const auto number = total(world.reg(), asked, *packs());
  RC_ASSERT(static_cast<bool>(number));
  RC_ASSERT(number->exact && number->incidents == expected.size());
  // The map has those that have a point, however it looks for them.
  const auto map = points(world.reg(), asked, 1000, *packs());
  Query near = asked;
  if (!near.window) near.window = Window{28.5, 65.5, 33.5, 70.5};
  const auto window = points(world.reg(), near, 1000, *packs());
  RC_ASSERT(static_cast<bool>(map) && static_cast<bool>(window));
  std::set<std::string> placed, on_map, in_window;
  for (const Incident& incident : whole->incidents) {
    if (incident.view.place.place.point) placed.insert(incident.id);
  }
  for (const MapPoint& point : map->points) on_map.insert(point.id);
  for (const MapPoint& point : window->points) in_window.insert(point.id);
  RC_ASSERT(on_map == placed);
  RC_ASSERT(in_window == placed);
}

/// The register in short, as app::about has it.
std::string short_of(const About& about) {
  std::string out = fmt::format("{} {} {} {} {} {}\n", about.documents, about.incidents,
                                about.first_day ? text::to_string(*about.first_day) : "",
                                about.last_day ? text::to_string(*about.last_day) : "", about.first_known,
                                about.last_changed);
  for (const auto* names : {&about.actors, &about.targets, &about.sources}) {
    for (const Named& one : *names) out += fmt::format("{} {} {}\n", one.name, one.id, one.incidents);
  }
  return out;
}

/// The same from all incidents.
std::string short_of(const Answer& all) {
  About about;
  about.documents = all.documents;
  about.incidents = all.incidents.size();
  std::array<std::map<std::string, Named>, 3> names;
  const auto add = [&](size_t kind, const std::set<std::pair<std::string, std::string>>& found) {
    for (const auto& [name, id] : found) {
      Named& one = names[kind][name];
      one = {name, id, one.incidents + 1};
    }
  };
  for (const Incident& incident : all.incidents) {
    const auto& range = incident.view.date.range;
    if (range.earliest && (!about.first_day || *range.earliest < *about.first_day))
      about.first_day = range.earliest;
    if (range.latest && (!about.last_day || *range.latest > *about.last_day)) about.last_day = range.latest;
    if (about.first_known.empty() || incident.first_known < about.first_known)
      about.first_known = incident.first_known;
    about.last_changed = std::max(about.last_changed, incident.last_changed);
    std::set<std::pair<std::string, std::string>> actors, targets, sources;
    for (const auto& actor : incident.view.actors) {
      if (actor.kind == record::ActorKind::kOrganization && !actor.name.empty())
        actors.emplace(actor.name, actor.id);
    }
    for (const auto& target : incident.view.targets) targets.emplace(target.target_class, "");
    for (const auto& told : incident.accounts) sources.emplace(told.report.source, "");
    add(0, actors);
    add(1, targets);
    add(2, sources);
  }
  size_t kind = 0;
  for (auto* list : {&about.actors, &about.targets, &about.sources}) {
    for (const auto& [name, one] : names[kind]) list->push_back(one);
    std::stable_sort(list->begin(), list->end(),
                     [](const Named& a, const Named& b) { return a.incidents > b.incidents; });
    ++kind;
  }
  return short_of(about);
}

/// Ids and worth of what is to be decided, by id.
std::map<std::string, double> to_decide(Register& reg) {
  std::map<std::string, double> out;
  const auto found = questions(reg, {}, {}, *packs());
  EXPECT_TRUE(found);
  if (!found) return out;
  for (const Question& one : *found) out[one.id] = one.worth;
  EXPECT_EQ(out.size(), found->size());
  const auto items = review_items(reg, *found, {}, *packs());
  EXPECT_TRUE(items && items->size() == found->size());
  return out;
}

/// The same from all incidents.
std::map<std::string, double> to_decide(const Answer& all) {
  std::map<std::string, double> out;
  std::map<std::string, int64_t> killed;
  for (const Incident& incident : all.incidents) {
    killed[incident.id] = incident.killed ? incident.killed->best : 0;
    if (incident.status == record::Status::kRetracted) continue;
    for (const record::Conflict& conflict : incident.conflicts) {
      const auto& figure = conflict.field == "injured" ? incident.injured : incident.killed;
      const bool counts = conflict.field == "killed" || conflict.field == "injured";
      const int64_t width = counts && figure ? figure->high.value_or(figure->best) - figure->low : 0;
      out[fmt::format("dispute:{}:{}", incident.id, conflict.field)] =
          (1 + static_cast<double>(width)) * (conflict.field == "injured" ? 0.25 : 0.5);
    }
  }
  for (const record::PossibleDuplicate& pair : all.duplicates) {
    const double doubt = std::clamp(4 * pair.score * (1 - pair.score), 0.1, 1.0);
    out[fmt::format("duplicate:{}:{}", pair.first, pair.second)] =
        (1 + static_cast<double>(std::min(killed[pair.first], killed[pair.second]))) * doubt;
  }
  return out;
}

TEST(Derived, TheRegisterInShortIsWhatAllIncidentsGive) {
  size_t questions = 0;
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    Maker maker(seed);
    World world;
    std::vector<int64_t> numbers;
    for (int i = 0; i < 5; ++i) {
      world.at(i);
      std::vector<Entry> batch;
      for (int j = 0; j < 6; ++j) batch.push_back(maker.entry());
      world.append(batch);
      decide(world, maker, numbers);
      reread(world, maker);
      const auto all = query_log(world.reg(), {}, *packs());
      const auto about = app::about(world.reg(), {}, 1000, *packs());
      ASSERT_TRUE(all && about);
      EXPECT_EQ(short_of(*about), short_of(*all));
      EXPECT_NE(short_of(*about).find("Paper"), std::string::npos);
      const auto expected = to_decide(*all), given = to_decide(world.reg());
      ASSERT_EQ(given.size(), expected.size());
      for (const auto& [id, worth] : expected) {
        ASSERT_TRUE(given.contains(id)) << id;
        EXPECT_NEAR(given.at(id), worth, 1e-6) << id;
      }
      questions += given.size();
    }
  }
  EXPECT_GT(questions, 20u);
}

TEST(Derived, NewsTellWhatNoLongerStands) {
  Maker maker(5);
  World world;
  std::vector<Entry> batch;
  for (int i = 0; i < 12; ++i) batch.push_back(maker.entry());
  world.append(batch);
  auto followed = *follow(world.reg(), *packs());
  const auto told = [&] {
    std::map<std::string, Change> out;
    const auto found = news(world.reg(), followed, *packs());
    EXPECT_TRUE(found);
    for (const auto& [id, change] : found->incidents) out.emplace(id, change);
    return out;
  };
  const auto incidents = [&] { return query(world.reg(), {}, *packs())->incidents; };
  EXPECT_TRUE(told().empty());

  world.at(1);
  const auto all = incidents();
  ASSERT_GE(all.size(), 3u);
  const Reason reason{"Rana", "by hand"};
  const auto merged = merge(world.reg(), {all[0].id, all[1].id}, reason, *packs());
  ASSERT_TRUE(merged);
  auto now = told();
  ASSERT_EQ(now.size(), 2u);
  const std::string kept = now[all[0].id] == Change::kGone ? all[1].id : all[0].id;
  const std::string taken = kept == all[0].id ? all[1].id : all[0].id;
  EXPECT_EQ(now[kept], Change::kChanged);
  EXPECT_EQ(now[taken], Change::kGone);
  EXPECT_TRUE(told().empty()) << "once is enough";

  world.at(2);
  ASSERT_TRUE(undo(world.reg(), *merged, reason));
  now = told();
  EXPECT_EQ(now[taken], Change::kChanged) << "it stood before";

  world.at(3);
  ASSERT_TRUE(retract(world.reg(), all[2].id, reason, *packs()));
  EXPECT_EQ(told(), (std::map<std::string, Change>{{all[2].id, Change::kGone}}));

  // A reading that holds no account any more.
  world.at(4);
  const auto before = incidents();
  const auto snapshot = world.reg().ledger().snapshot();
  ASSERT_TRUE(snapshot);
  std::vector<ledger::Reread> emptied;
  for (const ledger::Held& one : snapshot->documents) {
    record::Reading reading = one.reading;
    reading.accounts.clear();
    emptied.push_back({one.number, *world.reg().ledger().document(one.number), reading});
  }
  ASSERT_FALSE(
      log_and_link(world.reg(), *packs(), [&] { return world.reg().ledger().reread(emptied, kOrigin); }));
  ASSERT_TRUE(incidents().empty());
  now = told();
  EXPECT_EQ(now.size(), before.size());
  for (const auto& one : before) EXPECT_EQ(now[one.id], Change::kGone) << one.id;
}

TEST(Derived, ASplitPartHasNewsOfItsOwn) {
  Maker maker(5);
  World world;
  std::vector<Entry> batch;
  for (int i = 0; i < 12; ++i) batch.push_back(maker.entry());
  world.append(batch);
  auto followed = *follow(world.reg(), *packs());
  const auto all = query(world.reg(), {}, *packs())->incidents;
  const auto many =
      std::find_if(all.begin(), all.end(), [](const auto& one) { return one.accounts.size() > 1; });
  ASSERT_NE(many, all.end());
  world.at(1);
  // The account that names the incident leaves it.
  ASSERT_TRUE(split(world.reg(), many->id, {many->id}, {"Rana", "by hand"}, *packs()));
  const auto found = news(world.reg(), followed, *packs());
  ASSERT_TRUE(found);
  std::map<std::string, Change> now(found->incidents.begin(), found->incidents.end());
  EXPECT_EQ(now.at(many->id), Change::kChanged);
  EXPECT_EQ(now.size(), 2u);
  EXPECT_EQ(std::count_if(now.begin(), now.end(), [](const auto& one) { return one.second == Change::kNew; }),
            1);
}

TEST(Derived, ARegisterOfTheSchemaBeforeAnswersTheSame) {
  Maker maker(11), teller(12);
  World world;
  std::vector<Entry> batch;
  for (int i = 0; i < 60; ++i) batch.push_back(stating(teller, maker.entry()));
  world.append(batch);
  const auto told = [](Register& reg) {
    std::optional<Total> total;
    return rows_of(pages_of<record::Tally>(reg, {}, 100, &total)) +
           rows_of(pages_of<record::Measure>(reg, {}, 100, &total)) +
           rows_of(pages_of<record::Warning>(reg, {}, 100, &total));
  };
  const std::string stated_before = told(world.reg());
  ASSERT_GT(stated_before.size(), 1000u);
  // In every period that begins or ends on a day: those with an end that is open too.
  const auto in_periods = [](Register& reg) {
    std::vector<std::string> out;
    for (int day = 1; day < 20; ++day) {
      for (const bool since : {false, true}) {
        Query asked;
        (since ? asked.since : asked.until) = text::make_date(2024, 1, 1 + day);
        asked.window = Window{28.5, 65.5, 33.5, 70.5};
        const auto map = points(reg, asked, 1000, *packs());
        if (!map) return std::vector<std::string>{base::to_string(map.error())};
        for (const MapPoint& point : map->points) out.push_back(point.id);
        for (const std::string& id : ids_of(reg, asked, Sort::kOldest, 7)) out.push_back(id);
        out.emplace_back("|");
      }
    }
    return out;
  };
  const auto before = in_periods(world.reg());
  const auto waiting = to_decide(world.reg());
  ASSERT_FALSE(waiting.empty());
  const std::string names = short_of(*about(world.reg(), {}, 1000, *packs()));
  ASSERT_GT(before.size(), 100u);
  ASSERT_FALSE(world.reg().ledger().database().run(R"sql(
DROP INDEX views_newest; DROP INDEX views_oldest; DROP INDEX views_deadliest; DROP INDEX views_changed; DROP INDEX views_odd;
DROP INDEX reviews_by_undone; DROP INDEX versions_now; DROP INDEX held_now; DROP TABLE naming; DROP TABLE names; DROP TABLE disputes; DROP TABLE stated;
DROP INDEX versions_ended; DROP INDEX held_stating; CREATE INDEX held_stating ON held(number) WHERE states > 0;
CREATE INDEX views_newest ON views(last DESC, incident, conventions);
CREATE INDEX views_newest_now ON views(last DESC, incident, conventions) WHERE until = 9223372036854775807;
CREATE INDEX views_oldest_now ON views(first, incident, conventions) WHERE until = 9223372036854775807;
CREATE INDEX views_deadliest_now ON views(killed DESC, incident, conventions) WHERE until = 9223372036854775807;
CREATE INDEX views_changed_now ON views(changed DESC, incident, conventions) WHERE until = 9223372036854775807;
CREATE INDEX views_odd ON views(last DESC, incident) WHERE odd = 1;
DROP TABLE words; DROP TABLE marks; DROP TABLE sizes; DROP TRIGGER held_come; DROP TRIGGER held_end; DROP TRIGGER held_go;
DROP TRIGGER versions_come; DROP TRIGGER versions_end; DROP TRIGGER versions_go;
ALTER TABLE views ADD COLUMN summary BLOB; UPDATE views SET summary = (SELECT s.summary FROM summaries s WHERE s.view = views.number); DROP TABLE summaries;
CREATE VIRTUAL TABLE views_at USING rtree_i32(number, south, north, west, east, first, last, since, until);
PRAGMA user_version = 2)sql"));
  Register again = world.reopen();
  EXPECT_EQ(in_periods(again), before);
  EXPECT_EQ(short_of(*about(again, {}, 1000, *packs())), names);
  EXPECT_EQ(to_decide(again), waiting);
  EXPECT_EQ(told(again), stated_before);
}

RC_GTEST_PROP(Derived, ReportsAndHistoryAreThoseOfTheLog, (uint32_t seed)) {
  Maker maker(seed);
  World world;
  for (int i = 0; i < 4; ++i) {
    world.at(i);
    std::vector<Entry> batch;
    for (int j = 0; j < 6; ++j) batch.push_back(maker.entry());
    world.append(batch);
  }
  const auto snapshot = world.reg().ledger().snapshot();
  const auto whole = query_log(world.reg(), {}, *packs());
  RC_ASSERT(static_cast<bool>(snapshot) && static_cast<bool>(whole));
  std::vector<std::string> expected, found;
  for (const ledger::Held& held : snapshot->documents) expected.push_back(held.document.id);
  std::string cursor;
  do {
    const auto page = reports(world.reg(), {}, cursor, 1 + maker.below(5), *packs());
    RC_ASSERT(static_cast<bool>(page));
    for (const ReportRow& row : page->reports) found.push_back(row.report.document);
    cursor = page->next;
  } while (!cursor.empty());
  std::sort(found.begin(), found.end());
  RC_ASSERT(found == expected);
  for (const Incident& incident : whole->incidents) {
    for (const auto& told : incident.accounts) {
      const auto one = report(world.reg(), told.report.document, {}, *packs());
      RC_ASSERT(static_cast<bool>(one));
      const auto place = static_cast<size_t>(std::stoi(told.report.account)) - 1;
      RC_ASSERT(one->incidents[place] == incident.id);
      RC_ASSERT(one->reading.accounts[place].id == told.account.id);
    }
    const auto stages = history(world.reg(), incident.id, {}, *packs());
    RC_ASSERT(static_cast<bool>(stages) && !stages->empty());
    RC_ASSERT(stages->back().summary.id == incident.id);
    RC_ASSERT(stages->front().since == incident.first_known);
    for (const Stage& stage : *stages) {
      Query then;
      then.as_of = stage.since;
      const auto shown = show(world.reg(), stage.summary.id, then, *packs());
      RC_ASSERT(static_cast<bool>(shown));
      RC_ASSERT(words(shown->incidents[0].killed) == words(stage.summary.killed));
      RC_ASSERT(shown->incidents[0].accounts.size() == stage.summary.reports);
    }
  }
}

TEST(Derived, ACrowdOfReportsOfOneDay) {
  // More than are compared with each other (merge/keys.h).
  World world;
  const int all = 230;
  for (int i = 0; i < all; i += 46) {
    world.at(i / 46);
    std::vector<Entry> batch;
    for (int j = i; j < i + 46; ++j) batch.push_back(ledger::synthetic(j * 7 % all, 2));
    world.append(batch);
    EXPECT_EQ(world.fast(), world.slow()) << i;
  }
  // Versions of some tell of it no more.
  world.at(40);
  std::vector<Entry> versions;
  for (int j = 0; j < 40; ++j) {
    versions.push_back(ledger::synthetic(j, 2));
    versions.back().document.text += " Corrected.";
    versions.back().document.published = text::make_date(2024, 1, 20);
    versions.back().reading.accounts.clear();
  }
  world.append(versions);
  EXPECT_EQ(world.fast(), world.slow());
}

TEST(Derived, MomentsAreReadAsTheyAreWritten) {
  for (const char* moment :
       {"2024-02-05T18:00:00.123Z", "1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00.000Z"})
    EXPECT_EQ(moment_of(milliseconds(moment)), moment);
  EXPECT_EQ(milliseconds("soon"), 0);
}

}  // namespace
}  // namespace roznamcha::app
