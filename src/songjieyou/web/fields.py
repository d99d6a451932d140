"""Form fields of the house."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from songjieyou.core.money import money
from songjieyou.rules.faults import FaultError
from songjieyou.rules.units import read_money


class MoneyField(forms.CharField):
    """Money as written, `450万` or `１，０００．５ 万元`; its value is whole 分, None where nothing is typed."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("help_text", "写上单位，如 450万元、3亿元、1200.50元。")
        super().__init__(**{"empty_value": None, **more})
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> int | None:
        """ValidationError for what is no amount, and for less than nothing."""
        text = super().clean(value)
        if text is None:
            return None
        try:
            fen = read_money(text)
        except FaultError as fault:
            raise ValidationError(f"{fault.message}。", code="invalid") from None
        if fen < 0:
            raise ValidationError("金额不能小于零。", code="negative")
        return fen

    def prepare_value(self, value: Any) -> Any:
        return money(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.clean(data))
        except ValidationError:
            return True
