"""The words by which intents are known, read from the data files, and whether an utterance holds them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import yaml

from dialogue.normalise import compact, normalise

DATA = Path(__file__).parent / "data"
SCRIPTS = ("zh", "en", "ko")
GAP = 6  # characters that … stands for at most
NOTHING = re.compile(r"(?!)")
LATIN, HANGUL = "a-z0-9", "가-힣"


class Phrases:
    """A set of phrases to look for; of any language, since people mix.

    A phrase in Latin script stands as whole words; so does one that begins with a space, and " 음" is not in 음수대.
    … is a gap of a few characters, ^ the start of what is said.
    """

    def __init__(self, phrases: Iterable[str] = ()):
        self.phrases = tuple(dict.fromkeys(phrases))

    @cached_property  # half of all sets are only added to others
    def words(self) -> re.Pattern[str]:
        """Those that stand as whole words, for looking in words that are spaced."""
        return alternatives(self.phrases, (LATIN, HANGUL))

    @cached_property
    def other(self) -> re.Pattern[str]:
        """Those that stand anywhere, for looking in words made compact."""
        return alternatives(self.phrases, ("",))

    def __bool__(self) -> bool:
        return bool(self.phrases)

    def __add__(self, other: Phrases) -> Phrases:
        return Phrases(self.phrases + other.phrases)


def letters_of(phrase: str) -> str:
    """Of which letters none may stand beside a phrase, as in a pattern: those of its script where it is whole words."""
    return LATIN if phrase.isascii() else HANGUL if phrase.startswith(" ") else ""


def alternatives(phrases: Iterable[str], letters: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all phrases of `letters_of`, the longest first."""
    framed: list[str] = []
    for each in letters:
        of_these = (phrase for phrase in phrases if letters_of(phrase) == each)
        patterns = sorted(map(pattern_of, of_these), key=len, reverse=True)
        before, after = (f"(?<![{each}])", f"(?![{each}])") if each else ("", "")
        framed += [f"{before}(?:{'|'.join(patterns)}){after}"] if patterns else []
    return re.compile("|".join(framed)) if framed else NOTHING


def pattern_of(phrase: str) -> str:
    start = r"(?<=^ )" if phrase.isascii() else "^"
    head = start if phrase.startswith("^") else ""
    parts = [re.escape(tidy(part)) for part in phrase.removeprefix("^").split("…")]
    return head + f".{{0,{GAP}}}?".join(parts)


def tidy(phrase: str) -> str:
    return normalise(phrase) if phrase.isascii() else compact(phrase)


@dataclass(frozen=True)
class Group:
    """How an intent is known: by `say` with little else, or by `whole` with nothing else; never by `but`."""

    say: Phrases
    whole: Phrases
    but: Phrases
    either: Phrases  # `say` and `whole` together


class Groups(dict[str, Group]):
    """Groups by name; `every`: the phrases of all."""

    def __init__(self, groups: Mapping[str, Group]):
        super().__init__(groups)
        self.every = sum((each.either for each in groups.values()), Phrases())


class Words:
    """An utterance, made ready for comparing with phrases."""

    def __init__(self, text: str):
        self.text = text
        self.spaced = f" {normalise(text)} "
        self.compact = compact(text)

    def __bool__(self) -> bool:
        return bool(self.compact)

    def longest(self, phrases: Phrases) -> str | None:
        """The longest piece of what is said that is one of the phrases."""
        found = phrases.words.findall(self.spaced) + phrases.other.findall(self.compact)
        return max(found, key=len, default=None)

    def first(self, phrases: Phrases) -> tuple[int, str] | None:
        """The first piece of what is said that is one of the phrases, and where it stands."""
        found = [match for match in (phrases.words.search(self.spaced), phrases.other.search(self.compact)) if match]
        return min(((match.start(), match.group()) for match in found), default=None)

    def without(self, *phrases: Phrases) -> Words:
        """What is left when phrases are taken away, one set after the other."""
        left = self.spaced
        for each in phrases:  # before the spaces between words go
            left = each.words.sub(" ", f" {' '.join(left.split())} ")
        for each in phrases:
            left = each.other.sub(" ", compact(left))
        return Words(left)

    @property
    def size(self) -> int:
        """How much is said: characters; a word in Latin script counts as two."""
        words = re.findall(r"[a-z0-9]+", self.compact)
        return 2 * len(words) + sum(1 for letter in self.compact if letter.isalpha() and not letter.isascii())


