// The records as JSON with the keys of the output contract (docs/output.md), one writer and one reader for the ledger, the
// exports and the API. Only how a span is written differs between them.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "record/account.h"
#include "record/document.h"
#include "record/incident.h"

namespace roznamcha::record {

/// Writes a span. For what users see: {"start","end","quote"} in code points of the document's text; for the ledger: [begin, end] in
/// bytes.
using SpanWriter = std::function<nlohmann::ordered_json(text::Span)>;
SpanWriter byte_spans();
/// `text` must outlive the writer.
SpanWriter quoted_spans(std::string_view text);

nlohmann::ordered_json to_json(const Account& account, const SpanWriter& spans);
nlohmann::ordered_json to_json(const Tally& tally, const SpanWriter& spans);
nlohmann::ordered_json to_json(const Measure& measure, const SpanWriter& spans);
nlohmann::ordered_json to_json(const Warning& warning, const SpanWriter& spans);
/// All of a reading but the mentions of places and times (OUTPUT.md's line without "document").
nlohmann::ordered_json to_json(const Reading& reading, const SpanWriter& spans);

/// Reads what to_json wrote with byte_spans(). Errors (kBadJson): a missing key, a wrong type, an unknown name.
base::Result<Reading> reading_from_json(const nlohmann::ordered_json& value);

}  // namespace roznamcha::record
