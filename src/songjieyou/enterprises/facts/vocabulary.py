"""The vocabulary of facts as it is shipped."""

from __future__ import annotations

from functools import cache

from songjieyou.rules.faults import Report
from songjieyou.rules.library.load import PACK, Library
from songjieyou.rules.library.vocabulary import Vocabulary


@cache
def vocabulary() -> Vocabulary:
    """Read once in a process: it is data that comes with the program. RuntimeError where it has faults."""
    report = Report()
    library = Library(report)
    library.add_vocabulary(PACK)
    library.reader.finish()
    if report.count:
        message = f"the shipped vocabulary has {report.count} faults"
        raise RuntimeError(message)
    return library.catalogue.vocabulary
