#include "intake/format.h"

#include <gtest/gtest.h>

namespace roznamcha::intake {
namespace {

using namespace std::string_view_literals;

TEST(Format, IsToldByContentThenByName) {
  const struct {
    std::string_view head, name;
    Format format;
  } cases[] = {
      {"Two killed.", "a.txt", Format::kText},
      {"Two killed.", "stdin", Format::kText},
      {"", "a", Format::kText},
      {"{\"text\":\"a\"}", "a.txt", Format::kText},
      {"{\"text\":\"a\"}", "a", Format::kJsonLines},
      {" \n{\"text\":\"a\"}", "stdin", Format::kJsonLines},
      {"broken", "a.jsonl", Format::kJsonLines},
      {"broken", "a.JSONL.gz", Format::kJsonLines},
      {"<!DOCTYPE html><html>", "a", Format::kHtml},
      {"<!-- saved --><!doctype HTML PUBLIC \"x\">", "a.txt", Format::kHtml},
      {"<?xml version=\"1.0\"?><!DOCTYPE html><html>", "a.xml", Format::kHtml},
      {"<?xml version=\"1.0\"?><rss version=\"2.0\">", "a", Format::kFeed},
      {"<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a \"b\">]><rss>", "a.html", Format::kFeed},
      {"<feed xmlns=\"http://www.w3.org/2005/Atom\">", "a.txt", Format::kFeed},
      {"<rdf:RDF>", "a", Format::kFeed},
      {"<?xml version=\"1.0\"?><other/>", "a", Format::kFeed},
      {"<p>Two killed.", "a", Format::kHtml},
      {"<p>Two killed.", "a.txt", Format::kText},
      {"Two killed.", "a.htm", Format::kHtml},
      {"<AFP> Two killed.", "a", Format::kText},
      {"\xff\xfe<\0h\0t\0m\0l\0>\0"sv, "a", Format::kHtml},
      {"WARC/1.0\r\n", "a.warc", Format::kWarc},
      {"%PDF-1.7", "a.txt", Format::kBinary},
      {"PK\x03\x04", "a.docx", Format::kBinary},
  };
  for (const auto& [head, name, format] : cases)
    EXPECT_EQ(format_of(head, name), format) << head << " in " << name;
}

}  // namespace
}  // namespace roznamcha::intake
