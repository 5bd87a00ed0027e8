#include "ledger/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cassert>
#include <cerrno>

namespace roznamcha::ledger {

using base::Error;
using base::ErrorId;

base::Error error_of(int code, int system_error, const std::string& path, std::string_view message) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorId::kRegisterBusy, "another program is writing to the register", path,
              "wait until it is done and try again"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_SCHEMA:
      return {ErrorId::kRegisterCorrupt, "the register is damaged", path,
              "restore it from a copy; it was left as it is"};
    case SQLITE_FULL:
      return {ErrorId::kRegisterFull, "no room to write to the register", path,
              "make room on the disk and run it again; what was acknowledged is safe"};
    case SQLITE_IOERR:
      if (system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG)
        return error_of(SQLITE_FULL, 0, path, message);
      return {ErrorId::kUnreadable, fmt::format("the register's disk fails: {}", message), path,
              "check the disk"};
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return {ErrorId::kUnreadable, "the register or its folder may not be read and written", path,
              "check their permissions"};
    default:
      return {ErrorId::kInternal, fmt::format("SQLite: {}", message), path, ""};
  }
}

void Database::Close::operator()(sqlite3* db) const {
  sqlite3_close_v2(db);
}

base::Result<Database> Database::open(const std::string& path, Mode mode) {
  // As a URI, so that the file can be said to be immutable; what is special in URIs is escaped.
  std::string uri = "file:";
  for (char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      uri += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    } else {
      uri += c;
    }
  }
  int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (mode == Mode::kImmutable) {
    uri += "?immutable=1";
    flags |= SQLITE_OPEN_READONLY;
  } else {
    flags |= SQLITE_OPEN_READWRITE | (mode == Mode::kNew ? SQLITE_OPEN_CREATE : 0);
  }
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(uri.c_str(), &raw, flags, nullptr);
  Database database;
  database.path_ = path;
  database.db_.reset(raw);
  if (code != SQLITE_OK) return raw ? database.error() : error_of(code, 0, path, sqlite3_errstr(code));
  // A register from elsewhere must not run what its schema hides.
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  return database;
}

base::Status Database::run(const std::string& sql) {
  if (sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return error();
}

base::Result<Query> Database::query(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr) ==
      SQLITE_OK) {
    return Query(*this, statement);
  }
  // The program's SQL is right, so a table or column that is not there was taken from the file.
  if ((sqlite3_errcode(db_.get()) & 0xff) == SQLITE_ERROR) return error_of(SQLITE_CORRUPT, 0, path_, "");
  return error();
}

int64_t Database::last_row() const {
  return sqlite3_last_insert_rowid(db_.get());
}
int64_t Database::changed() const {
  return sqlite3_changes(db_.get());
}
void Database::wait_for_others(int milliseconds) {
  sqlite3_busy_timeout(db_.get(), milliseconds);
}

base::Error Database::error() const {
  return error_of(sqlite3_extended_errcode(db_.get()), sqlite3_system_errno(db_.get()), path_,
                  sqlite3_errmsg(db_.get()));
}

void Query::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Query& Query::bind(int parameter, int64_t value) {
  const int code = sqlite3_bind_int64(statement_.get(), parameter + 1, value);
  assert(code == SQLITE_OK);
  (void)code;
  return *this;
}

Query& Query::bind(int parameter, std::string_view value) {
  const int code = sqlite3_bind_text64(statement_.get(), parameter + 1, value.data() ? value.data() : "",
                                       value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  assert(code == SQLITE_OK);
  (void)code;
  return *this;
}

Query& Query::bind_null(int parameter) {
  sqlite3_bind_null(statement_.get(), parameter + 1);
  return *this;
}

Query& Query::bind_real(int parameter, double value) {
  sqlite3_bind_double(statement_.get(), parameter + 1, value);
  return *this;
}

Query& Query::bind_bytes(int parameter, std::string_view value) {
  sqlite3_bind_blob64(statement_.get(), parameter + 1, value.data() ? value.data() : "", value.size(),
                      SQLITE_TRANSIENT);
  return *this;
}

base::Result<bool> Query::next() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return database_->error();
}

base::Status Query::run() {
  const auto row = next();
  const base::Status status = row ? base::Status() : base::Status(row.error());
  reset();
  return status;
}

void Query::reset() {
  sqlite3_reset(statement_.get());
}

int64_t Query::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Query::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  if (!bytes) return {};
  return {bytes, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::string_view Query::bytes(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  if (!bytes) return {};
  return {bytes, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

double Query::real(int column) const {
  return sqlite3_column_double(statement_.get(), column);
}

bool Query::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

}  // namespace roznamcha::ledger
