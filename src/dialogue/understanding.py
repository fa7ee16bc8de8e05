"""From words to meaning."""

from __future__ import annotations

import re
import weakref
from collections.abc import Sequence
from dataclasses import replace

from dialogue import scope
from dialogue.embedding import Embedder, embedder
from dialogue.errands import CLAUSE, in_order, parts
from dialogue.hall import Hall
from dialogue.intent import is_emergency, is_foreign, is_private, is_question_only, named, rest_of, topic_of
from dialogue.language import LANGUAGES, detect
from dialogue.learned import ACTIONS, COURTESIES, KINDS, TOPICS, chances
from dialogue.meaning import Meaning
from dialogue.naming import (
    EVERYTHING,
    everything_meaning,
    is_any_errand,
    takes_everything,
    target_meaning,
    ticket_meaning,
    window_meaning,
    with_topic,
)
from dialogue.phrases import Words, intents
from dialogue.readings import Readings, readings_of
from dialogue.retrieval import BY_EMBEDDING, Index

__all__ = ["index_of", "prepare", "social_alone", "takes_everything", "understand"]

_indices: dict[int, tuple[weakref.ref, Index]] = {}


def index_of(hall: Hall) -> Index:
    """The hall's index; built once for each hall object, and for halls in which everything is asked for alike."""
    known = _indices.get(id(hall))
    if known is None or known[0]() is not hall:
        alike = next((index for _, index in tuple(_indices.values()) if index.fits(hall)), None)
        for key in [key for key, (held, _) in tuple(_indices.items()) if held() is None]:
            _indices.pop(key, None)
        _indices[id(hall)] = known = (weakref.ref(hall), alike or Index(hall))
    return known[1]


def understand(text: str, hall: Hall, language: str = "auto", nbest: Sequence[tuple[str, float]] = ()) -> Meaning:
    """What a visitor's words mean in a hall.

    `language`: zh, en, ko, or auto. `nbest`: other readings of the recogniser with their confidences, best first; they
    are weighed together. The same words in the same hall mean the same, once the vectors of its phrases are made. Any
    text whatsoever has a meaning; one that has nothing to do with the hall is `out_of_scope`.
    Raises: ValueError: no such language.
    """
    if language not in (*LANGUAGES, "auto"):
        raise ValueError(f"language must be auto, {', '.join(LANGUAGES)}, got {language!r}")
    language = detect(text) if language == "auto" else language
    readings = readings_of(text, nbest)
    blank = Meaning(text, language, "out_of_scope", 0.0, needs="human")
    if not readings.best:
        return blank
    if any(is_emergency(words) for words in readings.likely) and not index_of(hall).is_name(readings.best):
        return replace(blank, intent="emergency", confidence=1.0)
    if courtesy := courtesy_alone(blank, readings.best):
        return courtesy
    left = with_correction(readings.each(without_negated_clauses), readings.best)
    return itinerary(blank, hall, left.best) or meaning_of(blank, hall, left, embedder())


def prepare(hall: Hall) -> None:
    """Make what the first sentence in a hall would have to wait for: its index, the tables and models. About 1.5 s.

    May run in a thread of its own; a sentence that is understood meanwhile has all that made a second time.
    """
    understand("我来办事，请带我去窗口", hall)


ERRAND = 0.5  # likeness by words from which on a piece of the words names an errand
NEARLY_ALL = 0.6  # share of what is said that a name covers, from which on nothing else is meant


def itinerary(blank: Meaning, hall: Hall, words: Words) -> Meaning | None:
    """Several errands, each named surely enough, in the order wanted; the first with all that is meant of it."""
    pieces = parts(words)
    if len(pieces) < 2:
        return None
    # Without a word of order, a clause mostly tells what the other is about: 「下个月退休，公积金一次取完」.
    outright = not in_order(words)
    found = [meaning for piece in pieces if (meaning := errand_of(blank, hall, piece, outright))]
    targets = tuple(dict.fromkeys(meaning.target for meaning in found))
    spanning = exact_in(hall, words) - {id_ for piece in pieces for id_ in exact_in(hall, piece)}
    if len(targets) < 2 or spanning or len(found) < len(pieces) - 1:
        return None
    return replace(found[0], then=targets[1:], confidence=min(meaning.confidence for meaning in found))


