"""`./sjy manage take_off_second_factor NAME`: for whoever can no longer be let in by another, such as the only
security administrator, or everybody after the key of the installation was lost.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from songjieyou.core.domain.second_factor import take_off_second_factor
from songjieyou.core.models import Person


class Command(BaseCommand):
    help = "取消一个账号的两步登录绑定；园区人员下次登录时须重新设置。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="登录名")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(username=options["username"]).first()
        if person is None:
            message = "没有这个登录名。"
            raise CommandError(message)
        take_off_second_factor(person=person, by=None)
        self.stdout.write("已取消。")
