#!/usr/bin/env python3
"""Trains the reader. README.md says how long and with what; resumes where it stopped; seeds are fixed."""
import argparse
import json
import os
import pathlib
import random
import sys
import time

import numpy
import torch
from torch.nn import functional

import corpora
import network
import scheme
from pieces import Pieces

HERE = pathlib.Path(__file__).resolve().parent
SHARED = corpora.DATA.parent
BASE = SHARED / "models" / "all-MiniLM-L6-v2"
ROLES = len(scheme.ROLES)

# Share of a corpus's windows that an epoch draws: those with labelled spans, those without.
SHARES = {"muc4": (1.0, 0.5), "gva": (0.25, 0.1), "satp": (0.5, 0.5), "ucdp": (1.0, 1.0), "rams": (1.0, 0.7), "wikievents": (1.0, 1.0),
          "ceha": (1.0, 1.0), "hand": (1.0, 1.0), "dispatch": (1.0, 1.0), "generated": (0.35, 0.35)}
# Weights of the losses, see README.md.
WEIGHTS = {"tags": 6.0, "types": 2.0, "state": 1.0, "certainty": 0.5, "number": 1.0, "document": 2.0, "pair": 0.5}


def pretrained():
    reader = network.Reader(json.loads((BASE / "config.json").read_text()))
    reader.load_pretrained(network.read_tensors(BASE / "model.safetensors"))
    reader.word.weight.requires_grad_(False)
    reader.position.weight.requires_grad_(False)
    return reader


def batches(windows, pools, vocabulary, seed, epoch, size):
    """The batches of an epoch: lists of (window, table, title), of about size pieces each."""
    random_ = random.Random(seed * 1000 + epoch)
    chosen = [w for w in windows if random_.random() < SHARES[w.corpus][0 if w.labelled else 1]]
    random_.shuffle(chosen)
    result, batch, total = [], [], 0
    for window in chosen:
        table = window.table
        if window.labelled and random_.random() < 0.5:
            table = corpora.swapped(window, pools, random_)
        if random_.random() < 0.05:
            table = corpora.noisy(table, random_, vocabulary)
        title = [] if random_.random() < 0.3 else window.title
        if batch and total + len(table) > size:
            result.append(batch)
            batch, total = [], 0
        batch.append((window, table, title))
        total += len(table)
    return result + ([batch] if batch else [])


def bits(values, count):
    return ((values[:, None] >> torch.arange(count)) & 1).float()


