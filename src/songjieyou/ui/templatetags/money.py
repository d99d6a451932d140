"""Amounts in templates: `{{ fen|money }}`, and in a column headed 万元 `{{ fen|money_in:"万元,2" }}`."""

from __future__ import annotations

from django import template

from songjieyou.core import money as amounts

register = template.Library()


@register.filter
def money(fen: int | None) -> str:
    """Exactly, with its unit; nothing for nothing."""
    return "" if fen is None else amounts.money(fen)


@register.filter
def money_in(fen: int | None, form: str) -> str:
    """`form`: the unit and how many decimals."""
    unit, decimals = form.split(",")
    return "" if fen is None else amounts.in_unit(fen, unit, int(decimals))
