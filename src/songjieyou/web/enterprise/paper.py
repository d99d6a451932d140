"""政策体检 of a firm on one page of paper, to take along to a visit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from songjieyou.documents.checkup import Line, Sheet, Sum, checkup_pdf
from songjieyou.documents.pdf import FontsMissingError
from songjieyou.enterprises.models import Enterprise
from songjieyou.policies.checkup import ALMOST_KNOWN, BY_HAND, FITS, NEAR, NOT, OPEN, Checkup, checkup
from songjieyou.rules.answer.amount import UNSEEN
from songjieyou.rules.answer.ask import Question
from songjieyou.rules.answer.dates import CLOSED, UNCHECKED, WindowState
from songjieyou.rules.answer.distance import TELL_US
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.answer.verdict import DISCRETIONARY
from songjieyou.rules.show.page import KIND_WORDS, RETOLD, amount_words
from songjieyou.rules.units import money
from songjieyou.web import errors
from songjieyou.web.access import SIGNED_IN, Request, access, found, person_of
from songjieyou.web.enterprise.matches import item_of, paid_words
from songjieyou.web.errors import too_often
from songjieyou.web.often import Limit

PAPERS = Limit("checkup-paper", "一小时内下载的体检单已经很多", times=60, window=timedelta(hours=1))
NO_MONEY: Final = "—"
MOST_NAMES: Final = 4
AWKWARD: Final = dict.fromkeys(map(ord, '\\/:*?"<>|'), "_")
"""Signs that some system takes in no file name."""


@access(SIGNED_IN)
def checkup_paper(request: Request, pk: int) -> HttpResponse:
    enterprise = found(Enterprise.objects.select_related("park"), request.actor, pk)
    if until := PAPERS.refused_until(person_of(request)):
        return too_often(request, PAPERS, until)
    sheet = sheet_of(enterprise, checkup(enterprise))
    try:
        content = checkup_pdf(sheet)
    except FontsMissingError as error:
        return errors.page(request, 500, str(error))
    name = f"政策体检-{sheet.firm.translate(AWKWARD)}-{sheet.on.isoformat()}.pdf"
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def sheet_of(enterprise: Enterprise, result: Checkup) -> Sheet:
    """What the page says of a firm."""
    paid = {id(taken.answer): taken.fen for taken in result.best.items}
    left_out = {id(each.answer): each.why for each in result.best.dropped if not _is_over(each.answer)}
    groups = {name: result.groups.get(name, []) for name in (FITS, BY_HAND, ALMOST_KNOWN, NEAR, OPEN, NOT)}
    fits = sorted((*groups[FITS], *groups[BY_HAND]), key=lambda each: (-paid.get(id(each), 0), -_most(each)))
    near = sorted((*groups[NEAR], *groups[ALMOST_KNOWN]), key=lambda each: -_most(each))
    return Sheet(
        park=enterprise.park.short_name,
        firm=enterprise.name,
        on=result.answers.on,
        edition=f"{len(result.answers.catalogue.items)} 项，版本 {result.edition}",
        sums=sums_of(result),
        fits=[_fitting(each, paid.get(id(each)), left_out.get(id(each), "")) for each in fits],
        near=[_nearly(each) for each in near],
        questions=[_asked(question) for question in result.questions],
        open=len(groups[OPEN]),
        out=len(groups[NOT]),
        assumed=len(result.best.assumptions),
    )


def sums_of(result: Checkup) -> list[Sum]:
    """The money of the best combination by kind, the surest first."""
    by_kind = result.best.by_kind
    return [Sum(kind, words + money(by_kind[kind])) for kind, words in KIND_WORDS.items() if kind in by_kind]


def _fitting(answer: ItemAnswer, paid: int | None, left_out: str) -> Line:
    """What it pays within the best combination, or alone; when and how to ask for it, and what to promise."""
    amount = paid_words(answer, paid) if paid else _amount(answer)
    by_hand = "由主管部门评定" if answer.verdict == DISCRETIONARY else ""
    ways = "；".join(filter(None, (by_hand, _when(answer.window), answer.mode)))
    pledges = f"需承诺：{_some(answer.pledges)}" if answer.pledges else ""
    return _line(answer, amount, (ways, pledges, left_out and f"没有算进资金：{left_out}"))


def _nearly(answer: ItemAnswer) -> Line:
    """What it would pay, and what is not known yet, or not enough."""
    missing = f"缺数据：{_some(answer.missing)}" if answer.missing else ""
    return _line(answer, _amount(answer), (missing, *_short_of(answer)))


def _short_of(answer: ItemAnswer) -> Iterable[str]:
    """What fails, each once, without what is only not known yet; what is computed goes by the name of its condition."""
    names = {condition.rule: condition.name or condition.rule for condition in answer.conditions}
    changes = [change for change in answer.distance if change.kind != TELL_US or change.gap]
    return dict.fromkeys(
        f"{change.fact}现 {change.now}，需 {change.need}" + (f"，差 {change.gap}" if change.gap else "")
        if answer.at.vocabulary.find(change.fact)
        else f"还不满足：{names[change.rule]}"
        for change in changes
    )


def _line(answer: ItemAnswer, amount: str, notes: Iterable[str]) -> Line:
    unsure = answer.validity == UNCHECKED or answer.policy.checked == RETOLD
    return Line(item_of(answer), answer.policy.title, amount, "。".join(filter(None, notes)), unsure)


def _amount(answer: ItemAnswer) -> str:
    if answer.amount is None:
        return NO_MONEY
    return "政策未写明" if answer.amount.kind in UNSEEN else amount_words(answer.amount)


def _most(answer: ItemAnswer) -> int:
    """What it may bring at most, as far as can be said."""
    return (answer.amount and answer.amount.high) or 0


def _asked(question: Question) -> str:
    subject = question.subject
    return question.text + (f"（{subject.kind} {subject.id}）" if subject.id else "")


def _is_over(answer: ItemAnswer) -> bool:
    return answer.window is not None and answer.window.state == CLOSED


def _when(window: WindowState | None) -> str:
    match window:
        case None | WindowState(state="未知"):
            return "申报时间看通知"
        case WindowState(state="常年"):
            return "常年可申报"
        case WindowState(state="开放", end=end):
            return f"正在申报，至 {end}" if end else "正在申报"
        case WindowState(state="未开始", start=start):
            return f"{start} 起申报"
    return f"上一轮申报已于 {window.end} 截止"


def _some(names: list[str]) -> str:
    more = f"等 {len(names)} 项" if len(names) > MOST_NAMES else ""
    return "、".join(names[:MOST_NAMES]) + more
