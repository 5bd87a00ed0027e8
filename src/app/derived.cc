#include "app/derived.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>

#include "app/sql.h"
#include "app/summary.h"
#include "base/digest.h"
#include "ledger/anchor.h"
#include "ledger/schema.h"
#include "merge/decisions.h"
#include "merge/digest.h"
#include "merge/keys.h"
#include "merge/link.h"
#include "merge/merge.h"
#include "merge/reconcile.h"
#include "merge/words.h"
#include "text/fold.h"

namespace roznamcha::app {
namespace {

using base::Error;
using base::ErrorId;
using base::Result;
using base::Status;
using Json = nlohmann::ordered_json;
using ledger::Held;
using Found = ledger::Query;
using merge::Facts;
using record::Incident;
using record::Review;
using record::ToldAccount;

// Raised when the same log gives other tables.
constexpr std::string_view kVersion = "4";
constexpr size_t kIdDigits = 10;  // of an account's key, as the ledger has it
constexpr size_t kIdDigitsAlike = 20;
constexpr size_t kKnownFacts = 50'000;  // kept in memory
constexpr size_t kKnownTellings = 4'000;
constexpr int kStepsOfOne = 64;  // portions of the log that one transaction of a long run takes in
constexpr int64_t kMinute = 60'000;

int64_t day_of(const std::optional<text::Date>& date) {
  return date ? date->time_since_epoch().count() : kNoDay;
}

// Ends of a figure, -1 if it is not stated; the best where there is no other.
int64_t low(const std::optional<record::Figure>& figure) {
  return figure ? figure->low : -1;
}
int64_t best(const std::optional<record::Figure>& figure) {
  return figure ? figure->best : -1;
}
int64_t high(const std::optional<record::Figure>& figure) {
  return figure ? figure->high.value_or(figure->best) : -1;
}

std::string lines(const std::vector<std::string>& words) {
  std::string out = "\n";
  for (const std::string& word : words) {
    if (!word.empty()) out += text::fold(word) + "\n";
  }
  return out;
}

}  // namespace

Knowledge::Knowledge(const pack::Pack& all)
    : pack(all), kinds(merge::Kinds::of(all)), common(merge::CommonWords::of(all)) {
  mark = base::short_digest(fmt::format("{} {} {}", kVersion, base::sha256(all.bytes("merge.tsv")),
                                        base::sha256(all.bytes("en/common_words.tsv"))),
                            16);
}

int64_t milliseconds(std::string_view moment) {
  // "2024-02-05T18:00:00.000Z"
  const auto day = text::parse_date(moment.substr(0, std::min<size_t>(moment.size(), 10)));
  if (!day || moment.size() < 23) return 0;
  const auto number = [&](size_t at, size_t digits) {
    int64_t value = 0;
    for (size_t i = at; i < at + digits; ++i) value = value * 10 + (moment[i] - '0');
    return value;
  };
  return ((day->time_since_epoch().count() * 24 + number(11, 2)) * 60 + number(14, 2)) * kMinute +
         number(17, 2) * 1000 + number(20, 3);
}

std::string moment_of(int64_t ms) {
  const int64_t days = ms >= 0 ? ms / kDayMs : -((kDayMs - 1 - ms) / kDayMs);
  const int64_t rest = ms - days * kDayMs;
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", text::to_string(text::Date(std::chrono::days(days))),
                     rest / 3'600'000, rest / kMinute % 60, rest / 1000 % 60, rest % 1000);
}

std::vector<Member> members_of(Sql& sql, int64_t version) {
  std::vector<Member> out;
  sql.each(
      "SELECT members FROM versions WHERE number = ?",
      [&](const ledger::Query& row) {
        const Json json = Json::parse(row.bytes(0), nullptr, false);
        if (!json.is_array()) return;
        for (const Json& one : json) {
          if (one.is_array() && one.size() == 3 && one[0].is_number_integer() && one[1].is_string())
            out.push_back({one[0].get<int64_t>(), one[1].get<std::string>(), one[2] == 1});
        }
      },
      version);
  return out;
}

record::Report report_of(const Held& held, std::string account) {
  record::Report report;
  report.document = held.document.id;
  report.account = std::move(account);
  report.title = held.document.title;
  report.source = held.document.source;
  report.url = held.document.url;
  report.published = held.reading.published ? held.reading.published : held.document.published;
  if (report.published == held.document.published) report.published_minute = held.document.published_minute;
  report.learnt = held.learnt;
  return report;
}

class Derived::Work {
 public:
  Work(ledger::Ledger& ledger, std::shared_ptr<const Knowledge> knowledge)
      : ledger_(ledger), knowledge_(std::move(knowledge)), sql_(ledger.database()) {}

  Result<bool> current() {
    sql_.forget_failure();
    // In this order: what another program adds in between is in both or in what was seen alone.
    const auto last = sql_.take(ledger_.last());
    const Seen seen = read_seen();
    if (sql_.failed()) return *sql_.failed();
    return seen.mark == knowledge_->mark && seen.readings >= last.first && seen.reviews >= last.second;
  }

  Status catch_up() {
    for (bool more = true; more;) {
      const Status failed = ledger_.atomically([&]() -> Status {
        sql_.forget_failure();
        more = some_steps();
        return sql_.failed();
      });
      if (failed) {
        forget();
        return failed;
      }
    }
    return {};
  }

 private:
  struct Seen {
    std::string mark;
    int64_t readings = 0, reviews = 0, moment = INT64_MIN;
    bool operator==(const Seen&) const = default;
  };
  using Pair = std::pair<int64_t, int64_t>;
  struct Account {
    int64_t number = 0, document = 0, reading = 0, place = 0, learnt = 0, version = 0;
    std::string key, id;
  };
  using FactsPtr = std::shared_ptr<const Facts>;
  /// A document as it was read, with the telling words of each account.
  struct Telling {
    Held held;
    std::vector<std::vector<std::string>> words;
  };
  using TellingPtr = std::shared_ptr<const Telling>;
  // ---- how far it is

  Seen read_seen() {
    Seen seen;
    sql_.each("SELECT mark, readings, reviews, moment FROM standing", [&](const Found& row) {
      seen = {std::string(row.text(0)), row.integer(1), row.integer(2), row.integer(3)};
    });
    return seen;
  }

