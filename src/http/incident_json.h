// Incidents, reports and decisions as the API's JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

#include "app/desk.h"

namespace roznamcha::http {

using Json = nlohmann::ordered_json;
struct Job;

/// Schema "Summary". Names organisations only.
Json summary(const app::Summary& incident);
/// The same of a whole incident. `duplicates`: incidents that may be the same one.
Json summary(const record::Incident& incident, uint32_t duplicates);

/// Schema "Incident": the line of `export`, where each value comes from, and its history.
Json whole(const app::Whole& incident, const app::Query& query);

/// Schema "ReportPage".
Json whole(const app::ReportWhole& report);
/// Document, title, source, published, url.
Json told_by(const record::Report& report);

/// Schema "Decision".
Json decision(const app::Decision& decision);

/// A title as lists show it: a very long one is cut. null if there is none.
Json title(const std::string& whole);

/// Schema "Job".
Json job_json(const Job& job);

/// Low, best and high of a sum; null if it is 0, since then nobody states more.
Json sum(const record::Figure& figure);
Json conflict(const record::Conflict& conflict);

}  // namespace roznamcha::http
