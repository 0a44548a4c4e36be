"""预算 What questions to the model may cost in one run, shared by all its documents and threads.

Invariant: what is reserved and spent together never passes a limit, unless an
endpoint writes more than it was allowed to.
"""

from dataclasses import dataclass
from threading import Lock

from ingest.model.settings import ModelSettings

_PER = 1_000_000
_TEMPLATE_TOKENS = 100


@dataclass(frozen=True, slots=True)
class Usage:
    """用量 Tokens read and written by the model; `estimated` where the endpoint did not count them."""

    tokens_in: int = 0
    tokens_out: int = 0
    estimated: bool = False

    def __add__(self, other: "Usage") -> "Usage":
        """Return both together."""
        estimated = self.estimated or other.estimated
        return Usage(self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out, estimated)

    @property
    def total(self) -> int:
        """All tokens."""
        return self.tokens_in + self.tokens_out


NOTHING = Usage()
"""无 No tokens."""


def estimate(text: str) -> int:
    """Return about how many tokens a text has: one per character, one per three ASCII ones.

    >>> estimate("校企合作"), estimate("abcdef")
    (5, 3)
    """
    ascii_chars = sum(map(str.isascii, text))
    return len(text) - ascii_chars + ascii_chars // 3 + 1


def most_tokens(text: str) -> int:
    """Return how many tokens a text can have at most: one per byte, and what a chat template adds."""
    return len(text.encode("utf-8", "replace")) + _TEMPLATE_TOKENS


class Budget:
    """预算 Counts tokens and cost against the limits of a run; safe to share between threads."""

    def __init__(
        self, max_tokens: int, max_cost: float | None = None, price_in: float = 0, price_out: float = 0
    ) -> None:
        self.max_tokens, self.max_cost = max_tokens, max_cost
        self._prices = price_in, price_out
        self._spent, self._reserved = NOTHING, NOTHING
        self._lock = Lock()

    @classmethod
    def of(cls, settings: ModelSettings) -> "Budget":
        """Return the budget of one run under these settings."""
        return cls(settings.max_tokens, settings.max_cost, settings.price_in, settings.price_out)

    @property
    def spent(self) -> Usage:
        """What has been used so far."""
        return self._spent

    def cost(self, usage: Usage) -> float:
        """Return what a usage costs, in the currency of the prices."""
        price_in, price_out = self._prices
        return (usage.tokens_in * price_in + usage.tokens_out * price_out) / _PER

    def reserve(self, expected: Usage) -> bool:
        """Set aside what a question may use at most; False, and nothing set aside, where that is too much."""
        with self._lock:
            wanted = self._spent + self._reserved + expected
            if wanted.total > self.max_tokens or (self.max_cost is not None and self.cost(wanted) > self.max_cost):
                return False
            self._reserved += expected
            return True

    def settle(self, expected: Usage, used: Usage) -> None:
        """Replace what was set aside for a question by what it used."""
        with self._lock:
            held = self._reserved
            self._reserved = Usage(held.tokens_in - expected.tokens_in, held.tokens_out - expected.tokens_out)
            self._spent += used