  void forget() {
    facts_.clear();
    tellings_.clear();
    reviews_.clear();
    standing_.clear();
    seen_ = {};
  }

  /// Takes in portions of the log. False if nothing is left.
  bool some_steps() {
    const Seen seen = read_seen();
    if (seen.mark != knowledge_->mark) {
      for (const char* table :
           {"standing", "held", "accounts", "keys", "pairs", "named", "versions", "membership", "views",
            "summaries", "words", "marks", "doubts", "naming", "names", "disputes", "stated"}) {
        sql_.run(fmt::format("DELETE FROM {}", table));
      }
      forget();
      seen_.mark = knowledge_->mark;
    } else if (seen != seen_) {
      // Another connection went on; what is kept of decisions may be old.
      forget();
      seen_ = seen;
      for (auto& logged : sql_.take(ledger_.reviews())) {
        if (logged.review.number <= seen_.reviews) reviews_.push_back(std::move(logged));
      }
      standing_ = standing_numbers();
    }
    const Seen before = seen_;
    bool more = true;
    for (int i = 0; i < kStepsOfOne && more && !sql_.failed(); ++i) {
      auto step = sql_.take(ledger_.after(seen_.readings, seen_.reviews));
      more = !step.learnt.empty();
      if (more) take_in(std::move(step));
    }
    if (seen_ != before || seen.mark != seen_.mark) {
      sql_.run("DELETE FROM standing");
      sql_.run("INSERT INTO standing(mark, readings, reviews, moment) VALUES(?, ?, ?, ?)", seen_.mark,
               seen_.readings, seen_.reviews, seen_.moment);
    }
    return more && !sql_.failed();
  }

  /// All of one moment.
  void take_in(ledger::Ledger::Step step) {
    learnt_ = step.learnt;
    seen_.moment = std::max(seen_.moment, milliseconds(step.learnt));
    fresh_.clear();
    touched_.clear();
    doubtful_.clear();
    closed_.clear();
    blocks_.clear();
    voices_.clear();
    std::set<std::string> addresses, names, begins;
    for (const ledger::Logged& reading : step.readings) {
      addresses.insert(reading.address);
      seen_.readings = std::max(seen_.readings, reading.number);
    }
    std::set<std::string> changed;
    for (const std::string& address : addresses) {
      if (take_document(address, names, begins)) changed.insert(address);
    }
    for (const std::string& name : names) name_alike(name);
    for (const std::string& begin : begins) part_alike(begin);
    speak();
    link();
    take_reviews(step.reviews, changed);
    settle();
    doubt();
  }

  // ---- documents and accounts

  /// True if accounts came or went.
  bool take_document(const std::string& address, std::set<std::string>& names,
                     std::set<std::string>& begins) {
    int64_t row = 0, document = 0, reading = 0, since = 0;
    std::string name;
    sql_.each(
        "SELECT h.number, h.document, h.reading, h.since, h.name FROM documents d JOIN held h ON h.document "
        "= d.number "
        "WHERE d.address = ? AND h.until = ?",
        [&](const Found& q) {
          row = q.integer(0);
          document = q.integer(1);
          reading = q.integer(2);
          since = q.integer(3);
          name = q.text(4);
        },
        address, kNow);
    auto found = sql_.take(ledger_.in_force(address, learnt_));
    if (sql_.failed() || !found) return false;
    Held& held = found->held;
    if (row != 0 && document == held.number && reading == found->reading) return false;

    bool same = false;  // another reading that says the same
    if (row != 0) {
      names.insert(name);
      if (document == held.number) {
        const auto before = sql_.take(ledger_.held(document, reading));
        same = !sql_.failed() && before.reading.accounts == held.reading.accounts &&
               before.reading.published == held.reading.published;
      }
      if (since == seen_.moment)
        sql_.run("DELETE FROM held WHERE number = ?", row);
      else
        sql_.run("UPDATE held SET until = ? WHERE number = ?", seen_.moment, row);
      if (!same) remove_accounts(document, begins);
    }
    names.insert(held.document.id);
    const record::Report report = report_of(held, "");
    const int64_t states = (held.reading.tallies.empty() ? 0 : 1) + (held.reading.measures.empty() ? 0 : 2) +
                           (held.reading.warnings.empty() ? 0 : 4);
    sql_.run(
        "INSERT INTO held(document, reading, since, until, id, name, published, source, title, accounts, "
        "relevant, "
        "states) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        held.number, found->reading, seen_.moment, kNow, held.document.id, held.document.id,
        day_of(report.published), text::fold(held.document.source), text::fold(held.document.title),
        static_cast<int64_t>(held.reading.accounts.size()), held.reading.relevant, states);
    place_stated(found->reading, 0, held.reading.tallies);
    place_stated(found->reading, 1, held.reading.measures);
    place_stated(found->reading, 2, held.reading.warnings);
    if (same || held.reading.accounts.empty()) return row != 0 && !same;

    const TellingPtr telling = keep(std::move(held), found->reading);
    std::vector<ToldAccount> told;
    for (size_t i = 0; i < telling->held.reading.accounts.size(); ++i) {
      told.push_back({report_of(telling->held, std::to_string(i + 1)), telling->held.reading.accounts[i],
                      telling->words[i]});
    }
    std::vector<Facts> facts = merge::gather_facts(told, knowledge_->common);
    for (size_t i = 0; i < told.size(); ++i) {
      const std::string key = told[i].account.id.substr(0, kIdDigitsAlike);
      // The shown id of a document may change when others get the same one.
      facts[i].document = merge::term_of(address);
      sql_.run(
          "INSERT INTO accounts(document, reading, place, key, id, learnt, until, version, facts) VALUES(?, "
          "?, ?, ?, ?, "
          "?, ?, NULL, ?)",
          telling->held.number, found->reading, static_cast<int64_t>(i), key, key.substr(0, kIdDigits),
          milliseconds(telling->held.learnt), kNow, Bytes{merge::to_bytes(facts[i])});
      const int64_t number = sql_.last_row();
      begins.insert(key.substr(0, kIdDigits));
      auto kept = std::make_shared<const Facts>(std::move(facts[i]));
      keep(number, kept);
      fresh_.insert(number);
      touched_.insert(number);
      if (kept->voice == 0) {
        add_keys(number);
        continue;
      }
      auto [voice, entry] = merge::voice_key(*kept);
      add_key(voice, entry, number);
      voices_[voice].added.push_back(static_cast<uint32_t>(number));
    }
    return true;
  }

