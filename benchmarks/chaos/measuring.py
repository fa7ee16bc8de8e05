"""From what was seen of a walk to what counts about its fault. Nothing in here knows ROS."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from benchmarks.chaos.faults import Fault

STANDING = 0.02  # m/s; slower is standing
STANDS_FOR = 0.3  # s without a turn of the wheels, after which a robot counts as standing
WHEELS_WITHIN = 0.3  # s of the simulated clock, from the fault to wheels that stand
BACK_WITHIN = 3.0  # s of the machine's clock, from the fault to a node that says it is well
ENDS = ("arrived", "no_route", "stuck", "cancelled", "visitor_lost", "calls_staff")
EXPLAINS = ("legs_gone", "legs_back", "voice_back", "walk_stuck", "no_route", "take_over")  # lines that tell of a fault


@dataclass(frozen=True)
class Seen:
    """What somebody outside saw of one walk; times in s of the simulated clock, where nothing else is said."""

    fault_at: float
    track: Sequence[tuple[float, float, float]]  # of the robot: t, x, y (m), to the end
    said: Sequence[tuple[float, str, str]]  # t, line, text: what the robot said
    events: Sequence[tuple[float, str]]  # t, name
    back: float = math.nan  # s of the machine's clock, from the fault until the node was well again
    used: float = math.nan  # s of processor time that it had used by then
    collisions: int = 0
    at_window: bool = False  # the visitor stood before the window in the end
    deaths: Sequence[str] = ()  # of processes


@dataclass(frozen=True)
class Row:
    """What came of a fault."""

    fault: str
    wheels_stop: float | None  # s; None: they need not
    told: str  # what the visitor heard first of it
    back: float | None  # s; None: no node was away
    used: float | None  # s of processor time within that
    end: str
    collisions: int
    deaths: int
    misses: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def row_of(fault: Fault, seen: Seen) -> Row:
    stop = stopped_after(seen.track, seen.fault_at, stand_of(fault)) if fault.wheels else None
    ends = [name for t, name in seen.events if t >= seen.fault_at and name in ENDS]
    end = "at the window" if seen.at_window and "arrived" in ends else (ends[-1] if ends else "never")
    told = next((text for t, line, text in seen.said if seen.fault_at <= t and line in EXPLAINS), "")
    back, used = (seen.back, seen.used) if fault.is_away else (None, None)
    missed = misses(fault, stop, told, back, end, seen)
    return Row(fault.name, stop, told, back, used, end, seen.collisions, len(seen.deaths), missed)


def misses(fault: Fault, stop: float | None, told: str, back: float | None, end: str, seen: Seen) -> tuple[str, ...]:
    """The goals that were missed, in words."""
    wrong = {
        "wheels": stop is not None and not stop <= WHEELS_WITHIN,
        "not told": fault.wheels and not told and fault.seconds != 0.6,
        "back late": back is not None and not back <= BACK_WITHIN,
        "no end": end == "never",
        "collision": seen.collisions > 0,
        "a process died": bool(seen.deaths) and back is None and fault.kind != "slow_start",
    }
    return tuple(name for name, is_so in wrong.items() if is_so)


def stand_of(fault: Fault) -> float:
    """s that a robot has to stand: one that is only held up for a moment drives on as soon as that is over."""
    return min(STANDS_FOR, 0.5 * (fault.seconds - WHEELS_WITHIN)) if fault.seconds > WHEELS_WITHIN else STANDS_FOR


def stopped_after(
    track: Sequence[tuple[float, float, float]], fault_at: float, stands_for: float = STANDS_FOR
) -> float:  # fmt: skip
    """s from the fault until the robot stood, for `stands_for` s at least; infinite: it did not within the track."""
    since = None
    for (t0, x0, y0), (t1, x1, y1) in itertools.pairwise(track):
        if t1 <= fault_at or t1 <= t0:
            continue
        if math.hypot(x1 - x0, y1 - y0) / (t1 - t0) > STANDING:
            since = None
        elif since is None:
            since = t0
        if since is not None and t1 - since >= stands_for - 1e-9:
            return max(0.0, round(since - fault_at, 3))
    return math.inf
