"""What people are told about firms."""

from __future__ import annotations

from collections.abc import Iterable

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.core.events.catalogue import (
    AuthorisationEnded,
    AuthorisationGiven,
    DepartmentCharged,
    EnterpriseClaimed,
    PersonCharged,
    PersonReleased,
    TitleEndsSoon,
    TitleExpired,
)
from songjieyou.core.models import Park, RoleAssignment
from songjieyou.core.notices.kinds import NoticeKind
from songjieyou.core.notices.tell import announce
from songjieyou.core.objects import OBJECTS, ObjectKind
from songjieyou.enterprises.domain.titles import renewed
from songjieyou.enterprises.enums import Capacity
from songjieyou.enterprises.models import Authorisation, ClaimCode, Contact, Enterprise, Subject, TableImport, Title


def announce_all() -> None:
    OBJECTS["enterprise"] = ObjectKind(Enterprise.objects.all, "一家企业")
    OBJECTS["title"] = ObjectKind(Title.objects.all, "一项资质称号")
    OBJECTS["contact"] = ObjectKind(Contact.objects.all, "一位企业联系人")
    OBJECTS["subject"] = ObjectKind(Subject.objects.all, "一个项目、一笔贷款或其他对象")
    OBJECTS["table_import"] = ObjectKind(TableImport.objects.all, "一次企业导入")
    OBJECTS["claim_code"] = ObjectKind(ClaimCode.objects.all, "一个认领码")
    _of_claims()
    _of_authorisations()
    _of_charges()
    _of_titles()


def _of_claims() -> None:
    announce(
        NoticeKind(
            "enterprise_claimed",
            EnterpriseClaimed,
            told=lambda event, park: ClaimCode.objects.filter(pk=event.claim_code).values_list("issued_by", flat=True),
            title="您发的认领码已经有人使用",
            words="有人用您发的认领码完成认领，可以代表{enterprise}办事。请核对是不是您交给的人。",
            about="enterprise",
        )
    )


def _of_authorisations() -> None:
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


def _of_titles() -> None:
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
    return _people_of(event.enterprise)


def _of_charges() -> None:
    announce(
        NoticeKind(
            "charge_given",
            PersonCharged,
            told=lambda event, park: [event.person],
            title="您有了一家联系企业",
            words="您现在是{enterprise}的{kind}。",
            about="enterprise",
        )
    )
    announce(
        NoticeKind(
            "charge_ended",
            PersonReleased,
            told=lambda event, park: [event.person],
            title="一家企业不再由您联系",
            words="您不再是{enterprise}的{kind}。",
            about="enterprise",
        )
    )
    announce(
        NoticeKind(
            "firm_has_person",
            PersonCharged,
            told=lambda event, park: _people_of(event.enterprise),
            title="园区为本企业安排了{kind}",
            words="{enterprise}现在由新的{kind}联系，姓名见企业档案。",
            about="enterprise",
        )
    )
    announce(
        NoticeKind(
            "firm_has_department",
            DepartmentCharged,
            told=lambda event, park: _people_of(event.enterprise),
            title="园区为本企业确定了责任部门",
            words="{enterprise}的责任部门是{department}。",
            about="enterprise",
        )
    )
    announce(
        NoticeKind(
            "department_charged",
            DepartmentCharged,
            told=_heads,
            title="本部门负责一家企业",
            words="{department}现在是{enterprise}的责任部门。",
            about="enterprise",
        )
    )


def _people_of(enterprise: int) -> Iterable[int]:
    """Those who may act for the firm today."""
    return Authorisation.objects.filter(enterprise=enterprise).on(clock.today()).values_list("person", flat=True)


def _heads(event: DepartmentCharged, park: Park) -> Iterable[int]:
    held = RoleAssignment.objects.filter(park=park, role=Role.HEAD, department=event.department)
    return held.on(clock.today()).values_list("person", flat=True)


def _principals(event: AuthorisationGiven, park: Park) -> Iterable[int]:
    """Those who answer for the firm, but for the new one."""
    principals = Authorisation.objects.filter(enterprise=event.enterprise, capacity=Capacity.PRINCIPAL)
    return principals.on(clock.today()).exclude(person=event.person).values_list("person", flat=True)
