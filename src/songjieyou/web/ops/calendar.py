"""The park's calendar: years, one year, and changes, which are proposed, shown with what they move, and adopted."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db import connection, models
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from songjieyou.core import workdays
from songjieyou.core.domain import calendar as domain
from songjieyou.core.domain.deadlines import foresee, words
from songjieyou.core.models import CalendarProposal, CalendarVersion, Park
from songjieyou.core.workdays import WorkingDays, changes, written
from songjieyou.web.access import Request, access, found, person_of
from songjieyou.web.forms import form_page, row_values
from songjieyou.web.ops.calendar_forms import WORK, AdoptForm, ClosingTimeForm, DayForm, ImportForm
from songjieyou.web.ops.months import months, named, runs, worked_days
from songjieyou.web.ops.pages import SYSTEM

MOST_MOVES = 50
"""More deadlines than these are counted, not listed."""
A_PAGE = 25
USUAL_YEAR = range(244, 256)
"""Working days. A year outside is worth a second look."""


@access(SYSTEM)
def years(request: Request) -> HttpResponse:
    versions = list(_versions(request).defer("proposal__days"))
    calendar = domain.calendar_of(versions[0]) if versions else workdays.shipped()
    sources = dict(workdays.SOURCES)
    for version in reversed(versions):
        sources |= dict.fromkeys(version.proposal.years, version.proposal.source)
    known = sorted(calendar.years, reverse=True)
    values = {
        "known": [(year, worked_days(calendar, year), sources[year]) for year in known],
        "page": Paginator(versions, A_PAGE).get_page(request.GET.get("page")),
        "closing_time": person_of(request).park.closing_time,
    }
    return render(request, "web/ops/calendar_years.html", values)


@access(SYSTEM)
def year(request: Request, year: int) -> HttpResponse:
    """A year under the version in force, or under `?version=` an older one."""
    version = _asked(request)
    calendar = _calendar(version, year)
    table = calendar.of_year(year)
    values = {
        "year": year,
        "version": version,
        "old": version is not None and "version" in request.GET,
        "months": months(calendar, year),
        "worked": worked_days(calendar, year),
        "rest": (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days - worked_days(calendar, year),
        "named": named(table),
        "before": year - 1 if year - 1 in calendar.years else None,
        "after": year + 1 if year + 1 in calendar.years else None,
    }
    return render(request, "web/ops/calendar_year.html", values)


@access(SYSTEM)
def table_file(request: Request, year: int) -> HttpResponse:
    """The table of a year as a file that can be changed and brought back; Excel needs the mark at its start."""
    table = _calendar(_asked(request), year).of_year(year)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="calendar-{year}.csv"'
    csv.writer(answer).writerows(written(table))
    return answer


@access(SYSTEM, form=True)
def bring(request: Request) -> HttpResponse:
    person = person_of(request)

    def act(form: ImportForm) -> str:
        data = form.cleaned_data
        proposal = domain.propose_years(park=person.park, table=data["file"], source=data["source"], by=person)
        return reverse("calendar-proposal", args=[proposal.pk])

    values = {"pattern": max(domain.working_days(person.park).years)}
    return form_page(request, ImportForm, "web/ops/calendar_import.html", act=act, values=values)


@access(SYSTEM, form=True)
def change_day(request: Request, year: int) -> HttpResponse:
    person = person_of(request)
    _calendar(_asked(request), year)

    def act(form: DayForm) -> str:
        data = form.cleaned_data
        proposal = domain.propose_day(
            park=person.park,
            day=data["day"],
            worked=data["to"] == WORK,
            note=data["note"],
            source=data["source"],
            by=person,
        )
        return reverse("calendar-proposal", args=[proposal.pk])

    return form_page(request, DayForm, "web/ops/calendar_day.html", act=act, values={"year": year}, year=year)


@access(SYSTEM, form=True)
def proposal(request: Request, pk: int) -> HttpResponse:
    """What a proposal would change, and putting it in force."""
    person = person_of(request)
    rows = CalendarProposal.objects.select_related("version", "by")
    proposed = found(rows, request.actor, pk)
    values = {"proposal": proposed, "version": getattr(proposed, "version", None)}
    if not values["version"]:
        values |= _difference(person.park, proposed.table())

    def act(form: AdoptForm) -> str:
        domain.adopt(proposal=proposed, by=person)
        return reverse("calendar-proposal", args=[pk])

    def current() -> Mapping[str, Any]:
        if connection.in_atomic_block:
            domain.lock(person.park)
        return {"basis": str(domain.newest(person.park) or "随系统提供")}

    return form_page(request, AdoptForm, "web/ops/calendar_proposal.html", act=act, current=current, values=values)


@access(SYSTEM, form=True)
def closing_time(request: Request) -> HttpResponse:
    person = person_of(request)

    def act(form: ClosingTimeForm) -> str:
        domain.change_closing_time(park=person.park, by=person, **form.cleaned_data)
        return reverse("calendar")

    current = row_values(Park.objects.filter(pk=person.park_id), "closing_time")
    return form_page(request, ClosingTimeForm, "web/ops/calendar_closing_time.html", act=act, current=current)


def _difference(park: Park, table: WorkingDays) -> dict[str, Any]:
    """Days and deadlines that a table changes."""
    before = domain.working_days(park)
    after = before.with_tables(table)
    moves = foresee(park=park, calendar=after)
    moved = [move for move in moves if move.moves]
    totals = [(year, _total(before, year), worked_days(after, year)) for year in sorted(table.years)]
    return {
        "days": runs(changes(before, after)),
        "totals": totals,
        "unusual": [year for year, _, worked in totals if worked not in USUAL_YEAR],
        "moved": [(words(move.deadline), move) for move in moved[:MOST_MOVES]],
        "moved_count": len(moved),
        "more": max(len(moved) - MOST_MOVES, 0),
        "confirmed_count": len(moves) - len(moved),
    }


def _total(calendar: WorkingDays, year: int) -> int | None:
    return worked_days(calendar, year) if year in calendar.years else None


def _versions(request: Request) -> models.QuerySet[CalendarVersion]:
    """The newest first."""
    rows = CalendarVersion.objects.visible_to(request.actor).order_by("-number")
    return rows.select_related("proposal", "by")


def _asked(request: Request) -> CalendarVersion | None:
    """The version in force, or the one asked for; 404 for one that there is not."""
    number = request.GET.get("version")
    rows = _versions(request)
    if number is None:
        return rows.first()
    version = rows.filter(number=number).first() if number.isascii() and number.isdecimal() else None
    if version is None:
        raise Http404
    return version


def _calendar(version: CalendarVersion | None, year: int) -> WorkingDays:
    """The calendar under a version; 404 for a year it does not know."""
    calendar = domain.calendar_of(version) if version else workdays.shipped()
    if year not in calendar.years:
        raise Http404
    return calendar
