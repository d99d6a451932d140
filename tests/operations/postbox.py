"""A mail server for tests: it keeps what it is given, and can be stopped at a moment of the conversation."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes


@dataclass
class Postbox:
    """`on_connect` runs before the greeting, `on_mail` when a mail is stored and not yet answered for, `on_leave` when
    the other side, which has heard that its mail is taken, says goodbye.
    """

    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    on_connect: Callable[[], None] = lambda: None
    on_mail: Callable[[], None] = lambda: None
    on_leave: Callable[[], None] = lambda: None

    def ids(self) -> list[str]:
        return [message_from_bytes(mail)["Message-ID"] for mail in self.mails]


@contextmanager
def opened() -> Iterator[Postbox]:
    """A post box that listens on `port` of this machine."""
    postbox = Postbox()

    class Conversation(socketserver.StreamRequestHandler):
        """RFC 5321, as much of it as one sender needs."""

        def handle(self) -> None:
            postbox.on_connect()
            self.say("220 postbox")
            while line := self.rfile.readline():
                word = line.decode().split()[0].upper()
                if word == "DATA":
                    self.take()
                elif word == "QUIT":
                    postbox.on_leave()
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

        def take(self) -> None:
            self.say("354 go on")
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line)
            postbox.mails.append(b"".join(lines))
            postbox.on_mail()
            self.say("250 taken")

        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """The other side was killed in the middle of a word."""

    with Server(("127.0.0.1", 0), Conversation) as server:
        postbox.port = server.server_address[1]
        runner = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        runner.start()
        try:
            yield postbox
        finally:
            server.shutdown()
            runner.join()
