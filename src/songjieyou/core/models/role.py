"""Roles that people of the park hold, with their dates."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from songjieyou.core.actor import Actor
from songjieyou.core.enums import ADMINISTRATORS, OF_A_DEPARTMENT, Role
from songjieyou.core.models.scoped import OfPark, Scoped, same_park


class RoleAssignmentQuerySet(Scoped["RoleAssignment"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        own = Q(person=actor.person)
        return own | same_park(actor) if actor.is_any(ADMINISTRATORS) else own

    def on(self, day: date) -> "RoleAssignmentQuerySet":
        """Those that hold on a day; the last day counts."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day, revoked_at=None)


class RoleAssignment(OfPark):
    """任职: one role of one person. It is ended, never deleted."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    department = models.ForeignKey("core.Department", models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField("自")
    ends_on = models.DateField("至", null=True, blank=True)
    grounds = models.CharField("依据和范围", max_length=120, blank=True)
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(role__in=ADMINISTRATORS, revoked_at=None),
                name="core_role_one_administrator",
                violation_error_message="系统、安全、审计管理员必须由不同的人担任。",
                violation_error_code="role",
            ),
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(revoked_at=None, department=None),
                name="core_role_once",
                violation_error_message="这个人已经有这个角色。",
                violation_error_code="role",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "department"],
                condition=Q(revoked_at=None, department__isnull=False),
                name="core_role_once_in_a_department",
                violation_error_message="这个人在这个部门已经有这个角色。",
                violation_error_code="department",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="core_role_known"),
            models.CheckConstraint(
                condition=~Q(role=Role.INSPECTOR) | Q(ends_on__isnull=False),
                name="core_role_inspector_ends",
                violation_error_message="审计、财政、纪检人员的权限必须有截止日期。",
                violation_error_code="ends_on",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.INSPECTOR) | ~Q(grounds=""),
                name="core_role_inspector_grounds",
                violation_error_message="审计、财政、纪检人员的权限必须写明依据和范围。",
                violation_error_code="grounds",
            ),
            models.CheckConstraint(
                condition=Q(role__in=OF_A_DEPARTMENT, department__isnull=False)
                | (~Q(role__in=OF_A_DEPARTMENT) & Q(department__isnull=True)),
                name="core_role_department",
                violation_error_message="承办部门的角色必须写明部门，其他角色不写。",
                violation_error_code="department",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="core_role_dates_in_order",
                violation_error_message="截止日期不能早于开始日期。",
                violation_error_code="ends_on",
            ),
        )

    def __str__(self) -> str:
        return Role(self.role).label
