#include "app/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "app/cursor.h"
#include "app/derived.h"
#include "app/filter.h"
#include "app/lookup.h"
#include "app/sql.h"
#include "app/summary.h"
#include "merge/merge.h"
#include "merge/words.h"
#include "pack/gazetteer.h"
#include "text/fold.h"

namespace roznamcha::app {
namespace {

using base::Error;
using base::ErrorId;
using record::Incident;

constexpr size_t kMostNews = 1000;  // of a kind

using Found = ledger::Query;

std::string line(std::string_view text) {
  return "\n" + part(text) + "\n";
}

/// What a query asks of a row of `views`, but the days.
Clause conditions(const Query& query, const pack::Pack& pack, const Lookup& lookup) {
  Clause out;
  out.add(lookup.in_force("v"));
  out.add(" AND (v.conventions & ?) != 0", int64_t{1} << static_cast<int>(query.convention));
  const auto within = [&](std::string_view column, const std::string& text, bool whole) {
    if (!text.empty())
      out.add(fmt::format(" AND instr(v.{}, ?) > 0", column), whole ? line(text) : part(text));
  };
  out.add(" AND ");
  out.add(in_place(query.place, "v", pack));
  within("types", query.type, false);
  if (!query.actor.empty()) {
    out.add(" AND (instr(v.actors, ?) > 0", part(query.actor));
    out.add(" OR instr(v.actor_ids, ?) > 0)", line(query.actor));
  }
  within("targets", query.target, false);
  if (!query.country.empty()) out.add(" AND v.country = ?", query.country);
  within("places", query.admin1, true);
  within("places", query.admin2, true);
  within("places", query.constituency, true);
  if (query.min_killed && *query.min_killed > 0) out.add(" AND v.killed >= ?", *query.min_killed);
  if (query.election || query.election_is)
    out.add(" AND v.election = ?", int64_t{query.election || *query.election_is});
  if (query.status) out.add(" AND v.status = ?", static_cast<int64_t>(*query.status));
  if (!query.retracted) out.add(" AND v.status != ?", static_cast<int64_t>(record::Status::kRetracted));
  if (query.certainty)
    out.add(" AND (v.certainties & ?) != 0", int64_t{1} << static_cast<int>(*query.certainty));
  if (query.background) out.add(" AND v.background = ?", int64_t{*query.background});
  if (query.window) {
    const Window& w = *query.window;
    out.add(" AND v.latitude BETWEEN ?", w.south);
    out.add(" AND ?", w.north);
    out.add(w.west <= w.east ? " AND (v.longitude >= ?" : " AND (v.longitude >= ?", w.west);
    out.add(w.west <= w.east ? " AND v.longitude <= ?)" : " OR v.longitude <= ?)", w.east);
  }
  return out;
}

/// The days, as they stand.
void add_days(const Query& query, Clause& out) {
  if (query.since || query.until) out.add(" AND v.last != ?", kNoDay);
  if (query.since) out.add(" AND (v.last >= ? OR (v.open & 2) != 0)", number_of(*query.since));
  if (query.until) out.add(" AND (v.first <= ? OR (v.open & 1) != 0)", number_of(*query.until));
}

/// An order of `views`, with its index.
struct Order {
  std::string_view column, index;
  bool down;
};
Order order_of(Sort sort) {
  switch (sort) {
    case Sort::kNewest:
      return {"last", "views_newest", true};
    case Sort::kOldest:
      return {"first", "views_oldest", false};
    case Sort::kKilled:
      return {"killed", "views_deadliest", true};
    case Sort::kChanged:
      return {"changed", "views_changed", true};
  }
  return {"last", "views_newest", true};
}

/// Where rows are looked for: among all, or, where days bound them, first among the many whose days are close
/// together and behind the moment, so that an index leads to them, and then among the few others, which have
/// an index of their own.
enum class Reach : uint8_t { kAll, kClose, kOdd };
std::vector<Reach> reaches_of(Lookup& lookup, const Query& query, Sort sort) {
  if (lookup.before_all()) return {};
  const bool by_day = sort == Sort::kNewest || sort == Sort::kOldest;
  if (by_day && (query.since || query.until || !lookup.now())) return {Reach::kClose, Reach::kOdd};
  return {Reach::kAll};
}

// Kinds of words (ledger/schema.h), and the least that so many killed are marked by.
constexpr int kPlaces = 0, kTypes = 1, kActors = 2, kActorIds = 3, kTargets = 4, kFacts = 5;
constexpr std::array<int64_t, 4> kMarkedKilled = {300, 100, 30, 10};
constexpr size_t kMostCells = 64;          // of a degree that a window is made of; more: tens of degrees
constexpr int64_t kMostWords = 10'000;     // that one condition may stand for
constexpr int64_t kMostCompared = 10'000;  // rows that are counted to see which words lead to the fewest

/// Numbers of words, one of which each row that passes bears.
using Words = std::vector<int64_t>;

std::string list(const Words& words) {
  return fmt::format("[{}]", fmt::join(words, ","));
}

/// What a window is made of, as words.
std::vector<std::string> cells_of(const Window& window) {
  std::vector<std::string> out;
  struct Grid {
    std::string_view name;
    double size;  // degrees
    size_t most;  // cells that may be looked for
  };
  for (const Grid& grid : {Grid{"cell", 1, kMostCells}, Grid{"tile", 10, SIZE_MAX}}) {
    const auto at = [&](double degrees, double from) {
      return static_cast<int>((std::clamp(degrees, -from, from) + from) / grid.size);
    };
    const auto add = [&](double west, double east) {
      for (int y = at(window.south, 90); y <= at(window.north, 90) && out.size() <= grid.most; ++y)
        for (int x = at(west, 180); x <= at(east, 180); ++x)
          out.push_back(fmt::format("{} {} {}", grid.name, y, x));
    };
    out.clear();
    if (window.west <= window.east) {
      add(window.west, window.east);
    } else {
      add(window.west, 180);
      add(-180, window.east);
    }
    if (out.size() <= grid.most) break;
  }
  return out;
}

/// For each condition of a query that words stand for: which.
std::vector<Words> words_of(Lookup& lookup, const Query& query, const pack::Pack& pack) {
  std::vector<Words> out;
  const auto find = [&](Clause clause) {
    clause.sql.insert(0, "SELECT number FROM words WHERE ");
    clause.add(" LIMIT ?", kMostWords + 1);
    Words words;
    lookup.sql().each_of(clause.sql, clause.values,
                         [&](const Found& row) { words.push_back(row.integer(0)); });
    if (words.size() <= kMostWords) out.push_back(std::move(words));
  };
  const auto where = [](int kind, std::string_view condition, std::string word) {
    Clause clause;
    clause.add("kind = ?", int64_t{kind});
    std::replace(word.begin(), word.end(), '\\', '/');
    clause.add(fmt::format(" AND {}", condition), std::move(word));
    return clause;
  };
  constexpr std::string_view kHolds = "instr(word, ?) > 0", kIs = "word = ?",
                             kAmong = "word IN (SELECT value FROM json_each(?))";
  const auto fact = [&](std::string word) { find(where(kFacts, kIs, std::move(word))); };
  if (!query.place.empty()) {
    Clause clause = where(kPlaces, kHolds, part(query.place));
    for (const std::string& code : countries_of(query.place, pack)) {
      clause.add(" OR ");
      clause.add(where(kFacts, kIs, "country " + code));
    }
    find(std::move(clause));
  }
  if (!query.type.empty()) find(where(kTypes, kHolds, part(query.type)));
  if (!query.actor.empty()) {
    Clause clause = where(kActors, kHolds, part(query.actor));
    clause.add(" OR ");
    clause.add(where(kActorIds, kIs, part(query.actor)));
    find(std::move(clause));
  }
  if (!query.target.empty()) find(where(kTargets, kHolds, part(query.target)));
  for (const std::string* area : {&query.admin1, &query.admin2, &query.constituency})
    if (!area->empty()) find(where(kPlaces, kIs, part(*area)));
  if (!query.country.empty()) fact("country " + query.country);
  if (query.status) fact(fmt::format("status {}", static_cast<int>(*query.status)));
  if (query.certainty) fact(fmt::format("certainty {}", static_cast<int>(*query.certainty)));
  if (query.election || query.election_is.value_or(false)) fact("election");
  if (query.background.value_or(false)) fact("background");
  if (query.window) {
    find(where(kFacts, kAmong, fmt::format("[\"{}\"]", fmt::join(cells_of(*query.window), "\",\""))));
  }
  const auto killed = std::find_if(kMarkedKilled.begin(), kMarkedKilled.end(),
                                   [&](int64_t least) { return query.min_killed.value_or(0) >= least; });
  if (killed != kMarkedKilled.end()) fact(fmt::format("killed {}", *killed));
  return out;
}

/// The words that lead to the fewest rows between two days; of rows in an order (`limit` of them) only if
/// that takes less than to look for them in that order.
std::optional<Words> lead_of(Lookup& lookup, const Query& query, const pack::Pack& pack, Sort sort,
                             std::optional<size_t> limit, int64_t first, int64_t last) {
  const bool by_last = sort == Sort::kNewest;
  std::vector<Words> all = words_of(lookup, query, pack);
  // The marks of one word lie in the order of days, and lead to no more than the index of days.
  const auto leads = [&](const Words& words) { return !limit || (by_last && words.size() == 1); };
  if (all.size() == 1 && leads(all.front())) return std::move(all.front());
  int64_t most = kMostCompared;
  if (limit) {
    // Of n incidents, m of which bear the word, n * limit / m are met in the order before there are enough.
    // To read the m instead takes as long for each; to put their marks in order first, three times as long as
    // to go on in the order of days, in which they lie.
    const int64_t n = lookup.sql().number("SELECT rows FROM sizes WHERE name = 'versions'").value_or(0);
    most = std::lround(
        std::sqrt((by_last ? 1.0 / 3 : 1.0) * static_cast<double>(*limit) * static_cast<double>(n)));
  }
  std::optional<Words> lead;
  int64_t least = INT64_MAX;
  for (Words& words : all) {
    const int64_t rows =
        lookup.sql()
            .number(
                "SELECT count(*) FROM (SELECT 1 FROM marks WHERE word IN (SELECT value FROM json_each(?)) "
                "AND last BETWEEN ? AND ? LIMIT ?)",
                list(words), first, last, most + 1)
            .value_or(0);
    if (rows > most && !leads(words)) continue;
    if (rows < least || (rows == least && words.size() < lead->size())) {
      least = rows;
      lead = std::move(words);
    }
  }
  return lead;
}

/// Rows of `views v` that pass.
struct Passing {
  Clause clause;      // from its FROM on; ends in a condition
  std::string value;  // of the order
  std::string order;  // follows the conditions; "" where the rows are met in it
};

/// What of `views` passes, of one part, from where words lead to or an index of the order. `limit`: how many
/// are wanted in the order; all in any order without it.
Passing passing(Lookup& lookup, const Query& query, const pack::Pack& pack, Sort sort, Reach reach,
                std::optional<size_t> limit = {}) {
  const Order order = order_of(sort);
  Passing out;
  Clause& clause = out.clause;
  out.value = fmt::format("v.{}", order.column);
  out.order = fmt::format(" ORDER BY v.{}{}, v.incident", order.column, order.down ? " DESC" : "");
  // Last days of the rows, where those that are asked for bound them.
  int64_t first = INT32_MIN, last = INT32_MAX;
  if (reach == Reach::kClose) {
    if (query.since) first = number_of(*query.since);
    if (query.until) last = number_of(*query.until) + kWideDays;
    if (!lookup.now()) last = std::min(last, lookup.moment() / kDayMs + kWideDays);
  }
  const auto lead =
      reach == Reach::kOdd ? std::nullopt : lead_of(lookup, query, pack, sort, limit, first, last);
  if (!lead) {
    clause.add(
        fmt::format(" FROM views v INDEXED BY {} WHERE", reach == Reach::kOdd ? "views_odd" : order.index));
  } else if (lead->size() == 1) {
    clause.add(" FROM marks m CROSS JOIN views v ON v.number = m.view WHERE m.word = ?", lead->front());
    clause.add(" AND m.last BETWEEN ?", first);
    clause.add(" AND ? AND", last);
    if (sort == Sort::kNewest) {
      out.value = "m.last";
      out.order = " ORDER BY m.last DESC, m.incident";
    }
  } else {
    // One row may bear several of the words. The marks are put in order before their rows are read; a LIMIT
    // keeps SQLite from leaving that out.
    const bool sorted = limit && sort == Sort::kNewest;
    clause.add(
        " FROM (SELECT DISTINCT view, last, incident FROM marks WHERE word IN (SELECT value FROM "
        "json_each(?))",
        list(*lead));
    clause.add(" AND last BETWEEN ?", first);
    clause.add(" AND ?", last);
    if (sorted) {
      clause.add(" ORDER BY last DESC, incident LIMIT -1");
      out.order.clear();
    }
    clause.add(") m CROSS JOIN views v ON v.number = m.view WHERE");
  }
  clause.add(conditions(query, pack, lookup));
  if (reach == Reach::kClose) {
    clause.add(" AND v.odd = 0");
    if (query.since || query.until) clause.add(" AND v.last != ?", kNoDay);
    if (query.since) clause.add(" AND v.last >= ?", number_of(*query.since));
    if (query.until) clause.add(" AND v.first <= ?", number_of(*query.until));
    // Where the other end is what the index is of.
    if (sort == Sort::kNewest) {
      clause.add(" AND v.last <= ?", last);
    } else if (query.since) {
      clause.add(" AND v.first >= ?", number_of(*query.since) - kWideDays);
    }
    return out;
  }
  if (reach == Reach::kOdd) clause.add(" AND v.odd = 1");
  add_days(query, clause);
  return out;
}

template <typename Row>
void run(Sql& sql, const Clause& clause, Row row) {
  sql.each_of(clause.sql, clause.values, row);
}

/// The query's answer from the derived tables.
base::Status answer_from(Lookup& lookup, Register& source, const Query& query, const pack::Pack& pack,
                         Answer& answer) {
  answer.documents = static_cast<uint64_t>(
      lookup.sql().number("SELECT count(*) FROM held h WHERE" + lookup.in_force("h")).value_or(0));
  answer.text_of = texts_at(source, pack, query.as_of);
  for (const int64_t version : versions(lookup, query, pack))
    answer.incidents.push_back(lookup.incident(version, query.convention));
  answer.reviews = lookup.reviews(&answer.adrift);
  answer.duplicates = lookup.duplicates();
  return lookup.sql().failed();
}

/// Everything, unfiltered.
base::Result<Answer> answer_all(Register& source, const Query& query, const pack::Pack& pack) {
  auto snapshot = source.ledger().snapshot(query.as_of);
  if (!snapshot) return snapshot.error();
  Answer answer;
  answer.documents = snapshot->documents.size();
  answer.text_of = texts_of(source, *snapshot);
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

int64_t number_of(text::Date day) {
  return day.time_since_epoch().count();
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

TextOf texts_at(Register& source, const pack::Pack& pack, const std::optional<std::string>& as_of) {
  return [&source, &pack, as_of](const std::string& document) {
    Lookup lookup(source, pack, as_of);
    const auto number = lookup.document(document);
    if (!number) return std::string();
    auto text = source.ledger().text(*number);
    return text ? *std::move(text) : std::string();
  };
}

std::vector<int64_t> versions(Lookup& lookup, const Query& query, const pack::Pack& pack) {
  std::vector<std::pair<std::string, int64_t>> found;
  for (const Reach reach : reaches_of(lookup, query, Sort::kNewest)) {
    Clause clause = passing(lookup, query, pack, Sort::kNewest, reach).clause;
    clause.sql.insert(0, "SELECT v.incident, v.version");
    run(lookup.sql(), clause, [&](const Found& row) { found.emplace_back(row.text(0), row.integer(1)); });
  }
  std::sort(found.begin(), found.end());
  std::vector<int64_t> out;
  for (const auto& [incident, version] : found) out.push_back(version);
  return out;
}

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
  {
    Answer fast;
    const auto asked = ask(source, pack, query.as_of,
                           [&](Lookup& lookup) { return answer_from(lookup, source, query, pack, fast); });
    if (!asked) return asked.error();
    if (*asked) {
      keep_duplicates_of(fast, true);
      return fast;
    }
  }
  return query_log(source, query, pack);
}

base::Result<Answer> query_log(Register& source, const Query& query, const pack::Pack& pack) {
  auto answer = answer_all(source, query, pack);
  if (!answer) return answer;
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

namespace {

/// Of an answer with one incident: leaves what is about it.
void keep_what_is_about(Incident incident, Answer* answer) {
  std::unordered_set<std::string_view> accounts;
  for (const record::ToldAccount& told : incident.accounts) accounts.insert(told.account.id);
  std::unordered_set<int64_t> about;
  std::erase_if(answer->reviews, [&](const record::Review& review) {
    const bool names = std::any_of(review.accounts.begin(), review.accounts.end(),
                                   [&](const auto& a) { return accounts.contains(a); });
    if (!names && !about.contains(review.undoes)) return true;
    about.insert(review.number);
    return false;
  });
  answer->incidents.clear();
  answer->incidents.push_back(std::move(incident));
  keep_duplicates_of(*answer, false);
}

/// A version of an incident from the derived tables.
base::Status show_from(Lookup& lookup, Register& source, int64_t version, const Query& query,
                       const pack::Pack& pack, Answer& answer) {
  Incident incident = lookup.incident(version, query.convention);
  if (lookup.sql().failed()) return lookup.sql().failed();
  answer.text_of = texts_at(source, pack, query.as_of);
  answer.reviews = lookup.reviews_near(version);
  answer.duplicates = lookup.duplicates(incident.id);
  keep_what_is_about(std::move(incident), &answer);
  return lookup.sql().failed();
}

}  // namespace

base::Result<Answer> show(Register& source, std::string_view id, const Query& query, const pack::Pack& pack) {
  Answer fast;
  const auto asked = ask(source, pack, query.as_of, [&](Lookup& lookup) -> base::Status {
    const auto version = lookup.version_of(id);
    if (!version) return version.error();
    return show_from(lookup, source, *version, query, pack, fast);
  });
  if (!asked) return asked.error();
  if (*asked) return fast;

  auto answer = answer_all(source, query, pack);
  if (!answer) return answer;
  const auto index = find_incident(answer->incidents, id);
  if (!index) return index.error();
  keep_what_is_about(std::move(answer->incidents[*index]), &*answer);
  return answer;
}

// ---- pages

namespace {

/// Where a page ended.
struct Place {
  int64_t value = 0;
  std::string incident;
};

std::optional<Place> place_of(std::string_view cursor) {
  const size_t dot = cursor.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  Place out;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + dot, out.value);
  if (error != std::errc() || end != cursor.data() + dot) return std::nullopt;
  out.incident = cursor.substr(dot + 1);
  return out;
}

struct Line {
  int64_t value = 0, view = 0;
  std::string incident;
};

std::vector<Line> lines(Lookup& lookup, const Query& query, const pack::Pack& pack, Sort sort,
                        const std::optional<Place>& after, size_t limit) {
  const Order order = order_of(sort);
  std::vector<Line> out;
  for (const Reach reach : reaches_of(lookup, query, sort)) {
    auto [clause, value, in_order] = passing(lookup, query, pack, sort, reach, limit);
    clause.sql.insert(0, fmt::format("SELECT {}, v.number, v.incident", value));
    if (after) {
      clause.add(fmt::format(" AND {0} {1} ? AND ({0} {2} ?", value,
                             order.down ? "<=" : ">=", order.down ? "<" : ">"),
                 after->value);
      clause.values.push_back(after->value);
      clause.add(" OR v.incident > ?)", after->incident);
    }
    clause.add(in_order);
    clause.add(fmt::format(" LIMIT {}", limit));
    run(lookup.sql(), clause, [&](const Found& row) {
      out.push_back({row.integer(0), row.integer(1), std::string(row.text(2))});
    });
  }
  std::sort(out.begin(), out.end(), [&](const Line& a, const Line& b) {
    if (a.value != b.value) return order.down ? a.value > b.value : a.value < b.value;
    return a.incident < b.incident;
  });
  if (out.size() > limit) out.resize(limit);
  return out;
}

Error damaged(Register& source, std::string_view incident) {
  return {ErrorId::kRegisterCorrupt, fmt::format("the view of incident {} is damaged", incident),
          source.path(), "restore it from a copy"};
}

base::Result<Summary> summary_of(Lookup& lookup, Register& source, const Line& line) {
  std::optional<Summary> out;
  lookup.sql().each(
      "SELECT summary FROM summaries WHERE view = ?",
      [&](const Found& row) { out = summary_from_bytes(row.bytes(0)); }, line.view);
  if (lookup.sql().failed()) return *lookup.sql().failed();
  if (!out) return damaged(source, line.incident);
  out->duplicates = lookup.duplicates_of(out->id);
  return *std::move(out);
}

/// Behind which row a page of `limit` rows begins; nothing for the first. Errors: kBadArgument.
base::Result<std::optional<Place>> place_behind(std::string_view cursor, size_t limit) {
  std::optional<Place> after;
  if (!cursor.empty() && !(after = place_of(cursor)))
    return Error{ErrorId::kBadArgument, "the cursor is none", "cursor", "take 'next' of the page before"};
  if (limit < 1 || limit > kMostRows)
    return Error{ErrorId::kBadArgument, fmt::format("{} is no number from 1 to {}", limit, kMostRows),
                 "limit", ""};
  return after;
}

base::Result<Rows> rows_from(Lookup& lookup, Register& source, const Query& query, Sort sort,
                             std::string_view cursor, size_t limit, const pack::Pack& pack) {
  const auto after = place_behind(cursor, limit);
  if (!after) return after.error();
  Rows out;
  std::vector<Line> found = lines(lookup, query, pack, sort, *after, limit + 1);
  if (found.size() > limit) {
    found.pop_back();
    out.next = fmt::format("{}.{}", found.back().value, found.back().incident);
  }
  for (const Line& one : found) {
    auto summary = summary_of(lookup, source, one);
    if (!summary) return summary.error();
    out.incidents.push_back(*std::move(summary));
  }
  return out;
}

}  // namespace

base::Result<Rows> rows(Register& source, const Query& query, Sort sort, std::string_view cursor,
                        size_t limit, const pack::Pack& pack) {
  Rows out;
  const base::Status failed = ask_tables(source, pack, query.as_of, [&](Lookup& lookup) -> base::Status {
    auto found = rows_from(lookup, source, query, sort, cursor, limit, pack);
    if (!found) return found.error();
    out = *std::move(found);
    return {};
  });
  if (failed) return *failed;
  return out;
}

base::Result<Points> points(Register& source, const Query& query, size_t limit, const pack::Pack& pack) {
  struct Found {
    int64_t last;
    MapPoint point;
  };
  std::vector<Found> found;
  const base::Status failed = ask_tables(source, pack, query.as_of, [&](Lookup& lookup) -> base::Status {
    for (const Reach reach : reaches_of(lookup, query, Sort::kNewest)) {
      auto [clause, value, in_order] = passing(lookup, query, pack, Sort::kNewest, reach, limit + 1);
      clause.sql.insert(0,
                        fmt::format("SELECT {}, v.incident, v.latitude, v.longitude, v.killed, v.election, "
                                    "v.radius_km, v.precision, v.type",
                                    value));
      clause.add(" AND v.latitude IS NOT NULL");
      clause.add(in_order);
      clause.add(fmt::format(" LIMIT {}", limit + 1));
      run(lookup.sql(), clause, [&](const ledger::Query& row) {
        MapPoint point;
        point.id = row.text(1);
        point.point = {row.real(2), row.real(3)};
        if (row.integer(4) >= 0) point.killed = row.integer(4);
        point.election = row.integer(5) != 0;
        point.radius_km = static_cast<float>(row.real(6));
        point.precision = static_cast<record::PlacePrecision>(row.integer(7));
        point.sub_event_type = row.text(8);
        found.push_back({row.integer(0), std::move(point)});
      });
    }
    return {};
  });
  if (failed) return *failed;
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return a.last != b.last ? a.last > b.last : a.point.id < b.point.id;
  });
  Points out;
  out.cut = found.size() > limit;
  if (out.cut) found.resize(limit);
  for (Found& one : found) out.points.push_back(std::move(one.point));
  return out;
}

namespace {

void add(record::Figure& sum, int64_t low, int64_t best, int64_t high) {
  if (best < 0) return;
  sum.low += low;
  sum.best += best;
  sum.high = sum.high.value_or(0) + high;
}

text::Date start_of(text::Date day, Step step) {
  if (step == Step::kWeek) {
    const std::chrono::weekday weekday(day);
    return day - std::chrono::days(weekday.iso_encoding() - 1);
  }
  if (step == Step::kMonth) {
    const std::chrono::year_month_day date(day);
    return text::Date(date.year() / date.month() / std::chrono::day(1));
  }
  return day;
}

/// Adds what a row of `views` counts; its columns are those of kCounted.
void add(const Found& row, Count& count) {
  ++count.incidents;
  add(count.killed, row.integer(1), row.integer(2), row.integer(3));
  add(count.injured, row.integer(4), row.integer(5), row.integer(6));
}
constexpr std::string_view kCounted =
    "SELECT v.first, v.killed_low, v.killed, v.killed_high, v.injured_low, v.injured, v.injured_high, "
    "v.country, v.area";

}  // namespace

base::Result<Counts> counts(Register& source, const Query& query, Step step, const pack::Pack& pack) {
  Counts out;
  std::map<text::Date, Count> days;
  std::map<std::array<std::string, 4>, Count> areas;
  const base::Status failed = ask_tables(source, pack, query.as_of, [&](Lookup& lookup) -> base::Status {
    for (const Reach reach : reaches_of(lookup, query, Sort::kNewest)) {
      Clause clause = passing(lookup, query, pack, Sort::kNewest, reach).clause;
      clause.sql.insert(0, kCounted);
      run(lookup.sql(), clause, [&](const Found& row) {
        add(row, out.all);
        if (row.integer(0) != kNever)
          add(row, days[start_of(text::Date(std::chrono::days(row.integer(0))), step)]);
        if (row.text(7).empty()) return;
        std::array<std::string, 4> area{std::string(row.text(7)), "", "", ""};
        add(row, areas[area]);
        std::string_view names = row.text(8);
        for (size_t level = 1; level < area.size(); ++level) {
          const size_t end = std::min(names.find('\n'), names.size());
          area[level] = names.substr(0, end);
          names.remove_prefix(std::min(end + 1, names.size()));
          if (!area[level].empty()) add(row, areas[area]);
        }
      });
    }
    return {};
  });
  if (failed) return *failed;
  for (const auto& [day, count] : days) out.days.push_back({day, count});
  for (const auto& [area, count] : areas) out.areas.push_back({area[0], area[1], area[2], area[3], count});
  return out;
}

base::Result<Total> total(Register& source, const Query& query, const pack::Pack& pack) {
  int64_t found = 0;
  const base::Status failed = ask_tables(source, pack, query.as_of, [&](Lookup& lookup) -> base::Status {
    for (const Reach reach : reaches_of(lookup, query, Sort::kNewest)) {
      Clause clause = passing(lookup, query, pack, Sort::kNewest, reach).clause;
      clause.sql.insert(0, "SELECT count(*) FROM (SELECT 1");
      clause.add(fmt::format(" LIMIT {})", kMostCounted + 1));
      run(lookup.sql(), clause, [&](const Found& row) { found += row.integer(0); });
    }
    return {};
  });
  if (failed) return *failed;
  const auto count = static_cast<uint64_t>(found);
  return Total{std::min(count, kMostCounted), count <= kMostCounted};
}

base::Result<Reports> reports(Register& source, const ReportQuery& query, std::string_view cursor,
                              size_t limit, const pack::Pack& pack) {
  const auto after = place_behind(cursor, limit);
  if (!after) return after.error();
  Reports out;
  const base::Status failed = ask_tables(source, pack, query.as_of, [&](Lookup& lookup) -> base::Status {
    Clause clause;
    clause.add(
        "SELECT h.id, h.published, h.accounts, h.relevant, d.title, d.source, d.url, d.learnt FROM held h "
        "CROSS "
        "JOIN documents d ON d.number = h.document WHERE");
    clause.add(lookup.in_force("h"));
    if (query.since) clause.add(" AND h.published >= ?", number_of(*query.since));
    if (query.until) clause.add(" AND h.published <= ?", number_of(*query.until));
    if (query.until) clause.add(" AND h.published != ?", kNoDay);
    if (!query.source.empty()) clause.add(" AND instr(h.source, ?) > 0", text::fold(query.source));
    if (!query.words.empty()) clause.add(" AND instr(h.title, ?) > 0", text::fold(query.words));
    if (const auto& last = *after) {
      clause.add(" AND h.published <= ?", last->value);
      clause.add(" AND (h.published < ?", last->value);
      clause.add(" OR h.id > ?)", last->incident);
    }
    clause.add(fmt::format(" ORDER BY h.published DESC, h.id LIMIT {}", limit + 1));
    int64_t last = 0;
    run(lookup.sql(), clause, [&](const Found& row) {
      if (out.reports.size() == limit) {
        out.next = fmt::format("{}.{}", last, out.reports.back().report.document);
        return;
      }
      ReportRow& report = out.reports.emplace_back();
      report.report.document = row.text(0);
      last = row.integer(1);
      if (last != kNoDay) report.report.published = text::Date(std::chrono::days(last));
      report.accounts = static_cast<uint32_t>(row.integer(2));
      report.relevant = row.integer(3) != 0;
      report.report.title = row.text(4);
      report.report.source = row.text(5);
      report.report.url = row.text(6);
      report.report.learnt = row.text(7);
    });
    return {};
  });
  if (failed) return *failed;
  return out;
}

base::Result<ReportWhole> report(Register& source, std::string_view id,
                                 const std::optional<std::string>& as_of, const pack::Pack& pack) {
  ReportWhole out;
  const base::Status failed = ask_tables(source, pack, as_of, [&](Lookup& lookup) -> base::Status {
    const auto found = lookup.report(std::string(id));
    if (lookup.sql().failed()) return lookup.sql().failed();
    if (!found) return Error{ErrorId::kUnknownId, fmt::format("the register has no report '{}'", id), "", ""};
    out = *found;
    return {};
  });
  if (failed) return *failed;
  return out;
}

namespace {

base::Result<std::vector<Stage>> stages(Lookup& lookup, Register& source, int64_t version,
                                        const Query& query) {
  std::vector<std::pair<int64_t, std::string>> found;
  // What the account that was learnt first was held for, from then on.
  lookup.sql().each(
      "SELECT v.since, s.summary FROM views v JOIN summaries s ON s.view = v.number WHERE (v.conventions & "
      "?) != 0 AND v.since <= ? AND v.version "
      "IN (SELECT version FROM membership WHERE account = (SELECT a.number FROM membership m JOIN accounts a "
      "ON a.number = m.account WHERE m.version = ? ORDER BY a.learnt, a.key LIMIT 1)) ORDER BY v.since, "
      "v.number",
      [&](const Found& row) { found.emplace_back(row.integer(0), std::string(row.bytes(1))); },
      int64_t{1} << static_cast<int>(query.convention), lookup.moment(), version);
  std::vector<Stage> out;
  for (const auto& [since, bytes] : found) {
    auto summary = summary_from_bytes(bytes);
    if (!summary) return damaged(source, fmt::format("of version {}", version));
    out.push_back({moment_of(since), *std::move(summary)});
  }
  return out;
}

/// `reviews` with what has become of them. `undos` holds all that take them back.
std::vector<Decision> decisions_of(Lookup& lookup, const std::vector<record::Review>& reviews,
                                   const std::vector<record::Review>& undos) {
  // An undo counts unless it is undone itself by one that counts.
  std::unordered_map<int64_t, int64_t> undone_by;
  for (auto review = undos.rbegin(); review != undos.rend(); ++review) {
    if (review->undoes != 0 && !undone_by.contains(review->number))
      undone_by[review->undoes] = review->number;
  }
  std::vector<Decision> out;
  for (const record::Review& review : reviews) {
    Decision& decision = out.emplace_back();
    decision.review = review;
    for (const std::string& account : review.accounts)
      decision.incidents.push_back(lookup.incident_of(account));
    std::sort(decision.incidents.begin(), decision.incidents.end());
    decision.incidents.erase(std::unique(decision.incidents.begin(), decision.incidents.end()),
                             decision.incidents.end());
    std::erase(decision.incidents, "");
    if (const auto by = undone_by.find(review.number); by != undone_by.end()) decision.undone_by = by->second;
    decision.adrift = lookup.adrift(review.number);
  }
  return out;
}

}  // namespace

base::Result<std::vector<Stage>> history(Register& source, std::string_view id, const Query& query,
                                         const pack::Pack& pack) {
  std::vector<Stage> out;
  const base::Status failed = ask_tables(source, pack, query.as_of, [&](Lookup& lookup) -> base::Status {
    const auto version = lookup.version_of(id);
    if (!version) return version.error();
    auto found = stages(lookup, source, *version, query);
    if (!found) return found.error();
    out = *std::move(found);
    return {};
  });
  if (failed) return *failed;
  return out;
}

base::Result<Decisions> decisions(Register& source, const std::optional<std::string>& as_of,
                                  std::string_view cursor, size_t limit, const pack::Pack& pack) {
  int64_t before = INT64_MAX;
  if (!cursor.empty()) {
    const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), before);
    if (error != std::errc() || end != cursor.data() + cursor.size())
      return no_cursor();
  }
  Decisions out;
  const base::Status failed = ask_tables(source, pack, as_of, [&](Lookup& lookup) -> base::Status {
    Sql& sql = lookup.sql();
    // Numbers have no gaps, and lie in the order of time.
    const std::string then = as_of.value_or("~");
    out.total = static_cast<uint64_t>(
        sql.number("SELECT number FROM reviews WHERE learnt <= ? ORDER BY number DESC LIMIT 1", then)
            .value_or(0));
    std::set<int64_t> numbers;
    sql.each(
        fmt::format(
            "SELECT number FROM reviews WHERE number < ? AND learnt <= ? ORDER BY number DESC LIMIT {}",
            limit + 1),
        [&](const Found& row) {
          if (numbers.size() == limit)
            out.next = std::to_string(*numbers.begin());
          else
            numbers.insert(row.integer(0));
        },
        before, then);
    const std::vector<record::Review> all = lookup.reviews_with_undos(numbers);
    std::vector<record::Review> page;
    for (auto review = all.rbegin(); review != all.rend(); ++review) {
      if (numbers.contains(review->number)) page.push_back(*review);
    }
    out.decisions = decisions_of(lookup, page, all);
    return {};
  });
  if (failed) return *failed;
  return out;
}

