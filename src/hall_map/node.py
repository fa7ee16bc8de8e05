"""A cursor on a document that knows where it stands, so that every fault can be named by file and key.

Values inside a document may themselves be nodes: that is how rows of several files become one document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NoReturn, TypeVar

from hall_map.errors import HallError

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
LONGEST_TEXT = 2000
T = TypeVar("T")


@dataclass(frozen=True)
class Node:
    """A value of a document, and where it was written."""

    value: object
    source: str  # a file's name
    key: str = ""  # windows[3].stop

    @property
    def where(self) -> str:
        return f"{self.source}: {self.key}" if self.key else self.source

    def fail(self, problem: str, remedy: str = "") -> NoReturn:
        raise HallError(self.where, problem, remedy)

    def at(self, key: str, value: object) -> Node:
        """The node of a value that lies under this one."""
        if isinstance(value, Node):
            return value
        joint = "" if not self.key or key.startswith("[") else "."
        return Node(value, self.source, f"{self.key}{joint}{key}")

    def mapping(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Node]:
        """The values under this node by key. Raises HallError: no mapping, a key missing, a key that means nothing."""
        if not isinstance(self.value, Mapping):
            self.fail(f"must be a mapping, got {shown(self.value)}", f"Give {listed([*required, *optional])}.")
        for key in self.value:
            if key not in required and key not in optional:
                allowed = listed([*required, *optional])
                self.at(key_shown(key), None).fail("unknown key", f"Known here: {allowed}.")
        for key in required:
            if key not in self.value:
                self.at(key, None).fail("missing", f"Add {key!r}.")
        return {key: self.at(key, value) for key, value in self.value.items()}

    def items(self, at_least: int = 0) -> list[Node]:
        """The values of a list. Raises HallError: no list, or too few."""
        if not isinstance(self.value, (list, tuple)):
            self.fail(f"must be a list, got {shown(self.value)}")
        if len(self.value) < at_least:
            self.fail(f"must hold at least {at_least}, got {len(self.value)}")
        return [self.at(f"[{index}]", value) for index, value in enumerate(self.value)]

    def each(self, read: Callable[[Node], T], at_least: int = 0) -> tuple[T, ...]:
        return tuple(read(item) for item in self.items(at_least))

    def pair(self, what: str) -> tuple[Node, Node]:
        """Raises HallError: no list of two values."""
        items = self.items()
        if len(items) != 2:
            self.fail(f"must be {what}, got {len(items)} values")
        return items[0], items[1]

    def text(self) -> str:
        """Raises HallError: no text, empty, absurdly long, or with half a character, which no file can hold."""
        if not isinstance(self.value, str):
            self.fail(f"must be text, got {shown(self.value)}", "Put it in quotes.")
        if not self.value.strip():
            self.fail("must not be empty", "Write something, or leave the key out where it is optional.")
        if len(self.value) > LONGEST_TEXT:
            self.fail(f"is {len(self.value)} characters long; at most {LONGEST_TEXT} are allowed")
        if any("\ud800" <= character <= "\udfff" for character in self.value):
            self.fail("holds half a character (a lone surrogate)", "Type it again.")
        return self.value

    def id(self) -> str:
        """Raises HallError: no letters, digits, `_` and `-`, or too many of them."""
        text = self.text()
        if not ID.fullmatch(text):
            self.fail(f"is no id: {shown(text)}", "Use 1 to 64 letters, digits, '_' and '-'.")
        return text

    def choice(self, allowed: Collection[str]) -> str:
        text = self.text()
        if text not in allowed:
            self.fail(f"must be one of {listed(sorted(allowed))}, got {shown(text)}")
        return text

    def number(self, low: float = -1e6, high: float = 1e6) -> float:
        """Raises HallError: no finite number within [low, high]."""
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)):
            self.fail(f"must be a number, got {shown(self.value)}")
        if not low <= self.value <= high:
            self.fail(f"must be a number from {low:.10g} to {high:.10g}, got {shown(self.value)}")
        return float(self.value)

    def integer(self, low: int, high: int) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int) or not low <= self.value <= high:
            self.fail(f"must be a whole number from {low} to {high}, got {shown(self.value)}")
        return self.value

    def boolean(self) -> bool:
        if not isinstance(self.value, bool):
            self.fail(f"must be true or false, got {shown(self.value)}")
        return self.value


def unique(items: tuple[T, ...], node: Node, key: Callable[[T], str], what: str) -> tuple[T, ...]:
    """`items`, of which no two share a key. Raises HallError: two do."""
    seen: dict[str, int] = {}
    for index, item in enumerate(items):
        if key(item) in seen:
            first, second = node.items()[seen[key(item)]], node.items()[index]
            second.fail(f"the {what} {key(item)!r} is taken: {first.where} has it too", "Give each its own.")
        seen[key(item)] = index
    return items


def shown(value: object) -> str:
    """A value, short enough for a message."""
    try:
        text = repr(value)
    except ValueError:  # an integer with too many digits to print
        text = "a huge number"
    return text if len(text) <= 60 else f"{text[:57]}..."


def key_shown(key: object) -> str:
    """A mapping's key, short enough for a message."""
    return key[:80] if isinstance(key, str) else shown(key)


def listed(names: Collection[str]) -> str:
    return ", ".join(map(str, names))


def known_beside(name: object, known: Collection[str], most: int = 20) -> str:
    """A sentence that names what there is; of very much, what is spelt like `name`."""
    if len(known) <= most:
        return f"Known: {listed(known) or 'none'}."
    like = get_close_matches(str(name), known, n=5, cutoff=0.4)
    return f"Known are {len(known)}" + (f", such as {listed(like)}." if like else ".")
