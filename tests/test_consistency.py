"""Facts about the repository itself."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REQUIREMENTS = ROOT / "requirements"

MACHINE_PATH = re.compile(r"(?<![\w.])/(work|root|home|Users)/\w")
REGISTRY_HOST = re.compile(r"(pypi|pythonhosted|npmjs|debian|yarnpkg)[.](org|com|io)")
NOT_A_PIN = re.compile(r"https?:|file:|--\w*index|--find-links|--trusted-host|\s@\s|^-e|^[./]", re.MULTILINE)
BLOCK = re.compile(
    r"^(?P<name>[a-z0-9.-]+)==(?P<version>\S+) \\\n(?P<hashes>(?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)"
)


def tracked_files() -> list[Path]:
    """Files that are committed, or would be by `git add --all`."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    files = [ROOT / name for name in listing.split("\0") if name]
    return [path for path in files if path.is_file()]


def matches(pattern: re.Pattern[str]) -> list[str]:
    """`file:line` of every match in the tracked text files."""
    found = []
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode().splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    return found


def pins(text: str) -> dict[str, str]:
    """Name -> version of a compiled requirements file; ValueError where a line is not part of a hashed pin."""
    text = re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE)
    found = {}
    while text:
        block = BLOCK.match(text)
        if block is None:
            message = f"no pin with hashes: {text.splitlines()[0]}"
            raise ValueError(message)
        found[block["name"]] = block["version"]
        text = text[block.end() :]
    return found


def test_no_machine_path_in_tracked_files() -> None:
    assert matches(MACHINE_PATH) == []


def test_no_registry_host_in_tracked_files() -> None:
    assert matches(REGISTRY_HOST) == []


@pytest.mark.parametrize("pattern", ["import" + " os", "Apache" + " License"])
def test_matches_finds_what_is_there(pattern: str) -> None:
    assert matches(re.compile(pattern)) != []


def test_every_requirement_is_pinned_with_hashes() -> None:
    named = {path.stem: pins(path.read_text()) for path in sorted(REQUIREMENTS.glob("*.txt"))}
    assert list(named) == ["base", "bench", "dev"]
    for name, versions in named.items():
        assert versions.items() >= named["base"].items(), f"{name}.txt does not hold all of base.txt"


@pytest.mark.parametrize(
    "line", ["attrs==26.1.0\n", "attrs>=26\n", "-e .\n", f"attrs==1 \\\n    --hash=md5:{'0' * 32}\n"]
)
def test_a_requirement_without_hashes_is_seen(line: str) -> None:
    with pytest.raises(ValueError, match="no pin with hashes"):
        pins(line)


def test_requirements_name_no_address() -> None:
    for path in REQUIREMENTS.iterdir():
        assert not NOT_A_PIN.search(re.sub(r"^-r \w+\.txt$", "", path.read_text(), flags=re.MULTILINE)), path.name


def test_licence_is_the_one_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"]
    text = (ROOT / "LICENSE").read_text()
    assert declared == "Apache-2.0"
    assert "Apache License\n                           Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_rules_load_without_django() -> None:
    """Every module of the engine is imported in a process where importing Django is an error."""
    script = """
import importlib, pkgutil, sys
sys.modules["django"] = None
import songjieyou.rules as rules
for module in pkgutil.walk_packages(rules.__path__, "songjieyou.rules."):
    importlib.import_module(module.name)
"""
    outcome = subprocess.run([sys.executable, "-c", script], cwd=ROOT / "src", capture_output=True, text=True)
    assert outcome.stderr == ""
    assert outcome.returncode == 0


def test_policy_commands_start_without_django() -> None:
    script = """
import sys
sys.modules["django"] = None
from songjieyou.__main__ import main
sys.exit(main(["policy", "facts"]))
"""
    outcome = subprocess.run([sys.executable, "-c", script], cwd=ROOT / "src", capture_output=True, text=True)
    assert (outcome.returncode, outcome.stderr) == (0, "")


def test_scripts_are_executable() -> None:
    scripts = [path for path in tracked_files() if path.read_bytes().startswith(b"#!")]
    assert ROOT / "sjy" in scripts
    assert [path.name for path in scripts if not path.stat().st_mode & 0o100] == []


def test_changelog_has_a_place_for_this_version() -> None:
    version = re.search(r'__version__ = "(.+)"', (ROOT / "src/songjieyou/__init__.py").read_text())
    assert version is not None
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == "Unreleased" or headings[0] == version[1]
