#include "publish/changes.h"

#include <fmt/format.h>

#include <set>

#include "publish/visibility.h"
#include "publish/words.h"

namespace roznamcha::publish {
namespace {

std::string type_of(const record::Account& view) {
  return view.sub_event_type.empty() ? view.event_type : view.sub_event_type;
}

/// Who is said to have done it, and how sure that is: "claimed by …; denied by …".
std::string perpetrators(const record::Account& view) {
  std::set<std::string> said;
  for (const record::ActorStatement& actor : view.actors) {
    if (actor.role == record::Role::kPerpetrator && public_name(actor)) said.insert(in_words(actor));
  }
  return said.empty() ? "not stated" : fmt::format("{}", fmt::join(said, "; "));
}

}  // namespace

std::vector<FieldChange> changes(const FieldState& before, const FieldState& after) {
  std::vector<FieldChange> out;
  const auto compare = [&](std::string_view field, std::string from, std::string to) {
    if (from != to) out.push_back({field, std::move(from), std::move(to)});
  };
  compare("killed", in_words(before.killed), in_words(after.killed));
  compare("injured", in_words(before.injured), in_words(after.injured));
  compare("attackers_killed", in_words(before.attackers_killed), in_words(after.attackers_killed));
  compare("date", in_words(before.view->date.range), in_words(after.view->date.range));
  compare("place", in_words(before.view->place.place), in_words(after.view->place.place));
  compare("type", type_of(*before.view), type_of(*after.view));
  compare("perpetrator", perpetrators(*before.view), perpetrators(*after.view));
  compare("status", std::string(name(before.status)), std::string(name(after.status)));
  return out;
}

}  // namespace roznamcha::publish
