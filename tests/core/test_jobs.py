"""Jobs by the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from songjieyou.core import clock, jobs, worker
from songjieyou.core.models import Heartbeat, Schedule

pytestmark = pytest.mark.django_db
NOON = datetime(2024, 9, 4, 4, tzinfo=UTC)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """When the hourly job `note` ran."""
    times: list[datetime] = []
    job = jobs.Job(timedelta(hours=1), lambda: times.append(clock.now()))
    monkeypatch.setattr(jobs, "JOBS", {"note": job})
    return times


def test_a_job_runs_when_it_is_due(runs: list[datetime]) -> None:
    for minutes in (0, 1, 59, 60, 61):
        with clock.stopped(NOON + timedelta(minutes=minutes)):
            jobs.enter_jobs()
            jobs.run_due()
    assert runs == [NOON, NOON + timedelta(hours=1)]


def test_a_job_taken_by_another_is_left_alone(runs: list[datetime]) -> None:
    with clock.stopped(NOON):
        jobs.enter_jobs()
        seen = Schedule.objects.get()
        Schedule.objects.update(due_at=NOON + jobs.LEASE)
        assert not jobs._run(seen)
    assert runs == []


def test_a_failed_job_comes_up_after_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError

    monkeypatch.setattr(jobs, "JOBS", {"note": jobs.Job(timedelta(days=1), fail)})
    with clock.stopped(NOON):
        jobs.enter_jobs()
        assert jobs.run_due() == 1
    assert Schedule.objects.get().due_at == NOON + jobs.LEASE


def test_the_jobs_of_the_house_run() -> None:
    with clock.stopped(NOON):
        jobs.enter_jobs()
        assert jobs.run_due() == len(jobs.JOBS)
    again = dict(Schedule.objects.values_list("job", "due_at"))
    assert again == {name: NOON + job.every for name, job in jobs.JOBS.items()}


def test_a_worker_lives_for_thirty_seconds_after_a_sign() -> None:
    assert not worker.alive()
    with clock.stopped(NOON):
        worker.beat()
    with clock.stopped(NOON + worker.ALIVE):
        assert worker.alive()
    with clock.stopped(NOON + worker.ALIVE + timedelta(seconds=1)):
        assert not worker.alive()
        worker.beat()
    assert Heartbeat.objects.count() == 1
