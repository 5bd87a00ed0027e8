// How statements that disagree become low, best and high.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "record/account.h"
#include "record/incident.h"

namespace roznamcha::merge {

/// Named after the datasets whose published rules they follow.
enum class Convention : uint8_t {
  kUcdp,
  kAcled,
  kGtdMajority,
  kGtdRecent,
  kMaverickConservative,
  kMaverickInformative,
  kMaverickRepresentative,
};
std::string_view name(Convention convention);  // "ucdp", "acled", "gtd-majority", …
std::optional<Convention> convention(std::string_view name);
const std::vector<Convention>& conventions();

}  // namespace roznamcha::merge
