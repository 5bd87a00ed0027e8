#include "extract/places.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "pack/gazetteer.h"
#include "text/fold.h"

namespace roznamcha::extract {
namespace {

using pack::Feature;
using pack::Gazetteer;
using pack::NameUse;
using pack::PlaceWords;
using record::PlacePrecision;
using text::NameKind;
using text::TokenCase;
using text::TokenKind;
using Id = Gazetteer::Id;
using Use = PlaceFound::Use;

constexpr Id kNone = Gazetteer::kNone;
constexpr uint32_t kMostCandidates = 600;  // of one name that are looked at ("San José", "Santa Cruz")
constexpr uint32_t kMostNeighbours = 12;   // of one name that are held against the places around
constexpr uint32_t kMostMentions = 2000;   // of one document
constexpr uint32_t kMostAlike = 8000;      // places of a unit that are held against a name that is not listed
constexpr int kRounds = 3;
constexpr double kFarthest = 150;  // km from a place named that still say where something is
constexpr uint32_t kNounsOfPlaces = PlaceWords::kUnit1 | PlaceWords::kUnit2 | PlaceWords::kUnit3 |
                                    PlaceWords::kTown | PlaceWords::kArea | PlaceWords::kPart;
constexpr double kHopeless = -3;   // evidence that no place can make up for
constexpr double kNoPlace = -99;   // evidence that a name is none of a place
constexpr double kAccepted = 1.0;  // evidence from which on a name is held for a place

/// Weights that add up by key; a handful of keys.
class Weights {
 public:
  void add(Id key, double weight) {
    if (key == kNone) return;
    for (auto& [k, w] : all_) {
      if (k == key) {
        w += weight;
        return;
      }
    }
    all_.emplace_back(key, weight);
  }
  double of(Id key) const {
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
  std::pair<Id, double> greatest(Id but) const {
    std::pair<Id, double> best{kNone, 0};
    for (const auto& entry : all_) {
      if (entry.first != but && entry.second > best.second) best = entry;
    }
    return best;
  }

 private:
  std::vector<std::pair<Id, double>> all_;
};

double saturated(double weight) {
  return weight <= 0 ? 0 : weight / (weight + 1);
}

constexpr uint32_t kUnlisted = UINT32_MAX;

/// What stays of a name however it is brought into Latin letters: its consonants, alike ones as one, without
/// the Arabic article: "Al-Muzayreb" and "Muzayrib" are both "mzrb". A vowel at the start stays as "a".
std::string skeleton(std::string_view name) {
  std::string folded = text::fold(name);
  for (std::string_view article : {"al-", "al ", "as-", "as ", "ash-", "ash ", "ar-", "ar ", "at-", "at ",
                                   "az-", "az ", "an-", "an ", "ad-", "ad ", "el-", "el "}) {
    if (folded.size() > article.size() + 3 && folded.compare(0, article.size(), article) == 0) {
      folded.erase(0, article.size());
      break;
    }
  }
  std::string out;
  for (size_t i = 0; i < folded.size(); ++i) {
    char c = folded[i];
    if (c < 'a' || c > 'z') continue;
    switch (c) {
      case 'a':
      case 'e':
      case 'i':
      case 'o':
      case 'u':
      case 'y':
        if (!out.empty()) continue;
        c = 'a';
        break;
      case 'h':
      case 'w':
        if (!out.empty()) continue;
        break;
      case 'q':
      case 'c':
        c = 'k';
        break;
      case 'p':
        c = 'b';
        break;
      case 'v':
        c = 'b';
        break;
      case 'j':
        c = 'g';
        break;
      default:
        break;
    }
    if (out.empty() || out.back() != c) out += c;
  }
  return out;
}

struct Mention {
  uint32_t first = 0, last = 0;
  uint32_t group = 0;  // kUnlisted: a place that the gazetteer lacks
  double evidence = 0;
  uint32_t wanted = 0;     // kinds of unit that the words beside it name
  bool shortened = false;  // needs a place before it that it holds, or its country in the document
  int32_t inside = -1;     // mention that is said to hold it
  Id fixed = kNone;        // place that this makes it
  Use use = Use::kScene;
  bool part = false;  // of a town: "the Elmwood neighbourhood"
  bool dropped = false;
};

/// All mentions of one name.
struct Group {
  Gazetteer::Match match;
  uint32_t mentions = 0;
  Id place = kNone;
  double lead = 0;     // of the best candidate over the second
  double support = 0;  // what the places around add to it
  bool dateline = false;
  uint32_t wanted = 0;
  Weights fixed;  // places that single mentions were said to be
};

class Finder {
 public:
  Finder(const Analysis& a, const record::Document& document)
      : a_(a),
        gazetteer_(a.pack->gazetteer()),
        words_(gazetteer_.words()),
        document_(document),
        tokens_(a.seg.tokens) {}

  std::vector<PlaceFound> find() {
    prepare();
    for (const text::Sentence& s : a_.seg.sentences) {
      if (mentions_.size() < kMostMentions) read(s);
    }
    drop_people();
    join();
    resolve();
    return choose();
  }

 private:
  // ---- the words around ----

  uint32_t kinds(int64_t token) const {
    return token < 0 || token >= static_cast<int64_t>(kinds_.size()) ? 0 : kinds_[static_cast<size_t>(token)];
  }
  bool is(int64_t token, uint32_t kind) const { return kinds(token) & kind; }
  const std::string& lower(int64_t token) const {
    static const std::string kNothing;
    return token < 0 || token >= static_cast<int64_t>(tokens_.size())
               ? kNothing
               : tokens_[static_cast<size_t>(token)].lower;
  }
  bool capital(int64_t token) const {
    if (token < 0 || token >= static_cast<int64_t>(tokens_.size()) || a_.seg.caseless) return false;
    const TokenCase c = tokens_[static_cast<size_t>(token)].letter_case;
    return c == TokenCase::kTitle || c == TokenCase::kAll || c == TokenCase::kMixed;
  }
  static constexpr uint32_t units() {
    return PlaceWords::kUnit1 | PlaceWords::kUnit2 | PlaceWords::kUnit3 | PlaceWords::kTown;
  }

