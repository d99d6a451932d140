"""The shortest walk through the whole house; it is run on SQLite too."""

from playwright.sync_api import expect

from tests.e2e.accessibility import violations
from tests.e2e.looks import LOOKS, wrong_contact
from tests.e2e.visitors import Visitors, enter


def test_in_as_a_firm_a_form_wrong_and_right_and_out(visitors: Visitors) -> None:
    page = visitors.stranger()
    enter(page, "other_principal")
    page.goto("/profile/")
    wrong_contact(page)
    assert violations(page) == []
    page.get_by_label("手机").fill("13800000002")
    page.get_by_label("邮箱").fill("")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("button", name="退出")).to_have_count(0)


def test_every_page_opens_quietly(visitors: Visitors) -> None:
    faults = {}
    for look in LOOKS:
        page = visitors.window(look.actor)
        faults[look.name] = visitors.show(page, look).faults()
        page.close()
    assert faults == {look.name: [] for look in LOOKS}
