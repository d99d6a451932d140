"""Everything that the language can say, over many rows: the policies of docs/policy-format.md, which has an example of
every key and every function.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.bulk.batch import batch_of
from songjieyou.rules.faults import Report
from songjieyou.rules.library.load import load
from tests.docs.blocks import blocks, write
from tests.rules.bulk.firms import Firms
from tests.rules.bulk.oracle import disagreements

DAYS = (dt.date(2024, 10, 8), dt.date(2025, 6, 30), dt.date(2026, 3, 1))


@cache
def folders() -> tuple[str, ...]:
    return tuple(dict.fromkeys(block.folder for block in blocks() if block.role == "文件" and "/" in block.name))


@pytest.mark.parametrize("folder", folders())
def test_the_policies_of_the_document(folder: str, tmp_path: Path) -> None:
    for block in blocks():
        if block.role in ("文件", "接着写"):
            write(block, tmp_path)
    report = Report()
    catalogue = load(tmp_path / folder, report)
    assert report.faults == []
    for seed, on in enumerate(DAYS):
        firms = Firms(catalogue, on, seed, missing=0.15)
        batch = batch_of([firms.base() for _ in range(40)], catalogue.vocabulary)
        wrong, _ = disagreements(Engine(catalogue), batch, on)
        assert wrong == []
