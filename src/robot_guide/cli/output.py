"""Where a command's results and errors go: text for people, or one JSON object a line."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Mapping
from typing import TextIO

from robot_guide.cli.errors import CommandError


class Output:
    """Results on standard output, everything else on standard error.

    With `as_json`, standard output carries JSON objects, one a line, and nothing else.
    """

    def __init__(self, as_json: bool, out: TextIO | None = None, err: TextIO | None = None):
        self.as_json = as_json
        self.out = speak_utf8(sys.stdout if out is None else out)
        self.err = speak_utf8(sys.stderr if err is None else err)

    @property
    def coloured(self) -> bool:
        """Whether colour does any good: a terminal that understands it, and nobody who has declined (no-color.org)."""
        return self.out.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"

    def result(self, record: Mapping[str, object], text: str | None) -> None:
        """One result: `record` for programs, `text` for people (None: nothing worth showing them)."""
        if self.as_json:
            self.line(json_line(record))
        elif text is not None:
            self.line(text)

    def line(self, text: str) -> None:
        """A line on standard output, at once: a reader at the other end of a pipe may be waiting for it."""
        self.out.write(text + "\n")
        self.out.flush()

    def note(self, text: str) -> None:
        """News about the work itself: progress, hints."""
        self.err.write(text + "\n")
        self.err.flush()

    def error(self, error: CommandError) -> int:
        """Tell what went wrong. Returns: the exit status."""
        if self.as_json:
            self.line(json_line(error.as_json()))
        else:
            self.note(str(error) if error.where.startswith("robot-guide") else f"robot-guide: {error}")
        return error.status


def speak_utf8(stream: TextIO) -> TextIO:
    """The stream, in UTF-8 whatever the locale; what UTF-8 cannot carry becomes an escape that JSON can read."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return stream


def json_line(record: Mapping[str, object]) -> str:
    """One line of strict JSON; infinities and NaN, which it does not know, become null."""
    return json.dumps(plain(record), ensure_ascii=False, allow_nan=False)


def plain(value: object) -> object:
    """`value` in the types of JSON; numpy's scalars and arrays included, without importing numpy."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return str(value)
