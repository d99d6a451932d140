"""Saying something about the system, answering it, and saying that this is enough."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.enums import Concern, FeedbackKind, FeedbackState
from songjieyou.core.events.catalogue import (
    FeedbackAnswered,
    FeedbackClosed,
    FeedbackContinued,
    FeedbackWritten,
    Happening,
)
from songjieyou.core.events.log import record
from songjieyou.core.models import Feedback, FeedbackMessage, Person


@transaction.atomic
def write_feedback(*, writer: Person, kind: FeedbackKind, concern: Concern, text: str) -> Feedback:
    """Say something about the system. Event: feedback.written."""
    moment = clock.now()
    feedback = Feedback.objects.create(park=writer.park, writer=writer, kind=kind, concern=concern, at=moment)
    feedback.messages.create(park=writer.park, author=writer, text=text, at=moment)
    record(FeedbackWritten(feedback=feedback.pk), park=writer.park, by=writer)
    return feedback


@transaction.atomic
def answer_feedback(*, feedback: Feedback, text: str, by: Person) -> None:
    """Answer what somebody else has said. Event: feedback.answered."""
    if feedback.writer_id == by.pk:
        raise ValidationError("不能答复自己提的意见，请由另一位管理员答复。")
    _say(feedback, text, by, FeedbackState.ANSWERED, FeedbackAnswered(feedback=feedback.pk))


@transaction.atomic
def continue_feedback(*, feedback: Feedback, text: str, by: Person) -> None:
    """The writer adds to it, or is not satisfied: it waits for an answer again. Event: feedback.continued."""
    if feedback.writer_id != by.pk:
        raise ValidationError("只有提意见的人可以补充。")
    _say(feedback, text, by, FeedbackState.OPEN, FeedbackContinued(feedback=feedback.pk))


@transaction.atomic
def close_feedback(*, feedback: Feedback, by: Person) -> None:
    """The writer says that this is enough. Event: feedback.closed, once."""
    if feedback.writer_id != by.pk:
        raise ValidationError("只有提意见的人可以结束。")
    held = Feedback.objects.filter(pk=feedback.pk).exclude(state=FeedbackState.CLOSED)
    if held.update(state=FeedbackState.CLOSED):
        record(FeedbackClosed(feedback=feedback.pk), park=feedback.park, by=by)


def _say(feedback: Feedback, text: str, by: Person, state: FeedbackState, happening: Happening) -> None:
    """Append to one that is not closed; ValidationError for one that is."""
    if not Feedback.objects.filter(pk=feedback.pk).exclude(state=FeedbackState.CLOSED).update(state=state):
        raise ValidationError("这条意见已经结束。还有话说，请另提一条。")
    FeedbackMessage.objects.create(park=feedback.park, feedback=feedback, author=by, text=text, at=clock.now())
    record(happening, park=feedback.park, by=by)
