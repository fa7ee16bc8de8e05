"""Windows as people name them: A12, 「A十二号」, 「三号窗口」, window 12."""

from __future__ import annotations

import re

from dialogue.hall import Hall
from dialogue.normalise import normalise

WITH_LETTER = re.compile(r"(?<![a-z])([a-z])\s?-?\s?0?(\d{1,2})(?!\d)")
NUMBER_ONLY = re.compile(
    r"(?<![a-z\d])0?(\d{1,2})\s?号?\s?(?:窗口|柜台|窗)"
    r"|(?:window|counter)\s(?:number\s|no\s)?0?(\d{1,2})(?!\d)"
    r"|0?(\d{1,2})\s?번\s?창구"
)
NAMED = re.compile(r"窗口|柜台|window|counter|창구|号")


def mentioned(text: str) -> str | None:
    """The window that is named, as letter and two digits (A12) or two digits alone (12); None: none is."""
    said = normalise(text)
    if found := WITH_LETTER.search(said):
        alone = len(said) <= 5
        if alone or NAMED.search(said) or len(found.group(2)) == 2 or f"{found.group(1)}{found.group(2)}" in said:
            return f"{found.group(1).upper()}{int(found.group(2)):02d}"
    if found := NUMBER_ONLY.search(said):
        return f"{int(next(filter(None, found.groups()))):02d}"
    return None


def windows_named(hall: Hall, name: str) -> tuple[str, ...]:
    """Ids of the windows with that name, or ending in that number."""
    ids = [window.id for window in hall.windows]
    exact = tuple(id_ for id_ in ids if id_.upper() == name)
    if exact or not name.isdigit():
        return exact
    return tuple(id_ for id_ in ids if re.sub(r"\D", "", id_).zfill(2) == name)
