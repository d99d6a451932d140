"""Logs of limited size, while the house runs."""

import io
from pathlib import Path

from songjieyou.operations.logfile import KEPT, LAST_LINES, LogFile


def lines(first: int, last: int) -> bytes:
    return b"".join(b"line %03d\n" % number for number in range(first, last))


def test_a_full_file_makes_room_and_nothing_is_lost_before_the_last_one_goes(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "log" / "web.log", limit=90)
    log.take(io.BytesIO(lines(0, 25)))
    assert sorted(path.name for path in log.path.parent.iterdir()) == ["web.1.log", "web.2.log", "web.log"]
    assert log.path.read_bytes() == lines(20, 25)
    assert [path.read_bytes() for path in log.kept() if path.exists()] == [lines(10, 20), lines(0, 10)]


def test_it_never_takes_more_room_than_it_may(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "web.log", limit=90)
    log.take(io.BytesIO(lines(0, 999)))
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert (len(sizes), max(sizes), log.path.read_bytes()[-9:]) == (KEPT + 1, 90, lines(998, 999))


def test_another_run_goes_on_in_the_same_file_and_forgets_the_last_lines(tmp_path: Path) -> None:
    LogFile(tmp_path / "web.log").take(io.BytesIO(lines(0, 2)))
    log = LogFile(tmp_path / "web.log")
    log.take(io.BytesIO(lines(2, 4)))
    assert log.path.read_bytes() == lines(0, 4)
    assert list(log.last) == ["line 002", "line 003"]


def test_the_last_lines_are_few_and_may_be_any_bytes(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "web.log")
    log.take(io.BytesIO(lines(0, 100) + b"\xff no end"))
    assert len(log.last) == LAST_LINES
    assert log.last[-1] == "\N{REPLACEMENT CHARACTER} no end"


def test_a_log_that_cannot_be_written_holds_nobody_up(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where a folder should be")
    log = LogFile(tmp_path / "log" / "web.log")
    log.take(io.BytesIO(lines(0, 3)))
    assert log.last[-1] == "line 002"
