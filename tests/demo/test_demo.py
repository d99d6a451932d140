"""The demo: one click per role, in a marked database only."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.core.models import Park, Person, RoleAssignment
from songjieyou.demo.cast import CAST, FIRMS
from songjieyou.demo.models import Mark
from songjieyou.demo.seed import seed

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo() -> None:
    Mark.objects.create(pk=1, made_at=clock.now())
    seed()


def test_an_unmarked_database_gets_nothing() -> None:
    with pytest.raises(RuntimeError, match="marked"):
        seed()
    assert not Park.objects.exists()


def test_nobody_can_click_into_an_unmarked_database(demo: None, client: Client) -> None:
    Mark.objects.all().delete()
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/enter/", {"as": CAST[0].username}).status_code == 404
    assert "选一个角色" not in client.get("/").content.decode()


def test_nor_in_production(demo: None, client: Client, settings: Settings) -> None:
    settings.PRODUCTION = True
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/enter/", {"as": CAST[0].username}).status_code == 404


def test_production_does_not_start_on_a_demo(demo: None, settings: Settings) -> None:
    from songjieyou.config.wsgi import refuse_demo_in_production

    refuse_demo_in_production()
    settings.PRODUCTION = True
    with pytest.raises(ImproperlyConfigured, match="演示库"):
        refuse_demo_in_production()


def test_seeding_twice_is_seeding_once(demo: None) -> None:
    seed()
    assert Park.objects.count() == 1
    assert Person.objects.count() == len(CAST)


def test_every_role_has_its_player(demo: None) -> None:
    assert set(RoleAssignment.objects.values_list("role", flat=True)) == set(Role)
    assert RoleAssignment.objects.count() == len(Role)


@pytest.mark.parametrize("player", CAST, ids=lambda player: player.username)
def test_one_click_enters_as_anyone(demo: None, client: Client, player: object) -> None:
    from songjieyou.demo.cast import Player

    assert isinstance(player, Player)
    assert f'value="{player.username}"' in client.get("/demo/").content.decode()
    assert client.post("/demo/enter/", {"as": player.username}).status_code == 302
    text = client.get("/home/").content.decode()
    assert f"{player.name}，您好" in text
    assert (player.role.label if player.role else FIRMS[player.firm][1]) in text


def test_nobody_else_can_be_entered_as(demo: None, client: Client) -> None:
    assert client.post("/demo/enter/", {"as": "root"}).status_code == 404
