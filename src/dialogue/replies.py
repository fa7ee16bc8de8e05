"""What a robot says: lines from the data files, filled in, by turns where there are several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter

import yaml

from dialogue.acts import Say
from dialogue.language import LANGUAGES
from dialogue.phrases import DATA


class RepliesError(ValueError):
    """A data file of replies that is not whole."""


@dataclass(frozen=True)
class Line:
    say: tuple[str, ...]
    elder: tuple[str, ...] = ()


def placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


@lru_cache(maxsize=1)
def lines() -> Mapping[str, Mapping[str, Line]]:
    """All lines, by language and key. Raises RepliesError: a line or a placeholder is missing in a language."""
    found = {}
    for language in LANGUAGES:
        with (DATA / f"replies.{language}.yaml").open(encoding="utf-8") as file:
            rows = yaml.safe_load(file)
        found[language] = {key: Line(tuple(row["say"]), tuple(row.get("elder", ()))) for key, row in rows.items()}
    check(found)
    return found


def check(found: Mapping[str, Mapping[str, Line]]) -> None:
    """Every language has every line, and no variant asks for what the first one in Chinese does not know."""
    for language in LANGUAGES:
        if missing := set(found["zh"]) ^ set(found[language]):
            raise RepliesError(f"replies.{language}.yaml: {', '.join(sorted(missing))} must stand in every language")
        for key, line in found[language].items():
            known = frozenset().union(*map(placeholders, found["zh"][key].say))
            for text in line.say + line.elder:
                if extra := placeholders(text) - known:
                    raise RepliesError(f"replies.{language}.yaml: {key} asks for unknown {', '.join(sorted(extra))}")


class Replies:
    """Fills lines in. The variants of a line are used in turn, so that a run can be repeated."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def text(self, key: str, language: str, *, elder: bool = False, **values: str) -> str:
        """A line in words. Raises KeyError: no such line, or a value is missing."""
        line = lines()[language][key]
        variants = line.elder if elder and line.elder else line.say
        turn = self._used.get(key, 0)
        self._used[key] = turn + 1
        return variants[turn % len(variants)].format(**values)

    def say(
        self,
        key: str,
        language: str,
        *,
        elder: bool = False,
        interrupt: bool = False,
        facts: tuple[str, ...] = (),
        **values: str,
    ) -> Say:
        """A line as an act."""
        text = self.text(key, language, elder=elder, **values)
        return Say(key, text, language, "elder" if elder else "normal", interrupt, facts)
