"""What the learned choice of offices keeps to, and the bodies that names of party organizations begin with."""

import pytest

from graph.model import Source
from ingest.clean import clean
from ingest.document import Document
from ingest.extract.draft import Draft, Mention
from ingest.extract.mentions import mention_stages
from ingest.extract.mentions.nesting import nested
from ingest.extract.mentions.offices import MENTIONS
from ingest.extract.mentions.roles import office_candidates

LISTED = "会议选出理事会。秘书长：戚志峰（肇南汽车职业大学副校长）。江苏云海科技有限公司总经理陈立言到会。"


def read(text):
    document = Document(Source("s_offices", "offices", "offices", text, "text"))
    draft = Draft(document, clean(document))
    for stage in mention_stages():
        draft = stage(draft)
    return draft


def names_of(text, *mentions):
    return {(text[m.start : m.end], m.type) for m in nested(text, mentions)}


def test_an_office_in_brackets_behind_a_name_is_found():
    draft = read(LISTED)
    names = {r.key: r.name for r in draft.referents}
    roles = {(names[f.head], names[f.tail]) for f in draft.findings if f.type == "HAS_ROLE"}
    assert ("戚志峰", "肇南汽车职业大学") in roles
    assert ("陈立言", "江苏云海科技有限公司") in roles
    assert ("陈立言", "肇南汽车职业大学") not in roles


def test_candidates_grow_with_the_text_and_not_with_its_square():
    few, many = (len(office_candidates(read((LISTED + "\n") * n))) for n in (4, 40))
    assert 0 < many <= 10 * few + MENTIONS


@pytest.mark.parametrize(
    ("name", "type_", "inner"),
    [
        ("莲江区林业局林长制办公室党支部", "party_org", "莲江区林业局林长制办公室"),
        ("江海中学第二党支部", "party_org", "江海中学"),
        ("江海市总工会", "association", None),
        ("柳江区制造业产业链党委", "party_org", None),
    ],
)
def test_a_party_organization_names_the_body_it_is_of(name, type_, inner):
    found = {n for n, _ in names_of(name, Mention(0, len(name), type_))}
    assert found == ({name, inner} if inner else {name})


def test_numbers_and_words_for_parties_are_no_part_of_a_name():
    text = "4江海机械职业学院，甲方"
    mentions = Mention(0, 9, "school"), Mention(10, 12, "school")
    assert names_of(text, *mentions) == {("江海机械职业学院", "school")}
