"""A page is the same, byte for byte, with and without what belongs to others: counts and totals tell tales too."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from songjieyou.config.urls import urlpatterns as ours
from songjieyou.core import clock
from songjieyou.enterprises.models import Enterprise
from songjieyou.web.access import SIGNED_IN, Request, access
from tests.web.matrix.asked import FIRMS
from tests.web.matrix.pages import pages
from tests.web.matrix.people import STAYS
from tests.web.matrix.world import (
    NOW,
    Place,
    add_branch,
    add_firm,
    bring,
    choose,
    fall_due,
    fit,
    found,
    legislate,
    settle,
    trace,
)

OF_THE_FIRM = ("own_principal", "own_agent", "own_former", "branch_agent", "plain", "expired", "revoked")


@access(SIGNED_IN)
def leak(request: Request) -> HttpResponse:
    """What must be noticed: it counts everybody's firms."""
    return HttpResponse(f"共 {Enterprise.objects.count()} 家企业")


urlpatterns = [*ours, path("leak/", leak)]


def alone() -> Place:
    near = found("near")
    settle(near)
    add_firm(near, "own", FIRMS["own"])
    add_branch(near)
    fit(near)
    fall_due(near)
    choose(near)
    legislate(near)
    bring(near)
    trace(near)
    return near


def neighbours() -> Place:
    far = found("far")
    settle(far)
    for which, uscc in FIRMS.items():
        add_firm(far, which, uscc)
    choose(far)
    add_branch(far)
    fit(far)
    legislate(far)
    bring(far)
    trace(far)
    return far


@pytest.mark.django_db
def test_another_park_changes_nothing() -> None:
    with clock.stopped(NOW):
        near = alone()
        before = pages(near, STAYS + OF_THE_FIRM)
        neighbours()
        assert pages(near, STAYS + OF_THE_FIRM) == before
    assert len(before) > 100


@pytest.mark.django_db
def test_another_firm_changes_nothing_for_a_firm() -> None:
    with clock.stopped(NOW):
        near = alone()
        before = pages(near, OF_THE_FIRM)
        add_firm(near, "next", FIRMS["next"])
        assert pages(near, OF_THE_FIRM) == before


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_counts_what_is_not_ones_own_is_noticed() -> None:
    with clock.stopped(NOW):
        near = alone()
        before = pages(near, ("plain",), ("/leak/",))
        neighbours()
        after = pages(near, ("plain",), ("/leak/",))
    assert [address for _, address in before if before["plain", address] != after["plain", address]] == ["/leak/"]
