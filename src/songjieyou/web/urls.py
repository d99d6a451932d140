"""The addresses of the screens."""

from django.urls import path

from songjieyou.web.account import password, sign_in, two_factor
from songjieyou.web.enterprise import views as enterprise
from songjieyou.web.files import views as files
from songjieyou.web.home import inbox, mail_choice, profile
from songjieyou.web.home import views as home
from songjieyou.web.ops import calendar, deadlines, deliveries, health
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
    path("healthz", health.healthz, name="healthz"),
]
