"""What each role does here, in its own words, and the rooms it will find. A room that opens gets its `route`."""

from __future__ import annotations

from typing import NamedTuple

from songjieyou.core.enums import Role


class Room(NamedTuple):
    """`words` say what stands here, or will; `route` is the name of its address once it is open, `query` what is asked
    there. `common`: the same for every firm.
    """

    name: str
    words: str
    route: str = ""
    common: bool = False
    query: str = ""


class Duty(NamedTuple):
    """`todos` says what will wait for the person here, in a whole sentence."""

    purpose: str
    rooms: tuple[Room, ...]
    todos: str


OF_A_FIRM = Duty(
    "查政策、提诉求、报项目、找供需，一个账号办理。",
    (
        Room("政策体检", "逐项列出符合的政策、能得的金额和理由。", "checkup"),
        Room("企业数据", "一项数据只填一次，写明来源和日期，随时更正。", "firm-facts"),
        Room("政策库", "各级政策说的是什么：谁能得、得多少、怎么办。", "policies", common=True),
        Room("我的诉求", "提出困难和建议，看到每一步由谁办理、何时办完。"),
        Room("我的申报", "按政策准备材料、提交申报、查看进度和到账。"),
        Room("供给与需求", "发布供给和需求，参加对接会。"),
    ),
    "等您补充的数据、要您确认的办理结果和约好的走访，会先列在这里。",
)

_REVIEW = Room("待办申报", "轮到您处理的申报，按先后排列。")
_TASKS = Room("办理任务", "分到本部门的诉求，写明主办、协办和期限。")
_OWN_FIRMS = Room("我的企业", "您联系的企业：档案、联系人和政策体检。", "register", query="?looked_after=mine")
_OWN_POLICIES = Room("本园区政策", "起草、校验、审核和发布本园区自己的政策。", "own-policies", common=True)
_MATCHES = Room("政策找企业", "选一项政策，看哪些企业和项目符合、差什么，可以导出。", "matches")
_AUDIT = Room("审计日志", "谁在什么时间做了什么，只能查看，不能修改。", "trail")

DUTIES = {
    Role.CONTACT_OFFICER: Duty(
        "上门送政策、收困难、保联络、摸情况。",
        (
            Room("政策库", "各级政策的条件、金额和办法，走访前先看。", "policies"),
            _MATCHES,
            _OWN_FIRMS,
            Room("走访计划", "约定的走访，企业可以改期。"),
        ),
        "约好的走访和企业托您转交的诉求，会先列在这里。",
    ),
    Role.INTAKE_CLERK: Duty(
        "受理各个渠道来的诉求。",
        (Room("待受理", "新到的诉求，一个工作日内受理。"),),
        "新到的、还没有受理的诉求，会先列在这里。",
    ),
    Role.GUIDE: Duty(
        "帮企业填报，不代企业提交。",
        (_MATCHES, Room("帮办预约", "请求帮办的企业和事项。")),
        "企业约您帮办的事项，会先列在这里。",
    ),
    Role.HANDLER: Duty("签收、办理、答复本部门的任务。", (_TASKS,), "等您签收、办理和答复的任务，会先列在这里。"),
    Role.HEAD: Duty(
        "分派和把关本部门的任务。",
        (_TASKS, Room("待审签", "等您审签的答复和延期。")),
        "等您分派和审签的任务，会先列在这里。",
    ),
    Role.COORDINATOR: Duty(
        "分线交办，归并同类问题，调度专项行动。",
        (
            Room("企业名录", "登记企业，安排联系领导、责任部门和联点干部。", "register"),
            Room("待交办", "已受理、等待交办的诉求。"),
            Room("症结", "多件诉求的共同原因和根治办法。"),
        ),
        "等您交办的诉求和退回的任务，会先列在这里。",
    ),
    Role.SUPERVISOR: Duty(
        "催办、督办，决定重办交给谁。",
        (Room("超期清单", "超过期限的诉求和任务。"),),
        "快到期和已超期的任务、企业要求重办的诉求，会先列在这里。",
    ),
    Role.POLICY_EDITOR: Duty(
        "维护政策库，发布政策专栏和解读会。",
        (
            Room("政策库", "政策文件、事项、条件和金额；本园区不适用的可以隐藏。", "policies"),
            Room("政策专栏", "按主题选编政策，排好次序，公开给企业。", "columns"),
            _OWN_POLICIES,
            _MATCHES,
        ),
        "等您复核、发布的政策，会先列在这里。",
    ),
    Role.FORMAL_CHECKER: Duty("核对申报材料是否齐全、合规。", (_REVIEW,), "等您做形式审查的申报，会先列在这里。"),
    Role.REVIEWER: Duty("按条款审核申报，写明依据。", (_REVIEW, _OWN_POLICIES), "等您审核的申报，会先列在这里。"),
    Role.APPROVER: Duty("把会议审定的结果登记入库。", (_REVIEW,), "等您登记审定结果的申报，会先列在这里。"),
    Role.PAYMASTER: Duty(
        "按下达的文件拨付资金。",
        (Room("待拨付", "已下达、等待拨付的资金。"),),
        "已下达、等您拨付的资金，会先列在这里。",
    ),
    Role.LEADER: Duty(
        "看数据、看超期、作批示。",
        (
            _OWN_FIRMS,
            _MATCHES,
            Room("三率", "响应率、解决率、满意率，附分子、分母和明细。"),
            Room("简报", "一个时期的工作简报。"),
        ),
        "等您阅示的专报和超期事项，会先列在这里。",
    ),
    Role.INSPECTOR: Duty(
        "在规定的时间和范围内查阅，每次查阅都有记录。",
        (Room("查阅范围", "准予查阅的资料。"),),
        "准予您查阅的资料有更新时，会先列在这里。",
    ),
    Role.SYSTEM_ADMIN: Duty(
        "维护园区、部门、人员和日历。",
        (
            Room("人员", "开通和停用账号。", "people"),
            Room("园区、部门和意见", "园区资料、片区、部门、专班，答复对本系统的意见。", "system"),
            Room("工作日历", "节假日和调休，以及按日历计算的期限。", "calendar"),
        ),
        "等您处理的账号和日历事项，会先列在这里。",
    ),
    Role.SECURITY_ADMIN: Duty(
        "授予和收回角色。",
        (Room("角色授权", "谁担任什么角色、到什么时候。", "people"),),
        "等您处理的授权事项，会先列在这里。",
    ),
    Role.AUDIT_ADMIN: Duty(
        "查看和导出审计日志，受理对管理人员的投诉。",
        (_AUDIT, Room("意见与投诉", "对管理本系统的人员和部门的投诉。", "feedbacks")),
        "需要您留意的审计事项，会先列在这里。",
    ),
}
