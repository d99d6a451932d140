"""The addresses of the screens."""

from django.urls import path

from songjieyou.web.enterprise import views as enterprise
from songjieyou.web.home import profile
from songjieyou.web.home import views as home
from songjieyou.web.ops import calendar, deadlines, health
from songjieyou.web.public import views as public

urlpatterns = [
    path("", public.front, name="front"),
    path("sign-in/", public.sign_in, name="sign-in"),
    path("sign-out/", public.sign_out, name="sign-out"),
    path("home/", home.home, name="home"),
    path("enterprises/<int:pk>/", enterprise.card, name="enterprise"),
    path("profile/", profile.profile, name="profile"),
    path(
        "enterprises/<int:pk>/authorisations/<int:authorisation>/end/",
        enterprise.end_authorisation,
        name="end-authorisation",
    ),
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
