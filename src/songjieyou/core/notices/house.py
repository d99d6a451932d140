"""The notices about accounts and roles, and to those who run the house."""

from __future__ import annotations

from songjieyou.core.enums import Role
from songjieyou.core.events.catalogue import ContactChanged, DeliveryGivenUp, RoleGranted, RoleRevoked
from songjieyou.core.notices.kinds import NoticeKind, holders
from songjieyou.core.notices.tell import announce


def announce_all() -> None:
    announce(
        NoticeKind(
            "role_granted",
            RoleGranted,
            told=lambda event, park: [event.person],
            title="您获得了新的角色",
            words="您现在担任“{role}”。首页列出了这个角色可以做的事。",
        )
    )
    announce(
        NoticeKind(
            "role_revoked",
            RoleRevoked,
            told=lambda event, park: [event.person],
            title="您的角色已经收回",
            words="您不再担任“{role}”。如有疑问，请联系安全管理员。",
        )
    )
    announce(
        NoticeKind(
            "contact_changed",
            ContactChanged,
            told=lambda event, park: [event.person],
            title="您的联系方式被更改",
            words="别人更改了您的手机或邮箱。请到“个人信息”核对；如有疑问，请联系系统管理员。",
            urgent=True,
        )
    )
    announce(
        NoticeKind(
            "delivery_given_up",
            DeliveryGivenUp,
            told=lambda event, park: holders(Role.SYSTEM_ADMIN, park),
            title="一次送达没有成功",
            words="多次尝试后已经停止。请查明原因，再安排一次。",
            about="delivery",
            outside=False,  # mail about mail that fails would never end
        )
    )
