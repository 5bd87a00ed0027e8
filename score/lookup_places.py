#!/usr/bin/env python3
"""A plain look-up of place names, to hold the program's figures against: every name of the gazetteer that stands in a text with a
capital, the longest first, is a place, and of the places that bear the name it is the one with most people. No context.

    score/lookup_places.py DOCUMENTS.jsonl[.gz] > read.jsonl        the lines of `read --mentions`, for score_geo.py

Reads packs/places/world.zst, with the zstd command; standard library only.
"""
import gzip
import json
import itertools
import pathlib
import re
import struct
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools" / "places"))
sys.dont_write_bytecode = True
import build  # noqa: E402  makes the gazetteer

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*\.?")
LONGEST = 5


class Gazetteer:
    """Names and places of the file that tools/places/build.py writes; its sections by their number there."""

    def __init__(self, path):
        body = subprocess.run(["zstd", "-d", "-q", "-c", str(path)], stdout=subprocess.PIPE, check=True).stdout
        count, sections = struct.unpack_from("<II", body, 8)
        sizes = struct.unpack_from(f"<{sections}I", body, 16)
        ends = list(itertools.accumulate(sizes, initial=16 + 4 * sections))
        part = [body[a:b] for a, b in itertools.pairwise(ends)]
        assert len(part[3]) == count
        self.latitudes, self.longitudes = (running(planes(part[n], 4)) for n in (4, 5))
        self.countries, self.codes, self.populations = planes(part[7], 2), part[1].decode(), planes(part[8], 4)
        self.features = part[3]
        self.buckets = list(itertools.accumulate(part[14], initial=0))
        self.checks = planes(part[15], 4)
        self.lists = list(itertools.accumulate((n >> 1 for n in planes(part[16], 2)), initial=0))
        self.candidates = planes(part[17], 4)

    def most_populous(self, name):
        """The place of that name with most people as a mention of `read`, countries before all; None if there is none."""
        hashed = build.mix(build.fnv(build.key(name)))
        bucket, check = hashed >> (64 - build.BUCKET_BITS), hashed & 0xFFFFFFFF
        for n in range(self.buckets[bucket], self.buckets[bucket + 1]):
            if self.checks[n] == check:
                found = [c >> 2 for c in self.candidates[self.lists[n]:self.lists[n + 1]] if c & 3 != build.ADJECTIVE]
                if not found:
                    return None
                best = max(found, key=lambda p: (self.features[p] & 15 == build.COUNTRY, self.populations[p], -p))
                country = self.countries[best]
                return {"name": name, "latitude": self.latitudes[best] / 1000, "longitude": self.longitudes[best] / 1000,
                        "country": self.codes[2 * country - 2:2 * country] if country else None}
        return None


def planes(data, width):
    count = len(data) // width
    return [sum(data[plane * count + i] << (8 * plane) for plane in range(width)) for i in range(count)]


def running(values):
    return list(itertools.accumulate((v >> 1) ^ -(v & 1) for v in values))


def mentions(text, gazetteer):
    words = [(m.start(), m.end()) for m in WORD.finditer(text)]
    i = 0
    while i < len(words):
        found = None
        if text[words[i][0]].isupper():
            for last in range(min(len(words), i + LONGEST), i, -1):
                start, end = words[i][0], words[last - 1][1]
                if text[words[last - 1][0]].isupper() and (place := gazetteer.most_populous(text[start:end])):
                    end -= text[end - 1] == "."
                    found = {"span": {"start": start, "end": end, "quote": text[start:end]}, **place}
                    break
        if found:
            yield found
        i = last if found else i + 1


def main():
    gazetteer = Gazetteer(ROOT / "packs" / "places" / "world.zst")
    opened = gzip.open if sys.argv[1].endswith(".gz") else open
    with opened(sys.argv[1], "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            print(json.dumps({"document": {"id": document["id"]}, "accounts": [],
                              "mentions": {"places": list(mentions(document["text"], gazetteer)), "times": []}}, ensure_ascii=False))


if __name__ == "__main__":
    main()
