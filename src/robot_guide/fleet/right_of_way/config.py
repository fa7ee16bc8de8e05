"""Settings of the right of way."""

from __future__ import annotations

from dataclasses import dataclass

from robot_guide.config import Checked, quantity


@dataclass(frozen=True)
class RightOfWayConfig(Checked):
    """How robots keep out of each other's way."""

    radius: float = quantity(0.28, "m", above=0.0)  # of every robot
    apart: float = quantity(0.72, "m", above=0.0)  # between the middles of two that pass each other
    close: float = quantity(0.68, "m", above=0.0)  # the same of who stands aside, where there is no more room
    spacing: float = quantity(0.25, "m", above=0.0)  # of the cells that are planned on
    pace: float = quantity(0.7, "m/s", above=0.0)  # at which a robot takes itself to go along its way
    ahead: float = quantity(30.0, "s", above=0.0)  # of its way that each tells
    horizon: float = quantity(60.0, "s", above=0.0)  # within which a way around the others must be over
    earlier: float = quantity(1.5, "s", least=0.0)  # who has the right of way may come by this much before its time,
    later: float = quantity(2.5, "s", least=0.0)  # or after it
    acts: float = quantity(5.0, "s", above=0.0)  # what has to be done no sooner than this is left for later
    stale: float = quantity(1.0, "s", above=0.0)  # without news for longer, a robot stands where it was last
    period: float = quantity(0.2, "s", above=0.0)  # between two decisions, and two courses told
    replan: float = quantity(0.6, "s", above=0.0)  # between two plans of who gives way
    ages: float = quantity(30.0, "s", above=0.0)  # of giving way that raise a robot among those of its rank
