#include "extract/places.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace roznamcha::extract {
namespace {

using record::PlacePrecision;
using Use = PlaceFound::Use;

const pack::Pack& packs() {
  static const auto loaded = *pack::Pack::load_folder(std::string(ROZNAMCHA_SOURCE_DIR) + "/packs");
  return *loaded;
}

struct Read {
  explicit Read(std::string_view text, std::string country = "") : a(analyse(text, packs())) {
    record::Document document;
    document.text = text;
    document.country = std::move(country);
    places = find_places(a, document);
  }
  /// The first mention with these words; null if there is none.
  const PlaceFound* at(std::string_view words) const {
    for (const PlaceFound& p : places) {
      if (a.quote(a.span(p.first, p.last)) == words) return &p;
    }
    return nullptr;
  }
  /// "name, admin2, admin1, country" of the first mention with these words; "" if there is none.
  std::string where(std::string_view words) const {
    const PlaceFound* p = at(words);
    return p ? p->place.name + "|" + p->place.admin2 + "|" + p->place.admin1 + "|" + p->place.country : "";
  }
  /// The scene of what is told by the first token that is this word.
  record::PlaceStatement scene(std::string_view word) const {
    for (uint32_t i = 0; i < a.seg.tokens.size(); ++i) {
      if (a.lower(i) == word) return place_of(a, places, std::span(&i, 1));
    }
    return {};
  }

