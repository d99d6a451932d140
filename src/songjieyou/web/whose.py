"""Whose form it is. A form bears a mark of the person for whom it was drawn, which nobody else can make: it still tells
when it arrives after the session has ended, or from a page that was open before.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.core.signing import BadSignature, Signer

FIELD = "whose"
_SIGNER = Signer(salt="songjieyou.web.whose")


def mark(person: int) -> str:
    return _SIGNER.sign(str(person))


def person(posted: Mapping[str, object]) -> int | None:
    """The person whose form was posted; None where it does not say, or says it falsely."""
    try:
        return int(_SIGNER.unsign(str(posted.get(FIELD, ""))))
    except BadSignature:
        return None
