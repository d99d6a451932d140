"""A park's colours, and whether people can read what is written in them. Six hexadecimal digits each."""

from __future__ import annotations

import re
from typing import NamedTuple

WHITE, GROUND = "ffffff", "f5f7fa"
LEGIBLE = 4.5
"""The least contrast of letters (WCAG 2.2, 1.4.3)."""
SEEN = 3.0
"""The least contrast of a line or mark (WCAG 2.2, 1.4.11)."""
DARKER, PALER = 0.8, 0.08

_COLOUR = re.compile(r"[0-9a-f]{6}")


class Brand(NamedTuple):
    """`band` behind white letters on top of every page, `rule` the thin line under it, `action` links and buttons."""

    band: str = "083b78"
    rule: str = "c8963e"
    action: str = "0b4f9e"


HOUSE = Brand()


def contrast(one: str, other: str) -> float:
    """Between 1 and 21, as WCAG computes it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def faults(brand: Brand) -> list[str]:
    """What keeps a brand from being used, in plain Chinese; empty for a good one."""
    if not all(_COLOUR.fullmatch(colour) for colour in brand):
        return ["颜色请写成六位十六进制数，如 083b78。"]
    wanted = (
        ("页头底色与白字", brand.band, WHITE, LEGIBLE),
        ("操作颜色与白底", brand.action, WHITE, LEGIBLE),
        ("操作颜色与页面底色", brand.action, GROUND, LEGIBLE),
        ("页头细线与页头底色", brand.rule, brand.band, SEEN),
    )
    return [
        f"{what}的对比度是 {contrast(one, other):.1f}，不到 {least}，看不清楚。"
        for what, one, other, least in wanted
        if contrast(one, other) < least
    ]


def mixed(colour: str, other: str, share: float) -> str:
    """`share` of one colour and the rest of the other."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "".join(f"{round(share * one + (1 - share) * two):02x}" for one, two in pairs)


def tokens(brand: Brand) -> dict[str, str]:
    """The colours that the style sheet asks for by name."""
    return {
        "band": brand.band,
        "rule": brand.rule,
        "action": brand.action,
        "action-dark": mixed(brand.action, "000000", DARKER),
        "action-pale": mixed(brand.action, WHITE, PALER),
    }


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def _luminance(colour: str) -> float:
    shares = (channel / 255 for channel in _channels(colour))
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
