"""The same selections asked of the command line, of the API and of what both export: all give the same figures."""
import collections
import csv
import io
import os
import random

import server_test
from server_test import harness, report

# ROZNAMCHA_LONG=1 asks for many more.
SELECTIONS = 300 if os.environ.get("ROZNAMCHA_LONG") else 8
SEED = int(os.environ.get("ROZNAMCHA_SEED", "20240208"))


def selection(choose):
    """Flags of the command line by their names; the API's parameters are named alike."""
    day = f"2024-{choose.randrange(1, 13):02}-{choose.randrange(1, 29):02}"
    ways = {
        "since": lambda: day,
        "until": lambda: f"2024-{choose.randrange(6, 13):02}-28",
        "place": lambda: choose.choice(["Quetta", "turbat", "Balochistan", "Pakistan", "PK", "nowhere", "Gw"]),
        "type": lambda: choose.choice(["attack", "Armed", "violence", "bomb", "none such"]),
        "actor": lambda: choose.choice(["gunmen", "police", "unidentified", "x"]),
        "min-killed": lambda: choose.randrange(0, 9),
        "as-of": lambda: choose.choice(["2024-03-01", "2090-01-01", "2090-01-01T18:00+05:00"]),
        "convention": lambda: choose.choice(["maverick-informative", "ucdp", "acled"]),
        "election": lambda: "true",
    }
    chosen = {name: ways[name]() for name in choose.sample(sorted(ways), choose.randrange(0, 4))}
    if chosen.get("since", "") > chosen.get("until", "9"):
        del chosen["until"]
    return chosen


def total(incidents, field):
    """Sums as the timeline gives them: an end that is not known adds the best."""
    figures = [one[field] for one in incidents if one[field]]
    ends = {"low": sum(f["low"] for f in figures), "best": sum(f["best"] for f in figures),
            "high": sum(f["best"] if f["high"] is None else f["high"] for f in figures)}
    return ends if ends["high"] else None


def added(sums):
    sums = [one for one in sums if one]
    return {end: sum(one[end] for one in sums) for end in ("low", "best", "high")} if sums else None


def stating(number):
    """One of some reports that state something besides accounts."""
    town, day = ["Quetta", "Turbat", "Mach"][number % 3], f"2024-{1 + number:02}-04"
    return {"id": f"week{number}", "published": day, "country": "PK", "source": "Bolan Post",
            "text": f"At least {9 + number} people have been killed in attacks across Balochistan in the past week. "
                    f"The government suspended mobile internet in {town} on Saturday. "
                    f"The embassy warned its citizens of attacks in {town}."}


