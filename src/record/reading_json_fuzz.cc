// Whatever bytes a register holds for a reading: an error, or a reading that is written as it was read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "record/json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha::record;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto json = nlohmann::ordered_json::parse(bytes, nullptr, false);
  const auto reading = reading_from_json(json);
  if (!reading) return 0;
  const auto again = reading_from_json(to_json(*reading, byte_spans()));
  if (!again || *again != *reading) std::abort();
  return 0;
}
