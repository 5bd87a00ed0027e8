#include "extract/place_names.h"

#include <algorithm>
#include <string_view>

namespace roznamcha::extract {
namespace {

using pack::Feature;
using pack::Gazetteer;
using pack::NameUse;
using pack::PlaceWords;
using text::NameKind;
using text::TokenCase;
using text::TokenKind;
using Id = Gazetteer::Id;
using Use = PlaceFound::Use;

constexpr Id kNone = Gazetteer::kNone;
constexpr uint32_t kMostMentions = 2000;  // of one document
constexpr uint32_t kNounsOfPlaces = PlaceWords::kUnit1 | PlaceWords::kUnit2 | PlaceWords::kUnit3 |
                                    PlaceWords::kTown | PlaceWords::kArea | PlaceWords::kPart;
constexpr uint32_t kCity = 100'000;      // people, from which on a town may have given an outlet its name
constexpr uint32_t kNoVillage = 20'000;  // the same where it is written out
constexpr size_t kShortestInLabel = 6;   // letters of a town's name in an address
constexpr size_t kLongestLabel = 63;
constexpr double kWide = 100;     // km, radius of a unit that is more than a city with its surroundings
constexpr double kHopeless = -4;  // evidence that no place can make up for
constexpr double kNoPlace = -99;  // evidence that a name is none of a place

constexpr double kOwn = 2;  // evidence for a name of the user's own

class Finder {
 public:
  Finder(const Analysis& a, const PlaceContext& around, const record::Document& document, PlaceNames& names,
         bool headline)
      : a_(a),
        gazetteer_(a.pack->gazetteer()),
        words_(gazetteer_.words()),
        around_(around),
        document_(document),
        tokens_(a.seg.tokens),
        headline_(headline),
        hints_(names.hints),
        mentions_(headline ? names.headline : names.mentions),
        groups_(names.groups),
        people_(names.people) {}

  void find() {
    tagged_ = std::any_of(a_.words.begin(), a_.words.end(),
                          [](const text::Word& w) { return w.name != NameKind::kNone; });
    if (!headline_) take_hints();
    for (const text::Sentence& s : a_.seg.sentences) {
      if (mentions_.size() < kMostMentions) read(s);
    }
  }

 private:
  uint32_t kinds(int64_t token) const { return around_.kinds(token); }
  bool is(int64_t token, uint32_t kind) const { return around_.is(token, kind); }
  const std::string& lower(int64_t token) const { return around_.lower(token); }
  bool capital(int64_t token) const { return around_.capital(token); }
  static constexpr uint32_t units() { return PlaceContext::units(); }

  void take_hints() {
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
    const uint32_t dateline = headline_ ? s.first : dateline_end(a_.seg, s);
    for (uint32_t i = s.first; i < s.last;) {
      uint32_t length = name_at(s, i, i < dateline);
      if (length == 0 && capital(i)) length = unlisted_at(s, i);
      i += std::max(length, 1u);
    }
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
    if (lower(last) == "'s") return 0;  // "at Rosado's home"
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
    PlaceName m;
    m.first = at;
    m.last = last;
    m.group = PlaceName::kUnlisted;
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
    PlaceName m;
    m.first = at;
    m.last = last;
    if (shortening && !short_name(match, m)) return 0;
    if (!shortening && match.length == 1 && !a_.seg.caseless && tokens_[at].letter_case == TokenCase::kAll &&
        tokens_[at].lower.size() <= 4 && !dateline && tokens_[at].lower.find('-') == std::string::npos) {
      return 0;  // an acronym, unless places are written so
    }
    m.evidence = evidence(s, m, match, dateline);
    m.fixed = wide_unit(m, match);
    if (m.evidence < kHopeless) return match.length;
    const size_t known = groups_.size();
    m.group = group(match);
    if (headline_ && m.group == known && !stands_alone(m, match)) {
      groups_.pop_back();
      return match.length;
    }
    PlaceGroup& g = groups_[m.group];
    if (g.mentions++ == 0 || m.evidence > g.evidence) g.evidence = m.evidence;
    g.wanted |= m.wanted;
    g.dateline = g.dateline || m.use == Use::kDateline;
    g.office = g.office || m.use == Use::kOffice;
    mentions_.push_back(m);
    return match.length;
  }

