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

/// Weights of features by class, hashed. Few decisions cost more than what they wait for, so a look-up reads as
/// little memory as it can and branches on nothing that is hard to foresee: the check of a key lies apart from
/// its weights, since most keys have none; the weights are rows of all classes where there are many, else one
/// or two groups of four, each a class and its weight.
template <int kClasses>
class Table {
 public:
  static constexpr size_t kWidth = (kClasses + 7) / 8 * 8;  // of a row, in whole units
  /// By class, then what fills the last unit. Sixteen bits hold the sum of all weights of one decision.
  using Sums = std::array<int16_t, kWidth>;

  /// False if the bytes do not hold a table for so many classes.
  bool load(Bytes& bytes) {
    const uint32_t log2 = bytes.number(), weights = bytes.number();
    if (!bytes.ok || log2 < 1 || log2 > kMostSlots) return false;
    const size_t slots = size_t{1} << log2;
    checks_ = bytes.array<uint16_t>(slots);
    const std::string_view counts = bytes.take(slots), of = bytes.take(weights), weight = bytes.take(weights);
    if (!bytes.ok) return false;
    shift_ = 64 - log2;
    places_.resize(slots);
    size_t units = 0, all = 0;
    for (size_t i = 0; i < slots; ++i) {
      const auto count = static_cast<uint8_t>(counts[i]);
      if (count > (checks_[i] == 0 ? 0 : kClasses)) return false;
      const uint32_t form = count > kMostInGroups ? kRow : (count + 3u) / 4;
      places_[i] = static_cast<uint32_t>(units << 2) | form;
      units += form == kRow ? kWidth / 8 : form;
      all += count;
    }
    if (all != weights || std::find(checks_.begin(), checks_.end(), 0) == checks_.end()) return false;
    if (std::any_of(of.begin(), of.end(), [](char c) { return static_cast<uint8_t>(c) >= kClasses; }))
      return false;
    units_.resize(units);
    auto* const to = reinterpret_cast<unsigned char*>(units_.data());
    for (size_t i = 0, k = 0; i < slots; ++i) {
      unsigned char* const at = to + size_t{places_[i] >> 2} * 8;
      const bool row = (places_[i] & 3) == kRow;
      for (size_t j = 0; j < static_cast<uint8_t>(counts[i]); ++j, ++k) {
        if (row) {
          at[static_cast<uint8_t>(of[k])] = static_cast<unsigned char>(weight[k]);
        } else {
          at[2 * j] = static_cast<unsigned char>(of[k]);
          at[2 * j + 1] = static_cast<unsigned char>(weight[k]);
        }
      }
    }
    for (size_t i = 0; i < kLanes; ++i) checks_.push_back(checks_[i & (slots - 1)]);
    return true;
  }

 private:
  template <int>
  friend class Keys;
  static constexpr uint32_t kRow = 3;  // form of a place: groups of four, or this
  static constexpr uint32_t kMostInGroups = kWidth > 32 ? 8 : 4;
  static constexpr size_t kLanes = 4;  // checks that are looked at together

  void prefetch(uint64_t key) const { __builtin_prefetch(&checks_[key >> shift_]); }

  /// The slot of a key and true; false if it has none.
  std::pair<uint32_t, bool> find(uint64_t key) const {
    constexpr uint64_t kOnes = 0x0001000100010001, kTops = 0x8000800080008000;
    const auto zeros = [](uint64_t x) { return (x - kOnes) & ~x & kTops; };  // exact up to the first
    const size_t mask = checks_.size() - kLanes - 1;
    const uint64_t check = check_of(key) * kOnes;
    for (size_t i = key >> shift_;; i = (i + kLanes) & mask) {
      uint64_t lanes;
      std::memcpy(&lanes, &checks_[i], sizeof lanes);
      const uint64_t free = zeros(lanes), same = zeros(lanes ^ check);
      if ((free | same) == 0) continue;
      const auto first = static_cast<size_t>(std::countr_zero(free | same));
      return {static_cast<uint32_t>((i + first / 16) & mask), (same >> first & 1) != 0};
    }
  }

  unsigned shift_ = 63;
  std::vector<uint16_t> checks_;  // by slot, then the first ones again
  std::vector<uint32_t> places_;  // by slot: begin in units_ << 2 | groups or kRow
  std::vector<uint64_t> units_;
};

