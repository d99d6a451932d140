"""Answers as plain data: the shape that `policy fit --json` prints and that programs rely on (docs/adr/)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from songjieyou.rules.answer import reasons as why
from songjieyou.rules.answer.amount import Amount
from songjieyou.rules.answer.ask import questions
from songjieyou.rules.answer.cliffs import cliffs
from songjieyou.rules.answer.combine import Best, Taken, best
from songjieyou.rules.answer.dates import WindowState
from songjieyou.rules.answer.engine import Answers
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.answer.words import said_fact
from songjieyou.rules.facts.base import Subject
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Condition
from songjieyou.rules.units import yuan
from songjieyou.rules.values import FALSE, TRUTH_WORDS, Value, as_band

type Json = dict[str, Any]


def as_data(answers: Answers) -> Json:
    """The whole answer. Money is text in yuan with two decimals; what is not known is null."""
    return {
        "on": answers.on.isoformat(),
        "derived": [_derived(answers, *found) for found in answers.derived],
        "items": [item_data(answer) for answer in answers.items],
        "best": best_data(best(answers)),
        "ask": [
            {
                "fact": q.fact,
                "period": None if q.period is None else str(q.period),
                "subject": subject_data(q.subject),
                "question": q.text,
                "items": q.items,
                "alone": q.alone,
            }
            for q in questions(answers.items)
        ],
    }


def _derived(answers: Answers, subject: Subject, fact: str, value: Value) -> Json:
    entry = answers.catalogue.vocabulary.entry(fact)
    return {"subject": subject_data(subject), "fact": fact, "value": said_fact(entry, value)}


def subject_data(subject: Subject) -> Json:
    return {"kind": subject.kind, "id": subject.id}


def item_data(answer: ItemAnswer) -> Json:
    sets, more = answer.failing
    return {
        "id": answer.item.id,
        "version": answer.version.name if answer.version else None,
        "subject": {"kind": answer.item.kind, "id": answer.subject_id},
        "verdict": answer.verdict,
        "validity": answer.validity if answer.version else None,
        "checked": answer.policy.checked,
        "until": _date(answer.until),
        "window": window_data(answer.window),
        "mode": answer.mode or None,
        "amount": amount_data(answer.amount) if answer.amount else None,
        "reasons": reasons_data(answer),
        "missing": answer.missing,
        "pledges": answer.pledges,
        "failing": sets,
        "failing_more": more,
        "distance": [
            {
                "rule": d.rule,
                "way": d.way,
                "fact": d.fact,
                "period": d.period,
                "subject": d.subject,
                "now": d.now,
                "need": d.need,
                "gap": d.gap,
                "kind": d.kind,
            }
            for d in answer.distance
        ],
        "cliffs": [
            {"fact": c.fact, "now": c.now, "at": c.at, "gap": c.gap, "extra": yuan(c.extra)} for c in cliffs(answer)
        ],
        "assumptions": answer.assumptions,
    }


def _date(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def window_data(window: WindowState | None) -> Json | None:
    return {"from": _date(window.start), "to": _date(window.end), "state": window.state} if window else None


# Money ---------------------------------------------------------------------------------------------------------------


def amount_data(amount: Amount) -> Json:
    return {
        "kind": amount.kind,
        "yuan": _yuan(amount.fen),
        "low": _yuan(amount.low),
        "high": _yuan(amount.high),
        "parts": [{"by": part.by, "name": part.name, "yuan": yuan(part.fen)} for part in amount.parts],
        "trace": [{"step": step.text, "yuan": _exact(step.value)} for step in amount.trace],
    }


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else yuan(fen)


def _exact(value: Value) -> str | None:
    band = as_band(value)
    return yuan(band.low) if band and band.low is not None and band.low == band.high else None


def best_data(best: Best) -> Json:
    fixed = best.fixed_only
    return {
        "yuan": yuan(best.fen),
        "by_kind": {kind: yuan(fen) for kind, fen in best.by_kind.items()},
        "items": [_taken(taken) for taken in best.items],
        "dropped": [{**_who(dropped.answer), "why": dropped.why} for dropped in best.dropped],
        "assumptions": best.assumptions,
        "fixed_only": None
        if fixed is None
        else {"yuan": yuan(sum(taken.fen for taken in fixed)), "items": [_taken(taken) for taken in fixed]},
    }


def _who(answer: ItemAnswer) -> Json:
    return {"id": answer.item.id, "subject": {"kind": answer.item.kind, "id": answer.subject_id}}


def _taken(taken: Taken) -> Json:
    return {**_who(taken.answer), "yuan": yuan(taken.fen)}


# Reasons -------------------------------------------------------------------------------------------------------------


def reasons_data(answer: ItemAnswer) -> list[Json]:
    if answer.absent:
        return [_reason(Condition(t.Or(()), answer.absence), FALSE, [])]
    return [_condition(condition, truth, answer) for condition, truth in answer.reasons]


def _condition(condition: Condition, truth: int, answer: ItemAnswer) -> Json:
    return _reason(condition, truth, [fact_data(used, answer) for used in why.facts_used(condition.node, answer.at)])


def _reason(condition: Condition, truth: int, facts: list[Json]) -> Json:
    return {
        "rule": condition.rule,
        "clause": condition.clause,
        "truth": TRUTH_WORDS[truth],
        "facts": facts,
        "name": condition.name,
        "strength": condition.strength,
        "check": condition.check,
    }


def fact_data(used: why.Used, answer: ItemAnswer) -> Json:
    name, period = used.key
    value = said_fact(answer.at.vocabulary.entry(name), used.value)
    return {
        "name": name,
        "period": None if period is None else str(period),
        "value": value,
        "source": used.origin.source or None,
        "date": used.origin.date or None,
    }