@dataclass(frozen=True)
class Intents:
    """All phrases, of all languages."""

    emergency: Group
    urgent: Phrases  # an emergency whatever stands beside it
    harmless: Phrases  # beside an emergency's words they make it an errand: 报销, insurance
    control: Groups
    social: Groups
    human_help: Groups
    refusals: Groups
    topics: Mapping[str, Phrases]
    way: Phrases  # said alone, how far it is still to go
    lead: Phrases
    errand: Phrases
    any_errand: Phrases  # says nothing of which
    foreign: Group
    private: Phrases  # other people's data
    addressed: Phrases
    everything_else: Phrases
    audience: Mapping[str, Phrases]
    negation: Phrases  # a clause with one of these at its start is not meant
    correction: Phrases  # begins a clause in which somebody says it again, and right
    sequence: Phrases  # between errands, in their order
    before: Phrases  # between errands, the second to be done first
    courtesies: Phrases  # greetings and thanks, that come along with anything
    fillers: Phrases
    around: Phrases  # what is said around a service: questions, fillers of several characters
    frame: Mapping[str, Phrases]


@lru_cache(maxsize=1)
def intents() -> Intents:
    """The data files, joined."""
    files = {language: read(f"intents.{language}.yaml") for language in SCRIPTS}
    rows = tuple(files.values())
    fillers = together(rows, "fillers")
    return Intents(
        emergency=group(rows, "emergency"),
        urgent=together(rows, "emergency", "always"),
        harmless=together(rows, "emergency", "unless"),
        control=Groups({action: group(rows, "control", action) for action in rows[0]["control"]}),
        social=Groups({kind: group(rows, "social", kind) for kind in rows[0]["social"]}),
        human_help=Groups({"person": group(rows, "human_help")}),
        refusals=Groups({"cancel": group(rows, "control", "cancel"), "no": group(rows, "social", "no")}),
        topics={topic: together(rows, "topics", topic) for topic in rows[0]["topics"]},
        way=together(rows, "way"),
        lead=together(rows, "lead"),
        errand=together(rows, "errand"),
        any_errand=together(rows, "any_errand"),
        foreign=group(rows, "foreign"),
        private=together(rows, "foreign", "always"),
        addressed=together(rows, "addressed"),
        everything_else=together(rows, "everything_else"),
        audience={kind: together(rows, "audience", kind) for kind in rows[0]["audience"]},
        negation=together(rows, "negation"),
        correction=together(rows, "correction"),
        sequence=together(rows, "sequence"),
        before=together(rows, "before"),
        courtesies=courtesies(rows),
        fillers=fillers,
        around=around(rows, fillers),
        frame={language: Phrases(row["frame"]) for language, row in files.items()},
    )


@lru_cache(maxsize=16)
def read(name: str) -> Mapping[str, object]:
    with (DATA / name).open(encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def together(rows: Sequence[Mapping], *keys: str) -> Phrases:
    """The phrases that stand under a key, of all files. Raises KeyError: a file lacks it."""
    found: list[str] = []
    for row in rows:
        for key in keys:
            row = row[key]
        found += [str(phrase) for phrase in row]
    return Phrases(found)


def around(rows: Sequence[Mapping], fillers: Phrases) -> Phrases:
    questions = (together(rows, "topics", topic) for topic in rows[0]["topics"])
    long = Phrases(phrase for phrase in fillers.phrases if len(phrase) > 1)
    return sum(questions, long + together(rows, "hollow"))


def courtesies(rows: Sequence[Mapping]) -> Phrases:
    kinds = [group(rows, "social", kind) for kind in ("greeting", "thanks")]
    return sum((kind.either for kind in kinds), Phrases())


def group(rows: Sequence[Mapping], *keys: str) -> Group:
    def of(part: str) -> Phrases:
        found: list[str] = []
        for row in rows:
            for key in keys:
                row = row[key]
            found += row.get(part, ())
        return Phrases(found)

    say, whole = of("say"), of("whole")
    return Group(say, whole, of("not"), say + whole)