  /// "Upstate New York", "western Washington": a wide unit, not the city that bears its name as well.
  Id wide_unit(const PlaceName& m, const Gazetteer::Match& match) const {
    const int64_t before = static_cast<int64_t>(m.first) - 1;
    if (!is(before, PlaceWords::kModifier) || is(before, PlaceWords::kDirection)) return kNone;
    const std::string& w = lower(before);
    if (!w.ends_with("ern") && w != "central" && w != "upstate") return kNone;
    Id unit = kNone;
    bool town = false;
    for (uint32_t i = 0; i < std::min(match.count, kMostCandidates); ++i) {
      const Id place = gazetteer_.candidate(match, i).place;
      const Feature feature = gazetteer_.feature(place);
      town = town || (feature == Feature::kTown && gazetteer_.population(place) > kCity);
      if (feature == Feature::kAdmin1 && gazetteer_.radius_km(place) > kWide && unit == kNone) unit = place;
    }
    return town ? unit : kNone;
  }

  /// Whether a name that only the title has can be a place: all sorts of words bear capitals there.
  bool stands_alone(const PlaceName& m, const Gazetteer::Match& match) const {
    if (m.evidence >= 2) return true;
    const Id place = gazetteer_.candidate(match, 0).place;
    return !match.word &&
           (gazetteer_.feature(place) == Feature::kCountry || gazetteer_.population(place) > 100'000);
  }

  /// Whether an abbreviation can stand by itself, or needs a place that it holds or its country in the
  /// document.
  bool short_name(const Gazetteer::Match& match, PlaceName& m) const {
    const text::Token& t = tokens_[m.first];
    const std::string_view written = a_.quote(a_.span(m.first, m.last));
    const bool dotted = written.find('.') != std::string_view::npos;
    const bool capitals = t.letter_case == TokenCase::kAll || t.letter_case == TokenCase::kMixed;
    if (!dotted && !capitals) return false;
    const Feature feature = gazetteer_.feature(gazetteer_.candidate(match, 0).place);
    const bool country = feature == Feature::kCountry;
    if (a_.seg.caseless && !dotted && written.size() <= 2) return false;
    if (headline_ && !dotted && written.size() <= 2)
      return !mentions_.empty() && mentions_.back().last + 1 >= m.first;
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
  double evidence(const text::Sentence& s, PlaceName& m, const Gazetteer::Match& match, bool dateline) {
    const bool word = match.word && gazetteer_.candidate(match, 0).use != NameUse::kShort;
    double e = match.length > 1 ? 1.2 : 0;
    if (word) e -= 2;
    if (gazetteer_.added(gazetteer_.candidate(match, 0).place)) e += kOwn;
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
  double person(const PlaceName& m) {
    people_.insert(lower(static_cast<int64_t>(m.last) - 1));
    return kNoPlace;
  }

  double by_tagger(const PlaceName& m, bool word) {
    if (!tagged_) return 0;
    if (headline_) return a_.words[m.first].name == NameKind::kPerson ? -1.5 : 0;
    switch (a_.words[m.first].name) {
      case NameKind::kPlace:
        return 2.5;
      case NameKind::kPerson:
        if (m.use == Use::kDateline) return 0;
        if (lower(m.last) == ",") return -3;                           // perhaps "X, Y"
        if (governed(m) || in_stretch(m) || of_force(m)) return -1.2;  // "in Kent", "Duncan police"
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

  /// "the 1700 block of South Hamilton", "at 16411 Saybrook", "at Independence and Wabash avenues", "at 87th
  /// and Ashland".
  bool on_street(const text::Sentence& s, const PlaceName& m) const {
    int64_t p = static_cast<int64_t>(m.first) - 1;
    while (p > s.first && (is(p, PlaceWords::kModifier | PlaceWords::kDirection) || lower(p) == ".")) --p;
    if (p > s.first && lower(p) == "of" && (lower(p - 1) == "block" || lower(p - 1) == "corner")) return true;
    if (p > s.first && tokens_[static_cast<size_t>(p)].kind == TokenKind::kNumber && lower(p).size() >= 3 &&
        is(p - 1, PlaceWords::kIn | PlaceWords::kNear | PlaceWords::kFrom) && lower(p - 1) != "in")
      return true;
    const int64_t before = static_cast<int64_t>(m.first) - 1;
    if ((lower(before) == "on" || lower(before) == "off") && is(m.last - 1, PlaceWords::kStreet)) return true;
    if (joins(before) && (numbered(before - 1) || (capital(before - 1) && streets(m.last)))) return true;
    return joins(m.last) && (numbered(m.last + 1) || (capital(m.last + 1) && streets(m.last + 2)));
  }
  bool joins(int64_t token) const { return lower(token) == "and" || lower(token) == "&"; }
  /// "87th"
  bool numbered(int64_t token) const {
    const std::string& w = lower(token);
    return w.size() > 2 && w[0] >= '0' && w[0] <= '9' &&
           (w.ends_with("th") || w.ends_with("st") || w.ends_with("nd") || w.ends_with("rd"));
  }
  /// "avenues" after two names
  bool streets(int64_t token) const {
    return is(token, PlaceWords::kStreet) && !capital(token) && lower(token).back() == 's';
  }

  /// "North", "the East Side": a direction, in any town.
  bool nowhere(const PlaceName& m) const {
    if (is(m.last, units())) return false;
    for (uint32_t i = m.first; i < m.last; ++i) {
      if (!is(i, PlaceWords::kDirection | PlaceWords::kModifier | PlaceWords::kPart)) return false;
    }
    return true;
  }

  double by_words_before(const text::Sentence& s, PlaceName& m, bool word) {
    // The word that governs the name: past "the", "northern", "district".
    const int64_t first = m.first, beside = first - 1;
    double e = 0;
    if (on_street(s, m)) return kNoPlace;
    if (nowhere(m)) return kNoPlace;
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
    if (of && of_person(s, p - 1)) {  // "Asad Khan, 31, of X"
      e += 1;
      m.use = Use::kOrigin;
    } else if (of && is(p - 1, units() | PlaceWords::kArea)) {  // "the town of X"
      e += 3;
      m.wanted |= kinds(p - 1) & units();
    } else if (kind & (PlaceWords::kIn | PlaceWords::kNear) ||
               (of && is(p - 1, PlaceWords::kNear | PlaceWords::kDirection))) {
      e += 2.2;
      // A word with a capital after "in" that the tagger holds for a name of any kind: not "in March".
      if (word && p == beside && tagged_ && a_.words[m.first].name != NameKind::kNone) e += 1;
    } else if (of && capital(p - 1) && is(p - 1, PlaceWords::kTail)) {  // "University of X"
      e -= 0.5;
      m.use = Use::kName;
    } else if (of_thing(m)) {
      e += 1.5;
    } else if (in_stretch(m)) {
      e += 2.2;
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
      if (word && m.use != Use::kDateline) return organisation(m) ? kNoPlace : person(m);
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
    if (organisation(m) && m.use == Use::kScene && !(kind & (PlaceWords::kIn | PlaceWords::kNear)))
      m.use = Use::kName;
    return e;
  }

  /// Whether a person, perhaps with an age, ends at a token: "Asad Khan", "Asad Khan, 31,".
  bool of_person(const text::Sentence& s, int64_t token) const {
    if (token > s.first && lower(token) == ",") --token;
    if (token > s.first && tokens_[static_cast<size_t>(token)].kind == TokenKind::kNumber &&
        (lower(token - 1) == "," || lower(token - 1) == "age" || lower(token - 1) == "aged"))
      return lower(token).size() <= 2;
    return token >= s.first && tagged_ && a_.words[static_cast<size_t>(token)].name == NameKind::kPerson;
  }

  /// "The road between X and Y": either of them.
  bool in_stretch(const PlaceName& m) const {
    return begins_stretch(around_, m.first) || (!mentions_.empty() && mentions_.back().last + 1 == m.first &&
                                                begins_stretch(around_, mentions_.back().first));
  }

  bool is_speech(int64_t token) const {
    return is(token, PlaceWords::kSpeech) || is(token - 1, PlaceWords::kSpeech);
  }

  /// Whether a name goes on from the word before into this one.
  bool goes_on(const text::Sentence& s, const PlaceName& m) const {
    const int64_t before = static_cast<int64_t>(m.first) - 1;
    if (headline_) return false;
    if (before < s.first || !capital(before) || tokens_[static_cast<size_t>(before)].kind != TokenKind::kWord)
      return false;
    if (is(before, units() | PlaceWords::kFrom)) return false;
    if (!mentions_.empty() && mentions_.back().last == m.first) return false;
    return before != s.first || !tagged_ || a_.words[static_cast<size_t>(before)].tag == text::Tag::kPropn;
  }

  /// Whether a preposition of place stands right before a name, or a name says where a thing is.
  bool governed(const PlaceName& m) const {
    return is(static_cast<int64_t>(m.first) - 1, PlaceWords::kIn | PlaceWords::kNear) || of_thing(m);
  }

  /// "At a Compton home", "in a Lea parking lot".
  bool of_thing(const PlaceName& m) const {
    const int64_t before = static_cast<int64_t>(m.first) - 1;
    return (lower(before) == "a" || lower(before) == "an") && is(before - 1, PlaceWords::kIn) &&
           m.last < tokens_.size() && tokens_[m.last].kind == TokenKind::kWord && !capital(m.last) &&
           a_.nominal(m.last);
  }

  /// Whether the name stands alone before those who act for a place: "Duncan police", no "Officer Tim
  /// Duncan".
  bool of_force(const PlaceName& m) const {
    return is(m.last, PlaceWords::kForce) && !capital(static_cast<int64_t>(m.first) - 1);
  }

  /// "Toledo Regional Hospital": a name within that of an organisation is none of a person.
  bool organisation(const PlaceName& m) const {
    return tagged_ && a_.words[m.first].name == NameKind::kOrganization;
  }

  double by_words_after(const text::Sentence& s, PlaceName& m, bool word) {
    if (m.last >= s.last) return 0;
    const uint32_t kind = kinds(m.last);
    const bool single = m.last - m.first == 1;
    const bool named_on =
        capital(m.last) && tokens_[m.last].kind == TokenKind::kWord &&
        (!headline_ || kind & (PlaceWords::kTail | PlaceWords::kStreet | PlaceWords::kOffice));
    if (named_on && kind & PlaceWords::kStreet) return kNoPlace;
    double e = 0;
    if (kind & units()) {
      e = 2.5;
      m.wanted |= kind & units();
    } else if (named_on && kind & PlaceWords::kOffice) {  // "Quetta Police"
      e = m.use == Use::kName ? 1.2 : 0.5;
      m.use = Use::kOffice;
    } else if (kind & PlaceWords::kForce && m.use == Use::kScene && !governed(m)) {  // "Quetta police"
      e = 0.8;
      m.use = Use::kOffice;
    } else if (kind & PlaceWords::kPart && !named_on) {
      e = 1.2;
      // "The Green Meadows apartments", not "Lahore apartments" or "a Lahore apartment".
      m.part = !is(m.last, PlaceWords::kStreet) || lower(static_cast<int64_t>(m.first) - 1) == "the";
    } else if (kind & PlaceWords::kArea) {
      e = 1.2;
    } else if (named_on && kind & PlaceWords::kTail) {  // "Karachi University"
      e = -0.7;
      m.use = Use::kName;
    } else if (named_on && m.use != Use::kDateline && !(kind & PlaceWords::kTitle)) {
      if (word) {
        if (single && !organisation(m)) person(m);
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

  const Analysis& a_;
  const Gazetteer& gazetteer_;
  const PlaceWords& words_;
  const PlaceContext& around_;
  const record::Document& document_;
  const std::vector<text::Token>& tokens_;
  bool tagged_ = false;
  const bool headline_;
  Weights& hints_;
  std::vector<PlaceName>& mentions_;
  std::vector<PlaceGroup>& groups_;
  std::unordered_set<std::string>& people_;
  std::vector<Gazetteer::Match> matches_;
  Id adjective_of_ = kNone;
};

}  // namespace

PlaceContext::PlaceContext(const Analysis& a) : a_(a), kinds_(a.seg.tokens.size()) {
  const PlaceWords& words = a.pack->gazetteer().words();
  for (size_t i = 0; i < kinds_.size(); ++i) {
    if (a.seg.tokens[i].kind == TokenKind::kWord) kinds_[i] = words.kinds(a.seg.tokens[i].lower);
  }
}

const std::string& PlaceContext::lower(int64_t token) const {
  static const std::string kNothing;
  return token < 0 || token >= static_cast<int64_t>(kinds_.size()) ? kNothing
                                                                   : a_.lower(static_cast<uint32_t>(token));
}

bool PlaceContext::capital(int64_t token) const {
  if (token < 0 || token >= static_cast<int64_t>(kinds_.size()) || a_.seg.caseless) return false;
  return extract::capital(a_.seg.tokens[static_cast<size_t>(token)]);
}

void add_outlet(const Analysis& a, const record::Document& document, std::string_view outlet,
                PlaceNames& names) {
  const Gazetteer& gazetteer = a.pack->gazetteer();
  const Id country = names.hints.greatest(kNone).first;
  const auto add = [&](const Gazetteer::Match& match, uint32_t people) {
    for (uint32_t i = 0; i < std::min(match.count, kMostCandidates) && !match.word; ++i) {
      const auto candidate = gazetteer.candidate(match, i);
      const Feature feature = gazetteer.feature(candidate.place);
      const bool unit = feature == Feature::kAdmin1;
      const bool city = feature == Feature::kTown && gazetteer.population(candidate.place) > people;
      if ((!unit && !city) || candidate.use == NameUse::kAdjective ||
          (country != kNone && gazetteer.country(candidate.place) != country))
        continue;
      names.units.add(gazetteer.admin1(candidate.place), 0.4);
      if (city) names.homes.push_back(candidate.place);
      return true;
    }
    return false;
  };
  const text::Segmented words = text::segment(outlet);
  std::vector<Gazetteer::Match> matches;
  for (uint32_t i = 0; i < words.tokens.size(); ++i) {
    const text::TokenCase written = words.tokens[i].letter_case;
    if (written != TokenCase::kTitle && written != TokenCase::kAll) continue;
    matches.clear();
    gazetteer.match(words.tokens, i, static_cast<uint32_t>(words.tokens.size()), matches);
    if (!matches.empty() && add(matches.front(), kNoVillage)) i += matches.front().length - 1;
  }
  // "chicagodaily.example", "denver.channel.example"
  std::string_view address =
      document.url.empty() ? std::string_view(document.source) : std::string_view(document.url);
  if (const size_t scheme = address.find("://"); scheme != std::string_view::npos)
    address.remove_prefix(scheme + 3);
  std::string_view host = address.substr(0, address.find_first_of("/:"));
  address.remove_prefix(std::min(address.size(), address.find('/')));
  while (!host.empty()) {
    const std::string_view label = host.substr(0, host.find('.'));
    host.remove_prefix(std::min(host.size(), label.size() + 1));
    bool known = host.empty() || label.size() > kLongestLabel;
    for (size_t length = label.size(); length >= kShortestInLabel && !known; --length) {
      known = add(gazetteer.find(label.substr(0, length)), kCity) ||
              add(gazetteer.find(label.substr(label.size() - length)), kCity);
    }
  }
  // "…/news/chicago/…"
  while (!address.empty()) {
    address.remove_prefix(1);
    const std::string_view folder = address.substr(0, address.find('/'));
    address.remove_prefix(folder.size());
    if (!address.empty() && folder.size() >= kShortestInLabel && folder.size() <= kLongestLabel)
      add(gazetteer.find(folder), kCity);
  }
}

PlaceNames find_place_names(const Analysis& a, const PlaceContext& around, const record::Document& document) {
  PlaceNames names;
  Finder(a, around, document, names, false).find();
  return names;
}

void find_headline_names(const Analysis& title, const PlaceContext& around, const record::Document& document,
                         PlaceNames& names) {
  Finder(title, around, document, names, true).find();
}

}  // namespace roznamcha::extract
