"""Corpora as documents with labels, and documents as windows of pieces with labels. What a corpus does not know is masked."""
import collections
import dataclasses
import datetime
import gzip
import hashlib
import json
import pathlib
import random
import re

import numpy

import annotate
import dispatches
import scheme
from pieces import CLS, SEP

HERE = pathlib.Path(__file__).resolve().parent
PACKS = HERE.parents[1] / "packs"
DATA = annotate.DATA

# ---- Documents


@dataclasses.dataclass
class Span:
    role: str
    start: int
    end: int
    accounts: set = dataclasses.field(default_factory=set)  # numbers of the accounts it belongs to
    named: int = -1
    certainty: int = -1
    numbers: set | None = None  # of scheme.NUMBERS


@dataclasses.dataclass
class Document:
    corpus: str
    id: str
    text: str
    title: str = ""
    spans: list = dataclasses.field(default_factory=list)
    accounts: list = dataclasses.field(default_factory=list)  # {"type": name or None, "not_actual": -1|0|1, "background": -1|0|1}
    document: dict = dataclasses.field(default_factory=dict)  # label -> 0 or 1; absent = unknown
    weights: dict = dataclasses.field(default_factory=dict)  # role -> (weight of O, weight of B and I); absent = unknown
    masked: list = dataclasses.field(default_factory=list)  # (role, start, end): unknown there
    weight: float = 1.0
    first_only: bool = False  # later windows know nothing
    all_labels: bool = False  # later windows without a span are known not to tell of an incident


