"""A hall as a file for a download."""

from __future__ import annotations

from dataclasses import dataclass

from hall_map import Hall
from hall_map.exchange.forms import FORMS, MEDIA


@dataclass(frozen=True)
class File:
    data: bytes
    suffix: str
    media: str


def export(hall: Hall, form: str) -> File:
    """A hall as one file, zipped where the form has several.

    Raises: KeyError: there is no such form, see `FORMS`; HallError: the hall cannot be told in it.
    """
    suffix, data = FORMS[form].packed(hall, hall.id)
    return File(data, suffix[1:], MEDIA.get(suffix, "application/octet-stream"))
