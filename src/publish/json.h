// Values that may be absent, as JSON. Heavy: for .cc files only.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "record/account.h"
#include "text/date.h"

namespace roznamcha::publish {

using Json = nlohmann::ordered_json;

inline Json or_null(const std::string& value) { return value.empty() ? Json() : Json(value); }
inline Json or_null(const std::optional<text::Date>& date) { return date ? Json(text::to_string(*date)) : Json(); }
inline Json or_null(const std::optional<record::Figure>& figure) {
  if (!figure) return Json();
  return Json{{"low", figure->low}, {"best", figure->best}, {"high", figure->high ? Json(*figure->high) : Json()}};
}

/// One line; bytes that are no UTF-8 are replaced rather than fatal.
inline std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace roznamcha::publish
