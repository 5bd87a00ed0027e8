#!/usr/bin/env python3
"""Hand annotations: checks annotators' lines, keeps them without the text, measures agreement.

  annotate.py check FILE...              errors with line numbers; exit code 1 if there is one
  annotate.py convert OUT FILE...        check, then write offsets and the text's SHA-256 (no text) to OUT
  annotate.py --agree A B                span F per role and agreement of values over the ids that A and B share

An annotator's line is described in README.md. Quotes are [quote, k]: the k-th place, counted from 1, where exactly
that string stands in the document's text. Texts come from the corpora (ROZNAMCHA_SHARED, else ../shared beside the
tree); a line of corpus "dispatch" carries its own text, which is ours and is kept.
"""
import collections
import gzip
import hashlib
import json
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("ROZNAMCHA_SHARED", ROOT.parent / "shared")) / "data"
FILES = {"muc4": ["train"], "satp": ["train"], "ceha": ["train"], "rams": ["dev"], "wikievents": ["dev"], "gva": [""], "ucdp": [""]}

TYPES = ["armed_attack", "bombing", "kidnapping", "arson", "robbery", "stoppage", "clash", "other"]
MODALITIES = ["actual", "attempted", "threatened", "planned", "hypothetical", "denied"]
CERTAINTIES = ["claimed", "stated", "suspected", "alleged", "denied", "unknown"]
GROUPS = ["civilian", "police", "soldier", "candidate", "party_worker", "election_staff", "attacker", "child", "journalist",
          "official", "unspecified"]
ROLES = ["anchors", "perp_ind", "perp_org", "victim", "target", "weapon", "place", "time", "speaker"]
COUNTS = ["killed", "injured"]
ACCOUNT_KEYS = {"type", "modality", "background", "certainty", *ROLES, *COUNTS}
LINE_KEYS = {"corpus", "id", "relevant", "accounts", "tallies", "measures", "warnings", "title", "text", "published", "note"}


def lines_of(path):
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line


_documents = {}


def documents(corpus):
    """Documents of a corpus that may be trained on, by id. Dev parts are never opened, or dropped at once."""
    if corpus not in _documents:
        found = {}
        for part in FILES[corpus]:
            name = f"{part}.docs.jsonl.gz" if part else "docs.jsonl.gz"
            for _, line in lines_of(DATA / corpus / name):
                document = json.loads(line)
                found[document["id"]] = document
        gold = {"gva": "gold_docs.jsonl.gz", "ucdp": "gold.jsonl.gz"}.get(corpus)
        if gold:
            train = {g["id"] for g in map(json.loads, (l for _, l in lines_of(DATA / corpus / gold))) if g["split"] == "train"}
            found = {id_: document for id_, document in found.items() if id_ in train}
        _documents[corpus] = found
    return _documents[corpus]


class Wrong(Exception):
    """What is wrong with a line, in words for its annotator."""


def located(text, quoted, where):
    """The code points [start, end) of a [quote, k]."""
    if not (isinstance(quoted, list) and len(quoted) == 2 and isinstance(quoted[0], str) and isinstance(quoted[1], int)):
        raise Wrong(f"{where}: {quoted!r} is not [quote, k]")
    quote, k = quoted
    if not quote or quote != quote.strip():
        raise Wrong(f"{where}: {quote!r} is empty or has space around it")
    at, seen = -1, 0
    while seen < k:
        at = text.find(quote, at + 1)
        if at < 0:
            raise Wrong(f"{where}: {quote!r} stands {seen} times in the text, not {k}")
        seen += 1
    if k < 1:
        raise Wrong(f"{where}: k of {quote!r} must be 1 or more")
    return [at, at + len(quote)]


def one_of(value, allowed, where):
    if value not in allowed:
        raise Wrong(f"{where}: {value!r} is none of {', '.join(map(str, allowed))}")
    return value


