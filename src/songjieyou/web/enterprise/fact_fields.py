"""Facts of the vocabulary as fields of forms."""

from __future__ import annotations

from typing import Any

from django import forms

from songjieyou.enterprises.facts.typed import MEASURED
from songjieyou.rules.answer.words import said_fact
from songjieyou.rules.library.vocabulary import Entry
from songjieyou.rules.values import Value

HELP = {
    "金额": "写明单位，如 8000万元、12.5万元、3亿元。",
    "比率": "如 3.2%。",
    "日期": "如 2025-03-04。",
    "代码": "国民经济行业分类的代码，如 3411；不知道代码，可以在下面按文字查找。",
    "地区": "如 湖南省/长沙市。",
    "月数": "多少个月，如 36个月。",
}
BAND = "只知道范围的，写成如 {low} 至 {high}。"
BANDS = {"金额": ("500万元", "2000万元"), "个数": ("20", "49"), "数值": ("20", "49"), "比率": ("3%", "5%")}
UNSURE = "不详"
FEW = 6
"""So many choices are shown at once."""
LONGEST = 100


def question_field(entry: Entry) -> forms.Field:
    """The field that asks for one fact alone; whoever does not know can say so."""
    label = entry.question or entry.name
    chosen = {"required": f"请选择；不知道就选“{UNSURE}”。"}
    if entry.type == "多选":
        several = [(each, each) for each in entry.choices]
        return forms.MultipleChoiceField(
            label=label, choices=several, widget=forms.CheckboxSelectMultiple, error_messages=chosen
        )
    if entry.type in ("是否", "选项"):
        choices = [(each, each) for each in (*_words(entry), UNSURE)]
        return forms.ChoiceField(label=label, choices=choices, widget=_widget(len(choices)), error_messages=chosen)
    band = BAND.format(low=BANDS[entry.type][0], high=BANDS[entry.type][1]) if entry.type in BANDS else ""
    hints = (entry.note and f"{entry.note}。", _unit(entry), HELP.get(entry.type), band, f"不知道就写“{UNSURE}”。")
    missing = {"required": f"请填写；不知道就写“{UNSURE}”。"}
    return forms.CharField(
        label=label, max_length=LONGEST, help_text="".join(filter(None, hints)), error_messages=missing
    )


def short_field(entry: Entry, *, required: bool) -> forms.Field:
    """One of several fields of a form, under the name of the fact; it may be left out."""
    if entry.type in ("是否", "选项"):
        choices = [("", "不填"), *((each, each) for each in _words(entry))]
        return forms.ChoiceField(label=entry.name, choices=choices, required=required)
    hints = (entry.note and f"{entry.note}。", _unit(entry), HELP.get(entry.type))
    return forms.CharField(
        label=entry.name,
        max_length=LONGEST,
        required=required,
        help_text="".join(filter(None, hints)),
        error_messages={"required": f"请填写{entry.name}。"},
    )


def written(entry: Entry, value: Value) -> Any:
    """A value as its field holds it, and as it can be read again."""
    if isinstance(value, tuple):
        return list(value)
    text = said_fact(entry, value)
    return text.removesuffix(entry.unit) if entry.unit and entry.type in MEASURED and " " not in text else text


def _words(entry: Entry) -> tuple[str, ...]:
    return entry.choices or ("是", "否")


def _unit(entry: Entry) -> str:
    return f"单位：{entry.unit}。" if entry.unit else ""


def _widget(choices: int) -> type[forms.Widget]:
    return forms.RadioSelect if choices <= FEW else forms.Select
