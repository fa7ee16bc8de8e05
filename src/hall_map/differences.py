"""What differs between two halls, item by item and value by value; the same as an edit that makes one of the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from hall_map.document import COLLECTIONS, plain
from hall_map.editing import EDITABLE
from hall_map.hall import Hall

BY_LANGUAGE = ("names", "documents", "aliases", "fee", "duration")  # these differ a language at a time


@dataclass(frozen=True)
class Difference:
    """One value that differs. `before` and `after` are as in a hall's document; None: not there."""

    collection: str  # windows; empty for what the hall itself has
    id: str  # A12
    key: str  # open, names.zh; empty where the item itself came or went
    before: object
    after: object

    @property
    def where(self) -> str:
        return ".".join(part for part in (self.collection, self.id, self.key) if part)


def differences(before: Hall, after: Hall) -> tuple[Difference, ...]:
    """Everything that differs, revision numbers and the order of items aside."""
    return (*of_the_hall(before, after), *(d for name in COLLECTIONS for d in of_a_collection(before, after, name)))


def of_the_hall(before: Hall, after: Hall) -> Iterator[Difference]:
    yield from of_values("", "", frame_of(before), frame_of(after))


def frame_of(hall: Hall) -> dict[str, object]:
    frame = {key: plain(getattr(hall, key)) for key in EDITABLE if key != "size"}
    return {"size": [hall.width, hall.height], **frame}


def of_a_collection(before: Hall, after: Hall, collection: str) -> Iterator[Difference]:
    old, new = ({item.id: item for item in getattr(hall, collection)} for hall in (before, after))
    for key, item in old.items():
        other = new.get(key)
        if other is None:
            yield Difference(collection, key, "", plain(item), None)
        elif other is not item and other != item:
            yield from of_values(collection, key, plain(item), plain(other))
    for key, item in new.items():
        if key not in old:
            yield Difference(collection, key, "", None, plain(item))


def of_values(collection: str, key: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Difference]:
    for name in [*old, *(name for name in new if name not in old)]:
        before, after = old.get(name), new.get(name)
        if name in BY_LANGUAGE:
            yield from of_languages(collection, key, name, before or {}, after or {})
        elif before != after:
            yield Difference(collection, key, name, before, after)


def of_languages(
    collection: str, key: str, name: str, old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[Difference]:
    for language in [*old, *(language for language in new if language not in old)]:
        if old.get(language) != new.get(language):
            where = f"{name}.{language}"
            yield Difference(collection, key, where, old.get(language), new.get(language))


def edit_of(found: Iterable[Difference]) -> dict[str, object]:
    """The changes that `editing.edit` takes to make these differences."""
    changes: dict[str, object] = {}
    for difference in found:
        path = [difference.collection, difference.id, *difference.key.split(".")]
        *way, last = [part for part in path if part]
        level = changes
        for part in way:
            level = level.setdefault(part, {})
        level[last] = difference.after
    return changes


def same(before: Hall, after: Hall) -> bool:
    """Whether two halls are equal, revision numbers aside."""
    return replace(before, revision=after.revision) == after
