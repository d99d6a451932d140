"""What people are told about policies."""

from __future__ import annotations

from collections.abc import Iterable

from songjieyou.core import clock
from songjieyou.core.events.catalogue import MatchesTurned, MatchGained, MatchLost, MatchUnclear
from songjieyou.core.models import Park
from songjieyou.core.notices.kinds import NoticeKind
from songjieyou.core.notices.tell import announce
from songjieyou.core.objects import OBJECTS, ObjectKind
from songjieyou.enterprises.domain.queries import officers_of
from songjieyou.enterprises.models import Authorisation
from songjieyou.policies.models import Turn

type Turned = MatchGained | MatchLost | MatchUnclear | MatchesTurned


def announce_all() -> None:
    OBJECTS["turn"] = ObjectKind(Turn.objects.select_related("match__subject").all, "一项政策的结论有变化")
    _announce("match_gained", MatchGained, "有一项政策现在可以享受")
    _announce("match_unclear", MatchUnclear, "有一项政策需要补充数据才能确定")
    _announce("match_lost", MatchLost, "有一项政策现在不能享受")
    announce(
        NoticeKind(
            "matches_turned",
            MatchesTurned,
            told=_told,
            title="有多项政策的结论变化",
            words="{enterprise}有多项政策变为符合，或者不再符合。请看政策体检。",
            about="enterprise",
        )
    )


def _announce[T: Turned](name: str, event: type[T], title: str) -> None:
    announce(NoticeKind(name, event, told=_told, title=title, words="{enterprise}：{turn}。", about="enterprise"))


def _told(event: Turned, park: Park) -> Iterable[int]:
    return told_of(event.enterprise)


def told_of(enterprise: int) -> Iterable[int]:
    """The ids of the people who are told when policies turn for a firm: those who may act for it today, and its contact
    officer.
    """
    held = Authorisation.objects.filter(enterprise=enterprise).on(clock.today())
    return {*held.values_list("person", flat=True), *officers_of([enterprise]).values()}
