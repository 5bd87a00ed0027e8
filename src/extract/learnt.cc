#include "extract/learnt.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string_view>

namespace roznamcha::extract {
namespace {

using base::Error;
using base::ErrorId;
using encoder::Linear;

constexpr size_t kMostWindows = 12;
constexpr size_t kMostPieces = size_t{1} << 15;  // of a document; what is beyond is not looked at
constexpr size_t kMostSpans = 400;
constexpr size_t kLongestSpan = 60;  // pieces
// Pieces so far from a window's edge are read as well as any.
constexpr size_t kEdge = 64;
constexpr size_t kTags = 3;  // none, begins, goes on
constexpr size_t kLabels = 1 + kDeeds;
constexpr size_t kWindowTypes = 3;  // the first window of a document, the second, later ones

constexpr std::array<std::string_view, kSpanRoles> kRoleNames = {
    "anchor", "perp_ind", "perp_org", "victim",  "target", "weapon",  "place",
    "time",   "killed",   "injured",  "speaker", "tally",  "measure", "warning"};
constexpr std::array<std::string_view, kDeeds> kDeedNames = {
    "armed_attack", "bombing", "kidnapping", "arson", "robbery", "stoppage", "clash", "other"};
constexpr std::array<std::string_view, 3> kStateNames = {"not_actual", "background", "named"};
constexpr std::array<std::string_view, 6> kCertaintyNames = {"claimed", "stated", "suspected",
                                                             "alleged", "denied", "unknown"};
constexpr std::array<record::Certainty, 6> kCertainties = {
    record::Certainty::kClaimed, record::Certainty::kStated, record::Certainty::kSuspected,
    record::Certainty::kAlleged, record::Certainty::kDenied, record::Certainty::kUnknown};

/// Layout of what the heads say of one piece.
constexpr size_t kDeedsAt = kSpanRoles * kTags;
constexpr size_t kStateAt = kDeedsAt + kDeeds;
constexpr size_t kCertaintyAt = kStateAt + kStateNames.size();
constexpr size_t kAttackerAt = kCertaintyAt + kCertainties.size();
constexpr size_t kRow = kAttackerAt + 1;

float dot(const float* a, const float* b, size_t n) {
  float sum = 0;
  for (size_t i = 0; i < n; ++i) sum += a[i] * b[i];
  return sum;
}

/// The value at a path of keys, null if there is none.
const nlohmann::json& at(const nlohmann::json& value, std::initializer_list<const char*> keys) {
  static const nlohmann::json kNone;
  const nlohmann::json* here = &value;
  for (const char* key : keys) {
    if (!here->is_object() || !here->contains(key)) return kNone;
    here = &(*here)[key];
  }
  return *here;
}

template <size_t N>
bool are(const nlohmann::json& list, const std::array<std::string_view, N>& names, size_t from = 0) {
  if (!list.is_array() || list.size() != N + from) return false;
  for (size_t i = 0; i < N; ++i) {
    if (!list[i + from].is_string() || list[i + from].get<std::string>() != names[i]) return false;
  }
  return true;
}

std::vector<float> numbers(const nlohmann::json& list) {
  std::vector<float> out;
  if (!list.is_array()) return out;
  for (const nlohmann::json& one : list) {
    if (one.is_number()) out.push_back(one.get<float>());
  }
  return out;
}

}  // namespace

struct LearntReader::Heads {
  Linear tags, types, state, certainty, number, attention, document, left, right;
  std::vector<float> distance;             // by bucket of the pieces between two spans
  std::vector<float> edges;                // where the next bucket begins
  std::array<float, kSpanRoles> begin{};   // probability from which on a span begins
  float goes_on = 0;                       // probability from which on it goes on
  float scale = 1, offset = 0;             // of the relevance's log odds
  size_t window = 0, step = 0, title = 0;  // pieces
};

LearntReader::LearntReader(std::shared_ptr<const encoder::Model> model, std::unique_ptr<const Heads> heads)
    : model_(std::move(model)), tokenizer_(model_->vocabulary()), heads_(std::move(heads)) {}

LearntReader::~LearntReader() = default;

base::Result<std::shared_ptr<const LearntReader>> LearntReader::make(
    std::shared_ptr<const encoder::Model> model) {
  const auto strange = [](const std::string& what) {
    return Error{ErrorId::kBadModel, "the model's " + what + " are not those of this program", "",
                 "train/reader makes models that are"};
  };
  const nlohmann::json header = nlohmann::json::parse(model->heads(), nullptr, false);
  constexpr std::array<std::string_view, 1> kRelevant = {"relevant"};
  const nlohmann::json& labels = at(header, {"document", "labels"});
  if (!are(at(header, {"tags", "roles"}), kRoleNames) || !are(at(header, {"types", "labels"}), kDeedNames) ||
      !are(at(header, {"state", "labels"}), kStateNames) ||
      !are(at(header, {"certainty", "labels"}), kCertaintyNames) || !are(labels, kDeedNames, 1) ||
      labels[0] != kRelevant[0])
    return strange("labels");

  std::vector<Linear> layers;
  for (const char* name :
       {"tags", "types", "state", "certainty", "number", "attention", "document", "left", "right"}) {
    const std::string prefix = std::string("heads.") + name;
    auto layer = Linear::make(model, prefix + ".weight", prefix + ".bias");
    if (!layer) return layer.error();
    if (layer->in() != model->config().width) return strange("heads");
    layers.push_back(*std::move(layer));
  }
  const encoder::Tensor* distance = model->tensor("heads.distance.weight");
  const std::vector<float>
      begin = numbers(at(header, {"tags", "begin"})),
      relevance = numbers(at(header, {"document", "relevance"})),
      window = {
          at(header, {"window", "pieces"}).is_number() ? at(header, {"window", "pieces"}).get<float>() : 0,
          at(header, {"window", "step"}).is_number() ? at(header, {"window", "step"}).get<float>() : 0,
          at(header, {"window", "title"}).is_number() ? at(header, {"window", "title"}).get<float>() : -1};
  Heads heads{
      std::move(layers[0]),
      std::move(layers[1]),
      std::move(layers[2]),
      std::move(layers[3]),
      std::move(layers[4]),
      std::move(layers[5]),
      std::move(layers[6]),
      std::move(layers[7]),
      std::move(layers[8]),
      distance ? to_floats(*distance) : std::vector<float>(),
      numbers(at(header, {"pair", "distances"})),
      {},
      at(header, {"tags", "continue"}).is_number() ? at(header, {"tags", "continue"}).get<float>() : 0.5f,
      1,
      0,
      0,
      0,
      0};
  if (heads.tags.out() != kSpanRoles * kTags || heads.types.out() != kDeeds ||
      heads.state.out() != kStateNames.size() || heads.certainty.out() != kCertainties.size() ||
      heads.number.out() < 1 || heads.attention.out() != kLabels || heads.document.out() != kLabels ||
      heads.left.out() != heads.right.out() || heads.distance.size() != heads.edges.size() + 1 ||
      !std::is_sorted(heads.edges.begin(), heads.edges.end()) || begin.size() != kSpanRoles ||
      relevance.size() != 2 || model->config().types < kWindowTypes)
    return strange("heads");
  const float most = static_cast<float>(model->config().positions);
  // A window holds [CLS] and [SEP] besides, and at least one piece behind the longest title.
  if (!(window[2] >= 0 && window[1] >= 1 && window[2] + 1 < window[1] &&
        window[1] <= window[0] - window[2] - 1 && window[0] + 2 <= most))
    return strange("windows");
  std::copy(begin.begin(), begin.end(), heads.begin.begin());
  heads.scale = relevance[0];
  heads.offset = relevance[1];
  heads.window = static_cast<size_t>(window[0]);
  heads.step = static_cast<size_t>(window[1]);
  heads.title = static_cast<size_t>(window[2]);

  auto worker = encoder::Encoder::make(model);  // what is wrong with it shows here and not later
  if (!worker) return worker.error();
  std::shared_ptr<LearntReader> reader(
      new LearntReader(std::move(model), std::make_unique<const Heads>(std::move(heads))));
  reader->idle_.push_back(std::make_unique<encoder::Encoder>(*std::move(worker)));
  return std::shared_ptr<const LearntReader>(std::move(reader));
}

std::unique_ptr<encoder::Encoder> LearntReader::worker() const {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto worker = std::move(idle_.back());
      idle_.pop_back();
      return worker;
    }
  }
  auto made = encoder::Encoder::make(model_);
  return made ? std::make_unique<encoder::Encoder>(*std::move(made)) : nullptr;
}

