"""The files that a browser asks for: small, whole, and with nothing from elsewhere."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from songjieyou.ui.assets import FILES, HERE, VENDOR, build, icon_names, icons, style_sheet

UI = HERE / "templates"
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|rgba?\(")


def test_the_sheet_asks_for_nothing_else() -> None:
    assert re.findall(r"url\(|@import|gradient\(", style_sheet()) == []


@pytest.mark.parametrize(("name", "most"), [("songjieyou.css", 7_000), ("songjieyou.js", 18_500), ("icons.svg", 2_500)])
def test_each_file_is_small_on_its_way(name: str, most: int) -> None:
    assert len(gzip.compress(FILES[name]().encode())) <= most


@pytest.mark.parametrize("make", FILES.values(), ids=FILES)
def test_no_file_leads_elsewhere(make: Callable[[], str]) -> None:
    addresses = set(re.findall(r"https?://[^\s\"'`)]+", make()))
    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_they_are_written_whole(tmp_path: Path) -> None:
    build(tmp_path / "assets")
    build(tmp_path / "assets")
    assert {path.name: path.read_text() for path in (tmp_path / "assets").iterdir()} == {
        name: make() for name, make in FILES.items()
    }


def test_every_icon_is_a_symbol_with_shapes() -> None:
    root = ElementTree.fromstring(icons())
    symbols = {symbol.get("id"): len(symbol) for symbol in root}
    assert list(symbols) == icon_names()
    assert min(symbols.values()) > 0


def test_only_icons_that_are_used_are_kept_and_all_that_are_used_are_there() -> None:
    templates = "".join(path.read_text() for path in HERE.parent.rglob("*.html"))
    assert sorted(set(re.findall(r"{% icon \"([a-z-]+)\" %}", templates))) == icon_names()


def test_what_others_made_has_its_licence() -> None:
    for folder in VENDOR.iterdir():
        assert "Permission" in (folder / "LICENSE").read_text()


def test_every_style_file_is_in_the_sheet() -> None:
    named = set(re.findall(r'@import "(.+?)"', (HERE / "styles/main.css").read_text()))
    assert named == {str(path.relative_to(HERE / "styles")) for path in (HERE / "styles").rglob("*.css")} - {"main.css"}


def test_red_is_kept_for_what_is_late() -> None:
    late = set(re.findall(r"([^{}]+){[^{}]*var\(--overdue", style_sheet()))
    assert {re.sub(r"\s", "", rule) for rule in late} == {
        ".tag--late", ".banner--late", ".banner--late.icon", ".box--late", ".box--late.box__figure", ".swatch--overdue",
    }  # fmt: skip
