"""What we send to browsers is understood by the oldest of them, and these tests would see it if it were not."""

import pytest

from songjieyou.ui.assets import HERE, STYLES, VENDOR, style_sheet
from tests.ui.floor import CHROME, IOS, SCRIPT, STYLE, Feature, too_new

ASKED_FOR_FIRST = ["startViewTransition", "moveBefore"]
"""htmx looks whether the browser has these two, and does without."""


def test_the_style_sheet_uses_nothing_newer_than_the_floor() -> None:
    assert too_new(style_sheet(), STYLE) == []


def test_nor_do_our_scripts() -> None:
    for path in (HERE / "scripts").glob("*.js"):
        assert too_new(path.read_text(), SCRIPT) == []


def test_nor_does_htmx() -> None:
    """Later releases have ?. in them, which the web views of iOS 13.3 cannot even read."""
    assert too_new((VENDOR / "htmx/htmx.min.js").read_text(), SCRIPT) == ASKED_FOR_FIRST


@pytest.mark.parametrize("features", [STYLE, SCRIPT], ids=["style", "script"])
def test_each_listed_feature_is_newer_than_the_floor(features: tuple[Feature, ...]) -> None:
    assert [feature.name for feature in features if feature.chrome <= CHROME and feature.ios <= IOS] == []


@pytest.mark.parametrize("feature", STYLE, ids=lambda feature: feature.name)
def test_a_style_that_is_too_new_is_seen(feature: Feature) -> None:
    """The twin: the same sheet with one more rule."""
    assert too_new(style_sheet() + feature.sample, STYLE) == [feature.name]


@pytest.mark.parametrize("feature", SCRIPT, ids=lambda feature: feature.name)
def test_a_script_that_is_too_new_is_seen(feature: Feature) -> None:
    ours = (HERE / "scripts/house.js").read_text()
    assert feature.name in too_new(f"{ours}\n{feature.sample}", SCRIPT)


def test_the_sources_say_what_is_sent() -> None:
    """What is lowered on the way (`inset` into its four sides) would hide a feature that is not."""
    for path in STYLES.rglob("*.css"):
        features = [feature for feature in STYLE if feature.name not in ("@import", "gap without a grid")]
        assert too_new(path.read_text(), features) == [], path.name
