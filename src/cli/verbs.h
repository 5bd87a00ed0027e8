// The verbs: what the user asks, handed to app and written out.
#pragma once

#include <span>
#include <string_view>

#include "cli/console.h"
#include "cli/settings.h"

namespace roznamcha::cli {

struct Verb {
  std::string_view name;
  std::string_view summary;
  int (*run)(const Settings& settings, Console& console);  // gives the exit status
};

/// All verbs; parser, help, docs and tests loop over this list.
std::span<const Verb> verbs();

}  // namespace roznamcha::cli
