"""What comes in from the graph is looked at before a node acts on it; what makes no sense is left out, and told.

Anybody on the network may publish anything. A message with a number that is none, or that is beyond every hall, and one
that a node's conversion refuses, is dropped with a warning that names topic and fault; the node goes on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from rclpy.node import Node

LARGEST = 1e7  # m, m/s, rad, …: no figure of a robot in a hall is larger
QUIET = 5.0  # s between two warnings about the same topic
FREE = {  # fields whose figures may be NaN or infinite, by the type of the message that they stand in
    "sensor_msgs/BatteryState": {"*"},
    "sensor_msgs/LaserScan": {"range_min", "range_max", "scan_time", "time_increment"},
    "robot_guide_interfaces/Heard": {"level_db"},
    "robot_guide_interfaces/Bid": {"cost"},
    "robot_guide_interfaces/Guide_Feedback": {"seconds"},
    "robot_guide_interfaces/Handover": {"at"},
    "robot_guide_interfaces/WorldTruth": {"min_clearance"},
}
FLOATS = ("float", "double")
DEEPEST = 40  # levels of JSON; a hall has fewer
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def guarded(
    node: Node, topic: str, take: Callable[[object], None], refused: Callable[[], None] | None = None
) -> Callable[[object], None]:
    """`take` for messages that make sense; of all others the node's log tells, and `refused` is called."""

    def heed(msg: object) -> None:
        fault = fault_of(msg)
        if not fault:
            try:
                take(msg)
            except ValueError as error:
                fault = str(error)
        if fault:
            node.get_logger().warning(f"{topic}: a message is left out: {fault[:300]}", throttle_duration_sec=QUIET)
            if refused is not None:
                refused()

    return heed


def fault_of(msg: object) -> str:
    """Which figure of a message makes no sense; empty: none. Arrays of figures are left to those who convert them."""
    return next(faults_in(msg, ""), "")


def faults_in(msg: object, where: str) -> Iterator[str]:
    for name, kind in checked_fields(type(msg)):
        value = getattr(msg, name)
        if kind == "float":
            if not abs(value) <= LARGEST:  # NaN as well
                yield f"{where}{name} is {value}"
        elif kind == "message":
            yield from faults_in(value, f"{where}{name}.")
        else:
            for i, each in enumerate(value):
                yield from faults_in(each, f"{where}{name}[{i}].")


@cache
def checked_fields(message: type) -> tuple[tuple[str, str], ...]:
    """The fields to look at, (name, `float`, `message` or `messages`)."""
    fields = message.get_fields_and_field_types()
    free = FREE.get(name_of(message), ())
    return tuple(
        (name, kind) for name, type_ in fields.items()
        if "*" not in free and name not in free and (kind := kind_of(type_))
    )  # fmt: skip


def name_of(message: type) -> str:
    return f"{message.__module__.split('.')[0]}/{message.__name__}"


def kind_of(type_: str) -> str:
    """Of a field's type as rosidl writes it; empty: nothing to look at."""
    if type_ in FLOATS:
        return "float"
    if "/" not in type_:
        return ""
    return "messages" if type_.endswith((">", "]")) else "message"


def json_in(text: str) -> object:
    """What JSON in a message says.

    Raises ValueError: it is none, nests so deep that whoever walks through it would crash, or has half a character,
        which nobody can print or send on.
    """
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("JSON nests too deep") from None
    layer, depth = [value], 0
    while layer:
        depth += 1
        if depth > DEEPEST:
            raise ValueError(f"JSON nests more than {DEEPEST} levels deep")
        layer = [item for each in layer for item in items_of(each)]
    if SURROGATE.search(text):
        json.dumps(value, ensure_ascii=False).encode()
    return value


def items_of(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
