#!/usr/bin/env python3
"""Every printed span holds exactly the text between its ends.

quotes.py DOCUMENTS READ [REGISTER]: DOCUMENTS are JSON Lines (also .gz), .txt files or a folder of them, READ what
`read --format jsonl` printed, REGISTER what `export --format jsonl` printed. Prints the faults; exit status 1 if there are any.
"""
import gzip
import json
import pathlib
import re
import sys


def open_text(path):
    return gzip.open(path, "rt", encoding="utf-8") if str(path).endswith(".gz") else open(path, encoding="utf-8")


def clean(text):
    """What the program keeps of a text: no byte order mark, no control characters but tab and line ends, line ends as LF."""
    text = text.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text)


def texts_of(paths):
    """{document id: text} of files and folders that hold plain text or JSON Lines."""
    texts = {}
    for path in map(pathlib.Path, paths):
        if path.is_dir():
            texts.update(texts_of(sorted(p for p in path.rglob("*") if p.is_file())))
        elif path.suffix == ".txt":
            with open_text(path) as file:
                texts[path.stem] = clean(file.read())
        elif re.search(r"\.jsonl(\.gz)?$", path.name):
            with open_text(path) as file:
                for line in filter(str.strip, file):
                    document = json.loads(line)
                    texts[str(document["id"])] = clean(document["text"])
    return texts


def spans_in(value):
    """All objects with start, end and quote, at any depth."""
    if isinstance(value, dict):
        if "quote" in value and "start" in value:
            yield value
        for inner in value.values():
            yield from spans_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans_in(inner)


def check(texts, lines, where):
    """(spans, faults). A span of a register line names its document; one of a read line counts in the line's."""
    spans, faults = 0, []
    for line in lines:
        own = (line.get("document") or {}).get("id")
        for span in spans_in(line):
            document = span.get("document", own)
            if document not in texts:
                continue  # HTML and feeds: the text is the program's own
            spans += 1
            text = texts[document]
            found = text[span["start"]:span["end"]]
            if not span["start"] < span["end"] <= len(text) or found != span["quote"]:
                faults.append(f"{where}: {document} {span['start']}-{span['end']}: printed {span['quote']!r}, stands {found!r}")
    return spans, faults


def read_lines(path):
    with open_text(path) as file:
        return [json.loads(line) for line in filter(str.strip, file)]


def check_all(corpora):
    """Over {name: (documents, read, register)}: (spans, wrong ones), the first faults printed."""
    spans = wrong = 0
    for name, (documents, read, register) in corpora.items():
        texts = texts_of(documents)
        for path in (read, register):
            if not pathlib.Path(path).exists():
                continue
            checked, faults = check(texts, read_lines(path), name)
            spans, wrong = spans + checked, wrong + len(faults)
            for fault in faults[:3]:
                print(fault)
    return spans, wrong


def main(documents, read, register=None):
    spans, wrong = check_all({"quotes": ([documents], read, register or "/nonexistent")})
    print(f"{spans - wrong} of {spans} spans hold")
    return 1 if wrong or spans == 0 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
