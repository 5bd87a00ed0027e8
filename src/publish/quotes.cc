#include "publish/quotes.h"

namespace roznamcha::publish {

Json Quotes::operator()(const std::string& document, text::Span span) {
  if (span.empty()) return nullptr;
  auto found = texts_.find(document);
  if (found == texts_.end()) {
    found = texts_.emplace(document, Text{text_of_(document), nullptr}).first;
    found->second.spans = record::quoted_spans(found->second.text);
  }
  if (span.end > found->second.text.size()) return nullptr;
  Json json = found->second.spans(span);
  json["document"] = document;
  return json;
}

}  // namespace roznamcha::publish
