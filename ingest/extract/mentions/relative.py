"""相对称呼 Words that name a body by what it is to the text: 学校, 我院, 校, 市 (before 教育局).

Invariant: patterns only; whom they mean is decided in `identify`.
"""

import re

RELATIVE = re.compile(
    r"(?:我|该|本|此|两|双方|各|贵)?(?:校|院|系|省|市|区|县|州|镇|乡|街道|村|社区|公司|集团|学校|学院|企业|医院|支行|分公司|系部|会|所|厂)"
)
