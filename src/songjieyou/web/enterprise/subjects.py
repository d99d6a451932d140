"""What belongs to a firm: its projects, loans, leases, machines and products; one page for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.core.money import money
from songjieyou.enterprises.domain.facts import Telling, tell
from songjieyou.enterprises.domain.firms import end_subject
from songjieyou.enterprises.domain.projects import PROJECT, funding_of
from songjieyou.enterprises.domain.subjects import EQUIPMENT, enter_subject
from songjieyou.enterprises.enums import ClearanceKind, ClearanceState, Source
from songjieyou.enterprises.facts.ages import age
from songjieyou.enterprises.facts.tables import ShortForm, short_forms
from songjieyou.enterprises.facts.values import restored
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.enterprises.models import Clearance, Enterprise, PoolEntry, Standing, Subject
from songjieyou.rules.answer.words import said_fact
from songjieyou.rules.library.vocabulary import FIRM
from songjieyou.ui.shapes import Row, Task
from songjieyou.web.access import SIGNED_IN, Request, access, found, person_of, refuse_unless
from songjieyou.web.confirm import Question, confirm_page
from songjieyou.web.enterprise.fact_fields import short_field, written
from songjieyou.web.enterprise.matches import tell_address
from songjieyou.web.enterprise.speaking import source_of, speaker
from songjieyou.web.forms import Form, form_page
from songjieyou.web.listing import Filter, Page, paged

TOTAL = "项目总投资"
OTHERS = "其他"
STATES = {ClearanceState.DONE: "done", ClearanceState.IN_HAND: "near", ClearanceState.NOT_BEGUN: "act"}
ENDED = "已经停用，不能再改。"


class Line(NamedTuple):
    """A subject in a list; `words` are its name and amount, as far as they are known."""

    subject: Subject
    name: str
    amount: str


class SubjectFilter(Filter):
    kind = forms.ChoiceField(
        label="类别", choices=[("", "全部"), *((each, each) for each in short_forms())], required=False
    )


class SubjectForm(Form):
    """The short form of a kind; `standing` are the facts that count now, by name."""

    def __init__(self, *args: Any, short: ShortForm, standing: Mapping[str, Standing], **more: Any) -> None:
        super().__init__(*args, **more)
        for name in short.facts:
            self.fields[name] = field = short_field(vocabulary().entry(name), required=name == short.name)
            if (said := standing.get(name)) and said.statement.source in (Source.CERTIFICATE, Source.REGISTRY):
                label = Source(said.statement.source).label
                field.help_text = f"{field.help_text}现以{label}为准，您填写的另记一条。"

    def changed(self, held: Mapping[str, Any]) -> list[Telling]:
        """What the speaker says anew; what was wiped out is taken back."""
        told = {name: value for name, value in self.cleaned_data.items() if value != held.get(name, "")}
        return [Telling(name, value or None) for name, value in told.items()]


@access(SIGNED_IN)
def listing(request: Request, pk: int) -> HttpResponse:
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    asked = SubjectFilter(request.GET)
    rows = Subject.objects.visible_to(request.actor).filter(enterprise=enterprise, ended_at=None).exclude(kind=FIRM)
    if kind := asked.chosen.get("kind"):
        rows = rows.filter(kind=kind)
    values = {
        "enterprise": enterprise,
        "filter": asked,
        "chosen": asked.chosen,
        "page": _lines(request, rows.none() if asked.errors else rows),
        "may_tell": source_of(request.actor, enterprise) is not None,
        "kinds": list(short_forms()),
    }
    return render(request, "web/firm_subjects.html", values)


@access(SIGNED_IN)
def page(request: Request, pk: int, subject: int) -> HttpResponse:
    """One subject: its facts in groups, and what belongs to it."""
    enterprise, row = _found(request, pk, subject)
    may_tell = source_of(request.actor, enterprise) is not None and row.ended_at is None
    standings = _standings(row)
    values = {
        "enterprise": enterprise,
        "subject": row,
        "name": _name(row, standings),
        "groups": _groups(enterprise, row, standings, may_tell=may_tell),
        "kinds": [kind for kind, above in vocabulary().subjects.items() if row.kind in above],
        "below": _lines(request, Subject.objects.visible_to(request.actor).filter(above=row, ended_at=None)),
        "may_tell": may_tell,
        "equipment": EQUIPMENT,
    }
    if row.kind == PROJECT:
        values |= _papers(request, enterprise, row, standings, may_tell=may_tell)
    return render(request, "web/subject.html", values)


@access(SIGNED_IN, form=True)
def add(request: Request, pk: int, kind: str) -> HttpResponse:
    """Enter a subject of a kind; `?above=` is what it belongs to, where that is not the firm."""
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    short = short_forms().get(kind)
    if short is None:
        raise Http404
    above = above_of(request, enterprise, kind)
    source = speaker(request, enterprise)

    def act(form: SubjectForm) -> str:
        tellings = form.changed({})
        subject = enter_subject(
            enterprise=enterprise, kind=kind, tellings=tellings, source=source, by=person_of(request), above=above
        )
        return reverse("subject", args=[pk, subject.pk])

    values = {"enterprise": enterprise, "kind": kind, "above": above, "back": _back(enterprise, above)}
    return form_page(request, SubjectForm, "web/subject_form.html", act=act, values=values, short=short, standing={})


@access(SIGNED_IN, form=True)
def change(request: Request, pk: int, subject: int) -> HttpResponse:
    enterprise, row = _found(request, pk, subject)
    source = speaker(request, enterprise)
    refuse_unless(row.ended_at is None, ENDED)
    short = short_forms()[row.kind]

    def held() -> dict[str, Any]:
        return {name: _typed(one) for name, one in _standings(row).items() if name in short.facts}

    def act(form: SubjectForm) -> str:
        tell(subject=row, tellings=form.changed(held()), source=source, by=person_of(request))
        return reverse("subject", args=[pk, row.pk])

    standing = _standings(row)
    values = {
        "enterprise": enterprise,
        "kind": row.kind,
        "subject": row,
        "back": reverse("subject", args=[pk, row.pk]),
    }
    return form_page(
        request,
        SubjectForm,
        "web/subject_form.html",
        act=act,
        current=held,
        values=values,
        short=short,
        standing=standing,
    )


@access(SIGNED_IN, form=True)
def end(request: Request, pk: int, subject: int) -> HttpResponse:
    """Ask once more, and end it with all that stands below it."""
    enterprise, row = _found(request, pk, subject)
    speaker(request, enterprise)

    def act(form: Form) -> str:
        end_subject(subject=row, by=person_of(request))
        return reverse("firm-subjects", args=[pk])

    name = _name(row, _standings(row))
    question = Question(
        title=f"停用{row.kind}：{name}",
        words="停用后，它和名下的贷款、租赁、设备不再参加政策体检，也不再问数据；已有的记录都保留，可以查阅。",
        button="停用",
        back=reverse("subject", args=[pk, row.pk]),
    )
    return confirm_page(request, question, act=act, kind=Form)


def above_of(request: Request, enterprise: Enterprise, kind: str) -> Subject | None:
    """What a new subject of this kind is to belong to, as `?above=` says; 404 for what it cannot belong to."""
    asked = request.GET.get("above", "")
    if not asked:
        return None
    rows = Subject.objects.filter(enterprise=enterprise, kind__in=vocabulary().subjects[kind], ended_at=None)
    if not asked.isascii() or not asked.isdecimal() or len(asked) > len("999999999999"):
        raise Http404
    return found(rows.exclude(kind=FIRM), request.actor, int(asked))


def project_of(request: Request, pk: int, subject: int) -> tuple[Enterprise, Subject, Source]:
    """A project in use, and as whom the reader speaks of it; 404 for another kind, 403 for who may not."""
    enterprise, row = _found(request, pk, subject)
    if row.kind != PROJECT:
        raise Http404
    source = speaker(request, enterprise)
    refuse_unless(row.ended_at is None, ENDED)
    return enterprise, row, source


def name_of(row: Subject) -> str:
    """What a subject is called, with its label."""
    return _name(row, _standings(row))


def _found(request: Request, pk: int, subject: int) -> tuple[Enterprise, Subject]:
    """A subject that is not the firm itself."""
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    rows = Subject.objects.filter(enterprise=enterprise).exclude(kind=FIRM)
    return enterprise, found(rows, request.actor, subject)


def _back(enterprise: Enterprise, above: Subject | None) -> str:
    return (
        reverse("subject", args=[enterprise.pk, above.pk]) if above else reverse("firm-subjects", args=[enterprise.pk])
    )


def _standings(row: Subject) -> dict[str, Standing]:
    """What counts of a subject's facts without a period."""
    rows = Standing.objects.filter(subject=row, period="").select_related("statement").order_by("name")
    return {one.name: one for one in rows}


