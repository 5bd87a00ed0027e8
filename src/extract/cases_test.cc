// Runs tests/cases/**/*.case, one test a file. A case is header lines, "---", the text, "---", and what must
// be found:
//
//   published: 2024-02-05          (header lines are optional: published, country, title)
//   ---
//   A bomb exploded outside a police station in Tank on Sunday, killing two constables.
//   ---
//   accounts: 1
//   1: type=Remote explosive/landmine/IED; date=2024-02-04; place=Tank; killed=2; group=police; target=police
//   station tallies: 0
//
// Numbers: "2", "15+" (at least 15), "8-10", "none". An account line holds when each of its parts does; "k:
// not org=x" negates.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "extract/reader.h"
#include "pack/pack.h"
#include "text/fold.h"

namespace roznamcha::extract {
namespace {

struct Case {
  std::map<std::string, std::string> head;
  std::string text;
  std::vector<std::string> expected;
};

std::string trim(std::string s) {
  const auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  while (!s.empty() && blank(s.back())) s.pop_back();
  size_t i = 0;
  while (i < s.size() && blank(s[i])) ++i;
  return s.substr(i);
}

Case parse(const std::string& path) {
  Case c;
  std::ifstream in(path);
  std::string line;
  int part = 0;
  while (std::getline(in, line)) {
    if (line == "---") {
      ++part;
    } else if (part == 0) {
      if (const size_t colon = line.find(':'); colon != std::string::npos && line[0] != '#')
        c.head[line.substr(0, colon)] = trim(line.substr(colon + 1));
    } else if (part == 1) {
      c.text += line + "\n";
    } else if (!trim(line).empty() && line[0] != '#') {
      c.expected.push_back(trim(line));
    }
  }
  c.text = trim(c.text);
  EXPECT_EQ(part, 2) << path << ": two lines '---' expected";
  EXPECT_FALSE(c.expected.empty()) << path << ": says nothing of what must be found";
  return c;
}

std::string figure(const std::optional<record::Figure>& f) {
  if (!f) return "none";
  if (!f->high) return fmt::format("{}+", f->low);
  return f->low == *f->high ? std::to_string(f->low) : fmt::format("{}-{}", f->low, *f->high);
}

std::string days(const text::DateRange& d) {
  if (!d.known()) return "unknown";
  const std::string first = d.earliest ? text::to_string(*d.earliest) : "",
                    last = d.latest ? text::to_string(*d.latest) : "";
  return first == last ? first : first + ".." + last;
}

/// Every value that an account gives for a key of a case line.
std::vector<std::string> values(const record::Account& a, const std::string& key, std::string_view text) {
  using record::Effect;
  std::vector<std::string> out;
  if (key == "type")
    out = {a.sub_event_type};
  else if (key == "date")
    out = {days(a.date.range)};
  else if (key == "date_precision")
    out = {std::string(name(a.date.range.precision))};
  else if (key == "place")
    out = {a.place.place.known() ? a.place.place.name : "unknown"};
  else if (key == "admin1")
    out = {a.place.place.admin1};
  else if (key == "admin2")
    out = {a.place.place.admin2};
  else if (key == "country")
    out = {a.place.place.country};
  else if (key == "place_precision")
    out = {std::string(name(a.place.place.precision))};
  else if (key == "killed")
    out = {figure(account_figure(a, Effect::kKilled, false))};
  else if (key == "injured")
    out = {figure(account_figure(a, Effect::kInjured, false))};
  else if (key == "abducted")
    out = {figure(account_figure(a, Effect::kAbducted, false))};
  else if (key == "attackers_killed")
    out = {figure(account_figure(a, Effect::kKilled, true))};
  else if (key == "background")
    out = {a.background ? "yes" : "no"};
  else if (key == "election")
    out = {a.election.related ? a.election.target : "no"};
  else if (key == "group")
    for (const auto& c : a.counts) out.push_back(c.group);
  else if (key == "speaker")
    for (const auto& c : a.counts) out.push_back(c.speaker);
  else if (key == "victim")
    for (const auto& v : a.victims) {
      out.push_back(v.text);
      out.push_back(v.name);
    }
  else if (key == "target")
    for (const auto& t : a.targets) {
      out.push_back(t.text);
      out.push_back(t.target_class);
    }
  else if (key == "weapon")
    for (const auto& w : a.weapons) {
      out.push_back(w.text);
      out.push_back(w.weapon_class);
    }
  else if (key == "org" || key == "person") {
    for (const auto& w : a.actors) {
      if ((w.kind == record::ActorKind::kOrganization) != (key == "org") ||
          w.role != record::Role::kPerpetrator)
        continue;
      out.push_back(w.name);
      out.push_back(w.name + ":" + std::string(name(w.certainty)));
    }
  } else if (key == "evidence")
    for (text::Span s : a.evidence) out.push_back(std::string(s.of(text)));
  else
    ADD_FAILURE() << "no key of a case: " << key;
  return out;
}

void hold(const record::Account& account, const std::string& line, std::string_view text) {
  std::stringstream parts(line);
  std::string part;
  while (std::getline(parts, part, ';')) {
    part = trim(part);
    if (part.empty()) continue;
    const bool negated = part.starts_with("not ");
    if (negated) part = part.substr(4);
    const size_t equal = part.find('=');
    ASSERT_NE(equal, std::string::npos) << part;
    const std::string key = trim(part.substr(0, equal)), wanted = text::fold(trim(part.substr(equal + 1)));
    const std::vector<std::string> found = values(account, key, text);
    bool holds = wanted == "none" && found.empty();
    std::string all;
    for (const std::string& v : found) {
      all += "\n    " + v;
      holds = holds || text::fold(v) == wanted ||
              (key == "evidence" && text::fold(v).find(wanted) != std::string::npos);
    }
    EXPECT_NE(holds, negated) << (negated ? "not " : "") << key << "=" << wanted
                              << " does not hold; found:" << all;
  }
}

class CaseTest : public testing::Test {
 public:
  explicit CaseTest(std::string path) : path_(std::move(path)) {}

