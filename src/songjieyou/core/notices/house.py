"""The notices about accounts, roles and what was said about the system, and to those who run the house."""

from __future__ import annotations

from collections.abc import Iterable

from songjieyou.core.enums import ANSWERS, Concern, Role
from songjieyou.core.events.catalogue import (
    AccountLocked,
    ContactChanged,
    DeadlineMoved,
    DeadlineSet,
    DeliveryGivenUp,
    FeedbackAnswered,
    FeedbackContinued,
    FeedbackWritten,
    RoleGranted,
    RoleRevoked,
)
from songjieyou.core.models import Deadline, Feedback, Park
from songjieyou.core.models.deadline import DeadlineQuerySet
from songjieyou.core.notices.kinds import NoticeKind, holders
from songjieyou.core.notices.tell import announce


def announce_all() -> None:
    _of_accounts()
    _of_deadlines()
    _of_feedback()
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


def _of_accounts() -> None:
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
            "account_locked",
            AccountLocked,
            told=lambda event, park: [event.person],
            title="您的账号曾被锁定",
            words="有人连续输错您的密码或验证码，登录暂停了一段时间。不是您本人的，请马上修改密码，并告诉系统管理员。",
            urgent=True,
        )
    )


def _of_deadlines() -> None:
    """One notice a version of the calendar, however many deadlines it is about: their list is one page."""
    announce(
        NoticeKind(
            "deadline_moved",
            DeadlineMoved,
            told=_moved,
            title="日历更新，有期限改期",
            words="期限已按新的日历重新计算。请查看哪些改了期、原来是哪一天。",
            about="replaced",
        )
    )
    announce(
        NoticeKind(
            "deadline_provisional",
            DeadlineSet,
            told=_provisional,
            title="有期限落到没有日历的年份",
            words="这些期限先记为暂定。请在国务院办公厅公布放假安排后导入日历。",
            about="deadline",
        )
    )


def _of_feedback() -> None:
    announce(
        NoticeKind(
            "feedback_written",
            FeedbackWritten,
            told=lambda event, park: _answering(event.feedback, park),
            title="有新的意见等您答复",
            words="有人对本系统或管理工作提出了{feedback}。",
            about="feedback",
        )
    )
    announce(
        NoticeKind(
            "feedback_continued",
            FeedbackContinued,
            told=lambda event, park: _answering(event.feedback, park),
            title="一条意见又有补充",
            words="提出{feedback}的人作了补充，等您再答复。",
            about="feedback",
        )
    )
    announce(
        NoticeKind(
            "feedback_answered",
            FeedbackAnswered,
            told=lambda event, park: Feedback.objects.filter(pk=event.feedback).values_list("writer", flat=True),
            title="您的意见有了答复",
            words="您提的{feedback}已有答复。没有解决的可以补充，满意的请结束。",
            about="feedback",
        )
    )


def _moved(event: DeadlineMoved, park: Park) -> Iterable[int]:
    return _for_the_first(Deadline.objects.get(pk=event.deadline), Deadline.objects.moved(), park)


def _provisional(event: DeadlineSet, park: Park) -> Iterable[int]:
    row = Deadline.objects.get(pk=event.deadline)
    alike = Deadline.objects.filter(provisional=True, replaces=None)
    return _for_the_first(row, alike, park) if row.provisional else ()


def _for_the_first(row: Deadline, alike: DeadlineQuerySet, park: Park) -> Iterable[int]:
    """The park's system administrators, for the first of those that are alike under one version. Rows are appended with
    the park locked, so that a lower id is never seen later.
    """
    earlier = alike.filter(park=park, calendar=row.calendar_id, pk__lt=row.pk)
    return () if earlier.exists() else holders(Role.SYSTEM_ADMIN, park)


def _answering(feedback: int, park: Park) -> Iterable[int]:
    row = Feedback.objects.get(pk=feedback)
    return holders(ANSWERS[Concern(row.concern)], park)
