"""The facts of a firm: what counts, who said it, and a form to tell one."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.enterprises.domain.facts import PERIODS, Telling, still_so, tell
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.facts.ages import Due, age, due
from songjieyou.enterprises.facts.base import base_of
from songjieyou.enterprises.facts.checks import refuse_survey
from songjieyou.enterprises.facts.counting import newest_of_each
from songjieyou.enterprises.facts.values import restored
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.enterprises.models import Enterprise, Statement
from songjieyou.enterprises.models import Subject as Row
from songjieyou.rules.answer.words import said_fact
from songjieyou.rules.facts.base import FactKey
from songjieyou.rules.faults import FaultError
from songjieyou.rules.library.vocabulary import FIRM, Entry
from songjieyou.rules.values import Value
from songjieyou.ui.shapes import Link
from songjieyou.ui.shapes import Row as Line
from songjieyou.web.access import SIGNED_IN, Request, access, found, person_of, refusing
from songjieyou.web.enterprise.fact_fields import question_field
from songjieyou.web.enterprise.matches import subjects_of, tell_address
from songjieyou.web.enterprise.speaking import source_of, speaker
from songjieyou.web.forms import Form, form_page
from songjieyou.web.listing import DayField, query

SURVEY = "请按企业自己的账表、合同、证照填写，不要抄统计调查报表（联网直报）上报的单个企业数据：统计法不许用在别处。"
FEW_SUBJECTS = 12
"""So many projects, loans and leases are shown with their facts; the list of subjects has all."""
MOST_AGAIN = 8
"""So many facts are asked again at a time, the oldest first."""
IN_LISTS = frozenset(("设备", "产品"))
"""Kinds of which there are many: they stand in the list of subjects only."""
LONGEST_WORDS = 40
MOST_CODES = 12
OF_THE_REGISTER = frozenset(("企业名称", "统一社会信用代码"))
"""What the register itself says of a firm."""


class Section(NamedTuple):
    """What is known of one subject; `href` leads to its page."""

    name: str
    lines: list[Line]
    href: str = ""


class Again(NamedTuple):
    """A fact to be asked again. `statement` can be confirmed as it is; None where a new value is needed."""

    name: str
    words: str
    change: str
    statement: int | None


class TellForm(Form):
    """One fact, in the field that suits it."""

    on = DayField(label="数据日期", help_text="这个数是哪一天的；不确定就留今天。")
    basis = forms.CharField(
        label="依据", max_length=60, required=False, help_text="如 2025 年审计报告、购销合同；只写材料名称，不写人名。"
    )

    def __init__(self, *args: Any, entry: Entry, chosen: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["value"] = question_field(entry)
        self.fields["value"].initial = chosen
        self.order_fields(["value", "on", "basis"])
        self.fields["on"].initial = clock.today()

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > clock.today():
            self.add_error("on", "数据日期不能晚于今天。")
        return day

    def clean_basis(self) -> str:
        basis: str = self.cleaned_data["basis"]
        try:
            refuse_survey(basis)
        except FaultError as fault:
            raise ValidationError(fault.message) from None
        return basis


@access(SIGNED_IN)
def listing(request: Request, pk: int) -> HttpResponse:
    """Everything that counts, by subject."""
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    base, ids = base_of(enterprise), subjects_of(enterprise)
    if vocabulary().find(chosen := request.GET.get("fact", "")):
        return redirect(tell_address(enterprise, ids[FIRM, ""], (chosen, None)))
    below = [each for kind, some in base.subjects.items() if kind not in IN_LISTS for each in some]
    may_tell, today = source_of(request.actor, enterprise) is not None, clock.today()
    sections = []
    for subject in (base.firm, *below[:FEW_SUBJECTS]):
        pk = ids[subject.kind, subject.id or ""]
        lines = []
        for key, value in sorted(subject.values.items(), key=lambda item: (item[0][0], str(item[0][1]))):
            entry, origin = vocabulary().entry(key[0]), subject.origin(key)
            old = age(date.fromisoformat(origin.date), today) if origin.date else ""
            source = "，".join(filter(None, (origin.source, origin.date, old)))
            words = _told(entry, value) + (f"（{source}）" if source else "")
            own = may_tell and key[0] not in OF_THE_REGISTER
            lines.append(Line(_label(key), words, tell_address(enterprise, pk, key) if own else ""))
        href = reverse("subject", args=[enterprise.pk, pk]) if subject is not base.firm else ""
        sections.append(Section(f"{subject.kind} {subject.id}".strip(), lines, href))
    entries = vocabulary().entries.values()
    choices = [each.name for each in entries if each.subject == FIRM and not each.derived]
    choices = [name for name in choices if name not in OF_THE_REGISTER]
    asked_again = due(enterprise, today) if may_tell else []
    values = {
        "enterprise": enterprise,
        "sections": sections,
        "more": sum(map(len, base.subjects.values())) - len(below[:FEW_SUBJECTS]),
        "again": [_again(enterprise, each, today) for each in asked_again[:MOST_AGAIN]],
        "again_size": len(asked_again),
        "survey": SURVEY,
        "may_tell": may_tell,
        "choices": choices,
    }
    return render(request, "web/firm_facts.html", values)


@access(SIGNED_IN, "POST")
def confirm(request: Request, pk: int, statement: int) -> HttpResponse:
    """What counts is still so: the reader says it again, today. What counts no more cannot be confirmed."""
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    rows = Statement.objects.filter(subject__enterprise=enterprise, subject__ended_at=None)
    said = found(rows.select_related("subject", "park"), request.actor, statement)
    source = speaker(request, enterprise)
    with refusing():
        still_so(statement=said, source=source, by=person_of(request))
    return redirect("firm-facts", pk=pk)


@access(SIGNED_IN, form=True)
def tell_one(request: Request, pk: int, subject: int, fact: str) -> HttpResponse:
    """One fact of one subject, such as 营业收入@2025. `from=checkup` leads back there. A code can be looked for by
    `words`, and be `chosen`.
    """
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    row = found(Row.objects.filter(enterprise=enterprise), request.actor, subject)
    entry, period = _asked(row, fact)
    source = speaker(request, enterprise)
    back = "checkup" if request.GET.get("from") == "checkup" else "firm-facts"
    words = request.GET.get("words", "").strip()[:LONGEST_WORDS]

    def act(form: TellForm) -> str:
        told = form.cleaned_data
        telling = Telling(entry.name, told["value"], period, on=told["on"], basis=told["basis"])
        try:
            tell(subject=row, tellings=[telling], source=source, by=person_of(request))
        except ValidationError as error:
            raise ValidationError({"value": error.messages}) from None
        return reverse(back, args=[enterprise.pk])

    statements = Statement.objects.visible_to(request.actor).filter(subject=row, name=entry.name, period=period)
    values = {
        "enterprise": enterprise,
        "entry": entry,
        "label": _label((entry.name, period or None)),
        "subject": row,
        "survey": SURVEY,
        "said": [_said(entry, one) for one in newest_of_each(statements)],
        "back": reverse(back, args=[enterprise.pk]),
        "words": words,
        "codes": _codes(request, entry, words),
    }
    chosen = request.GET.get("chosen", "")[:LONGEST_WORDS]
    return form_page(request, TellForm, "web/tell.html", act=act, values=values, entry=entry, chosen=chosen)


def _codes(request: Request, entry: Entry, words: str) -> list[Link] | None:
    """The codes that may be meant by the words, each with the names above it and the way to choose it; None for a fact
    that is no code.
    """
    if entry.type != "代码":
        return None
    tree = vocabulary().codes[entry.codes]
    return [
        Link(f"{code} {' < '.join(tree.names[each] for each in tree.above(code))}", query(request, chosen=code))
        for code in (tree.search(words, MOST_CODES) if words else ())
    ]


def _asked(subject: Row, fact: str) -> tuple[Entry, str]:
    """The fact that an address asks about, of the last full year where none is said; 404 for what there is not."""
    name, _, period = fact.partition("@")
    entry = vocabulary().find(name)
    if entry is None or entry.subject != subject.kind or entry.name in OF_THE_REGISTER:
        raise Http404
    if entry.period == "年" and not period:
        period = str(clock.today().year - 1)
    if not PERIODS[entry.period][0].fullmatch(period):
        raise Http404
    return entry, period


def _label(key: FactKey) -> str:
    return key[0] if key[1] is None else f"{key[0]}（{key[1]}）"


def _told(entry: Entry, value: Value) -> str:
    """A value in words; an exact code with its name."""
    words = said_fact(entry, value)
    return (
        f"{words} {vocabulary().codes[entry.codes].names[words]}" if entry.codes and isinstance(value, str) else words
    )


def _said(entry: Entry, one: Statement) -> Line:
    on = "，".join(filter(None, (one.on.isoformat(), age(one.on, clock.today()), one.basis)))
    return Line(Source(one.source).label, f"{_told(entry, restored(entry, one.value))}（{on}）")


def _again(enterprise: Enterprise, each: Due, today: date) -> Again:
    one, entry = each.statement, vocabulary().entry(each.statement.name)
    place = f"{one.subject} · " if one.subject.label else ""
    value = said_fact(entry, restored(entry, one.value))
    key: FactKey = (one.name, int(each.year) if each.year else None)
    change = tell_address(enterprise, one.subject_id, key)
    if each.year:
        return Again(f"{place}{_label(key)}", f"还没有填；{one.period} 年是 {value}", change, None)
    source = f"{Source(one.source).label}，{one.on}，{age(one.on, today)}"
    return Again(f"{place}{one.name}", f"{value}（{source}）", change, one.pk)
