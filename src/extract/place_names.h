// The names of places in a text with what the words around them say, before it is known which place each is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "extract/analysis.h"
#include "extract/places.h"
#include "pack/gazetteer.h"
#include "record/document.h"

namespace roznamcha::extract {

constexpr uint32_t kMostCandidates = 600;  // of one name that are looked at ("San José", "Santa Cruz")

/// Weights that add up by key; a handful of keys.
class Weights {
 public:
  void add(pack::Gazetteer::Id key, double weight) {
    if (key == pack::Gazetteer::kNone) return;
    for (auto& [k, w] : all_) {
      if (k == key) {
        w += weight;
        return;
      }
    }
    all_.emplace_back(key, weight);
  }
  double of(pack::Gazetteer::Id key) const {
    for (const auto& [k, w] : all_) {
      if (k == key) return w;
    }
    return 0;
  }
  double sum() const {
    double total = 0;
    for (const auto& [k, w] : all_) total += w;
    return total;
  }
  void clear() { all_.clear(); }
  /// The heaviest key other than `but`.
  std::pair<pack::Gazetteer::Id, double> greatest(pack::Gazetteer::Id but) const {
    std::pair<pack::Gazetteer::Id, double> best{pack::Gazetteer::kNone, 0};
    for (const auto& entry : all_) {
      if (entry.first != but && entry.second > best.second) best = entry;
    }
    return best;
  }

 private:
  std::vector<std::pair<pack::Gazetteer::Id, double>> all_;
};

/// The words of a document as the table of place words sees them. Tokens outside the text are no word.
class PlaceContext {
 public:
  explicit PlaceContext(const Analysis& a);

  uint32_t kinds(int64_t token) const {
    return token < 0 || token >= static_cast<int64_t>(kinds_.size()) ? 0 : kinds_[static_cast<size_t>(token)];
  }
  bool is(int64_t token, uint32_t kind) const { return kinds(token) & kind; }
  const Analysis& analysis() const { return a_; }
  const std::string& lower(int64_t token) const;
  bool capital(int64_t token) const;
  /// Words for units: province, district, tehsil, town.
  static constexpr uint32_t units() {
    return pack::PlaceWords::kUnit1 | pack::PlaceWords::kUnit2 | pack::PlaceWords::kUnit3 |
           pack::PlaceWords::kTown;
  }

 private:
  const Analysis& a_;
  std::vector<uint32_t> kinds_;  // by token
};

/// One name in the text.
struct PlaceName {
  static constexpr uint32_t kUnlisted = UINT32_MAX;
  uint32_t first = 0, last = 0;
  uint32_t group = 0;  // kUnlisted: a place that the gazetteer lacks
  double evidence = 0;
  uint32_t wanted = 0;     // kinds of unit that the words beside it name
  bool shortened = false;  // needs a place before it that it holds, or its country in the document
  int32_t inside = -1;     // mention that is said to hold it
  pack::Gazetteer::Id fixed = pack::Gazetteer::kNone;  // place that this makes it
  PlaceFound::Use use = PlaceFound::Use::kScene;
  bool part = false;  // of a town: "the Elmwood neighbourhood"
  bool dropped = false;
};

/// All mentions of one name.
struct PlaceGroup {
  pack::Gazetteer::Match match;
  uint32_t mentions = 0;
  double evidence = 0;     // the most of a mention
  bool plausible = false;  // for the resolver: it can be a place
  pack::Gazetteer::Id place = pack::Gazetteer::kNone;
  double lead = 0;                                          // of the best candidate over the second
  double support = 0;                                       // what the places around add to it
  bool dateline = false, headline = false, office = false;  // where it stands, besides plainly in the text
  bool part = false;                                        // told as a part of a town
  uint32_t wanted = 0;
  Weights fixed;  // places that single mentions were said to be
};

struct PlaceNames {
  std::vector<PlaceName> mentions;  // in text order
  std::vector<PlaceName> headline;  // in the title; tokens are those of its own analysis
  std::vector<PlaceGroup> groups;
  Weights units;  // first-level units of the towns that the outlet's address and name speak for
  std::vector<pack::Gazetteer::Id> homes;  // towns that they name
  Weights hints;                           // countries that document and adjectives speak for
  std::unordered_set<std::string> people;  // last names of persons that are told as such
};

/// Finds the names. Names that also are words, people or groups count only where the context is a place.
PlaceNames find_place_names(const Analysis& a, const PlaceContext& around, const record::Document& document);
/// The same for the title, whose capitals say little. Adds to `names`.
void find_headline_names(const Analysis& title, const PlaceContext& around, const record::Document& document,
                         PlaceNames& names);

/// Adds the units and towns in which the outlet is at home, by its address and by `outlet`, what the title
/// says of who publishes it: "KXYZ 5 Newton News".
void add_outlet(const Analysis& a, const record::Document& document, std::string_view outlet,
                PlaceNames& names);
/// Sets the precision, position and radius of a place by the words around its name, tokens [first, last): "40
/// km west of Quetta", "near Turbat", "outside Kulachi", "a suburb of Lahore". Whether the place is only a
/// landmark for another, by a distance or as its suburb.
bool place_relative(const PlaceContext& around, uint32_t first, uint32_t last, record::Place& place);
/// Whether a name that begins at token `first` is an end of a way or a stretch of land, of which the other
/// end follows: "the road between X and Y", "the highway linking X with Y".
bool begins_stretch(const PlaceContext& around, uint32_t first);
/// "on the road between Pasni and Ormara": two towns named so become the stretch between them, with what they
/// share.
void place_between(const PlaceContext& around, PlaceFound& from, PlaceFound& to);

}  // namespace roznamcha::extract
