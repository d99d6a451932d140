from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "songjieyou.core"
    verbose_name = "基础"
