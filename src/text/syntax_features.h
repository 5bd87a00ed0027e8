// What the syntax model looks at: shared by the model (syntax.cc) and by its training (train/syntax).
// Internal.
//
// A feature is a 64-bit key, mixed from the number of its template and what it combines. The same keys must
// be made in training and in use, so a change here asks for a new model file.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "text/segment.h"
#include "text/syntax.h"

namespace roznamcha::text::syntax {

constexpr int kTags = static_cast<int>(Tag::kOther) + 1;
constexpr int kRelations = static_cast<int>(Relation::kDep) + 1;
/// Outside, then begin and inside of each kind of name.
constexpr int kNames = 1 + 2 * static_cast<int>(NameKind::kOther);
/// Shift, then left arcs and right arcs by relation.
constexpr int kActions = 1 + 2 * kRelations;
constexpr uint32_t kLongest = 200;  // tokens of a sentence that are parsed in one go

// The model file, little-endian: kMagic; u32 kTags, kRelations, kNames, kActions; the clusters; a table each
// for tags, names and actions. Clusters: u32 log2 of the slots; u8 wide[256]; u16 check[slots]; u8
// cluster[slots]. Table: u32 log2 of the slots; u32 weights; u16 check[slots]; u8 count[slots]; u8
// class[weights]; i8 weight[weights]. A key's slot is its upper bits, or the next one whose check (its lower
// bits, never 0) agrees; check 0 is a free slot.
constexpr std::string_view kMagic = "RZSYN001";
constexpr uint32_t kMostSlots = 22;  // log2

inline uint16_t check_of(uint64_t key) {
  const auto low = static_cast<uint16_t>(key);
  return low ? low : 1;
}

constexpr uint64_t kMix = 0x9E3779B97F4A7C15ull;

inline uint64_t mixed(uint64_t x) {
  x *= kMix;
  return x ^ (x >> 32);
}

inline uint64_t hash_of(std::string_view word) {
  uint64_t h = word.size() * kMix;
  while (word.size() >= 8) {
    uint64_t part;
    std::memcpy(&part, word.data(), 8);
    h = mixed(h ^ part);
    word.remove_prefix(8);
  }
  uint64_t part = 0;
  std::memcpy(&part, word.data(), word.size());
  return mixed(h ^ part) * kMix;
}

/// What is looked at of one word, apart from its neighbours.
struct Lexeme {
  uint64_t word = 0;    // its lower-case form, digits as 0
  uint64_t prefix = 0;  // three bytes
  uint64_t suffix2 = 0, suffix3 = 0, suffix4 = 0;
  uint64_t tail = 0;     // behind the last hyphen
  uint32_t cluster = 0;  // words of like meaning; 0 = not known
  uint32_t wide = 0;     // the same, coarser
  uint32_t shape = 0;    // kind, case (unless the text is caseless), digits, hyphen, first of the sentence
};

/// Neighbours beyond the ends of a sentence.
inline Lexeme beyond(int side) {
  Lexeme out;
  out.word = out.prefix = out.suffix2 = out.suffix3 = out.suffix4 = out.tail =
      mixed(static_cast<uint64_t>(side + 7));
  out.cluster = out.wide = 300;
  out.shape = 1023;
  return out;
}

/// A word as its features see it: figures as 0.
class Spelling {
 public:
  explicit Spelling(std::string_view lower) : word_(lower) {
    for (size_t i = 0; i < lower.size(); ++i) {
      digits_ |= lower[i] >= '0' && lower[i] <= '9';
      if (lower[i] == '-' && i > 0 && i + 1 < lower.size()) {
        hyphen_ = true;
        last_hyphen_ = i;
      }
    }
    if (!digits_) return;
    const size_t n = std::min(lower.size(), buffer_.size());
    for (size_t i = 0; i < n; ++i) buffer_[i] = lower[i] >= '0' && lower[i] <= '9' ? '0' : lower[i];
    word_ = {buffer_.data(), n};
    if (last_hyphen_ + 1 >= n) hyphen_ = false;
  }
  Spelling(const Spelling&) = delete;
  Spelling& operator=(const Spelling&) = delete;

  std::string_view word() const { return word_; }
  bool digits() const { return digits_; }
  bool hyphen() const { return hyphen_; }
  std::string_view tail() const { return word_.substr(last_hyphen_ + 1); }

