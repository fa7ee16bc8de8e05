"""What the arguments of several commands have in common."""

from __future__ import annotations

import argparse
import math
import os
import re
from pathlib import Path
from typing import NoReturn

from robot_guide.cli.errors import UsageError

LANGUAGES = ("auto", "zh", "en", "ko")


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong and leaves the printing and the exit status to `main`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, allow_abbrev=False, **kwargs)
        # Points such as -1.5,2 begin with a minus and are no option.
        self._negative_number_matcher = re.compile(r"^-[\d.]")

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, self.prog, f"See: {self.prog} --help")


def add_common(parser: argparse.ArgumentParser, default: object = argparse.SUPPRESS) -> None:
    """Options that every command takes, before or after its name: so only the outermost parser has a default."""
    parser.add_argument("--json", action="store_true", default=default, help="print one JSON object a line")
    parser.add_argument(
        "--traceback", action="store_true", default=default, help="show where in the program a fault of it arose"
    )


def point(text: str) -> tuple[float, float]:
    """`X,Y` in metres."""
    parts = text.split(",")
    try:
        x, y = (float(part) for part in parts)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no point; write X,Y in metres, such as 12.5,7") from None
    if not (math.isfinite(x) and math.isfinite(y)):
        raise argparse.ArgumentTypeError(f"'{text}' is nowhere; X and Y must be finite numbers of metres")
    return x, y


def number(low: float, high: float, unit: str = ""):
    """An argument type: a finite number from `low` to `high`."""

    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"'{text}' is no number") from None
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"must be from {low:g} to {high:g}{unit and ' ' + unit}, got {text}")
        return value

    return parse


def whole_number(low: int, high: int):
    """An argument type: a whole number from `low` to `high`."""

    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"'{text}' is no whole number") from None
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"must be from {low} to {high}, got {text}")
        return value

    return parse


def add_hall(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--hall",
        metavar="DIR",
        help="folder of the hall (default: $ROBOT_GUIDE_HALL, else maps/putuo of the project)",
    )


def add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=LANGUAGES, default="auto", help="language of the words (default: auto)")


def project_root() -> Path:
    """The checkout that this package is installed from."""
    return Path(__file__).resolve().parents[3]


def hall_folder(given: str | None) -> Path:
    """The folder of the hall to work with. Raises UsageError: it is none."""
    name = given or os.environ.get("ROBOT_GUIDE_HALL") or project_root() / "maps" / "putuo"
    folder = Path(name)
    where = str(name)
    if not folder.exists():
        raise UsageError("no such folder", where, "Name the folder of a hall with --hall, such as maps/putuo.")
    if folder.name == "hall.yaml":
        return folder.parent
    if not folder.is_dir():
        raise UsageError("a file, where the folder of a hall is needed", where, "Name the folder that it lies in.")
    return folder
