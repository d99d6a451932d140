"""A park's own policy in the browser: faults with their places, reviews by another, publication and what firms see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.core.models import Attachment
from songjieyou.policies.domain import own
from songjieyou.policies.models import OwnPolicy, Review
from tests.park import World, build
from tests.policies.texts import HINTED, ONE_SIDED, SOUND, UNKNOWN_FACT, WRONG_EXAMPLE
from tests.web.ops.helpers import as_

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
FAIR = {"conclusion": "passed", "grounds": "无违反", "unit": "科技金融局", "heard": "公开征求意见七日"}


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(NOW):
        yield build()


@pytest.fixture
def editor(world: World) -> Client:
    return as_(world.staff(Role.POLICY_EDITOR))


@pytest.fixture
def reviewer(world: World) -> Client:
    return as_(world.staff(Role.REVIEWER))


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def started(editor: Client, text: str = SOUND) -> str:
    """The address of a policy that was written in the browser, with the line ends that a browser sends."""
    answer = editor.post("/own-policies/start/", {"text": text.replace("\n", "\r\n")})
    assert answer.status_code == 302
    return str(answer["Location"])


def saved(editor: Client, address: str, text: str) -> None:
    form = editor.get(f"{address}write/").context["form"]
    answer = editor.post(f"{address}write/", {"text": text, "once": form.once, "version": form.version})
    assert answer.status_code == 302


def test_what_one_person_writes_another_reviews_and_all_see(world: World, editor: Client, reviewer: Client) -> None:
    address = started(editor, WRONG_EXAMPLE)
    assert "第 25 行第 13 列：例子“刚好五百万元”：金额应是 30万元，算出来是 20万元" in page(editor, address)
    assert editor.post(f"{address}1/publish/", {}).status_code == 422
    saved(editor, address, SOUND)
    assert "校验通过，2 个例子全部算对。" in page(editor, address)
    assert page(editor, f"{address}2/review/content/", 403).count("不能审核自己写的稿子") == 1
    assert reviewer.post(f"{address}2/review/content/", {"conclusion": "passed", "grounds": "核对"}).status_code == 302
    assert reviewer.post(f"{address}2/review/fairness/", FAIR).status_code == 302
    assert "publish/" in page(editor, address)
    assert editor.post(f"{address}2/publish/", {}).status_code == 302
    assert "已发布" in page(editor, address)
    assert editor.post(f"{address}withdraw/", {}).status_code == 302
    assert "未发布" in page(editor, address)


def test_nobody_publishes_unreviewed(editor: Client) -> None:
    address = started(editor)
    answer = editor.post(f"{address}1/publish/", {})
    assert answer.status_code == 422
    assert "还不能发布。内容审核：还没有审核" in answer.content.decode()
    assert not OwnPolicy.objects.exclude(published=None).exists()


def test_a_review_is_of_the_text_that_was_read(editor: Client, reviewer: Client) -> None:
    address = started(editor)
    saved(editor, address, SOUND + "\n")
    assert "更新的一稿" in page(reviewer, f"{address}1/review/content/", 403)
    assert reviewer.post(f"{address}1/review/content/", {"conclusion": "passed", "grounds": "x"}).status_code == 403
    assert not Review.objects.exists()


def test_a_fair_competition_review_wants_its_record(editor: Client, reviewer: Client) -> None:
    address = started(editor, HINTED)
    form = page(reviewer, f"{address}1/review/fairness/")
    assert "疑似购买本地产品" in form
    answer = reviewer.post(f"{address}1/review/fairness/", {"conclusion": "exception", "grounds": "x"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert all(
        words in text for words in ("请填写起草单位。", "请写明听取了谁的意见", "请写明适用哪一条", "请填写例外的期限")
    )


def test_the_paper_of_a_review_is_kept_with_it(editor: Client, reviewer: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    address = started(editor)
    paper = SimpleUploadedFile("意见.txt", "同意".encode())
    said = {"conclusion": "passed", "grounds": "核对", "paper": paper}
    assert reviewer.post(f"{address}1/review/content/", said).status_code == 302
    kept = Attachment.objects.get()
    assert (kept.belongs_kind, kept.belongs_id) == ("policy_review", Review.objects.get().pk)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SOUND, "校验通过，2 个例子全部算对。"),
        (UNKNOWN_FACT, "第 22 行第 21 列：不认识的事实“研发费”，是不是“研发费用”？"),
        (WRONG_EXAMPLE, "第 25 行第 13 列：例子“刚好五百万元”"),
        (ONE_SIDED, "可用 500万元、4999999元"),
        (HINTED, "提示（1）"),
        ("政策: [", "第 2 行第 1 列"),
        ("", "要改的"),
    ],
)
def test_a_text_is_checked_while_it_is_written(text: str, words: str, editor: Client) -> None:
    answer = editor.post("/own-policies/check/", {"text": text})
    assert answer.status_code == 200
    assert words in unescape(answer.content.decode())
    assert not OwnPolicy.objects.exists()


def test_its_own_title_is_not_taken(editor: Client) -> None:
    address = started(editor)
    pk = address.strip("/").split("/")[-1]
    assert "请换一个名称" in editor.post("/own-policies/check/", {"text": SOUND}).content.decode()
    assert "校验通过" in editor.post(f"/own-policies/check/?policy={pk}", {"text": SOUND}).content.decode()
    answer = editor.post("/own-policies/start/", {"text": SOUND})
    assert answer.status_code == 422
    assert "请换一个名称" in answer.content.decode()


def test_what_a_text_says_is_shown_as_text(editor: Client) -> None:
    address = started(editor, SOUND + "# <script>alert(1)</script>\n")
    assert "<script>alert" not in editor.get(address).content.decode()


def test_two_who_write_at_once_do_not_undo_each_other(world: World, editor: Client) -> None:
    address = started(editor)
    form = editor.get(f"{address}write/").context["form"]
    saved(editor, address, SOUND + "# 先\n")
    answer = editor.post(f"{address}write/", {"text": SOUND + "# 后\n", "once": form.once, "version": form.version})
    assert answer.status_code == 409
    assert OwnPolicy.objects.get().revisions.count() == 2


def test_hints_are_acknowledged_with_a_reason(editor: Client) -> None:
    address = started(editor, HINTED)
    assert editor.post(f"{address}1/hints/", {"reason": ""}).status_code == 422
    assert editor.post(f"{address}1/hints/", {"reason": "指任何产品"}).status_code == 302
    assert "已确认的提示" in page(editor, address)


def test_what_a_text_changed_is_shown(editor: Client) -> None:
    address = started(editor)
    saved(editor, address, SOUND.replace("20万元", "30万元"))
    text = page(editor, f"{address}2/")
    for kind, mark, money in (("went", "-", "20万元"), ("came", "+", "30万元")):
        line = f'<div class="code-lines__{kind}"><span class="code-lines__number">{mark}</span><code>        补贴: '
        assert f"{line}{{性质: 定额, 金额: {money}" in text
    assert page(editor, f"{address}3/", 404)


def test_it_is_exported_as_it_was_written(editor: Client) -> None:
    answer = editor.get(f"{started(editor)}policy.yaml")
    assert answer.content.decode() == SOUND
    assert answer["Content-Disposition"].startswith("attachment; ")


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.POLICY_EDITOR, Role.REVIEWER, Role.LEADER, Role.INSPECTOR)]
)
def test_nobody_else_reads_drafts(role: Role, world: World, editor: Client) -> None:
    address = started(editor)
    client = as_(world.staff(role))
    for where in ("/own-policies/", address, f"{address}1/", f"{address}policy.yaml"):
        assert client.get(where).status_code == 403
    assert as_(world.alice).get(address).status_code == 403


def test_nor_in_another_park(world: World, editor: Client) -> None:
    row = own.start_policy(park=world.far, text=SOUND, by=world.charlie)
    for where in ("", "write/", "1/", "1/hints/", "1/publish/", "1/review/content/", "policy.yaml", "withdraw/"):
        assert editor.get(f"/own-policies/{row.pk}/{where}").status_code == 404
    assert editor.post(f"/own-policies/check/?policy={row.pk}", {"text": SOUND}).status_code == 404
    assert "甲园研发补助办法" not in page(editor, "/own-policies/")


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_asks_few_queries(count: int, world: World, editor: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(count):
        started(editor, SOUND.replace("研发补助办法", f"研发补助办法{number}"))
    with django_assert_max_num_queries(6):
        editor.get("/own-policies/")
