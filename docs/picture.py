#!/usr/bin/env python3
"""Draws docs/picture.svg from what the program prints on a terminal.

picture.py PROGRAM > docs/picture.svg: reads one invented report and shows how it is marked.
"""
import html
import os
import pathlib
import pty
import re
import subprocess
import sys
import tempfile

REPORT = ("QUETTA: At least four policemen were killed and seven others injured when armed men attacked a police post in Mach in the "
          "early hours of Tuesday, officials said. Police suspect the Baloch Liberation Army; no group has claimed the attack. On Sunday a "
          "grenade was hurled at the election office of a candidate in Turbat, but no one was hurt.\n")
STYLES = {"1": 'font-weight="bold"', "2": 'fill="#8b949e"', "36": 'fill="#56d4dd"', "32": 'fill="#7ee787"', "33": 'fill="#e3b341"'}
COLUMNS, LINE, CHARACTER, MARGIN = 112, 19, 8.43, 16


def shown_on_a_terminal(command):
    master, slave = pty.openpty()
    process = subprocess.Popen(command, stdout=slave, stderr=subprocess.DEVNULL, env={**os.environ, "TERM": "xterm", "COLUMNS": str(COLUMNS)})
    os.close(slave)
    shown = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    process.wait()
    return shown.decode().replace("\r", "")


def drawn(line, number):
    spans, style, column = [], "", 0
    for piece in re.split(r"(\x1b\[\d*m)", line):
        code = re.fullmatch(r"\x1b\[(\d*)m", piece)
        if code:
            style = STYLES.get(code.group(1), "")
        elif piece:
            spans.append(f'<tspan x="{MARGIN + column * CHARACTER:.1f}" {style}>{html.escape(piece)}</tspan>')
            column += len(piece)
    return f'<text y="{MARGIN + LINE * (number + 1)}" xml:space="preserve">{"".join(spans)}</text>'


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "mach.txt"
        report.write_text(REPORT, encoding="utf-8")
        text = shown_on_a_terminal([program, "read", "--published", "2024-01-31", "--country", "PK", str(report)])
    lines = ["\x1b[2m$ roznamcha read --published 2024-01-31 --country PK mach.txt\x1b[0m", *text.rstrip("\n").split("\n")]
    width, height = COLUMNS * CHARACTER + 2 * MARGIN, LINE * (len(lines) + 1) + 2 * MARGIN
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" viewBox="0 0 {width:.0f} {height}" '
          'font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="14" fill="#e6edf3">')
    print('<title>What roznamcha read prints of a short report</title>')
    print('<rect width="100%" height="100%" rx="8" fill="#0d1117"/>')
    print("\n".join(drawn(line, number) for number, line in enumerate(lines)))
    print("</svg>")


if __name__ == "__main__":
    main(*sys.argv[1:])