  Analysis a;
  std::vector<PlaceFound> places;
};

TEST(FindPlaces, NamesTownsWithTheirUnits) {
  const Read r("A bomb killed four people in Kulachi on Sunday.", "PK");
  EXPECT_EQ(r.where("Kulachi"), "Kulachi|Dera Ismail Khan|Khyber Pakhtunkhwa|PK");
  EXPECT_EQ(r.at("Kulachi")->feature, "town");
  EXPECT_EQ(r.at("Kulachi")->place.precision, PlacePrecision::kExact);
}

TEST(FindPlaces, DeraIsmailKhanIsOnePlaceAndNoPerson) {
  const Read r("Gunmen attacked a police station in Dera Ismail Khan in Pakistan and killed two constables.");
  ASSERT_NE(r.at("Dera Ismail Khan"), nullptr);
  EXPECT_EQ(r.places.size(), 2u);
}

TEST(FindPlaces, PeopleAreNoPlaces) {
  const Read r(
      "Zafar Baloch, a candidate, was shot dead in Quetta. Mr. Lahore and Imran Khan condemned it. Baloch "
      "was 40.");
  EXPECT_EQ(r.at("Baloch"), nullptr);
  EXPECT_EQ(r.at("Lahore"), nullptr);
  EXPECT_EQ(r.at("Khan"), nullptr);
  EXPECT_NE(r.at("Quetta"), nullptr);
}

TEST(FindPlaces, TheForceOfATownNamesTheTownWhoeverElseBearsTheName) {
  const Read r(
      "Gary police are looking for the gunman who shot Tom Gary, 31, in a car park. \"He ran off,\" Gary "
      "said. "
      "Gary police found two casings, a report says.",
      "US");
  EXPECT_EQ(r.where("Gary"), "Gary|Lake County|Indiana|US");
  EXPECT_EQ(r.places.size(), 2u);
}

TEST(FindPlaces, WordsThatCannotBePlacesSayNothingOfWhereOthersLie) {
  const Read r(
      "Police said a boy was shot in Duncan. Police found the gun. Police Chief Amy Hale said the boy is "
      "alive. Duncan police hold a man.",
      "US");
  EXPECT_EQ(r.where("Duncan").substr(0, 6), "Duncan");
  EXPECT_EQ(r.at("Police"), nullptr);
}

TEST(FindPlaces, WordsAreNoPlacesUnlessTheContextIsOne) {
  const Read words(
      "A tank fired at the crowd. Reading the statement, a mobile phone in hand, he called it nice. The hub "
      "was hit in March.");
  EXPECT_TRUE(words.places.empty());
  const Read places(
      "Militants attacked a checkpoint in Tank district of Khyber Pakhtunkhwa. A blast was heard in Hub, "
      "Balochistan.");
  EXPECT_EQ(places.where("Tank"), "Tank|Tank|Khyber Pakhtunkhwa|PK");
  EXPECT_EQ(places.at("Tank")->feature, "admin2");
  EXPECT_EQ(places.where("Hub"), "Hub|Hub|Balochistan|PK");
}

TEST(FindPlaces, AWordIsNoPlaceOfALandThatNothingElseSpeaksFor) {
  const Read r(
      "LAS VEGAS - Metro Police are looking for a man who shot a guard in Henderson, Nevada, on Friday.",
      "US");
  EXPECT_EQ(r.at("Metro"), nullptr);  // a city of Indonesia
  EXPECT_NE(r.at("Henderson"), nullptr);
  EXPECT_EQ(Read("A man was shot in Metro, Lampung, Indonesia.").at("Metro")->place.country, "ID");
}

TEST(FindPlaces, AContainerThatIsNamedDecides) {
  EXPECT_EQ(Read("Two men were shot in Springfield, Ill., on Friday.").where("Springfield"),
            "Springfield|Sangamon County|Illinois|US");
  EXPECT_EQ(Read("Two men were shot in Paris, Texas, on Friday.").where("Paris"),
            "Paris|Lamar County|Texas|US");
  EXPECT_EQ(Read("Two men were shot in Paris, France, on Friday.").where("Paris").substr(0, 5), "Paris");
  EXPECT_EQ(Read("A candidate was killed in Khar, Bajaur, on Friday.").where("Khar"),
            "Khar|Bajaur|Khyber Pakhtunkhwa|PK");
}

TEST(FindPlaces, TheWholeDocumentDecides) {
  const Read pakistan(
      "Police in Peshawar and Mardan said a raid took place. Later two men were shot in Hyderabad, a city in "
      "Sindh.");
  EXPECT_EQ(pakistan.at("Hyderabad")->place.country, "PK");
  const Read india(
      "Police in Mumbai and Chennai said a raid took place. Later two men were shot in Hyderabad.");
  EXPECT_EQ(india.at("Hyderabad")->place.country, "IN");
}

TEST(FindPlaces, TheHintOfTheDocumentCounts) {
  EXPECT_EQ(Read("A bomb killed a man in Hyderabad.", "PK").at("Hyderabad")->place.country, "PK");
  EXPECT_EQ(Read("A bomb killed a man in Hyderabad.").at("Hyderabad")->place.country, "IN");
}

TEST(FindPlaces, AListOfCountriesHoldsNothing) {
  const Read r("Ministers of Canada, Mexico and Peru, Brazil and Chile met.");
  EXPECT_EQ(r.at("Canada")->feature, "country");
  EXPECT_EQ(r.at("Peru")->feature, "country");
}

TEST(FindPlaces, ACountryIsNotItsCapital) {
  const Read r("The attack shocked Mexico. In Mexico City police were on alert.");
  EXPECT_EQ(r.at("Mexico")->feature, "country");
  EXPECT_EQ(r.at("Mexico City")->feature, "town");
}

TEST(FindPlaces, KnowsAbbreviations) {
  const Read r(
      "Police in KP, Pakistan, and in the U.S. and the UK said so. He was shot in D.I. Khan, Pakistan.");
  EXPECT_EQ(r.where("KP"), "Khyber Pakhtunkhwa||Khyber Pakhtunkhwa|PK");
  EXPECT_EQ(r.at("U.S.")->place.country, "US");
  EXPECT_EQ(r.at("UK")->place.country, "GB");
  EXPECT_NE(r.at("D.I. Khan"), nullptr);
  const Read words("It is OK to go, US officials told OR nurses; IN all, ME too.");
  EXPECT_EQ(words.at("OK"), nullptr);
  EXPECT_EQ(words.at("OR"), nullptr);
  EXPECT_EQ(words.at("ME"), nullptr);
}

TEST(FindPlaces, UnitsBesideANameChooseTheLevel) {
  const Read r(
      "Rebels hold parts of Kandahar province. A shell fell on the city of Kandahar in Afghanistan.");
  EXPECT_EQ(r.at("Kandahar")->feature, "admin1");
  EXPECT_EQ(r.places.back().place.name, "Afghanistan");
}

TEST(FindPlaces, ANameSaysWhereAThingIs) {
  const Read r(
      "A girl was shot in her crib at a Compton home in California. The man was held in Los Angeles.");
  ASSERT_NE(r.at("Compton"), nullptr);
  EXPECT_EQ(r.at("Compton")->place.admin1, "California");
  const Read person("A girl was shot at a park in California. Compton said so.");
  EXPECT_EQ(person.at("Compton"), nullptr);
}

TEST(FindPlaces, AConstituencyIsAPlace) {
  const Read r("The candidate for NA-8 was killed in Pakistan.");
  ASSERT_NE(r.at("NA-8"), nullptr);
  EXPECT_EQ(r.at("NA-8")->feature, "constituency");
  EXPECT_EQ(r.at("NA-8")->place.admin2, "Bajaur");
  EXPECT_EQ(r.at("NA-8")->place.constituency, "NA-8");
  EXPECT_EQ(r.at("NA-8")->place.precision, PlacePrecision::kAdmin2);
}

TEST(FindPlaces, NearIsNotThere) {
  const Read r("A mine killed a man near Turbat, Balochistan. Another went off 40 km west of Quetta.");
  EXPECT_EQ(r.at("Turbat")->place.precision, PlacePrecision::kNear);
  const record::Place& quetta = r.at("Quetta")->place;
  EXPECT_EQ(quetta.precision, PlacePrecision::kNear);
  const geo::Point town{30.184, 67.001};
  EXPECT_NEAR(geo::distance_km(*quetta.point, town), 40, 5);
  EXPECT_LT(quetta.point->longitude, town.longitude);
  EXPECT_GT(quetta.radius_km, 10);
}

TEST(FindPlaces, DistancesAreToldInWordsAndTwice) {
  for (std::string_view told : {"40 km west of Quetta", "about forty kilometres west of Quetta",
                                "some 25 miles (40 km) to the west of Quetta"}) {
    const Read r("A mine killed a man " + std::string(told) + " in Balochistan.", "PK");
    const record::Place& place = r.at("Quetta")->place;
    EXPECT_EQ(place.precision, PlacePrecision::kNear) << told;
    EXPECT_NEAR(geo::distance_km(*place.point, geo::Point{30.184, 67.001}), 40, 5) << told;
    EXPECT_TRUE(r.at("Quetta")->landmark) << told;
  }
}

TEST(FindPlaces, AWayHasTwoEnds) {
  for (std::string_view told :
       {"the coastal highway between Pasni and Ormara", "the road from Pasni to Ormara",
        "a road linking Pasni with Ormara", "the highway that connects Pasni to Ormara"}) {
    const Read r("Gunmen killed a driver on " + std::string(told) + ".", "PK");
    const record::Place place = r.scene("killed").place;
    EXPECT_EQ(place.precision, PlacePrecision::kNear) << told;
    EXPECT_EQ(place.admin2, "Gwadar") << told;
    EXPECT_GT(place.radius_km, 40) << told;
    ASSERT_TRUE(place.point) << told;
    EXPECT_GT(place.point->longitude, 63.6) << told;
    EXPECT_LT(place.point->longitude, 64.5) << told;
  }
  // Too far apart to say more than the country.
  const Read far("Gunmen killed a driver on the highway linking Quetta with Karachi.", "PK");
  EXPECT_EQ(far.scene("killed").place.precision, PlacePrecision::kCountry);
}

TEST(FindPlaces, SaysWhyAPlaceIsNamed) {
  const Read r(
      "QUETTA, Feb 2 (Agency) -- A man was shot in Sibi on Friday. A resident of Swabi was hurt. "
      "Peshawar-based analyst Omar Gul told reporters in Islamabad that a teacher of Karachi University was "
      "seized in Mastung.");
  EXPECT_EQ(r.at("QUETTA")->use, Use::kDateline);
  EXPECT_EQ(r.at("Sibi")->use, Use::kScene);
  EXPECT_EQ(r.at("Swabi")->use, Use::kOrigin);
  EXPECT_EQ(r.at("Peshawar-based")->use, Use::kSpeaker);
  EXPECT_EQ(r.at("Islamabad")->use, Use::kSpeaker);
  EXPECT_EQ(r.at("Karachi")->use, Use::kName);
  EXPECT_EQ(r.at("Mastung")->use, Use::kScene);
}

TEST(FindPlaces, TextInCapitalsHasPlacesToo) {
  const Read r(
      "-- SAN SALVADOR, 4 FEB 90 (ACAN) -- GUERRILLAS ATTACKED A GARRISON IN CHALATENANGO DEPARTMENT TODAY. "
      "THE TANK WAS HIT.");
  ASSERT_NE(r.at("SAN SALVADOR"), nullptr);
  EXPECT_EQ(r.at("SAN SALVADOR")->place.country, "SV");
  EXPECT_EQ(r.at("SAN SALVADOR")->use, Use::kDateline);
  EXPECT_EQ(r.where("CHALATENANGO DEPARTMENT"), "Chalatenango Department||Chalatenango Department|SV");
  EXPECT_EQ(r.at("TANK"), nullptr);
}

TEST(FindPlaces, AVillageThatIsNotListedLiesInWhatHoldsIt) {
  const Read r("Gunmen killed a shepherd in the village of Qarzhala in Balkh province, Afghanistan.");
  const PlaceFound* p = r.at("Qarzhala");
  ASSERT_NE(p, nullptr);
  EXPECT_EQ(p->place.name, "Qarzhala");
  EXPECT_EQ(p->place.admin1, "Balkh");
  EXPECT_EQ(p->place.precision, PlacePrecision::kAdmin1);
  EXPECT_EQ(p->feature, "unlisted");
}

TEST(FindPlaces, StreetsAreNoTowns) {
  const Read r("He was shot on Memphis Street near Augusta Road in Chicago.");
  EXPECT_EQ(r.at("Memphis"), nullptr);
  EXPECT_EQ(r.at("Augusta"), nullptr);
  EXPECT_NE(r.at("Chicago"), nullptr);
}

TEST(FindPlaces, WhatBearsATownsNameWithinAnotherTownIsNotThatTown) {
  const Read r(
      "ORLANDO, Fla. - A boy was shot at Memphis Gardens on Friday and a girl in Dayton Park, police said. "
      "Others ran "
      "from the Riverside apartments. A man was hurt on Willow Street.",
      "US");
  EXPECT_EQ(r.at("Memphis"), nullptr);
  EXPECT_EQ(r.at("Dayton"), nullptr);
  EXPECT_EQ(r.at("Willow Street"), nullptr);
  ASSERT_NE(r.at("Riverside"), nullptr);
  EXPECT_EQ(r.at("Riverside")->place.name, "Riverside, Orlando");
  EXPECT_EQ(Read("A boy was shot at a Memphis apartment on Friday.", "US").at("Memphis")->place.name,
            "Memphis");
}

TEST(FindPlaces, CrossingsAreNoTowns) {
  const Read r(
      "He was shot at 79th and Augusta in Chicago. Two men ran off near Memphis and Houston avenues, and a "
      "third near Dayton and 81st.");
  for (std::string_view street : {"Augusta", "Memphis", "Houston", "Dayton"})
    EXPECT_EQ(r.at(street), nullptr);
  EXPECT_NE(r.at("Chicago"), nullptr);
  EXPECT_NE(Read("Fires broke out in Memphis and Houston.").at("Memphis"), nullptr);
}

TEST(FindPlaces, ADirectionBeforeAStateMeansTheStateNotItsCity) {
  EXPECT_EQ(Read("A hunter was shot in upstate New York.").at("New York")->feature, "admin1");
  EXPECT_EQ(Read("A hunter was shot in central New York.").at("New York")->feature, "admin1");
  EXPECT_EQ(
      Read("A hunter was shot in Buffalo, New York, not in New York City.").at("New York City")->feature,
      "town");
  EXPECT_EQ(Read("A man was shot in central Lahore, Pakistan.").at("Lahore")->feature, "town");
}

TEST(FindPlaces, APartThatATownIsSaidToHaveIsNoFarNamesake) {
  const Read r("Two boys were shot in Baltimore's Brooklyn neighborhood on Friday.", "US");
  ASSERT_NE(r.at("Brooklyn"), nullptr);
  EXPECT_EQ(r.at("Brooklyn")->place.name, "Brooklyn, Baltimore");
  EXPECT_EQ(r.at("Brooklyn")->place.admin1, "Maryland");
}

TEST(FindPlaces, APersonIsOfATown) {
  const Read r(
      "Two men were killed in Sibi, Balochistan: Omar Gul, 31, of Quetta and Asad Raza of Mastung. The "
      "bazaar of "
      "Sibi was shut.");
  EXPECT_EQ(r.at("Quetta")->use, Use::kOrigin);
  EXPECT_EQ(r.at("Mastung")->use, Use::kOrigin);
  EXPECT_EQ(r.places.back().use, Use::kScene);
}

TEST(FindPlaces, SpansAreInOrderWithoutOverlap) {
  const Read r(
      "In Quetta, Balochistan, and Karachi, Sindh, and in Lahore, Punjab, Pakistan, police of Dera Ghazi "
      "Khan marched.");
  EXPECT_GE(r.places.size(), 7u);
  for (size_t i = 1; i < r.places.size(); ++i) EXPECT_LE(r.places[i - 1].last, r.places[i].first);
  for (const PlaceFound& p : r.places) {
    EXPECT_LT(p.first, p.last);
    ASSERT_TRUE(p.place.point);
    EXPECT_TRUE(geo::on_globe(*p.place.point));
  }
}

TEST(FindPlaces, NothingIsNothing) {
  EXPECT_TRUE(Read("").places.empty());
  EXPECT_TRUE(Read(" \n ").places.empty());
}

TEST(PlaceOf, TheSentenceComesBeforeTheDateline) {
  const Read r(
      "KARACHI: A grenade was thrown at a party office in Lyari on Monday.\n\nOne man was killed when gunmen "
      "fired at a van in Turbat.");
  EXPECT_EQ(r.scene("killed").place.name, "Turbat");
  EXPECT_EQ(r.scene("killed").place.admin2, "Kech");
}

TEST(PlaceOf, ADatelineIsBetterThanNothing) {
  const Read r("TURBAT: Gunmen killed two policemen on Monday, officials said.");
  const auto scene = r.scene("killed");
  EXPECT_EQ(scene.place.name, "Turbat");
  EXPECT_EQ(scene.place.precision, PlacePrecision::kExact);
  EXPECT_EQ(r.a.quote(scene.span), "TURBAT");
}

TEST(PlaceOf, ThePoliceOfTheOnlyTownSayWhereItWas) {
  std::string text = "A man was killed when two cars stopped beside his. ";
  for (int i = 0; i < 8; ++i) text += "Neighbours spoke of loud noise and of a long wait. ";
  const Read r(text + "Anchorage police ask witnesses to call.", "US");
  EXPECT_EQ(r.scene("killed").place.name, "Anchorage");
  // Among the scenes of other news it says no more than the country.
  const Read more(text + "There was a fire in Juneau. Anchorage police ask witnesses to call.", "US");
  EXPECT_NE(more.scene("killed").place.name, "Anchorage");
}

TEST(PlaceOf, ADistrictGivesWayToATownInIt) {
  const Read r(
      "A girl was killed in a car in Marion County, Indiana, on Friday. Her uncle, Tom Hale, 40, of "
      "Indianapolis "
      "spoke of a quiet child.");
  const auto scene = r.scene("killed");
  EXPECT_EQ(scene.place.name, "Indianapolis");
  EXPECT_EQ(scene.place.precision, PlacePrecision::kNear);  // he lives there, no more is said
  EXPECT_GT(scene.place.radius_km, 10);
  std::string text = "A girl was killed in a car in Marion County, Indiana, on Friday. ";
  for (int i = 0; i < 8; ++i) text += "Neighbours spoke of loud noise and of a long wait. ";
  const Read far(text + "There was a fire in Beech Grove and one in Speedway.", "US");
  EXPECT_EQ(far.scene("killed").place.name, "Marion County");
}

TEST(PlaceOf, ALandmarkGivesWayToTheTownThatLiesThere) {
  const Read r(
      "SIBI, Feb 2 (Agency) -- A driver was killed at a weighbridge about 110 km southeast of Quetta in "
      "Balochistan "
      "on Friday, police said.");
  EXPECT_TRUE(r.at("Quetta")->landmark);
  EXPECT_EQ(r.scene("killed").place.name, "Sibi");
  const Read elsewhere(
      "TURBAT, Feb 2 (Agency) -- A driver was killed at a weighbridge about 110 km southeast of Quetta in "
      "Balochistan on Friday, police said.");
  EXPECT_EQ(elsewhere.scene("killed").place.name, "Quetta");
  EXPECT_EQ(elsewhere.scene("killed").place.precision, PlacePrecision::kNear);
}

TEST(PlaceOf, ASuburbIsNotItsCity) {
  const Read r(
      "A guard was killed at a warehouse in the Chicago suburbs on Friday. The shop in Naperville had been "
      "robbed "
      "before.",
      "US");
  EXPECT_EQ(r.scene("killed").place.name, "Naperville");
  for (std::string_view told :
       {"in Chicago's western suburbs", "in suburban Chicago", "in a suburb of Chicago"}) {
    const Read alone("A guard was killed at a warehouse " + std::string(told) + " on Friday.", "US");
    const record::Place place = alone.scene("killed").place;
    EXPECT_EQ(place.name, "Chicago");
    EXPECT_EQ(place.precision, PlacePrecision::kNear) << told;
    EXPECT_GT(place.radius_km, 30);
  }
}

TEST(PlaceOf, WhereTheHurtWereTakenIsNotTheScene) {
  const Read r(
      "A farmer was shot in a field in Mastung in Balochistan on Friday. He was taken to a hospital in "
      "Quetta, where "
      "he was pronounced dead.",
      "PK");
  EXPECT_EQ(r.scene("pronounced").place.name, "Mastung");
}

TEST(PlaceOf, TheTownOfThePaperForWantOfAnother) {
  const auto scene = [](std::string_view text) {
    record::Document document;
    document.text = text;
    document.country = "US";
    document.title = "Teen killed near a school on Pine Street - Action News 3 - Memphis, Tennessee";
    const Analysis a = analyse(document.text, packs());
    std::vector<HeadlinePlace> headline;
    const std::vector<PlaceFound> places = find_places(a, document, &headline);
    for (uint32_t i = 0; i < a.seg.tokens.size(); ++i) {
      if (a.lower(i) == "killed") return place_of(a, places, std::span(&i, 1), headline);
    }
    return town_of_outlet(headline);
  };
  const record::PlaceStatement none = scene("A boy died near a school on Friday night, police said.");
  EXPECT_EQ(none.place.name, "Memphis");
  EXPECT_EQ(none.place.precision, PlacePrecision::kNear);
  EXPECT_GT(none.place.radius_km, 20);
  EXPECT_TRUE(none.span.empty());
  EXPECT_EQ(scene("A boy was killed in Shelby County, Tennessee, on Friday night.").place.name, "Memphis");
  EXPECT_EQ(scene("A boy was killed in Knox County, Tennessee, on Friday night.").place.name, "Knox County");
  EXPECT_EQ(scene("A boy was killed in Tennessee on Friday night.").place.name, "Tennessee");
  EXPECT_EQ(scene("A boy was killed in Nashville on Friday night.").place.name, "Nashville");
}

TEST(PlaceOf, SpeakersAndHomesAreNotTheScene) {
  const Read r(
      "A tourist from Lahore was killed by gunmen in Ziarat, Balochistan, a spokesman told reporters in "
      "Islamabad.");
  EXPECT_EQ(r.scene("killed").place.name, "Ziarat");
}

TEST(PlaceOf, AProvinceAloneIsNoMoreThanAProvince) {
  const Read r("Security forces killed five militants in Balochistan, Pakistan, on Monday.");
  const auto scene = r.scene("killed");
  EXPECT_EQ(scene.place.admin1, "Balochistan");
  EXPECT_EQ(scene.place.admin2, "");
  EXPECT_EQ(scene.place.constituency, "");
  EXPECT_EQ(scene.place.precision, PlacePrecision::kAdmin1);
  EXPECT_GT(scene.place.radius_km, 200);
}

TEST(PlaceOf, TheSentenceBeforeHelps) {
  const Read r("A bomb went off outside a school in Chaman in Balochistan. Three children were killed.");
  EXPECT_EQ(r.scene("killed").place.name, "Chaman");
}

TEST(PlaceOf, NamesTheConstituencyThatTheTextNames) {
  const Read r("A candidate for NA-44 was killed in Dera Ismail Khan in Pakistan on Monday.");
  EXPECT_EQ(r.scene("killed").place.constituency, "NA-44");
}

TEST(PlaceOf, ItsSpanHoldsTheUnitBesideIt) {
  const Read r("A candidate was killed in Khar, Bajaur, on Monday.");
  const auto scene = r.scene("killed");
  EXPECT_EQ(r.a.quote(scene.span), "Khar, Bajaur");
  EXPECT_EQ(scene.place.constituency, "NA-8");
}

TEST(PlaceOf, NothingNamedIsUnknown) {
  const Read r("A man was killed on Monday.");
  EXPECT_FALSE(r.scene("killed").place.known());
  EXPECT_TRUE(r.scene("killed").span.empty());
  EXPECT_FALSE(place_of(r.a, r.places, {}).place.known());
}

}  // namespace
}  // namespace roznamcha::extract
