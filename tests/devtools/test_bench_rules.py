"""`./sjy bench rules`: its made-up rows, its comparison of cells, and one small run of all that needs no peers."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from songjieyou.devtools import bench
from songjieyou.rules.facts.read import read_facts
from songjieyou.rules.faults import Report
from songjieyou.rules.library.load import load


@pytest.fixture(autouse=True)
def scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(bench.BENCH)


def module(name: str) -> Any:
    return importlib.import_module(name)


# Rows ----------------------------------------------------------------------------------------------------------------


def test_rows_are_the_same_for_the_same_seed_only() -> None:
    facts, make_rows = module("_generate").make_facts(), module("_rows").make_rows
    one, same, other = (make_rows(facts, 500, seed) for seed in (1, 1, 2))
    for key, (low, high) in one.numbers.items():
        assert (low == same.numbers[key][0]).all()
        assert (high == same.numbers[key][1]).all()
        assert (low != other.numbers[key][0]).any()
    assert all((codes == same.codes[key]).all() for key, codes in one.codes.items())


def test_a_fifth_is_missing_a_twentieth_a_band_and_many_lie_on_a_limit_or_one_step_beside() -> None:
    generate, rows = module("_generate"), module("_rows")
    fact = generate.make_facts()[0]
    low, high = rows.make_rows([fact], 20_000, 1).numbers[fact.key]
    missing, exact = low == rows.LEAST, low == high
    assert 0.19 < missing.mean() < 0.21
    assert 0.045 < (~missing & ~exact).mean() < 0.055
    assert (high[~exact & ~missing] > low[~exact & ~missing]).all()
    for step in (-1, 0, 1):
        assert 0.095 < np.isin(low[exact] - step, generate.limits_of(fact)).mean() < 0.11


def test_the_batch_says_what_the_firms_tell(tmp_path: Path) -> None:
    """Row by row, through the reader of facts: periods, scales, bands, words and what is missing."""
    generate, rows = module("_generate"), module("_rows")
    sample = generate.make(10, 0, 3)
    generate.write_library(sample, module("_naive").examples_of(sample), tmp_path)
    report = Report()
    vocabulary = load(tmp_path, report).vocabulary
    assert not report.faults
    made = rows.make_rows(sample.facts, 40, 3)
    batch = rows.batch_of_rows(made, sample.facts, vocabulary)
    for row, firm in enumerate(rows.firms_of(made, sample.facts, np.arange(40))):
        told = read_facts(generate.input_of(firm, sample.facts), vocabulary, generate.ON)
        assert batch.subject(batch.firms, row)[1].values == told.firm.values


# Comparing -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def job(tmp_path: Path) -> Any:
    """Three items, ten rows, and what is right."""
    found = module("_job").write_job(tmp_path / "job", module("_job").Size(3, 10, 1, 0.05))
    module("_process").measure(module("_numpy").numpy(found), 2, found)
    return found


@pytest.mark.parametrize(
    "rows", [slice(None), slice(2, 7), np.array([1, 4, 9])], ids=["all rows", "a stretch", "a sample"]
)
def test_one_wrong_cell_is_counted_as_the_mistake_it_is(job: Any, rows: Any) -> None:
    block = module("_job").Block
    right = job.right(block(range(1, 3), rows, lambda: None))
    whole = np.fromfile(job.right_file, np.uint8).reshape(3, 10)
    assert (right == whole[1:3, rows]).all()

    said = right.copy()
    said[0, -1] = (said[0, -1] + 1) % 3
    found = module("_process").measure(lambda: iter([block(range(1, 3), rows, lambda: said)]), 2, job)
    assert (found.cells, found.wrong, len(found.seconds)) == (right.size, 1, 2)
    codes = module("_job").CODES
    kind = module("_table").mistake(codes[right[0, -1]], codes[said[0, -1]])
    assert +module("rules").mistakes(found) == {kind: 1}


def test_who_must_be_right_and_is_not_is_told_of() -> None:
    rules, process = module("rules"), module("_process")
    wrong = process.Measured([1.0], 0, 4, ((1, 0, 0), (0, 1, 0), (1, 0, 1)))
    for name, told in ((rules.OURS, 1), (rules.PLANES, 1), (rules.NAIVE, 1), (rules.OPENFISCA, 0)):
        done = rules.Measurement(module("_job").Size(1, 4, 1, 0.05), 3, {name: wrong})
        assert len(done.wrong()) == told


# All of it -----------------------------------------------------------------------------------------------------------


def test_a_small_run_finds_no_difference(capfd: pytest.CaptureFixture[str]) -> None:
    asked = ["--items", "30", "--rows", "300", "--firms", "30", "--repeat", "1", "--peers", "duckdb,python"]
    assert bench.main(["rules", *asked]) == 0
    out = capfd.readouterr().out
    assert "我们的结论没有一格不同" in out
    for name in ("送解优", "朴素 NumPy", "DuckDB 三值", "DuckDB 两面", "朴素 Python"):
        row = next(line for line in out.splitlines() if line.startswith(name)).replace(name, "", 1).split()
        assert row[7:9] == ["9000", "0"], name
