"""The words that hearing goes by, from the files that come with the program."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def word_list(name: str) -> dict[str, Any]:
    """`data/<name>.yaml`, by language or kind."""
    return yaml.safe_load(resources.files("robot_guide.hearing").joinpath(f"data/{name}.yaml").read_text("utf-8"))
