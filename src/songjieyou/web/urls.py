"""The addresses of the screens."""

from django.urls import path

from songjieyou.web.enterprise import views as enterprise
from songjieyou.web.home import profile
from songjieyou.web.home import views as home
from songjieyou.web.ops import brand, health
from songjieyou.web.public import guide, look
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
    path("system/park/look/", brand.brand, name="park-look"),
    path("text-size/", look.text_size, name="text-size"),
    path("brand.css", look.brand, name="brand"),
    path("ui/", guide.guide, name="guide"),
    path("healthz", health.healthz, name="healthz"),
]
