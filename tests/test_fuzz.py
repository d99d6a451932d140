"""The fuzzer itself, and a short run of it with a fixed seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest

from songjieyou.rules.faults import FaultError
from tests import fuzz


def test_a_short_run_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """The limit for one input is generous here: how fast this machine is today says nothing about the code."""
    assert fuzz.main(["--iterations", "300", "--seed", "20250630", "--limit", "60"]) == 0
    lines = capsys.readouterr().out.splitlines()
    counts = {name.strip(): int(count) for name, count in (line.rsplit(maxsplit=1) for line in lines)}
    assert (counts.pop("inputs"), counts.pop("failures")) == (300, 0)
    assert sum(counts.values()) == 300
    understood = {name.removesuffix(" read") for name in counts if name.endswith(" read")}
    assert understood >= {"policy", "made policy", "vocabulary", "made line", "made facts"}


def test_a_seed_brings_the_same_input_again() -> None:
    again = [[fuzz.inputs(random.Random(f"5:{n}"))[::2] for n in range(40)] for _ in range(2)]
    assert again[0] == again[1]
    assert len(set(again[0])) > 30


def raising(error: BaseException) -> Callable[[bytes], fuzz.Outcome]:
    def attempt(text: bytes) -> fuzz.Outcome:
        raise error

    return attempt


def endless(text: bytes) -> fuzz.Outcome:
    while True:
        pass


@pytest.mark.parametrize(
    ("attempt", "why"),
    [
        (raising(KeyError("营业收入")), "KeyError: '营业收入'"),
        (raising(RecursionError("deep")), "RecursionError: deep"),
        (endless, "took longer than 0.05 s"),
    ],
)
def test_a_failure_is_told_with_its_input(
    attempt: Callable[[bytes], fuzz.Outcome],
    why: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(
        fuzz, "inputs", lambda chance: ("line", attempt, "失信 且\udcff".encode(errors="surrogatepass"))
    )
    assert fuzz.main(["--iterations", "2", "--start", "7", "--seed", "9", "--limit", "0.05"]) == 1
    told = capsys.readouterr().out
    assert why in told
    assert "失信 且\\xed\\xb3\\xbf" in told
    assert "again: python -m tests.fuzz --seed 9 --start 8 --iterations 1" in told
    assert told.splitlines()[-1].split() == ["failures", "2"]


def test_a_refusal_is_no_failure() -> None:
    counts: Counter[str] = Counter()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fuzz, "inputs", lambda chance: ("line", raising(FaultError("坏")), b""))
        assert fuzz.run_one(1, 1, 5.0, counts)
    assert counts == {"line refused": 1}
