"""共建基地 Who builds, hosts, runs or is awarded a base, a college of industry, a class or a centre.

Invariant: the base is named in the text and its building, unveiling, opening or award is stated as done.
"""

import re
from collections.abc import Iterable, Iterator

from ingest.extract.links.acts import Act, status
from ingest.extract.links.dates import Dater
from ingest.extract.links.discourse import antecedent, topic
from ingest.extract.links.parties import choose, collective, rows
from ingest.extract.links.scene import Node, Scene, Sentence
from ingest.extract.links.words import BASE, NUMBERS, ORG, UNVEIL

_MAKING = re.compile(
    r"共建|合建|在建|(?:共同|联合|合作|携手)[^，。；]{0,14}?(?:建设|建成|建立|组建|成立|设立|打造|创办|创建|开办|举办|建起|开设|运营|管理|培育)|"
    r"成立|设立|建立|建成|组建|创办|创建|开办|合办|办起|办有|办了|办的|建起|建有|建了|开出|开设|投资建设|落户|打造|所办|设在|挂起|挂出|揭|挂牌|授|获批|获评|入选|认定|确定为|开班|启用|运行|主办|承办|牌子|依托|牵头|承建|建设单位|成为|成了|合作的|合力|牵手|捐建|援建|冠名|剪彩|颁|联手|批复|亮灯|联合申报|校企合作|共有|共用|共享"
)
_GIVE = re.compile(r"(?:把|将|向|给|为)[^。；]{0,30}?授(?:予|给|牌)|授(?:予|给|牌)|颁(?:发|授)")
_AWARD = re.compile(r"授|颁|获批|获评|入选|认定为?|确定为|评为|获授|命名为|当选为?|成为|选为|列为")
_GIVERS = frozenset({"government", "party_org", "association"})
_USERS = re.compile(r"(?:成了?|成为)[^，。；]{0,4}$")


_SHOWN = re.compile(r"(?:参观|考察|察看|走访|走进|观摩)了?[^，。；]{0,40}$")
_ATTRIBUTE = re.compile(r"(?:共建|合建|共同建设|打造|合办|联办|共办|创办|共同成立|设立|捐建|援建)的[“”\"]?$")
_AWARDED = re.compile(r"(?:被|经|获|由)[^，。；]{0,2}$")


def bases(scene: Scene, dater: Dater) -> Iterator[Act]:
    """Yield who built which base."""
    yield from _registered(scene, dater)
    for sentence in scene.sentences:
        for node in sentence.nodes:
            if node.kind == BASE and not node.weak:
                yield from _built(scene, sentence, node, dater)


_FIELD = re.compile(
    r"(?:建设|共建|合作|牵头|依托|承建|参建|申报|联合|主办|承办|校方|企业方)(?:单位|企业|院校|学校|学院|方)[：:]"
)


def _registered(scene: Scene, dater: Dater) -> Iterator[Act]:
    # A register: a line that is a base's name, then lines or fields that say who builds it.
    base: tuple[Sentence, Node] | None = None
    for sentence in scene.sentences:
        named = [n for n in sentence.nodes if n.kind == BASE and not n.weak]
        if named:
            base = (sentence, named[-1]) if len(named) == 1 and len(sentence.text) < 30 else None
        field = _FIELD.search(sentence.text)
        if base is None or field is None or sentence.index - base[0].index > 4:
            continue
        heads = tuple(dict.fromkeys(choose(scene, n) for n in sentence.actors if n.at > field.start()))
        if heads:
            spans = ((base[0].start, base[0].end), (sentence.start, sentence.end))
            date = dater.date(sentence, field.start())
            yield Act("CO_BUILT", heads, spans, "bases:register", 0.85, tail=base[1].key, date=date)


def _built(scene: Scene, sentence: Sentence, base: Node, dater: Dater) -> Iterator[Act]:
    trigger = _trigger(sentence, base)
    if trigger is None or (_SHOWN.search(sentence.text[: base.at]) and not _made_by(sentence, base)):
        return
    state = status(sentence, trigger.start(), trigger.end())
    if state is None:
        return
    builders, rule, sure = _builders(scene, sentence, base, trigger)
    heads = tuple(k for k in dict.fromkeys(builders) if k and k != base.key)
    if not heads:
        return
    start, end = sorted((base.at, trigger.start()))
    span = sentence.span(_left(sentence, start), max(base.at + 1, trigger.end(), end))
    yield Act(
        "CO_BUILT",
        heads,
        (span,),
        f"bases:{rule}",
        sure,
        tail=base.key,
        date=dater.date(sentence, trigger.start()),
        state=state,
    )


