"""Somebody at a browser: one line that is kept open, and cookies."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input type="hidden" name="([a-z]+)" value="([^"]*)">')
TOKEN, TOKEN_COOKIE = "csrfmiddlewaretoken", "csrftoken"
FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Browser:
    port: int
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    line: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        """(status, body), or where a redirection leads instead of the body; status 0 where the line breaks before the
        answer has come.
        """
        try:
            self.send(method, path, data)
            assert self.line
            answer = self.line.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.hang_up()
            return 0, ""
        for words in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(words)
        return answer.status, answer.headers.get("Location") or text

    def send(self, method: str, path: str, data: dict[str, str] | None) -> None:
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        if data is None:
            self.line.request(method, path, None, self.headers)
        else:
            self.line.request(method, path, urlencode(self.signed(data)), self.headers | FORM_TYPE)

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}

    def signed(self, data: dict[str, str]) -> dict[str, str]:
        """With the token without which Django takes no form."""
        token = self.cookies[TOKEN_COOKIE].value if TOKEN_COOKIE in self.cookies else ""
        return data | {TOKEN: token}

    def hang_up(self) -> None:
        if self.line:
            self.line.close()
        self.line = None
