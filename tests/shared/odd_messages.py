"""Messages as nobody should send them, made by hypothesis of the fields of a type, as rosidl tells them.

Figures are none, infinite, huge or negative, arrays empty or of sizes that do not fit, and texts any.
"""

import array
import importlib
import os
import re

import hypothesis
import numpy as np
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from rclpy.serialization import deserialize_message, serialize_message

ODD = (float("nan"), float("inf"), float("-inf"), 0.0, -1.0, 1e308, -1e12, 1e-300, 0.05, 3.0)
DEEP = "[" * 20_000  # deeper than any parser that calls itself can go
NESTED = '{"a":' * 500 + "1" + "}" * 500  # not so deep, but for who walks through what was read
HALF = '{"text": "\\ud800"}'  # of a character
WORDS = (
    "", "xiao_pu", "xiao_hui", "says", "heard", "idle", "map", "{}", "[1]", "带我去A05窗口", "zh", "\x1b[2J", "🙂" * 50,
    DEEP, NESTED, HALF,
)  # fmt: skip


def fuzzing(examples):
    """Settings for so many examples, unless FUZZ_EXAMPLES says otherwise; each run has its own."""
    return hypothesis.settings(
        max_examples=int(os.environ.get("FUZZ_EXAMPLES", examples)), deadline=None, database=None,
        phases=(Phase.generate,), suppress_health_check=list(HealthCheck),
    )  # fmt: skip


def values_of(type_, words=WORDS):
    """What may stand in a field of a type, as rosidl writes it."""
    if match := re.fullmatch(r"(.+)\[(\d+)\]", type_):
        return st.lists(values_of(match[1], words), min_size=int(match[2]), max_size=int(match[2]))
    if match := re.fullmatch(r"sequence<(.+?)(?:, (\d+))?>", type_):
        most = int(match[2]) if match[2] else 400
        if "/" in match[1]:
            return st.lists(values_of(match[1], words), max_size=min(most, 4))
        return st.one_of(st.lists(values_of(match[1], words), max_size=8), numbers_of(match[1], most))
    if type_ in ("float", "double"):
        odd = [each for each in ODD if type_ == "double" or not abs(each) > 3e38 or np.isinf(each)]
        any_ = st.floats(-(2.0**127), 2.0**127, width=32) if type_ == "float" else st.floats()
        return st.sampled_from(odd) | any_ | st.floats(-50.0, 50.0, width=32)
    if type_ == "boolean":
        return st.booleans()
    if type_ in ("octet", "byte"):
        return st.binary(min_size=1, max_size=1)
    if match := re.fullmatch(r"(u?)int(\d+)", type_):
        bits = int(match[2])
        low, high = (0, 2**bits - 1) if match[1] else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        return st.sampled_from([low, high, 0, 1]) | st.integers(low, high)
    if type_.startswith(("string", "wstring")):
        return st.sampled_from(words) | st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
    package, name = type_.split("/")
    return messages_of(getattr(importlib.import_module(f"{package}.msg"), name), words)


def numbers_of(type_, most):
    """Many of the same, as sensors have them."""
    if type_ == "string":
        return st.just([])
    return st.builds(lambda value, count: [value] * count, values_of(type_), st.integers(0, most))


def messages_of(type_, words=WORDS):
    """Messages of a type, some fields of which nobody has filled; `words`: texts that mean something there."""
    fields = {name: values_of(kind, words) for name, kind in type_.get_fields_and_field_types().items()}
    return st.fixed_dictionaries({}, optional=fields).map(lambda chosen: filled(type_(), chosen))


def filled(msg, chosen):
    """A message with other values in some of its fields."""
    for name, value in chosen.items():
        old = getattr(msg, name)
        if isinstance(old, np.ndarray):
            value = np.array(value, old.dtype)
        elif isinstance(old, array.array):
            value = array.array(old.typecode, value)
        setattr(msg, name, value)
    return msg


def over_the_wire(msg):
    return deserialize_message(serialize_message(msg), type(msg))
