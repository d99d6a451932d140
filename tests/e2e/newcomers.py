"""People whom the demo does not have: `python -m tests.e2e.newcomers` adds them to the house of the environment.

A process of its own, because Django's database layer must not be called beside Playwright's event loop.
"""

import os

DORA = ("dora", "多拉", "qingjiang-2024-秋")
"""Login name, name and password of someone who signs in by password and may do nothing else."""


def main() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "songjieyou.config.settings"
    django.setup()
    from songjieyou.core.domain.people import open_account
    from songjieyou.core.models import Park

    username, name, password = DORA
    open_account(park=Park.objects.get(), username=username, name=name, password=password, by=None)


if __name__ == "__main__":
    main()
