"""ROS parameters from config dataclasses: a name and a default stand in one place only."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from functools import partial
from typing import TypeVar

from rcl_interfaces.msg import ParameterDescriptor, ParameterType, SetParametersResult
from rcl_interfaces.srv import SetParameters, SetParametersAtomically
from rclpy.node import Node
from rclpy.parameter import Parameter as RosParameter

from robot_guide.config import Parameter, from_parameters, parameters_of

Config = TypeVar("Config")
Request = SetParameters.Request | SetParametersAtomically.Request
Response = SetParameters.Response | SetParametersAtomically.Response
OF_RCLPY = ("use_sim_time", "start_type_description_service", "qos_overrides.")
AUTOSTART = Parameter("autostart", True)


class ParameterError(ValueError):
    """A parameter that a node cannot start with."""


def declare_config(node: Node, config: type[Config], live: Container[str] = ()) -> Config:
    """Declare a parameter for each setting of a dataclass, nested ones with dots, and read them.

    live: names of those that may be changed while the node runs (see `follow_config`).
    Returns: the config with the values that the node was started with.
    Raises: ParameterError: a value is of the wrong type or out of range.
    """
    declared = parameters_of(config)
    values = {parameter.name: declare(node, parameter, live=parameter.name in live) for parameter in declared}
    try:
        return from_parameters(config, values)
    except ValueError as error:
        raise ParameterError(f"parameters of {node.get_name()}: {error}") from error


def follow_config(node: Node, config: type[Config], take: Callable[[Config], None]) -> None:
    """Call `take` with the new config whenever a parameter has been changed; a value out of range is refused."""
    names = [parameter.name for parameter in parameters_of(config)]

    def read(changes: Iterable[RosParameter] = ()) -> Config:
        values = {name: node.get_parameter(name).value for name in names}
        return from_parameters(config, values | {each.name: each.value for each in changes if each.name in names})

    def judge(changes: list[RosParameter]) -> SetParametersResult:
        try:
            read(changes)
        except ValueError as error:
            return SetParametersResult(successful=False, reason=str(error))
        return SetParametersResult(successful=True)

    node.add_on_set_parameters_callback(judge)
    node.add_post_set_parameters_callback(lambda changes: take(read()))


def declare(node: Node, parameter: Parameter, *, live: bool = False) -> object:
    """Declare one parameter. Returns: the value that the node was started with, of whatever type it is."""
    description = ", ".join(part for part in (parameter.unit, parameter.range) if part)
    # Typed by our own check, which takes whole numbers where a float is due: `-p follower.max_speed:=1`.
    descriptor = ParameterDescriptor(description=description, dynamic_typing=True, read_only=not live)
    default = list(parameter.default) if isinstance(parameter.default, tuple) else parameter.default
    value = node.declare_parameter(parameter.name, default, descriptor).value
    return value if isinstance(value, (bool, int, float, str)) else list(value)


def refuse_unknown(node: Node) -> None:
    """Raises ParameterError: the node was started with a parameter that it does not have."""
    for name in node._parameter_overrides:
        if not node.has_parameter(name) and not name.startswith(OF_RCLPY):
            known = ", ".join(sorted(n for n in node._parameters if not n.startswith(OF_RCLPY)))
            raise ParameterError(f"{node.get_name()} has no parameter {name!r}; it has: {known or 'none'}")


def refuse_unknown_types(node: Node) -> None:
    """Have a request refused that sets a parameter to a value of no type; rclpy would end the node's process."""
    for service in node.services:
        if service.srv_type in (SetParameters, SetParametersAtomically):
            service.callback = partial(set_if_typed, service.callback)


def set_if_typed(set_: Callable[[Request, Response], Response], request: Request, response: Response) -> Response:
    odd = [each for each in request.parameters if each.value.type > ParameterType.PARAMETER_STRING_ARRAY]
    if not odd:
        return set_(request, response)
    result = SetParametersResult(reason=f"{odd[0].name:.80} is of type {odd[0].value.type}, which there is none of")
    if isinstance(response, SetParameters.Response):
        response.results = [result] * len(request.parameters)
    else:
        response.result = result
    return response
