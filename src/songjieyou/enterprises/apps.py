from datetime import timedelta

from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "songjieyou.enterprises"
    verbose_name = "企业"

    def ready(self) -> None:
        from songjieyou.core.events.catalogue import AccountErased
        from songjieyou.core.events.log import subscribe
        from songjieyou.core.jobs import JOBS, Job
        from songjieyou.core.personal import declare
        from songjieyou.enterprises import notices
        from songjieyou.enterprises.domain import imports
        from songjieyou.enterprises.domain.authorisations import end_those_of_the_erased
        from songjieyou.enterprises.domain.titles import watch_titles
        from songjieyou.enterprises.personal import AUTHORISATIONS, CHARGES, CONTACTS

        notices.announce_all()
        declare("企业授权", *AUTHORISATIONS)
        declare("联系的企业", *CHARGES)
        declare("企业联系人", *CONTACTS)
        JOBS["watch_titles"] = Job(timedelta(hours=1), watch_titles)
        JOBS.update(imports.JOBS)
        subscribe("end_authorisations", AccountErased, end_those_of_the_erased)
