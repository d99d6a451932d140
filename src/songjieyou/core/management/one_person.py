"""Commands about the account that a login name belongs to."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from songjieyou.core.models import Person


class PersonCommand(BaseCommand):
    """`about` does it and gives the words that are printed."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="登录名")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(username=options["username"]).first()
        if person is None:
            message = "没有这个登录名。"
            raise CommandError(message)
        self.stdout.write(self.about(person))

    def about(self, person: Person) -> str:
        raise NotImplementedError
