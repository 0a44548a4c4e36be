"""模型 The learned weights of the mention stages: small tables of feature → weight, shipped with the package.

Invariant: read-only; rebuilt by one command (`python -m bench.train_mentions --write`) from annotated documents.
"""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ingest.extract.links.trees import Trees


@dataclass(frozen=True)
class Models:
    """模型 Weights by feature: for the boundaries of names, for persons."""

    boundary: Mapping[str, float]
    person: Mapping[str, float]


@lru_cache(maxsize=1)
def shipped() -> Models:
    """Return the models of this installation."""
    return Models(_load("boundary"), _load("person"))


@lru_cache(maxsize=1)
def shipped_offices() -> Trees:
    """Return the trees that choose among possible offices (`python -m bench.train_roles --write`)."""
    return Trees.read(
        json.loads(gzip.decompress((files("ingest.extract") / "models" / "offices.json.gz").read_bytes()))
    )


def _load(name: str) -> dict[str, float]:
    packed = (files("ingest.extract") / "models" / f"{name}.json.gz").read_bytes()
    weights: dict[str, float] = json.loads(gzip.decompress(packed))
    return weights
