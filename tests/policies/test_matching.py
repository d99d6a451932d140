"""Matches follow what is told, what policies say and what time does; who is told of it, how often and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command

from songjieyou.core import clock
from songjieyou.core.events.deliver import deliver_due
from songjieyou.core.jobs import JOBS
from songjieyou.core.models import Event, Notice, Person
from songjieyou.core.notices.inbox import told as in_words
from songjieyou.enterprises.domain.authorisations import actor_of
from songjieyou.enterprises.domain.facts import Telling, tell
from songjieyou.enterprises.domain.firms import add_subject, end_subject, register_enterprise
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.models import Enterprise
from songjieyou.policies import answers
from songjieyou.policies.domain import matching
from songjieyou.policies.domain.hiding import hide_item, show_again
from songjieyou.policies.domain.matching import ask_for_all, changed_items, match_due, match_park
from songjieyou.policies.library import engine, fingerprints
from songjieyou.policies.models import FirmMatched, ItemMatched, Match, Turn
from tests.park import World, build

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 4, 2, 0, tzinfo=dt.UTC)
CENTRE = "长沙市推动先进制造业高质量发展若干政策/国家制造业创新中心奖励"
SHOP = "长沙市推动先进制造业高质量发展若干政策/智能化技改补助"
HERE, IS_CENTRE = ("生产经营地", "湖南省/长沙市"), ("国家制造业创新中心", "是")


@pytest.fixture
def world() -> Iterator[World]:
    """Firms that were answered once, an hour ago."""
    with clock.stopped(NOW - dt.timedelta(hours=1)):
        world = build()
        keep_up()
    with clock.stopped(NOW):
        yield world


def keep_up() -> None:
    """As the worker does."""
    while deliver_due():
        pass
    match_due()
    while deliver_due():
        pass


def said(firm: Enterprise, *facts: tuple[str, str | None]) -> None:
    tellings = [Telling(name, value) for name, value in facts]
    tell(subject=firm.subjects.get(kind="企业"), tellings=tellings, source=Source.FIRM, by=None)


def group(firm: Enterprise, item: str = CENTRE) -> str:
    return Match.objects.get(enterprise=firm, item=item).group


def inbox(person: Person) -> list[tuple[str, str]]:
    """What somebody was told of policies, the oldest first."""
    rows = Notice.objects.filter(person=person, kind__startswith="match").select_related("event").order_by("pk")
    return [(one.title, one.words) for one in in_words(list(rows), actor_of(person))]


def test_the_first_answers_are_told_to_nobody(world: World) -> None:
    assert Match.objects.filter(enterprise=world.firm).exists()
    assert (group(world.firm), Turn.objects.count(), inbox(world.alice)) == ("almost", 0, [])
    new = register_enterprise(park=world.park, uscc="91430100MA4L0A0044", name="canary-new", by=None)
    said(new, HERE, IS_CENTRE)
    keep_up()
    assert (group(new), Turn.objects.count()) == ("fits", 0)


def test_of_what_the_park_hides_nobody_is_told(world: World) -> None:
    hidden = hide_item(park=world.park, item=CENTRE, reason="", by=world.alice)
    said(world.firm, HERE, IS_CENTRE)
    keep_up()
    assert (group(world.firm), inbox(world.alice)) == ("fits", [])
    show_again(hidden=hidden, by=world.alice)
    keep_up()
    assert inbox(world.alice) == []


def test_a_firm_that_newly_fits_is_told_once_and_why(world: World) -> None:
    said(world.firm, HERE, IS_CENTRE)
    keep_up()
    keep_up()
    assert group(world.firm) == "fits"
    changed = f"{CENTRE.replace('/', ' · ')}由“只差一两项数据”变为“符合”"
    why = "因生产经营地、国家制造业创新中心更新"
    told = [("有一项政策现在可以享受", f"canary-firm：{changed}，{why}。")]
    assert (inbox(world.alice), inbox(world.bob), inbox(world.charlie)) == (told, told, [])
    row = Match.objects.get(enterprise=world.firm, item=CENTRE)
    assert (row.kind, row.low_fen, row.high_fen, row.names) == ("定额", 100_000_000, 100_000_000, [])
    assert Turn.objects.get().fingerprint == fingerprints(engine())[CENTRE]


def test_unknown_again_is_not_called_no_longer_fitting(world: World) -> None:
    said(world.firm, HERE, IS_CENTRE)
    keep_up()
    said(world.firm, ("国家制造业创新中心", None))
    keep_up()
    said(world.firm, ("国家制造业创新中心", "否"))
    keep_up()
    titles = [title for title, _ in inbox(world.alice)]
    assert titles == ["有一项政策现在可以享受", "有一项政策需要补充数据才能确定"]
    assert "由“符合”变为“只差一两项数据”" in inbox(world.alice)[1][1]
    said(world.firm, IS_CENTRE)
    keep_up()
    said(world.firm, ("国家制造业创新中心", "否"))
    keep_up()
    assert inbox(world.alice)[-1][0] == "有一项政策现在不能享受"


def test_to_and_fro_before_the_job_is_no_news(world: World) -> None:
    said(world.firm, HERE)
    keep_up()
    said(world.firm, IS_CENTRE)
    said(world.firm, ("国家制造业创新中心", None))
    keep_up()
    assert (group(world.firm), Turn.objects.count()) == ("almost", 0)


def test_very_many_at_a_time_are_told_as_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MOST_TOLD", 0)
    said(world.firm, HERE, IS_CENTRE)
    keep_up()
    assert [title for title, _ in inbox(world.alice)] == ["有多项政策的结论变化"]
    assert Turn.objects.count() == 1, "each is kept all the same"


def test_nothing_is_told_where_the_same_is_computed_again(world: World) -> None:
    said(world.firm, HERE, IS_CENTRE)
    keep_up()
    before = list(Match.objects.order_by("pk").values())
    ask_for_all(park=world.park)
    keep_up()
    assert list(Match.objects.order_by("pk").values()) == before
    assert Turn.objects.count() == 1


# Time ----------------------------------------------------------------------------------------------------------------

STEADY = "失业保险稳岗返还（2024—2025年执行口径）/稳岗返还"
INSURED = (
    ("主体类型", "公司法人"),
    ("失业保险足额缴费月数", "36个月"),
    ("企业划型", "小型"),
)
YEARLY = ("失业保险参保人数", "28人"), ("领取失业金人数", "0人"), ("失业保险缴费额", "10万元")


def test_what_time_has_changed_is_made_up_for_and_nothing_else() -> None:
    """The policy ends with 2025; the job does not run for three weeks."""
    with clock.stopped(dt.datetime(2025, 12, 1, 2, 0, tzinfo=dt.UTC)):
        world = build()
        keep_up()
        tellings = [Telling(name, value) for name, value in INSURED]
        tellings += [Telling(name, value, period="2024") for name, value in YEARLY]
        tell(subject=world.firm.subjects.get(), tellings=tellings, source=Source.FIRM, by=None)
        keep_up()
        assert group(world.firm, STEADY) == "fits"
        assert Match.objects.get(enterprise=world.firm, item=STEADY).until == dt.date(2026, 1, 1)
    turns = Turn.objects.count()
    with clock.stopped(dt.datetime(2025, 12, 31, 15, 0, tzinfo=dt.UTC)):
        keep_up()
        assert set(FirmMatched.objects.values_list("on", flat=True)) == {dt.date(2025, 12, 1)}, "nothing was due"
    with clock.stopped(dt.datetime(2026, 1, 22, 2, 0, tzinfo=dt.UTC)):
        for _ in range(2):
            keep_up()
        assert set(FirmMatched.objects.values_list("on", flat=True)) == {dt.date(2026, 1, 22)}
        assert group(world.firm, STEADY) == "out"
        turn = Turn.objects.get(match__item=STEADY, now="out")
        assert (turn.cause, turn.words) == ("time", "2026-01-01 起情况变化")
        assert Turn.objects.count() == turns + 1
        assert inbox(world.alice)[-1][0] == "有一项政策现在不能享受"


# Policies ------------------------------------------------------------------------------------------------------------


def test_only_the_item_whose_text_has_changed_is_computed_again(world: World) -> None:
    said(world.firm, HERE, IS_CENTRE)
    keep_up()
    Match.objects.filter(enterprise=world.firm).update(group="not", low_fen=None, high_fen=None)
    ItemMatched.objects.filter(park=world.park, item=CENTRE).update(fingerprint="of another text")
    assert changed_items(world.park) == {CENTRE: fingerprints(engine())[CENTRE]}
    keep_up()
    assert changed_items(world.park) == {}
    assert set(Match.objects.filter(enterprise=world.firm).exclude(group="not").values_list("item", flat=True)) == {
        CENTRE
    }
    assert inbox(world.alice)[-1][1].endswith("由“不符合”变为“符合”，因政策更新。")
    assert Turn.objects.filter(cause="policy").count() == 1, "the neighbour's firm does not fit, before and after"


def test_an_item_that_is_gone_fits_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    said(world.firm, HERE, IS_CENTRE)
    keep_up()
    left = {item: mark for item, mark in fingerprints(engine()).items() if item != CENTRE}
    monkeypatch.setattr(matching, "fingerprints", lambda engine: left)
    keep_up()
    keep_up()
    assert (group(world.firm), Turn.objects.filter(now="out").count()) == ("out", 1)


def test_a_new_library_is_computed_for_firms_that_were_there_before(world: World) -> None:
    """A house from before there were matches."""
    Match.objects.all().delete()
    FirmMatched.objects.all().delete()
    ItemMatched.objects.all().delete()
    keep_up()
    assert FirmMatched.objects.filter(answered__gt=0).count() == Enterprise.objects.count()
    assert ItemMatched.objects.filter(park=world.park).count() == len(engine().catalogue.items)
    assert Match.objects.filter(enterprise=world.firm).exists()
    assert not Turn.objects.exists()


# What was read may be another in the meantime ------------------------------------------------------------------------


def test_what_somebody_else_has_answered_meanwhile_is_not_written_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(world.firm, HERE, IS_CENTRE)
    while deliver_due():
        pass
    original, done = answers.answers_of, list[bool]()

    def answers_of(*args: object) -> object:
        found = original(*args)  # type: ignore[arg-type]
        if not done:
            done.append(True)
            said(world.firm, ("国家制造业创新中心", "否"))
            while deliver_due():
                pass
            match_park(park=world.park)
        return found

    monkeypatch.setattr(matching, "answers_of", answers_of)
    match_park(park=world.park)
    assert group(world.firm) != "fits", "the older answer"
    assert not Turn.objects.exists()


def test_what_is_told_while_answers_are_computed_is_answered_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(world.firm, HERE)
    while deliver_due():
        pass
    original = answers.answers_of

    def answers_of(*args: object) -> object:
        found = original(*args)  # type: ignore[arg-type]
        monkeypatch.setattr(matching, "answers_of", original)
        said(world.firm, IS_CENTRE)
        while deliver_due():
            pass
        return found

    monkeypatch.setattr(matching, "answers_of", answers_of)
    match_park(park=world.park)
    assert group(world.firm) == "almost"
    keep_up()
    assert group(world.firm) == "fits"
    assert "国家制造业创新中心更新" in inbox(world.alice)[-1][1]


# Projects ------------------------------------------------------------------------------------------------------------


def test_a_project_takes_the_place_of_what_was_asked_after_and_its_end_is_no_news(world: World) -> None:
    firm = world.firm.subjects.get()
    assert Match.objects.filter(subject=firm, item=SHOP).get().group != "out"
    project = add_subject(enterprise=world.firm, kind="项目", label="P1", by=None)
    keep_up()
    rows = dict(Match.objects.filter(enterprise=world.firm, item=SHOP).values_list("subject", "group"))
    assert rows[firm.pk] == "out"
    assert rows[project.pk] != "out"
    end_subject(subject=project, by=None)
    keep_up()
    rows = dict(Match.objects.filter(enterprise=world.firm, item=SHOP).values_list("subject", "group"))
    assert rows[project.pk] == "out"
    assert rows[firm.pk] != "out"
    assert not Turn.objects.exists()


def test_parks_are_answered_apart(world: World) -> None:
    said(world.far_firm, HERE, IS_CENTRE)
    keep_up()
    assert (group(world.far_firm), group(world.firm)) == ("fits", "almost")
    assert Turn.objects.get().park == world.far
    assert Event.objects.get(name="policies.match_gained").park == world.far


def test_everything_anew_by_one_command(world: World) -> None:
    before = list(Match.objects.order_by("pk").values())
    Match.objects.filter(enterprise=world.firm, item=CENTRE).update(group="not")
    out = StringIO()
    call_command("rematch", stdout=out)
    assert out.getvalue().splitlines() == ["甲园：2 家企业", "  已算 2 家", "乙园：1 家企业", "  已算 1 家"]
    assert list(Match.objects.order_by("pk").values()) == before


def test_the_job_is_among_those_of_the_house() -> None:
    assert JOBS["match_due"].run is match_due