  void add_key(const merge::Key& key, const merge::Entry& entry, int64_t account) {
    sql_.run(
        "INSERT INTO keys(stretch, thing, first, last, \"order\", account, coarse) VALUES(?, ?, ?, ?, ?, "
        "?, ?)",
        key.stretch, key.thing, entry.from, entry.to, static_cast<int64_t>(entry.order), account,
        entry.coarse);
  }
  void remove_key(const merge::Key& key, int64_t account) {
    sql_.run("DELETE FROM keys WHERE stretch = ? AND thing = ? AND account = ?", key.stretch, key.thing,
             account);
  }
  /// The keys by which an account finds others, and is found.
  void add_keys(int64_t account) {
    for (const auto& [key, entry] : merge::keys_of(*facts_of(account))) {
      add_key(key, entry, account);
      blocks_[key].added.push_back(static_cast<uint32_t>(account));
    }
  }
  void remove_keys(int64_t account) {
    for (auto [key, entry] : merge::keys_of(*facts_of(account))) {
      entry.account = static_cast<uint32_t>(account);
      remove_key(key, account);
      blocks_[key].removed.push_back(entry);
    }
  }
  void remove_pairs(int64_t account) {
    std::vector<int64_t> others;
    sql_.each(
        "SELECT other FROM pairs WHERE account = ?",
        [&](const Found& row) { others.push_back(row.integer(0)); }, account);
    for (const int64_t other : others) {
      sql_.run("DELETE FROM pairs WHERE account = ? AND other = ?", other, account);
      touched_.insert(other);
    }
    sql_.run("DELETE FROM pairs WHERE account = ?", account);
  }
  void add_pair(int64_t one, int64_t other, double score) {
    sql_.run("INSERT OR IGNORE INTO pairs(account, other, score) VALUES(?, ?, ?)", one, other, score);
    sql_.run("INSERT OR IGNORE INTO pairs(account, other, score) VALUES(?, ?, ?)", other, one, score);
    for (const int64_t account : {one, other}) (score >= merge::kJoin ? touched_ : doubtful_).insert(account);
  }

  /// Of each voice its head alone has keys, and all others are paired with it.
  void speak() {
    for (const auto& [voice, change] : voices_) {
      const std::vector<merge::Entry>& now = entries(voice);
      const auto fresh = [&added = change.added](const merge::Entry& entry) {
        return std::find(added.begin(), added.end(), entry.account) != added.end();
      };
      std::optional<merge::Entry> before;
      for (const auto* list : {&now, &change.removed}) {
        for (const merge::Entry& entry : *list) {
          if ((list == &change.removed || !fresh(entry)) && (!before || entry < *before)) before = entry;
        }
      }
      const bool same = before && !now.empty() && before->account == now.front().account;
      if (before && !same) {
        remove_keys(before->account);
        remove_pairs(before->account);
      }
      if (now.empty()) continue;
      if (!same) add_keys(now.front().account);
      for (const merge::Entry& entry : now) {
        if (entry.account == now.front().account || (same && !fresh(entry))) continue;
        add_pair(now.front().account, entry.account, merge::kMostOfAPair);
      }
    }
  }

  void remove_accounts(int64_t document, std::set<std::string>& begins) {
    std::vector<Account> gone;
    sql_.each(
        fmt::format("{} WHERE document = ? AND until = ?", kSelectAccount),
        [&](const Found& row) { gone.push_back(account_of(row)); }, document, kNow);
    for (const Account& account : gone) {
      begins.insert(account.key.substr(0, kIdDigits));
      if (const FactsPtr facts = facts_of(account.number); facts->voice == 0) {
        remove_keys(account.number);
      } else {
        auto [voice, entry] = merge::voice_key(*facts);
        entry.account = static_cast<uint32_t>(account.number);
        remove_key(voice, account.number);
        voices_[voice].removed.push_back(entry);
      }
      remove_pairs(account.number);
      if (account.version != 0) {
        for (const Member& member : members_of(sql_, account.version)) touched_.insert(member.account);
        closed_.insert(account.version);
      }
      sql_.run("UPDATE accounts SET until = ?, version = NULL WHERE number = ?", seen_.moment,
               account.number);
      gone_.insert(account.number);
    }
  }

  template <typename Stated>
  void place_stated(int64_t reading, int kind, const std::vector<Stated>& list) {
    for (size_t nth = 0; nth < list.size(); ++nth) {
      const record::Place& place = list[nth].place.place;
      sql_.run("INSERT OR IGNORE INTO stated VALUES(?, ?, ?, ?, ?, ?, ?, ?)", reading, kind,
               static_cast<int64_t>(nth), place.country, place.name, place.admin2, place.admin1,
               place.constituency);
    }
  }

  /// Documents that were given one id are shown by different ones.
  void name_alike(const std::string& name) {
    struct Row {
      int64_t number, document, since;
      std::string id;
    };
    std::vector<Row> rows;
    sql_.each(
        "SELECT number, document, since, id FROM held WHERE name = ? AND until = ?",
        [&](const Found& q) {
          rows.push_back({q.integer(0), q.integer(1), q.integer(2), std::string(q.text(3))});
        },
        name, kNow);
    for (const Row& row : rows) {
      std::string id = name;
      if (rows.size() > 1) id += "#" + base::short_digest(sql_.take(ledger_.address(row.document)), 8);
      if (id == row.id) continue;
      if (row.since == seen_.moment) {
        sql_.run("UPDATE held SET id = ? WHERE number = ?", id, row.number);
        continue;
      }
      sql_.run("UPDATE held SET until = ? WHERE number = ?", seen_.moment, row.number);
      sql_.run(
          "INSERT INTO held(document, reading, since, until, id, name, published, source, title, accounts, "
          "relevant, "
          "states) SELECT document, reading, ?, ?, ?, name, published, source, title, accounts, relevant, "
          "states FROM "
          "held WHERE number = ?",
          seen_.moment, kNow, id, row.number);
    }
  }

