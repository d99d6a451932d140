"""The addresses of the screens."""

from django.urls import path

from songjieyou.web.enterprise import views as enterprise
from songjieyou.web.home import inbox, mail_choice, profile
from songjieyou.web.home import views as home
from songjieyou.web.ops import deliveries, health
from songjieyou.web.public import views as public

urlpatterns = [
    path("", public.front, name="front"),
    path("sign-in/", public.sign_in, name="sign-in"),
    path("sign-out/", public.sign_out, name="sign-out"),
    path("home/", home.home, name="home"),
    path("enterprises/<int:pk>/", enterprise.card, name="enterprise"),
    path("profile/", profile.profile, name="profile"),
    path("profile/mail/", mail_choice.mail_choice, name="mail-choice"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<int:notice>/read/", inbox.read, name="read-notice"),
    path("inbox/<int:notice>/read-until/", inbox.read_until, name="read-until"),
    path("system/deliveries/", deliveries.deliveries, name="deliveries"),
    path("system/deliveries/<int:delivery>/again/", deliveries.again, name="deliver-again"),
    path(
        "enterprises/<int:pk>/authorisations/<int:authorisation>/end/",
        enterprise.end_authorisation,
        name="end-authorisation",
    ),
    path("healthz", health.healthz, name="healthz"),
]