/// One document's windows and what they say together.
class LearntReader::Look {
 public:
  Look(const LearntReader& reader, encoder::Encoder& worker, const record::Document& document)
      : heads_(*reader.heads_),
        tokenizer_(reader.tokenizer_),
        worker_(worker),
        width_(reader.model_->config().width),
        text_(document.text),
        pieces_(tokenizer_.cut(document.text)) {
    if (pieces_.size() > kMostPieces) pieces_.resize(kMostPieces);
    if (!document.title.empty()) {
      for (const encoder::Piece& piece : tokenizer_.cut(document.title)) {
        if (title_.size() == heads_.title) break;
        title_.push_back(piece.id);
      }
    }
    told_.fill(-std::numeric_limits<float>::infinity());
  }

  Sight run(const std::vector<uint32_t>& near) {
    Sight sight;
    if (pieces_.empty() || near.empty()) return sight;
    rows_.assign(pieces_.size() * kRow, 0);
    weight_.assign(pieces_.size(), 0);
    best_.assign(pieces_.size(), 0);
    states_.assign(pieces_.size() * width_, 0);
    const size_t size = heads_.window - (title_.empty() ? 0 : title_.size() + 1);
    size_t windows = 0;
    for (size_t begin = 0, index = 0; windows < kMostWindows; begin += heads_.step, ++index) {
      const size_t end = std::min(begin + size, pieces_.size());
      // The words that no other window reads better.
      const uint32_t from = begin == 0 ? 0 : pieces_[begin + (size - heads_.step) / 2].span.begin;
      const uint32_t to = end == pieces_.size()
                              ? UINT32_MAX
                              : pieces_[begin + heads_.step + (size - heads_.step) / 2].span.begin;
      const auto first = std::lower_bound(near.begin(), near.end(), from);
      if (first != near.end() && *first < to) {
        read(begin, end, std::min(index, kWindowTypes - 1));
        ++windows;
      }
      if (end == pieces_.size()) break;
    }
    if (windows == 0) return sight;
    sight.looked = true;
    sight.relevance = static_cast<double>(encoder::sigmoid(heads_.scale * told_[0] + heads_.offset));
    for (size_t i = 0; i < kDeeds; ++i) sight.deeds[i] = encoder::sigmoid(told_[1 + i]);
    for (size_t i = 0; i < pieces_.size(); ++i) {
      if (weight_[i] > 0) {
        for (size_t k = 0; k < kRow; ++k) rows_[i * kRow + k] /= weight_[i];
      }
    }
    find_spans(sight);
    pair_up(sight);
    sight.roles.assign(pieces_.size() * kSpanRoles, -1);
    sight.kinds.assign(pieces_.size() * kDeeds, -1);
    for (size_t i = 0; i < pieces_.size(); ++i) {
      sight.pieces.push_back(pieces_[i].span);
      if (weight_[i] == 0) continue;
      for (size_t role = 0; role < kSpanRoles; ++role)
        sight.roles[i * kSpanRoles + role] = tag(i, role, 1) + tag(i, role, 2);
      std::copy_n(&rows_[i * kRow + kDeedsAt], kDeeds, &sight.kinds[i * kDeeds]);
    }
    return sight;
  }