 private:
  std::string_view word_;  // the token's, or in buffer_
  bool digits_ = false, hyphen_ = false;
  size_t last_hyphen_ = 0;
  std::array<char, 64> buffer_;
};

/// `clusters(word hash)` gives {cluster, wide}.
template <typename Clusters>
Lexeme lexeme(const Token& token, bool first, bool caseless, const Clusters& clusters) {
  const Spelling spelling(token.lower);
  const std::string_view word = spelling.word();
  auto suffix = [&](size_t n) { return hash_of(word.substr(word.size() > n ? word.size() - n : 0)); };
  Lexeme out;
  out.word = hash_of(word);
  out.prefix = hash_of(word.substr(0, std::min<size_t>(3, word.size())));
  out.suffix2 = suffix(2);
  out.suffix3 = suffix(3);
  out.suffix4 = suffix(4);
  out.tail = spelling.hyphen() ? hash_of(spelling.tail()) : 0;
  const auto [cluster, wide] = clusters(out.word);
  out.cluster = cluster;
  out.wide = wide;
  const uint32_t letters = caseless ? 5 : static_cast<uint32_t>(token.letter_case);
  out.shape = ((static_cast<uint32_t>(token.kind) * 6 + letters) * 2 + spelling.digits()) * 4 +
              spelling.hyphen() * 2 + first;
  return out;
}

/// Mixes keys of features; counts the templates by itself so that each gets its own number.
template <typename Sink>
class Features {
 public:
  Features(uint64_t space, Sink& sink) : next_(space << 56), sink_(sink) {}
  void operator()(uint64_t a) { put(a * kFirst); }
  void operator()(uint64_t a, uint64_t b) { put(a * kFirst + b * kSecond); }
  void operator()(uint64_t a, uint64_t b, uint64_t c) { put(a * kFirst + b * kSecond + c * kThird); }
  void operator()(uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
    put(a * kFirst + b * kSecond + c * kThird + d * kFourth);
  }

 private:
  static constexpr uint64_t kFirst = 0xD6E8FEB86659FD93ull, kSecond = 0xA0761D6478BD642Full,
                            kThird = 0xE7037ED1A0B428DBull, kFourth = 0x589965CC75374CC3ull,
                            kTemplate = 0x8EBC6AF09C88C6E3ull;
  void put(uint64_t sum) {
    next_ += kTemplate;
    sum += next_;
    sink_(mixed(sum ^ (sum >> 32)));
  }
  uint64_t next_;
  Sink& sink_;
};

/// `at` points to the word among its neighbours, at least two on each side; t1, t2 are the tags of the words
/// before.
template <typename Sink>
void tag_features(const Lexeme* at, int t1, int t2, Sink&& sink) {
  Features<std::remove_reference_t<Sink>> f(1, sink);
  const Lexeme &w = at[0], &p = at[-1], &n = at[1], &pp = at[-2], &nn = at[2];
  const auto a = static_cast<uint64_t>(t1), b = static_cast<uint64_t>(t1 * 32 + t2);
  f(1);
  f(w.word);
  f(p.word);
  f(n.word);
  f(pp.word);
  f(nn.word);
  f(w.word, p.word);
  f(w.word, n.word);
  f(a);
  f(b);
  f(w.word, a);
  f(w.word, b);
  f(n.word, a);
  f(w.suffix2);
  f(w.suffix3);
  f(w.suffix4);
  f(w.prefix);
  f(w.shape);
  f(w.word, w.shape);
  f(w.suffix3, w.shape, a);
  f(w.cluster);
  f(w.cluster, a);
  f(w.cluster, p.cluster);
  f(w.cluster, n.cluster);
  f(p.cluster, n.cluster);
  f(n.cluster, a);
  f(p.suffix3, w.suffix3);
  f(w.suffix3, n.suffix3);
  f(n.suffix3, a);
  f(w.shape, p.shape, n.shape);
  f(w.tail);
  f(w.cluster, w.suffix2);
  f(n.cluster, nn.cluster, a);
}

/// tags: of the words around, as `at`. n1, n2: names (see kNames) of the words before; seen: what the same
/// word was last in this document (0 = new, 1 + name), next_seen: the same of the next word.
template <typename Sink>
void name_features(const Lexeme* at, const Tag* tags, int n1, int n2, int seen, int next_seen, Sink&& sink) {
  Features<std::remove_reference_t<Sink>> f(2, sink);
  const Lexeme &w = at[0], &p = at[-1], &n = at[1], &pp = at[-2], &nn = at[2];
  const auto t = [&](int i) { return static_cast<uint64_t>(tags[i]); };
  const auto a = static_cast<uint64_t>(n1), b = static_cast<uint64_t>(n1 * 16 + n2);
  const auto s = static_cast<uint64_t>(seen);
  f(1);
  f(a);
  f(b);
  f(w.word);
  f(w.word, a);
  f(p.word);
  f(p.word, a);
  f(n.word);
  f(n.word, a);
  f(pp.word, p.word);
  f(n.word, nn.word);
  f(w.word, p.word);
  f(w.word, n.word);
  f(t(0), a);
  f(t(0), t(-1), a);
  f(t(0), t(1), a);
  f(t(0), t(1), t(2), a);
  f(w.cluster, a);
  f(w.cluster, p.cluster, a);
  f(w.cluster, n.cluster, a);
  f(p.cluster, n.cluster, t(0));
  f(n.cluster, nn.cluster);
  f(pp.cluster, p.cluster, t(0));
  f(w.wide, n.wide, nn.wide, a);
  f(w.shape, a);
  f(w.shape, t(0), b);
  f(w.shape, p.shape, n.shape);
  f(w.suffix3);
  f(w.suffix4);
  f(w.prefix);
  f(w.suffix3, t(0), a);
  f(w.tail);
  f(s);
  f(s, a);
  f(s, w.shape);
  f(static_cast<uint64_t>(next_seen), t(1), a);
  f(pp.word, t(-1), t(0));
  f(nn.word, t(1), t(0));
}

/// What words were last named in a document. Forgets on collision.
class Recent {
 public:
  /// 0 = new here, else 1 + name.
  int name(uint64_t word) const {
    const Entry& entry = entries_[word >> 54];
    return entry.check == static_cast<uint32_t>(word) ? entry.name : 0;
  }
  void set(uint64_t word, int name) { entries_[word >> 54] = {static_cast<uint32_t>(word), 1 + name}; }