  /// Accounts whose keys begin alike are shown by more digits.
  void part_alike(const std::string& begin) {
    struct Row {
      int64_t number;
      std::string key, id;
    };
    std::vector<Row> rows;
    sql_.each(
        "SELECT number, key, id FROM accounts WHERE key >= ? AND key < ? AND until = ?",
        [&](const Found& q) {
          rows.push_back({q.integer(0), std::string(q.text(1)), std::string(q.text(2))});
        },
        begin, begin + "~", kNow);
    for (const Row& row : rows) {
      const std::string id = rows.size() > 1 ? row.key : begin;
      if (id == row.id) continue;
      sql_.run("UPDATE accounts SET id = ? WHERE number = ?", id, row.number);
      touched_.insert(row.number);
    }
  }

  static constexpr std::string_view kSelectAccount =
      "SELECT number, document, reading, place, key, id, learnt, coalesce(version, 0) FROM accounts";
  static Account account_of(const Found& row) {
    Account out;
    out.number = row.integer(0);
    out.document = row.integer(1);
    out.reading = row.integer(2);
    out.place = row.integer(3);
    out.key = row.text(4);
    out.id = row.text(5);
    out.learnt = row.integer(6);
    out.version = row.integer(7);
    return out;
  }
  Account account(int64_t number) {
    Account out;
    sql_.each(
        fmt::format("{} WHERE number = ?", kSelectAccount), [&](const Found& row) { out = account_of(row); },
        number);
    return out;
  }

  void keep(int64_t number, FactsPtr facts) {
    if (facts_.size() >= kKnownFacts) facts_.clear();
    facts_[number] = std::move(facts);
  }
  FactsPtr facts_of(int64_t number) {
    const auto found = facts_.find(number);
    if (found != facts_.end()) return found->second;
    std::optional<Facts> facts;
    sql_.each(
        "SELECT facts FROM accounts WHERE number = ?",
        [&](const Found& row) { facts = merge::facts_from_bytes(row.bytes(0)); }, number);
    if (!facts) {
      sql_.fail({ErrorId::kRegisterCorrupt, fmt::format("account number {} is damaged", number), "",
                 "restore it from a copy"});
      facts.emplace();
    }
    auto kept = std::make_shared<const Facts>(*std::move(facts));
    keep(number, kept);
    return kept;
  }

  TellingPtr keep(Held held, int64_t reading) {
    if (tellings_.size() >= kKnownTellings) tellings_.clear();
    const std::string text = sql_.take(ledger_.text(held.number));
    auto words = merge::telling_words(text, held.reading.accounts);
    const Pair where{held.number, reading};
    return tellings_[where] = std::make_shared<const Telling>(Telling{std::move(held), std::move(words)});
  }
  TellingPtr telling_of(int64_t document, int64_t reading) {
    const auto found = tellings_.find({document, reading});
    return found != tellings_.end() ? found->second
                                    : keep(sql_.take(ledger_.held(document, reading)), reading);
  }

  // ---- pairs

  struct Block {
    std::vector<uint32_t> added;
    std::vector<merge::Entry> removed;
  };

  /// The block of a key as it is once all accounts of the moment came and went.
  const std::vector<merge::Entry>& entries(const merge::Key& key) {
    auto [at, fresh] = entries_.try_emplace(key);
    std::vector<merge::Entry>& out = at->second;
    if (!fresh) return out;
    sql_.each(
        "SELECT first, last, \"order\", account, coarse FROM keys WHERE stretch = ? AND thing = ?",
        [&](const Found& row) {
          out.push_back({static_cast<int32_t>(row.integer(0)), static_cast<int32_t>(row.integer(1)),
                         static_cast<uint64_t>(row.integer(2)), static_cast<uint32_t>(row.integer(3)),
                         row.integer(4) != 0});
        },
        key.stretch, key.thing);
    std::sort(out.begin(), out.end());
    return out;
  }

  /// Finds the pairs that came and went with the accounts.
  void link() {
    merge::Changes changes;
    for (const auto& [key, change] : blocks_)
      merge::changes_of(key, entries(key), change.added, change.removed, changes);
    const std::set<Pair> came(changes.came.begin(), changes.came.end()),
        went(changes.went.begin(), changes.went.end());
    for (const Pair& pair : went) {
      if (came.contains(pair) || gone_.contains(pair.first) || gone_.contains(pair.second)) continue;
      if (!score_of(pair) || still_meet(pair)) continue;
      sql_.run("DELETE FROM pairs WHERE account = ? AND other = ?", pair.first, pair.second);
      sql_.run("DELETE FROM pairs WHERE account = ? AND other = ?", pair.second, pair.first);
      for (const int64_t one : {pair.first, pair.second}) touched_.insert(one);
    }
    for (const auto& [one, other] : came) {
      const bool fresh = fresh_.contains(one) || fresh_.contains(other);
      if (!fresh && score_of({one, other})) continue;
      const auto score = fair_score(one, other);
      if (!score) continue;
      add_pair(one, other, *score);
    }
    gone_.clear();
    entries_.clear();
  }

  std::optional<double> score_of(const Pair& pair) {
    std::optional<double> out;
    sql_.each(
        "SELECT score FROM pairs WHERE account = ? AND other = ?",
        [&](const Found& row) { out = row.real(0); }, pair.first, pair.second);
    return out;
  }

  bool still_meet(const Pair& pair) {
    const auto ours = merge::keys_of(*facts_of(pair.first)), theirs = merge::keys_of(*facts_of(pair.second));
    // Both are sorted by key.
    for (auto a = ours.begin(), b = theirs.begin(); a != ours.end() && b != theirs.end();) {
      if (a->first != b->first) {
        a->first < b->first ? ++a : ++b;
        continue;
      }
      merge::Entry one = a->second, other = b->second;
      one.account = static_cast<uint32_t>(pair.first);
      other.account = static_cast<uint32_t>(pair.second);
      if (merge::is_pair(a->first, entries(a->first), one, other)) return true;
      ++a, ++b;
    }
    return false;
  }

