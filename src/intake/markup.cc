#include "intake/markup.h"

#include <libxml/HTMLparser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

#include "intake/charset.h"
#include "intake/web_date.h"
#include "text/utf8.h"

namespace roznamcha::intake {
namespace {

using base::Error;
using base::ErrorId;
using base::Result;
using nlohmann::json;

constexpr int kDeepest = 400;            // elements in elements; the parser itself stops at 256
constexpr size_t kMostJsonLd = 1 << 20;  // bytes of one script

// What makes a paragraph of an article, in characters.
constexpr size_t kLongParagraph = 140;  // at least: is one in any case
constexpr size_t kShortParagraph = 70;  // less: only among others
constexpr size_t kShortSentence = 25;   // less: a label, a button
constexpr double kMostLinked = 0.35;    // share of its characters in links
constexpr double kOwnShare = 0.4;       // of the page's text, that no boilerplate has
constexpr size_t kTeaserHeadings = 3;   // linked headings that make a list of teasers

using Document = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>;

Document parse_html(const std::string& html) {
  const int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                      HTML_PARSE_IGNORE_ENC;
  return {htmlReadMemory(html.data(), static_cast<int>(html.size()), nullptr, "UTF-8", options), &xmlFreeDoc};
}

std::string_view view(const xmlChar* text) {
  return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}
std::string_view name_of(const xmlNode* node) {
  return node->type == XML_ELEMENT_NODE ? view(node->name) : "";
}

std::string attribute(const xmlNode* node, const char* name) {
  const std::unique_ptr<xmlChar, void (*)(xmlChar*)> value(
      xmlGetNoNsProp(node, reinterpret_cast<const xmlChar*>(name)), [](xmlChar* text) { xmlFree(text); });
  return std::string(view(value.get()));
}

template <size_t N>
bool among(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr auto kBlocks = std::to_array<std::string_view>(
    {"address", "article", "aside", "blockquote", "body",       "center",  "dd",      "details", "dialog",
     "div",     "dl",      "dt",    "fieldset",   "figcaption", "figure",  "footer",  "form",    "h1",
     "h2",      "h3",      "h4",    "h5",         "h6",         "header",  "hr",      "html",    "li",
     "main",    "nav",     "ol",    "p",          "pre",        "section", "summary", "table",   "tbody",
     "td",      "tfoot",   "th",    "thead",      "tr",         "ul"});
constexpr auto kHeadings = std::to_array<std::string_view>({"h1", "h2", "h3", "h4", "h5", "h6"});
// Their parent is what holds the paragraph.
constexpr auto kParagraphs =
    std::to_array<std::string_view>({"p", "li", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"});
constexpr auto kNoText = std::to_array<std::string_view>({"script", "style", "noscript", "template", "iframe",
                                                          "object", "svg", "math", "canvas", "audio", "video",
                                                          "button", "select", "textarea", "head"});
constexpr auto kAsideElements =
    std::to_array<std::string_view>({"nav", "aside", "footer", "figure", "figcaption", "dialog", "menu"});
// Words in class or id of what is no part of an article, and of what holds one.
constexpr auto kAsides = std::to_array<std::string_view>(
    {"ad",         "ads",        "advert",   "advertisement", "banner",    "breadcrumb",  "breadcrumbs",
     "caption",    "comment",    "comments", "consent",       "cookie",    "cookies",     "copyright",
     "disclaimer", "disqus",     "footer",   "menu",          "modal",     "nav",         "navbar",
     "navigation", "newsletter", "outbrain", "popup",         "promo",     "recommended", "related",
     "share",      "sharing",    "sidebar",  "social",        "sponsored", "subscribe",   "taboola",
     "tags",       "trending",   "widget"});
constexpr auto kBodies = std::to_array<std::string_view>(
    {"articlebody", "article-body", "article__body", "article-content", "article_content", "story-body",
     "story__body", "story-content", "story__content", "entry-content", "post-content", "news-body"});

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return out;
}

/// A run of text between two borders of block elements.
struct Block {
  std::string text;
  size_t characters = 0;
  size_t linked = 0;                // characters of it in links
  const xmlNode* holder = nullptr;  // the element whose paragraph it is
  bool heading = false;

  bool is_linked() const {
    return static_cast<double>(linked) > kMostLinked * static_cast<double>(characters);
  }
};

/// Cuts a tree into blocks, blanks made one.
class BlockReader {
 public:
  /// `article`: leave out what marks itself as no part of an article.
  explicit BlockReader(bool article) : article_(article) {}

  std::vector<Block> read(const xmlNode* root) {
    if (article_) total_ = weigh(root, 0);
    walk(root, 0, false);
    flush();
    return std::move(blocks_);
  }

 private:
  /// Bytes of text in paragraphs below each element.
  size_t weigh(const xmlNode* node, int depth) {
    if (depth > kDeepest) return 0;
    size_t sum = 0;
    for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
      if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) {
        sum += view(child->content).size();
      } else if (child->type == XML_ELEMENT_NODE && !among(view(child->name), kNoText)) {
        sum += weigh(child, depth + 1);
      }
    }
    weights_[node] = sum;
    return sum;
  }

  bool is_left_out(const xmlNode* node) {
    const std::string_view name = view(node->name);
    if (among(name, kNoText)) return true;
    if (!article_ || name == "body" || name == "html") return false;
    bool aside = among(name, kAsideElements) ||
                 xmlHasProp(node, reinterpret_cast<const xmlChar*>("hidden")) != nullptr;
    if (!aside) {
      const std::string words = lower(attribute(node, "class") + " " + attribute(node, "id"));
      for (size_t i = 0; i < words.size() && !aside;) {
        const size_t end = std::min(words.find_first_of(" -_\t\r\n", i), words.size());
        aside = among(std::string_view(words).substr(i, end - i), kAsides);
        i = end + 1;
      }
    }
    // A page may well call what holds the article "content-with-sidebar".
    return aside && static_cast<double>(weights_[node]) < kOwnShare * static_cast<double>(total_);
  }

  /// Whether an element holds nothing but words and inline elements.
  static bool is_one_paragraph(const xmlNode* node) {
    for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
      if (name_of(child) == "br" || among(name_of(child), kBlocks)) return false;
    }
    return true;
  }

