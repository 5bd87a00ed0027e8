// Who is named in what leaves the desk.
#pragma once

#include "record/account.h"

namespace roznamcha::publish {

/// Whether a public view (csv, geojson, acled) may name this victim: candidates and holders of an office only.
bool public_name(const record::Victim& victim);
/// Whether it may name this actor: organisations only. A private person who is accused of something stays unnamed.
bool public_name(const record::ActorStatement& actor);

}  // namespace roznamcha::publish
