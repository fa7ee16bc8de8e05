"""Which of a hall's barriers, doors, keep-outs and lanes it is that leaves no way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from hall_map import Barrier, Door, Hall, KeepOut, Lane, rasterise
from hall_map.geometry import Point, Pose2D
from robot_guide.navigation.costmap import Costmap
from robot_guide.navigation.planning import plan
from robot_guide.navigation.route import Closing, Layer, NoRoute, Reason, Route
from robot_guide.navigation.traffic import Traffic

REMOVABLE = {
    "barriers": Layer.BARRIER, "doors": Layer.DOOR, "keep_outs": Layer.KEEP_OUT, "lanes": Layer.LANE,
}  # fmt: skip
OF_THE_FLOOR = (Reason.START_OCCUPIED, Reason.GOAL_OCCUPIED, Reason.UNREACHABLE)


def floor_of(hall: Hall, radius: float) -> Costmap:
    """The floor of a hall, with the keep-outs and one-way lanes that robots heed."""
    costmap, traffic = Costmap.from_grid(rasterise(hall), radius=radius), Traffic.of(hall)
    return costmap if traffic is None else costmap.with_traffic(traffic.keep_out, traffic.moves, radius)


def explained(failed: NoRoute, hall: Hall, start: Pose2D | Point, goal: Pose2D | Point, radius: float) -> NoRoute:
    """The same failure with what closes the way, by asking for ways over `floor_of` the hall without it."""

    def opens(other: Hall) -> bool:
        return isinstance(plan(floor_of(other, radius), start, goal, nearest=False), Route)

    closing = what_closes(hall, opens) if failed.reason in OF_THE_FLOOR else None
    if closing is None:
        return failed
    return replace(failed, message=f"{failed.message}: closed by {closing}", closed_by=closing)


def what_closes(hall: Hall, opens: Callable[[Hall], bool]) -> Closing | None:
    """What leaves no way in a hall: one thing of it, a layer of it, or its walls; None: only several layers together.

    opens: whether there is a way in another hall; asked without each thing in turn, about 20 ms each in a hall of
        50 m x 30 m.
    """
    if not opens(replace(hall, **dict.fromkeys(REMOVABLE, ()))):
        return Closing(Layer.WALLS)
    without = (*without_one(hall), *without_a_layer(hall))
    return next((closing for closing, other in without if opens(other)), None)


def thing_of(hall: Hall, closing: Closing) -> Door | Barrier | KeepOut | Lane | None:
    """The one thing of a hall that closes the way; None: none does alone."""
    things = (thing for name, layer in REMOVABLE.items() if layer is closing.layer for thing in getattr(hall, name))
    return next((thing for thing in things if thing.id == closing.id), None)


def without_one(hall: Hall) -> Iterator[tuple[Closing, Hall]]:
    for name, layer in REMOVABLE.items():
        things = getattr(hall, name)
        for thing in things:
            if not getattr(thing, "open", False):
                rest = tuple(other for other in things if other is not thing)
                yield Closing(layer, thing.id), replace(hall, **{name: rest})


def without_a_layer(hall: Hall) -> Iterator[tuple[Closing, Hall]]:
    for name, layer in REMOVABLE.items():
        if getattr(hall, name):
            yield Closing(layer), replace(hall, **{name: ()})
