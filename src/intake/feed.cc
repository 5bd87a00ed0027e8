#include "intake/feed.h"

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

#include <memory>
#include <optional>

#include "intake/charset.h"
#include "intake/markup.h"
#include "intake/web_date.h"

namespace roznamcha::intake {
namespace {

using base::Error;
using base::ErrorId;
using base::Result;

constexpr std::string_view kAtom = "http://www.w3.org/2005/Atom";
constexpr std::string_view kContentModule = "http://purl.org/rss/1.0/modules/content/";
constexpr std::string_view kDublinCore = "http://purl.org/dc/elements/1.1/";

std::string_view view(const xmlChar* text) {
  return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}

std::string_view space_of(const xmlNode* node) {
  return node->ns == nullptr ? "" : view(node->ns->href);
}

bool is(const xmlNode* node, std::string_view name) {
  return node->type == XML_ELEMENT_NODE && view(node->name) == name;
}

/// RSS has no namespace, or the one of its old versions; the same names in modules mean other things.
bool is_rss(const xmlNode* node, std::string_view name) {
  const std::string_view space = space_of(node);
  return is(node, name) &&
         (space.empty() || space == "http://purl.org/rss/1.0/" ||
          space.starts_with("http://my.netscape.com/") || space.starts_with("http://backend.userland.com/"));
}

std::string attribute(const xmlNode* node, const char* name) {
  const std::unique_ptr<xmlChar, void (*)(xmlChar*)> value(
      xmlGetNoNsProp(node, reinterpret_cast<const xmlChar*>(name)), [](xmlChar* text) { xmlFree(text); });
  return std::string(view(value.get()));
}

std::string language_attribute(const xmlNode* node) {
  const std::unique_ptr<xmlChar, void (*)(xmlChar*)> value(
      xmlGetNsProp(node, reinterpret_cast<const xmlChar*>("lang"), XML_XML_NAMESPACE),
      [](xmlChar* text) { xmlFree(text); });
  return std::string(view(value.get()));
}

/// The element's own characters; references to entities are left out.
std::string content_of(const xmlNode* node) {
  std::string out;
  for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
    if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) out += view(child->content);
  }
  const size_t begin = out.find_first_not_of(" \t\r\n");
  return begin == std::string::npos ? "" : out.substr(begin, out.find_last_not_of(" \t\r\n") + 1 - begin);
}

/// What a feed or one entry says.
struct Parts {
  std::string id, title, link, source, language;
  std::string content, summary;  // text
  std::string published, updated;
};

void set(std::string& part, std::string value) {
  if (part.empty()) part = std::move(value);
}

/// An Atom text construct: text, escaped HTML or an XHTML tree.
std::string atom_text(const xmlNode* node) {
  const std::string type = attribute(node, "type");
  if (type == "xhtml") return text_of_tree(node);
  if (type == "html" || type == "text/html") return text_of_fragment(content_of(node));
  return content_of(node);
}

void read_atom(const xmlNode* node, Parts& parts) {
  if (is(node, "id")) set(parts.id, content_of(node));
  if (is(node, "title")) set(parts.title, atom_text(node));
  if (is(node, "content")) set(parts.content, atom_text(node));
  if (is(node, "summary") || is(node, "subtitle")) set(parts.summary, atom_text(node));
  if (is(node, "published")) set(parts.published, content_of(node));
  if (is(node, "updated")) set(parts.updated, content_of(node));
  if (is(node, "link")) {
    const std::string relation = attribute(node, "rel");
    if (relation.empty() || relation == "alternate") set(parts.link, attribute(node, "href"));
  }
  if (is(node, "source")) {
    for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
      if (is(child, "title")) set(parts.source, atom_text(child));
    }
  }
}

void read_rss(const xmlNode* node, Parts& parts) {
  if (is_rss(node, "guid")) set(parts.id, content_of(node));
  if (is_rss(node, "title")) set(parts.title, text_of_fragment(content_of(node)));
  if (is_rss(node, "link")) set(parts.link, content_of(node));
  if (is_rss(node, "description")) set(parts.summary, text_of_fragment(content_of(node)));
  if (is_rss(node, "pubDate")) set(parts.published, content_of(node));
  if (is_rss(node, "source")) set(parts.source, content_of(node));
  if (is_rss(node, "language")) set(parts.language, content_of(node));
  if (space_of(node) == kContentModule && is(node, "encoded"))
    set(parts.content, text_of_fragment(content_of(node)));
  if (space_of(node) == kDublinCore) {
    if (is(node, "date")) set(parts.updated, content_of(node));
    if (is(node, "publisher")) set(parts.source, content_of(node));
    if (is(node, "language")) set(parts.language, content_of(node));
  }
}

