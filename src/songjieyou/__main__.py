"""`./sjy COMMAND …`: each command is a function of one module, `main(argv) -> exit status` unless said."""

import sys
from importlib import import_module
from typing import NamedTuple

from songjieyou import __version__


class Command(NamedTuple):
    module: str
    summary: str
    function: str = "main"


COMMANDS = {
    "up": Command("songjieyou.operations.up", "启动网页和后台任务；首次运行会安装依赖、建库并放入演示园区"),
    "policy": Command("songjieyou.rules.cli", "校验政策文件；测算一家企业符合哪些政策、能得多少钱、理由是什么"),
    "import": Command("songjieyou.operations.bring", "导入企业名录：import enterprises FILE.xlsx；先整表检查"),
    "backup": Command("songjieyou.operations.keep", "把数据库和文件备份到一个新目录", "backup"),
    "restore": Command("songjieyou.operations.keep", "用备份替换现有的数据库和文件", "restore"),
    "manage": Command("songjieyou.operations.manage", "运行 Django 的管理命令"),
    "test": Command("songjieyou.devtools.checks", "运行全部检查；带参数时只运行 pytest，参数原样转给它"),
    "bench": Command("songjieyou.devtools.bench", "与同类软件在同一次运行中比较；可带比较项目的名字"),
}


def usage() -> str:
    lines = [f"  {name:<8}{command.summary}" for name, command in COMMANDS.items()]
    return "\n".join([f"送解优 {__version__}", "", "用法：./sjy 命令 [参数…]", "", *lines])


def main(argv: list[str]) -> int:
    """Run the command that `argv` names and return its exit status: 2 when it names none."""
    match argv:
        case ["help" | "-h" | "--help", *_]:
            print(usage())
            return 0
        case [name, *rest] if name in COMMANDS:
            command = COMMANDS[name]
            status: int = getattr(import_module(command.module), command.function)(rest)
            return status
        case [name, *_]:
            print(f"没有“{name}”这个命令。\n", file=sys.stderr)
    print(usage(), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
