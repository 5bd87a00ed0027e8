// The pages that are built into the program.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "http/message.h"

namespace roznamcha::http {

class Pages {
 public:
  /// Those of the program: a list of path, type-less bytes packed by gzip (http/embedded.h).
  Pages();

  /// What stands at a path, "/" and every path without a full stop in its last segment being the index; 404
  /// if nothing does.
  Response answer(const Request& request, std::string_view path) const;

 private:
  struct Page {
    std::string_view packed;
    std::string tag;
    std::string_view type;
  };
  std::map<std::string_view, Page> pages_;
};

}  // namespace roznamcha::http
