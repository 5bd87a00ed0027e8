#include "pack/pack.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "pack/gazetteer.h"
#include "pack/rules.h"
#include "pack/time_words.h"
#include "text/segment.h"

namespace roznamcha::pack {
namespace {

namespace fs = std::filesystem;

const std::string kPacks = ROZNAMCHA_SOURCE_DIR "/packs";

std::shared_ptr<const Pack> embedded() {
  static const std::shared_ptr<const Pack> pack = [] {
    auto loaded = Pack::load_embedded();
    EXPECT_TRUE(loaded) << base::to_string(loaded.error());
    return loaded ? *loaded : nullptr;
  }();
  return pack;
}

/// A copy of the packs in which a test may break something.
class BrokenPack : public testing::Test {
 protected:
  BrokenPack() {
    folder_ = fs::temp_directory_path() / ("roznamcha_pack_" + std::to_string(::getpid()) + "_" +
                                           testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::copy(kPacks, folder_, fs::copy_options::recursive);
  }
  ~BrokenPack() override { fs::remove_all(folder_); }

  void append(const std::string& file, const std::string& line) {
    std::ofstream(folder_ / file, std::ios::app) << line << '\n';
  }
  /// Whether the check finds a fault that says `what`.
  bool finds(const std::string& what) const {
    for (const base::Error& fault : check(folder_.string())) {
      if (base::to_string(fault).find(what) != std::string::npos) return true;
    }
    return false;
  }
  fs::path folder_;
};

TEST(Pack, IsBuiltIn) {
  const auto pack = embedded();
  ASSERT_TRUE(pack);
  EXPECT_GT(pack->lexicon().triggers.size(), 300u);
  EXPECT_GT(pack->lexicon().actors.size(), 400u);
  EXPECT_FALSE(pack->measure_rules().rules().empty());
  EXPECT_FALSE(pack->warning_rules().rules().empty());
  EXPECT_FALSE(pack->tally_rules().rules().empty());
}

TEST(Pack, CheckIsClean) {
  for (const base::Error& fault : check(kPacks)) ADD_FAILURE() << base::to_string(fault);
}

TEST(Pack, BuiltInIsTheFolder) {
  const auto pack = embedded();
  const auto folder = Pack::load_folder(kPacks);
  ASSERT_TRUE(pack && folder);
  ASSERT_EQ(pack->files().size(), (*folder)->files().size());
  for (size_t i = 0; i < pack->files().size(); ++i) {
    EXPECT_EQ(pack->files()[i].path, (*folder)->files()[i].path);
    EXPECT_EQ(pack->files()[i].rows, (*folder)->files()[i].rows);
    EXPECT_FALSE(pack->files()[i].origin.empty()) << pack->files()[i].path;
  }
}

TEST(Pack, FolderThatIsNone) {
  const auto pack = Pack::load_folder("/nowhere/packs");
  ASSERT_FALSE(pack);
  EXPECT_EQ(pack.error().id, base::ErrorId::kNotFound);
}

TEST_F(BrokenPack, MissingTable) {
  fs::remove(folder_ / "groups.tsv");
  const auto pack = Pack::load_folder(folder_.string());
  ASSERT_FALSE(pack);
  EXPECT_EQ(pack.error().id, base::ErrorId::kBadPack);
  EXPECT_TRUE(finds("groups.tsv"));
}

TEST_F(BrokenPack, RepeatedKey) {
  append("en/people.tsv", "gunman\t\tattacker\tyes\tno\t");
  EXPECT_TRUE(finds("the key 'gunman' stands already"));
}

TEST_F(BrokenPack, UnknownReference) {
  append("en/people.tsv", "zzz walker\t\tstroller\tno\tno\t");
  append("en/weapons.tsv", "zzz thrower\t\tblade\tSnowballing");
  append("en/triggers.tsv", "zzzify\tverb\t\tattack\t\t\tcustard\tsubj=cause\tstrong");
  EXPECT_TRUE(finds("group 'stroller' is not in groups.tsv"));
  EXPECT_TRUE(finds("sub_event_type 'Snowballing' is not in taxonomy.tsv"));
  EXPECT_TRUE(finds("weapon 'custard' is no class"));
}

TEST_F(BrokenPack, WrongTypeAndRange) {
  append("en/numbers.tsv", "zzzty\tmany\t\texactly\tvalue");
  append("en/numbers.tsv", "zzzteen\t9\t3\texactly\tvalue");
  append("actors.tsv", "zz-front\tZzz Front\tarmed_group\tZZZ\t\t1200\t");
  EXPECT_TRUE(finds("low 'many' is no whole number"));
  EXPECT_TRUE(finds("not above high"));
  EXPECT_TRUE(finds("country 'ZZZ'"));
  EXPECT_TRUE(finds("from 1200 is no year"));
}

TEST_F(BrokenPack, OneNameForTwoActors) {
  append("actors.tsv", "zz-one\tZzz Front\tarmed_group\tPK\tZZF\t1990\t2000");
  append("actors.tsv", "zz-two\tZzz Army\tarmed_group\tPK\tzzf\t2000\t");
  append("actors.tsv", "zz-three\tZzz League\tarmed_group\tPK\tZZF\t2010\t");
  EXPECT_TRUE(finds("'zzf' names both zz-one and zz-two"));
  EXPECT_FALSE(finds("'zzf' names both zz-one and zz-three"));
}

TEST_F(BrokenPack, OnePhraseWithTwoMeanings) {
  append("en/people.tsv", "zzzer\tzzzers\tattacker\tyes\tno\t");
  append("en/people.tsv", "zzzers\t=\tvoter\tno\tyes\t");
  EXPECT_TRUE(finds("'zzzers' is also a form of 'zzzer'"));
}

TEST_F(BrokenPack, ExampleThatDoesNotHold) {
  append("en/measures.tsv", "zzz-a\tcordon\tin_force\tzzzing\tNothing of the sort.\t");
  append("en/measures.tsv", "zzz-b\tcordon\tin_force\tzzzing\tThey are zzzing.\tNo zzzing here.");
  append("en/measures.tsv", "zzz-c\tcordon\tsometime\tzzzing\tThey are zzzing.\t");
  EXPECT_TRUE(finds("rule zzz-a does not match 'Nothing of the sort.'"));
  EXPECT_TRUE(finds("rule zzz-b matches 'No zzzing here.'"));
  EXPECT_TRUE(finds("status 'sometime' of rule zzz-c"));
}

TEST_F(BrokenPack, DamagedBytes) {
  append("en/titles.tsv", "\xff\xfe");
  EXPECT_TRUE(finds("en/titles.tsv"));
}

TEST(Pack, ActorsByNameAndAlias) {
  const auto pack = embedded();
  ASSERT_TRUE(pack);
  auto actor = [&](std::string_view sentence, std::string_view word) -> std::string {
    const text::Segmented text = text::segment(sentence);
    for (uint32_t i = 0; i < text.tokens.size(); ++i) {
      if (text.tokens[i].lower != word) continue;
      std::vector<PhraseIndex::Match> matches;
      pack->lexicon().actor_index.match(text.tokens, i, static_cast<uint32_t>(text.tokens.size()), matches);
      return matches.empty() ? "" : pack->lexicon().actors[matches[0].value].id;
    }
    return "no such word";
  };
  EXPECT_EQ(actor("The outlawed TTP has sent a letter to the mill.", "ttp"), "pk-ttp");
  EXPECT_EQ(actor("He joined the Tehreek-e-Jihad Pakistan last year.", "tehreek-e-jihad"), "pk-tjp");
  EXPECT_EQ(actor("He joined the Pakistan Tehreek-e-Insaf last year.", "pakistan"), "pk-pti");
  EXPECT_EQ(actor("A worker of JUI-F was there.", "jui-f"), "pk-juif");
  EXPECT_EQ(actor("The LeT denied it.", "let"), "let");
  EXPECT_EQ(actor("Let us go home now.", "let"), "");
  EXPECT_EQ(actor("That is all there is.", "is"), "");
  EXPECT_EQ(actor("ANOTHER ATTACK BY THE FMLN WAS REPORTED", "fmln"), "sv-fmln");
}

TEST(Pack, PartiesAreNoArmedGroups) {
  const auto pack = embedded();
  ASSERT_TRUE(pack);
  size_t parties = 0;
  for (const Actor& actor : pack->lexicon().actors) {
    if (actor.kind != "party") continue;
    ++parties;
    EXPECT_FALSE(actor.can_attack()) << actor.id;
  }
  EXPECT_GT(parties, 50u);
}

}  // namespace
}  // namespace roznamcha::pack
