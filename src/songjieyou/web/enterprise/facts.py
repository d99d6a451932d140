"""The facts of a firm: what counts, who said it, and a form to tell one."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role
from songjieyou.enterprises.domain.facts import PERIODS, Telling, tell
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.facts.base import base_of
from songjieyou.enterprises.facts.counting import newest_of_each
from songjieyou.enterprises.facts.values import restored
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.enterprises.models import Enterprise, Statement
from songjieyou.enterprises.models import Subject as Row
from songjieyou.rules.answer.words import said_fact
from songjieyou.rules.facts.base import FactKey
from songjieyou.rules.library.vocabulary import FIRM, Entry
from songjieyou.rules.values import Value
from songjieyou.ui.shapes import Link
from songjieyou.ui.shapes import Row as Line
from songjieyou.web.access import SIGNED_IN, Request, access, found, person_of
from songjieyou.web.enterprise.matches import subjects_of, tell_address
from songjieyou.web.forms import Form, form_page
from songjieyou.web.listing import DayField, query

TELLERS = frozenset((Role.CONTACT_OFFICER, Role.GUIDE))
HELP = {
    "金额": "写明单位，如 8000万元、12.5万元、3亿元。",
    "比率": "如 3.2%。",
    "日期": "如 2025-03-04。",
    "代码": "国民经济行业分类的代码，如 3411；不知道代码，可以在下面按文字查找。",
    "地区": "如 湖南省/长沙市。",
    "月数": "多少个月，如 36个月。",
}
UNSURE = "不详"
LONGEST_WORDS = 40
MOST_CODES = 12
FEW = 6
"""So many choices are shown at once."""
NOT_A_TELLER = "企业数据由企业自己填报，或由联点干部、帮办员了解后填写。"
OF_THE_REGISTER = frozenset(("企业名称", "统一社会信用代码"))
"""What the register itself says of a firm."""


class Section(NamedTuple):
    """What is known of one subject."""

    name: str
    lines: list[Line]


class TellForm(Form):
    """One fact, in the field that suits it."""

    on = DayField(label="数据日期", help_text="这个数是哪一天的；不确定就留今天。")

    def __init__(self, *args: Any, entry: Entry, chosen: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["value"] = _field(entry)
        self.fields["value"].initial = chosen
        self.order_fields(["value", "on"])
        self.fields["on"].initial = clock.today()

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > clock.today():
            self.add_error("on", "数据日期不能晚于今天。")
        return day


@access(SIGNED_IN)
def listing(request: Request, pk: int) -> HttpResponse:
    """Everything that counts, by subject."""
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    base, ids = base_of(enterprise), subjects_of(enterprise)
    if vocabulary().find(chosen := request.GET.get("fact", "")):
        return redirect(tell_address(enterprise, ids[FIRM, ""], (chosen, None)))
    subjects = [base.firm, *(each for some in base.subjects.values() for each in some)]
    may_tell = _source(request.actor, enterprise) is not None
    sections = []
    for subject in subjects:
        lines = []
        for key, value in sorted(subject.values.items(), key=lambda item: (item[0][0], str(item[0][1]))):
            entry, origin = vocabulary().entry(key[0]), subject.origin(key)
            source = "，".join(filter(None, (origin.source, origin.date)))
            words = _told(entry, value) + (f"（{source}）" if source else "")
            own = may_tell and key[0] not in OF_THE_REGISTER
            address = tell_address(enterprise, ids[subject.kind, subject.id or ""], key) if own else ""
            lines.append(Line(_label(key), words, address))
        sections.append(Section(f"{subject.kind} {subject.id}".strip(), lines))
    entries = vocabulary().entries.values()
    choices = [each.name for each in entries if each.subject == FIRM and not each.derived]
    choices = [name for name in choices if name not in OF_THE_REGISTER]
    values = {"enterprise": enterprise, "sections": sections, "may_tell": may_tell, "choices": choices}
    return render(request, "web/firm_facts.html", values)


@access(SIGNED_IN, form=True)
def tell_one(request: Request, pk: int, subject: int, fact: str) -> HttpResponse:
    """One fact of one subject, such as 营业收入@2025. `from=checkup` leads back there. A code can be looked for by
    `words`, and be `chosen`.
    """
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    row = found(Row.objects.filter(enterprise=enterprise), request.actor, subject)
    entry, period = _asked(row, fact)
    source = _source(request.actor, enterprise)
    if source is None:
        raise PermissionDenied(NOT_A_TELLER)
    back = "checkup" if request.GET.get("from") == "checkup" else "firm-facts"
    words = request.GET.get("words", "").strip()[:LONGEST_WORDS]

    def act(form: TellForm) -> str:
        telling = Telling(entry.name, form.cleaned_data["value"], period, on=form.cleaned_data["on"])
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
        "said": [_said(entry, one) for one in newest_of_each(statements)],
        "back": reverse(back, args=[enterprise.pk]),
        "words": words,
        "codes": _codes(request, entry, words),
    }
    chosen = request.GET.get("chosen", "")[:LONGEST_WORDS]
    return form_page(request, TellForm, "web/tell.html", act=act, values=values, entry=entry, chosen=chosen)


def _source(actor: Actor, enterprise: Enterprise) -> Source | None:
    """As which source the actor speaks of the firm; None for who only reads."""
    if enterprise.pk in actor.enterprises:
        return Source.FIRM
    return Source.OFFICER if actor.is_any(TELLERS) else None


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
    words = f"{_told(entry, restored(entry, one.value))}（{one.on.isoformat()}）"
    return Line(Source(one.source).label, words)


def _field(entry: Entry) -> forms.Field:
    """The field that suits a fact; whoever does not know can say so."""
    label = entry.question or entry.name
    chosen = {"required": f"请选择；不知道就选“{UNSURE}”。"}
    if entry.type == "多选":
        several = [(each, each) for each in entry.choices]
        return forms.MultipleChoiceField(
            label=label, choices=several, widget=forms.CheckboxSelectMultiple, error_messages=chosen
        )
    if entry.type in ("是否", "选项"):
        choices = [(each, each) for each in (*(entry.choices or ("是", "否")), UNSURE)]
        widget = forms.RadioSelect if len(choices) <= FEW else forms.Select
        return forms.ChoiceField(label=label, choices=choices, widget=widget, error_messages=chosen)
    unit = f"单位：{entry.unit}。" if entry.unit else ""
    hints = filter(None, (entry.note and f"{entry.note}。", unit, HELP.get(entry.type), f"不知道就写“{UNSURE}”。"))
    missing = {"required": f"请填写；不知道就写“{UNSURE}”。"}
    return forms.CharField(label=label, max_length=100, help_text="".join(hints), error_messages=missing)
