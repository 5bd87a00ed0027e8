#include "intake/charset.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>

#include "text/utf8.h"

namespace roznamcha::intake {
namespace {

using base::Error;
using base::ErrorId;
using base::Result;

// The detector's guesses below this are hardly better than chance.
constexpr int32_t kLeastConfidence = 20;
constexpr size_t kDeclaredWithin = 4096;
constexpr size_t kDetectedWithin = 1 << 16;

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return out;
}

/// ICU's converter of a charset, null if it has none.
Converter open_converter(std::string_view charset) {
  std::string key = lower(charset.substr(0, 60));
  if (key == "iso-8859-1" || key == "latin1" || key == "us-ascii" || key == "ascii") key = "windows-1252";
  UErrorCode error = U_ZERO_ERROR;
  // Only names from ICU's own list: it would look for any other among files.
  const bool known = !key.empty() && ucnv_countAliases(key.c_str(), &error) > 0 && U_SUCCESS(error);
  Converter converter(known ? ucnv_open(key.c_str(), &error) : nullptr, &ucnv_close);
  if (U_FAILURE(error)) converter.reset();
  return converter;
}

/// Counts what is no text in the source charset and puts U+FFFD in its place.
void count_bad(const void* context, UConverterToUnicodeArgs* args, const char* bytes, int32_t length,
               UConverterCallbackReason reason, UErrorCode* error) {
  if (reason > UCNV_IRREGULAR) return;
  ++*static_cast<size_t*>(const_cast<void*>(context));
  UCNV_TO_U_CALLBACK_SUBSTITUTE(nullptr, args, bytes, length, reason, error);
}

/// `bad`: sequences that are no text.
std::string converted(UConverter* from, std::string_view bytes, size_t& bad) {
  UErrorCode error = U_ZERO_ERROR;
  const Converter to(ucnv_open("UTF-8", &error), &ucnv_close);
  ucnv_setToUCallBack(from, &count_bad, &bad, nullptr, nullptr, &error);
  std::string out(bytes.size() + bytes.size() / 8 + 64, '\0');
  UChar pivot[1024];
  UChar *pivot_source = pivot, *pivot_target = pivot;
  const char* source = bytes.data();
  char* target = out.data();
  bool reset = true;
  while (U_SUCCESS(error)) {
    ucnv_convertEx(to.get(), from, &target, out.data() + out.size(), &source, bytes.data() + bytes.size(),
                   pivot, &pivot_source, &pivot_target, pivot + 1024, reset, true, &error);
    if (error != U_BUFFER_OVERFLOW_ERROR) break;
    const size_t done = static_cast<size_t>(target - out.data());
    out.resize(out.size() * 2);
    target = out.data() + done;
    reset = false;
    error = U_ZERO_ERROR;
  }
  if (U_FAILURE(error)) ++bad;
  out.resize(static_cast<size_t>(target - out.data()));
  return out;
}

/// What ICU's detector finds most likely, "" if nothing is.
std::string detected_charset(std::string_view bytes) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(ucsdet_open(&error),
                                                                            &ucsdet_close);
  ucsdet_setText(detector.get(), bytes.data(), static_cast<int32_t>(std::min(bytes.size(), kDetectedWithin)),
                 &error);
  const UCharsetMatch* match = ucsdet_detect(detector.get(), &error);
  if (U_FAILURE(error) || match == nullptr || ucsdet_getConfidence(match, &error) < kLeastConfidence)
    return "";
  const char* name = ucsdet_getName(match, &error);
  return U_SUCCESS(error) && name != nullptr ? name : "";
}

/// The value after `key` and "=" from `at` on, quoted or not.
std::string value_after(std::string_view text, std::string_view key, size_t at) {
  at = text.find(key, at);
  if (at == std::string_view::npos) return "";
  at = text.find_first_not_of(" \t\r\n", at + key.size());
  if (at == std::string_view::npos || text[at] != '=') return "";
  at = text.find_first_not_of(" \t\r\n\"'", at + 1);
  if (at == std::string_view::npos) return "";
  const size_t end = text.find_first_of(" \t\r\n\"';>/?", at);
  return std::string(text.substr(at, end == std::string_view::npos ? end : end - at));
}

}  // namespace

