"""Windows, tickets, services and places among the words: what is named, and how sure that is."""

from __future__ import annotations

from dataclasses import replace

from dialogue.calibration import certainty
from dialogue.hall import Hall, open_window, service_with, text_in
from dialogue.intent import topic_of
from dialogue.meaning import Meaning, Target
from dialogue.phrases import Words, intents
from dialogue.retrieval import Found, Index
from dialogue.tickets import ticket_said
from dialogue.window_numbers import bare_number, mentioned, windows_named

SURE = 0.7  # from this confidence on a target is taken as meant
CLOSE = 0.35  # a second target whose chance is this share of the first's makes the robot ask back
ALSO = 0.04  # the same for one that is named word for word, too
EVERYTHING = 0.3  # confidence that the window for everything else is meant, where something official is
ALTERNATIVES = 3


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
    topic = topic_of(words)
    return with_topic(replace(guide, target=targets[0], window=ids[0] if is_open else None), words, topic)


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


def with_topic(meaning: Meaning, words: Words, topic: str | None) -> Meaning:
    """A target that something is asked about; who asks for documents at a place, or wants to be led, is led."""
    if topic is None or words.longest(intents().lead):
        return meaning
    kind = meaning.target.kind if meaning.target else ""
    if (kind == "place" and topic in ("location", "documents", "queue")) or (kind == "window" and topic == "location"):
        return meaning
    return replace(meaning, intent="ask_info", topic=topic)


def target_meaning(blank: Meaning, hall: Hall, index: Index, found: Found, asked: float) -> Meaning | None:
    """The service or place that fits best, with others that fit; `asked`: the chance that one is asked for at all."""
    candidates = found.candidates
    if not candidates:
        return None
    best, others = candidates[0], candidates[1 : 1 + ALTERNATIVES]
    sure = asked * certainty(found)
    is_close = any(other.chance > (CLOSE if not other.exact else ALSO) * best.chance for other in others)
    meaning = replace(
        blank,
        intent="facility" if best.kind == "place" else "guide",
        confidence=round(sure, 3),
        target=index.target(best, blank.language),
        alternatives=tuple(index.target(c, blank.language) for c in others),
        needs="clarify" if is_close else "none" if sure >= SURE else "confirm",
    )
    return with_window(meaning, hall)


def with_window(meaning: Meaning, hall: Hall) -> Meaning:
    """With the open window, of a service."""
    if meaning.target is None or meaning.target.kind != "service":
        return meaning
    return replace(meaning, window=open_window(hall, service_with(hall, meaning.target.id)))


def everything_meaning(blank: Meaning, hall: Hall, words: Words) -> Meaning | None:
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
