from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "songjieyou.policies"
    verbose_name = "政策"

    def ready(self) -> None:
        from songjieyou.core.objects import OBJECTS, ObjectKind
        from songjieyou.policies.models import HiddenItem, PolicyColumn

        OBJECTS["policy_column"] = ObjectKind(PolicyColumn.objects.all, "一个政策专栏")
        OBJECTS["hidden_item"] = ObjectKind(HiddenItem.objects.all, "一个隐藏的事项")
