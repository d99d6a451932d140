from django.apps import AppConfig
from django.conf import settings


class CoreConfig(AppConfig):
    name = "songjieyou.core"
    verbose_name = "基础"

    def ready(self) -> None:
        from songjieyou.core.notices import house, mail

        house.announce_all()
        if getattr(settings, "MAILERS", None):
            mail.open_channel()
