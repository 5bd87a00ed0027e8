// Any bytes are a layer or an error; one that reads can be added to a gazetteer and asked for.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "pack/gazetteer.h"
#include "pack/layer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha::pack;
  const auto places = read_layer(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz");
  if (!places) return 0;
  Gazetteer gazetteer;
  gazetteer.add(*places);
  for (const LayerPlace& place : *places) {
    const auto match = gazetteer.find(place.name);
    for (uint32_t i = 0; i < match.count; ++i) {
      const auto id = gazetteer.candidate(match, i).place;
      if (gazetteer.name(id).empty()) __builtin_trap();
      gazetteer.constituency(id);
      gazetteer.area(place.point, Feature::kAdmin2);
    }
  }
  return 0;
}
