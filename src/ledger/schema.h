// The tables of a register, as numbered migrations.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace roznamcha::ledger {

/// "Rozn": says of an SQLite file that it is a register.
constexpr uint32_t kApplicationId = 0x526f7a6e;

// The words of each row of `views`: a statement that ends in a condition. Used by a migration too: a change asks for the tables to be made
// anew (app/derived.h).
#define ROZNAMCHA_WORDS_OF_VIEWS \
  "SELECT v.number AS view, v.last, v.incident, k.key AS kind, l.value AS word FROM views v, " \
  "json_each(json_array(v.places, v.types, v.actors, v.actor_ids, v.targets, " \
  "'country ' || v.country || char(10) || 'status ' || v.status || iif(v.election, char(10) || 'election', '') " \
  "|| iif(v.background, char(10) || 'background', '') " \
  "|| coalesce((SELECT group_concat(char(10) || 'certainty ' || key, '') FROM json_each('[1,2,4,8,16,32]') WHERE v.certainties & value), '') " \
  "|| coalesce((SELECT group_concat(char(10) || 'killed ' || value, '') FROM json_each('[10,30,100,300]') WHERE v.killed >= value), '') " \
  "|| iif(v.latitude IS NULL, '', char(10) || printf('cell %d %d', v.latitude + 90, v.longitude + 180) " \
  "|| char(10) || printf('tile %d %d', (v.latitude + 90) / 10, (v.longitude + 180) / 10)))) k, " \
  "json_each('[' || replace(json_quote(replace(trim(k.value, char(10)), '\\', '/')), '\\n', '\",\"') || ']') l " \
  "WHERE l.value != ''"
constexpr std::string_view kWordsOfViews = ROZNAMCHA_WORDS_OF_VIEWS;

/// Migration i takes a register from version i to i + 1 (PRAGMA user_version). Never changed once released; new ones are added.
/// The tables of the log are append-only; their moments ("learnt") are RFC 3339 UTC with milliseconds and compare as text, days are
/// YYYY-MM-DD. The other tables are derived from the log by app/derived.h and can be made anew from it at any time; their moments are
/// milliseconds since 1970, their days numbers since 1970. What holds from a moment on has it as `since`; what no longer holds has the
/// first moment at which it did not as `until`, which is 9223372036854775807 for what holds now.
constexpr std::array<const char*, 7> kMigrations = {
    R"sql(
CREATE TABLE documents(
  number INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,   -- of address, text and metadata: the same version
  address TEXT NOT NULL,         -- which document it is a version of
  sha256 TEXT NOT NULL,          -- of text
  learnt TEXT NOT NULL,
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  url TEXT NOT NULL,
  source TEXT NOT NULL,
  language TEXT NOT NULL,
  country TEXT NOT NULL,
  published TEXT,                -- day, and where it is known the minute since 1970 in UTC
  published_given INTEGER NOT NULL,
  text TEXT NOT NULL             -- last, so that the other columns are read without it
) STRICT;
CREATE INDEX documents_by_address ON documents(address);

CREATE TABLE readings(
  number INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES documents(number),
  learnt TEXT NOT NULL,
  program TEXT NOT NULL,
  packs TEXT NOT NULL,
  reading TEXT NOT NULL          -- JSON, record/json.h with spans in bytes
) STRICT;
CREATE INDEX readings_by_document ON readings(document);

CREATE TABLE reviews(
  number INTEGER PRIMARY KEY,
  learnt TEXT NOT NULL,
  kind TEXT NOT NULL,
  accounts TEXT NOT NULL,        -- JSON list, ledger/anchor.h
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  reason TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  undoes INTEGER REFERENCES reviews(number)
) STRICT;
)sql",
    R"sql(
CREATE INDEX documents_by_name ON documents(id);

-- Of what the derived tables were made: how much of the log they have seen, by which knowledge. One row.
CREATE TABLE standing(
  mark TEXT NOT NULL,
  readings INTEGER NOT NULL,     -- the last numbers seen
  reviews INTEGER NOT NULL,
  moment INTEGER NOT NULL        -- the last one
) STRICT;

