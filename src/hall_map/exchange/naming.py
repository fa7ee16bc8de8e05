"""Ids and names for what others called in their own way."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hall_map.hall import Names

HANGUL, HAN = re.compile(r"[\uac00-\ud7a3]"), re.compile(r"[\u4e00-\u9fff]")
LONGEST = 48  # characters of an id; room is left for a number


def id_of(name: str, otherwise: str = "hall") -> str:
    """An id like a name, in letters, digits and `_`; `otherwise` where nothing of the name is left."""
    return re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_").lower()[:LONGEST].strip("_") or otherwise


def fresh_ids(names: Iterable[str], otherwise: str, taken: Iterable[str] = ()) -> list[str]:
    """An id of its own for each name."""
    seen, ids = set(taken), []
    for name in names:
        stem = id_of(name, otherwise)
        number, candidate = 1, stem
        while candidate in seen:
            number += 1
            candidate = f"{stem}_{number}"
        seen.add(candidate)
        ids.append(candidate)
    return ids


def names_of(name: str) -> Names:
    """A name in the language that its letters tell: Korean, Chinese, else English."""
    return {"ko" if HANGUL.search(name) else "zh" if HAN.search(name) else "en": name} if name.strip() else {}
