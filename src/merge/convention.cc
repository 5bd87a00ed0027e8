#include "merge/convention.h"

#include <cstdlib>

namespace roznamcha::merge {

std::string_view name(Convention convention) {
  switch (convention) {
    case Convention::kUcdp:
      return "ucdp";
    case Convention::kAcled:
      return "acled";
    case Convention::kGtdMajority:
      return "gtd-majority";
    case Convention::kGtdRecent:
      return "gtd-recent";
    case Convention::kMaverickConservative:
      return "maverick-conservative";
    case Convention::kMaverickInformative:
      return "maverick-informative";
    case Convention::kMaverickRepresentative:
      return "maverick-representative";
  }
  std::abort();
}

std::optional<Convention> convention(std::string_view wanted) {
  for (const Convention candidate : conventions()) {
    if (name(candidate) == wanted) return candidate;
  }
  return std::nullopt;
}

const std::vector<Convention>& conventions() {
  static const std::vector<Convention> all = {Convention::kUcdp,
                                              Convention::kAcled,
                                              Convention::kGtdMajority,
                                              Convention::kGtdRecent,
                                              Convention::kMaverickConservative,
                                              Convention::kMaverickInformative,
                                              Convention::kMaverickRepresentative};
  return all;
}

}  // namespace roznamcha::merge
