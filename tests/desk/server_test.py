"""The desk's server from outside, over real sockets: what it promises when clients and the world behave badly."""
import http.client
import http.server
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
import harness  # noqa: E402
from harness import BLAST, RAID, RAID_AGAIN, Case, document  # noqa: E402

# ROZNAMCHA_LONG=1: the sizes that are promised, which take minutes.
LONG = bool(os.environ.get("ROZNAMCHA_LONG"))
READERS, ADDED, MALFORMED = (200, 1000, 100_000) if LONG else (24, 80, 1500)

TOKENS = "read guest 0123456789abcdef\nwrite clerk fedcba9876543210\n"


def report(number):
    """One of many reports, each of an incident of its own."""
    towns = ["Quetta", "Turbat", "Gwadar", "Mach", "Hub", "Sibi", "Khuzdar", "Zhob", "Chaman", "Kalat"]
    day = f"2024-{1 + number // 280 % 12:02}-{1 + number // 10 % 28:02}"
    return {"id": f"n{number}", "published": day, "country": "PK",
            "text": f"Gunmen on motorcycles shot dead {2 + number % 7} shopkeepers in {towns[number % 10]} on {day}, police said."}


class Served(Case):
    def serve(self, *flags, register=None, within=(), **more):
        """Starts the program on a free port; it is ended with the test. `within`: a command that runs it."""
        self.server = subprocess.Popen(
            [*within, harness.PROGRAM, "serve", "--register", str(register or self.register), "--listen", "127.0.0.1:0", *map(str, flags)],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=self.folder, **more)
        self.addCleanup(self.end)
        line = self.server.stderr.readline().decode()
        self.assertIn("serving", line)
        self.port = int(line.split("http://127.0.0.1:")[1].split("/")[0])

    def end(self):
        if self.server.poll() is None:
            self.server.kill()
        self.server.wait()
        self.server.stderr.close()

    def ask(self, method, path, body=None, headers=(), **query):
        """Status and JSON (or bytes) of one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            target = "/api/v1" + path + ("?" + urllib.parse.urlencode(query) if query else "")
            connection.request(method, target, body, dict(headers))
            response = connection.getresponse()
            content = response.read()
            is_json = "json" in response.getheader("Content-Type", "") and "ndjson" not in response.getheader("Content-Type", "")
            return response.status, json.loads(content) if is_json else content
        finally:
            connection.close()

    def get(self, path, headers=(), **query):
        status, content = self.ask("GET", path, None, headers, **query)
        self.assertEqual(status, 200, content)
        return content

    def post(self, path, value, headers=(), **query):
        return self.ask("POST", path, json.dumps(value), {"X-Roznamcha": "1", "Content-Type": "application/json", **dict(headers)}, **query)

    def peak(self):
        """Most memory that the server has had, in kB."""
        lines = pathlib.Path(f"/proc/{self.server.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])

    def within(self, seconds, test):
        """Waits until `test` gives something true, and gives that."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if result := test():
                return result
            time.sleep(0.1)
        self.fail(f"not within {seconds} s")


class Start(Served):
    def test_beyond_this_machine_only_with_tokens(self):
        self.add(document("raid", RAID))
        for address in ("0.0.0.0:0", "[::]:0"):
            line = self.fails(2, "bad-argument", "serve", "--register", self.register, "--listen", address)
            self.assertIn("--token-file", line)
        self.fails(2, "bad-argument", "serve", "--register", self.register, "--listen", "nowhere")
        self.fails(2, "not-found", "serve", "--register", self.register, "--token-file", self.folder / "none")
        self.fails(2, "bad-argument", "serve", "--register", self.register, "--token-file", self.file("tokens", "read x short\n"))

    def test_a_register_that_is_none(self):
        self.fails(4, "register-missing", "serve", "--register", self.register)
        self.fails(4, "register-corrupt", "serve", "--register", self.file("other.db", "x" * 5000))
        self.add(document("raid", RAID))
        self.fails(2, "not-found", "serve", "--register", self.register, "--watch", self.folder / "none")
        self.fails(2, "bad-argument", "serve", "--register", self.register, "--feed", "ftp://127.0.0.1/x")

    def test_an_address_that_is_taken(self):
        self.add(document("raid", RAID))
        self.serve()
        self.fails(2, "bad-argument", "serve", "--register", self.register, "--listen", f"127.0.0.1:{self.port}")

    def test_ends_when_told(self):
        self.add(document("raid", RAID))
        for number in (signal.SIGINT, signal.SIGTERM):
            self.serve()
            self.get("/incidents")
            self.server.send_signal(number)
            self.assertEqual(self.server.wait(20), 0)
            self.assertIn(b"stopped", self.server.stderr.read())


