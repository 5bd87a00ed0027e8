#include "intake/intake.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "base/digest.h"
#include "base/packing_for_test.h"
#include "text/utf8.h"

namespace roznamcha::intake {
namespace {
namespace fs = std::filesystem;

using base::Error;
using base::ErrorId;
using base::Result;
using record::Document;

constexpr const char* kStory =
    "Two shopkeepers were killed and five passers-by hurt when a hand grenade was thrown at a tea stall in "
    "the old bazaar, the police said on Monday.";

class IntakeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, std::string_view bytes) {
    const fs::path path = fs::path(folder_) / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return path.string();
  }

  /// Documents by id; errors as "id-of-error@where", the folder cut off.
  std::vector<std::string> read(std::vector<std::string> paths, Options options = {}) {
    Intake intake(std::move(paths), std::move(options));
    std::vector<std::string> out;
    documents_.clear();
    while (auto got = intake.next()) {
      if (*got) {
        out.push_back((*got)->id);
        documents_.push_back(**got);
      } else {
        std::string where = got->error().where;
        if (where.starts_with(folder_)) where.erase(0, folder_.size() + 1);
        out.push_back(std::string(name(got->error().id)) + "@" + where);
      }
    }
    progress_ = intake.progress();
    return out;
  }

  using Names = std::vector<std::string>;
  std::string folder_ = ::testing::TempDir() + "/intake_test" + std::to_string(::getpid());
  std::vector<Document> documents_;
  Intake::Progress progress_;
};

TEST_F(IntakeTest, ReadsEveryFormat) {
  write("a.txt", std::string("\xef\xbb\xbf") + "One died.\r\nTwo fled.\n");
  write("b.jsonl", "{\"id\":\"x\",\"text\":\"a\"}\n\n{\"text\":\"b\"}");
  write("c.html", std::string("<html><body><p>") + kStory + "</p></body></html>");
  write("d.xml",
        "<rss><channel><title>Wire</title><item><guid>g</guid><description>c</description></"
        "item><item><description>d</description></item></channel></rss>");
  EXPECT_EQ(read({folder_}), (Names{"a", "x", "b:3", "c", "g", "d:2"}));
  EXPECT_EQ(documents_[0].text, "One died.\nTwo fled.\n");
  EXPECT_EQ(documents_[0].language, "en");
  EXPECT_EQ(documents_[0].sha256, base::sha256(documents_[0].text));
  EXPECT_EQ(documents_[3].text, kStory);
  EXPECT_EQ(documents_[4].source, "Wire");
  EXPECT_EQ(progress_.done, progress_.total);
  EXPECT_GT(progress_.total, 0u);
}

TEST_F(IntakeTest, ReadsPackedFiles) {
  const std::string lines = "{\"id\":\"x\",\"text\":\"a\"}\n{\"id\":\"y\",\"text\":\"b\"}\n";
  const auto gz = write("a.jsonl.gz", base::gzip(lines)), zst = write("b.jsonl.zst", base::zstd(lines));
  const auto text = write("c.txt.gz", base::gzip("One died."));
  EXPECT_EQ(read({gz, zst, text}), (Names{"x", "y", "x", "y", "c"}));
  const std::string packed = base::gzip(lines);
  const auto cut = write("d.jsonl.gz", packed.substr(0, packed.size() - 12));
  const auto names = read({cut, text});
  EXPECT_EQ(names.at(names.size() - 2), "unreadable@d.jsonl.gz");
  EXPECT_EQ(names.back(), "c");
}