 private:
  float tag(size_t piece, size_t role, size_t which) const {
    return rows_[piece * kRow + role * kTags + which];
  }

  /// Whether a piece goes on the word of the one before it.
  bool inner(size_t piece) const {
    return piece > 0 && pieces_[piece].span.begin == pieces_[piece - 1].span.end &&
           letter(pieces_[piece].span.begin) && letter(pieces_[piece].span.begin - 1);
  }
  bool letter(uint32_t byte) const {
    const auto c = static_cast<unsigned char>(text_[byte]);
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /// One window through the encoder and its heads.
  void read(size_t begin, size_t end, size_t type) {
    ids_.assign(1, tokenizer_.first());
    if (!title_.empty()) {
      ids_.insert(ids_.end(), title_.begin(), title_.end());
      ids_.push_back(tokenizer_.last());
    }
    const size_t lead = ids_.size();
    for (size_t i = begin; i < end; ++i) ids_.push_back(pieces_[i].id);
    ids_.push_back(tokenizer_.last());
    const std::span<const float> states = worker_.encode({ids_, static_cast<uint32_t>(type)});

    // Each label of the document looks at the pieces that its own attention chooses.
    const std::vector<float> attention = heads_.attention.apply(states),
                             values = heads_.document.apply(states);
    std::vector<float> column(ids_.size());
    for (size_t label = 0; label < kLabels; ++label) {
      for (size_t i = 0; i < ids_.size(); ++i) column[i] = attention[i * kLabels + label];
      encoder::softmax(column);
      float logit = 0;
      for (size_t i = 0; i < ids_.size(); ++i) logit += column[i] * values[i * kLabels + label];
      told_[label] = std::max(told_[label], logit);
    }

    const std::span<const float> body = states.subspan(lead * width_, (end - begin) * width_);
    std::vector<float> tags = heads_.tags.apply(body), certainty = heads_.certainty.apply(body);
    const std::vector<float> deeds = heads_.types.apply(body), state = heads_.state.apply(body),
                             number = heads_.number.apply(body);
    for (size_t i = 0; i < end - begin; ++i) {
      const size_t piece = begin + i;
      const size_t before = begin == 0 ? kEdge : i, behind = end == pieces_.size() ? kEdge : end - 1 - piece;
      const float weight = 1 + static_cast<float>(std::min({kEdge, before, behind}));
      float* row = &rows_[piece * kRow];
      for (size_t role = 0; role < kSpanRoles; ++role) {
        const std::span<float> three(&tags[(i * kSpanRoles + role) * kTags], kTags);
        encoder::softmax(three);
        for (size_t k = 0; k < kTags; ++k) row[role * kTags + k] += weight * three[k];
      }
      for (size_t k = 0; k < kDeeds; ++k)
        row[kDeedsAt + k] += weight * encoder::sigmoid(deeds[i * kDeeds + k]);
      for (size_t k = 0; k < kStateNames.size(); ++k)
        row[kStateAt + k] += weight * encoder::sigmoid(state[i * kStateNames.size() + k]);
      const std::span<float> six(&certainty[i * kCertainties.size()], kCertainties.size());
      encoder::softmax(six);
      for (size_t k = 0; k < six.size(); ++k) row[kCertaintyAt + k] += weight * six[k];
      row[kAttackerAt] += weight * encoder::sigmoid(number[i * heads_.number.out()]);
      weight_[piece] += weight;
      if (weight > best_[piece]) {
        best_[piece] = weight;
        std::copy_n(&body[i * width_], width_, &states_[piece * width_]);
      }
    }
  }

  void find_spans(Sight& sight) {
    struct Start {
      SeenSpan span;
      size_t piece;
    };
    std::vector<Start> found;
    for (size_t role = 0; role < kSpanRoles; ++role) {
      const float begin = heads_.begin[role];
      size_t free = 0;
      for (size_t i = 0; i < pieces_.size(); ++i) {
        if (i < free || weight_[i] == 0 || tag(i, role, 1) < begin) continue;
        size_t first = i, last = i + 1;
        while (last < pieces_.size() && last - first < kLongestSpan &&
               tag(last, role, 1) + tag(last, role, 2) > heads_.goes_on &&
               !(tag(last, role, 1) >= begin && tag(last, role, 1) > tag(last, role, 2) && !inner(last)))
          ++last;
        while (last < pieces_.size() && inner(last)) ++last;
        while (first > free && inner(first)) --first;
        free = last;
        SeenSpan span;
        span.role = static_cast<SpanRole>(role);
        span.span = {pieces_[first].span.begin, pieces_[last - 1].span.end};
        span.sure = tag(i, role, 1);
        std::array<float, kRow> mean{};
        for (size_t piece = first; piece < last; ++piece) {
          for (size_t k = kDeedsAt; k < kRow; ++k)
            mean[k] += rows_[piece * kRow + k] / static_cast<float>(last - first);
        }
        std::copy_n(&mean[kDeedsAt], kDeeds, span.deeds.begin());
        span.not_actual = mean[kStateAt];
        span.background = mean[kStateAt + 1];
        span.named = mean[kStateAt + 2];
        span.attacker = rows_[first * kRow + kAttackerAt];
        const auto six = mean.begin() + kCertaintyAt;
        span.certainty =
            kCertainties[static_cast<size_t>(std::max_element(six, six + kCertainties.size()) - six)];
        found.push_back({span, first});
      }
    }
    if (found.size() > kMostSpans) {  // the surest
      std::stable_sort(found.begin(), found.end(),
                       [](const Start& a, const Start& b) { return a.span.sure > b.span.sure; });
      found.erase(found.begin() + kMostSpans, found.end());
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Start& a, const Start& b) { return a.piece < b.piece; });
    for (const Start& start : found) {
      sight.spans.push_back(start.span);
      starts_.push_back(start.piece);
    }
  }

