"""Stopping while somebody is sending: who is done in time is answered, who is not is cut off."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from songjieyou.operations.supervisor import DRAIN
from tests.operations.conftest import Place
from tests.operations.house import House, is_alive, started, until

SIGNED_IN = "SELECT count(*) FROM core_event WHERE name = 'account.signed_in'"


@pytest.fixture
def house(place: Place) -> Iterator[House]:
    with started(place("postgresql")) as house:
        yield house


@contextmanager
def sending(house: House) -> Iterator[tuple[socket.socket, bytes]]:
    """A form on its way: half of it has arrived and is being read; and its other half."""
    page = house.request("GET", "/demo/")
    token = SimpleCookie(page.headers["Set-Cookie"])["csrftoken"].value
    body = urlencode({"as": "firm_agent", "csrfmiddlewaretoken": token}).encode()
    head = (
        f"POST /demo/enter/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrftoken={token}\r\nExpect: 100-continue\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", house.port), timeout=30) as line:
        line.sendall(head.encode())
        assert line.recv(1000).startswith(b"HTTP/1.1 100"), "it is being read"
        line.sendall(body[: len(body) // 2])
        yield line, body[len(body) // 2 :]


def test_who_is_done_in_time_is_answered_and_who_is_not_is_cut_off(house: House) -> None:
    worker = house.worker_pid()
    with sending(house) as (quick, rest), sending(house) as (slow, _):
        house.process.terminate()
        # Who comes while the door closes may wait in vain, and would use up the time of those who are inside.
        until(lambda: house.get("/healthz", timeout=0.5)[0] == 0, "nobody new is let in")
        assert house.ask(SIGNED_IN) == 0
        quick.sendall(rest)
        answer = quick.recv(1000)
        assert answer.startswith(b"HTTP/1.1 302")
        assert b"location: /home/" in answer.lower()
        house.process.wait(3 * DRAIN)
        with suppress(ConnectionResetError):
            assert slow.recv(1000) == b""
    assert house.process.returncode == 0
    assert not is_alive(worker)
    assert house.ask(SIGNED_IN) == 1
