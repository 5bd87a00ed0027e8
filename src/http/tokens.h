// Who may read and who may write.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace roznamcha::http {

/// Tokens of a file. Only their digests are kept.
class Tokens {
 public:
  struct Right {
    bool write = false;
    std::string name;
  };

  /// One token a line: "read NAME TOKEN" or "write NAME TOKEN"; '#' begins a comment. A token has 16
  /// characters or more. Errors (kBadArgument, with file:line), kNotFound, kUnreadable.
  static base::Result<Tokens> read(const std::string& path);
  static base::Result<Tokens> parse(std::string_view text, const std::string& where);

  /// Of the header "Authorization: Bearer TOKEN"; nothing if it is none of these.
  std::optional<Right> right_of(std::string_view authorization) const;

 private:
  std::map<std::string, Right, std::less<>> by_digest_;
};

}  // namespace roznamcha::http
