"""What the worker keeps: when each job is due, and that it lives. These rows belong to no park."""

from django.db import models
from django.db.models import Q

from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role
from songjieyou.core.models.scoped import NOTHING, Scoped


def of_the_house(actor: Actor) -> Q:
    return Q() if Role.SYSTEM_ADMIN in actor.roles else NOTHING


class ScheduleQuerySet(Scoped["Schedule"]):
    scope = staticmethod(of_the_house)


class Schedule(models.Model):
    """定时任务: when a job is due next. It is moved on before the job runs, so that two workers never run it twice."""

    job = models.CharField(max_length=60, unique=True)
    due_at = models.DateTimeField()

    objects = ScheduleQuerySet.as_manager()

    def __str__(self) -> str:
        return self.job


class HeartbeatQuerySet(Scoped["Heartbeat"]):
    scope = staticmethod(of_the_house)


class Heartbeat(models.Model):
    """心跳: the last sign of life of a process of the house."""

    process = models.CharField(max_length=20, unique=True)
    pid = models.PositiveIntegerField()
    at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self) -> str:
        return self.process
