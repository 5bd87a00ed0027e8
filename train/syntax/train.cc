// Learns the syntax model from what the teacher wrote (teach.py), and says how
// well the two agree.
//
//   train_syntax CACHE MODEL [--tagger N] [--names N] [--parser N] [--epochs N]
//   [--quick]
//
// Reads CACHE/examples.tsv and CACHE/clusters.tsv, writes MODEL (not
// compressed). N: features to keep of each table. Averaged perceptrons; the
// parser (arc-hybrid) explores its own errors with a dynamic oracle (Goldberg &
// Nivre 2013). Each text is seen with its case and without. One document in 20
// is held out for the figures.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "text/syntax.h"
#include "text/syntax_features.h"

namespace {

using namespace roznamcha::text;
using namespace roznamcha::text::syntax;

struct Gold {
  int tag = 0;
  int name = 0;
  int head = -1;  // in its sentence; -1 for the root
  int relation = 0;
};

struct Document {
  std::string id;
  bool capitals = false;  // the case that we know is a guess
  int fold = 0;           // 0 = held out, else 1 or 2
  Segmented text;
  std::vector<Gold> gold;
  std::vector<Word> seen[2];  // tags and names as a model gave them that had not
                              // learnt from this text; by view
};

std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> out(1);
  for (char c : line) {
    if (c == '\t') {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

std::vector<Document> read_examples(const std::string& path) {
  std::vector<Document> documents;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const std::vector<std::string> part = fields(line);
    if (part[0] == "D" && part.size() == 3) {
      Document& d = documents.emplace_back();
      d.id = part[1];
      d.capitals = part[2] == "1";
      const uint64_t h = hash_of(d.id) >> 20;
      d.fold = h % 20 == 0 ? 0 : 1 + static_cast<int>(h / 20 % 2);
    } else if (line == "S") {
      const auto n = static_cast<uint32_t>(documents.back().text.tokens.size());
      documents.back().text.sentences.push_back({{}, n, n, 0});
    } else if (part.size() == 7) {
      Document& d = documents.back();
      Token token;
      token.lower = part[0];
      token.kind = static_cast<TokenKind>(std::stoi(part[1]));
      token.letter_case = static_cast<TokenCase>(std::stoi(part[2]));
      Gold gold;
      gold.tag = std::stoi(part[3]);
      if (part[4] != "O") gold.name = 2 * (part[4][1] - '0') - (part[4][0] == 'B');
      gold.head = std::stoi(part[5]);
      gold.relation = std::stoi(part[6]);
      d.text.tokens.push_back(std::move(token));
      d.gold.push_back(gold);
      ++d.text.sentences.back().last;
    }
  }
  return documents;
}

// ---- clusters ----

struct ClusterMap {
  std::unordered_map<uint64_t, std::pair<uint32_t, uint32_t>> of;
  std::array<uint8_t, 256> wide{};

  std::pair<uint32_t, uint32_t> operator()(uint64_t word) const {
    const auto found = of.find(word);
    return found == of.end() ? std::pair<uint32_t, uint32_t>{0, 0} : found->second;
  }
};

ClusterMap read_clusters(const std::string& path) {
  ClusterMap out;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const auto part = fields(line);
    if (part.size() != 3) continue;
    if (std::any_of(part[0].begin(), part[0].end(), [](char c) { return c >= '0' && c <= '9'; })) continue;
    const auto cluster = static_cast<uint32_t>(std::stoi(part[1])),
               wide = static_cast<uint32_t>(std::stoi(part[2]));
    out.of[hash_of(part[0])] = {cluster + 1, wide + 1};
    out.wide[cluster] = static_cast<uint8_t>(wide);
  }
  return out;
}

// ---- the perceptron ----

// Weights are written as whole numbers, only one in 2,000 above these: as few
// as cost no accuracy, since each costs room.
constexpr float kLevels = 16, kActionLevels = 11;

class Learner {
 public:
  explicit Learner(int classes) : classes_(classes), index_(1 << 20, Slot{}), once_(1 << 23) {}

  /// From now on only these features learn.
  void keep_only(const std::vector<uint64_t>& keys) {
    closed_ = false;
    for (uint64_t key : keys) row(key, true);
    closed_ = true;
  }

