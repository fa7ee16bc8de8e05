"""A difference in words for the people who keep the hall: `window A12: open → closed until 13:30`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files

import yaml

from hall_map.differences import Difference, differences
from hall_map.editing import edit
from hall_map.errors import HallError
from hall_map.hall import Hall, OpeningHours
from hall_map.hours_text import hours_shown

LONGEST = 60  # characters of one value
Words = Mapping[str, Mapping[str, str]]


def in_words(difference: Difference, language: str, before: Hall) -> str:
    """One line in `zh` or `en`; `before` is the hall that the difference starts from and knows the names in it."""
    words = words_in(language)
    if difference.collection == "changes" and not difference.key and difference.after is not None:
        return planned(difference, language, before)
    subject = subject_of(difference, language, before)
    if not difference.key:
        return words["say"]["added" if difference.before is None else "removed"].format(subject=subject)
    key, _, part = difference.key.partition(".")
    what = words["keys"].get(key, key)
    if part:
        what += words["say"]["in_language"].format(language=words["languages"].get(part, part))
    old, new = (shown(value, key, words, before, language) for value in (difference.before, difference.after))
    form = "open" if key == "open" else "adjusted" if old == new else "changed"
    return words["say"][form].format(subject=subject, what=what, old=old, new=new)


def planned(difference: Difference, language: str, before: Hall) -> str:
    """What a planned change will do, and when."""
    words, change = words_in(language), difference.after
    try:
        found = differences(before, edit(before, change["changes"]))
        inner = words["say"]["semicolon"].join(in_words(one, language, before) for one in found)
    except HallError as error:
        inner = str(error)
    form = "from_until" if change.get("until") else "from"
    return words["say"][form].format(what=inner, since=moment(change["since"]), until=moment(change.get("until", "")))


def moment(text: str) -> str:
    return text.replace("T", " ")


def subject_of(difference: Difference, language: str, before: Hall) -> str:
    """`window A12`, `place Water dispenser`; the hall itself, where the difference is in no collection."""
    words = words_in(language)
    if not difference.collection:
        return words["collections"]["hall"]
    noun = words["collections"][difference.collection]
    if difference.collection == "windows":
        return words["say"]["thing"].format(noun=noun, name=difference.id)
    return words["say"]["thing"].format(noun=noun, name=name_of(difference, language, before))


def name_of(difference: Difference, language: str, before: Hall) -> str:
    item = next((i for i in getattr(before, difference.collection, ()) if i.id == difference.id), None)
    names = getattr(item, "names", None) or (
        difference.after.get("names") if not difference.key and isinstance(difference.after, Mapping) else None
    )
    return (names or {}).get(language) or difference.id


def shown(value: object, key: str, words: Words, hall: Hall, language: str) -> str:
    """A value as the people of the hall would write it."""
    if value is None or value == "" or value == []:
        return words["say"]["nothing"]
    if key in SHOWN:
        return SHOWN[key](value, words)
    if key in ("department", "zone"):
        things = hall.departments if key == "department" else hall.zones
        return next((thing.names.get(language, thing.id) for thing in things if thing.id == value), str(value))
    if isinstance(value, bool):
        return words["say"]["yes" if value else "no"]
    if isinstance(value, str):
        text = words["values"].get(value, value)
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    if isinstance(value, list | tuple):
        return listed(value, words)
    return f"{value:g}" if isinstance(value, float) else str(value)


def listed(values: Iterable[object], words: Words) -> str:
    values = list(values)
    if values and all(isinstance(value, int | float) for value in values):
        return "(" + ", ".join(f"{value:g}" for value in values) + ")"
    if values and all(isinstance(value, str) for value in values):
        text = words["say"]["comma"].join(values)
        return text if len(text) <= LONGEST else words["say"]["many"].format(first=values[0], rest=len(values) - 1)
    return words["say"]["points"].format(count=len(values))


def pose(value: Mapping[str, float], words: Words) -> str:
    return f"({value['x']:g}, {value['y']:g})"


def week(value: Iterable[Mapping[str, object]], words: Words) -> str:
    text = hours_shown(OpeningHours(tuple(row["days"]), row["opens"], row["closes"]) for row in value)
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", words["say"]["to"], text)
    return re.sub("[a-z]{3}(?![a-z])", lambda day: words["days"].get(day.group(), day.group()), text)


def openness(value: object, words: Words) -> str:
    return words["say"]["is_open" if value else "is_closed"]


def size(value: Iterable[float], words: Words) -> str:
    return " × ".join(f"{side:g} m" for side in value)


SHOWN: Mapping[str, Callable[[object, Words], str]] = {
    "stop": pose, "pose": pose, "hours": week, "open": openness, "size": size,
}  # fmt: skip


@cache
def words_in(language: str) -> Words:
    """Raises KeyError: the language is neither zh nor en."""
    text = files("hall_map").joinpath("data/difference_words.yaml").read_text("utf-8")
    return yaml.safe_load(text)[language]
