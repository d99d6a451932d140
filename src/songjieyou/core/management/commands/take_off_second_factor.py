"""`./sjy manage take_off_second_factor NAME`: for whoever can no longer be let in by another, such as the only
security administrator, or everybody after the key of the installation was lost.
"""

from songjieyou.core.domain.second_factor import take_off_second_factor
from songjieyou.core.management.one_person import PersonCommand
from songjieyou.core.models import Person


class Command(PersonCommand):
    help = "取消一个账号的两步登录绑定；园区人员下次登录时须重新设置。"

    def about(self, person: Person) -> str:
        take_off_second_factor(person=person, by=None)
        return "已取消。"
