#include "intake/feed.h"

#include <gtest/gtest.h>

namespace roznamcha::intake {
namespace {

using base::ErrorId;

constexpr const char* kRss = R"(<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Valley Herald</title><link>https://valley.example</link><language>en-GB</language>
<item><media:title>no title</media:title><title>Blast &amp; fire</title><link>https://valley.example/1</link><guid isPermaLink="false">v-1</guid>
 <pubDate>Mon, 05 Feb 2024 18:00:00 +0500</pubDate><description>Short.</description>
 <content:encoded><![CDATA[<p>Two men died.</p><p>Police gave no&nbsp;motive.<script>x()</script></p>]]></content:encoded></item>
<item><title>Second</title><link>https://valley.example/2</link><description>&lt;b&gt;Three&lt;/b&gt; hurt.</description></item>
<item><title>Only a title</title></item>
</channel></rss>)";

TEST(Feed, ReadsRss) {
  const auto entries = read_feed(kRss, "a.xml");
  ASSERT_EQ(entries.size(), 3u);
  ASSERT_TRUE(entries[0]);
  EXPECT_EQ(entries[0]->id, "v-1");
  EXPECT_EQ(entries[0]->title, "Blast & fire");
  EXPECT_EQ(entries[0]->text, "Two men died.\n\nPolice gave no motive.");
  EXPECT_EQ(entries[0]->url, "https://valley.example/1");
  EXPECT_EQ(entries[0]->source, "Valley Herald");
  EXPECT_EQ(entries[0]->language, "en");
  EXPECT_EQ(text::to_string(*entries[0]->published), "2024-02-05");
  EXPECT_EQ(entries[1]->id, "https://valley.example/2");
  EXPECT_EQ(entries[1]->text, "Three hurt.");
  EXPECT_FALSE(entries[1]->published);
  EXPECT_EQ(entries[2]->text, "");
}

TEST(Feed, ReadsAtom) {
  const auto entries =
      read_feed(R"(<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ur-PK"><title>Coast Wire</title>
<entry><id>tag:1</id><title type="html">Raid &amp;amp; arrests</title><link rel="enclosure" href="no"/><link href="https://coast.example/1"/>
<updated>2024-02-07T01:00:00Z</updated><published>2024-02-06T23:00:00+05:00</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One <i>soldier</i> fell.</p><p>Two fled.</p></div></content></entry>
<entry xml:lang="en"><id>tag:2</id><title>B</title><updated>2024-02-08T01:00:00Z</updated><summary>Plain &lt; text.</summary>
<source><title>Hill Post</title></source></entry></feed>)",
                "a.atom");
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0]->id, "tag:1");
  EXPECT_EQ(entries[0]->title, "Raid & arrests");
  EXPECT_EQ(entries[0]->text, "One soldier fell.\n\nTwo fled.");
  EXPECT_EQ(entries[0]->url, "https://coast.example/1");
  EXPECT_EQ(entries[0]->source, "Coast Wire");
  EXPECT_EQ(entries[0]->language, "ur");
  EXPECT_EQ(text::to_string(*entries[0]->published), "2024-02-06");
  EXPECT_EQ(entries[1]->text, "Plain < text.");
  EXPECT_EQ(entries[1]->source, "Hill Post");
  EXPECT_EQ(entries[1]->language, "en");
  EXPECT_EQ(text::to_string(*entries[1]->published), "2024-02-08");
}

TEST(Feed, ReadsRdf) {
  const auto entries = read_feed(
      R"(<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Old Wire</title></channel>
<item><title>A</title><link>l</link><description>Shots were fired.</description><dc:date>2004-03-02T10:00:00Z</dc:date></item></rdf:RDF>)",
      "a.rdf");
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0]->text, "Shots were fired.");
  EXPECT_EQ(entries[0]->source, "Old Wire");
  EXPECT_EQ(text::to_string(*entries[0]->published), "2004-03-02");
}

TEST(Feed, FollowsNoEntities) {
  const auto inside = read_feed(
      R"(<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
<rss><channel><item><title>T</title><description>Before &b; &f; after &nbsp; all.</description></item></channel></rss>)",
      "a.xml");
  ASSERT_GE(inside.size(), 1u);
  ASSERT_TRUE(inside[0]);
  EXPECT_EQ(inside[0]->text.find("aaa"), std::string::npos);
  EXPECT_EQ(inside[0]->text.find("root:"), std::string::npos);
  EXPECT_NE(inside[0]->text.find("after"), std::string::npos);
}

TEST(Feed, GivesWhatStandsBeforeTheBreak) {
  const auto entries = read_feed(
      "<rss><channel>\n<item><description>One died.</description></item>\n<item><description>Two </wrong>",
      "a.xml");
  ASSERT_GE(entries.size(), 2u);
  ASSERT_TRUE(entries[0]);
  EXPECT_EQ(entries[0]->text, "One died.");
  ASSERT_FALSE(entries.back());
  EXPECT_EQ(entries.back().error().id, ErrorId::kBadFeed);
  EXPECT_EQ(entries.back().error().where, "a.xml:3");
}

TEST(Feed, RefusesOtherXml) {
  for (const char* xml : {"", "no xml", "<a><b/></a>", "<?xml version=\"1.0\"?><urlset/>", "<rss/>",
                          "<rss><channel><title>T</title></channel></rss>"}) {
    const auto entries = read_feed(xml, "a.xml");
    ASSERT_EQ(entries.size(), 1u) << xml;
    ASSERT_FALSE(entries[0]) << xml;
    EXPECT_EQ(entries[0].error().id, ErrorId::kBadFeed) << xml;
  }
}

}  // namespace
}  // namespace roznamcha::intake
