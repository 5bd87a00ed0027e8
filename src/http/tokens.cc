#include "http/tokens.h"

#include <fmt/format.h>

#include <vector>

#include "base/digest.h"
#include "base/file.h"

namespace roznamcha::http {
namespace {

constexpr uint64_t kMostBytes = 1 << 20;
constexpr size_t kShortest = 16;

std::vector<std::string_view> words(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r";
  std::vector<std::string_view> out;
  while (true) {
    const size_t begin = line.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return out;
    line.remove_prefix(begin);
    const size_t end = std::min(line.find_first_of(kBlanks), line.size());
    out.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

}  // namespace

base::Result<Tokens> Tokens::read(const std::string& path) {
  const auto text = base::read_file(path, kMostBytes);
  if (!text) return text.error();
  return parse(*text, path);
}

base::Result<Tokens> Tokens::parse(std::string_view text, const std::string& where) {
  Tokens out;
  for (size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto parts = words(line.substr(0, line.find('#')));
    if (parts.empty()) continue;
    const auto wrong = [&](std::string what) {
      return base::Error{base::ErrorId::kBadArgument, std::move(what), fmt::format("{}:{}", where, number),
                         "each line is 'read NAME TOKEN' or 'write NAME TOKEN'"};
    };
    if (parts.size() != 3 || (parts[0] != "read" && parts[0] != "write"))
      return wrong("the line is no token");
    if (parts[2].size() < kShortest)
      return wrong(fmt::format("the token is shorter than {} characters", kShortest));
    if (!out.by_digest_.emplace(base::sha256(parts[2]), Right{parts[0] == "write", std::string(parts[1])})
             .second)
      return wrong("the token stands there twice");
  }
  if (out.by_digest_.empty())
    return base::Error{base::ErrorId::kBadArgument, "the file holds no token", where, ""};
  return out;
}

std::optional<Tokens::Right> Tokens::right_of(std::string_view authorization) const {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() <= kScheme.size()) return {};
  for (size_t i = 0; i < kScheme.size(); ++i) {
    const char c = authorization[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != kScheme[i]) return {};
  }
  // Looking a digest up tells nothing of the token by the time it takes.
  const auto found = by_digest_.find(base::sha256(authorization.substr(kScheme.size())));
  if (found == by_digest_.end()) return {};
  return found->second;
}

}  // namespace roznamcha::http
