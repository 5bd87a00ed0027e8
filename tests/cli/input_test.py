"""Bad input: one clear line, a documented status, the other documents are still read."""
import gzip
import os
import subprocess
import unittest

import harness
from harness import BLAST, RAID, Case, document


class Input(Case):
    def others_are_read(self, path, error_id, where=""):
        """A bad input beside a good one: status 1, one line, the good one read; alone: status 3."""
        good = self.file("good.jsonl", document("good", RAID))
        result = self.run_program("read", "--format", "jsonl", path, good)
        self.assertEqual(result.returncode, 1, result.stderr.decode())
        line = self.one_error(result, error_id)
        self.assertIn(where or str(path), line)
        self.assertEqual(result.stdout.decode().count('"id":"good"'), 1)
        return line

    def test_missing_file(self):
        self.others_are_read(self.folder / "nowhere.txt", "not-found")
        self.fails(3, "not-found", "read", self.folder / "nowhere.txt")

    def test_unreadable_file(self):
        path = self.file("secret.txt", RAID)
        path.chmod(0)
        self.folder.chmod(0o755)
        nobody = (lambda: os.setuid(65534)) if os.getuid() == 0 else None
        result = self.run_program("read", path, preexec_fn=nobody)
        self.assertEqual(result.returncode, 3, result.stderr.decode())
        self.one_error(result, "unreadable")

    def test_text_in_another_encoding_is_read(self):
        path = self.file("latin.txt", "Trois policiers tués. Gunmen killed three policemen in Mach on Monday.".encode("latin-1"))
        line = self.read("--published", "2024-01-30", path)[0]
        self.assertEqual(line["document"]["id"], "latin")

    def test_bytes_that_are_no_text(self):
        path = self.file("bad.jsonl", b'{"id":"bad","text":"killed \xff\xfe three"}\n')
        line = self.others_are_read(path, "bad-encoding", "bad.jsonl:1")
        self.assertIn("bad.jsonl:1:", line)

    def test_broken_json_line(self):
        path = self.file("lines.jsonl", document("a", RAID) + '{"id": "b", "text": "cut o\n' + document("c", BLAST))
        result = self.run_program("read", "--format", "jsonl", path)
        self.assertEqual(result.returncode, 1)
        self.assertIn("lines.jsonl:2", self.one_error(result, "bad-json"))
        self.assertEqual(len(result.stdout.splitlines()), 2)

    def test_json_that_is_no_document(self):
        self.fails(3, "empty-text", "read", self.file("x.jsonl", '{"id": "a"}\n'))
        for content in ('{"id": "a", "text": 5}\n', '[1, 2]\n', '"text"\n'):
            path = self.file("x.jsonl", content)
            self.fails(3, "bad-json", "read", path)

    def test_bad_date_in_a_document(self):
        path = self.file("x.jsonl", document("a", RAID, published="2024-02-30"))
        self.fails(3, "bad-date", "read", path)

    def test_line_of_200_mb(self):
        """Refused in bounded memory; what follows is read."""
        command = [harness.PROGRAM, "read", "--format", "jsonl", "--threads", "1", "-"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=open(self.folder / "out", "wb"),
                                   stderr=open(self.folder / "err", "wb"))
        chunk = b"killed three people " * 50000
        process.stdin.write(b'{"id":"huge","text":"')
        for _ in range(200):
            process.stdin.write(chunk)
        process.stdin.write(b'"}\n' + document("good", RAID).encode())
        process.stdin.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        error = (self.folder / "err").read_text()
        self.assertEqual(process.returncode, 1, error)
        self.assertIn("[too-large]", error)
        self.assertEqual(len(error.splitlines()), 1, error)
        self.assertIn('"id":"good"', (self.folder / "out").read_text())
        self.assertLess(usage.ru_maxrss, 400_000, "kilobytes")

    def test_empty_text(self):
        self.others_are_read(self.file("empty.txt", ""), "empty-text")
        self.others_are_read(self.file("blank.txt", " \n\n\t"), "empty-text")

    def test_page_without_an_article(self):
        page = "<!doctype html><html><head><title>Menu</title></head><body><nav><a href=/>Home</a><a href=/b>Shop</a></nav></body></html>"
        self.others_are_read(self.file("menu.html", page), "no-article")

    def test_xml_that_is_no_feed(self):
        self.others_are_read(self.file("x.rss", '<?xml version="1.0"?><notes><note>milk</note></notes>'), "bad-feed")

    def test_damaged_packing(self):
        packed = gzip.compress(document("a", RAID).encode() * 1000)
        self.others_are_read(self.file("x.jsonl.gz", packed[:len(packed) // 2]), "unreadable")

    def test_a_folder_is_read_whole(self):
        self.file("in/a.txt", RAID)
        self.file("in/deep/b.txt", BLAST)
        self.file("in/.hidden.txt", BLAST)
        ids = [line["document"]["id"] for line in self.read("--published", "2024-01-30", self.folder / "in")]
        self.assertEqual(sorted(ids), ["a", "b"])

    def test_empty_folder(self):
        (self.folder / "none").mkdir()
        self.assertEqual(self.run_program("read", self.folder / "none").returncode, 3)

    def test_standard_input(self):
        line = self.read("--published", "2024-01-30", "-", stdin=RAID.encode())[0]
        self.assertTrue(line["relevant"])


class Usage(Case):
    def test_places_of_the_users_own(self):
        own = self.file("own.csv", "name,latitude,longitude,constituency\nZarghun Kot High School,34.01,71.55,NA-28\n")
        report = self.file("report.txt", "A bomb exploded at Zarghun Kot High School on Monday, killing two guards.")
        plain = self.read("--published", "2024-01-30", report)[0]["accounts"][0]["place"]
        self.assertNotEqual(plain["name"], "Zarghun Kot High School")
        place = self.read("--published", "2024-01-30", "--places", own, report)[0]["accounts"][0]["place"]
        self.assertEqual((place["name"], place["admin2"], place["constituency"], place["precision"]),
                         ("Zarghun Kot High School", "Peshawar", "NA-28", "exact"))

    def test_places_that_cannot_be_read(self):
        report = self.file("report.txt", RAID)
        own = self.file("own.csv", "name,latitude,longitude\nA,34.01,71.55\nB,north,71.55\n")
        line = self.fails(5, "bad-pack", "read", "--places", own, report)
        self.assertIn("own.csv:3", line)
        self.assertIn("latitude", line)
        self.fails(5, "bad-pack", "read", "--places", self.folder / "none.csv", report)

    def test_unknown_flag(self):
        self.fails(2, "bad-argument", "read", "--colour-of-ink", "blue", "-")

    def test_unknown_verb_and_none(self):
        self.fails(2, "bad-argument", "reed", "-")
        self.fails(2, "bad-argument")

    def test_no_input(self):
        self.fails(2, "bad-argument", "read")

    def test_dates_that_are_none(self):
        for value in ("yesterday", "2024-02-30", "30.01.2024", "2024"):
            self.fails(2, "bad-date", "read", "--published", value, "-")
            self.fails(2, "bad-date", "list", "--since", value)
        self.fails(2, "bad-date", "list", "--as-of", "soon")

    def test_values_out_of_range(self):
        self.fails(2, "bad-argument", "read", "--country", "Pakistan", "-")
        self.fails(2, "bad-argument", "list", "--min-killed", "-3")
        self.fails(2, "bad-argument", "list", "--min-killed", "many")
        self.fails(2, "bad-argument", "list", "--since", "2024-02-01", "--until", "2024-01-01")
        self.fails(2, "bad-argument", "export", "--format", "xml")
        self.fails(2, "bad-argument", "list", "--convention", "guess")

    def test_help_and_version(self):
        self.assertIn("Exit status", self.ok("--help"))
        self.assertIn("--register", self.ok("list", "--help"))
        self.assertRegex(self.ok("--version"), r"^roznamcha \d+\.\d+\.\d+\n$")

    def test_packs(self):
        self.assertEqual(self.ok("pack", "check"), "the packs hold\n")
        self.assertIn("taxonomy.tsv", self.ok("pack", "list"))
        (self.folder / "empty").mkdir()
        result = self.run_program("pack", "check", "--packs", self.folder / "empty")
        self.assertEqual(result.returncode, 5)
        self.fails(5, "bad-pack", "read", "--packs", self.folder / "empty", "-")


if __name__ == "__main__":
    harness.main()