  void walk(const xmlNode* node, int depth, bool link) {
    if (depth > kDeepest) return;
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
      return add(view(node->content), link);
    if (node->type == XML_ELEMENT_NODE) {
      if (is_left_out(node)) return;
      const std::string_view name = view(node->name);
      if (name == "br") {
        if (std::exchange(broken_, true)) flush();
        return add(" ", false);
      }
      if (among(name, kBlocks)) {
        const bool paragraph = among(name, kParagraphs) || (name == "div" && is_one_paragraph(node));
        const xmlNode* const outer =
            std::exchange(holder_, paragraph && node->parent != nullptr ? node->parent : node);
        flush();
        const bool heading = std::exchange(heading_, heading_ || among(name, kHeadings));
        for (const xmlNode* child = node->children; child != nullptr; child = child->next)
          walk(child, depth + 1, link);
        flush();
        heading_ = heading;
        holder_ = outer;
        return;
      }
      link = link || name == "a";
    } else if (node->type != XML_DOCUMENT_NODE && node->type != XML_HTML_DOCUMENT_NODE) {
      return;  // comments; references to entities too, which are never followed
    }
    for (const xmlNode* child = node->children; child != nullptr; child = child->next)
      walk(child, depth + 1, link);
  }

  void add(std::string_view text, bool link) {
    for (size_t i = 0; i < text.size(); ++i) {
      const auto c = static_cast<unsigned char>(text[i]);
      const bool no_break =
          c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) == 0xa0;
      if (no_break) ++i;
      if (c <= 0x20 || c == 0x7f || no_break) {
        blank_ = !block_.text.empty();
        continue;
      }
      if (block_.text.empty()) block_.holder = holder_;
      if (std::exchange(blank_, false)) {
        block_.text += ' ';
        ++block_.characters;
      }
      block_.text += text[i];
      broken_ = false;
      if ((c & 0xc0) != 0x80) {
        ++block_.characters;
        block_.linked += link;
      }
    }
  }

