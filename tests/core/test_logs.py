"""Lines of log hold no personal values."""

import json
import logging
import sys

from songjieyou.core.logs import JsonLines, request_id

SECRET = "陈一诺 13800000000"


def line(message: str, *args: object, error: bool = False, **extra: object) -> dict[str, object]:
    record = logging.LogRecord("tests", logging.ERROR, __file__, 1, message, args, sys.exc_info() if error else None)
    vars(record).update(extra)
    found: dict[str, object] = json.loads(JsonLines().format(record))
    return found


def test_values_put_into_a_message_stay_out() -> None:
    told = line("no such person: %s", SECRET, phone=SECRET, status=404)
    assert (told["message"], told["status"]) == ("no such person: %s", 404)
    assert SECRET not in json.dumps(told, ensure_ascii=False)


def test_an_error_is_told_without_its_words() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        told = line("failed", error=True)
    assert told["error"] == "builtins.ValueError"
    assert SECRET not in json.dumps(told, ensure_ascii=False)
    assert len(told["where"]) == 1  # type: ignore[arg-type]


def test_the_words_of_an_error_in_the_place_of_a_text_stay_out() -> None:
    """As Django does with a Host that is not ours."""
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        told = line(f"refused: {error}", error=True)
    assert told["message"] == "ValueError"


def test_the_request_is_named() -> None:
    token = request_id.set("abc")
    assert line("answered")["request"] == "abc"
    request_id.reset(token)
    assert "request" not in line("answered")
