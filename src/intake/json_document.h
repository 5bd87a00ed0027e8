// A document as one line of JSON Lines.
#pragma once

#include <string_view>

#include "base/error.h"
#include "intake/intake.h"
#include "record/document.h"

namespace roznamcha::intake {

/// Reads {"id", "text", "title"?, "published"?, "url"?, "source"?, "language"?, "country"?}; null and "" are
/// as good as absent, other keys are ignored. id may be a number. What is absent stays empty. Errors, `where`
/// = `where`, with ":" and the byte (from 1) where one is to blame: kBadEncoding, kBadJson (no JSON, no
/// object, a key of another type, no text, an unknown country), kBadDate, kEmptyText, kTooLarge.
base::Result<record::Document> parse_json_document(std::string_view line, std::string_view where,
                                                   const Limits& limits);

}  // namespace roznamcha::intake
