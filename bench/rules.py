"""Very many rows × 1,000 items: what our bulk engine, OpenFisca, DuckDB, zen-engine and plain Python need for it.

All in one run on the same made-up work, each in its own process, each compared cell by cell with one reference. Exit
status 1 where we, or the reference beside its own check, are wrong anywhere.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import Final

import _naive
from _contenders import (
    CASE,
    CHANGED,
    COUNTING,
    NAIVE,
    NUMPY,
    OPENFISCA,
    OPENFISCA_BOTH,
    OPENFISCA_WHOLE,
    OURS,
    PLANES,
    SINGLE_FIRMS,
    ZEN_EACH,
    ZEN_WHOLE,
)
from _generate import Sample, changed, make, write_library
from _job import CHANGED_LIBRARY, CODES, LIBRARY, SINGLE, Size, write_job
from _process import Measured, measured, spawn
from _table import MISTAKES, met, mistake, table

PEERS: Final = {
    "openfisca": (OPENFISCA, OPENFISCA_WHOLE, OPENFISCA_BOTH),
    "duckdb": (PLANES, COUNTING, CASE),
    "zen": (ZEN_EACH, ZEN_WHOLE),
    "numpy": (),  # the reference runs in any case
    "python": (NAIVE,),
}
EXACT: Final = (OURS, CHANGED, NUMPY, NAIVE, PLANES, CASE)
"""Whose every answer must be right: ours, and those that vouch for the reference."""
MUST: Final = {OPENFISCA: 5.0, OPENFISCA_WHOLE: 5.0, OPENFISCA_BOTH: 5.0, PLANES: 25.0, CASE: 25.0}
GIGABYTE: Final = 10**9
MILLION: Final = 10**6
CHANGED_MS: Final = 50.0
CHANGES: Final = 10
"""So many items are changed in turn for each repetition."""
PACK_FIRMS: Final = 7000
PACK_SECONDS: Final = 1.0
BANDED, MORE_BANDED = 0.05, 0.10
PACK: Final = Path(__file__).parent / "_pack.py"


@dataclass(slots=True)
class Measurement:
    """Of one size: what was found, by contender, and `conditions` of all items together."""

    size: Size
    conditions: int
    found: dict[str, Measured] = field(default_factory=dict)

    def rows(self, name: str) -> int:
        return min(SINGLE, self.size.rows) if name in SINGLE_FIRMS else self.size.rows

    def speed(self, name: str) -> float:
        """Evaluations per CPU-second."""
        return self.rows(name) * self.conditions / self.found[name].median

    def faster(self, name: str) -> float:
        return self.speed(OURS) / self.speed(name)

    def wrong(self) -> list[str]:
        return [
            f"{self.size.rows} 行：{name} 有 {self.found[name].wrong} 格和参照不同"
            for name in EXACT
            if name in self.found and self.found[name].wrong
        ]


def main() -> int:
    asked = arguments()
    with tempfile.TemporaryDirectory() as folder:
        sample = make(asked.items, 0, asked.seed)
        other = replace(sample, items=[changed(item) for item in sample.items])
        for name, one in ((LIBRARY, sample), (CHANGED_LIBRARY, other)):
            write_library(one, _naive.examples_of(one), Path(folder) / name)
        sizes = [Size(asked.items, rows, asked.seed, BANDED) for rows in asked.rows]
        names = [OURS, *(name for peer in asked.peers for name in PEERS[peer])]
        done = []
        for size in sizes:
            more = [CHANGED] if size is sizes[-1] else []
            done.append(compare(sample, size, [*names, *more], asked.repeat, Path(folder)))
        banded = Size(asked.items, asked.rows[-1], asked.seed, MORE_BANDED)
        bands = compare(sample, banded, [OURS, *({NAIVE} & {*names})], asked.repeat, Path(folder))
    pack = spawn(PACK, str(asked.firms), str(asked.repeat), str(asked.seed))
    wrong = [text for one in (*done, bands) for text in one.wrong()]
    if pack["wrong"]:
        wrong.append(f"事项包：{pack['wrong']} 格和逐户的引擎不同")
    print(NOTES + versions() + "\n")
    print("\n".join(summary(done, bands, pack)))
    print("\n".join(wrong) or "我们的结论没有一格不同")
    return 1 if wrong else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./sjy bench rules")
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--rows", type=_numbers, default=[10_000, 100_000, 1_000_000], metavar="N,N")
    parser.add_argument("--firms", type=int, default=PACK_FIRMS, help="firms for the whole pack")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peers", type=_peers, default=list(PEERS), metavar=",".join(PEERS))
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _peers(text: str) -> list[str]:
    found = [name for name in text.split(",") if name]
    if not PEERS.keys() >= {*found}:
        raise argparse.ArgumentTypeError(f"choose from {', '.join(PEERS)}")
    return found


def compare(sample: Sample, size: Size, names: Iterable[str], repeat: int, folder: Path) -> Measurement:
    """One size, one contender after the other; the reference comes first, for it writes what is right."""
    share = f"{size.banded:.0%}"
    print(f"{size.rows} 行 × {size.items} 个事项，两成的事实缺，{share} 是一段", flush=True)
    done = Measurement(size, sum(len(item.tests) for item in sample.items))
    job = write_job(folder / f"{size.rows}-{share}", size)
    for name in (NUMPY, *names):
        one = measured(name, job, repeat * CHANGES if name == CHANGED else repeat)
        if one is not None:
            done.found[name] = one
    shutil.rmtree(job.folder)
    print(table(result_rows(done)) + "\n", flush=True)
    return done


def versions() -> str:
    """What was compared, as far as it is installed."""
    found = []
    for name in ("numpy", "OpenFisca-Core", "duckdb", "zen-engine"):
        with suppress(metadata.PackageNotFoundError):
            found.append(f"{name} {metadata.version(name)}")
    return f"· Python {sys.version.split()[0]}，{'，'.join(found)}\n"


# Printing ------------------------------------------------------------------------------------------------------------


def result_rows(done: Measurement) -> list[list[str]]:
    head = ["", "行数", "中位 CPU 秒", "次数", "百万格/CPU 秒", "百万条件/CPU 秒", "送解优是它的几倍", "内存多用 MB"]
    rows = [[*head, "比对格数", "结论不同", *MISTAKES]]
    for name, one in sorted(done.found.items(), key=lambda pair: pair[0] != OURS):
        if name == CHANGED:
            continue
        cells = done.speed(name) / done.conditions * done.size.items
        speed = f"{cells / MILLION:.1f}", f"{done.speed(name) / MILLION:.1f}"
        speed = *speed, f"{done.faster(name):.1f}" if OURS in done.found else ""
        used = f"{one.median:.3f}", str(len(one.seconds)), *speed, f"{one.peak / MILLION:.0f}"
        kinds = mistakes(one)
        checked = [str(one.wrong), *(str(kinds[kind]) for kind in MISTAKES)] if one.cells else ["—"] * 5
        rows.append([name, str(done.rows(name)), *used, str(one.cells), *checked])
    return rows


def mistakes(one: Measured) -> Counter[str]:
    kinds: Counter[str] = Counter()
    for right, row in zip(CODES, one.said, strict=True):
        for said, count in zip(CODES, row, strict=True):
            if said != right:
                kinds[mistake(right, said)] += count
    return kinds


NOTES: Final = f"""\
口径：同一台机器、同一次运行、同一批数据，各家各在自己的进程里依次跑；一格是一行对一个事项，一格里每一条要求是一个
条件（任一算一个）。
· CPU 秒：用户态加内核态，连同所有线程（getrusage）；读入数据、编译规则、建表不计。每家重复到规定次数，
  累计过半分钟就不再重复（至少两次），取中位。内存多用：运行中的峰值减去读入数据之后的占用；只有 Linux 上有。
