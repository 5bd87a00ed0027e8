#include "intake/markup.h"

#include <gtest/gtest.h>

namespace roznamcha::intake {
namespace {

using base::ErrorId;

constexpr const char* kFirst =
    "KORAN MARKET, Feb 5: Two shopkeepers were killed and five passers-by hurt when a hand grenade was "
    "thrown at a tea stall, the police said on Monday.";
constexpr const char* kSecond = "The attackers fled on a motorcycle.";
constexpr const char* kThird =
    "Station officer Dilawar Khan told reporters that the stall stood next to the office of a candidate, and "
    "that nobody had claimed the attack so far.";

std::string page(const std::string& head, const std::string& body) {
  return "<!DOCTYPE html><html lang=\"en-GB\"><head><title>Blast | Valley Herald</title>" + head +
         "</head><body class=\"has-sidebar\">" + body + "</body></html>";
}

std::string article() {
  return std::string("<p>") + kFirst + "</p><p>" + kSecond + "</p>\n<p>" + kThird + "</p>";
}

std::string expected() {
  return std::string(kFirst) + "\n\n" + kSecond + "\n\n" + kThird;
}

std::string text_of(const std::string& html) {
  const auto read = read_page(html, "a.html");
  return read ? read->text : "error: " + std::string(base::name(read.error().id));
}

TEST(Page, HasTheTextOfItsArticleAlone) {
  const std::string html = page(
      "",
      R"(<header><a href="/">Valley Herald</a><ul class="menu"><li><a href="/p">Politics</a></li><li><a>Sport</a></li></ul></header>
<div class="content with-sidebar"><div class="story"><h1>Blast at tea stall</h1><div class="meta">By a correspondent | 12 comments</div>
<div class="text">)" +
          article() + R"(<div class="ad">Advertisement</div></div></div>
<div class="related-stories"><h3>Related</h3><p>A long teaser about another matter, of more than seventy characters, that has nothing to do with the story.</p></div>
<div id="comments"><p>I think that this is what always happens when nobody looks after the market, and it is a shame, as everybody knows.</p></div></div>
<aside><p>Subscribe to our newsletter, which comes every morning and tells everything that you need to know about the valley and the hills.</p></aside>
<footer><p>Copyright 2024 Valley Herald. All rights reserved. No part of this may be reproduced without the permission of the publisher.</p></footer>
<script>var text = "A script may hold long sentences, too, and they are not part of the text that a reader would see on the page.";</script>)");
  EXPECT_EQ(text_of(html), expected());
}

TEST(Page, IsReadWithoutAnyParagraphElement) {
  EXPECT_EQ(
      text_of(page("", std::string("<table><tr><td><a>Home</a></td><td><b>Blast</b><br><br>") + kFirst +
                           "<br>\n<br>" + kSecond + "<br/><br/>" + kThird +
                           "<br><br><a href=x>Back to the front page of the paper</a></td></tr></table>")),
      expected());
}

TEST(Page, IsReadFromDivisionsForParagraphs) {
  EXPECT_EQ(text_of(page("", std::string("<div><div class=x>") + kFirst + "</div><div class=x>" + kThird +
                                 "</div></div>")),
            std::string(kFirst) + "\n\n" + kThird);
}

TEST(Page, KeepsEveryPartOfAnArticleElement) {
  const std::string html = page(
      "", "<article><div class=a>" + std::string("<p>") + kFirst +
              "</p></div><figure><figcaption>The tea stall after the attack, in a "
              "picture that a passer-by took with a phone on Monday.</figcaption></figure><div class=b><p>" +
              kSecond + "</p><p>" + kThird + "</p></div></article>");
  EXPECT_EQ(text_of(html), expected());
}

TEST(Page, JoinsInlineElementsAndBlanks) {
  EXPECT_EQ(text_of(page("",
                         "<p>Two <b>shop</b>keepers&nbsp;were\n  killed, and <a href=x>five</a> people hurt, "
                         "when a grenade was thrown at a tea stall.</p>")),
            "Two shopkeepers were killed, and five people hurt, when a grenade was thrown at a tea stall.");
}

TEST(Page, SaysWhenWhereAndByWhom) {
  const auto by_json = read_page(
      page(
          R"(<meta property="og:title" content="Other"><link rel="canonical" href="https://valley.example/blast"><script type="application/ld+json">
{"@context":"https://schema.org","@graph":[{"@type":"WebPage","name":"x"},{"@type":["NewsArticle"],"headline":"Blast &amp; fire","datePublished":"2024-02-05T20:00:00+05:00",
"publisher":{"@type":"Organization","name":"Valley Herald"}}]}</script>)",
          article()),
      "a.html");
  ASSERT_TRUE(by_json);
  EXPECT_EQ(by_json->title, "Blast & fire");
  EXPECT_EQ(by_json->source, "Valley Herald");
  EXPECT_EQ(by_json->url, "https://valley.example/blast");
  EXPECT_EQ(by_json->language, "en");
  EXPECT_EQ(text::to_string(*by_json->published), "2024-02-05");

