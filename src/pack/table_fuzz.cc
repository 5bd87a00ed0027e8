#include "pack/table.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto table = roznamcha::pack::Table::parse(text, "fuzz.tsv");
  if (!table) return 0;
  for (size_t row = 0; row < table->size(); ++row) {
    for (const std::string& column : table->columns()) (void)table->cell(row, column);
  }
  return 0;
}
