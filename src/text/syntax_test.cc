#include "text/syntax.h"

#include <gtest/gtest.h>

#include <string>

#include "base/compress.h"
#include "base/file.h"

namespace roznamcha::text {
namespace {

std::string model_bytes() {
  const auto packed = base::read_file(ROZNAMCHA_SOURCE_DIR "/packs/en/syntax.model.zst", 1 << 26);
  EXPECT_TRUE(packed);
  auto bytes = base::decompress_zstd(*packed);
  EXPECT_TRUE(bytes);
  return *bytes;
}

const SyntaxModel& model() {
  static const SyntaxModel loaded = *SyntaxModel::load(model_bytes());
  return loaded;
}

/// A text with its words, to ask about them by how they are written.
class Read {
 public:
  explicit Read(std::string text) : text_(std::move(text)), cut_(segment(text_)), words_(model().tag(cut_)) {
    for (const Sentence& sentence : cut_.sentences) model().parse(cut_, sentence, words_);
  }

  const Word& operator[](std::string_view word) const { return words_[index(word)]; }
  /// The head of a word, as written; empty for the root.
  std::string head(std::string_view word) const {
    const int32_t head = (*this)[word].head;
    return head < 0 ? "" : std::string(cut_.tokens[static_cast<size_t>(head)].span.of(text_));
  }
  Relation relation(std::string_view word) const { return (*this)[word].relation; }
  NameKind name(std::string_view word) const { return (*this)[word].name; }
  Tag tag(std::string_view word) const { return (*this)[word].tag; }
  const Segmented& cut() const { return cut_; }
  const std::vector<Word>& words() const { return words_; }

 private:
  size_t index(std::string_view word) const {
    for (size_t i = 0; i < cut_.tokens.size(); ++i) {
      if (cut_.tokens[i].span.of(text_) == word) return i;
    }
    ADD_FAILURE() << "no word " << word;
    return 0;
  }

