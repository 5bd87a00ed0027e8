// What the learnt reader finds in a document: spans with their roles, and which of them tell of one incident.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "encoder/encoder.h"
#include "encoder/tokenizer.h"
#include "record/account.h"
#include "record/document.h"

namespace roznamcha::extract {

/// What a span says of an incident. In the order of the model's rows.
enum class SpanRole : uint8_t {
  kAnchor,  // the word that names the deed
  kPerpInd,
  kPerpOrg,
  kVictim,
  kTarget,
  kWeapon,
  kPlace,
  kTime,
  kKilled,   // the words of a number
  kInjured,  // the words of a number
  kSpeaker,
  kTally,
  kMeasure,
  kWarning,
};
constexpr size_t kSpanRoles = 14;

/// Kinds of deeds. In the order of the model's rows.
enum class Deed : uint8_t {
  kArmedAttack,
  kBombing,
  kKidnapping,
  kArson,
  kRobbery,
  kStoppage,
  kClash,
  kOther
};
constexpr size_t kDeeds = 8;

/// A span that the model holds to play a role. Probabilities are 0..1.
struct SeenSpan {
  SpanRole role = SpanRole::kAnchor;
  text::Span span;                    // whole words
  float sure = 0;                     // that such a span begins here
  std::array<float, kDeeds> deeds{};  // that its incident is one of this kind
  float not_actual = 0;               // that the deed was only planned, threatened, tried or denied
  float background = 0;               // that it is only recalled
  float named = 0;                    // of victims: that this is a name
  float attacker = 0;                 // of killed and injured: that the attackers themselves are counted
  record::Certainty certainty = record::Certainty::kUnknown;  // of perpetrators
};

/// What the model makes of one document.
struct Sight {
  bool looked = false;                // false: there was nothing to look at, and all else is empty
  double relevance = 0;               // calibrated probability that it tells of an incident
  std::array<float, kDeeds> deeds{};  // that it tells of an incident of this kind
  std::vector<SeenSpan> spans;        // in text order

  /// Log odds that two spans, given by their indices, tell of one incident.
  float together(size_t a, size_t b) const { return pairs[a * spans.size() + b]; }
  /// The greatest probability that a word of `span` has this role; nothing where the model did not look.
  std::optional<float> share(SpanRole role, text::Span span) const;

  /// How likely the incident that `span` tells of is one of each kind; nothing where the model did not look.
  std::optional<std::array<float, kDeeds>> deeds_of(text::Span span) const;

  std::vector<float> pairs;        // spans × spans, symmetric
  std::vector<text::Span> pieces;  // in text order
  std::vector<float> roles;        // pieces × roles; below 0: not looked at
  std::vector<float> kinds;        // pieces × deeds; below 0: not looked at

 private:
  /// The pieces that lie in a span: the first, and the one behind the last.
  std::pair<size_t, size_t> pieces_of(text::Span span) const;
};

/// The model with its heads. One serves all threads.
class LearntReader {
 public:
  /// Errors: kBadModel (heads that this program does not know).
  static base::Result<std::shared_ptr<const LearntReader>> make(std::shared_ptr<const encoder::Model> model);
  ~LearntReader();

  /// Looks at those windows of the document, 510 word pieces each, that hold one of the bytes in `near`
  /// (ascending); at most 12 of them, within the first 32,768 pieces. The same answer on every processor and
  /// by every thread.
  Sight look(const record::Document& document, const std::vector<uint32_t>& near) const;

  const std::string& digest() const { return model_->digest(); }

 private:
  struct Heads;
  class Look;
  LearntReader(std::shared_ptr<const encoder::Model> model, std::unique_ptr<const Heads> heads);
  std::unique_ptr<encoder::Encoder> worker() const;

  std::shared_ptr<const encoder::Model> model_;
  encoder::Tokenizer tokenizer_;
  std::unique_ptr<const Heads> heads_;
  // Encoders that no thread works with just now: their scratch is dear to make anew.
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<encoder::Encoder>> idle_;
};

}  // namespace roznamcha::extract
