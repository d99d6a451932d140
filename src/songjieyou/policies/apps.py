from datetime import timedelta

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "songjieyou.policies"
    verbose_name = "政策"

    def ready(self) -> None:
        from songjieyou.core.events.catalogue import EnterpriseRegistered, FactsTold, SubjectAdded, SubjectEnded
        from songjieyou.core.events.log import subscribe
        from songjieyou.core.jobs import JOBS, Job
        from songjieyou.core.models.file import takes_files
        from songjieyou.core.objects import OBJECTS, ObjectKind
        from songjieyou.policies import notices
        from songjieyou.policies.domain.matching import ask_for, match_due
        from songjieyou.policies.domain.own import REVIEW_FILE
        from songjieyou.policies.models import HiddenItem, OwnPolicy, PolicyColumn, Review

        OBJECTS["policy_column"] = ObjectKind(PolicyColumn.objects.all, "一个政策专栏")
        OBJECTS["hidden_item"] = ObjectKind(HiddenItem.objects.all, "一个隐藏的事项")
        OBJECTS["own_policy"] = ObjectKind(OwnPolicy.objects.all, "一项本园区政策")
        takes_files(REVIEW_FILE, Review.objects.all)
        notices.announce_all()
        for name, event in (
            ("match_registered", EnterpriseRegistered),
            ("match_told", FactsTold),
            ("match_added", SubjectAdded),
            ("match_ended", SubjectEnded),
        ):
            subscribe(name, event, ask_for)
        JOBS["match_due"] = Job(timedelta(seconds=5), match_due)
