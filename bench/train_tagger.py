"""Train the tagger on annotated documents, and measure it by cross-validation.

usage: python -m bench.train_tagger                              train and measure the folds
       python -m bench.train_tagger --only --seeds 0 1 --write    train and write the shipped network

Needs torch and the weights inside the wheel of cutword 0.1.1 (Apache-2.0), both for training only:
`pip install torch cutword==0.1.1`. The tagger is shown names that the suffix and person models propose; while it is
trained these come from models that have not seen the document (the folds of `bench.train_mentions`).
"""

import argparse
import importlib.util
import json
import math
import random
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bench import train_mentions
from bench.gold import part_of, project
from bench.tagger_marks import FOLDS, VARIANTS, Prepared, Row, Span, prepared
from bench.tagger_onnx import DILATIONS, exported
from bench.train_mentions import MODELS, fold_of
from ingest.extract.draft import outermost
from ingest.extract.mentions.characters import LISTED, PROPOSED, TYPES
from ingest.extract.mentions.network import TAGS, Network
from ingest.extract.mentions.tagger import tagged

EPOCHS, BATCH, WIDTH, OWN, DROP, RATE = 7, 24, 128, 32, 0.3, 2e-3
SEEDS = 2
"""The shipped tagger is the mean of so many networks that differ in their start alone."""
UNSEEN, BLIND = 0.04, 0.1
"""Share of characters, and of batches' proposals, that are hidden while training."""


@cache
def pretrained() -> tuple[dict[str, Any], Any]:
    """Return cutword's weights by name, and the number of each code point in its vocabulary."""
    import torch

    spec = importlib.util.find_spec("cutword")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("pip install torch cutword==0.1.1")
    folder = Path(spec.submodule_search_locations[0])
    kept = torch.load(folder / "model_params.pth", map_location="cpu")["model_state_dict"]
    numbers = json.loads((folder / "ner_vocab_tags.json").read_text("utf-8"))["char2id"]
    table = np.array([_number(chr(i), numbers) for i in range(0x10000)], np.int16)
    return {k.removeprefix("module."): v.numpy() for k, v in kept.items()}, table


def _number(character: str, numbers: dict[str, int]) -> int:
    if character not in "，。、；：！？（）“”":
        character = unicodedata.normalize("NFKC", character)
    if character in numbers:
        return numbers[character]
    if character.isdigit():
        return numbers["[NUMBER]"]
    if character.isascii() and character.isalpha():
        return numbers["[EWORD]"]
    return numbers["[HANZI]"] if "\u4e00" <= character <= "\u9fff" else numbers["[UNK]"]


def frozen() -> dict[str, Any]:
    """Return the arrays of the network that are taken over: the numbers of characters, their vectors, the LSTM."""
    weights, table = pretrained()
    out = {"numbers": table, "embedding": weights["embedding.weight"]}
    for layer in (0, 1):
        ends = (f"l{layer}", f"l{layer}_reverse")
        out[f"into{layer}"] = np.stack([weights[f"lstm.weight_ih_{e}"] for e in ends])
        out[f"within{layer}"] = np.stack([weights[f"lstm.weight_hh_{e}"] for e in ends])
        out[f"lstm_bias{layer}"] = np.stack([weights[f"lstm.bias_ih_{e}"] + weights[f"lstm.bias_hh_{e}"] for e in ends])
    return out


