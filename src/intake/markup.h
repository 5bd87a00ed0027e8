// What stands in HTML, and in the pieces of HTML that feeds carry.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "text/date.h"

struct _xmlNode;

namespace roznamcha::intake {

/// What a page says, and what it says about itself; "" where it says nothing.
struct Page {
  std::string text;  // main text, paragraphs parted by an empty line
  std::string title;
  std::string url;
  std::string source;
  std::string language;
  std::optional<text::Date> published;
  std::optional<int64_t> published_minute;  // record::Document::published_minute
};

/// Reads a page. `html` is valid UTF-8; a charset that it declares is ignored. Main text are the paragraphs
/// of one article, told from navigation, teasers, comments and the like by length, share of links, what holds
/// them, and neighbours. Title, date, publisher and language come from JSON-LD, `<meta>`, `<time>`, `<link
/// rel=canonical>`. Errors: kNoArticle, `where` = `name`.
base::Result<Page> read_page(const std::string& html, std::string_view name);

/// All text of a piece of HTML (or plain text), paragraphs parted by an empty line; scripts and styles left
/// out.
std::string text_of_fragment(const std::string& html);
/// The same of an XHTML element.
std::string text_of_tree(const _xmlNode* node);

/// Language and script of a BCP 47 or POSIX tag, without region: "en-US" and "en_US" → "en". "" if it is
/// none.
std::string language_of(std::string_view tag);

}  // namespace roznamcha::intake
