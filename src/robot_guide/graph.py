"""The ROS 2 graph as data: which nodes run, one each or one for each robot, with which parameters.

`launch/graph.yaml` holds it. `expand` makes the processes of it that `robot-guide up` starts; the launch file for
`ros2 launch` starts from the same. Nothing here knows ROS.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

PACKAGE = "robot_guide_ros"
PLACEHOLDER = re.compile(r"\{(\w+)\}")
NAME = re.compile(r"[a-z][a-z0-9_]*")
ARGUMENT_KEYS = {"default", "help", "path", "choices", "aliases"}
NODE_KEYS = {"executable", "package", "for", "machine", "when", "clock", "required", "optional", "parameters"}
CLOCKS = ("graph", "machine")
EVERYWHERE = "all"  # the role of a machine on which everything runs


class GraphError(ValueError):
    """The graph, or an argument to it, makes no sense: what, where, and the remedy."""


@dataclass(frozen=True)
class Argument:
    """Something that whoever starts the graph may choose."""

    name: str
    default: object
    help: str = ""
    is_path: bool = False  # relative to where whoever names it stands
    choices: tuple[str, ...] = ()  # empty: anything
    aliases: Mapping[str, str] = field(default_factory=dict)  # other words for choices

    def parse(self, text: str) -> object:
        """`text` as YAML, in the type of the default. Raises GraphError: it is of another type."""
        try:
            value = text if isinstance(self.default, str) else yaml.safe_load(text)
        except yaml.YAMLError:
            value = None
        if isinstance(self.default, list) and isinstance(value, str):
            value = [part.strip() for part in value.split(",") if part.strip()]
        if isinstance(self.default, float) and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if type(value) is not type(self.default):
            expected = {bool: "true or false", int: "a whole number", float: "a number", list: "a,b,c"}
            wanted = expected.get(type(self.default), "text")
            raise GraphError(f"{self.name}:={text} is wrong; give {wanted}, such as {self.name}:={shown(self.default)}")
        return self.settled(str(Path(value).absolute()) if self.is_path and value else value)

    def settled(self, value: object) -> object:
        """`value` as one of the choices, where there are some. Raises GraphError: it is none."""
        if not self.choices:
            return value
        word = shown(value)
        word = self.aliases.get(word.lower(), word)
        if word not in self.choices:
            raise GraphError(f"{self.name}:={shown(value)} is wrong; give {', '.join(self.choices)}")
        return word


@dataclass(frozen=True)
class NodeEntry:
    """One entry of the graph."""

    executable: str
    package: str = PACKAGE
    each_robot: bool = False
    machine: str = ""  # the role of the machine that it runs on, such as hall, robot, world
    when: object = True
    machine_clock: bool = False  # never simulated time
    required: bool = False  # the graph ends with it
    optional: bool = False  # the graph goes on without it
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Graph:
    arguments: tuple[Argument, ...]
    nodes: tuple[NodeEntry, ...]

    @property
    def roles(self) -> tuple[str, ...]:
        """What a machine can be, in the order in which the nodes name it."""
        return (EVERYWHERE, *dict.fromkeys(node.machine for node in self.nodes if node.machine))


@dataclass(frozen=True)
class ProcessSpec:
    """A process to start: one node."""

    name: str  # of the node
    package: str
    executable: str
    namespace: str = ""  # of its robot
    parameters: Mapping[str, object] = field(default_factory=dict)
    required: bool = False
    optional: bool = False
    machine: str = ""  # the role of the machine that it runs on
    enclave: str = ""  # its identity in a keystore; empty: none

    @property
    def label(self) -> str:
        """What to call it in logs: `xiao_pu.guide`."""
        return f"{self.namespace}.{self.name}" if self.namespace else self.name

    def arguments(self) -> list[str]:
        """What follows the executable on its command line."""
        words = ["--ros-args", "-r", f"__node:={self.name}"]
        if self.namespace:
            words += ["-r", f"__ns:=/{self.namespace}"]
        if self.enclave:
            words += ["--enclave", self.enclave]
        for key, value in self.parameters.items():
            words += ["-p", f"{key}:={json.dumps(value)}"]  # JSON is YAML, with every character safe
        return words


def load(path: str | Path) -> Graph:
    """Read a graph. Raises GraphError: no such file, or it is no graph."""
    try:
        document = yaml.safe_load(Path(path).read_text("utf-8"))
    except OSError as error:
        raise GraphError(f"{path}: {error.strerror}; name the file of a graph, such as launch/graph.yaml") from error
    except yaml.YAMLError as error:
        raise GraphError(f"{path}: no YAML: {error}") from error
    return from_document(document, str(path), Path(path).absolute().parent.parent)


def from_document(document: object, where: str = "graph", root: Path | None = None) -> Graph:
    """A graph from what `graph.yaml` holds; paths among its defaults are relative to `root`. Raises GraphError."""
    if not isinstance(document, Mapping) or set(document) != {"arguments", "nodes"}:
        raise GraphError(f"{where}: must have the keys arguments and nodes, and no others")
    arguments = tuple(
        read_argument(name, entry, f"{where}: arguments.{name}", root)
        for name, entry in document["arguments"].items()
    )
    nodes = tuple(read_node(entry, f"{where}: nodes[{index}]") for index, entry in enumerate(document["nodes"]))
    return Graph(arguments, nodes)


def read_argument(name: str, entry: Mapping[str, object], where: str, root: Path | None) -> Argument:
    if not isinstance(entry, Mapping) or "default" not in entry or set(entry) - ARGUMENT_KEYS:
        raise GraphError(f"{where} must have a default, and of the other keys only: help, path")
    is_path = bool(entry.get("path", False))
    default = entry["default"]
    if is_path and default and root is not None:
        default = str(root / default)
    choices, aliases = tuple(entry.get("choices", ())), entry.get("aliases", {})
    return Argument(name, default, entry.get("help", ""), is_path, choices, aliases)


def read_node(entry: Mapping[str, object], where: str) -> NodeEntry:
    if "executable" not in entry:
        raise GraphError(f"{where} has no executable; name one of the package {PACKAGE}")
    if unknown := set(entry) - NODE_KEYS:
        raise GraphError(f"{where} has the unknown key {min(unknown)!r}; known: {', '.join(sorted(NODE_KEYS))}")
    if entry.get("for", "each_robot") != "each_robot":
        raise GraphError(f"{where}.for must be each_robot, or left out; got {entry['for']!r}")
    if entry.get("clock", "graph") not in CLOCKS:
        raise GraphError(f"{where}.clock must be one of {', '.join(CLOCKS)}; got {entry['clock']!r}")
    return NodeEntry(
        executable=entry["executable"],
        package=entry.get("package", PACKAGE),
        each_robot="for" in entry,
        machine=entry.get("machine", ""),
        when=entry.get("when", True),
        machine_clock=entry.get("clock") == "machine",
        required=bool(entry.get("required", False)),
        optional=bool(entry.get("optional", False)),
        parameters=entry.get("parameters", {}),
    )


def settings(graph: Graph, chosen: Mapping[str, object]) -> dict[str, object]:
    """The value of each argument. Raises GraphError: one is unknown."""
    values = {argument.name: argument.default for argument in graph.arguments}
    if unknown := set(chosen) - set(values):
        raise GraphError(f"no argument {min(unknown)!r}; the graph has: {', '.join(values)}")
    known = {argument.name: argument for argument in graph.arguments}
    return {**values, **{name: known[name].settled(value) for name, value in chosen.items()}}


def parse_settings(graph: Graph, words: Sequence[str]) -> dict[str, object]:
    """Arguments as `name:=value` in the types of their defaults. Raises GraphError."""
    known = {argument.name: argument for argument in graph.arguments}
    chosen = {}
    for word in words:
        name, assigned, text = word.partition(":=")
        if not assigned:
            raise GraphError(f"{word!r} is no argument; write name:=value, such as seed:=7")
        if name not in known:
            raise GraphError(f"no argument {name!r}; the graph has: {', '.join(known)}")
        chosen[name] = known[name].parse(text)
    return chosen


def expand(graph: Graph, chosen: Mapping[str, object] | None = None) -> tuple[ProcessSpec, ...]:
    """The processes of a graph, in the order in which to start them.

    chosen: values of arguments by name; the others keep their defaults.
    Raises: GraphError: an argument is unknown, a robot's name is none, an entry names an unknown argument, or the
        graph has no such role.
    """
    values = settings(graph, chosen or {})
    check_robots(values)
    role = values.get("role", EVERYWHERE)
    if role not in graph.roles:
        raise GraphError(f"role:={role} is wrong; the graph has: {', '.join(graph.roles)}")
    here = [node for node in graph.nodes if role in (EVERYWHERE, node.machine)]
    return tuple(spec for node in here for spec in processes_of(node, values))


def check_robots(values: Mapping[str, object]) -> None:
    robots = values.get("robots", ())
    for robot in robots:
        if not NAME.fullmatch(str(robot)):
            raise GraphError(f"robots: {robot!r} is no name of a robot; use a-z, 0-9 and _, such as xiao_pu")
    for robot in values.get("here", ()):
        if robot not in robots:
            raise GraphError(f"here: {robot!r} is none of the hall's robots: {', '.join(robots)}; add it to robots:=…")


def processes_of(node: NodeEntry, values: Mapping[str, object]) -> Iterator[ProcessSpec]:
    for robot in (values.get("here") or values["robots"]) if node.each_robot else [""]:
        known = {**values, "robot": robot} if robot else values
        if not holds(node.when, known, node.executable):
            continue
        parameters = {
            key: substitute(value, known, f"{node.executable}.{key}") for key, value in node.parameters.items()
        }
        if not node.machine_clock:
            parameters["use_sim_time"] = bool(values.get("sim", False))
        name = node.executable
        yield ProcessSpec(
            name, node.package, name, robot, parameters, node.required, node.optional, node.machine
        )  # fmt: skip


def holds(when: object, known: Mapping[str, object], where: str) -> bool:
    """Whether a node is wanted: `{name}` is true, or each argument of a mapping has the value that stands there."""
    if isinstance(when, Mapping):
        return all(substitute(f"{{{name}}}", known, where) == value for name, value in when.items())
    return substitute(when, known, where) is True


def substitute(value: object, known: Mapping[str, object], where: str) -> object:
    """`value` with {names} replaced; a text that is nothing but one {name} becomes its value, type and all."""
    if not isinstance(value, str):
        return value

    def look_up(match: re.Match) -> object:
        name = match.group(1)
        if name not in known:
            raise GraphError(f"{where}: {{{name}}} is no argument; the graph has: {', '.join(known)}")
        return known[name]

    if whole := PLACEHOLDER.fullmatch(value):
        return look_up(whole)
    return PLACEHOLDER.sub(lambda match: str(look_up(match)), value)


def shown(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
