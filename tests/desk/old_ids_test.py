"""An address of an incident that somebody kept still leads to what became of that incident."""
import json
import os
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import server_test  # noqa: E402
import harness  # noqa: E402
from harness import BLAST, RAID, document  # noqa: E402

SEED = int(os.environ.get("ROZNAMCHA_SEED", 20240208))
ROUNDS = int(os.environ.get("ROZNAMCHA_ROUNDS", 3))
TOWNS = ["Quetta", "Mach", "Sibi"]
TEXTS = ["Gunmen raided a police post in {town} on {day}, killing {killed} policemen and injuring two others, officials said.",
         "At least {killed} policemen were killed when armed men attacked a police post in {town} on {day}, a senior police officer said.",
         "Armed men stormed a police post in {town} on {day}. {killed} policemen died in the attack, police said."]


def dispatch(chance, number):
    """One of several that tell of few incidents, so that what comes later joins what is known."""
    day = f"2024-01-{chance.choice([3, 11, 20]):02}"
    text = chance.choice(TEXTS).format(town=chance.choice(TOWNS), day=day, killed=chance.choice(["three", "four", "six"]))
    # Later documents may have been published earlier, so that the first account of an incident changes.
    published = f"2024-01-{chance.randint(21, 28):02}"
    return json.dumps({"id": f"d{number}", "published": published, "country": "PK", "source": f"Paper {number}", "text": text}) + "\n"


class OldIds(server_test.Served):
    def leads_to(self, identifier):
        """Id of the incident that the API and the command line tell of, by an id that was kept."""
        now = self.get(f"/incidents/{identifier}")["id"]
        self.assertIn(f"{now}", self.ok("show", "--register", self.register, identifier))
        self.assertIn(now, {one["id"] for one in self.get("/incidents", limit=1000)["incidents"]})
        return now

    def test_ids_outlive_what_joins_and_what_is_merged(self):
        chance = random.Random(SEED)
        self.add(dispatch(chance, 0))
        self.serve()
        told = set()
        for turn in range(ROUNDS):
            self.add(*(dispatch(chance, 1 + turn * 8 + n) for n in range(8)))
            standing = [one["id"] for one in self.get("/incidents", limit=1000)["incidents"]]
            told.update(standing)
            if len(standing) > 2:
                self.assertEqual(self.post("/review/merge", {"ids": chance.sample(standing, 2), "by": "clerk"})[0], 200)
        moved = [one for one in sorted(told) if self.leads_to(one) != one]
        self.assertTrue(moved, "no id has changed: the test shows nothing")

    def test_ids_outlive_a_new_version_of_their_report(self):
        def version(text):
            self.add(document("raid", text, url="http://paper.example/raid"))
            return [one["id"] for one in self.get("/incidents")["incidents"]]
        self.add(document("blast", BLAST, "2024-02-01", url="http://paper.example/blast"))
        self.serve()
        other = self.get("/incidents")["incidents"][0]["id"]
        kept = set(version(RAID)) - {other}
        for text in (RAID + " A curfew was imposed.", "MACH: " + RAID, RAID.replace("three", "five")):
            now = set(version(text)) - {other}
            self.assertEqual(len(now), 1)
            self.assertFalse(now & kept, "the id has not changed: the test shows nothing")
            for identifier in kept:
                self.assertEqual({self.leads_to(identifier)}, now)
            kept |= now
        # What is told no more is not taken for something else.
        self.assertEqual(version("The weather was fine in all of the province."), [other])
        for identifier in kept:
            self.assertEqual(self.ask("GET", f"/incidents/{identifier}")[0], 404)
        self.assertEqual(self.leads_to(other), other)


if __name__ == "__main__":
    harness.main()
