"""Rules about names and the ways in which people ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from pypinyin import lazy_pinyin

from hall_map.findings import Finding, error, warning
from hall_map.hall import Names, Phrases
from hall_map.survey import Survey

NAMED = ("zones", "windows", "places", "departments", "services")


def name_is_missing(survey: Survey) -> Iterator[Finding]:
    """A name that is missing in Chinese, English or Korean."""
    items = [("", survey.hall), *((f"{n}.{item.id}.", item) for n in NAMED for item in getattr(survey.hall, n))]
    for where, item in items:
        for language in survey.config.languages:
            if not item.names.get(language, "").strip():
                remedy = "Add it: robots say it to visitors."
                yield warning(f"{where}names.{language}", "the name is missing", remedy, language=language)


def name_is_taken(survey: Survey) -> Iterator[Finding]:
    """Two windows, places or services of one name: a visitor cannot tell them apart."""
    for name in ("windows", "places", "services"):
        owners: dict[tuple[str, str], list[str]] = defaultdict(list)
        for item in getattr(survey.hall, name):
            for language, text in item.names.items():
                owners[language, folded(text)].append(item.id)
        for (language, text), ids in owners.items():
            for other in dict.fromkeys(ids[1:]):
                if other != ids[0]:
                    problem = f"{text!r} is the name of {ids[0]} too"
                    where, facts = f"{name}.{other}.names.{language}", {"text": text, "other": f"{name}.{ids[0]}"}
                    yield error(where, problem, "Give each a name of its own.", **facts)


def alias_is_shared(survey: Survey) -> Iterator[Finding]:
    """One way of asking for two things: the robot has to ask back."""
    owners: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for name in ("services", "places"):
        for item in getattr(survey.hall, name):
            for language, text in spoken(item.names, item.aliases):
                owners[language, folded(text)][f"{name}.{item.id}"] = None
    for (language, text), (first, *others) in owners.items():
        for other in others:
            if first.split(".")[0] == other.split(".")[0] and of_one_name(survey, first, other, language):
                continue  # two of the same name: another rule's finding
            remedy = "Keep it with one of them, unless the robot is to ask which is meant."
            problem = f"people ask for {first} by {text!r} too"
            yield warning(f"{other}.aliases.{language}", problem, remedy, text=text, other=first)


def names_sound_alike(survey: Survey) -> Iterator[Finding]:
    """Two things whose Chinese names are written differently and sound the same, tones aside: ears mix them up."""
    sounds: dict[str, dict[str, str]] = defaultdict(dict)
    for name in ("services", "places"):
        for item in getattr(survey.hall, name):
            for text in dict.fromkeys((item.names.get("zh", ""), *item.aliases.get("zh", ()))):
                if text:
                    sounds[sound_of(text)].setdefault(f"{name}.{item.id}", text)
    for owners in sounds.values():
        (first, said), *others = owners.items()
        for other, text in others:
            if folded(text) != folded(said):
                remedy = "Rename one of them, unless the robot is to ask which is meant."
                problem = f"{text!r} sounds like {said!r} of {first}"
                yield warning(f"{other}.names.zh", problem, remedy, text=text, said=said, other=first)


@lru_cache(maxsize=60_000)
def sound_of(text: str) -> str:
    """How a Chinese text sounds without its tones; what is no Chinese stays as it is."""
    return " ".join(map(syllable, folded(text)))


@lru_cache(maxsize=8192)
def syllable(character: str) -> str:
    return lazy_pinyin(character)[0]


def service_cannot_be_asked_for(survey: Survey) -> Iterator[Finding]:
    """A service for which nobody's own Chinese words are known."""
    for service in survey.hall.services:
        if not service.aliases.get("zh"):
            remedy = "Add how people ask for it in their own words."
            yield warning(f"services.{service.id}.aliases.zh", "nobody's own words are known for it", remedy)


def spoken(names: Names, aliases: Phrases) -> Iterator[tuple[str, str]]:
    """Every (language, text) by which something can be asked for."""
    yield from names.items()
    for language, phrases in aliases.items():
        yield from ((language, phrase) for phrase in phrases)


def of_one_name(survey: Survey, one: str, other: str, language: str) -> bool:
    names = [{folded(name) for name in named(survey, where, language)} for where in (one, other)]
    return bool(names[0] & names[1])


def named(survey: Survey, where: str, language: str) -> list[str]:
    collection, _, id_ = where.partition(".")
    return [item.names.get(language, "") for item in getattr(survey.hall, collection) if item.id == id_]


@lru_cache(maxsize=60_000)
@lru_cache(maxsize=60_000)
def folded(text: str) -> str:
    """A text without what a listener does not hear: case and space."""
    return "".join(text.split()).casefold()
