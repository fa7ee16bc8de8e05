"""Which intent words have beside a service or a place: emergencies, commands, courtesies, questions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from dialogue.letters import is_han
from dialogue.phrases import Groups, Phrases, Words, intents
from dialogue.sounds import syllables

LITTLE = 4  # characters beside a command or a courtesy that do not make it something else; two words of Latin script
SOUNDS_ALIKE_FROM = 3  # characters of an emergency's phrase from which on its sound is enough


def is_emergency(words: Words) -> bool:
    """Emergencies are looked for in every language at once, and by sound: nobody minds grammar then."""
    known = intents().emergency
    left = words.without(known.but)
    if not (left.longest(known.say) or sounds_like_emergency(left)):
        return False
    return words.longest(intents().harmless) is None or left.longest(intents().urgent) is not None


@lru_cache(maxsize=1)
def emergency_sounds() -> tuple[str, ...]:
    phrases = (p for p in intents().emergency.say.phrases if all(map(is_han, p)) and len(p) >= SOUNDS_ALIKE_FROM)
    return tuple({reading for phrase in phrases for reading in readings(phrase)})


def readings(text: str) -> set[str]:
    """How characters may sound: in their context, and each for itself, which a misheard neighbour leaves."""
    alone = (sound for letter in text for sound in syllables(letter))
    return {f" {' '.join(sounds)} " for sounds in (syllables(text), alone)}


def sounds_like_emergency(words: Words) -> bool:
    said = readings(words.compact)
    return any(sound in reading for sound in emergency_sounds() for reading in said)


@dataclass(frozen=True, order=True)
class Named:
    """A group that words belong to; the first said, then the longest, is the least."""

    start: int
    shortness: int  # minus the length of the phrase that was found
    name: str
    rest: int  # how much else is said


def named(groups: Groups, words: Words, *, whole: bool) -> Named | None:
    """The group that the words belong to, of several the first said. `whole`: nothing but fillers is said beside."""
    found: list[Named] = []
    for name, group in groups.items():
        left = words.without(group.but) if group.but else words
        phrases = group.either if whole else group.say
        first = left.first(phrases)
        if first is None:
            continue
        rest = rest_of(left, groups.every)
        if not (whole and rest):
            found.append(Named(first[0], -len(first[1]), name, rest))
    return min(found, default=None)


def rest_of(words: Words, phrases: Phrases) -> int:
    """How much is said beside some phrases and fillers."""
    return words.without(phrases, intents().fillers).size


def topic_of(words: Words) -> str | None:
    """What is asked about, the question with the longest phrase."""
    found = [(len(held), topic) for topic, phrases in intents().topics.items() if (held := words.longest(phrases))]
    return max(found)[1] if found else None


def is_question_only(words: Words, topic: str) -> bool:
    """Whether nothing but the question is said, not about what: 「那材料呢」."""
    return rest_of(words, intents().topics[topic]) <= 1


def is_foreign(words: Words) -> bool:
    """Whether it is about something that is none of the robot's business."""
    group = intents().foreign
    return words.without(group.but).longest(group.say) is not None


def is_private(words: Words) -> bool:
    """Whether other people's data are asked for."""
    return words.longest(intents().private) is not None


def is_addressed(words: Words) -> bool:
    """Whether somebody speaks to the robot, or looks for something, rather than to somebody else."""
    return words.longest(intents().addressed) is not None


def commands_in(words: Words) -> list[str]:
    """All commands that are among the words, in their order; 「太快了」 holds 「快」, but asks for one thing only."""
    firsts = [(words.first(group.either), action) for action, group in intents().control.items()]
    spans = [(start, start + len(piece), action) for (start, piece), action in filter(all, firsts)]
    return [action for start, end, action in sorted(spans) if not any(
        first <= start and end <= last and end - start < last - first for first, last, _ in spans
    )]  # fmt: skip
