#include "text/fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace roznamcha::text {
namespace {

bool ascii(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string ascii_lower(std::string_view word) {
  std::string out(word);
  for (char& c : out) c = ascii_lower(c);
  return out;
}

/// Lower case, and punctuation as on a typewriter. One code point in, one out.
UChar32 plain(UChar32 c) {
  switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x02BC:
    case 0x02BB:
    case 0x0060:
    case 0x00B4:
      return '\'';
    case 0x201C:
    case 0x201D:
    case 0x00AB:
    case 0x00BB:
      return '"';
    case 0x2010:
    case 0x2011:
    case 0x2012:
      return '-';
    default:
      return u_tolower(c);
  }
}

void append(std::string& out, UChar32 c) {
  char bytes[U8_MAX_LENGTH];
  int32_t n = 0;
  U8_APPEND_UNSAFE(bytes, n, c);
  out.append(bytes, static_cast<size_t>(n));
}

bool mark_to_drop(UChar32 c) {
  // accents, and the vowel signs of Arabic script, which are seldom written; those of Indic scripts are
  // letters
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x064B && c <= 0x0652) || c == 0x0670;
}

}  // namespace

std::string lower(std::string_view word) {
  if (ascii(word)) return ascii_lower(word);
  std::string out;
  out.reserve(word.size());
  for (size_t i = 0; i < word.size();) {
    if (static_cast<unsigned char>(word[i]) < 0x80 && word[i] != '`') {
      out += ascii_lower(word[i++]);
      continue;
    }
    UChar32 c;
    U8_NEXT_OR_FFFD(word.data(), i, word.size(), c);
    append(out, plain(c));
  }
  return out;
}

std::string fold(std::string_view word) {
  if (ascii(word)) return ascii_lower(word);
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfkd = icu::Normalizer2::getNFKDInstance(status);
  std::string out;
  out.reserve(word.size());
  icu::UnicodeString parts;
  for (size_t i = 0; i < word.size();) {
    UChar32 c;
    U8_NEXT_OR_FFFD(word.data(), i, word.size(), c);
    c = plain(c);
    if (c < 0x80 || U_FAILURE(status) || !nfkd->getDecomposition(c, parts)) parts.setTo(c);
    for (int32_t k = 0; k < parts.length();) {
      const UChar32 part = parts.char32At(k);
      k += U16_LENGTH(part);
      if (mark_to_drop(part)) continue;
      switch (part) {  // letters that do not decompose
        case 0x0142:
          out += 'l';
          break;
        case 0x00F8:
          out += 'o';
          break;
        case 0x0111:
          out += 'd';
          break;
        case 0x0131:
          out += 'i';
          break;
        case 0x00DF:
          out += "ss";
          break;
        case 0x00E6:
          out += "ae";
          break;
        case 0x0153:
          out += "oe";
          break;
        default:
          append(out, part);
      }
    }
  }
  return out;
}

}  // namespace roznamcha::text
