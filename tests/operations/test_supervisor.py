"""Keeping processes alive, with small stand-ins for the real ones."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from songjieyou.operations.logfile import LogFile
from songjieyou.operations.supervisor import Child, Supervisor
from tests.operations.house import until


def child(folder: Path, name: str, code: str) -> Child:
    return Child(name, [sys.executable, "-c", code], LogFile(folder / f"{name}.log"))


def test_three_quick_deaths_stop_everything_with_the_last_lines(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    steady = child(tmp_path, "steady", "import time; time.sleep(600)")
    clumsy = child(tmp_path, "clumsy", "print('about to fall'); raise SystemExit(3)")
    assert Supervisor([steady, clumsy]).run() == 1
    assert steady.process is not None
    assert steady.process.returncode == -15
    told = capfd.readouterr().err.splitlines()
    assert told[:2] == ["clumsy意外退出，正在重新启动。"] * 2
    assert told[2:] == ["clumsy连续 3 次很快退出，已全部停止。最后的输出：", *["about to fall"] * 3]


def test_a_death_after_a_long_life_counts_from_the_start_again(tmp_path: Path) -> None:
    """With nothing counted as quick it is started again for ever, here until it has lived five times."""
    lives = tmp_path / "lives"
    short = child(tmp_path, "short", f"open({str(lives)!r}, 'a').write('x')")
    supervisor = Supervisor([short], quick=0.0)
    runner = threading.Thread(target=supervisor.run)
    runner.start()
    until(lambda: lives.exists() and len(lives.read_text()) >= 5, "five lives")
    supervisor.stop()
    runner.join(30)
    assert not runner.is_alive()


def test_who_does_not_leave_is_killed_with_its_children(tmp_path: Path) -> None:
    stubborn = child(
        tmp_path,
        "stubborn",
        "from signal import *; signal(SIGTERM, SIG_IGN); print('deaf', flush=True); import time; time.sleep(600)",
    )
    supervisor = Supervisor([stubborn], drain=0.1)
    runner = threading.Thread(target=supervisor.run)
    runner.start()
    until(lambda: "deaf" in stubborn.log.last, "deafness")
    supervisor.stop()
    runner.join(30)
    assert stubborn.process is not None
    assert stubborn.process.returncode == -9


def test_who_leaves_in_time_is_let_to_finish(tmp_path: Path) -> None:
    code = (
        "import signal, sys, time\n"
        "def leave(*_): print('finished', flush=True); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, leave); print('ready', flush=True); time.sleep(600)"
    )
    polite = child(tmp_path, "polite", code)
    supervisor = Supervisor([polite])
    runner = threading.Thread(target=supervisor.run)
    runner.start()
    until(lambda: "ready" in polite.log.last, "readiness")
    supervisor.stop()
    runner.join(30)
    assert polite.log.path.read_text() == "ready\nfinished\n"