def _made_by(sentence: Sentence, base: Node) -> bool:
    # “参观了甲与乙共建的基地”: what is said of the base itself is stated, whatever the sentence is about.
    return bool(_ATTRIBUTE.search(sentence.text[: base.at]))


def _left(sentence: Sentence, at: int) -> int:
    return sentence.clause(at, "，。；！？")[0]


def _trigger(sentence: Sentence, base: Node) -> "re.Match[str] | None":
    start, end = sentence.clause(base.at, "。；！？")
    found = list(_MAKING.finditer(sentence.text, start, end))
    near = [m for m in found if base.at - m.end() <= 40 and m.start() - base.at <= 24]
    return min(near, key=lambda m: _distance(sentence, base, m), default=None)


def _distance(sentence: Sentence, base: Node, m: "re.Match[str]") -> int:
    between = sentence.text[m.end() : base.at] if m.end() <= base.at else sentence.text[base.at : m.start()]
    return len(between) + 15 * between.count("，")


def _builders(scene: Scene, sentence: Sentence, base: Node, trigger: "re.Match[str]") -> tuple[list[str], str, float]:
    own = owners(scene, base.key)
    if given := _given(scene, sentence, base, trigger):
        return [*given, *([] if any(scene.related(o, g) for o in own for g in given) else own)], "given", 0.85
    start, _ = sentence.clause(base.at, "。；！？")
    reach = trigger.end() + 3 if trigger.group() == "依托" else min(base.at, trigger.end() + 60)
    if row := _makers(scene, sentence, start, reach, trigger):
        extra = [] if len(row) > 1 or any(scene.related(o, r) for o in own for r in row) else own
        place = [choose(scene, n) for n in _hosts(sentence, base)] if len(row) + len(extra) == 1 else []
        given = [choose(scene, n) for n in (*_possessor(sentence, base), *_awarder(scene, sentence))] + place
        return [*row, *extra, *(k for k in given if not any(scene.related(k, r) for r in row))], "makers", 0.88
    count = collective(sentence.text[start : max(base.at, trigger.end())])
    told = antecedent(scene, sentence, min(base.at, trigger.start()), count) if count is not None else None
    if told is not None and len(told.nodes) == (count or 2):
        return [choose(scene, n) for n in told.nodes], "collective", 0.8
    if own:
        place = [choose(scene, n) for n in _hosts(sentence, base) if not any(scene.related(n.key, o) for o in own)]
        return [*own, *place], "owner", 0.75
    if (
        UNVEIL.search(trigger.group())
        and (sides := antecedent(scene, sentence, min(base.at, trigger.start()), 2))
        and len(sides.nodes) == 2
    ):
        return [choose(scene, n) for n in sides.nodes], "antecedent", 0.6
    return [], "", 0.0


def owners(scene: Scene, base: str) -> list[str]:
    """Return the bodies whose name the base's name begins with (the most specific one)."""
    name = scene.name(base).lstrip('“"')
    found = [
        (len(form), r.key)
        for r in scene.referents.values()
        if r.type not in ("base", "person", "alliance", "agreement")
        for form in (r.name, *r.aliases)
        if len(form) > 3 and name.startswith(form) and len(form) < len(name)
    ]
    return [max(found)[1]] if found else []


