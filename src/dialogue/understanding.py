"""From words to meaning."""

from __future__ import annotations

import weakref
from dataclasses import replace

from dialogue.calibration import certainty
from dialogue.errands import CLAUSE, parts
from dialogue.hall import Hall, open_window, service_with, text_in
from dialogue.intent import (
    LITTLE,
    is_emergency,
    is_foreign,
    is_private,
    is_question_only,
    named,
    topic_of,
)
from dialogue.language import LANGUAGES, detect
from dialogue.meaning import Meaning, Target
from dialogue.phrases import Words, intents
from dialogue.retrieval import Candidate, Index
from dialogue.tickets import ticket_said
from dialogue.window_numbers import bare_number, mentioned, windows_named

SURE = 0.7  # from this confidence on a target is taken as meant
LIKELY = 0.4  # from here on it is worth a question
CLOSE = 0.08  # a second target whose score is this near to the first's makes the robot ask back
EVERYTHING = 0.3  # confidence that the window for everything else is meant, where something official is
ALTERNATIVES = 3

_indices: dict[int, tuple[weakref.ref, Index]] = {}


def index_of(hall: Hall) -> Index:
    """The hall's index; built once for each hall object, and for halls in which everything is asked for alike."""
    known = _indices.get(id(hall))
    if known is None or known[0]() is not hall:
        alike = next((index for _, index in _indices.values() if index.fits(hall)), None)
        for key in [key for key, (held, _) in _indices.items() if held() is None]:
            del _indices[key]
        _indices[id(hall)] = known = (weakref.ref(hall), alike or Index(hall))
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
    blank = Meaning(text, language, "out_of_scope", 0.0, needs="human")
    if not words:
        return blank
    if is_emergency(words):
        return replace(blank, intent="emergency", confidence=1.0)
    if courtesy := courtesy_alone(blank, words):
        return courtesy
    left = without_negated_clauses(words) or words
    return itinerary(blank, hall, left) or meaning_of(blank, hall, left)


def itinerary(blank: Meaning, hall: Hall, words: Words) -> Meaning | None:
    """Several errands, each named surely enough, in the order wanted; the first with all that is meant of it."""
    pieces = parts(words)
    if len(pieces) < 2:
        return None
    found = [meaning for piece in pieces if (meaning := errand_of(blank, hall, piece))]
    targets = tuple(dict.fromkeys(meaning.target for meaning in found))
    spanning = exact_in(hall, words) - {id_ for piece in pieces for id_ in exact_in(hall, piece)}
    if len(targets) < 2 or spanning or len(found) < len(pieces) - 1:
        return None
    return replace(found[0], then=targets[1:], confidence=min(meaning.confidence for meaning in found))


def errand_of(blank: Meaning, hall: Hall, piece: Words) -> Meaning | None:
    """What a piece of the words names to be done; None: nothing, or a question or a command."""
    meaning = meaning_of(blank, hall, piece)
    led = meaning.intent in ("guide", "facility") and meaning.target and meaning.confidence > EVERYTHING
    return meaning if led else None


def exact_in(hall: Hall, words: Words) -> set[str]:
    """Ids of services and places that are named word for word."""
    return {candidate.id for candidate in index_of(hall).look_up(words) if candidate.exact}


def without_negated_clauses(words: Words) -> Words:
    """The clauses that are meant: 「不是执照，我说的是税务」 keeps the second, 「不去了，带我去厕所」 too."""
    clauses = [clause for clause in CLAUSE.split(words.text) if clause.strip()]
    if len(clauses) < 2:
        return words
    kept = [clause for clause in clauses if not is_negated(Words(clause))]
    return Words("，".join(kept)) if kept else words


def is_negated(words: Words) -> bool:
    if words.longest(intents().negation) is not None:
        return True
    return named(intents().refusals, words, whole=True) is not None


def courtesy_alone(blank: Meaning, words: Words) -> Meaning | None:
    """A command, a courtesy or a cry for a person, with nothing else said but fillers."""
    known = intents()
    sure = replace(blank, confidence=0.97, needs="none")
    social = social_alone(words)
    control = named(known.control, words, whole=True)
    if control and not (social in ("help", "name") and control.name == "repeat"):
        return replace(sure, intent="control", action=control.name)
    if named(known.human_help, words, whole=True):
        return replace(sure, intent="human_help", needs="human")
    return replace(sure, intent="social", social=social) if social else None


