// Answers about what needs a decision, and decisions.
#include <algorithm>
#include <array>
#include <functional>

#include "http/answers.h"
#include "http/problem.h"
#include "publish/json.h"

namespace roznamcha::http {
namespace {

using base::Error;
using base::ErrorId;
using base::Result;
using publish::or_null;

/// The body of a decision, whose members are read one by one; the first that does not hold is noted.
class Body {
 public:
  explicit Body(const Call& call) {
    const std::string& text = call.request.body;
    if (depth_of(text) <= kDeepest) json_ = Json::parse(text, nullptr, false);
    if (!json_.is_object()) blame("body", "is no JSON object");
    reason_.by = call.who;
    if (std::string by = optional("by"); !by.empty() && call.who.empty()) reason_.by = std::move(by);
    reason_.text = optional("reason");
  }

  std::string text(const char* name) {
    known_.push_back(name);
    const auto found = json_.is_object() ? json_.find(name) : json_.end();
    if (!json_.is_object() || found == json_.end() || !found->is_string()) {
      blame(name, "is no text");
      return "";
    }
    return found->get<std::string>();
  }

  std::vector<std::string> texts(const char* name) {
    known_.push_back(name);
    std::vector<std::string> out;
    const auto found = json_.is_object() ? json_.find(name) : json_.end();
    const bool list = json_.is_object() && found != json_.end() && found->is_array();
    if (list) {
      for (const Json& one : *found) {
        if (one.is_string()) out.push_back(one.get<std::string>());
      }
    }
    if (!list || out.size() != found->size()) blame(name, "is no list of texts");
    return out;
  }

  int64_t number(const char* name) {
    known_.push_back(name);
    const auto found = json_.is_object() ? json_.find(name) : json_.end();
    if (json_.is_object() && found != json_.end() && found->is_number_integer()) return found->get<int64_t>();
    blame(name, "is no whole number");
    return 0;
  }

  const app::Reason& reason() const { return reason_; }

  /// After all members were read: what does not hold, a member that nobody asked for included.
  base::Status wrong() {
    if (json_.is_object()) {
      for (const auto& [key, unused] : json_.items()) {
        if (std::find(known_.begin(), known_.end(), key) == known_.end())
          blame(key, "is no member of this body");
      }
    }
    return wrong_;
  }

 private:
  static constexpr size_t kDeepest = 8;

  static size_t depth_of(std::string_view json) {
    size_t depth = 0, deepest = 0;
    bool text = false, escaped = false;
    for (const char c : json) {
      if (text) {
        text = escaped || c != '"';
        escaped = !escaped && c == '\\';
      } else if (c == '"') {
        text = true;
      } else if (c == '{' || c == '[') {
        deepest = std::max(deepest, ++depth);
      } else if ((c == '}' || c == ']') && depth > 0) {
        --depth;
      }
    }
    return deepest;
  }

  std::string optional(const char* name) {
    known_.push_back(name);
    const auto found = json_.is_object() ? json_.find(name) : json_.end();
    if (!json_.is_object() || found == json_.end() || found->is_null()) return "";
    if (!found->is_string()) {
      blame(name, "is no text");
      return "";
    }
    return found->get<std::string>();
  }

  void blame(std::string where, std::string what) {
    if (!wrong_) wrong_ = Error{ErrorId::kBadArgument, std::move(what), std::move(where), ""};
  }

