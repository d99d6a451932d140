"""The mail server that the environment names."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from songjieyou.config.mail import read

ON = {"MAIL_FROM": "送解优 <notice@park.example.cn>", "SONGJIEYOU_ADDRESS": "https://sjy.example.cn"}


def test_it_is_off_unless_it_is_asked_for() -> None:
    assert read(ON) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://127.0.0.1:2525", {"host": "127.0.0.1", "port": 2525, "username": "", "password": ""}),
        (
            "smtps://me%40park:p%2Fw@mail.example.cn",
            {"host": "mail.example.cn", "port": None, "username": "me@park", "password": "p/w", "use_ssl": True},
        ),
        (
            "smtp+tls://mail.example.cn",
            {"host": "mail.example.cn", "port": None, "username": "", "password": "", "use_tls": True},
        ),
    ],
)
def test_the_address_is_taken_apart(url: str, expected: dict[str, object]) -> None:
    mail = read(ON | {"MAIL_URL": url})
    assert mail is not None
    assert mail.mailers["default"]["OPTIONS"] == expected | {"timeout": 10}
    assert mail.sender == ON["MAIL_FROM"]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"MAIL_URL": "http://mail.example.cn"}, "smtp://"),
        ({"MAIL_URL": "smtp://"}, "smtp://"),
        ({"MAIL_URL": "smtp://mail.example.cn:port"}, "smtp://"),
        ({"MAIL_FROM": ""}, "MAIL_FROM"),
        ({"MAIL_FROM": "送解优"}, "MAIL_FROM"),
        ({"SONGJIEYOU_ADDRESS": ""}, "SONGJIEYOU_ADDRESS"),
        ({"SONGJIEYOU_ADDRESS": "sjy.example.cn"}, "SONGJIEYOU_ADDRESS"),
    ],
)
def test_what_cannot_be_used_is_refused(change: dict[str, str], word: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=word):
        read(ON | {"MAIL_URL": "smtp://mail.example.cn"} | change)