  void TestBody() override {
    static const auto pack = pack::Pack::load_embedded();
    ASSERT_TRUE(pack) << to_string(pack.error());
    const Case c = parse(path_);
    record::Document document;
    document.id = "case";
    document.text = c.text;
    auto head = [&](const char* key) { return c.head.count(key) ? c.head.at(key) : std::string(); };
    document.country = head("country");
    document.title = head("title");
    if (!head("published").empty()) document.published = text::parse_date(head("published"));
    const record::Reading reading = Reader(*pack).read(document);
    for (const std::string& line : c.expected) {
      const size_t colon = line.find(':');
      ASSERT_NE(colon, std::string::npos) << line;
      const std::string key = line.substr(0, colon), value = trim(line.substr(colon + 1));
      SCOPED_TRACE(path_ + ": " + line);
      if (key == "accounts")
        EXPECT_EQ(std::to_string(reading.accounts.size()), value);
      else if (key == "tallies")
        EXPECT_EQ(std::to_string(reading.tallies.size()), value);
      else if (key == "measures")
        EXPECT_EQ(std::to_string(reading.measures.size()), value);
      else if (key == "warnings")
        EXPECT_EQ(std::to_string(reading.warnings.size()), value);
      else if (key == "published")
        EXPECT_EQ(reading.published ? text::to_string(*reading.published) : "unknown", value);
      else if (key == "relevant")
        EXPECT_EQ(reading.relevant ? "yes" : "no", value);
      else if (key == "measure") {
        EXPECT_TRUE(std::any_of(reading.measures.begin(), reading.measures.end(), [&](const auto& m) {
          return m.kind + ":" + std::string(name(m.status)) == value;
        }));
      } else if (key == "warning") {
        EXPECT_TRUE(std::any_of(reading.warnings.begin(), reading.warnings.end(),
                                [&](const auto& w) { return w.kind == value; }));
      } else if (key == "tally") {
        EXPECT_TRUE(std::any_of(reading.tallies.begin(), reading.tallies.end(), [&](const auto& t) {
          return fmt::format("{} {}", name(t.effect),
                             figure(record::Figure{t.range.low, t.range.low, t.range.high})) == value;
        }));
      } else {
        const size_t number = static_cast<size_t>(std::atoi(key.c_str()));
        ASSERT_TRUE(number >= 1 && number <= reading.accounts.size())
            << "no account " << key << " of " << reading.accounts.size();
        hold(reading.accounts[number - 1], value, c.text);
      }
    }
  }

 private:
  std::string path_;
};

std::string test_name(const std::filesystem::path& path) {
  std::string out = path.parent_path().filename().string() + "_" + path.stem().string();
  for (char& c : out) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return out;
}

[[maybe_unused]] const bool kRegistered = [] {
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(ROZNAMCHA_SOURCE_DIR "/tests/cases")) {
    if (entry.path().extension() == ".case") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& path : files) {
    testing::RegisterTest("Case", test_name(path).c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [path = path.string()]() -> testing::Test* { return new CaseTest(path); });
  }
  return true;
}();

}  // namespace
}  // namespace roznamcha::extract