TEST_F(IntakeTest, ReadsStandardInput) {
  const auto path = write("input", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n");
  ASSERT_NE(std::freopen(path.c_str(), "rb", stdin), nullptr);
  EXPECT_EQ(read({"-"}), (Names{"stdin:1", "stdin:2"}));
  EXPECT_EQ(progress_.total, 0u);
  EXPECT_EQ(read({"-"}), (Names{"empty-text@stdin"}));
}

TEST_F(IntakeTest, FillsInWhatADocumentDoesNotSay) {
  Options options;
  options.published = text::parse_date("2024-02-05");
  options.country = "PK";
  options.source = "Desk";
  options.language = "ur";
  const auto path = write("a.jsonl",
                          "{\"text\":\"a\"}\n{\"text\":\"b\",\"published\":\"2023-12-31\",\"country\":\"KE\","
                          "\"source\":\"S\",\"language\":\"sw\"}");
  read({path}, options);
  ASSERT_EQ(documents_.size(), 2u);
  EXPECT_EQ(text::to_string(*documents_[0].published), "2024-02-05");
  EXPECT_EQ(documents_[0].country, "PK");
  EXPECT_EQ(documents_[0].source, "Desk");
  EXPECT_EQ(documents_[0].language, "ur");
  EXPECT_EQ(text::to_string(*documents_[1].published), "2023-12-31");
  EXPECT_EQ(documents_[1].country, "KE");
  EXPECT_EQ(documents_[1].source, "S");
  EXPECT_EQ(documents_[1].language, "sw");
}

TEST_F(IntakeTest, ReadsOnAfterWhatIsWrong) {
  const auto lines = write("a.jsonl",
                           "{\"id\":\"1\",\"text\":\"a\"}\n{broken\n{\"text\":\"\xff\"}\n{\"text\":\" \"}\n"
                           "{\"text\":\"a\",\"published\":\"soon\"}\n[1]\n{\"id\":\"7\",\"text\":\"g\"}\n");
  const auto good = write("good.txt", "One died.");
  const auto page = write("login.html", "<html><body><form>Sign in</form></body></html>");
  const auto feed = write("map.xml", "<?xml version='1.0'?><urlset/>");
  const auto empty = write("empty.txt", ""), blank = write("blank.txt", " \n\u00a0"),
             no_lines = write("none.jsonl", "\n\n");
  const auto warc = write("a.warc", "WARC/1.0\r\n\r\n"), pdf = write("a.pdf", "%PDF-1.7"),
             zeros = write("a.bin", std::string(1000, '\0'));
  fs::create_directories(folder_ + "/bare");
  EXPECT_EQ(read({lines, folder_ + "/none", page, feed, empty, blank, no_lines, warc, pdf, zeros,
                  folder_ + "/bare", good}),
            (Names{"1", "bad-json@a.jsonl:2:2", "bad-encoding@a.jsonl:3:10", "empty-text@a.jsonl:4",
                   "bad-date@a.jsonl:5", "bad-json@a.jsonl:6", "7", "not-found@none", "no-article@login.html",
                   "bad-feed@map.xml", "empty-text@empty.txt", "empty-text@blank.txt",
                   "empty-text@none.jsonl", "unreadable@a.warc, record 1", "unreadable@a.pdf",
                   "unreadable@a.bin", "not-found@bare", "good"}));
}

TEST_F(IntakeTest, NamesUnreadableFiles) {
  const std::string loop = folder_ + "/loop.txt";
  fs::create_symlink(loop, loop);  // not even root can read it
  EXPECT_EQ(read({loop, write("good.txt", "One died.")}), (Names{"unreadable@loop.txt", "good"}));
}

TEST_F(IntakeTest, SaysThatATextIsInNoKnownCharset) {
  EXPECT_EQ(
      read({write("a.html", "<html><meta charset=utf-8><p>" + std::string(100, '\xff')), write("b.txt",
                                                                                               "\xef\xbb\xbf"
                                                                                               "ab\xff")}),
      (Names{"bad-encoding@a.html:30", "bad-encoding@b.txt:6"}));
  EXPECT_EQ(read({write("c.jsonl", std::string("\xff\xfe{\0", 4))}), (Names{"bad-encoding@c.jsonl"}));
}

TEST_F(IntakeTest, ReadsAnyCharset) {
  const auto page = write("a.html", "<html><head><meta charset=\"windows-1251\"></head><body><p>" +
                                        std::string(160, '\xe0') + "</p></body></html>");
  const auto feed = write("b.xml",
                          "<?xml version=\"1.0\" "
                          "encoding=\"ISO-8859-1\"?><rss><channel><item><description>S\xe3o</description></"
                          "item></channel></rss>");
  EXPECT_EQ(read({page, feed}), (Names{"a", "b:1"}));
  EXPECT_TRUE(documents_[0].text.starts_with("\u0430\u0430\u0430"));
  EXPECT_EQ(documents_[1].text, "S\u00e3o");
}

TEST_F(IntakeTest, PassesOverWhatIsTooLarge) {
  Options options;
  options.limits = {.text = 100, .line = 200, .file = 300};
  const std::string long_line = "{\"text\":\"" + std::string(500'000, 'a') + "\"}\n",
                    long_text = "{\"text\":\"" + std::string(150, 'a') + "\"}\n";
  const auto lines = write("a.jsonl", "{\"id\":\"1\",\"text\":\"a\"}\n" + long_line + long_text +
                                          "{\"id\":\"4\",\"text\":\"d\"}\n" + long_line);
  const auto text = write("b.txt", std::string(150, 'a')), file = write("c.txt", std::string(301, 'a')),
             good = write("good.txt", "One died.");
  const auto bomb = write("d.txt.gz", base::gzip(std::string(10'000'000, 'a')));
  EXPECT_EQ(read({lines, text, file, bomb, good}, options),
            (Names{"1", "too-large@a.jsonl:2", "too-large@a.jsonl:3", "4", "too-large@a.jsonl:5",
                   "too-large@b.txt", "too-large@c.txt", "too-large@d.txt.gz", "good"}));
}

TEST_F(IntakeTest, GivesOneErrorForALineOf200Megabytes) {
  const fs::path path = fs::path(folder_) / "a.jsonl";
  {
    std::ofstream out(path, std::ios::binary);
    const std::string chunk(1 << 20, 'a');
    out << "{\"id\":\"1\",\"text\":\"a\"}\n{\"text\":\"";
    for (int i = 0; i < 200; ++i) out << chunk;
    out << "\"}\n{\"id\":\"3\",\"text\":\"c\"}\n";
  }
  EXPECT_EQ(read({path.string()}), (Names{"1", "too-large@a.jsonl:2", "3"}));
}

TEST_F(IntakeTest, ReadsArchives) {
  const auto record = [](std::string_view type, std::string_view url, std::string_view block) {
    return fmt::format(
        "WARC/1.0\r\nWARC-Type: {}\r\nWARC-Target-URI: {}\r\nContent-Type: "
        "application/http\r\nContent-Length: {}\r\n\r\n{}\r\n\r\n",
        type, url, block.size(), block);
  };
  const std::string story = std::string("<html><p>") + kStory + "</p></html>";
  const std::string page = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + story;
  const std::string chunked = fmt::format(
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: "
      "chunked\r\n\r\n{:x}\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n",
      20, story.substr(0, 20), story.size() - 20, story.substr(20));
  const std::string packed =
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + base::gzip(story);
  const std::string archive =
      record("warcinfo", "", "software: x") +
      record("request", "http://a.example/", "GET / HTTP/1.1\r\n\r\n") +
      record("response", "http://a.example/1", page) + record("response", "http://a.example/2", chunked) +
      record("response", "http://a.example/3", packed) +
      record("response", "http://a.example/gone",
             "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n" + story) +
      record("response", "http://a.example/x.png", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nx") +
      record("response", "http://a.example/login",
             "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><form>Sign in</form></html>") +
      record("response", "http://a.example/br",
             "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n\x0b\x02\x80");
  EXPECT_EQ(
      read({write("a.warc", archive),
            write("b.warc.gz",
                  base::gzip(archive) + base::gzip(record("response", "http://b.example/1", page))),
            write("c.warc", archive.substr(0, 500)), write("d.warc", record("warcinfo", "", "x"))}),
      (Names{"http://a.example/1", "http://a.example/2", "http://a.example/3", "no-article@a.warc, record 8",
             "unreadable@a.warc, record 9", "http://a.example/1", "http://a.example/2", "http://a.example/3",
             "no-article@b.warc.gz, record 8", "unreadable@b.warc.gz, record 9", "http://b.example/1",
             "unreadable@c.warc, record 3", "empty-text@d.warc"}));
  for (const Document& document : documents_) EXPECT_EQ(document.text, kStory);
  EXPECT_EQ(documents_[0].url, "http://a.example/1");
}

TEST_F(IntakeTest, ReadsTheSampleCorpus) {
  const std::string sample = std::string(ROZNAMCHA_SOURCE_DIR) + "/tests/sample/";
  const Names ids = read({sample + "reports"});
  std::set<std::string> gold;
  std::ifstream in(sample + "gold.jsonl");
  for (std::string line; std::getline(in, line);) {
    const auto value = nlohmann::json::parse(line);
    if (value.contains("document")) gold.insert(value["document"].get<std::string>());
    for (const auto& report : value.value("reports", nlohmann::json::array()))
      gold.insert(report["document"].get<std::string>());
  }
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()), gold);
  EXPECT_EQ(ids.size(), gold.size());
}

TEST(Intake, ReadsBytesAsAFileOfThatName) {
  Intake intake = Intake::of_bytes("<p>One died.</p>", "a.txt");
  const auto document = intake.next();
  ASSERT_TRUE(document && *document);
  EXPECT_EQ((*document)->text, "<p>One died.</p>");
  EXPECT_FALSE(intake.next());
  EXPECT_EQ(intake.progress().done, 16u);
}

/// What holds for any input: it ends, and every document is whole.
void expect_sound(std::string bytes, const std::string& name) {
  Intake intake = Intake::of_bytes(std::move(bytes), name);
  size_t count = 0;
  while (const auto got = intake.next()) {
    ++count;
    if (!*got) {
      RC_ASSERT(!got->error().what.empty());
      RC_ASSERT(got->error().where.starts_with(name));
      continue;
    }
    const Document& document = **got;
    RC_ASSERT(!document.text.empty() && !document.id.empty() && !document.language.empty());
    RC_ASSERT(!text::first_invalid_utf8(document.text));
    RC_ASSERT(document.text.find('\r') == std::string::npos && document.text.find('\0') == std::string::npos);
    RC_ASSERT(document.sha256 == base::sha256(document.text));
  }
  RC_ASSERT(count > 0);
}

RC_GTEST_PROP(IntakeProperty, AnyBytesGiveADocumentOrAnError, (std::string bytes)) {
  for (const char* name : {"a", "a.txt", "a.jsonl", "a.html", "a.xml"}) expect_sound(bytes, name);
}

RC_GTEST_PROP(IntakeProperty, AnyPiecesOfMarkupGiveADocumentOrAnError, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "<rss>", "<channel>", "<item>", "</item>", "<description>", "<![CDATA[", "]]>", "<html>", "<p>", "</p>",
      "<br>", "<div class=ad>", "<a href=x>", "</a>", "&amp;", "&#0;", "&x;", "<!--", "-->",
      "<!DOCTYPE a [<!ENTITY x 'y'>]>", "<script type=application/ld+json>", "{\"@type\":\"Article\",",
      "\"text\":", "\"", "{", "}", "[", "\n", "\r", "\xff", kStory));
  std::string bytes;
  for (const std::string& piece : pieces) bytes += piece;
  for (const char* name : {"a", "a.jsonl", "a.html", "a.xml"}) expect_sound(bytes, name);
}

}  // namespace
}  // namespace roznamcha::intake