  /// Log odds of a pair that may be one, in the order of ids, as a merge of everything takes them.
  std::optional<double> fair_score(int64_t one, int64_t other) {
    const FactsPtr a = facts_of(one), b = facts_of(other);
    const merge::Likeness likeness = merge::compare(*a, *b, knowledge_->kinds);
    if (likeness.impossible || likeness.score < merge::kDoubt) return std::nullopt;
    return std::clamp(likeness.score, -merge::kMostOfAPair, merge::kMostOfAPair);
  }

  // ---- decisions

  void take_reviews(std::vector<ledger::LoggedReview>& fresh, const std::set<std::string>& changed) {
    if (fresh.empty() && reviews_.empty()) return;
    const std::set<int64_t> stood = standing_numbers();
    // Decisions look for their accounts anew in documents that changed.
    std::set<Pair> places;
    for (const std::string& address : changed) {
      sql_.each(
          "SELECT review, place FROM named WHERE address = ?",
          [&](const Found& row) { places.emplace(row.integer(0), row.integer(1)); }, address);
    }
    for (const auto& [number, place] : places) {
      touch_named(number);
      const ledger::LoggedReview* logged = review(number);
      if (!logged || place >= static_cast<int64_t>(logged->anchors.size())) continue;
      const std::optional<int64_t> found = find(logged->anchors[static_cast<size_t>(place)]);
      sql_.run("UPDATE named SET account = ? WHERE review = ? AND place = ?", found, number, place);
      touch_named(number);
    }
    for (ledger::LoggedReview& logged : fresh) {
      seen_.reviews = logged.review.number;
      for (size_t i = 0; i < logged.anchors.size(); ++i) {
        sql_.run("INSERT INTO named(review, place, address, account) VALUES(?, ?, ?, ?)",
                 logged.review.number, static_cast<int64_t>(i), logged.anchors[i].address,
                 find(logged.anchors[i]));
      }
      reviews_.push_back(std::move(logged));
    }
    const std::set<int64_t> stand = standing_numbers();
    std::vector<int64_t> differ;
    std::set_symmetric_difference(stood.begin(), stood.end(), stand.begin(), stand.end(),
                                  std::back_inserter(differ));
    for (const int64_t number : differ) touch_named(number);
    standing_ = stand;
  }

  std::set<int64_t> standing_numbers() {
    std::vector<Review> all;
    for (const auto& logged : reviews_) all.push_back(logged.review);
    std::set<int64_t> out;
    for (const Review* one : merge::standing(all)) out.insert(one->number);
    return out;
  }

  const ledger::LoggedReview* review(int64_t number) const {
    const auto found = std::lower_bound(reviews_.begin(), reviews_.end(), number,
                                        [](const auto& r, int64_t n) { return r.review.number < n; });
    return found != reviews_.end() && found->review.number == number ? &*found : nullptr;
  }

  std::vector<int64_t> named_by(int64_t number) {
    std::vector<int64_t> out;
    sql_.each(
        "SELECT account FROM named WHERE review = ? AND account IS NOT NULL ORDER BY place",
        [&](const Found& row) { out.push_back(row.integer(0)); }, number);
    return out;
  }
  void touch_named(int64_t number) {
    for (const int64_t account : named_by(number)) {
      if (account_in_force(account)) touched_.insert(account);
    }
  }
  bool account_in_force(int64_t number) {
    return sql_.number("SELECT until FROM accounts WHERE number = ?", number) == kNow;
  }

  /// As Ledger::snapshot finds the account of an anchor.
  std::optional<int64_t> find(const ledger::Anchor& anchor) {
    const auto by_key = sql_.number("SELECT number FROM accounts WHERE key = ? AND until = ?",
                                    anchor.key.substr(0, kIdDigitsAlike), kNow);
    if (by_key) return by_key;
    int64_t document = 0, reading = 0;
    sql_.each(
        "SELECT h.document, h.reading FROM documents d JOIN held h ON h.document = d.number WHERE d.address "
        "= ? AND "
        "h.until = ?",
        [&](const Found& row) {
          document = row.integer(0);
          reading = row.integer(1);
        },
        anchor.address, kNow);
    if (document == 0) return std::nullopt;
    const Held held = sql_.take(ledger_.held(document, reading));
    std::string words;
    if (held.document.sha256 != anchor.sha256) words = sql_.take(ledger_.text(document));
    const auto place = ledger::find_again(anchor, held.document.sha256, held.reading.accounts, words);
    if (!place) return std::nullopt;
    return sql_.number("SELECT number FROM accounts WHERE document = ? AND place = ? AND until = ?", document,
                       static_cast<int64_t>(*place), kNow);
  }

  // ---- incidents

  /// Works out anew what hangs together with what was touched.
  void settle() {
    std::set<int64_t> done;
    const std::set<int64_t> seeds = touched_;
    for (const int64_t seed : seeds) {
      if (done.contains(seed) || !account_in_force(seed)) continue;
      std::set<int64_t> unit;
      std::deque<int64_t> open{seed};
      while (!open.empty() && !sql_.failed()) {
        const int64_t one = open.front();
        open.pop_front();
        if (!unit.insert(one).second) continue;
        sql_.each(
            "SELECT other FROM pairs WHERE account = ? AND score >= ?",
            [&](const Found& row) { open.push_back(row.integer(0)); }, one, merge::kJoin);
        for (const int64_t number : decisions_on(one)) {
          const Review::Kind kind = review(number)->review.kind;
          if (kind != Review::Kind::kMerge && kind != Review::Kind::kSplit) continue;
          for (const int64_t other : named_by(number)) open.push_back(other);
        }
      }
      done.insert(unit.begin(), unit.end());
      settle(unit);
    }
    for (const int64_t version : closed_) close(version);
  }

  /// Standing decisions that name the account.
  std::vector<int64_t> decisions_on(int64_t account) {
    std::vector<int64_t> out;
    if (standing_.empty()) return out;
    sql_.each(
        "SELECT DISTINCT review FROM named WHERE account = ? ORDER BY review",
        [&](const Found& row) {
          if (standing_.contains(row.integer(0))) out.push_back(row.integer(0));
        },
        account);
    return out;
  }

