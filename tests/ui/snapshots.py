"""What each component looks like as HTML. After a wanted change: `python -m tests.ui.snapshots` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "snapshots"


def drawings() -> dict[str, str]:
    """Section of the guide -> its examples, one after the other."""
    from django.test import RequestFactory

    from songjieyou.ui.guide import SECTIONS, drawn

    request = RequestFactory().get("/ui/")
    return {
        section.name: "\n".join(_tidy(drawn(example, request)) for example in section.examples) + "\n"
        for section in SECTIONS
    }


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


def kept() -> dict[str, str]:
    return {path.stem: path.read_text() for path in sorted(FOLDER.glob("*.html"))}


def main() -> None:
    for path in FOLDER.glob("*.html"):
        path.unlink()
    for name, text in drawings().items():
        (FOLDER / f"{name}.html").write_text(text)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    main()