  void score(const std::vector<uint64_t>& keys, float* scores) {
    std::fill(scores, scores + classes_, 0.f);
    found_.clear();
    for (uint64_t key : keys) __builtin_prefetch(&index_[key >> shift_]);
    for (uint64_t key : keys) {
      const uint32_t r = find(key);
      if (r != kNothing) {
        __builtin_prefetch(&rows_[r]);
        found_.push_back(r);
      }
    }
    for (uint32_t r : found_) __builtin_prefetch(rows_[r].cells.data());
    for (uint32_t r : found_) {
      ++rows_[r].seen;
      for (const Cell& cell : rows_[r].cells) scores[cell.of] += cell.weight;
    }
  }

  void step() { ++now_; }

  void update(const std::vector<uint64_t>& keys, int right, int wrong) {
    for (uint64_t key : keys) {
      const uint32_t r = row(key, false);
      if (r == kNothing) continue;
      add(rows_[r], right, 1.f);
      add(rows_[r], wrong, -1.f);
    }
  }

  /// Weights become their mean over all steps.
  void average() {
    for (Row& row : rows_) {
      for (Cell& cell : row.cells) {
        cell.total += cell.weight * static_cast<double>(now_ - cell.since);
        cell.weight = static_cast<float>(cell.total / static_cast<double>(now_));
      }
    }
  }

  /// The features that matter most, after `average`.
  std::vector<uint64_t> best(size_t most) const {
    std::vector<std::pair<double, uint64_t>> order;
    order.reserve(rows_.size());
    for (const Row& row : rows_) {
      double size = 0;
      for (const Cell& cell : row.cells) size += cell.weight * cell.weight;
      if (size > 0) order.emplace_back(-size * std::pow(row.seen + 1.0, 0.7), row.key);
    }
    const size_t n = std::min(most, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(n), order.end());
    std::vector<uint64_t> out;
    for (size_t i = 0; i < n; ++i) out.push_back(order[i].second);
    return out;
  }

  size_t size() const { return rows_.size(); }

  /// The table of the file, for the features in order of their worth.
  std::string bytes(const std::vector<uint64_t>& keys, float levels) {
    uint32_t log2 = 4;
    while (static_cast<double>(keys.size()) > 0.8 * std::pow(2.0, log2)) ++log2;
    const size_t slots = size_t{1} << log2;
    std::vector<uint16_t> checks(slots);
    std::vector<uint32_t> rows(slots);
    for (uint64_t key : keys) {
      size_t i = key >> (64 - log2);
      while (checks[i] != 0 && checks[i] != check_of(key)) i = (i + 1) & (slots - 1);
      if (checks[i] != 0) continue;  // taken by a better one
      checks[i] = check_of(key);
      rows[i] = find(key);
    }
    std::vector<float> sizes;
    for (uint64_t key : keys) {
      for (const Cell& cell : rows_[find(key)].cells) sizes.push_back(std::abs(cell.weight));
    }
    std::sort(sizes.begin(), sizes.end());
    const float scale = levels / sizes[sizes.size() - 1 - sizes.size() / 2000];
    std::string counts, of, weights;
    for (size_t i = 0; i < slots; ++i) {
      uint8_t count = 0;
      if (checks[i] != 0) {
        std::vector<Cell> cells = rows_[rows[i]].cells;
        std::sort(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) { return a.of < b.of; });
        for (const Cell& cell : cells) {
          const int w = std::clamp(static_cast<int>(std::lround(cell.weight * scale)), -127, 127);
          if (w == 0) continue;
          of += static_cast<char>(cell.of);
          weights += static_cast<char>(w);
          ++count;
        }
      }
      counts += static_cast<char>(count);
    }
    std::string out;
    number(out, log2);
    number(out, static_cast<uint32_t>(weights.size()));
    out.append(reinterpret_cast<const char*>(checks.data()), checks.size() * 2);
    return out + counts + of + weights;
  }

  static void number(std::string& out, uint32_t n) { out.append(reinterpret_cast<const char*>(&n), 4); }

 private:
  static constexpr uint32_t kNothing = 0xFFFFFFFF;

  struct Cell {
    uint8_t of = 0;
    float weight = 0;
    double total = 0;
    uint64_t since = 0;
  };
  struct Row {
    uint64_t key = 0;
    uint32_t seen = 0;
    std::vector<Cell> cells;
  };
  struct Slot {
    uint64_t key = 0;
    uint32_t row = kNothing;
  };