  void settle(const std::set<int64_t>& unit) {
    std::vector<Account> accounts;
    for (const int64_t number : unit) accounts.push_back(account(number));
    std::sort(accounts.begin(), accounts.end(),
              [](const Account& a, const Account& b) { return a.id < b.id; });
    std::unordered_map<int64_t, uint32_t> index;
    std::vector<Facts> facts;
    for (uint32_t i = 0; i < accounts.size(); ++i) {
      index[accounts[i].number] = i;
      facts.push_back(*facts_of(accounts[i].number));
    }
    std::vector<merge::FairPair> pairs;
    for (uint32_t i = 0; i < accounts.size(); ++i) {
      sql_.each(
          "SELECT other, score FROM pairs WHERE account = ? AND score >= ?",
          [&](const Found& row) {
            const auto other = index.find(row.integer(0));
            if (other != index.end() && i < other->second) pairs.push_back({i, other->second, row.real(1)});
          },
          accounts[i].number, merge::kJoin);
    }
    std::sort(pairs.begin(), pairs.end(), [](const merge::FairPair& a, const merge::FairPair& b) {
      return std::tie(a.first, a.second) < std::tie(b.first, b.second);
    });
    const std::vector<Review> reviews = reviews_on(accounts);
    std::vector<const Review*> decisions;
    for (const Review& one : reviews) decisions.push_back(&one);
    const std::vector<ToldAccount> told = told_of(accounts);
    if (sql_.failed()) return;
    const merge::Decided decided = merge::decide(merge::cluster(facts, pairs, knowledge_->kinds), decisions,
                                                 told, facts, knowledge_->kinds);

    std::set<int64_t> old;
    for (const Account& one : accounts) {
      if (one.version != 0) old.insert(one.version);
    }
    for (size_t c = 0; c < decided.clusters.size(); ++c) {
      std::vector<ToldAccount> members;
      std::vector<int64_t> numbers;
      for (const uint32_t i : decided.clusters[c]) {
        members.push_back(told[i]);
        numbers.push_back(accounts[i].number);
      }
      write(members, numbers, decided.by_cluster[c], accounts[decided.clusters[c][0]].version, old);
    }
    closed_.insert(old.begin(), old.end());
  }

  /// The standing decisions that name any of the accounts, with those of them that they name, in log order.
  std::vector<Review> reviews_on(const std::vector<Account>& accounts) {
    std::map<int64_t, Review> found;
    for (const Account& one : accounts) {
      for (const int64_t number : decisions_on(one.number)) {
        auto [at, fresh] = found.try_emplace(number);
        if (fresh) at->second = review(number)->review;
        at->second.accounts.push_back(one.id);
      }
    }
    std::vector<Review> out;
    for (auto& [number, one] : found) out.push_back(std::move(one));
    return out;
  }

  /// Accounts with their reports and words. Reports are named by number.
  std::vector<ToldAccount> told_of(const std::vector<Account>& accounts) {
    std::map<Pair, std::vector<size_t>> by_reading;
    for (size_t i = 0; i < accounts.size(); ++i)
      by_reading[{accounts[i].document, accounts[i].reading}].push_back(i);
    std::vector<ToldAccount> out(accounts.size());
    for (const auto& [where, places] : by_reading) {
      const TellingPtr telling = telling_of(where.first, where.second);
      if (sql_.failed()) return out;
      for (const size_t i : places) {
        const auto place = static_cast<size_t>(accounts[i].place);
        if (place >= telling->words.size()) {
          sql_.fail({ErrorId::kRegisterCorrupt, fmt::format("account {} is in no reading", accounts[i].id),
                     "", "restore it from a copy"});
          return out;
        }
        out[i] = {report_of(telling->held, std::to_string(place + 1)), telling->held.reading.accounts[place],
                  telling->words[place]};
        out[i].account.id = accounts[i].id;
        out[i].report.document = std::to_string(where.first);
      }
    }
    return out;
  }

  /// One convention's view, and all whose view is the same.
  struct View {
    int64_t conventions = 0;
    Incident incident;
    Summary summary;
    std::string bytes = {};  // of the summary
  };

  void write(const std::vector<ToldAccount>& told, const std::vector<int64_t>& numbers,
             const std::vector<const Review*>& decisions, int64_t version, std::set<int64_t>& old) {
    std::vector<View> views;
    for (const merge::Convention convention : merge::conventions()) {
      Incident incident = merge::reconcile(told, convention, knowledge_->kinds, decisions, &knowledge_->pack);
      Summary summary = summary_of(incident);
      const int64_t bit = int64_t{1} << static_cast<int>(convention);
      const auto same =
          std::find_if(views.begin(), views.end(), [&](const View& v) { return v.summary == summary; });
      if (same != views.end())
        same->conventions |= bit;
      else
        views.push_back({bit, std::move(incident), std::move(summary)});
    }
    for (View& view : views) view.bytes = to_bytes(view.summary);
    Json members = Json::array();
    for (size_t i = 0; i < told.size(); ++i) {
      // Sorted by id in both.
      const ToldAccount& one = views[0].incident.accounts[i];
      members.push_back({numbers[i], one.account.id, one.report.independent ? 1 : 0});
    }
    const std::string written = members.dump();
    if (version != 0 && old.contains(version) && stands(version, written, views)) {
      old.erase(version);
      return;
    }
    const std::string& id = views[0].incident.id;
    sql_.run("INSERT INTO versions(incident, since, until, members) VALUES(?, ?, ?, ?)", id, seen_.moment,
             kNow, Bytes{written});
    const int64_t number = sql_.last_row();
    for (const int64_t account : numbers) {
      sql_.run("INSERT INTO membership(account, version) VALUES(?, ?)", account, number);
      sql_.run("UPDATE accounts SET version = ? WHERE number = ?", number, account);
      doubtful_.insert(account);
    }
    for (const View& view : views) write(view, number);
    write_names(views[0].incident, number);
  }

