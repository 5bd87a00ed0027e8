#!/usr/bin/env python3
"""Parses documents with the teacher (spaCy en_core_web_md) and writes what the student learns from.

  teach.py --model DIR --tokens build/train_tokens --data ../shared/data --out CACHE [--words /usr/share/dict/words]

DIR holds spaCy's meta.json. CACHE (a folder outside the tree: the texts are their publishers') gets
  examples.tsv   D id caseless / S / lower kind case tag name head relation, one token a line, tags and relations as
                 in src/text/syntax.h, head counted from 0 in the sentence, -1 for its root
  clusters.tsv   word, cluster: the teacher's word vectors, put into 256 groups of 16 wider ones
Texts in capitals are given to the teacher in the case that mixed texts write their words in.
"""
import argparse, collections, gzip, itertools, json, os, subprocess, sys

import numpy as np
import spacy
from spacy.tokens import Doc

TAGS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NOUNS NUM PART PRON PROPN PUNCT SCONJ SYM VB VBD VBG VBN VBZ X".split()
RELATIONS = ("ROOT nsubj nsubjpass dobj dative agent prep pobj pcomp amod compound poss nummod appos conj cc relcl acl advcl "
             "ccomp xcomp aux auxpass advmod neg det prt attr mark npadvmod quantmod case punct dep").split()
MERGED = {"acomp": "attr", "oprd": "attr", "predet": "det", "preconj": "cc", "nmod": "compound"}
NAMES = {"PERSON": 1, "ORG": 2, "GPE": 3, "LOC": 3, "NORP": 4, "FAC": 5, "EVENT": 6, "PRODUCT": 6, "LAW": 6, "WORK_OF_ART": 6}
NONE, LOWER, TITLE, ALL, MIXED = range(5)  # text::TokenCase

# The parts for training; what is only there as "dev" without a score of its own (rams, wikievents) is read too.
SOURCES = [("muc4/train.docs", None), ("gva/docs", "gva/gold_docs"), ("satp/train.docs", None), ("rams/dev.docs", None),
           ("wikievents/dev.docs", None), ("ceha/train.docs", None), ("ucdp/docs", "ucdp/gold")]


def lines(path):
    with gzip.open(path + ".jsonl.gz", "rt", encoding="utf-8") as f:
        for line in f:
            yield json.loads(line)


def detokenised(text):
    """RAMS is published in tokens with spaces around each."""
    for a, b in ((" - ", "-"), (" 's ", "'s "), (" ’s ", "’s "), (" n't ", "n't "), (" n’t ", "n’t "), (" . . .", "..."), (" - ", "-"),
                 ("( ", "("), (" )", ")"), (" ,", ","), (" .", "."), (" ;", ";"), (" :", ":"), (" ?", "?"), (" !", "!"), (" %", "%"), ("$ ", "$"),
                 ("“ ", "“"), (" ”", "”"), (" ’ ", "’ ")):
        text = text.replace(a, b)
    return text


def documents(data):
    seen = set()
    for docs, gold in SOURCES:
        split = {g["id"]: g.get("split") for g in lines(os.path.join(data, gold))} if gold else None
        for doc in lines(os.path.join(data, docs)):
            if split is not None and split.get(doc["id"]) != "train":
                continue
            if doc["text"] in seen:
                continue
            seen.add(doc["text"])
            if docs.startswith("rams"):
                doc["text"] = detokenised(doc["text"])
            yield {k: doc[k] for k in ("id", "text", "title") if doc.get(k)}


