// Part of speech, name class and grammatical head of each word: a small model, learnt beforehand, run here.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "text/segment.h"

namespace roznamcha::text {

/// Universal POS tags (universaldependencies.org), with the verb's form kept where it decides on voice and
/// tense.
enum class Tag : uint8_t {
  kAdj,
  kAdp,
  kAdv,
  kAux,
  kCconj,
  kDet,
  kIntj,
  kNoun,
  kNounPlural,
  kNum,
  kPart,
  kPron,
  kPropn,
  kPunct,
  kSconj,
  kSym,
  kVerbBase,        // VB, VBP
  kVerbPast,        // VBD
  kVerbGerund,      // VBG
  kVerbParticiple,  // VBN
  kVerbThird,       // VBZ
  kOther,
};

/// Grammatical relation of a word to its head (ClearNLP labels, as spaCy's English models use them).
enum class Relation : uint8_t {
  kRoot,
  kNsubj,
  kNsubjPass,
  kDobj,
  kDative,
  kAgent,
  kPrep,
  kPobj,
  kPcomp,
  kAmod,
  kCompound,
  kPoss,
  kNummod,
  kAppos,
  kConj,
  kCc,
  kRelcl,
  kAcl,
  kAdvcl,
  kCcomp,
  kXcomp,
  kAux,
  kAuxPass,
  kAdvmod,
  kNeg,
  kDet,
  kPrt,
  kAttr,
  kMark,
  kNpadvmod,
  kQuantmod,
  kCase,
  kPunct,
  kDep,  // any other
};

enum class NameKind : uint8_t { kNone, kPerson, kOrganization, kPlace, kGroup, kFacility, kOther };

struct Word {
  Tag tag = Tag::kOther;
  Relation relation = Relation::kDep;
  NameKind name = NameKind::kNone;
  bool name_begins = false;  // first token of a name
  int32_t head = -1;         // index of the head among the document's tokens; -1 for the root of the sentence
};

/// The learnt model. Immutable once loaded; one serves all threads.
class SyntaxModel {
 public:
  /// Reads the model from the (decompressed) bytes of a model file, which need not outlive the call.
  /// Errors: kBadPack (damaged, or made for another version of the program).
  static base::Result<SyntaxModel> load(std::string_view bytes);

  /// Tags and name classes of all tokens; heads stay unset. Linear time.
  std::vector<Word> tag(const Segmented& text) const;

  /// Adds heads and relations of one sentence's words, which `tag` made. Linear time in its tokens; a
  /// sentence of more than 200 tokens is parsed in pieces, each with its own root.
  void parse(const Segmented& text, const Sentence& sentence, std::vector<Word>& words) const;

  struct Weights;

 private:
  explicit SyntaxModel(std::shared_ptr<const Weights> weights) : weights_(std::move(weights)) {}
  std::shared_ptr<const Weights> weights_;
};

}  // namespace roznamcha::text
