"""The tables that the house ships name facts that there are, of the kind of subject they are for."""

from __future__ import annotations

from songjieyou.enterprises.enums import ClearanceKind
from songjieyou.enterprises.facts.checks import DAYS
from songjieyou.enterprises.facts.tables import asking_again, filings, pools, short_forms, title_kinds
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.rules.library.vocabulary import FIRM

LONGEST_KIND = 30


def test_titles_make_facts_of_the_firm_true() -> None:
    assert len(title_kinds()) >= 12
    for kind in title_kinds().values():
        assert len(kind.name) <= LONGEST_KIND
        assert kind.facts
        for name in {name for names in kind.facts.values() for name in names}:
            entry = vocabulary().entry(name)
            assert (entry.subject, entry.type, entry.period) == (FIRM, "是否", "无")
        if kind.dated:
            entry = vocabulary().entry(kind.dated)
            assert (entry.subject, entry.type) == (FIRM, "日期")


def test_papers_of_a_project_tell_its_facts() -> None:
    assert set(filings()) <= set(ClearanceKind)
    for filing in filings().values():
        assert vocabulary().entry(filing.done).subject == vocabulary().entry(filing.dated).subject == "项目"
        assert (vocabulary().entry(filing.done).type, vocabulary().entry(filing.dated).type) == ("是否", "日期")
    assert {(vocabulary().entry(name).subject, vocabulary().entry(name).type) for name in pools().values()} == {
        ("项目", "是否")
    }


def test_short_forms_ask_facts_of_their_kind_without_a_period() -> None:
    letters = [form.letter for form in short_forms().values()]
    assert set(short_forms()) == set(vocabulary().subjects) - {FIRM}
    assert len(set(letters)) == len(letters)
    for kind, form in short_forms().items():
        assert vocabulary().entry(form.name).type == "文本"
        assert form.amount in form.facts
        for name in form.facts:
            entry = vocabulary().entry(name)
            assert (entry.subject, entry.period, entry.derived) == (kind, "无", False), name


def test_what_is_asked_again_is_known() -> None:
    assert all(vocabulary().find(name) for name in asking_again().by_fact)
    assert len(asking_again().sources) == 3
    assert all(vocabulary().entry(name).type == "日期" for name in DAYS)