def errand_of(blank: Meaning, hall: Hall, piece: Words, outright: bool) -> Meaning | None:
    """What a piece of the words names to be done, word for word if it must be `outright`; None: nothing, or a question
    or a command. Pieces are too short for the embedding to tell much."""
    found = index_of(hall).look_up(piece)
    if found.words < ERRAND or (outright and found.share < NEARLY_ALL):
        return None
    meaning = meaning_of(blank, hall, Readings((piece,), (1.0,)), None)
    named = meaning.intent in ("guide", "facility") and meaning.target and meaning.confidence != EVERYTHING
    return meaning if named and meaning.confidence >= GUESS else None


def exact_in(hall: Hall, words: Words) -> set[str]:
    """Ids of services and places that are named word for word."""
    return index_of(hall).named_outright(words)


def without_negated_clauses(words: Words) -> Words:
    """The clauses that are meant: 「不是执照，我说的是税务」 keeps the second, 「不去了，带我去厕所」 too."""
    clauses = [clause for clause in CLAUSE.split(words.text) if clause.strip()]
    if len(clauses) < 2:
        return words
    kept = [clause for clause in clauses if not is_negated(Words(clause))]
    return (Words("，".join(kept)) if kept else words) or words


# Weight of what is said after 「不对」, beside all that was said: 「驾照到期，不对，是丢了」 needs both.
CORRECTED = 0.65
SAID_AGAIN = 2  # characters after it, from which on it is said again what is wanted
EARLY = 3  # characters before a word of correction that still begins its clause: 哎, 哦哟


def with_correction(left: Readings, words: Words) -> Readings:
    """The readings with what somebody says when they correct themselves first; as they are where nobody does."""
    clauses = [clause for clause in CLAUSE.split(words.text) if clause.strip()]
    for i in range(len(clauses) - 1, 0, -1):
        found = Words(clauses[i]).first(intents().correction)
        if found is None or found[0] > EARLY:
            continue
        is_no = Words(found[1]).longest(intents().negation) is not None  # 「不是到期」: what follows is meant
        said = clauses[i + 1 :] if is_no and len(clauses) > i + 1 else clauses[i:]
        after = without_negated_clauses(Words("，".join(said))).without(intents().correction)
        if after.without(intents().fillers).size >= SAID_AGAIN:
            return Readings((after, left.best), (CORRECTED, 1.0 - CORRECTED), said=words)
    return left


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
    if words.longest(known.way) and not rest_of(words, known.way):
        return replace(sure, intent="ask_info", topic="location")
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


def meaning_of(blank: Meaning, hall: Hall, readings: Readings, one: Embedder | None) -> Meaning:
    """The meaning of words that are more than a courtesy."""
    words = readings.best
    if ticket := ticket_meaning(blank, hall, words):
        return ticket
    if is_any_errand(words):
        return everything_meaning(blank, hall, words) or blank
    stop = intents().control["stop"]
    if words.without(stop.but).longest(stop.say):
        return replace(blank, intent="control", action="stop", confidence=0.9, needs="none")
    if window := window_meaning(blank, hall, words):
        return window
    if (topic := topic_of(words)) and is_question_only(words, topic) and not exact_in(hall, words):
        return replace(blank, intent="ask_info", topic=topic, confidence=0.9, needs="none")
    index = index_of(hall)
    seen = evidence(index, readings, one)
    group, sure = ("request", CERTAIN) if is_only_named(index, words) else group_of(seen)
    if is_private(words) and group != "emergency":
        return replace(blank, confidence=0.9)
    if group != "request":
        return unlike_a_request(blank, words, group, sure, seen)
    return requested(blank, hall, words, index, seen, sure)


CERTAIN = 0.98  # that something is wanted, where a service or place is named and nothing else said
PARTICLES = re.compile("(쪽으로|으로|에서|까지|로|에|을|를|이|가|은|는|도|만)$")  # that a Korean name takes


def is_only_named(index: Index, words: Words) -> bool:
    """Whether a service or place is named, with nothing beside it but that one wants to be led there."""
    known = intents()
    left = words.without(known.lead, known.courtesies, known.fillers)
    each = (words, left, Words(PARTICLES.sub("", left.compact)))
    return any(map(index.is_name, each)) or index.sounds_like_name(words)


NAMED_OUTRIGHT = 0.3  # share of the words by which a service or place is named, that makes them a request
# Chance from which on it is an emergency: with the embedding, without, and beside a name, as 「失业了」 is one.
ALARM, ALARM_BY_WORDS, SURE_ALARM = 0.3, 0.4, 0.6
ASKED = 0.85  # learned chance of questions from which on one is asked


