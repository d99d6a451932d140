"""Every address of the house. Each view declares who may (`web/access.py`); one that does not is refused."""

from django.urls import include, path

urlpatterns = [
    path("", include("songjieyou.web.urls")),
    path("demo/", include("songjieyou.demo.urls")),
]

handler400 = "songjieyou.web.errors.bad_request"
handler403 = "songjieyou.web.errors.forbidden"
handler404 = "songjieyou.web.errors.not_found"
handler500 = "songjieyou.web.errors.server_error"
