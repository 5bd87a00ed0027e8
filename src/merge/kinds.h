// Which types of incidents may be two tellings of the same one.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "pack/pack.h"

namespace roznamcha::merge {

/// packs/merge.tsv.
class Kinds {
 public:
  struct Kind {
    std::vector<std::string> families;  // sorted
    int specific = 0;                   // 0: says little more than that there was violence … 2: says how
  };

  /// Reads the table. Errors (kBadPack): what a pack table may have wrong, a number out of [0, 2].
  static base::Result<Kinds> parse(std::string_view tsv);
  /// That of a pack; without families if the pack has no such table.
  static Kinds of(const pack::Pack& pack);

  /// Null for a type that is not in the table.
  const Kind* find(std::string_view sub_event_type) const;
  /// Whether two types share a family. Types that are unknown ("") go with everything.
  bool compatible(std::string_view first, std::string_view second) const;
  int specific(std::string_view sub_event_type) const;

 private:
  std::map<std::string, Kind, std::less<>> kinds_;
};

}  // namespace roznamcha::merge
