from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "songjieyou.demo"
    verbose_name = "演示"
