"""`./sjy bench`: which scripts run, with which arguments and status."""

from pathlib import Path

import pytest

from songjieyou.devtools import bench


@pytest.fixture(autouse=True)
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "BENCH", tmp_path)
    (tmp_path / "one.py").write_text("import sys; print('one', *sys.argv[1:], flush=True); sys.exit(4)")
    (tmp_path / "two.py").write_text("print('two', flush=True)")
    (tmp_path / "_shared.py").write_text("print('not a script')")


def test_one_script_gets_its_arguments_and_gives_its_status(capfd: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["one", "--rows", "10"]) == 4
    assert capfd.readouterr().out == "one --rows 10\n"


def test_without_a_name_all_run_and_the_first_failure_is_the_status(capfd: pytest.CaptureFixture[str]) -> None:
    assert bench.main([]) == 4
    assert capfd.readouterr().out == "one\ntwo\n"


def test_a_name_that_is_no_script_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["_shared"]) == 2
    assert capfd.readouterr() == ("", "没有“_shared”这个比较项目，现有：one、two\n")