def social_alone(words: Words) -> str | None:
    """Of courtesies that come together the one that says most: 谢谢再见 is a goodbye, 你好谢谢 thanks."""
    known = intents()
    left = words.without(known.courtesies)
    around = (known.courtesies, known.social["yes"].whole, known.fillers)
    for kind in ("goodbye", "thanks", "greeting", "other", "pick", "no", "yes", "name", "help", "praise"):
        phrases = known.social[kind].either
        said = words if kind in ("goodbye", "thanks", "greeting") else left
        if said.longest(phrases) and not said.without(phrases, *around):
            if kind == "greeting" and left.without(known.fillers):
                continue
            return kind
    return None


def meaning_of(blank: Meaning, hall: Hall, words: Words) -> Meaning:
    """The meaning of words that are more than a courtesy."""
    candidates = index_of(hall).look_up(words)
    if ticket := ticket_meaning(blank, hall, words):
        return ticket
    if is_any_errand(words) and not (candidates and candidates[0].exact):
        return errand_meaning(blank, hall, words) or blank
    found = window_meaning(blank, hall, words) or target_meaning(blank, hall, words, candidates)
    named_outright = found is not None and (found.unknown_window is not None or found.target.kind == "window")
    exact = named_outright or (bool(candidates) and candidates[0].exact)
    if command := command_among(blank, words, exact):
        return command
    if is_private(words) or (is_foreign(words) and not exact):
        return replace(blank, confidence=0.9)
    if (social := named(intents().social, words, whole=False)) and social.rest <= LITTLE and not exact:
        return replace(blank, intent="social", social=social.name, confidence=0.85, needs="none")
    topic = topic_of(words)
    if topic and (found is None or not exact) and is_question_only(words, topic):
        return replace(blank, intent="ask_info", topic=topic, confidence=0.9, needs="none")
    if topic == "hours" and not exact:
        return replace(blank, intent="ask_info", topic=topic, confidence=0.8, needs="none")
    return found or general_meaning(blank, hall, words) or errand_meaning(blank, hall, words) or blank


def command_among(blank: Meaning, words: Words, exact: bool) -> Meaning | None:
    """A command, or a cry for a person, with something else beside it. A stop is one whatever else is said."""
    known, sure = intents(), replace(blank, confidence=0.9, needs="none")
    if words.without(known.control["stop"].but).longest(known.control["stop"].say):
        return replace(sure, intent="control", action="stop")
    if (control := named(known.control, words, whole=False)) and control.rest <= (LITTLE if not exact else 0):
        return replace(sure, intent="control", action=control.name)
    if (person := named(known.human_help, words, whole=False)) and (not exact or person.rest <= LITTLE):
        return replace(sure, intent="human_help", needs="human")
    return None


def ticket_meaning(blank: Meaning, hall: Hall, words: Words) -> Meaning | None:
    """Somebody tells the number that they have drawn: they want to know when it is their turn."""
    ticket = ticket_said(words.text)
    if ticket is None or windows_named(hall, str(ticket)) or words.longest(intents().lead):
        return None
    return replace(blank, intent="ask_info", topic="queue", ticket=ticket, confidence=0.9, needs="none")


def window_meaning(blank: Meaning, hall: Hall, words: Words) -> Meaning | None:
    """A window named by its number. One that does not exist is no target, and said so."""
    name = mentioned(words.text)
    if name is None and (name := bare_number(words)) and not windows_named(hall, name):
        return None
    if name is None:
        return None
    ids = windows_named(hall, name)
    guide = replace(blank, intent="guide", confidence=0.95, needs="none")
    if not ids:
        return replace(guide, needs="human", unknown_window=name)
    if len(ids) > 1:
        ids = of_zone_named(hall, ids, words) or ids
    targets = [Target("window", id_, window_name(hall, id_, blank.language)) for id_ in ids]
    if len(ids) > 1:
        alternatives = tuple(targets[1 : 1 + ALTERNATIVES])
        return replace(guide, needs="clarify", confidence=0.6, target=targets[0], alternatives=alternatives)
    is_open = next(window.open for window in hall.windows if window.id == ids[0])
    return with_topic(replace(guide, target=targets[0], window=ids[0] if is_open else None), words)


