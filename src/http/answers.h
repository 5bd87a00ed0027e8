// The answers of the routes, and what they have in common.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "http/incident_json.h"
#include "http/router.h"

namespace roznamcha::http {

using Names = std::vector<std::string_view>;

// Reports (report_answers.cc).
Response list_reports(Call& call);
Response show_report(Call& call);
Response add_reports(Call& call);
Response show_job(Call& call);

// Review (review_answers.cc).
Response review_queue(Call& call);
Response list_decisions(Call& call);
Response decide_merge(Call& call);
Response decide_apart(Call& call);
Response decide_split(Call& call);
Response decide_set(Call& call);
Response decide_retract(Call& call);
Response decide_undo(Call& call);
Response put_off(Call& call);

Response json_response(const Json& json, unsigned status = 200);
/// `as_of` and `convention` of an answer.
void add_view(Json& json, const app::Query& query);
/// The total of a list, on its first page.
void add_total(Json& json, const std::optional<app::Total>& total);
app::Paging paging_of(Parameters& parameters);
/// `json`, or the rows of its member `list` as CSV or JSON Lines. Objects are flat; lists are joined.
Response rows_or_json(const Call& call, const Names& columns, Json json, std::string_view list);

}  // namespace roznamcha::http