· 送解优：从原始的列算起：给各列编码，每条不同的条件只算一次，再合成每个事项的结论，结论都留在内存里（按位）。
· 朴素 NumPy：逐项逐条整列比较，不共用，三值；是全部格子的参照，自己又由朴素 Python 抽样核对。
· 朴素 Python、zen-engine：一行一行地答，时间随行数成正比，所以每种规模只用均匀抽出的 {SINGLE} 行（折算成速度相比）。
  zen-engine 逐项：缺事实时出错，当作未知；合一：全部事项放进一个决策，缺的事实只能先补零补否。
· OpenFisca：从同样的列算起，排成它的列也计时。分批：一次模拟 20 万行；一次：全部行一次模拟。缺的事实是零或否，
  一段取中值，金额是单精度浮点，只答是与否，题目比我们的容易。两面：让它答同样的题，上下限各一列（缺的当成极宽的
  一段），一定符合与可能符合各一个变量，分批；金额仍是单精度浮点。
· DuckDB：一个线程；语句事先 PREPARE。三值：上下限两列，缺的是 NULL，CASE WHEN 下限达到 THEN 真 WHEN 上限达不到
  THEN 假，每 50 个事项一句，连同取成 NumPy 数组（和存成表差不多快）。两面：我们替它手写的最快的写法，缺的当成极宽的
  一段，各列用最窄的整数，一定符合与可能符合各算一遍，每 20 个事项一句，取成 NumPy 数组。只计数：同上，但只数行数，
  不留各行的结论，列出来供参考。
