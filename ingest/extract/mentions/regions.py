"""所在地区 Which province, city or district 省教育厅, 市委 or 区科技局 may mean in this text.

Invariant: a level answers only where the text leaves no choice.
"""

from functools import cached_property

from ingest.extract.mentions.lexicon import lexicon


class Regions:
    """地区 The regions that a text names, by level."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _named(self) -> list[tuple[int, str]]:
        spans: dict[int, int] = {}
        last = 0
        for start, end, _ in sorted(lexicon().regions.find(self.text), key=lambda r: (r[0], -r[1])):
            if start >= last:
                spans[start] = last = end
        return [(start, self._with_level(start, end)) for start, end in spans.items()]

    def _with_level(self, start: int, end: int) -> str:
        name, names = self.text[start:end], lexicon().region_names
        if name[-1] in "省市区县州旗" and len(name) > 2:
            return name
        return next((name + level for level in "省市县区州" if name + level in names), name)

    def of_level(self, level: str, at: int) -> str:
        """Return the one region of this level that the text names; "" if there is none or more than one."""
        found = {name for _, name in self._named if name.endswith(level)}
        return found.pop() if len(found) == 1 else ""
