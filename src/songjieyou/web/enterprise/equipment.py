"""A list of machines from a table file: all lines, or none and every cell that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.urls import reverse

from songjieyou.core.sheets import SheetError, read_sheet
from songjieyou.enterprises.domain.facts import Telling
from songjieyou.enterprises.domain.subjects import EQUIPMENT, MOST_LINES, EquipmentLine, bring_equipment
from songjieyou.enterprises.facts.tables import short_forms
from songjieyou.enterprises.facts.typed import read_typed
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.enterprises.models import Enterprise
from songjieyou.rules.faults import FaultError, folded, meant, shown
from songjieyou.web.access import SIGNED_IN, Request, access, found, person_of
from songjieyou.web.enterprise.speaking import speaker
from songjieyou.web.enterprise.subjects import above_of, name_of
from songjieyou.web.forms import Form, form_page
from songjieyou.web.tables import xlsx_file

LABEL = "编号"
SAMPLE = "例"
SAMPLES = {
    LABEL: f"{SAMPLE}（这一行不读）",
    "设备名称": "数控车床 CK6150",
    "设备类别": "生产设备",
    "全新设备": "是",
    "进口设备": "否",
    "设备合同签订日": "2025-03-04",
    "发票日": "2025-05-06",
    "不含税价款": "30万元",
    "已付价款": "30万元",
    "投用日期": "2025-06-01",
}
MOST_FAULTS = 20
"""More cells at fault than these are counted, not listed."""
LONGEST_LABEL = 60


class EquipmentField(forms.FileField):
    """A table file; its value is the lines."""

    widget = forms.FileInput(attrs={"accept": ".csv,.xlsx"})

    def clean(self, data: Any, initial: Any = None) -> list[EquipmentLine]:
        """ValidationError with the row and column of every cell that is wrong."""
        file = super().clean(data, initial)
        try:
            rows = read_sheet(file.read())
        except SheetError as error:
            raise ValidationError(str(error)) from None
        faults = list[str]()
        lines = list(_lines(rows, faults))
        if not faults and not lines:
            faults = ["表里没有设备：第一行是列名，从第二行起一行一台。"]
        if len(lines) > MOST_LINES:
            faults = [f"有 {len(lines)} 行，一次最多 {MOST_LINES} 行，请分几次上传。"]
        if faults:
            rest = len(faults) - MOST_FAULTS
            raise ValidationError([*faults[:MOST_FAULTS], *([f"还有 {rest} 处有错。"] if rest > 0 else [])])
        return lines


class EquipmentForm(Form):
    file = EquipmentField(
        label="设备清单",
        help_text=f"xlsx 或 CSV，一行一台（批），最多 {MOST_LINES} 行；有一处错就全部不登记。",
        error_messages={"required": "请选择文件。", "empty": "文件是空的。"},
    )


@access(SIGNED_IN, form=True)
def bring(request: Request, pk: int) -> HttpResponse:
    """`?above=` is the project that the machines belong to."""
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    above = above_of(request, enterprise, EQUIPMENT)
    source = speaker(request, enterprise)
    back = reverse("subject", args=[pk, above.pk]) if above else reverse("firm-subjects", args=[pk])

    def act(form: EquipmentForm) -> str:
        lines = form.cleaned_data["file"]
        bring_equipment(enterprise=enterprise, lines=lines, source=source, by=person_of(request), above=above)
        return back

    values = {"enterprise": enterprise, "lead": name_of(above) if above else enterprise.name, "back": back}
    return form_page(request, EquipmentForm, "web/equipment.html", act=act, values=values)


@access(SIGNED_IN)
def template(request: Request) -> FileResponse:
    """An empty list with a sample line, which is not read."""
    return xlsx_file("equipment", columns(), [[SAMPLES[name] for name in columns()]])


def columns() -> list[str]:
    return [LABEL, *short_forms()[EQUIPMENT].facts]


def _lines(rows: Sequence[Sequence[str]], faults: list[str]) -> Iterator[EquipmentLine]:
    """The lines of a table; what is wrong goes to `faults`."""
    if not rows:
        return
    header = [folded(cell) for cell in rows[0]]
    faults += _header_faults(header)
    if faults:
        return
    for number, row in enumerate(rows[1:], 2):
        cells = {name: cell.strip() for name, cell in zip(header, row, strict=False) if name}
        label = cells.pop(LABEL, "")
        if not any(cells.values()) or label.startswith(SAMPLE):
            continue
        told = {name: cell for name, cell in cells.items() if cell}
        faults += _cell_faults(number, label, told)
        yield EquipmentLine(label, [Telling(name, cell) for name, cell in told.items()])


def _header_faults(header: Sequence[str]) -> Iterator[str]:
    known = columns()
    for number, name in enumerate(header, 1):
        if name and name not in known:
            yield f"第 1 行第 {number} 列：没有“{shown(name)}”这一列{meant(name, known) or '。'}"
        elif name and name in header[: number - 1]:
            yield f"第 1 行第 {number} 列：“{shown(name)}”重复。"
    if short_forms()[EQUIPMENT].name not in header:
        yield f"第 1 行缺少“{short_forms()[EQUIPMENT].name}”这一列，请照样表的列名填写。"


def _cell_faults(number: int, label: str, told: dict[str, str]) -> Iterator[str]:
    name = short_forms()[EQUIPMENT].name
    if len(label) > LONGEST_LABEL:
        yield f"第 {number} 行“{LABEL}”：不能超过 {LONGEST_LABEL} 个字。"
    if name not in told:
        yield f"第 {number} 行“{name}”：请填写。"
    for fact, cell in told.items():
        try:
            read_typed(vocabulary().entry(fact), cell, vocabulary())
        except FaultError as fault:
            yield f"第 {number} 行“{fact}”：{fault.message.rstrip('。')}。"
