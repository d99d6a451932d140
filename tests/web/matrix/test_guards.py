"""The twin of the matrix: without its guards, one at a time, the house is not as the table says."""

from __future__ import annotations

import os
import random

import pytest
from django.db import connection

from tests.web.matrix.asked import Asked
from tests.web.matrix.guards import Mutant, guards, survivors

pytestmark = pytest.mark.django_db

LEAST = 0.98
"""So many of the guards must be missed when they are gone."""
ALL = os.environ.get("GUARDS") == "all"
SAMPLE, SEED = 10, 20241001
"""So many are taken away in an ordinary run; with GUARDS=all, which takes long, every one of them."""
SECOND = {
    "web/enterprise/views.py: card: all of Contact.objects": "who may not read contacts is not shown that part",
    "web/enterprise/views.py: _looking_after: all of Charge.objects": "whoever sees a firm sees who looks after it",
    "web/enterprise/firms.py: add.act: all of Enterprise.objects": (
        "the table takes no code twice; tests/web/enterprise/test_firms.py does and misses it"
    ),
    "web/enterprise/contacts.py: search: all of Contact.objects": (
        "the table looks for nobody; tests/web/enterprise/test_contacts.py does and misses it"
    ),
    "enterprises/domain/firms.py: register_enterprise: no `if taken is None`": "tells a builder, not a visitor",
    "web/enterprise/views.py: card: all of Authorisation.objects": "whoever sees a firm sees who acts for it",
    "web/enterprise/views.py: end_authorisation: any of Authorisation.objects.filter(enterprise=enterprise)": (
        "whoever sees a firm sees who acts for it"
    ),
    "enterprises/history.py: history_of: all of Authorisation.objects": "whoever sees a firm sees who acts for it",
    "web/enterprise/codes.py: _of: any of Enterprise.objects.all()": "the code is looked for in scope",
    "web/home/profile.py: profile: all of RoleAssignment.objects": "only one's own are asked for",
    "web/home/profile.py: profile: all of Authorisation.objects": "only one's own are asked for",
    "web/home/views.py: home: all of Enterprise.objects": "only firms that one acts for are asked for",
    "web/public/look.py: brand: no `if len(colours) != COLOURS or faults(Brand(*colours))`": (
        "keeps odd colours out of a sheet, which is nobody's; tests/web/test_look.py misses it"
    ),
    "web/ops/person.py: person: all of RoleAssignment.objects": "whoever sees a person's page sees their roles",
    "enterprises/facts/vocabulary.py: vocabulary: no `if report.count`": "tells a builder, not a visitor",
    "web/enterprise/facts.py: tell_one: all of Statement.objects": "whoever sees a firm sees what was said of it",
    "web/enterprise/facts.py: tell_one: any of Enterprise.objects.all()": "the subject is looked for in scope",
    "web/enterprise/facts.py: tell_one: any of Row.objects.filter(enterprise=enterprise)": "the firm was in scope",
    "web/enterprise/facts.py: _asked: no `if not PERIODS[entry.period][0].fullmatch(period)`": (
        "about what an address may say; tests/web/enterprise/test_checkup.py misses it"
    ),
    "web/policies/library.py: _doors: all of Enterprise.objects": "only firms that one acts for are asked for",
    "web/policies/columns.py: _entries: all of ColumnEntry.objects": "the column was in scope",
    "web/policies/columns.py: fill: all of ColumnEntry.objects": "the column was in scope",
    "web/enterprise/views.py: card: all of Title.objects": "whoever sees a firm sees its titles",
    "web/enterprise/titles.py: listing: all of Title.objects": "whoever sees a firm sees its titles",
    "web/enterprise/titles.py: end: any of Enterprise.objects.all()": "the title is looked for in scope",
    (
        "web/enterprise/titles.py: end: any of Title.objects.filter(enterprise=enterprise)"
        ".select_related('enterprise', 'park')"
    ): "the firm was in scope",
    "web/enterprise/titles.py: end: no refusal unless row.ended_at is None": (
        "about what is over; tests/web/enterprise/test_titles.py misses it"
    ),
    "web/enterprise/facts.py: confirm: any of Enterprise.objects.all()": "the statement is looked for in scope",
    "web/enterprise/facts.py: confirm: any of rows.select_related('subject', 'park')": "the firm was in scope",
    "web/enterprise/subjects.py: listing: all of Subject.objects": "whoever sees a firm sees what belongs to it",
    "web/enterprise/subjects.py: page: all of Subject.objects": "whoever sees a subject sees what stands below it",
    "web/enterprise/subjects.py: _papers: all of Clearance.objects": "whoever sees a project sees its permits",
    "web/enterprise/subjects.py: _papers: all of PoolEntry.objects": "whoever sees a project sees its pools",
    "web/enterprise/subjects.py: _found: any of Enterprise.objects.all()": "the subject is looked for in scope",
    "web/enterprise/subjects.py: _found: any of rows": "the firm was in scope",
    "web/enterprise/subjects.py: above_of: any of rows.exclude(kind=FIRM)": "the firm was in scope",
    (
        "web/enterprise/subjects.py: above_of: no `if not asked.isascii() or not asked.isdecimal() "
        "or len(asked) > len('999999999999')`"
    ): "about what an address may say; tests/web/enterprise/test_subjects.py misses it",
    "web/enterprise/subjects.py: project_of: no `if row.kind != PROJECT`": (
        "about what has permits; tests/web/enterprise/test_subjects.py misses it"
    ),
    "web/enterprise/subjects.py: change: no refusal unless row.ended_at is None": (
        "about what is over; tests/web/enterprise/test_subjects.py misses it"
    ),
    "web/enterprise/subjects.py: project_of: no refusal unless row.ended_at is None": (
        "about what is over; tests/web/enterprise/test_subjects.py misses it"
    ),
    "web/enterprise/papers.py: clearance: all of Clearance.objects": "whoever sees a project sees its permits",
    (
        "web/enterprise/papers.py: end_pool: any of PoolEntry.objects.filter(project=project).select_related('project')"
    ): "the project was in scope",
    (
        "enterprises/facts/typed.py: read_typed: no `if not isinstance(meant, Mapping) "
        "or not fault.message.startswith('上下颠倒')`"
    ): "about words; tests/enterprises/test_typed.py misses it",
    "web/about/views.py: feedback: all of FeedbackMessage.objects": "whoever sees a feedback sees its messages",
    "web/fields_files.py: UploadField.to_python: no `if self.by is None`": "tells a builder, not a visitor",
    "web/files/views.py: withdraw_file: no refusal unless attachment.belongs_kind == OWN": (
        "nothing but a person takes files yet; tests/web/test_files.py lets firms take some and misses it"
    ),
    "web/files/views.py: own_files: all of Attachment.objects": "only one's own are asked for",
    "web/ops/calendar.py: _asked: no `if version is None`": (
        "a version that is not there shows nothing; tests/web/ops/test_calendar.py misses it"
    ),
    "web/ops/park.py: park: any of Park.objects.all()": "only one's own park is asked for",
    "web/ops/person.py: person: all of Person.objects.all()": "names in the history of a person whom one sees",
    "web/ops/person.py: person: all of Authorisation.objects": "whoever sees a person's page sees whom they act for",
    "web/uploads.py: BodyLimit.handle_raw_input: no `if content_length > MOST_SENT`": (
        "about size, not access; tests/web/test_files.py misses it"
    ),
    "core/models/file.py: takes_files: no `if kind in THINGS or kind == OWN`": "tells a builder, not a visitor",
    "core/models/file.py: AttachmentQuerySet.scope: all of rows()": (
        "nothing but a person takes files yet; tests/web/test_files.py lets firms take some and misses it"
    ),
    "web/officer/matches.py: items: all of Match.objects": "only counts; tests/web/officer/test_matches.py misses it",
    "web/officer/matches.py: _behind: all of FirmMatched.objects": (
        "only counts; tests/web/officer/test_matches.py misses it"
    ),
    "web/officer/matches.py: _narrowed: all of Match.objects": (
        "the matrix names no item; tests/web/officer/test_matches.py misses it"
    ),
    "web/officer/matches.py: _asked: no `if item is None or name in rules.hidden`": (
        "the table names no item; tests/web/officer/test_matches.py misses it"
    ),
    "web/access.py: person_of: no `if not isinstance(request.user, Person)`": "tells a builder, not a visitor",
}
"""Guards behind another that decides already, so that nobody can miss them: name -> the other one."""


def test_a_guard_that_is_gone_is_missed(asked: Asked) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("each guard is taken away in a fork, and a fork cannot share a connection to a server")
    mutants = guards()
    assert {mutant.name for mutant in mutants} >= SECOND.keys()
    untouched = Mutant("nothing taken away", "songjieyou.web.enterprise.views.card", lambda: None, everywhere=False)
    needed = [mutant for mutant in mutants if mutant.name not in SECOND]
    assert survivors([untouched], asked) == [untouched.name]
    chosen = needed if ALL else random.Random(SEED).sample(needed, SAMPLE)
    left = survivors(chosen, asked)
    print(f"\n{len(chosen)} of {len(needed)} guards, {len(left)} not missed", *left, sep="\n  ")
    assert len(left) <= ((1 - LEAST) * len(chosen) if ALL else 1), left
