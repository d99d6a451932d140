from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "songjieyou.policies"
    verbose_name = "政策"