base::Result<std::vector<Summary>> changed_since(Register& source, const std::string& moment,
                                                 const Query& query, size_t limit, const pack::Pack& pack) {
  std::vector<Summary> out;
  const base::Status failed = ask_tables(source, pack, query.as_of, [&](Lookup& lookup) -> base::Status {
    Clause clause = conditions(query, pack, lookup);
    clause.sql.insert(0, "SELECT v.number, v.incident FROM views v INDEXED BY views_by_since WHERE");
    add_days(query, clause);
    clause.add(" AND v.since > ?", milliseconds(moment));
    clause.add(fmt::format(" ORDER BY v.since DESC, v.incident LIMIT {}", limit));
    std::vector<Line> found;
    run(lookup.sql(), clause, [&](const Found& row) {
      found.push_back({0, row.integer(0), std::string(row.text(1))});
    });
    for (const Line& one : found) {
      auto summary = summary_of(lookup, source, one);
      if (!summary) return summary.error();
      out.push_back(*std::move(summary));
    }
    return {};
  });
  if (failed) return *failed;
  return out;
}

base::Result<Page> page(Register& source, const Query& query, Sort sort, std::string_view cursor,
                        size_t limit, const pack::Pack& pack) {
  Page out;
  const base::Status failed = ask_tables(source, pack, query.as_of, [&](Lookup& lookup) -> base::Status {
    auto found = rows_from(lookup, source, query, sort, cursor, limit, pack);
    if (!found) return found.error();
    for (const Summary& row : found->incidents) {
      const auto version = lookup.version_of(row.id);
      if (!version) return version.error();
      out.answer.incidents.push_back(lookup.incident(*version, query.convention));
    }
    out.next = std::move(found->next);
    return {};
  });
  if (failed) return *failed;
  out.answer.text_of = texts_at(source, pack, query.as_of);
  return out;
}

