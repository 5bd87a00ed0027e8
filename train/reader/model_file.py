"""The model file: one file with all that the program needs to run a learnt encoder. Needs numpy only.

    write(path, config, vocabulary, tensors, quantise=None, heads=None)   what a trainer calls
    read(path)                                                            the same back, integers made floats again
    python3 model_file.py base FOLDER OUT [--float]    a file from FOLDER/{config.json,vocab.txt,model.safetensors}
    python3 model_file.py show FILE                    what a file holds

config      the base encoder's config.json: hidden_size, num_hidden_layers, num_attention_heads, intermediate_size,
            max_position_embeddings, type_vocab_size, layer_norm_eps (others may stand there). Widths are multiples of 16.
vocabulary  list of word pieces; id = place in the list. Has [PAD] [UNK] [CLS] [SEP] [MASK].
tensors     {name: array}. The encoder's have the names of the base's state dict ("embeddings.word_embeddings.weight",
            "encoder.layer.0.attention.self.query.weight", ...; a leading "bert." must be taken off); heads have any
            names. Matrices of linear layers are [out, in].
quantise    names of matrices to be stored as int8 with one scale a row (a row is an output of a linear layer, a piece
            of an embedding table). None: all two-dimensional tensors. The program runs the encoder with integers only
            if all its matrices are int8. All others are stored as float32, or as float16 if they come as such.
heads       anything that JSON can hold: which heads there are, their labels, thresholds. The encoder passes it on unread.

Layout, little-endian:
    bytes 0-7        b"RZNMODEL"
    8-11             version of the format, 1
    12-15            H, bytes of the header
    16-23            bytes of the whole file
    24 .. 24+H       header, JSON: {"config": {...}, "heads": ..., "vocabulary": {"at", "bytes", "pieces"},
                     "tensors": {name: {"dtype", "shape", "at", "scales"}}}
    D ..             data; D = 24+H rounded up to a multiple of 64. "at" and "scales" count from D, are multiples of 64,
                     and no two blocks overlap. Gaps are zero.
    last 32          SHA-256 of all bytes before
The vocabulary is a block of UTF-8, each piece followed by one line feed. dtypes:
    "f32", "f16"     row-major
    "i8"             row-major int8; the value is q * scales[row], scales a block of float32
    "i8-panels"      the same for matrices that are multiplied: rows in panels of 16, columns in fours. Rows are padded
                     with zeros to a multiple of 16, columns to one of 4; byte ((p * C + c) * 16 + r) * 4 + k holds row
                     16p + r, column 4c + k, C being the number of fours of columns. scales has one number a row, unpadded.
Tables that are looked up ("*_embeddings.weight") become i8, all other quantised matrices i8-panels.
"""
import argparse
import hashlib
import json
import pathlib
import struct

import numpy

MAGIC, VERSION, PREAMBLE, ALIGN = b"RZNMODEL", 1, 24, 64
PANEL, GROUP = 16, 4


def quantised(matrix):
    """(int8 values, float32 scales): row = values * scale; -128 is never used."""
    matrix = numpy.asarray(matrix, numpy.float32)
    scales = (numpy.abs(matrix).max(axis=1) / 127).astype(numpy.float32)
    values = numpy.rint(matrix / numpy.where(scales > 0, scales, 1)[:, None])
    return numpy.clip(values, -127, 127).astype(numpy.int8), scales


