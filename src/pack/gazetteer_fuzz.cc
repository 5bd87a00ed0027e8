// Any bytes are a gazetteer or an error; one that loads can be asked anything.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "pack/gazetteer.h"
#include "pack/phrases.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using roznamcha::pack::Gazetteer;
  const auto loaded = Gazetteer::load({reinterpret_cast<const char*>(data), size});
  if (!loaded) return 0;
  const Gazetteer& g = *loaded;
  const auto tokens = roznamcha::pack::phrase_tokens("Dera Ismail Khan near Springfield, Ill.");
  std::vector<Gazetteer::Match> matches;
  for (uint32_t i = 0; i < tokens.size(); ++i) g.match(tokens, i, static_cast<uint32_t>(tokens.size()), matches);
  for (const auto& m : matches) {
    for (uint32_t i = 0; i < m.count; ++i) {
      const auto place = g.candidate(m, i).place;
      g.name(place);
      g.point(place);
      g.country_code(place);
      g.holds(g.country(place) == Gazetteer::kNone ? place : g.country(place), place);
    }
  }
  return 0;
}