  const auto by_meta = read_page(
      page(R"(<meta property="og:title" content="Blast"><meta property="og:site_name" content="Coast Wire">
<meta property="og:url" content="https://coast.example/1"><meta property="article:modified_time" content="2024-02-09"><meta property="article:published_time" content="2024-02-06T01:00:00Z">)",
           article()),
      "a.html");
  ASSERT_TRUE(by_meta);
  EXPECT_EQ(by_meta->title, "Blast");
  EXPECT_EQ(by_meta->source, "Coast Wire");
  EXPECT_EQ(by_meta->url, "https://coast.example/1");
  EXPECT_EQ(text::to_string(*by_meta->published), "2024-02-06");

  const auto by_element = read_page(
      page("", "<h1>Blast</h1><time datetime=\"2024-02-07T10:00\">Wednesday</time>" + article()), "a.html");
  ASSERT_TRUE(by_element);
  EXPECT_EQ(by_element->title, "Blast");
  EXPECT_EQ(text::to_string(*by_element->published), "2024-02-07");

  const auto bare = read_page("<p>" + std::string(kFirst), "a.html");
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->text, kFirst);
  EXPECT_EQ(bare->title, "");
  EXPECT_FALSE(bare->published);
}

TEST(Page, TakesTheTextOfJsonLdWhereThePageShowsNone) {
  EXPECT_EQ(text_of(page(
                std::string(R"(<script type="application/ld+json">{"@type":"NewsArticle","articleBody":")") +
                    kFirst + "\"}</script>",
                "<div id=app></div>")),
            kFirst);
}

TEST(Page, IsNoArticle) {
  std::string index;
  for (int i = 0; i < 8; ++i)
    index +=
        std::string("<div class=item><h3><a href=x>Headline of a story</a></h3><p>") + kFirst + "</p></div>";
  for (const std::string& html :
       {page("", ""), page("", "<form><input name=user><button>Sign in</button></form>"),
        page("", "<p>Too short.</p>"),
        page("", "<ul><li><a href=1>" + std::string(kFirst) + "</a></li><li><a href=2>" + kThird +
                     "</a></li></ul>"),
        page("", "<div class=list>" + index + "</div>"), std::string("<"), std::string()}) {
    const auto read = read_page(html, "a.html");
    ASSERT_FALSE(read) << read->text;
    EXPECT_EQ(read.error().id, ErrorId::kNoArticle);
    EXPECT_EQ(read.error().where, "a.html");
  }
}

TEST(Page, MayBeNestedVeryDeeply) {
  std::string html;
  for (int i = 0; i < 100000; ++i) html += "<div>";
  EXPECT_FALSE(read_page(html + article(), "a.html"));
}

TEST(Fragment, IsAllText) {
  EXPECT_EQ(text_of_fragment(" plain words\nin lines "), "plain words\nin lines");
  EXPECT_EQ(text_of_fragment("<p>One.</p><ul><li>Two</li></ul>Three &lt; four<style>p{}</style>"),
            "One.\n\nTwo\n\nThree < four");
  EXPECT_EQ(text_of_fragment("caf\u00e9 &amp; \u0628\u0645"), "caf\u00e9 & \u0628\u0645");
  EXPECT_EQ(text_of_fragment(""), "");
  EXPECT_EQ(text_of_fragment("<br>"), "");
}

TEST(Language, LosesItsRegion) {
  EXPECT_EQ(language_of("en"), "en");
  EXPECT_EQ(language_of("en-US"), "en");
  EXPECT_EQ(language_of("EN_us.UTF-8"), "en");
  EXPECT_EQ(language_of("zh-Hant-TW"), "zh-Hant");
  EXPECT_EQ(language_of("english"), "");
  EXPECT_EQ(language_of(""), "");
}

}  // namespace
}  // namespace roznamcha::intake
