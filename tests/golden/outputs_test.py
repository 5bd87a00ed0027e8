#!/usr/bin/env python3
"""What the program prints of a small register, held against whole outputs: FOLDER/*.out.

    outputs_test.py PROGRAM [--write]

Moments of the clock are masked. --write makes what is printed now the golden output: look at the difference before committing it.
"""
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# Name of the output → arguments; REGISTER and the id of the first incident, INCIDENT, are filled in.
OUTPUTS = {
    "list": ["list", "--register", "REGISTER"],
    "list-deadly": ["list", "--register", "REGISTER", "--min-killed", "2"],
    "show": ["show", "--register", "REGISTER", "INCIDENT"],
    "export": ["export", "--register", "REGISTER", "--format", "csv"],
}


def main(program, *flags):
    program = os.path.abspath(program)
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TZ": "UTC"}
    differs = False
    with tempfile.TemporaryDirectory(prefix="roznamcha-golden-") as folder:

        def run(arguments):
            out = subprocess.run([program, *arguments], capture_output=True, check=True, env=environment, cwd=folder).stdout.decode()
            return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "<moment>", out)

        run(["add", "--register", "r.db", str(HERE / "reports.jsonl")])
        incident = re.search(r"^[0-9a-f]{10}\b", run(["list", "--register", "r.db"]), re.MULTILINE).group()
        for name, arguments in OUTPUTS.items():
            found = run([{"REGISTER": "r.db", "INCIDENT": incident}.get(a, a) for a in arguments])
            path = HERE / f"{name}.out"
            if "--write" in flags:
                path.write_text(found, encoding="utf-8")
            wanted = path.read_text(encoding="utf-8") if path.exists() else ""
            difference = list(difflib.unified_diff(wanted.splitlines(), found.splitlines(), str(path), "printed", lineterm=""))
            differs = differs or bool(difference)
            print("\n".join(difference) if difference else f"{name}: as before")
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