// Eight numbers that are added at once, on any processor.
using Chars = int8_t __attribute__((vector_size(8)));
using Shorts = int16_t __attribute__((vector_size(16)));

/// The keys of one decision, gathered first so that the table's memory is on its way when they are added up.
template <int kClasses>
class Keys {
 public:
  using Sums = typename Table<kClasses>::Sums;

  explicit Keys(const Table<kClasses>& table) : table_(table) {}
  void operator()(uint64_t key) {
    assert(count_ < keys_.size());
    table_.prefetch(key);
    keys_[count_++] = key;
  }
  /// What the keys weigh for each class. Forgets the keys.
  void score(Sums& sums) {
    size_t known = 0;
    for (size_t i = 0; i < count_; ++i) {
      const auto [slot, found] = table_.find(keys_[i]);
      __builtin_prefetch(&table_.places_[slot]);
      slots_[known] = slot;
      known += found;
    }
    count_ = 0;
    const auto* const units = reinterpret_cast<const unsigned char*>(table_.units_.data());
    size_t rows = 0, groups = 0;
    for (size_t i = 0; i < known; ++i) {
      const uint32_t place = table_.places_[slots_[i]], form = place & 3;
      const unsigned char* const at = units + size_t{place >> 2} * 8;
      __builtin_prefetch(at);
      const bool row = form == Table<kClasses>::kRow;
      rows_[rows] = at;
      rows += row;
      groups_[groups] = at;
      groups_[groups + 1] = at + 8;
      groups += row ? 0 : form;
    }
    constexpr size_t kUnits = Table<kClasses>::kWidth / 8;
    std::array<Shorts, kUnits> all{};
    for (size_t i = 0; i < rows; ++i) {
      for (size_t u = 0; u < kUnits; ++u) {
        Chars eight;
        std::memcpy(&eight, rows_[i] + 8 * u, sizeof eight);
        all[u] += __builtin_convertvector(eight, Shorts);
      }
    }
    std::memcpy(sums.data(), all.data(), sizeof sums);
    for (size_t i = 0; i < groups; ++i) {
      const unsigned char* const group = groups_[i];
      for (size_t k = 0; k < 8; k += 2) {
        int16_t& sum = sums[group[k]];
        sum = static_cast<int16_t>(sum + static_cast<int8_t>(group[k + 1]));
      }
    }
  }

 private:
  static constexpr size_t kMost = 160;

  const Table<kClasses>& table_;
  size_t count_ = 0;
  std::array<uint64_t, kMost> keys_;  // not cleared: filled before it is read
  std::array<uint32_t, kMost> slots_;
  std::array<const unsigned char*, kMost> rows_;
  std::array<const unsigned char*, 2 * kMost + 1> groups_;
};

/// The class of the highest sum, the first of equals.
template <size_t N>
int best_of(const std::array<int16_t, N>& sums, int classes) {
  return static_cast<int>(std::max_element(sums.begin(), sums.begin() + classes) - sums.begin());
}

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
  Table<kTags> tags;
  Table<kNames> names;
  Table<kActions> actions;
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
  if (!weights->clusters.load(rest) || !weights->tags.load(rest) || !weights->names.load(rest) ||
      !weights->actions.load(rest) || !rest.empty()) {
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
  Keys<kTags> tag_keys(w.tags);
  Keys<kNames> name_keys(w.names);
  Keys<kTags>::Sums tag_scores;
  Keys<kNames>::Sums name_scores;
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
      before = best_of(tag_scores, kTags);
      tags[i + 2] = words[sentence.first + i].tag = static_cast<Tag>(before);
    }
    before = before2 = kNames;
    for (uint32_t i = 0; i < n; ++i) {
      const Lexeme* at = &lexemes[i + 2];
      name_features(at, &tags[i + 2], before, before2, recent.name(at->word), recent.name(at[1].word),
                    name_keys);
      name_keys.score(name_scores);
      const int best = best_of(name_scores, kNames);
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
  Keys<kActions> keys(w.actions);
  Keys<kActions>::Sums scores;
  for (uint32_t first = sentence.first; first < sentence.last; first += kLongest) {
    const uint32_t n = std::min(sentence.last - first, kLongest);
    for (uint32_t i = 0; i < n; ++i) {
      nodes[i] = node(text.tokens[first + i], words[first + i], w.clusters);
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
