"""What of the audit trail is asked for: to be read, or to be taken away."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from songjieyou.core.events.words import WORDS, brief
from songjieyou.web.listing import DayField, Filter

LONGEST = 92
"""Days in one file, at most."""
OBJECTS = {
    "person": "人员",
    "enterprise": "企业",
    "subject": "企业的项目等",
    "policy_column": "政策专栏",
    "hidden_item": "隐藏的事项",
    "title": "资质称号",
    "contact": "企业联系人",
    "own_policy": "本园区政策",
    "turn": "政策结论的变化",
    "claim_code": "认领码",
    "table_import": "企业导入",
    "park": "园区",
    "zone": "片区",
    "department": "部门",
    "team": "专班",
    "feedback": "意见",
    "delivery": "送达",
    "attachment": "文件",
    "proposal": "日历草案",
    "version": "日历版本",
    "deadline": "期限",
    "replaced": "被替换的期限",
}
"""What the kinds of objects are called, by the fields of events that hold their ids."""
NUMBER = re.compile(r"^[0-9]{1,18}$")


class TrailFilter(Filter):
    since = DayField(label="自", required=False)
    until = DayField(label="至", required=False)
    name = forms.ChoiceField(
        label="做了什么",
        choices=[("", "全部"), *((each, brief(each)) for each in WORDS)],
        required=False,
    )
    who = forms.CharField(label="操作人的姓名或登录名", max_length=60, required=False)
    kind = forms.ChoiceField(label="对象", choices=[("", "全部"), *OBJECTS.items()], required=False)
    number = forms.RegexField(
        label="对象编号", regex=NUMBER, required=False, error_messages={"invalid": "请填写数字，与“对象”一起用。"}
    )

    def clean(self) -> dict[str, Any]:
        chosen: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = chosen.get("since"), chosen.get("until")
        if since and until and until < since:
            self.add_error("until", "截止日期不能早于开始日期。")
        if chosen.get("number") and not chosen.get("kind"):
            self.add_error("kind", "填了编号，请选择是什么的编号。")
        return chosen


class ExportFilter(TrailFilter):
    """What goes into a file must be bounded."""

    def clean(self) -> dict[str, Any]:
        chosen = super().clean()
        since, until = chosen.get("since"), chosen.get("until")
        if not (since and until):
            self.add_error("since", f"导出要写明开始和截止日期，一次最多 {LONGEST} 天。")
        elif (until - since).days >= LONGEST:
            self.add_error("until", f"一次最多导出 {LONGEST} 天，请分几次导出。")
        return chosen
