"""Texts that only this installation can read: encrypted and signed under its key, for one purpose each.

What is sealed stands in the database or travels through a browser; the key stands in neither (`SECRET_KEY`).
"""

from __future__ import annotations

import base64
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from songjieyou.core import clock


class SealError(ValueError):
    """Sealed for another purpose, under another key, too long ago, or not by us."""


def seal(purpose: str, text: str) -> str:
    """A token of URL-safe characters. What is sealed for one purpose cannot be opened for another."""
    return _keys(purpose).encrypt_at_time(text.encode(), _seconds()).decode()


def unseal(purpose: str, token: str, *, within: timedelta | None = None) -> str:
    """The text of a token. SealError where it is none, or older than `within`."""
    try:
        if within is None:
            return _keys(purpose).decrypt(token.encode()).decode()
        return _keys(purpose).decrypt_at_time(token.encode(), int(within.total_seconds()), _seconds()).decode()
    except InvalidToken:
        raise SealError(purpose) from None


def _keys(purpose: str) -> MultiFernet:
    """The present key first: it seals. Earlier ones (`SECRET_KEY_FALLBACKS`) still open."""
    return MultiFernet([_key(purpose, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(purpose: str, secret: str | bytes) -> Fernet:
    digest = salted_hmac("songjieyou.core.sealing", purpose, secret=secret, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def _seconds() -> int:
    return int(clock.now().timestamp())
