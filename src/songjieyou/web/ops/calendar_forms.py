"""The forms of the calendar's pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from songjieyou.core.sheets import SheetError, read_sheet
from songjieyou.core.workdays import TableError, WorkingDays, read_rows
from songjieyou.web.forms import Form

MOST_FAULTS = 20
"""More lines at fault than these are counted, not listed."""
WORK, REST = "work", "rest"


class CalendarFileField(forms.FileField):
    """A table file; its value is the table."""

    widget = forms.FileInput(attrs={"accept": ".csv,.xlsx"})

    def clean(self, data: Any, initial: Any = None) -> WorkingDays:
        """ValidationError with a fault for each wrong line."""
        file = super().clean(data, initial)
        try:
            return read_rows(read_sheet(file.read()))
        except SheetError as error:
            raise ValidationError(str(error)) from None
        except TableError as error:
            rest = len(error.faults) - MOST_FAULTS
            told = [f"{fault}。" for fault in error.faults[:MOST_FAULTS]]
            raise ValidationError([*told, f"还有 {rest} 行有错。"] if rest > 0 else told) from None


class SourceField(forms.CharField):
    """The document that a change of the calendar rests on."""

    def __init__(self) -> None:
        super().__init__(
            label="依据",
            max_length=100,
            help_text="文件名称或文号，如 国办发明电〔2025〕7号。",
            error_messages={"required": "请写明依据的文件或文号。"},
        )


class ImportForm(Form):
    file = CalendarFileField(
        label="日历表",
        help_text="CSV 或 xlsx，三列：日期、工作日（是 或 否）、说明。非涉密系统，请勿上传涉密文件。",
        error_messages={"required": "请选择文件。", "empty": "文件是空的。"},
    )
    source = SourceField()


class DayForm(Form):
    """One day of the year at `year`."""

    day = forms.DateField(
        label="日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写日期。", "invalid": "请填写日期，如 2026-10-01。"},
    )
    to = forms.ChoiceField(
        label="改为",
        choices=[(WORK, "改为上班"), (REST, "改为放假")],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择改为上班还是放假。"),
    )
    note = forms.CharField(label="说明", max_length=40, required=False, help_text="如 国庆节调休。")
    source = SourceField()

    def __init__(self, *args: Any, year: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.year = year

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if day.year != self.year:
            raise ValidationError(f"请填写 {self.year} 年的日期；改其他年份，请从那一年的日历进入。")
        return day


class AdoptForm(Form):
    """`basis`: the calendar that the proposal was compared with on the page."""

    basis = forms.CharField(label="核对时的日历", widget=forms.HiddenInput, required=False)


class ClosingTimeForm(Form):
    closing_time = forms.TimeField(
        label="下班时间",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="这个时间以后到达的，按下一个工作日收到计算。",
        error_messages={"required": "请填写下班时间。", "invalid": "请填写时间，如 17:30。"},
    )
