"""The encoder (BERT, post-norm, exact GELU) and its heads. Windows lie one after another without padding."""
import json
import math
import struct

import torch
from torch import nn
from torch.nn import functional

import scheme


def read_tensors(path):
    """Tensors of a safetensors file as float32, by name."""
    raw = open(path, "rb").read()
    size = struct.unpack("<Q", raw[:8])[0]
    kinds = {"F16": torch.float16, "F32": torch.float32}
    result = {}
    for name, entry in json.loads(raw[8:8 + size]).items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            flat = torch.frombuffer(bytearray(raw[8 + size + begin:8 + size + end]), dtype=kinds[entry["dtype"]])
            result[name] = flat.reshape(entry["shape"]).float()
    return result


class Layer(nn.Module):
    def __init__(self, width, heads, inner, dropout):
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.joined = nn.Linear(width, 3 * width)  # query, key, value
        self.output, self.norm = nn.Linear(width, width), nn.LayerNorm(width, eps=1e-12)
        self.up, self.down, self.last = nn.Linear(width, inner), nn.Linear(inner, width), nn.LayerNorm(width, eps=1e-12)

    def forward(self, x, lengths):
        width = x.shape[-1]
        seen = []
        for part in self.joined(x).split(lengths):
            query, key, value = part.view(len(part), 3, self.heads, width // self.heads).permute(1, 2, 0, 3).unbind(0)
            out = functional.scaled_dot_product_attention(query[None], key[None], value[None])
            seen.append(out[0].transpose(0, 1).reshape(len(part), width))
        drop = self.dropout if self.training else 0.0
        x = self.norm(x + functional.dropout(self.output(torch.cat(seen)), drop))
        return self.last(x + functional.dropout(self.down(functional.gelu(self.up(x))), drop))


class Reader(nn.Module):
    def __init__(self, config, dropout=0.1):
        super().__init__()
        width, self.dropout = config["hidden_size"], dropout
        self.word = nn.Embedding(config["vocab_size"], width)
        self.position = nn.Embedding(config["max_position_embeddings"], width)
        self.segment = nn.Embedding(len(scheme.SEGMENTS), width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(width, config["num_attention_heads"], config["intermediate_size"], dropout)
                                    for _ in range(config["num_hidden_layers"]))
        self.heads = nn.ModuleDict({
            "tags": nn.Linear(width, 3 * len(scheme.ROLES)), "types": nn.Linear(width, len(scheme.TYPES)),
            "state": nn.Linear(width, len(scheme.STATES)), "certainty": nn.Linear(width, len(scheme.CERTAINTIES)),
            "number": nn.Linear(width, len(scheme.NUMBERS)), "attention": nn.Linear(width, len(scheme.DOCUMENT)),
            "document": nn.Linear(width, len(scheme.DOCUMENT)), "left": nn.Linear(width, scheme.PAIR),
            "right": nn.Linear(width, scheme.PAIR)})
        self.distance = nn.Parameter(torch.zeros(len(scheme.DISTANCES) + 1))
        for head in self.heads.values():
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)
        with torch.no_grad():
            self.heads["tags"].bias.view(-1, 3).copy_(torch.tensor([3.0, -2.5, -2.0]))
        self.register_buffer("edges", torch.tensor(scheme.DISTANCES))

    def forward(self, ids, segments, positions, lengths):
        """Hidden values [pieces, width] of windows of these lengths, one after another."""
        x = self.norm(self.word(ids) + self.position(positions) + self.segment(segments))
        x = functional.dropout(x, self.dropout if self.training else 0.0)
        for layer in self.layers:
            x = layer(x, lengths)
        return x

    def document(self, x, lengths):
        """Document logits [windows, labels]: each label looks at the pieces that its own attention chooses."""
        attention, value = self.heads["attention"](x).float(), functional.linear(x, self.heads["document"].weight).float()
        pooled = [(a.softmax(0) * v).sum(0) for a, v in zip(attention.split(lengths), value.split(lengths))]
        return torch.stack(pooled) + self.heads["document"].bias.float()

    def pairs(self, x, at):
        """Logits [n, n] that spans whose first pieces are at (ascending) belong to one account; read row < column."""
        chosen = x[at]
        left, right = self.heads["left"](chosen).float(), self.heads["right"](chosen).float()
        apart = torch.bucketize((at[None] - at[:, None]).abs(), self.edges, right=True)
        return left @ right.T / math.sqrt(scheme.PAIR) + self.distance[apart]

    def hugging_names(self):
        """Tensors by the names that the model file uses."""
        names = {"word": "embeddings.word_embeddings.weight", "position": "embeddings.position_embeddings.weight",
                 "segment": "embeddings.token_type_embeddings.weight"}
        result = {new: getattr(self, old).weight for old, new in names.items()}
        for kind in ("weight", "bias"):
            result[f"embeddings.LayerNorm.{kind}"] = getattr(self.norm, kind)
            for number, layer in enumerate(self.layers):
                prefix = f"encoder.layer.{number}"
                for name, part in zip(("query", "key", "value"), getattr(layer.joined, kind).chunk(3)):
                    result[f"{prefix}.attention.self.{name}.{kind}"] = part
                for name, module in (("attention.output.dense", layer.output), ("attention.output.LayerNorm", layer.norm),
                                     ("intermediate.dense", layer.up), ("output.dense", layer.down), ("output.LayerNorm", layer.last)):
                    result[f"{prefix}.{name}.{kind}"] = getattr(module, kind)
            for name, head in self.heads.items():
                result[f"heads.{name}.{kind}"] = getattr(head, kind)
        result["heads.distance.weight"] = self.distance
        return result

    def load_pretrained(self, tensors):
        with torch.no_grad():
            for name, target in self.hugging_names().items():
                if name == "embeddings.token_type_embeddings.weight":
                    target.copy_(tensors[name][:1].expand_as(target))
                elif name in tensors:
                    target.copy_(tensors[name])
                elif not name.startswith("heads."):
                    raise KeyError(name)
