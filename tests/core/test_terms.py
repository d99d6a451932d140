"""From an arrival and a term to the day it is due."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songjieyou.core.enums import TermUnit
from songjieyou.core.terms import Reckoned, Start, Term, reckon
from songjieyou.core.workdays import read_table, shipped

CLOSING = dt.time(17, 30)
TABLE = shipped().with_tables(read_table(["日期,工作日", "2027-01-01,否", "2027-01-04,否", "2027-01-09,是"]))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("on", "at", "term", "starts_on", "due_on"),
    [
        ("2025-09-30", "17:30", Term(1), "2025-09-30", "2025-10-09"),
        ("2025-09-30", "17:30:01", Term(1), "2025-10-09", "2025-10-10"),
        ("2025-10-04", "09:00", Term(2), "2025-10-09", "2025-10-11"),  # a Saturday that is worked is the second day
        ("2025-09-28", "09:00", Term(1), "2025-09-28", "2025-09-29"),
        ("2025-09-30", "18:00", Term(1, TermUnit.CALENDAR_DAYS), "2025-10-09", "2025-10-10"),
        ("2025-09-26", "09:00", Term(30, TermUnit.CALENDAR_DAYS), "2025-09-26", "2025-10-27"),
        ("2025-09-25", None, Term(7, TermUnit.CALENDAR_DAYS), "2025-09-25", "2025-10-09"),
        ("2025-10-04", None, Term(1), "2025-10-04", "2025-10-09"),
    ],
)
def test_when_it_is_due(on: str, at: str | None, term: Term, starts_on: str, due_on: str) -> None:
    start = Start(day(on), dt.time.fromisoformat(at), CLOSING) if at else Start(day(on))
    assert reckon(shipped(), start, term) == Reckoned(day(starts_on), day(due_on), provisional=False)


def test_what_arrives_on_new_years_day_of_a_year_without_a_table_is_provisional() -> None:
    """Received and due move when the table comes."""
    start = Start(day("2027-01-01"), dt.time(9), CLOSING)
    assert reckon(shipped(), start, Term(3)) == Reckoned(day("2027-01-01"), day("2027-01-06"), provisional=True)
    assert reckon(TABLE, start, Term(3)) == Reckoned(day("2027-01-05"), day("2027-01-08"), provisional=False)


def test_a_term_that_ends_on_a_rest_day_of_the_last_known_week_reaches_into_the_next_year() -> None:
    """2024-12-31 is worked; a calendar that gives it off and knows no 2025."""
    known = shipped().of_year(2024).with_day(day("2024-12-31"), worked=False, note="")
    term = Term(5, TermUnit.CALENDAR_DAYS)
    assert reckon(known, Start(day("2024-12-26")), term) == Reckoned(day("2024-12-26"), day("2025-01-01"), True)


@given(st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31)), st.times(), st.integers(1, 60), st.sampled_from(TermUnit))
def test_a_later_arrival_is_never_due_earlier(on: dt.date, at: dt.time, length: int, unit: TermUnit) -> None:
    early = reckon(TABLE, Start(on, dt.time.min, CLOSING), Term(length, unit))
    late = reckon(TABLE, Start(on, at, CLOSING), Term(length, unit))
    next_day = reckon(TABLE, Start(on + dt.timedelta(days=1), dt.time.min, CLOSING), Term(length, unit))
    assert early.due_on <= late.due_on <= next_day.due_on
    assert late.provisional == (late.due_on.year > 2027)
    assert TABLE.worked(late.starts_on)
    assert TABLE.worked(late.due_on)


def test_a_term_says_itself() -> None:
    assert [str(Term(3)), str(Term(30, TermUnit.CALENDAR_DAYS))] == ["3个工作日", "30日"]
