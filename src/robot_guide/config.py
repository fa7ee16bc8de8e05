"""Settings: frozen dataclasses that check themselves, read from mappings and from flat parameters.

A setting's name, default, unit and range stand in its dataclass and nowhere else; ROS parameters, their descriptions
and the checks of files derive from there. A part that is a dataclass itself gets a dotted name: `follower.max_speed`.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

Config = TypeVar("Config")
SEPARATOR = "."


def quantity(default: float | int, unit: str, *, above: float | None = None, least: float | None = None,
             most: float | None = None) -> Any:  # fmt: skip
    """A number with its unit and the range it must lie in: > `above`, >= `least`, <= `most`."""
    return dataclasses.field(default=default, metadata={"unit": unit, "above": above, "least": least, "most": most})


class Checked:
    """Checks every quantity of a dataclass on construction. Raises ValueError with name, range and value."""

    def __post_init__(self) -> None:
        for each in dataclasses.fields(self):
            if "unit" in each.metadata:
                check(each.name, getattr(self, each.name), **each.metadata)


def check(name: str, value: float, unit: str, above: float | None, least: float | None, most: float | None) -> None:
    """Raises ValueError: `value` is no finite number, or lies outside its range."""
    rules = ((">", above, lambda v, b: v > b), (">=", least, lambda v, b: v >= b), ("<=", most, lambda v, b: v <= b))
    finite = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    for sign, bound, holds in rules:
        if bound is not None and not (finite and holds(value, bound)):
            raise ValueError(f"{name} must be {sign} {bound:g} {unit}".rstrip() + f", got {value!r}")
    if not finite:
        raise ValueError(f"{name} must be a finite number of {unit}, got {value!r}")


@dataclass(frozen=True)
class Parameter:
    """One setting as ROS sees it."""

    name: str  # flat, with dots
    default: Any
    unit: str = ""
    range: str = ""  # in words, such as "> 0, <= 1.2"


def parameters_of(config: type) -> tuple[Parameter, ...]:
    """Every setting of a dataclass and of the dataclasses in it, in order. Raises TypeError: one has no default."""
    return tuple(_parameters(config, ""))


def from_parameters(config: type[Config], values: Mapping[str, Any]) -> Config:
    """The config with flat values over its defaults: `{"follower.max_speed": 0.8}`.

    Raises: ValueError: an unknown name, a value of another type, or one out of its range.
    """
    known = [parameter.name for parameter in parameters_of(config)]
    nested: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"unknown parameter {name!r}{_hint(name, known)}")
        *parts, last = name.split(SEPARATOR)
        node = nested
        for part in parts:
            node = node.setdefault(part, {})
        node[last] = value
    return from_mapping(config, nested)


def from_mapping(config: type[Config], values: Mapping[str, Any], where: str = "") -> Config:
    """The config with values over its defaults; parts are mappings themselves. `where` leads the errors: a file, a key.

    Raises: ValueError: an unknown key, a value of another type, or one out of its range.
    """
    if not isinstance(values, Mapping):
        raise ValueError(f"{where or config.__name__} must be a mapping of settings, got {values!r}")
    hints = typing.get_type_hints(config)
    names = [each.name for each in dataclasses.fields(config)]
    read = {}
    for key, value in values.items():
        path = f"{where}{SEPARATOR}{key}" if where else str(key)
        if key not in names:
            raise ValueError(f"unknown setting {path!r}{_hint(str(key), names)}")
        if dataclasses.is_dataclass(hints[key]):
            read[key] = from_mapping(hints[key], value, path)
        else:
            read[key] = in_type_of(_default(config, key), value, path)
    try:
        return config(**read)
    except ValueError as error:
        raise ValueError(f"{where}{SEPARATOR}{error}" if where else str(error)) from None


def to_mapping(config: Any) -> dict[str, Any]:
    """The inverse of `from_mapping`, with every setting named."""
    return {
        each.name: to_mapping(value) if dataclasses.is_dataclass(value) else value
        for each in dataclasses.fields(config)
        for value in (getattr(config, each.name),)
    }


def in_type_of(default: Any, value: Any, path: str) -> Any:
    """`value` in the type of `default`: whole numbers are welcome where a float is due, lists where a tuple is.

    Raises: ValueError: it is of another kind.
    """
    if isinstance(default, tuple) and isinstance(value, (list, tuple)):
        return tuple(in_type_of(default[0], item, path) if default else item for item in value)
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if default is not None and type(value) is not type(default):
        raise ValueError(f"{path} must be of type {type(default).__name__} (default {default!r}), got {value!r}")
    return value


def _parameters(config: type, prefix: str) -> Iterable[Parameter]:
    hints = typing.get_type_hints(config)
    for each in dataclasses.fields(config):
        name = prefix + each.name
        if dataclasses.is_dataclass(hints[each.name]):
            yield from _parameters(hints[each.name], name + SEPARATOR)
        else:
            yield Parameter(name, _default(config, each.name), each.metadata.get("unit", ""), _range(each.metadata))


def _default(config: type, name: str) -> Any:
    field = next(each for each in dataclasses.fields(config) if each.name == name)
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    if field.default is dataclasses.MISSING:
        raise TypeError(f"{config.__name__}.{name} has no default; a setting needs one")
    return field.default


def _range(metadata: Mapping[str, Any]) -> str:
    signs = (("above", ">"), ("least", ">="), ("most", "<="))
    return ", ".join(f"{sign} {metadata[key]:g}" for key, sign in signs if metadata.get(key) is not None)


def _hint(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(known)}"