/// First fault of the XML that is worth telling.
struct Fault {
  int line = 0;
  std::string what;
};

#if LIBXML_VERSION >= 21200
using XmlError = const xmlError*;
#else
using XmlError = xmlErrorPtr;
#endif

void note_fault(void* context, XmlError error) {
  auto* parser = static_cast<xmlParserCtxtPtr>(context);
  // Feeds use the names of HTML's entities without declaring them; no other harm is done.
  if (error->level < XML_ERR_ERROR || error->domain == XML_FROM_NAMESPACE) return;
  if (error->code == XML_ERR_UNDECLARED_ENTITY || error->code == XML_WAR_UNDECLARED_ENTITY) return;
  auto* fault = static_cast<Fault*>(parser->_private);
  if (fault->line == 0)
    *fault = {error->line > 0 ? error->line : 1, error->message == nullptr ? "" : error->message};
}

xmlEntityPtr predefined_only(void*, const xmlChar* name) {
  return xmlGetPredefinedEntity(name);
}

record::Document document_of(const Parts& parts, const Parts& channel) {
  record::Document document;
  document.id = !parts.id.empty() ? parts.id : parts.link;
  document.title = parts.title;
  document.text = !parts.content.empty() ? parts.content : parts.summary;
  document.url = parts.link;
  document.source = !parts.source.empty() ? parts.source : channel.title;
  document.language = language_of(!parts.language.empty() ? parts.language : channel.language);
  const std::string& moment = parse_web_date(parts.published) ? parts.published : parts.updated;
  document.published = parse_web_date(moment);
  document.published_minute = parse_web_minute(moment);
  return document;
}

}  // namespace

std::vector<Result<record::Document>> read_feed(const std::string& xml, std::string_view name) {
  std::vector<Result<record::Document>> out;
  Fault fault;
  const std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> parser(xmlNewParserCtxt(),
                                                                            &xmlFreeParserCtxt);
  parser->_private = &fault;
  // No entity but the five of XML itself is ever known, so that none can be expanded or fetched.
  parser->sax->entityDecl = nullptr;
  parser->sax->getEntity = &predefined_only;
  parser->sax->getParameterEntity = nullptr;
  parser->sax->externalSubset = nullptr;
  parser->sax->resolveEntity = nullptr;
  parser->sax->serror = &note_fault;
  const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
      xmlCtxtReadMemory(parser.get(), xml.data(), static_cast<int>(xml.size()), nullptr, "UTF-8",
                        XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_IGNORE_ENC),
      &xmlFreeDoc);

  const xmlNode* root = document ? xmlDocGetRootElement(document.get()) : nullptr;
  const bool atom =
      root != nullptr && is(root, "feed") && (space_of(root) == kAtom || space_of(root).empty());
  const bool rss = root != nullptr && is(root, "rss");
  const bool rdf = root != nullptr && is(root, "RDF");
  if (!atom && !rss && !rdf) {
    const std::string where =
        root == nullptr && fault.line > 0 ? fmt::format("{}:{}", name, fault.line) : std::string(name);
    out.push_back(Error{ErrorId::kBadFeed, root == nullptr ? "is no XML" : "is XML, but neither RSS nor Atom",
                        where, ""});
    return out;
  }

  Parts channel;
  std::vector<const xmlNode*> entries;
  if (atom) {
    channel.language = language_attribute(root);
    for (const xmlNode* node = root->children; node != nullptr; node = node->next) {
      if (is(node, "entry")) {
        entries.push_back(node);
      } else {
        read_atom(node, channel);
      }
    }
  } else {
    for (const xmlNode* node = root->children; node != nullptr; node = node->next) {
      if (is(node, "item")) entries.push_back(node);
      if (!is(node, "channel")) continue;
      for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
        if (is(child, "item")) {
          entries.push_back(child);
        } else {
          read_rss(child, channel);
        }
      }
    }
  }
  for (const xmlNode* entry : entries) {
    Parts parts;
    if (atom) parts.language = language_attribute(entry);
    for (const xmlNode* node = entry->children; node != nullptr; node = node->next)
      atom ? read_atom(node, parts) : read_rss(node, parts);
    out.push_back(document_of(parts, channel));
  }
  if (fault.line > 0) {
    std::string what = fault.what.substr(0, fault.what.find('\n'));
    out.push_back(Error{ErrorId::kBadFeed, fmt::format("breaks off as XML: {}", what),
                        fmt::format("{}:{}", name, fault.line),
                        "the entries before are read, later ones may be missing"});
  } else if (entries.empty()) {
    out.push_back(Error{ErrorId::kBadFeed, "is a feed without entries", std::string(name), ""});
  }
  return out;
}

}  // namespace roznamcha::intake
