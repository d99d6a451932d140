from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "songjieyou.ui"
    verbose_name = "界面"
