"""Joining what two people changed at the same time in the same hall, so that neither loses anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from hall_map.differences import Difference, differences, edit_of
from hall_map.editing import edit
from hall_map.errors import HallError
from hall_map.hall import Hall

Choice = Literal["mine", "theirs"]


@dataclass(frozen=True)
class Conflict:
    """Where both changed the same thing to something different; values as in a hall's document, None: not there."""

    where: str
    base: object
    mine: object
    theirs: object
    problem: str = ""  # why mine does not fit in theirs, where they do not touch the same value


@dataclass(frozen=True)
class Merge:
    """The hall with both changes, or what a person has to choose first."""

    hall: Hall | None
    conflicts: tuple[Conflict, ...] = ()
    mine: tuple[Difference, ...] = field(default=(), repr=False)
    theirs: tuple[Difference, ...] = field(default=(), repr=False)


def merge(base: Hall, mine: Hall, theirs: Hall, choices: Mapping[str, Choice] | None = None) -> Merge:
    """A three-way merge by item and value: theirs, with what I changed since `base`.

    `choices` says for a conflict's `where` whose value holds. A conflict without a choice leaves no hall.
    """
    choices = choices or {}
    ours, others = differences(base, mine), differences(base, theirs)
    conflicts = tuple(conflicts_of(ours, others))
    wanted = [d for d in ours if d not in others and whose(d, conflicts, choices) == "mine"]
    undone = [conflict for conflict in conflicts if choices.get(conflict.where) not in ("mine", "theirs")]
    if undone:
        return Merge(None, tuple(undone), ours, others)
    hall, misfits = applied(base, theirs, wanted, choices)
    return Merge(None if misfits else hall, misfits, ours, others)


def conflicts_of(mine: Iterable[Difference], theirs: tuple[Difference, ...]) -> Iterable[Conflict]:
    """A conflict for each value, or each whole item where one side took it away or both added it."""
    for (collection, key), group in groupby(mine, item_of):
        ours, others = list(group), [d for d in theirs if item_of(d) == (collection, key)]
        whole = [d for d in (*ours, *others) if not d.key]
        if key and whole and ours and others:
            if ours != others:
                yield Conflict(f"{collection}.{key}", whole[0].before, valued(ours), valued(others))
            continue
        by_key = {d.key: d for d in others}
        for ours_one in ours:
            other = by_key.get(ours_one.key)
            if other is not None and other.after != ours_one.after:
                yield Conflict(ours_one.where, ours_one.before, ours_one.after, other.after)


def item_of(difference: Difference) -> tuple[str, str]:
    return difference.collection, difference.id


def valued(found: list[Difference]) -> object:
    """What one side made of an item: the item or None where it came or went, else the values that changed."""
    return found[0].after if not found[0].key else {difference.key: difference.after for difference in found}


def whose(difference: Difference, conflicts: Iterable[Conflict], choices: Mapping[str, Choice]) -> Choice:
    item = f"{difference.collection}.{difference.id}"
    for conflict in conflicts:
        if conflict.where in (difference.where, item):
            return choices.get(conflict.where, "theirs")
    return "mine"


def applied(
    base: Hall, theirs: Hall, wanted: list[Difference], choices: Mapping[str, Choice]
) -> tuple[Hall, tuple[Conflict, ...]]:
    """Theirs with my differences; those that do not fit any more are conflicts, unless theirs is chosen."""
    restored = resurrected(base, theirs, wanted)
    try:
        return edit(theirs, edit_of(restored)), ()
    except HallError:
        pass
    hall, misfits = theirs, []
    for (collection, key), group in groupby(restored, item_of):
        ours = list(group)
        where = f"{collection}.{key}" if key else ours[0].where
        try:
            hall = edit(hall, edit_of(ours))
        except HallError as error:
            if choices.get(where) != "theirs":
                misfits.append(Conflict(where, None, valued(ours), None, error.problem))
    return hall, tuple(misfits)


def resurrected(base: Hall, theirs: Hall, wanted: list[Difference]) -> list[Difference]:
    """My differences; an item that I changed and they took away comes back whole, with what I made of it."""
    result = []
    for (collection, key), group in groupby(wanted, item_of):
        ours = list(group)
        gone = key and ours[0].key and key not in {item.id for item in getattr(theirs, collection)}
        if gone:
            changed = edit(base, edit_of(ours))
            item = next(d for d in differences(theirs, changed) if item_of(d) == (collection, key))
            ours = [item]
        elif key and not ours[0].key and ours[0].after is None and key not in ids(theirs, collection):
            continue
        elif key and not ours[0].key and ours[0].after is not None and key in ids(theirs, collection):
            ours = [*taken_away(theirs, collection, key, ours[0].after)]
        result += ours
    return result


def ids(hall: Hall, collection: str) -> set[str]:
    return {item.id for item in getattr(hall, collection)}


def taken_away(theirs: Hall, collection: str, key: str, mine: object) -> Iterable[Difference]:
    """Both added an item of the same id and mine was chosen: every value of theirs becomes mine."""
    added = edit(edit(theirs, {collection: {key: None}}), {collection: {key: mine}})
    return (d for d in differences(theirs, added) if item_of(d) == (collection, key))
