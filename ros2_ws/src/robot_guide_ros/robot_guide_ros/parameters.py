"""ROS parameters from config dataclasses: a name and a default stand in one place only."""

from __future__ import annotations

from typing import TypeVar

from rcl_interfaces.msg import ParameterDescriptor
from rclpy.node import Node

from robot_guide.config import Parameter, from_parameters, parameters_of

Config = TypeVar("Config")
OF_RCLPY = ("use_sim_time", "start_type_description_service", "qos_overrides.")
AUTOSTART = Parameter("autostart", True)


class ParameterError(ValueError):
    """A parameter that a node cannot start with."""


def declare_config(node: Node, config: type[Config]) -> Config:
    """Declare a parameter for each setting of a dataclass, nested ones with dots, and read them.

    Returns: the config with the values that the node was started with.
    Raises: ParameterError: a value is of the wrong type or out of range.
    """
    values = {parameter.name: declare(node, parameter) for parameter in parameters_of(config)}
    try:
        return from_parameters(config, values)
    except ValueError as error:
        raise ParameterError(f"parameters of {node.get_name()}: {error}") from error


def declare(node: Node, parameter: Parameter) -> object:
    """Declare one parameter. Returns: the value that the node was started with, of whatever type it is."""
    description = ", ".join(part for part in (parameter.unit, parameter.range) if part)
    # Typed by our own check, which takes whole numbers where a float is due: `-p follower.max_speed:=1`.
    descriptor = ParameterDescriptor(description=description, dynamic_typing=True, read_only=True)
    default = list(parameter.default) if isinstance(parameter.default, tuple) else parameter.default
    value = node.declare_parameter(parameter.name, default, descriptor).value
    return value if isinstance(value, (bool, int, float, str)) else list(value)


def refuse_unknown(node: Node) -> None:
    """Raises ParameterError: the node was started with a parameter that it does not have."""
    for name in node._parameter_overrides:
        if not node.has_parameter(name) and not name.startswith(OF_RCLPY):
            known = ", ".join(sorted(n for n in node._parameters if not n.startswith(OF_RCLPY)))
            raise ParameterError(f"{node.get_name()} has no parameter {name!r}; it has: {known or 'none'}")