 private:
  struct Entry {
    uint32_t check = 0;
    int32_t name = 0;
  };
  std::array<Entry, 1024> entries_{};
};

/// A sentence being parsed from left to right (arc-hybrid): the words done with hang on others, those that
/// still wait for their heads stand on a stack. The root of the sentence hangs on a node behind its last
/// word.
class State {
 public:
  static constexpr int kNone = static_cast<int>(kLongest) + 1;  // where a place of stack or buffer is empty

  explicit State(int words) : words_(words) {
    assert(words > 0 && words <= static_cast<int>(kLongest));
    for (int i = 0; i <= words; ++i) nodes_[static_cast<size_t>(i)] = Node{};
    nodes_[kNone] = Node{};
  }

  int words() const { return words_; }
  int next() const { return next_; }
  int depth() const { return depth_; }
  int stack(int i) const { return i < depth_ ? stack_[static_cast<size_t>(depth_ - 1 - i)] : kNone; }
  int buffer(int i) const { return next_ + i <= words_ ? next_ + i : kNone; }
  bool done() const { return next_ == words_ && depth_ == 0; }
  int head(int i) const { return nodes_[static_cast<size_t>(i)].head; }
  int relation(int i) const { return nodes_[static_cast<size_t>(i)].relation; }

  bool may_shift() const { return next_ < words_; }
  bool may_left() const { return depth_ > 0 && (next_ < words_ || depth_ == 1); }
  bool may_right() const { return depth_ > 1; }

  void apply(int action) {
    if (action == 0) {
      stack_[static_cast<size_t>(depth_++)] = static_cast<int16_t>(next_++);
    } else if (action <= kRelations) {
      arc(next_, stack(0), action - 1);
      --depth_;
    } else {
      arc(stack(1), stack(0), action - 1 - kRelations);
      --depth_;
    }
  }

  struct Node {
    int16_t head = kNone;
    int16_t relation = kRelations;
    int16_t left = kNone, left2 = kNone, right = kNone,
            right2 = kNone;  // outermost dependents, and the ones before
    int16_t lefts = 0, rights = 0;
    uint64_t left_relations = 0, right_relations = 0;  // bits
  };
  const Node& node(int i) const { return nodes_[static_cast<size_t>(i)]; }

 private:
  void arc(int head, int dependent, int relation) {
    Node& d = nodes_[static_cast<size_t>(dependent)];
    Node& h = nodes_[static_cast<size_t>(head)];
    d.head = static_cast<int16_t>(head);
    d.relation = static_cast<int16_t>(relation);
    if (dependent < head) {
      h.left2 = h.left;
      h.left = static_cast<int16_t>(dependent);
      ++h.lefts;
      h.left_relations |= uint64_t{1} << relation;
    } else {
      h.right2 = h.right;
      h.right = static_cast<int16_t>(dependent);
      ++h.rights;
      h.right_relations |= uint64_t{1} << relation;
    }
  }

