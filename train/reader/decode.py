#!/usr/bin/env python3
"""Reference decoding: documents to OUTPUT.md lines by a checkpoint or a model file, and the tuning of its thresholds.

  decode.py tune MODEL OUT.json                          thresholds and calibration on the documents that fit.py held out
  decode.py read MODEL PARAMETERS.json DOCS.jsonl[.gz]     OUTPUT.md lines to standard output

The program's decoder (src/extract/learnt.cc) does the same; README.md has it in words.
"""
import argparse
import collections
import gzip
import itertools
import json
import math
import pathlib
import re
import sys

import numpy
import torch

import corpora
import fit
import network
import scheme
from pieces import CLS, SEP, Pieces

ROLE = {name: number for number, name in enumerate(scheme.ROLES)}
DEFAULTS = {"relevant": 0.5, "calibration": [1.0, 0.0], "document": {name: 0.5 for name in scheme.TYPES}, "also": 0.5,
            "begin": {name: 0.4 for name in scheme.ROLES}, "continue": 0.45, "named": 0.5, "split": -100.0, "background": 0.5, "not_actual": 0.5}
ARTICLES = {"the", "a", "an", "some", "of", "in", "on", "at", "by", "to", "with", "from", "and", "or", "near", "its", "his", "her", "their"}


def sigmoid(x):
    return 1 / (1 + numpy.exp(-numpy.clip(x, -60, 60)))


# ---- Probabilities


def load(path):
    """A Reader of a checkpoint of fit.py, or of a model file."""
    reader = fit.pretrained()
    if str(path).endswith(".model"):
        import model_file
        _, _, tensors, _ = model_file.read(path)
        with torch.no_grad():
            for name, target in reader.hugging_names().items():
                target.copy_(torch.from_numpy(numpy.array(tensors[name])).reshape(target.shape))
    else:
        reader.load_state_dict(torch.load(path, weights_only=True)["reader"])
    return reader.eval()


def predicted(reader, pieces, text, title=""):
    """Probabilities of each piece of the text, and the document's logits: the greatest of its windows'."""
    ids, offsets = pieces.encode(text)
    lead = [CLS, *pieces.encode(title)[0][:scheme.TITLE], SEP] if title else [CLS]
    size = scheme.WINDOW - (len(lead) - 1)
    total = numpy.zeros(len(ids))
    sums, best, vectors, logits = None, numpy.full(len(ids), -1.0), None, []
    begin, index = 0, 0
    while True:
        end = min(begin + size, len(ids))
        window = torch.tensor([*lead, *ids[begin:end], SEP])
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            x = reader(window, torch.full_like(window, min(index, 2)), torch.arange(len(window)), [len(window)])
            logits.append(reader.document(x, [len(window)])[0].float().numpy())
            body = x[len(lead):-1]
            heads = {name: reader.heads[name](body).float() for name in ("tags", "types", "state", "certainty", "number", "left", "right")}
        parts = [heads["tags"].view(-1, len(scheme.ROLES), 3).softmax(-1).flatten(1), heads["types"].sigmoid(), heads["state"].sigmoid(),
                 heads["certainty"].softmax(-1), heads["number"].sigmoid()]
        row = torch.cat(parts, 1).numpy()
        pair = torch.cat([heads["left"], heads["right"]], 1).numpy()
        at = numpy.arange(begin, end)
        weight = numpy.full(end - begin, 65.0)
        if begin:
            weight = numpy.minimum(weight, at - begin + 1)
        if end < len(ids):
            weight = numpy.minimum(weight, end - at)
        if sums is None:
            sums, vectors = numpy.zeros((len(ids), row.shape[1])), numpy.zeros((len(ids), pair.shape[1]), numpy.float32)
        sums[begin:end] += row * weight[:, None]
        total[begin:end] += weight
        better = weight > best[begin:end]
        vectors[begin:end][better] = pair[better]
        best[begin:end][better] = weight[better]
        if end == len(ids):
            break
        begin, index = begin + scheme.STEP, index + 1
    means = (sums / total[:, None]).astype(numpy.float32)
    cuts = numpy.cumsum([3 * len(scheme.ROLES), len(scheme.TYPES), len(scheme.STATES), len(scheme.CERTAINTIES)])
    tags, types, state, certainty, number = numpy.split(means, cuts, 1)
    return {"text": text, "offsets": offsets, "word": [pieces.names[i].startswith("##") for i in ids], "tags": tags.reshape(-1, len(scheme.ROLES), 3),
            "types": types, "state": state, "certainty": certainty, "number": number, "pair": vectors,
            "document": numpy.max(logits, 0), "distance": reader.distance.detach().numpy()}


