"""What people are told about firms."""

from __future__ import annotations

from collections.abc import Iterable

from songjieyou.core import clock
from songjieyou.core.events.catalogue import AuthorisationEnded, AuthorisationGiven, TitleEndsSoon, TitleExpired
from songjieyou.core.models import Park
from songjieyou.core.notices.kinds import NoticeKind
from songjieyou.core.notices.tell import announce
from songjieyou.core.objects import OBJECTS, ObjectKind
from songjieyou.enterprises.domain.titles import renewed
from songjieyou.enterprises.enums import Capacity
from songjieyou.enterprises.models import Authorisation, Enterprise, Subject, Title


def announce_all() -> None:
    OBJECTS["enterprise"] = ObjectKind(Enterprise.objects.all, "一家企业")
    OBJECTS["title"] = ObjectKind(Title.objects.all, "一项资质称号")
    OBJECTS["subject"] = ObjectKind(Subject.objects.all, "一个项目、一笔贷款或其他对象")
    announce(
        NoticeKind(
            "authorisation_given",
            AuthorisationGiven,
            told=lambda event, park: [event.person],
            title="您获得了企业的授权",
            words="您可以代表{enterprise}办事。",
            about="enterprise",
        )
    )
    announce(
        NoticeKind(
            "authorisation_added",
            AuthorisationGiven,
            told=_principals,
            title="本企业新增了获授权的人员",
            words="又有一人可以代表{enterprise}办事。请核对人员名单，不认识的请收回授权。",
            about="enterprise",
            urgent=True,
        )
    )
    announce(
        NoticeKind(
            "authorisation_ended",
            AuthorisationEnded,
            told=lambda event, park: [event.person],
            title="您的企业授权已经收回",
            words="您对{enterprise}的授权已经收回。如有疑问，请联系企业的负责人。",
        )
    )
    announce(
        NoticeKind(
            "title_ends_soon",
            TitleEndsSoon,
            told=_people_of_the_firm,
            title="一项资质称号快要到期",
            words="{enterprise}的{title}快要到期或者该复核了。请按认定部门的通知准备材料，办好后登记新的证书。",
            about="enterprise",
        )
    )
    announce(
        NoticeKind(
            "title_expired",
            TitleExpired,
            told=_people_of_the_firm,
            title="一项资质称号已经到期",
            words="{enterprise}的{title}已经到期，政策体检不再按有效计算。已经重新认定或者复核通过的，请登记新的证书。",
            about="enterprise",
        )
    )


def _people_of_the_firm(event: TitleEndsSoon | TitleExpired, park: Park) -> Iterable[int]:
    """Nobody where a newer title of the kind has been entered already."""
    if renewed(Title.objects.get(pk=event.title)):
        return ()
    return Authorisation.objects.filter(enterprise=event.enterprise).on(clock.today()).values_list("person", flat=True)


def _principals(event: AuthorisationGiven, park: Park) -> Iterable[int]:
    """Those who answer for the firm, but for the new one."""
    principals = Authorisation.objects.filter(enterprise=event.enterprise, capacity=Capacity.PRINCIPAL)
    return principals.on(clock.today()).exclude(person=event.person).values_list("person", flat=True)
