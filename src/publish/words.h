// Values as people read them. What is not known is said so and never shown as a number.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "record/account.h"
#include "record/incident.h"

namespace roznamcha::publish {

/// "10", "8–10", "at least 15", "more than 60", "up to 20", "about 40", "several".
std::string in_words(const record::CountStatement& count);
/// "10", "8–10", "at least 15", "not stated".
std::string in_words(const std::optional<record::Figure>& figure);
/// "2024-02-05", "2024-01-29 to 2024-02-04", "until 2024-02-04", "not known".
std::string in_words(const text::DateRange& range);
/// From the smallest unit to the country, each once: "Mach, Kachhi, Balochistan, PK"; "not known".
std::string in_words(const record::Place& place);
/// Name and certainty: "claimed by …", "blamed on …", "suspected: …", "denied by …".
std::string in_words(const record::ActorStatement& actor);

/// A key of packs/groups.tsv for who is counted: "police", "security force"; "people" where it is not said.
std::string group_in_words(std::string_view group);

/// "party_office" → "party office".
std::string spaced(std::string_view key);

}  // namespace roznamcha::publish
