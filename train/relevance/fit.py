#!/usr/bin/env python3
"""Teaches packs/en/relevance.tsv on the training documents (README.md)."""
import argparse
import collections
import gzip
import json
import subprocess

import numpy

WEIGHTS = {"muc4": 1.0, "ceha": 3.0, "satp": 0.15, "gva": 0.15, "ucdp": 0.15}  # of a document
SAMPLE = 300  # documents of satp and gva each
JUDGED = ("muc4", "ceha")  # have documents of both kinds
LEAST_DOCUMENTS = 12  # in which a sign must stand
PENALTY = 60.0
ALIKE = 0.002  # F of thresholds that are about as good as the best
ROUNDS = 3  # of choosing the account of each document and fitting
FOLDS = 5


def lines(path):
    with gzip.open(path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def documents(data, tool):
    """[(signs, relevant, corpus)] of the training parts."""
    out = []
    random = numpy.random.default_rng(1)
    for corpus in WEIGHTS:
        folder = f"{data}/{corpus}"
        if corpus in ("gva", "ucdp"):
            gold = {g["id"]: g for g in lines(folder + ("/gold_docs.jsonl.gz" if corpus == "gva" else "/gold.jsonl.gz"))}
            texts = [d for d in lines(folder + "/docs.jsonl.gz") if gold[d["id"]]["split"] == "train"]
        else:
            gold = {g["id"]: g for g in lines(folder + "/train.gold.jsonl.gz")}
            texts = [d for d in lines(folder + "/train.docs.jsonl.gz") if "region" not in (gold[d["id"]].get("reason") or "")]
        if corpus in ("satp", "gva"):
            texts = [texts[i] for i in random.permutation(len(texts))[:SAMPLE]]
        dump = subprocess.run([tool], input="".join(json.dumps(d) + "\n" for d in texts), text=True, check=True, capture_output=True)
        for line in dump.stdout.splitlines():
            signs = json.loads(line)
            out.append((signs, float(gold[signs["id"]].get("relevant", True)), corpus))
    return out


class Features:
    """Matrices of the documents and of all accounts; columns of signs are scaled by their spread."""

    def __init__(self, docs):
        self.accounts = [a for signs, _, _ in docs for a in signs["accounts"]]
        counts = [len(signs["accounts"]) for signs, _, _ in docs]
        self.start = numpy.concatenate([[0], numpy.cumsum(counts)])
        self.document_signs = self.frequent(signs["signs"] for signs, _, _ in docs)
        self.account_signs = self.frequent({s for a in signs["accounts"] for s in a} for signs, _, _ in docs)
        self.document, self.document_scale = self.matrix([signs["signs"] for signs, _, _ in docs], self.document_signs)
        self.account, self.account_scale = self.matrix(self.accounts, self.account_signs)

    @staticmethod
    def frequent(rows):
        counts = collections.Counter(s for row in rows for s in row)
        return sorted(s for s, n in counts.items() if n >= LEAST_DOCUMENTS)

    @staticmethod
    def matrix(rows, names):
        index = {s: i for i, s in enumerate(names)}
        out = numpy.zeros((len(rows), len(names)))
        for i, row in enumerate(rows):
            for s, value in row.items():
                if s in index:
                    out[i, index[s]] = value
        scale = numpy.maximum(out.std(0), 0.1)
        return out / scale, scale

    def chosen(self, score):
        """Of each document the signs of its account with the highest score."""
        out = numpy.zeros((len(self.start) - 1, len(self.account_signs)))
        for i, (first, last) in enumerate(zip(self.start, self.start[1:])):
            if first < last:
                out[i] = self.account[first + numpy.argmax(score[first:last])]
        return out


def fit(x, y, weight, penalty, steps=150):
    """Logistic regression with an L2 penalty, by L-BFGS. The last weight is the bias."""
    x = numpy.c_[x, numpy.ones(len(x))]
    penalty = numpy.r_[penalty, 1e-6]

    def value(w):
        z = x @ w
        loss = weight @ (numpy.logaddexp(0, z) - y * z) + 0.5 * (penalty * w) @ w
        return loss, x.T @ (weight * (1 / (1 + numpy.exp(-z)) - y)) + penalty * w

    w = numpy.zeros(x.shape[1])
    loss, slope = value(w)
    past = []
    for _ in range(steps):
        direction, kept = slope.copy(), []
        for s, d in reversed(past):
            a = s @ direction / (d @ s)
            kept.append(a)
            direction -= a * d
        direction *= past[-1][0] @ past[-1][1] / (past[-1][1] @ past[-1][1]) if past else 1 / numpy.linalg.norm(slope)
        for (s, d), a in zip(past, reversed(kept)):
            direction += s * (a - d @ direction / (d @ s))
        step = 1.0
        while True:
            next_loss, next_slope = value(w - step * direction)
            if next_loss <= loss - 1e-4 * step * (slope @ direction) or step < 1e-8:
                break
            step /= 2
        s, d = -step * direction, next_slope - slope
        if d @ s > 1e-12:
            past = (past + [(s, d)])[-10:]
        w = w + s
        done = abs(loss - next_loss) < 1e-6 * abs(loss)
        loss, slope = next_loss, next_slope
        if done:
            break
    return w


class Model:
    def __init__(self, f, y, weight, rows):
        """Fits on `rows`: by turns the account of each document for which most speaks, and the weights."""
        score = f.account[:, f.account_signs.index("confidence")]
        for _ in range(ROUNDS):
            x = numpy.c_[f.document, f.chosen(score)]
            w = fit(x[rows], y[rows], weight[rows], numpy.full(x.shape[1], PENALTY))
            self.document, self.account = numpy.split(w[:-1], [len(f.document_signs)])
            self.bias = w[-1]
            score = f.account @ self.account

    def predict(self, f):
        z = f.document @ self.document + f.chosen(f.account @ self.account) @ self.account + self.bias
        return 1 / (1 + numpy.exp(-z))


def f_of(p, y, threshold, weight=1.0):
    said = p >= threshold
    return 2 * (weight * (said & (y > 0))).sum() / max(1, (weight * said).sum() + (weight * y).sum())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--signs", required=True, help="the program train_signs")
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    docs = documents(options.data, options.signs)
    y = numpy.array([relevant for _, relevant, _ in docs])
    corpus = numpy.array([c for _, _, c in docs])
    weight = numpy.array([WEIGHTS[c] for c in corpus])
    f = Features(docs)
    told = numpy.diff(f.start) > 0  # documents without any account are never relevant, and teach nothing
    fold = numpy.random.default_rng(0).integers(0, FOLDS, len(docs))
    held_out = numpy.zeros(len(docs))
    for k in range(FOLDS):
        held_out[fold == k] = Model(f, y, weight, (fold != k) & told).predict(f)[fold == k]
    held_out[~told] = 0

    # The highest threshold of those with about the best F on the judged corpora, smoothed over their neighbours; it becomes 0.5.
    steps = numpy.arange(0.25, 0.7, 0.01)
    judged = numpy.isin(corpus, JUDGED)
    curve = [f_of(held_out[judged], y[judged], t, weight[judged]) for t in steps]
    smooth = numpy.convolve(curve, numpy.ones(7) / 7, "valid")
    threshold = steps[3 + numpy.flatnonzero(smooth >= smooth.max() - ALIKE)[-1]]
    for c in WEIGHTS:
        p, gold = held_out[corpus == c], y[corpus == c]
        said = p >= threshold
        right = (said & (gold > 0)).sum()
        print(f"{c}: documents {len(p)}  precision {right / max(1, said.sum()):.3f}  recall {right / gold.sum():.3f}  "
              f"F {f_of(p, gold, threshold):.3f}")
    model = Model(f, y, weight, told)
    bias = model.bias - numpy.log(threshold / (1 - threshold))
    rows = [("bias", "", bias)]
    rows += [("document", n, w) for n, w in zip(f.document_signs, model.document / f.document_scale)]
    rows += [("account", n, w) for n, w in zip(f.account_signs, model.account / f.account_scale)]
    with open(options.out, "w", encoding="utf-8") as out:
        out.write("# What speaks for and against a document's telling of an incident, in logits: src/pack/relevance_weights.h\n"
                  "# origin: taught for Roznamcha by train/relevance/fit.py; Apache-2.0\n"
                  "# key: kind,feature\n"
                  "kind\tfeature\tweight\n")
        for kind, feature, w in rows:
            if kind == "bias" or abs(w) >= 0.005:
                out.write(f"{kind}\t{feature}\t{w:.3f}\n")
    print(f"threshold {threshold:.2f}, {len(rows)} weights")


if __name__ == "__main__":
    main()
