"""The few files that a browser asks for, made of this floor's sources for the oldest browsers we serve."""

import re
from collections.abc import Callable
from pathlib import Path

import lightningcss

HERE = Path(__file__).parent
STYLES = HERE / "styles"
VENDOR = HERE / "vendor"
BROWSERS = ["chrome 80", "ios_saf 13"]
"""The floor: web views of old phones."""

_DRAWN = re.compile(r"<svg[^>]*>(?P<shapes>.*)</svg>", re.DOTALL)


def style_sheet() -> str:
    """The minified sheet. ValueError where a style is no CSS."""
    return lightningcss.bundle_css(str(STYLES / "main.css"), browsers_list=BROWSERS)


def script() -> str:
    """htmx and our own few lines, in one file."""
    return "\n".join(path.read_text() for path in (VENDOR / "htmx/htmx.min.js", HERE / "scripts/house.js"))


def icon_names() -> list[str]:
    return sorted(path.stem for path in (VENDOR / "lucide").glob("*.svg"))


def icons() -> str:
    """One file with a symbol for each icon, to be used as `icons.svg#name`."""
    look = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    symbols = [f'<symbol id="{name}" viewBox="0 0 24 24" {look}>{_shapes(name)}</symbol>' for name in icon_names()]
    notice = "<!-- Lucide icons, ISC licence; some of them Feather icons, MIT licence -->"
    return f'{notice}<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def _shapes(name: str) -> str:
    drawn = _DRAWN.search((VENDOR / "lucide" / f"{name}.svg").read_text())
    if drawn is None:
        message = f"no drawing in {name}.svg"
        raise ValueError(message)
    return re.sub(r"\s*\n\s*", "", drawn["shapes"])


FILES: dict[str, Callable[[], str]] = {
    "songjieyou.css": style_sheet,
    "songjieyou.js": script,
    "icons.svg": icons,
    "mark.svg": lambda: (HERE / "mark.svg").read_text(),
}
"""What is served, and what makes it."""


def build(target: Path) -> None:
    """Write the files into the folder `target`, each whole or not at all."""
    target.mkdir(parents=True, exist_ok=True)
    for name, make in FILES.items():
        draft = target / f".{name}"
        draft.write_text(make())
        draft.replace(target / name)
