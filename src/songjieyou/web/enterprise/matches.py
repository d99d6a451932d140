"""Answers of the rules engine as match cards."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from songjieyou.enterprises.models import Enterprise, Subject
from songjieyou.rules.answer import reasons as why
from songjieyou.rules.answer.amount import UNSEEN
from songjieyou.rules.answer.dates import AHEAD, CLOSED, UNCHECKED
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.answer.verdict import DISCRETIONARY, ELIGIBLE, NEEDS_FACTS
from songjieyou.rules.answer.words import said_fact
from songjieyou.rules.facts.base import FactKey
from songjieyou.rules.library.policy import Condition as Rule
from songjieyou.rules.show.page import KIND_WORDS, RETOLD, amount_words
from songjieyou.rules.units import money
from songjieyou.rules.values import FALSE, MAYBE, TRUE, UNKNOWN
from songjieyou.ui.shapes import Condition, Match
from songjieyou.web.policies.library import policy_address

TRUTHS = {TRUE: "true", FALSE: "false", MAYBE: "unknown"}
MOST_FACTS = 4
BACK = "?from=checkup"
"""What leads whoever has told a fact back to the checkup."""

type Subjects = Mapping[tuple[str, str], int]
"""(kind, label) -> id of a firm's subjects."""


def subjects_of(enterprise: Enterprise) -> Subjects:
    rows = Subject.objects.filter(enterprise=enterprise, ended_at=None).values_list("kind", "label", "pk")
    return {(kind, label): pk for kind, label, pk in rows}


def match_of(answer: ItemAnswer, enterprise: Enterprise, subjects: Subjects) -> Match:
    """The card of an item for one subject."""
    conditions = [_condition(rule, truth, answer, enterprise, subjects) for rule, truth in answer.reasons]
    if answer.absent:
        conditions = [Condition(answer.absence, "false")]
    seen = answer.amount if answer.amount and answer.amount.kind not in UNSEEN else None
    amount = amount_words(seen) if seen else ""
    if answer.verdict == NEEDS_FACTS and amount:
        amount = f"如符合：{amount}"
    return Match(
        title=name_of(answer),
        conditions=conditions,
        verdict=answer.verdict,
        href=policy_address(answer.policy, answer.item),
        amount=amount,
        amount_kind=seen.kind if seen else "",
        note="　".join(_notes(answer)),
        advice=_advice(answer),
    )


def name_of(answer: ItemAnswer) -> str:
    """The policy and the item, with the subject it is about."""
    return f"{answer.policy.title} · {item_of(answer)}"


def item_of(answer: ItemAnswer) -> str:
    """The item without its policy, with the subject it is about: 贷款贴息（贷款 L1）."""
    place = f"（{answer.item.kind} {answer.subject_id}）" if answer.subject_id else ""
    return answer.item.id.rpartition("/")[2] + place


def paid_words(answer: ItemAnswer, fen: int) -> str:
    """What an item pays within a combination, as firmly as its clause says it: 约 60万元."""
    return (KIND_WORDS[answer.amount.kind] if answer.amount else "") + money(fen)


def tell_address(enterprise: Enterprise, subject: int, key: FactKey) -> str:
    """Where a fact can be told: 营业收入@2025 of a subject."""
    fact = key[0] if key[1] is None else f"{key[0]}@{key[1]}"
    return reverse("tell-fact", args=[enterprise.pk, subject, fact])


def _notes(answer: ItemAnswer) -> list[str]:
    window = answer.window
    notes = []
    if window and window.state not in ("未知", "常年"):
        notes.append(f"窗口{window.state}" + (f"，至 {window.end}" if window.end else ""))
    notes += ["政策没有写明金额"] if answer.amount and answer.amount.kind in UNSEEN else []
    notes += [answer.mode] if answer.mode else []
    notes += [UNCHECKED] if answer.version and answer.validity == UNCHECKED else []
    notes += [f"{RETOLD}，没有核对原文"] if answer.policy.checked == RETOLD else []
    notes += [f"需承诺：{'、'.join(answer.pledges)}"] if answer.pledges else []
    return notes


def _advice(answer: ItemAnswer) -> str:
    """What to do about an item that fits while nothing can be handed in."""
    if answer.verdict not in (ELIGIBLE, DISCRETIONARY, NEEDS_FACTS) or not answer.window:
        return ""
    ready = f"可先准备：{'、'.join(answer.item.materials)}。" if answer.item.materials else ""
    if answer.window.state == CLOSED:
        return f"申报窗口已经截止，现在不能申报。下一批如何申报以新通知为准。{ready}"
    return f"申报窗口还没有开始。{ready}" if answer.window.state == AHEAD and ready else ""


def _condition(rule: Rule, truth: int, answer: ItemAnswer, enterprise: Enterprise, subjects: Subjects) -> Condition:
    used = why.facts_used(rule.node, answer.at)
    known = [one for one in used if one.value is not UNKNOWN]
    missing = [one for one in used if one.value is UNKNOWN] if truth == MAYBE else []
    told = [f"{_fact(one.key)} {said_fact(answer.at.vocabulary.entry(one.key[0]), one.value)}" for one in known]
    sources = dict.fromkeys("，".join(filter(None, (one.origin.source, one.origin.date))) for one in known)
    ask = ""
    for one in missing:
        subject = answer.at.subject.ancestor(one.kind)
        pk = subjects.get((one.kind, subject.id)) if subject and subject.id is not None else None
        if pk and not answer.at.vocabulary.entry(one.key[0]).derived:
            ask = tell_address(enterprise, pk, one.key) + BACK
            break
    return Condition(
        text=rule.name or rule.rule,
        truth=TRUTHS[truth],  # type: ignore[arg-type]
        fact="；".join(told[:MOST_FACTS]),
        source="；".join(filter(None, sources)),
        clause=rule.clause,
        gap=_gap(rule, answer) if truth == FALSE else _missing([_fact(one.key) for one in missing]),
        ask=ask,
    )


def _fact(key: FactKey) -> str:
    return key[0] if key[1] is None else f"{key[0]}（{key[1]}）"


def _missing(names: list[str]) -> str:
    return f"还不知道：{'、'.join(dict.fromkeys(names))}" if names else ""


def _gap(rule: Rule, answer: ItemAnswer) -> str:
    """What would have to change, and by how much."""
    said = [
        f"{change.fact}现 {change.now}，需 {change.need}" + (f"，还差 {change.gap}" if change.gap else "")
        for change in answer.distance
        if change.rule == rule.rule
    ]
    return "；".join(dict.fromkeys(said))
