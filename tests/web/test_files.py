"""Uploading, and downloading what one may see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import FileResponse, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from songjieyou.core import clock
from songjieyou.core.domain.files import keep, receive, store
from songjieyou.core.enums import Role
from songjieyou.core.files.kinds import LARGEST, LARGEST_PICTURE, MB
from songjieyou.core.files.refusals import WORDS, Refusal
from songjieyou.core.models import Attachment, Event, Person, StoredFile
from songjieyou.core.models.file import OWN, THINGS, Thing, takes_files
from songjieyou.demo.context import is_demo
from songjieyou.enterprises.domain.authorisations import actor_of
from songjieyou.enterprises.models import Enterprise
from songjieyou.web.errors import PAGES
from songjieyou.web.fields_files import NOTICE, FormWithFiles, UploadField
from songjieyou.web.uploads import MOST_SENT
from tests.core.files import make
from tests.park import World, build, own_file

ADDRESS = "/profile/files/"


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def of_firms() -> Iterator[None]:
    """Files may belong to a firm: whoever sees the firm sees them."""
    takes_files("enterprise", Enterprise.objects.all)
    yield
    del THINGS["enterprise"]


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def send(client: Client, content: bytes, name: str, marks: dict[str, str] | None = None) -> HttpResponse:
    fields = marks if marks is not None else opened(client)
    return cast("HttpResponse", client.post(ADDRESS, {**fields, "file": SimpleUploadedFile(name, content)}))


def opened(client: Client) -> dict[str, str]:
    text = client.get(ADDRESS).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(once)" value="([^"]+)">', text))


def status(person: Person, paper: Attachment) -> int:
    answer = as_(person).get(f"/files/{paper.pk}/")
    if answer.streaming:
        body(answer)  # a file is closed when it has been read
    return answer.status_code


def body(answer: object) -> bytes:
    assert isinstance(answer, FileResponse)
    return answer.getvalue()


def test_a_file_comes_back_as_a_download(world: World) -> None:
    client = as_(world.alice)
    content = make.pdf()
    assert send(client, content, "设备采购 合同.pdf").status_code == 302
    page = client.get(ADDRESS).content.decode()
    attachment = Attachment.objects.get()
    assert f'<a href="/files/{attachment.pk}/" download>设备采购 合同.pdf</a>' in page
    answer = client.get(f"/files/{attachment.pk}/")
    name = "%E8%AE%BE%E5%A4%87%E9%87%87%E8%B4%AD%20%E5%90%88%E5%90%8C.pdf"
    wanted = {
        "Content-Disposition": f"attachment; filename*=utf-8''{name}",
        "Content-Type": "application/pdf",
        "Content-Length": str(len(content)),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    assert {header: answer[header] for header in wanted} == wanted
    assert body(answer) == content


def test_a_form_sent_twice_keeps_one(world: World) -> None:
    client = as_(world.alice)
    marks = opened(client)
    assert [send(client, b"paper", "a.txt", marks).status_code for _ in range(2)] == [302, 302]
    assert Attachment.objects.count() == 1
    send(client, b"paper", "a.txt", opened(client))
    assert (Attachment.objects.count(), StoredFile.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"<svg/>", "a.svg", Refusal.KIND_WEB_PAGE),
        ("机密★10年".encode(), "a.txt", Refusal.MARKED),
        (make.word() + b"<script>", "a.docx", Refusal.TWO_IN_ONE),
        (b"a" * (LARGEST + 1), "a.txt", Refusal.TOO_LARGE),
        (b"", "a.txt", Refusal.EMPTY),
    ],
)
def test_a_refusal_is_told_beside_the_field_and_on_top(
    content: bytes, name: str, reason: Refusal, world: World, files: Path
) -> None:
    answer = send(as_(world.alice), content, name)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count(WORDS[reason]) == 2
    assert '<a href="#id_file">' in text
    assert not StoredFile.objects.exists()
    assert [path for path in files.rglob("*") if path.is_file()] == []
    told = Event.objects.filter(name="file.refused").values_list("actor", "payload")
    assert list(told) == [(world.alice.pk, {"reason": reason.value})]


def test_no_file_is_told(world: World) -> None:
    client = as_(world.alice)
    answer = client.post(ADDRESS, opened(client))
    assert (answer.status_code, answer.content.decode().count("请选择一个文件。")) == (422, 2)
    assert not Event.objects.filter(name="file.refused").exists()


def test_every_upload_says_that_the_house_keeps_no_secrets(world: World) -> None:
    text = as_(world.alice).get(ADDRESS).content.decode()
    assert NOTICE in text.replace("&quot;", '"')
    assert "本系统为非涉密系统" in NOTICE
    assert 'enctype="multipart/form-data"' in text


def test_a_request_larger_than_any_file_is_refused_unread(world: World) -> None:
    client = as_(world.alice)
    answer = client.post(ADDRESS, {"file": SimpleUploadedFile("a.txt", b"a")}, CONTENT_LENGTH=str(MOST_SENT + 1))
    assert (answer.status_code, PAGES[413][1] in answer.content.decode()) == (413, True)


def test_the_limits_agree_wherever_they_are_said() -> None:
    for words in (NOTICE, WORDS[Refusal.TOO_LARGE], PAGES[413][1]):
        assert set(re.findall(r"(\d+) MB", words)) == {str(LARGEST // MB), str(LARGEST_PICTURE // MB)}
    assert MOST_SENT > LARGEST


def test_nobody_sees_the_own_files_of_another(world: World) -> None:
    paper = own_file(world.alice)
    administrators = [world.staff(role) for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)]
    for person in (world.bob, world.charlie, *administrators, world.staff(Role.INSPECTOR), world.staff(Role.LEADER)):
        client = as_(person)
        assert client.get(f"/files/{paper.pk}/").status_code == 404
        assert "canary-name" not in client.get(ADDRESS).content.decode()
        assert not Attachment.objects.visible_to(actor_of(person)).exists()
    assert body(as_(world.alice).get(f"/files/{paper.pk}/")) == b"canary-content"


@pytest.mark.usefixtures("of_firms")
def test_who_sees_a_thing_sees_its_files_and_nobody_else(world: World) -> None:
    draft = receive(chunks=[b"canary"], name="a.txt", by=world.alice)
    paper = keep(draft=draft, by=world.alice, belongs=Thing("enterprise", world.firm.pk))
    expected = {
        world.alice: 200,
        world.bob: 200,
        world.charlie: 404,
        world.staff(Role.CONTACT_OFFICER): 200,
        world.staff(Role.CONTACT_OFFICER, far=True): 404,
        world.staff(Role.SECURITY_ADMIN): 404,
    }
    got = {person: status(person, paper) for person in expected}
    assert got == expected
    assert "a.txt" not in as_(world.alice).get(ADDRESS).content.decode(), "it is the firm's, not her own"


def test_a_deleted_file_is_gone_for_everybody(world: World) -> None:
    paper = own_file(world.alice)
    client = as_(world.alice)
    assert [client.post(f"/files/{paper.pk}/withdraw/").status_code for _ in range(2)] == [302, 404]
    assert client.get(f"/files/{paper.pk}/").status_code == 404
    assert "canary-name" not in client.get(ADDRESS).content.decode()


@pytest.mark.usefixtures("of_firms")
def test_a_file_of_a_thing_is_not_deleted_alone(world: World) -> None:
    draft = receive(chunks=[b"paper"], name="a.txt", by=world.alice)
    paper = keep(draft=draft, by=world.alice, belongs=Thing("enterprise", world.firm.pk))
    answer = as_(world.bob).post(f"/files/{paper.pk}/withdraw/")
    assert (answer.status_code, "不能单独删除" in answer.content.decode()) == (403, True)
    assert status(world.alice, paper) == 200


@pytest.mark.usefixtures("of_firms")
def test_a_thing_in_another_park_opens_nothing(world: World) -> None:
    """A row that says it belongs to a thing one sees, but is of another park."""
    stored = StoredFile.objects.create(park=world.far, sha256="0" * 64, size=1, kept_at=clock.now())
    paper = Attachment.objects.create(
        park=world.far,
        content=stored,
        name="a.txt",
        kind="txt",
        given_by=world.alice,
        given_at=clock.now(),
        belongs_kind="enterprise",
        belongs_id=world.firm.pk,
    )
    assert as_(world.alice).get(f"/files/{paper.pk}/").status_code == 404


@pytest.mark.usefixtures("of_firms")
def test_each_opening_by_an_inspector_is_written_down(world: World) -> None:
    draft = receive(chunks=[b"paper"], name="a.txt", by=world.alice)
    paper = keep(draft=draft, by=world.alice, belongs=Thing("enterprise", world.firm.pk))
    inspector = world.staff(Role.INSPECTOR)
    for person in (inspector, world.alice, inspector):
        body(as_(person).get(f"/files/{paper.pk}/"))
    openings = Event.objects.filter(name="file.opened").values_list("actor", "payload")
    assert list(openings) == [(inspector.pk, {"attachment": paper.pk})] * 2


def test_a_damaged_file_is_not_handed_out(world: World) -> None:
    paper = own_file(world.alice)
    store().path(paper.content.sha256).write_bytes(b"canary-changed")
    answer = as_(world.alice).get(f"/files/{paper.pk}/")
    assert answer.status_code == 500
    assert "canary-changed" not in answer.content.decode()
    assert "这个文件在存储中已经损坏" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_however_long_it_is(count: int, world: World) -> None:
    for number in range(count):
        own_file(world.alice, name=f"{number}.txt")
    client = as_(world.alice)
    is_demo()  # asked once in the life of a process
    with CaptureQueriesContext(connection) as queries:
        client.get(ADDRESS)
    assert len(queries) == 5, [query["sql"] for query in queries]


def test_a_long_list_has_pages(world: World) -> None:
    first = own_file(world.alice, name="first.txt")
    more = [
        Attachment(
            park=first.park,
            content=first.content,
            name=f"{number}.txt",
            kind="txt",
            given_by=world.alice,
            given_at=first.given_at,
            belongs_kind=OWN,
            belongs_id=world.alice.pk,
        )
        for number in range(25)
    ]
    Attachment.objects.bulk_create(more)
    client = as_(world.alice)
    pages = [client.get(ADDRESS, {"page": page}).content.decode() for page in (1, 2, "x")]
    assert [page.count("download>") for page in pages] == [25, 1, 25]
    assert ["first.txt" in page for page in pages] == [False, True, False]


def test_a_kind_of_thing_is_entered_once() -> None:
    with pytest.raises(ValueError, match="own"):
        takes_files(OWN, Enterprise.objects.all)


def test_a_form_with_files_must_know_who_sends_it(world: World) -> None:
    class Nobodys(FormWithFiles):
        file = UploadField(label="文件")

    with pytest.raises(TypeError):
        Nobodys({}, {"file": SimpleUploadedFile("a.txt", b"a")}).is_valid()