std::string_view name(Change change) {
  constexpr std::string_view kNames[] = {"new", "changed", "gone"};
  return kNames[static_cast<size_t>(change)];
}

base::Result<Followed> follow(Register& source, const pack::Pack& pack) {
  Followed out;
  const base::Status failed = ask_tables(source, pack, {}, [&](Lookup& lookup) -> base::Status {
    const auto last = [&](std::string_view table) {
      return lookup.sql().number(fmt::format("SELECT max(number) FROM {}", table)).value_or(0);
    };
    out = {last("readings"),
           last("reviews"),
           last("documents"),
           last("versions"),
           last("views"),
           lookup.sql().number("SELECT moment FROM standing").value_or(0),
           {}};
    return {};
  });
  if (failed) return *failed;
  return out;
}

base::Result<News> news(Register& source, Followed& followed, const pack::Pack& pack) {
  News out;
  auto now = follow(source, pack);
  if (!now) return now.error();
  const base::Status failed = ask_tables(source, pack, {}, [&](Lookup& lookup) -> base::Status {
    Sql& sql = lookup.sql();
    sql.each(
        fmt::format(
            "SELECT h.id FROM documents d JOIN held h ON h.document = d.number WHERE d.number > ? AND "
            "d.number <= ? AND {} ORDER BY d.number LIMIT {}",
            lookup.in_force("h"), kMostNews),
        [&](const Found& row) { out.reports.emplace_back(row.text(0)); }, followed.document, now->document);
    sql.each(
        fmt::format("SELECT number FROM reviews WHERE number > ? AND number <= ? ORDER BY number LIMIT {}",
                    kMostNews),
        [&](const Found& row) { out.decisions.push_back(row.integer(0)); }, followed.review, now->review);
    std::map<std::string, Change> incidents;
    sql.each(
        fmt::format(
            "SELECT DISTINCT v.incident, v.status, EXISTS(SELECT 1 FROM versions o WHERE o.incident = "
            "v.incident AND o.number <= ?) FROM views v WHERE v.number > ? AND v.number <= ? AND +v.until = "
            "{} "
            "LIMIT {}",
            kNow, kMostNews),
        [&](const Found& row) {
          const bool retracted = row.integer(1) == static_cast<int64_t>(record::Status::kRetracted);
          const Change change = retracted             ? Change::kGone
                                : row.integer(2) != 0 ? Change::kChanged
                                                      : Change::kNew;
          incidents.emplace(row.text(0), change);
        },
        followed.version, followed.view, now->view);
    // What ended and has not begun anew: others took its accounts in, or no report holds them any more. More
    // may end at the last moment of before, of which some were told.
    sql.each(
        fmt::format(
            "SELECT o.incident, max(o.until) FROM versions o INDEXED BY versions_ended WHERE o.until != {0} "
            "AND "
            "o.until >= ? AND o.number <= ? AND NOT EXISTS(SELECT 1 FROM versions n WHERE n.incident = "
            "o.incident AND n.until = {0}) GROUP BY o.incident LIMIT {1}",
            kNow, kMostNews),
        [&](const Found& row) {
          std::string incident(row.text(0));
          if (row.integer(1) == now->moment) now->gone.insert(incident);
          if (!followed.gone.contains(incident)) incidents.emplace(std::move(incident), Change::kGone);
        },
        followed.moment, followed.version);
    out.incidents.assign(incidents.begin(), incidents.end());
    return {};
  });
  if (failed) return *failed;
  followed = *std::move(now);
  return out;
}

