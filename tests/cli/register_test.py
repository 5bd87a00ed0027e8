"""The register from outside: what it keeps, and what happens to it when things go wrong."""
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest

import harness
from harness import BLAST, RAID, RAID_AGAIN, Case, document


class Register(Case):
    def fill(self):
        self.add(document("raid", RAID), document("blast", BLAST, "2024-02-01"))

    def content(self):
        """The incidents, without the moments at which they were learnt."""
        out = self.incidents()
        for incident in out:
            for key in ("first_known", "last_changed"):
                incident.pop(key)
            for report in incident["reports"]:
                report.pop("learnt", None)
        return out

    def stays_as_it_is(self, status, error_id):
        """Every verb says what is wrong with the register, and none touches it."""
        before = self.register.read_bytes()
        path = self.file("more.jsonl", document("more", RAID_AGAIN))
        self.fails(status, error_id, "list", "--register", self.register)
        line = self.fails(status, error_id, "add", "--reader", "rules", "--register", self.register, path)
        self.assertIn(str(self.register), line)
        self.assertEqual(self.register.read_bytes(), before)

    def test_missing(self):
        for verb in (["list"], ["export"], ["show", "x"], ["retract", "x"]):
            self.fails(4, "register-missing", verb[0], "--register", self.folder / "none.db", *verb[1:])
        self.assertFalse((self.folder / "none.db").exists())

    def test_of_a_newer_version(self):
        self.fill()
        with sqlite3.connect(self.register) as database:
            database.execute("PRAGMA user_version = 99999")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        self.stays_as_it_is(4, "register-newer")

    def test_corrupt(self):
        self.fill()
        size = self.register.stat().st_size
        with open(self.register, "r+b") as file:
            file.seek(0)
            file.write(b"\x5a" * min(size, 8192))
        for suffix in ("-wal", "-shm"):
            (self.folder / f"r.db{suffix}").unlink(missing_ok=True)
        self.stays_as_it_is(4, "register-corrupt")

    def test_no_register_at_all(self):
        self.register.write_text("Dear diary, this is no register.\n" * 100)
        self.stays_as_it_is(4, "register-corrupt")

    def test_of_another_program(self):
        database = sqlite3.connect(self.register)
        database.execute("CREATE TABLE recipes (name TEXT)")
        database.commit()
        database.close()
        self.stays_as_it_is(4, "register-corrupt")

    def test_locked(self):
        self.fill()
        before = self.content()
        database = sqlite3.connect(self.register, isolation_level=None)
        database.execute("BEGIN IMMEDIATE")
        try:
            path = self.file("more.jsonl", document("more", RAID_AGAIN))
            self.fails(4, "register-busy", "add", "--reader", "rules", "--register", self.register, path)
            self.assertEqual(self.content(), before)  # reading goes on
        finally:
            database.execute("ROLLBACK")
            database.close()
        self.assertEqual(self.content(), before)

    def test_file_that_may_not_grow(self):
        """Adds until the limit of the process; what was acknowledged stays. (A full disk: test_full_file_system.)"""
        self.fill()
        limit = self.register.stat().st_size + 300_000

        def small_disk():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        lines = "".join(document(f"d{i}", f"{RAID} This is report {i}. " + f"Line {i} of nothing. " * 400) for i in range(100))
        path = self.file("many.jsonl", lines)
        result = self.run_program("add", "--reader", "rules", "--register", self.register, path, preexec_fn=small_disk)
        self.assertEqual(result.returncode, 4, result.stderr.decode())
        self.assertIn(str(self.register), result.stderr.decode())
        documents = {r["document"] for incident in self.incidents() for r in incident["reports"]}
        self.assertLessEqual({"raid", "blast"}, documents)
        database = sqlite3.connect(self.register)
        self.assertEqual(database.execute("PRAGMA integrity_check").fetchone()[0], "ok")
        database.close()
        self.ok("add", "--reader", "rules", "--register", self.register, path)  # with room, it goes on

    @unittest.skipUnless(os.getuid() == 0, "needs root")
    def test_full_file_system(self):
        mount = self.folder / "small"
        mount.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "none", mount], capture_output=True).returncode != 0:
            self.skipTest("cannot mount")
        self.addCleanup(subprocess.run, ["umount", "-l", mount], capture_output=True)
        self.register = mount / "r.db"
        self.fill()
        lines = "".join(document(f"d{i}", f"{RAID} This is report {i}. " + f"Line {i} of nothing. " * 400) for i in range(100))
        path = self.file("many.jsonl", lines)
        self.fails(4, "register-full", "add", "--reader", "rules", "--register", self.register, path)
        documents = {r["document"] for incident in self.incidents() for r in incident["reports"]}
        self.assertLessEqual({"raid", "blast"}, documents)

    def test_the_same_document_twice(self):
        self.fill()
        once = self.ok("export", "--register", self.register)
        result = self.run_program("add", "--register", self.register, "-",
                                  stdin=(document("raid", RAID) + document("blast", BLAST, "2024-02-01")).encode())
        self.assertEqual(result.returncode, 0)
        self.assertIn(b"2 known", result.stderr)
        self.assertEqual(self.ok("export", "--register", self.register), once)

    def test_any_order_gives_the_same_register(self):
        documents = [document("raid", RAID), document("blast", BLAST, "2024-02-01"), document("again", RAID_AGAIN, "2024-01-31")]
        self.add(*documents)
        forward = self.content()
        self.register = self.folder / "backward.db"
        for one in reversed(documents):
            self.add(one)
        self.assertEqual(self.content(), forward)

    def test_as_of(self):
        self.add(document("raid", RAID))
        first = self.incidents()
        self.assertGreaterEqual(len(first), 1)
        moment = max(report["learnt"] for incident in first for report in incident["reports"])
        time.sleep(0.02)
        self.add(document("blast", BLAST, "2024-02-01"))
        self.assertGreater(len(self.incidents()), len(first))
        self.assertEqual(self.incidents("--as-of", moment), first)
        self.assertEqual(self.incidents("--as-of", "2001-01-01"), [])
        for verb in ("list", "duplicates", "tallies", "measures", "warnings"):
            self.ok(verb, "--register", self.register, "--as-of", moment)

    def test_follow_ups_join_what_they_speak_of(self):
        """A risen toll, one more suspect, a denied claim, an incident recalled with its count."""
        stories = {
            "Khuzdar": [  # the toll rose
                ("2024-03-12", "A bomb exploded in a market in Khuzdar on Monday, killing 11 people and injuring 30 others, police said."),
                ("2024-03-14", "KHUZDAR: The death toll from Monday's market bombing rose to 14 on Wednesday after three of the injured died "
                               "in hospital, doctors said.")],
            "Mardan": [  # one more was held
                ("2024-04-03", "Gunmen shot dead a candidate's brother, Haji Naseer, in Mardan on Tuesday. Police arrested two suspects the same evening."),
                ("2024-04-06", "MARDAN: A third suspect was held on Friday over the killing of Haji Naseer in Mardan on Tuesday, police said.")],
            "Turbat": [  # the claim was denied
                ("2024-05-09", "Six soldiers were killed when a roadside bomb hit their vehicle in Turbat on Wednesday. The Baloch Liberation "
                               "Army claimed responsibility."),
                ("2024-05-11", "A spokesman for the Baloch Liberation Army on Friday denied that the group had carried out Wednesday's "
                               "roadside bombing in Turbat in which six soldiers were killed.")],
            "Daraban": [  # recalled with its count
                ("2023-12-13", "At least 23 soldiers were killed on Tuesday when suicide bombers attacked an army post in Daraban, Dera "
                               "Ismail Khan district."),
                ("2024-02-06", "Ten policemen were killed on Monday when militants stormed a police station in Chaudhwan, Dera Ismail Khan "
                               "district. The attack came two months after the December attack in Daraban that killed 23 soldiers.")],
        }
        self.add(*(document(f"{town}-{i}", text, published, source=f"Paper {i}")
                   for town, reports in stories.items() for i, (published, text) in enumerate(reports)))
        found = {}
        for incident in self.incidents():
            killed = [incident["killed"]["low"], incident["killed"]["high"]]
            documents = sorted(report["document"] for report in incident["reports"])
            found.setdefault(incident["place"]["name"], []).append((documents, killed))
        self.assertEqual(found, {
            "Khuzdar": [(["Khuzdar-0", "Khuzdar-1"], [11, 14])],
            "Mardan": [(["Mardan-0", "Mardan-1"], [1, 1])],
            "Turbat": [(["Turbat-0", "Turbat-1"], [6, 6])],
            "Daraban": [(["Daraban-0", "Daraban-1"], [23, 23])],
            "Chaudhwan": [(["Daraban-1"], [10, 10])]})

    def test_an_update_of_an_address_is_a_new_version(self):
        more = RAID.replace("three policemen", "five policemen")
        self.assertNotEqual(more, RAID)
        self.add(document("raid", RAID, url="https://paper.example/raid"))
        first = self.incidents()
        moment = max(report["learnt"] for incident in first for report in incident["reports"])
        time.sleep(0.02)
        self.add(document("raid", more, "2024-01-31", url="https://paper.example/raid"))
        now = self.incidents()
        self.assertEqual([len(incident["reports"]) for incident in now], [1])
        self.assertEqual([incident["killed"]["best"] for incident in now], [5])
        self.assertEqual(self.incidents("--as-of", moment), first)
        self.assertEqual([incident["killed"]["best"] for incident in first], [3])
        # What it was named by then leads to it still.
        self.assertIn(now[0]["id"], self.ok("show", first[0]["id"], "--register", self.register))

    def test_documents_of_one_id_are_both_kept(self):
        self.add(document("1", RAID))
        self.add(document("1", BLAST, "2024-02-01"))
        names = {report["document"] for incident in self.incidents() for report in incident["reports"]}
        self.assertEqual(len(names), 2)
        for name in names:
            self.assertTrue(name.startswith("1#"), name)

    def test_filters(self):
        self.fill()
        everything = self.incidents()
        self.assertGreaterEqual(len(everything), 2)
        blast = self.incidents("--place", "quetta")
        self.assertEqual([i["reports"][0]["document"] for i in blast], ["blast"])
        self.assertEqual(self.incidents("--since", "2024-01-31", "--until", "2024-02-02"), blast)
        self.assertEqual(self.incidents("--min-killed", "3", "--until", "2024-01-30"), self.incidents("--place", "Mach"))
        self.assertEqual(self.incidents("--place", "Nowhere at all"), [])
        self.assertEqual(self.incidents("--election"), blast)

    def test_every_format_and_list(self):
        self.fill()
        for name in ("jsonl", "csv", "geojson", "acled"):
            self.assertTrue(self.ok("export", "--register", self.register, "--format", name))
        header = self.ok("export", "--register", self.register, "--format", "acled").splitlines()[0]
        self.assertEqual(len(header.split(",")), 31)
        self.assertEqual(json.loads(self.ok("export", "--register", self.register, "--format", "geojson"))["type"], "FeatureCollection")
        identifier = self.incidents()[0]["id"]
        self.assertIn("What is stated", self.ok("show", "--register", self.register, identifier))
        self.assertEqual(json.loads(self.ok("show", "--register", self.register, "--format", "jsonl", identifier))["id"], identifier)
        for verb in ("duplicates", "tallies", "measures", "warnings"):
            self.ok(verb, "--register", self.register)
            for line in self.ok(verb, "--register", self.register, "--format", "jsonl").splitlines():
                json.loads(line)

    def test_account_ids_are_those_of_read(self):
        """What `read` prints of an account is found again in the register by its id."""
        lines = self.read("-", stdin=document("raid", RAID).encode())
        self.add(document("raid", RAID))
        told = {account["id"] for account in lines[0]["accounts"]}
        reports = [report for incident in self.incidents() for report in incident["reports"]]
        self.assertEqual({report["account"] for report in reports}, told)
        self.assertEqual(len({report["id"] for report in reports}), len(reports))


