"""How much may be sent at once. More is refused before it is read (the page of 413)."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from songjieyou.core.files.kinds import LARGEST, MB

MOST_SENT: Final = LARGEST + 5 * MB
"""Bytes of one request: a file that is only a little too large is still told of beside its field."""


class BodyLimit(FileUploadHandler):
    """The first of the upload handlers: refuses a request by the length it announces, and passes all else on."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  Django's name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > MOST_SENT:
            message = "the request is larger than any file that is taken"
            raise RequestDataTooBig(message)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        return None
