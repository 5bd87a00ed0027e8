#include "extract/reader.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace roznamcha::extract {
namespace {

const Reader& reader() {
  static const Reader both = [] {
    auto pack = pack::Pack::load_embedded();
    EXPECT_TRUE(pack) << base::to_string(pack.error());
    auto made = Reader::make(*pack, Mode::kBoth);
    EXPECT_TRUE(made) << base::to_string(made.error());
    return *std::move(made);
  }();
  return both;
}

record::Reading read(std::string text) {
  record::Document document;
  document.text = std::move(text);
  document.published = text::parse_date("2024-02-05");
  return reader().read(document);
}

long kibibytes_held() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return used.ru_maxrss;
}

std::string repeated(std::string_view part, size_t bytes) {
  std::string out;
  while (out.size() + part.size() <= bytes) out += part;
  return out;
}

TEST(Reader, NothingStatesNothing) {
  for (const char* text : {"", " ", "\n\n\n", ".", "\"", "-"}) {
    const record::Reading reading = read(text);
    EXPECT_TRUE(reading.accounts.empty()) << text;
    EXPECT_FALSE(reading.relevant);
  }
}

TEST(Reader, OtherScripts) {
  for (const char* sentence :
       {"کوئٹہ میں دھماکے سے سات افراد ہلاک ہو گئے۔ ", "В городе взорвалась бомба, погибли семь человек. ",
        "市内で爆弾が爆発し、七人が死亡した。", "मतदान केंद्र पर गोलीबारी में दो लोग मारे गए। ",
        "👩‍👩‍👧‍👦🏴‍☠️ e\u0301\u0323 ", "\u200f\u202e"}) {
    for (size_t bytes : {size_t{200}, size_t{20000}}) {
      const std::string text = repeated(sentence, bytes);
      for (const record::PlaceMention& place : read(text).places) EXPECT_LE(place.span.end, text.size());
    }
  }
}

TEST(Reader, TenMillionCharactersInBoundedRoom) {
  read("Gunmen shot dead a teacher in Turbat on Saturday.");
  const long before = kibibytes_held();
  for (const char* part : {"Gunmen shot dead a teacher in Turbat on Saturday. ", "killed ", "x"}) {
    const record::Reading reading = read(repeated(part, 10'000'000));
    EXPECT_LE(reading.accounts.size(), 5000u) << part;
  }
  EXPECT_LT(kibibytes_held() - before, 1024L * 1024);
}

}  // namespace
}  // namespace roznamcha::extract
