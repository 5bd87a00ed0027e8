#!/usr/bin/env python3
"""Writes the model file of a checkpoint: export.py CHECKPOINT PARAMETERS.json OUT.model"""
import datetime
import json
import pathlib
import sys

import decode
import fit
import model_file
import scheme
from pieces import Pieces


def header(parameters):
    """What README.md calls the header's "heads"."""
    return {
        "format": 1, "made": datetime.date.today().isoformat(),
        "window": {"pieces": scheme.WINDOW, "step": scheme.STEP, "title": scheme.TITLE},
        "tags": {"roles": scheme.ROLES, "tags": scheme.TAGS, "begin": [parameters["begin"][role] for role in scheme.ROLES],
                 "continue": parameters["continue"]},
        "types": {"labels": scheme.TYPES, "also": parameters["also"]},
        "state": {"labels": scheme.STATES, "thresholds": [parameters[name] for name in scheme.STATES]},
        "certainty": {"labels": scheme.CERTAINTIES},
        "number": {"labels": scheme.NUMBERS},
        "document": {"labels": scheme.DOCUMENT, "thresholds": [parameters["relevant"], *(parameters["document"][name] for name in scheme.TYPES)],
                     "relevance": parameters["calibration"]},
        "pair": {"width": scheme.PAIR, "distances": scheme.DISTANCES, "split": parameters["split"]},
    }


def main(arguments):
    if len(arguments) != 3:
        print(__doc__)
        return 2
    reader = decode.load(arguments[0])
    parameters = json.loads(pathlib.Path(arguments[1]).read_text())
    config = json.loads((fit.BASE / "config.json").read_text()) | {"type_vocab_size": len(scheme.SEGMENTS)}
    tensors = {name: tensor.detach().contiguous().numpy() for name, tensor in reader.hugging_names().items()}
    matrices = {name for name, tensor in tensors.items() if tensor.ndim == 2 and name.startswith(("embeddings.", "encoder."))}
    model_file.write(arguments[2], config, Pieces(fit.BASE / "vocab.txt").names, tensors, matrices, header(parameters))
    print(f"{arguments[2]}: {pathlib.Path(arguments[2]).stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
