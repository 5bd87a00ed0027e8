#include "intake/format.h"

#include <algorithm>
#include <array>
#include <string>

#include "intake/charset.h"

namespace roznamcha::intake {
namespace {

constexpr size_t kToldWithin = 4096;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return out;
}

/// What the first characters of a text say: markup of pages and feeds starts with "<", a line of JSON with
/// "{".
std::string beginning(std::string_view head) {
  size_t mark = 0;
  const std::string_view charset = byte_order_mark(head, mark);
  std::string text = lower(head.substr(mark, kToldWithin));
  if (charset.starts_with("UTF-16") || charset.starts_with("UTF-32")) std::erase(text, '\0');
  text.erase(0, text.find_first_not_of(" \t\r\n"));
  return text;
}

/// Name of the first element, "!doctype html" too; "" if the text is no markup.
std::string_view root_of(std::string_view text) {
  while (text.starts_with('<')) {
    std::string_view end;
    if (text.starts_with("<?")) {
      end = "?>";
    } else if (text.starts_with("<!--")) {
      end = "-->";
    } else if (text.starts_with("<!doctype html")) {
      return "html";
    } else if (text.starts_with("<!")) {
      end = text.substr(0, text.find('>')).find('[') == std::string_view::npos ? ">" : "]>";
    } else {
      return text.substr(1, text.find_first_of(" \t\r\n/>", 1) - 1);
    }
    const size_t at = text.find(end);
    if (at == std::string_view::npos) break;
    text.remove_prefix(at + end.size());
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  }
  return "";
}

template <size_t N>
bool among(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr auto kPageRoots = std::to_array<std::string_view>(
    {"html", "head", "body", "div", "p", "article", "title", "meta", "main", "section", "h1"});
constexpr auto kFeedRoots = std::to_array<std::string_view>({"rss", "feed", "rdf:rdf"});

}  // namespace

Format format_of(std::string_view head, std::string_view name) {
  for (std::string_view magic :
       {std::string_view("%PDF-"), std::string_view("PK\x03\x04"), std::string_view("\xd0\xcf\x11\xe0"),
        std::string_view("\x89PNG"), std::string_view("\xff\xd8\xff"), std::string_view("GIF8"),
        std::string_view("SQLite format 3"), std::string_view("\x7f\x45LF")}) {
    if (head.starts_with(magic)) return Format::kBinary;
  }
  if (head.starts_with("WARC/")) return Format::kWarc;

  std::string file = lower(name);
  for (std::string_view packing : {".gz", ".zst"}) {
    if (file.ends_with(packing)) file.resize(file.size() - packing.size());
  }
  const std::string text = beginning(head);
  if (file.ends_with(".jsonl") || file.ends_with(".ndjson") || file.ends_with(".json"))
    return Format::kJsonLines;
  const std::string_view root = root_of(text);
  if (root == "html") return Format::kHtml;
  if (among(root, kFeedRoots)) return Format::kFeed;
  if (file.ends_with(".html") || file.ends_with(".htm") || file.ends_with(".xhtml")) return Format::kHtml;
  if (file.ends_with(".rss") || file.ends_with(".atom") || file.ends_with(".xml")) return Format::kFeed;
  if (file.ends_with(".txt") || file.ends_with(".text") || file.ends_with(".md")) return Format::kText;
  if (text.starts_with('{')) return Format::kJsonLines;
  if (among(root, kPageRoots)) return Format::kHtml;
  if (text.starts_with("<?xml")) return Format::kFeed;
  return Format::kText;
}

}  // namespace roznamcha::intake
