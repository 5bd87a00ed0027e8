#include <cassert>
#include <cstdint>

#include "intake/web_date.h"

// Any bytes as a date; what is read is a day that is written and read again as itself.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha;
  const auto date = intake::parse_web_date({reinterpret_cast<const char*>(data), size});
  if (intake::parse_web_minute({reinterpret_cast<const char*>(data), size})) assert(date);
  if (date) assert(intake::parse_web_date(text::to_string(*date)) == date);
  return 0;
}
