"""Tables of firms are brought in: checked as a whole, shown, confirmed, then written in short batches to the end."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import batched
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.events.catalogue import ImportConfirmed, ImportDone
from songjieyou.core.events.log import record
from songjieyou.core.jobs import Job
from songjieyou.core.models import Park, Person, Schedule
from songjieyou.enterprises.domain.facts_in_bulk import Said, Speaker, tell_of_firms
from songjieyou.enterprises.enums import Origin
from songjieyou.enterprises.excel.books import write_copy
from songjieyou.enterprises.excel.cells import FIELDS
from songjieyou.enterprises.excel.columns import read_heading
from songjieyou.enterprises.excel.compare import SPOKEN, Plan, compare
from songjieyou.enterprises.excel.table import Line, Table, read_table
from songjieyou.enterprises.models import Enterprise, ImportBatch, Subject, TableImport
from songjieyou.rules.library.vocabulary import FIRM

BATCH: Final = 100
"""Rows that are written in one transaction: short enough that nobody waits for its end."""
SLICE: Final = 10
"""Batches that a worker writes before it looks after other things."""
PAUSE: Final = 0.04
"""Seconds between two batches, in which others get the one write lock of SQLite: they look for it now and then."""
SHOWN: Final = 100
"""Faults and changes that a report lists; it counts all."""
KEPT: Final = timedelta(days=7)
"""How long a table that was checked can be confirmed, and its rows are kept."""
WRITE: Final = "write_imports"


@dataclass(frozen=True)
class Checked:
    """A table with what it would change; sound where no cell is at fault."""

    table: Table
    plan: Plan

    @property
    def faults(self) -> int:
        return sum(1 for _ in self.table.faults)


def check(*, park: Park, data: bytes, name: str) -> Checked:
    """Read a table and compare it with the register; `name` is the file's. It writes nothing: do it outside a
    transaction. Raises core.sheets.SheetError where the file cannot be taken at all.
    """
    table = read_table(data, name)
    return Checked(table, compare(table, park))


@transaction.atomic
def stage(*, park: Park, checked: Checked, origin: Origin, on: date, by: Person | None) -> TableImport:
    """Keep what was checked for a while: to be confirmed, or as a copy that says what is wrong."""
    table, faults = checked.table, checked.faults
    whole = TableImport.objects.create(
        park=park,
        by=by,
        at=clock.now(),
        origin=origin,
        on=on,
        firms=len(table.lines),
        faults=faults,
        report=report(checked),
    )
    rows = _at_fault(table) if faults else _to_write(table, checked.plan)
    batches = enumerate(batched(rows, BATCH))
    ImportBatch.objects.bulk_create(
        ImportBatch(park=park, whole=whole, number=number, rows=rows) for number, rows in batches
    )
    return whole


def report(checked: Checked) -> dict[str, Any]:
    """What the check has found, for those who decide."""
    table, plan = checked.table, checked.plan
    faults = [
        {
            "row": line.number,
            "column": table.letters[index],
            "heading": table.columns[index].heading,
            "cell": line.cells[index],
            "words": words,
        }
        for line, index, words in table.faults
    ]
    return {
        "headings": [column.heading for column in table.columns],
        "others": table.others,
        "notes": table.notes,
        "new": len(plan.new),
        "changed": len(plan.told.keys() - plan.new),
        "same": plan.same,
        "told": sum(map(len, plan.told.values())),
        "added": plan.added,
        "replaced": len(plan.changes),
        "changes": [change._asdict() for change in plan.changes[:SHOWN]],
        "faults": faults[:SHOWN],
    }


@transaction.atomic
def confirm(*, whole: TableImport, by: Person | None) -> None:
    """Let a table that was checked be written; the worker begins at once, and carries it to the end. Twice is the same
    as once. ValidationError for one with faults or one that is old. Event: enterprise.import_confirmed.
    """
    whole = TableImport.objects.select_for_update().get(pk=whole.pk)
    if whole.confirmed_at:
        return
    if whole.faults:
        raise ValidationError("表里还有错，没有导入。请改正后重新上传。")
    if whole.at < clock.now() - KEPT:
        raise ValidationError("检查已经过去很久，名录可能变了。请重新上传。")
    whole.confirmed_at, whole.confirmed_by = clock.now(), by
    whole.save(update_fields=["confirmed_at", "confirmed_by"])
    record(ImportConfirmed(table_import=whole.pk), park=whole.park, by=by)
    _end(whole)
    Schedule.objects.filter(job=WRITE).update(due_at=clock.now())


def write_some(most: int = SLICE, whole: TableImport | None = None) -> bool:
    """Write some batches of what was confirmed, of one table or of all; whether more are left."""
    waiting = ImportBatch.objects.filter(done_at=None, whole__confirmed_at__isnull=False, whole__done_at=None)
    if whole:
        waiting = waiting.filter(whole=whole)
    ordered = waiting.select_related("whole__park", "whole__confirmed_by").order_by("whole", "number")
    for _ in range(most):
        batch = ordered.first()
        if batch is None:
            return False
        write_batch(batch)
        time.sleep(PAUSE)
    return ordered.exists()


def write_batch(batch: ImportBatch) -> None:
    """Write the rows of a batch, once: every firm with all its facts, and the note that it is written, or nothing.

    A firm that somebody has registered in the meantime is not new. Events: those of `tell_of_firms`, and
    enterprise.import_done with the last batch.
    """
    whole, rows = batch.whole, batch.rows
    found = _subjects(whole.park, [row["uscc"] for row in rows])
    told = {row["uscc"]: [Said(*one) for one in row["told"]] for row in rows}
    new = {row["uscc"]: _new(whole.park, row) for row in rows if row["uscc"] not in found}
    with transaction.atomic():
        whole = TableImport.objects.select_for_update(no_key=True, of=("self",)).select_related("park").get(pk=whole.pk)
        if not ImportBatch.objects.filter(pk=batch.pk, done_at=None).update(done_at=clock.now()):
            return
        found |= _subjects(whole.park, new)
        tell_of_firms(
            park=whole.park,
            new=[(subject, told[code]) for code, subject in new.items() if code not in found],
            known=[(subject, told[code]) for code, subject in found.items()],
            speaker=Speaker(SPOKEN, whole.on, whole.confirmed_by),
        )
        _end(whole)


def progress(whole: TableImport) -> tuple[int, int]:
    """Batches that are written, and all."""
    batches = ImportBatch.objects.filter(whole=whole)
    return batches.filter(done_at__isnull=False).count(), batches.count()


def copy_of(whole: TableImport) -> bytes:
    """The table as a workbook that says what is wrong in it."""
    columns = [column for column in map(read_heading, whole.report["headings"]) if column]
    return write_copy(columns, _lines(whole))


def forget_imports() -> None:
    """Delete the rows of tables that nobody will write any more; that there was an import is kept."""
    old = TableImport.objects.filter(at__lt=clock.now() - KEPT).exclude(confirmed_at__isnull=False, done_at=None)
    for whole in old.exclude(report={}):
        with transaction.atomic():
            ImportBatch.objects.filter(whole=whole).delete()
            TableImport.objects.filter(pk=whole.pk).update(report={})


JOBS: Final = {
    WRITE: Job(timedelta(minutes=1), write_some, lease=timedelta(seconds=20)),
    "forget_imports": Job(timedelta(days=1), forget_imports),
}


def _at_fault(table: Table) -> Iterator[dict[str, Any]]:
    for line in table.lines:
        yield {"row": line.number, "cells": line.cells, "faults": line.faults}


def _to_write(table: Table, plan: Plan) -> Iterator[dict[str, Any]]:
    for line in table.lines:
        if line.number in plan.told:
            yield line.fields | {"told": plan.told[line.number]}


def _lines(whole: TableImport) -> Iterator[Line]:
    for rows in ImportBatch.objects.filter(whole=whole).order_by("number").values_list("rows", flat=True):
        for row in rows:
            yield Line(row["row"], row["cells"], {int(index): words for index, words in row["faults"].items()})


def _subjects(park: Park, codes: Iterable[str]) -> dict[str, Subject]:
    """The firms among the codes that are in the register, as subjects of facts."""
    rows = Subject.objects.filter(park=park, kind=FIRM, enterprise__uscc__in=[*codes])
    return {subject.enterprise.uscc: subject for subject in rows.select_related("enterprise", "park")}


def _new(park: Park, row: dict[str, Any]) -> Subject:
    fields = {field: row[field] for field in FIELDS if field in row}
    return Subject(park=park, enterprise=Enterprise(park=park, **fields), kind=FIRM)


def _end(whole: TableImport) -> None:
    """Note that all is written, where it is."""
    if not ImportBatch.objects.filter(whole=whole, done_at=None).exists():
        TableImport.objects.filter(pk=whole.pk).update(done_at=clock.now())
        record(ImportDone(table_import=whole.pk), park=whole.park, by=whole.confirmed_by)