  uint32_t find(uint64_t key) const {
    const size_t mask = index_.size() - 1;
    for (size_t i = key >> shift_; index_[i].row != kNothing; i = (i + 1) & mask) {
      if (index_[i].key == key) return index_[i].row;
    }
    return kNothing;
  }

  uint32_t row(uint64_t key, bool at_once) {
    const uint32_t found = find(key);
    if (found != kNothing || closed_) return found;
    if (!at_once) {  // what asks for a change only once is not worth a row
      const size_t bit = key & (once_.size() * 64 - 1);
      uint64_t& word = once_[bit / 64];
      if (!(word >> (bit % 64) & 1)) {
        word |= uint64_t{1} << (bit % 64);
        return kNothing;
      }
    }
    if (rows_.size() * 2 > index_.size()) grow();
    rows_.push_back({key, 0, {}});
    insert(key, static_cast<uint32_t>(rows_.size() - 1));
    return static_cast<uint32_t>(rows_.size() - 1);
  }

  void insert(uint64_t key, uint32_t r) {
    const size_t mask = index_.size() - 1;
    size_t i = key >> shift_;
    while (index_[i].row != kNothing) i = (i + 1) & mask;
    index_[i] = {key, r};
  }

  void grow() {
    index_.assign(index_.size() * 4, Slot{});
    shift_ -= 2;
    for (uint32_t r = 0; r < rows_.size(); ++r) insert(rows_[r].key, r);
  }

  void add(Row& row, int of, float by) {
    for (Cell& cell : row.cells) {
      if (cell.of != of) continue;
      cell.total += cell.weight * static_cast<double>(now_ - cell.since);
      cell.since = now_;
      cell.weight += by;
      return;
    }
    row.cells.push_back({static_cast<uint8_t>(of), by, 0, now_});
  }

  int classes_;
  unsigned shift_ = 44;
  std::vector<Slot> index_;
  std::vector<uint64_t> once_;
  std::vector<Row> rows_;
  std::vector<uint32_t> found_;
  bool closed_ = false;
  uint64_t now_ = 1;
};

// ---- the three tasks ----

struct Collect {
  std::vector<uint64_t>& keys;
  void operator()(uint64_t key) { keys.push_back(key); }
};

struct Trainer {
  ClusterMap clusters;
  std::vector<Document> documents;
  std::mt19937_64 random{1};
  std::vector<uint64_t> keys;
  std::vector<Lexeme> lexemes;

  uint64_t forget = 0;  // of this reading of a document; 0 = forget nothing

  /// What a word looks like. Every tenth name is made a word never seen, so
  /// that the model learns to do without.
  Lexeme see(const Document& d, uint32_t i, bool first, bool caseless) const {
    Lexeme out = lexeme(d.text.tokens[i], first, caseless, clusters);
    if (forget != 0 && d.gold[i].tag == static_cast<int>(Tag::kPropn) && mixed(out.word ^ forget) % 10 == 0) {
      out.word = mixed(out.word ^ forget);
      out.cluster = out.wide = 0;
    }
    return out;
  }

  double chance() { return static_cast<double>(random() >> 11) * 0x1p-53; }

  void look(const Document& d, const Sentence& s, bool caseless) {
    lexemes.assign(2, beyond(0));
    for (uint32_t i = s.first; i < s.last; ++i) lexemes.push_back(see(d, i, i == s.first, caseless));
    lexemes.insert(lexemes.end(), 2, beyond(1));
  }

  /// Tags of a document into words; learns if `learn`.
  void tags(Learner& model, const Document& d, bool caseless, bool learn, std::vector<Word>& words) {
    words.resize(d.text.tokens.size());
    std::array<float, kTags> scores;
    for (const Sentence& s : d.text.sentences) {
      look(d, s, caseless);
      int before = kTags, before2 = kTags;
      for (uint32_t i = s.first; i < s.last; ++i) {
        keys.clear();
        tag_features(&lexemes[i - s.first + 2], before, before2, Collect{keys});
        model.score(keys, scores.data());
        const int best = static_cast<int>(std::max_element(scores.begin(), scores.end()) - scores.begin());
        if (learn) {
          model.step();
          if (best != d.gold[i].tag) model.update(keys, d.gold[i].tag, best);
        }
        words[i].tag = static_cast<Tag>(best);
        before2 = before;
        before = best;
      }
    }
  }

