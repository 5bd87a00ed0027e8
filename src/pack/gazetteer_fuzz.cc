// Any bytes are a gazetteer or an error, as they are and pressed; one that loads can be asked anything.
#include <zstd.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "pack/gazetteer.h"
#include "pack/phrases.h"

namespace {

using roznamcha::pack::Gazetteer;

void ask(std::string_view bytes) {
  const auto loaded = Gazetteer::load(bytes);
  if (!loaded) return;
  const Gazetteer& g = *loaded;
  const auto tokens = roznamcha::pack::phrase_tokens("Dera Ismail Khan near Springfield, Ill.");
  std::vector<Gazetteer::Match> matches;
  for (uint32_t i = 0; i < tokens.size(); ++i)
    g.match(tokens, i, static_cast<uint32_t>(tokens.size()), matches);
  for (const auto& m : matches) {
    for (uint32_t i = 0; i < m.count; ++i) {
      const auto place = g.candidate(m, i).place;
      g.name(place);
      g.point(place);
      g.country_code(place);
      if (g.country(place) != Gazetteer::kNone) g.districts_in(g.country(place));
      if (g.admin1(place) != Gazetteer::kNone) g.towns_in(g.admin1(place));
      if (g.admin2(place) != Gazetteer::kNone) g.constituencies(g.admin2(place));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ask(bytes);
  std::string pressed(ZSTD_compressBound(size), '\0');
  pressed.resize(ZSTD_compress(pressed.data(), pressed.size(), data, size, 1));
  ask(pressed);
  return 0;
}