  void flush() {
    if (!block_.text.empty()) {
      block_.heading = heading_;
      blocks_.push_back(std::move(block_));
    }
    block_ = {};
    blank_ = broken_ = false;
  }

  bool article_;
  size_t total_ = 0;
  std::unordered_map<const xmlNode*, size_t> weights_;
  std::vector<Block> blocks_;
  Block block_;
  const xmlNode* holder_ = nullptr;
  bool heading_ = false;
  bool blank_ = false;   // before the next character
  bool broken_ = false;  // <br> was the last
};

std::string joined(const std::vector<const Block*>& blocks) {
  std::string out;
  for (const Block* block : blocks) {
    if (!out.empty()) out += "\n\n";
    out += block->text;
  }
  return out;
}

bool ends_sentence(std::string_view text) {
  static constexpr auto kEnds = std::to_array<std::string_view>(
      {".", "!", "?", "\"", "'", ")", "\u201d", "\u2019", "\u2026", "\u06d4", "\u0964", "\u3002"});
  return std::any_of(kEnds.begin(), kEnds.end(), [&](std::string_view end) { return text.ends_with(end); });
}

bool is_article_body(const xmlNode* node) {
  if (name_of(node) == "article" || lower(attribute(node, "itemprop")) == "articlebody") return true;
  const std::string words = " " + lower(attribute(node, "class")) + " ";
  return std::any_of(kBodies.begin(), kBodies.end(), [&](std::string_view body) {
    return words.find(" " + std::string(body) + " ") != std::string::npos;
  });
}

bool lies_in(const xmlNode* node, const xmlNode* root) {
  while (node != nullptr && node != root) node = node->parent;
  return node == root;
}

/// Main text of a page, "" if there is none. `declared`: the page says that it is an article.
std::string main_text(const xmlNode* root, bool declared) {
  const std::vector<Block> blocks = BlockReader(true).read(root);
  const auto is_paragraph = [](const Block& block) {
    return !block.heading && !block.is_linked() &&
           (block.characters >= kLongParagraph ||
            (block.characters >= kShortParagraph && ends_sentence(block.text)));
  };

  // Every paragraph speaks for what holds it, and half for what holds that.
  std::vector<std::pair<const xmlNode*, size_t>> scores;
  std::unordered_map<const xmlNode*, size_t> index;
  const auto speak = [&](const xmlNode* node, size_t score) {
    if (node == nullptr || node->type != XML_ELEMENT_NODE) return;
    const auto [it, added] = index.try_emplace(node, scores.size());
    if (added) scores.emplace_back(node, 0);
    scores[it->second].second += score;
  };
  for (const Block& block : blocks) {
    if (!is_paragraph(block)) continue;
    speak(block.holder, block.characters);
    if (block.holder != nullptr) speak(block.holder->parent, block.characters / 2);
  }
  if (scores.empty()) return "";
  const xmlNode* best = std::max_element(scores.begin(), scores.end(), [](const auto& a, const auto& b) {
                          return a.second < b.second;
                        })->first;
  for (const xmlNode* node = best; node != nullptr && node->type == XML_ELEMENT_NODE; node = node->parent) {
    if (is_article_body(node)) {
      best = node;
      break;
    }
  }

  std::vector<const Block*> inside;
  size_t paragraphs = 0, linked_headings = 0;
  for (const Block& block : blocks) {
    if (!lies_in(block.holder, best)) continue;
    inside.push_back(&block);
    paragraphs += is_paragraph(block);
    linked_headings += block.heading && block.is_linked();
  }
  if (!declared && linked_headings >= kTeaserHeadings && linked_headings * 2 >= paragraphs) return "";

  // From the first to the last paragraph, and the short sentences next to them.
  const auto is_sentence = [](const Block* block) {
    return !block->heading && !block->is_linked() && block->characters >= kShortSentence &&
           ends_sentence(block->text) && !block->text.starts_with("\u00a9") &&
           !block->text.starts_with("Copyright");
  };
  size_t first = 0, last = inside.size();
  while (first < last && !is_paragraph(*inside[first])) ++first;
  while (last > first && !is_paragraph(*inside[last - 1])) --last;
  while (first > 0 && is_sentence(inside[first - 1])) --first;
  while (last < inside.size() && is_sentence(inside[last])) ++last;
  std::vector<const Block*> chosen;
  for (size_t i = first; i < last; ++i) {
    const Block* block = inside[i];
    if (!block->is_linked() &&
        (block->heading || block->characters >= kShortSentence || ends_sentence(block->text)))
      chosen.push_back(block);
  }
  return joined(chosen);
}