  void prepare() {
    kinds_.resize(tokens_.size());
    for (size_t i = 0; i < tokens_.size(); ++i) {
      if (tokens_[i].kind == TokenKind::kWord) kinds_[i] = words_.kinds(tokens_[i].lower);
    }
    tagged_ = std::any_of(a_.words.begin(), a_.words.end(),
                          [](const text::Word& w) { return w.name != NameKind::kNone; });
    if (const Id country = gazetteer_.country_by_code(document_.country); country != kNone)
      hints_.add(country, 2);
    for (const std::string* address : {&document_.source, &document_.url}) {
      if (const Id country = country_of_address(*address); country != kNone) {
        hints_.add(country, 0.7);
        break;
      }
    }
  }

  /// The country of an address's top-level domain: "dailyname.com.pk", "https://name.in/page".
  Id country_of_address(std::string_view address) const {
    if (const size_t scheme = address.find("://"); scheme != std::string_view::npos)
      address.remove_prefix(scheme + 3);
    address = address.substr(0, address.find('/'));
    const size_t dot = address.rfind('.');
    if (dot == std::string_view::npos || address.size() - dot != 3) return kNone;
    std::string code(address.substr(dot + 1));
    for (char& c : code) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    if (code == "UK") code = "GB";
    // Sold to everybody.
    for (std::string_view sold : {"IO", "CO", "TV", "ME", "FM", "AI", "LY", "TO", "CC", "WS"}) {
      if (code == sold) return kNone;
    }
    return gazetteer_.country_by_code(code);
  }

  // ---- finding the names ----

  void read(const text::Sentence& s) {
    const uint32_t dateline = dateline_end(s);
    size_t before = mentions_.size();
    for (uint32_t i = s.first; i < s.last;) {
      uint32_t length = name_at(s, i, i < dateline);
      if (length == 0 && capital(i)) length = unlisted_at(s, i);
      i += std::max(length, 1u);
    }
    // A name at the end of "X, Y" holds the one before.
    for (size_t k = before; k + 1 < mentions_.size(); ++k) beside(mentions_[k], static_cast<int32_t>(k) + 1);
  }

  bool dash(uint32_t token) const {
    const text::Token& t = tokens_[token];
    return t.lower == "--" || t.lower == "---" || t.lower == "—" || t.lower == "–" || t.lower == "―" ||
           (t.lower == "-" && t.space_before);
  }

  /// Token after the dash or colon of a dateline that the sentence starts with; its first token if it has
  /// none. Besides places a dateline holds dates, the agency and little else.
  uint32_t dateline_end(const text::Sentence& s) const {
    const bool opens = s.first == 0 ||
                       a_.seg.sentences[a_.sentence_of(s.first - 1)].paragraph != s.paragraph ||
                       a_.sentence_of(s.first) < 3;
    if (!opens) return s.first;
    uint32_t lowered = 0;
    for (uint32_t i = s.first; i < std::min(s.last, s.first + 24); ++i) {
      const text::Token& t = tokens_[i];
      if (dash(i) || (t.lower == ":" && i <= s.first + 4)) {
        if (i == s.first) continue;  // "-- SAN SALVADOR, 4 Feb"
        return i;
      }
      if (t.kind == TokenKind::kWord && !capital(i) && !a_.seg.caseless && ++lowered > 1) return s.first;
    }
    // "FAIRMONT, W.Va. — A man …" may have been cut after the full stop.
    const bool cut = lowered == 0 && s.last - s.first <= 12 && s.last < tokens_.size() && dash(s.last);
    return cut ? s.last : s.first;
  }

  /// Whether tokens [first, last) are written as a name.
  bool written_as_name(uint32_t first, uint32_t last) const {
    if (a_.seg.caseless) {
      size_t letters = 0;
      for (uint32_t i = first; i < last; ++i) letters += tokens_[i].lower.size();
      return letters >= 3;
    }
    for (uint32_t i = first; i < last; ++i) {
      const text::Token& t = tokens_[i];
      if (t.kind != TokenKind::kWord || capital(i) || t.lower[0] == '\'') continue;
      if (i == first || i + 1 == last || !is(i, PlaceWords::kJoint)) return false;
    }
    return true;
  }

  /// Looks for a name that starts at a token. Tokens that were used up.
  uint32_t name_at(const text::Sentence& s, uint32_t at, bool dateline) {
    const text::Token& token = tokens_[at];
    if (token.kind != TokenKind::kWord || (!a_.seg.caseless && !capital(at))) return 0;
    matches_.clear();
    gazetteer_.match(tokens_, at, s.last, matches_);
    for (const Gazetteer::Match& match : matches_) {
      if (!written_as_name(at, at + match.length)) continue;
      return take(s, at, match, dateline);
    }
    // "Peshawar-based", "Taliban-held" …: the name before the hyphen.
    const std::string& word = token.lower;
    const size_t hyphen = word.rfind('-');
    if (hyphen != std::string::npos && hyphen >= 3 && hyphen + 4 < word.size()) {
      Gazetteer::Match match = gazetteer_.find(word.substr(0, hyphen));
      const std::string_view tail = std::string_view(word).substr(hyphen + 1);
      if (match.count && !match.word &&
          (tail == "based" || tail == "born" || tail == "area" || tail == "bound" || tail == "held")) {
        match.length = 1;
        const size_t before = mentions_.size();
        take(s, at, match, dateline);
        if (mentions_.size() > before) {
          mentions_.back().use = tail == "based"  ? Use::kSpeaker
                                 : tail == "born" ? Use::kOrigin
                                                  : Use::kScene;
          mentions_.back().evidence += 2;
        }
        return 1;
      }
    }
    return 0;
  }

