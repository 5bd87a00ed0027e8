// A report as it was taken in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "text/date.h"

namespace roznamcha::record {

/// One report. `text` is valid UTF-8; every span of the record layer counts bytes of it (title excluded).
struct Document {
  std::string id;        // given, or made from the file's name; unique within its source only
  std::string text;
  std::string title;
  std::string url;
  std::string source;    // publisher, as named by the document
  std::string language;  // BCP 47, "en" if unknown
  std::string country;   // ISO 3166-1 alpha-2 hint about what the report is about, or ""
  std::optional<text::Date> published;
  std::optional<int64_t> published_minute;  // since 1970 in UTC, where its hour and zone are stated
  bool published_given = false;  // `published` was given for a document that does not say it; what its text says outranks it
  std::string sha256;               // of `text`, lower-case hex
  friend bool operator==(const Document&, const Document&) = default;
};

}  // namespace roznamcha::record
