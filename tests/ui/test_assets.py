"""The one style sheet: what the oldest browsers we serve understand, and small."""

import re
from pathlib import Path

from songjieyou.ui.assets import build, style_sheet

TOO_NEW = (
    r":has\(|:is\(|:where\(|:focus-visible|@layer|@container|@property"
    r"|\binset:|color-mix|\bclamp\(|aspect-ratio|gradient\("
)


def test_it_uses_nothing_newer_than_the_floor() -> None:
    assert re.findall(TOO_NEW, style_sheet()) == []


def test_only_grids_have_gaps() -> None:
    """The floor knows no gap between flexible boxes."""
    rules = re.findall(r"[{]([^{}]*)[}]", style_sheet())
    gaps = [rule for rule in rules if "gap:" in rule]
    assert gaps
    assert [rule for rule in gaps if "display:grid" not in rule] == []


def test_it_is_small_and_asks_for_nothing_else() -> None:
    sheet = style_sheet()
    assert len(sheet) < 12_000
    assert "url(" not in sheet
    assert "@import" not in sheet


def test_it_is_written_whole(tmp_path: Path) -> None:
    build(tmp_path / "assets")
    build(tmp_path / "assets")
    assert [path.name for path in (tmp_path / "assets").iterdir()] == ["songjieyou.css"]
    assert (tmp_path / "assets/songjieyou.css").read_text() == style_sheet()
