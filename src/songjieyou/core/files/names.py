"""Names of files as people gave them: refused where they deceive, made safe where they are merely awkward."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

from songjieyou.core.files.kinds import DANGEROUS
from songjieyou.core.files.refusals import FileRefusedError, Refusal

LONGEST: Final = 100
LONGEST_IN_BYTES: Final = 240
"""Most file systems take 255."""

_HIDDEN: Final = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_AWKWARD: Final = re.compile(r'[<>:"|?*]')
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def safe_name(given: str) -> str:
    """The name under which a file is kept and handed out again. Raises FileRefusedError."""
    name = unicodedata.normalize("NFC", given).strip()
    for reason, wrong in (
        (Refusal.NAME_HIDDEN_CHARACTERS, any(unicodedata.category(sign) in _HIDDEN for sign in name)),
        (Refusal.NAME_WITH_FOLDERS, "/" in name or "\\" in name),
        (Refusal.NAME_MISSING, not name.strip(". ") or name.startswith(".") or not PurePosixPath(name).stem.strip()),
        (Refusal.NAME_TOO_LONG, len(name) > LONGEST or len(name.encode(errors="replace")) > LONGEST_IN_BYTES),
        (Refusal.NAME_RESERVED, bool(_RESERVED.fullmatch(name)) or name.endswith(".")),
        (Refusal.NAME_DISGUISED, any(inner in DANGEROUS for inner in _inner_extensions(name))),
    ):
        if wrong:
            raise FileRefusedError(reason)
    return _AWKWARD.sub("_", name)


def extension(name: str) -> str:
    """In lower case, with its dot; empty where there is none."""
    return PurePosixPath(name).suffix.lower()


def _inner_extensions(name: str) -> list[str]:
    return [inner.strip().lower() for inner in PurePosixPath(name).suffixes[:-1]]
