#include "publish/visibility.h"

namespace roznamcha::publish {

bool public_name(const record::Victim& victim) {
  return !victim.name.empty() &&
         (victim.group == "candidate" || victim.group == "politician" || victim.group == "official");
}

bool public_name(const record::ActorStatement& actor) {
  return !actor.name.empty() && actor.kind == record::ActorKind::kOrganization;
}

}  // namespace roznamcha::publish
