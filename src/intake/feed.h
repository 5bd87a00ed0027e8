// RSS 2.0, RSS 1.0 (RDF) and Atom.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "record/document.h"

namespace roznamcha::intake {

/// Every entry as a document or an error, in their order; what they do not state stays empty (`text` may).
/// The channel's title and language serve the entries that name none. Neither entities nor anything outside
/// the feed are followed. Where the XML breaks off, the entries before it are given, then a kBadFeed with
/// name:line. XML of any other kind is one kBadFeed. `xml` is valid UTF-8; an encoding that it declares is
/// ignored.
std::vector<base::Result<record::Document>> read_feed(const std::string& xml, std::string_view name);

}  // namespace roznamcha::intake
