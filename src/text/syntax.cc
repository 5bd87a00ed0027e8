#include "text/syntax.h"

#include <bit>
#include <cassert>
#include <cstring>

#include "text/syntax_features.h"

namespace roznamcha::text {
namespace {

using namespace syntax;

static_assert(std::endian::native == std::endian::little, "the model file is read as it lies");

/// Takes numbers and arrays off the front of the file; `ok` falls when it is too short.
class Bytes {
 public:
  explicit Bytes(std::string_view rest) : rest_(rest) {}

  std::string_view take(size_t n) {
    if (n > rest_.size()) {
      ok = false;
      rest_ = {};
      return {};
    }
    const std::string_view out = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return out;
  }
  template <typename T>
  std::vector<T> array(size_t n) {
    const std::string_view bytes = take(n * sizeof(T));
    std::vector<T> out(bytes.size() / sizeof(T));
    if (!bytes.empty()) std::memcpy(out.data(), bytes.data(), bytes.size());
    return out;
  }
  uint32_t number() {
    const std::vector<uint32_t> one = array<uint32_t>(1);
    return one.empty() ? 0 : one[0];
  }
  bool empty() const { return rest_.empty(); }

  bool ok = true;

 private:
  std::string_view rest_;
};

/// Weights of features by class, sparse, hashed.
class Table {
 public:
  /// False if the bytes do not hold a table for so many classes.
  bool load(Bytes& bytes, int classes) {
    const uint32_t log2 = bytes.number(), weights = bytes.number();
    if (!bytes.ok || log2 < 1 || log2 > kMostSlots) return false;
    const size_t slots = size_t{1} << log2;
    const auto checks = bytes.array<uint16_t>(slots);
    const std::string_view counts = bytes.take(slots), of = bytes.take(weights), weight = bytes.take(weights);
    if (!bytes.ok) return false;
    shift_ = 64 - log2;
    slots_.resize(slots);
    uint32_t offset = 0;
    bool free = false;
    for (size_t i = 0; i < slots; ++i) {
      const auto count = static_cast<uint8_t>(counts[i]);
      slots_[i] = {offset, checks[i], count};
      if (checks[i] == 0 && count != 0) return false;
      free |= checks[i] == 0;
      offset += count;
      if (offset > weights) return false;
    }
    if (offset != weights || !free) return false;
    weights_.resize(weights);
    for (size_t i = 0; i < weights; ++i) {
      weights_[i] = {static_cast<uint8_t>(of[i]), static_cast<int8_t>(weight[i])};
      if (weights_[i].of >= classes) return false;
    }
    return true;
  }

  struct Weight {
    uint8_t of = 0;
    int8_t weight = 0;
  };
  struct Slot {
    uint32_t offset = 0;
    uint16_t check = 0;
    uint8_t count = 0;
  };

  void prefetch(uint64_t key) const { __builtin_prefetch(&slots_[key >> shift_]); }

  /// The weights of a key; count 0 if it has none.
  Slot find(uint64_t key) const {
    const size_t mask = slots_.size() - 1;
    const uint16_t check = check_of(key);
    for (size_t i = key >> shift_;; i = (i + 1) & mask) {
      if (slots_[i].check == check) return slots_[i];
      if (slots_[i].check == 0) return {};
    }
  }
  const Weight* weights(uint32_t offset) const { return weights_.data() + offset; }

 private:
  unsigned shift_ = 63;
  std::vector<Slot> slots_;
  std::vector<Weight> weights_;
};

/// The keys of one decision, gathered first so that the table's memory is on its way when they are added up.
class Keys {
 public:
  explicit Keys(const Table& table) : table_(table) {}
  void operator()(uint64_t key) {
    assert(count_ < keys_.size());
    table_.prefetch(key);
    keys_[count_++] = key;
  }
  template <size_t N>
  void score(std::array<int32_t, N>& scores) {
    size_t known = 0;
    for (size_t i = 0; i < count_; ++i) {
      const Table::Slot slot = table_.find(keys_[i]);
      if (slot.count == 0) continue;
      __builtin_prefetch(table_.weights(slot.offset));
      slots_[known++] = slot;
    }
    scores.fill(0);
    for (size_t i = 0; i < known; ++i) {
      const Table::Weight* weight = table_.weights(slots_[i].offset);
      for (const Table::Weight* end = weight + slots_[i].count; weight != end; ++weight)
        scores[weight->of] += weight->weight;
    }
    count_ = 0;
  }

 private:
  const Table& table_;
  size_t count_ = 0;
  std::array<uint64_t, 160> keys_;  // not cleared: filled before it is read
  std::array<Table::Slot, 160> slots_;
};

class Clusters {
 public:
  bool load(Bytes& bytes) {
    const uint32_t log2 = bytes.number();
    if (!bytes.ok || log2 < 1 || log2 > kMostSlots) return false;
    const size_t slots = size_t{1} << log2;
    shift_ = 64 - log2;
    wide_ = bytes.array<uint8_t>(256);
    checks_ = bytes.array<uint16_t>(slots);
    clusters_ = bytes.array<uint8_t>(slots);
    return bytes.ok && std::find(checks_.begin(), checks_.end(), 0) != checks_.end();
  }
  std::pair<uint32_t, uint32_t> operator()(uint64_t word) const {
    const size_t mask = checks_.size() - 1;
    const uint16_t check = check_of(word);
    for (size_t i = word >> shift_; checks_[i] != 0; i = (i + 1) & mask) {
      if (checks_[i] == check) return {clusters_[i] + 1u, wide_[clusters_[i]] + 1u};
    }
    return {0, 0};
  }

