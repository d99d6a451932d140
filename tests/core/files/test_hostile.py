"""Every hostile file is refused for its own reason and leaves nothing behind but the event that says so."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from songjieyou.core.domain.files import receive
from songjieyou.core.files import confined, examine
from songjieyou.core.files.refusals import WORDS, FileRefusedError, Refusal
from songjieyou.core.models import Attachment, Event, StoredFile
from tests.core.files.hostile import CASES, GROUPS, Case
from tests.park import World


@pytest.mark.parametrize("group", GROUPS)
def test_the_process_of_its_own_says_the_same(group: str, world: World, files: Path) -> None:
    case = GROUPS[group][-1]
    with pytest.raises(FileRefusedError) as refused:
        receive(chunks=[case.content()], name=case.name, by=world.alice)
    assert refused.value.reason is case.reason
    assert not list(files.glob("incoming/*"))


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_it_is_refused_and_nothing_is_left(
    case: Case, world: World, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Examined in this process, which is quicker; below, one of each group in its own."""
    monkeypatch.setattr(confined, "_ask", examine.answer)
    with pytest.raises(FileRefusedError) as refused:
        receive(chunks=[case.content()], name=case.name, by=world.alice)
    assert refused.value.reason is case.reason
    assert [path for path in files.rglob("*") if path.is_file()] == []
    assert not list(files.glob("incoming/*"))
    assert not StoredFile.objects.exists()
    assert not Attachment.objects.exists()
    events = Event.objects.filter(name="file.refused").values_list("actor", "payload")
    assert list(events) == [(world.alice.pk, {"reason": case.reason.value})]


def test_there_are_very_many_kinds_of_them() -> None:
    assert len(CASES) > 100
    assert max(Counter(name for name, _ in CASES).values()) == 1


def test_every_reason_is_shown_by_a_file() -> None:
    """But a full disk, which has a test of its own."""
    assert {case.reason for _, case in CASES} == set(Refusal) - {Refusal.NO_SPACE}


def test_every_reason_says_what_to_do() -> None:
    assert set(WORDS) == set(Refusal)
    assert all(words.endswith("。") and words.count("。") >= 2 for words in WORDS.values())
    assert len(set(WORDS.values())) == len(WORDS)
