#!/usr/bin/env python3
"""Fits the weights of src/merge/link.cc on pairs that train_pairs printed, and says how sure of itself the result is.

    fit.py PAIRS [--signs src/merge/link.h] [--fit [--write src/merge/link.cc]]

Without --fit the log odds that the program gave are judged: the candidate step's recall, the reliability table with the expected
calibration error (ten equal bins), and the curve over the threshold, for each split. With --fit weights are fitted on the split
`train` alone (logistic regression by Newton's method with a small ridge and bounds, numpy) and those are judged.
"""
import argparse
import math
import re
import sys

CLIP = 30


def read(path):
    rows = []
    for line in open(path, encoding="utf-8"):
        cells = line.rstrip("\n").split("\t")
        rows.append((cells[0], int(cells[1]), int(cells[2]), int(cells[3]), float(cells[4]), cells[5], cells[6],
                     [float(x) for x in cells[7:]]))
    return rows


def sign_names(path):
    text = open(path, encoding="utf-8").read()
    body = re.search(r"enum class Sign[^{]*\{(.*?)kCount", text, re.DOTALL).group(1)
    return re.findall(r"\bk\w+", body)


def probability(score):
    return 1 / (1 + math.exp(-max(-CLIP, min(CLIP, score))))


def judge(split, rows, scores):
    """rows of one split; `scores` beside them."""
    true = sum(r[1] for r in rows)
    found = sum(r[1] and r[2] for r in rows)
    possible = sum(r[1] and not r[3] for r in rows)
    possible_found = sum(r[1] and r[2] and not r[3] for r in rows)
    print(f"== {split}: {true} true pairs; candidates {sum(r[2] for r in rows)}, recall {found / true:.4f} of all, "
          f"{possible_found / possible:.4f} of the {possible} whose fields do not rule each other out")
    judged = [(probability(s), r[1]) for r, s in zip(rows, scores) if r[2] and not r[3]]
    error = 0
    print("   probability      pairs   mean   true")
    for low in range(10):
        members = [(p, y) for p, y in judged if low <= min(9, int(p * 10)) < low + 1]
        if not members:
            continue
        mean, right = sum(p for p, _ in members) / len(members), sum(y for _, y in members) / len(members)
        error += abs(mean - right) * len(members) / len(judged)
        print(f"   {low / 10:.1f} to {low / 10 + .1:.1f} {len(members):10d}  {mean:.3f}  {right:.3f}")
    high = [(p, y) for p, y in judged if p >= .1]
    worst = 0
    for low in range(1, 10):
        members = [(p, y) for p, y in high if low <= min(9, int(p * 10)) < low + 1]
        if members:
            worst += abs(sum(p for p, _ in members) - sum(y for _, y in members)) / len(high)
    print(f"   expected calibration error {error:.4f}; of pairs of probability .1 and more {worst:.4f}")
    for threshold in (-1, 0, .5, 1, 1.5, 2, 2.5, 3, 4):
        linked = [r[1] for r, s in zip(rows, scores) if r[2] and not r[3] and s >= threshold]
        if linked:
            print(f"   log odds >= {threshold:4.1f}: {sum(linked):5d} of {true} true pairs ({sum(linked) / true:.3f}), "
                  f"false {1 - sum(linked) / len(linked):.4f}")


# What a corpus of one country and one kind of incident cannot teach: signs that hardly occur in it, held at a value, and signs
# whose weight may not be laxer than a bound, since other corpora have more incidents in fewer places.
HELD = {"kUndated": 0, "kSuspectNamed": 2, "kSameDoer": .7, "kOtherDoer": -.5, "kSameElectionTarget": .5, "kSameAddress": 4,
        "kSameHeadline": .5, "kOtherCountry": -4, "kVeryFar": -1.5, "kOwnText": 0, "kWordless": 1.58, "kSameSource": -4, "kAside": -2, "kOtherKind": -2.5}
