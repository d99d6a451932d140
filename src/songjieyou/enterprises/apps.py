from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "songjieyou.enterprises"
    verbose_name = "企业"

    def ready(self) -> None:
        from songjieyou.enterprises import notices

        notices.announce_all()
