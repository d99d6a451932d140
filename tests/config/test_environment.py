"""What the environment says, and what production refuses."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from songjieyou.config.environment import database, read, write_local_key

SAFE = {
    "SONGJIEYOU_PRODUCTION": "1",
    "SECRET_KEY": "0123456789abcdef" * 4,
    "ALLOWED_HOSTS": "sjy.example.cn",
    "SONGJIEYOU_VAR": "var",
}


def test_without_a_word_it_is_sqlite_on_this_machine_only(tmp_path: Path) -> None:
    environment = read({"SONGJIEYOU_VAR": str(tmp_path)})
    assert (environment.production, environment.debug) == (False, False)
    assert environment.hosts == ("127.0.0.1", "localhost", "[::1]")
    assert environment.database["NAME"] == str(tmp_path / "songjieyou.sqlite3")
    assert environment.database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_a_postgres_address_is_taken_apart() -> None:
    found = database("postgres://me:p%40ss@db.example:5433/park?sslmode=require", Path("var"))
    assert {name: found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "NAME": "park",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_another_database_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="postgres"):
        database("mysql://db/park", Path("var"))


def test_a_key_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    write_local_key(tmp_path)
    first = read({"SONGJIEYOU_VAR": str(tmp_path)}).key
    write_local_key(tmp_path)
    assert read({"SONGJIEYOU_VAR": str(tmp_path)}).key == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_two_installations_have_two_keys(tmp_path: Path) -> None:
    keys = []
    for name in ("a", "b"):
        write_local_key(tmp_path / name)
        keys.append(read({"SONGJIEYOU_VAR": str(tmp_path / name)}).key)
    assert keys[0] != keys[1]


def test_production_starts_when_it_is_safe() -> None:
    environment = read(SAFE)
    assert environment.production
    assert environment.hosts == ("sjy.example.cn", "127.0.0.1", "localhost", "[::1]")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"SONGJIEYOU_DEBUG": "1"}, "SONGJIEYOU_DEBUG"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "abcd" * 20}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + "x" * 60}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "sjy.example.cn,*.example.cn"}, "ALLOWED_HOSTS"),
    ],
)
def test_production_refuses_what_is_unsafe(change: dict[str, str], word: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=word):
        read(SAFE | change)


def test_a_switch_is_0_or_1() -> None:
    with pytest.raises(ImproperlyConfigured, match="SONGJIEYOU_PRODUCTION"):
        read({"SONGJIEYOU_PRODUCTION": "yes"})


def test_earlier_keys_are_separated_by_spaces(tmp_path: Path) -> None:
    assert read({"SONGJIEYOU_VAR": str(tmp_path)}).earlier_keys == ()
    assert read({"SONGJIEYOU_VAR": str(tmp_path), "SECRET_KEY_FALLBACKS": "one  two"}).earlier_keys == ("one", "two")
