"""Deadlines against a calendar written out by hand, and against counting day by day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from songjieyou.core.workdays import (
    SOURCES,
    Change,
    Due,
    TableError,
    WorkingDays,
    changes,
    read_rows,
    read_table,
    shipped,
    usually_worked,
    written,
)
from tests.core.calendar_by_hand import NOTICES, by_hand

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
    assert shipped().after(day(start), days) == Due(day(due))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [("2024-09-20", 11, "2024-10-08"), ("2024-09-20", 10, "2024-09-30"), ("2025-04-16", 11, "2025-04-27")],
)
def test_terms_of_calendar_days_end_on_a_working_day(start: str, days: int, due: str) -> None:
    assert shipped().after_calendar_days(day(start), days) == Due(day(due))


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
    assert first == Due(day("2027-01-04"), provisional=True)
    table = read_table(["日期,工作日,说明", "2027-01-01,否,元旦", "2027-01-04,否,元旦", "2027-01-09,是,调休"])
    assert shipped().with_tables(table).after(day("2026-12-30"), 3) == Due(day("2027-01-06"))


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
    ("lines", "faults"),
    [
        (["日期,工作日", "2027-02-30,否"], ["第 2 行：读到“2027-02-30”，没有这一天"]),
        (["日期,工作日", "元旦,否"], ["第 2 行：读到“元旦”，应是日期，如 2024-03-07"]),
        (["日期,工作日", "2027-01-01,休"], ["第 2 行：读到“休”，应写 是（上班）或 否（放假）"]),
        (["日期,工作日", "2027-01-01"], ["第 2 行：读到“”，应写 是（上班）或 否（放假）"]),
        (["日期,工作日", "2027-01-01,否", "2027/1/1,是"], ["第 3 行：2027-01-01 写了两次"]),
        (["日期,工作日", "1999-01-01,否"], ["第 2 行：读到“1999-01-01”，年份要在 2000 至 2099 之间"]),
        (["日期,工作日"], ["表里没有日期，应有 日期、工作日 两列"]),
        ([], ["第 1 行：没有“日期”“工作日”列，表头应是 日期、工作日、说明"]),
        (["日期,说明", "2027-01-01,否"], ["第 1 行：没有“工作日”列，表头应是 日期、工作日、说明"]),
        (
            ["日期,工作日", "2027-01-01,否", "x,否", "", "2027-01-02,y"],
            ["第 3 行：读到“x”，应是日期，如 2024-03-07", "第 5 行：读到“y”，应写 是（上班）或 否（放假）"],
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_line_by_line(lines: list[str], faults: list[str]) -> None:
    with pytest.raises(TableError) as raised:
        read_table(lines)
    assert list(raised.value.faults) == faults


def test_a_table_is_read_as_spreadsheets_write_it() -> None:
    table = read_table(["说明,工作日,日期,备注", "元旦, 否 ,2027/1/1,", ",是,２０２７年１月９日", ",,,"])
    assert table == WorkingDays(
        {day("2027-01-01"): False, day("2027-01-09"): True}, frozenset({2027}), {day("2027-01-01"): "元旦"}
    )


def test_a_notice_that_moves_days_of_the_december_before_leaves_the_rest_of_that_year() -> None:
    """As the notice for 2019 did: 2018-12-29 was worked, 12-30 to 1-1 was free."""
    table = read_table(["日期,工作日", "2026-12-27,是", "2026-12-31,否", "2027-01-01,否"])
    assert table.years == {2027}
    after = shipped().with_tables(table)
    assert changes(shipped(), after) == [
        Change(day("2026-12-27"), True, ""),
        Change(day("2026-12-31"), False, ""),
        Change(day("2027-01-01"), False, ""),
    ]
    assert after.years == {2024, 2025, 2026, 2027}
    assert read_table(["日期,工作日", "2026-12-31,否"]).years == {2026}


# Any calendars -------------------------------------------------------------------------------------------------------

DIFFERING = st.dictionaries(st.dates(dt.date(2027, 1, 1), dt.date(2028, 12, 31)), st.booleans(), max_size=40)


@st.composite
def tables(draw: st.DrawFn) -> WorkingDays:
    differing = draw(DIFFERING)
    notes = {one: draw(st.sampled_from(["春节", "调休"])) for one in sorted(differing) if draw(st.booleans())}
    return WorkingDays(differing, frozenset(one.year for one in differing), notes)


NEAR = st.dates(dt.date(2026, 12, 1), dt.date(2028, 12, 31))


@given(tables(), NEAR, st.integers(1, 40))
def test_counting_undoes_a_term_under_any_version(table: WorkingDays, start: dt.date, days: int) -> None:
    calendar = shipped().with_tables(table)
    due = calendar.after(start, days).day
    assert calendar.count(start, due) == days
    assert calendar.count(start, due - DAY) == days - 1
    assert calendar.next(start) == calendar.after(start, 1).day


@given(tables(), NEAR, st.integers(1, 20), st.integers(1, 20))
def test_two_terms_after_each_other_are_one(table: WorkingDays, start: dt.date, one: int, two: int) -> None:
    calendar = shipped().with_tables(table)
    assert calendar.after(calendar.after(start, one).day, two).day == calendar.after(start, one + two).day


@given(tables(), NEAR, st.times(), st.times())
def test_what_is_received_is_received_on_a_working_day(
    table: WorkingDays, on: dt.date, at: dt.time, closing: dt.time
) -> None:
    calendar = shipped().with_tables(table)
    received = calendar.received(dt.datetime.combine(on, at), closing)
    assert calendar.worked(received)
    assert calendar.count(on, received) == (0 if received == on else 1)
    assert calendar.received(dt.datetime.combine(received, dt.time.min), closing) == received


@given(tables())
def test_a_table_is_written_and_read_back(table: WorkingDays) -> None:
    assume({each.year for each in table.differing if (each.month, each.day) < (12, 25)} == {2027, 2028})
    assert read_rows(written(table)) == table


@given(tables(), tables())
def test_changes_lead_from_one_calendar_to_the_other(one: WorkingDays, two: WorkingDays) -> None:
    before, after = shipped().with_tables(one), shipped().with_tables(one).with_tables(two)
    found = {change.day: change.worked for change in changes(before, after)}
    days = [dt.date(2026, 12, 1) + number * DAY for number in range(800)]
    assert {each: after.worked(each) for each in days if before.worked(each) != after.worked(each)} == found
    assert all(after.worked(each) == two.worked(each) for each in days if each.year in two.years)
    assert all(after.worked(each) == before.worked(each) for each in days if each.year not in two.years)


@given(tables(), NEAR, st.booleans())
def test_a_day_is_changed_alone_and_back_again(table: WorkingDays, one: dt.date, worked: bool) -> None:
    calendar = shipped().with_tables(table)
    changed = calendar.with_day(one, worked=worked, note="改")
    assert changed.worked(one) == worked
    assert [change.day for change in changes(calendar, changed)] == ([one] if calendar.worked(one) != worked else [])
    assert changes(calendar, changed.with_day(one, worked=calendar.worked(one), note="")) == []


# The notices ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", sorted(NOTICES))
def test_every_day_is_as_the_notice_says(year: int) -> None:
    hand = by_hand(year)
    days = [
        dt.date(year, 1, 1) + number * DAY for number in range((dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days)
    ]
    assert {each: shipped().worked(each) for each in days} == {
        each: hand.get(each, usually_worked(each)) for each in days
    }


def test_the_shipped_table_says_no_more_than_the_notices() -> None:
    assert set(SOURCES) == set(NOTICES) == shipped().years
    free = {each for each, worked in shipped().differing.items() if not worked}
    assert {each for each, worked in shipped().differing.items() if worked} == {
        each for year in NOTICES for each, worked in by_hand(year).items() if worked
    }
    assert free <= {each for year in NOTICES for each, worked in by_hand(year).items() if not worked}
    assert set(shipped().notes) == set(shipped().differing)


@pytest.mark.parametrize("days", [0, -1])
def test_a_term_has_at_least_one_day(days: int) -> None:
    with pytest.raises(ValueError, match="a term of"):
        shipped().after(day("2026-01-05"), days)
    with pytest.raises(ValueError, match="a term of"):
        shipped().after_calendar_days(day("2026-01-05"), days)
