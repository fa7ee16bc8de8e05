"""The keys that a mapping of a file may have, each read and described in one place, so that schema and reader agree."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields

from hall_sim.lined_yaml import Fields, ScenarioError

Schema = dict[str, object]
NEEDED = ...


@dataclass(frozen=True)
class Reader:
    """Makes a value of what stands in a file, and says what may stand there.

    read: is given the raw value and the file's name; raises ValueError, TypeError or ScenarioError.
    """

    read: Callable[[object, str], object]
    schema: Schema

    def __call__(self, value: object, where: str) -> object:
        return self.read(value, where)


@dataclass(frozen=True)
class Key:
    """One key of a mapping."""

    reader: Reader
    about: str
    default: object = NEEDED


Keys = Mapping[str, Key]


def read_keys(value: object, where: str, name: str, keys: Keys) -> tuple[Fields, dict[str, object]]:
    """The values of all keys of a mapping, with what knows their lines. Raises ScenarioError."""
    found = Fields(value, where, name)
    values = {key: found.take(key, each.reader, each.default) for key, each in keys.items()}
    found.finish()
    return found, values


def schema_of(keys: Keys) -> Schema:
    """JSON Schema of a mapping with these keys."""
    properties = {key: {**each.reader.schema, "description": each.about, **usual(each)} for key, each in keys.items()}
    needed = [key for key, each in keys.items() if each.default is NEEDED]
    return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}


def usual(key: Key) -> Schema:
    """The default, where a file could say it."""
    value = list(key.default) if isinstance(key.default, tuple) else key.default
    plain = isinstance(value, (bool, int, str)) or (isinstance(value, float) and math.isfinite(value))
    return {"default": value} if plain or value == [] or all_words(value) else {}


def all_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def number(least: float = -math.inf, most: float = math.inf) -> Reader:
    def read(value: object, where: str) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise TypeError("must be a number")
        if not least <= value <= most or not math.isfinite(value):
            raise ValueError(f"must be from {least:g} to {most:g}")
        return float(value)

    bounds = {"minimum": least, "maximum": most}
    return Reader(read, {"type": "number", **{key: bound for key, bound in bounds.items() if math.isfinite(bound)}})


def whole(least: int, most: int) -> Reader:
    def read(value: object, where: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return value

    return Reader(read, {"type": "integer", "minimum": least, "maximum": most})


def read_text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError("must be words")
    return value


def read_flag(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise TypeError("must be true or false")
    return value


TEXT = Reader(read_text, {"type": "string", "pattern": "\\S"})
FLAG = Reader(read_flag, {"type": "boolean"})


def word(*words: str) -> Reader:
    def read(value: object, where: str) -> str:
        if value not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return value

    return Reader(read, {"enum": list(words)})


def several(reader: Reader, least: int = 0, most: int | None = None) -> Reader:
    def read(value: object, where: str) -> tuple:
        if not isinstance(value, (list, tuple)):
            raise TypeError("must be a list")
        if len(value) < least or (most is not None and len(value) > most):
            raise ValueError(f"must have {least}{'' if most == least else ' or more'} entries")
        return tuple(reader(item, where) for item in value)

    bounds = {"minItems": least} if most is None else {"minItems": least, "maxItems": most}
    return Reader(read, {"type": "array", "items": reader.schema, **bounds})


def read_point(value: object, where: str) -> tuple[float, float]:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise TypeError("must be [x, y] in metres")
    x, y = (COORDINATE(each, where) for each in value)
    return x, y


COORDINATE = number(-1000.0, 1000.0)
POINT = Reader(read_point, {"type": "array", "items": COORDINATE.schema, "minItems": 2, "maxItems": 2})


def read_mapping_of(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError("must be a mapping")
    return value


MAPPING = Reader(read_mapping_of, {"type": "object"})


def record(name: str, keys: Keys, build: Callable[..., object]) -> Reader:
    """A mapping from which `build` makes something; what it refuses with a ValueError is told with the line."""

    def read(value: object, where: str) -> object:
        found, values = read_keys(value, where, name, keys)
        try:
            return build(**values)
        except ValueError as error:
            raise ScenarioError(found.where(""), f"{name}: {error}", "Mend the value") from error

    return Reader(read, schema_of(keys))


def named(name: str, names: tuple[str, ...], reader: Reader) -> Reader:
    """A mapping from some of the names to what `reader` reads."""
    keys = {each: Key(reader, "", None) for each in names}

    def read(value: object, where: str) -> dict[str, object]:
        _, values = read_keys(value, where, name, keys)
        return {key: each for key, each in values.items() if each is not None}

    properties = dict.fromkeys(names, reader.schema)
    return Reader(read, {"type": "object", "properties": properties, "additionalProperties": False})


def settings_of(kind: type, about: Mapping[str, str]) -> dict[str, Key]:
    """A key for each number among the fields of a dataclass that `about` describes; the class itself checks them."""
    found = {}
    for field in fields(kind):
        if field.name in about:
            assert field.default is not MISSING, field.name
            reader = whole(1, 10_000) if isinstance(field.default, int) else number(0.0, 1e6)
            found[field.name] = Key(reader, about[field.name], field.default)
    return found
