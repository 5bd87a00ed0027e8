// As much of SQLite as the ledger needs, with errors as values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace roznamcha::ledger {

class Query;

/// A connection. Errors are named after `path` and have the ids that ledger.h lists.
class Database {
 public:
  enum class Mode { kReadWrite, kImmutable, kNew };
  /// kImmutable: for a file on a medium that cannot be written. kNew: makes the file.
  static base::Result<Database> open(const std::string& path, Mode mode);

  /// Runs statements that give no rows.
  base::Status run(const std::string& sql);
  base::Result<Query> query(std::string_view sql);
  int64_t last_row() const;
  /// Rows that the last statement changed.
  int64_t changed() const;
  /// What the connection's last failure means for the user.
  base::Error error() const;
  void wait_for_others(int milliseconds);

 private:
  struct Close {
    void operator()(sqlite3* db) const;
  };
  std::string path_;
  std::unique_ptr<sqlite3, Close> db_;
};

/// A prepared statement. Parameters and columns count from 0. The Database must outlive it.
class Query {
 public:
  Query& bind(int parameter, int64_t value);
  Query& bind(int parameter, std::string_view value);
  Query& bind_null(int parameter);
  Query& bind_real(int parameter, double value);
  Query& bind_bytes(int parameter, std::string_view value);

  /// Whether there is another row.
  base::Result<bool> next();
  /// Runs to the end and makes it ready for other parameters.
  base::Status run();
  void reset();

  int64_t integer(int column) const;
  /// Valid until the next step; "" for null.
  std::string_view text(int column) const;
  /// As text(), of a column of bytes.
  std::string_view bytes(int column) const;
  double real(int column) const;
  bool is_null(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Query(const Database& database, sqlite3_stmt* statement) : database_(&database), statement_(statement) {}
  const Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// What another SQLite result code than success means for the user. `system_error`: errno behind it, or 0.
base::Error error_of(int code, int system_error, const std::string& path, std::string_view message);

}  // namespace roznamcha::ledger