-- Documents in force, with the reading in force.
CREATE TABLE held(
  number INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  reading INTEGER NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  id TEXT NOT NULL,              -- as it is shown
  name TEXT NOT NULL,            -- the id that it was given
  published INTEGER NOT NULL,    -- day; of an unknown one the least number
  source TEXT NOT NULL,          -- folded
  title TEXT NOT NULL,           -- folded
  accounts INTEGER NOT NULL,
  relevant INTEGER NOT NULL,
  states INTEGER NOT NULL        -- 1 if it holds tallies, 2 measures, 4 warnings; a sum
) STRICT;
CREATE INDEX held_by_document ON held(document);
CREATE INDEX held_by_name ON held(name);
CREATE INDEX held_by_id ON held(id);
CREATE INDEX held_by_day ON held(published DESC, id);
CREATE INDEX held_stating ON held(number) WHERE states > 0;

-- Accounts that are or were in force.
CREATE TABLE accounts(
  number INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  reading INTEGER NOT NULL,
  place INTEGER NOT NULL,        -- in the reading, from 0
  key TEXT NOT NULL,             -- the first 20 digits
  id TEXT NOT NULL,              -- as it is shown now: 10 of them, or all if others begin alike
  learnt INTEGER NOT NULL,       -- of the document
  until INTEGER NOT NULL,
  version INTEGER,               -- of the incident that it tells of now
  facts BLOB NOT NULL
) STRICT;
CREATE INDEX accounts_by_key ON accounts(key);
CREATE INDEX accounts_by_document ON accounts(document);

-- Blocks of accounts in force (merge/keys.h).
CREATE TABLE keys(
  stretch INTEGER NOT NULL,
  thing INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  "order" INTEGER NOT NULL,
  account INTEGER NOT NULL,
  coarse INTEGER NOT NULL,
  PRIMARY KEY(stretch, thing, account)
) STRICT, WITHOUT ROWID;

-- Pairs of accounts in force that may tell of one incident, each in both orders.
CREATE TABLE pairs(
  account INTEGER NOT NULL,
  other INTEGER NOT NULL,
  score REAL NOT NULL,           -- log odds
  PRIMARY KEY(account, other)
) STRICT, WITHOUT ROWID;

