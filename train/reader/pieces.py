"""WordPiece of BERT, uncased, with the code points that each piece stands for. Equal to the reference on shared/models/*/check.json."""
import functools
import pathlib
import unicodedata

CLS, SEP, UNK, MASK = 101, 102, 100, 103


def is_punctuation(char):
    return char.isascii() and not char.isalnum() and char.isprintable() and char != " " or unicodedata.category(char)[0] == "P"


def is_ideograph(code):
    return (0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x2A6DF or 0x2A700 <= code <= 0x2CEAF
            or 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F)


@functools.lru_cache(4096)
def folded(char):
    """What a character is read as: "" (dropped), " " (space), or lower case without accents."""
    if char not in "\t\n\r" and (char == "\ufffd" or unicodedata.category(char)[0] == "C"):
        return ""
    if char.isspace():
        return " "
    plain = "".join(c for c in unicodedata.normalize("NFD", char) if unicodedata.category(c) != "Mn")
    return plain.lower()


class Pieces:
    def __init__(self, vocabulary):
        self.names = pathlib.Path(vocabulary).read_text(encoding="utf-8").split("\n")
        if self.names[-1] == "":
            self.names.pop()
        self.ids = {name: number for number, name in enumerate(self.names)}
        self.cache = {}

    def word(self, letters):
        """(id, first letter, letter after the last) of each piece of a word."""
        if letters in self.cache:
            return self.cache[letters]
        result, start = [], 0
        if len(letters) > 100:
            result = [(UNK, 0, len(letters))]
        while start < len(letters) and len(letters) <= 100:
            end = len(letters)
            while end > start:
                piece = ("##" if start else "") + letters[start:end]
                if piece in self.ids:
                    break
                end -= 1
            if end == start:
                result = [(UNK, 0, len(letters))]
                break
            result.append((self.ids[piece], start, end))
            start = end
        if len(self.cache) < 200000:
            self.cache[letters] = result
        return result

    def encode(self, text):
        """ids, and for each its [start, end) in code points of text; nothing special is added."""
        ids, spans, letters, places = [], [], [], []

        def flush():
            if letters:
                for number, first, last in self.word("".join(letters)):
                    ids.append(number)
                    spans.append((places[first], places[last - 1] + 1))
                letters.clear()
                places.clear()

        for at, char in enumerate(text):
            for out in folded(char):
                if out == " ":
                    flush()
                elif is_punctuation(out) or is_ideograph(ord(out)):
                    flush()
                    letters.append(out)
                    places.append(at)
                    flush()
                else:
                    letters.append(out)
                    places.append(at)
        flush()
        return ids, spans