class Decisions(Case):
    def setUp(self):
        super().setUp()
        self.add(document("raid", RAID), document("blast", BLAST, "2024-02-01"))
        by_document = {i["reports"][0]["document"]: i["id"] for i in self.incidents()}
        self.raid, self.blast = by_document["raid"], by_document["blast"]

    def clusters(self):
        return sorted(sorted(report["document"] for report in incident["reports"]) for incident in self.incidents())

    def decide(self, *arguments):
        out = self.ok(arguments[0], "--register", self.register, *arguments[1:])
        self.assertRegex(out, r"^decision \d+\n$")
        return out.split()[1]

    def reread(self):
        self.ok("reread", "--register", self.register)
        self.add(document("raid", RAID), document("blast", BLAST, "2024-02-01"))

    def test_merge_and_undo_survive_rereading(self):
        apart = self.clusters()
        number = self.decide("merge", self.raid, self.blast, "--by", "A. Reviewer", "--reason", "one cell, one night")
        together = self.clusters()
        self.assertIn(["blast", "raid"], together)
        self.reread()
        self.assertEqual(self.clusters(), together)
        page = self.ok("show", "--register", self.register, self.raid)
        self.assertIn("A. Reviewer", page)
        self.assertIn("one cell, one night", page)
        self.decide("undo", number)
        self.assertEqual(self.clusters(), apart)
        self.reread()
        self.assertEqual(self.clusters(), apart)

    def test_rereading_takes_places_of_the_users_own_as_they_are_now(self):
        text = "A bomb exploded at Zarghun Kot High School on Monday, killing two guards."
        self.add(document("bomb", text))
        own = lambda latitude: self.file("own.csv", f"name,latitude,longitude\nZarghun Kot High School,{latitude},71.55\n")
        place = lambda: next(i for i in self.incidents() if any(r["document"] == "bomb" for r in i["reports"]))["place"]
        self.assertNotEqual(place()["name"], "Zarghun Kot High School")
        for latitude in (34.01, 33.75):
            self.ok("reread", "--register", self.register, "--places", own(latitude))
            self.assertEqual((place()["name"], place()["latitude"]), ("Zarghun Kot High School", latitude))
        self.reread()
        self.assertNotEqual(place()["name"], "Zarghun Kot High School")

    def test_split_survives_rereading(self):
        self.decide("merge", self.raid, self.blast)
        incident = next(i for i in self.incidents() if len(i["reports"]) > 1)
        account = next(r["id"] for r in incident["reports"] if r["document"] == "blast")
        self.decide("split", incident["id"], account)
        self.reread()
        self.assertNotIn(["blast", "raid"], self.clusters())

    def test_set_outranks_every_statement(self):
        number = self.decide("set", self.raid, "killed", "7")
        killed = lambda: next(i for i in self.incidents() if i["id"] == self.raid)["killed"]
        self.assertEqual(killed()["best"], 7)
        self.add(document("again", RAID_AGAIN, "2024-01-31"))
        self.reread()
        self.assertIn(7, [i["killed"]["best"] for i in self.incidents() if i["killed"]])
        self.decide("undo", number)
        self.assertNotIn(7, [i["killed"]["best"] for i in self.incidents() if i["killed"]])

    def test_retract(self):
        self.decide("retract", self.raid)
        status = {i["id"]: i["status"] for i in self.incidents()}
        self.assertEqual(status[self.raid], "retracted")
        acled = self.ok("export", "--register", self.register, "--format", "acled")
        self.assertNotIn(self.raid, acled)

    def test_unknown_names(self):
        self.fails(2, "unknown-id", "show", "--register", self.register, "zzzz")
        self.fails(2, "unknown-id", "merge", "--register", self.register, self.raid, "zzzz")
        self.fails(2, "unknown-id", "undo", "--register", self.register, "99")
        self.fails(2, "bad-argument", "set", "--register", self.register, self.raid, "mood", "grim")
        self.fails(2, "bad-argument", "set", "--register", self.register, self.raid, "killed", "many")
        self.fails(2, "bad-argument", "merge", "--register", self.register, self.raid)


if __name__ == "__main__":
    harness.main()
