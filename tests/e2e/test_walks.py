"""What people do here, from the first page to the last, as they do it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

from songjieyou.core.enums import Role
from songjieyou.demo.cast import CAST, Player
from tests.e2e.looks import FIRM, code_shown
from tests.e2e.newcomers import DORA, PASSWORD, UNCLAIMED
from tests.e2e.visitors import PC, PHONE, Visitors, enter, give_password

PRIVATE = "陈一诺"
"""The name of FIRM in the demo."""
BYTES, REQUESTS = 70_000, 6
"""Of the first page on a phone, at most."""


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def window(request: pytest.FixtureRequest, visitors: Visitors) -> Page:
    return visitors.stranger(scripts=request.param)


def test_signing_in_by_password(window: Page) -> None:
    """From the front page; a page asked for before leads there afterwards."""
    window.goto("/")
    window.get_by_role("main").get_by_role("link", name="登录").click()
    give_password(window, DORA[0])
    window.wait_for_url("**/home/")
    expect(window.get_by_role("heading", level=1)).to_contain_text(DORA[1])
    window.get_by_role("button", name="退出").click()
    window.goto("/profile/")
    give_password(window, DORA[0])
    window.wait_for_url("**/profile/")


def test_a_form_sent_after_the_session_has_ended_comes_back_filled(
    window: Page, request: pytest.FixtureRequest
) -> None:
    """Without scripts by one more button."""
    window.goto("/sign-in/")
    give_password(window, DORA[0])
    window.wait_for_url("**/home/")
    window.goto("/profile/")
    window.get_by_label("手机").fill("13800000003")
    window.context.clear_cookies(name="sessionid")
    window.get_by_role("button", name="保存").click()
    give_password(window, DORA[0])
    if "no-scripts" in request.node.name:
        carried_on = window.get_by_role("button", name="继续填写")
        expect(carried_on).to_be_visible()
        carried_on.click()
    expect(window.get_by_text("您刚才填的内容还在")).to_be_visible()
    expect(window.get_by_label("手机")).to_have_value("13800000003")


@pytest.mark.parametrize("player", CAST, ids=lambda player: player.username)
def test_one_click_enters_as_every_role(player: Player, visitors: Visitors) -> None:
    page = visitors.stranger()
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="选一个角色").click()
    page.get_by_role("button", name=player.name).click()
    page.wait_for_url("**/home/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(player.name)


def test_a_wrong_form_is_told_leads_to_its_fields_and_is_corrected(window: Page) -> None:
    enter(window, FIRM)
    window.goto("/profile/")
    window.get_by_label("手机").fill("打我电话")
    window.get_by_label("邮箱").fill("chen@")
    window.get_by_role("button", name="保存").click()
    summary = window.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(2)
    for label, right in (("手机", "13800000001"), ("邮箱", "chen@example.cn")):
        field = window.get_by_label(label)
        expect(field).to_have_attribute("aria-invalid", "true")
        summary.get_by_role("link", name=label).click()
        expect(field).to_be_focused()
        field.fill(right)
    window.get_by_role("button", name="保存").click()
    expect(window.get_by_role("alert")).to_have_count(0)
    window.reload()
    expect(window.get_by_label("手机")).to_have_value("13800000001")
    expect(window.get_by_label("邮箱")).to_have_value("chen@example.cn")


def test_a_double_click_saves_once(window: Page, count: Callable[[str], int]) -> None:
    changed = "core_event WHERE name = 'account.contact_changed'"
    enter(window, "firm_agent")
    window.goto("/profile/")
    before = count(changed)
    phone = f"1390000000{before % 10}"
    window.get_by_label("手机").fill(phone)
    window.get_by_role("button", name="保存").dblclick()
    window.wait_for_load_state("networkidle")
    expect(window.get_by_role("alert")).to_have_count(0)
    window.reload()
    expect(window.get_by_label("手机")).to_have_value(phone)
    assert count(changed) - before == 1


def test_after_signing_out_the_back_button_shows_nothing_private(window: Page) -> None:
    enter(window, FIRM)
    window.goto("/profile/")
    expect(window.locator("body")).to_contain_text(PRIVATE)
    window.get_by_role("button", name="退出").click()
    expect(window.locator("body")).not_to_contain_text(PRIVATE)
    for _ in range(2):
        window.go_back()
        expect(window.locator("body")).not_to_contain_text(PRIVATE)


def test_signing_in_and_out_with_the_keyboard_alone(visitors: Visitors) -> None:
    page = visitors.stranger(width=PC)
    page.goto("/sign-in/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    tab_to(page, "登录名")
    page.keyboard.type(DORA[0])
    tab_to(page, "密码")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/home/")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "退出":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出")).to_have_count(0)


def tab_to(page: Page, label: str) -> None:
    """Press Tab until the field has the focus."""
    wanted = page.get_by_label(label).element_handle()
    for _ in range(60):
        if wanted.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(label)


@pytest.mark.parametrize(("address", "actor"), [("/", ""), ("/sign-in/", ""), ("/home/", FIRM)])
def test_the_first_page_on_a_phone_is_small(address: str, actor: str, visitors: Visitors) -> None:
    """Counted by the browser as it comes over the wire, headers and all, with nothing kept from before."""
    page = visitors.stranger()
    if actor:
        enter(page, actor)
    network = page.context.new_cdp_session(page)
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(address, wait_until="networkidle")
    assert 0 < sum(sizes) <= BYTES
    assert 0 < len(sizes) <= REQUESTS


def test_private_answers_are_not_kept_by_the_browser(visitors: Visitors) -> None:
    page = visitors.window(FIRM)
    answer = page.goto("/home/")
    assert isinstance(answer, Response)
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("width", [PHONE, PC])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_firm_corrects_a_fact_and_sees_the_money_change(scripts: bool, width: int, visitors: Visitors) -> None:
    page = visitors.stranger(scripts=scripts, width=width)
    enter(page, "firm_agent")
    sure, guessed = "10万元 定额，按条款可以得到", "约 60万元 估算，按现有数据估算"
    for answer, money in (("否", [sure]), ("是", [sure, guessed])):
        page.goto("/home/")
        page.get_by_role("link", name="企业数据").click()
        page.get_by_role("link", name="获设备更新再贷款支持").click()
        page.get_by_role("radio", name=answer, exact=True).check()
        page.get_by_role("button", name="保存").click()
        page.wait_for_url("**/facts/")
        page.get_by_role("main").get_by_role("link", name="政策体检").click()
        expect(page.locator(".box__figure")).to_have_text(money)


def test_an_officer_finds_a_firm_and_what_fits_it(window: Page) -> None:
    enter(window, Role.CONTACT_OFFICER.value)
    window.get_by_role("link", name="企业", exact=True).click()
    window.get_by_text("筛选", exact=True).first.click()
    window.get_by_label("行业代码").fill("34")
    window.get_by_role("button", name="筛选").click()
    window.get_by_role("link", name="清江一号精密机械有限公司的政策体检").click()
    expect(window.get_by_role("heading", level=1)).to_have_text("政策体检")
    expect(window.get_by_role("heading", name="符合（3）")).to_be_visible()


@pytest.mark.parametrize("width", [PHONE, PC])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_new_person_claims_two_firms_with_the_codes_of_an_officer(
    scripts: bool, width: int, visitors: Visitors
) -> None:
    number = 2 * scripts + (width == PC)
    first, second = UNCLAIMED[1 + 2 * number : 3 + 2 * number]
    page = visitors.stranger(scripts=scripts, width=width)
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="企业首次使用").click()
    code_shown(page, *first)
    page.get_by_label("姓名").fill("何新来")
    page.get_by_label("登录名").fill(f"newcomer-{number}")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("再填一次密码").fill(PASSWORD)
    page.get_by_role("button", name="开通并认领").dblclick()
    page.wait_for_url("**/enterprises/*/?claimed=1")
    expect(page.get_by_role("heading", level=1)).to_have_text(first[1])
    expect(page.get_by_role("heading", name="接下来")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="何新来").first).to_contain_text("负责人")
    page.get_by_role("link", name="看政策体检").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("政策体检")
    page.goto("/home/")
    page.get_by_role("link", name="认领一家企业").click()
    code_shown(page, *second)
    page.get_by_role("button", name="确认认领").click()
    page.wait_for_url("**/enterprises/*/?claimed=1")
    expect(page.get_by_role("heading", level=1)).to_have_text(second[1])
    page.goto("/home/")
    for _, firm in (first, second):
        expect(page.get_by_role("link", name=firm).first).to_be_visible()
    page.get_by_role("link", name=second[1]).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(second[1])


def test_a_principal_invites_an_agent(window: Page, visitors: Visitors) -> None:
    principal = visitors.stranger()
    enter(principal, "other_principal")
    principal.get_by_role("link", name="企业档案").click()
    uscc = principal.get_by_text(re.compile("^[0-9A-Z]{18}$")).inner_text()
    principal.get_by_role("link", name="邀请经办人").click()
    principal.get_by_role("button", name="邀请经办人").click()
    code = principal.get_by_test_id("claim-code").inner_text()
    enter(window, "firm_agent")
    window.goto("/claim/")
    window.get_by_label("统一社会信用代码").fill(uscc)
    window.get_by_label("认领码").fill(code)
    window.get_by_role("button", name="下一步").click()
    expect(window.get_by_role("main")).to_contain_text("您是它的经办人")
    principal.get_by_role("link", name="回到企业页面").click()
    principal.get_by_role("button", name="作废").click()
    expect(principal.get_by_role("button", name="作废")).to_have_count(0)
    window.get_by_role("button", name="确认认领").click()
    expect(window.get_by_role("alert")).to_contain_text("作废")


@pytest.mark.parametrize("width", [PHONE, PC])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_officer_finds_the_firms_for_a_policy_and_exports_them(
    scripts: bool, width: int, visitors: Visitors
) -> None:
    page = visitors.stranger(scripts=scripts, width=width)
    enter(page, Role.CONTACT_OFFICER.value)
    page.get_by_role("main").get_by_role("link", name="政策找企业").click()
    page.get_by_text("筛选", exact=True).first.click()
    page.get_by_label("政策或事项名称").fill("省级智能制造示范奖励")
    page.get_by_role("button", name="筛选").click()
    page.get_by_role("link", name=re.compile("符合.*省级智能制造示范奖励")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("省级智能制造示范奖励")
    firm = page.get_by_role("link", name="清江一号精密机械有限公司")
    expect(firm).to_be_visible()
    for button, ending in (("导出 Excel", ".xlsx"), ("导出 CSV", ".csv")):
        with page.expect_download() as download:
            page.get_by_role("link", name=button).click()
        assert download.value.suggested_filename.endswith(ending)
    assert "清江一号精密机械有限公司" in download.value.path().read_text(encoding="utf-8-sig")
    firm.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("政策体检")


@pytest.mark.parametrize("width", [PHONE, PC])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_what_an_officer_learns_brings_a_project_in(scripts: bool, width: int, visitors: Visitors) -> None:
    """The published case: with one figure the treasury-bond item fits; its window is closed, and the page says so."""
    page = visitors.stranger(scripts=scripts, width=width)
    enter(page, Role.CONTACT_OFFICER.value)
    page.goto("/enterprises/?words=清江四号")
    page.get_by_role("link", name="清江四号循环科技有限公司的政策体检").click()
    card = page.locator("article").filter(has_text="工业领域设备更新（项目 P1）")
    expect(card).to_contain_text("还不知道：投资进度")
    address = page.url
    card.get_by_role("link", name="补充一项数据").first.click()
    told(page, "38%", "**/checkup/")
    expect(card.locator(".match__met")).to_contain_text("符合 · 14 条中已满足 14 条")
    expect(card).to_contain_text("2040万元")
    expect(card).to_contain_text("申报窗口已经截止，现在不能申报")
    page.goto(address.replace("checkup/", "facts/"))
    page.get_by_role("link", name="投资进度").click()
    told(page, "不详", "**/facts/")
    page.goto(address)
    expect(card.locator(".match__met")).to_contain_text("待补充 · 14 条中已满足 12 条")


def told(page: Page, value: str, then: str) -> None:
    page.locator("input[name=value]").fill(value)
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(then)


@pytest.mark.parametrize("width", [PHONE, PC])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_policy_is_blocked_by_an_example_mended_reviewed_and_published(
    scripts: bool, width: int, visitors: Visitors
) -> None:
    title = f"清江经开区补助办法{width}{'甲' if scripts else '乙'}"
    editor = visitors.stranger(scripts=scripts, width=width)
    enter(editor, Role.POLICY_EDITOR.value)
    editor.goto("/own-policies/")
    editor.get_by_role("link", name="新写一项").click()
    sound = editor.get_by_label("正文").input_value().replace("请写政策名称", title)
    wrong = sound.replace("应得: {结论: 符合, 金额: 10万元}", "应得: {结论: 符合, 金额: 20万元}")
    editor.get_by_label("正文").fill(wrong)
    if scripts:
        expect(editor.locator("#checked")).to_contain_text("金额应是 20万元，算出来是 10万元")
    editor.get_by_role("button", name="保存").click()
    expect(editor.get_by_role("heading", level=1)).to_have_text(title)
    expect(editor.get_by_role("main")).to_contain_text("金额应是 20万元，算出来是 10万元")
    expect(editor.get_by_role("link", name="发布", exact=True)).to_have_count(0)
    address = editor.url
    editor.get_by_role("link", name="修改正文").click()
    editor.get_by_label("正文").fill(sound)
    editor.get_by_role("button", name="保存").click()
    expect(editor.get_by_role("main")).to_contain_text("校验通过，2 个例子全部算对。")

    reviewer = visitors.stranger(scripts=scripts, width=width)
    enter(reviewer, Role.REVIEWER.value)
    for kind, said in (
        ("内容审核", {}),
        ("公平竞争审查", {"起草单位": "科技金融局", "听取意见情况": "公开征求意见七日"}),
    ):
        reviewer.goto(address)
        reviewer.get_by_role("link", name=kind).click()
        reviewer.get_by_role("radio", name="通过", exact=True).check()
        for label, words in {"依据和理由": "逐条核对", **said}.items():
            reviewer.get_by_label(label).fill(words)
        reviewer.get_by_role("button", name="提交审核结论").click()
        reviewer.wait_for_url(address)

    editor.goto(address)
    editor.get_by_role("link", name="发布", exact=True).click()
    editor.get_by_role("button", name="发布").click()
    editor.wait_for_url(address)
    expect(editor.get_by_role("main")).to_contain_text("已发布")
    firm = visitors.stranger(scripts=scripts, width=width)
    enter(firm, "firm_agent")
    firm.goto(f"/policies/?words={title}")
    firm.get_by_role("link", name=title).first.click()
    expect(firm.get_by_role("heading", level=1)).to_have_text(title)
    firm.goto("/home/")
    firm.get_by_role("main").get_by_role("link", name="政策体检").first.click()
    expect(firm.locator("article").filter(has_text=title).locator(".match__met")).to_contain_text("符合")