class Rights(Served):
    def test_tokens(self):
        self.add(document("raid", RAID))
        self.serve("--token-file", self.file("tokens", TOKENS))
        reader, writer = ({"Authorization": f"Bearer {token}"} for token in ("0123456789abcdef", "fedcba9876543210"))
        self.assertEqual(self.ask("GET", "/incidents")[0], 401)
        incident = self.get("/incidents", reader)["incidents"][0]["id"]
        self.assertEqual(self.post("/review/retract", {"incident": incident})[0], 401)
        self.assertEqual(self.post("/review/retract", {"incident": incident}, reader)[0], 403)
        self.assertEqual(self.post("/review/retract", {"incident": incident}, writer)[0], 200)
        self.assertEqual(self.get("/decisions", reader)["decisions"][0]["by"], "clerk")

    def test_what_a_page_of_another_origin_can_send(self):
        self.add(document("raid", RAID))
        self.serve()
        incident = self.get("/incidents")["incidents"][0]["id"]
        body = json.dumps({"incident": incident})
        # A form or a simple fetch: no own headers, a type that needs no leave.
        for headers in ({"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://other.example"},
                        {"Content-Type": "application/json", "X-Roznamcha": "1", "Origin": "http://other.example"}):
            self.assertEqual(self.ask("POST", "/review/retract", body, headers)[0], 403)
        self.assertEqual(self.ask("OPTIONS", "/review/retract", None, {"Origin": "http://other.example"})[0], 405)
        self.assertEqual(self.ask("GET", "/incidents", None, {"Host": "other.example"})[0], 403)
        self.assertEqual(self.get("/decisions")["total"], 0)


