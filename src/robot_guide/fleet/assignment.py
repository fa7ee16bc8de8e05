"""Which robot serves which request: the oldest requests that robots can serve, in the least time altogether."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from robot_guide.fleet.requests import Entry

Offers = Mapping[str, Mapping[str, float]]  # robot → id of a request → s until it is there; missing or inf: it cannot


def assign(entries: Sequence[Entry], offers: Offers, *, loyalty: float) -> dict[str, str]:
    """Robots by id of the request, one request a robot. The same input gives the same result everywhere.

    Which requests: where there are too many, those whose turn is first. Going through them in their order and keeping
    each that still leaves a robot for all before it gives the best such set (a transversal matroid: Edmonds and
    Fulkerson 1965, "Transversals and matroid partition"). Who serves them: least seconds altogether. A robot that has
    promised counts as nearer by `loyalty` s, so that nobody is sent back and forth for a little gain.

    Of several requests for one place only the first counts: one robot is enough there.
    """
    waiting = one_for_each_place(sorted(entries, key=lambda entry: entry.request.turn))
    robots = sorted(offers)
    able = {
        entry.request.id: [robot for robot in robots if math.isfinite(offers[robot].get(entry.request.id, math.inf))]
        for entry in waiting
    }
    chosen = first_that_fit([entry.request.id for entry in waiting], able)
    promised = {entry.request.id: entry.claim.robot for entry in waiting}
    return cheapest(chosen, robots, offers, promised, loyalty) if chosen else {}


def one_for_each_place(entries: Iterable[Entry]) -> list[Entry]:
    """The first request of each place, and every visitor: each of these has to be fetched."""
    places: set[str] = set()
    kept = []
    for entry in entries:
        place = entry.request.place
        if entry.request.visitor is not None or place not in places:
            kept.append(entry)
        if entry.request.visitor is None:
            places.add(place)
    return kept


def first_that_fit(ids: Sequence[str], able: Mapping[str, Sequence[str]]) -> list[str]:
    """Each request, in its turn, for which there is a robot beside those for the requests kept before it."""
    serves: dict[str, str] = {}  # robot → request

    def place(id: str, tried: set[str]) -> bool:
        for robot in able[id]:
            if robot in tried:
                continue
            tried.add(robot)
            if robot not in serves or place(serves[robot], tried):
                serves[robot] = id
                return True
        return False

    return [id for id in ids if place(id, set())]


def cheapest(
    ids: Sequence[str], robots: Sequence[str], offers: Offers, promised: Mapping[str, str], loyalty: float
) -> dict[str, str]:
    """The assignment of every one of `ids` with the least seconds. Raises ValueError: there is none."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment  # 0.3 s, which a run without requests does not need

    cost = np.array([[offers[robot].get(id, math.inf) for robot in robots] for id in ids], dtype=float)
    for row, id in enumerate(ids):
        if promised[id] in offers:
            cost[row, robots.index(promised[id])] -= loyalty
    return {ids[row]: robots[column] for row, column in zip(*linear_sum_assignment(cost), strict=True)}
