"""Our pages, beside those of django-helpdesk: the register, a new firm, another value of a fact, and 政策体检."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from _browser import HIDDEN
from _pages import Ask, Case, answered, page

from songjieyou.demo.population.identities import uscc_of

LIST: Final = "/enterprises/"
NEW: Final = "/enterprises/add/"
CLERK, OFFICER = "intake_clerk", "contact_officer"
"""Of the demo: who may enter firms, and who may tell facts."""
KNOWN, UNKNOWN = "从业人员", "用水量"
"""A fact that the demo tells of every firm, and one that it tells of none."""
FIRM: Final = re.compile(r'<th scope="row"><a href="/enterprises/(\d+)/"')
BEYOND: Final = 5_000_000
"""Numbers of firms that no demo has."""


def cases(client: Any) -> Iterator[Case]:
    """Each is to be measured before the next is asked for: they are those of different people."""
    from songjieyou.enterprises.models import Enterprise

    enter(client, CLERK)
    marks, there = marks_of(client, NEW), Enterprise.objects.count()
    yield Case("登记", lambda time: [Ask(NEW, new_firm(marks, there + time))])
    enter(client, OFFICER)
    yield page("列表", LIST)
    firms = everyone(client)
    yield page("政策体检", f"{LIST}{firms[0]}/checkup/")
    yield from (telling(client, "第一次填一项数据", firms, UNKNOWN), telling(client, "更新", firms, KNOWN))


def enter(client: Any, player: str) -> None:
    answered(client, Ask("/demo/enter/", {"as": player}))


def everyone(client: Any) -> list[str]:
    """The firms on the first pages of the register."""
    pages = (answered(client, Ask(f"{LIST}?page={number}")) for number in range(1, 6))
    return [firm for one in pages for firm in FIRM.findall(one.content.decode())]


def telling(client: Any, name: str, firms: list[str], fact: str) -> Case:
    """Of another firm each time."""
    addresses = [client.get(fact_address(firm, fact))["Location"] for firm in firms]
    marks = marks_of(client, addresses[0])
    return Case(name, lambda time: [Ask(addresses[time % len(addresses)], told(marks, 100 + time))])


def fact_address(firm: str, fact: str) -> str:
    """It leads to the form for a fact."""
    return f"{LIST}{firm}/facts/?{urlencode({'fact': fact})}"


def marks_of(client: Any, address: str) -> dict[str, str]:
    return dict(HIDDEN.findall(answered(client, Ask(address)).content.decode()))


def told(marks: dict[str, str], number: int) -> dict[str, str]:
    """A form as it is filled in anew."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    return marks | {"once": str(uuid.uuid4()), "value": str(number), "on": today.isoformat()}


def new_firm(marks: dict[str, str], number: int) -> dict[str, str]:
    firm = {"uscc": uscc_of(BEYOND + number), "name": f"清江比较{number}号有限公司", "kind": "legal_person"}
    return marks | {"once": str(uuid.uuid4())} | firm
