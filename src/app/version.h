// The program's version, as CMakeLists.txt has it.
#pragma once

#include <string_view>

namespace roznamcha::app {

constexpr std::string_view kVersion = "0.1.0";

}  // namespace roznamcha::app
