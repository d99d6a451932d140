"""What the oldest browsers we serve (Chrome 80, iOS 13) do not understand, and how to see it in a text.

Versions are those of the public browser compatibility data. Not listed are features whose absence only makes a page
plainer: the distance and thickness of underlines, words in `@page`, the colour scheme.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

CHROME, IOS = 80, 13.0
NEVER = 999.0


class Feature(NamedTuple):
    """`chrome` and `ios` are the first versions that understand it; `sample` is a text that uses it."""

    name: str
    pattern: str
    chrome: float
    ios: float
    sample: str


STYLE = (
    Feature(":has()", r":has\(", 105, 15.4, ".a:has(b){color:red}"),
    Feature(":is()", r":is\(", 88, 14, ":is(a,b){color:red}"),
    Feature(":where()", r":where\(", 88, 14, ":where(a){color:red}"),
    Feature(":focus-visible", r":focus-visible", 86, 15.4, "a:focus-visible{color:red}"),
    Feature(":not() of a list", r":not\([^()]*,", 88, 9, "a:not(.b,.c){color:red}"),
    Feature("@layer", r"@layer\b", 99, 15.4, "@layer base{}"),
    Feature("@container", r"@container\b", 105, 16, "@container (width>1px){}"),
    Feature("@property", r"@property\b", 85, 16.4, "@property --a{}"),
    Feature("@scope", r"@scope\b", 118, 17.4, "@scope (.a){}"),
    Feature("@import", r"@import\b", NEVER, NEVER, '@import "a.css";'),
    Feature("nesting", r"&", 120, 17.2, ".a{& b{color:red}}"),
    Feature("ranges in media", r"@media[^{]*[<>]", 104, 16.4, "@media (width >= 720px){}"),
    Feature("aspect-ratio", r"[{;]\s*aspect-ratio\s*:", 88, 15, "a{aspect-ratio:1}"),
    Feature("inset", r"[{;]\s*inset[a-z-]*\s*:", 87, 14.5, "a{inset:0}"),
    Feature("logical shorthands", r"(margin|padding)-(inline|block)\s*:", 87, 14.5, "a{margin-inline:auto}"),
    Feature("accent-color", r"accent-color", 93, 15.4, "a{accent-color:red}"),
    Feature("text-wrap", r"text-wrap\s*:", 114, 17.4, "a{text-wrap:balance}"),
    Feature("content-visibility", r"content-visibility", 85, 18, "a{content-visibility:auto}"),
    Feature("scrollbar-gutter", r"scrollbar-gutter", 94, 18.2, "a{scrollbar-gutter:stable}"),
    Feature("single transforms", r"[{;]\s*(translate|scale|rotate)\s*:", 104, 14.5, "a{scale:2}"),
    Feature("overflow-wrap:anywhere", r"overflow-wrap\s*:\s*anywhere", 80, 15.4, "a{overflow-wrap:anywhere}"),
    Feature("overflow:clip", r"overflow(-[xy])?\s*:\s*clip", 90, 16, "a{overflow:clip}"),
    Feature("backdrop-filter", r"backdrop-filter", 76, 18, "a{backdrop-filter:blur(1px)}"),
    Feature("subgrid", r"\bsubgrid\b", 117, 16, "a{grid-template-rows:subgrid}"),
    Feature("clamp()", r"\bclamp\(", 79, 13.4, "a{width:clamp(1px,2vw,3px)}"),
    Feature("color-mix()", r"color-mix\(", 111, 16.2, "a{color:color-mix(in srgb,red,blue)}"),
    Feature("new colours", r"\b(oklch|oklab|lab|lch|hwb)\(", 101, 15, "a{color:oklch(0.5 0.1 20)}"),
    Feature("dynamic units", r"\d(d|s|l)v(h|w|min|max)\b", 108, 15.4, "a{height:100dvh}"),
    Feature("line units", r"\dr?lh\b", 109, 16.4, "a{height:2lh}"),
    Feature(
        "gap without a grid",
        r"[{](?![^}]*display:grid)[^}]*[{;]?(?<![-\w])(row-|column-)?gap:",
        84,
        14.5,
        "a{display:flex;gap:1px}",
    ),
)
SCRIPT = (
    Feature("?.", r"\?\.(?!\d)", 80, 13.4, "a?.b"),
    Feature("??", r"\?\?", 80, 13.4, "a ?? b"),
    Feature("logical assignment", r"(\|\||&&|\?\?)=", 85, 14, "a ||= b"),
    Feature("private names", r"#[A-Za-z_]\w*\s*[=(;]", 74, 14.5, "class A { #b = 1 }"),
    Feature("static blocks", r"static\s*\{", 94, 16.4, "class A { static { b() } }"),
    Feature("lookbehind", r"\(\?<[=!]", 62, 16.4, "/(?<=a)b/"),
    Feature("replaceAll", r"\.replaceAll\(", 85, 13.4, "a.replaceAll('b', 'c')"),
    Feature("at", r"\.at\(", 92, 15.4, "a.at(-1)"),
    Feature("findLast", r"\.findLast(Index)?\(", 97, 15.4, "a.findLast(b)"),
    Feature("toSorted", r"\.to(Sorted|Reversed|Spliced)\(", 110, 16, "a.toSorted()"),
    Feature("hasOwn", r"Object\.hasOwn\(", 93, 15.4, "Object.hasOwn(a, 'b')"),
    Feature("groupBy", r"\.groupBy\(", 117, 17.4, "Object.groupBy(a, b)"),
    Feature("Promise.any", r"Promise\.any\(", 85, 14, "Promise.any(a)"),
    Feature("WeakRef", r"\bWeakRef\b", 84, 14.5, "new WeakRef(a)"),
    Feature("structuredClone", r"\bstructuredClone\b", 98, 15.4, "structuredClone(a)"),
    Feature("replaceChildren", r"\.replaceChildren\(", 86, 14, "a.replaceChildren()"),
    Feature("randomUUID", r"\brandomUUID\b", 92, 15.4, "crypto.randomUUID()"),
    Feature("requestSubmit", r"\.requestSubmit\(", 76, 16, "a.requestSubmit()"),
    Feature("AbortSignal.timeout", r"AbortSignal\.(timeout|any)\b", 103, 16, "AbortSignal.timeout(1)"),
    Feature("ResizeObserver", r"\bResizeObserver\b", 64, 13.4, "new ResizeObserver(a)"),
    Feature("showModal", r"\.showModal\(", 37, 15.4, "a.showModal()"),
    Feature("startViewTransition", r"\.startViewTransition\(", 111, 18, "document.startViewTransition(a)"),
    Feature("moveBefore", r"\.moveBefore\(", 133, NEVER, "a.moveBefore(b, c)"),
    Feature("modules and top-level await", r"^\s*(import\s|export\s|await\s)", 89, 15, "await a()"),
)


def too_new(text: str, features: Iterable[Feature]) -> list[str]:
    """The names of those features that a text uses; comments do not count."""
    plain = re.sub(r"/\*.*?\*/|^\s*//[^\n]*", "", text, flags=re.DOTALL | re.MULTILINE)
    return [feature.name for feature in features if re.search(feature.pattern, plain, re.MULTILINE)]
