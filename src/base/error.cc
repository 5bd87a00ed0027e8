#include "base/error.h"

#include <fmt/format.h>

namespace roznamcha::base {

std::string_view name(ErrorId id) {
  switch (id) {
    case ErrorId::kNotFound:
      return "not-found";
    case ErrorId::kUnreadable:
      return "unreadable";
    case ErrorId::kTooLarge:
      return "too-large";
    case ErrorId::kBadEncoding:
      return "bad-encoding";
    case ErrorId::kBadJson:
      return "bad-json";
    case ErrorId::kBadDate:
      return "bad-date";
    case ErrorId::kEmptyText:
      return "empty-text";
    case ErrorId::kNoArticle:
      return "no-article";
    case ErrorId::kBadFeed:
      return "bad-feed";
    case ErrorId::kBadPack:
      return "bad-pack";
    case ErrorId::kBadModel:
      return "bad-model";
    case ErrorId::kModelNewer:
      return "model-newer";
    case ErrorId::kRegisterBusy:
      return "register-busy";
    case ErrorId::kRegisterCorrupt:
      return "register-corrupt";
    case ErrorId::kRegisterNewer:
      return "register-newer";
    case ErrorId::kRegisterMissing:
      return "register-missing";
    case ErrorId::kRegisterFull:
      return "register-full";
    case ErrorId::kUnknownId:
      return "unknown-id";
    case ErrorId::kBadArgument:
      return "bad-argument";
    case ErrorId::kUnwritable:
      return "unwritable";
    case ErrorId::kInternal:
      return "internal";
  }
  return "internal";
}

std::string to_string(const Error& error) {
  std::string line;
  if (!error.where.empty()) line += error.where + ": ";
  line += error.what;
  if (!error.advice.empty()) line += " (" + error.advice + ")";
  line += fmt::format(" [{}]", name(error.id));
  // One line, whatever an input smuggled into the parts.
  std::string out;
  for (char c : line) {
    const auto u = static_cast<unsigned char>(c);
    if (u < 0x20 || u == 0x7f) {
      out += fmt::format("\\x{:02x}", u);
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace roznamcha::base