"""


def summary(done: list[Measurement], bands: Measurement, pack: dict[str, float]) -> list[str]:
    """What was aimed at, and whether it was reached."""
    last = done[-1]
    return [
        *(_against(last, name, aim) for name, aim in MUST.items() if name in last.found),
        *_growth(done),
        _memory(last.found[OURS].peak),
        _change(last.found[CHANGED], last.size.rows),
        (
            f"一段占 {BANDED:.0%} 时每 CPU 秒 {last.speed(OURS) / MILLION:.0f} 百万个条件，"
            f"占 {MORE_BANDED:.0%} 时 {bands.speed(OURS) / MILLION:.0f} 百万个"
        ),
        _pack(pack),
    ]


def _against(last: Measurement, name: str, aim: float) -> str:
    found = last.faster(name)
    return f"{last.size.rows} 行，是 {name} 的 {found:.1f} 倍，目标 {aim:.0f} 倍：{met(found >= aim)}"


def _growth(done: list[Measurement]) -> Iterable[str]:
    for small, large in itertools.pairwise(done):
        ratio = large.found[OURS].median / small.found[OURS].median
        rows = large.size.rows / small.size.rows
        yield f"从 {small.size.rows} 行到 {large.size.rows} 行（{rows:g} 倍），我们的时间是 {ratio:.1f} 倍"


def _memory(peak: int) -> str:
    return f"内存多用 {peak / MILLION:.0f} MB，目标不超过 1 GB：{met(peak <= GIGABYTE)}"


def _change(found: Measured, rows: int) -> str:
    median, worst = found.median * 1000, max(found.seconds) * 1000
    aim = f"目标不超过 {CHANGED_MS:.0f} ms：{met(median <= CHANGED_MS)}"
    return f"改一个事项，{rows} 行重算，{len(found.seconds)} 个事项里中位 {median:.1f} ms，最多 {worst:.1f} ms，{aim}"


def _pack(pack: dict[str, float]) -> str:
    right = met(pack["seconds"] <= PACK_SECONDS)
    return (
        f"整个事项包 {pack['items']} 个事项 × {pack['firms']} 户：{pack['seconds']:.2f} CPU 秒（连同编码，"
        f"由单户事实排成列另需 {pack['columns']:.2f} 秒），目标不超过 {PACK_SECONDS:.0f} 秒：{right}；"
        f"和逐户的引擎比对 {pack['cells']} 格，{pack['wrong']} 格不同"
    )


if __name__ == "__main__":
    sys.exit(main())
