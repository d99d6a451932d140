"""The addresses of the screens."""

from django.urls import path

from songjieyou.web.enterprise import views as enterprise
from songjieyou.web.files import views as files
from songjieyou.web.home import profile
from songjieyou.web.home import views as home
from songjieyou.web.ops import health
from songjieyou.web.public import views as public

urlpatterns = [
    path("", public.front, name="front"),
    path("sign-in/", public.sign_in, name="sign-in"),
    path("sign-out/", public.sign_out, name="sign-out"),
    path("home/", home.home, name="home"),
    path("enterprises/<int:pk>/", enterprise.card, name="enterprise"),
    path("profile/", profile.profile, name="profile"),
    path("profile/files/", files.own_files, name="own-files"),
    path("files/<int:pk>/", files.file, name="file"),
    path("files/<int:pk>/withdraw/", files.withdraw_file, name="withdraw-file"),
    path(
        "enterprises/<int:pk>/authorisations/<int:authorisation>/end/",
        enterprise.end_authorisation,
        name="end-authorisation",
    ),
    path("healthz", health.healthz, name="healthz"),
]
