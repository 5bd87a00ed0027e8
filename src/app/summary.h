// What lists and maps show of an incident, as the tables keep it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/query.h"
#include "record/incident.h"

namespace roznamcha::app {

Summary summary_of(const record::Incident& incident);
std::string to_bytes(const Summary& summary);
/// Nothing if the bytes are none.
std::optional<Summary> summary_from_bytes(std::string_view bytes);

}  // namespace roznamcha::app
