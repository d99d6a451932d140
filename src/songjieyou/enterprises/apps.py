from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "songjieyou.enterprises"
    verbose_name = "企业"

    def ready(self) -> None:
        from songjieyou.core import jobs
        from songjieyou.core.events.catalogue import AccountErased
        from songjieyou.core.events.log import subscribe
        from songjieyou.core.personal import declare
        from songjieyou.enterprises import notices
        from songjieyou.enterprises.domain import imports
        from songjieyou.enterprises.domain.authorisations import end_those_of_the_erased
        from songjieyou.enterprises.personal import COLUMNS

        notices.announce_all()
        declare("企业授权", *COLUMNS)
        jobs.JOBS |= imports.JOBS
        subscribe("end_authorisations", AccountErased, end_those_of_the_erased)
