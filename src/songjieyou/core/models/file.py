"""Files that people gave: contents, each stored once, and who gave one for what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q

from songjieyou.core.actor import Actor
from songjieyou.core.files.kinds import TRAITS, Kind
from songjieyou.core.models.scoped import OfPark, Scoped

KINDS: Final = tuple((kind.value, traits.label) for kind, traits in TRAITS.items())
OWN: Final = "own"
"""The kind of thing that a file of one's own belongs to: the person."""

THINGS: dict[str, Callable[[], Scoped[Any]]] = {}
"""Kind of a thing that files may belong to -> its rows, whose `visible_to` decides who sees the files."""


class Thing(NamedTuple):
    """What a file belongs to."""

    kind: str
    pk: int


def takes_files(kind: str, rows: Callable[[], Scoped[Any]]) -> None:
    """Let files belong to things of a kind: who sees a row of `rows` sees its files. ValueError for a kind taken."""
    if kind in THINGS or kind == OWN:
        message = f"files belong to things of the kind {kind} already"
        raise ValueError(message)
    THINGS[kind] = rows


class StoredFileQuerySet(Scoped["StoredFile"]):
    """Nobody reaches a content but through an attachment."""


class StoredFile(OfPark):
    """文件内容: one content as it lies in the store. The same content given twice in a park is one row."""

    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField("字节")
    kept_at = models.DateTimeField()

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["park", "sha256"], name="core_stored_file_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="core_stored_file_not_empty"),
        )

    def __str__(self) -> str:
        return self.sha256


class AttachmentQuerySet(Scoped["Attachment"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        """One's own, and those of the things one sees, as long as they are not withdrawn."""
        seen = Q(belongs_kind=OWN, belongs_id=actor.person, given_by=actor.person)
        for kind, rows in THINGS.items():
            seen |= Q(belongs_kind=kind, belongs_id__in=rows().visible_to(actor).values("pk"))
        return seen & Q(park=actor.park, withdrawn_at=None)

    def of(self, thing: Thing) -> AttachmentQuerySet:
        return self.filter(belongs_kind=thing.kind, belongs_id=thing.pk)


class Attachment(OfPark):
    """附件: a content that somebody gave, under its name, for a thing. One that is withdrawn is seen by nobody; its
    content goes where no other names it, the row stays as history without its name.
    """

    content = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    name = models.CharField("文件名", max_length=100)
    kind = models.CharField("类型", max_length=10, choices=KINDS)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField("上传时间")
    withdrawn_at = models.DateTimeField("删除时间", null=True)
    belongs_kind = models.CharField(max_length=20)
    belongs_id = models.BigIntegerField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="core_attachment_kind"),
        )
        indexes = (models.Index(fields=["belongs_kind", "belongs_id"], name="core_attachment_belongs"),)

    def __str__(self) -> str:
        return self.name
