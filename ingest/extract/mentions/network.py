"""网络 The tagger's arithmetic: characters in, scores of tags out; and the likeliest names that scores tell.

Two bidirectional LSTM layers, taken as they are from the tagger of cutword 0.1.1 (Apache-2.0), see each stretch;
four dilated convolutions, learned from our annotated documents, weigh what they see together with word lists and
proposed names. Trained and written as ONNX by `bench/train_tagger.py`. Tags are O and begin, inside, end, single of
each type.

Invariant: a stretch's result depends on that stretch alone, whatever it is computed together with (to rounding).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from ingest.extract.mentions.characters import TYPES, Matrix

TAGS = 1 + 4 * len(TYPES)
_BEGIN, _INSIDE, _END, _SINGLE = (slice(k, TAGS, 4) for k in (1, 2, 3, 4))
_LOW = -1e9
TOGETHER = 4096
"""So many characters are computed at once, padding included."""


@dataclass(frozen=True)
class Scores:
    """得分 Of one stretch: log-odds of the tags, (characters, TAGS), and of “a name inside ends here”, per type."""

    tags: Matrix
    inner: Matrix


class Network:
    """网络 A trained network, run by ONNX Runtime on one core; documents are read by several processes, not threads."""

    def __init__(self, model: bytes) -> None:
        # Imported when the first text is read: other commands have no need of it.
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def scores(self, stretches: Sequence[tuple[Matrix, Matrix]]) -> list[Scores]:
        """Return the scores of stretches, each given as code points and features, (n,) and (n, LISTED + PROPOSED)."""
        out: list[Scores | None] = [None] * len(stretches)
        order = sorted(range(len(stretches)), key=lambda i: len(stretches[i][0]))
        while order:
            size = max(1, TOGETHER // len(stretches[order[-1]][0]))
            batch, order = order[-size:], order[:-size]
            for i, found in zip(batch, self._batch([stretches[i] for i in batch]), strict=True):
                out[i] = found
        return [s for s in out if s is not None]

    def _batch(self, stretches: Sequence[tuple[Matrix, Matrix]]) -> list[Scores]:
        lengths = np.array([len(points) for points, _ in stretches], np.int32)
        shape = len(stretches), int(lengths.max())
        points = np.zeros(shape, np.int64)
        features = np.zeros((*shape, stretches[0][1].shape[1]), np.float32)
        for i, (codes, rows) in enumerate(stretches):
            points[i, : len(codes)] = codes
            features[i, : len(codes)] = rows
        there = (np.arange(shape[1])[None] < lengths[:, None])[..., None].astype(np.float32)
        given = {"points": points, "features": features, "lengths": lengths, "there": there}
        tags, inner = self._session.run(["tags", "inner"], given)
        return [Scores(tags[i, :n], inner[i, :n]) for i, n in enumerate(lengths)]


def decoded(scores: Scores) -> list[tuple[int, int, str]]:
    """Return the likeliest sequence of names as (start, end, type), in the stretch's own offsets (Viterbi)."""
    lp = scores.tags
    size = len(lp)
    outside, begun = np.float32(0), np.full(len(TYPES), _LOW, np.float32)
    before: list[tuple[int, Matrix]] = []
    closed: list[int] = []
    for t in range(size):
        row = lp[t]
        ends = np.concatenate([row[_SINGLE] + outside, begun + row[_END]])
        best = int(ends.argmax())
        opened, running = row[_BEGIN] + outside, begun + row[_INSIDE]
        before.append((best, running > opened))
        stay = row[0] + outside
        closed.append(best if ends[best] > stay else -1)
        outside, begun = max(stay, ends[best]), np.maximum(opened, running)
    return _traced(closed, before)


def _traced(closed: list[int], before: list[tuple[int, Matrix]]) -> list[tuple[int, int, str]]:
    found = []
    t = len(closed) - 1
    while t >= 0:
        if (best := closed[t]) < 0:
            t -= 1
            continue
        end, kind = t + 1, best % len(TYPES)
        if best >= len(TYPES):
            t -= 1
            while before[t][1][kind]:
                t -= 1
        found.append((t, end, TYPES[kind]))
        t -= 1
    return found[::-1]


@lru_cache(maxsize=1)
def shipped_network() -> Network:
    """Return the network of this installation."""
    return Network((files("ingest.extract") / "models" / "tagger.onnx").read_bytes())
