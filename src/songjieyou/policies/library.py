"""The policies that hold in a park: those that come with the program, and its own that are published."""

from __future__ import annotations

from functools import cache, lru_cache

from songjieyou.policies.models import OwnPolicy, Revision
from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.faults import Report
from songjieyou.rules.library.load import PACK, Library, policy_files


@cache
def pack() -> Library:
    """Read once in a process. RuntimeError where the pack has faults."""
    report = Report()
    library = _read(report)
    if report.count:
        message = f"the shipped pack has {report.count} faults"
        raise RuntimeError(message)
    return library


@cache
def engine() -> Engine:
    """Answers from the pack alone."""
    return Engine(pack().catalogue)


def engine_of(park: int | None) -> Engine:
    """Answers from the pack and a park's own policies; from the pack alone for those of no park. One query; texts are
    read again only where they changed.
    """
    if park is None:
        return engine()
    own = OwnPolicy.objects.filter(park=park).exclude(published=None).order_by("published")
    revisions = tuple(own.values_list("published", flat=True))
    return _with_own(revisions) if revisions else engine()


@lru_cache(maxsize=16)
def _with_own(revisions: tuple[int, ...]) -> Engine:
    """What was published is sound; a text that an upgrade of the program has made faulty is left out."""
    library = _read(Report())
    texts = Revision.objects.filter(pk__in=revisions).order_by("pk").values_list("pk", "text")
    library.add_texts({f"本园区/{pk}.yaml": text for pk, text in texts})
    return Engine(library.catalogue)


def _read(report: Report) -> Library:
    library = Library(report)
    library.add_vocabulary(PACK)
    library.add_policies(policy_files(PACK))
    return library
