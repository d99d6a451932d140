"""Logs as JSON lines that hold no personal values.

What a line says is the text in the code, without the values put into it, and the few fields listed here. An error is
told by its type and the places it passed through; its own words may quote what somebody typed, and stay out.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

FIELDS = ("method", "route", "status", "milliseconds", "delivery", "job", "attempts", "error")
request_id: ContextVar[str] = ContextVar("request_id", default="")


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _said(record),
        }
        if request_id.get():
            line["request"] = request_id.get()
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            line |= _told(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _said(record: logging.LogRecord) -> str:
    """The text in the code; some put the words of an error in its place, which stay out (Django: DisallowedHost)."""
    text, error = str(record.msg), record.exc_info[1] if record.exc_info else None
    return type(error).__qualname__ if error is not None and str(error) in text else text


def _told(error: BaseException) -> dict[str, object]:
    frames = traceback.extract_tb(error.__traceback__)
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return {"error": kind, "where": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]}
