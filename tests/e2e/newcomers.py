"""People and firms that the demo does not have: `python -m tests.e2e.newcomers` adds them to the house of the
environment, and prints what the people know as JSON. They sign in by password; Eva with a second factor too.

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
UNCLAIMED = tuple(
    (uscc, f"清江待认领{number}号有限公司")
    for number, uscc in enumerate(
        (
            "91430100MA5E2E001X",
            "91430100MA5E2E0021",
            "91430100MA5E2E0034",
            "91430100MA5E2E0047",
            "91430100MA5E2E005A",
            "91430100MA5E2E006D",
            "91430100MA5E2E007G",
            "91430100MA5E2E008K",
            "91430100MA5E2E009N",
        ),
        start=1,
    )
)
"""Credit code and name of firms that nobody acts for; the first stays so."""


def main() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "songjieyou.config.settings"
    django.setup()
    from songjieyou.core.domain import second_factor
    from songjieyou.core.domain.feedback import write_feedback
    from songjieyou.core.domain.people import disable_account, open_account
    from songjieyou.core.enums import Concern, FeedbackKind
    from songjieyou.core.models import Park
    from songjieyou.enterprises.domain.firms import register_enterprise

    park = Park.objects.get()
    _, eva, fred, _ = (
        open_account(park=park, username=username, name=name, password=PASSWORD, by=None)
        for username, name in (DORA, EVA, FRED, GINA)
    )
    for uscc, firm in UNCLAIMED:
        register_enterprise(park=park, uscc=uscc, name=firm, by=None)
    disable_account(person=fred, by=eva)
    write_feedback(writer=eva, kind=FeedbackKind.PROBLEM, concern=Concern.SYSTEM, text="字太小")
    secret = second_factor.new_secret()
    code = second_factor.code_at(secret, second_factor.current_counter())
    second_factor.set_up_second_factor(person=eva, secret=secret, code=code)
    print(json.dumps(second_factor.recovery_codes(person=eva)))


if __name__ == "__main__":
    main()