class Work(Served):
    def test_a_decision_survives_reading_again(self):
        self.add(document("raid", RAID), document("again", RAID_AGAIN))
        self.serve()
        incident = self.get("/incidents")["incidents"][0]["id"]
        self.assertEqual(self.post("/review/set", {"incident": incident, "field": "killed", "value": "9", "by": "clerk"})[0], 200)
        self.assertEqual(self.get(f"/incidents/{incident}")["killed"]["best"], 9)
        self.ok("reread", "--register", self.register)
        self.assertEqual(self.get(f"/incidents/{incident}")["killed"]["best"], 9)
        self.assertEqual(self.incidents()[0]["killed"]["best"], 9)

    def test_what_another_program_adds_is_seen(self):
        self.add(document("raid", RAID))
        self.serve()
        self.assertEqual(self.get("/incidents")["total"], 1)
        self.add(document("blast", BLAST, "2024-02-01"))
        self.assertEqual(self.get("/incidents")["total"], 2)

    def test_figures_are_those_of_the_command_line(self):
        self.add(document("raid", RAID), document("again", RAID_AGAIN), document("blast", BLAST, "2024-02-01"))
        self.serve()
        for flags, query in (((), {}), (("--min-killed", "3"), {"min_killed": 3}), (("--place", "Quetta"), {"place": "Quetta"}),
                             (("--convention", "maverick-informative"), {"convention": "maverick-informative"})):
            told = {one["id"]: one["killed"] for one in self.incidents(*flags)}
            served = {one["id"]: one["killed"] for one in self.get("/incidents", **query)["incidents"]}
            self.assertEqual(told, served)
            lines = [json.loads(line) for line in self.get("/incidents.jsonl", **query).splitlines()]
            self.assertEqual(lines, self.incidents(*flags))

    def test_the_briefing_is_that_of_the_command_line(self):
        self.add(document("raid", RAID), document("blast", BLAST, "2024-02-01", title="<script>x</script>"))
        self.serve()
        for shape in ("text", "markdown", "html"):
            told = self.ok("brief", "--register", self.register, "--since", "2024-01-01", "--format", shape)
            self.assertEqual(self.get("/brief", since="2024-01-01", format=shape).decode(), told)
            self.assertNotIn("<script", told.replace("\\<script", "") if shape != "text" else "")

    def test_hostile_texts(self):
        self.add(document("raid", RAID))
        self.serve()
        title = "<img src=x onerror=alert(1)>\u202e" + "long " * 2_000_000
        status, posted = self.post("/reports", {"id": "a/../b?c#d", "title": title, "text": BLAST, "published": "2024-02-01", "country": "PK"})
        self.assertEqual((status, posted["added"]), (200, 1), posted)
        for path in ("/reports", "/incidents", "/brief"):
            content = self.get(path, **({"since": "2024-01-01"} if path == "/brief" else {}))
            self.assertLess(len(json.dumps(content)), 50_000, path)
        self.assertIn("election office", self.get("/reports/" + urllib.parse.quote("a/../b?c#d", safe=""))["document"]["text"])

    def test_a_large_import_shows_its_progress(self):
        self.add(document("raid", RAID))
        self.serve()
        lines = "".join(json.dumps(report(n)) + "\n" for n in range(300))
        status, started = self.ask("POST", "/reports", lines, {"X-Roznamcha": "1", "Content-Type": "application/x-ndjson"}, job=1)
        self.assertEqual(status, 202)
        seen = set()

        def done():
            job = self.get(f"/jobs/{started['job']}")
            seen.add(job["documents"])
            return job["state"] == "done" and job
        job = self.within(120, done)
        self.assertEqual((job["added"], job["documents"], job["bytes_done"]), (300, 300, job["bytes_total"]))
        self.assertEqual(self.get("/meta")["documents"], 301)


