"""Which rows each person may reach, table by table. Written by hand: see the docstring of each model for the words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import models

from songjieyou.core.actor import NOBODY
from songjieyou.core.enums import Role
from songjieyou.enterprises.domain.authorisations import actor_of
from tests.web.matrix.asked import Asked

type Sees = Callable[["Eye", Any], bool]

STAFF = {role.value for role in Role} - {"system_admin", "security_admin", "audit_admin"}
CODE_ISSUERS = {"contact_officer", "guide", "intake_clerk"}
ADMINS = {"system_admin", "security_admin", "audit_admin"}
SPEAKING = {
    *("contact_officer", "intake_clerk", "guide", "handler", "head", "coordinator", "supervisor", "formal_checker"),
    *("leader", "system_admin", "security_admin"),
}


class Eye:
    """Somebody who looks, as the tests know them: a name of the cast and no more."""

    def __init__(self, asked: Asked, who: str) -> None:
        place = asked.both.far if who.startswith("far.") else asked.both.near
        self.who = who.removeprefix("far.")
        self.person = place.people[self.who]
        self.park = place.park.pk
        acts = self.who.partition("_")
        self.firm = place.firms[acts[0]].pk if acts[2] in ("principal", "agent") and acts[0] in place.firms else None
        self.branch = place.firms["branch"].pk if self.firm == place.firms["own"].pk else None

    def here(self, row: Any) -> bool:
        return bool(row.park_id == self.park)

    def is_any(self, roles: set[str]) -> bool:
        return self.who in roles


def everyone(eye: Eye, row: Any) -> bool:
    return eye.here(row)


def self_(eye: Eye, row: Any) -> bool:
    return bool(row.person_id == eye.person.pk)


def only(*roles: str) -> Sees:
    return lambda eye, row: eye.here(row) and eye.is_any(set(roles))


def _of_the_firm(eye: Eye, row: Any, firm: int) -> bool:
    """Whoever sees a firm sees what belongs to it."""
    return firm in (eye.firm, eye.branch) or (eye.here(row) and eye.is_any(STAFF))


def said_to(eye: Eye, row: Any) -> bool:
    answers = {"system": "system_admin", "administration": "audit_admin"}[row.concern]
    return row.writer_id == eye.person.pk or (eye.here(row) and eye.is_any({answers}))


def _column(eye: Eye, row: Any) -> bool:
    return eye.here(row) and (row.shown or eye.is_any({"policy_editor"}))


DRAFT_READERS = ("policy_editor", "reviewer", "leader", "inspector")
SCOPES: dict[str, Sees] = {
    "core.Park": lambda eye, row: row.pk == eye.park,
    "core.Zone": everyone,
    "core.Department": everyone,
    "core.Team": only(*STAFF, *ADMINS),
    "core.Person": lambda eye, row: row.pk == eye.person.pk or (eye.here(row) and eye.is_any(ADMINS)),
    "core.RoleAssignment": lambda eye, row: self_(eye, row) or (eye.here(row) and eye.is_any(ADMINS)),
    "core.Event": only("audit_admin"),
    "core.Feedback": said_to,
    "core.FeedbackMessage": lambda eye, row: said_to(eye, row.feedback),
    "core.EventSubject": only("audit_admin"),
    "core.Delivery": only("system_admin"),
    "core.Notice": self_,
    "core.Attachment": lambda eye, row: row.given_by_id == eye.person.pk and row.withdrawn_at is None,
    "core.StoredFile": lambda eye, row: False,
    "core.CalendarProposal": everyone,
    "core.CalendarVersion": everyone,
    "core.Deadline": only("system_admin"),
    "core.Schedule": lambda eye, row: eye.is_any({"system_admin"}),
    "core.Heartbeat": lambda eye, row: eye.is_any({"system_admin"}),
    "core.Submission": self_,
    "core.Rate": lambda eye, row: False,
    "enterprises.Enterprise": lambda eye, row: _of_the_firm(eye, row, row.pk),
    "enterprises.ClaimCode": lambda eye, row: (
        (row.enterprise_id == eye.firm and eye.who.endswith("_principal"))
        or (eye.here(row) and row.purpose == "claim" and eye.is_any(CODE_ISSUERS))
    ),
    "enterprises.Subject": lambda eye, row: _of_the_firm(eye, row, row.enterprise_id),
    "enterprises.Statement": lambda eye, row: _of_the_firm(eye, row, row.subject.enterprise_id),
    "enterprises.Standing": lambda eye, row: _of_the_firm(eye, row, row.subject.enterprise_id),
    "enterprises.Title": lambda eye, row: _of_the_firm(eye, row, row.enterprise_id),
    "enterprises.Clearance": lambda eye, row: _of_the_firm(eye, row, row.project.enterprise_id),
    "enterprises.PoolEntry": lambda eye, row: _of_the_firm(eye, row, row.project.enterprise_id),
    "enterprises.Funding": lambda eye, row: _of_the_firm(eye, row, row.project.enterprise_id),
    "enterprises.Charge": lambda eye, row: _of_the_firm(eye, row, row.enterprise_id),
    "enterprises.Contact": lambda eye, row: (
        row.enterprise_id in (eye.firm, eye.branch) or (eye.here(row) and eye.is_any(SPEAKING))
    ),
    "policies.OwnPolicy": only(*DRAFT_READERS),
    "policies.Revision": only(*DRAFT_READERS),
    "policies.Review": only(*DRAFT_READERS),
    "policies.Acknowledgement": only(*DRAFT_READERS),
    "policies.Match": lambda eye, row: _of_the_firm(eye, row, row.enterprise_id),
    "policies.Turn": lambda eye, row: _of_the_firm(eye, row, row.match.enterprise_id),
    "policies.FirmMatched": lambda eye, row: _of_the_firm(eye, row, row.enterprise_id),
    "policies.ItemMatched": everyone,
    "enterprises.TableImport": only("coordinator", "intake_clerk"),
    "enterprises.ImportBatch": only("coordinator", "intake_clerk"),
    "enterprises.Authorisation": lambda eye, row: (
        self_(eye, row)
        or row.enterprise_id in (eye.firm, eye.branch)
        or (eye.here(row) and eye.is_any(STAFF | {"system_admin", "security_admin"}))
    ),
    "policies.PolicyColumn": _column,
    "policies.ColumnEntry": lambda eye, row: _column(eye, row.column),
    "policies.HiddenItem": only("policy_editor"),
}
"""Label of a model -> whether somebody may see a row of it."""


def ours() -> dict[str, type[models.Model]]:
    """Every model of the house that rows are reached of; the mark of a demo says nothing of anybody."""
    found = (model for model in apps.get_models() if model.__module__.startswith("songjieyou."))
    return {model._meta.label: model for model in found if model._meta.label != "demo.Mark"}


def wrong_scopes(asked: Asked) -> Iterator[str]:
    """Whoever sees a row that is not for them, or misses one."""
    eyes = [Eye(asked, who) for who in asked.people if who not in ("nobody", "disabled")]
    actors = [actor_of(eye.person) for eye in eyes]
    for label, model in ours().items():
        rows = list(model._default_manager.all())
        query: Any = model._default_manager.all()
        if query.visible_to(NOBODY).exists():
            yield f"{label}: somebody who has not signed in sees rows"
        for eye, actor in zip(eyes, actors, strict=True):
            seen = set(query.visible_to(actor).values_list("pk", flat=True))
            meant = {row.pk for row in rows if SCOPES[label](eye, row)}
            if seen != meant:
                yield f"{label} as {eye.who}: {len(seen - meant)} rows too many, {len(meant - seen)} missing"
