// The query of an address: names, values, and what is wrong with them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/query.h"
#include "base/error.h"

namespace roznamcha::http {

/// Undoes percent-encoding; '+' is a space if `plus`. Nothing if an escape is cut off or the result is no
/// UTF-8.
std::optional<std::string> percent_decoded(std::string_view text, bool plus);

/// The parameters of a request. The readers note the first value that does not hold and go on with a default,
/// so that a route reads all it takes and then asks wrong() once.
class Parameters {
 public:
  /// Errors (kBadArgument, where: the parameter): bytes that are no text, a name that is not in `known`, a
  /// name given twice, a value of more than 1,000 bytes, more than 64 parameters.
  static base::Result<Parameters> parse(std::string_view query, std::span<const std::string_view> known);

  /// "" if it is not given.
  std::string text(std::string_view name);
  std::optional<text::Date> day(std::string_view name);
  std::optional<std::string> moment(std::string_view name);
  std::optional<bool> flag(std::string_view name);
  std::optional<int64_t> number(std::string_view name, int64_t low, int64_t high);
  /// Index into `choices`.
  std::optional<size_t> choice(std::string_view name, std::span<const std::string_view> choices);
  std::optional<app::Window> window(std::string_view name);

  const base::Status& wrong() const { return wrong_; }
  void blame(std::string_view name, std::string what, std::string advice);

 private:
  const std::string* find(std::string_view name) const;
  std::vector<std::pair<std::string, std::string>> given_;
  base::Status wrong_;
};

/// Reads what every selection takes: as_of, convention and the filters.
app::Query selection_of(Parameters& parameters);
/// as_of and convention alone.
app::Query view_of(Parameters& parameters);

}  // namespace roznamcha::http
