from datetime import timedelta

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "songjieyou.policies"
    verbose_name = "政策"

    def ready(self) -> None:
        from songjieyou.core.events.catalogue import EnterpriseRegistered, FactsTold, SubjectAdded, SubjectEnded
        from songjieyou.core.events.log import subscribe
        from songjieyou.core.jobs import JOBS, Job
        from songjieyou.policies import notices
        from songjieyou.policies.domain.matching import ask_for, match_due

        notices.announce_all()
        for name, event in (
            ("match_registered", EnterpriseRegistered),
            ("match_told", FactsTold),
            ("match_added", SubjectAdded),
            ("match_ended", SubjectEnded),
        ):
            subscribe(name, event, ask_for)
        JOBS["match_due"] = Job(timedelta(seconds=5), match_due)
