"""From words to meaning."""

from __future__ import annotations

import weakref
from dataclasses import replace

from dialogue.hall import Hall, open_window, text_in
from dialogue.language import LANGUAGES, detect
from dialogue.meaning import Meaning, Target
from dialogue.phrases import Words, in_all_languages, intents
from dialogue.retrieval import Candidate, Index
from dialogue.window_numbers import mentioned, windows_named

SURE = 0.62  # from here on a target is taken as meant
LIKELY = 0.45  # from here on it is worth a question
CLOSE = 0.06  # a second target this near to the first makes the robot ask back
REST = 3  # characters beside a command or a courtesy that do not make it something else

_indices: dict[int, tuple[weakref.ref, Index]] = {}


def index_of(hall: Hall) -> Index:
    """The hall's index; built once for each hall object."""
    known = _indices.get(id(hall))
    if known is None or known[0]() is not hall:
        for key in [key for key, (held, _) in _indices.items() if held() is None]:
            del _indices[key]
        _indices[id(hall)] = known = (weakref.ref(hall), Index(hall))
    return known[1]


def understand(text: str, hall: Hall, language: str = "auto") -> Meaning:
    """What a visitor's words mean in a hall.

    `language`: zh, en, ko, or auto. Pure: the same words in the same hall mean the same. Any text whatsoever has a
    meaning; one that has nothing to do with the hall is `out_of_scope`.
    Raises: ValueError: no such language.
    """
    if language not in (*LANGUAGES, "auto"):
        raise ValueError(f"language must be auto, {', '.join(LANGUAGES)}, got {language!r}")
    language = detect(text) if language == "auto" else language
    words = Words(text)
    nothing = Meaning(text, language, "out_of_scope", 0.0)
    if not words.compact:
        return nothing
    if is_emergency(words):
        return replace(nothing, intent="emergency", confidence=1.0, needs="human")
    candidates = index_of(hall).look_up(text, language)
    found = window_meaning(nothing, hall) or target_meaning(nothing, hall, words, candidates)
    sure = found is not None and (found.confidence >= 0.8 or found.unknown_window is not None)
    courtesy = control_meaning(nothing, words) or social_meaning(nothing, words)
    if courtesy and not (sure and len(rest_of(words, courtesy)) > REST):
        return courtesy
    if wants_a_person(words, language, sure):
        return replace(nothing, intent="human_help", confidence=0.95, needs="human")
    if words.first_of(in_all_languages(intents()["foreign"], language)) and not (sure and is_exact(candidates)):
        return replace(nothing, confidence=0.9)
    asked = topic_meaning(nothing, words)
    if asked and (found is None or found.needs == "confirm"):
        return asked
    return found or errand_meaning(nothing, hall, words) or nothing


def is_exact(candidates: tuple[Candidate, ...]) -> bool:
    return bool(candidates) and candidates[0].exact


def wants_a_person(words: Words, language: str, sure: bool) -> bool:
    """Whether a colleague is asked for; beside a service that is named, only with little else said."""
    phrase = words.first_of(in_all_languages(intents()["human_help"], language))
    if phrase is None:
        return False
    fillers = [p for each in LANGUAGES for p in intents()["fillers"][each]]
    return not sure or len(words.without([phrase, *fillers])) <= REST


def is_emergency(words: Words) -> bool:
    """Emergencies are looked for in every language at once: nobody minds grammar then."""
    for phrases in intents()["emergency"].values():
        if words.first_of(phrases["say"]) and not words.first_of(phrases["not"]):
            return True
    return False


def rest_of(words: Words, courtesy: Meaning) -> str:
    group = intents()["control"][courtesy.action] if courtesy.action else intents()["social"][courtesy.social]
    spoken = [phrase for language in LANGUAGES for phrase in group[language]]
    return words.without(spoken + [p for language in LANGUAGES for p in intents()["fillers"][language]])


def control_meaning(nothing: Meaning, words: Words) -> Meaning | None:
    """Commands to the robot itself; the one with the longest phrase, and little else beside it."""
    best = longest(words, intents()["control"])
    if best is None:
        return None
    meaning = replace(nothing, intent="control", action=best, confidence=0.95)
    rest = rest_of(words, meaning)
    cut = 6 if best in ("language", "repeat", "slower", "faster", "louder", "quieter", "cancel", "elder_mode") else REST
    return meaning if len(rest) <= (cut if nothing.language != "en" else 3 * cut) else None


