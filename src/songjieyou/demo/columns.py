"""The policy columns of the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from songjieyou.policies.domain.columns import fill_column, make_column, show_column

if TYPE_CHECKING:
    from songjieyou.core.models import Park, Person

COLUMNS = (
    (
        "设备更新和技术改造",
        "买设备、上产线、做数字化改造，先看这几项。",
        (
            ("设备更新贷款财政贴息政策", "中央贴息，按贷款发放日看用哪一版。"),
            ("湖南省工业企业设备更新和技术改造项目融资补贴实施办法/贷款贴息", "先入省项目库，再逐级申报。"),
            ("2026年超长期特别国债大规模设备更新（工业领域）申报要求", "本批已截止，可对照准备下一批。"),
        ),
    ),
    (
        "资质和称号",
        "有了称号，别的政策可能多给。",
        (
            ("高新技术企业认定", "研发费用占比按近三年合计算。"),
            ("专精特新“小巨人”企业认定", "2026年4月1日起用新标准。"),
        ),
    ),
)
"""Title, introduction and entries with their comments."""


def choose_policies(park: Park, *, editor: Person) -> None:
    """Make the columns and show them."""
    for title, intro, entries in COLUMNS:
        column = make_column(park=park, title=title, intro=intro, by=editor)
        for item, comment in entries:
            fill_column(column=column, item=item, comment=comment, by=editor)
        show_column(column=column, by=editor)