def panels(values):
    rows, columns = values.shape
    padded = numpy.zeros((-(-rows // PANEL) * PANEL, -(-columns // GROUP) * GROUP), numpy.int8)
    padded[:rows, :columns] = values
    return padded.reshape(-1, PANEL, padded.shape[1] // GROUP, GROUP).transpose(0, 2, 1, 3)


def from_panels(block, rows, columns):
    fours = -(-columns // GROUP)
    return block.reshape(-1, fours, PANEL, GROUP).transpose(0, 2, 1, 3).reshape(-1, fours * GROUP)[:rows, :columns]


class Blocks:
    """The data part while it grows."""

    def __init__(self):
        self.bytes = bytearray()

    def add(self, content):
        self.bytes += bytes(-len(self.bytes) % ALIGN)
        at = len(self.bytes)
        self.bytes += content
        return at


def write(path, config, vocabulary, tensors, quantise=None, heads=None):
    for piece in vocabulary:
        if not piece or "\n" in piece:
            raise ValueError(f"piece {piece!r} is empty or has a line feed")
    if quantise is None:
        quantise = {name for name, tensor in tensors.items() if numpy.ndim(tensor) == 2}
    unknown = set(quantise) - set(tensors)
    if unknown:
        raise ValueError(f"no such tensors: {sorted(unknown)}")
    blocks, described = Blocks(), {}
    text = "".join(piece + "\n" for piece in vocabulary).encode()
    vocabulary_block = {"at": blocks.add(text), "bytes": len(text), "pieces": len(vocabulary)}
    for name in sorted(tensors):
        tensor = numpy.asarray(tensors[name])
        if not numpy.isfinite(tensor).all():
            raise ValueError(f"{name} holds numbers that are not finite")
        entry = {"shape": list(tensor.shape)}
        if name in quantise:
            values, scales = quantised(tensor)
            looked_up = name.endswith("_embeddings.weight")
            entry["dtype"] = "i8" if looked_up else "i8-panels"
            entry["at"] = blocks.add((values if looked_up else panels(values)).tobytes())
            entry["scales"] = blocks.add(scales.astype("<f4").tobytes())
        else:
            half = tensor.dtype == numpy.float16
            entry["dtype"] = "f16" if half else "f32"
            entry["at"] = blocks.add(tensor.astype("<f2" if half else "<f4").tobytes())
        described[name] = entry
    header = json.dumps({"config": config, "heads": heads, "vocabulary": vocabulary_block, "tensors": described},
                        ensure_ascii=False, allow_nan=False, sort_keys=True).encode()
    data = -(-(PREAMBLE + len(header)) // ALIGN) * ALIGN
    whole = data + len(blocks.bytes) + 32
    content = MAGIC + struct.pack("<IIQ", VERSION, len(header), whole) + header
    content += bytes(data - len(content)) + bytes(blocks.bytes)
    partial = pathlib.Path(f"{path}.partial")
    partial.write_bytes(content + hashlib.sha256(content).digest())
    partial.replace(path)


def read(path):
    """(config, vocabulary, tensors as float32, heads)"""
    content = pathlib.Path(path).read_bytes()
    version, size, whole = struct.unpack("<IIQ", content[8:PREAMBLE])
    if content[:8] != MAGIC or version != VERSION or whole != len(content):
        raise ValueError(f"{path} is no model file of version {VERSION}, or cut short")
    if hashlib.sha256(content[:-32]).digest() != content[-32:]:
        raise ValueError(f"{path} is damaged")
    header = json.loads(content[PREAMBLE:PREAMBLE + size])
    data = content[-(-(PREAMBLE + size) // ALIGN) * ALIGN:-32]
    block = header["vocabulary"]
    vocabulary = data[block["at"]:block["at"] + block["bytes"]].decode().split("\n")[:-1]
    tensors = {}
    for name, entry in header["tensors"].items():
        shape, at, dtype = entry["shape"], entry["at"], entry["dtype"]
        if dtype in ("f32", "f16"):
            count = int(numpy.prod(shape))
            array = numpy.frombuffer(data, "<f4" if dtype == "f32" else "<f2", count, at).reshape(shape)
        else:
            rows, columns = shape
            if dtype == "i8":
                values = numpy.frombuffer(data, numpy.int8, rows * columns, at).reshape(shape)
            else:
                count = -(-rows // PANEL) * PANEL * -(-columns // GROUP) * GROUP
                values = from_panels(numpy.frombuffer(data, numpy.int8, count, at), rows, columns)
            array = values * numpy.frombuffer(data, "<f4", rows, entry["scales"])[:, None]
        tensors[name] = array.astype(numpy.float32)
    return header["config"], vocabulary, tensors, header["heads"]


def safetensors(path):
    content = pathlib.Path(path).read_bytes()
    (size,) = struct.unpack("<Q", content[:8])
    dtypes = {"F16": "<f2", "F32": "<f4"}
    out = {}
    for name, entry in json.loads(content[8:8 + size]).items():
        if name != "__metadata__":
            begin, end = (8 + size + offset for offset in entry["data_offsets"])
            out[name] = numpy.frombuffer(content[begin:end], dtypes[entry["dtype"]]).reshape(entry["shape"])
    return out


def main():
    parser = argparse.ArgumentParser(description="model files: make one of a base encoder, or show one")
    verbs = parser.add_subparsers(dest="verb", required=True)
    base = verbs.add_parser("base")
    base.add_argument("folder", type=pathlib.Path)
    base.add_argument("out")
    base.add_argument("--float", action="store_true", help="no integers: only for checks of the arithmetic")
    show = verbs.add_parser("show")
    show.add_argument("file")
    args = parser.parse_args()
    if args.verb == "base":
        config = json.loads((args.folder / "config.json").read_text())
        vocabulary = (args.folder / "vocab.txt").read_text().split("\n")
        if not vocabulary[-1]:
            vocabulary.pop()
        tensors = safetensors(args.folder / "model.safetensors")
        tensors = {name: t if args.float else t.astype(numpy.float32) for name, t in tensors.items()}
        write(args.out, config, vocabulary, tensors, set() if args.float else None)
    else:
        config, vocabulary, tensors, heads = read(args.file)
        print(json.dumps({"config": config, "heads": heads}, indent=1, ensure_ascii=False))
        print(len(vocabulary), "pieces")
        for name, tensor in tensors.items():
            print(f"{name:60} {list(tensor.shape)}")


if __name__ == "__main__":
    main()
