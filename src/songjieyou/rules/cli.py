"""`./sjy policy check | fit | bulk | sql | facts | replay`: the engine on the command line."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from songjieyou.rules.answer.engine import Answers, Engine
from songjieyou.rules.check.examples import check_derived, check_examples
from songjieyou.rules.check.lints import lint
from songjieyou.rules.facts.read import FactsError, parse_json, read_facts
from songjieyou.rules.faults import FaultError, Report
from songjieyou.rules.library.load import PACK, load, load_files
from songjieyou.rules.library.policy import Catalogue
from songjieyou.rules.show.answer import as_data
from songjieyou.rules.show.page import page
from songjieyou.rules.show.replay import first_difference, frozen
from songjieyou.rules.show.vocabulary import facts_data, facts_page
from songjieyou.rules.units import read_date

SHANGHAI: Final = dt.timezone(dt.timedelta(hours=8))
ANSWERED, BAD_POLICIES, BAD_FACTS = 0, 1, 2
DIALECTS: Final = ("duckdb", "postgres", "sqlite", "spark")
MAX_FACTS_BYTES: Final = 20_000_000


def main(argv: list[str]) -> int:
    """Run one of the commands and return its exit status."""
    options = _parser().parse_args(argv)
    status: int = options.run(options)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./sjy policy", description="政策：校验、测算、词汇、重放")
    commands = parser.add_subparsers(required=True, metavar="命令")

    check = commands.add_parser("check", help="校验政策文件，并运行其中的例子")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="文件或目录；不写是整个政策包")
    check.set_defaults(run=_check)

    fit = commands.add_parser("fit", help="一家企业在某一天符合哪些政策、多少钱、理由是什么")
    fit.add_argument("--facts", required=True, metavar="FACTS.json", help="企业的事实；- 是标准输入")
    fit.add_argument("--policies", type=Path, metavar="DIR", help="用这个目录里的政策代替政策包")
    fit.add_argument("--on", type=_date, metavar="DATE", help="哪一天，如 2024-10-01；默认今天")
    fit.add_argument("--json", action="store_true", help="输出给程序读的 JSON")
    fit.add_argument("--freeze", type=Path, metavar="FILE", help="另存一份可以重放的答复")
    fit.set_defaults(run=_fit)

    many = commands.add_parser("bulk", help="许多企业：一行一个对象的 CSV，逐行逐项回答")
    many.add_argument("--facts", required=True, metavar="FILE.csv", help="表头是对象、号、属和事实；- 是标准输入")
    many.add_argument("--policies", type=Path, metavar="DIR", help="用这个目录里的政策代替政策包")
    many.add_argument("--on", type=_date, metavar="DATE", help="哪一天，如 2024-10-01；默认今天")
    many.add_argument("--out", type=Path, metavar="FILE", help="结果写到这个文件；默认写到标准输出")
    many.add_argument("--by-item", type=Path, metavar="FOLDER", help="另外每个事项写一份符合的名单，钱多的在前")
    many.add_argument("--all", action="store_true", help="不符合、未施行、已失效的也写")
    many.set_defaults(run=_bulk)

    facts = commands.add_parser("facts", help="词汇表：政策可以问的每一个事实")
    facts.add_argument("--policies", type=Path, metavar="DIR", help="连同这个目录自带的词汇")
    facts.add_argument("--json", action="store_true", help="输出给程序读的 JSON")
    facts.set_defaults(run=_facts)

    replay = commands.add_parser("replay", help="重算一份存下的答复，说出第一处不同")
    replay.add_argument("answer", type=Path, metavar="FILE", help="fit --freeze 存下的文件")
    replay.add_argument("--policies", type=Path, metavar="DIR", help="用这个目录里的政策代替政策包")
    replay.set_defaults(run=_replay)

    sql = commands.add_parser("sql", help="结论写成 SQL：表和查询，供已有的数据库或分布式引擎运行")
    sql.add_argument("--on", type=_date, metavar="DATE", help="哪一天，如 2024-10-01；默认今天")
    sql.add_argument("items", nargs="*", metavar="ITEM", help="政策名/编号；不写是全部事项")
    sql.add_argument("--policies", type=Path, metavar="DIR", help="用这个目录里的政策代替政策包")
    sql.add_argument("--dialect", choices=DIALECTS, default=DIALECTS[0], help=f"哪一种数据库；默认 {DIALECTS[0]}")
    sql.set_defaults(run=_sql)
    return parser


def _date(text: str) -> dt.date:
    try:
        return read_date(text)
    except FaultError as error:
        raise argparse.ArgumentTypeError(error.message) from None


def today() -> dt.date:
    """Today in Shanghai."""
    return dt.datetime.now(SHANGHAI).date()


def _tell(lines: Iterable[object]) -> None:
    for line in lines:
        print(line, file=sys.stderr)


# check ---------------------------------------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    report = Report()
    counts = [0, 0, 0]
    for catalogue, folder in _catalogues(options.paths, report):
        ran = check_examples(catalogue, report)
        derived = check_derived(catalogue, report, folder)
        lint(catalogue, ran, report)
        for number, count in enumerate((len(catalogue.policies), len(catalogue.items), len(ran) + derived)):
            counts[number] += count
    for hint in sorted(set(report.hints)):
        print(f"提示 {hint}")
    faults = sorted(set(report.faults))
    for fault in faults:
        print(fault)
    policies, items, examples = counts
    print(
        f"{policies} 个政策、{items} 个事项、{examples} 个例子：" + (f"{len(faults)} 处错误" if faults else "全部通过")
    )
    return BAD_POLICIES if faults else ANSWERED


def _catalogues(paths: list[Path], report: Report) -> Iterable[tuple[Catalogue, Path]]:
    """One catalogue for the pack or for each folder, one for all single files; and where their derived facts lie."""
    if not paths:
        yield load(None, report), PACK
    files = []
    for path in paths:
        if path.is_dir():
            yield load(path, report), path
        elif path.is_file():
            files.append(path)
        else:
            report.fault(str(path), 0, 0, "没有这个文件或目录")
    if files:
        yield load_files(files, report), files[0].parent


# fit -----------------------------------------------------------------------------------------------------------------


def _library(policies: Path | None) -> Catalogue | None:
    """The policies to answer from; None, with the faults told, where they are at fault."""
    report = Report()
    if policies is not None and not policies.is_dir():
        report.fault(str(policies), 0, 0, "没有这个目录")
    else:
        catalogue = load(policies, report)
        if not report.faults:
            return catalogue
    _tell(sorted(set(report.faults)))
    return None


def _read_text(name: str) -> str:
    """The facts file as text. Raises FactsError."""
    try:
        data = sys.stdin.buffer.read(MAX_FACTS_BYTES + 1) if name == "-" else _bounded(Path(name))
        if len(data) > MAX_FACTS_BYTES:
            raise FactsError([((), f"文件超过 {MAX_FACTS_BYTES // 1_000_000} MB")])
        return data.decode("utf-8-sig")
    except OSError as error:
        raise FactsError([((), f"读不了这个文件：{error.strerror}")]) from None
    except UnicodeDecodeError:
        raise FactsError([((), "不是 UTF-8 编码")]) from None


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_FACTS_BYTES + 1)


def _answers(catalogue: Catalogue, data: Any, on: dt.date, name: str) -> Answers | None:
    """The answers; None, with the faults told, where the facts are at fault."""
    try:
        return Engine(catalogue).answer(read_facts(data, catalogue.vocabulary, on), on)
    except FactsError as error:
        _tell_facts(name, error)
        return None


def _tell_facts(name: str, error: FactsError) -> None:
    _tell(": ".join(filter(None, (name, ".".join(way), message))) for way, message in error.faults)


def _fit(options: argparse.Namespace) -> int:
    catalogue = _library(options.policies)
    if catalogue is None:
        return BAD_POLICIES
    try:
        data = parse_json(_read_text(options.facts))
    except FactsError as error:
        _tell_facts(options.facts, error)
        return BAD_FACTS
    answers = _answers(catalogue, data, options.on or today(), options.facts)
    if answers is None:
        return BAD_FACTS
    if options.freeze and not _keep(options.freeze, frozen(answers, data)):
        return BAD_FACTS
    print(json.dumps(as_data(answers), ensure_ascii=False, indent=1) if options.json else page(answers), end="")
    if options.json:
        print()
    return ANSWERED


def _keep(path: Path, stored: Any) -> bool:
    """Write an answer down; False, with the reason told, where that cannot be done."""
    text = json.dumps(stored, ensure_ascii=False, indent=1, default=str)  # exact numbers as text
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        _tell([f"{path}: 写不了这个文件：{error.strerror}"])
        return False
    return True


# bulk ----------------------------------------------------------------------------------------------------------------


def _bulk(options: argparse.Namespace) -> int:
    from songjieyou.rules.bulk.command import Request, bulk  # here, for NumPy takes a while to load

    catalogue = _library(options.policies)
    if catalogue is None:
        return BAD_POLICIES
    request = Request(options.facts, options.on or today(), options.out, options.by_item, options.all)
    return ANSWERED if bulk(catalogue, request) else BAD_FACTS


# facts, replay -------------------------------------------------------------------------------------------------------


def _facts(options: argparse.Namespace) -> int:
    catalogue = _library(options.policies)
    if catalogue is None:
        return BAD_POLICIES
    if options.json:
        print(json.dumps(facts_data(catalogue.vocabulary), ensure_ascii=False, indent=1))
    else:
        print(facts_page(catalogue.vocabulary), end="")
    return ANSWERED


def _replay(options: argparse.Namespace) -> int:
    """0 where the answer comes out the same, 1 where it does not, 2 where the file is none."""
    try:
        stored = parse_json(_read_text(str(options.answer)))
        on = read_date(str(stored["on"]))
        data, answer, sources = stored["facts"], dict(stored["answer"]), dict(stored["sources"])
    except (FactsError, FaultError, KeyError, TypeError, ValueError):
        _tell([f"{options.answer}: 不是 fit --freeze 存下的答复"])
        return BAD_FACTS
    catalogue = _library(options.policies)
    if catalogue is None:
        return BAD_POLICIES
    answers = _answers(catalogue, data, on, str(options.answer))
    if answers is None:
        return BAD_FACTS
    changed = sorted(name for name, digest in sources.items() if catalogue.digests.get(name) != digest)
    difference = first_difference(answer, as_data(answers))
    if difference:
        print(f"不一致：{difference}")
    else:
        print("一致：重算的结果与存下的答复完全相同")
    if changed:
        print(f"变了的文件：{'、'.join(changed)}")
    return 1 if difference else 0


# sql -----------------------------------------------------------------------------------------------------------------


def _sql(options: argparse.Namespace) -> int:
    from songjieyou.rules.sql import command  # here, for sqlglot takes a while to load

    catalogue = _library(options.policies)
    if catalogue is None:
        return BAD_POLICIES
    items = command.chosen(catalogue, options.items)
    if isinstance(items, str):
        _tell([items])
        return BAD_POLICIES
    for line in command.lines(catalogue, items, options.on or today(), options.dialect):
        print(line)
    return ANSWERED
