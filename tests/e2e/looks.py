"""Every page that somebody looks at: one row a page type, written by hand, and who opens it in the demo.

A new address needs a row here, or one in NOT_LOOKED_AT with the reason.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from songjieyou.core.enums import Role
from songjieyou.demo.cast import CAST, FIRMS
from tests.e2e.newcomers import DORA, EVA, PASSWORD, UNCLAIMED
from tests.park import code

type Steps = Callable[[Page], None]

FIRM = "firm_principal"
ADMIN, EDITOR = Role.SYSTEM_ADMIN.value, Role.POLICY_EDITOR.value
COORDINATOR, OFFICER = Role.COORDINATOR.value, Role.CONTACT_OFFICER.value
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


def taken_code(page: Page) -> None:
    page.get_by_label("统一社会信用代码").fill(FIRMS[0][0])
    page.get_by_label("名称", exact=True).fill("再登记一次")
    page.get_by_role("main").get_by_role("button", name="登记").click()
    expect(page.get_by_role("alert")).to_be_visible()


def searched_industry(page: Page) -> None:
    page.get_by_label("哪一项").select_option("行业代码")
    page.get_by_role("button", name="填写").click()
    page.get_by_label("做什么、产什么").fill("机床")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("link", name="选用").first).to_be_visible()


CARD = "enterprises/<int:pk>/"


def code_issued(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="发认领码").click()
    expect(page.get_by_test_id("claim-code")).to_be_visible()


def new_code(page: Page, firm: str) -> str:
    """What an officer, in a browser of their own, is shown for a firm that nobody has claimed."""
    assert page.context.browser is not None
    context = page.context.browser.new_context(base_url="/".join(page.url.split("/")[:3]))
    window = context.new_page()
    window.goto("/demo/")
    window.locator(f"button[value={OFFICER}]").click()
    window.goto(f"/enterprises/?words={firm}")
    window.get_by_role("link", name=firm, exact=True).click()
    window.get_by_role("link", name="发认领码").click()
    code_issued(window)
    code = window.get_by_test_id("claim-code").inner_text()
    context.close()
    return code


def code_shown(page: Page, uscc: str = UNCLAIMED[0][0], firm: str = UNCLAIMED[0][1]) -> None:
    """Fill in a right code on the page for it."""
    page.get_by_label("统一社会信用代码").fill(uscc)
    page.get_by_label("认领码").fill(new_code(page, firm))
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("main")).to_contain_text(firm)


def just_claimed(page: Page) -> None:
    page.goto(f"{page.url}?claimed=1")


def account_sent_empty(page: Page) -> None:
    code_shown(page)
    sent_empty("开通并认领")(page)


ENTERPRISE, ISSUE = "enterprises/<int:pk>/", "enterprises/<int:pk>/codes/issue/<slug:purpose>/"
FREE = f"/enterprises/?words={UNCLAIMED[0][1]}"


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


IMPORT = "enterprises/imports/<int:pk>/"
RIGHT = f"{code(1)},清江四号装备有限公司,3421,3200\n{code(2)},清江五号机械有限公司,3411,1.2亿元"
WRONG = f"{code(1)[:-1]},清江四号装备有限公司,9999,3200\n{code(2)},清江五号机械有限公司,3411,很多"
FACTS = "enterprises/<int:pk>/facts/"
FITTING_FIRMS = "/matches/firms/?item=设备更新贷款财政贴息政策/设备更新贷款贴息"
LACKING_FIRMS = "/matches/firms/?item=高新技术企业认定/高新技术企业认定&group=open"
TELL = "enterprises/<int:pk>/facts/<int:subject>/<str:fact>/"
POLICY, COLUMN = "policies/<str:policy>/", "policy-columns/<int:pk>/"
HIDE = f"{POLICY}<str:item>/hide/"
OWN = "own-policies/<int:pk>/"
REVIEW = f"{OWN}<int:number>/review/<slug:kind>/"
LOANS = "/policies/湖南省工业企业设备更新和技术改造项目融资补贴实施办法/"

FIRM_FILE = "enterprises/<int:pk>/"
ADD_TITLE, END_TITLE = f"{FIRM_FILE}titles/add/", f"{FIRM_FILE}titles/<int:title>/end/"
SUBJECTS = f"{FIRM_FILE}subjects/"
ADD_SUBJECT, SUBJECT = f"{SUBJECTS}add/<str:kind>/", f"{SUBJECTS}<int:subject>/"
CLEARANCE, LEAVE_POOL = f"{SUBJECT}clearances/<str:kind>/", f"{SUBJECT}pools/<int:entry>/end/"
PROJECTS = "/enterprises/1/subjects/?kind=项目"

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
    Look("register", "enterprises/", OFFICER, also=(COORDINATOR,)),
    Look("register-mine", "enterprises/", OFFICER, at="/enterprises/?looked_after=mine"),
    Look("firm-new", "enterprises/add/", COORDINATOR),
    Look("firm-new-wrong", "enterprises/add/", COORDINATOR, steps=taken_code, status=422),
    Look("firm-edit", f"{CARD}edit/", COORDINATOR, at="/enterprises/", via=(CARD, f"{CARD}edit/")),
    Look("firm-charges", f"{CARD}charges/", COORDINATOR, at="/enterprises/", via=(CARD, f"{CARD}charges/")),
    Look("firm-of-staff", CARD, COORDINATOR, at="/enterprises/", via=(CARD,)),
    Look("contact-new", f"{CARD}contacts/add/", FIRM, at="/home/", via=(CARD, f"{CARD}contacts/add/")),
    Look(
        "contact-wrong",
        f"{CARD}contacts/add/",
        FIRM,
        at="/home/",
        via=(CARD, f"{CARD}contacts/add/"),
        steps=sent_empty("保存"),
        status=422,
    ),
    Look("contact", "contacts/<int:pk>/", FIRM, at="/home/", via=(CARD, "contacts/<int:pk>/")),
    Look("contact-erase", "contacts/<int:pk>/erase/", FIRM, at="/home/", via=(CARD, "contacts/<int:pk>/erase/")),
    Look("contacts", "system/contacts/", SECURITY, at="/system/contacts/?words=周财明"),
    Look("industry", TELL, FIRM, at="/home/", via=(FACTS,), steps=searched_industry),
    Look("matches", "matches/", OFFICER),
    Look("matching-firms", "matches/firms/", OFFICER, at=FITTING_FIRMS),
    Look("matching-firms-lacking", "matches/firms/", OFFICER, at=LACKING_FIRMS),
    Look("enterprise-unclaimed", ENTERPRISE, OFFICER, at=FREE, via=(ENTERPRISE,)),
    Look("code-issue", ISSUE, OFFICER, at=FREE, via=(ENTERPRISE, ISSUE)),
    Look("code-invite", ISSUE, FIRM, at="/home/", via=(ENTERPRISE, ISSUE)),
    Look(
        "code-shown",
        "enterprises/<int:pk>/codes/<int:code>/",
        OFFICER,
        at=FREE,
        via=(ENTERPRISE, ISSUE),
        steps=code_issued,
    ),
    Look("claim", "claim/", also=(FIRM,)),
    Look("claim-wrong", "claim/", steps=sent_empty("下一步"), status=422),
    Look("claim-account", "claim/account/", at="/claim/", steps=code_shown),
    Look("claim-account-wrong", "claim/account/", at="/claim/", steps=account_sent_empty, status=422),
    Look("claim-join", "claim/join/", FIRM, at="/claim/", steps=code_shown),
    Look("enterprise-claimed", ENTERPRISE, FIRM, at="/home/", via=(ENTERPRISE,), steps=just_claimed),
    Look("imports", "enterprises/imports/", COORDINATOR),
    Look("imports-wrong", "enterprises/imports/", COORDINATOR, steps=sent_empty("上传并检查"), status=422),
    Look("import", IMPORT, COORDINATOR, at="/enterprises/imports/", steps=sent_table(RIGHT, "等待确认")),
    Look("import-wrong", IMPORT, COORDINATOR, at="/enterprises/imports/", steps=sent_table(WRONG, "格有错")),
    Look("checkup", "enterprises/<int:pk>/checkup/", FIRM, at="/home/", via=("enterprises/<int:pk>/checkup/",)),
    Look("firm-facts", FACTS, FIRM, at="/home/", via=(FACTS,)),
    Look("tell-fact", TELL, FIRM, at="/home/", via=(FACTS, TELL)),
    Look("tell-fact-wrong", TELL, FIRM, at="/home/", via=(FACTS, TELL), steps=sent_empty("保存"), status=422),
    Look("policies", "policies/", FIRM, also=("", EDITOR)),
    Look("policies-none", "policies/", at="/policies/?words=没有这样的政策"),
    Look("policies-wrong", "policies/", at="/policies/?industry=没有这个行业"),
    Look("policy", POLICY, FIRM, at=LOANS, also=("", EDITOR)),
    Look("policy-titles", POLICY, at="/policies/专精特新“小巨人”企业认定/"),
    Look("policy-hide", HIDE, EDITOR, at=LOANS, via=(HIDE,)),
    Look("own-policies", "own-policies/", EDITOR, also=(Role.REVIEWER.value,)),
    Look("own-policy", OWN, EDITOR, at="/own-policies/", via=(OWN,), also=(Role.REVIEWER.value,)),
    Look("own-policy-start", "own-policies/start/", EDITOR),
    Look("own-policy-write", f"{OWN}write/", EDITOR, at="/own-policies/", via=(OWN, f"{OWN}write/")),
    Look("own-policy-revision", f"{OWN}<int:number>/", EDITOR, at="/own-policies/", via=(OWN, f"{OWN}<int:number>/")),
    Look("own-policy-review", REVIEW, Role.REVIEWER.value, at="/own-policies/", via=(OWN, REVIEW)),
    Look(
        "own-policy-review-wrong",
        REVIEW,
        Role.REVIEWER.value,
        at="/own-policies/",
        via=(OWN, REVIEW),
        steps=sent_empty("提交审核结论"),
        status=422,
    ),
    Look("policy-columns", "policy-columns/", EDITOR),
    Look("policy-column", COLUMN, FIRM, at="/policies/", via=(COLUMN,)),
    Look("policy-column-new", "policy-columns/add/", EDITOR),
    Look("policy-column-edit", f"{COLUMN}edit/", EDITOR, at="/policy-columns/", via=(f"{COLUMN}edit/",)),
    Look(
        "policy-column-fill",
        f"{COLUMN}fill/",
        EDITOR,
        at="/policy-columns/",
        via=(f"{COLUMN}edit/", f"{COLUMN}fill/"),
        steps=sent_empty("保存"),
        status=422,
    ),
    Look("titles", f"{FIRM_FILE}titles/", FIRM, at="/home/", via=(FIRM_FILE, f"{FIRM_FILE}titles/")),
    Look("title-new", ADD_TITLE, FIRM, at="/home/", via=(FIRM_FILE, f"{FIRM_FILE}titles/", ADD_TITLE)),
    Look(
        "title-wrong",
        ADD_TITLE,
        FIRM,
        at="/home/",
        via=(FIRM_FILE, f"{FIRM_FILE}titles/", ADD_TITLE),
        steps=sent_empty("保存"),
        status=422,
    ),
    Look("title-end", END_TITLE, FIRM, at="/home/", via=(FIRM_FILE, f"{FIRM_FILE}titles/", END_TITLE)),
    Look("subjects", SUBJECTS, FIRM, at="/home/", via=(FIRM_FILE, SUBJECTS)),
    Look("subject-new", ADD_SUBJECT, FIRM, at="/home/", via=(FIRM_FILE, SUBJECTS, ADD_SUBJECT)),
    Look("subject", SUBJECT, FIRM, at=PROJECTS, via=(SUBJECT,), also=(Role.LEADER.value,)),
    Look("subject-change", f"{SUBJECT}change/", FIRM, at=PROJECTS, via=(SUBJECT, f"{SUBJECT}change/")),
    Look("subject-end", f"{SUBJECT}end/", FIRM, at=PROJECTS, via=(SUBJECT, f"{SUBJECT}end/")),
    Look("clearance", CLEARANCE, FIRM, at=PROJECTS, via=(SUBJECT, CLEARANCE)),
    Look("pool-new", f"{SUBJECT}pools/add/", FIRM, at=PROJECTS, via=(SUBJECT, f"{SUBJECT}pools/add/")),
    Look("pool-end", LEAVE_POOL, FIRM, at=PROJECTS, via=(SUBJECT, LEAVE_POOL)),
    Look("funding", f"{SUBJECT}funding/", FIRM, at=PROJECTS, via=(SUBJECT, f"{SUBJECT}funding/")),
    Look("equipment", f"{FIRM_FILE}equipment/", FIRM, at="/home/", via=(FIRM_FILE, SUBJECTS, f"{FIRM_FILE}equipment/")),
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
    "own-policies/<int:pk>/policy.yaml": "a file to keep",
    "own-policies/<int:pk>/<int:number>/hints/": "nothing to acknowledge in the demo",
    "own-policies/<int:pk>/<int:number>/publish/": "a question like any other, once everything holds",
    "own-policies/<int:pk>/withdraw/": "a question like any other, once something is published",
    "enterprises/<int:pk>/checkup.pdf": "a page of paper, tests/documents",
    "enterprises/template.xlsx": "a table to keep",
    "enterprises/register.csv": "a table to keep",
    "enterprises/register.xlsx": "a table to keep",
    "enterprises/imports/<int:pk>/marked.xlsx": "a table to keep",
    "brand.css": "a style sheet",
    "equipment.xlsx": "a table to keep",
    "contacts/<int:pk>/data.csv": "a table to keep",
    "files/<int:pk>/": "a file to keep",
    "system/calendar/<int:year>/table.csv": "a table to keep",
    "profile/data/own.csv": "a table to keep",
    "matches/firms.csv": "a table to keep",
    "matches/firms.xlsx": "a table to keep",
    "profile/data/own.json": "a file to keep",
    "system/audit/events.csv": "a table to keep",
    "system/audit/events.xlsx": "a table to keep",
    "profile/two-factor/picture/": "a picture on the page two-factor-set-up",
    "sign-in/continue/": "a step between two pages, looked at in test_walks",
    "text-size/": "sends the reader back to the page",
    "healthz": "JSON for machines",
}
"""Addresses that answer GET and are no page."""