  /// Looks for a place that the gazetteer lacks: words with capitals that the text calls a village, town or
  /// quarter, or that the tagger holds for a place where a place can stand. Tokens that were used up.
  uint32_t unlisted_at(const text::Sentence& s, uint32_t at) {
    if (tokens_[at].kind != TokenKind::kWord || tokens_[at].lower.size() < 3 || is(at, PlaceWords::kTitle))
      return 0;
    uint32_t last = at + 1;
    while (last < s.last && last < at + 4 && tokens_[last].kind == TokenKind::kWord && capital(last) &&
           !is(last, kNounsOfPlaces))
      ++last;
    if (last < s.last &&
        (is(last, PlaceWords::kStreet | PlaceWords::kTail | PlaceWords::kOffice) && capital(last)))
      return 0;
    for (uint32_t i = at; i < last; ++i) {
      if (is(i, PlaceWords::kStreet | PlaceWords::kTail | PlaceWords::kTitle | PlaceWords::kOffice)) return 0;
    }
    const bool tagged = tagged_ && a_.words[at].name == NameKind::kPlace;
    int64_t p = static_cast<int64_t>(at) - 1;
    while (p >= s.first && (is(p, PlaceWords::kModifier) || lower(p) == "the")) --p;
    const bool located = p >= s.first && is(p, PlaceWords::kIn | PlaceWords::kNear);
    const bool called =
        is(last, PlaceWords::kTown | PlaceWords::kPart | PlaceWords::kUnit2 | PlaceWords::kUnit3) &&
        !capital(last);
    const bool of = lower(p) == "of" && is(p - 1, PlaceWords::kTown | PlaceWords::kPart);
    const bool person = tagged_ && a_.words[at].name == NameKind::kPerson;
    if (!(of || (called && (located || tagged)) || (tagged && located)) || (person && !of && !located))
      return 0;
    Mention m;
    m.first = at;
    m.last = last;
    m.group = kUnlisted;
    m.part = (called && is(last, PlaceWords::kPart)) || (of && is(p - 1, PlaceWords::kPart));
    mentions_.push_back(m);
    return last - at;
  }

  uint32_t take(const text::Sentence& s, uint32_t at, const Gazetteer::Match& match, bool dateline) {
    const uint32_t last = at + match.length;
    bool adjective = false, proper = false;
    for (uint32_t i = 0; i < std::min(match.count, kMostCandidates); ++i) {
      const auto candidate = gazetteer_.candidate(match, i);
      if (candidate.use == NameUse::kAdjective) {
        adjective = true;
        adjective_of_ = gazetteer_.country(candidate.place);
      } else {
        proper = true;
      }
    }
    const bool shortening = gazetteer_.candidate(match, 0).use == NameUse::kShort;
    if (adjective && !(proper && is(last, units()))) {
      hints_.add(adjective_of_, 0.6);
      return match.length;
    }
    Mention m;
    m.first = at;
    m.last = last;
    if (shortening && !short_name(match, m)) return 0;
    if (!shortening && match.length == 1 && !a_.seg.caseless && tokens_[at].letter_case == TokenCase::kAll &&
        tokens_[at].lower.size() <= 4 && !dateline && tokens_[at].lower.find('-') == std::string::npos) {
      return 0;  // an acronym, unless places are written so
    }
    m.evidence = evidence(s, m, match, dateline);
    if (m.evidence < kHopeless) return match.length;
    m.group = group(match);
    groups_[m.group].mentions++;
    groups_[m.group].wanted |= m.wanted;
    groups_[m.group].dateline = groups_[m.group].dateline || m.use == Use::kDateline;
    mentions_.push_back(m);
    return match.length;
  }

  /// Whether an abbreviation can stand by itself, or needs a place that it holds or its country in the
  /// document.
  bool short_name(const Gazetteer::Match& match, Mention& m) const {
    const text::Token& t = tokens_[m.first];
    const std::string_view written = a_.quote(a_.span(m.first, m.last));
    const bool dotted = written.find('.') != std::string_view::npos;
    const bool capitals = t.letter_case == TokenCase::kAll || t.letter_case == TokenCase::kMixed;
    if (!dotted && !capitals) return false;
    const Feature feature = gazetteer_.feature(gazetteer_.candidate(match, 0).place);
    const bool country = feature == Feature::kCountry;
    if (a_.seg.caseless && !dotted && written.size() <= 2) return false;
    m.shortened = country ? match.word && !dotted && written.size() > 2
                          : !(dotted && !match.word && written.size() > 3);
    return true;
  }

  uint32_t group(const Gazetteer::Match& match) {
    for (uint32_t i = 0; i < groups_.size(); ++i) {
      if (groups_[i].match.first == match.first) return i;
    }
    groups_.emplace_back();
    groups_.back().match = match;
    return static_cast<uint32_t>(groups_.size() - 1);
  }

  /// How much the words around, not the place itself, speak for a place; kNoPlace if they rule it out.
  double evidence(const text::Sentence& s, Mention& m, const Gazetteer::Match& match, bool dateline) {
    const bool word = match.word && gazetteer_.candidate(match, 0).use != NameUse::kShort;
    double e = match.length > 1 ? 1.2 : 0;
    if (word) e -= 2;
    if (a_.seg.caseless) e -= word ? 2 : 0.8;
    if (dateline) {
      e += 2.5;
      m.use = Use::kDateline;
    }
    e += by_tagger(m, word);
    e += by_words_before(s, m, word);
    e += by_words_after(s, m, word);
    return std::max(e, kNoPlace);
  }

  /// The last word of a name is that of a person; alone it means the same person. Always kNoPlace.
  double person(const Mention& m) {
    people_.insert(lower(static_cast<int64_t>(m.last) - 1));
    return kNoPlace;
  }