def segmented(tool, docs):
    """(id, caseless, [[(surface, lower, kind, case, space)]]) of each document."""
    source = "\n".join(json.dumps(d, ensure_ascii=False) for d in docs)
    out = subprocess.run([tool], input=source.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
    doc = None
    for line in out.split("\n"):
        part = line.split("\t")
        if part[0] == "D":
            if doc:
                yield doc
            doc = (part[1], part[2] == "1", [])
        elif part[0] == "S":
            doc[2].append([])
        elif part[0] == "T":
            doc[2][-1].append((part[1], part[2], int(part[3]), int(part[4]), part[5] == "1"))
    if doc:
        yield doc


class Truecaser:
    """The case in which mixed-case texts write a word inside sentences; else small if it is an English word; else a name."""

    def __init__(self, docs, words):
        counts = collections.defaultdict(collections.Counter)
        for _, caseless, sentences in docs:
            if caseless:
                continue
            for sentence in sentences:
                if sum(t[3] in (TITLE, ALL) for t in sentence) * 2 > len(sentence):
                    continue  # a title in capitals
                for token in sentence[1:]:
                    counts[token[1]][token[0]] += 1
        self.usual = {w: c.most_common(1)[0][0] for w, c in counts.items() if sum(c.values()) > 1 or w.islower()}
        self.english = set()
        if words:
            with open(words, encoding="utf-8") as f:
                self.english = {w.strip() for w in f if w[:1].islower()}

    def word(self, surface, lower, first):
        out = self.usual.get(lower)
        if out is None:
            parts = lower.replace("’", "'").split("-")
            known = all(p in self.english or not p.isalpha() for p in parts)
            out = lower if known or len(lower) == 1 else "-".join(p[:1].upper() + p[1:] for p in lower.split("-"))
        return out[:1].upper() + out[1:] if first else out

    def sentence(self, tokens):
        out = []
        for i, (surface, lower, kind, _, space) in enumerate(tokens):
            first = i == 0 or (i == 1 and not tokens[0][1][0].isalnum())
            word = self.word(surface, lower, first) if any(c.isalpha() for c in surface) else surface
            out.append((word, lower, kind, case_of(word), space))
        return out


def case_of(word):
    upper, lower = sum(c.isupper() for c in word), sum(c.islower() for c in word)
    if upper + lower == 0:
        return NONE
    if upper == 0:
        return LOWER
    if lower == 0:
        return TITLE if upper == 1 else ALL
    inner = any(c.isupper() and word[i - 1].isalpha() for i, c in enumerate(word) if i)
    first = next(c for c in word if c.isupper() or c.islower())
    return TITLE if first.isupper() and not inner else MIXED


def pieces(word):
    """As spaCy would cut our token: at hyphens between letters, and "cannot"."""
    if word.lower() == "cannot":
        return [word[:3], word[3:]]
    out, start = [], 0
    for i, c in enumerate(word):
        if c in "-–" and 0 < i < len(word) - 1 and word[i - 1].isalpha() and word[i + 1].isalpha():
            out += [word[start:i], c]
            start = i + 1
    return out + [word[start:]]


def spacy_doc(vocab, sentences):
    words, spaces, starts, groups = [], [], [], []
    flat = [(token, i == 0) for s in sentences for i, token in enumerate(s)]
    for k, (token, first) in enumerate(flat):
        parts = pieces(token[0])
        after = flat[k + 1][0][4] if k + 1 < len(flat) else False
        groups.append((len(words), len(words) + len(parts)))
        for j, part in enumerate(parts):
            words.append({"[": "(", "]": ")"}.get(part, part))  # square ones are rare in what the teacher learnt from
            spaces.append(after if j + 1 == len(parts) else False)
            starts.append(first and j == 0)
    return Doc(vocab, words=words, spaces=spaces, sent_starts=starts), groups


def tag_of(token):
    pos, fine = token.pos_, token.tag_
    if pos == "AUX":
        return "AUX"
    if pos == "VERB":
        return {"VBD": "VBD", "VBG": "VBG", "VBN": "VBN", "VBZ": "VBZ", "MD": "AUX"}.get(fine, "VB")
    if pos == "NOUN":
        return "NOUNS" if fine == "NNS" else "NOUN"
    return pos if pos in TAGS else "X"


def rows(sentences, parsed, groups):
    """[lower, kind, case, tag, name, head, relation] of each token of each sentence."""
    owner = [g for g, (a, b) in enumerate(groups) for _ in range(a, b)]
    tops = []
    for a, b in groups:
        outside = [i for i in range(a, b) if not a <= parsed[i].head.i < b or parsed[i].head.i == i]
        tops.append(outside[-1])
    k, out = 0, []
    for sentence in sentences:
        out.append([])
        base, root = k, None
        for j, token in enumerate(sentence):
            top = parsed[tops[k]]
            head = -1 if top.head.i == top.i else owner[top.head.i] - base
            relation = MERGED.get(top.dep_, top.dep_)
            relation = relation if relation in RELATIONS else "dep"
            if head == -1:
                if root is None:
                    root = j
                else:
                    head, relation = root, "dep"
            a, b = groups[k]
            ents = [parsed[i] for i in range(a, b) if parsed[i].ent_type_ in NAMES]
            name = "O"
            if ents and len(ents) * 2 > b - a:
                name = ("B" if ents[0].ent_iob_ == "B" else "I") + str(NAMES[ents[-1].ent_type_])
            out[-1].append([token[1], token[2], token[3], TAGS.index(tag_of(top)), name, head, RELATIONS.index(relation)])
            k += 1
    return out


def names_of(sentence):
    """(first, last, kind) of the names of a sentence."""
    first = None
    for i, row in enumerate(sentence + [[None] * 4 + ["O"]]):
        if first is not None and row[4][0] != "I":
            yield first, i, sentence[first][4][1]
            first = None
        if row[4][0] == "B" or (row[4][0] == "I" and first is None):
            first = i


def settle(docs):
    """Where the teacher calls one name by several kinds, the usual one wins; first in the document, then in all."""
    def words(sentence, first, last):
        return " ".join(r[0] for r in sentence[first:last] if r[0] != "the")

    everywhere = collections.defaultdict(collections.Counter)
    for _, _, sentences in docs:
        for sentence in sentences:
            for first, last, kind in names_of(sentence):
                everywhere[words(sentence, first, last)][kind] += 1
    changed = total = 0
    for _, _, sentences in docs:
        here = collections.defaultdict(collections.Counter)
        for sentence in sentences:
            for first, last, kind in names_of(sentence):
                here[words(sentence, first, last)][kind] += 1
        for sentence in sentences:
            for first, last, kind in names_of(sentence):
                name = words(sentence, first, last)
                weight = collections.Counter()
                for k in everywhere[name]:
                    weight[k] = here[name][k] / sum(here[name].values()) + 2 * everywhere[name][k] / sum(everywhere[name].values())
                best = weight.most_common(1)[0][0]
                total += 1
                changed += best != kind
                for i in range(first, last):
                    sentence[i][4] = sentence[i][4][0] + best
    print(f"{changed} of {total} names put to their usual kind", file=sys.stderr)


def clusters(nlp, wanted, out, fine=256, wide=16):
    """k-means over directions of the vectors of the wanted words, twice."""
    vectors = nlp.vocab.vectors
    rows, words = {}, []
    for word in wanted:
        key = nlp.vocab.strings[word] if word in nlp.vocab.strings else None
        row = vectors.key2row.get(key, -1) if key is not None else -1
        if row >= 0:
            words.append((word, row))
            rows.setdefault(row, len(rows))
    x = np.asarray(vectors.data)[list(rows)].astype(np.float32)
    x /= np.linalg.norm(x, axis=1, keepdims=True) + 1e-9

    def kmeans(points, k, seed):
        rng = np.random.default_rng(seed)
        centre = points[rng.choice(len(points), k, replace=False)]
        for _ in range(25):
            near = np.argmax(points @ centre.T, axis=1)
            total = np.zeros_like(centre)
            np.add.at(total, near, points)
            empty = np.bincount(near, minlength=k) == 0
            total[empty] = points[rng.choice(len(points), int(empty.sum()))]
            centre = total / (np.linalg.norm(total, axis=1, keepdims=True) + 1e-9)
        return np.argmax(points @ centre.T, axis=1), centre

    near, centre = kmeans(x, fine, 1)
    group, _ = kmeans(centre, wide, 2)
    with open(out, "w", encoding="utf-8") as f:
        for word, row in sorted(words):
            c = int(near[rows[row]])
            f.write(f"{word}\t{c}\t{int(group[c])}\n")


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--model", required=True)
    ask.add_argument("--tokens", required=True)
    ask.add_argument("--data", required=True)
    ask.add_argument("--out", required=True)
    ask.add_argument("--words")
    ask.add_argument("--most", type=int, default=0, help="documents of each kind of source, 0 = all")
    args = ask.parse_args()
    os.makedirs(args.out, exist_ok=True)
    docs = list(documents(args.data))
    if args.most:
        count = collections.Counter()
        docs = [d for d in docs if count.update([d["id"].split("-")[0]]) or count[d["id"].split("-")[0]] <= args.most]
    cut = list(segmented(args.tokens, docs))
    print(len(cut), "documents", sum(len(s) for d in cut for s in d[2]), "tokens", file=sys.stderr)
    case = Truecaser(cut, args.words)
    nlp = spacy.load(args.model, exclude=["lemmatizer", "senter"])
    seen = collections.Counter(t[1] for d in cut for s in d[2] for t in s)
    wanted = {w for w, n in seen.items() if n > 1} | case.english
    clusters(nlp, sorted(wanted), os.path.join(args.out, "clusters.tsv"))
    docs = []
    for batch in iter(lambda it=iter(cut): list(itertools.islice(it, 64)), []):
        cased = [[case.sentence(s) for s in d[2]] if d[1] else d[2] for d in batch]
        made = [spacy_doc(nlp.vocab, sentences) for sentences in cased]
        for doc, sentences, parsed, (_, groups) in zip(batch, cased, nlp.pipe((m[0] for m in made), batch_size=16), made):
            docs.append((doc[0], doc[1], rows(sentences, parsed, groups)))
    settle(docs)
    with open(os.path.join(args.out, "examples.tsv"), "w", encoding="utf-8") as out:
        for doc_id, caseless, sentences in docs:
            out.write(f"D\t{doc_id}\t{int(caseless)}\n")
            for sentence in sentences:
                out.write("S\n")
                for row in sentence:
                    out.write("\t".join(map(str, row)) + "\n")


if __name__ == "__main__":
    main()
