"""People whom the demo does not have: `python -m tests.e2e.newcomers` adds them to the house of the environment, and
prints what they know as JSON. They sign in by password; Eva with a second factor too.

A process of its own, because Django's database layer must not be called beside Playwright's event loop.
"""

import json
import os

DORA = ("dora", "多拉")
EVA = ("eva", "伊娃")
FRED = ("fred", "佛雷")
GINA = ("gina", "吉娜")
"""Login name and name. They hold no role and act for no firm; Fred's account is disabled."""
PASSWORD = "qingjiang-2024-秋"


def main() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "songjieyou.config.settings"
    django.setup()
    from songjieyou.core.domain import second_factor
    from songjieyou.core.domain.feedback import write_feedback
    from songjieyou.core.domain.people import disable_account, open_account
    from songjieyou.core.enums import Concern, FeedbackKind
    from songjieyou.core.models import Park

    park = Park.objects.get()
    _, eva, fred, _ = (
        open_account(park=park, username=username, name=name, password=PASSWORD, by=None)
        for username, name in (DORA, EVA, FRED, GINA)
    )
    disable_account(person=fred, by=eva)
    write_feedback(writer=eva, kind=FeedbackKind.PROBLEM, concern=Concern.SYSTEM, text="字太小")
    secret = second_factor.new_secret()
    code = second_factor.code_at(secret, second_factor.current_counter())
    second_factor.set_up_second_factor(person=eva, secret=secret, code=code)
    print(json.dumps(second_factor.recovery_codes(person=eva)))


if __name__ == "__main__":
    main()