def trained(
    base: Sequence[list[Row]], variants: Sequence[list[list[Row]]], epochs: int, seed: int = 0
) -> dict[str, Any]:
    """Return the arrays of a network trained on these rows."""
    import torch
    from torch import nn
    from torch.nn import functional as f

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    chance = random.Random(seed)
    weights, table = pretrained()
    embedding = nn.Embedding.from_pretrained(torch.tensor(weights["embedding.weight"]))
    lstm = nn.LSTM(256, 64, 2, batch_first=True, bidirectional=True)
    lstm.load_state_dict(
        {k.removeprefix("lstm."): torch.tensor(v) for k, v in weights.items() if k.startswith("lstm.")}
    )
    parts = nn.ModuleDict(
        {
            "own": nn.Embedding(len(weights["embedding.weight"]), OWN),
            "input": nn.Linear(256 + 128 + OWN + LISTED + PROPOSED, WIDTH),
            "tag": nn.Linear(WIDTH, TAGS),
            "inner": nn.Linear(WIDTH, 1 + len(TYPES)),
        }
        | {f"conv{i}": nn.Conv1d(WIDTH, WIDTH, 3, padding=d, dilation=d) for i, d in enumerate(DILATIONS)}
        | {f"norm{i}": nn.LayerNorm(WIDTH) for i in range(len(DILATIONS))}
    )

    def drop(x: Any) -> Any:
        return f.dropout(x, DROP)

    def forward(ids: Any, states: Any, features: Any, lengths: Any) -> tuple[Any, Any]:
        x = parts["input"](torch.cat([drop(embedding(ids)), drop(states), drop(parts["own"](ids)), features], -1))
        there = (torch.arange(ids.shape[1])[None] < lengths[:, None]).float()[..., None]
        for i in range(len(DILATIONS)):
            seen = (parts[f"norm{i}"](x) * there).transpose(1, 2)
            x = x + drop(f.gelu(parts[f"conv{i}"](seen).transpose(1, 2), approximate="tanh"))
        return parts["tag"](x), parts["inner"](x)

    flat = [r for b in base for r in b]
    turns = [[r for v in variants for r in v[k]] for k in range(VARIANTS)]
    states = [_encoded(part, embedding, lstm, table) for part in (flat, *turns)]
    steps = epochs * math.ceil((len(flat) + len(turns[0])) / BATCH)
    optimizer = torch.optim.AdamW(parts.parameters(), lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda i: min(1, (i + 1) / 100) * max(0.02, 1 - i / steps))
    for epoch in range(epochs):
        started, total = time.time(), 0.0
        turn = epoch % VARIANTS
        every = [*zip(flat, states[0], strict=True), *zip(turns[turn], states[1 + turn], strict=True)]
        batches = list(_batches(every, chance))
        for batch in batches:
            ids, features, tags, inner, seen, lengths = _tensors(batch, table)
            ids = ids.masked_fill((torch.rand(ids.shape) < UNSEEN) & (ids > 4), 1)
            if chance.random() < BLIND:
                features[..., LISTED:] = 0
            a, b = forward(ids, seen, features, lengths)
            loss = f.cross_entropy(a.flatten(0, 1), tags.flatten(), ignore_index=-100)
            loss = loss + 0.5 * f.cross_entropy(b.flatten(0, 1), inner.flatten(), ignore_index=-100)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parts.parameters(), 2)
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"  epoch {epoch}: loss {total / len(batches):.4f}, {time.time() - started:.0f} s", flush=True)
    return frozen() | _arrays({k: v.detach().numpy() for k, v in parts.state_dict().items()})


def _encoded(rows_: list[Row], embedding: Any, lstm: Any, table: Any) -> list[Any]:
    # What the frozen layers see of each stretch, in halves.
    import torch
    from torch.nn.utils import rnn

    out: list[Any] = [None] * len(rows_)
    order = sorted(range(len(rows_)), key=lambda i: len(rows_[i][0]))
    with torch.no_grad():
        for at in range(0, len(order), 64):
            some = [torch.tensor(table[rows_[i][0]].astype(np.int64)) for i in order[at : at + 64]]
            sequence = rnn.pack_sequence([embedding(x) for x in some], enforce_sorted=False)
            states, sizes = rnn.pad_packed_sequence(lstm(sequence)[0], batch_first=True)
            for i, state, size in zip(order[at : at + 64], states, sizes, strict=True):
                out[i] = state[:size].half()
    return out


def _tensors(batch: list[Any], table: Any) -> tuple[Any, ...]:
    import torch

    def padded(parts: list[Any], value: float = 0) -> Any:
        return torch.nn.utils.rnn.pad_sequence(parts, batch_first=True, padding_value=value)

    ids = padded([torch.tensor(table[r[0]].astype(np.int64)) for r, _ in batch])
    features = padded([torch.tensor(r[1].astype(np.float32)) for r, _ in batch])
    tags, inner = (padded([torch.tensor(r[k]) for r, _ in batch], -100) for k in (2, 3))
    seen, lengths = padded([s.float() for _, s in batch]), torch.tensor([len(r[0]) for r, _ in batch])
    return ids, features, tags, inner, seen, lengths


