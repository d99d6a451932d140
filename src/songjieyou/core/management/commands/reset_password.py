"""`./sjy manage reset_password NAME`: a one-time password, where no system administrator can give one."""

from songjieyou.core.domain.people import reset_password
from songjieyou.core.management.one_person import PersonCommand
from songjieyou.core.models import Person


class Command(PersonCommand):
    help = "给一个账号设置一次性密码；首次登录时必须修改。"

    def about(self, person: Person) -> str:
        return reset_password(person=person, by=None)