-- Which accounts each decision names; an account that is gone is null. What holds now alone.
CREATE TABLE named(
  review INTEGER NOT NULL,
  place INTEGER NOT NULL,        -- in the decision
  address TEXT NOT NULL,         -- of the document
  account INTEGER,
  PRIMARY KEY(review, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX named_by_address ON named(address);
CREATE INDEX named_by_account ON named(account);

-- Incidents through time.
CREATE TABLE versions(
  number INTEGER PRIMARY KEY,
  incident TEXT NOT NULL,        -- id
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  members BLOB NOT NULL          -- JSON: of each account number, id, whether it is independent
) STRICT;
CREATE INDEX versions_by_incident ON versions(incident);
CREATE INDEX versions_by_since ON versions(since);
CREATE TABLE membership(
  account INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY(account, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_by_version ON membership(version);

-- What the conventions make of a version: a row for those that see it alike.
CREATE TABLE views(
  number INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  conventions INTEGER NOT NULL,  -- bits
  incident TEXT NOT NULL,
  first INTEGER NOT NULL,        -- day on which it may have happened; not known: the greatest number
  last INTEGER NOT NULL,         -- the last such day; not known: the least number
  odd INTEGER NOT NULL,          -- 1 if an end is open, they lie more than a month apart, or it was known before it happened
  open INTEGER NOT NULL,         -- 1 if the first day is not known, 2 if the last; a sum
  killed INTEGER NOT NULL,       -- best; -1: not stated
  killed_low INTEGER NOT NULL,
  killed_high INTEGER NOT NULL,
  injured INTEGER NOT NULL,
  injured_low INTEGER NOT NULL,
  injured_high INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  latitude REAL,
  longitude REAL,
  radius_km REAL NOT NULL,
  precision INTEGER NOT NULL,
  type TEXT NOT NULL,
  status INTEGER NOT NULL,
  background INTEGER NOT NULL,
  election INTEGER NOT NULL,
  certainties INTEGER NOT NULL,  -- bits
  country TEXT NOT NULL,
  area TEXT NOT NULL,            -- admin1, admin2 and constituency, with line ends between
  places TEXT NOT NULL,          -- folded names, each between line ends
  types TEXT NOT NULL,
  actors TEXT NOT NULL,
  actor_ids TEXT NOT NULL,
  targets TEXT NOT NULL,
  summary BLOB NOT NULL          -- JSON
) STRICT;
CREATE INDEX views_by_version ON views(version);
CREATE INDEX views_by_since ON views(since);
CREATE INDEX views_newest ON views(last DESC, incident, conventions);
CREATE INDEX views_newest_now ON views(last DESC, incident, conventions) WHERE until = 9223372036854775807;
CREATE INDEX views_oldest_now ON views(first, incident, conventions) WHERE until = 9223372036854775807;
CREATE INDEX views_deadliest_now ON views(killed DESC, incident, conventions) WHERE until = 9223372036854775807;
CREATE INDEX views_changed_now ON views(changed DESC, incident, conventions) WHERE until = 9223372036854775807;
CREATE INDEX views_odd ON views(last DESC, incident) WHERE odd = 1;
CREATE VIRTUAL TABLE views_at USING rtree_i32(
  number, south, north, west, east, first, last, since, until  -- 1/100000 degrees, days, minutes since 1970
);

-- Incidents that may be one, by their likeliest pair of accounts.
CREATE TABLE doubts(
  number INTEGER PRIMARY KEY,
  first INTEGER NOT NULL,        -- accounts
  second INTEGER NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  first_incident TEXT NOT NULL,
  second_incident TEXT NOT NULL,
  score REAL NOT NULL            -- log odds
) STRICT;
CREATE INDEX doubts_by_first ON doubts(first_incident);
CREATE INDEX doubts_by_second ON doubts(second_incident);
)sql",
    R"sql(
-- The indices hold whatever says whether a row counts at a moment, so that those that do not are passed over without being read.
DROP INDEX views_newest;
DROP INDEX views_newest_now;
DROP INDEX views_oldest_now;
DROP INDEX views_deadliest_now;
DROP INDEX views_changed_now;
DROP INDEX views_odd;
CREATE INDEX views_newest ON views(last DESC, incident, conventions, since, until, first, odd);
CREATE INDEX views_oldest ON views(first, incident, conventions, since, until, last, odd);
CREATE INDEX views_deadliest ON views(killed DESC, incident, conventions, since, until);
CREATE INDEX views_changed ON views(changed DESC, incident, conventions, since, until);
CREATE INDEX views_odd ON views(last DESC, incident, conventions, since, until, first, open) WHERE odd = 1;

-- In the index of places, an end of the days that is open lies at the end of time.
UPDATE views_at SET first = -2147483648 WHERE number IN (SELECT number FROM views WHERE odd = 1 AND open & 1);
UPDATE views_at SET last = 2147483647 WHERE number IN (SELECT number FROM views WHERE odd = 1 AND open & 2);

CREATE INDEX reviews_by_undone ON reviews(undoes) WHERE undoes IS NOT NULL;
)sql",
    R"sql(
-- What the incidents that hold now name, by the first convention: 0 organisations, 1 what was hit, 2 publishers of their reports.
CREATE TABLE naming(
  version INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY(version, kind, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE names(
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  id TEXT NOT NULL,              -- of an organisation that the packs know
  incidents INTEGER NOT NULL,
  PRIMARY KEY(kind, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX versions_now ON versions(since) WHERE until = 9223372036854775807;
CREATE INDEX held_now ON held(since) WHERE until = 9223372036854775807;

INSERT OR IGNORE INTO naming SELECT v.version, 0, a.value->>'name' FROM views v, json_each(CAST(v.summary AS TEXT), '$.view.accounts[0].actors') a
  WHERE v.until = 9223372036854775807 AND v.conventions & 1 AND a.value->>'kind' = 'organization' AND a.value->>'name' != '';
INSERT OR IGNORE INTO names SELECT 0, a.value->>'name', coalesce(a.value->>'id', ''), 0 FROM views v, json_each(CAST(v.summary AS TEXT), '$.view.accounts[0].actors') a
  WHERE v.until = 9223372036854775807 AND v.conventions & 1 AND a.value->>'kind' = 'organization' AND a.value->>'name' != '';
INSERT OR IGNORE INTO naming SELECT v.version, 1, t.value->>'class' FROM views v, json_each(CAST(v.summary AS TEXT), '$.view.accounts[0].targets') t
  WHERE v.until = 9223372036854775807 AND v.conventions & 1 AND t.value->>'class' != '';
INSERT OR IGNORE INTO naming SELECT v.number, 2, d.source FROM versions v JOIN membership m ON m.version = v.number
  JOIN accounts a ON a.number = m.account JOIN documents d ON d.number = a.document WHERE v.until = 9223372036854775807 AND d.source != '';
INSERT INTO names SELECT kind, name, '', count(*) FROM naming GROUP BY kind, name
  ON CONFLICT(kind, name) DO UPDATE SET incidents = excluded.incidents;
)sql",
    R"sql(
-- Fields on which statements disagree.
CREATE TABLE disputes(
  view INTEGER NOT NULL,
  field TEXT NOT NULL,
  PRIMARY KEY(view, field)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO disputes SELECT v.number, c.value FROM views v, json_each(CAST(v.summary AS TEXT), '$.conflicts') c;
)sql",
    R"sql(
DROP TABLE views_at;
-- Summaries lie apart, so that many rows are looked at without reading them.
CREATE TABLE summaries(
  view INTEGER PRIMARY KEY,
  summary BLOB NOT NULL          -- JSON
) STRICT;
INSERT INTO summaries SELECT number, summary FROM views;
CREATE TABLE slim_views(
  number INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  conventions INTEGER NOT NULL,
  incident TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  odd INTEGER NOT NULL,
  open INTEGER NOT NULL,
  killed INTEGER NOT NULL,
  killed_low INTEGER NOT NULL,
  killed_high INTEGER NOT NULL,
  injured INTEGER NOT NULL,
  injured_low INTEGER NOT NULL,
  injured_high INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  latitude REAL,
  longitude REAL,
  radius_km REAL NOT NULL,
  precision INTEGER NOT NULL,
  type TEXT NOT NULL,
  status INTEGER NOT NULL,
  background INTEGER NOT NULL,
  election INTEGER NOT NULL,
  certainties INTEGER NOT NULL,
  country TEXT NOT NULL,
  area TEXT NOT NULL,
  places TEXT NOT NULL,
  types TEXT NOT NULL,
  actors TEXT NOT NULL,
  actor_ids TEXT NOT NULL,
  targets TEXT NOT NULL
) STRICT;
INSERT INTO slim_views SELECT number, version, since, until, conventions, incident, first, last, odd, open, killed, killed_low, killed_high, injured, injured_low, injured_high, changed, latitude, longitude, radius_km, precision, type, status, background, election, certainties, country, area, places, types, actors, actor_ids, targets FROM views;
DROP TABLE views;
ALTER TABLE slim_views RENAME TO views;
CREATE INDEX views_by_version ON views(version);
CREATE INDEX views_by_since ON views(since);
CREATE INDEX views_newest ON views(last DESC, incident, conventions, since, until, first, odd);
CREATE INDEX views_oldest ON views(first, incident, conventions, since, until, last, odd);
CREATE INDEX views_deadliest ON views(killed DESC, incident, conventions, since, until);
CREATE INDEX views_changed ON views(changed DESC, incident, conventions, since, until);
CREATE INDEX views_odd ON views(last DESC, incident, conventions, since, until, first, open) WHERE odd = 1;

-- What rows of `views` are found by besides their days. Kinds of words: 0 places, 1 types, 2 actors, 3 ids of actors, 4 what was hit, each a
-- line of the column; 5 facts: "country PK", "status 1", "certainty 2", "election", "background", "killed 30" (or more), "cell 121 253" and
-- "tile 12 25" (degrees and tens of degrees from the south pole and the date line). A back slash is written as a slash.
CREATE TABLE words(
  number INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  word TEXT NOT NULL,
  UNIQUE(kind, word)
) STRICT;
CREATE TABLE marks(
  word INTEGER NOT NULL,
  last INTEGER NOT NULL,         -- these two as the view has them
  incident TEXT NOT NULL,
  view INTEGER NOT NULL,
  PRIMARY KEY(word, last DESC, incident, view)
) STRICT, WITHOUT ROWID;
)sql"
    "INSERT OR IGNORE INTO words(kind, word) SELECT kind, word FROM (" ROZNAMCHA_WORDS_OF_VIEWS
    "); INSERT OR IGNORE INTO marks SELECT w.number, m.last, m.incident, m.view FROM (" ROZNAMCHA_WORDS_OF_VIEWS
    ") m CROSS JOIN words w ON w.kind = m.kind AND w.word = m.word ORDER BY 1, 2 DESC, 3, 4;"
    R"sql(
-- How many rows hold now.
CREATE TABLE sizes(
  name TEXT PRIMARY KEY,
  rows INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO sizes SELECT 'held', count(*) FROM held WHERE until = 9223372036854775807;
INSERT INTO sizes SELECT 'versions', count(*) FROM versions WHERE until = 9223372036854775807;
CREATE TRIGGER held_come AFTER INSERT ON held WHEN NEW.until = 9223372036854775807
  BEGIN UPDATE sizes SET rows = rows + 1 WHERE name = 'held'; END;
CREATE TRIGGER held_end AFTER UPDATE OF until ON held WHEN OLD.until = 9223372036854775807 AND NEW.until != 9223372036854775807
  BEGIN UPDATE sizes SET rows = rows - 1 WHERE name = 'held'; END;
CREATE TRIGGER held_go AFTER DELETE ON held WHEN OLD.until = 9223372036854775807
  BEGIN UPDATE sizes SET rows = rows - 1 WHERE name = 'held'; END;
CREATE TRIGGER versions_come AFTER INSERT ON versions WHEN NEW.until = 9223372036854775807
  BEGIN UPDATE sizes SET rows = rows + 1 WHERE name = 'versions'; END;
CREATE TRIGGER versions_end AFTER UPDATE OF until ON versions WHEN OLD.until = 9223372036854775807 AND NEW.until != 9223372036854775807
  BEGIN UPDATE sizes SET rows = rows - 1 WHERE name = 'versions'; END;
CREATE TRIGGER versions_go AFTER DELETE ON versions WHEN OLD.until = 9223372036854775807
  BEGIN UPDATE sizes SET rows = rows - 1 WHERE name = 'versions'; END;
CREATE INDEX names_frequent ON names(kind, incidents DESC, name, id);
)sql",
    R"sql(
-- Where what readings state besides accounts lies, of readings that are or were in force.
CREATE TABLE stated(
  reading INTEGER NOT NULL,
  kind INTEGER NOT NULL,         -- 0 tallies, 1 measures, 2 warnings
  nth INTEGER NOT NULL,          -- of them in the reading, from 0
  country TEXT NOT NULL,
  name TEXT NOT NULL,
  admin2 TEXT NOT NULL,
  admin1 TEXT NOT NULL,
  constituency TEXT NOT NULL,
  PRIMARY KEY(reading, kind, nth)
) STRICT, WITHOUT ROWID;
INSERT INTO stated SELECT r.number, k.kind, s.key, coalesce(s.value->>'$.place.country', ''), coalesce(s.value->>'$.place.name', ''),
    coalesce(s.value->>'$.place.admin2', ''), coalesce(s.value->>'$.place.admin1', ''), coalesce(s.value->>'$.place.constituency', '')
  FROM (SELECT DISTINCT reading FROM held WHERE states > 0) h JOIN readings r ON r.number = h.reading,
    (SELECT 0 AS kind, '$.tallies' AS path UNION ALL SELECT 1, '$.measures' UNION ALL SELECT 2, '$.warnings') k, json_each(r.reading, k.path) s;
DROP INDEX held_stating;
CREATE INDEX versions_ended ON versions(until) WHERE until != 9223372036854775807;
CREATE INDEX held_stating ON held(published DESC, id, since, until, document, reading) WHERE states > 0;
)sql",
};

#undef ROZNAMCHA_WORDS_OF_VIEWS

}  // namespace roznamcha::ledger
