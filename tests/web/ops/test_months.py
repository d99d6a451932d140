"""The year on the wall."""

from __future__ import annotations

import datetime as dt

import pytest

from songjieyou.core.workdays import changes, shipped
from songjieyou.web.ops.months import Cell, Run, months, named, runs, worked_days


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_the_year_stands_in_its_month_and_under_its_weekday(year: int) -> None:
    cells = [
        (month.number, place, cell)
        for month in months(shipped(), year)
        for week in month.weeks
        for place, cell in enumerate(week)
        if cell
    ]
    assert [cell.day.toordinal() for _, _, cell in cells] == list(
        range(dt.date(year, 1, 1).toordinal(), dt.date(year + 1, 1, 1).toordinal())
    )
    assert all((cell.day.month, cell.day.weekday()) == (number, place) for number, place, cell in cells)
    assert sum(month.worked for month in months(shipped(), year)) == worked_days(shipped(), year)
    assert all((cell.mark != "休") == shipped().worked(cell.day) for _, _, cell in cells)


def test_october_2025_marks_rest_and_moved_days() -> None:
    october = months(shipped(), 2025)[9]
    cells = {cell.day.day: cell for week in october.weeks for cell in week if cell}
    assert cells[8] == Cell(dt.date(2025, 10, 8), "休", True, "国庆节、中秋节")
    assert cells[5] == Cell(dt.date(2025, 10, 5), "休", False, "国庆节、中秋节")
    assert cells[9] == Cell(dt.date(2025, 10, 9), "", False, "")
    assert cells[11] == Cell(dt.date(2025, 10, 11), "班", True, "国庆节、中秋节调休")
    assert cells[12] == Cell(dt.date(2025, 10, 12), "休", False, "")
    assert october.worked == 18


def test_days_after_each_other_of_which_the_same_is_said_are_one_run() -> None:
    assert named(shipped().of_year(2026))[:4] == [
        Run(dt.date(2026, 1, 1), dt.date(2026, 1, 3), False, "元旦"),
        Run(dt.date(2026, 1, 4), dt.date(2026, 1, 4), True, "元旦调休"),
        Run(dt.date(2026, 2, 14), dt.date(2026, 2, 14), True, "春节调休"),
        Run(dt.date(2026, 2, 15), dt.date(2026, 2, 23), False, "春节"),
    ]
    assert named(shipped().of_year(2026))[3].length == 9
    assert runs(changes(shipped(), shipped())) == []
