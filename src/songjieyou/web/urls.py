"""The addresses of the screens."""

from django.urls import path

from songjieyou.web.about import views as about
from songjieyou.web.account import password, sign_in, two_factor
from songjieyou.web.enterprise import views as enterprise
from songjieyou.web.files import views as files
from songjieyou.web.home import inbox, mail_choice, own_data, profile
from songjieyou.web.home import views as home
from songjieyou.web.ops import calendar, deadlines, deliveries, health, index, park, parts, people, person, roles, trail
from songjieyou.web.public import guide, look
from songjieyou.web.public import views as public

urlpatterns = [
    path("", public.front, name="front"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/code/", sign_in.code, name="sign-in-code"),
    path("sign-in/continue/", sign_in.carry_on, name="sign-in-continue"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("home/", home.home, name="home"),
    path("enterprises/<int:pk>/", enterprise.card, name="enterprise"),
    path("profile/", profile.profile, name="profile"),
    path("profile/password/", password.password, name="change-password"),
    path("profile/two-factor/", two_factor.two_factor, name="two-factor"),
    path("profile/two-factor/picture/", two_factor.picture, name="two-factor-picture"),
    path("profile/two-factor/codes/", two_factor.codes, name="two-factor-codes"),
    path("profile/two-factor/off/", two_factor.turn_off, name="two-factor-off"),
    path("profile/mail/", mail_choice.mail_choice, name="mail-choice"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<int:notice>/read/", inbox.read, name="read-notice"),
    path("inbox/<int:notice>/read-until/", inbox.read_until, name="read-until"),
    path("system/deliveries/", deliveries.deliveries, name="deliveries"),
    path("system/deliveries/<int:delivery>/again/", deliveries.again, name="deliver-again"),
    path("profile/files/", files.own_files, name="own-files"),
    path("files/<int:pk>/", files.file, name="file"),
    path("files/<int:pk>/withdraw/", files.withdraw_file, name="withdraw-file"),
    path(
        "enterprises/<int:pk>/authorisations/<int:authorisation>/end/",
        enterprise.end_authorisation,
        name="end-authorisation",
    ),
    path("text-size/", look.text_size, name="text-size"),
    path("brand.css", look.brand, name="brand"),
    path("ui/", guide.guide, name="guide"),
    path("system/calendar/", calendar.years, name="calendar"),
    path("system/calendar/import/", calendar.bring, name="calendar-import"),
    path("system/calendar/closing-time/", calendar.closing_time, name="closing-time"),
    path("system/calendar/deadlines/", deadlines.listing, name="deadlines"),
    path("system/calendar/proposals/<int:pk>/", calendar.proposal, name="calendar-proposal"),
    path("system/calendar/<int:year>/", calendar.year, name="calendar-year"),
    path("system/calendar/<int:year>/table.csv", calendar.table_file, name="calendar-table"),
    path("system/calendar/<int:year>/change/", calendar.change_day, name="calendar-day"),
    path("profile/data/", own_data.own, name="own-data"),
    path("profile/data/own.json", own_data.own_json, name="own-data-json"),
    path("profile/data/own.csv", own_data.own_csv, name="own-data-csv"),
    path("about/", about.about, name="about"),
    path("about/feedback/", about.feedbacks, name="feedbacks"),
    path("about/feedback/write/", about.write, name="write-feedback"),
    path("about/feedback/<int:pk>/", about.feedback, name="feedback"),
    path("about/feedback/<int:pk>/close/", about.close, name="close-feedback"),
    path("system/", index.index, name="system"),
    path("system/park/", park.park, name="park"),
    path("system/parts/<slug:kind>/", parts.parts, name="parts"),
    path("system/parts/<slug:kind>/add/", parts.add, name="add-part"),
    path("system/parts/<slug:kind>/<int:pk>/", parts.part, name="part"),
    path("system/parts/<slug:kind>/<int:pk>/close/", parts.close, name="close-part"),
    path("system/parts/<slug:kind>/<int:pk>/reopen/", parts.reopen, name="reopen-part"),
    path("system/people/", people.people, name="people"),
    path("system/people/open/", people.open_one, name="open-account"),
    path("system/people/<int:pk>/", person.person, name="person"),
    path("system/people/<int:pk>/name/", person.rename, name="rename-person"),
    path("system/people/<int:pk>/disable/", person.disable, name="disable-account"),
    path("system/people/<int:pk>/enable/", person.enable, name="enable-account"),
    path("system/people/<int:pk>/password/", person.password, name="reset-password"),
    path("system/people/<int:pk>/password/shown/", person.password_shown, name="password-shown"),
    path("system/people/<int:pk>/erase/", person.erase, name="erase-person"),
    path("system/people/<int:pk>/roles/", roles.grant, name="grant-role"),
    path("system/roles/<int:pk>/revoke/", roles.revoke, name="revoke-role"),
    path("system/audit/", trail.trail, name="trail"),
    path("system/audit/events.csv", trail.export_csv, name="trail-csv"),
    path("system/audit/events.xlsx", trail.export_xlsx, name="trail-xlsx"),
    path("healthz", health.healthz, name="healthz"),
]