  /// Names of a document whose words have tags.
  void names(Learner& model, const Document& d, bool caseless, bool learn, std::vector<Word>& words) {
    std::array<float, kNames> scores;
    std::vector<Tag> around;
    Recent recent;
    for (const Sentence& s : d.text.sentences) {
      look(d, s, caseless);
      around.assign(2, Tag::kOther);
      for (uint32_t i = s.first; i < s.last; ++i) around.push_back(words[i].tag);
      around.insert(around.end(), 2, Tag::kOther);
      int before = kNames, before2 = kNames;
      for (uint32_t i = s.first; i < s.last; ++i) {
        const Lexeme* at = &lexemes[i - s.first + 2];
        keys.clear();
        name_features(at, &around[i - s.first + 2], before, before2, recent.name(at->word),
                      recent.name(at[1].word), Collect{keys});
        model.score(keys, scores.data());
        const int best = static_cast<int>(std::max_element(scores.begin(), scores.end()) - scores.begin());
        if (learn) {
          model.step();
          if (best != d.gold[i].name) model.update(keys, d.gold[i].name, best);
        }
        recent.set(at->word, best);
        words[i].name = static_cast<NameKind>((best + 1) / 2);
        words[i].name_begins =
            best % 2 == 1 || (best != 0 && (i == s.first || words[i - 1].name != words[i].name));
        before2 = before;
        before = best;
      }
    }
  }

  /// Learns to parse one sentence; `explore`: how often to go on from an action
  /// of its own that is wrong.
  void parse(Learner& model, const Document& d, const Sentence& s, bool caseless, double explore) {
    const auto n = static_cast<int>(s.last - s.first);
    if (n > static_cast<int>(kLongest)) return;
    std::array<Node, kLongest + 2> nodes;
    for (int i = 0; i < n; ++i) {
      const uint32_t t = s.first + static_cast<uint32_t>(i);
      nodes[static_cast<size_t>(i)] = node(see(d, t, false, caseless), d.seen[caseless][t]);
    }
    nodes[static_cast<size_t>(n)] = root_node();
    nodes[State::kNone] = no_node();
    const std::vector<int> heads = projective(d, s);
    std::array<float, kActions> scores;
    State state(n);
    while (!state.done()) {
      if (state.depth() == 0) {
        state.apply(0);
        continue;
      }
      keys.clear();
      parse_features(state, nodes.data(), Collect{keys});
      model.score(keys, scores.data());
      model.step();
      const int best = best_action(state, scores);
      const int right = oracle(state, heads, d, s, scores);
      if (best != right && !as_good(state, heads, d, s, best)) {
        model.update(keys, right, best);
        state.apply(chance() < explore ? best : right);
      } else {
        state.apply(best);
      }
    }
  }

  // What an action loses: gold arcs that can no longer be made.
  static std::array<int, 3> costs(const State& state, const std::vector<int>& heads) {
    const int b = state.next(), s0 = state.stack(0), s1 = state.stack(1);
    constexpr int kNever = 1 << 20;
    std::array<int, 3> cost{0, 0, 0};
    auto head = [&](int i) { return heads[static_cast<size_t>(i)]; };
    if (state.may_shift()) {
      for (int k = 0; k < state.depth(); ++k) {
        cost[0] += head(state.stack(k)) == b;
        cost[0] += k > 0 && head(b) == state.stack(k);
      }
    } else {
      cost[0] = kNever;
    }
    int ahead = 0;  // dependents of s0 still to come
    if (s0 != State::kNone) {
      for (int k = b; k < state.words(); ++k) ahead += head(k) == s0;
    }
    cost[1] = state.may_left() ? ahead + (head(s0) == s1 || head(s0) > b) : kNever;
    cost[2] = state.may_right() ? ahead + (head(s0) >= b) : kNever;
    return cost;
  }

  static int kind_of(int action) { return action == 0 ? 0 : action <= kRelations ? 1 : 2; }

  /// The relation that a left or right arc should carry here, -1 if the arc is
  /// no gold one, so that any will do.
  static int wanted(const State& state, const std::vector<int>& heads, const Document& d, const Sentence& s,
                    int kind) {
    const int s0 = state.stack(0);
    const int head = kind == 1 ? state.next() : state.stack(1);
    if (heads[static_cast<size_t>(s0)] != head) return -1;
    return d.gold[s.first + static_cast<uint32_t>(s0)].relation;
  }

