"""Tables of firms are brought in by the park's staff: uploaded, checked, shown, confirmed, written."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.core.files.kinds import Kind
from songjieyou.core.models import Person
from songjieyou.core.sheets import MB, SheetError
from songjieyou.enterprises.domain import imports as domain
from songjieyou.enterprises.enums import Origin
from songjieyou.enterprises.excel.books import write_template
from songjieyou.enterprises.excel.table import LIMITS, MOST_FIRMS
from songjieyou.enterprises.models import TableImport
from songjieyou.enterprises.models.table_import import IMPORTERS
from songjieyou.ui.shapes import Row, Step
from songjieyou.web.access import Request, access, found, only, person_of
from songjieyou.web.fields_files import FormWithFiles, UploadField
from songjieyou.web.forms import Form, form_page
from songjieyou.web.listing import DayField, newest_first
from songjieyou.web.often import Limit
from songjieyou.web.tables import workbook

TABLES = (Kind.XLSX, Kind.CSV)
CHECKS = Limit("imports", "一小时内检查的表格已经很多", times=30, window=dt.timedelta(hours=1))
KEEPERS = only(IMPORTERS)


class ImportForm(FormWithFiles):
    """A table; `cleaned_data["checked"]` is what it would change, found before anything is written."""

    file = UploadField(label="企业名录")
    origin = forms.ChoiceField(
        label="数据来源",
        choices=Origin.choices,
        widget=forms.RadioSelect,
        initial=Origin.PARK,
        help_text="统计调查中取得的单个企业的资料（统计报表、联网直报等）依法只能用于统计，不能导入。",
    )
    on = DayField(label="数据日期", help_text="表里的数据是哪一天的；不确定就留今天。")

    def __init__(self, *args: Any, by: Person, **more: Any) -> None:
        super().__init__(*args, by=by, **more)
        self.by = by
        field = self.fields["file"]
        field.help_text = f"xlsx 或 CSV，不超过 {LIMITS.size // MB} MB、{MOST_FIRMS} 家企业。"
        field.widget.attrs["accept"] = ".xlsx,.csv"
        self.fields["on"].initial = clock.today()

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day > clock.today():
            raise ValidationError("数据日期不能晚于今天。")
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if draft := data.get("file"):
            try:
                if draft.kind not in TABLES:
                    raise ValidationError({"file": "请上传 xlsx 或 CSV 表格。"})
                if not self.errors:
                    checked = domain.check(park=self.by.park, data=draft.path.read_bytes(), name=draft.name)
                    data["checked"] = checked
            except SheetError as error:
                self.add_error("file", str(error))
            finally:
                draft.drop()
        return data


class ConfirmForm(Form):
    """Nothing to fill in."""


@access(KEEPERS)
def template_file(request: Request) -> HttpResponseBase:
    return workbook("enterprises-template", write_template())


@access(KEEPERS, form=True)
def imports(request: Request) -> HttpResponse:
    """Bring a table; below, those that were brought."""
    person = person_of(request)

    def act(form: ImportForm) -> str:
        data = form.cleaned_data
        whole = domain.stage(
            park=person.park, checked=data["checked"], origin=Origin(data["origin"]), on=data["on"], by=person
        )
        return reverse("import", args=[whole.pk])

    rows = TableImport.objects.visible_to(request.actor).select_related("by")
    values = {"page": newest_first(request, rows)}
    return form_page(request, ImportForm, "web/imports.html", act=act, values=values, limit=CHECKS, by=person)


@access(KEEPERS, form=True)
def one_import(request: Request, pk: int) -> HttpResponse:
    """What a table would change, or what is wrong in it; then how far it is written."""
    whole = found(TableImport.objects.select_related("by", "confirmed_by"), request.actor, pk)

    def act(form: ConfirmForm) -> str:
        domain.confirm(whole=whole, by=person_of(request))
        return reverse("import", args=[pk])

    values = {"import": whole, "report": whole.report, "counts": _counts(whole), "steps": _steps(whole)}
    if whole.confirmed_at and not whole.done_at:
        done, all_of_it = domain.progress(whole)
        values |= {"percent": 100 * done // max(all_of_it, 1)}
    return form_page(request, ConfirmForm, "web/import.html", act=act, values=values)


@access(KEEPERS)
def marked(request: Request, pk: int) -> HttpResponseBase:
    """The table with what is wrong in it; 404 where nothing is, or the rows are forgotten."""
    whole = found(TableImport.objects.all(), request.actor, pk)
    if not (whole.faults and whole.report):
        raise Http404
    return workbook(f"import-{pk}-marked", domain.copy_of(whole))


def _counts(whole: TableImport) -> list[Row]:
    report = whole.report
    counts = [
        Row("数据来源", Origin(whole.origin).label),
        Row("数据日期", whole.on.isoformat()),
        Row("表里的企业", f"{whole.firms} 家"),
    ]
    if whole.faults:
        return [*counts, Row("有错的格", f"{whole.faults} 格")]
    if not report:
        return counts
    return [
        *counts,
        Row("新登记", f"{report['new']} 家"),
        Row("数据有变化", f"{report['changed']} 家"),
        Row("没有变化", f"{report['same']} 家"),
        Row("要写入的数据", f"{report['told']} 项，其中与现有的不同 {report['replaced']} 项"),
    ]


def _steps(whole: TableImport) -> list[Step]:
    names = ("上传", "核对", "确认", "写入")
    reached = 4 if whole.done_at else 3 if whole.confirmed_at else 1
    return [
        Step(name, "done" if number < reached else "current" if number == reached else "")
        for number, name in enumerate(names)
    ]