# ---- Spans


def spans_of(p, parameters):
    """Spans of all roles, in text order."""
    kept = p.setdefault("spans", {})
    found = []
    for role in scheme.ROLES:
        key = (role, round(parameters["begin"][role], 3), parameters["continue"])
        if key not in kept:
            kept[key] = spans_of_role(p, *key)
        found += kept[key]
    return sorted(found, key=lambda span: (span["first"], span["role"]))


def trimmed(text, start, end, role):
    while role not in ("killed", "injured", "anchor"):
        cut = re.match(r"[\W_]+|(\w+)[\W_]+(?=\w)", text[start:end])
        if not cut or (cut.group(1) and cut.group(1).lower() not in ARTICLES) or cut.end() == end - start:
            break
        start += cut.end()
    return start, start + len(re.sub(r"(?:\s*[^\w)\]”\"]|'s|’s)+$", "", text[start:end]))


def spans_of_role(p, role, begin, go_on):
    """Spans of a role: from a piece whose B passes, on while B + I stays; whole words; articles and prepositions trimmed."""
    offsets, inner = p["offsets"], p["word"]
    b, i = p["tags"][:, ROLE[role], 1], p["tags"][:, ROLE[role], 2]
    found, free = [], 0
    for at in numpy.flatnonzero(b >= begin).tolist():
        if at < free:
            continue
        first, last = at, at + 1
        while last < len(b) and b[last] + i[last] > go_on and not (b[last] >= begin and b[last] > i[last] and not inner[last]):
            last += 1
        while last < len(b) and inner[last]:
            last += 1
        while first > free and inner[first]:
            first -= 1
        free = last
        start, end = trimmed(p["text"], offsets[first][0], offsets[last - 1][1], role)
        if start < end:
            inside = slice(first, last)
            found.append({"role": role, "first": first, "last": last, "start": start, "end": end, "quote": p["text"][start:end], "p": float(b[at]),
                          "types": p["types"][inside].mean(0), "state": p["state"][inside].mean(0),
                          "certainty": p["certainty"][inside].mean(0), "number": p["number"][first]})
    return found


# ---- Accounts


def pair_logits(p, at):
    """Logits [n, n], symmetric, that spans with these first pieces belong to one account."""
    at, half = numpy.asarray(at), scheme.PAIR
    logits = p["pair"][at, :half] @ p["pair"][at, half:].T / math.sqrt(half)
    logits = numpy.where(at[:, None] <= at[None], logits, logits.T)  # the earlier one is on the left
    return logits + p["distance"][numpy.searchsorted(scheme.DISTANCES, abs(at[:, None] - at[None]), "right")]


def split(p, spans, threshold):
    """Average-link clusters of spans: the closest two are joined while their mean logit is at least the threshold."""
    if threshold <= -50 or len(spans) < 2:
        return [spans]
    sums = pair_logits(p, [span["first"] for span in spans]).astype(float)
    numpy.fill_diagonal(sums, 0)
    sizes, clusters = numpy.ones(len(spans)), [[span] for span in spans]
    while len(clusters) > 1:
        means = sums / numpy.outer(sizes, sizes)
        numpy.fill_diagonal(means, -numpy.inf)
        a, b = sorted(divmod(int(means.argmax()), len(clusters)))
        if means[a, b] < threshold:
            break
        sums[a] += sums[b]
        sums[:, a] += sums[:, b]
        sums[a, a] = 0
        sizes[a] += sizes[b]
        sums, sizes = numpy.delete(numpy.delete(sums, b, 0), b, 1), numpy.delete(sizes, b)
        clusters[a] += clusters.pop(b)
    return [sorted(cluster, key=lambda span: span["first"]) for cluster in clusters]


