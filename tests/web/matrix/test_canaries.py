"""Nothing in the world of the matrix is nameless: a new text column or table must get a canary or a reason."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from tests.web.matrix.asked import build

CLOSED = {
    "core.Event.name",
    "core.Event.payload",
    "core.EventSubject.kind",
    "core.Notice.kind",
    "core.Delivery.subscriber",
    "core.Delivery.trouble",
    "core.Person.mail_choice",
    "core.RoleAssignment.role",
    "core.Feedback.kind",
    "core.Feedback.concern",
    "core.Feedback.state",
    "enterprises.Authorisation.capacity",
    "enterprises.ClaimCode.hashed",
    "enterprises.ClaimCode.purpose",
    "enterprises.Enterprise.uscc",
    "enterprises.Enterprise.kind",
    "enterprises.Charge.kind",
    "enterprises.Contact.matter",
    "enterprises.Subject.kind",
    "enterprises.Clearance.kind",
    "enterprises.Clearance.state",
    "enterprises.Funding.origin",
    "enterprises.Title.kind",
    "enterprises.Title.level",
    "enterprises.Title.ending",
    "enterprises.Statement.name",
    "enterprises.Statement.period",
    "enterprises.Statement.source",
    "enterprises.Standing.name",
    "enterprises.Standing.period",
    "policies.ColumnEntry.item",
    "policies.HiddenItem.item",
    "policies.Acknowledgement.hint",
    "policies.Review.kind",
    "policies.Review.conclusion",
    "policies.Match.item",
    "policies.Match.group",
    "policies.Match.kind",
    "policies.Match.missing",
    "policies.Turn.was",
    "policies.Turn.now",
    "policies.Turn.cause",
    "policies.Turn.words",
    "policies.Turn.fingerprint",
    "policies.ItemMatched.item",
    "policies.ItemMatched.fingerprint",
    "enterprises.TableImport.origin",
    "core.Attachment.kind",
    "core.Attachment.belongs_kind",
    "core.StoredFile.sha256",
    "core.CalendarVersion.digest",
    "core.Deadline.about",
    "core.Deadline.stage",
    "core.Deadline.unit",
    "core.Park.filing_number",
    "core.Park.band",
    "core.Park.rule",
    "core.Park.action",
    "core.Person.password",
}
"""Columns that hold words of closed lists, codes or numbers."""
ELSEWHERE = {"core.Schedule", "core.Heartbeat", "core.Delivery", "core.Submission", "core.Rate", "demo.Mark"}
"""Tables of the house itself, and those that only one's own requests write to."""


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("songjieyou.")]


@pytest.mark.django_db
def test_every_table_has_rows_and_every_text_a_canary() -> None:
    build()
    bare, plain = [], []
    for model in ours():
        rows = list(model._default_manager.all())
        if model._meta.label not in ELSEWHERE and not rows:
            bare.append(model._meta.label)
        plain += [label for label in texts(model) if rows and label not in CLOSED and not canaried(label, rows)]
    assert (bare, plain) == ([], [])


def texts(model: type[models.Model]) -> list[str]:
    """The text columns of a table, as `app.Model.column`."""
    columns = (field for field in model._meta.concrete_fields if isinstance(field, models.CharField | models.TextField))
    return [f"{model._meta.label}.{field.name}" for field in columns]


def canaried(label: str, rows: list[models.Model]) -> bool:
    column = label.rpartition(".")[2]
    return any("canary-" in str(getattr(row, column)) for row in rows)
