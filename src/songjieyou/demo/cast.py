"""Who lives in the demo park. All names are invented."""

from __future__ import annotations

from typing import NamedTuple

from songjieyou.core.enums import ADMINISTRATORS, OF_A_DEPARTMENT, Role
from songjieyou.enterprises.enums import Capacity


class Player(NamedTuple):
    """Someone to be entered as: a role of the park, or a capacity in the firm at `firm`."""

    username: str
    name: str
    role: Role | None = None
    firm: int = 0
    capacity: Capacity | None = None

    @property
    def part(self) -> str:
        if self.role:
            return self.role.label
        return f"企业{self.capacity.label}" if self.capacity else ""

    @property
    def where(self) -> str:
        """The firm or the department."""
        return FIRMS[self.firm][1] if self.capacity else department_of(self) or ""


PARK = ("清江经济技术开发区（演示）", "清江经开区")
ZONES = ("东片区", "西片区")
DEPARTMENTS = ("经济发展局", "科技金融局", "自然资源和规划分局")
TEAMS = ("送解优行动专班",)
FIRMS = (
    ("91430100MA4L0A001T", "清江一号精密机械有限公司"),
    ("91430100MA4L0A002X", "清江二号新材料有限公司"),
    ("91430100MA4L0A0031", "清江三号食品有限公司"),
    ("91430100MA4L0A0057", "清江四号循环科技有限公司"),
)
BRANCH = ("91430100MA4L0A0044", "清江一号精密机械有限公司西区分公司")
"""Of the first firm."""
REGISTERED = (*FIRMS, BRANCH)
NAMES = (
    "林知行", "周受安", "许帮成", "沈承办", "韩主办", "顾调度", "严督之", "方正文", "何形端", "孟审言",
    "陆批安", "钱付之", "江明远", "纪查实", "石维新", "安守正", "查有据",
)  # fmt: skip

FIRM_USERS = (
    Player("firm_principal", "陈一诺", firm=0, capacity=Capacity.PRINCIPAL),
    Player("firm_agent", "李办通", firm=0, capacity=Capacity.AGENT),
    Player("other_principal", "王二维", firm=1, capacity=Capacity.PRINCIPAL),
)
STAFF = tuple(Player(role.value, name, role=role) for role, name in zip(Role, NAMES, strict=True))
CAST = (*FIRM_USERS, *STAFF)


def _of(*roles: Role) -> tuple[Player, ...]:
    return tuple(player for player in STAFF if player.role in roles)


GROUPS = (
    ("企业用户", FIRM_USERS),
    ("联系企业", _of(Role.CONTACT_OFFICER, Role.INTAKE_CLERK, Role.GUIDE)),
    ("承办与调度", _of(Role.HANDLER, Role.HEAD, Role.COORDINATOR, Role.SUPERVISOR)),
    (
        "政策与资金",
        _of(Role.POLICY_EDITOR, Role.FORMAL_CHECKER, Role.REVIEWER, Role.APPROVER, Role.PAYMASTER),
    ),
    ("领导与查阅", _of(Role.LEADER, Role.INSPECTOR)),
    ("系统管理（三员分立）", _of(*ADMINISTRATORS)),
)
"""The players as they are shown: by what they have to do with each other."""


def department_of(player: Player) -> str | None:
    return DEPARTMENTS[0] if player.role in OF_A_DEPARTMENT else None