def group_of(seen: scope.Evidence) -> tuple[str, float]:
    """The likeliest group and its chance, but for what is certain.

    An emergency need not be the likeliest. Papers that are lost are none, a song is nobody's command, and who names a
    service word for word, or asks one of the questions, wants something of the robot.
    """
    groups, words, share = scope.chances(seen), seen.words, seen.found.share
    alarm = groups.pop("emergency")
    named = share >= NAMED_OUTRIGHT
    least = SURE_ALARM if named else ALARM if seen.by_meaning else ALARM_BY_WORDS
    if alarm >= least and words.longest(intents().harmless) is None:
        return "emergency", alarm
    groups = {group: chance / (1.0 - alarm) for group, chance in groups.items()}
    group = max(groups, key=groups.get)
    is_command = group in ("human_help", "control", "social")
    if is_command and is_foreign(words) and not share:
        return "out_of_scope", 1.0 - groups[group]
    asked = sum(seen.learned[kind] for kind in TOPICS) >= ASKED
    outright = is_command and named
    if (outright and groups[group] < ASKED) or (group == "out_of_scope" and asked and topic_of(words)):
        return "request", 1.0 - groups[group]
    return group, groups[group]


def evidence(index: Index, readings: Readings, one: Embedder | None) -> scope.Evidence:
    """All that tells what the words are."""
    found = index.look_up_all(readings.words, readings.weights, one)
    learned = weighed(readings, one if found.meaning else None)
    return scope.Evidence(readings.whole, learned, found)


def weighed(readings: Readings, one: Embedder | None) -> dict[str, float]:
    """The learned chances of the kinds, over all readings."""
    rows = [
        chances(words.text, one if i < BY_EMBEDDING else None) for i, words in enumerate(readings.words)
    ]  # fmt: skip
    return {kind: sum(w * row[kind] for w, row in zip(readings.weights, rows, strict=True)) for kind in KINDS}


def unlike_a_request(blank: Meaning, words: Words, group: str, sure: float, seen: scope.Evidence) -> Meaning:
    """A command, a courtesy, a cry for a person, an emergency, or none of the robot's business."""
    known = intents()
    found = replace(blank, intent=group, confidence=round(sure, 3))
    match group:
        case "control":
            said = named(known.control, words, whole=False)
            return replace(found, action=said.name if said else likeliest(seen, ACTIONS), needs="none")
        case "social":
            said = named(known.social, words, whole=False)
            return replace(found, social=said.name if said else likeliest(seen, COURTESIES), needs="none")
    return found


def likeliest(seen: scope.Evidence, kinds: Sequence[str]) -> str:
    return max(kinds, key=lambda kind: seen.learned[kind])


QUESTION = 0.45  # chance from which on a request is a question; who asks about papers is told, and then led
# Chance from which on a question is taken that no phrase tells of, with the embedding and without.
LIKELY_TOPIC, LIKELY_TOPIC_BY_WORDS = 0.2, 0.4


def topic_in(words: Words, seen: scope.Evidence) -> str | None:
    """What is asked about, by its phrases or as it was learned; None: nothing is asked, something is wanted."""
    if scope.question(seen) < QUESTION:
        return None
    topic = likeliest(seen, TOPICS)
    least = LIKELY_TOPIC if seen.by_meaning else LIKELY_TOPIC_BY_WORDS
    return topic_of(words) or (topic if seen.learned[topic] >= least else None)


GUESS = 0.2  # certainty below which nothing is named
OF_SOMETHING = 0.3  # certainty from which on a question is about something that is named
# What is less like by words than the one must be as certain as the other, without the embedding.
HARDLY = 0.1  # likeness by words below which nothing is named, without the embedding
LIKE, LIKELY = 0.5, 0.35


def requested(blank: Meaning, hall: Hall, words: Words, index: Index, seen: scope.Evidence, sure: float) -> Meaning:
    """A service or a place, a question about it, or a question about nothing named."""
    topic = topic_in(words, seen)
    found = target_meaning(blank, hall, index, seen.found, sure)
    least = OF_SOMETHING if topic else GUESS
    if not seen.by_meaning and seen.found.words < LIKE:
        least = LIKELY
    alike = seen.by_meaning or seen.found.words >= HARDLY
    if found is not None and alike and found.confidence >= least:
        return with_topic(found, words, topic)
    if topic and topic != "location":
        return replace(blank, intent="ask_info", topic=topic, confidence=0.8, needs="none")
    return everything_meaning(blank, hall, words) or blank
