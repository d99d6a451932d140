"""Before the house opens: its key, its tables, its style sheet, and in a demo its people.

A process of its own, started by `./sjy up`. It answers with one line of JSON; what people should know goes to stderr.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import sys
from typing import TYPE_CHECKING

from songjieyou.operations.refusal import RefusedError, told

USUAL_FIRMS = 518
"""Firms of a demo: as many as were visited in the campaign that this house is modelled on."""

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="prepare")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--no-demo", action="store_true")
    parser.add_argument("--firms", type=int)
    options = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "songjieyou.config.settings")
    return told(lambda: _answer(fresh=options.fresh, want_demo=not options.no_demo, firms=options.firms))


def _answer(*, fresh: bool, want_demo: bool, firms: int | None) -> int:
    import django

    django.setup()
    print(json.dumps({"demo": prepare(fresh=fresh, want_demo=want_demo, firms=firms)}))
    return 0


def prepare(*, fresh: bool, want_demo: bool, firms: int | None = None) -> bool:
    """Make everything ready; whether the database is a demo. RefusedError where it must not be touched so. `firms`: how
    many a new demo gets.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from songjieyou.config.environment import write_local_key
    from songjieyou.demo.seed import seed

    write_local_key(settings.VAR)
    if fresh:
        _throw_away(connection)
    if not connection.introspection.table_names() and want_demo and not settings.PRODUCTION:
        _mark()
    call_command("migrate", verbosity=0, interactive=False)
    demo = _is_demo(connection)
    if demo and settings.PRODUCTION:
        message = "生产环境拒绝启动：这个数据库是演示库，含有公开的演示账号。"
        raise RefusedError(message)
    if demo:
        seed(firms or USUAL_FIRMS)
        _tell_if_other(firms)
    _build_assets()
    call_command("check", deploy=settings.PRODUCTION, fail_level="WARNING", stdout=io.StringIO())
    return demo


def _tell_if_other(firms: int | None) -> None:
    """Say so where the demo was made before, with another number of firms."""
    from songjieyou.enterprises.models import Enterprise

    if firms and (there := Enterprise.objects.count()) != firms:
        print(f"演示园区已有 {there} 家企业，--firms 没有使用；要重来请加 --fresh。", file=sys.stderr)


def _is_demo(connection: BaseDatabaseWrapper) -> bool:
    from songjieyou.demo.models import Mark

    return Mark._meta.db_table in connection.introspection.table_names() and Mark.objects.exists()


def _mark() -> None:
    """Mark a database as a demo before anything else is in it: later nobody could tell whether it was new."""
    from django.core.management import call_command

    from songjieyou.core import clock
    from songjieyou.demo.models import Mark

    call_command("migrate", "demo", verbosity=0, interactive=False)
    Mark.objects.create(pk=1, made_at=clock.now())


def _throw_away(connection: BaseDatabaseWrapper) -> None:
    """Empty a demo database, its files included. RefusedError for any other that holds something."""
    from django.conf import settings

    from songjieyou.operations import dump

    if settings.PRODUCTION:
        message = "拒绝清空：--fresh 不能用于生产环境。"
        raise RefusedError(message)
    if not connection.introspection.table_names():
        return
    if not _is_demo(connection):
        message = "拒绝清空：这个数据库没有演示标记。--fresh 只能用于演示库。"
        raise RefusedError(message)
    dump.empty()
    shutil.rmtree(settings.FILES, ignore_errors=True)


def _build_assets() -> None:
    from django.conf import settings
    from django.core.management import call_command

    from songjieyou.ui.assets import build

    build(settings.ASSETS)
    call_command("collectstatic", verbosity=0, interactive=False, clear=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
