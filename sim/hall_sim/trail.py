"""The way that somebody has gone, for whoever follows in their steps."""

from __future__ import annotations

import math

from hall_map import Point

STEP = 0.25  # m from crumb to crumb
PASSED = 0.7  # m: a crumb so near is passed


class Trail:
    """Breadcrumbs, oldest first."""

    def __init__(self) -> None:
        self.crumbs: list[Point] = []

    def begin(self, point: Point) -> None:
        self.crumbs = [point]

    def extend(self, point: Point) -> None:
        """The leader is at `point` now."""
        if not self.crumbs or math.dist(self.crumbs[-1], point) > STEP:
            self.crumbs.append(point)

    def shorten(self, point: Point) -> None:
        """The follower goes straight to the leader at `point`; how one got there no longer matters."""
        self.crumbs = [point]

    def next_after(self, at: Point) -> Point:
        """The first crumb that the follower, standing `at`, has not passed. Raises IndexError: there is no trail."""
        passed = [index for index, crumb in enumerate(self.crumbs) if math.dist(at, crumb) < PASSED]
        if passed:
            self.crumbs = self.crumbs[min(passed[-1] + 1, len(self.crumbs) - 1) :]
        return self.crumbs[0]
