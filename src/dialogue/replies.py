"""What a robot says: lines from the data files, filled in, by turns where there are several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter

from dialogue.language import LANGUAGES
from dialogue.phrases import read


class RepliesError(ValueError):
    """A data file of replies that is not whole."""


@dataclass(frozen=True)
class Line:
    say: tuple[str, ...]
    elder: tuple[str, ...] = ()  # shorter, for the elder mode


Lines = Mapping[str, Mapping[str, Line]]


@lru_cache(maxsize=1)
def lines() -> Lines:
    """All lines, by language and key. Raises RepliesError: see `check`."""
    found = {}
    for language in LANGUAGES:
        rows = read(f"replies.{language}.yaml")
        found[language] = {key: Line(tuple(row["say"]), tuple(row.get("elder", ()))) for key, row in rows.items()}
    check(found, declared())
    return found


@lru_cache(maxsize=1)
def declared() -> Mapping[str, frozenset[str]]:
    """The keys of all lines, with what may be filled in to each."""
    return {key: frozenset(names) for key, names in read("lines.yaml").items()}


def check(found: Lines, declared: Mapping[str, frozenset[str]]) -> None:
    """Every language has every line, each with a variant, and none asks for what the line is not declared to know.

    Raises RepliesError: names the file, the line and the remedy.
    """
    for language in LANGUAGES:
        where = f"replies.{language}.yaml"
        if missing := set(declared) - set(found[language]):
            raise RepliesError(f"{where}: {', '.join(sorted(missing))} must stand in every language; add it")
        if unknown := set(found[language]) - set(declared):
            raise RepliesError(f"{where}: {', '.join(sorted(unknown))} is not declared; add it to lines.yaml")
        for key, line in found[language].items():
            check_line(where, key, line, declared[key])


def check_line(where: str, key: str, line: Line, known: frozenset[str]) -> None:
    if not line.say or not all(isinstance(text, str) and text for text in line.say + line.elder):
        raise RepliesError(f"{where}: {key} needs at least one variant under `say`, each of some words")
    for text in line.say + line.elder:
        if extra := placeholders(text) - known:
            names = ", ".join(sorted(known)) or "nothing"
            raise RepliesError(f"{where}: {key} asks for {{{min(extra)}}}; lines.yaml declares {names}")


def placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


class Replies:
    """Fills lines in. The variants of a line are used in turn, so that a run can be repeated."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def text(self, key: str, language: str, *, elder: bool = False, **values: str) -> str:
        """A line in words. Raises KeyError: no such line, or not the values that it is declared to know."""
        if declared()[key] != values.keys():
            raise KeyError(f"line {key} takes {sorted(declared()[key])}, got {sorted(values)}")
        line = lines()[language][key]
        variants = line.elder if elder and line.elder else line.say
        turn = self._used.get(key, 0)
        self._used[key] = turn + 1
        return variants[turn % len(variants)].format(**values)