base::Result<Whole> whole(Register& source, std::string_view id, const Query& query, const pack::Pack& pack) {
  Whole out;
  const base::Status failed = ask_tables(source, pack, query.as_of, [&](Lookup& lookup) -> base::Status {
    const auto version = lookup.version_of(id);
    if (!version) return version.error();
    if (base::Status wrong = show_from(lookup, source, *version, query, pack, out.answer)) return wrong;
    const std::string own = out.answer.incidents.front().id;
    auto history = stages(lookup, source, *version, query);
    if (!history) return history.error();
    out.history = *std::move(history);
    for (const record::PossibleDuplicate& pair : out.answer.duplicates) {
      auto other = lookup.summary(pair.first == own ? pair.second : pair.first, query.convention);
      if (!other) return damaged(source, own);
      out.similar.push_back(*std::move(other));
    }
    out.decisions = decisions_of(lookup, out.answer.reviews, out.answer.reviews);
    return {};
  });
  if (failed) return *failed;
  return out;
}

base::Result<About> about(Register& source, const Query& query, size_t most, const pack::Pack& pack) {
  About out;
  const base::Status failed = ask_tables(source, pack, query.as_of, [&](Lookup& lookup) -> base::Status {
    Sql& sql = lookup.sql();
    const auto count = [&](std::string_view table) {
      return static_cast<uint64_t>((lookup.now() ? sql.number("SELECT rows FROM sizes WHERE name = ?", table)
                                                 : sql.number(fmt::format("SELECT count(*) FROM {} t WHERE{}",
                                                                          table, lookup.in_force("t"))))
                                       .value_or(0));
    };
    out.documents = count("held");
    out.incidents = count("versions");
    // The first in an order, by the index of it.
    const auto first = [&](Sort sort, std::string_view which) {
      const Order order = order_of(sort);
      return sql.number(
          fmt::format("SELECT v.{} FROM views v INDEXED BY {} WHERE{} AND (v.conventions & ?) != 0 AND {} "
                      "ORDER BY v.{}{} LIMIT 1",
                      order.column, order.index, lookup.in_force("v"), which, order.column,
                      order.down ? " DESC" : ""),
          int64_t{1} << static_cast<int>(query.convention));
    };
    if (const auto day = first(Sort::kOldest, fmt::format("v.first != {} AND (v.open & 1) = 0", kNever)))
      out.first_day = text::Date(std::chrono::days(*day));
    if (const auto day = first(Sort::kNewest, fmt::format("v.last != {} AND (v.open & 2) = 0", kNoDay)))
      out.last_day = text::Date(std::chrono::days(*day));
    if (const auto moment = first(Sort::kChanged, "TRUE")) out.last_changed = moment_of(*moment);
    if (out.incidents > 0)
      out.first_known = moment_of(sql.number("SELECT min(since) FROM versions").value_or(0));
    int kind = 0;
    for (auto* names : {&out.actors, &out.targets, &out.sources}) {
      sql.each(
          "SELECT name, id, incidents FROM names WHERE kind = ? AND incidents > 0 ORDER BY incidents DESC, "
          "name "
          "LIMIT ?",
          [&](const Found& row) {
            names->push_back(
                {std::string(row.text(0)), std::string(row.text(1)), static_cast<uint64_t>(row.integer(2))});
          },
          kind++, static_cast<int64_t>(most));
    }
    return {};
  });
  if (failed) return *failed;
  return out;
}

base::Result<std::string> state_of(Register& source, const pack::Pack& pack) {
  const auto last = source.ledger().last();
  if (!last) return last.error();
  return fmt::format("{}-{}-{}", last->first, last->second, source.knowledge(pack).mark);
}

}  // namespace roznamcha::app
