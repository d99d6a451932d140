"""A park's own policies: who writes, who reviews, what must hold before one is published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.core.models import Event, Person
from songjieyou.policies.domain import own
from songjieyou.policies.drafts import LONGEST, checked
from songjieyou.policies.enums import Conclusion, ReviewKind
from songjieyou.policies.library import engine, engine_of
from songjieyou.policies.models import OwnPolicy, Revision
from tests.park import World, build
from tests.policies.texts import HINTED, ID, ONE_SIDED, SOUND, UNKNOWN_FACT, WRONG_EXAMPLE

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
FAIR: dict[str, Any] = {"unit": "科技金融局", "heard": "公开征求意见七日，没有收到意见"}


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(NOW):
        yield build()


@pytest.fixture
def editor(world: World) -> Person:
    return world.staff(Role.POLICY_EDITOR)


@pytest.fixture
def reviewer(world: World) -> Person:
    return world.staff(Role.REVIEWER)


@pytest.fixture
def policy(world: World, editor: Person) -> OwnPolicy:
    return own.start_policy(park=world.park, text=SOUND, by=editor)


def newest(policy: OwnPolicy) -> Revision:
    revision = own.newest_revision(policy)
    assert revision is not None
    return revision


def pass_all(revision: Revision, by: Person) -> None:
    own.review(revision=revision, kind=ReviewKind.CONTENT, conclusion=Conclusion.PASSED, grounds="逐条核对原文", by=by)
    own.review(
        revision=revision, kind=ReviewKind.FAIRNESS, conclusion=Conclusion.PASSED, grounds="无违反", by=by, **FAIR
    )


def wanting(policy: OwnPolicy) -> dict[str, str]:
    revision = newest(policy)
    return {gate.name: gate.wanting for gate in own.gates(revision, own.checked_as_of(revision)) if not gate.holds}


UNREVIEWED = {"内容审核": "还没有审核", "公平竞争审查": "还没有审核"}


class TestChecking:
    def test_a_sound_text(self) -> None:
        result = checked(SOUND)
        assert (result.title, result.faults, result.wanting, result.hints, result.examples) == (
            "甲园研发补助办法", [], [], [], 2,
        )  # fmt: skip

    def test_a_fault_has_its_line_and_column(self) -> None:
        [fault] = checked(UNKNOWN_FACT).faults
        assert (fault.line, fault.column) == (22, 21)
        assert "研发费" in fault.message
        assert "研发费用" in fault.message

    def test_an_example_that_comes_out_otherwise(self) -> None:
        [fault] = checked(WRONG_EXAMPLE).faults
        assert (fault.line, fault.message) == (25, "例子“刚好五百万元”：金额应是 30万元，算出来是 20万元")

    def test_a_threshold_without_a_case_is_wanting_and_one_is_proposed(self) -> None:
        result = checked(ONE_SIDED)
        assert result.faults == []
        [want] = result.wanting
        assert want.message == ("研发补助：门槛“上年(研发费用) >= 500万元”没有不成立的例子，可用 500万元、4999999元")

    def test_a_title_that_is_taken(self) -> None:
        title = engine().catalogue.policies[0].title
        [fault] = checked(SOUND.replace("甲园研发补助办法", title)).faults
        assert "请换一个名称" in fault.message
        assert [each.message for each in checked(SOUND, frozenset({"甲园研发补助办法"})).faults] == [
            "已经有名为“甲园研发补助办法”的政策，请换一个名称"
        ]

    @pytest.mark.parametrize(
        "text", ["", "政策", "a: [", "\x00", "政策: x\n政策: y", "- 1", "&a 1", "政策: 甲\n事项: []"]
    )
    def test_what_is_no_policy_is_told_not_raised(self, text: str) -> None:
        assert checked(text).faults

    def test_too_long(self) -> None:
        assert [each.message for each in checked("x" * (LONGEST + 1)).faults] == ["正文超过 20 万字"]

    def test_one_check_leaves_nothing_for_the_next(self) -> None:
        checked(WRONG_EXAMPLE)
        checked(UNKNOWN_FACT)
        assert checked(SOUND).faults == []
        assert ID not in engine().catalogue.items


class TestWriting:
    def test_each_text_is_kept(self, policy: OwnPolicy, editor: Person) -> None:
        own.revise(policy=policy, text=WRONG_EXAMPLE, by=editor)
        own.revise(policy=policy, text=WRONG_EXAMPLE, by=editor)
        assert list(policy.revisions.order_by("number").values_list("number", "text")) == [
            (1, SOUND), (2, WRONG_EXAMPLE),
        ]  # fmt: skip

    def test_a_text_with_faults_can_be_saved(self, policy: OwnPolicy, editor: Person) -> None:
        own.revise(policy=policy, text="政策: [", by=editor)
        policy.refresh_from_db()
        assert policy.title == "甲园研发补助办法"

    def test_its_title_is_that_of_the_text(self, policy: OwnPolicy, editor: Person) -> None:
        own.revise(policy=policy, text=SOUND.replace("甲园研发补助办法", "甲园研发补助办法（修订）"), by=editor)
        policy.refresh_from_db()
        assert policy.title == "甲园研发补助办法（修订）"

    def test_two_of_a_park_differ_in_title(self, world: World, policy: OwnPolicy, editor: Person) -> None:
        with pytest.raises(ValidationError, match="请换一个名称"):
            own.start_policy(park=world.park, text=SOUND, by=editor)
        assert own.start_policy(park=world.far, text=SOUND, by=editor).title == policy.title

    def test_without_a_name_it_gets_one(self, world: World, editor: Person) -> None:
        titles = [own.start_policy(park=world.park, text=text, by=editor).title for text in ("", "x: 1")]
        assert titles == ["未命名政策 1", "未命名政策 2"]


class TestReviewing:
    def test_nobody_reviews_what_they_wrote(self, policy: OwnPolicy, editor: Person) -> None:
        with pytest.raises(ValidationError, match="不能审核自己写的稿子"):
            pass_all(newest(policy), editor)
        assert wanting(policy) == UNREVIEWED

    def test_nor_what_they_wrote_an_earlier_text_of(self, policy: OwnPolicy, editor: Person, reviewer: Person) -> None:
        own.revise(policy=policy, text=SOUND + "\n", by=reviewer)
        with pytest.raises(ValidationError, match="不能审核自己写的稿子"):
            pass_all(newest(policy), editor)

    def test_an_edit_voids_it(self, policy: OwnPolicy, editor: Person, reviewer: Person) -> None:
        pass_all(newest(policy), reviewer)
        assert wanting(policy) == {}
        own.revise(policy=policy, text=SOUND + "# 改一个字\n", by=editor)
        assert wanting(policy) == UNREVIEWED

    def test_only_the_newest_text_is_reviewed(self, policy: OwnPolicy, editor: Person, reviewer: Person) -> None:
        old = newest(policy)
        own.revise(policy=policy, text=SOUND + "\n", by=editor)
        with pytest.raises(ValidationError, match="更新的一稿"):
            pass_all(old, reviewer)

    def test_the_last_word_counts(self, policy: OwnPolicy, reviewer: Person) -> None:
        pass_all(newest(policy), reviewer)
        returned: dict[str, Any] = {
            "kind": ReviewKind.CONTENT,
            "conclusion": Conclusion.RETURNED,
            "grounds": "第四条有误",
        }
        own.review(revision=newest(policy), by=reviewer, **returned)
        assert wanting(policy) == {"内容审核": "已退回修改"}

    def test_a_fair_competition_review_says_what_was_done(self, policy: OwnPolicy, reviewer: Person) -> None:
        asked: dict[str, Any] = {
            "kind": ReviewKind.FAIRNESS,
            "grounds": "适用例外",
            "revision": newest(policy),
            "by": reviewer,
        }
        with pytest.raises(ValidationError) as error:
            own.review(conclusion=Conclusion.EXCEPTION, **asked)
        assert set(error.value.message_dict) == {"unit", "heard", "exception", "exception_until"}
        with pytest.raises(ValidationError, match="晚于今天"):
            own.review(
                conclusion=Conclusion.EXCEPTION, exception="第十二条", exception_until=date(2026, 3, 4), **asked, **FAIR
            )

    def test_an_exception_ends(self, policy: OwnPolicy, reviewer: Person) -> None:
        pass_all(newest(policy), reviewer)
        own.review(
            revision=newest(policy),
            kind=ReviewKind.FAIRNESS,
            conclusion=Conclusion.EXCEPTION,
            grounds="符合例外情形",
            exception="条例第十二条第三项",
            exception_until=date(2027, 3, 4),
            by=reviewer,
            **FAIR,
        )
        assert wanting(policy) == {}
        with clock.stopped(datetime(2027, 3, 5, 2, 0, tzinfo=UTC)):
            assert wanting(policy) == {"公平竞争审查": "例外的期限 2027-03-04 已过"}

    def test_an_exception_is_no_matter_of_content(self, policy: OwnPolicy, reviewer: Person) -> None:
        with pytest.raises(ValidationError) as error:
            own.review(
                revision=newest(policy),
                kind=ReviewKind.CONTENT,
                conclusion=Conclusion.EXCEPTION,
                grounds="x",
                exception="y",
                exception_until=date(2027, 3, 4),
                by=reviewer,
            )
        assert set(error.value.message_dict) == {"conclusion"}


class TestPublishing:
    def test_when_everything_holds(self, world: World, policy: OwnPolicy, editor: Person, reviewer: Person) -> None:
        assert ID not in engine_of(world.park.pk).catalogue.items
        pass_all(newest(policy), reviewer)
        own.publish(revision=newest(policy), by=editor)
        assert ID in engine_of(world.park.pk).catalogue.items
        assert ID not in engine_of(world.far.pk).catalogue.items
        assert ID not in engine().catalogue.items
        assert Event.objects.filter(name="policy.published").count() == 1

    @pytest.mark.parametrize(
        ("text", "gates"),
        [
            (WRONG_EXAMPLE, ["校验：1 处错误要改"]),
            (UNKNOWN_FACT, ["校验：1 处错误要改", "例子：还没有一个算过的例子"]),
            (ONE_SIDED, ["门槛两侧的例子：1 个门槛缺一侧的例子"]),
            (HINTED, ["提示：1 条提示还没有确认"]),
        ],
    )
    def test_it_is_refused_with_what_is_wanting(
        self, text: str, gates: list[str], policy: OwnPolicy, editor: Person, reviewer: Person
    ) -> None:
        own.revise(policy=policy, text=text, by=editor)
        pass_all(newest(policy), reviewer)
        with pytest.raises(ValidationError) as error:
            own.publish(revision=newest(policy), by=editor)
        assert error.value.messages == [f"还不能发布。{gate}" for gate in gates]
        assert not OwnPolicy.objects.exclude(published=None).exists()

    def test_unreviewed(self, policy: OwnPolicy, editor: Person) -> None:
        with pytest.raises(ValidationError) as error:
            own.publish(revision=newest(policy), by=editor)
        assert error.value.messages == [
            "还不能发布。内容审核：还没有审核", "还不能发布。公平竞争审查：还没有审核",
        ]  # fmt: skip

    def test_hints_are_acknowledged_for_one_text(self, policy: OwnPolicy, editor: Person, reviewer: Person) -> None:
        own.revise(policy=policy, text=HINTED, by=editor)
        assert own.acknowledge(revision=newest(policy), reason="指任何产品", by=editor) == 1
        assert own.acknowledge(revision=newest(policy), reason="指任何产品", by=editor) == 0
        assert wanting(policy) == UNREVIEWED
        own.revise(policy=policy, text=HINTED + "\n", by=editor)
        assert wanting(policy) == UNREVIEWED | {"提示": "1 条提示还没有确认"}

    def test_a_new_text_waits_while_the_old_one_stays(
        self, world: World, policy: OwnPolicy, editor: Person, reviewer: Person
    ) -> None:
        pass_all(newest(policy), reviewer)
        own.publish(revision=newest(policy), by=editor)
        own.revise(policy=policy, text=SOUND.replace("20万元", "30万元"), by=editor)
        assert amount(world) == 20_000_000
        pass_all(newest(policy), reviewer)
        own.publish(revision=newest(policy), by=editor)
        assert amount(world) == 30_000_000

    def test_twice(self, policy: OwnPolicy, editor: Person, reviewer: Person) -> None:
        pass_all(newest(policy), reviewer)
        own.publish(revision=newest(policy), by=editor)
        with pytest.raises(ValidationError, match="已经发布"):
            own.publish(revision=newest(policy), by=editor)

    def test_an_older_text_is_not_published(self, policy: OwnPolicy, editor: Person, reviewer: Person) -> None:
        old = newest(policy)
        pass_all(old, reviewer)
        own.revise(policy=policy, text=SOUND + "\n", by=editor)
        with pytest.raises(ValidationError, match="更新的一稿"):
            own.publish(revision=old, by=editor)

    def test_it_is_taken_out_again(self, world: World, policy: OwnPolicy, editor: Person, reviewer: Person) -> None:
        pass_all(newest(policy), reviewer)
        own.publish(revision=newest(policy), by=editor)
        own.withdraw(policy=policy, by=editor)
        assert ID not in engine_of(world.park.pk).catalogue.items
        with pytest.raises(ValidationError, match="没有发布"):
            own.withdraw(policy=policy, by=editor)


def amount(world: World) -> int:
    from songjieyou.rules.facts.read import read_facts

    engine = engine_of(world.park.pk)
    facts = {"企业": {"研发费用": {"2025": "500万元"}}}
    answers = engine.answer(read_facts(facts, engine.catalogue.vocabulary, clock.today()), clock.today())
    [answer] = [each for each in answers.items if each.item.id == ID]
    assert answer.amount is not None
    assert answer.amount.fen is not None
    return answer.amount.fen
