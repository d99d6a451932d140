"""Tables of firms that were brought in: what each would change, and how far that has been written."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role
from songjieyou.core.models.scoped import NOTHING, OfPark, Scoped, same_park
from songjieyou.enterprises.enums import Origin

IMPORTERS = (Role.COORDINATOR, Role.INTAKE_CLERK)
"""Those of the park's staff who keep the register by tables."""


def by_importers(actor: Actor) -> Q:
    return same_park(actor) if actor.is_any(IMPORTERS) else NOTHING


class TableImportQuerySet(Scoped["TableImport"]):
    scope = staticmethod(by_importers)


class TableImport(OfPark):
    """导入: one table that was checked. With `faults` it can only be mended and brought again; without, it is confirmed
    and then written batch by batch, to its end whatever happens in between.

    `report` is what the check has found, for those who decide; it is emptied with the batches when it is old.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("检查时间")
    origin = models.CharField("数据来源", max_length=10, choices=Origin.choices)
    on = models.DateField("数据日期")
    firms = models.PositiveIntegerField("企业")
    faults = models.PositiveIntegerField("有错的格")
    report = models.JSONField(default=dict)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    done_at = models.DateTimeField("完成时间", null=True)

    objects = TableImportQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="enterprises_import_origin"),
            models.CheckConstraint(condition=Q(faults=0) | Q(confirmed_at=None), name="enterprises_import_sound"),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(confirmed_at__isnull=False, done_at__gte=F("confirmed_at")),
                name="enterprises_import_in_order",
            ),
        )
        indexes = (
            models.Index(
                fields=["confirmed_at"],
                condition=Q(confirmed_at__isnull=False, done_at=None),
                name="enterprises_import_to_do",
            ),
        )

    def __str__(self) -> str:
        return f"导入 {self.pk}"


class ImportBatchQuerySet(Scoped["ImportBatch"]):
    scope = staticmethod(by_importers)


class ImportBatch(OfPark):
    """导入批次: some rows of a table, written in one transaction, in which `done_at` is set. `rows` is a list of rows
    as `domain.imports` writes them.
    """

    whole = models.ForeignKey(TableImport, models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField()
    rows = models.JSONField()
    done_at = models.DateTimeField(null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["whole", "number"], name="enterprises_import_batch_once"),)

    def __str__(self) -> str:
        return f"{self.whole_id}/{self.number}"