  double by_tagger(const Mention& m, bool word) {
    if (!tagged_) return 0;
    switch (a_.words[m.first].name) {
      case NameKind::kPlace:
        return 2.5;
      case NameKind::kPerson:
        if (m.use == Use::kDateline) return 0;
        if (lower(m.last) == ",") return -3;  // perhaps "X, Y"
        return std::max(person(m), word ? kNoPlace : -2.5);
      case NameKind::kGroup:
        return -1.5;
      case NameKind::kFacility:
        return -0.5;
      case NameKind::kOther:
        return -1;
      case NameKind::kOrganization:
      case NameKind::kNone:
        break;
    }
    return -1.2;
  }

  double by_words_before(const text::Sentence& s, Mention& m, bool word) {
    // The word that governs the name: past "the", "northern", "district".
    const int64_t first = m.first, beside = first - 1;
    double e = 0;
    int64_t p = beside;
    bool modified = false;
    while (p >= s.first && (is(p, PlaceWords::kModifier) || lower(p) == "the")) {
      modified = modified || lower(p) != "the";
      --p;
    }
    if (modified) e += 1;
    if (p >= s.first && is(p, units()) && p == beside && !capital(p) &&
        lower(p - 1) != "the") {  // "tehsil Khar"
      e += 1.5;
      m.wanted |= kinds(p) & units();
      --p;
    }
    const uint32_t kind = p >= s.first ? kinds(p) : 0;
    const bool of = p > s.first && lower(p) == "of";
    if (of && is(p - 1, units() | PlaceWords::kArea)) {  // "the town of X"
      e += 3;
      m.wanted |= kinds(p - 1) & units();
    } else if (kind & (PlaceWords::kIn | PlaceWords::kNear) ||
               (of && is(p - 1, PlaceWords::kNear | PlaceWords::kDirection))) {
      e += 2.2;
    } else if (of && capital(p - 1) && is(p - 1, PlaceWords::kTail)) {  // "University of X"
      e -= 0.5;
      m.use = Use::kName;
    } else if (kind & PlaceWords::kFrom) {
      e += 0.8;
    } else if (!mentions_.empty() && mentions_.back().last + 1 == m.first &&
               mentions_.back().first >= s.first &&
               (lower(beside) == "," || lower(beside) == "and" || lower(beside) == "or")) {
      e += 0.8;
    } else if (p == beside && kind & PlaceWords::kTitle) {
      if (word) return person(m);
      e -= m.last - m.first == 1 ? 2.5 : 1;
      m.use = Use::kName;
    } else if (p == beside && goes_on(s, m)) {  // "Zafar Baloch"
      if (word && m.use != Use::kDateline) return person(m);
      e -= p == s.first ? 1.5 : 2.2;
      m.use = Use::kName;
    } else if (first == s.first) {
      e -= 0.4;
    }

    if (m.use == Use::kScene && p > s.first) {
      if (kind & PlaceWords::kIn && is_speech(p - 1)) m.use = Use::kSpeaker;
      if ((of || lower(p) == "from" || lower(p) == "to") && is(p - 1, PlaceWords::kPeople))
        m.use = Use::kOrigin;
    }
    const bool organisation = tagged_ && a_.words[m.first].name == NameKind::kOrganization;
    if (organisation && m.use == Use::kScene && !(kind & (PlaceWords::kIn | PlaceWords::kNear)))
      m.use = Use::kName;
    return e;
  }

  bool is_speech(int64_t token) const {
    return is(token, PlaceWords::kSpeech) || is(token - 1, PlaceWords::kSpeech);
  }

  /// Whether a name goes on from the word before into this one.
  bool goes_on(const text::Sentence& s, const Mention& m) const {
    const int64_t before = static_cast<int64_t>(m.first) - 1;
    if (before < s.first || !capital(before) || tokens_[static_cast<size_t>(before)].kind != TokenKind::kWord)
      return false;
    if (is(before, units() | PlaceWords::kFrom)) return false;
    if (!mentions_.empty() && mentions_.back().last == m.first) return false;
    return before != s.first || !tagged_ || a_.words[static_cast<size_t>(before)].tag == text::Tag::kPropn;
  }

  double by_words_after(const text::Sentence& s, Mention& m, bool word) {
    if (m.last >= s.last) return 0;
    const uint32_t kind = kinds(m.last);
    const bool single = m.last - m.first == 1;
    const bool named_on = capital(m.last) && tokens_[m.last].kind == TokenKind::kWord;
    if (named_on && kind & PlaceWords::kStreet) return kNoPlace;
    double e = 0;
    if (kind & units()) {
      e = 2.5;
      m.wanted |= kind & units();
    } else if (named_on && kind & PlaceWords::kOffice) {  // "Quetta Police"
      e = m.use == Use::kName ? 1.2 : 0.5;
      m.use = Use::kName;
    } else if (kind & PlaceWords::kPart && !named_on) {
      e = 1.2;
      m.part = true;
    } else if (kind & PlaceWords::kArea) {
      e = 1.2;
    } else if (named_on && kind & PlaceWords::kTail) {  // "Karachi University"
      e = -0.7;
      m.use = Use::kName;
    } else if (named_on && m.use != Use::kDateline && !(kind & PlaceWords::kTitle)) {
      if (word) {
        if (single) person(m);
        return kNoPlace;
      }
      e = -1;
      if (m.use == Use::kScene) m.use = Use::kName;
    } else if (single && words_.speaks(lower(m.last))) {
      e = -1.5;
    }
    if (kind & PlaceWords::kPeople && m.use == Use::kScene) m.use = Use::kOrigin;  // "a Swabi resident"
    return e;
  }

  /// Names of people that were told by a title or a first name are no places where they stand alone.
  void drop_people() {
    for (Mention& m : mentions_) {
      if (m.group != kUnlisted && m.last - m.first == 1 && m.evidence < 2 && people_.count(lower(m.first)))
        m.dropped = true;
    }
  }

  // ---- what holds what ----

  bool holds(Id outer, Id inner) const {
    if (gazetteer_.holds(outer, inner)) return true;
    if (gazetteer_.feature(outer) != Feature::kRegion) return false;
    const Id country = gazetteer_.country(outer);
    return (country == kNone || country == gazetteer_.country(inner)) &&
           gazetteer_.feature(inner) != Feature::kCountry &&
           geo::distance_km(gazetteer_.point(outer), gazetteer_.point(inner)) <= gazetteer_.radius_km(outer);
  }

