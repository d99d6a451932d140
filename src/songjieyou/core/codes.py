"""Codes that are read from paper, said on the telephone and typed: one-time passwords and one-time codes."""

from __future__ import annotations

import re
import secrets
import unicodedata

EASILY_READ = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not taken for one another on paper."""
GROUP = 4


def new_code(groups: int) -> str:
    """Groups of four signs with dashes between them, drawn by chance: some 20 bits a group."""
    return "-".join("".join(secrets.choice(EASILY_READ) for _ in range(GROUP)) for _ in range(groups))


def plain_code(typed: str) -> str:
    """A code as it is compared: without dashes and blanks, in small letters, full-width forms folded."""
    return re.sub(r"[\s\-‐-―_]", "", unicodedata.normalize("NFKC", typed)).lower()
