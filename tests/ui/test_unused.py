"""No template and no class of the style sheets that nothing uses."""

from __future__ import annotations

import re
from pathlib import Path

HOUSE = Path(__file__).parents[2] / "src/songjieyou"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def texts(*endings: str) -> str:
    return "\n".join(path.read_text() for ending in endings for path in sorted(HOUSE.rglob(f"*{ending}")))


def unused_templates(names: set[str], text: str) -> list[str]:
    return sorted(name for name in names if f'"{name}"' not in text)


def unused_classes(styles: str, text: str) -> list[str]:
    """Those that stand nowhere, neither whole nor as a beginning that a template completes (`tag--{{ kind }}`)."""
    beginnings = tuple(set(re.findall(r"([\w-]+(?:--|__)){[{%]", text)))
    classes = set(re.findall(r"\.([a-z][\w-]*)", COMMENT.sub("", styles)))
    words = set(re.findall(r"[a-z][\w-]*", text))
    return sorted(name for name in classes - words if not name.startswith(beginnings))


def test_every_template_is_shown_by_something() -> None:
    names = {str(path).partition("/templates/")[2] for path in HOUSE.rglob("templates/**/*.html")}
    assert len(names) > 50
    assert unused_templates(names, texts(".html", ".py")) == []


def test_every_class_is_worn_by_something() -> None:
    styles = "\n".join(path.read_text() for path in sorted((HOUSE / "ui/styles").rglob("*.css")))
    assert unused_classes(styles, texts(".html", ".py", ".js")) == []


def test_what_is_not_used_is_found() -> None:
    text = '<p class="tag tag--{{ kind }}">{% include "a.html" %}'
    assert unused_templates({"a.html", "b.html"}, text) == ["b.html"]
    assert unused_classes(".tag{} .tag--late{} .toast{} /* .gone */", text) == ["toast"]
