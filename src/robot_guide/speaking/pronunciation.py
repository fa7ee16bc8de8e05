"""What espeak-ng is given to read for a text, and which stretch of the text each letter of that stands for.

`pronounce("请到A12窗口", "zh")` is one part for the voice cmn-latn-pinyin: `qing3 dao4  eigh shi2er4 hao4 chuang1kou3`.
Figures are put in words first, then the text is split by script: Chinese characters go to the Mandarin voice as
numbered pinyin, Korean to the Korean one, and Latin words stay with the voice of the sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from dialogue.letters import is_han, is_hangul
from robot_guide.speaking.figures import Letter, read_figures
from robot_guide.speaking.mandarin import spelling, syllables_of

VOICES = {"zh": "cmn-latn-pinyin", "en": "en-us", "ko": "ko"}  # espeak-ng's names
# Marks as the Mandarin voice knows them; a blank goes after each, else it makes no pause. All others are blanks.
MARKS = dict(zip("，,、。.！!？?；;：:…（(）)", "，，、。。！！？？；；：：。，，，，", strict=True))
KEPT = frozenset("'’-&+")  # within Latin words


@dataclass(frozen=True)
class Part:
    """A stretch of a text that one voice reads."""

    language: str
    letters: tuple[Letter, ...]  # what the voice reads, letter by letter

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters)

    @property
    def voice(self) -> str:
        return VOICES[self.language]


def pronounce(text: str, language: str) -> tuple[Part, ...]:
    """The parts of a text in order. Parts without a letter or a figure are left out."""
    parts = (part_of(voice, letters) for voice, letters in by_voice(read_figures(text, language), language))
    return tuple(part for part in parts if any(letter.text.isalnum() for letter in part.letters))


def by_voice(letters: tuple[Letter, ...], language: str) -> Iterator[tuple[str, tuple[Letter, ...]]]:
    """Runs of letters for one voice. What has no script of its own, such as a mark, stays with the run before it."""
    voices, voice = [], first_voice(letters, language)
    for letter in letters:
        voice = voice_of(letter.text, language) or voice
        voices.append(voice)
    for voice, run in groupby(zip(voices, letters, strict=True), key=lambda pair: pair[0]):
        yield voice, tuple(letter for _, letter in run)


def first_voice(letters: tuple[Letter, ...], language: str) -> str:
    return next((voice for letter in letters if (voice := voice_of(letter.text, language))), language)


def voice_of(letter: str, language: str) -> str | None:
    """Whose letter it is; None: anybody's."""
    if is_han(letter):
        return "zh"
    if is_hangul(letter):
        return "ko"
    return language if letter.isalnum() else None


def part_of(language: str, letters: tuple[Letter, ...]) -> Part:
    return Part(language, tuple(in_pinyin(letters)) if language == "zh" else letters)


def in_pinyin(letters: tuple[Letter, ...]) -> Iterator[Letter]:
    """Letters of the Mandarin voice: characters as pinyin, words apart; Latin words as they are."""
    for han, group in groupby(letters, key=lambda letter: is_han(letter.text)):
        run = tuple(group)
        yield from characters_in_pinyin(run) if han else map(as_mark, run)


def characters_in_pinyin(letters: tuple[Letter, ...]) -> Iterator[Letter]:
    at = 0
    for word in syllables_of("".join(letter.text for letter in letters)):
        yield Letter(" ", letters[at].position, 0)
        for syllable in word:
            yield from spread(spelling(syllable), letters[at])
            at += 1
    yield Letter(" ", letters[-1].position, 0)


def spread(text: str, letter: Letter) -> Iterable[Letter]:
    """Several letters that stand for what one stands for."""
    return (Letter(each, letter.position, letter.length) for each in text)


def as_mark(letter: Letter) -> Letter:
    text = letter.text
    if not (text.isalnum() or text in KEPT):
        text = MARKS.get(text, "") + " "
    return Letter(text, letter.position, letter.length)
