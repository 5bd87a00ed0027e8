// What a register is asked: by the verbs `list`, `export`, `show`, and, a page at a time, by the desk.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/register.h"
#include "merge/convention.h"
#include "pack/pack.h"
#include "record/incident.h"
#include "text/date.h"

namespace roznamcha::app {

using merge::Convention;
using merge::convention;   // by name; nothing if there is none
using merge::conventions;  // all

/// A rectangle of the map in degrees. `west` may be greater than `east`: over the date line.
struct Window {
  double south = -90, west = -180, north = 90, east = 180;
};

/// Which incidents. What is empty lets all pass.
struct Query {
  std::optional<std::string> as_of;  // by parse_moment
  Convention convention = Convention::kUcdp;
  std::optional<text::Date> since;  // incidents that may have happened on this day or later
  std::optional<text::Date> until;  // … on this day or earlier; an incident without any date passes neither
  std::string place;  // part of the name, admin2, admin1 or constituency, or a country's name or code; case
                      // and accents do not count
  std::string type;   // part of event_type or sub_event_type
  std::string actor;  // id, or part of the name, of any actor who is not denied
  std::optional<int64_t>
      min_killed;         // victims, by the convention's best; "not stated" does not pass 1 or more
  bool election = false;  // only those related to an election
  bool retracted = true;  // those that a person retracted too

