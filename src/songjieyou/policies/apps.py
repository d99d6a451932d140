from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "songjieyou.policies"
    verbose_name = "政策"

    def ready(self) -> None:
        from songjieyou.core.models.file import takes_files
        from songjieyou.core.objects import OBJECTS, ObjectKind
        from songjieyou.policies.domain.own import REVIEW_FILE
        from songjieyou.policies.models import HiddenItem, OwnPolicy, PolicyColumn, Review

        OBJECTS["policy_column"] = ObjectKind(PolicyColumn.objects.all, "一个政策专栏")
        OBJECTS["hidden_item"] = ObjectKind(HiddenItem.objects.all, "一个隐藏的事项")
        OBJECTS["own_policy"] = ObjectKind(OwnPolicy.objects.all, "一项本园区政策")
        takes_files(REVIEW_FILE, Review.objects.all)
