// The learnt reader with the model that is built in: what it says is well formed, the same every time, and
// bounded. How right it is, `make score` measures.
#include "extract/learnt.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "pack/pack.h"

namespace roznamcha::extract {
namespace {

std::shared_ptr<const LearntReader> reader() {
  static const auto made = [] {
    const auto pack = pack::Pack::load_embedded();
    return *LearntReader::make(*(*pack)->reader_model());
  }();
  return made;
}

record::Document document(std::string text, std::string title = "") {
  record::Document out;
  out.text = std::move(text);
  out.title = std::move(title);
  return out;
}

const char* const kDispatch =
    "KALAT, Jan 12 - Unidentified gunmen shot dead Karim Lashari, a candidate of the Quiet Way Party, "
    "outside his election "
    "office in Kalat on Thursday, police said. Two guards were wounded. No group has claimed the "
    "attack.\n\nIn Sibi a grenade "
    "was thrown at a polling station the same night; nobody was hurt.";

bool same(const Sight& x, const Sight& y) {
  return x.relevance == y.relevance && x.deeds == y.deeds && x.pairs == y.pairs && x.roles == y.roles &&
         x.kinds == y.kinds && x.spans.size() == y.spans.size();
}

TEST(Learnt, LooksOnlyWhereThereIsSomething) {
  EXPECT_FALSE(reader()->look(document(kDispatch), {}).looked);
  EXPECT_FALSE(reader()->look(document(""), {0}).looked);
  EXPECT_FALSE(reader()->look(document(" \n "), {1}).looked);
}

TEST(Learnt, ASightIsWellFormed) {
  const std::string text = kDispatch;
  const Sight sight = reader()->look(document(text, "Candidate shot dead in Kalat"), {20});
  ASSERT_TRUE(sight.looked);
  ASSERT_FALSE(sight.spans.empty());
  EXPECT_GT(sight.relevance, 0.5);
  EXPECT_LE(sight.relevance, 1);
  ASSERT_EQ(sight.pairs.size(), sight.spans.size() * sight.spans.size());
  ASSERT_EQ(sight.roles.size(), sight.pieces.size() * kSpanRoles);
  ASSERT_EQ(sight.kinds.size(), sight.pieces.size() * kDeeds);
  for (size_t i = 0; i < sight.spans.size(); ++i) {
    const SeenSpan& span = sight.spans[i];
    EXPECT_LT(span.span.begin, span.span.end);
    EXPECT_LE(span.span.end, text.size());
    EXPECT_LE(sight.spans[i - std::min<size_t>(i, 1)].span.begin, span.span.begin);
    EXPECT_GE(span.sure, 0);
    EXPECT_LE(span.sure, 1);
    // A span has the words that its role is seen on.
    const auto share = sight.share(span.role, span.span);
    ASSERT_TRUE(share.has_value());
    EXPECT_GE(*share, span.sure - 1e-4f);
    for (size_t k = 0; k < i; ++k) EXPECT_EQ(sight.together(i, k), sight.together(k, i));
  }
  const auto deeds = sight.deeds_of(sight.spans[0].span);
  ASSERT_TRUE(deeds.has_value());
  for (float share : *deeds) {
    EXPECT_GE(share, 0);
    EXPECT_LE(share, 1);
  }
  EXPECT_FALSE(sight.share(SpanRole::kAnchor, {0, 0}).has_value());
}

TEST(Learnt, SeesTheSameByEveryThread) {
  const Sight alone = reader()->look(document(kDispatch), {20});
  std::vector<Sight> others(4);
  std::vector<std::thread> threads;
  for (Sight& sight : others)
    threads.emplace_back([&] { sight = reader()->look(document(kDispatch), {20}); });
  for (std::thread& thread : threads) thread.join();
  for (const Sight& sight : others) EXPECT_TRUE(same(alone, sight));
}

TEST(Learnt, ALongTextIsLookedAtInPart) {
  std::string text;
  std::vector<uint32_t> everywhere;
  while (text.size() < 200'000) {
    everywhere.push_back(static_cast<uint32_t>(text.size()));
    text += "Nothing was decided at the meeting of the council of elders. ";
  }
  const Sight sight = reader()->look(document(text), everywhere);
  ASSERT_TRUE(sight.looked);
  size_t looked = 0;
  for (size_t piece = 0; piece < sight.pieces.size(); ++piece) looked += sight.kinds[piece * kDeeds] >= 0;
  EXPECT_LE(looked, 12u * 510u);
  EXPECT_GT(looked, 11u * 400u);
  // Where it did not look it says so.
  EXPECT_FALSE(sight.share(SpanRole::kAnchor, sight.pieces.back()).has_value());
  EXPECT_FALSE(sight.deeds_of(sight.pieces.back()).has_value());
}

TEST(Learnt, OtherScriptsAndBrokenTextsAreNoHarm) {
  for (const std::string& text :
       {std::string("قلات میں نامعلوم افراد کی فائرنگ"), std::string("ქალაქში აფეთქება მოხდა"),
        std::string("\xff\xfe\x80 attack \xc3"), std::string(3000, 'a'), std::string(3000, '.')}) {
    const Sight sight = reader()->look(document(text), {0});
    for (const SeenSpan& span : sight.spans) EXPECT_LE(span.span.end, text.size());
  }
}

}  // namespace
}  // namespace roznamcha::extract
