"""政策体检: what fits a firm, the money, and what is missing."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render

from songjieyou.documents.checkup import KINDS
from songjieyou.enterprises.models import Enterprise
from songjieyou.policies.checkup import FITS, GROUPS, NEAR, NOT, OPEN, Checkup, checkup
from songjieyou.rules.answer.ask import Question
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.show.page import amount_words
from songjieyou.ui.shapes import Link, Match, Row
from songjieyou.web.access import SIGNED_IN, Request, access, found
from songjieyou.web.enterprise.matches import BACK, Subjects, match_of, name_of, paid_words, subjects_of, tell_address
from songjieyou.web.enterprise.paper import sums_of

MOST_QUESTIONS = 3
FOLDED = (OPEN, NOT)
EMPTY = "现有数据还不能确定符合任何政策。补充下面的数据，结果会马上更新。"


class Group(NamedTuple):
    """The items under one heading: their cards, or only their names (`lines`) until somebody asks for more."""

    name: str
    anchor: str
    size: int
    matches: list[Match]
    lines: list[Row]


@access(SIGNED_IN)
def page(request: Request, pk: int) -> HttpResponse:
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    result, subjects = checkup(enterprise), subjects_of(enterprise)
    groups = [_group(name, answers, request, enterprise, subjects) for name, answers in result.groups.items()]
    values = {
        "enterprise": enterprise,
        "on": result.answers.on,
        "groups": groups,
        "doors": [Link(group.name, f"#{group.anchor}", number=group.size) for group in groups],
        "kinds": [Row(f"{each.kind}，{KINDS[each.kind]}", each.amount) for each in sums_of(result)],
        "taken": [Row(name_of(taken.answer), paid_words(taken.answer, taken.fen)) for taken in result.best.items],
        "dropped": [Row(name_of(each.answer), each.why) for each in result.best.dropped],
        "assumptions": result.best.assumptions,
        "questions": _asked(result, enterprise, subjects),
        "out_of_force": [(state, name_of(answer)) for state, answer in result.out_of_force()],
        "empty": EMPTY if not {FITS, NEAR} & result.groups.keys() else "",
    }
    return render(request, "web/checkup.html", values)


def _group(name: str, answers: list[ItemAnswer], request: Request, enterprise: Enterprise, subjects: Subjects) -> Group:
    """`?open=` names the group that is shown with its cards."""
    anchor = f"group-{GROUPS.index(name)}"
    if name in FOLDED and request.GET.get("open") != anchor:
        lines = [Row(name_of(each), amount_words(each.amount) if each.amount else each.verdict) for each in answers]
        return Group(name, anchor, len(answers), [], lines)
    return Group(name, anchor, len(answers), [match_of(each, enterprise, subjects) for each in answers], [])


def _asked(result: Checkup, enterprise: Enterprise, subjects: Subjects) -> list[tuple[Question, str]]:
    """The most telling questions that can be answered in place."""
    asked = []
    for question in result.questions:
        subject = question.subject
        pk = subjects.get((subject.kind, subject.id)) if subject.id is not None else None
        if pk and question.fact not in result.answers.catalogue.vocabulary.subjects:
            asked.append((question, tell_address(enterprise, pk, (question.fact, question.period)) + BACK))
        if len(asked) == MOST_QUESTIONS:
            break
    return asked