  /// Looks whether the next mention is said to hold this one: "X, Y", "X (Y)", "X district of Y", "Y's X".
  void beside(Mention& m, int32_t next) {
    Mention& n = mentions_[static_cast<size_t>(next)];
    if (n.first < m.last || n.first > m.last + 4) return;
    bool comma = false, of = false, own = false;
    for (uint32_t i = m.last; i < n.first; ++i) {
      const std::string& w = lower(i);
      if (w == "," || w == "(")
        comma = true;
      else if (w == "of" || w == "in")
        of = true;
      else if (w == "'s")
        own = true;
      else if (w != "the" && w != "a" && !is(i, units() | PlaceWords::kArea | PlaceWords::kModifier))
        return;
    }
    if (own && !comma && !of) {
      pair(next, static_cast<int32_t>(&m - mentions_.data()), false);
    } else if (comma || of) {
      pair(static_cast<int32_t>(&m - mentions_.data()), next, comma);
    }
  }

  void pair(int32_t inner_index, int32_t outer_index, bool comma) {
    Mention& inner = mentions_[static_cast<size_t>(inner_index)];
    Mention& outer = mentions_[static_cast<size_t>(outer_index)];
    if (outer.group == kUnlisted) return;
    if (inner.group == kUnlisted) {
      inner.inside = outer_index;
      outer.evidence += 1;
      return;
    }
    const Gazetteer::Match& in = groups_[inner.group].match;
    const Gazetteer::Match& out = groups_[outer.group].match;
    if (inner.group == outer.group) return;
    // "Canada, Mexico" is a list, "Lebanon, Ohio" is none.
    const bool country = gazetteer_.feature(gazetteer_.candidate(in, 0).place) == Feature::kCountry;
    Id best = kNone, holder = kNone;
    double best_score = -1e9;
    for (uint32_t o = 0; o < std::min(out.count, 12u); ++o) {
      const auto outer_candidate = gazetteer_.candidate(out, o);
      const Feature feature = gazetteer_.feature(outer_candidate.place);
      if (outer_candidate.use == NameUse::kAdjective || feature == Feature::kTown ||
          feature == Feature::kSection)
        continue;
      if (country && feature == Feature::kCountry) continue;
      for (uint32_t i = 0; i < std::min(in.count, kMostCandidates); ++i) {
        const auto candidate = gazetteer_.candidate(in, i);
        if (candidate.use == NameUse::kAdjective || (country && candidate.use == NameUse::kOther) ||
            !holds(outer_candidate.place, candidate.place))
          continue;
        const double score = prior(candidate, inner.wanted) + 0.5 * prior(outer_candidate, outer.wanted);
        if (score > best_score) {
          best_score = score;
          best = candidate.place;
          holder = outer_candidate.place;
        }
      }
    }
    if (best == kNone) return;
    inner.fixed = best;
    inner.inside = outer_index;
    inner.evidence += comma ? 5 : 3.5;
    outer.fixed = holder;
    outer.evidence += 2.5;
    outer.shortened = false;
  }

  void join() {
    for (const Mention& m : mentions_) {
      if (m.group != kUnlisted && m.fixed != kNone && !m.dropped) groups_[m.group].fixed.add(m.fixed, 1);
    }
  }

  // ---- which place it is ----

  /// How likely a name means this place if nothing else is known; natural logarithm, about.
  double prior(Gazetteer::Candidate candidate, uint32_t wanted) const {
    const Id place = candidate.place;
    uint32_t population = gazetteer_.population(place);
    if (population == 0 && gazetteer_.seat(place) > 0) population = 20'000;  // not known, and no hamlet
    const double people = std::log(population + 200.0);
    double score = 0;
    switch (gazetteer_.feature(place)) {
      case Feature::kCountry:
        score = 16 + 0.1 * people;
        break;
      case Feature::kContinent:
        score = 15;
        break;
      case Feature::kRegion:
        score = 11.5;
        break;
      case Feature::kConstituency:
        score = 15;
        break;
      case Feature::kAdmin1:
        score = 8 + 0.35 * people + (wanted & PlaceWords::kUnit1 ? 5 : 0);
        break;
      case Feature::kAdmin2:
        score = 3.5 + 0.5 * people + (wanted & (PlaceWords::kUnit2 | PlaceWords::kUnit3) ? 3.5 : 0);
        break;
      case Feature::kAdmin3:
        score = 5 + (wanted & PlaceWords::kUnit3 ? 6 : 0);
        break;
      case Feature::kTown:
        score = people + (wanted & PlaceWords::kTown ? 4 : 0);
        break;
      case Feature::kSection:
        score = people - 1.5;
        break;
      case Feature::kWater:
        score = 11;
        break;
      case Feature::kLand:
        score = 9;
        break;
    }
    static constexpr std::array<double, 4> kSeat = {0, 0.3, 0.8, 2};
    score += kSeat[static_cast<size_t>(std::min(gazetteer_.seat(place), 3))];
    if (candidate.use == NameUse::kOther) score -= 2;
    return score;
  }

  void resolve() {
    for (int round = 0; round < kRounds; ++round) {
      weigh(round > 0);
      for (uint32_t g = 0; g < groups_.size(); ++g) resolve(g, round > 0);
    }
  }

  /// How sure the choice of a group is, for what it says about others.
  double sureness(const Group& g) const {
    if (g.place == kNone) return 0;
    switch (gazetteer_.feature(g.place)) {
      case Feature::kCountry:
      case Feature::kAdmin1:
      case Feature::kConstituency:
        return 1;
      default:
        return g.fixed.of(g.place) > 0 ? 0.9 : g.lead > 3 ? 0.6 : 0.25;
    }
  }