  /// Counts what an incident names: kinds as the table has them.
  void write_names(const Incident& incident, int64_t version) {
    std::map<std::pair<int, std::string>, std::string> names;
    for (const record::ActorStatement& actor : incident.view.actors) {
      if (actor.kind == record::ActorKind::kOrganization) names[{0, actor.name}] = actor.id;
    }
    for (const record::Target& target : incident.view.targets) names[{1, target.target_class}];
    for (const ToldAccount& told : incident.accounts) names[{2, told.report.source}];
    for (const auto& [named, id] : names) {
      const auto& [kind, name] = named;
      if (name.empty()) continue;
      sql_.run("INSERT INTO naming(version, kind, name) VALUES(?, ?, ?)", version, kind, name);
      sql_.run(
          "INSERT INTO names(kind, name, id, incidents) VALUES(?, ?, ?, 1) ON CONFLICT(kind, name) DO UPDATE "
          "SET incidents = incidents + 1, id = excluded.id",
          kind, name, id);
    }
  }

  /// Whether the version says the same already.
  bool stands(int64_t version, const std::string& members, const std::vector<View>& views) {
    bool same = false;
    sql_.each(
        "SELECT members FROM versions WHERE number = ?",
        [&](const Found& row) { same = row.bytes(0) == members; }, version);
    if (!same) return false;
    size_t rows = 0;
    sql_.each(
        "SELECT v.conventions, s.summary FROM views v JOIN summaries s ON s.view = v.number WHERE v.version "
        "= ? ORDER BY v.number",
        [&](const Found& row) {
          same = same && rows < views.size() && row.integer(0) == views[rows].conventions &&
                 row.bytes(1) == views[rows].bytes;
          ++rows;
        },
        version);
    return same && rows == views.size();
  }

  void write(const View& view, int64_t version) {
    const Incident& incident = view.incident;
    const record::Account& account = incident.view;
    const auto& range = account.date.range;
    const int64_t first = day_of(range.earliest ? range.earliest : range.latest),
                  last = day_of(range.latest ? range.latest : range.earliest);
    const record::Place& place = account.place.place;
    std::vector<std::string> actors, ids, targets;
    int64_t certainties = 0;
    for (const record::ActorStatement& actor : account.actors) {
      if (actor.role == record::Role::kPerpetrator)
        certainties |= int64_t{1} << static_cast<int>(actor.certainty);
      if (actor.certainty == record::Certainty::kDenied) continue;
      ids.push_back(actor.id);
      actors.push_back(actor.name);
    }
    for (const record::Target& target : account.targets) {
      targets.push_back(target.target_class);
      targets.push_back(target.text);
    }
    for (const record::Victim& victim : account.victims) targets.push_back(victim.group);
    if (account.election.related && account.election.target != "none")
      targets.push_back(account.election.target);
    const int64_t open = range.known() ? (range.earliest ? 0 : 1) + (range.latest ? 0 : 2) : 0;
    const bool known = range.known();
    const bool odd = known && (open != 0 || last - first > kWideDays || first * kDayMs > seen_.moment);
    std::optional<double> latitude, longitude;
    if (place.point) {
      latitude = place.point->latitude;
      longitude = place.point->longitude;
    }
    sql_.run(
        "INSERT INTO views(version, since, until, conventions, incident, first, last, odd, open, killed, "
        "killed_low, "
        "killed_high, injured, injured_low, injured_high, changed, latitude, longitude, radius_km, "
        "precision, type, "
        "status, background, election, certainties, country, area, places, types, actors, actor_ids, "
        "targets) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?)",
        version, seen_.moment, kNow, view.conventions, incident.id, known ? first : kNever, last, odd, open,
        best(incident.killed), low(incident.killed), high(incident.killed), best(incident.injured),
        low(incident.injured), high(incident.injured), milliseconds(incident.last_changed), latitude,
        longitude, place.radius_km, static_cast<int64_t>(place.precision), account.sub_event_type,
        static_cast<int64_t>(incident.status), account.background, account.election.related, certainties,
        place.country, place.admin1 + '\n' + place.admin2 + '\n' + place.constituency,
        lines({place.name, place.admin2, place.admin1, place.constituency}),
        lines({account.event_type, account.sub_event_type}), lines(actors), lines(ids), lines(targets));
    const int64_t number = sql_.last_row();
    sql_.run("INSERT INTO summaries(view, summary) VALUES(?, ?)", number, Bytes{view.bytes});
    for (const record::Conflict& conflict : incident.conflicts)
      sql_.run("INSERT OR IGNORE INTO disputes(view, field) VALUES(?, ?)", number, conflict.field);
    sql_.run(fmt::format("INSERT OR IGNORE INTO words(kind, word) SELECT kind, word FROM {}", words_),
             number);
    sql_.run(fmt::format("INSERT OR IGNORE INTO marks {}", marks_), number);
  }

  /// The version holds no longer.
  void close(int64_t version) {
    std::optional<int64_t> since;
    std::string incident;
    sql_.each(
        "SELECT since, incident FROM versions WHERE number = ? AND until = ?",
        [&](const Found& row) {
          since = row.integer(0);
          incident = row.text(1);
        },
        version, kNow);
    if (!since) return;
    gone_incidents_.insert(incident);
    sql_.run(
        "UPDATE names SET incidents = incidents - 1 WHERE (kind, name) IN (SELECT kind, name FROM naming "
        "WHERE "
        "version = ?)",
        version);
    sql_.run("DELETE FROM naming WHERE version = ?", version);
    std::vector<int64_t> views;
    sql_.each(
        "SELECT number FROM views WHERE version = ?",
        [&](const Found& row) { views.push_back(row.integer(0)); }, version);
    if (*since == seen_.moment) {
      // It never held for anybody.
      for (const int64_t view : views) {
        sql_.run(fmt::format("DELETE FROM marks WHERE (word, last, incident, view) IN ({})", marks_), view);
        sql_.run("DELETE FROM summaries WHERE view = ?", view);
        sql_.run("DELETE FROM disputes WHERE view = ?", view);
      }
      for (const Member& member : members_of(sql_, version))
        sql_.run("DELETE FROM membership WHERE account = ? AND version = ?", member.account, version);
      sql_.run("DELETE FROM views WHERE version = ?", version);
      sql_.run("DELETE FROM versions WHERE number = ?", version);
      return;
    }
    sql_.run("UPDATE views SET until = ? WHERE version = ?", seen_.moment, version);
    sql_.run("UPDATE versions SET until = ? WHERE number = ?", seen_.moment, version);
  }

  // ---- doubts

  struct Doubt {
    int64_t first = 0, second = 0;
    double score = 0;
    bool operator==(const Doubt&) const = default;
  };