  static bool as_good(const State& state, const std::vector<int>& heads, const Document& d, const Sentence& s,
                      int action) {
    const std::array<int, 3> cost = costs(state, heads);
    const int kind = kind_of(action);
    if (cost[static_cast<size_t>(kind)] > *std::min_element(cost.begin(), cost.end())) return false;
    if (kind == 0) return true;
    const int relation = wanted(state, heads, d, s, kind);
    return relation < 0 || (action - 1) % kRelations == relation;
  }

  static int oracle(const State& state, const std::vector<int>& heads, const Document& d, const Sentence& s,
                    const std::array<float, kActions>& scores) {
    const std::array<int, 3> cost = costs(state, heads);
    const int least = *std::min_element(cost.begin(), cost.end());
    int best = -1;
    auto consider = [&](int a) {
      if (best < 0 || scores[static_cast<size_t>(a)] > scores[static_cast<size_t>(best)]) best = a;
    };
    if (cost[0] == least) consider(0);
    for (int kind = 1; kind <= 2; ++kind) {
      if (cost[static_cast<size_t>(kind)] != least) continue;
      const int first = kind == 1 ? 1 : 1 + kRelations;
      const int relation = wanted(state, heads, d, s, kind);
      for (int r = 0; r < kRelations; ++r) {
        if (relation < 0 || r == relation) consider(first + r);
      }
    }
    return best;
  }

  /// Heads with crossing arcs lifted until none cross; the root's head is n.
  static std::vector<int> projective(const Document& d, const Sentence& s) {
    const auto n = static_cast<int>(s.last - s.first);
    std::vector<int> heads(static_cast<size_t>(n) + 1, -1);
    for (int i = 0; i < n; ++i) {
      const int head = d.gold[s.first + static_cast<uint32_t>(i)].head;
      heads[static_cast<size_t>(i)] = head < 0 || head == i ? n : head;
    }
    auto below = [&](int k, int h) {
      for (int steps = 0; k != n && steps <= n; ++steps) {
        if (k == h) return true;
        k = heads[static_cast<size_t>(k)];
      }
      return h == n;
    };
    for (int rounds = 0; rounds < 200; ++rounds) {
      int worst = -1, length = n + 1;
      for (int i = 0; i < n; ++i) {
        const int h = heads[static_cast<size_t>(i)];
        if (h == n || std::abs(h - i) >= length) continue;
        for (int k = std::min(h, i) + 1; k < std::max(h, i); ++k) {
          if (!below(k, h)) {
            worst = i;
            length = std::abs(h - i);
            break;
          }
        }
      }
      if (worst < 0) break;
      heads[static_cast<size_t>(worst)] = heads[static_cast<size_t>(heads[static_cast<size_t>(worst)])];
    }
    return heads;
  }

  // ---- rounds ----

  template <typename Learn>
  void epochs(int count, int fold, Learn&& learn) {
    std::vector<Document*> order;
    for (Document& d : documents) {
      if (d.fold != 0 && (fold == 0 || d.fold == fold)) order.push_back(&d);
    }
    for (int e = 0; e < count; ++e) {
      std::shuffle(order.begin(), order.end(), random);
      for (Document* d : order) {
        forget = random() | 1;
        learn(*d, chance() < (d->capitals ? 0.6 : 0.35), e);
      }
      forget = 0;
      std::fprintf(stderr, ".");
    }
    std::fprintf(stderr, "\n");
  }

  /// Learns, keeps the best features, learns anew with those alone.
  template <typename Learn>
  std::string table(const char* what, int classes, size_t most, float levels, int rounds, Learn&& learn) {
    std::vector<uint64_t> best;
    {
      Learner first(classes);
      epochs(std::max(1, rounds / 2), 0,
             [&](Document& d, bool caseless, int e) { learn(first, d, caseless, e); });
      first.average();
      best = first.best(most);
      std::fprintf(stderr, "%s: %zu of %zu features\n", what, best.size(), first.size());
    }
    Learner last(classes);
    last.keep_only(best);
    epochs(rounds, 0, [&](Document& d, bool caseless, int e) { learn(last, d, caseless, e); });
    last.average();
    return last.bytes(best, levels);
  }
};