def accounts_of(p, spans, parameters):
    """Groups of spans by account: one a type that the document tells of, further ones where the pair head splits."""
    a, b = parameters["calibration"]
    relevance = float(sigmoid(a * p["document"][0] + b))
    if relevance < parameters["relevant"]:
        return relevance, []
    document = sigmoid(p["document"][1:])
    chosen = [n for n, name in enumerate(scheme.TYPES) if document[n] >= parameters["document"][name]] or [int(document.argmax())]
    groups = {n: [] for n in chosen}
    for span in spans:
        if span["role"] in ("tally", "measure", "warning"):
            continue
        best = max(chosen, key=lambda n: span["types"][n])
        for n in chosen:
            if n == best or span["types"][n] >= parameters["also"]:
                groups[n].append(span)
    result = []
    for n, group in groups.items():
        for cluster in split(p, group, parameters["split"]):
            if len(result) and not any(s["role"] in ("anchor", "victim", "target", "perp_ind", "perp_org", "killed", "injured") for s in cluster):
                continue
            states = numpy.mean([s["state"] for s in cluster], 0) if cluster else numpy.zeros(3)
            result.append({"type": scheme.TYPES[n], "p": float(document[n]), "spans": cluster, "not_actual": float(states[0]), "background": float(states[1])})
    return relevance, result


def plain(string):
    return " ".join(w for w in re.sub(r"[^\w\s]", " ", string.lower()).split() if w not in ("the", "a", "an"))


def same_entity(a, b):
    """Equal, one holding the other, an acronym, or the same last name."""
    if not a or not b:
        return False
    if a == b or f" {a} " in f" {b} " or f" {b} " in f" {a} ":
        return True
    for x, y in ((a, b), (b, a)):
        words = y.split()
        if len(words) > 1 and x.replace(" ", "") == "".join(w[0] for w in words if w not in ("of", "and", "for")):
            return True
    return len(a.split()) > 1 and len(b.split()) > 1 and a.split()[-1] == b.split()[-1] and len(a.split()[-1]) > 3


def entities(spans):
    """Mentions joined to entities; of each the string with the greatest sum of probability comes first."""
    groups = []
    for span in sorted(spans, key=lambda s: -len(s["quote"])):
        name = plain(span["quote"])
        for group in groups:
            if any(same_entity(name, plain(other["quote"])) for other in group):
                group.append(span)
                break
        else:
            groups.append([span])
    result = []
    for group in groups:
        sums = collections.Counter()
        for span in group:
            sums[plain(span["quote"])] += span["p"]
        best = max(group, key=lambda s: (sums[plain(s["quote"])], s["p"]))
        result.append((best, group))
    return result


EVENT = {"armed_attack": "Armed assault", "bombing": "Bombing", "kidnapping": "Abduction", "arson": "Arson", "robbery": "Robbery",
         "stoppage": "Forced work stoppage", "clash": "Armed clash", "other": "Other"}


def number_of(quote):
    word = quote.lower().strip()
    if word in ("a", "an", "another"):
        return 1
    for part in re.findall(r"\d[\d,]*|[a-z]+(?:-[a-z]+)?", word):
        if part[0].isdigit():
            return int(part.replace(",", ""))
        if part in corpora.NUMBER_WORDS:
            return corpora.NUMBER_WORDS[part]
    return None


def line_of(document, p, parameters):
    spans = spans_of(p, parameters)
    relevance, groups = accounts_of(p, spans, parameters)
    accounts = []
    for number, group in enumerate(groups, 1):
        by_role = collections.defaultdict(list)
        for span in group["spans"]:
            by_role[span["role"]].append(span)

        def at(span):
            return {"start": span["start"], "end": span["end"], "quote": span["quote"]}

        account = {"id": f"{document['id']}#{number}", "background": group["background"] >= parameters["background"], "event_type": EVENT[group["type"]],
                   "sub_event_type": EVENT[group["type"]], "actors": [], "victims": [], "targets": [], "weapons": [], "counts": [], "killed": None, "injured": None}
        for role, kind in (("perp_ind", "individual"), ("perp_org", "organization")):
            for best, _ in entities(by_role[role]):
                account["actors"].append({"role": "perpetrator", "kind": kind, "name": best["quote"], "span": at(best),
                                          "certainty": scheme.CERTAINTIES[int(best["certainty"].argmax())]})
        for best, members in entities(by_role["victim"]):
            named = max(m["state"][2] for m in members) >= parameters["named"]
            account["victims"].append({"text": best["quote"], "name": best["quote"] if named else None, "group": "unspecified", "span": at(best)})
        for role, key in (("target", "targets"), ("weapon", "weapons")):
            account[key] = [{"text": best["quote"], "class": best["quote"], "span": at(best)} for best, _ in entities(by_role[role])]
        for role in ("killed", "injured"):
            values = [(span["p"], number_of(span["quote"])) for span in by_role[role] if span["number"][0] < 0.5]
            values = [value for value in values if value[1] is not None]
            if values:
                sums = collections.Counter()
                for q, value in values:
                    sums[value] += q
                best = sums.most_common(1)[0][0]
                account[role] = {"low": best, "best": best, "high": best}
        accounts.append(account)
    return {"document": {"id": document["id"]}, "relevant": bool(accounts), "relevance": relevance, "accounts": accounts,
            "tallies": [], "measures": [], "warnings": []}


