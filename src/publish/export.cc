#include "publish/export.h"

#include <algorithm>

#include "publish/acled.h"
#include "publish/csv.h"
#include "publish/geojson.h"
#include "publish/jsonl.h"

namespace roznamcha::publish {

std::span<const ExportFormat> export_formats() {
  static constexpr ExportFormat kFormats[] = {
      {"jsonl", "application/jsonl", "one JSON object an incident, complete, with every quote", true, write_jsonl},
      {"csv", "text/csv", "one row an incident, columns of our own", false, write_csv},
      {"geojson", "application/geo+json", "points with their precision, RFC 7946", false, write_geojson},
      {"acled", "text/csv", "the 31 columns of ACLED's layout", false, write_acled},
  };
  return kFormats;
}

const ExportFormat* export_format(std::string_view name) {
  const auto formats = export_formats();
  const auto found = std::find_if(formats.begin(), formats.end(), [&](const auto& format) { return format.name == name; });
  return found == formats.end() ? nullptr : &*found;
}

}  // namespace roznamcha::publish
