"""An erased person is gone from every table, and what they did is still there."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client

from songjieyou.core import personal
from songjieyou.core.domain.erasing import erase_person
from songjieyou.core.domain.feedback import answer_feedback, write_feedback
from songjieyou.core.domain.people import change_contact, disable_account
from songjieyou.core.domain.roles import grant_role
from songjieyou.core.enums import Concern, FeedbackKind, Role
from songjieyou.core.events import deliver
from songjieyou.core.models import Event, Person, RoleAssignment
from songjieyou.enterprises.models import Authorisation
from songjieyou.web.forms import version_of
from tests.park import World, build

pytestmark = pytest.mark.django_db

CANARIES = {
    "username": "canaryuser",
    "name": "金丝雀甲",
    "phone": "13812345678",
    "email": "canary@example.cn",
    "text": "金丝雀的话",
}


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def canary(world: World) -> Person:
    """Somebody who has left traces everywhere."""
    person = world.bob
    Person.objects.filter(pk=person.pk).update(username=CANARIES["username"], name=CANARIES["name"])
    change_contact(person=person, phone=CANARIES["phone"], email=CANARIES["email"], by=person)
    grant_role(person=person, role=Role.LEADER, by=None)
    said = write_feedback(writer=person, kind=FeedbackKind.COMPLAINT, concern=Concern.SYSTEM, text=CANARIES["text"])
    answer_feedback(feedback=said, text="知道了", by=world.alice)
    client = Client()
    client.force_login(person)
    client.get("/profile/data/own.json")
    client.post("/profile/", {"phone": CANARIES["phone"], "email": CANARIES["email"], "version": contact_version()})
    return person


def contact_version() -> str:
    return version_of({"phone": CANARIES["phone"], "email": CANARIES["email"]})


def dump() -> str:
    """Every value of every row of every table there is."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows: list[str] = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows.extend(f"{table}: {row!r}" for row in cursor.fetchall())
    return "\n".join(rows)


def found() -> set[str]:
    """Which canaries are anywhere in the database; JSON may have written Chinese as escapes."""
    text = dump()
    escaped = {name: word.encode("unicode_escape").decode() for name, word in CANARIES.items()}
    return {name for name, word in CANARIES.items() if word in text or escaped[name] in text}


def erase(person: Person, by: Person) -> None:
    disable_account(person=person, by=by)
    erase_person(person=person, by=by)


def test_nothing_personal_is_left_and_history_is_whole(canary: Person, world: World) -> None:
    assert found() == set(CANARIES)
    before = list(Event.objects.order_by("pk").values())
    erase(canary, world.alice)
    while deliver.deliver_due():
        pass
    assert found() == set()
    after = list(Event.objects.order_by("pk").values())
    assert after[: len(before)] == before
    names = [event["name"] for event in after[len(before) :]]
    assert names == ["account.disabled", "role.revoked", "account.erased", "authorisation.ended"]
    canary.refresh_from_db()
    assert (canary.name, canary.is_active, canary.has_usable_password()) == ("已注销人员", False, False)
    assert not RoleAssignment.objects.filter(person=canary, revoked_at=None).exists()
    assert not Authorisation.objects.filter(person=canary, revoked_at=None).exists()


@pytest.mark.parametrize("column", ["username", "name", "phone", "email", "text"])
def test_a_column_that_is_not_declared_would_stay(
    column: str, canary: Person, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: it is the table of `core.personal` that makes each of them go."""
    less = [each for each in personal.DECLARED if each.field != column]
    monkeypatch.setattr(personal, "DECLARED", less)
    erase(canary, world.alice)
    assert found() == {column}


def test_the_words_of_others_stay(canary: Person, world: World) -> None:
    erase(canary, world.alice)
    assert "知道了" in dump()
    assert "canary-alice" in dump()


NOT_PERSONAL = {
    "core.Attachment.belongs_kind": "a closed list",
    "core.Attachment.kind": "a closed list",
    "core.CalendarProposal.days": "days of a calendar",
    "core.CalendarProposal.source": "the number of a document",
    "core.CalendarProposal.years": "years of a calendar",
    "core.CalendarVersion.digest": "a sum",
    "core.Notice.kind": "a closed list",
    "core.Person.mail_choice": "a closed list",
    "core.Event.payload": "ids and words of closed lists, held to it by the catalogue",
    "core.Feedback.kind": "a closed list",
    "core.Feedback.concern": "a closed list",
    "core.Feedback.state": "a closed list",
    "core.Person.password": "a hash, made unusable by erasing",
    "core.RoleAssignment.grounds": "the number of an order",
    "enterprises.Contact.matter": "a closed list",
    "core.Submission.led_to": "an address of ours, kept for seven days",
    "enterprises.Statement.basis": "the name of a paper; people are not asked to name anybody in it",
    "enterprises.ClaimCode.hashed": "the hash of a code that was drawn by chance",
    "enterprises.ClaimCode.purpose": "a closed list",
    "enterprises.TableImport.origin": "a closed list",
    "enterprises.TableImport.report": "names and facts of firms, kept for seven days",
    "enterprises.Statement.name": "a word of the vocabulary of facts",
    "enterprises.Statement.period": "a year or a month",
    "enterprises.Statement.source": "a closed list",
    "enterprises.Statement.value": "a fact about a firm, said by its source, not by the person who wrote it down",
    "policies.HiddenItem.item": "the name of a policy's item",
    "policies.HiddenItem.reason": "why a park does not show an item: about the policy",
    "policies.Acknowledgement.hint": "about a policy, said for an office",
    "policies.Acknowledgement.reason": "about a policy, said for an office",
    "policies.Review.conclusion": "a closed list",
    "policies.Review.exception": "about a policy, said for an office",
    "policies.Review.grounds": "about a policy, said for an office",
    "policies.Review.heard": "about a policy, said for an office",
    "policies.Review.kind": "a closed list",
    "policies.Review.unit": "about a policy, said for an office",
    "policies.Revision.text": "about a policy, said for an office",
}
"""Columns of text, in tables that point to a person, that say nothing about that person."""


def test_every_text_about_a_person_is_declared() -> None:
    """A new column comes into `core.personal` (or its app's own declaration), or above with the reason."""
    declared = {f"{each.model}.{each.field}" for each in personal.DECLARED}
    texts = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("songjieyou.") and _is_about_a_person(model)
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
    }
    assert texts - declared == set(NOT_PERSONAL)


def _is_about_a_person(model: type[models.Model]) -> bool:
    without_account = {each.model for each in personal.DECLARED if each.person is None}
    if model is Person or model._meta.label in without_account:
        return True
    return any(field.related_model is Person for field in model._meta.concrete_fields)
