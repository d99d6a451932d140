"""Pictures: decoded and drawn anew, so that only what is seen is kept. Place, device, profile and comments are gone."""

from __future__ import annotations

import io
import re
import warnings
from typing import Final

from PIL import Image, ImageOps

from songjieyou.core.files.kinds import Kind
from songjieyou.core.files.refusals import FileRefusedError, Refusal

MOST_PIXELS: Final = 50_000_000
LONGEST_SIDE: Final = 20_000
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
FORMATS: Final = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP"}
_MODES: Final = {
    Kind.JPEG: ("L", "RGB"),
    Kind.PNG: ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    Kind.WEBP: ("RGB", "RGBA"),
}
"""How pixels may stay; others become RGB, with transparency where there is some."""
_HOW: Final[dict[Kind, dict[str, int]]] = {
    Kind.JPEG: {"quality": 90},
    Kind.PNG: {"compress_level": 6},
    Kind.WEBP: {"quality": 90, "method": 4},
}
_FOREIGN: Final = re.compile(
    rb"<script|<html|<!doctype|<\?php|<iframe|%PDF-1|PK\x05\x06.{18}\Z", re.IGNORECASE | re.DOTALL
)


def examine(data: bytes, kind: Kind) -> bytes:
    """The same picture, upright, without anything but its pixels. Raises FileRefusedError; any other error means
    that the picture is broken.
    """
    if _FOREIGN.search(data):
        raise FileRefusedError(Refusal.TWO_IN_ONE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of oddities in what is thrown away
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _redrawn(data, kind)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise FileRefusedError(Refusal.PICTURE_TOO_LARGE) from None


def _redrawn(data: bytes, kind: Kind) -> bytes:
    with Image.open(io.BytesIO(data), formats=[FORMATS[kind]]) as picture:
        if max(picture.size) > LONGEST_SIDE:
            raise FileRefusedError(Refusal.PICTURE_TOO_LARGE)
        if kind is not Kind.JPEG and getattr(picture, "n_frames", 1) > 1:  # a phone's JPEG may hold a second view
            raise FileRefusedError(Refusal.PICTURE_ANIMATED)
        picture.load()
        return _drawn(ImageOps.exif_transpose(picture), kind)


def _drawn(picture: Image.Image, kind: Kind) -> bytes:
    clear = picture.has_transparency_data
    if picture.mode not in _MODES[kind]:
        picture = picture.convert("RGBA" if clear and kind is not Kind.JPEG else "RGB")
    how: dict[str, object] = dict(_HOW[kind])
    if picture.mode == "P" and clear:
        how["transparency"] = picture.info["transparency"]
    picture.info = {}
    target = io.BytesIO()
    picture.save(target, FORMATS[kind], **how)
    return target.getvalue()