/// What JSON-LD says of the page's article.
struct JsonLd {
  bool article = false;
  std::string headline, published, publisher, language, url, body;
};

std::string string_at(const json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : "";
}

void read_json_ld(const json& value, JsonLd& out, int depth) {
  if (depth > 4) return;
  if (value.is_array()) {
    for (const json& part : value) read_json_ld(part, out, depth + 1);
    return;
  }
  if (!value.is_object()) return;
  if (const auto graph = value.find("@graph"); graph != value.end()) read_json_ld(*graph, out, depth + 1);
  bool article = false;
  if (const auto type = value.find("@type"); type != value.end()) {
    for (const json& name : type->is_array() ? *type : json::array({*type})) {
      article = article || (name.is_string() && (name.get<std::string>().ends_with("Article") ||
                                                 name.get<std::string>().ends_with("BlogPosting")));
    }
  }
  if (!article || out.article) return;
  out.article = true;
  out.headline = string_at(value, "headline");
  out.published = string_at(value, "datePublished");
  out.language = string_at(value, "inLanguage");
  out.url = string_at(value, "url");
  out.body = string_at(value, "articleBody");
  if (const auto publisher = value.find("publisher"); publisher != value.end() && publisher->is_object()) {
    out.publisher = string_at(*publisher, "name");
  }
}

/// What the elements of a page say of it, by names in lower case.
struct Labels {
  std::unordered_map<std::string, std::string> meta;  // first of each name, property or itemprop
  std::string canonical, language, title, heading, time;
  bool time_is_publication = false;
  JsonLd json_ld;
};

std::string text_below(const xmlNode* node) {
  std::string out;
  for (const Block& block : BlockReader(false).read(node)) {
    if (!out.empty()) out += ' ';
    out += block.text;
  }
  return out;
}

void read_labels(const xmlNode* node, Labels& labels, int depth) {
  if (depth > kDeepest) return;
  for (; node != nullptr; node = node->next) {
    const std::string_view name = name_of(node);
    if (name == "html" && labels.language.empty()) labels.language = attribute(node, "lang");
    if (name == "title" && labels.title.empty()) labels.title = text_below(node);
    if (name == "h1" && labels.heading.empty()) labels.heading = text_below(node);
    if (name == "link" && labels.canonical.empty() && lower(attribute(node, "rel")) == "canonical")
      labels.canonical = attribute(node, "href");
    if (name == "meta") {
      for (const char* key : {"property", "name", "itemprop", "http-equiv"}) {
        const std::string label = lower(attribute(node, key));
        if (!label.empty()) labels.meta.try_emplace(label, attribute(node, "content"));
      }
    }
    if (name == "time" && !labels.time_is_publication) {
      const bool publication = attribute(node, "itemprop") == "datePublished" ||
                               xmlHasProp(node, reinterpret_cast<const xmlChar*>("pubdate")) != nullptr;
      if (publication || labels.time.empty()) {
        const std::string moment = attribute(node, "datetime");
        if (parse_web_date(moment)) {
          labels.time = moment;
          labels.time_is_publication = publication;
        }
      }
    }
    if (name == "script" && lower(attribute(node, "type")) == "application/ld+json") {
      for (const xmlNode* part = node->children; part != nullptr; part = part->next) {
        const std::string_view script = view(part->content);
        if (part->type != XML_ELEMENT_NODE && script.size() <= kMostJsonLd) {
          read_json_ld(json::parse(script, nullptr, false), labels.json_ld, 0);
        }
      }
    }
    if (node->type == XML_ELEMENT_NODE) read_labels(node->children, labels, depth + 1);
  }
}

}  // namespace

