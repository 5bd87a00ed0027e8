// One form for words that are written in many ways.
#pragma once

#include <string>
#include <string_view>

namespace roznamcha::text {

/// Lower case; typographic apostrophes, quotation marks and dashes as ASCII; diacritics kept. For the token
/// texts.
std::string lower(std::string_view word);

/// As `lower`, and without diacritics ("Bogotá" → "bogota"). For look-ups of names.
std::string fold(std::string_view word);

}  // namespace roznamcha::text
