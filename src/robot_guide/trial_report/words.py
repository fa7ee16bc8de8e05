"""What the report says: Chinese and English phrases, from a data file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

PACKAGE = "robot_guide.trial_report"


@dataclass(frozen=True)
class Phrase:
    """The same in both languages."""

    zh: str
    en: str

    def filled(self, **values: object) -> Phrase:
        return Phrase(self.zh.format(**values), self.en.format(**values))

    def __add__(self, other: Phrase) -> Phrase:
        return Phrase(f"{self.zh}，{other.zh}", f"{self.en}, {other.en}")

    @property
    def both(self) -> str:
        """In a line; once, where the two are alike."""
        return self.zh if self.zh == self.en else f"{self.zh} {self.en}"


@cache
def all_words() -> dict[str, object]:
    return yaml.safe_load(files(PACKAGE).joinpath("words.yaml").read_text("utf-8"))


def phrase(path: str, **values: object) -> Phrase:
    """The phrase at a dotted path, with its names in braces filled in. Raises KeyError: there is none."""
    found = all_words()
    for part in path.split("."):
        found = found[part]
    return Phrase(found["zh"], found["en"]).filled(**values) if values else Phrase(found["zh"], found["en"])


def phrases(path: str) -> list[Phrase]:
    """The phrases in a list at a dotted path."""
    found = all_words()
    for part in path.split("."):
        found = found[part]
    return [Phrase(each["zh"], each["en"]) for each in found]