def _typed(one: Standing) -> Any:
    entry = vocabulary().entry(one.name)
    return written(entry, restored(entry, one.statement.value))


def _name(row: Subject, standings: Mapping[str, Standing]) -> str:
    said = standings.get(short_forms()[row.kind].name)
    return f"{said.word}（{row.label}）" if said and said.word else f"{row.kind} {row.label}"


def _groups(
    enterprise: Enterprise, row: Subject, standings: Mapping[str, Standing], *, may_tell: bool
) -> list[tuple[str, list[Row]]]:
    """The groups of the short form, whether filled in or not, and what else is known."""
    short = short_forms()[row.kind]
    groups = {**short.groups, OTHERS: tuple(name for name in standings if name not in short.facts)}
    return [
        (group, [_fact(enterprise, row, name, standings.get(name), may_tell=may_tell) for name in names])
        for group, names in groups.items()
        if names
    ]


def _fact(enterprise: Enterprise, row: Subject, name: str, said: Standing | None, *, may_tell: bool) -> Row:
    words = ""
    if said:
        entry, one = vocabulary().entry(name), said.statement
        source = f"{Source(one.source).label}，{one.on}，{age(one.on, clock.today())}"
        words = f"{said_fact(entry, restored(entry, one.value))}（{source}）"
    return Row(name, words, tell_address(enterprise, row.pk, (name, None)) if may_tell else "")


