"""What a visitor picks when asked: which of several, yes or no, which language."""

from __future__ import annotations

import re

from dialogue.hall import Hall, row_of, text_in
from dialogue.letters import is_han, is_hangul
from dialogue.meaning import Meaning, Target
from dialogue.normalise import compact, normalise
from dialogue.phrases import Words, intents
from dialogue.retrieval import grams, latin_words
from dialogue.sounds import syllables
from dialogue.understanding import social_alone
from dialogue.window_numbers import mentioned

ORDINALS = (
    (re.compile(r"第一|第1|前面那个|前一个|前者|头一个|\bfirst\b|\bformer\b|첫"), 0),
    (re.compile(r"第二|第2|后面那个|后一个|后者|另一个|另外一个|\bsecond\b|\blatter\b|\bthe other\b|두 ?번째"), 1),
    (re.compile(r"第三|第3|\bthird\b|세 ?번째"), 2),
    (re.compile(r"最后|\bthe last\b|마지막"), -1),
)
LANGUAGE_WORDS = (
    (re.compile(r"英语|英文|english|영어"), "en"),
    (re.compile(r"中文|普通话|汉语|国语|chinese|mandarin|중국어"), "zh"),
    (re.compile(r"韩语|韩文|korean|한국"), "ko"),
)
ENOUGH = 0.5  # of what makes an alternative's name particular must be said
AHEAD = 0.2  # of the next best
BORROWED = ("yes", "no", "goodbye", "thanks", "greeting")  # OK, bye: said in any language, and so is stop


def chosen(meaning: Meaning, choices: tuple[Target, ...], hall: Hall) -> Target | None:
    """The choice that an answer picks: by number, window, whom it is for, its name, or what only its name holds."""
    if literal := chosen_literally(meaning.text, choices, hall):
        return literal
    if meaning.target in choices and meaning.needs == "none":
        return meaning.target
    if meaning.social in ("yes", "no") or meaning.intent == "control":
        return None
    told = Words(meaning.text).without(intents().fillers).compact
    shares = [share_of_own(told, target, choices) for target in choices]
    best, runner_up = sorted((*shares, 0.0), reverse=True)[:2]
    if best >= ENOUGH and best > runner_up + AHEAD:
        return choices[shares.index(best)]
    return meaning.target if meaning.target in choices and meaning.needs != "clarify" else None


def chosen_literally(text: str, choices: tuple[Target, ...], hall: Hall) -> Target | None:
    """The choice that is picked by its number, its window, or whom it is for, whatever else the words may mean."""
    said = normalise(text)
    for pattern, number in ORDINALS:
        if pattern.search(said) and number < len(choices):
            return choices[number]
    return by_window(text, choices) or by_audience(text, choices, hall)


def chosen_group(
    meaning: Meaning, groups: tuple[tuple[str, tuple[Target, ...]], ...], hall: Hall
) -> tuple[Target, ...] | None:
    """The targets of the kind that an answer names: for whom, or the name of a department, a zone, or one of them."""
    said = normalise(meaning.text)
    for pattern, number in ORDINALS:
        if pattern.search(said) and number < len(groups):
            return groups[number][1]
    words = Words(meaning.text)
    for audience, phrases in intents().audience.items():
        found = [targets for value, targets in groups if value == audience]
        if found and words.longest(phrases):
            return found[0]
    if meaning.needs == "none" and any(meaning.target in targets for _, targets in groups):
        return (meaning.target,)
    named = tuple(Target("place", value, kind_name_said(value, hall, meaning)) for value, _ in groups)
    shares = [share_of_own(words.compact, each, named) for each in named]
    best, runner_up = sorted((*shares, 0.0), reverse=True)[:2]
    return groups[shares.index(best)][1] if best >= ENOUGH and best > runner_up + AHEAD else None


def kind_name_said(value: str, hall: Hall, meaning: Meaning) -> str:
    """The name of a department or a zone in the language of the words."""
    rows = (*hall.zones, *getattr(hall, "departments", ()))
    return next((text_in(row.names, meaning.language) for row in rows if row.id == value), value)


def by_window(text: str, choices: tuple[Target, ...]) -> Target | None:
    """The one window with the number, or the letter, that is said."""
    name = mentioned(text) or normalise(text).upper()
    windows = [target for target in choices if target.kind == "window"]
    found = [target for target in windows if name and target.id.upper() in (name, f"{name}{target.id[1:]}".upper())]
    return found[0] if len(found) == 1 else None


def by_audience(text: str, choices: tuple[Target, ...], hall: Hall) -> Target | None:
    """The one choice for those whom it is said to be for: for myself, for the company."""
    words = Words(text)
    for audience, phrases in intents().audience.items():
        if words.longest(phrases):
            found = [target for target in choices if audience_of(target, hall) == audience]
            if len(found) == 1:
                return found[0]
    return None


def audience_of(target: Target, hall: Hall) -> str:
    """person, company, or both."""
    row = row_of(hall, "service", target.id) if target.kind == "service" else None
    return row.audience if row else "both"


def share_of_own(text: str, target: Target, choices: tuple[Target, ...]) -> float:
    """How much of what only this choice's name holds is said, 0 to 1."""
    cut = latin_words if target.name.isascii() else (lambda words: syllables(compact(words)))
    others = set().union(*(grams(cut(other.name)) for other in choices if other != target))
    own = set(grams(cut(target.name))) - others
    units = cut(text)
    best = len(own & set(grams(units))) / len(own) if own else 0.0
    heard = len({unit for unit in own if len(unit) == 1} & {(unit,) for unit in units}) / len(units) if units else 0.0
    return max(best, heard)


def said_yes(meaning: Meaning) -> bool:
    """Yes, also as 「好的谢谢」."""
    if meaning.social != "thanks":
        return meaning.social == "yes"
    return social_alone(Words(meaning.text).without(intents().social["thanks"].either)) == "yes"


def gives_thanks(meaning: Meaning) -> bool:
    """Thanks and nothing else; whoever was offered help takes it with that."""
    return meaning.social == "thanks" and not Words(meaning.text).without(intents().social["thanks"].either)


def said_no(meaning: Meaning) -> bool:
    """No; thanks alone decline."""
    return meaning.social == "no" or (meaning.social == "thanks" and not said_yes(meaning))


def language_asked_for(meaning: Meaning) -> str | None:
    """The language that the visitor wants to speak; None: none of ours."""
    said = normalise(meaning.text)
    return next((language for pattern, language in LANGUAGE_WORDS if pattern.search(said)), None)


def tells_language(meaning: Meaning) -> bool:
    """Whether enough is said to tell the visitor's language: 「OK」, A12 and names of apps are not."""
    match meaning.language:
        case "zh":
            return sum(map(is_han, meaning.text)) >= 2
        case "ko":
            return sum(map(is_hangul, meaning.text)) >= 2
    words = re.findall(r"[A-Za-z]{3,}", meaning.text)
    borrowed = meaning.social in BORROWED or (meaning.intent == "control" and meaning.action != "language")
    return len(words) >= 2 or (len(words) == 1 and not borrowed)
