"""`./sjy backup DIR` and `./sjy restore DIR`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from songjieyou.operations.lock import OURS_ALONE, only_one
from songjieyou.operations.refusal import told


def backup(argv: list[str]) -> int:
    """Put database and files into a new folder, while the house may run. 1 where that is refused."""
    folder = _folder("backup", "把数据库和文件备份到一个新目录，运行中也可以备份。", argv)

    def act() -> int:
        _set_up()
        from songjieyou.operations import archive

        archive.write(folder)
        print(f"已备份到 {folder}")
        return 0

    return told(act)


def restore(argv: list[str]) -> int:
    """Put a backup in the place of what is there, while the house stands still. 1 where that is refused."""
    folder = _folder("restore", "用备份替换现有的数据库和文件；先停止运行。", argv)

    def act() -> int:
        _set_up()
        from django.conf import settings

        from songjieyou.operations import archive

        with only_one(settings.VAR):
            kept = archive.restore(folder)
        print(f"已从 {folder} 恢复。" + (f"原有数据留在 {kept}" if kept else ""))
        return 0

    return told(act)


def _folder(name: str, description: str, argv: list[str]) -> Path:
    parser = argparse.ArgumentParser(prog=f"./sjy {name}", description=description)
    parser.add_argument("folder", type=Path, metavar="DIR", help="备份所在的目录")
    folder: Path = parser.parse_args(argv).folder
    return folder.absolute()


def _set_up() -> None:
    import django

    os.umask(OURS_ALONE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "songjieyou.config.settings")
    django.setup()