def social_meaning(nothing: Meaning, words: Words) -> Meaning | None:
    """Courtesies, where nothing else is said."""
    best = longest(words, intents()["social"])
    if best is None:
        return None
    meaning = replace(nothing, intent="social", social=best, confidence=0.95)
    rest = rest_of(words, meaning)
    if best in ("yes", "no"):
        return meaning if not rest else None
    return meaning if len(rest) <= (REST if nothing.language != "en" else 8) else None


def longest(words: Words, groups) -> str | None:
    """The group with the longest phrase that the words hold, in any language."""
    held = [
        (len(found), name)
        for name, phrases in groups.items()
        if (found := words.first_of([p for language in LANGUAGES for p in phrases[language]]))
    ]
    return max(held, key=lambda item: item[0])[1] if held else None


def topic_of(words: Words, language: str) -> str | None:
    held = [
        (len(found), name)
        for name, phrases in intents()["topics"].items()
        if (found := words.first_of(in_all_languages(phrases, language)))
    ]
    return max(held)[1] if held else None


def window_meaning(nothing: Meaning, hall: Hall) -> Meaning | None:
    """A window named by its number. One that does not exist is no target, and said so."""
    name = mentioned(nothing.text)
    if name is None:
        return None
    ids = windows_named(hall, name)
    guide = replace(nothing, intent="guide", confidence=0.95)
    if not ids:
        return replace(guide, needs="human", unknown_window=name)
    targets = [Target("window", id_, window_name(hall, id_, nothing.language)) for id_ in ids]
    if len(ids) > 1:
        return replace(guide, needs="clarify", confidence=0.6, target=targets[0], alternatives=tuple(targets[1:4]))
    is_open = next(window.open for window in hall.windows if window.id == ids[0])
    return replace(guide, target=targets[0], window=ids[0] if is_open else None)


def window_name(hall: Hall, id_: str, language: str) -> str:
    return text_in(next(window.names for window in hall.windows if window.id == id_), language) or id_


def target_meaning(nothing: Meaning, hall: Hall, words: Words, candidates: tuple[Candidate, ...]) -> Meaning | None:
    """A service or a place, with a question about it or not."""
    if not candidates or candidates[0].score < LIKELY:
        return None
    index, language = index_of(hall), nothing.language
    best, others = candidates[0], [c for c in candidates[1:4] if c.score >= LIKELY]
    target = index.target(best, language)
    topic = topic_of(words, language)
    leads = words.first_of(in_all_languages(intents()["lead"], language)) is not None
    meaning = replace(
        nothing,
        intent="facility" if best.kind == "place" else "guide",
        confidence=round(min(best.score, 0.99), 3),
        target=target,
        alternatives=tuple(index.target(c, language) for c in others),
        needs=needs_of(best, others),
    )
    if best.kind == "service":
        row = next(row for row in hall.services if row.id == best.id)
        meaning = replace(meaning, window=open_window(hall, row))
    if topic and not leads and not (best.kind == "place" and topic in ("location", "documents")):
        meaning = replace(meaning, intent="ask_info", topic=topic)
    return meaning


def errand_meaning(nothing: Meaning, hall: Hall, words: Words) -> Meaning | None:
    """Somebody wants something official done that the catalogue does not name: the window for everything, perhaps."""
    if not words.first_of(in_all_languages(intents()["errand"], nothing.language)):
        return None
    row = next((row for row in hall.services if row.id == "comprehensive"), None)
    if row is None:
        return None
    target = Target("service", row.id, text_in(row.names, nothing.language))
    return replace(
        nothing, intent="guide", confidence=LIKELY, target=target, window=open_window(hall, row), needs="confirm"
    )


def needs_of(best: Candidate, others: list[Candidate]) -> str:
    close = [c for c in others if best.score - c.score < CLOSE and c.exact == best.exact]
    if close:
        return "clarify"
    return "none" if best.score >= SURE else "confirm"


def topic_meaning(nothing: Meaning, words: Words) -> Meaning | None:
    """A question without saying about what: about what was talked of, or the hall."""
    topic = topic_of(words, nothing.language)
    if topic is None:
        return None
    return replace(nothing, intent="ask_info", topic=topic, confidence=0.8 if topic == "hours" else 0.6)
