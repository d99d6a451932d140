"""Settings of the house that `house.py` kills: the real ones and a subscriber that writes down what it was told."""

from django.apps import AppConfig
from django.db import connection

from songjieyou.config.settings import *  # noqa: F403
from songjieyou.config.settings import INSTALLED_APPS as OURS


class Listener(AppConfig):
    name = "_watched"

    def ready(self) -> None:
        from songjieyou.core.events.catalogue import ContactChanged
        from songjieyou.core.events.log import subscribe

        subscribe("watched", ContactChanged, handle)


def handle(event) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO watched.handled VALUES (%s)", [event.pk])


INSTALLED_APPS = [*OURS, "_watched.Listener"]