# ---- Tuning


def matching_f(gold, found, loose):
    """Micro F over documents' sets of (start, end): equal, or overlapping if loose."""
    def met(one, others):
        return any(one[0] < end and start < one[1] for start, end in others) if loose else one in others

    right = sum(met(span, found[key]) for key in gold for span in gold[key]) / 2 + sum(met(span, gold[key]) for key in gold for span in found[key]) / 2
    given, wanted = sum(map(len, found.values())), sum(map(len, gold.values()))
    return 2 * right / (given + wanted) if given + wanted else 0.0


def platt(logits, labels):
    """a, b of sigmoid(a * logit + b) with smoothed labels, by Newton's method with halved steps."""
    x, y = numpy.asarray(logits, float), numpy.asarray(labels, float)
    y = y * (y.sum() + 1) / (y.sum() + 2) + (1 - y) / (len(y) - y.sum() + 2)
    inputs, at = numpy.stack([x, numpy.ones_like(x)], 1), numpy.array([1.0, 0.0])

    def loss(at):
        z = inputs @ at
        return (numpy.logaddexp(0, z) - y * z).sum() + 0.01 * (at**2).sum()

    for _ in range(50):
        q = sigmoid(inputs @ at)
        slope = inputs.T @ (q - y) + 0.02 * at
        step = numpy.linalg.solve(inputs.T @ (inputs * (q * (1 - q))[:, None]) + 0.02 * numpy.eye(2), slope)
        while loss(at - step) > loss(at) and abs(step).max() > 1e-9:
            step /= 2
        at = at - step
    return [float(value) for value in at]


def muc_score(lines, gold):
    """Strings F of score_muc4.py, without the command line."""
    sys.path.insert(0, str(corpora.DATA.parent / "score"))
    import score_muc4
    totals, wanted, given = collections.Counter(), {}, {}
    for line in lines:
        key = line["document"]["id"]
        given[key] = [pair for pair in map(score_muc4.from_account, line["accounts"]) if pair]
        wanted[key] = [score_muc4.as_template(t) for t in gold[key]["templates"]]
    for right, predicted_, right_gold, wanted_ in score_muc4.score_strings(wanted, given).values():
        totals.update(right=right, given=predicted_, right_gold=right_gold, wanted=wanted_)
    p, r = totals["right"] / max(1, totals["given"]), totals["right_gold"] / max(1, totals["wanted"])
    return 2 * p * r / (p + r) if p + r else 0.0, p, r


