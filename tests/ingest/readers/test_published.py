"""The date of publication: where it is stated, and what is not taken for it."""

import pytest

from ingest.readers.published import published_of


@pytest.mark.parametrize(
    ("text", "address", "expected"),
    [
        ("题\n发布时间：2024-10-24  来源：某报\n正文。", "", "2024-10-24"),
        ("题\n2024年04月28日 07:20 出处:某报 编辑:某人\n正文。", "", "2024-04-28"),
        ("题\n[娱乐] 2024/4/8 07:20\n正文。", "", "2024-04-08"),
        ("题\n作者: 發布日期:2024-04-05\n正文。", "", "2024-04-05"),
        ("题\n29.05.2018  12:43   浏览 326 次\n正文。", "", "2018-05-29"),
        ("题\n正文。\n某某学院党委\n2021年7月3日", "", "2021-07-03"),
        ("题\n正文。\n(某某区报 2025-05-12)", "", "2025-05-12"),
        ("题\n正文。\n二〇二三年十一月二十日", "", "2023-11-20"),
        ("题\n正文。", "http://a.cn/news/202206/t20220630_7231559.html", "2022-06-30"),
        ("题\n正文。", "https://a.cn/2024-12/06/content_1.htm", "2024-12-06"),
        ("题\n正文。", "https://a.cn/art/2024/7/5/art_1.html", "2024-07-05"),
        # Not the day of publication: the day of an act, the day of a query, two pages, no such day.
        ("机械学院党委于2022年9月26日举办活动。", "", None),
        ("2025年11月28日，甲学院有两个支部走出校门。", "", None),
        ("题\n正文。", "https://a.cn/x?date=20240102", None),
        ("题\n正文。", "http://a.cn/2024/0102/1.htm ; http://b.cn/2024/0203/2.htm", None),
        ("题\n发布时间：2024-13-45\n正文。", "", None),
    ],
)
def test_publication_is_found_where_it_is_stated(text: str, address: str, expected: str | None) -> None:
    assert published_of(text, address) == expected


def test_what_is_stated_outside_the_text_comes_first() -> None:
    assert published_of("题\n发布时间：2024-10-24\n正文。", "", "2020年1月2日") == "2020-01-02"