def converted(line, errors):
    """The line with offsets for quotes. What is wrong is appended to errors and left out."""
    def attempt(function, *arguments):
        try:
            return function(*arguments)
        except Wrong as wrong:
            errors.append(str(wrong))
            return None

    for key in line.keys() - LINE_KEYS:
        errors.append(f"unknown key {key!r}")
    corpus = line.get("corpus")
    if corpus == "dispatch":
        text = line.get("text")
        if not isinstance(text, str) or not text.strip():
            errors.append("a dispatch needs its text")
            return None
    elif corpus in FILES:
        document = documents(corpus).get(line.get("id"))
        if document is None:
            errors.append(f"{line.get('id')!r} is no document of {corpus} that may be trained on")
            return None
        text = document["text"]
    else:
        errors.append(f"corpus {corpus!r} is none of {', '.join([*FILES, 'dispatch'])}")
        return None
    result = {"corpus": corpus, "id": line.get("id"), "sha256": hashlib.sha256(text.encode()).hexdigest(),
              "relevant": attempt(one_of, line.get("relevant"), [True, False], "relevant")}
    if corpus == "dispatch":
        result.update({key: line[key] for key in ("text", "title", "published") if key in line})
    accounts = []
    for number, account in enumerate(line.get("accounts", []), 1):
        where = f"account {number}"
        if not isinstance(account, dict):
            errors.append(f"{where} is no object")
            continue
        for key in account.keys() - ACCOUNT_KEYS:
            errors.append(f"{where}: unknown key {key!r}")
        out = {"type": attempt(one_of, account.get("type"), TYPES, f"{where} type"),
               "modality": attempt(one_of, account.get("modality", "actual"), MODALITIES, f"{where} modality"),
               "background": attempt(one_of, account.get("background", False), [True, False], f"{where} background"),
               "certainty": attempt(one_of, account.get("certainty", "unknown"), CERTAINTIES, f"{where} certainty")}
        if not account.get("anchors"):
            errors.append(f"{where}: no anchors")
        for role in ROLES:
            spans = [attempt(located, text, quoted, f"{where} {role}") for quoted in account.get(role) or []]
            spans = sorted(span for span in spans if span)
            if spans:
                out[role] = spans
        for role in COUNTS:
            counts = []
            for count in account.get(role) or []:
                at = attempt(located, text, count.get("q") if isinstance(count, dict) else None, f"{where} {role}")
                n = count.get("n") if isinstance(count, dict) else None
                if not (n is None or (isinstance(n, int) and not isinstance(n, bool) and n >= 0)):
                    errors.append(f"{where} {role}: n {n!r} is no number or null")
                    n = None
                if at:
                    counts.append({"at": at, "n": n,
                                   "group": attempt(one_of, count.get("group", "unspecified"), GROUPS, f"{where} {role} group"),
                                   "attacker": attempt(one_of, count.get("attacker", False), [True, False], f"{where} {role} attacker")})
            if counts:
                out[role] = sorted(counts, key=lambda count: count["at"])
        accounts.append(out)
    result["accounts"] = accounts
    if accounts and result["relevant"] is False and any(account["modality"] == "actual" for account in accounts):
        errors.append("an actual account in a document that is not relevant")
    for name, detail in (("tallies", "effect"), ("measures", "kind"), ("warnings", "kind")):
        found = []
        for item in line.get(name) or []:
            at = attempt(located, text, item.get("q") if isinstance(item, dict) else item, name)
            if at:
                found.append({"at": at, detail: item.get(detail) if isinstance(item, dict) else None})
        if found:
            result[name] = found
    return result


def checked(path, complain=True):
    """Converted lines of an annotator's file (or of a converted one, as they are) and the number of errors."""
    result, wrong, seen = [], 0, set()
    for number, raw in lines_of(path):
        errors, line = [], None
        try:
            line = json.loads(raw)
        except json.JSONDecodeError as error:
            errors.append(f"no JSON: {error}")
        if isinstance(line, dict) and "sha256" in line:
            result.append(line)
            continue
        if isinstance(line, dict):
            if (line.get("corpus"), line.get("id")) in seen:
                errors.append(f"id {line.get('id')!r} twice in this file")
            seen.add((line.get("corpus"), line.get("id")))
            kept = converted(line, errors)
            if kept is not None:
                result.append(kept)
        elif line is not None:
            errors.append("no object")
        wrong += len(errors)
        if complain:
            for error in errors:
                print(f"{path}:{number}: {error}")
    return result, wrong


