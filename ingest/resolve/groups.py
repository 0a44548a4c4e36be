"""已知归并 What is joined and what has been asked already, so that nothing is judged twice.

Invariant: follows the judgements of the store; a pair that a person or a rule has spoken about in any way,
itself or through what is joined to it, is settled.
"""

from collections import defaultdict
from collections.abc import Iterable

from graph.judgement import Judgement, Verdict


class Groups:
    """归并组 Records joined by judgements, and the groups between which something else was said."""

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self._parent: dict[str, str] = {}
        self._asked: dict[str, set[str]] = defaultdict(set)
        for judgement in judgements:
            self.take(judgement)

    def take(self, judgement: Judgement) -> None:
        """Remember a judgement."""
        left, right = self.root(judgement.left), self.root(judgement.right)
        self._asked[judgement.left].add(judgement.right)
        if judgement.verdict is Verdict.SAME and left != right:
            self._parent[right] = left
            self._asked[left] |= self._asked.pop(right, set())
        elif left != right:
            self._asked[left].add(right)
            self._asked[right].add(left)

    def settled(self, left: str, right: str) -> bool:
        """Tell whether the pair is joined, or anything was said about it or the groups that it belongs to."""
        a, b = self.root(left), self.root(right)
        if a == b or right in self._asked.get(left, ()) or left in self._asked.get(right, ()):
            return True
        return any(self.root(other) == b for other in self._asked.get(a, ()))

    def joined(self, left: str, right: str) -> bool:
        """Tell whether the two are one group."""
        return self.root(left) == self.root(right)

    def root(self, record: str) -> str:
        """Return the record that stands for the group."""
        while (up := self._parent.get(record, record)) != record:
            record = up
        return record
