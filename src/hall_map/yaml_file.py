"""Reading YAML, without the surprises: no second value under one key, no Python objects, no traceback."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from hall_map.errors import HallError
from hall_map.node import Node
from hall_map.text_file import read_text

DEEPEST = 40


class StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Refuses a mapping that has a key twice, where plain YAML keeps the last one silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r:.60} is there twice", node.value[index][0].start_mark
                )
        return super().construct_mapping(node, deep)


# YAML 1.1 takes 1e-05 for text; most programs write small numbers so, and mean a number.
StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?(\d+\.?\d*|\.\d+)[eE][-+]?\d+$"), list("-+.0123456789")
)


def refuse_depth(text: str, source: str) -> None:
    """Raises HallError: the text nests deeper than any hall does; the loader, which calls itself, would crash on it."""
    depth = 0
    for event in yaml.parse(text, Loader=StrictLoader):
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
            if depth > DEEPEST:
                where = f"{source}: line {event.start_mark.line + 1}"
                raise HallError(where, f"nests more than {DEEPEST} levels deep", "Mend the brackets.")
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1


def read_yaml(path: Path) -> Node:
    """What a YAML file holds. Raises HallError: it cannot be read, or is no YAML."""
    text = read_text(path)
    try:
        refuse_depth(text, path.name)
        return Node(yaml.load(text, Loader=StrictLoader), path.name)  # a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path.name}: line {mark.line + 1}" if mark else path.name
        raise HallError(where, f"is no YAML: {getattr(error, 'problem', None) or error}", "Mend the line.") from error
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        problem = f"holds a value that YAML cannot read: {error!s:.120}"
        raise HallError(path.name, problem, "Put dates and long numbers in quotes.") from error