  void pair_up(Sight& sight) const {
    const size_t n = starts_.size(), depth = heads_.left.out();
    std::vector<float> states;
    for (size_t piece : starts_)
      states.insert(states.end(), &states_[piece * width_], &states_[piece * width_] + width_);
    const std::vector<float> left = heads_.left.apply(states), right = heads_.right.apply(states);
    const float root = std::sqrt(static_cast<float>(depth));
    sight.pairs.assign(n * n, 0);
    for (size_t a = 0; a < n; ++a) {
      for (size_t b = a + 1; b < n; ++b) {
        const auto apart = static_cast<float>(starts_[b] - starts_[a]);
        const auto bucket =
            std::upper_bound(heads_.edges.begin(), heads_.edges.end(), apart) - heads_.edges.begin();
        sight.pairs[a * n + b] = sight.pairs[b * n + a] =
            dot(&left[a * depth], &right[b * depth], depth) / root +
            heads_.distance[static_cast<size_t>(bucket)];
      }
    }
  }

  const Heads& heads_;
  const encoder::Tokenizer& tokenizer_;
  encoder::Encoder& worker_;
  const size_t width_;
  const std::string_view text_;
  std::vector<encoder::Piece> pieces_;
  std::vector<uint32_t> title_, ids_;
  std::array<float, kLabels> told_;  // log odds, of the likeliest window
  std::vector<float> rows_;          // by piece: sums, then means over windows
  std::vector<float> weight_, best_;
  std::vector<float> states_;   // by piece, of the window that reads it best
  std::vector<size_t> starts_;  // first piece of each span
};

