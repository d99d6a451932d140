"""The vocabulary as data and as a list."""

from __future__ import annotations

from typing import Any

from songjieyou.rules.library.vocabulary import Vocabulary


def facts_data(vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Every fact, in the order of the files."""
    return [
        {
            "subject": entry.subject,
            "name": entry.name,
            "type": entry.type,
            "unit": entry.unit or None,
            "period": entry.period,
            "choices": list(entry.choices),
            "codes": entry.codes or None,
            "question": entry.question or None,
            "known_by": list(entry.known_by),
            "changeable": entry.changeable,
            "personal": entry.personal,
            "derived": entry.derived,
            "note": entry.note or None,
        }
        for entry in vocabulary.entries.values()
    ]


def facts_page(vocabulary: Vocabulary) -> str:
    """One line a fact, under its subject."""
    lines = []
    for subject in vocabulary.subjects:
        own = [entry for entry in vocabulary.entries.values() if entry.subject == subject]
        if own:
            lines.append(f"{subject}（{len(own)}）")
        for entry in own:
            unit = f"（{entry.unit}）" if entry.unit else ""
            period = "" if entry.period == "无" else f"，按{entry.period}"
            made = "，推算" if entry.derived else ""
            values = f"：{'、'.join(entry.choices)}" if entry.choices else ""
            lines.append(f"  {entry.name}  {entry.type}{unit}{period}{made}{values}")
    return "\n".join(lines) + "\n"
