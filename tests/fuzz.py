"""Throws mutated and generated input at every reader of the rules engine, and at the engine itself.

    python -m tests.fuzz --seconds 60 --seed 7

Every input is either read or refused with a fault. Any other exception, or an input that takes longer than the limit,
is a failure: it is printed with its input and the command that brings it back, and the exit status is 1. Each iteration
draws from a seed of its own, so one can be run alone (`--start N --iterations 1`).
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from songjieyou.rules.answer import interpret
from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.check.examples import check_derived, check_examples
from songjieyou.rules.check.lints import lint
from songjieyou.rules.facts.base import FactBase
from songjieyou.rules.facts.read import FactsError, parse_json, read_facts
from songjieyou.rules.faults import FaultError, FaultsError, Report
from songjieyou.rules.language.shape import Checker, Ref
from songjieyou.rules.language.syntax import parse
from songjieyou.rules.language.yamltext import Map, read_yaml
from songjieyou.rules.library.codes import read_code_table
from songjieyou.rules.library.load import PACK, Library, load_texts, policy_files
from songjieyou.rules.library.policy import Catalogue
from songjieyou.rules.library.resolve import Resolver, doubtful_names
from songjieyou.rules.library.scope import Frame
from songjieyou.rules.library.shapes import ROOTS
from songjieyou.rules.show.answer import as_data
from songjieyou.rules.show.page import page
from tests.fuzzing import corpus
from tests.fuzzing.grammar import Maker
from tests.fuzzing.mutation import Mutator
from tests.rules import sample

LIMIT: Final = 2.0
SOLVER: Final = "ortools.sat.python.cp_model"
"""Imported by the engine where it is first needed: seconds that no input shall pay for."""
REFUSALS: Final = (FaultError, FaultsError, FactsError)
MOST_SHOWN: Final = 4000

type Outcome = str
"""Whether the input was understood or refused with a fault."""

READ, REFUSED = "read", "refused"


class TooLongError(Exception):
    """One input took longer than the limit."""


# What is thrown at ---------------------------------------------------------------------------------------------------


def judge(catalogue: Catalogue, base: FactBase) -> None:
    """Answer every item and write the answers out, as data and as a page. What the answers say must fit together."""
    answers = Engine(catalogue).answer(base, sample.TODAY)
    for answer in answers.items:
        assert all(interpret.truth(condition.node, answer.at) == said for condition, said in answer.reasons)
        assert answer.until is None or answer.until > sample.TODAY
        amount = answer.amount
        if amount is not None and amount.low is not None and amount.high is not None:
            assert 0 <= amount.low <= amount.high
    written = json.dumps(as_data(answers), ensure_ascii=False).encode()
    assert json.loads(written)["on"] == "2025-06-30"
    page(answers).encode()


def try_policy(text: bytes, folder: Path = sample.VOCABULARY) -> Outcome:
    """A policy file, and where it is whole its examples, its hints and the answers for some firms."""
    report = Report()
    found = load_texts({"政策.yaml": text.decode("utf-8", "surrogateescape")}, report, folder)
    [str(fault) for fault in report.faults]
    refused = bool(report.faults)
    if folder == sample.VOCABULARY:
        lint(found, check_examples(found, report), report)
    if refused:
        return REFUSED
    if folder == sample.VOCABULARY:
        for told in firms():
            judge(found, told)
    return READ


def try_pack(text: bytes) -> Outcome:
    return try_policy(text, PACK)


def try_vocabulary(text: bytes) -> Outcome:
    """facts.yaml, a table or a list on top of the sample vocabulary."""
    report = Report()
    library = Library(report)
    library.add_vocabulary(sample.VOCABULARY)
    node = read_yaml(text, "x.yaml", report)
    add: dict[str, Callable[[Map, str], None]] = {
        "词汇": library.reader.facts,
        "参数": library.reader.table,
        "名单": library.reader.list,
    }
    root = "词汇" if not isinstance(node, Map) or "名" not in node.entries else "名单" if node.get("项") else "参数"
    shapes, name = ROOTS[root]
    checked = Checker(shapes, "x.yaml", report).check(node, Ref(name), root) if node is not None else None
    if isinstance(checked, Map):
        add[root](checked, "x.yaml")
        library.reader.finish()
        check_derived(library.catalogue, report)
    return REFUSED if report.faults else READ


def try_line(text: bytes) -> Outcome:
    """A rule line as a condition and as a value, from every kind of subject, worth something for every firm."""
    line = text.decode("utf-8", "replace")
    syntax = parse(line)
    outcome = REFUSED
    for kind in sample.vocabulary().subjects:
        scope = sample.library().reader.scope(kind)
        doubtful_names(syntax, scope)
        for frame in (None, Frame(-1)):
            for mean, work in ((Resolver.truth, interpret.truth), (Resolver.value, interpret.value)):
                try:
                    node: Any = mean(Resolver(scope, frame), syntax)
                except FaultError:
                    continue
                outcome = READ
                for told in firms()[:-1]:
                    work(node, Context(sample.vocabulary(), told, sample.subject_of(told, kind), sample.TODAY))
    return outcome


def try_facts(text: bytes) -> Outcome:
    """Facts as JSON, answered by the policies of the corpus."""
    data = parse_json(text.decode("utf-8", "replace"))
    judge(policies(), read_facts(data, sample.vocabulary(), sample.TODAY))
    return READ


def try_codes(text: bytes) -> Outcome:
    read_code_table("表", text.decode("utf-8", "replace"))
    return READ


@cache
def firms() -> tuple[FactBase, ...]:
    """The firms of the corpus; all but the last have at most one subject of a kind."""
    told = [parse_json(json.dumps(firm)) for firm in corpus.FIRMS]
    return tuple(read_facts(firm, sample.vocabulary(), sample.TODAY) for firm in told)


@cache
def policies() -> Catalogue:
    report = Report()
    found = load_texts({f"{n}.yaml": text for n, text in enumerate(corpus.POLICIES)}, report, sample.VOCABULARY)
    if report.faults:
        raise FaultsError(report.faults)
    return found


# What is thrown ------------------------------------------------------------------------------------------------------


@cache
def pack_texts() -> tuple[bytes, ...]:
    """The small files of the pack, where there is one: the large ones are mostly examples and slow."""
    texts = [path.read_bytes() for path in policy_files(PACK)]
    return tuple(sorted((text for text in texts if len(text) < 12_000), key=len))


def inputs(chance: random.Random) -> tuple[str, Callable[[bytes], Outcome], bytes]:
    """One target, how to try it, and an input for it."""
    mutate = Mutator(chance)
    made = Maker(chance)
    drawn = chance.random()
    if drawn < 0.22:
        return "policy", try_policy, mutate.some(chance.choice(corpus.POLICIES), corpus.POLICIES)
    if drawn < 0.36:
        return "made policy", try_policy, mutate.maybe(made.policy())
    if drawn < 0.48:
        return "vocabulary", try_vocabulary, mutate.some(chance.choice(corpus.VOCABULARIES), corpus.VOCABULARIES)
    if drawn < 0.60:
        return "line", try_line, mutate.some(chance.choice(corpus.LINES), corpus.LINES)
    if drawn < 0.75:
        return "made line", try_line, mutate.maybe(made.condition())
    if drawn < 0.86:
        firm = json.dumps(chance.choice(corpus.FIRMS), ensure_ascii=False)
        return "facts", try_facts, mutate.some(firm, [firm])
    if drawn < 0.96:
        return "made facts", try_facts, mutate.maybe(json.dumps(made.facts(), ensure_ascii=False))
    if drawn < 0.97 or not pack_texts():
        return "codes", try_codes, mutate.some(corpus.CODES, [corpus.CODES])
    return "pack", try_pack, mutate.some(chance.choice(pack_texts()).decode(), ())


# Running -------------------------------------------------------------------------------------------------------------


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TooLongError where the block takes more CPU time, which other work on the machine does not use up."""

    def stop(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def run_one(seed: int, number: int, limit: float, counts: Counter[str]) -> bool:
    """Try one input; False (and a report on stdout) where it fails."""
    name, attempt, text = inputs(random.Random(f"{seed}:{number}"))
    try:
        with limited(limit):
            outcome = attempt(text)
    except REFUSALS:
        outcome = REFUSED
    except TooLongError:
        return _told(seed, number, name, text, f"took longer than {limit} s\n{traceback.format_exc(limit=-6)}")
    except Exception:
        return _told(seed, number, name, text, traceback.format_exc())
    counts[f"{name} {outcome}"] += 1
    return True


def _told(seed: int, number: int, name: str, text: bytes, why: str) -> bool:
    shown = text.decode("utf-8", "backslashreplace")
    print(f"FAILED: {name}, seed {seed}, iteration {number}\n{why}")
    print(f"input ({len(text)} bytes):\n{shown[:MOST_SHOWN]}")
    print(f"again: python -m tests.fuzz --seed {seed} --start {number} --iterations 1\n", flush=True)
    return False


def main(argv: list[str]) -> int:
    """Run for a time or for a number of inputs; 0 where every one was read or refused."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long (default: 30)")
    parser.add_argument("--iterations", type=int, help="how many inputs, instead of how long")
    parser.add_argument("--start", type=int, default=0, help="the first iteration (default: 0)")
    parser.add_argument("--seed", type=int, default=0, help="the seed (default: 0)")
    parser.add_argument("--limit", type=float, default=LIMIT, help=f"seconds for one input (default: {LIMIT})")
    options = parser.parse_args(argv)
    firms(), policies(), pack_texts()
    import_module(SOLVER)
    counts: Counter[str] = Counter()
    number, failures, end = options.start, 0, time.monotonic() + options.seconds
    while number < options.start + options.iterations if options.iterations else time.monotonic() < end:
        failures += not run_one(options.seed, number, options.limit, counts)
        number += 1
    for name, count in sorted(counts.items()):
        print(f"{name:<20} {count:>8}")
    print(f"{'inputs':<20} {number - options.start:>8}\n{'failures':<20} {failures:>8}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
