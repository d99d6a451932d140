"""The one style sheet, made of `styles/` for the oldest browsers we serve."""

from pathlib import Path

import lightningcss

STYLES = Path(__file__).parent / "styles"
SHEET = "songjieyou.css"
BROWSERS = ["chrome 80", "ios_saf 13"]


def style_sheet() -> str:
    """The minified sheet. ValueError where a style is no CSS."""
    return lightningcss.bundle_css(str(STYLES / "main.css"), browsers_list=BROWSERS)


def build(target: Path) -> None:
    """Write the sheet into the folder `target`, whole or not at all."""
    target.mkdir(parents=True, exist_ok=True)
    draft = target / f".{SHEET}"
    draft.write_text(style_sheet())
    draft.replace(target / SHEET)
