"""ROS parameters from config dataclasses: a name and a default stand in one place only."""

from __future__ import annotations

import dataclasses
import typing
from typing import TypeVar

from rcl_interfaces.msg import ParameterDescriptor
from rclpy.node import Node

Config = TypeVar("Config")
SEPARATOR = "."
OF_RCLPY = ("use_sim_time", "start_type_description_service", "qos_overrides.")


class ParameterError(ValueError):
    """A parameter that a node cannot start with."""


def declare_config(node: Node, config: type[Config], prefix: str = "") -> Config:
    """Declare a parameter for each field of a dataclass, nested ones with dots (`planner.clearance`), and read them.

    Returns: the config with the values that the node was started with.
    Raises: ParameterError: a value is of the wrong type or out of range.
    """
    values = {}
    hints = typing.get_type_hints(config)
    for field in dataclasses.fields(config):
        name = f"{prefix}{field.name}"
        if dataclasses.is_dataclass(hints[field.name]):
            values[field.name] = declare_config(node, hints[field.name], f"{name}{SEPARATOR}")
        else:
            values[field.name] = declare_value(node, name, default_of(field))
    try:
        return config(**values)
    except ValueError as error:
        raise ParameterError(f"parameters of {node.get_name()}: {error}") from error


def default_of(field: dataclasses.Field) -> object:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    if field.default is dataclasses.MISSING:
        raise TypeError(f"{field.name} has no default; a parameter needs one")
    return field.default


def declare_value(node: Node, name: str, default: object) -> object:
    """Declare one parameter and read it, as the type of its default. Raises ParameterError: a wrong type."""
    # Whole numbers are welcome where a float is due: `-p max_speed:=1`.
    descriptor = ParameterDescriptor(dynamic_typing=True, read_only=True)
    offered = list(default) if isinstance(default, tuple) else default
    value = node.declare_parameter(name, offered, descriptor).value
    try:
        return in_type_of(default, value)
    except (TypeError, ValueError):
        expected = type(default).__name__
        raise ParameterError(
            f"parameter {name} of {node.get_name()} must be of type {expected} (default {default!r}), got {value!r}"
        ) from None


def in_type_of(default: object, value: object) -> object:
    """`value` in the type of `default`. Raises TypeError: it is of another kind."""
    if isinstance(default, tuple):
        sample = default[0] if default else None
        return tuple(value if sample is None else (in_type_of(sample, item) for item in value))
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if default is not None and type(value) is not type(default):
        raise TypeError
    return value


def refuse_unknown(node: Node) -> None:
    """Raises ParameterError: the node was started with a parameter that it does not have."""
    for name in node._parameter_overrides:
        if not node.has_parameter(name) and not name.startswith(OF_RCLPY):
            known = ", ".join(sorted(n for n in node._parameters if not n.startswith(OF_RCLPY)))
            raise ParameterError(f"{node.get_name()} has no parameter {name!r}; it has: {known or 'none'}")
