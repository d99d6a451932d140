"""Deadlines against a calendar written out by hand, and against counting day by day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songjieyou.core.workdays import Deadline, TableError, WorkingDays, read_table, shipped

DAY = dt.timedelta(days=1)
KNOWN = st.dates(dt.date(2024, 1, 1), dt.date(2026, 11, 30))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(("year", "worked", "off"), [(2024, 251, 115), (2025, 248, 117), (2026, 248, 117)])
def test_every_year_has_the_days_that_were_announced(year: int, worked: int, off: int) -> None:
    days = [dt.date(year, 1, 1) + number * DAY for number in range(366 if year == 2024 else 365)]
    assert sum(map(shipped().worked, days)) == worked
    assert len(days) - worked == off


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2024-09-30", 1, "2024-10-08"),  # over the holiday
        ("2024-09-30", 5, "2024-10-12"),  # the last of them a Saturday that is worked
        ("2024-09-13", 1, "2024-09-14"),  # a Saturday that is worked
        ("2025-01-24", 3, "2025-02-05"),  # a Sunday that is worked, a Monday, then the holiday
        ("2026-02-13", 2, "2026-02-24"),
        ("2025-06-27", 1, "2025-06-30"),  # an ordinary weekend
    ],
)
def test_terms_of_working_days(start: str, days: int, due: str) -> None:
    assert shipped().after(day(start), days) == Deadline(day(due))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [("2024-09-20", 11, "2024-10-08"), ("2024-09-20", 10, "2024-09-30"), ("2025-04-16", 11, "2025-04-27")],
)
def test_terms_of_calendar_days_end_on_a_working_day(start: str, days: int, due: str) -> None:
    assert shipped().after_calendar_days(day(start), days) == Deadline(day(due))


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        ("2025-06-27T17:30", "2025-06-27"),
        ("2025-06-27T17:31", "2025-06-30"),
        ("2025-06-28T09:00", "2025-06-30"),  # a Saturday
        ("2025-09-28T09:00", "2025-09-28"),  # a Sunday that is worked
        ("2025-10-01T09:00", "2025-10-09"),
    ],
)
def test_what_comes_late_counts_as_received_the_next_working_day(moment: str, counts: str) -> None:
    assert shipped().received(dt.datetime.fromisoformat(moment), dt.time(17, 30)) == day(counts)


@given(KNOWN, st.integers(1, 20))
def test_a_term_holds_as_many_working_days_as_it_says(start: dt.date, days: int) -> None:
    due = shipped().after(start, days)
    assert shipped().count(start, due.day) == days
    assert shipped().worked(due.day)
    assert due.provisional == (due.day.year > 2026)


@given(KNOWN, st.integers(1, 200))
def test_a_calendar_term_is_never_shorter_and_ends_on_a_working_day(start: dt.date, days: int) -> None:
    due = shipped().after_calendar_days(start, days).day
    between = [start + number * DAY for number in range(days, (due - start).days)]
    assert shipped().worked(due)
    assert not any(map(shipped().worked, between))


def test_a_term_into_a_year_without_a_table_is_provisional_until_the_table_comes() -> None:
    first = shipped().after(day("2026-12-30"), 3)
    assert first == Deadline(day("2027-01-04"), provisional=True)
    table = read_table(["日期,工作日,说明", "2027-01-01,否,元旦", "2027-01-04,否,元旦", "2027-01-09,是,调休"])
    assert shipped().with_tables(table).after(day("2026-12-30"), 3) == Deadline(day("2027-01-06"))


def test_a_new_table_of_a_year_takes_the_place_of_the_old_one() -> None:
    table = read_table(["日期,工作日", "2026-10-01,否"])
    other = shipped().with_tables(table)
    assert not other.worked(day("2026-10-10"))  # no longer worked instead
    assert other.worked(day("2026-10-02"))
    assert other.worked(day("2025-10-11"))


def test_code_that_knows_only_weekends_or_no_worked_weekends_is_wrong() -> None:
    """Why the table is needed: terms of five working days from each day of 2026."""
    weekends = WorkingDays({}, frozenset({2026, 2027}))
    holidays = WorkingDays({one: False for one, worked in shipped().differing.items() if not worked}, weekends.years)
    days = [dt.date(2026, 1, 1) + number * DAY for number in range(340)]
    right = [shipped().after(one, 5).day for one in days]
    assert sum(weekends.after(one, 5).day != due for one, due in zip(days, right, strict=True)) > 60
    assert sum(holidays.after(one, 5).day != due for one, due in zip(days, right, strict=True)) > 40


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["日期,工作日", "2027-02-30,否"], "第 2 行：读到“2027-02-30”，应是日期"),
        (["日期,工作日", "2027-01-01,休"], "第 2 行：读到“休”，应写 是（上班）或 否（放假）"),
        (["日期,工作日", "2027-01-01,否", "2027-01-01,是"], "第 3 行：2027-01-01 写了两次"),
        (["日期,工作日"], "表里没有日期"),
        (["day,worked", "2027-01-01,no"], "第 2 行：读到“”，应是日期"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_line(lines: list[str], said: str) -> None:
    with pytest.raises(TableError, match=said):
        read_table(lines)


@pytest.mark.parametrize("days", [0, -1])
def test_a_term_has_at_least_one_day(days: int) -> None:
    with pytest.raises(ValueError, match="a term of"):
        shipped().after(day("2026-01-05"), days)
    with pytest.raises(ValueError, match="a term of"):
        shipped().after_calendar_days(day("2026-01-05"), days)