def _papers(
    request: Request, enterprise: Enterprise, row: Subject, standings: Mapping[str, Standing], *, may_tell: bool
) -> dict[str, Any]:
    """Permits, pools and funding of a project."""
    noted = {each.kind: each for each in Clearance.objects.visible_to(request.actor).filter(project=row).current()}
    pools = PoolEntry.objects.visible_to(request.actor).filter(project=row).current().order_by("entered_on", "pk")
    funding, total = funding_of(row), standings.get(TOTAL)
    return {
        "clearances": [_clearance(enterprise, row, kind, noted.get(kind), may_tell=may_tell) for kind in ClearanceKind],
        "pools": pools,
        "funding": [Row(origin.label, money(fen)) for origin, fen in funding.items()],
        "funding_hint": funding_hint(funding.values(), total.statement.value if total else None),
    }


def _clearance(
    enterprise: Enterprise, row: Subject, kind: ClearanceKind, noted: Clearance | None, *, may_tell: bool
) -> Task:
    href = reverse("note-clearance", args=[enterprise.pk, row.pk, kind]) if may_tell else ""
    if noted is None:
        return Task(kind.label, "未填写", href)
    state = ClearanceState(noted.state)
    hint = "，".join(filter(None, (noted.number, noted.done_on.isoformat() if noted.done_on else "")))
    return Task(kind.label, state.label, href, hint, STATES.get(state, ""))  # type: ignore[arg-type]


def funding_hint(amounts: Iterable[int], total: Any) -> str:
    """What stands out where the origins do not come to the whole; both in 分, empty where nothing does."""
    given = sum(amounts)
    if not given or not isinstance(total, int) or given == total:
        return ""
    gap = f"少 {money(total - given)}" if given < total else f"多 {money(given - total)}"
    return f"各项来源合计 {money(given)}，比项目总投资 {money(total)} {gap}，请核对。"


def _lines(request: Request, rows: QuerySet[Subject]) -> Page[Line]:
    """A page of subjects with their names and amounts; two queries."""
    page = paged(request, rows.order_by("kind", "pk"))
    wanted = {name for short in short_forms().values() for name in (short.name, short.amount)}
    said = Standing.objects.filter(subject__in=page.rows, name__in=wanted, period="").select_related("statement")
    known = {(one.subject_id, one.name): one for one in said}
    return Page([_line(row, known) for row in page.rows], page.before, page.after)


def _line(row: Subject, known: Mapping[tuple[int, str], Standing]) -> Line:
    short = short_forms()[row.kind]
    name, amount = known.get((row.pk, short.name)), known.get((row.pk, short.amount))
    return Line(row, name.word if name else "", str(_typed(amount)) if amount else "")
