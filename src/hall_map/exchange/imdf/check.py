"""Whether an archive of IMDF 1.0 breaks a rule of the standard.

As the standard asks, an archive that is not sound in its structure is not looked at any further. Nor is where things
lie, before every property and shape is sound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from hall_map.exchange.imdf.audit import NULLABLE, Violation, required_rule, standard
from hall_map.exchange.imdf.check_places import check_places
from hall_map.exchange.imdf.check_properties import check_properties
from hall_map.exchange.imdf.check_shapes import check_shapes
from hall_map.exchange.imdf.check_structure import check_structure, opened


@dataclass(frozen=True)
class Rule:
    source: str  # where it stands: the standard's list of validations, a page of the standard, an RFC
    meaning: str


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule that is looked for, by name.

    Those from the standard's list of validations (OGC 20-094, "Validations", version 1.0.3, severity VIOLATION) bear
    its names; the others are sentences with MUST of its other pages, and their names are ours.
    """
    written = yaml.safe_load(files("hall_map.exchange.imdf").joinpath("rules.yaml").read_text("utf-8"))
    found = {name: Rule(**rule) for name, rule in written.items()}
    for kind, known in standard()["features"].items():
        for key, value in known["properties"].items():
            if not value.endswith(NULLABLE):
                found[required_rule(kind, key)] = Rule(kind.title(), f"`{key}` is given")
    return found


def check_imdf(archive: Mapping[str, bytes]) -> tuple[Violation, ...]:
    """Every rule that an archive breaks; `archive` is the content of its files by name."""
    found = tuple(check_structure(archive))
    if found:
        return found
    read = opened(archive)
    found = (*check_properties(read), *check_shapes(read))
    return found or tuple(check_places(read))
