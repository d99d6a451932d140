"""A park writes policies of its own: written by one, reviewed by another, published only when everything holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.domain.files import Draft, keep
from songjieyou.core.events.catalogue import (
    CodeName,
    HintsAcknowledged,
    OwnPolicyPublished,
    OwnPolicyReviewed,
    OwnPolicyRevised,
    OwnPolicyStarted,
    OwnPolicyWithdrawn,
)
from songjieyou.core.events.log import record
from songjieyou.core.models import Park, Person
from songjieyou.core.models.file import Thing
from songjieyou.policies.drafts import Checked, checked
from songjieyou.policies.enums import Conclusion, ReviewKind
from songjieyou.policies.models import Acknowledgement, OwnPolicy, Review, Revision

REVIEW_FILE = "policy_review"
OWN_REVIEW = "不能审核自己写的稿子，请由另一位人员审核。"
UNTITLED = "未命名政策"


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that must hold before a revision is published; `wanting` says what does not, empty where it does."""

    name: str
    wanting: str = ""

    @property
    def holds(self) -> bool:
        return not self.wanting


@transaction.atomic
def start_policy(*, park: Park, text: str, by: Person) -> OwnPolicy:
    """A policy of the park with its first text. ValidationError for a title that is taken. Event: policy.started, with
    what `revise` records.
    """
    policy = OwnPolicy(park=park, title=_title(park, text, None))
    policy.save()
    record(OwnPolicyStarted(own_policy=policy.pk), park=park, by=by)
    revise(policy=policy, text=text, by=by)
    return policy


@transaction.atomic
def revise(*, policy: OwnPolicy, text: str, by: Person) -> Revision:
    """Save a text as a new revision: no review or acknowledgement of another holds for it. The text may have faults; it
    only cannot be published then. The same text again is no new revision. Event: policy.revised.
    """
    _hold(policy)
    newest = newest_revision(policy)
    if newest and newest.text == text:
        return newest
    title = _title(policy.park, text, policy)
    revision = Revision.objects.create(
        park=policy.park,
        policy=policy,
        number=newest.number + 1 if newest else 1,
        text=text,
        author=by,
        written_at=clock.now(),
    )
    if title != policy.title:
        policy.title = title
        policy.save(update_fields=["title"])
    record(OwnPolicyRevised(own_policy=policy.pk), park=policy.park, by=by)
    return revision


@transaction.atomic
def review(
    *,
    revision: Revision,
    kind: ReviewKind,
    conclusion: Conclusion,
    grounds: str,
    by: Person,
    unit: str = "",
    heard: str = "",
    exception: str = "",
    exception_until: date | None = None,
    paper: Draft | None = None,
) -> Review:
    """Conclude about the newest revision of a policy. ValidationError for one's own text, for an older revision, and
    where a fair-competition review does not say who drafted, who was heard, and until when an exception holds. Event:
    policy.reviewed.
    """
    _hold(revision.policy)
    refuse_unless_reviewable(revision, by)
    faults: dict[str, str] = {}
    if kind == ReviewKind.FAIRNESS:
        faults |= {} if unit else {"unit": "请填写起草单位。"}
        faults |= {} if heard else {"heard": "请写明听取了谁的意见、有什么意见；没有听取的写明理由。"}
    if conclusion == Conclusion.EXCEPTION:
        faults |= {} if kind == ReviewKind.FAIRNESS else {"conclusion": "只有公平竞争审查可以适用例外规定。"}
        faults |= {} if exception else {"exception": "请写明适用哪一条例外规定。"}
        faults |= {} if exception_until else {"exception_until": "请填写例外的期限。"}
    if exception_until and exception_until <= clock.today():
        faults["exception_until"] = "例外的期限应晚于今天。"
    if faults:
        raise ValidationError(faults)
    made = Review.objects.create(
        park=revision.park,
        revision=revision,
        kind=kind,
        conclusion=conclusion,
        grounds=grounds,
        unit=unit,
        heard=heard,
        exception=exception,
        exception_until=exception_until,
        reviewer=by,
        reviewed_at=clock.now(),
    )
    if paper:
        keep(draft=paper, by=by, belongs=Thing(REVIEW_FILE, made.pk))
    record(OwnPolicyReviewed(own_policy=revision.policy_id, kind=CodeName(kind)), park=revision.park, by=by)
    return made


@transaction.atomic
def acknowledge(*, revision: Revision, reason: str, by: Person) -> int:
    """Say why a revision stays as it is in spite of every hint that is not acknowledged yet; how many these were.
    Event: policy.hints_acknowledged, where there were any.
    """
    _hold(revision.policy)
    _refuse_unless_newest(revision)
    hints = unacknowledged(revision, checked_as_of(revision))
    Acknowledgement.objects.bulk_create(
        Acknowledgement(park=revision.park, revision=revision, hint=hint, reason=reason, person=by, at=clock.now())
        for hint in hints
    )
    if hints:
        record(HintsAcknowledged(own_policy=revision.policy_id), park=revision.park, by=by)
    return len(hints)


