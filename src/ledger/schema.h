// The tables of a register, as numbered migrations.
#pragma once

#include <array>
#include <cstdint>

namespace roznamcha::ledger {

/// "Rozn": says of an SQLite file that it is a register.
constexpr uint32_t kApplicationId = 0x526f7a6e;

/// Migration i takes a register from version i to i + 1 (PRAGMA user_version). Never changed once released; new ones are added.
/// All tables are append-only. Moments ("learnt") are RFC 3339 UTC with milliseconds and compare as text; days are YYYY-MM-DD.
constexpr std::array<const char*, 1> kMigrations = {
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
  published TEXT,
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
};

}  // namespace roznamcha::ledger
