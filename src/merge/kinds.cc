#include "merge/kinds.h"

#include <algorithm>

#include "pack/table.h"

namespace roznamcha::merge {
namespace {

constexpr std::string_view kFile = "merge.tsv";

}  // namespace

base::Result<Kinds> Kinds::parse(std::string_view tsv) {
  const auto table = pack::Table::parse(tsv, kFile);
  if (!table) return table.error();
  Kinds kinds;
  for (size_t row = 0; row < table->size(); ++row) {
    Kind kind;
    kind.families = pack::split_list(table->cell(row, "families"));
    std::sort(kind.families.begin(), kind.families.end());
    const std::string_view specific = table->cell(row, "specific");
    if (specific.size() != 1 || specific[0] < '0' || specific[0] > '2') {
      return base::Error{base::ErrorId::kBadPack, "'specific' is not 0, 1 or 2",
                         std::string(kFile) + ":" + std::to_string(table->line(row)), ""};
    }
    kind.specific = specific[0] - '0';
    kinds.kinds_.emplace(table->cell(row, "sub_event_type"), std::move(kind));
  }
  return kinds;
}

Kinds Kinds::of(const pack::Pack& pack) {
  auto kinds = parse(pack.bytes(kFile));
  return kinds ? std::move(*kinds) : Kinds();
}

const Kinds::Kind* Kinds::find(std::string_view sub_event_type) const {
  const auto found = kinds_.find(sub_event_type);
  return found == kinds_.end() ? nullptr : &found->second;
}

bool Kinds::compatible(std::string_view first, std::string_view second) const {
  if (first.empty() || second.empty() || first == second) return true;
  const Kind* a = find(first);
  const Kind* b = find(second);
  if (!a || !b) return true;
  return std::any_of(a->families.begin(), a->families.end(), [&](const std::string& family) {
    return std::binary_search(b->families.begin(), b->families.end(), family);
  });
}

int Kinds::specific(std::string_view sub_event_type) const {
  const Kind* kind = find(sub_event_type);
  return kind ? kind->specific : 0;
}

}  // namespace roznamcha::merge