// ---- figures ----

void measure(const SyntaxModel& model, std::vector<Document>& documents, bool caseless) {
  size_t words = 0, tags = 0, counted = 0, heads = 0, both = 0, named = 0, gold_names = 0, right_names = 0;
  double tag_time = 0, parse_time = 0;
  std::vector<std::array<size_t, 3>> by_relation(kRelations);
  for (Document& d : documents) {
    if (d.fold != 0) continue;
    d.text.caseless = caseless;
    const auto t0 = std::clock();
    std::vector<Word> out = model.tag(d.text);
    const auto t1 = std::clock();
    for (const Sentence& s : d.text.sentences) model.parse(d.text, s, out);
    const auto t2 = std::clock();
    tag_time += static_cast<double>(t1 - t0) / CLOCKS_PER_SEC;
    parse_time += static_cast<double>(t2 - t1) / CLOCKS_PER_SEC;
    for (const Sentence& s : d.text.sentences) {
      auto spans = [&](auto&& kind, auto&& begins) {
        std::vector<std::array<uint32_t, 3>> found;
        for (uint32_t i = s.first; i < s.last; ++i) {
          if (kind(i) == 0) continue;
          if (begins(i) || i == s.first || kind(i - 1) != kind(i)) {
            found.push_back({i, i + 1, static_cast<uint32_t>(kind(i))});
          } else {
            found.back()[1] = i + 1;
          }
        }
        return found;
      };
      const auto want = spans([&](uint32_t i) { return (d.gold[i].name + 1) / 2; },
                              [&](uint32_t i) { return d.gold[i].name % 2 == 1; });
      const auto have = spans([&](uint32_t i) { return static_cast<int>(out[i].name); },
                              [&](uint32_t i) { return out[i].name_begins; });
      gold_names += want.size();
      named += have.size();
      for (const auto& span : have)
        right_names += static_cast<size_t>(std::count(want.begin(), want.end(), span));
      for (uint32_t i = s.first; i < s.last; ++i) {
        ++words;
        tags += static_cast<int>(out[i].tag) == d.gold[i].tag;
        if (d.text.tokens[i].kind == TokenKind::kPunctuation) continue;
        ++counted;
        const int head = out[i].head < 0 ? -1 : out[i].head - static_cast<int>(s.first);
        const bool right = head == d.gold[i].head;
        heads += right;
        both += right && static_cast<int>(out[i].relation) == d.gold[i].relation;
        auto& r = by_relation[static_cast<size_t>(d.gold[i].relation)];
        ++r[0];
        r[1] += right && static_cast<int>(out[i].relation) == d.gold[i].relation;
        ++by_relation[static_cast<size_t>(out[i].relation)][2];
      }
    }
  }
  auto share = [](size_t a, size_t b) {
    return 100.0 * static_cast<double>(a) / static_cast<double>(std::max<size_t>(b, 1));
  };
  std::printf(
      "%s: %zu words, tags %.2f, names P %.1f R %.1f F %.1f, heads "
      "(UAS) %.2f, with relation (LAS) %.2f; tag "
      "%.0fk/s, parse %.0fk/s\n",
      caseless ? "caseless" : "cased", words, share(tags, words), share(right_names, named),
      share(right_names, gold_names), share(2 * right_names, named + gold_names), share(heads, counted),
      share(both, counted), static_cast<double>(words) / tag_time / 1e3,
      static_cast<double>(words) / parse_time / 1e3);
  if (std::getenv("VERBOSE")) {
    for (int r = 0; r < kRelations; ++r) {
      const auto& c = by_relation[static_cast<size_t>(r)];
      std::printf("  relation %d: %zu, R %.1f P %.1f\n", r, c[0], share(c[1], c[0]), share(c[1], c[2]));
    }
  }
}