def of_zone_named(hall: Hall, ids: tuple[str, ...], words: Words) -> tuple[str, ...]:
    """Those of some windows whose own name, or whose zone's, begins with something that is said: 税务三号窗口."""
    zones = {zone.id: zone.names for zone in hall.zones}
    kept = []
    for window in hall.windows:
        names = [*window.names.values(), *zones.get(window.zone, {}).values()]
        heads = {Words(name).compact[:2] if not name.isascii() else name.lower().split()[0] for name in names if name}
        if window.id in ids and any(head in words.compact for head in heads if len(head) >= 2):
            kept.append(window.id)
    return tuple(kept)


def window_name(hall: Hall, id_: str, language: str) -> str:
    return text_in(next(window.names for window in hall.windows if window.id == id_), language) or id_


def with_topic(meaning: Meaning, words: Words) -> Meaning:
    """A target that something is asked about; who asks for documents at a place, or wants to be led, is led."""
    topic = topic_of(words)
    if topic is None or words.longest(intents().lead):
        return meaning
    kind = meaning.target.kind if meaning.target else ""
    if (kind == "place" and topic in ("location", "documents", "queue")) or (kind == "window" and topic == "location"):
        return meaning
    return replace(meaning, intent="ask_info", topic=topic)


def target_meaning(blank: Meaning, hall: Hall, words: Words, candidates: tuple[Candidate, ...]) -> Meaning | None:
    """A service or a place, with a question about it or not."""
    if not candidates or (sure := certainty(candidates)) < LIKELY:
        return None
    index, best = index_of(hall), candidates[0]
    others = [c for c in candidates[1 : 1 + ALTERNATIVES] if certainty((c,)) >= LIKELY]
    close = [c for c in others if best.score - c.score < CLOSE]
    meaning = replace(
        blank,
        intent="facility" if best.kind == "place" else "guide",
        confidence=round(sure, 3),
        target=index.target(best, blank.language),
        alternatives=tuple(index.target(c, blank.language) for c in close or others),
        needs="clarify" if close else "none" if sure >= SURE else "confirm",
    )
    return with_topic(with_window(meaning, hall), words)


def general_meaning(blank: Meaning, hall: Hall, words: Words) -> Meaning | None:
    """Words that several services share, or that one alone holds: 税务, water."""
    index = index_of(hall)
    found = index.general(words)
    if not found:
        return None
    targets = [index.target(candidate, blank.language) for candidate in found[: 1 + ALTERNATIVES]]
    best = targets[0]
    meaning = replace(
        blank, intent="facility" if best.kind == "place" else "guide", confidence=0.6 if len(targets) == 1 else 0.5,
        target=best, alternatives=tuple(targets[1:]), needs="confirm" if len(targets) == 1 else "clarify",
    )  # fmt: skip
    return with_topic(with_window(meaning, hall), words)


def with_window(meaning: Meaning, hall: Hall) -> Meaning:
    """With the open window, of a service."""
    if meaning.target is None or meaning.target.kind != "service":
        return meaning
    return replace(meaning, window=open_window(hall, service_with(hall, meaning.target.id)))


def errand_meaning(blank: Meaning, hall: Hall, words: Words) -> Meaning | None:
    """Somebody wants something official done that the catalogue does not name: the window for everything, perhaps."""
    if not words.longest(intents().errand):
        return None
    row = next((row for row in hall.services if takes_everything(row)), None)
    if row is None:
        return None
    target = Target("service", row.id, text_in(row.names, blank.language))
    return with_window(replace(blank, intent="guide", confidence=EVERYTHING, target=target, needs="confirm"), hall)


def is_any_errand(words: Words) -> bool:
    """Whether something official is to be done, and nothing is said of what: 「我要办证」."""
    known = intents()
    return words.longest(known.any_errand) is not None and not words.without(known.any_errand, known.fillers)


def takes_everything(row) -> bool:
    """Whether a service is the one for what no other takes in."""
    phrases = {phrase for aliases in row.aliases.values() for phrase in aliases}
    return any(phrase in phrases for phrase in intents().everything_else.phrases)
