"""What an archive of IMDF is looked at with: its features by id, and what the standard says of each kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

NULLABLE = " or null"


@cache
def standard() -> dict:
    """What the standard says of each kind of feature, and its categories."""
    return yaml.safe_load(files("hall_map.exchange.imdf").joinpath("standard.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class Violation:
    rule: str
    where: str  # the file, and the feature's id
    problem: str


@dataclass(frozen=True)
class Archive:
    """An archive that is sound in its structure."""

    manifest: object
    features: dict[str, dict]  # by id
    file_of: dict[str, str]  # by id

    def of_kind(self, kind: str) -> Iterator[dict]:
        return (feature for feature in self.features.values() if feature["feature_type"] == kind)

    def violation(self, rule: str, feature: Mapping, problem: str) -> Violation:
        return Violation(rule, f"{self.file_of[feature['id']]}: {feature['id']}", problem)


def required_rule(kind: str, key: str) -> str:
    """The name of the rule that a kind of feature has a property: `UnitMustHaveLevelId`."""
    return f"{kind.title()}MustHave{key.title().replace('_', '')}"
