"""`./sjy import enterprises FILE.xlsx`: a table of firms into the register, checked as a whole before anything is
written.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from songjieyou.operations.lock import OURS_ALONE
from songjieyou.operations.refusal import STATUS, RefusedError, told

if TYPE_CHECKING:
    from songjieyou.core.models import Park
    from songjieyou.enterprises.domain.imports import Checked

LISTED = 20
"""Cells at fault, and changes, that are printed; more are counted."""


def main(argv: list[str]) -> int:
    """0 when all is written, or would be (`--dry-run`); 1 where the table has faults or cannot be taken."""
    os.umask(OURS_ALONE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "songjieyou.config.settings")
    import django

    django.setup()
    options = _parser().parse_args(argv)
    return told(lambda: _bring(options))


def _parser() -> argparse.ArgumentParser:
    from songjieyou.enterprises.enums import Origin

    origins = "；".join(f"{origin.value} {origin.label}" for origin in Origin)
    parser = argparse.ArgumentParser(prog="./sjy import", description="把企业名录导入登记。整表没有错才写入。")
    parser.add_argument("what", choices=["enterprises"], help="导入什么：enterprises 企业名录")
    parser.add_argument("file", type=Path, metavar="FILE", help="xlsx 或 CSV；模板在网页“导入名录”下载")
    parser.add_argument("--dry-run", action="store_true", help="只检查，说明会改动什么，不写入")
    parser.add_argument("--park", help="园区简称；只有一个园区时不用写")
    parser.add_argument("--origin", choices=Origin.values, default=Origin.PARK.value, help=f"数据来源：{origins}")
    parser.add_argument("--on", type=dt.date.fromisoformat, help="数据日期，如 2026-01-04；默认今天")
    parser.add_argument("--marked", type=Path, help="有错时，标出错误的副本写到哪里；默认在当前目录")
    return parser


def _bring(options: argparse.Namespace) -> int:
    from songjieyou.core import clock
    from songjieyou.core.sheets import SheetError
    from songjieyou.enterprises.domain import imports
    from songjieyou.enterprises.enums import Origin
    from songjieyou.enterprises.excel.books import write_copy

    park, on = _park(options.park), options.on or clock.today()
    if on > clock.today():
        raise RefusedError("数据日期不能晚于今天。")
    try:
        checked = imports.check(park=park, data=options.file.read_bytes(), name=options.file.name)
    except OSError as error:
        raise RefusedError(f"打不开 {options.file}：{error.strerror}") from None
    except SheetError as error:
        raise RefusedError(str(error)) from None
    if checked.faults:
        marked = options.marked or Path(f"{options.file.stem}-问题.xlsx")
        marked.write_bytes(write_copy(checked.table.columns, checked.table.lines))
        return _say_faults(checked, marked)
    _say(checked)
    if options.dry_run:
        print("只检查，没有写入。")
        return 0
    whole = imports.stage(park=park, checked=checked, origin=Origin(options.origin), on=on, by=None)
    imports.confirm(whole=whole, by=None)
    while imports.write_some(whole=whole):
        done, all_of_it = imports.progress(whole)
        print(f"已写入 {100 * done // all_of_it}%", flush=True)
    print("已全部写入。")
    return 0


def _park(short_name: str | None) -> Park:
    from songjieyou.core.models import Park

    parks = list(Park.objects.filter(**({"short_name": short_name} if short_name else {}))[:2])
    if len(parks) != 1:
        known = "、".join(Park.objects.values_list("short_name", flat=True)[:LISTED]) or "还没有园区"
        raise RefusedError(f"请用 --park 写明园区简称：{known}。")
    return parks[0]


def _say(checked: Checked) -> None:
    from songjieyou.enterprises.domain.imports import report

    found = report(checked)
    for note in found["notes"]:
        print(note)
    if found["others"]:
        print(f"没有读的列：{'、'.join(found['others'])}。")
    numbers = f"新登记 {found['new']}，数据有变化 {found['changed']}，没有变化 {found['same']}"
    print(f"企业 {len(checked.table.lines)} 家：{numbers}。")
    print(f"要写入数据 {found['told']} 项，其中与现有的不同 {found['replaced']} 项。")
    for change in checked.plan.changes[:LISTED]:
        stays = "（记下，但仍以原来的为准）" if change.stays else ""
        print(f"  {change.firm}  {change.fact}：{change.now} → {change.then}{stays}")


def _say_faults(checked: Checked, marked: Path) -> int:
    table = checked.table
    for line, index, words in [*table.faults][:LISTED]:
        print(f"{table.letters[index]}{line.number} {table.columns[index].heading}：{words}", file=sys.stderr)
    print(f"共 {checked.faults} 格有错，没有写入。标出错误的副本：{marked}", file=sys.stderr)
    return STATUS