  Json json_;
  app::Reason reason_;
  std::vector<std::string> known_;
  base::Status wrong_;
};

/// What a body asks for.
using Decision = std::function<Result<int64_t>(app::Desk&, const app::Reason&)>;

/// Reads a decision, takes it where all of its body holds, and gives its number.
template <typename Read>
Response decided(Call& call, Read read) {
  Body body(call);
  const Decision decide = read(body);
  if (const auto wrong = body.wrong()) return problem(*wrong);
  const auto number = decide(call.service.desk, body.reason());
  return number ? json_response({{"number", *number}}) : problem(number.error());
}

}  // namespace

Response review_queue(Call& call) {
  app::Query query = view_of(call.parameters);
  query.place = call.parameters.text("place");
  static constexpr std::array<std::string_view, 2> kKinds = {"duplicate", "dispute"};
  std::optional<app::ReviewItem::Kind> kind;
  if (const auto choice = call.parameters.choice("kind", kKinds))
    kind = static_cast<app::ReviewItem::Kind>(*choice);
  const app::Paging paging = paging_of(call.parameters);
  if (call.parameters.wrong()) return problem(*call.parameters.wrong());
  const auto page = call.service.desk.review(query, kind, paging);
  if (!page) return problem(page.error());
  Json json{{"items", Json::array()}, {"next", or_null(page->next)}, {"total", page->total}};
  for (const app::ReviewItem& item : page->rows) {
    json["items"].push_back({{"id", item.id},
                             {"kind", app::name(item.kind)},
                             {"worth", item.worth},
                             {"score", item.pair ? Json(item.pair->score) : Json()},
                             {"reason", item.pair ? item.pair->reason : item.conflict->rule},
                             {"first", summary(item.first_incident)},
                             {"second", item.second_incident ? summary(*item.second_incident) : Json()},
                             {"field", item.conflict ? Json(item.conflict->field) : Json()},
                             {"conflict", item.conflict ? conflict(*item.conflict) : Json()},
                             {"agreeing", item.agreeing},
                             {"differing", item.differing},
                             {"later", item.later}});
  }
  add_view(json, query);
  return json_response(json);
}

Response list_decisions(Call& call) {
  const app::Query query = view_of(call.parameters);
  const app::Paging paging = paging_of(call.parameters);
  if (call.parameters.wrong()) return problem(*call.parameters.wrong());
  const auto page = call.service.desk.decisions(query.as_of, paging.cursor, paging.limit);
  if (!page) return problem(page.error());
  Json json{{"decisions", Json::array()}, {"next", or_null(page->next)}, {"total", page->total}};
  for (const app::Decision& one : page->decisions) json["decisions"].push_back(decision(one));
  static const Names kColumns = {"number", "at",       "kind",      "by",     "field",    "value",
                                 "reason", "accounts", "incidents", "undoes", "undone_by"};
  return rows_or_json(call, kColumns, std::move(json), "decisions");
}

Response decide_merge(Call& call) {
  return decided(call, [](Body& body) -> Decision {
    return
        [ids = body.texts("ids")](app::Desk& desk, const app::Reason& why) { return desk.merge(ids, why); };
  });
}

Response decide_apart(Call& call) {
  return decided(call, [](Body& body) -> Decision {
    return [ids = body.texts("ids")](app::Desk& desk, const app::Reason& why) -> Result<int64_t> {
      if (ids.size() != 2) return Error{ErrorId::kBadArgument, "holds two incidents", "ids", ""};
      return desk.apart(ids[0], ids[1], why);
    };
  });
}

Response decide_split(Call& call) {
  return decided(call, [](Body& body) -> Decision {
    return [incident = body.text("incident"), accounts = body.texts("accounts")](
               app::Desk& desk, const app::Reason& why) { return desk.split(incident, accounts, why); };
  });
}

Response decide_set(Call& call) {
  return decided(call, [](Body& body) -> Decision {
    return [incident = body.text("incident"), field = body.text("field"), value = body.text("value")](
               app::Desk& desk, const app::Reason& why) { return desk.set(incident, field, value, why); };
  });
}

Response decide_retract(Call& call) {
  return decided(call, [](Body& body) -> Decision {
    return [incident = body.text("incident")](app::Desk& desk, const app::Reason& why) {
      return desk.retract(incident, why);
    };
  });
}

Response decide_undo(Call& call) {
  return decided(call, [](Body& body) -> Decision {
    return [number = body.number("number")](app::Desk& desk, const app::Reason& why) {
      return desk.undo(number, why);
    };
  });
}

Response put_off(Call& call) {
  Body body(call);
  const auto id = body.text("id");
  if (const auto wrong = body.wrong()) return problem(*wrong);
  if (const auto failed = call.service.desk.put_off(id)) return problem(*failed);
  return json_response({{"number", nullptr}});
}

}  // namespace roznamcha::http