def _batches(every: list[Any], chance: random.Random) -> Iterator[list[Any]]:
    # Stretches of like length together, in an order by chance.
    chance.shuffle(every)
    batches = []
    for at in range(0, len(every), BATCH * 20):
        some = sorted(every[at : at + BATCH * 20], key=lambda r: len(r[0][0]))
        batches += [some[i : i + BATCH] for i in range(0, len(some), BATCH)]
    chance.shuffle(batches)
    return iter(batches)


def _arrays(kept: dict[str, Any]) -> dict[str, Any]:
    out = {"own": kept["own.weight"]}
    for name in ("input", "tag", "inner"):
        out[name], out[f"{name}_bias"] = kept[f"{name}.weight"], kept[f"{name}.bias"]
    for i in range(len(DILATIONS)):
        out[f"conv{i}"], out[f"bias{i}"] = kept[f"conv{i}.weight"].transpose(2, 0, 1), kept[f"conv{i}.bias"]
        out[f"scale{i}"], out[f"shift{i}"] = kept[f"norm{i}.weight"], kept[f"norm{i}.bias"]
    return out


def folder() -> Path:
    """Return where the networks of the folds are kept, for other measurements."""
    return Path(tempfile.gettempdir()) / f"gongjian-taggers-{train_mentions.state()}"


def crossed() -> list[Network]:
    """Return the networks of the folds, as `python -m bench.train_tagger` left them."""
    if not all((folder() / f"fold{k}.onnx").exists() for k in range(FOLDS)):
        sys.exit("先训练各折的标注网络 train the taggers of the folds first: python -m bench.train_tagger")
    return [Network((folder() / f"fold{k}.onnx").read_bytes()) for k in range(FOLDS)]


def shares(pairs: list[tuple[set[Span], set[Span]]]) -> str:
    """Return precision, recall and F1 of found against annotated spans."""
    hit = sum(len(a & b) for a, b in pairs)
    said, there = sum(len(b) for _, b in pairs), sum(len(a) for a, _ in pairs)
    return f"P {hit / max(1, said):.3f} R {hit / max(1, there):.3f} F1 {2 * hit / max(1, said + there):.3f}"


def measured(data: dict[str, Prepared], fold: int, network: Network) -> None:
    """Print how well a network does on its fold, beside the proposals alone."""
    parts = {
        "dev": lambda i: i[0] != "w",
        "held": lambda i: i[0] != "w" and part_of(i) == "held",
        "own": lambda i: i[0] == "w",
    }
    for part, wanted in parts.items():
        some = [d for i, d in data.items() if fold_of(i, FOLDS) == fold and wanted(i)]
        for kind, found in (
            ("proposed", lambda d: d.names),
            ("tagged", lambda d: tagged(d.one.text, d.names, network)),
        ):
            pairs = [(set(d.one.outer), {(m.start, m.end, m.type) for m in outermost(found(d))}) for d in some]
            print(f"fold {fold} {part:5} {kind:9} {shares(pairs)}", flush=True)


def main() -> None:
    """Train and measure per fold; write the network trained on everything if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--only", type=int, nargs="*", default=list(range(FOLDS)), help="folds to train")
    parser.add_argument("--seeds", type=int, nargs="*", default=[], help="train on everything, from these seeds")
    parser.add_argument("--write", action="store_true", help="write the mean of the networks from seeds 0 to SEEDS - 1")
    given = parser.parse_args()
    trains = given.only or given.seeds
    data = prepared(project(), train_mentions.crossed(FOLDS)) if trains else {}
    folder().mkdir(exist_ok=True)
    for fold in given.only:
        rest = [d for i, d in data.items() if fold_of(i, FOLDS) != fold]
        body = exported([trained([d.base for d in rest], [d.variants for d in rest], given.epochs)])
        (folder() / f"fold{fold}.onnx").write_bytes(body)
        measured(data, fold, Network(body))
    every = list(data.values())
    for seed in given.seeds:
        arrays = trained([d.base for d in every], [d.variants for d in every], given.epochs, seed)
        np.savez(folder() / f"seed{seed}.npz", **arrays)
    if given.write:
        kept = [np.load(folder() / f"seed{seed}.npz") for seed in range(SEEDS)]
        body = exported([{name: one[name] for name in one.files} for one in kept])
        (MODELS / "tagger.onnx").write_bytes(body)
        print(f"tagger.onnx: {len(body) // 1024} KB")


if __name__ == "__main__":
    main()
