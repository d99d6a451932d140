"""`./sjy manage found_park`: the first park of an empty database, and the three who run it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from songjieyou.core.domain.parks import found_park
from songjieyou.core.domain.people import open_account, reset_password
from songjieyou.core.domain.roles import grant_role
from songjieyou.core.enums import ADMINISTRATORS
from songjieyou.core.models import Park


class Command(BaseCommand):
    help = "设立园区，并开通系统、安全、审计三位管理员的账号。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="园区全称")
        parser.add_argument("short_name", help="园区简称")
        for role in ADMINISTRATORS:
            parser.add_argument(f"--{role.value.replace('_', '-')}", required=True, help=f"{role.label}，登录名:姓名")

    def handle(self, *args: Any, name: str, short_name: str, **options: Any) -> None:
        if Park.objects.filter(name=name).exists():
            message = f"已经有名为“{name}”的园区，没有改动。"
            raise CommandError(message)
        try:
            with transaction.atomic():
                lines = _found(name, short_name, [options[role.value] for role in ADMINISTRATORS])
        except ValidationError as error:
            raise CommandError("".join(error.messages) + "没有改动。") from error
        self.stdout.write("\n".join(lines))


def _found(name: str, short_name: str, people: list[str]) -> list[str]:
    """Make all of it; a line with the one-time password for each of the three."""
    park = found_park(name=name, short_name=short_name)
    lines = ["一次性密码只显示这一次，请分别告诉本人："]
    for role, written in zip(ADMINISTRATORS, people, strict=True):
        username, _, called = written.partition(":")
        if not (username and called):
            raise ValidationError(f"{role.label}要写成 登录名:姓名，读到“{written}”。")
        person = open_account(park=park, username=username, name=called, by=None)
        grant_role(person=person, role=role, by=None)
        lines.append(f"{role.label}  {username}  {reset_password(person=person, by=None)}")
    return lines