AT_MOST = {"kDayApart": -.5, "kTwoDaysApart": -1.5, "kDaysApart": -2.5, "kKilledMany": .6, "kRangesApart": -.3, "kLongApart": -1, "kPublishedApart": -.2,
           "kOtherTown": -1, "kFarApart": -2.5, "kLargePlace": -.1, "kKilledDiffer": -.2, "kInjuredDiffer": -.1,
           "kVictimsDiffer": -.6, "kPersonNamed": 4, "kPersonMentioned": 4, "kConflicts": -.5, "kOtherTarget": -.1, "kOtherWeapon": -.2}
AT_LEAST = {"kSameDay": 2, "kSameTown": 2.5, "kKilledEqual": .8, "kSameDistrict": 1.2, "kNearTown": .4, "kSameProvince": .6, "kWideRangesMeet": .5, "kVictimNamed": 2, "kVictimNameShared": 1, "kWords": 0, "kPhrases": 0, "kRarePhrases": 0,
            "kSameKind": 0, "kSameWeapon": 0, "kPlaceUnknown": 0, "kPublishedTogether": .5, "kRecalled": 0, "kRangesMeet": 1}


def fit(rows, names, ridge, false_weight):
    import numpy
    x = numpy.array([r[7] for r in rows if r[2] and not r[3]])
    y = numpy.array([r[1] for r in rows if r[2] and not r[3]], dtype=float)
    weight = numpy.where(y == 1, 1, false_weight)
    w = numpy.zeros(len(names))
    fixed = dict(HELD)
    while True:
        free = [i for i, name in enumerate(names) if name not in fixed]
        offset = x @ numpy.array([fixed.get(name, 0) for name in names], dtype=float)
        z, v = x[:, free], numpy.zeros(len(free))
        for _ in range(60):
            p = 1 / (1 + numpy.exp(-numpy.clip(z @ v + offset, -CLIP, CLIP)))
            gradient = z.T @ (weight * (p - y)) + ridge * v
            hessian = (z * (weight * p * (1 - p))[:, None]).T @ z + ridge * numpy.eye(len(free))
            step = numpy.linalg.solve(hessian, gradient)
            v -= step
            if abs(step).max() < 1e-6:
                break
        beyond = {}
        for i, value in zip(free, v):
            name = names[i]
            if value > AT_MOST.get(name, math.inf):
                beyond[name] = AT_MOST[name]
            elif value < AT_LEAST.get(name, -math.inf):
                beyond[name] = AT_LEAST[name]
        if not beyond:
            w[free] = v
            for name, value in fixed.items():
                w[names.index(name)] = value
            return w
        fixed.update(beyond)


def write(path, names, weights):
    text = open(path, encoding="utf-8").read()
    for name, weight in zip(names, weights):
        text, count = re.subn(rf"(/\* {name} \*/ )-?[\d.]+f", rf"\g<1>{weight + 0.0:.2f}f", text)
        assert count == 1, name
    open(path, "w", encoding="utf-8").write(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs")
    parser.add_argument("--signs", default="src/merge/link.h")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--write", metavar="LINK_CC", help="put the fitted weights into src/merge/link.cc")
    parser.add_argument("--ridge", type=float, default=2)
    parser.add_argument("--false-weight", type=float, default=1.39,
                        help="documents of all splits by those of train: pairs of different incidents grow with the square of the "
                             "documents, pairs of one incident do not, and the register holds all splits")
    options = parser.parse_args()
    rows = read(options.pairs)
    names = sign_names(options.signs)
    splits = {split: [r for r in rows if r[0] == split] for split in ("train", "dev")}
    weights = None
    if options.fit:
        weights = fit(splits["train"], names, options.ridge, options.false_weight)
        for name, weight in zip(names, weights):
            used = sum(1 for r in splits["train"] if r[2] and not r[3] and r[7][names.index(name)])
            print(f"   {name:<20} {weight:6.2f}  in {used} pairs")
        if options.write:
            write(options.write, names, weights)
    for split, members in splits.items():
        scores = [r[4] if weights is None else float(sum(a * b for a, b in zip(r[7], weights))) for r in members]
        judge(split, members, scores)
    return 0


if __name__ == "__main__":
    sys.exit(main())
