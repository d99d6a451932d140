from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "songjieyou.enterprises"
    verbose_name = "企业"