def _makers(scene: Scene, sentence: Sentence, start: int, end: int, trigger: "re.Match[str]") -> list[str]:
    text = sentence.text
    found = [
        row for row in rows(sentence, start, max(end, trigger.end())) if row[0].node.at < max(end, trigger.start())
    ]
    for row in reversed(found):
        last = row[-1].node.at
        gap = text[last + 1 : trigger.start()] if last < trigger.start() else ""
        if "。" in gap or "；" in gap or re.match(r"的?(?:学生|师生|老师|毕业生|工人)", gap):
            continue
        keys = [choose(scene, i.node) for i in row]
        if _AWARDED.search(text[: row[0].node.at]) and _AWARD.search(text[last + 1 : max(last + 1, trigger.end())]):
            subject = topic(scene, sentence, row[0].node.at, tuple(keys))
            partner = [k for k in keys if scene.type(k) not in _GIVERS]
            return [choose(scene, subject), *partner] if subject else []
        standing = re.search("(?:在|于)$", text[max(0, row[0].node.at - 2) : row[0].node.at])
        if standing and len(row) == 1:
            subject = next((n for n in sentence.actors if n.at < row[0].node.at), None)
            return ([choose(scene, subject)] if subject else []) + keys
        if row[0].tie == "with":
            subject = topic(scene, sentence, row[0].node.at, tuple(keys))
            return ([choose(scene, subject)] if subject else []) + keys
        return keys
    return []


def _given(scene: Scene, sentence: Sentence, base: Node, trigger: "re.Match[str]") -> list[str]:
    start, end = sentence.clause(base.at, "。；！？")
    text = sentence.text[start:end]
    if not re.search(r"授予|授给|授牌|颁发|颁给", text) or "亮牌" in text:
        return []
    receivers = [n for n in sentence.between(start, end, ORG) if _receives(sentence, n)]
    if not receivers:
        return _given_to_all(scene, sentence, base)
    givers = [n for n in sentence.between(start, min(base.at, receivers[0].at)) if n not in receivers and n.keys]
    keys = [choose(scene, n) for n in receivers]
    giver = choose(scene, givers[-1]) if givers else ""
    if giver and scene.type(giver) not in _GIVERS and not any(scene.related(giver, k) for k in keys):
        return [giver, *keys]
    return keys


def _receives(sentence: Sentence, node: Node) -> bool:
    before, after = sentence.text[max(0, node.at - 8) : node.at], sentence.text[node.at + 1 : node.at + 14]
    if re.search(r"(?:授予|授给|颁给|颁发给)了?[^，。；]{0,4}$", before):
        return True
    return bool(re.search(r"(?:向|为|给)[^，。；]{0,4}$", before)) and bool(re.match(r"[^，。；]{0,10}[授颁]", after))


def _given_to_all(scene: Scene, sentence: Sentence, base: Node) -> list[str]:
    # “学校把牌子授给这四家企业”
    if not (
        told := re.search(
            r"(?:授给|授予|颁给|授予了|授给了)(?:了)?(?:这|上述|各)(?P<n>[两二三四五六七八九])?(?:家|个|所)",
            sentence.text[base.at :],
        )
    ):
        return []
    count = NUMBERS.get(told.group("n") or "", 0)
    for row in reversed(rows(sentence, 0, base.at)):
        if len(row) > 1 and count in (0, len(row)):
            giver = topic(scene, sentence, base.at, tuple(i.node.key for i in row))
            return ([choose(scene, giver)] if giver else []) + [choose(scene, i.node) for i in row]
    return []


def _hosts(sentence: Sentence, base: Node) -> Iterable[Node]:
    # Where the base stands: “在某公司设立”, “挂上某公司的外墙”; not where a meeting was held.
    for n in sentence.actors:
        before, after = sentence.text[max(0, n.at - 3) : n.at], sentence.text[n.at + 1 :]
        placed = re.search(r"(?:在|于|落户|设在|向|给|落在|落地|挂上了?|挂进了?|挂到|走进|进驻)$", before)
        if n.kind == ORG and placed and not re.match(r"[^，。；]{0,6}(?:举行|召开|举办|会议)", after):
            yield n


def _awarder(scene: Scene, sentence: Sentence) -> Iterable[Node]:
    # “被某校授予基地”: a partner that awards takes part, an authority does not.
    for n in sentence.actors:
        awarded = re.match("[^，。；]{0,4}(?:授予|授牌|列为|定为|选为)", sentence.text[n.at + 1 :])
        if n.kind == ORG and awarded and sentence.text[: n.at].endswith("被") and scene.type(n.key) not in _GIVERS:
            yield n


def _possessor(sentence: Sentence, base: Node) -> Iterable[Node]:
    # “成为某校的就业基地”
    before = sentence.text[max(0, base.at - 3) : base.at].rstrip('“"')
    if before.endswith("的"):
        yield from (n for n in sentence.actors if n.kind == ORG and 0 < base.at - n.at <= 3)
