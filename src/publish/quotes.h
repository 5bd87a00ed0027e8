// Words of reports as JSON. Heavy: for .cc files only.
#pragma once

#include <map>
#include <string>

#include "publish/export.h"
#include "publish/json.h"
#include "record/json.h"
#include "text/span.h"

namespace roznamcha::publish {

/// Writes spans with their words and the document in which they count. Texts are asked for once.
class Quotes {
 public:
  /// `text_of` must outlive it.
  explicit Quotes(const TextOf& text_of) : text_of_(text_of) {}
  /// Null for an empty span, and for one that lies outside of the text.
  Json operator()(const std::string& document, text::Span span);

 private:
  struct Text {
    std::string text;
    record::SpanWriter spans;
  };
  const TextOf& text_of_;
  std::map<std::string, Text> texts_;
};

}  // namespace roznamcha::publish
