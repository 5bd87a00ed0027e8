#!/usr/bin/env python3
"""Makes packs/en/common_words.tsv: how common words, and pairs of words that name or number, are in news of violence.

    words.py --write packs/en/common_words.tsv CORPUS...

A CORPUS is JSON Lines of documents {"id", "text"}, plain or gzip, given as PATH or as PATH:GOLD, where GOLD is JSON Lines
{"id", "incidents"?: [id], "split"}: then only documents of the split `train` count, those of one incident together as one. Give
train parts only. A row's share is the mean over the corpora. Only what several corpora have, or many incidents of one, is kept, so
that the table holds no private person's name and nothing of a single text; what it does not hold is rare.
"""
import argparse
import collections
import gzip
import json
import re
import sys
import unicodedata

SHORTEST = 3
WORD = re.compile(r"[^\W_]+", re.UNICODE)


def lines(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def fold(text):
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def terms(text, pairs):
    """As merge/words.cc has it: words of three letters, and pairs of names or of a number and what follows it."""
    found, before, look_before, end = set(), None, None, 0
    for match in WORD.finditer(text):
        raw = match.group()
        if before is not None and not re.fullmatch(r"[ -]*", text[end:match.start()]):
            before = None
        look = "number" if raw[0].isdigit() else "name" if raw[0].isascii() and raw[0].isupper() else "plain"
        word = fold(raw)
        if pairs and before is not None and ((look_before == "number" and look != "number") or (look_before == look == "name")):
            found.add(f"{before} {word}")
        if len(word.encode()) >= SHORTEST:
            found.add(word)
        before, look_before, end = word, look, match.end()
    return found


def shares_of(spec):
    path, _, gold = spec.partition(":")
    group = {}
    if gold:
        group = {g["id"]: (g.get("incidents") or [g["id"]])[0] for g in lines(gold) if g["split"] == "train"}
    units = collections.defaultdict(set)
    for number, document in enumerate(lines(path)):
        if gold and document["id"] not in group:
            continue
        text = document["text"]
        # Where all is upper case nothing tells names.
        named = sum(c.isupper() for c in text) < sum(c.islower() for c in text)
        units[group.get(document["id"], number)] |= terms(text, named)
    counts = collections.Counter(term for unit in units.values() for term in unit)
    return counts, len(units)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", metavar="CORPUS")
    parser.add_argument("--write", metavar="TSV", required=True)
    parser.add_argument("--least-share", type=float, default=.001)
    parser.add_argument("--least-pair", type=float, default=.002)
    parser.add_argument("--alone", type=int, default=12, help="documents of one corpus that keep what no other has")
    options = parser.parse_args()
    corpora = [shares_of(spec) for spec in options.corpora]
    for spec, (_, size) in zip(options.corpora, corpora):
        print(f"{size:6d} {spec}", file=sys.stderr)
    seen, share = collections.Counter(), collections.Counter()
    most = collections.Counter()
    for counts, size in corpora:
        for term, count in counts.items():
            seen[term] += 1
            share[term] += count / size / len(corpora)
            most[term] = max(most[term], count)
    kept = []
    for term, value in share.items():
        pair = " " in term
        if value < (options.least_pair if pair else options.least_share):
            continue
        if seen[term] >= 2 and most[term] >= 3 or most[term] >= options.alone:
            kept.append((term, value))
    kept.sort(key=lambda row: (-row[1], row[0]))
    with open(options.write, "w", encoding="utf-8") as out:
        out.write("# How common words, and pairs of words that name or number, are in news of violence: the share of reports, of 10,000\n"
                  "# origin: counted over several collections of news by train/linking/words.py, only what is common to many reports; no text\n"
                  "# key: words\nwords\tshare\n")
        for term, value in kept:
            out.write(f"{term}\t{max(1, round(10000 * value))}\n")
    print(f"{len(kept)} rows, {sum(' ' in t for t, _ in kept)} of them pairs", file=sys.stderr)


if __name__ == "__main__":
    main()