 private:
  unsigned shift_ = 63;
  std::vector<uint8_t> wide_;
  std::vector<uint16_t> checks_;
  std::vector<uint8_t> clusters_;
};

}  // namespace

struct SyntaxModel::Weights {
  Clusters clusters;
  Table tags, names, actions;
};

base::Result<SyntaxModel> SyntaxModel::load(std::string_view bytes) {
  const base::Error bad{base::ErrorId::kBadPack, "the syntax model is damaged or of another version",
                        "syntax.model", ""};
  Bytes rest(bytes);
  if (rest.take(kMagic.size()) != kMagic) return bad;
  for (int expected : {kTags, kRelations, kNames, kActions}) {
    if (rest.number() != static_cast<uint32_t>(expected)) return bad;
  }
  auto weights = std::make_shared<Weights>();
  if (!weights->clusters.load(rest) || !weights->tags.load(rest, kTags) ||
      !weights->names.load(rest, kNames) || !weights->actions.load(rest, kActions) || !rest.empty()) {
    return bad;
  }
  return SyntaxModel(std::move(weights));
}

std::vector<Word> SyntaxModel::tag(const Segmented& text) const {
  const Weights& w = *weights_;
  std::vector<Word> words(text.tokens.size());
  Recent recent;
  std::vector<Lexeme> lexemes;
  std::vector<Tag> tags;
  Keys tag_keys(w.tags), name_keys(w.names);
  std::array<int32_t, kTags> tag_scores;
  std::array<int32_t, kNames> name_scores;
  for (const Sentence& sentence : text.sentences) {
    const uint32_t n = sentence.last - sentence.first;
    lexemes.assign(2, beyond(0));
    for (uint32_t i = sentence.first; i < sentence.last; ++i) {
      lexemes.push_back(lexeme(text.tokens[i], i == sentence.first, text.caseless, w.clusters));
    }
    lexemes.insert(lexemes.end(), 2, beyond(1));
    tags.assign(n + 4, Tag::kOther);
    int before = kTags, before2 = kTags;
    for (uint32_t i = 0; i < n; ++i) {
      tag_features(&lexemes[i + 2], before, before2, tag_keys);
      tag_keys.score(tag_scores);
      before2 = before;
      before = static_cast<int>(std::max_element(tag_scores.begin(), tag_scores.end()) - tag_scores.begin());
      tags[i + 2] = words[sentence.first + i].tag = static_cast<Tag>(before);
    }
    before = before2 = kNames;
    for (uint32_t i = 0; i < n; ++i) {
      const Lexeme* at = &lexemes[i + 2];
      name_features(at, &tags[i + 2], before, before2, recent.name(at->word), recent.name(at[1].word),
                    name_keys);
      name_keys.score(name_scores);
      const int best =
          static_cast<int>(std::max_element(name_scores.begin(), name_scores.end()) - name_scores.begin());
      recent.set(at->word, best);
      Word& word = words[sentence.first + i];
      word.name = static_cast<NameKind>((best + 1) / 2);
      word.name_begins =
          best % 2 == 1 || (best != 0 && (i == 0 || words[sentence.first + i - 1].name != word.name));
      before2 = before;
      before = best;
    }
  }
  return words;
}

void SyntaxModel::parse(const Segmented& text, const Sentence& sentence, std::vector<Word>& words) const {
  assert(words.size() == text.tokens.size());
  const Weights& w = *weights_;
  std::array<Node, kLongest + 2> nodes;
  std::array<int32_t, kActions> scores;
  Keys keys(w.actions);
  for (uint32_t first = sentence.first; first < sentence.last; first += kLongest) {
    const uint32_t n = std::min(sentence.last - first, kLongest);
    for (uint32_t i = 0; i < n; ++i) {
      nodes[i] = node(lexeme(text.tokens[first + i], false, text.caseless, w.clusters), words[first + i]);
    }
    nodes[n] = root_node();
    nodes[State::kNone] = no_node();
    State state(static_cast<int>(n));
    while (!state.done()) {
      if (state.depth() == 0) {  // nothing else can be done
        state.apply(0);
        continue;
      }
      parse_features(state, nodes.data(), keys);
      keys.score(scores);
      state.apply(best_action(state, scores));
    }
    for (uint32_t i = 0; i < n; ++i) {
      Word& word = words[first + i];
      const auto head = static_cast<uint32_t>(state.head(static_cast<int>(i)));
      word.head = head == n ? -1 : static_cast<int32_t>(first + head);
      word.relation =
          head == n ? Relation::kRoot : static_cast<Relation>(state.relation(static_cast<int>(i)));
    }
  }
}

}  // namespace roznamcha::text
