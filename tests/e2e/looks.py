"""Every page that somebody looks at: one row a page type, written by hand, and who opens it in the demo.

A new address needs a row here, or one in NOT_LOOKED_AT with the reason.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from songjieyou.core.enums import Role
from songjieyou.demo.cast import CAST
from tests.e2e.newcomers import DORA, EVA, PASSWORD
from tests.enterprises.excel.tables import code

type Steps = Callable[[Page], None]

FIRM = "firm_principal"
ADMIN = Role.SYSTEM_ADMIN.value
SECURITY, AUDIT = Role.SECURITY_ADMIN.value, Role.AUDIT_ADMIN.value
PERSON = "system/people/<int:pk>/"
NAME, RESET, ERASE, ROLES, PHONE_OFF = (
    f"{PERSON}{word}/" for word in ("name", "password", "erase", "roles", "second-factor/off")
)
GINAS, FREDS, EVAS = (f"/system/people/?words={name}" for name in ("gina", "fred", "eva"))
CHANGE, DAY = "system/calendar/<int:year>/change/", "/system/calendar/2026/change/"


@dataclass(frozen=True)
class Look:
    """A page type: its `route` as in the table of addresses, opened by `actor` (a login name; empty: nobody) there, or
    `at` another address, or from the page `at` by the first link to each of the routes `via`.

    `steps` lead on to the state that is meant; `status` is the last answer's. `also` see it in another way.
    """

    name: str
    route: str
    actor: str = ""
    at: str = ""
    via: tuple[str, ...] = ()
    steps: Steps | None = None
    status: int = 200
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


def wrong_password(page: Page) -> None:
    """With another name each time: after a few wrong ones a name is shut out."""
    page.get_by_label("登录名").fill(f"nobody-{uuid.uuid4().hex[:8]}")
    page.get_by_label("密码").fill("not the password")
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()


def wrong_contact(page: Page) -> None:
    page.get_by_label("手机").fill("打我电话")
    page.get_by_label("邮箱").fill("chen@")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_be_visible()


def stale_contact(page: Page) -> None:
    """As if somebody had saved other values since the page was opened: its mark is that of other values."""
    mark = page.locator("input[name=version]")
    mark.evaluate("mark => mark.value = 'of-other-values'")
    page.get_by_label("手机").fill("13800000000")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_be_visible()


def to_the_code(page: Page) -> None:
    page.get_by_label("登录名").fill(EVA[0])
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_label("验证码")).to_be_visible()


def wrong_code(page: Page) -> None:
    to_the_code(page)
    sent_empty("继续")(page)  # a wrong one would count, and Eva be shut out


def renewed_codes(page: Page) -> None:
    page.get_by_role("main").get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_test_id("recovery-code").first).to_be_visible()


def sent_empty(button: str) -> Steps:
    """Press the button of a form with nothing filled in."""

    def press(page: Page) -> None:
        page.get_by_role("main").get_by_role("button", name=button).click()
        expect(page.get_by_role("alert")).to_be_visible()

    return press


def reset(page: Page) -> None:
    page.get_by_role("button", name="重设密码").click()
    page.wait_for_url("**/shown/")


def proposed_day(page: Page) -> None:
    page.get_by_label("日期").fill("2026-11-30")
    page.get_by_label("改为放假").check()
    page.get_by_label("依据").fill("演示")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("button", name="确认生效")).to_be_visible()


def sent_table(rows: str, state: str) -> Steps:
    """Upload a table of firms, or open the one that was: it is in this state then."""

    def send(page: Page) -> None:
        before = page.locator("tr", has_text=state).get_by_role("link")
        if before.count():
            before.first.click()
            return
        table = f"统一社会信用代码,企业名称,行业代码,营业收入（万元）2025\n{rows}".encode()
        page.get_by_label("企业名录").set_input_files({"name": "firms.csv", "mimeType": "text/csv", "buffer": table})
        page.get_by_role("button", name="上传并检查").click()
        expect(page.get_by_role("heading", name="概况")).to_be_visible()

    return send


KEEPER = Role.COORDINATOR.value
IMPORT = "enterprises/imports/<int:pk>/"
RIGHT = f"{code(1)},清江四号装备有限公司,3421,3200\n{code(2)},清江五号机械有限公司,3411,1.2亿元"
WRONG = f"{code(1)[:-1]},清江四号装备有限公司,9999,3200\n{code(2)},清江五号机械有限公司,3411,很多"
FACTS = "enterprises/<int:pk>/facts/"
TELL = "enterprises/<int:pk>/facts/<int:subject>/<str:fact>/"

LOOKS = (
    Look("front", ""),
    Look("sign-in", "sign-in/"),
    Look("sign-in-refused", "sign-in/", steps=wrong_password, status=422),
    Look("sign-in-code", "sign-in/code/", at="/sign-in/", steps=to_the_code),
    Look("sign-in-code-wrong", "sign-in/code/", at="/sign-in/", steps=wrong_code, status=422),
    Look("demo", "demo/"),
    Look("home", "home/", FIRM, also=tuple(player.username for player in CAST if player.username != FIRM)),
    Look("profile", "profile/", FIRM, also=(Role.HANDLER.value,)),
    Look("profile-wrong", "profile/", FIRM, steps=wrong_contact, status=422),
    Look("profile-stale", "profile/", FIRM, steps=stale_contact, status=409),
    Look(
        "enterprise", "enterprises/<int:pk>/", FIRM, at="/home/", via=("enterprises/<int:pk>/",), also=("firm_agent",)
    ),
    Look("register", "enterprises/", Role.CONTACT_OFFICER.value),
    Look("imports", "enterprises/imports/", KEEPER),
    Look("imports-wrong", "enterprises/imports/", KEEPER, steps=sent_empty("上传并检查"), status=422),
    Look("import", IMPORT, KEEPER, at="/enterprises/imports/", steps=sent_table(RIGHT, "等待确认")),
    Look("import-wrong", IMPORT, KEEPER, at="/enterprises/imports/", steps=sent_table(WRONG, "格有错")),
    Look("checkup", "enterprises/<int:pk>/checkup/", FIRM, at="/home/", via=("enterprises/<int:pk>/checkup/",)),
    Look("firm-facts", FACTS, FIRM, at="/home/", via=(FACTS,)),
    Look("tell-fact", TELL, FIRM, at="/home/", via=(FACTS, TELL)),
    Look("tell-fact-wrong", TELL, FIRM, at="/home/", via=(FACTS, TELL), steps=sent_empty("保存"), status=422),
    Look("password", "profile/password/", DORA[0]),
    Look("two-factor-set-up", "profile/two-factor/", DORA[0]),
    Look("two-factor", "profile/two-factor/", EVA[0]),
    Look("two-factor-codes", "profile/two-factor/codes/", EVA[0]),
    Look("two-factor-codes-shown", "profile/two-factor/codes/", EVA[0], steps=renewed_codes),
    Look("two-factor-off", "profile/two-factor/off/", EVA[0]),
    Look("files", "profile/files/", FIRM),
    Look("files-wrong", "profile/files/", FIRM, steps=sent_empty("上传"), status=422),
    Look("mail-choice", "profile/mail/", FIRM),
    Look("inbox", "inbox/", FIRM, also=(Role.HANDLER.value,)),
    Look("calendar", "system/calendar/", ADMIN),
    Look("calendar-year", "system/calendar/<int:year>/", ADMIN, at="/system/calendar/2026/"),
    Look("calendar-day", CHANGE, ADMIN, at=DAY),
    Look(
        "calendar-day-wrong",
        "system/calendar/<int:year>/change/",
        ADMIN,
        at=DAY,
        steps=sent_empty("下一步"),
        status=422,
    ),
    Look("calendar-proposal", "system/calendar/proposals/<int:pk>/", ADMIN, at=DAY, steps=proposed_day),
    Look("calendar-import", "system/calendar/import/", ADMIN),
    Look("closing-time", "system/calendar/closing-time/", ADMIN),
    Look("deadlines", "system/calendar/deadlines/", ADMIN),
    Look("deliveries", "system/deliveries/", ADMIN),
    Look("about", "about/"),
    Look("feedback-list", "about/feedback/", EVA[0], also=(ADMIN,)),
    Look(
        "feedback",
        "about/feedback/<int:pk>/",
        EVA[0],
        at="/about/feedback/",
        via=("about/feedback/<int:pk>/",),
        also=(ADMIN,),
    ),
    Look("feedback-write", "about/feedback/write/", FIRM),
    Look("feedback-wrong", "about/feedback/write/", FIRM, steps=sent_empty("提交"), status=422),
    Look("own-data", "profile/data/", FIRM),
    Look("system", "system/", ADMIN, also=(SECURITY, AUDIT)),
    Look("park", "system/park/", ADMIN),
    Look("park-look", "system/park/look/", ADMIN),
    Look("parts", "system/parts/<slug:kind>/", ADMIN, at="/system/parts/departments/"),
    Look("part-new", "system/parts/<slug:kind>/add/", ADMIN, at="/system/parts/zones/add/"),
    Look(
        "part",
        "system/parts/<slug:kind>/<int:pk>/",
        ADMIN,
        at="/system/parts/teams/",
        via=("system/parts/<slug:kind>/<int:pk>/",),
    ),
    Look("people", "system/people/", ADMIN, also=(SECURITY,)),
    Look("people-none", "system/people/", ADMIN, at="/system/people/?words=nobody-of-this-name"),
    Look("person", PERSON, ADMIN, at=GINAS, via=(PERSON,), also=(SECURITY,)),
    Look("person-new", "system/people/open/", ADMIN),
    Look("person-name", NAME, ADMIN, at=GINAS, via=(PERSON, NAME)),
    Look("person-password", RESET, ADMIN, at=GINAS, via=(PERSON, RESET)),
    Look("person-password-shown", f"{RESET}shown/", ADMIN, at=GINAS, via=(PERSON, RESET), steps=reset),
    Look("person-erase", ERASE, ADMIN, at=FREDS, via=(PERSON, ERASE)),
    Look("person-second-factor", PHONE_OFF, SECURITY, at=EVAS, via=(PERSON, PHONE_OFF)),
    Look("role", ROLES, SECURITY, at=GINAS, via=(PERSON, ROLES)),
    Look("role-wrong", ROLES, SECURITY, at=GINAS, via=(PERSON, ROLES), steps=sent_empty("授予"), status=422),
    Look("audit", "system/audit/", AUDIT),
    Look("guide", "ui/"),
    Look("not-found", "nothing-here/", FIRM, status=404),
    Look("not-found-by-nobody", "nothing-here/", status=404),
)

NOT_LOOKED_AT = {
    "enterprises/template.xlsx": "a table to keep",
    "enterprises/register.csv": "a table to keep",
    "enterprises/register.xlsx": "a table to keep",
    "enterprises/imports/<int:pk>/marked.xlsx": "a table to keep",
    "brand.css": "a style sheet",
    "files/<int:pk>/": "a file to keep",
    "system/calendar/<int:year>/table.csv": "a table to keep",
    "profile/data/own.csv": "a table to keep",
    "profile/data/own.json": "a file to keep",
    "system/audit/events.csv": "a table to keep",
    "system/audit/events.xlsx": "a table to keep",
    "profile/two-factor/picture/": "a picture on the page two-factor-set-up",
    "sign-in/continue/": "a step between two pages, looked at in test_walks",
    "text-size/": "sends the reader back to the page",
    "healthz": "JSON for machines",
}
"""Addresses that answer GET and are no page."""