def spans_of(line, role):
    spans = set()
    for account in line["accounts"]:
        spans.update(tuple(span["at"] if role in COUNTS else span) for span in account.get(role, []))
    return spans


def f_measure(both, first, second):
    return 2 * both / (first + second) if first + second else 1.0


def agree(first, second):
    """Prints span F per role (exact, and overlapping), and the share of equal values, over shared ids."""
    a = {(line["corpus"], line["id"]): line for line in checked(first, False)[0]}
    b = {(line["corpus"], line["id"]): line for line in checked(second, False)[0]}
    shared = sorted(a.keys() & b.keys())
    print(f"{len(shared)} documents in both")
    sums = collections.Counter()
    for role in ROLES + COUNTS:
        exact = overlap_a = overlap_b = n_a = n_b = 0
        for key in shared:
            x, y = spans_of(a[key], role), spans_of(b[key], role)
            exact += len(x & y)
            overlap_a += sum(any(s < t and e < f for e, t in y) for s, f in x)
            overlap_b += sum(any(s < t and e < f for e, t in x) for s, f in y)
            n_a, n_b = n_a + len(x), n_b + len(y)
        sums.update(exact=exact, overlap=overlap_a + overlap_b, a=n_a, b=n_b)
        print(f"{role:10} spans {n_a:4} {n_b:4}  F exact {f_measure(exact, n_a, n_b):.3f}  overlapping {f_measure((overlap_a + overlap_b) / 2, n_a, n_b):.3f}")
    print(f"{'all':10} spans {sums['a']:4} {sums['b']:4}  F exact {f_measure(sums['exact'], sums['a'], sums['b']):.3f}  "
          f"overlapping {f_measure(sums['overlap'] / 2, sums['a'], sums['b']):.3f}")
    if shared:
        print(f"relevant equal {sum(a[k]['relevant'] == b[k]['relevant'] for k in shared) / len(shared):.3f}, "
              f"number of accounts equal {sum(len(a[k]['accounts']) == len(b[k]['accounts']) for k in shared) / len(shared):.3f}")
    paired = collections.Counter()
    for key in shared:  # accounts are paired by shared characters of their anchors, the best first
        rest = list(b[key]["accounts"])
        for x in a[key]["accounts"]:
            def common(y):
                return sum(s < t and e < f for s, f in x.get("anchors", []) for e, t in y.get("anchors", []))
            best = max(rest, key=common, default=None)
            if best is None or not common(best):
                continue
            rest.remove(best)
            paired["n"] += 1
            for field in ("type", "modality", "background", "certainty"):
                paired[field] += x[field] == best[field]
    if paired["n"]:
        print(f"{paired['n']} accounts paired by anchors; equal: " +
              ", ".join(f"{field} {paired[field] / paired['n']:.3f}" for field in ("type", "modality", "background", "certainty")))


def main(arguments):
    if len(arguments) == 3 and arguments[0] == "--agree":
        agree(arguments[1], arguments[2])
        return 0
    if len(arguments) >= 2 and arguments[0] == "check":
        files, out = arguments[1:], None
    elif len(arguments) >= 3 and arguments[0] == "convert":
        files, out = arguments[2:], arguments[1]
    else:
        print(__doc__)
        return 2
    kept, wrong = [], 0
    for path in files:
        lines, errors = checked(path)
        spans = sum(len(spans_of(line, role)) for line in lines for role in ROLES + COUNTS)
        print(f"{path}: {len(lines)} documents, {sum(len(line['accounts']) for line in lines)} accounts, {spans} spans, {errors} errors")
        kept, wrong = kept + lines, wrong + errors
    if out:
        with open(out, "w", encoding="utf-8") as file:
            for line in kept:
                file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