def read(corpus, name):
    with gzip.open(DATA / corpus / name, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def gold_of(corpus, name):
    return {gold["id"]: gold for gold in read(corpus, name)}


def places_of(text, string, exact=False):
    """Where a string stands as whole words, whatever the white space (and, unless exact, the case)."""
    words = [re.escape(word) for word in string.split()]
    if not words:
        return []
    pattern = r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"
    return [match.span() for match in re.finditer(pattern, text, 0 if exact else re.I)]


# ---- Time expressions and numbers, for weak labels

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
PART = r"(?:\s+(?:early\s+)?(?:morning|afternoon|evening|night))?"
TIME = [re.compile(pattern, re.I) for pattern in (
    r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+" + MONTH + r"(?:,?\s+(?P<year>(?:19|20)?\d\d)\b)?(?!\w)",
    r"\b" + MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?",
    r"\b(?:(?:early|late)\s+(?:on\s+)?)?(?P<weekday>" + "|".join(DAYS) + r")" + PART + r"\b",
    r"\b(?P<today>today|tonight|this (?:morning|afternoon|evening))\b",
    r"\b(?:(?:early|late)\s+)?(?P<yesterday>yesterday" + PART + r"|last night)\b")]


def time_expressions(text, published):
    """(start, end, day or None) of simple expressions for a day."""
    found = []
    for pattern in TIME:
        for match in pattern.finditer(text):
            groups, day = match.groupdict(), None
            try:
                if groups.get("month"):
                    month = MONTHS.index(groups["month"][:3].lower()) + 1
                    year = groups.get("year")
                    if year:
                        year = int(year) + (1900 if len(year) == 2 else 0)
                        day = datetime.date(year, month, int(groups["day"]))
                    elif published:
                        day = datetime.date(published.year, month, int(groups["day"]))
                        if day > published + datetime.timedelta(days=3):
                            day = datetime.date(published.year - 1, month, int(groups["day"]))
                elif published and groups.get("weekday"):
                    day = published - datetime.timedelta(days=(published.weekday() - DAYS.index(groups["weekday"].lower())) % 7)
                elif published:
                    day = published - datetime.timedelta(days=1 if groups.get("yesterday") else 0)
            except ValueError:
                continue
            found.append((*match.span(), day))
    return found


def add_times(document, published, ranges):
    """Labels expressions whose day lies in one of the ranges [(first, last)], of at most a week each."""
    ranges = [(a, b) for a, b in ranges if a and b and (b - a).days <= 7]
    if not ranges:
        return
    document.weights["time"] = (0.2, 1.0)
    for start, end, day in time_expressions(document.text, published):
        if day is None or (document.corpus == "muc4" and start < 60):  # a dateline
            document.masked.append(("time", start, end))
        elif any(first <= day <= last for first, last in ranges):
            if SPOKEN.search(document.text[max(0, start - 28):start] + "|" + re.split(r"[.\n]", document.text[end:end + 22])[0]):
                document.masked.append(("time", start, end))
            else:
                document.spans.append(Span("time", start, end))
        elif any(abs((day - first).days) <= 1 or abs((day - last).days) <= 1 for first, last in ranges):
            document.masked.append(("time", start, end))


BEFORE_PLACE = re.compile(r"(\b(in|at|near|outside|on|around|inside|across|block of)|^|\n)\W*(the |\w+(ern)? |north |south |east |west )?$", re.I)
AFTER_PLACE = re.compile(r"\W{0,2}(police|department|pd|fire|sheriff|hospital|man|woman|men|residents?|resident|mayor|governorate –|times|news|observer|school|university|"
                         r"newsroom|officers?|detectives?|native|county sheriff|court)\b", re.I)


def add_places(document, name):
    """Labels a name where it says where something is; elsewhere (in the name of a department, say) it is masked."""
    for start, end in places_of(document.text, name, exact=True):
        if BEFORE_PLACE.search(document.text[max(0, start - 25):start]) and not AFTER_PLACE.match(document.text[end:end + 20]):
            document.spans.append(Span("place", start, end))
        else:
            document.masked.append(("place", start, end))


SPOKEN = re.compile(r"\b(said|told|says|announced|charged|arrested|posted|updated|published|copyright|court|hearing|stated|stolen|statement|confirmed|reported|"
                    r"monitored|pst|est|edt|gmt|identified|proposed|condemned)\b|[@©(]", re.I)


def date_of(value):
    try:
        return datetime.date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


ONES = ("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
        "twenty").split()
NUMBER_WORDS = {word: number for number, word in enumerate(ONES, 1)} | {"thirty": 30, "forty": 40, "fifty": 50, "dozen": 12}
NUMBER_WORDS |= {f"{ten}-{one}": 10 * factor + NUMBER_WORDS[one] for factor, ten in ((2, "twenty"), (3, "thirty"), (4, "forty"), (5, "fifty"))
                 for one in ONES[:9]}
KILL = re.compile(r"^(kill(ed|ing|s)?|dead|died|dies?|deaths?|slain|murder(ed|s|ing)?|fatally|bod(y|ies)|fatalit(y|ies)|assassinat(ed|ion)|massacred?)$", re.I)
INJURE = re.compile(r"^(wound(ed|s|ing)?|injur(ed|ies|y|ing|es)|hurt|hospitali[sz]ed)$", re.I)
WORD = re.compile(r"\d[\d,]*(?![\w-])|[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d\w*(?:-\w+)*")


def people_words():
    words = set()
    for row in table(PACKS / "en" / "people.tsv"):
        words.update(word.lower() for word in (row["phrase"].split()[-1:]))
    return words


def table(path):
    rows, keys = [], None
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("#") or not line.strip():
                continue
            cells = line.rstrip("\n").split("\t")
            if keys is None:
                keys = cells
            else:
                rows.append(dict(zip(keys, cells + [""] * len(keys))))
    return rows


PEOPLE = people_words()
# Persons that an article seldom counts among the dead where they stand by such a word.
DOERS = set("gunman gunmen suspect shooter attacker assailant officer deputy detective sheriff spokesman spokeswoman witness neighbor "
            "neighbour judge prosecutor lawyer attorney reporter doctor driver militant terrorist".split())


def count_candidates(text):
    """(role, start, end, value) of numbers, and of articles before a word for a person, that stand by a word for death or injury."""
    found = []
    for sentence in re.finditer(r"[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]+)*", text):
        words = [(m.group(), m.start() + sentence.start(), m.end() + sentence.start()) for m in WORD.finditer(sentence.group())]
        cues = [("killed" if KILL.match(w) else "injured", i) for i, (w, _, _) in enumerate(words) if KILL.match(w) or INJURE.match(w)]
        if not cues:
            continue
        for i, (word, start, end) in enumerate(words):
            low = word.lower()
            following = [w.lower() for w, _, _ in words[i + 1:i + 6]]
            if i and words[i - 1][0].lower() in ("no", "additional") or following[:1] in (["counts"], ["of"]):
                continue
            if low in NUMBER_WORDS:
                value = NUMBER_WORDS[low]
            elif low.replace(",", "").isdigit() and len(low) < 6:
                value = int(low.replace(",", ""))
                around = text[max(0, start - 2):start] + "|" + text[end:end + 3]
                if any(mark in around for mark in "$%:/") or (not any(f in PEOPLE or f in ("others", "more", "dead", "killed", "injured", "wounded") for f in following)):
                    continue
            elif low in ("a", "an") and (person := next((f for f in following if f in PEOPLE), None)) and person not in DOERS:
                value = 1
            else:
                continue
            if next((f for f in following if f in PEOPLE), "") in DOERS or (following[:1] and following[0] in ("additional", "other", "masked", "armed")):
                continue
            if following and (following[0].startswith(("year", "hour", "minute", "day", "month", "week", "time", "shot", "block", "mile", "a.m", "p.m")) or "year-old" in following[0]):
                continue
            best = min(cues, key=lambda cue: cue[1] - i if cue[1] > i else (i - cue[1] if i - cue[1] <= 3 else i - cue[1] + 5))
            if (best[1] > i and best[1] - i <= 8) or (best[1] < i and i - best[1] <= 4):
                found.append((best[0], start, end, value))
    return found


def add_counts(document, role, values, certain_zero):
    """Labels the candidates of a role whose number is one of the values; others are masked, or known as none if certain_zero."""
    candidates = [c for c in document_candidates(document) if c[0] == role]
    document.weights[role] = (0.05 if values or not certain_zero else 0.4, 1.0)
    for _, start, end, value in candidates:
        if value in values and value > 1 or value == 1 and document.text[start:end].lower() == "one" and 1 in values:
            document.spans.append(Span(role, start, end))
        elif values or not certain_zero:
            document.masked.append((role, start, end))


def document_candidates(document):
    if not hasattr(document, "_candidates"):
        document._candidates = count_candidates(document.text)
    return document._candidates


# ---- Corpora

MUC_TYPES = {"attack": "armed_attack", "bombing": "bombing", "kidnapping": "kidnapping", "arson": "arson", "robbery": "robbery",
             "forced work stoppage": "stoppage"}
MUC_ROLES = {"PerpInd": "perp_ind", "PerpOrg": "perp_org", "Target": "target", "Victim": "victim", "Weapon": "weapon"}
MUC_CERTAINTY = [("CLAIMED", "claimed"), ("AUTHORITIES", "suspected"), ("ACCUSED", "suspected"), ("POSSIBLE", "alleged"), ("FACT", "stated")]


def muc4():
    gold = gold_of("muc4", "train.gold.jsonl.gz")
    for item in read("muc4", "train.docs.jsonl.gz"):
        answer = gold[item["id"]]
        document = Document("muc4", item["id"], item["text"], all_labels=True)
        document.document = {"relevant": int(answer["relevant"])}
        kinds = {MUC_TYPES[t["incident_type"]] for t in answer["templates"]}
        document.document |= {kind: int(kind in kinds) for kind in MUC_TYPES.values()}
        document.weights = {role: (1.0, 2.0) for role in MUC_ROLES.values()}
        if not answer["templates"]:
            document.weights |= {role: (1.0, 2.0) for role in ("anchor", "place", "killed", "injured", "time")}
        spans, ranges, killed, injured = {}, [], set(), set()
        for number, (template, key) in enumerate(zip(answer["templates"], answer["keys"])):
            stage = key["stage"][0] if key["stage"] else None
            document.accounts.append({"type": MUC_TYPES[template["incident_type"]], "background": -1,
                                      "not_actual": {"accomplished": 0, None: -1}.get(stage, 1)})
            strings = [(MUC_ROLES[slot], string, 1 if slot == "Victim" else -1) for slot in MUC_ROLES for entity in template[slot] for string in entity]
            strings += [("victim", string, 0) for entity in key["strings"].get("VictimDescription", []) for string in entity]
            places = [place for location in key["location"] for place in location["places"]]
            strings += [("place", place["name"], -1) for place in places]
            certainty = {}
            for line in key["confidence"]:
                value = next((name for mark, name in MUC_CERTAINTY if mark in line.split(":")[0]), None)
                for quoted in re.findall(r'"([^"]+)"', line.partition(":")[2]):
                    if value:
                        certainty[quoted.lower()] = scheme.CERTAINTIES.index(value)
            for role, string, named in strings:
                for start, end in places_of(item["text"], string):
                    if role == "place" and start < 40 and item["text"][:start].count("\n") == 0 and "--" in item["text"][:120][end:]:
                        continue  # the dateline
                    span = spans.setdefault((role, start, end), Span(role, start, end, named=named))
                    span.accounts.add(number)
                    span.named = max(span.named, named)
                    if role.startswith("perp"):
                        span.certainty = max(span.certainty, certainty.get(string.lower(), -1))
            ranges += [(date_of(d["earliest"]), date_of(d["latest"])) for d in key["date"]]
            for value, values in ((key["killed"], killed), (key["injured"], injured)):
                if value and value["low"] == value["high"]:
                    values.add(value["low"])
        document.spans = list(spans.values())
        if answer["templates"]:
            if any(span.role == "place" for span in document.spans):
                document.weights["place"] = (0.2, 1.0)
            add_times(document, date_of(item.get("published")), ranges)
            add_counts(document, "killed", killed, False)
            add_counts(document, "injured", injured, False)
        yield document


def gva():
    rows = {row["id"]: row for row in read("gva", "gold_incidents.jsonl.gz")}
    gold = gold_of("gva", "gold_docs.jsonl.gz")
    for item in read("gva", "docs.jsonl.gz"):
        answer = gold[item["id"]]
        if answer["split"] != "train":
            continue
        row = rows.get(answer["incidents"][0]) if len(answer["incidents"]) == 1 else None
        document = Document("gva", item["id"], item["text"], item.get("title", ""), first_only=True)
        document.document = {"relevant": 1, "armed_attack": 1, "bombing": 0, "stoppage": 0}
        if row:
            document.accounts.append({"type": "armed_attack", "background": 0, "not_actual": 0})
            for string in {row["city"], re.sub(r"^[\d\s-]+|^\d+\s*block of\s*", "", row["address"] or "").replace("block of ", "").strip()}:
                if string and len(string) > 3:
                    add_places(document, string)
            if any(span.role == "place" for span in document.spans):
                document.weights["place"] = (0.1, 1.0)
            published = date_of(item.get("published"))
            day = date_of(row["date"])
            add_times(document, published, [(day, day)])
            attackers = row["killed"] - row["killed_victims"]
            if not attackers:
                add_counts(document, "killed", {row["killed_victims"]} - {0}, True)
            if row["injured"] == row["injured_victims"]:
                add_counts(document, "injured", {row["injured_victims"]} - {0}, True)
            for span in document.spans:
                span.accounts.add(0)
                if span.role in ("killed", "injured"):
                    span.numbers = {"civilian"}
        yield document


def satp():
    gold = gold_of("satp", "train.gold.jsonl.gz")
    for item in read("satp", "train.docs.jsonl.gz"):
        labels = gold[item["id"]]["labels"]
        document = Document("satp", item["id"], item["text"])
        document.document = {"bombing": int("bombing" in labels), "kidnapping": int("kidnapping" in labels), "other": int("other" in labels)}
        # "other" holds murders and raids too, so that nothing is known of armed_attack where it stands alone.
        if labels != ["other"]:
            document.document |= {"relevant": 1, "armed_attack": int("armed_assault" in labels)}
        yield document


def ucdp():
    gold = gold_of("ucdp", "gold.jsonl.gz")
    for item in read("ucdp", "docs.jsonl.gz"):
        answer = gold[item["id"]]
        if answer["split"] != "train":
            continue
        document = Document("ucdp", item["id"], item["text"], item.get("title", ""))
        document.document = {"relevant": 1, "stoppage": 0}
        document.accounts.append({"type": None, "background": -1, "not_actual": 0})
        for name in (answer["where"], answer["adm2"], answer["adm1"]):
            name = re.sub(r"\s+(town|village|city|district|governorate|province|area|state|region)$", "", name or "")
            if len(name) > 3:
                add_places(document, name)
        if document.spans:
            document.weights["place"] = (0.1, 1.0)
        add_times(document, date_of(item.get("published")), [(date_of(answer["start"]), date_of(answer["end"]))])
        low, high = answer["killed_low"], answer["killed_high"]
        if low == high and low > 0:
            add_counts(document, "killed", {low}, False)
        for span in document.spans:
            span.accounts.add(0)
        yield document


VIOLENT = re.compile(r"kill|attack|bomb|shot|shoot|dead|death|die[sd]?\b|war\b|wound|injur|gun|fight|violen|terror|milit|rebel|kidnap|abduct|murder|"
                     r"explo|assault|airstrike|missile|massac|clash|riot|hostage|troops|soldier|raid|rape|weapon|armed", re.I)
EVENT_TYPES = [("bomb", "bombing"), ("airstrike", "bombing"), ("detonate", "bombing"), ("setfire", "arson"), ("stealrobhijack", "robbery"),
               ("stabbing", "armed_attack"), ("firearm", "armed_attack"), ("battle", "clash"), ("invade", "clash")]
VIOLENT_EVENTS = ("conflict.attack", "life.die.deathcaused", "life.injure.injurycaused", "life.die.n/a", "life.injure.n/a", "life.die.unspecified",
                  "life.injure.unspecified")


def argument_role(role, quote, heads_only):
    role = role.lower()
    if role in ("attacker", "killer", "injurer"):
        words = quote.split()
        if quote[:1].islower():
            return "perp_ind"
        return "perp_org" if len(words) == 1 else None
    if role == "place":
        return "place"
    if role in ("instrument", "explosivedevice"):
        return "weapon"
    if role == "victim" and not heads_only:
        return "victim"
    if role == "target" and quote[:1].islower() and not heads_only:
        return "target"
    return None


def events(corpus):
    """RAMS (one event a text, the rest unknown) and WikiEvents (all events; arguments are heads)."""
    whole = corpus == "wikievents"
    gold = gold_of(corpus, "dev.gold.jsonl.gz")
    for item in read(corpus, "dev.docs.jsonl.gz"):
        document = Document(corpus, item["id"], item["text"])
        listed = gold[item["id"]]["events"]
        violent = [event for event in listed if event["type"].lower().startswith(VIOLENT_EVENTS)]
        if not violent:
            if VIOLENT.search(item["text"]):
                continue
            document.document = {label: 0 for label in scheme.DOCUMENT}
            document.weights = {role: (1.0, 1.0) for role in ("anchor", "killed", "injured", "perp_ind", "perp_org", "victim", "weapon")}
            yield document
            continue
        o = 0.5 if whole else 0.1
        document.weights = {"anchor": (o, 1.5), "perp_ind": (o / 2, 1.0), "perp_org": (o / 2, 1.0), "weapon": (o / 2, 1.0), "place": (o / 2, 1.0)}
        if not whole:
            document.weights |= {"victim": (o / 2, 1.0), "target": (o / 2, 1.0)}
        if whole:
            document.document = {"relevant": 1}
        for number, event in enumerate(violent):
            kind = next((name for mark, name in EVENT_TYPES if mark in event["type"].lower()), None)
            document.accounts.append({"type": kind, "background": -1, "not_actual": -1})
            document.spans.append(Span("anchor", event["trigger"]["start"], event["trigger"]["end"], {number}))
            for argument in event["arguments"]:
                role = argument_role(argument["role"], argument["quote"], whole)
                if role:
                    document.spans.append(Span(role, argument["start"], argument["end"], {number}))
                else:
                    document.masked += [(r, argument["start"], argument["end"]) for r in ("perp_ind", "perp_org", "target")]
        yield document


def ceha():
    gold = gold_of("ceha", "train.gold.jsonl.gz")
    for item in read("ceha", "train.docs.jsonl.gz"):
        answer = gold[item["id"]]
        document = Document("ceha", item["id"], item["text"], item.get("title", ""))
        if answer["relevant"]:
            document.document = {"relevant": 1}
        elif answer["reason"] == "Not violence / conflict related":
            document.document = {label: 0 for label in scheme.DOCUMENT}
        elif answer["reason"] == "A summary of different situations":
            document.document = {"relevant": 0}
        yield document


PREPOSITION = re.compile(r"^(?:on|in|at|during|near|by)\s+(?=\S)", re.I)


def hand(paths, weight=2.0):
    """Converted annotations (annotate.py convert), but for second readings."""
    seen = set()
    for path in paths:
        if "second" in pathlib.Path(path).name:
            continue
        for line in annotate.checked(path, complain=False)[0]:
            if (line["corpus"], line["id"]) not in seen:
                seen.add((line["corpus"], line["id"]))
                yield annotated("dispatch" if line["corpus"] == "dispatch" else "hand", line, weight)


def generated(count=1500, seed=11):
    """Invented dispatches of dispatches.py."""
    actors = dispatches.read_actors()
    for number in range(count):
        line = annotate.converted(dispatches.dispatch(number, seed, actors), [])
        yield annotated("generated", line, 1.0)


def annotated(corpus, line, weight):
    if line["corpus"] == "dispatch":
        text, title = line["text"], line.get("title") or ""
    else:
        item = annotate.documents(line["corpus"])[line["id"]]
        text, title = item["text"], item.get("title") or ""
    if hashlib.sha256(text.encode()).hexdigest() != line["sha256"]:
        raise ValueError(f"{line['id']}: not the text that was annotated")
    document = Document(corpus, f"{line['corpus']}/{line['id']}", text, title,
                        weight=weight, all_labels=True)
    # MUC-4's own keys have another notion of these (no numbers, no "of ..."), and score it.
    left_out = set(MUC_ROLES.values()) if line["corpus"] == "muc4" else set()
    document.weights = {role: (1.0, 2.0) for role in scheme.ROLES if role not in left_out}
    actual = [a for a in line["accounts"] if a["modality"] in ("actual", "attempted")]
    document.document = {"relevant": int(bool(line["relevant"]))}
    document.document |= {kind: int(any(a["type"] == kind for a in actual)) for kind in scheme.TYPES}
    if left_out:
        document.document = {kind: document.document[kind] for kind in ("clash", "other")}
    spans = {}
    for number, account in enumerate(line["accounts"]):
        document.accounts.append({"type": account["type"], "background": int(account["background"]),
                                  "not_actual": int(account["modality"] not in ("actual",))})
        for role in [*annotate.ROLES, *annotate.COUNTS]:
            if role in left_out:
                continue
            for entry in account.get(role, []):
                start, end = entry["at"] if isinstance(entry, dict) else entry
                name = "anchor" if role == "anchors" else role
                if name in ("time", "place"):
                    cut = PREPOSITION.match(text[start:end])
                    if cut and (name == "time" or text[start + cut.end()].isupper()):
                        start += cut.end()
                span = spans.setdefault((name, start, end), Span(name, start, end))
                span.accounts.add(number)
                if name == "victim":
                    span.named = int(bool(re.search(r"(?<!^)(?<![.!?] )\b[A-Z][a-z]", text[max(0, start - 2):end])) or
                                     len(re.findall(r"\b[A-Z][a-z]+", text[start:end])) > 1)
                if name.startswith("perp"):
                    span.certainty = scheme.CERTAINTIES.index(account["certainty"])
                if isinstance(entry, dict):
                    span.numbers = (span.numbers or set()) | {entry["group"]} | ({"attacker"} if entry["attacker"] else set())
    for name, role in (("tallies", "tally"), ("measures", "measure"), ("warnings", "warning")):
        for entry in line.get(name, []):
            spans.setdefault((role, *entry["at"]), Span(role, *entry["at"]))
    document.spans = list(spans.values())
    return document


# ---- Windows

# Columns of a window's table of labels, a row a piece.
ID, TAG = 0, 1
TYPE, TYPE_KNOWN, STATE, CERTAINTY, NUMBER, ACCOUNT, SPAN = range(TAG + len(scheme.ROLES), TAG + len(scheme.ROLES) + 7)
COLUMNS = SPAN + 1  # SPAN: 1 at the first piece of a span whose accounts are known


@dataclasses.dataclass
class Window:
    corpus: str
    document: str
    segment: int
    title: list  # ids
    table: numpy.ndarray  # [pieces, COLUMNS]
    labels: numpy.ndarray  # [len(DOCUMENT)], -1 unknown
    weights: numpy.ndarray  # [len(ROLES), 2]
    weight: float
    pairs: bool  # of a document with several accounts
    labelled: bool


def windows(document, pieces):
    ids, offsets = pieces.encode(document.text)
    title = pieces.encode(document.title)[0][:scheme.TITLE] if document.title else []
    size = scheme.WINDOW - (len(title) + 1 if title else 0)
    table_ = numpy.zeros((len(ids), COLUMNS), numpy.int64)
    table_[:, ID] = ids
    table_[:, STATE] = 0  # two bits a state: known, value
    table_[:, CERTAINTY] = -1
    table_[:, NUMBER] = -1
    starts = numpy.array([o[0] for o in offsets])
    ends = numpy.array([o[1] for o in offsets])

    def rows(start, end):
        first, last = numpy.searchsorted(ends, start, "right"), numpy.searchsorted(starts, end, "left")
        return int(first), int(last)

    weights = numpy.zeros((len(scheme.ROLES), 2), numpy.float32)
    for role, pair in document.weights.items():
        weights[scheme.ROLES.index(role)] = pair
    for role, start, end in document.masked:
        first, last = rows(start, end)
        table_[first:last, TAG + scheme.ROLES.index(role)] = -1
    taken = collections.defaultdict(list)
    for span in sorted(document.spans, key=lambda s: (s.start - s.end, s.start)):
        first, last = rows(span.start, span.end)
        if first >= last:
            continue
        column = TAG + scheme.ROLES.index(span.role)
        inside = [other for other in taken[span.role] if other[0] < last and first < other[1]]
        if inside:  # the longest stands; a nested one adds its accounts where it begins alike
            if inside[0][0] == first:
                for number in span.accounts:
                    table_[first, ACCOUNT] |= 1 << min(number, 40)
            continue
        taken[span.role].append((first, last))
        table_[first, column] = 1
        table_[first + 1:last, column] = 2
        bits = sum({1 << min(number, 40) for number in span.accounts})
        table_[first:last, ACCOUNT] |= bits
        if bits:
            table_[first, SPAN] = 1
        accounts = [document.accounts[number] for number in span.accounts]
        known = [scheme.TYPES.index(a["type"]) for a in accounts if a["type"]]
        if known and len(known) == len(accounts):
            table_[first:last, TYPE_KNOWN] = 1
            for number in known:
                table_[first:last, TYPE] |= 1 << number
        for bit, name in enumerate(("not_actual", "background")):
            values = [a[name] for a in accounts]
            if values and -1 not in values:
                table_[first:last, STATE] |= 1 << (2 * bit)
                if all(values):
                    table_[first:last, STATE] |= 2 << (2 * bit)
        if span.named >= 0:
            table_[first:last, STATE] |= (1 << 4) | (span.named << 5)
        if span.certainty >= 0:
            table_[first:last, CERTAINTY] = span.certainty
        if span.numbers is not None:
            table_[first:last, NUMBER] = sum(1 << scheme.NUMBERS.index(name) for name in span.numbers)
    begin, index = 0, 0
    while True:
        part = table_[begin:begin + size].copy()
        labels = numpy.full(len(scheme.DOCUMENT), -1, numpy.int64)
        has_span = bool(part[:, SPAN].any())
        if index == 0 or not any(document.document.values()):
            for name, value in document.document.items():
                labels[scheme.DOCUMENT.index(name)] = value
        elif has_span and document.document.get("relevant") == 1:
            labels[0] = 1
            bits = int(numpy.bitwise_or.reduce(part[:, TYPE]))
            for number, name in enumerate(scheme.TYPES):
                if bits >> number & 1:
                    labels[1 + number] = 1
                elif document.document.get(name) == 0:
                    labels[1 + number] = 0
        for row in range(len(part)):  # a span cut by the window's edge begins with I: unknown
            cut = [c for c in range(TAG, TAG + len(scheme.ROLES)) if part[row, c] == 2]
            if not cut:
                break
            part[row, cut] = -1
        segment = scheme.SEGMENTS["first"] if index == 0 else scheme.SEGMENTS["second"] if index == 1 else scheme.SEGMENTS["later"]
        yield Window(document.corpus, document.id, segment, title, part, labels, weights, document.weight, len(document.accounts) > 1, has_span)
        if begin + size >= len(ids) or document.first_only:
            return
        begin, index = begin + scheme.STEP, index + 1


# ---- Augmentation

def name_pools(pieces):
    """Names to put in the place of labelled ones, as pieces: persons, organisations, places."""
    people = collections.defaultdict(lambda: collections.defaultdict(list))
    for row in table(HERE / "names.tsv"):
        people[row["region"]][row["part"]].append(row["name"])
    organisations = []
    for row in table(PACKS / "actors.tsv"):
        if row["kind"] in ("party",):
            continue
        organisations += [name.lstrip("=") for name in [row["name"], *row["aliases"].split(";")] if name]
    towns = [row[key] for file, key in (("pk_districts", "district"), ("pk_tehsils", "tehsil"), ("pk_extra", "name"))
             for row in table(PACKS / "places" / f"{file}.tsv") if row[key]]
    towns += [name for row in table(PACKS / "places" / "admin1.tsv") for name in [row["name"], *row["other"].split(";")] if name]
    return {"people": {region: {part: [pieces.encode(n)[0] for n in names] for part, names in parts.items()} for region, parts in people.items()},
            "perp_org": [pieces.encode(n)[0] for n in organisations], "place": [pieces.encode(n)[0] for n in towns]}


def swapped(window, pools, random_):
    """The window with some labelled names exchanged, each alike at every place where it is labelled."""
    table_ = window.table
    region = random_.choice(sorted(pools["people"]))
    named, choice, parts, at, changed = {}, {}, [], 0, False
    columns = [(TAG + scheme.ROLES.index(role), role) for role in ("victim", "perp_org", "place")]
    while at < len(table_):
        for column, role in columns:
            if table_[at, column] == 1 and not (role == "victim" and (table_[at, STATE] >> 4) & 3 != 3):
                end = at + 1
                while end < len(table_) and table_[end, column] == 2:
                    end += 1
                key = (role, tuple(table_[at:end, ID]))
                if key not in choice:
                    choice[key] = None
                    if random_.random() < 0.6:
                        if role == "victim":
                            given, family = (random_.choice(pools["people"][region][part]) for part in ("given", "family"))
                            choice[key] = family if end - at <= 2 and random_.random() < 0.5 else given + family
                        else:
                            choice[key] = random_.choice(pools[role])
                new = choice[key]
                if new:
                    rows = numpy.repeat(table_[at:at + 1], len(new), 0)
                    if end - at > 1 and len(new) > 1:
                        rows[1:] = table_[at + 1]
                    elif len(new) > 1:
                        rows[1:, SPAN] = 0
                        tags = rows[1:, TAG:TAG + len(scheme.ROLES)]
                        tags[tags == 1] = 2
                    rows[:, ID] = new
                    changed = True
                else:
                    rows = table_[at:end]
                parts.append(rows)
                at = end
                break
        else:
            parts.append(table_[at:at + 1])
            at += 1
    return numpy.concatenate(parts)[:scheme.WINDOW - (len(window.title) + 1 if window.title else 0)] if changed else table_


def noisy(table_, random_, vocabulary):
    """Copy-editing noise: unlabelled pieces dropped, doubled or exchanged here and there."""
    rows = []
    plain = (table_[:, TAG:TAG + len(scheme.ROLES)] <= 0).all(1)
    for row, free in zip(table_, plain):
        dice = random_.random()
        if not free or dice > 0.03:
            rows.append(row)
        elif dice > 0.02:
            rows += [row, row]
        elif dice > 0.01:
            row = row.copy()
            row[ID] = random_.randrange(1996, vocabulary)
            rows.append(row)
    return numpy.array(rows)[:len(table_)] if rows else table_


def sequence(table_, title):
    """ids of a window as the encoder reads it, and where the table's first row lies."""
    lead = [CLS, *title, SEP] if title else [CLS]
    return [*lead, *table_[:, ID].tolist(), SEP], len(lead)


def load(corpora, pieces, hand_paths=(), hold_out=0.1, windows_too=True, left_out=()):
    """{"train": windows, "held": documents}: a tenth of the documents of each corpus, by hash of the id, is held out."""
    makers = {"muc4": muc4, "gva": gva, "satp": satp, "ucdp": ucdp, "rams": lambda: events("rams"),
              "wikievents": lambda: events("wikievents"), "ceha": ceha, "hand": lambda: hand(hand_paths), "generated": generated}
    train, held = [], []
    by_hand = {key.split("/", 1)[1] for key in (d.id for d in hand(hand_paths)) if not key.startswith("dispatch/")}
    for name in corpora:
        for document in makers[name]():
            if name == "hand" and document.id.split("/")[0] in left_out:
                continue
            if name != "hand" and document.id in by_hand and name not in ("muc4", "satp", "ceha"):
                continue  # the hand's labels stand for the weak ones
            share = int(hashlib.sha256(document.id.split("/")[-1].encode()).hexdigest()[:8], 16) / 2**32
            if share < hold_out and name != "generated":
                held.append(document)
            elif windows_too:
                train += windows(document, pieces)
    return train, held