class Live(Served):
    def events(self):
        """Lines of the stream of events, as they come."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.addCleanup(connection.close)
        connection.request("GET", "/api/v1/events")
        response = connection.getresponse()
        self.assertEqual(response.getheader("Content-Type"), "text/event-stream")
        return response

    def test_a_file_that_is_dropped_is_taken_and_told(self):
        folder = self.folder / "dropped"
        folder.mkdir()
        self.serve("--watch", folder)
        stream = self.events()
        (folder / "raid.jsonl").write_text(document("raid", RAID))
        (folder / "empty.txt").write_text("")
        kinds = set()
        while not {"report", "incident"} <= kinds:
            line = stream.readline().decode()
            self.assertTrue(line, "the stream has ended")
            if line.startswith("event: "):
                kinds.add(line[7:].strip())
        self.assertEqual(self.get("/incidents")["total"], 1)
        source = self.within(20, lambda: (found := self.get("/sources")["sources"][0])["documents"] == 1 and found)
        self.assertEqual((source["kind"], source["name"], source["incidents"]), ("watch", str(folder), 1))
        (folder / "blast.jsonl").write_text(document("blast", BLAST, "2024-02-01"))
        self.within(20, lambda: self.get("/incidents")["total"] == 2)

    def test_a_feed_is_polled(self):
        item = f"<item><title>Raid</title><guid>raid</guid><pubDate>Tue, 30 Jan 2024 09:00:00 GMT</pubDate><description>{RAID}</description></item>"

        class Publisher(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path == "/moved":
                    self.send_response(301)
                    self.send_header("Location", "/feed")
                    self.end_headers()
                elif self.path == "/feed":
                    content = f'<rss version="2.0"><channel><title>Wire</title>{item}</channel></rss>'.encode()
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)
                else:
                    self.send_error(500)

            def log_message(self, *_):
                pass
        publisher = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
        threading.Thread(target=publisher.serve_forever, daemon=True).start()
        self.addCleanup(publisher.server_close)
        self.addCleanup(publisher.shutdown)
        address = f"http://127.0.0.1:{publisher.server_address[1]}"
        self.serve("--feed", address + "/moved", "--feed", address + "/broken")
        self.within(20, lambda: self.get("/incidents")["total"] == 1)

        def polled():
            sources = self.get("/sources")["sources"]
            return sources[0]["last_success"] and sources[1]["failures"] and sources
        good, broken = self.within(20, polled)
        self.assertEqual((good["documents"], good["last_error"]), (1, None))
        self.assertIn("500", broken["last_error"])
        self.assertIsNone(broken["last_success"])


class Load(Served):
    def test_readers_while_documents_are_added(self):
        self.add(document("raid", RAID))
        self.serve()
        done = threading.Event()
        wrong, took = [], {}
        paths = ["/incidents", "/incidents/map", "/timeline", "/areas", "/review", "/reports", "/incidents.csv", "/meta"]

        def read(number):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            turn = number
            while not done.is_set():
                path, asked = paths[turn % len(paths)], time.monotonic()
                connection.request("GET", "/api/v1" + path)
                response = connection.getresponse()
                response.read()
                turn += 1
                took.setdefault(path, []).append((asked, time.monotonic() - asked))
                if response.status != 200:
                    wrong.append((path, response.status))
            connection.close()

        def run(number):
            try:
                read(number)
            except Exception as error:  # noqa: BLE001: whatever it is, it is one too many
                wrong.append(repr(error))
        readers = [threading.Thread(target=run, args=(n,)) for n in range(READERS)]
        for thread in readers:
            thread.start()
        adding, start = [], time.monotonic()
        for number in range(ADDED):
            asked = time.monotonic()
            status, posted = self.post("/reports", report(number))
            adding.append(time.monotonic() - asked)
            self.assertEqual((status, posted.get("added")), (200, 1), posted)
        done.set()
        for thread in readers:
            thread.join()
        self.assertEqual(wrong, [])
        self.assertGreater(sum(map(len, took.values())), READERS)
        if LONG:
            def tell(what, times):
                times = sorted(times)
                print(f"{what}: {len(times)} answers, p50 {1000 * times[len(times) // 2]:.0f} ms, p99 {1000 * times[len(times) * 99 // 100]:.0f} ms")
            tell("one document added", adding)
            for path, pairs in sorted(took.items()):
                tell(path, [waited for _, waited in pairs])
            # The register grows meanwhile, and with it what an answer holds: whether all wait alike shows in a part of the time.
            pairs = [pair for pairs in took.values() for pair in pairs]
            for part in range(10):
                begin = start + part * sum(adding) / 10
                tell(f"part {part + 1} of the time", [waited for asked, waited in pairs if begin <= asked < begin + sum(adding) / 10])
            print(f"in {sum(adding):.0f} s, with {self.peak() // 1024} MiB at the most")
        self.assertEqual(self.get("/meta")["documents"], ADDED + 1)
        held, cursor = set(), ""
        while cursor is not None:
            page = self.get("/reports", limit=1000, cursor=cursor)
            held |= {one["id"] for one in page["reports"]}
            cursor = page["next"]
        self.assertEqual(held, {"raid", *(f"n{number}" for number in range(ADDED))})
        self.assertLess(self.peak(), 1_000_000, "kB")


class Faults(Served):
    def test_what_was_acknowledged_survives_a_kill(self):
        self.add(document("raid", RAID))
        self.serve()
        acknowledged = []

        def add():
            for number in range(100_000):
                try:
                    status, posted = self.post("/reports", report(number))
                except (OSError, http.client.HTTPException):
                    return
                if status == 200:
                    acknowledged.extend(posted["ids"])
        adders = [threading.Thread(target=add) for _ in range(3)]
        for thread in adders:
            thread.start()
        self.within(60, lambda: len(set(acknowledged)) >= 20)
        self.server.kill()
        for thread in adders:
            thread.join()
        self.end()
        self.serve()
        held, cursor = set(), ""
        while cursor is not None:
            page = self.get("/reports", limit=1000, cursor=cursor)
            held |= {one["id"] for one in page["reports"]}
            cursor = page["next"]
        self.assertLessEqual(set(acknowledged) | {"raid"}, held)

    def test_a_full_disk(self):
        self.add(document("raid", RAID))
        limit = self.register.stat().st_size + 200_000
        self.serve(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        refused = None
        for number in range(400):
            status, content = self.post("/reports", report(number))
            if status != 200:
                refused = status, content
                break
        self.assertIsNotNone(refused, "the register never grew to its limit")
        # A limit of the process reaches SQLite as a failure of the file, a full disk as such.
        self.assertIn((refused[0], refused[1]["type"]), [(507, "urn:roznamcha:register-full"), (503, "urn:roznamcha:unreadable")])
        self.end()
        self.serve()
        self.assertEqual(self.get("/meta")["documents"], number + 1)

    def small_disk(self, kilobytes):
        """A folder, and a command that runs another with a file system of so many kB there, on which it finds a copy of the register, `r.db`, and
        1 MB that can be made free, `ballast`."""
        folder = self.folder / "disk"
        folder.mkdir()
        mount = f'mount -t tmpfs -o size={kilobytes}k none "$0" && cp "$1" "$0/r.db" && head -c 1000000 /dev/zero > "$0/ballast" && shift && exec "$@"'
        within = ["unshare", "-rm", "sh", "-c", mount, str(folder), str(self.register)]
        try:
            tried = subprocess.run([*within, "true"], capture_output=True, text=True)
        except OSError as error:
            self.skipTest(f"no file system of its own can be had here: {error}")
        if tried.returncode != 0:
            self.skipTest(f"no file system of its own can be had here: {tried.stderr.strip()}")
        return folder, within

    def test_a_small_file_system_that_is_full(self):
        self.add(document("raid", RAID))
        folder, within = self.small_disk(self.register.stat().st_size // 1000 + 1800)
        self.serve(register=folder / "r.db", within=within)
        seen = pathlib.Path(f"/proc/{self.server.pid}/root{folder}")  # as the server has it
        incident = self.get("/incidents")["incidents"][0]["id"]
        for number in range(400):
            status, content = self.post("/reports", report(number))
            if status != 200:
                break
        self.assertEqual((status, content["type"]), (507, "urn:roznamcha:register-full"), content)
        self.assertIn("make room on the disk", content["advice"])
        # What was acknowledged is there to read.
        self.assertEqual(self.get("/meta")["documents"], number + 1)
        self.assertEqual(self.get(f"/incidents/{incident}")["id"], incident)
        # With room, what was refused is taken; nothing of it was left behind.
        (seen / "ballast").unlink()
        status, content = self.post("/reports", report(number))
        self.assertEqual((status, content["added"]), (200, 1), content)
        self.assertEqual(self.post("/review/retract", {"incident": incident, "by": "clerk"})[0], 200)
        self.assertEqual(self.get("/meta")["documents"], number + 2)
        self.register = self.folder / "copy.db"
        for tail in ("", "-wal"):
            shutil.copy(f"{seen}/r.db{tail}", f"{self.register}{tail}")
        self.assertEqual(len(self.incidents()), self.get("/incidents")["total"])

    def test_the_command_line_on_a_full_file_system(self):
        self.add(document("raid", RAID))
        folder, within = self.small_disk(self.register.stat().st_size // 1000 + 1800)
        self.file("many.jsonl", "".join(json.dumps(report(number)) + "\n" for number in range(400)))
        steps = """
            "$0" add --register "$1/r.db" many.jsonl; echo $?
            "$0" list --register "$1/r.db" > before; echo $?
            rm "$1/ballast"
            "$0" add --register "$1/r.db" again.jsonl; echo $?
            "$0" list --register "$1/r.db" > after; echo $?"""
        self.file("again.jsonl", json.dumps(report(399)) + "\n")
        run = subprocess.run([*within, "sh", "-c", steps, harness.PROGRAM, str(folder)], capture_output=True, text=True, cwd=self.folder)
        self.assertEqual(run.stdout.split(), ["4", "0", "0", "0"], run.stderr)
        self.assertIn("no room to write to the register (make room on the disk", run.stderr)
        self.assertIn("[register-full]", run.stderr)
        before, after = ((self.folder / name).read_text().splitlines() for name in ("before", "after"))
        self.assertEqual(len(after), len(before) + 1)

    def test_a_register_that_is_damaged(self):
        self.add(*(json.dumps(report(number)) + "\n" for number in range(60)))
        sound = self.folder / "sound.db"
        shutil.copy(self.register, sound)
        size = self.register.stat().st_size
        choose = random.Random(5)
        refused = 0
        for share in (0.02, 0.3, 0.6, 0.9):
            shutil.copy(sound, self.register)
            with open(self.register, "r+b") as file:
                file.seek(int(size * share))
                file.write(choose.randbytes(size // 12))
            damaged = self.register.read_bytes()
            server = subprocess.Popen([harness.PROGRAM, "serve", "--register", self.register, "--listen", "127.0.0.1:0"],
                                      stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=self.folder)
            line = server.stderr.readline().decode()
            if "serving" not in line:
                self.assertEqual(server.wait(20), 4, line)
                self.assertRegex(line + server.stderr.read().decode(), r"\[register-corrupt\]")
                refused += 1
            else:
                self.port = int(line.split("http://127.0.0.1:")[1].split("/")[0])
                for path in ("/incidents", "/incidents/map", "/timeline", "/areas", "/reports", "/incidents.jsonl", "/review", "/meta"):
                    status, content = self.ask("GET", path)
                    self.assertIn(status, (200, 503), (path, content))
                    refused += status == 503
                    if status == 503:
                        self.assertEqual(content["type"], "urn:roznamcha:register-corrupt", path)
                self.assertIsNone(server.poll())
                server.kill()
                server.wait()
            server.stderr.close()
            self.assertEqual(self.register.read_bytes(), damaged, "a damaged register was written to")
        self.assertGreater(refused, 0, "nothing noticed the damage")
        shutil.copy(sound, self.register)
        self.serve()
        self.assertEqual(self.get("/meta")["documents"], 60)

    def test_clients_that_never_end_their_request(self):
        self.add(document("raid", RAID))
        self.serve()
        slow = []
        for number in range(40):
            client = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self.addCleanup(client.close)
            client.sendall((b"GET /api/v1/incidents HTTP/1.1\r\nHost: 127.0.0.1\r\nX-", b"POST /api/v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                            b"X-Roznamcha: 1\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nTwo")[number % 2])
            slow.append(client)
        for number in range(5):
            self.assertEqual(self.post("/reports", report(number))[0], 200)
            self.assertEqual(self.get("/reports")["total"] or number + 2, number + 2)
        self.assertEqual(self.get("/meta")["documents"], 6)

    def test_malformed_requests(self):
        """The router and every parameter: whatever is sent, the answer is no failure of the server's."""
        self.add(document("raid", RAID), document("blast", BLAST, "2024-02-01"))
        self.serve()
        routes = self.get("/openapi.json")["paths"]
        asked = [(path, [one.get("name") or one["$ref"].rsplit("/", 1)[1] for one in method.get("parameters", [])], name.upper())
                 for path, methods in routes.items() for name, method in methods.items() if path != "/events"]
        pieces = ["", "%", "%zz", "%00", "%ff%fe", "..", "../../etc/passwd", "'", "\"", "' OR 1=1 --", "NULL", "-1", "0", "1e999", "9" * 40,
                  "2024-02-30", "2024-13-01", "0000-00-00", "2024-01-01", "true", "\u202e".encode(), "<script>", "\\", "*", "&", "=", "?", "#", ";",
                  "nan", "inf", "-180,-90,180,90", "1,2,3", ",,,", "a" * 9000, "{id}", "ucdp", "-date", b"\x80\x81", "%F0%9F%92%A3", "+", "[", "{\"a\":"]
        choose = random.Random(int(os.environ.get("ROZNAMCHA_SEED", "7")))

        def piece():
            one = choose.choice(pieces)
            return one if isinstance(one, bytes) else one.encode()

        def request():
            path, parameters, method = choose.choice(asked)
            target = b"/api/v1" + path.encode()
            while b"{" in target and choose.random() < 0.9:
                target = target.replace(b"{id}", piece() or b"x", 1) if b"{id}" in target else target[:target.index(b"{")] + b"x"
            if choose.random() < 0.1:
                at = choose.randrange(len(target))
                target = target[:at] + piece() + target[at:]
            names = [choose.choice(parameters).encode() if parameters and choose.random() < 0.85 else piece() for _ in range(choose.randrange(4))]
            target += b"?" * bool(names) + b"&".join(name + b"=" + piece() for name in names)
            target = target.replace(b"\r", b"").replace(b"\n", b"").replace(b" ", b"%20" if choose.random() < 0.8 else b" ")
            if choose.random() < 0.15:
                method = choose.choice(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "get", "G\u00cbT", ""])
            body = piece() if method not in ("GET", "HEAD") else b""
            headers = [b"Host: 127.0.0.1", b"Connection: close", b"Content-Length: %d" % len(body)]
            if choose.random() < 0.7:
                headers += [b"X-Roznamcha: 1", b"Content-Type: application/json"]
            if choose.random() < 0.2:
                headers.append(choose.choice([b"Accept", b"If-None-Match", b"Last-Event-ID", b"Range", b"Origin", b"Content-Type", b"Host", b"Transfer-Encoding",
                                              b"Expect", b"Authorization", b"Accept-Encoding", b"Upgrade"]) + b": " + piece())
            choose.shuffle(headers)
            version = b"HTTP/1.1" if choose.random() < 0.95 else piece()
            return method.encode() + b" " + target + b" " + version + b"\r\n" + b"\r\n".join(headers) + b"\r\n\r\n" + body

        statuses = {}
        for number in range(MALFORMED):
            sent = request()
            with socket.create_connection(("127.0.0.1", self.port), timeout=60) as client:
                answer = b""
                try:
                    client.sendall(sent)
                    client.shutdown(socket.SHUT_WR)
                    while len(answer) < 16 and (part := client.recv(65536)):
                        answer += part
                except ConnectionError:  # closed in our face, which is an answer too
                    pass
            status = int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0
            statuses[status] = statuses.get(status, 0) + 1
            self.assertFalse(500 <= status != 501, (number, status, sent[:400]))
        self.assertIsNone(self.server.poll())
        self.assertGreater(sum(count for status, count in statuses.items() if 400 <= status < 500), MALFORMED // 4, statuses)
        self.assertGreater(statuses.get(200, 0), 0, statuses)
        self.assertGreaterEqual(self.get("/meta")["documents"], 2)
        self.assertLess(self.peak(), 600_000, "kB")
        if LONG:
            print(statuses, file=sys.stderr)

    def test_bodies_that_are_too_large(self):
        self.add(document("raid", RAID))
        self.serve()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.putrequest("POST", "/api/v1/reports")
        for name, value in (("X-Roznamcha", "1"), ("Content-Type", "text/plain"), ("Content-Length", str(1 << 40))):
            connection.putheader(name, value)
        connection.endheaders()
        self.assertEqual(connection.getresponse().status, 413)
        connection.close()
        status, content = self.ask("POST", "/review/undo", " " * 70_000, {"X-Roznamcha": "1", "Content-Type": "application/json"})
        self.assertEqual(status, 413)
        self.assertEqual(self.get("/incidents")["total"], 1)


if __name__ == "__main__":
    harness.main()
