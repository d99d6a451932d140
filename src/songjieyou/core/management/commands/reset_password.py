"""`./sjy manage reset_password NAME`: a one-time password, where no system administrator can give one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from songjieyou.core.domain.people import reset_password
from songjieyou.core.models import Person


class Command(BaseCommand):
    help = "给一个账号设置一次性密码；首次登录时必须修改。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="登录名")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(username=options["username"]).first()
        if person is None:
            message = "没有这个登录名。"
            raise CommandError(message)
        self.stdout.write(reset_password(person=person, by=None))