  /// What a group says about others in all.
  double weight(const Group& g) const {
    return g.mentions == 0 ? 0
                           : (sureness(g) + (g.dateline ? 0.8 : 0)) *
                                 (1 + 0.3 * std::log(static_cast<double>(g.mentions)));
  }

  void weigh(bool chosen) {
    by_country_ = hints_;
    by_admin1_.clear();
    if (!chosen) return;
    for (const Group& g : groups_) {
      if (g.place == kNone || g.mentions == 0) continue;
      by_country_.add(gazetteer_.country(g.place), weight(g));
      by_admin1_.add(gazetteer_.admin1(g.place), weight(g));
    }
  }

  void resolve(uint32_t index, bool context) {
    Group& g = groups_[index];
    const auto first = gazetteer_.candidate(g.match, 0);
    const Id nation = gazetteer_.feature(first.place) == Feature::kCountry ? first.place : kNone;
    struct Scored {
      Gazetteer::Candidate candidate;
      double score;
    };
    std::vector<Scored> scored;
    const double own = context ? weight(g) : 0;
    for (uint32_t i = 0; i < std::min(g.match.count, kMostCandidates); ++i) {
      const auto candidate = gazetteer_.candidate(g.match, i);
      if (candidate.use == NameUse::kAdjective) continue;
      double score = prior(candidate, g.wanted) + 6 * saturated(g.fixed.of(candidate.place));
      const Id country = gazetteer_.country(candidate.place), admin1 = gazetteer_.admin1(candidate.place);
      if (country != kNone) {
        const double mine = context && g.place != kNone && gazetteer_.country(g.place) == country ? own : 0;
        score += 6 * saturated(by_country_.of(country) - mine);
      }
      if (admin1 != kNone && admin1 != candidate.place) {
        const double mine = context && g.place != kNone && gazetteer_.admin1(g.place) == admin1 ? own : 0;
        score += 5 * saturated(by_admin1_.of(admin1) - mine);
      }
      if (candidate.use == NameUse::kOther && nation != kNone && nation == country &&
          candidate.place != nation)
        score -= 6;  // Mexico for its city
      scored.push_back({candidate, score});
    }
    if (scored.empty()) return;
    const auto better = [](const Scored& x, const Scored& y) { return x.score > y.score; };
    const size_t kept = std::min<size_t>(scored.size(), kMostNeighbours);
    std::partial_sort(scored.begin(), scored.begin() + static_cast<ptrdiff_t>(kept), scored.end(), better);
    scored.resize(kept);
    double support = 0;
    if (context) {
      std::vector<double> near(kept, 0);
      for (size_t k = 0; k < kept; ++k) {
        near[k] = neighbours(index, scored[k].candidate.place);
        scored[k].score += near[k];
      }
      size_t best = 0;
      for (size_t k = 1; k < kept; ++k) {
        if (scored[k].score > scored[best].score) best = k;
      }
      support = near[best];
    }
    std::stable_sort(scored.begin(), scored.end(), better);
    g.place = scored[0].candidate.place;
    g.lead = scored.size() > 1 ? scored[0].score - scored[1].score : 9;
    g.support = support;
  }

  /// What places nearby speak for a candidate.
  double neighbours(uint32_t index, Id place) const {
    const Feature feature = gazetteer_.feature(place);
    if (feature == Feature::kCountry || feature == Feature::kContinent) return 0;
    const geo::Point here = gazetteer_.point(place);
    double sum = 0;
    for (uint32_t i = 0; i < groups_.size(); ++i) {
      const Group& other = groups_[i];
      if (i == index || other.place == kNone || other.place == place || other.mentions == 0) continue;
      switch (gazetteer_.feature(other.place)) {
        case Feature::kCountry:
        case Feature::kContinent:
        case Feature::kAdmin1:
        case Feature::kRegion:
        case Feature::kWater:
          continue;
        default:
          break;
      }
      const geo::Point there = gazetteer_.point(other.place);
      if (std::abs(here.latitude - there.latitude) > 4) continue;
      sum += 2.5 * sureness(other) * std::exp(-geo::distance_km(here, there) / 80);
    }
    return std::min(sum, 3.5);
  }

  // ---- what is kept ----

  /// How much the place itself and its fit to the document speak for it.
  double standing(const Mention& m, const Group& g, Id place) const {
    double e = 0;
    switch (gazetteer_.feature(place)) {
      case Feature::kCountry:
        e = 3;
        break;
      case Feature::kConstituency:
        e = 4;
        break;
      case Feature::kContinent:
        e = 2;
        break;
      case Feature::kAdmin1:
        e = 2.2;
        break;
      case Feature::kAdmin2:
        e = m.last - m.first > 1 ? 1.5 : 0.8;
        break;
      case Feature::kAdmin3:
        e = -0.3;
        break;
      case Feature::kRegion:
      case Feature::kWater:
      case Feature::kLand:
        e = 1.5;
        break;
      case Feature::kTown:
        e = std::clamp(std::log10(gazetteer_.population(place) + 1.0) - 4.2, -1.5, 2.0);
        break;
      case Feature::kSection:
        e = -0.5;
        break;
    }
    const Id country = gazetteer_.country(place);
    if (country != kNone && gazetteer_.feature(place) != Feature::kCountry) {
      const double others = by_country_.of(country) - weight(g);
      if (others > 0.5)
        e += 0.7;
      else if (by_country_.sum() - by_country_.of(country) > 1.5)
        e -= 1;
    }
    if (g.support > 1) e += 0.5;
    return e;
  }