  int words_;
  int next_ = 0;
  int depth_ = 0;
  std::array<int16_t, kLongest + 1> stack_{};
  std::array<Node, kLongest + 2> nodes_;
};

/// One word as the parser sees it.
struct Node {
  uint64_t word = 0;
  uint64_t tag = 0;
  uint64_t cluster = 0;
  uint64_t name = 0;
};

inline Node node(uint64_t word, uint32_t cluster, const Word& of) {
  return {word, static_cast<uint64_t>(of.tag) + 1, cluster,
          static_cast<uint64_t>(of.name) * 2 + of.name_begins + 1};
}
inline Node node(const Lexeme& lexeme, const Word& word) { return node(lexeme.word, lexeme.cluster, word); }
template <typename Clusters>
Node node(const Token& token, const Word& word, const Clusters& clusters) {
  const uint64_t hash = hash_of(Spelling(token.lower).word());
  return node(hash, clusters(hash).first, word);
}
inline Node root_node() {
  return {mixed(1), 30, 301, 15};
}
inline Node no_node() {
  return {mixed(2), 31, 302, 0};
}

/// The allowed action of the highest score, the first of equals.
template <typename Scores>
int best_action(const State& state, const Scores& scores) {
  int best = -1;
  auto consider = [&](int from, int to) {
    const auto first = scores.begin() + from, last = scores.begin() + to;
    auto top = *first;
    for (auto it = first; it != last; ++it) top = std::max(top, *it);
    if (best < 0 || top > scores[static_cast<size_t>(best)])
      best = static_cast<int>(std::find(first, last, top) - scores.begin());
  };
  if (state.may_shift()) consider(0, 1);
  if (state.may_left()) consider(1, 1 + kRelations);
  if (state.may_right()) consider(1 + kRelations, kActions);
  return best;
}

/// nodes: by word, then the root node, then at State::kNone what stands for nothing.
template <typename Sink>
void parse_features(const State& state, const Node* nodes, Sink&& sink) {
  Features<std::remove_reference_t<Sink>> f(3, sink);
  const int i0 = state.stack(0), i1 = state.stack(1), i2 = state.stack(2), j0 = state.buffer(0),
            j1 = state.buffer(1), j2 = state.buffer(2);
  const Node &s0 = nodes[i0], &s1 = nodes[i1], &s2 = nodes[i2], &n0 = nodes[j0], &n1 = nodes[j1],
             &n2 = nodes[j2];
  const State::Node &a0 = state.node(i0), &a1 = state.node(i1), &b0 = state.node(j0);
  auto distance = [](int from, int to) -> uint64_t {
    if (from == State::kNone || to == State::kNone) return 0;
    const int d = to - from;
    return static_cast<uint64_t>(d < 5 ? d : d < 10 ? 5 : d < 20 ? 6 : 7);
  };
  const uint64_t near = distance(i0, j0), far = distance(i1, i0);
  auto rel = [&](int i) { return static_cast<uint64_t>(state.relation(i)); };
  const Node &s0l = nodes[a0.left], &s0r = nodes[a0.right], &s1l = nodes[a1.left], &s1r = nodes[a1.right],
             &n0l = nodes[b0.left];
  const Node &s0l2 = nodes[a0.left2], &s0r2 = nodes[a0.right2], &s1r2 = nodes[a1.right2],
             &n0l2 = nodes[b0.left2];

  f(1);
  f(s0.word);
  f(s0.word, s0.tag);
  f(s0.tag);
  f(s0.cluster, s0.tag);
  f(s1.word);
  f(s1.word, s1.tag);
  f(s1.tag);
  f(s1.cluster, s1.tag);
  f(n0.word);
  f(n0.word, n0.tag);
  f(n0.tag);
  f(n0.cluster, n0.tag);
  f(n1.word);
  f(n1.word, n1.tag);
  f(n1.tag);
  f(n1.cluster);
  f(n2.word, n2.tag);
  f(n2.tag);
  f(s2.word, s2.tag);
  f(s2.tag);

  f(s0.word, n0.word);
  f(s0.word, n0.word, s0.tag * 32 + n0.tag);
  f(s0.word, n0.tag, s0.tag);
  f(n0.word, s0.tag, n0.tag);
  f(s0.tag, n0.tag);
  f(s0.cluster, n0.cluster);
  f(s0.cluster, n0.word);
  f(n0.cluster, s0.word);
  f(s1.word, s0.word);
  f(s1.word, s0.tag, s1.tag);
  f(s0.word, s1.tag, s0.tag);
  f(s1.tag, s0.tag);
  f(s1.cluster, s0.cluster);
  f(s1.cluster, s0.word);
  f(s0.cluster, s1.word);
  f(s1.tag, n0.tag, s0.word);
  f(s1.word, n0.word);
  f(s1.cluster, n0.cluster, s0.tag);
  f(n0.word, n1.word);
  f(n0.tag, n1.tag);
  f(s0.word, n1.word);

  const uint64_t s0n0 = s0.tag * 32 + n0.tag, s1s0 = s1.tag * 32 + s0.tag;
  f(s0n0, n1.tag);
  f(s0n0, n1.word);
  f(s0n0, n1.tag, n2.tag);
  f(s1s0, n0.tag);
  f(s1s0, n0.tag, n1.tag);
  f(s1s0, n0.word);
  f(s1s0, s2.tag);
  f(s1s0, s2.tag, n0.tag);
  f(s1.word, s0.word, n0.tag);
  f(s1.word, s0.tag, n0.word);
  f(s0n0, s0l.tag);
  f(s0n0, s0r.tag);
  f(s0n0, n0l.tag);
  f(s1s0, s0l.tag);
  f(s1s0, s0r.tag);
  f(s1s0, s1l.tag);
  f(s1s0, s1r.tag);
  f(s1s0, s1r.tag, s1r2.tag);
  f(s0.tag, s0l.tag, s0l2.tag);
  f(s0.tag, s0r.tag, s0r2.tag);
  f(n0.tag, n0l.tag, n0l2.tag);

  f(s0.word, near);
  f(s0.tag, near);
  f(n0.word, near);
  f(n0.tag, near);
  f(s0n0, near);
  f(s1s0, far);
  f(s1.word, far);
  f(s0.word, far);

  const auto v = [](int n) { return static_cast<uint64_t>(std::min(n, 4)); };
  f(s0.word, v(a0.lefts));
  f(s0.tag, v(a0.lefts));
  f(s0.word, v(a0.rights));
  f(s0.tag, v(a0.rights));
  f(s1.word, v(a1.rights));
  f(s1.tag, v(a1.rights));
  f(n0.word, v(b0.lefts));
  f(n0.tag, v(b0.lefts));
  f(s0.word, a0.left_relations);
  f(s0.tag, a0.left_relations);
  f(s0.word, a0.right_relations);
  f(s0.tag, a0.right_relations);
  f(s1.word, a1.right_relations);
  f(s1.tag, a1.right_relations, s0.tag);
  f(s1.tag, a1.left_relations, s0.tag);
  f(n0.tag, b0.left_relations);
  f(n0.word, b0.left_relations);
  f(s0n0, a0.left_relations);

  f(s0l.word, rel(a0.left), s0.tag);
  f(s0r.word, rel(a0.right), s0.tag);
  f(n0l.word, rel(b0.left), n0.tag);
  f(s1l.word, rel(a1.left), s1.tag);
  f(s1r.word, rel(a1.right), s1.tag);
  f(s0r.cluster, s0.word, rel(a0.right));
  f(s1r.word, s1.word, s0.tag);

  // what a preposition hangs on, and what is joined to what
  f(s1.cluster, s0.word, s0r.cluster);
  f(s1.word, s0.word, s0r.word);
  f(s1.tag * 32 + s0r.tag, s0.word);
  f(s2.tag * 32 + s1.tag, s0.word);
  f(s2.cluster, s0.word, s1.tag);
  f(s2.word, s0.word, s1.cluster);
  f(s1.cluster, s0.cluster, a1.right_relations);
  f(s0.cluster, n0.cluster, n1.tag);
  f(s1.cluster, s0.cluster, n0.tag);
  f(static_cast<uint64_t>(std::min(state.depth(), 4)), s0n0);
  f(s2.tag * 8 + static_cast<uint64_t>(std::min(state.depth(), 4)), s1s0, n0.tag);

  f(s0.name * 16 + n0.name, s0n0);
  f(s1.name * 16 + s0.name, s1s0);
  f(s0.name * 16 + n0.name, n1.name, s0.tag);
}

}  // namespace roznamcha::text::syntax
