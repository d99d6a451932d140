import datetime as dt

from songjieyou.rules.bulk.batch import batch_of
from songjieyou.rules.facts.base import FactBase
from tests.rules.bulk.examples import bases, pack

ON = dt.date(2025, 6, 30)


def shape(base: FactBase) -> list[tuple]:
    subjects = [base.firm, *(one for kind in sorted(base.subjects) for one in base.subjects[kind])]
    return [(one.kind, one.id, one.parent and (one.parent.kind, one.parent.id), one.values) for one in subjects]


def test_every_subject_comes_back_as_it_was() -> None:
    told = bases()
    batch = batch_of(told, pack().vocabulary)
    firms = batch.firms
    assert len(firms) == len(told) > 500
    for row, base in enumerate(told):
        back, firm = batch.subject(firms, row)
        assert shape(back) == shape(base)
        assert firm is back.firm


def test_rows_below_see_what_stands_above_them() -> None:
    told = bases()
    batch = batch_of(told, pack().vocabulary)
    seen = 0
    for kind in pack().vocabulary.subjects:
        for table in batch.all_of(kind):
            for row in range(len(table)):
                _, subject = batch.subject(table, row)
                assert (subject.kind, subject.id) == (kind, table.ids[row])
                seen += 1
    assert seen > 2000
