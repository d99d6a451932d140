"""`./sjy policy bulk`: a file of firms against all policies."""

from __future__ import annotations

import datetime as dt
import gc
import os
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import groupby, repeat
from operator import itemgetter
from pathlib import Path
from typing import Final, TextIO

from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.answer.verdict import ELIGIBLE, VERDICTS
from songjieyou.rules.bulk.batch import Batch
from songjieyou.rules.bulk.columns import LEAST
from songjieyou.rules.bulk.engine import BulkEngine
from songjieyou.rules.bulk.listing import HEADER, Listed, Listing, cell, said, said_by_hand
from songjieyou.rules.bulk.reading.csvfile import CsvFile
from songjieyou.rules.bulk.reading.families import Families
from songjieyou.rules.bulk.reading.header import read_header
from songjieyou.rules.bulk.reading.tables import Tables
from songjieyou.rules.bulk.reading.troubles import Troubles
from songjieyou.rules.faults import FaultError
from songjieyou.rules.library.policy import Catalogue
from songjieyou.rules.units import yuan

ROWS: Final = 1 << 14
"""Rows of the file held at a time."""
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class Request:
    """`facts` is the file (`-`: standard input), `out` where the answers go (None: standard output), `by_item` the
    folder of the lists of who fits each item.
    """

    facts: str
    on: dt.date
    out: Path | None = None
    by_item: Path | None = None
    everything: bool = False


def bulk(catalogue: Catalogue, request: Request) -> bool:
    """Answer a file of facts; what is wrong and how it went is told on standard error. False where the facts, or what
    was to be written, are at fault; good rows are answered all the same.
    """
    begin = time.process_time()
    try:
        facts, out_path = Path(request.facts), request.out
        if out_path is not None and out_path.is_file() and facts.is_file() and out_path.samefile(facts):
            raise FaultError("结果不能写到事实文件上")
        with _seldom_collecting(), CsvFile(request.facts) as file, _written(request.out) as out:
            run = _Run(catalogue, request, file)
            run.write(out)
    except FaultError as error:
        _tell([f"{request.facts}: {error.message}"])
        return False
    except BrokenPipeError:  # whoever reads has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return True
    except OSError as error:
        _tell([f"{error.filename or request.out or '标准输出'}: 写不了：{error.strerror}"])
        return False
    except sqlite3.Error as error:
        _tell([f"临时文件写不了（磁盘满了？）：{error}"])
        return False
    run.tell(time.process_time() - begin)
    return not run.troubles.faults


class _Run:
    """One file on one date."""

    def __init__(self, catalogue: Catalogue, request: Request, file: CsvFile) -> None:
        self.request = request
        self.troubles = Troubles()
        self.listing = Listing(request.everything)
        header = read_header(file.header, catalogue.vocabulary, request.on, self.troubles)
        self._families = Families(file, header, catalogue.vocabulary, ROWS, self.troubles)
        self._tables = Tables(header, catalogue.vocabulary, self.troubles)
        self._engine = BulkEngine(Engine(catalogue), request.on)

    def write(self, out: TextIO) -> None:
        """Every answer, a batch at a time."""
        out.write(",".join(HEADER) + "\n")
        folder = self.request.by_item
        with closing(sqlite3.connect("")) as database:
            lists = None if folder is None else _Lists(database)
            for batch in _shown(self._tables.batches(self._families), lambda: self._families.read):
                listed = self.listing.of(self._engine, batch)
                out.writelines(self.listing.text(listed))
                if lists is not None:
                    lists.add(listed)
            if lists is not None and folder is not None:
                lists.write(folder)
                _write_counts(self.listing, folder / "汇总.csv")

    def tell(self, seconds: float) -> None:
        """Hints, faults, and what was done."""
        _tell(f"提示 {hint}" for hint in self.troubles.hints.values())
        _tell(f"{self.request.facts}: {line}" for line in self.troubles.lines())
        rows, bad = self._families.read, self._families.refused + self._tables.bad
        cells = self.listing.cells.total()
        rate = f"，每 CPU 秒 {cells / seconds:,.0f} 次" if seconds else ""
        by_hand = self.listing.by_hand
        single = [f"其中 {by_hand.total():,} 次逐行算：{said_by_hand(by_hand)}"] if by_hand.total() else []
        _tell(
            [
                f"读 {rows:,} 行，答 {rows - bad:,} 行" + (f"，{bad:,} 行有错没有答" if bad else ""),
                f"判断 {cells:,} 次（{said(self.listing.cells)}），写 {self.listing.lines:,} 行",
                *single,
                f"用 CPU {seconds:.2f} 秒{rate}",
            ]
        )


class _Lists:
    """Who fits each item and for how much, kept on disk until all is known."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE fits (item TEXT, fen INTEGER, label TEXT)")

    def add(self, listed: Iterable[Listed]) -> None:
        for one in listed:
            fits = one.codes == VERDICTS.index(ELIGIBLE)
            labels = (one.labels[row] for row in one.rows[fits].tolist())
            amounts = (None if fen == LEAST else fen for fen in one.fen[fits].tolist())
            rows = zip(repeat(one.item.id), amounts, labels, strict=False)
            self._database.executemany("INSERT INTO fits VALUES (?, ?, ?)", rows)

    def write(self, folder: Path) -> None:
        """A file for each item, the most money first; with a mark of its encoding, since people open it."""
        folder.mkdir(parents=True, exist_ok=True)
        fits = self._database.execute("SELECT item, label, fen FROM fits ORDER BY item, fen DESC, rowid")
        names: set[str] = set()
        for item, rows in groupby(fits, key=itemgetter(0)):
            name = _NOT_IN_NAMES.sub("·", item)
            while name in names:
                name += "·"
            names.add(name)
            path = folder / f"{name}.csv"
            with _written(path, "utf-8-sig") as out:
                out.write("号,元\n")
                for _, label, fen in rows:
                    out.write(f"{label},{'' if fen is None else yuan(fen)}\n")


def _write_counts(listing: Listing, path: Path) -> None:
    """A line for each item: how many have which verdict, and the exact money of those that fit."""
    with _written(path, "utf-8-sig") as out:
        out.write(",".join(("事项", *VERDICTS, "符合的元")) + "\n")
        for item, counts in listing.items.items():
            cells = (cell(item), *(str(counts[verdict]) for verdict in VERDICTS), yuan(listing.fen[item]))
            out.write(",".join(cells) + "\n")


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)


def _shown(batches: Iterable[Batch], read: Callable[[], int]) -> Iterator[Batch]:
    """The batches, with how many rows were read, where somebody watches."""
    watched = sys.stderr.isatty()
    for batch in batches:
        if watched:
            print(f"\r已读 {read():,} 行 …", end="", file=sys.stderr, flush=True)
        yield batch
    if watched:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


@contextmanager
def _written(path: Path | None, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Where to write to. A file takes its place when all is written: a run that fails leaves what was there."""
    if path is None or (path.exists() and not path.is_file()):
        if path is None:
            yield sys.stdout
            sys.stdout.flush()
        else:
            with path.open("w", encoding=encoding, newline="") as out:
                yield out
        return
    place = path.resolve()
    part = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        with part.open("x", encoding=encoding, newline="") as out:
            yield out
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Rows by the million hold no circles: to look for them after every few hundred costs a quarter of the time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(1_000_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