  /// Works out anew which incidents may be the same as those that changed.
  void doubt() {
    doubtful_.insert(touched_.begin(), touched_.end());
    std::set<int64_t> versions;
    for (const int64_t one : doubtful_) {
      if (const auto version =
              sql_.number("SELECT version FROM accounts WHERE number = ? AND until = ?", one, kNow))
        versions.insert(*version);
    }
    std::map<std::pair<std::string, std::string>, Doubt> now;
    std::set<std::string> incidents = std::move(gone_incidents_);
    gone_incidents_.clear();
    std::map<int64_t, Side> sides;
    for (const int64_t version : versions) {
      incidents.insert(side(version, sides).incident);
      std::set<int64_t> others;
      for (const int64_t account : side(version, sides).accounts) {
        sql_.each(
            "SELECT DISTINCT a.version FROM pairs p JOIN accounts a ON a.number = p.other WHERE p.account = "
            "?",
            [&](const Found& row) {
              if (row.integer(0) != version) others.insert(row.integer(0));
            },
            account);
      }
      for (const int64_t other : others) weigh(side(version, sides), side(other, sides), now);
    }
    if (sql_.failed()) return;
    std::map<std::pair<std::string, std::string>, std::pair<int64_t, Doubt>> before;
    std::map<int64_t, int64_t> since;
    for (const std::string& incident : incidents) {
      for (const char* column : {"first_incident", "second_incident"}) {
        sql_.each(
            fmt::format(
                "SELECT number, first, second, score, first_incident, second_incident, since FROM doubts "
                "WHERE {} = ? AND until = ?",
                column),
            [&](const Found& row) {
              before[{std::string(row.text(4)), std::string(row.text(5))}] = {
                  row.integer(0), {row.integer(1), row.integer(2), row.real(3)}};
              since[row.integer(0)] = row.integer(6);
            },
            incident, kNow);
      }
    }
    for (const auto& [names, held] : before) {
      const auto still = now.find(names);
      if (still != now.end() && still->second == held.second) {
        now.erase(still);
      } else if (since[held.first] == seen_.moment) {
        sql_.run("DELETE FROM doubts WHERE number = ?", held.first);
      } else {
        sql_.run("UPDATE doubts SET until = ? WHERE number = ?", seen_.moment, held.first);
      }
    }
    for (const auto& [names, one] : now) {
      sql_.run(
          "INSERT INTO doubts(first, second, since, until, first_incident, second_incident, score) VALUES(?, "
          "?, ?, ?, "
          "?, ?, ?)",
          one.first, one.second, seen_.moment, kNow, names.first, names.second, one.score);
    }
  }

  /// An incident as one of two.
  struct Side {
    std::string incident;
    std::vector<int64_t> accounts;  // by id
  };
  const Side& side(int64_t version, std::map<int64_t, Side>& sides) {
    auto [at, fresh] = sides.try_emplace(version);
    if (fresh) {
      for (const Member& member : members_of(sql_, version)) {
        if (at->second.incident.empty()) at->second.incident = member.id;
        at->second.accounts.push_back(member.account);
      }
    }
    return at->second;
  }

  void weigh(const Side& a, const Side& b, std::map<std::pair<std::string, std::string>, Doubt>& out) {
    const Side& first = a.incident < b.incident ? a : b;
    const Side& second = a.incident < b.incident ? b : a;
    if (first.accounts.empty() || second.accounts.empty() || out.contains({first.incident, second.incident}))
      return;
    std::vector<Facts> facts;
    std::vector<uint32_t> left, right;
    std::vector<int64_t> numbers;
    for (const auto& [from, to] : {std::pair(&first, &left), std::pair(&second, &right)}) {
      for (const int64_t account : from->accounts) {
        to->push_back(static_cast<uint32_t>(facts.size()));
        facts.push_back(*facts_of(account));
        numbers.push_back(account);
      }
    }
    const double score = merge::likeness_of(left, right, facts, knowledge_->kinds);
    if (score < merge::kDoubt) return;
    const auto [i, j] = merge::likeliest(left, right, facts, knowledge_->kinds);
    const Account one = account(numbers[i]), other = account(numbers[j]);
    const std::vector<Review> reviews = reviews_on({one, other});
    std::vector<const Review*> decisions;
    for (const Review& review : reviews) decisions.push_back(&review);
    if (merge::held_apart(one.id, moment_of(one.learnt), other.id, moment_of(other.learnt), decisions))
      return;
    out[{first.incident, second.incident}] = {one.number, other.number, score};
  }

  ledger::Ledger& ledger_;
  std::shared_ptr<const Knowledge> knowledge_;
  Sql sql_;
  Seen seen_;
  std::vector<ledger::LoggedReview> reviews_;  // all up to seen_.reviews
  std::set<int64_t> standing_;                 // numbers of those that stand
  std::unordered_map<int64_t, FactsPtr> facts_;
  std::map<Pair, TellingPtr> tellings_;  // by document and reading
  // Of the moment that is taken in:
  std::string learnt_;
  std::set<int64_t> fresh_, gone_;  // accounts
  std::set<int64_t> touched_;       // accounts whose incidents may change
  std::set<int64_t> doubtful_;      // accounts whose incident may be like others
  std::set<int64_t> closed_;        // versions
  std::set<std::string> gone_incidents_;
  std::map<merge::Key, Block> blocks_, voices_;
  std::map<merge::Key, std::vector<merge::Entry>> entries_;
  // The words of a view, and its rows of `marks`.
  const std::string words_ = fmt::format("({} AND v.number = ?)", ledger::kWordsOfViews),
                    marks_ = fmt::format(
                        "SELECT w.number, m.last, m.incident, m.view FROM {} m CROSS JOIN "
                        "words w ON w.kind = m.kind AND w.word = m.word",
                        words_);
};

Derived::Derived(ledger::Ledger& ledger, std::shared_ptr<const Knowledge> knowledge)
    : work_(std::make_unique<Work>(ledger, std::move(knowledge))) {}
Derived::~Derived() = default;

Result<bool> Derived::current() {
  return work_->current();
}
Status Derived::catch_up() {
  return work_->catch_up();
}

}  // namespace roznamcha::app
