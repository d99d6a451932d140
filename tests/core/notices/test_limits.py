"""When somebody is told outside the house. The rules are played for weeks against a simple tally."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songjieyou.core.enums import MailChoice
from songjieyou.core.notices import limits
from songjieyou.core.workdays import shipped

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2024, 9, 26, tzinfo=SHANGHAI)
"""A Thursday before the National Day holidays, with make-up days on both sides."""
MINUTES = 16 * 24 * 60


@pytest.mark.parametrize(
    ("choice", "urgent", "sent_today", "expected"),
    [
        (MailChoice.EACH, False, 4, True),
        (MailChoice.EACH, False, 5, False),
        (MailChoice.EACH, True, 5, False),
        (MailChoice.DIGEST, False, 0, False),
        (MailChoice.DIGEST, True, 4, True),
        (MailChoice.DIGEST, True, 5, False),
        (MailChoice.NONE, True, 0, False),
    ],
)
def test_what_is_urgent_ignores_the_digest_but_not_the_cap(
    choice: MailChoice, urgent: bool, sent_today: int, expected: bool
) -> None:
    assert limits.at_once(choice, urgent=urgent, sent_today=sent_today, cap=5) is expected


@pytest.mark.parametrize(
    ("day", "at", "opened"),
    [
        (date(2024, 9, 27), time(8, 29, 59), False),
        (date(2024, 9, 27), time(8, 30), True),
        (date(2024, 9, 28), time(12), False),
        (date(2024, 9, 29), time(12), True),
        (date(2024, 10, 1), time(12), False),
        (date(2024, 10, 12), time(23, 59), True),
    ],
)
def test_the_digest_opens_at_half_past_eight_on_working_days(day: date, at: time, opened: bool) -> None:
    """29 September and 12 October 2024 were a Sunday and a Saturday that were worked."""
    moment = limits.digest_opened(datetime.combine(day, at, SHANGHAI), shipped())
    assert moment == (datetime.combine(day, time(8, 30), SHANGHAI) if opened else None)


@dataclass
class Reader:
    """One person's mail as the house keeps it: what waits, and the messages of each day."""

    choice: MailChoice
    cap: int
    waiting: dict[int, datetime] = field(default_factory=dict)
    mails: list[tuple[datetime, bool, frozenset[int]]] = field(default_factory=list)

    def today(self, now: datetime) -> list[tuple[datetime, bool, frozenset[int]]]:
        return [mail for mail in self.mails if mail[0].date() == now.date()]

    def told(self, number: int, now: datetime, *, urgent: bool) -> None:
        self.waiting[number] = now
        if limits.at_once(self.choice, urgent=urgent, sent_today=len(self.today(now)), cap=self.cap):
            self._send(now, digest=False)

    def tick(self, now: datetime) -> None:
        opened = limits.digest_opened(now, shipped())
        digests = sum(digest for _, digest, _ in self.today(now))
        if (
            opened
            and any(at < opened for at in self.waiting.values())
            and limits.digest_wanted(self.choice, digests_today=digests, sent_today=len(self.today(now)), cap=self.cap)
        ):
            self._send(now, digest=True)

    def _send(self, now: datetime, *, digest: bool) -> None:
        """Every message tells of all that waits."""
        self.mails.append((now, digest, frozenset(self.waiting)))
        self.waiting.clear()


notices = st.lists(st.tuples(st.integers(0, MINUTES - 1), st.booleans()), max_size=60)


@given(st.sampled_from(MailChoice), st.integers(1, 5), notices)
def test_the_cap_holds_and_nothing_is_lost(choice: MailChoice, cap: int, when: list[tuple[int, bool]]) -> None:
    reader = Reader(choice, cap)
    coming = sorted(when)
    for minute in range(0, MINUTES, 30):
        now = START + timedelta(minutes=minute)
        while coming and coming[0][0] <= minute:
            _, urgent = coming.pop(0)
            reader.told(len(when) - len(coming), now, urgent=urgent)
        reader.tick(now)
    a_day = Counter(at.date() for at, _, _ in reader.mails)
    assert max(a_day.values(), default=0) <= cap
    digests = [at for at, digest, _ in reader.mails if digest]
    assert len({at.date() for at in digests}) == len(digests)
    assert all(shipped().worked(at.date()) and at.time() == time(8, 30) for at in digests)
    mailed = Counter(number for _, _, numbers in reader.mails for number in numbers)
    assert set(mailed.values()) <= {1}
    entered = len(when) - len(coming)
    assert mailed.keys() | reader.waiting.keys() == set(range(1, entered + 1))
    assert mailed.keys().isdisjoint(reader.waiting)
    if choice is MailChoice.NONE:
        assert reader.mails == []


@given(st.sampled_from([MailChoice.EACH, MailChoice.DIGEST]), notices)
def test_what_waits_is_told_by_the_next_digest(choice: MailChoice, when: list[tuple[int, bool]]) -> None:
    reader = Reader(choice, cap=1)
    for number, (minute, urgent) in enumerate(sorted(when)):
        reader.told(number, START + timedelta(minutes=minute), urgent=urgent)
    reader.tick(datetime(2024, 10, 14, 8, 30, tzinfo=SHANGHAI))
    assert reader.waiting == {}


def test_a_moment_is_asked_in_local_time() -> None:
    """8:30 UTC is long past the digest's hour in the park; the caller says which zone."""
    assert limits.digest_opened(datetime(2024, 9, 27, 0, 31, tzinfo=UTC).astimezone(SHANGHAI), shipped())
    assert not limits.digest_opened(datetime(2024, 9, 27, 0, 29, tzinfo=UTC).astimezone(SHANGHAI), shipped())
