"""Our lists, in a large park: each as it opens, and narrowed by each of its filters."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlencode

from _firms import LIST, OFFICER, enter
from _pages import Ask, Case, answered, page

FITTING: Final = "/matches/firms/?item=设备更新贷款财政贴息政策/设备更新贷款贴息&group=open"
LISTS: Final = {
    "企业名录": (LIST, {"words": "清江一号", "industry": "34"}),
    "政策库": ("/policies/", {"words": "设备", "industry": "34"}),
    "政策找企业": ("/matches/", {"words": "设备"}),
    "符合的企业": (FITTING, {"words": "清江一号", "industry": "34"}),
}
"""Where it is, and what is typed into fields; of choices the first is taken."""


def cases(client: Any) -> Iterator[Case]:
    enter(client, OFFICER)
    for name, (address, typed) in LISTS.items():
        filters = Filters()
        filters.feed(answered(client, Ask(address)).content.decode())
        yield page(name, address)
        more = "&" if "?" in address else "?"
        yield page(f"{name} 第20页", f"{address}{more}page=20")
        for field, choice in filters.found.items():
            yield page(f"{name} {field}", f"{address}{more}{urlencode({field: choice or typed[field]})}")


class Filters(HTMLParser):
    """The fields of the search form of a page, each with the first thing to choose, empty where one types."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.inside, self.select = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = said.get("role") == "search"
        elif self.inside and tag in ("input", "select") and said.get("type") != "hidden":
            self.found[said["name"]] = ""
            self.select = said["name"]
        elif self.inside and tag == "option" and not self.found[self.select]:
            self.found[self.select] = said["value"]

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"
