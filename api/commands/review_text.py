"""审核排版 Items, texts, effects and the audit trail as a person reads them on a terminal."""

from collections.abc import Iterable, Sequence

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.commands.console import console
from api.commands.network import label
from api.reviews import ChangedLinkOut, EffectOut, ExcerptOut, ItemOut, ReviewClaimOut, ReviewOut, ShownOut
from api.settings import language, t

FEW = 8


def print_items(items: Sequence[ItemOut], total: int) -> None:
    """Print the head of the queue as a table."""
    table = Table(box=None, pad_edge=False)
    for heading in (t("影响", "impact"), t("种类", "kind"), t("有关", "about"), t("为何", "why")):
        table.add_column(heading, overflow="fold")
    # An id is there to be copied.
    table.add_column(t("编号", "id"), no_wrap=True)
    for item in items:
        link = f" —{label(item.types[0])}→ " if item.kind == "claim" and item.types else " ～ "
        about = link.join(e.name for e in item.about)
        table.add_row(f"{item.impact:.1f}", item.kind_label, escape(about), escape(item.why), item.id)
    if items:
        console.print(table)
    console.print(t(f"共 {total} 项待审，列出 {len(items)} 项。", f"{total} items wait, {len(items)} listed."))


def print_shown(shown: ShownOut, heading: str = "") -> None:
    """Print an item with its texts, the quotes marked, and what may be done."""
    item = shown.item
    console.print(f"\n[bold]{escape(heading)}{item.kind_label}[/bold]  {item.id}", soft_wrap=True)
    for entity in item.about:
        console.print(f"  · {escape(entity.name)}（{label(entity.type)}）", soft_wrap=True)
    console.print(f"  {escape(item.why)}", soft_wrap=True)
    for claim in shown.claims:
        console.print(f"\n  {escape(claim_line(claim))}", soft_wrap=True)
        print_excerpts(claim.excerpts)
    print_excerpts(shown.excerpts)
    for number, proposal in enumerate(shown.proposals, 1):
        text = proposal.en if language() == "en" else proposal.zh
        console.print(f"\n  [bold]{number}[/bold] {escape(text)}", soft_wrap=True)
        if proposal.effect:
            print_effect(proposal.effect, 1, indent="      ")


def claim_line(claim: ReviewClaimOut) -> str:
    """Return a claim in one line."""
    when = claim.date or t("日期不详", "undated")
    ended = {"held": "", "ended": t("，已终止", ", ended"), "denied": t("，否认", ", denied")}[claim.state]
    sure = f"{when}{ended}  {claim.confidence:.2f}  {claim.method}"
    return f"{claim.head.name} —{label(claim.type)}→ {claim.tail.name}  {sure}"


def print_excerpts(excerpts: Iterable[ExcerptOut]) -> None:
    """Print quotes in their surroundings, each quote marked."""
    for e in excerpts:
        text = Text("    …")
        text.append(_line(e.before), "dim")
        # Colours may be missing: the marks stand in the text as well.
        text.append(f"【{_line(e.quote)}】", "bold yellow")
        text.append(_line(e.after) + "…", "dim")
        console.print(text, soft_wrap=True)
        console.print(f"    —— {escape(e.title or e.file)} {e.place}", style="dim", soft_wrap=True)


def _line(text: str) -> str:
    return " ".join(text.split())


def print_effect(effect: EffectOut, decisions: int, indent: str = "") -> None:
    """Print what decisions change."""
    if effect.pending:
        console.print(indent + t("待另一人确认后生效：", "Takes effect when another person confirms it:"))
    for names in effect.joined:
        console.print(f"{indent}⊕ {t('归并', 'joined')}：{escape(' ＋ '.join(names))}", soft_wrap=True)
    for names in effect.parted:
        console.print(f"{indent}⊖ {t('拆开', 'parted')}：{escape(' ｜ '.join(names))}", soft_wrap=True)
    for mark, kind, links in (
        ("−", "removed", effect.removed),
        ("＋", "added", effect.added),
        ("～", "changed", effect.changed),
    ):
        _print_links(f"{indent}{mark}", links, effect.counts[kind])
    said = {k: v for k, v in effect.counts.items() if v}
    if decisions > 1 or effect.counts["moved"]:
        zh, en = f"{decisions} 个决定：", f"{decisions} decisions: "
        console.print(indent + t(zh, en) + "，".join(f"{_COUNTED[k]} {v}" for k, v in said.items()), soft_wrap=True)
    if not said and not effect.joined and not effect.parted:
        console.print(indent + t("网络不变。", "The network stays as it is."))


_COUNTED = {
    "removed": t("消失的联系", "links gone"),
    "added": t("新增的联系", "links added"),
    "changed": t("改变的联系", "links changed"),
    "moved": t("转到并后实体的联系", "links carried over"),
    "claims": t("主张", "claims"),
    "flags": t("存疑", "flags"),
}


def _print_links(mark: str, links: Sequence[ChangedLinkOut], total: int) -> None:
    for k in links[:FEW]:
        when = k.first or t("日期不详", "undated")
        line = f"{mark} {k.head} —{label(k.type)}→ {k.tail}  {when}  {k.confidence:.2f}"
        console.print(escape(line), soft_wrap=True)
    if total > FEW:
        console.print(t(f"{mark} 等 {total} 条联系", f"{mark} … {total} links"))


def print_audit(entries: Sequence[ReviewOut], total: int) -> None:
    """Print the audit trail."""
    for e in entries:
        state = t("已撤销", "undone") if e.undone_by else "" if e.standing else t("待确认", "waits")
        console.print(f"{e.at[:19]}  [bold]{escape(e.by)}[/bold]  {e.action}  {state}  {e.id}", soft_wrap=True)
        console.print(f"    {escape(e.about)}" + (f"  （{escape(e.why)}）" if e.why else ""), soft_wrap=True)
    console.print(t(f"共 {total} 条，列出 {len(entries)} 条。", f"{total} decisions, {len(entries)} listed."))