  std::string text_;
  Segmented cut_;
  std::vector<Word> words_;
};

TEST(Syntax, ReadsActiveClauses) {
  const Read r("Gunmen killed two policemen near the market on Monday.");
  EXPECT_EQ(r.relation("killed"), Relation::kRoot);
  EXPECT_EQ(r.head("killed"), "");
  EXPECT_EQ(r.relation("Gunmen"), Relation::kNsubj);
  EXPECT_EQ(r.head("Gunmen"), "killed");
  EXPECT_EQ(r.relation("policemen"), Relation::kDobj);
  EXPECT_EQ(r.head("policemen"), "killed");
  EXPECT_EQ(r.relation("two"), Relation::kNummod);
  EXPECT_EQ(r.head("two"), "policemen");
  EXPECT_EQ(r.relation("market"), Relation::kPobj);
  EXPECT_EQ(r.head("market"), "near");
  EXPECT_EQ(r.tag("killed"), Tag::kVerbPast);
  EXPECT_EQ(r.tag("Gunmen"), Tag::kNounPlural);
  EXPECT_EQ(r.tag("market"), Tag::kNoun);
  EXPECT_EQ(r.tag("on"), Tag::kAdp);
  EXPECT_EQ(r.tag("two"), Tag::kNum);
}

TEST(Syntax, ReadsThePassiveAndItsAgent) {
  const Read r("Three soldiers were wounded by a roadside bomb in the valley.");
  EXPECT_EQ(r.relation("soldiers"), Relation::kNsubjPass);
  EXPECT_EQ(r.head("soldiers"), "wounded");
  EXPECT_EQ(r.relation("were"), Relation::kAuxPass);
  EXPECT_EQ(r.tag("wounded"), Tag::kVerbParticiple);
  EXPECT_EQ(r.relation("by"), Relation::kAgent);
  EXPECT_EQ(r.head("by"), "wounded");
  EXPECT_EQ(r.relation("bomb"), Relation::kPobj);
  EXPECT_EQ(r.head("bomb"), "by");
}

TEST(Syntax, JoinsByAnd) {
  const Read r("The attackers burned a school and abducted a teacher.");
  EXPECT_EQ(r.relation("abducted"), Relation::kConj);
  EXPECT_EQ(r.head("abducted"), "burned");
  EXPECT_EQ(r.relation("and"), Relation::kCc);
  EXPECT_EQ(r.head("teacher"), "abducted");
  const Read n("The blast killed a farmer and his daughter.");
  EXPECT_EQ(n.relation("daughter"), Relation::kConj);
  EXPECT_EQ(n.head("daughter"), "farmer");
}

TEST(Syntax, HangsRelativeClausesOnTheirNouns) {
  const Read r("Police arrested a man who threw a grenade at the crowd.");
  EXPECT_EQ(r.relation("threw"), Relation::kRelcl);
  EXPECT_EQ(r.head("threw"), "man");
  EXPECT_EQ(r.head("who"), "threw");
  EXPECT_EQ(r.relation("who"), Relation::kNsubj);
}

TEST(Syntax, FindsAppositions) {
  const Read r("Karim Lund, the mayor of the town, was shot dead by gunmen.");
  EXPECT_EQ(r.relation("mayor"), Relation::kAppos);
  EXPECT_EQ(r.head("mayor"), "Lund");
  EXPECT_EQ(r.relation("Lund"), Relation::kNsubjPass);
}

TEST(Syntax, ReadsSpeech) {
  const Read r("Police said that the rebels denied the attack.");
  EXPECT_EQ(r.relation("said"), Relation::kRoot);
  EXPECT_EQ(r.relation("denied"), Relation::kCcomp);
  EXPECT_EQ(r.head("denied"), "said");
  EXPECT_EQ(r.head("rebels"), "denied");
}

TEST(Syntax, ReadsNegation) {
  const Read r("The bomb did not explode.");
  EXPECT_EQ(r.relation("not"), Relation::kNeg);
  EXPECT_EQ(r.head("not"), "explode");
  EXPECT_EQ(r.relation("did"), Relation::kAux);
}

TEST(Syntax, NamesKinds) {
  const Read r("Police officer John Miller said on Monday that the United Nations had left Baghdad in Iraq.");
  EXPECT_EQ(r.name("John"), NameKind::kPerson);
  EXPECT_TRUE(r["John"].name_begins);
  EXPECT_EQ(r.name("Miller"), NameKind::kPerson);
  EXPECT_FALSE(r["Miller"].name_begins);
  EXPECT_EQ(r.name("Nations"), NameKind::kOrganization);
  EXPECT_EQ(r.name("Baghdad"), NameKind::kPlace);
  EXPECT_EQ(r.name("Iraq"), NameKind::kPlace);
  EXPECT_EQ(r.name("officer"), NameKind::kNone);
  EXPECT_EQ(r.name("Monday"), NameKind::kNone);
  EXPECT_EQ(r.tag("Baghdad"), Tag::kPropn);
}

TEST(Syntax, ReadsCapitals) {
  const Read r(
      "THE GUERRILLAS KILLED TWO SOLDIERS IN COLOMBIA. THE MAYOR WAS KIDNAPPED BY UNIDENTIFIED MEN.");
  EXPECT_TRUE(r.cut().caseless);
  EXPECT_EQ(r.relation("GUERRILLAS"), Relation::kNsubj);
  EXPECT_EQ(r.head("GUERRILLAS"), "KILLED");
  EXPECT_EQ(r.relation("SOLDIERS"), Relation::kDobj);
  EXPECT_EQ(r.head("SOLDIERS"), "KILLED");
  EXPECT_EQ(r.name("COLOMBIA"), NameKind::kPlace);
  EXPECT_EQ(r.relation("MAYOR"), Relation::kNsubjPass);
  EXPECT_EQ(r.relation("BY"), Relation::kAgent);
  EXPECT_EQ(r.head("MEN"), "BY");
}

TEST(Syntax, LeavesATreeInEverySentence) {
  std::string text =
      "One. Two words. ( [ \" and, of the a 12-34 said He ! The man whose brother's car they saw left";
  for (int i = 0; i < 450; ++i) text += i % 3 ? " bomb" : ", and";
  const Read r(text);
  for (const Sentence& sentence : r.cut().sentences) {
    int roots = 0;
    for (uint32_t i = sentence.first; i < sentence.last; ++i) {
      int32_t at = static_cast<int32_t>(i);
      int steps = 0;
      while (at >= 0 && steps <= 200) {
        ASSERT_GE(at, static_cast<int32_t>(sentence.first));
        ASSERT_LT(at, static_cast<int32_t>(sentence.last));
        at = r.words()[static_cast<size_t>(at)].head;
        ++steps;
      }
      ASSERT_EQ(at, -1) << "a ring at token " << i;
      const Word& word = r.words()[i];
      roots += word.head == -1;
      ASSERT_EQ(word.head == -1, word.relation == Relation::kRoot);
    }
    EXPECT_EQ(roots, 1);
  }
}

TEST(Syntax, CutsALongSentenceOfTheCaller) {
  Segmented cut = segment(std::string(400, 'x') + " word");
  for (int i = 0; i < 449; ++i) cut.tokens.push_back(cut.tokens.back());
  cut.sentences = {{{}, 0, static_cast<uint32_t>(cut.tokens.size()), 0}};
  std::vector<Word> words = model().tag(cut);
  model().parse(cut, cut.sentences[0], words);
  EXPECT_EQ(words[0].relation == Relation::kRoot || words[0].head >= 0, true);
  for (const Word& word : words) EXPECT_LT(word.head, static_cast<int32_t>(words.size()));
}

TEST(Syntax, TakesNothing) {
  EXPECT_TRUE(model().tag(segment("")).empty());
}

TEST(SyntaxModel, RefusesDamagedBytes) {
  const std::string bytes = model_bytes();
  EXPECT_FALSE(SyntaxModel::load(""));
  EXPECT_FALSE(SyntaxModel::load("RZSYN001"));
  EXPECT_FALSE(SyntaxModel::load("something else that is no model at all"));
  for (size_t cut : {bytes.size() - 1, bytes.size() / 2, size_t{100}})
    EXPECT_FALSE(SyntaxModel::load(bytes.substr(0, cut)));
  EXPECT_FALSE(SyntaxModel::load(bytes + "x"));
  std::string other = bytes;
  other[8] = static_cast<char>(other[8] + 1);
  const auto refused = SyntaxModel::load(other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().id, base::ErrorId::kBadPack);
}

}  // namespace
}  // namespace roznamcha::text