def loss_of(reader, batch, random_):
    ids, segments, positions, lengths, rows, base = [], [], [], [], [], 0
    for window, table, title in batch:
        some_ids, lead = corpora.sequence(table, title)
        ids += some_ids
        segments += [window.segment] * len(some_ids)
        positions += range(len(some_ids))
        rows += range(base + lead, base + lead + len(table))
        lengths.append(len(some_ids))
        base += len(some_ids)
    x = reader(torch.tensor(ids), torch.tensor(segments), torch.tensor(positions), lengths)
    document = reader.document(x, lengths)
    body = x[torch.tensor(rows)]
    table = torch.from_numpy(numpy.concatenate([t for _, t, _ in batch]))
    size = torch.tensor([len(t) for _, t, _ in batch])
    window_weight = torch.tensor([w.weight for w, _, _ in batch])
    weight = torch.repeat_interleave(window_weight, size)
    losses = {}

    tags = table[:, corpora.TAG:corpora.TAG + ROLES]
    known = torch.from_numpy(numpy.stack([w.weights for w, _, _ in batch]))  # [windows, roles, 2]
    known = torch.repeat_interleave(known, size, 0)
    tag_weight = torch.where(tags == 0, known[..., 0], known[..., 1]) * (tags >= 0) * weight[:, None]
    entropy = functional.cross_entropy(reader.heads["tags"](body).float().view(-1, 3), tags.clamp(min=0).reshape(-1), reduction="none")
    losses["tags"] = (entropy.view(-1, ROLES) * tag_weight).sum() / len(table)

    def spread(name, mask, logits, wanted):
        """Mean binary cross-entropy over the pieces of the mask."""
        if mask.any():
            value = functional.binary_cross_entropy_with_logits(logits[mask].float(), wanted[mask], reduction="none").mean(1)
            losses[name] = (value * weight[mask]).sum() / weight[mask].sum() * min(1.0, int(mask.sum()) / 16)

    spread("types", table[:, corpora.TYPE_KNOWN] == 1, reader.heads["types"](body), bits(table[:, corpora.TYPE], len(scheme.TYPES)))
    spread("number", table[:, corpora.NUMBER] >= 0, reader.heads["number"](body), bits(table[:, corpora.NUMBER].clamp(min=0), len(scheme.NUMBERS)))
    state = bits(table[:, corpora.STATE], 2 * len(scheme.STATES)).view(-1, len(scheme.STATES), 2)
    if state[..., 0].any():
        value = functional.binary_cross_entropy_with_logits(reader.heads["state"](body).float(), state[..., 1], reduction="none")
        mask = state[..., 0] * weight[:, None]
        losses["state"] = (value * mask).sum() / mask.sum()
    certain = table[:, corpora.CERTAINTY] >= 0
    if certain.any():
        value = functional.cross_entropy(reader.heads["certainty"](body[certain]).float(), table[certain, corpora.CERTAINTY], reduction="none")
        losses["certainty"] = (value * weight[certain]).sum() / weight[certain].sum()

    wanted = torch.from_numpy(numpy.stack([w.labels for w, _, _ in batch]))
    mask = (wanted >= 0) * window_weight[:, None]
    if mask.any():
        value = functional.binary_cross_entropy_with_logits(document, wanted.clamp(min=0).float(), reduction="none")
        losses["document"] = (value * mask).sum() / mask.sum()

    begin, parts = 0, []
    for (window, some, _), length in zip(batch, size.tolist()):
        if window.pairs:
            at = numpy.flatnonzero(some[:, corpora.SPAN] == 1)
            if len(at) > 48:
                at = numpy.sort(numpy.array(random_.sample(at.tolist(), 48)))
            if len(at) > 1:
                logits = reader.pairs(body[begin:begin + length], torch.from_numpy(at))
                accounts = torch.from_numpy(some[at, corpora.ACCOUNT])
                same = ((accounts[:, None] & accounts[None]) != 0).float()
                upper = torch.ones_like(logits, dtype=torch.bool).triu(1)
                parts.append(functional.binary_cross_entropy_with_logits(logits[upper], same[upper]) * window.weight)
        begin += length
    if parts:
        losses["pair"] = torch.stack(parts).sum() / len(batch) * 2
    return sum(WEIGHTS[name] * value for name, value in losses.items()), {name: float(value.detach()) for name, value in losses.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", help="checkpoint to write; resumed if it is there")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--start", help="checkpoint whose weights to begin with")
    parser.add_argument("--hand", nargs="*", default=sorted(map(str, (HERE / "annotations").glob("*.jsonl"))))
    parser.add_argument("--corpora", default="muc4,gva,satp,ucdp,rams,wikievents,ceha,hand,generated")
    parser.add_argument("--leave-out", default="", help="comma-separated corpora not to train on, nor on their hand annotations")
    parser.add_argument("--hold-out", type=float, default=0.1)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--head-rate", type=float, default=1.5e-3)
    parser.add_argument("--size", type=int, default=1050, help="pieces a step")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    pieces = Pieces(BASE / "vocab.txt")
    left_out = arguments.leave_out.split(",")
    names = [name for name in arguments.corpora.split(",") if name not in left_out]
    windows, held = corpora.load(names, pieces, arguments.hand, arguments.hold_out, left_out=left_out)
    pools = corpora.name_pools(pieces)
    reader = pretrained()
    if arguments.start:
        reader.load_state_dict(torch.load(arguments.start, weights_only=True)["reader"])
    encoder = [p for n, p in reader.named_parameters() if p.requires_grad and not n.startswith(("heads", "distance"))]
    heads = [p for n, p in reader.named_parameters() if n.startswith(("heads", "distance"))]
    optimiser = torch.optim.AdamW([{"params": encoder, "lr": arguments.rate}, {"params": heads, "lr": arguments.head_rate}],
                                  weight_decay=0.01, fused=True)
    first = len(batches(windows, pools, len(pieces.names), arguments.seed, 0, arguments.size))
    total = first * arguments.epochs
    print(f"{len(windows)} windows, {len(held)} documents held out, about {first} steps an epoch", flush=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(step / (0.06 * total) if total else 1.0, max(0.0, (total - step) / (0.94 * total))))
    epoch = step = 0
    if os.path.exists(arguments.out):
        saved = torch.load(arguments.out, weights_only=True)
        reader.load_state_dict(saved["reader"])
        optimiser.load_state_dict(saved["optimiser"])
        schedule.load_state_dict(saved["schedule"])
        torch.set_rng_state(saved["random"])
        epoch, step = saved["epoch"], saved["step"]
        print(f"resumed at epoch {epoch}, step {step}", flush=True)

    def save():
        torch.save({"reader": reader.state_dict(), "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict(),
                    "random": torch.get_rng_state(), "epoch": epoch, "step": step}, arguments.out + ".part")
        os.replace(arguments.out + ".part", arguments.out)

    reader.train()
    saved_at = time.time()
    while epoch < arguments.epochs:
        epoch_batches = batches(windows, pools, len(pieces.names), arguments.seed, epoch, arguments.size)
        sums, since, count = {}, time.time(), 0
        while step < len(epoch_batches):
            with torch.autocast("cpu", torch.bfloat16):
                loss, parts = loss_of(reader, epoch_batches[step], random.Random(step))
            loss.backward()
            torch.nn.utils.clip_grad_norm_(encoder + heads, 1.0)
            optimiser.step()
            optimiser.zero_grad()
            schedule.step()
            step += 1
            count += sum(len(table) for _, table, _ in epoch_batches[step - 1])
            for name, value in parts.items():
                total_, n = sums.get(name, (0.0, 0))
                sums[name] = (total_ + value, n + 1)
            if step % 100 == 0:
                print(f"{time.strftime('%H:%M:%S', time.gmtime())} epoch {epoch} step {step}/{len(epoch_batches)} {count / (time.time() - since):.0f} pieces/s " +
                      " ".join(f"{name} {value / n:.4f}" for name, (value, n) in sorted(sums.items())), flush=True)
                sums, since, count = {}, time.time(), 0
            if time.time() - saved_at > 240:
                save()
                saved_at = time.time()
        epoch, step = epoch + 1, 0
        save()
        torch.save({"reader": reader.state_dict()}, f"{arguments.out}.epoch{epoch}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
