"""提示: what is legal in a file and yet probably wrong, or needs a review before it is published."""

from __future__ import annotations

from songjieyou.rules.faults import Report
from songjieyou.rules.library.policy import Catalogue


def lint(catalogue: Catalogue, report: Report) -> None:
    """All hints about a catalogue."""
