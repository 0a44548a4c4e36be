"""共建图谱的错误 One root error and its few children, each carrying the data a caller needs.

Invariant: a message says what is wrong, where, and what to do; it never holds a secret.
"""

from collections.abc import Sequence


class GongjianError(Exception):
    """根错误 Anything that this project reports on purpose; a bug is never one of these."""


class BadOntology(GongjianError):
    """本体有误 The ontology file contradicts itself."""

    def __init__(self, where: str, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(f"本体 {where}：{reason}")


class BadReading(GongjianError):
    """读取结果不合约 A reading breaks the rules of the claim graph (dangling end, illegal type …)."""

    def __init__(self, source_uri: str, problems: Sequence[str]) -> None:
        self.source_uri, self.problems = source_uri, tuple(problems)
        super().__init__(f"{source_uri}：{'；'.join(problems)}")


class UnreadableDocument(GongjianError):
    """文件无法读取 A file cannot be read: what, where and what to do."""

    def __init__(self, path: str, reason: str, advice: str = "") -> None:
        self.path, self.reason, self.advice = path, reason, advice
        super().__init__(f"{path}：{reason}" + (f"（{advice}）" if advice else ""))


class UnknownName(GongjianError):
    """查无此名 No entity answers to this name; `near` holds the closest names known."""

    def __init__(self, name: str, near: Sequence[str] = ()) -> None:
        self.name, self.near = name, tuple(near)
        hint = f"；相近的有：{'、'.join(near)}" if near else ""
        super().__init__(f"查无“{name}”{hint}")


class StoreUnavailable(GongjianError):
    """存储不可用 The store cannot be opened or reached."""

    def __init__(self, url: str, reason: str, advice: str = "") -> None:
        self.url, self.reason, self.advice = url, reason, advice
        super().__init__(f"存储 {url}：{reason}" + (f"（{advice}）" if advice else ""))


class WrongUsage(GongjianError):
    """用法有误 A parameter is out of range or unknown; `field` names it."""

    def __init__(self, field: str, reason: str) -> None:
        self.field, self.reason = field, reason
        super().__init__(f"{field}：{reason}")