  // What only the desk asks.
  std::optional<bool> election_is;  // true as `election`; false: only those unrelated to one
  std::string target;               // class of something that was hit, or part of its words
  std::optional<record::Status> status;
  std::optional<record::Certainty> certainty;  // of anybody who is said to have done it
  std::optional<bool> background;              // only those that are (not) merely recalled
  std::optional<Window> window;                // only those whose point lies in it
  // Areas by the whole name as Place holds it; "" lets all pass. `country` is the code.
  std::string country, admin1, admin2, constituency;
};

/// An incident as lists and maps show it.
struct Summary {
  std::string id;
  record::Status status = record::Status::kUnverified;
  record::Account view;  // without evidence, victims' and weapons' words, and without spans
  std::optional<record::Figure> killed, injured, attackers_killed;
  std::vector<std::string> victim_groups;  // keys of groups.tsv, sorted
  std::vector<std::string> conflicts;      // fields on which statements disagree
  uint32_t reports = 0;                    // accounts
  uint32_t independent = 0;                // of them, without copies
  uint32_t duplicates = 0;                 // incidents that may be the same one
  std::string first_known, last_changed;   // RFC 3339 UTC
  friend bool operator==(const Summary&, const Summary&) = default;
};

/// An order of incidents; of equals by id.
enum class Sort : uint8_t {
  kNewest,   // by the last day on which it may have happened, latest first; those without a date last
  kOldest,   // by the first such day, earliest first; those without a date last
  kKilled,   // by the convention's best, most first; not stated last
  kChanged,  // by last_changed, latest first
};

struct Rows {
  std::vector<Summary> incidents;
  std::string next;  // cursor of the page after it; "" if there is none
};

constexpr size_t kMostRows = 1000;

/// A part of the incidents that pass, in an order. `cursor`: "" for the first page, else Rows::next of the
/// one before, with the same query and order. A page stays consistent with the one before it if both ask as
/// of the same moment. `limit` 1 to 1,000. Errors: kBadArgument (the cursor is none), and those of
/// Register::open.
base::Result<Rows> rows(Register& source, const Query& query, Sort sort, std::string_view cursor,
                        size_t limit, const pack::Pack& pack);

/// A point of the map.
struct MapPoint {
  std::string id;
  geo::Point point;
  float radius_km = 0;
  record::PlacePrecision precision = record::PlacePrecision::kUnknown;
  std::optional<int64_t> killed;  // best
  std::string sub_event_type;
  bool election = false;
};
struct Points {
  std::vector<MapPoint> points;  // the latest first
  bool cut = false;              // more than `limit` pass
};
/// The incidents that pass and have a point.
base::Result<Points> points(Register& source, const Query& query, size_t limit, const pack::Pack& pack);

/// What incidents add up to.
struct Count {
  uint64_t incidents = 0;
  record::Figure killed, injured;  // sums; an open or unknown end adds the best
};
enum class Step : uint8_t { kDay, kWeek, kMonth };  // weeks begin on Monday
struct Bucket {
  text::Date start;
  Count count;
};
struct AreaCount {
  std::string country, admin1, admin2, constituency;  // of an area within another all outer ones are given
  Count count;
};
struct Counts {
  Count all;
  std::vector<Bucket> days;      // by the first day on which they may have happened; without empty ones
  std::vector<AreaCount> areas;  // sorted by their names; an incident counts in each area that holds it
};
/// Sums over all that pass.
base::Result<Counts> counts(Register& source, const Query& query, Step step, const pack::Pack& pack);

/// How many incidents pass, as far as they are counted: what takes no longer in a large register.
struct Total {
  uint64_t incidents = 0;
  bool exact = true;  // false: there are more
};
constexpr uint64_t kMostCounted = 1000;
base::Result<Total> total(Register& source, const Query& query, const pack::Pack& pack);

/// A document of the register.
struct ReportRow {
  record::Report report;  // `account` is empty
  uint32_t accounts = 0;
  bool relevant = false;
};
struct Reports {
  std::vector<ReportRow> reports;  // last published first, of equals by id; those without a date last
  std::string next;                // as Rows::next
};
struct ReportQuery {
  std::optional<std::string> as_of;
  std::optional<text::Date> since, until;  // of publication
  std::string source;                      // part of the publisher's name
  std::string words;                       // part of the title
};
base::Result<Reports> reports(Register& source, const ReportQuery& query, std::string_view cursor,
                              size_t limit, const pack::Pack& pack);

/// One report whole.
struct ReportWhole {
  record::Document document;  // with its text
  record::Reading reading;    // ids of accounts are those of the register
  std::string learnt;
  std::vector<std::string> incidents;  // by account: the id of its incident
};
/// Errors: kUnknownId.
base::Result<ReportWhole> report(Register& source, std::string_view id,
                                 const std::optional<std::string>& as_of, const pack::Pack& pack);

/// One moment in the life of an incident, for its history.
struct Stage {
  std::string since;  // RFC 3339 UTC
  Summary summary;
};
/// All stages of the incident that `id` names now, the first one first. Errors: kUnknownId.
base::Result<std::vector<Stage>> history(Register& source, std::string_view id, const Query& query,
                                         const pack::Pack& pack);

/// Incidents of which something is new since a moment: whose version in force began after it. Latest first.
base::Result<std::vector<Summary>> changed_since(Register& source, const std::string& moment,
                                                 const Query& query, size_t limit, const pack::Pack& pack);

/// What the incidents of now name, and how many of them.
struct Named {
  std::string name;
  std::string id;  // of an organisation that the packs know
  uint64_t incidents = 0;
};
/// The register in short.
struct About {
  uint64_t documents = 0, incidents = 0;
  std::optional<text::Date> first_day, last_day;  // on which one may have happened
  std::string first_known, last_changed;          // RFC 3339 UTC; "" if there is no incident
  // The most frequent ones first. They are those of now, whatever the moment.
  std::vector<Named> actors, targets, sources;
};
/// Of `query` only as_of and convention count. `most` names of a kind.
base::Result<About> about(Register& source, const Query& query, size_t most, const pack::Pack& pack);

/// Changes with everything that is added or decided: for ETags and for asking whether anything is new.
base::Result<std::string> state_of(Register& source, const pack::Pack& pack);

struct Answer {
  std::vector<record::Incident> incidents;            // sorted by id
  std::vector<record::PossibleDuplicate> duplicates;  // both incidents pass the query
  std::vector<record::Review> reviews;                // all decisions
  std::vector<int64_t> adrift;                        // decisions whose accounts are gone
  uint64_t documents = 0;                             // in force at that moment
  TextOf text_of;                                     // valid as long as the Register
};

/// The accounts of a snapshot as merge takes them, each document's in the order of its reading; they are
/// moved out of the snapshot. Errors: those of Register::open.
base::Result<std::vector<record::ToldAccount>> told_accounts(Register& source, ledger::Snapshot& snapshot);

/// All incidents that pass, whole. Errors: those of Register::open; kRegisterCorrupt can come late.
base::Result<Answer> query(Register& source, const Query& query, const pack::Pack& pack);

/// The same from the log alone, which takes time with everything that the register holds. Both give the same.
base::Result<Answer> query_log(Register& source, const Query& query, const pack::Pack& pack);

/// Index of the incident that is named by its id, by the id of any of its accounts, or by the beginning of
/// one that fits no other incident. Errors: kUnknownId.
base::Result<size_t> find_incident(const std::vector<record::Incident>& incidents, std::string_view id);

/// One incident, named as for find_incident(); of `query` only as_of and convention count. The answer holds
/// that incident, the duplicates that name it and the decisions about it, without the number of documents.
/// Errors: kUnknownId.
base::Result<Answer> show(Register& source, std::string_view id, const Query& query, const pack::Pack& pack);

/// A decision with what has become of it.
struct Decision {
  record::Review review;
  std::vector<std::string> incidents;  // that hold its accounts, sorted
  std::optional<int64_t> undone_by;    // a decision that stands
  bool adrift = false;                 // an account that it names is gone
};
struct Decisions {
  std::vector<Decision> decisions;  // the newest first
  std::string next;                 // as Rows::next
  uint64_t total = 0;
};
base::Result<Decisions> decisions(Register& source, const std::optional<std::string>& as_of,
                                  std::string_view cursor, size_t limit, const pack::Pack& pack);

/// Incidents whole, a page of them, with what their texts are read from.
struct Page {
  Answer answer;  // incidents in the order of the page, and text_of
  std::string next;
};
/// As rows(). Errors: theirs.
base::Result<Page> page(Register& source, const Query& query, Sort sort, std::string_view cursor,
                        size_t limit, const pack::Pack& pack);

/// How far somebody has followed the register.
struct Followed {
  int64_t reading = 0, review = 0, document = 0, version = 0, view = 0;  // the last numbers
  int64_t moment = 0;                                                    // of them, as of milliseconds()
  std::set<std::string> gone;  // incidents that ended at that moment
};
enum class Change : uint8_t { kNew, kChanged, kGone };
std::string_view name(Change change);
/// What the register has got since.
struct News {
  std::vector<std::string> reports;  // ids of new documents and new versions
  /// Gone are those that no longer stand: that others took in, that no report tells of any more, or that were
  /// retracted.
  std::vector<std::pair<std::string, Change>> incidents;
  std::vector<int64_t> decisions;
};
/// Where the register ends now, and what it has got after that; `followed` is moved on.
base::Result<Followed> follow(Register& source, const pack::Pack& pack);
base::Result<News> news(Register& source, Followed& followed, const pack::Pack& pack);

/// One incident with what the desk shows beside it.
struct Whole {
  Answer answer;  // as of show()
  std::vector<Stage> history;
  std::vector<Summary> similar;  // the other incident of each of answer.duplicates
  std::vector<Decision> decisions;
};
/// Errors: kUnknownId.
base::Result<Whole> whole(Register& source, std::string_view id, const Query& query, const pack::Pack& pack);

}  // namespace roznamcha::app
