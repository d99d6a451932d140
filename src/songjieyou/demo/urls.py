"""The addresses of the demo."""

from django.urls import path

from songjieyou.demo import views

urlpatterns = [
    path("", views.choose, name="demo"),
    path("enter/", views.enter_as, name="demo-enter"),
]