std::string cluster_bytes(const ClusterMap& map) {
  uint32_t log2 = 4;
  while (static_cast<double>(map.of.size()) > 0.8 * std::pow(2.0, log2)) ++log2;
  const size_t slots = size_t{1} << log2;
  std::vector<uint16_t> checks(slots);
  std::string clusters(slots, '\0'), out;
  std::vector<uint64_t> words;
  for (const auto& [word, _] : map.of) words.push_back(word);
  std::sort(words.begin(), words.end());
  for (uint64_t word : words) {
    size_t i = word >> (64 - log2);
    while (checks[i] != 0 && checks[i] != check_of(word)) i = (i + 1) & (slots - 1);
    if (checks[i] != 0) continue;
    checks[i] = check_of(word);
    clusters[i] = static_cast<char>(map.of.at(word).first - 1);
  }
  Learner::number(out, log2);
  out.append(reinterpret_cast<const char*>(map.wide.data()), 256);
  out.append(reinterpret_cast<const char*>(checks.data()), checks.size() * 2);
  return out + clusters;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr,
                 "usage: train_syntax CACHE MODEL [--tagger N] "
                 "[--names N] [--parser N] [--epochs N] "
                 "[--quick] [--measure]\n");
    return 2;
  }
  const std::string cache = argv[1], path = argv[2];
  size_t most_tags = 90000, most_names = 90000, most_actions = 350000;
  int rounds = 5;
  bool quick = false, only_measure = false;
  Trainer trainer;
  for (int i = 3; i < argc; ++i) {
    const std::string flag = argv[i];
    if (flag == "--quick") {
      quick = true;
    } else if (flag == "--measure") {
      only_measure = true;
    } else if (i + 1 < argc) {
      const long n = std::atol(argv[++i]);
      if (flag == "--tagger") most_tags = static_cast<size_t>(n);
      if (flag == "--names") most_names = static_cast<size_t>(n);
      if (flag == "--parser") most_actions = static_cast<size_t>(n);
      if (flag == "--epochs") rounds = static_cast<int>(n);
    }
  }

  trainer.documents = read_examples(cache + "/examples.tsv");
  trainer.clusters = read_clusters(cache + "/clusters.tsv");
  std::fprintf(stderr, "%zu documents, %zu clustered words\n", trainer.documents.size(),
               trainer.clusters.of.size());

  std::string bytes;
  if (only_measure) {
    std::ifstream in(path, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  } else {
    // Tags and names as the parser will meet them: from models that had not
    // seen the text.
    for (int fold = 1; fold <= 2; ++fold) {
      Learner tagger(kTags), namer(kNames);
      std::vector<Word> words;
      trainer.epochs(quick ? 1 : 3, fold, [&](Document& d, bool caseless, int) {
        trainer.tags(tagger, d, caseless, true, words);
      });
      tagger.average();
      trainer.epochs(quick ? 1 : 3, fold, [&](Document& d, bool caseless, int) {
        trainer.tags(tagger, d, caseless, false, words);
        trainer.names(namer, d, caseless, true, words);
      });
      namer.average();
      for (Document& d : trainer.documents) {
        if (d.fold == fold || (d.fold == 0 && fold == 1)) continue;
        for (bool caseless : {false, true}) {
          trainer.tags(tagger, d, caseless, false, d.seen[caseless]);
          trainer.names(namer, d, caseless, false, d.seen[caseless]);
        }
      }
    }
    bytes = std::string(kMagic);
    for (int n : {kTags, kRelations, kNames, kActions}) Learner::number(bytes, static_cast<uint32_t>(n));
    bytes += cluster_bytes(trainer.clusters);
    std::vector<Word> words;
    bytes += trainer.table("tags", kTags, most_tags, kLevels, rounds,
                           [&](Learner& model, Document& d, bool caseless, int) {
                             trainer.tags(model, d, caseless, true, words);
                           });
    bytes += trainer.table("names", kNames, most_names, kLevels, rounds,
                           [&](Learner& model, Document& d, bool caseless, int) {
                             words = d.seen[caseless];
                             trainer.names(model, d, caseless, true, words);
                           });
    bytes += trainer.table("parser", kActions, most_actions, kActionLevels, rounds,
                           [&](Learner& model, Document& d, bool caseless, int e) {
                             for (const Sentence& s : d.text.sentences)
                               trainer.parse(model, d, s, caseless, e == 0 ? 0 : 0.9);
                           });
    std::ofstream(path, std::ios::binary) << bytes;
  }

  const auto start = std::clock();
  const auto model = SyntaxModel::load(bytes);
  if (!model) {
    std::fprintf(stderr, "%s\n", model.error().what.c_str());
    return 1;
  }
  std::printf("%zu bytes, loaded in %.1f ms\n", bytes.size(),
              1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  measure(*model, trainer.documents, false);
  measure(*model, trainer.documents, true);
}
