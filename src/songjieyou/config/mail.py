"""The mail server that the environment names, if it names one."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

WAYS = {"smtp": {}, "smtps": {"use_ssl": True}, "smtp+tls": {"use_tls": True}}
NO_PORT = -1
PATIENCE = 10
"""Seconds for one answer of the mail server."""


class Mail(NamedTuple):
    """`mailers` is Django's description of the server; `sender` stands in every message."""

    mailers: dict[str, dict[str, Any]]
    sender: str


def read(variables: Mapping[str, str]) -> Mail | None:
    """None without MAIL_URL; ImproperlyConfigured, in Chinese, where it cannot be used."""
    url = variables.get("MAIL_URL", "")
    if not url:
        return None
    sender = variables.get("MAIL_FROM", "")
    if "@" not in parseaddr(sender)[1]:
        message = "设置了 MAIL_URL，还要设置发件人 MAIL_FROM，如 notice@example.cn。"
        raise ImproperlyConfigured(message)
    if not variables.get("SONGJIEYOU_ADDRESS", "").startswith(("https://", "http://")):
        message = "设置了 MAIL_URL，还要设置本系统的网址 SONGJIEYOU_ADDRESS，如 https://sjy.example.cn。"
        raise ImproperlyConfigured(message)
    return Mail(
        {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": _options(url)}}, sender
    )


def _options(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = NO_PORT
    if parts.scheme not in WAYS or not parts.hostname or port == NO_PORT:
        message = "MAIL_URL 应是 smtp://、smtps:// 或 smtp+tls:// 加邮件服务器的地址。"
        raise ImproperlyConfigured(message)
    account = {"username": unquote(parts.username or ""), "password": unquote(parts.password or "")}
    return {"host": parts.hostname, "port": port, "timeout": PATIENCE} | account | WAYS[parts.scheme]