  std::vector<PlaceFound> choose() {
    std::vector<Id> places(mentions_.size(), kNone);
    for (size_t i = 0; i < mentions_.size(); ++i) {
      Mention& m = mentions_[i];
      if (m.group == kUnlisted || m.dropped) continue;
      const Group& g = groups_[m.group];
      const Id place = m.fixed != kNone ? m.fixed : g.place;
      if (place == kNone) continue;
      if (m.shortened) {
        const Id country = gazetteer_.country(place);
        if (country == kNone || by_country_.of(country) < 1.2 || g.match.word) continue;
      }
      if (m.evidence + standing(m, g, place) < kAccepted) continue;
      if (m.part && gazetteer_.feature(place) == Feature::kTown && gazetteer_.seat(place) == 0 &&
          town_around(g) != kNone) {
        m.group = kUnlisted;
        continue;
      }
      if (m.fixed == kNone && astray(g, place)) {
        if (m.evidence >= 2 && !g.match.word) m.group = kUnlisted;  // a namesake that the gazetteer lacks
        continue;
      }
      places[i] = unit_of(m, place);
    }
    std::vector<PlaceFound> out;
    for (size_t i = 0; i < mentions_.size(); ++i) {
      if (mentions_[i].group != kUnlisted) {
        if (places[i] != kNone) out.push_back(found(mentions_[i], places[i]));
      } else if (const Id holder = holder_of(i, places); holder != kNone) {
        const Id namesake = alike(mentions_[i], holder);
        out.push_back(namesake == kNone ? unlisted(mentions_[i], holder) : found(mentions_[i], namesake));
      }
    }
    return out;
  }

