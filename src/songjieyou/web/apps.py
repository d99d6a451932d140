from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "songjieyou.web"
    verbose_name = "页面"

    def ready(self) -> None:
        from songjieyou.web import routes  # noqa: F401  registers the check of every address