def tune(reader, pieces, held):
    parameters = json.loads(json.dumps(DEFAULTS))
    predictions = [(d, predicted(reader, pieces, d.text, d.title)) for d in held]
    known = [(p["document"][0], d.document["relevant"]) for d, p in predictions if "relevant" in d.document and d.corpus != "gva"]
    parameters["calibration"] = platt(*zip(*known))
    a, b = parameters["calibration"]
    parameters["relevant"] = max(numpy.arange(0.2, 0.8, 0.02), key=lambda t: f_of([(sigmoid(a * x + b) >= t, y) for x, y in known]))
    for number, name in enumerate(scheme.TYPES):
        known = [(p["document"][1 + number], d.document[name]) for d, p in predictions if name in d.document]
        if sum(y for _, y in known) >= 3:
            parameters["document"][name] = max(numpy.arange(0.2, 0.81, 0.05), key=lambda t: (f_of([(sigmoid(x) >= t, y) for x, y in known]), -abs(t - 0.5)))
    # Roles that MUC-4 does not score: spans by exact F, on all documents that know the role.
    for role in scheme.ROLES:
        docs = [(d, p) for d, p in predictions if d.weights.get(role, (0, 0))[0] >= 0.9]
        gold = {d.id: {(s.start, s.end) for s in d.spans if s.role == role} for d, _ in docs}
        if sum(map(len, gold.values())) < 10:
            continue
        scores = {}
        loose = role in ("place", "time", "measure", "warning")  # whose ends readers do not agree on either
        for t in numpy.arange(0.2, 0.95, 0.05):
            trial = dict(parameters, begin={**{r: 2.0 for r in scheme.ROLES}, role: t})
            scores[t] = matching_f(gold, {d.id: {(s["start"], s["end"]) for s in spans_of(p, trial)} for d, p in docs}, loose)
        parameters["begin"][role] = float(max(scores, key=scores.get))
        print(f"{role:9} {'overlap' if loose else 'exact'} F {max(scores.values()):.3f} at {parameters['begin'][role]:.2f}, {sum(map(len, gold.values()))} spans in {len(docs)} documents", file=sys.stderr)
    gold = corpora.gold_of("muc4", "train.gold.jsonl.gz")
    muc = [(d, p) for d, p in predictions if d.corpus == "muc4"]

    five = list(corpora.MUC_ROLES.values())
    ours = [(d, p) for d, p in predictions if d.corpus in ("hand", "dispatch") and "victim" in d.weights]
    wanted = {(d.id, role): {(s.start, s.end) for s in d.spans if s.role == role} for d, _ in ours for role in five}

    def scores(trial):
        """Strings F on MUC-4, and span F of the same roles on our annotations, whose texts are of today."""
        found = {(d.id, role): {(s["start"], s["end"]) for s in spans_of_role(p, role, trial["begin"][role], trial["continue"])} for d, p in ours for role in five}
        return muc_score([line_of({"id": d.id}, p, trial) for d, p in muc], gold)[0], matching_f(wanted, found, False) if ours else 0.0

    def score(trial):
        muc_f, our_f = scores(trial)
        return muc_f + 0.5 * our_f

    best = score(parameters)
    print("MUC-4 held out, ours, before the search: %.4f %.4f" % scores(parameters), file=sys.stderr)
    grid = [("begin", r) for r in ("perp_ind", "perp_org", "target", "victim", "weapon")] + [("document", t) for t in scheme.TYPES[:3]]
    grid += [("also", None), ("named", None), ("split", None)]
    values = {"split": [-100, -3, -2, -1, 0]}
    for steps in (numpy.arange(0.1, 0.9, 0.1), numpy.arange(0.05, 0.9, 0.05)):
        for key, sub in grid:
            for value in values.get(key, steps):
                trial = json.loads(json.dumps(parameters))
                if sub:
                    trial[key][sub] = float(value)
                else:
                    trial[key] = float(value)
                s = score(trial)
                if s > best + 0.002:
                    best, parameters = s, trial
        print("MUC-4 held out, ours: %.4f %.4f" % scores(parameters), file=sys.stderr)
    return parameters


def f_of(pairs):
    right = sum(1 for x, y in pairs if x and y)
    given, wanted = sum(1 for x, _ in pairs if x), sum(1 for _, y in pairs if y)
    return 2 * right / (given + wanted) if given + wanted else 0.0


def documents_of(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=["tune", "read"])
    parser.add_argument("model")
    parser.add_argument("parameters")
    parser.add_argument("documents", nargs="*")
    parser.add_argument("--leave-out", default="", help="corpora not to tune on")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    pieces, reader = Pieces(fit.BASE / "vocab.txt"), load(arguments.model)
    if arguments.verb == "tune":
        hand = sorted(map(str, (fit.HERE / "annotations").glob("*.jsonl")))
        left_out = arguments.leave_out.split(",")
        names = [name for name in ("muc4", "satp", "ucdp", "ceha", "hand") if name not in left_out]
        _, held = corpora.load(names, pieces, hand, windows_too=False, left_out=left_out)
        parameters = tune(reader, pieces, held)
        pathlib.Path(arguments.parameters).write_text(json.dumps(parameters, indent=1) + "\n")
        return 0
    parameters = json.loads(pathlib.Path(arguments.parameters).read_text())
    for document in itertools.chain.from_iterable(map(documents_of, arguments.documents)):
        if document["text"].strip():
            p = predicted(reader, pieces, document["text"], document.get("title") or "")
            print(json.dumps(line_of(document, p, parameters), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