std::string language_of(std::string_view tag) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const size_t end = std::min(tag.find_first_of("-_"), tag.size());
  if (end < 2 || end > 3 ||
      !std::all_of(tag.begin(), tag.begin() + static_cast<std::ptrdiff_t>(end), is_letter))
    return "";
  std::string language = lower(tag.substr(0, end));
  const std::string_view script = tag.substr(std::min(end + 1, tag.size()), 4);
  const bool ends = tag.size() == end + 5 || (tag.size() > end + 5 && !is_letter(tag[end + 5]));
  if (script.size() == 4 && ends && std::all_of(script.begin(), script.end(), is_letter))
    language += "-" + std::string(script);
  return language;
}

Result<Page> read_page(const std::string& html, std::string_view name) {
  const Document document = parse_html(html);
  const Error no_article{ErrorId::kNoArticle, "is HTML without the text of an article", std::string(name),
                         "leave it out, or give its text as a text file"};
  if (!document) return no_article;
  Labels labels;
  read_labels(document->children, labels, 0);
  const auto meta = [&](std::initializer_list<const char*> names) -> std::string {
    for (const char* key : names) {
      const auto it = labels.meta.find(key);
      if (it != labels.meta.end() && !it->second.empty()) return it->second;
    }
    return "";
  };
  const auto first = [](std::initializer_list<std::string> values) -> std::string {
    for (const std::string& value : values) {
      if (!value.empty()) return value;
    }
    return "";
  };

  const JsonLd& json_ld = labels.json_ld;
  Page page;
  page.text = main_text(reinterpret_cast<const xmlNode*>(document.get()),
                        json_ld.article || meta({"og:type"}) == "article");
  if (page.text.empty()) page.text = text_of_fragment(json_ld.body);
  if (page.text.empty()) return no_article;
  page.title = text_of_fragment(first({json_ld.headline, meta({"og:title"}), labels.heading, labels.title}));
  page.source =
      text_of_fragment(first({json_ld.publisher, meta({"og:site_name", "publisher", "application-name"})}));
  page.url = first({labels.canonical, meta({"og:url"}), json_ld.url});
  for (const std::string& tag :
       {labels.language, json_ld.language, meta({"content-language", "language", "og:locale"})}) {
    if (page.language.empty()) page.language = language_of(tag);
  }
  for (const std::string& date : {json_ld.published,
                                  meta({"article:published_time", "og:article:published_time",
                                        "datepublished", "parsely-pub-date", "sailthru.date"}),
                                  labels.time_is_publication ? labels.time : "",
                                  meta({"pubdate", "publishdate", "publish-date", "date", "dc.date.issued",
                                        "dc.date", "dcterms.created", "dcterms.date"}),
                                  labels.time}) {
    if (page.published) break;
    page.published = parse_web_date(date);
    page.published_minute = parse_web_minute(date);
  }
  return page;
}

std::string text_of_fragment(const std::string& html) {
  if (html.find_first_of("<&") == std::string::npos) {
    const size_t begin = html.find_first_not_of(" \t\n");
    return begin == std::string::npos ? "" : html.substr(begin, html.find_last_not_of(" \t\n") + 1 - begin);
  }
  const Document document = parse_html(html);
  return document ? text_of_tree(reinterpret_cast<const xmlNode*>(document.get())) : "";
}

std::string text_of_tree(const _xmlNode* node) {
  const std::vector<Block> blocks = BlockReader(false).read(node);
  std::vector<const Block*> all;
  for (const Block& block : blocks) all.push_back(&block);
  return joined(all);
}

}  // namespace roznamcha::intake