Sight LearntReader::look(const record::Document& document, const std::vector<uint32_t>& near) const {
  if (near.empty()) return {};
  std::unique_ptr<encoder::Encoder> with = worker();
  if (!with) return {};
  Sight sight = Look(*this, *with, document).run(near);
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(with));
  return sight;
}

std::pair<size_t, size_t> Sight::pieces_of(text::Span span) const {
  const auto begin =
      std::partition_point(pieces.begin(), pieces.end(), [&](text::Span p) { return p.end <= span.begin; });
  const auto end =
      std::partition_point(begin, pieces.end(), [&](text::Span p) { return p.begin < span.end; });
  return {static_cast<size_t>(begin - pieces.begin()), static_cast<size_t>(end - pieces.begin())};
}

std::optional<float> Sight::share(SpanRole role, text::Span span) const {
  std::optional<float> most;
  const auto [first, last] = pieces_of(span);
  for (size_t piece = first; piece < last; ++piece) {
    const float here = roles[piece * kSpanRoles + static_cast<size_t>(role)];
    if (here >= 0) most = std::max(most.value_or(0), here);
  }
  return most;
}

std::optional<std::array<float, kDeeds>> Sight::deeds_of(text::Span span) const {
  const auto [first, last] = pieces_of(span);
  std::array<float, kDeeds> sum{};
  for (size_t piece = first; piece < last; ++piece) {
    if (kinds[piece * kDeeds] < 0) return {};
    for (size_t k = 0; k < kDeeds; ++k)
      sum[k] += kinds[piece * kDeeds + k] / static_cast<float>(last - first);
  }
  if (first == last) return {};
  return sum;
}

}  // namespace roznamcha::extract