@transaction.atomic
def publish(*, revision: Revision, by: Person) -> None:
    """Put the newest revision into the library, in place of the one before. ValidationError with every gate that does
    not hold. Event: policy.published.
    """
    policy = _hold(revision.policy)
    _refuse_unless_newest(revision)
    if policy.published_id == revision.pk:
        raise ValidationError("这一稿已经发布。")
    wanting = [f"{gate.name}：{gate.wanting}" for gate in gates(revision, checked_as_of(revision)) if not gate.holds]
    if wanting:
        raise ValidationError([f"还不能发布。{each}" for each in wanting])
    policy.published, policy.published_at = revision, clock.now()
    policy.save(update_fields=["published", "published_at"])
    record(OwnPolicyPublished(own_policy=policy.pk), park=policy.park, by=by)


@transaction.atomic
def withdraw(*, policy: OwnPolicy, by: Person) -> None:
    """Take a policy out of the library; its texts and reviews stay. ValidationError where it is not published. Event:
    policy.withdrawn.
    """
    policy = _hold(policy)
    if policy.published_id is None:
        raise ValidationError("这项政策没有发布。")
    policy.published = policy.published_at = None
    policy.save(update_fields=["published", "published_at"])
    record(OwnPolicyWithdrawn(own_policy=policy.pk), park=policy.park, by=by)


def newest_revision(policy: OwnPolicy) -> Revision | None:
    return policy.revisions.order_by("-number").first()


def checked_as_of(revision: Revision) -> Checked:
    """The text of a revision, checked beside the other policies of its park."""
    return checked(revision.text, titles_beside(revision.park, revision.policy))


def titles_beside(park: Park, policy: OwnPolicy | None) -> frozenset[str]:
    """The titles of the park's own policies but for one."""
    others = OwnPolicy.objects.filter(park=park)
    return frozenset((others.exclude(pk=policy.pk) if policy else others).values_list("title", flat=True))


def unacknowledged(revision: Revision, result: Checked) -> list[str]:
    """The hints that nobody has said anything about, each as it is shown."""
    known = set(revision.acknowledgements.values_list("hint", flat=True))
    return [hint for hint in map(str, result.hints) if hint not in known]


def gates(revision: Revision, result: Checked) -> list[Gate]:
    """Everything that must hold before a revision is published, in the order of the work."""
    hints = unacknowledged(revision, result)
    last = {each.kind: each for each in revision.reviews.order_by("pk")}
    return [
        Gate("校验", f"{len(result.faults)} 处错误要改" if result.faults else ""),
        Gate("例子", "" if result.examples else "还没有一个算过的例子"),
        Gate("门槛两侧的例子", f"{len(result.wanting)} 个门槛缺一侧的例子" if result.wanting else ""),
        Gate("提示", f"{len(hints)} 条提示还没有确认" if hints else ""),
        *(_reviewed(kind, last.get(kind)) for kind in ReviewKind),
    ]


def refuse_unless_reviewable(revision: Revision, by: Person) -> None:
    """ValidationError where this person must not review this text."""
    if by.pk in {revision.author_id, *revision.policy.revisions.values_list("author", flat=True)}:
        raise ValidationError(OWN_REVIEW)
    _refuse_unless_newest(revision)


def _reviewed(kind: ReviewKind, last: Review | None) -> Gate:
    if last is None:
        return Gate(kind.label, "还没有审核")
    if last.conclusion == Conclusion.RETURNED:
        return Gate(kind.label, "已退回修改")
    if last.exception_until and last.exception_until < clock.today():
        return Gate(kind.label, f"例外的期限 {last.exception_until} 已过")
    return Gate(kind.label)


def _refuse_unless_newest(revision: Revision) -> None:
    if revision.policy.revisions.filter(number__gt=revision.number).exists():
        raise ValidationError("已经有更新的一稿，请打开最新的一稿。")


def _title(park: Park, text: str, policy: OwnPolicy | None) -> str:
    """What the text is called; a text whose name cannot be read keeps the one it had."""
    taken = titles_beside(park, policy)
    title = checked(text).title
    if title in taken:
        raise ValidationError({"text": f"已经有名为“{title}”的政策，请换一个名称。"})
    if title:
        return title[: OwnPolicy._meta.get_field("title").max_length]
    if policy:
        return policy.title
    return next(name for number in range(1, len(taken) + 2) if (name := f"{UNTITLED} {number}") not in taken)


def _hold(policy: OwnPolicy) -> OwnPolicy:
    """The policy as it stands; nobody else changes it until the transaction ends."""
    return OwnPolicy.objects.select_for_update().get(pk=policy.pk)
