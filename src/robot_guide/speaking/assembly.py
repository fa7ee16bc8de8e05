"""The sound of a whole text from what the voices have read: words with their times, pauses between clauses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from dialogue.letters import is_han
from robot_guide.hearing.wav import Audio, at_rate
from robot_guide.speaking.plan import SpeechPlan
from robot_guide.speaking.pronunciation import Part
from robot_guide.speaking.sound import SpokenAudio, SpokenWord

JOINT, CLAUSE = 0.08, 0.25  # s of silence left between two voices, within a clause and after one
QUIET = 100  # of 32768: below this it is silence
CLAUSE_ENDS = frozenset("，、。！？；：,.!?;:")


@dataclass(frozen=True)
class Recording:
    """What a voice has read of one part."""

    audio: Audio
    words: tuple[tuple[int, float], ...] = ()  # where in the part's text a word begins, and when, s
    clauses: tuple[float, ...] = ()  # when a clause has ended, its own pause included, s


def assemble(plan: SpeechPlan, recordings: tuple[Recording, ...]) -> SpokenAudio:
    """One recording for each part of the plan, in order."""
    rate = recordings[0].audio.rate
    samples, words, at = [], [], 0.0
    for number, (part, recording) in enumerate(zip(plan.parts, recordings, strict=True)):
        last = number == len(recordings) - 1
        spoken = tuple(words_of(plan.text, part, recording))
        audio, spoken = with_pauses(recording.audio, spoken, recording.clauses, plan.pause)
        if not last:
            audio = ending(audio, CLAUSE + plan.pause if ends_clause(part) else JOINT)
        samples.append(at_rate(audio, rate).samples)
        words += [replace(word, start=word.start + at) for word in spoken]
        at += len(samples[-1]) / rate
    return SpokenAudio(np.concatenate(samples), rate, tuple(words))


def ends_clause(part: Part) -> bool:
    return part.text.rstrip()[-1:] in CLAUSE_ENDS


def ending(audio: Audio, silence: float) -> Audio:
    """The sound with at most `silence` s after its last loud sample."""
    loud = np.flatnonzero(np.abs(audio.samples.astype(int)) > QUIET)
    end = (int(loud[-1]) + 1 if len(loud) else 0) + round(silence * audio.rate)
    kept = audio.samples[:end]
    return Audio(np.concatenate((kept, np.zeros(end - len(kept), np.int16))), audio.rate)


def with_pauses(
    audio: Audio, words: tuple[SpokenWord, ...], clauses: tuple[float, ...], pause: float
) -> tuple[Audio, tuple[SpokenWord, ...]]:
    """Silence of `pause` s after each clause but the last; the words after it begin so much later."""
    inner = [end for end in clauses[:-1] if 0 < round(end * audio.rate) < len(audio.samples)]
    if not pause or not inner:
        return audio, words
    cuts = [round(end * audio.rate) for end in inner]
    stretches = np.split(audio.samples, cuts)
    silence = np.zeros(round(pause * audio.rate), np.int16)
    samples = np.concatenate([*(piece for stretch in stretches[:-1] for piece in (stretch, silence)), stretches[-1]])
    later = len(silence) / audio.rate
    moved = tuple(replace(word, start=word.start + later * sum(word.start >= end for end in inner)) for word in words)
    return Audio(samples, audio.rate), moved


def words_of(text: str, part: Part, recording: Recording) -> Iterable[SpokenWord]:
    """The words of the original text with their times; several that sound as one share its time evenly."""
    begun = (*recording.words, (len(part.letters), recording.audio.seconds))
    said: set[int] = set()
    for (begin, start), (end, until) in pairwise(begun):
        places = [place for place in places_in(text, part, begin, end) if place[0] not in said]
        for number, (position, after) in enumerate(places):
            said.add(position)
            yield SpokenWord(text[position:after], position, start + (until - start) * number / len(places))


def places_in(text: str, part: Part, begin: int, end: int) -> list[tuple[int, int]]:
    """Where in the original the words stand that are read from `begin` to `end`: first and after last character."""
    letters = [letter for letter in part.letters[begin:end] if letter.length and not letter.text.isspace()]
    stretches = dict.fromkeys((letter.position, letter.position + letter.length) for letter in letters)
    words: list[tuple[int, int]] = []
    for first, after in stretches:
        single = is_han(text[first]) or not words or is_han(text[words[-1][0]])
        if single or words[-1][1] != first:
            words.append((first, after))
        else:
            words[-1] = (words[-1][0], after)
    return [(first, after) for first, after in (bare(text, *word) for word in words) if first < after]


def bare(text: str, first: int, after: int) -> tuple[int, int]:
    """Without the marks around it."""
    while first < after and not text[first].isalnum():
        first += 1
    while after > first and not text[after - 1].isalnum():
        after -= 1
    return first, after
