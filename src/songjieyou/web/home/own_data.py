"""What the house knows about the person who asks: shown, and taken away as a file."""

from __future__ import annotations

from itertools import islice

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from songjieyou.core.domain.erasing import note_own_export
from songjieyou.core.enums import Export
from songjieyou.core.personal import own_data
from songjieyou.web.access import SIGNED_IN, Request, access, person_of
from songjieyou.web.listing import SIZE
from songjieyou.web.tables import csv_file

HEADER = ("类别", "序号", "项目", "内容")


@access(SIGNED_IN)
def own(request: Request) -> HttpResponse:
    tables = [
        {"title": each.title, "labels": each.labels, "rows": list(islice(each.rows, SIZE))}
        for each in own_data(person_of(request))
    ]
    return render(request, "web/own_data.html", {"tables": tables, "size": SIZE})


@access(SIGNED_IN)
def own_json(request: Request) -> HttpResponse:
    """Event: account.data_exported."""
    person = person_of(request)
    note_own_export(person=person, form=Export.JSON)
    told = {each.title: [_named(each.labels, row) for row in each.rows] for each in own_data(person)}
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="own-data.{Export.JSON}"'
    response["Cache-Control"] = "no-store"
    return response


@access(SIGNED_IN)
def own_csv(request: Request) -> HttpResponseBase:
    """Event: account.data_exported."""
    person = person_of(request)
    note_own_export(person=person, form=Export.CSV)
    cells = (
        (each.title, str(number), label, text)
        for each in own_data(person)
        for number, row in enumerate(each.rows, 1)
        for label, text in zip(each.labels, row, strict=True)
    )
    return csv_file("own-data", HEADER, cells)


def _named(labels: tuple[str, ...], row: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(labels, row, strict=True))
