"""A firm's answers as a short Chinese page for a terminal: money first, then what fits, what is open, what fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from songjieyou.rules.answer.amount import UNSEEN, Amount
from songjieyou.rules.answer.ask import in_period, questions
from songjieyou.rules.answer.cliffs import cliffs
from songjieyou.rules.answer.combine import Best, Taken, best
from songjieyou.rules.answer.dates import UNCHECKED, WindowState
from songjieyou.rules.answer.distance import Distance
from songjieyou.rules.answer.engine import Answers
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.answer.verdict import DISCRETIONARY, ELIGIBLE, EXPIRED, INELIGIBLE, NEEDS_FACTS, NOT_YET_IN_FORCE
from songjieyou.rules.answer.words import NOT_KNOWN, said, said_fact
from songjieyou.rules.language.tree import Dim
from songjieyou.rules.units import money
from songjieyou.rules.values import FALSE, MAYBE

SIGNS: Final = {ELIGIBLE: "✓", DISCRETIONARY: "◇", NEEDS_FACTS: "?", INELIGIBLE: "✕"}
KIND_WORDS: Final = {"定额": "", "上限": "不超过 ", "估算": "约 "}
RETOLD: Final = "二手转述"
MOST_QUESTIONS: Final = 5
MOST_NOTES: Final = 3
MOST_CLIFFS: Final = 2
MOST_NAMES: Final = 6


def page(answers: Answers) -> str:
    return "\n".join(_lines(answers)) + "\n"


def _lines(answers: Answers) -> Iterator[str]:
    yield f"政策体检   {answers.on.isoformat()}"
    derived = [
        f"{fact} {said_fact(answers.catalogue.vocabulary.entry(fact), value)}"
        for subject, fact, value in answers.derived
        if subject is answers.base.firm and said_fact(answers.catalogue.vocabulary.entry(fact), value) != NOT_KNOWN
    ]
    if derived:
        yield f"推算：{'；'.join(derived)}"
    yield ""
    yield from _best(best(answers))
    for verdict in (ELIGIBLE, DISCRETIONARY, NEEDS_FACTS, INELIGIBLE):
        found = [answer for answer in answers.items if answer.verdict == verdict]
        if found:
            yield ""
            yield f"{verdict}（{len(found)}）"
            for answer in sorted(found, key=lambda answer: len(answer.missing)):
                yield from _item(answer)
    for verdict in (NOT_YET_IN_FORCE, EXPIRED):
        names = dict.fromkeys(answer.item.id for answer in answers.items if answer.verdict == verdict)
        if names:
            yield ""
            yield f"{verdict}（{len(names)}）：{'；'.join(names)}"
    yield from _questions(answers)
    yield ""
    retold = dict.fromkeys(answer.policy.title for answer in answers.items if answer.policy.checked == RETOLD)
    if retold:
        yield f"按二手转述、没有核对原文的政策：{'、'.join(retold)}。"
    yield "按政策文本和提供的数据测算，供参考；以主管部门审核结果为准。"


# The combination -----------------------------------------------------------------------------------------------------


def _best(best: Best) -> Iterator[str]:
    if not best.items:
        yield "目前没有算得出金额的符合事项。"
    else:
        kinds = "，".join(f"{kind} {money(fen)}" for kind, fen in best.by_kind.items())
        yield f"最优合法组合   {money(best.fen)}   （{kinds}）"
        for taken in best.items:
            yield _taken(taken)
    if best.fixed_only is not None:
        total = money(sum(taken.fen for taken in best.fixed_only))
        yield f"  只计定额时另有选法，定额合计 {total}：" + "；".join(t.answer.item.id for t in best.fixed_only)
    for dropped in best.dropped:
        yield f"  未入选  {_name(dropped.answer)}：{dropped.why}"
    for text in best.assumptions:
        yield f"  假定  {text}"


def _taken(taken: Taken) -> str:
    kind = taken.answer.amount.kind if taken.answer.amount else ""
    return f"  {KIND_WORDS.get(kind, '')}{money(taken.fen)}  {_name(taken.answer)}"


# One item ------------------------------------------------------------------------------------------------------------


def _name(answer: ItemAnswer) -> str:
    place = answer.subject_id
    return f"{answer.item.id}" + (f" · {answer.item.kind} {place}" if place else "")


def _item(answer: ItemAnswer) -> Iterator[str]:
    yield f" {SIGNS[answer.verdict]} {_name(answer)}{_tail(answer)}"
    if answer.verdict == INELIGIBLE:
        yield from _against(answer)
    elif answer.verdict == NEEDS_FACTS:
        if answer.missing:
            yield f"     缺  {_some(answer.missing)}"
        for text in answer.notes:
            yield f"     注  {text}"
    else:
        yield from _for(answer)


def _for(answer: ItemAnswer) -> Iterator[str]:
    """What people still decide, what is promised, what more could be had, what was taken for granted."""
    for condition, truth in answer.reasons:
        if truth == FALSE and condition.strength != "优先":
            yield f"     ✕ {condition.rule}（{condition.strength}{_clause(condition.clause)}）"
    yield from _computed(answer)
    if answer.missing:
        yield f"     金额还缺  {_some(answer.missing)}"
    if answer.pledges:
        yield f"     承诺  {_some(answer.pledges)}"
    for cliff in cliffs(answer)[:MOST_CLIFFS]:
        yield f"     {cliff.fact} {cliff.now} → {cliff.at}（差 {cliff.gap}），可多得 {money(cliff.extra)}"
    for text in answer.assumptions[:MOST_NOTES]:
        yield f"     注  {text}"
    if len(answer.assumptions) > MOST_NOTES:
        yield f"     注  另有 {len(answer.assumptions) - MOST_NOTES} 条，见 --json"


def _computed(answer: ItemAnswer) -> Iterator[str]:
    """How the amount arose in one line, where it is more than a fixed sum."""
    steps = answer.amount.trace if answer.amount else []
    if answer.amount is None or not steps or (len(steps) == 1 and answer.amount.fen):
        return
    values = (said(step.value, Dim.MONEY) for step in steps)
    told = (
        step.text if value == NOT_KNOWN else f"{step.text} = {value}" for step, value in zip(steps, values, strict=True)
    )
    yield f"     算  {'；'.join(told)}"


def _some(names: list[str]) -> str:
    more = f" 等 {len(names)} 项" if len(names) > MOST_NAMES else ""
    return "、".join(names[:MOST_NAMES]) + more


def _clause(clause: str) -> str:
    return f"，{clause}" if clause else ""


def _tail(answer: ItemAnswer) -> str:
    amount = amount_words(answer.amount) if answer.amount else ""
    if answer.verdict == NEEDS_FACTS and answer.amount and answer.amount.high is not None:
        amount = f"如符合 {amount}"
    parts = [amount, _window(answer.window), answer.mode]
    if answer.validity == UNCHECKED:
        parts.append(UNCHECKED)
    return "".join(f"   {part}" for part in parts if part)


def amount_words(amount: Amount) -> str:
    """`不超过 600万元`, `50万元 至 80万元`, `金额未见`."""
    if amount.kind in UNSEEN:
        return f"金额{amount.kind}"
    words = said(amount.value, Dim.MONEY)
    if amount.low == 0 and amount.high:
        return f"至多 {money(amount.high)}"
    return "金额待定" if words == NOT_KNOWN else f"{KIND_WORDS[amount.kind]}{words}"


def _window(window: WindowState | None) -> str:
    if window is None or window.state in ("未知", "常年"):
        return ""
    end = f"，至 {window.end}" if window.end else ""
    return f"窗口{window.state}{end}"


def _against(answer: ItemAnswer) -> Iterator[str]:
    """Why it fails, and how far off it is; where nothing can be done about it, only that."""
    if answer.absent:
        yield f"     ✕ 没有{answer.item.kind}"
    failed = [c for c, truth in answer.reasons if truth == FALSE and c.strength == "硬性"]
    if answer.hopeless is not None:
        change = answer.hopeless
        yield f"     ✕ {_what(change)}  现 {change.now}，需 {change.need}（不可变）"
        if len(failed) > 1:
            yield f"       另有 {len(failed) - 1} 条也不满足"
        return
    for condition in failed:
        yield f"     ✕ {condition.rule}{f'（{condition.clause}）' if condition.clause else ''}"
    changes = (change for change in answer.distance if change.kind != "补数据" or change.gap)
    yield from dict.fromkeys(map(_change, changes))
    open_rules = sum(truth == MAYBE for _, truth in answer.reasons)
    if open_rules:
        yield f"       另有 {open_rules} 条还不知道"


def _change(change: Distance) -> str:
    gap = f"，差 {change.gap}" if change.gap else ""
    return f"       {_what(change)}  现 {change.now}，需 {change.need}{gap}（{change.kind}）"


def _what(change: Distance) -> str:
    """The fact, with its year and the subject below that it belongs to."""
    period = change.key[1] if change.key else None
    return f"{change.fact}{in_period(period)}" + (f" · {change.subject}" if change.subject else "")


def _questions(answers: Answers) -> Iterator[str]:
    asked = questions(answers.items)[:MOST_QUESTIONS]
    if asked:
        yield ""
        yield "下一步最值得问"
    for number, question in enumerate(asked, 1):
        place = f"（{question.subject.kind} {question.subject.id}）" if question.subject.id else ""
        yield f" {number}. {question.text}{place}   涉及 {len(question.items)} 项"