class Answers(server_test.Served):
    def test_command_line_api_and_exports_agree(self):
        self.add(*(harness.json.dumps(report(number)) + "\n" for number in range(0, 900, 13)),
                 harness.document("raid", harness.RAID), harness.document("again", harness.RAID_AGAIN),
                 harness.document("blast", harness.BLAST, "2024-02-01"),
                 *(harness.json.dumps(stating(number)) + "\n" for number in range(12)))
        self.serve()
        choose = random.Random(SEED)
        sizes = collections.Counter()
        for turn in range(SELECTIONS):
            chosen = selection(choose)
            with self.subTest(seed=SEED, turn=turn, chosen=chosen):
                flags = [part for name, value in chosen.items()
                         for part in ([f"--{name}"] if name == "election" else [f"--{name}", value])]
                query = {name.replace("-", "_"): value for name, value in chosen.items()}
                told = self.incidents(*flags)
                sizes[bool(told)] += 1
                self.agree(told, query, flags)
                sizes["stated"] += self.agree_on_what_is_stated(chosen)
        self.assertGreater(sizes[True], SELECTIONS // 4, "the selections select nothing")
        self.assertGreater(sizes["stated"], SELECTIONS, "nothing is stated")

    def agree_on_what_is_stated(self, chosen):
        """Totals, measures, threats and the briefing; how many rows there were."""
        rows = 0
        chosen = {name: value for name, value in chosen.items() if name in ("since", "until", "place", "as-of", "convention")}
        query = {name.replace("-", "_"): value for name, value in chosen.items()}
        flags = [part for name, value in chosen.items() for part in (f"--{name}", value)]
        for name in ("tallies", "measures", "warnings"):
            told = [harness.json.loads(line) for line in self.ok(name, "--register", self.register, "--format", "jsonl", *flags).splitlines()]
            served, cursor = [], ""
            while cursor is not None:
                page = self.get(f"/{name}", **query, limit=5, cursor=cursor)
                if not cursor:
                    self.assertEqual((page["total"], page["total_exact"]), (len(told), True))
                served += page[name]
                cursor = page["next"]
            flat = [{**{key: value for key, value in one.items() if key != "report"}, "document": one["report"]["document"],
                     "source": one["report"]["source"], "published": one["report"]["published"]} for one in served]
            self.assertEqual(flat, told)
            lines = [harness.json.loads(line) for line in self.get(f"/{name}.jsonl", **query).splitlines()]
            self.assertEqual(lines, served)
            table = list(csv.DictReader(io.StringIO(self.get(f"/{name}.csv", **query).decode())))
            self.assertEqual([one["report.document"] for one in table], [one["document"] for one in told])
            rows += len(told)
        query.setdefault("since", "2024-01-01")
        flags = [part for name, value in query.items() for part in (f"--{name.replace('_', '-')}", value)]
        told = self.ok("brief", "--register", self.register, "--format", "markdown", *flags)
        self.assertEqual(self.get("/brief", **query, format="markdown").decode(), told)
        return rows

    def agree(self, told, query, flags):
        killed = {one["id"]: one["killed"] for one in told}
        # Page by page, in any order.
        for sort in ("-date", "date", "-killed", "-changed"):
            rows, cursor = [], ""
            while cursor is not None:
                page = self.get("/incidents", **query, limit=7, sort=sort, cursor=cursor)
                if not cursor:
                    self.assertEqual(page["total"], len(told))
                rows += page["incidents"]
                cursor = page["next"]
            self.assertEqual(len(rows), len(told))
            self.assertEqual({one["id"]: one["killed"] for one in rows}, killed)
        # The same lines, and the same table.
        lines = [harness.json.loads(line) for line in self.get("/incidents.jsonl", **query).splitlines()]
        self.assertEqual(lines, told)
        table = self.ok("export", "--register", self.register, "--format", "csv", *flags)
        served = self.get("/incidents.csv", **query).decode()
        self.assertEqual(list(csv.reader(io.StringIO(served))), list(csv.reader(io.StringIO(table))))
        # What they add up to.
        timeline = self.get("/timeline", **query, by="month")
        self.assertEqual(timeline["total"], len(told))
        self.assertEqual(timeline["undated"] + sum(one["incidents"] for one in timeline["buckets"]), len(told))
        dated = [one for one in told if one["date"]["earliest"]]
        self.assertEqual(added(one["killed"] for one in timeline["buckets"]), total(dated, "killed"))
        areas = self.get("/areas", **query)
        self.assertEqual((areas["total"], areas["killed"]), (len(told), total(told, "killed")))
        points = self.get("/incidents/map", **query)["points"]
        self.assertEqual({one[0]: one[5] for one in points},
                         {one["id"]: one["killed"]["best"] if one["killed"] else None for one in told if one["place"]["latitude"] is not None})
        if told:
            one = told[len(told) // 2]
            view = {name: query[name] for name in ("as_of", "convention") if name in query}
            whole = self.get(f"/incidents/{one['id']}", **view)
            self.assertEqual({name: whole[name] for name in one if name != "duplicates"}, {name: one[name] for name in one if name != "duplicates"})


if __name__ == "__main__":
    harness.main()
