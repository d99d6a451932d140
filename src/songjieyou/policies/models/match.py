"""What the rules say of a firm and its projects: kept for lists that begin with a policy, and to tell what turns."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, models
from django.db.models import Q

from songjieyou.core.actor import Actor
from songjieyou.core.models.scoped import OfPark, Scoped, same_park
from songjieyou.enterprises.models import Enterprise, Subject
from songjieyou.enterprises.models.enterprise import of_own_firms
from songjieyou.policies.enums import Group

BETWEEN = "、"
"""Between the names of missing facts, and at both ends, so that a whole name can be found."""


def of_matched_firms(actor: Actor, path: str = "enterprise") -> Q:
    """What `of_seen_firms` says, without asking the register for staff: long lists are read by it."""
    if not actor.is_staff:
        return of_own_firms(actor, path)
    return same_park(actor) | of_own_firms(actor, path) if actor.enterprises else same_park(actor)


KEEP = """
INSERT INTO policies_match
(park_id, enterprise_id, subject_id, item, "group", kind, low_fen, high_fen, missing, until)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (subject_id, item) DO UPDATE SET
"group" = excluded."group", kind = excluded.kind, low_fen = excluded.low_fen, high_fen = excluded.high_fen,
missing = excluded.missing, until = excluded.until
"""


class MatchQuerySet(Scoped["Match"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return of_matched_firms(actor)

    @staticmethod
    def keep(rows: Sequence[Sequence[int | str | None]]) -> None:
        """Write rows, as KEEP has their columns, over those of the same subject and item. By a statement of our own:
        thousands are written at a time, and `bulk_create` takes longer for its words than the database for its work.
        """
        with connection.cursor() as cursor:
            cursor.executemany(KEEP, rows)


class Match(OfPark):
    """匹配: the answer about one item for one subject. A row is made when the answer is something else than 不符合, and
    from then on follows it. It is a cache: the firm's own page computes anew.

    `subject` is what the item is about or, where nobody told of such a one, what it would stand below. `kind` is that
    of the money; `low_fen` and `high_fen` are its bounds, none where none is known. `until` is the next day on which
    time alone may change the answer.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="matches")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="matches")
    item = models.CharField("事项", max_length=200)
    group = models.CharField("结论", max_length=8, choices=Group.choices)
    kind = models.CharField("金额性质", max_length=8, blank=True)
    low_fen = models.PositiveBigIntegerField("金额下限", null=True)
    high_fen = models.PositiveBigIntegerField("金额上限", null=True)
    missing = models.TextField("缺少的数据", blank=True)
    until = models.DateField("结论保持到", null=True)

    objects = MatchQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["subject", "item"], name="policies_match_once"),
            models.CheckConstraint(condition=Q(group__in=Group.values), name="policies_match_group_known"),
            models.CheckConstraint(
                condition=Q(low_fen=None) | Q(high_fen=None) | Q(low_fen__lte=models.F("high_fen")),
                name="policies_match_bounds",
            ),
        )
        indexes = (models.Index(fields=["park", "item", "group"], name="policies_match_of_item"),)

    def __str__(self) -> str:
        return f"{self.item}：{Group(self.group).label}"

    @property
    def names(self) -> list[str]:
        """The missing facts."""
        return [name for name in self.missing.split(BETWEEN) if name]


def joined(names: tuple[str, ...] | list[str]) -> str:
    """Names of facts as `missing` holds them."""
    return f"{BETWEEN}{BETWEEN.join(names)}{BETWEEN}" if names else ""
