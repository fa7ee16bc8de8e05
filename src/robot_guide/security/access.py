"""What each node may do on the graph, as data: `access.yaml`, read into the names that DDS knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import yaml

FILE = "access.yaml"
KEYS = {"publish", "subscribe", "offer", "use", "offer_actions", "use_actions"}
# Of every node of ROS 2: who is there, its log, its parameters, the clock.
DISCOVERY, CLOCK = "ros_discovery_info", "/clock"
PUBLISHED_BY_ALL = ("/rosout", "/parameter_events")
SERVED_BY_ALL = ("describe_parameters", "get_parameter_types", "get_parameters", "list_parameters", "set_parameters",
                 "set_parameters_atomically", "get_type_description")  # fmt: skip
SERVED_BY_LIFECYCLE = ("change_state", "get_state", "get_available_states", "get_available_transitions",
                       "get_transition_graph")  # fmt: skip
ACTION_SERVICES = ("send_goal", "cancel_goal", "get_result")
ACTION_TOPICS = ("feedback", "status")


class AccessError(ValueError):
    """The table of access makes no sense: where, and what."""


@dataclass(frozen=True)
class Access:
    """What one process may do; names of ROS, absolute and with their robot."""

    publish: frozenset[str] = frozenset()
    subscribe: frozenset[str] = frozenset()
    offer: frozenset[str] = frozenset()  # services
    use: frozenset[str] = frozenset()
    offer_actions: frozenset[str] = frozenset()
    use_actions: frozenset[str] = frozenset()

    def written(self) -> frozenset[str]:
        """DDS topics that the process may write to."""
        return frozenset({DISCOVERY, *(f"rt{name}" for name in self.published()), *self.services(write=True)})

    def read(self) -> frozenset[str]:
        """DDS topics that the process may read."""
        return frozenset({DISCOVERY, *(f"rt{name}" for name in self.subscribed()), *self.services(write=False)})

    def published(self) -> frozenset[str]:
        """Topics of ROS, those of actions among them."""
        return self.publish | {*action_topics(self.offer_actions)}

    def subscribed(self) -> frozenset[str]:
        return self.subscribe | {*action_topics(self.use_actions)}

    def served(self) -> frozenset[str]:
        """Services of ROS, those of actions among them."""
        return self.offer | {*action_services(self.offer_actions)}

    def called(self) -> frozenset[str]:
        return self.use | {*action_services(self.use_actions)}

    def services(self, *, write: bool) -> Iterator[str]:
        """A server reads requests (`rq`) and writes replies (`rr`), a client the other way round."""
        replies, requests = (self.served(), self.called()) if write else (self.called(), self.served())
        yield from (f"rr{name}Reply" for name in replies)
        yield from (f"rq{name}Request" for name in requests)


def action_topics(actions: Iterable[str]) -> Iterator[str]:
    return (f"{action}/_action/{kind}" for action in actions for kind in ACTION_TOPICS)


def action_services(actions: Iterable[str]) -> Iterator[str]:
    return (f"{action}/_action/{kind}" for action in actions for kind in ACTION_SERVICES)


def load() -> Mapping[str, object]:
    """The table that comes with the package."""
    return yaml.safe_load(resources.files("robot_guide.security").joinpath(FILE).read_text("utf-8"))


def access_of(node: str, robot: str, robots: Sequence[str], table: Mapping[str, object] | None = None) -> Access:
    """What a node may do.

    node: its name, such as navigator; robot: whose it is, empty where it is nobody's; robots: all of the hall.
    Raises: AccessError: the table does not know the node, or has a key that means nothing.
    """
    table = load() if table is None else table
    entry = table["nodes"].get(node)
    if entry is None:
        raise AccessError(f"{FILE}: nodes has no {node!r}; say there what it publishes, subscribes to, offers and uses")
    if unknown := set(entry) - KEYS:
        raise AccessError(
            f"{FILE}: nodes.{node} has the unknown key {min(unknown)!r}; known: {', '.join(sorted(KEYS))}"
        )
    names = {key: set(resolved(entry.get(key, ()), robot, robots)) for key in KEYS}
    of_all = table["every_node"]
    names["publish"] |= {*PUBLISHED_BY_ALL, *(near(name, robot) for name in of_all["publish"])}
    names["subscribe"] |= {CLOCK, *(near(name, robot) for name in of_all["subscribe"])}
    own = f"/{robot}/{node}" if robot else f"/{node}"
    names["offer"] |= {f"{own}/{service}" for service in SERVED_BY_ALL}
    if node in table["lifecycle"]:
        names["offer"] |= {f"{own}/{service}" for service in SERVED_BY_LIFECYCLE}
        names["publish"].add(f"{own}/transition_event")
    return Access(**{key: frozenset(value) for key, value in names.items()})


def near(name: str, robot: str) -> str:
    """Absolute, of a name that every node has: the robot's own, or the hall's."""
    return name if name.startswith("/") else f"/{robot}/{name}" if robot else f"/{name}"


def resolved(names: Iterable[str], robot: str, robots: Sequence[str]) -> Iterator[str]:
    """Absolute names. Raises AccessError: a robot's name in a node that is no robot's."""
    for name in names:
        if name.startswith("/"):
            yield name
        elif name.startswith("*/"):
            yield from (f"/{each}/{name[2:]}" for each in robots)
        elif robot:
            yield f"/{robot}/{name}"
        else:
            raise AccessError(f"{FILE}: {name!r} is a robot's, and the node is no robot's; write */{name} or /{name}")
