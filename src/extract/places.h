// Which places a text names, which place on earth each is, and where an incident happened.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "extract/analysis.h"
#include "record/account.h"
#include "record/document.h"

namespace roznamcha::extract {

/// A place that the text names, resolved by the whole document.
struct PlaceFound {
  uint32_t first = 0, last = 0;  // tokens of the name
  record::Place place;    // "40 km west of Quetta" and "near Turbat" are already in precision and radius
  std::string feature;    // country, admin1, admin2, town, …
  int64_t geonameid = 0;  // 0 if the gazetteer has none
  /// Why it is named; only kScene can be where something happened by what the words around it say.
  enum class Use : uint8_t {
    kScene,
    kDateline,  // "QUETTA, Feb 2 (Agency) --"
    kSpeaker,   // "Peshawar-based analyst", "told reporters in Quetta"
    kOrigin,    // "a resident of Swabi", "tourists from Lahore"
    kName,      // part of another name: "Karachi University", "Quetta Gladiators"
    kOffice,    // an office of the place: "Quetta Police", "Jackson County coroner"
    kHeadline,  // named in the title
    kOutlet,    // the town of who publishes it
  } use = Use::kScene;
  double prominence = 0;  // how much the document is about it, 0 (named in passing) … 3
  bool landmark = false;  // says where another place lies: "20 km west of Quetta", "a suburb of Lahore"
};

/// A place that the title names, or the town of who publishes it.
struct HeadlinePlace {
  record::Place place;
  double prominence = 0;
  bool scene = false;   // "blast in Quetta", "Quetta blast", not "Quetta man", "flown to Quetta hospital"
  bool outlet = false;  // "… - Quetta Mail"
};

/// Every place named, in text order, without overlap. Names that also are words, people or groups count only
/// where the context is a place. `document` gives hints (country, address); the places that its title names
/// are told to `headline`, if asked for, and help to resolve those of the text.
std::vector<PlaceFound> find_places(const Analysis& a, const record::Document& document,
                                    std::vector<HeadlinePlace>* headline = nullptr);

/// Where an incident happened that is told by the words `anchors` (tokens, ascending, at least one): by the
/// grammar and the sentences around them, then the sentences before, the headline, the dateline last. As
/// exact as the text is and no more; unknown if it says nothing. Several names that hold each other ("Khar,
/// Bajaur") make one place. What only the headline says has no span.
record::PlaceStatement place_of(const Analysis& a, const std::vector<PlaceFound>& places,
                                std::span<const uint32_t> anchors,
                                std::span<const HeadlinePlace> headline = {});

/// Whether the place named at `span` is one to which people were brought from what `anchors` tell of, by the
/// words around it: "they are being treated at a hospital in Multan".
bool brought_there(const Analysis& a, const std::vector<PlaceFound>& places, std::span<const uint32_t> anchors,
                   text::Span span);

/// The town of who publishes a report, about which most of its news is: for want of anything else. Unknown if
/// the title and the address name none.
record::PlaceStatement town_of_outlet(std::span<const HeadlinePlace> headline);

}  // namespace roznamcha::extract