std::string_view byte_order_mark(std::string_view bytes, size_t& size) {
  struct Mark {
    std::string_view bytes, charset;
  };
  static constexpr Mark kMarks[] = {
      {"\xef\xbb\xbf", "UTF-8"},
      {std::string_view("\xff\xfe\0\0", 4), "UTF-32LE"},  // before its own beginning
      {std::string_view("\0\0\xfe\xff", 4), "UTF-32BE"},
      {"\xff\xfe", "UTF-16LE"},
      {"\xfe\xff", "UTF-16BE"}};
  for (const Mark& mark : kMarks) {
    if (bytes.starts_with(mark.bytes)) {
      size = mark.bytes.size();
      return mark.charset;
    }
  }
  size = 0;
  return "";
}

std::string declared_charset(std::string_view bytes) {
  const std::string head = lower(bytes.substr(0, kDeclaredWithin));
  if (head.starts_with("<?xml")) {
    const std::string declaration = head.substr(0, head.find("?>"));
    if (std::string charset = value_after(declaration, "encoding", 0); !charset.empty()) return charset;
  }
  for (size_t at = head.find("<meta"); at != std::string::npos; at = head.find("<meta", at + 1)) {
    const std::string tag = head.substr(at, head.find('>', at) - at);
    if (std::string charset = value_after(tag, "charset", 0); !charset.empty()) return charset;
  }
  return "";
}

Result<std::string> to_utf8(std::string_view bytes, std::string_view declared, size_t damage,
                            std::string_view name) {
  size_t mark_size = 0;
  std::string charset(byte_order_mark(bytes, mark_size));
  bytes.remove_prefix(mark_size);
  const std::optional<size_t> invalid = text::first_invalid_utf8(bytes);
  if (charset.empty()) {
    const bool ascii =
        std::none_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) > 0x7f; });
    // Valid UTF-8 beyond ASCII is never anything else by chance, whatever a page says. Nor can it say in
    // ASCII that it is UTF-16.
    if (!invalid && (!ascii || declared.empty())) return std::string(bytes);
    charset = declared;
    if (charset.empty() || charset.starts_with("utf-16") || charset.starts_with("utf-32") ||
        !open_converter(charset)) {
      if (!invalid) return std::string(bytes);
      charset = detected_charset(bytes);
    }
  }
  const Converter converter = open_converter(charset);
  if (!converter)
    return Error{ErrorId::kBadEncoding, "is no text in any charset that is known", std::string(name),
                 "convert it to UTF-8"};
  const bool utf8 = lower(charset) == "utf-8";
  if (utf8 && !invalid) return std::string(bytes);
  size_t bad = 0;
  std::string out = converted(converter.get(), bytes, bad);
  if (bad * 1000 > damage * bytes.size()) {
    std::string where(name);
    if (utf8) where += fmt::format(":{}", mark_size + *invalid + 1);
    return Error{ErrorId::kBadEncoding, fmt::format("is no valid {}", charset), where, "convert it to UTF-8"};
  }
  return out;
}

void drop_controls(std::string& text) {
  size_t to = 0;
  for (size_t i = text.starts_with("\xef\xbb\xbf") ? 3 : 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '\r') {
      if (i + 1 < text.size() && text[i + 1] == '\n') continue;
      text[to++] = '\n';
    } else if (c >= 0x20 ? c != 0x7f : c == '\t' || c == '\n') {
      text[to++] = text[i];
    }
  }
  text.resize(to);
}

bool is_blank(std::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  for (size_t i = 0; i < text.size();) {
    UChar32 c;
    U8_NEXT_UNSAFE(bytes, i, c);
    if (!u_isUWhiteSpace(c) && !u_iscntrl(c) && u_charType(c) != U_FORMAT_CHAR) return false;
  }
  return true;
}

}  // namespace roznamcha::intake
