"""One firm × 1,000 items: what we, zen-engine, OpenFisca and plain Python need for it, and who answers wrongly.

All in one run, in turn, on the same made-up library. Exit status 1 where we differ from the reference anywhere.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import _naive
import _peers
from _generate import ON, Firm, Sample, input_of, make, write_library
from _table import MISTAKES, met, mistake, table

from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.check.examples import check_examples
from songjieyou.rules.check.lints import lint
from songjieyou.rules.facts.read import read_facts
from songjieyou.rules.faults import Report
from songjieyou.rules.library.load import load
from songjieyou.rules.library.policy import Catalogue

WHY, ASK, MONEY, NAIVE = "送解优", "送解优 连同缺项", "送解优 连同金额", "朴素 Python（参照）"
ZEN_EACH, ZEN_WHOLE, OPENFISCA = "zen-engine 逐项", "zen-engine 合一", "OpenFisca"
TARGET_MS: Final = 5.0
AIM_MS: Final = 2.0
TARGET_CHECK: Final = 10.0


@dataclass(slots=True)
class Contender:
    """`inputs` stand beside the firms; `verdicts` makes the result of `run` comparable and is not timed."""

    name: str
    inputs: list[Any]
    run: Callable[[Any], Any]
    verdicts: Callable[[Any], list[str]]
    milliseconds: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)


def ours(sample: Sample, catalogue: Catalogue) -> list[Contender]:
    """Verdicts with their reasons and what is missing for them; and the same with amounts and what those miss."""
    engine = Engine(catalogue)
    inputs = [input_of(firm, sample.facts) for firm in sample.firms]

    def answers(data: dict[str, Any]) -> list[ItemAnswer]:
        return engine.answer(read_facts(data, catalogue.vocabulary, ON), ON).items

    def why(data: dict[str, Any]) -> list[ItemAnswer]:
        found = answers(data)
        for one in found:
            touched(one.verdict, one.conditions, one.truths)
        return found

    def ask(data: dict[str, Any]) -> list[ItemAnswer]:
        found = answers(data)
        for one in found:
            touched(one.verdict, one.conditions, one.truths, one.blocking)
        return found

    def money(data: dict[str, Any]) -> list[ItemAnswer]:
        found = answers(data)
        for one in found:
            touched(one.verdict, one.reasons, one.missing, one.amount)
        return found

    def verdicts(found: list[ItemAnswer]) -> list[str]:
        by_id = {one.item.id: one.verdict for one in found}
        return [by_id[item.id] for item in sample.items]

    runs = ((WHY, why), (ASK, ask), (MONEY, money))
    return [Contender(name, inputs, run, verdicts) for name, run in runs]


def touched(*parts: object) -> None:
    """An answer computes each part when it is first looked at."""


def naive(sample: Sample) -> Contender:
    def run(firm: Firm) -> list[_naive.Answer]:
        return [_naive.answer(item, firm) for item in sample.items]

    return Contender(NAIVE, list(sample.firms), run, lambda found: [one.verdict for one in found])


def peers(sample: Sample) -> list[Contender]:
    """Those that are installed; the others are named."""
    told = [_peers.told(firm, sample.facts) for firm in sample.firms]
    codes = [_peers.openfisca_input(context) for context in told]
    found = []
    for name, inputs, make_run in (
        (ZEN_EACH, told, _peers.zen_each),
        (ZEN_WHOLE, told, _peers.zen_whole),
        (OPENFISCA, codes, _peers.openfisca),
    ):
        try:
            run = make_run(sample)
        except ImportError as error:
            print(f"没有安装 {name}，不比它（{error}）")
            continue
        found.append(Contender(name, inputs, run, lambda result: [_peers.verdict(one) for one in result]))
    return found


# Measuring -----------------------------------------------------------------------------------------------------------


def compare(contenders: list[Contender], reference: list[list[str]]) -> None:
    """Count what each says of every firm and item otherwise than the reference. Warms up, too."""
    for contender in contenders:
        for given, right in zip(contender.inputs, reference, strict=True):
            said = contender.verdicts(contender.run(given))
            contender.wrong.update(mistake(a, b) for a, b in zip(right, said, strict=True) if a != b)


def measure(contenders: list[Contender], rounds: int) -> None:
    """CPU time of every firm by every contender, in turn, so that a slow moment of the machine hits all alike."""
    gc.collect()
    gc.freeze()  # what stands loaded is nobody's garbage
    for _ in range(rounds):
        for contender in contenders:
            for given in contender.inputs:
                start = time.process_time()
                contender.run(given)
                contender.milliseconds.append((time.process_time() - start) * 1000)
    gc.unfreeze()


def differences(sample: Sample, contender: Contender) -> list[str]:
    """Every verdict, truth, missing fact and amount of ours that differs from the reference."""
    found = []
    for firm, given in zip(sample.firms, contender.inputs, strict=True):
        answers = {one.item.id: one for one in contender.run(given)}
        for item in sample.items:
            right, said = _naive.answer(item, firm), answers[item.id]
            found += [f"{item.id} {what}：{a}，应为 {b}" for what, a, b in _beside(right, said) if a != b]
    return found


def _beside(right: _naive.Answer, said: ItemAnswer) -> list[tuple[str, Any, Any]]:
    truths = [{True: 2, None: 1, False: 0}[truth] for truth in right.truths]
    return [
        ("结论", said.verdict, right.verdict),
        ("各条", [truth for _, truth in said.reasons], truths),
        ("缺", set(said.missing), right.missing),
        ("金额", said.amount and (said.amount.low, said.amount.high), right.amount),
    ]


# Printing ------------------------------------------------------------------------------------------------------------


def result_rows(contenders: list[Contender]) -> list[list[str]]:
    own = statistics.median(contenders[0].milliseconds)
    rows = [["", "中位 ms", "九成不超过 ms", "测量次数", "为我们的几倍", "结论不同", *MISTAKES]]
    for one in contenders:
        median, high = statistics.median(one.milliseconds), statistics.quantiles(one.milliseconds, n=10)[-1]
        speed = [f"{median:.2f}", f"{high:.2f}", str(len(one.milliseconds)), f"{median / own:.1f}"]
        rows.append([one.name, *speed, str(one.wrong.total()), *(str(one.wrong[kind]) for kind in MISTAKES)])
    return rows


NOTES: Final = """\
口径：同一进程、同一批样本，各家轮流，一次是一家企业对全部事项，只计 CPU 时间（process_time），先空跑一遍。
· 送解优：从输入的事实建库算起，取出每个事项的结论和理由（各条条件和它的真假）；连同缺项：再取待补充的所缺的事实；
  连同金额：再取金额、算法和金额所缺的事实。按日期的准备一次做好，不计。目标看第一行。
