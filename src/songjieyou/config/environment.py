"""What the environment says: which database, which mode, which key. Pure functions over a mapping of variables."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from songjieyou.config import mail

ROOT = Path(__file__).resolve().parents[3]
"""The project's own folder, above `src/`."""

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
DEFAULT_KEYS = ("change-me", "changeme", "secret", "django-insecure")
KEY_LENGTH = 50
KEY_VARIETY = 5
"""Different characters, at least; Django asks for the same."""

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",  # wait for the one write lock at the start, where waiting is possible
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


@dataclass(frozen=True)
class Environment:
    """What settings are made of. `var` is the folder for everything that the running house writes; `address` is where
    people find it, for links that leave it.
    """

    production: bool
    debug: bool
    var: Path
    key: str
    earlier_keys: tuple[str, ...]
    hosts: tuple[str, ...]
    database: dict[str, Any]
    address: str
    mail: mail.Mail | None


def read(variables: Mapping[str, str]) -> Environment:
    """Read and judge the variables; ImproperlyConfigured, in Chinese, where production would be unsafe."""
    var = Path(variables.get("SONGJIEYOU_VAR") or ROOT / "var").absolute()
    named = tuple(host.strip() for host in variables.get("ALLOWED_HOSTS", "").split(",") if host.strip())
    environment = Environment(
        production=_flag(variables, "SONGJIEYOU_PRODUCTION"),
        debug=_flag(variables, "SONGJIEYOU_DEBUG"),
        var=var,
        key=variables.get("SECRET_KEY") or ("" if _flag(variables, "SONGJIEYOU_PRODUCTION") else _local_key(var)),
        earlier_keys=tuple(variables.get("SECRET_KEY_FALLBACKS", "").split()),
        hosts=(*named, *LOCAL_HOSTS),  # whoever watches over the house asks from this machine
        database=database(variables.get("DATABASE_URL", ""), var),
        address=variables.get("SONGJIEYOU_ADDRESS", "").rstrip("/"),
        mail=mail.read(variables),
    )
    if environment.production:
        _refuse_unsafe(environment, hosts_named=bool(named))
    return environment


def database(url: str, var: Path) -> dict[str, Any]:
    """Django's description of the database at `url`; an empty one is SQLite under `var`."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(var / "songjieyou.sqlite3"),
            "OPTIONS": SQLITE_OPTIONS,
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        message = "DATABASE_URL 只能是 postgres://…；不设置则使用 var/ 下的 SQLite。"
        raise ImproperlyConfigured(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 60,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def key_file(var: Path) -> Path:
    return var / "secret-key"


def write_local_key(var: Path) -> None:
    """Give this installation a key of its own, readable by its owner only, unless it has one."""
    var.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(key_file(var), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(KEY_LENGTH))


def _local_key(var: Path) -> str:
    """The key of this installation; one for this process alone before there is any."""
    try:
        return key_file(var).read_text()
    except FileNotFoundError:
        return secrets.token_urlsafe(KEY_LENGTH)


def _flag(variables: Mapping[str, str], name: str) -> bool:
    value = variables.get(name, "")
    if value not in ("", "0", "1"):
        message = f"{name} 只能是 0 或 1。"
        raise ImproperlyConfigured(message)
    return value == "1"


def _refuse_unsafe(environment: Environment, *, hosts_named: bool) -> None:
    faults = []
    if environment.debug:
        faults.append("SONGJIEYOU_DEBUG 必须关闭")
    key = environment.key
    if len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY or key.startswith(DEFAULT_KEYS):
        faults.append(f"SECRET_KEY 必须是本单位自己生成的、不少于 {KEY_LENGTH} 个字符的随机串")
    if not hosts_named or any("*" in host for host in environment.hosts):
        faults.append("ALLOWED_HOSTS 必须写明域名，不能为空，也不能含 *")
    if faults:
        raise ImproperlyConfigured("生产环境拒绝启动：" + "；".join(faults) + "。")
