#!/usr/bin/env python3
"""Teaches the rows "gist" and "word" of packs/en/relevance.tsv on the training documents (README.md)."""
import argparse
import hashlib
import json
import math
import pathlib
import subprocess

import numpy

from fit import f_of, fit, lines

HERE = pathlib.Path(__file__).resolve().parent
SAMPLE = 300  # documents of satp and gva each
WEIGHTS = {"muc4": 1.0, "ceha": 3.0, "satp": 0.15, "gva": 0.15, "ucdp": 0.15, "lgl": 1.0, "geovirus": 0.5}  # of a document
LEAST_DOCUMENTS = 12  # in which a word must stand
PENALTY = 60.0
SUREST = 5.0  # log odds, as extract::gist
OFTEN = 3
READ = 570  # of the documents of lgl: so many were judged by hand
HELD_OUT = {"lgl": 0.5, "geovirus": 0.5}  # share that is not learnt from; of the others the tenth that the reader's model was not taught


def share(name):
    """0..1, by hash; as train/reader/corpora.py."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) / 2**32


def documents(data, tool):
    """[(corpus, held out, relevant, what train_signs shows)]"""
    texts = []
    random = numpy.random.default_rng(1)
    violent = set((HERE / "lgl_violence.txt").read_text().split())
    for corpus in WEIGHTS:
        folder = f"{data}/{corpus}"
        if corpus in ("gva", "ucdp"):
            gold = {g["id"]: g for g in lines(folder + ("/gold_docs.jsonl.gz" if corpus == "gva" else "/gold.jsonl.gz"))}
            of = [(d, True) for d in lines(folder + "/docs.jsonl.gz") if gold[d["id"]]["split"] == "train"]
        elif corpus in ("lgl", "geovirus"):
            of = [(d, d["id"] in violent) for d in lines(f"{data}/geo/{corpus}.docs.jsonl.gz")[:READ]]
        else:
            gold = {g["id"]: g for g in lines(folder + "/train.gold.jsonl.gz")}
            of = [(d, gold[d["id"]].get("relevant", True)) for d in lines(folder + "/train.docs.jsonl.gz")
                  if "region" not in (gold[d["id"]].get("reason") or "")]
        if corpus in ("satp", "gva"):
            of = [of[i] for i in random.permutation(len(of))[:SAMPLE]]
        texts += [(corpus, share(d["id"]) < HELD_OUT.get(corpus, 0.1), relevant, d) for d, relevant in of]
    shown = subprocess.run([tool], input="".join(json.dumps(t[3]) + "\n" for t in texts), text=True, check=True, capture_output=True)
    return [(*t[:3], json.loads(line)) for t, line in zip(texts, shown.stdout.splitlines())]


def log_odds(p):
    return max(-SUREST, min(SUREST, math.log(p / (1 - p)))) if p > 0 else 0.0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--signs", required=True, help="the program train_signs, with the pack that is to be changed")
    parser.add_argument("--pack", required=True, help="relevance.tsv: its other rows are kept")
    options = parser.parse_args()
    speaks = dict(line.split("\t") for line in (HERE / "words.tsv").read_text().splitlines()[4:])
    docs = documents(options.data, options.signs)
    words = sorted(w for w in speaks if sum(w in d[3]["words"] for d in docs) >= LEAST_DOCUMENTS)
    want = numpy.array([{"for": 1, "against": -1}[speaks[w]] for w in words])
    rules = numpy.array([[log_odds(d[3]["relevance"]), d[3]["relevance"] == 0] for d in docs], float)
    said = numpy.array([[min(1.0, math.log1p(d[3]["words"].get(w, 0)) / math.log1p(OFTEN)) for w in words] for d in docs])
    scale = numpy.maximum(said.std(0), 0.1)
    corpus, held_out = numpy.array([d[0] for d in docs]), numpy.array([d[1] for d in docs])
    y, weight = numpy.array([float(d[2]) for d in docs]), numpy.array([WEIGHTS[d[0]] for d in docs])

    # A word whose weight goes against its plain sense is none: it is the manner of one corpus.
    kept = numpy.ones(len(words), bool)
    while True:
        x = numpy.c_[rules, (said / scale)[:, kept]]
        w = fit(x[~held_out], y[~held_out], weight[~held_out], numpy.r_[1e-3, 1e-3, numpy.full(kept.sum(), PENALTY)])
        against = w[2:-1] * want[kept] < 0
        if not against.any():
            break
        kept[numpy.flatnonzero(kept)[against]] = False
    p = 1 / (1 + numpy.exp(-(x @ w[:-1] + w[-1])))
    for c in WEIGHTS:
        of = held_out & (corpus == c)
        said_so, gold = p[of], y[of]
        print(f"{c}: held out {of.sum()}, relevant {gold.sum():.0f}; F {f_of(said_so, gold, 0.5):.3f}; "
              + "; ".join(f"from {t} on {(said_so >= t).mean():.2f} of them, {(gold * (said_so < t)).sum():.0f} relevant ones not" for t in (0.1, 0.15, 0.2)))
    for low, high in ((0, 0.1), (0.1, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01)):
        of = held_out & numpy.isin(corpus, ("muc4", "ceha", "lgl")) & (p >= low) & (p < high)
        print(f"{low} to {high}: {of.sum()} held-out documents, mean {p[of].mean():.2f}, relevant {y[of].mean():.2f}")
    rows = [("gist", "bias", w[-1]), ("gist", "log odds", w[0]), ("gist", "no account", w[1])]
    rows += [("word", n, v) for n, v in zip(numpy.array(words)[kept], w[2:-1] / scale[kept]) if abs(v) >= 0.005]
    pack = pathlib.Path(options.pack)
    others = [line for line in pack.read_text(encoding="utf-8").splitlines() if not line.startswith(("gist\t", "word\t"))]
    pack.write_text("\n".join(others + [f"{kind}\t{feature}\t{v:.3f}" for kind, feature, v in rows]) + "\n", encoding="utf-8")
    print(f"{len(rows)} rows")


if __name__ == "__main__":
    main()
