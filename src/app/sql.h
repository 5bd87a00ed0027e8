// Statements of one connection, kept prepared.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/error.h"
#include "ledger/sqlite.h"

namespace roznamcha::app {

/// Bytes as a parameter, where text would be taken for text.
struct Bytes {
  std::string_view bytes;
};

/// Runs statements. The first failure stays: after it nothing is run and no rows are given, so that a chain
/// of steps asks once, at its end, whether it went well.
class Sql {
 public:
  explicit Sql(ledger::Database& database) : database_(database) {}

  const base::Status& failed() const { return failed_; }
  void fail(base::Error error) {
    if (!failed_) failed_ = std::move(error);
  }
  /// The value of a result; a default one of a failed one.
  template <typename T>
  T take(base::Result<T> result) {
    if (result) return *std::move(result);
    fail(result.error());
    return T();
  }
  void take(base::Status status) {
    if (status) fail(*std::move(status));
  }
  void forget_failure() { failed_.reset(); }

  template <typename... Values>
  void run(std::string_view sql, const Values&... values) {
    each(
        sql, [](const ledger::Query&) {}, values...);
  }
  /// Gives each row to `row`, which must not run the same statement; it may return false to end.
  template <typename Row, typename... Values>
  void each(std::string_view sql, Row row, const Values&... values) {
    ledger::Query* query = failed_ ? nullptr : prepared(sql);
    if (!query) return;
    int parameter = 0;
    (bind(*query, parameter++, values), ...);
    step(*query, row);
  }
  /// The same with values whose number and kind is known only now.
  template <typename Row, typename Value>
  void each_of(std::string_view sql, const std::vector<Value>& values, Row row) {
    ledger::Query* query = failed_ ? nullptr : prepared(sql);
    if (!query) return;
    int parameter = 0;
    for (const Value& value : values)
      std::visit([&](const auto& one) { bind(*query, parameter++, one); }, value);
    step(*query, row);
  }
  /// The first column of the first row.
  template <typename... Values>
  std::optional<int64_t> number(std::string_view sql, const Values&... values) {
    std::optional<int64_t> out;
    each(
        sql,
        [&](const ledger::Query& row) {
          if (!row.is_null(0)) out = row.integer(0);
          return false;
        },
        values...);
    return out;
  }
  int64_t last_row() const { return database_.last_row(); }

 private:
  template <typename Row>
  void step(ledger::Query& query, Row& row) {
    while (true) {
      const auto next = query.next();
      if (!next) fail(next.error());
      if (!next || !*next) break;
      if constexpr (std::is_same_v<decltype(row(query)), bool>) {
        if (!row(query)) break;
      } else {
        row(query);
      }
    }
    query.reset();
  }
  static void bind(ledger::Query& query, int at, int64_t value) { query.bind(at, value); }
  static void bind(ledger::Query& query, int at, int value) { query.bind(at, int64_t{value}); }
  static void bind(ledger::Query& query, int at, uint32_t value) { query.bind(at, int64_t{value}); }
  static void bind(ledger::Query& query, int at, bool value) { query.bind(at, int64_t{value}); }
  static void bind(ledger::Query& query, int at, double value) { query.bind_real(at, value); }
  static void bind(ledger::Query& query, int at, std::string_view value) { query.bind(at, value); }
  static void bind(ledger::Query& query, int at, const std::string& value) { query.bind(at, value); }
  static void bind(ledger::Query& query, int at, Bytes value) { query.bind_bytes(at, value.bytes); }
  template <typename T>
  static void bind(ledger::Query& query, int at, const std::optional<T>& value) {
    value ? bind(query, at, *value) : static_cast<void>(query.bind_null(at));
  }

  ledger::Query* prepared(std::string_view sql) {
    const auto found = queries_.find(std::string(sql));
    if (found != queries_.end()) return &found->second;
    auto query = database_.query(sql);
    if (!query) {
      fail(query.error());
      return nullptr;
    }
    return &queries_.emplace(std::string(sql), *std::move(query)).first->second;
  }

  ledger::Database& database_;
  std::unordered_map<std::string, ledger::Query> queries_;
  base::Status failed_;
};

}  // namespace roznamcha::app
