"""The components draw what they drew when somebody last looked at them."""

import re
from pathlib import Path

import pytest

from songjieyou.ui import guide
from songjieyou.ui.assets import HERE
from songjieyou.ui.shapes import Rate
from tests.ui.snapshots import drawings, kept

UI = HERE / "templates/ui"
NOT_COMPONENTS = {"plain.html", "error.html", "form_sample.html"}


def test_every_component_draws_what_it_drew() -> None:
    """After a wanted change: `python -m tests.ui.snapshots`, and look at what differs."""
    assert drawings() == kept()


def test_every_component_is_in_the_guide() -> None:
    shown = {example.template for section in guide.SECTIONS for example in section.examples}
    included = {"ui/" + name for name in shown}
    for path in UI.glob("*.html"):
        included.update(re.findall(r'{% include "(ui/[a-z_]+\.html)"', path.read_text()))
    by_django = {"ui/form.html", "ui/field.html"}
    ours = {f"ui/{path.name}" for path in UI.glob("*.html") if path.name not in NOT_COMPONENTS}
    assert ours - shown - included - by_django == set()


@pytest.mark.parametrize("path", sorted(UI.glob("*.html")), ids=lambda path: path.name)
def test_no_component_carries_style_or_script_of_its_own(path: Path) -> None:
    assert re.findall(r"\sstyle=|<style|<script(?! src=)|\son[a-z]+=|javascript:", path.read_text()) == []


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [
        (0, 0, "—"),
        (0, 5, "0.0%"),
        (5, 5, "100.0%"),
        (175, 216, "81.0%"),
        (1, 8, "12.5%"),
        (1, 2000, "0.1%"),
        (1, 2001, "0.0%"),
    ],
)
def test_a_rate_is_rounded_half_up_and_never_divides_by_nothing(numerator: int, denominator: int, percent: str) -> None:
    assert Rate("", numerator, denominator, "", "").percent == percent
