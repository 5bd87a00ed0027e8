#!/usr/bin/env python3
"""The sample corpus through `add`, `export` and `read`, held against gold.jsonl.

    golden_test.py PROGRAM [--write] [--verbose]

Prints incidents found, missed, spurious, wrongly merged and split, what share of each field is right, and the totals. Fails when a
figure is worse than baseline.tsv says; --write makes what is found now the baseline, --verbose tells of each fault.
Figures are counts over a fixed corpus: there is no tolerance.
"""
import argparse
import collections
import csv
import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
BASELINE = HERE / "baseline.tsv"
ACTORS = HERE.parent.parent / "packs" / "actors.tsv"
# Where fewer is better. All else is "right answers of those that gold asks for".
FAULTS = {"missed", "spurious", "wrongly merged", "split", "documents with incidents that tell of none", "spurious totals"}


def folded(name):
    """A name for comparing: letters only, without accents, -i- and -e- being one word."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\b[ie]\b", "", plain))


def actor_ids():
    """{folded name or alias: id} of the pack's actors."""
    rows = [line for line in ACTORS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    ids = {}
    for row in csv.DictReader(rows, delimiter="\t"):
        for name in [row["name"], *row["aliases"].split(";")]:
            ids.setdefault(folded(name), row["id"])
    return ids


def lines_of(text):
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def day(text):
    return datetime.date.fromisoformat(text)


def gold_days(incident):
    year = incident["date"]
    return (day(year), day(year)) if "-" in year else (datetime.date(int(year), 1, 1), datetime.date(int(year), 12, 31))


def date_is(incident, date, slack=0):
    """Whether a stated date can be that of a gold incident, to the day where gold gives a day. None: nothing is stated."""
    earliest, latest = date.get("earliest"), date.get("latest")
    if not earliest or not latest:
        return None
    first, last = gold_days(incident)
    margin = datetime.timedelta(days=slack)
    if first == last and slack == 0:
        return day(earliest) == day(latest) == first
    return day(earliest) - margin <= last and first <= day(latest) + margin


def place_is(incident, place):
    """None: no place below a province is stated."""
    if not place or not place.get("name"):
        return None
    wanted = {folded(name) for name in incident["places"]}
    stated = [*place["name"].split(", "), place.get("admin2") or ""]  # "Lyari, Karachi" names both
    if wanted & {folded(name) for name in stated}:
        return True
    return None if place.get("precision") in ("admin1", "country", "unknown") else False


def number_is(allowed, figure):
    """Whether a figure gives the number that gold allows: [lowest, highest], null if none is stated."""
    best = figure["best"] if figure else None
    if allowed is None:
        return best in (None, 0)
    return allowed[0] == 0 if best is None else allowed[0] <= best <= allowed[1]


def perpetrator_is(wanted, actors, ids):
    """A gold perpetrator: the named organization with a right certainty, or no organization held to have done it."""
    named = [a for a in actors if a["role"] == "perpetrator" and a["kind"] == "organization"]
    if wanted["name"] is None:
        return all(a["certainty"] == "denied" for a in named)
    name = folded(wanted["name"])
    return any((folded(a["name"]) == name or (a["id"] and a["id"] == ids.get(name))) and a["certainty"] in wanted["certainty"] for a in named)


class Corpus:
    def __init__(self, gold):
        self.incidents = {g["incident"]: g for g in gold if "incident" in g}
        self.quiet = {g["document"]: g["kind"] for g in gold if g.get("incidents") == 0}
        self.totals = [g for g in gold if "tally" in g]
        self.told_in = collections.defaultdict(dict)  # document → {incident: what the document states of it}
        for name, incident in self.incidents.items():
            for report in incident["reports"]:
                self.told_in[report["document"]][name] = report

    def meant_by(self, document, accounts):
        """{account id: gold incident} of one document: the likeliest pairs first, each incident once; then second tellings."""
        pairs = []
        for account in accounts:
            for name, report in self.told_in[document].items():
                incident = self.incidents[name]
                fits = (place_is(incident, account["place"]), date_is(incident, account["date"], slack=1))
                numbers = sum(number_is([report[k]] * 2, account.get(k)) for k in ("killed", "injured") if k in report)
                pairs.append((sum({True: 2, None: 0, False: -2}[f] for f in fits) + numbers, name, account["id"], fits))
        pairs.sort(key=lambda p: (-p[0], p[1], p[2]))
        meant = {}
        for _, name, account, _ in pairs:
            if account not in meant and name not in meant.values():
                meant[account] = name
        for score, name, account, fits in pairs:
            if account not in meant and score >= 2 and False not in fits:
                meant[account] = name
        return meant


def compare(corpus, readings, register, say):
    """{figure: (right or faults, of how many)}."""
    figures = collections.OrderedDict()
    right, asked = collections.Counter(), collections.Counter()

    def judge(field, holds, what):
        asked[field] += 1
        right[field] += bool(holds)
        if not holds:
            say(f"{field}: {what}")

    meant = {}
    for reading in readings:
        document = reading["document"]["id"]
        for account, name in corpus.meant_by(document, reading["accounts"]).items():
            meant[document, account] = name
        for name, report in sorted(corpus.told_in[document].items()):
            told = [a for a in reading["accounts"] if meant.get((document, a["id"])) == name]
            judge("reports: told of", told, f"{document} tells of {name}")
            for field in ("killed", "injured", "attackers_killed", "abducted"):
                if field in report:
                    found = [figure_of(a, field) for a in told]
                    judge(f"reports: {field}", any(number_is([report[field]] * 2, f) for f in found if f or report[field] == 0),
                          f"{document} states {report[field]} of {name}, found {[f and f['best'] for f in found]}")
            judge("reports: news or recalled", any(a["background"] == report.get("background", False) for a in told),
                  f"{document} {'recalls' if report.get('background') else 'reports'} {name}")

    ids = actor_ids()
    found_in, spurious, merged = collections.defaultdict(list), 0, 0
    for incident in register:
        names = collections.Counter(meant[r["document"], r["account"]] for r in incident["reports"] if (r["document"], r["account"]) in meant)
        documents = ", ".join(sorted(r["document"] for r in incident["reports"]))
        if not names:
            spurious += 1
            say(f"spurious: {incident['date']['earliest']} {incident['place']['name']} {incident['sub_event_type']} of {documents}")
        if len(names) > 1:
            merged += 1
            say(f"wrongly merged: {', '.join(sorted(names))} of {documents}")
        for name, reports in names.items():
            found_in[name].append((reports, incident))
    wanted = {name: g for name, g in corpus.incidents.items() if not g.get("optional")}
    figures["found"] = (sum(name in found_in for name in wanted), len(wanted))
    figures["missed"] = (len(wanted) - figures["found"][0], None)
    figures["spurious"] = (spurious, None)
    figures["wrongly merged"] = (merged, None)
    figures["split"] = (sum(len(parts) - 1 for parts in found_in.values()), None)
    for name, parts in found_in.items():
        if len(parts) > 1:
            say(f"split: {name} in {', '.join(str(i['id']) for _, i in parts)}")

    for name, gold in wanted.items():
        # The largest part of what was split; of equals that of the first report, for ids say nothing.
        incident = min(found_in[name], key=lambda p: (-p[0], min(r["document"] for r in p[1]["reports"])))[1] if name in found_in else None
        if incident is None:
            say(f"missed: {name}")
        stated = lambda key: incident and incident.get(key)
        judge("date", incident and date_is(gold, incident["date"]), f"{name} is {gold['date']}, found {stated('date')}")
        judge("place", incident and place_is(gold, incident["place"]), f"{name} is {gold['places']}, found {(stated('place') or {}).get('name')}")
        judge("sub_event_type", stated("sub_event_type") in gold["sub_event_types"],
              f"{name} is {gold['sub_event_types']}, found {stated('sub_event_type')}")
        judge("election_target", incident and (incident["election"]["target"] or "none") == gold["election_target"],
              f"{name} is {gold['election_target']}, found {incident and incident['election']['target']}")
        for field in ("killed", "injured", "attackers_killed", "abducted"):
            if field in gold:
                figure = incident and figure_of(incident, field)
                judge(field, incident and number_is(gold[field], figure), f"{name} is {gold[field]}, found {figure}")
        for perpetrator in gold["perpetrators"]:
            judge("perpetrator", incident and perpetrator_is(perpetrator, incident["actors"], ids),
                  f"{name} is {perpetrator}, found {incident and [(a['name'], a['certainty']) for a in incident['actors'] if a['kind'] == 'organization']}")

    loud = [r for r in readings if r["document"]["id"] in corpus.quiet and r["accounts"]]
    for reading in loud:
        say(f"tells of none: {reading['document']['id']} ({corpus.quiet[reading['document']['id']]}) has {len(reading['accounts'])}")
    figures["documents with incidents that tell of none"] = (len(loud), None)

    totals = collections.Counter((r["document"]["id"], t["effect"], t["low"]) for r in readings for t in r["tallies"])
    for total in corpus.totals:
        key = (total["tally"], total["effect"], total["number"])
        judge("totals", totals[key], f"{key}")
        totals[key] = 0
    for key in (+totals):
        say(f"spurious total: {key}")
    figures["spurious totals"] = (sum((+totals).values()), None)
    for field in asked:
        figures[field] = (right[field], asked[field])
    return figures


def figure_of(account, field):
    """The figure of an account or incident; those that only the list of counts holds are made of it."""
    if field != "abducted":
        return account.get(field)
    lows = [c["low"] for c in account["counts"] if c["effect"] == field]
    return {"best": max(lows)} if lows else None


def read_baseline():
    if not BASELINE.exists():
        return {}
    with open(BASELINE, encoding="utf-8", newline="") as file:
        return {row["figure"]: int(row["count"]) for row in csv.DictReader(file, delimiter="\t")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TZ": "UTC"}

    def run(*arguments):
        return subprocess.run([program, *map(str, arguments)], capture_output=True, check=True, env=environment).stdout.decode()

    with tempfile.TemporaryDirectory(prefix="roznamcha-golden-") as folder:
        register = pathlib.Path(folder) / "sample.db"
        run("add", "--register", register, HERE / "reports")
        incidents = lines_of(run("export", "--register", register, "--format", "jsonl"))
        readings = lines_of(run("read", "--format", "jsonl", HERE / "reports"))
    corpus = Corpus(lines_of((HERE / "gold.jsonl").read_text(encoding="utf-8")))
    unknown = {r["document"]["id"] for r in readings} ^ set(corpus.told_in) ^ set(corpus.quiet)
    if unknown:
        sys.exit(f"documents of either the reports or the gold only: {sorted(unknown)}")
    baseline = read_baseline()
    failed = False
    figures = compare(corpus, readings, incidents, print if options.verbose else lambda line: None)
    for figure, (count, total) in figures.items():
        before = baseline.get(figure)
        worse = before is not None and (count > before if figure in FAULTS else count < before)
        failed = failed or (worse and not options.write)
        shown = str(count) if total is None else f"{count} of {total}"
        print(f"{figure:45} {shown:10}{'' if before in (None, count) else f' was {before}'}{', WORSE' if worse else ''}")
    if options.write:
        with open(BASELINE, "w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, delimiter="\t", lineterminator="\n")
            out.writerow(["figure", "count", "of"])
            out.writerows((figure, count, "" if total is None else total) for figure, (count, total) in figures.items())
    elif not baseline or set(baseline) != set(figures):
        print("baseline.tsv does not hold these figures; write it with --write")
        failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
