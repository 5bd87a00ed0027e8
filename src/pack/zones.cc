#include "pack/zones.h"

#include <fmt/format.h>

#include <cmath>

namespace roznamcha::pack {
namespace {

constexpr double kFarthestWest = -720, kFarthestEast = 840;

std::string key(std::string_view country, std::string_view unit) {
  return fmt::format("{}\t{}", country, unit);
}

}  // namespace

base::Result<Zones> Zones::from_table(const Table& table) {
  for (std::string_view column : {"country", "units", "minutes"}) {
    if (!table.has(column))
      return base::Error{base::ErrorId::kBadPack, fmt::format("no column '{}'", column), table.file(), ""};
  }
  Zones out;
  for (size_t row = 0; row < table.size(); ++row) {
    const auto bad = [&](std::string what) {
      return base::Error{base::ErrorId::kBadPack, std::move(what),
                         fmt::format("{}:{}", table.file(), table.line(row)), ""};
    };
    const std::string_view country = table.cell(row, "country"), units = table.cell(row, "units");
    const auto minutes = number(table.cell(row, "minutes"));
    if (country.empty()) return bad("no country");
    if (!minutes || *minutes < kFarthestWest || *minutes > kFarthestEast || std::trunc(*minutes) != *minutes)
      return bad(fmt::format("'{}' is no offset in minutes", table.cell(row, "minutes")));
    if (units.empty()) out.minutes_.emplace(key(country, ""), static_cast<int>(*minutes));
    for (const std::string& unit : split_list(units))
      out.minutes_.emplace(key(country, unit), static_cast<int>(*minutes));
  }
  return out;
}

std::optional<int> Zones::minutes(std::string_view country, std::string_view admin1) const {
  auto found = minutes_.find(key(country, admin1));
  if (found == minutes_.end()) found = minutes_.find(key(country, ""));
  if (found == minutes_.end()) return {};
  return found->second;
}

}  // namespace roznamcha::pack