  /// Whether a small place lies far from the only unit that the document is about: then another of its name
  /// is meant.
  bool astray(const Group& g, Id place) const {
    const Feature feature = gazetteer_.feature(place);
    if (feature != Feature::kTown && feature != Feature::kSection) return false;
    if (gazetteer_.population(place) > 100'000 || gazetteer_.seat(place) > 0 || g.support > 0.5) return false;
    const Id about = by_country_.greatest(kNone).first;
    if (g.match.count == 1 && gazetteer_.country(place) == about) return false;  // it has no namesake
    const double mine = weight(g);
    if (by_admin1_.of(gazetteer_.admin1(place)) - mine > 0.3) return false;
    const auto [unit, weight] = by_admin1_.greatest(gazetteer_.admin1(place));
    if (unit == kNone || weight < 1)
      return by_country_.of(gazetteer_.country(place)) - mine < 0.1 && by_country_.sum() > 2;
    return geo::distance_km(gazetteer_.point(unit), gazetteer_.point(place)) >
           1.5 * gazetteer_.radius_km(unit) + 100;
  }

  /// "Poonch district" is the district where only the town bears the name, if it is the seat or written
  /// alike.
  Id unit_of(const Mention& m, Id place) const {
    if (gazetteer_.feature(place) != Feature::kTown || m.last >= tokens_.size()) return place;
    const uint32_t after = kinds(m.last);
    if (after & PlaceWords::kTown) return place;
    if (after & PlaceWords::kUnit1 && gazetteer_.seat(place) >= 2 && gazetteer_.admin1(place) != kNone)
      return gazetteer_.admin1(place);
    if (!(after & PlaceWords::kUnit2) || gazetteer_.admin2(place) == kNone) return place;
    const std::string_view unit = gazetteer_.name(gazetteer_.admin2(place)), town = gazetteer_.name(place);
    return gazetteer_.seat(place) >= 1 || (unit[0] == town[0] && unit.back() == town.back())
               ? gazetteer_.admin2(place)
               : place;
  }

  /// The town that the document names most, other than the name of `but`.
  Id town_around(const Group& but) const {
    const Group* town = nullptr;
    for (const Group& g : groups_) {
      if (g.place == kNone || g.match.first == but.match.first ||
          gazetteer_.feature(g.place) != Feature::kTown)
        continue;
      if (gazetteer_.population(g.place) < 30'000) continue;
      if (!town || g.mentions > town->mentions) town = &g;
    }
    return town ? town->place : kNone;
  }

  /// The smallest unit that a place is or lies in.
  Id unit_around(Id place) const {
    switch (gazetteer_.feature(place)) {
      case Feature::kCountry:
      case Feature::kAdmin1:
      case Feature::kAdmin2:
        return place;
      default:
        break;
    }
    if (gazetteer_.admin2(place) != kNone) return gazetteer_.admin2(place);
    return gazetteer_.admin1(place) != kNone ? gazetteer_.admin1(place) : gazetteer_.country(place);
  }

  /// The place that holds one which the gazetteer lacks: the one named right beside it, the nearest in the
  /// sentence, the one that the document is about.
  Id holder_of(size_t index, const std::vector<Id>& places) const {
    const Mention& m = mentions_[index];
    if (m.inside >= 0 && places[static_cast<size_t>(m.inside)] != kNone)
      return places[static_cast<size_t>(m.inside)];
    Id best = kNone;
    for (size_t step = 1; step <= 3; ++step) {
      for (const size_t i : {index + step, index - step}) {
        if (i >= places.size() || places[i] == kNone ||
            a_.sentence_of(mentions_[i].first) != a_.sentence_of(m.first))
          continue;
        const Id unit =
            m.part && gazetteer_.feature(places[i]) == Feature::kTown ? places[i] : unit_around(places[i]);
        if (unit == kNone || (best != kNone && gazetteer_.feature(unit) <= gazetteer_.feature(best)))
          continue;
        best = unit;
      }
    }
    if (best != kNone && (!m.part || gazetteer_.feature(best) == Feature::kTown)) return best;
    if (m.part) {
      if (const Id town = town_around(Group()); town != kNone) return town;
    }
    if (best != kNone) return best;
    const auto [unit, weight] = by_admin1_.greatest(kNone);
    if (weight >= 1) return unit;
    const auto [country, nation] = by_country_.greatest(kNone);
    return nation >= 1 ? country : kNone;
  }

  /// A place inside `holder` whose name is written nearly so.
  Id alike(const Mention& m, Id holder) const {
    const Id admin1 = gazetteer_.admin1(holder);
    if (admin1 == kNone || m.part) return kNone;
    const std::string wanted = skeleton(a_.quote(a_.span(m.first, m.last)));
    if (wanted.size() < 3) return kNone;
    const bool district = is(m.last, PlaceWords::kUnit2);
    const auto [first, last] =
        district ? gazetteer_.districts_in(gazetteer_.country(holder)) : gazetteer_.towns_in(admin1);
    if (last - first > kMostAlike) return kNone;
    Id best = kNone;
    for (Id i = first; i < last; ++i) {
      if (gazetteer_.admin1(i) != admin1 || !may_be(gazetteer_.name(i), wanted) ||
          skeleton(gazetteer_.name(i)) != wanted)
        continue;
      if (best == kNone || gazetteer_.population(i) > gazetteer_.population(best)) best = i;
    }
    return best;
  }

  /// A cheap look at a name before its skeleton is made: whether its length fits.
  static bool may_be(std::string_view name, const std::string& wanted) {
    return name.size() >= wanted.size() && name.size() <= 4 * wanted.size() + 6;
  }

  /// A place that the gazetteer lacks: its name as written, its position that of what holds it.
  PlaceFound unlisted(const Mention& m, Id holder) const {
    PlaceFound f = found(m, holder);
    f.feature = "unlisted";
    f.geonameid = 0;
    f.use = m.use;
    if (gazetteer_.feature(holder) == Feature::kTown) {
      f.place.precision = PlacePrecision::kNear;  // known by the town only
      f.place.radius_km += m.part ? 3 : 20;
    }
    f.place.name = a_.quote(a_.span(m.first, m.last));
    if (m.part && gazetteer_.feature(holder) == Feature::kTown)
      (f.place.name += ", ") += gazetteer_.name(holder);
    return f;
  }

  PlaceFound found(const Mention& m, Id place) const {
    PlaceFound f;
    f.first = m.first;
    f.last = m.last;
    f.use = m.use;
    f.feature = pack::name(gazetteer_.feature(place));
    f.geonameid = gazetteer_.geonameid(place);
    record::Place& p = f.place;
    p.name = gazetteer_.name(place);
    p.country = gazetteer_.country_code(place);
    if (const Id unit = gazetteer_.admin1(place); unit != kNone) p.admin1 = gazetteer_.name(unit);
    if (const Id unit = gazetteer_.admin2(place); unit != kNone) {
      p.admin2 = gazetteer_.name(unit);
      for (const std::string& seat : gazetteer_.constituencies(unit)) {
        if (!p.constituency.empty()) p.constituency += ';';
        p.constituency += seat;
      }
    }
    p.point = gazetteer_.point(place);
    p.radius_km = gazetteer_.radius_km(place);
    switch (gazetteer_.feature(place)) {
      case Feature::kTown:
      case Feature::kSection:
        p.precision = PlacePrecision::kExact;
        break;
      case Feature::kAdmin3:
      case Feature::kLand:
        p.precision = PlacePrecision::kNear;
        break;
      case Feature::kAdmin2:
        p.precision = PlacePrecision::kAdmin2;
        break;
      case Feature::kConstituency:
        p.constituency = p.name;
        p.precision = p.admin2.empty() ? PlacePrecision::kAdmin1 : PlacePrecision::kAdmin2;
        break;
      case Feature::kAdmin1:
        p.precision = PlacePrecision::kAdmin1;
        break;
      case Feature::kRegion:
      case Feature::kWater:
        p.precision = p.country.empty()    ? PlacePrecision::kUnknown
                      : p.radius_km <= 200 ? PlacePrecision::kAdmin1
                                           : PlacePrecision::kCountry;
        break;
      case Feature::kCountry:
        p.precision = PlacePrecision::kCountry;
        break;
      case Feature::kContinent:
        break;
    }
    if (m.group != kUnlisted) relative(m, p);
    return f;
  }

  /// "40 km west of Quetta", "near Turbat", "outside Kulachi".
  void relative(const Mention& m, record::Place& p) const {
    if (p.precision != PlacePrecision::kExact && p.precision != PlacePrecision::kNear) return;
    int64_t i = static_cast<int64_t>(m.first) - 1;
    while (is(i, units()) || lower(i) == "the" || (lower(i) == "of" && is(i - 1, units()))) --i;
    if (is(i, PlaceWords::kNear)) {
      p.precision = PlacePrecision::kNear;
      p.radius_km += 10;
      return;
    }
    if (lower(i) != "of" && lower(i) != "from") return;
    --i;
    double bearing = -1;
    if (is(i, PlaceWords::kDirection)) {
      bearing = words_.value(lower(i));
      --i;
      while (lower(i) == "the" || lower(i) == "to") --i;
    } else if (lower(i) == "away") {
      --i;
    }
    if (!is(i, PlaceWords::kDistance) || i == 0 ||
        tokens_[static_cast<size_t>(i - 1)].kind != TokenKind::kNumber) {
      if (bearing >= 0 && !is(i, PlaceWords::kIn)) {  // "just west of Quetta", not "in the west of Quetta"
        p.precision = PlacePrecision::kNear;
        p.radius_km += 20;
      }
      return;
    }
    const double km = std::strtod(lower(i - 1).c_str(), nullptr) * words_.value(lower(i));
    if (!(km <= kFarthest)) return;
    p.precision = PlacePrecision::kNear;
    if (bearing >= 0) {
      p.point = geo::moved(*p.point, km, bearing);
      p.radius_km += 3 + 0.3 * km;
    } else {
      p.radius_km += km;
    }
  }

  const Analysis& a_;
  const Gazetteer& gazetteer_;
  const PlaceWords& words_;
  const record::Document& document_;
  const std::vector<text::Token>& tokens_;
  std::vector<uint32_t> kinds_;  // by token
  bool tagged_ = false;
  Weights hints_, by_country_, by_admin1_;
  std::vector<Mention> mentions_;
  std::vector<Group> groups_;
  std::vector<Gazetteer::Match> matches_;
  std::unordered_set<std::string> people_;
  Id adjective_of_ = kNone;
};

}  // namespace

std::vector<PlaceFound> find_places(const Analysis& a, const record::Document& document) {
  return Finder(a, document).find();
}

}  // namespace roznamcha::extract
