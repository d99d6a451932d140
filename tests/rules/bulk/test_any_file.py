"""Whatever bytes a file holds, it is answered or told of; nothing else happens."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from songjieyou.rules.bulk import command
from songjieyou.rules.bulk.command import Request, bulk
from tests.rules import sample
from tests.rules.bulk.families import rows_of, written
from tests.rules.bulk.tables import text_of
from tests.rules.bulk.test_listing import catalogue

ODD = ["", " ", "未知", "无", "、", '"', ",", "\n", "\r", "\0", "=1", "-1", "1e9", "是", "号", "９", "\ufeff", "9" * 50]


def answer(folder: Path, data: bytes, capsys: pytest.CaptureFixture[str]) -> tuple[bool, list[list[str]], str]:
    """Whether all went well, the lines, and what was told."""
    (folder / "f.csv").write_bytes(data)
    capsys.readouterr()
    fine = bulk(catalogue(), Request(str(folder / "f.csv"), sample.TODAY, everything=True))
    out, err = capsys.readouterr()
    return fine, list(csv.reader(io.StringIO(out))), err


def mutated(random: Random) -> bytes:
    """A file with some cells, titles, bytes or lines changed."""
    table = written(rows_of(random), random)
    for _ in range(random.randint(0, 3)):
        row = random.choice(table)
        if row:
            at = random.randrange(len(row))
            row[at] = random.choice([*ODD, row[at] + random.choice(ODD), random.choice(random.choice(table) or [""])])
    for _ in range(random.choice((0, 0, 1))):
        random.choice(table).append(random.choice(ODD))
    data = bytearray(text_of(table).encode(random.choice(["utf-8", "utf-8", "gb18030", "utf-8-sig"])))
    for _ in range(random.choice((0, 0, 0, 1, 2))):
        data[random.randrange(len(data))] = random.randrange(256)
    if random.random() < 0.1:
        del data[random.randrange(len(data)) :]
    return bytes(data)


@pytest.mark.parametrize("part", range(4))
def test_changed_files(
    part: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = set()
    for seed in range(50):
        random = Random(1000 * part + seed)
        monkeypatch.setattr(command, "ROWS", random.choice((1, 2, 100)))
        fine, lines, told = answer(tmp_path, mutated(random), capsys)
        assert fine == (f"{tmp_path / 'f.csv'}: " not in told)
        assert fine or told
        assert all(len(line) == 5 for line in lines)
        assert not lines or lines[0] == ["号", "事项", "结论", "元", "缺"]
        seen.add((fine, len(lines) > 1))
    assert seen >= {(True, True), (False, True), (False, False)}


NEAR = st.text('号属对象,规上是否\n"\r企业甲.自@2024', max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.one_of(st.binary(max_size=60), NEAR.map(str.encode)))
def test_any_bytes(data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fine, lines, told = answer(tmp_path, data, capsys)
    assert fine == (f"{tmp_path / 'f.csv'}: " not in told)
    assert fine or told
    assert all(len(line) == 5 for line in lines)
