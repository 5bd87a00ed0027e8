// What time it is where.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/error.h"
#include "pack/table.h"

namespace roznamcha::pack {

/// Standard time by country and, where one has several, by first-level unit. Immutable; one serves all
/// threads.
class Zones {
 public:
  static constexpr std::string_view kFile = "places/zones.tsv";

  /// Reads the table `country` (ISO 3166-1 alpha-2), `units` (names with ';', or none: the rest of the
  /// country), `minutes`. Errors (kBadPack, with file:line): a missing column, no country, minutes that are
  /// no whole number from -720 to 840.
  static base::Result<Zones> from_table(const Table& table);

  /// Minutes that clocks there are ahead of UTC; nothing for a country that the table lacks. Summer time does
  /// not count.
  std::optional<int> minutes(std::string_view country, std::string_view admin1) const;

 private:
  std::unordered_map<std::string, int> minutes_;  // by country, or country and unit
};

}  // namespace roznamcha::pack
