"""The `sjy` script: when it installs, what it repairs, what it hands over.

A stand-in for Python answers the script's questions, notes each call in a log and installs nothing, so that a run
takes milliseconds and needs no network.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

PYTHON = """#!/bin/bash
case "$1 $2" in
  "-c "*) echo "$0" ;;
  "-m venv") echo venv >>"$LOG"; mkdir -p "$3/bin"; ln -s "$0" "$3/bin/python" ;;
  "-m pip") echo "pip ${*: -1:1}" | sed 's|/.*/||' >>"$LOG"; eval "$PIP" ;;
  *) shift 3; printf '%s|' "$PWD" "$PYTHONPATH" "$PYTHONUTF8" "$@" ;;
esac
"""
TOOLS = ["bash", "cat", "cmp", "cp", "dirname", "env", "flock", "ln", "mkdir", "readlink", "rm", "sed", "sleep", "tail"]


class Checkout:
    """A copy of the script in a folder whose name has a space, with a PATH of its own."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "送解优 copy"
        self.bin = folder / "bin"
        self.python = self.bin / "python3.13"
        self.log = folder / "log"
        self.env = {"PATH": str(self.bin), "LOG": str(self.log), "PIP": "", "PYENV_ROOT": str(folder / "none")}
        (self.root / "requirements").mkdir(parents=True)
        self.bin.mkdir()
        shutil.copy(ROOT / "sjy", self.root)
        for name in ("base", "dev", "bench"):
            self.requirements(name).write_text(f"{name}==1\n")
        for tool in TOOLS:
            found = shutil.which(tool)
            if found:
                (self.bin / tool).symlink_to(found)
        self.install_python()

    def install_python(self) -> None:
        self.python.write_text(PYTHON)
        self.python.chmod(0o755)

    def requirements(self, name: str) -> Path:
        return self.root / "requirements" / f"{name}.txt"

    def start(self, *args: str, cwd: Path | None = None, **env: str) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        command = [str(self.root / "sjy"), *args]
        return subprocess.Popen(command, cwd=cwd, env=self.env | env, stdout=pipe, stderr=pipe, text=True)

    def run(self, *args: str, cwd: Path | None = None, **env: str) -> tuple[int, str, str]:
        """(exit status, stdout, stderr)"""
        process = self.start(*args, cwd=cwd, **env)
        out, err = process.communicate(timeout=30)
        return process.returncode, out, err

    def calls(self) -> list[str]:
        """What was installed since the last look."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return lines


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_the_first_run_installs_and_says_so_once(checkout: Checkout) -> None:
    status, _, err = checkout.run("policy", "check")
    assert (status, len(err.splitlines())) == (0, 1)
    assert err.startswith("正在安装依赖")
    assert checkout.calls() == ["venv", "pip base.txt"]


def test_the_second_run_installs_nothing_and_is_quiet(checkout: Checkout) -> None:
    checkout.run("policy")
    checkout.calls()
    status, _, err = checkout.run("policy")
    assert (status, err) == (0, "")
    assert checkout.calls() == []


def test_arguments_and_folder_stay_the_callers(checkout: Checkout, tmp_path: Path) -> None:
    _, out, _ = checkout.run("policy", "check", "含 空格.yaml", "", cwd=tmp_path)
    assert out == f"{tmp_path}|{checkout.root}/src|1|policy|check|含 空格.yaml||"


def test_a_link_to_the_script_finds_its_project(checkout: Checkout, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(checkout.root / "sjy")
    out = subprocess.run([link, "policy"], env=checkout.env, capture_output=True, text=True, check=True).stdout
    assert f"|{checkout.root}/src|" in out


def test_each_command_installs_what_it_needs(checkout: Checkout) -> None:
    checkout.run("policy")
    checkout.run("test")
    checkout.run("policy")
    for name in ("up", "manage", "backup", "restore"):
        checkout.run(name)
    checkout.run("bench")
    assert checkout.calls() == ["venv", "pip base.txt", "pip dev.txt", "venv", "pip bench.txt"]


@pytest.mark.parametrize("args", [[], ["help"], ["polcy"]])
def test_help_needs_no_install(checkout: Checkout, args: list[str]) -> None:
    assert checkout.run(*args)[0] == 0
    assert checkout.calls() == []


def test_changed_requirements_are_installed_again(checkout: Checkout) -> None:
    checkout.run("test")
    checkout.calls()
    checkout.requirements("base").write_text("base==2\n")
    checkout.run("policy")
    checkout.run("test")
    assert checkout.calls() == ["pip base.txt", "pip dev.txt"]


def test_a_vanished_interpreter_is_replaced(checkout: Checkout) -> None:
    checkout.run("policy")
    checkout.calls()
    checkout.python.unlink()
    checkout.python = checkout.bin / "python3.12"
    checkout.install_python()
    assert checkout.run("policy")[0] == 0
    assert checkout.calls() == ["venv", "pip base.txt"]


@pytest.mark.parametrize("accident", ["exit 1", "kill -9 $PPID"])
def test_an_install_cut_short_is_made_again_from_nothing(checkout: Checkout, accident: str) -> None:
    checkout.run("policy")
    checkout.calls()
    leftover = checkout.root / ".venv" / "half-written"
    leftover.touch()
    assert checkout.run("test", PIP=accident)[0] != 0
    assert checkout.run("policy")[0] == 0
    assert checkout.calls() == ["pip dev.txt", "venv", "pip base.txt"]
    assert not leftover.exists()


def test_a_failed_install_shows_why(checkout: Checkout) -> None:
    status, _, err = checkout.run("policy", PIP="echo no such version; exit 1")
    assert status == 69
    assert err.splitlines()[1:] == [
        "no such version",
        "依赖安装失败（原因见上）。请检查网络后再运行一次。 The installation failed; see above.",
    ]


def run_twice_at_once(checkout: Checkout) -> list[int]:
    first, second = (checkout.start("policy", PIP="sleep 0.5") for _ in range(2))
    first.communicate(timeout=30)
    second.communicate(timeout=30)
    return [first.returncode, second.returncode]


@pytest.mark.skipif(not shutil.which("flock"), reason="this system has no flock")
def test_two_first_runs_install_once(checkout: Checkout) -> None:
    assert run_twice_at_once(checkout) == [0, 0]
    assert checkout.calls() == ["venv", "pip base.txt"]


def test_without_the_lock_two_first_runs_would_both_install(checkout: Checkout) -> None:
    """The twin of the test above: it can fail. The first run tells when it installs and waits for the second."""
    (checkout.bin / "flock").unlink(missing_ok=True)
    gate = checkout.root / "gate"
    os.mkfifo(gate)
    first = checkout.start("policy", GATE=str(gate), PIP='echo installing >"$GATE"; read -r <"$GATE"')
    assert gate.read_text() == "installing\n"
    checkout.run("policy")
    gate.write_text("go on\n")
    first.communicate(timeout=30)
    assert checkout.calls().count("venv") == 2


def test_the_lock_is_not_held_while_the_command_runs(checkout: Checkout) -> None:
    checkout.python.write_text(PYTHON.replace("shift 3;", "{ : <&9; } 2>/dev/null && echo LOCKED >&2; shift 3;"))
    assert "LOCKED" not in checkout.run("policy")[2]


def is_refused(outcome: tuple[int, str, str]) -> bool:
    status, out, err = outcome
    return (status, out) == (69, "") and err.startswith("送解优需要 Python 3.12")


def test_no_python_is_refused(checkout: Checkout) -> None:
    checkout.python.unlink()
    assert is_refused(checkout.run("policy"))
    assert is_refused(checkout.run("help"))


def test_a_shim_that_only_fails_is_passed_over(checkout: Checkout, tmp_path: Path) -> None:
    checkout.python.write_text("#!/bin/bash\necho 'pyenv: python3.13: command not found' >&2; exit 127\n")
    assert is_refused(checkout.run("policy"))
    checkout.python = tmp_path / "none/versions/3.12.1/bin/python3.12"
    checkout.python.parent.mkdir(parents=True)
    checkout.install_python()
    assert checkout.run("policy")[0] == 0


def test_it_runs_without_home_and_with_stdin_closed(checkout: Checkout) -> None:
    """A closed stdin is replaced by an empty one, which `cat` can read."""
    del checkout.env["PYENV_ROOT"]
    checkout.python.write_text(PYTHON.replace("shift 3;", "cat && echo READ; shift 3;"))
    script = f"'{checkout.root}/sjy' policy <&-"
    outcome = subprocess.run(["bash", "-c", script], env=checkout.env, capture_output=True, text=True)
    assert (outcome.returncode, outcome.stdout.splitlines()[0]) == (0, "READ")