· 朴素 Python：给出结论、各条真假、缺项和金额的上下限（没有过程），与引擎不共用代码，是判断对错的参照。
· 另三家只答是与否，没有理由，没有金额，做的事比我们少；事实是一段时取中值给它们。
  zen-engine 逐项：一个事项一个表达式，缺事实时出错，当作未知；合一：全部事项放进一个决策，缺的事实只能先补零补否。
  OpenFisca：一家企业一个新模拟，一个事项一个变量，缺的事实是零或否，金额是单精度浮点。
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="./sjy bench one")
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--firms", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    os.environ["RUST_BACKTRACE"] = "0"  # else each error of zen-engine would also pay for a stack trace

    sample = make(asked.items, asked.firms, asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        write_library(sample, _naive.examples_of(sample), Path(folder))
        catalogue = loaded(Path(folder))
    if catalogue is None:
        return 1
    contenders = [*ours(sample, catalogue), naive(sample), *peers(sample)]
    wrong = differences(sample, contenders[0])
    reference = [[_naive.answer(item, firm).verdict for item in sample.items] for firm in sample.firms]
    compare(contenders, reference)
    measure(contenders, asked.rounds)

    conditions = sum(len(item.tests) for item in sample.items)
    verdicts = Counter(verdict for row in reference for verdict in row)
    print(f"一家企业 × {asked.items} 个事项（{conditions} 条条件），共 {asked.firms} 家企业")
    print("正确的结论：" + "，".join(f"{verdict} {count}" for verdict, count in verdicts.most_common()) + "\n")
    print(table(result_rows(contenders)) + "\n\n" + NOTES)
    own = statistics.median(contenders[0].milliseconds)
    print(f"中位 {own:.2f} ms，目标不超过 {TARGET_MS:.0f} ms（力争 {AIM_MS:.0f} ms）：{met(own <= TARGET_MS)}")
    print(f"与参照比对结论、各条真假、缺项、金额：{len(wrong)} 处不同", *wrong[:20], sep="\n")
    return 1 if wrong else 0


def loaded(folder: Path) -> Catalogue | None:
    """The catalogue, checked as `policy check` does; None, and the faults said, where something is wrong."""
    report = Report()
    start = time.process_time()
    catalogue = load(folder, report)
    reading = time.process_time() - start
    examples = check_examples(catalogue, report)
    checking = time.process_time() - start - reading
    lint(catalogue, examples, report)
    whole = time.process_time() - start
    if report.faults:
        print(*report.faults[:20], sep="\n", file=sys.stderr)
        return None
    print(
        f"检查 {len(catalogue.items)} 个事项：读入编译 {reading:.2f} 秒，{len(examples)} 个例子 {checking:.2f} 秒，",
        end="",
    )
    print(f"提示 {whole - reading - checking:.2f} 秒", end="")
    print(f"；共 {whole:.2f} 秒，目标 {TARGET_CHECK:.0f} 秒：{met(whole <= TARGET_CHECK)}\n")
    return catalogue


if __name__ == "__main__":
    sys.exit(main())
