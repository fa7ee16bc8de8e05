"""How well visitors are led in halls that nobody has tuned on: each is made from its seed, with walls, doorways,
columns and a crowd of its own.

Usage: python -m benchmarks.strange_halls [HALLS [JOBS [FIRST SEED]]]
"""

from __future__ import annotations

import json
import math
import multiprocessing
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor

import cv2
import numpy as np
from benchmarks.simulation import show

from hall_map import Dock, Hall, Obstacle, Place, Pose2D, Wall, Window, Zone, rasterise
from hall_sim import Scenario, VisitorConfig
from hall_sim.many_runs import wilson
from robot_guide.navigation import Costmap, Route, plan
from robot_guide.shells.lockstep import run

ROBOTS = ("xiao_pu", "xiao_hui")
MARGIN = 0.2  # m, from the edge of the map to the outline
ROOM = 0.40  # m, which a hall leaves on either side of some way to each window
DOORWAY = 1.4  # m at least
COUNTER = 0.8  # m deep
DURATION = 400.0  # s


def main(halls: int, jobs: int, first: int) -> None:
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        summaries = []
        for summary in pool.map(summary_of, range(first, first + halls)):
            summaries.append(summary)
            print(json.dumps({key: summary.get(key) for key in TOLD}, default=str), flush=True)
    tell(summaries)


TOLD = (
    "seed", "success", "visitor_lost", "collisions", "bumps", "spl", "seconds", "guided_m", "follow_gap_p95_m",
    "personal_space_percent", "intimate_space_percent", "people", "kind", "ends",
)  # fmt: skip


def tell(summaries: list[Mapping[str, object]]) -> None:
    count = len(summaries)
    for name, holds in (
        ("success", lambda each: each["success"]), ("visitor lost", lambda each: each["visitor_lost"]),
        ("collisions by a robot", lambda each: each["collisions"] > 0),
        ("collisions by people", lambda each: each["bumps"] > 0),
    ):  # fmt: skip
        hits = sum(map(bool, map(holds, summaries)))
        low, high = wilson(hits, count)
        show(f"{name}, of {count} strange halls ({100 * low:.1f} to {100 * high:.1f} %)", 100.0 * hits / count, "%")
    for key in ("spl", "follow_gap_p95_m", "personal_space_percent", "intimate_space_percent"):
        values = [each[key] for each in summaries if isinstance(each.get(key), float)]
        if values:
            show(f"{key}, mean", float(np.mean(values)), "")
            show(f"{key}, the worst twentieth", float(np.quantile(values, 0.05 if key == "spl" else 0.95)), "")


def summary_of(seed: int) -> Mapping[str, object]:
    cv2.setNumThreads(1)
    scenario = scenario_of(seed)
    end = run(scenario, seed)
    told = [event.event for event in end.events if event.event in ("arrived", "no_route", "visitor_lost", "call_staff")]
    return {**end.summary, "people": scenario.people, "kind": scenario.hall.id, "ends": told}


def scenario_of(seed: int) -> Scenario:
    """A hall with a visitor who wants to go to its window A01, and people."""
    rng = np.random.default_rng(seed)
    hall = next(halls(rng))
    people = int(rng.choice([0, 5, 15, 30])) if hall.width * hall.height > 400.0 else int(rng.choice([0, 4, 8]))
    visitor = VisitorConfig(name="visitor", ask="带我去A01窗口", pace=float(rng.uniform(0.5, 1.4)))
    return Scenario(
        name=f"strange_{seed}", hall=hall, visitors=(visitor,), robots=ROBOTS, people=people, standing=people // 4,
        duration=DURATION,
    )  # fmt: skip


def halls(rng: np.random.Generator) -> Iterator[Hall]:
    """Halls in which all that matters can be reached."""
    while True:
        width, height = float(rng.uniform(18.0, 50.0)), float(rng.uniform(12.0, 30.0))
        hall = hall_of(rng, width, height)
        costmap = Costmap.from_grid(rasterise(hall, 0.05), ROOM)
        stop, door = hall.windows[0].stop, hall.places[0].stop
        starts = (door, *(dock.pose for dock in hall.docks))
        if all(isinstance(plan(costmap, start, stop, nearest=False), Route) for start in starts):
            yield hall


def hall_of(rng: np.random.Generator, width: float, height: float) -> Hall:
    x0, y0, x1, y1 = MARGIN, MARGIN, width - MARGIN, height - MARGIN
    kind, walls = str(rng.choice(["open", "rooms", "aisles"])), ()
    if kind == "rooms":
        walls = tuple(rooms(rng, width, height))
    elif kind == "aisles":
        walls = tuple(aisles(rng, width, height))
    at = float(rng.uniform(0.6, 0.9)) * width
    counter = ((at - 3.0, y1 - COUNTER), (at + 3.0, y1 - COUNTER), (at + 3.0, y1 - 0.1), (at - 3.0, y1 - 0.1))
    fixed = (Obstacle("counter", "counter", counter), *columns(rng, width, height))
    stop = Pose2D(at - 1.0, y1 - COUNTER - 0.9, math.pi / 2)
    return Hall(
        id=kind, names={"zh": "厅", "en": "hall"}, revision=1, width=width, height=height,
        outline=((x0, y0), (x1, y0), (x1, y1), (x0, y1)), walls=walls, obstacles=fixed,
        zones=(Zone("all", "hall", {"en": "Hall"}, ((x0, y0), (x1, y0), (x1, y1), (x0, y1))),),
        windows=(Window("A01", {"en": "Window A01", "zh": "A01窗口"}, "all", (at, y1 - COUNTER), stop),),
        places=(Place("entrance", "entrance", {"en": "Entrance", "zh": "入口"}, (1.2, 1.2), Pose2D(1.8, 1.8)),),
        docks=tuple(
            Dock(f"dock_{robot}", robot, Pose2D(3.5 + 1.5 * i, 2.0, math.pi / 2)) for i, robot in enumerate(ROBOTS)
        ),
        departments=(), services=(),
    )  # fmt: skip


def rooms(rng: np.random.Generator, width: float, height: float) -> Iterator[Wall]:
    """Walls across the hall, each with one or two doorways."""
    count = int(rng.integers(1, 4))
    for i in range(count):
        x = width * (i + 1) / (count + 1)
        gaps = sorted(rng.uniform(2.5, height - 2.5, int(rng.integers(1, 3))))
        low = MARGIN
        for k, gap in enumerate(gaps):
            half = 0.5 * float(rng.uniform(DOORWAY, 2.2))
            if gap - half > low:
                yield Wall(f"wall_{i}_{k}", ((x, low), (x, gap - half)))
            low = max(low, gap + half)
        yield Wall(f"wall_{i}_end", ((x, low), (x, height - MARGIN)))


def aisles(rng: np.random.Generator, width: float, height: float) -> Iterator[Wall]:
    """Rows of shelves."""
    gap = float(rng.uniform(1.6, 2.6))
    y, i = 4.0, 0
    while y < height - 4.0:
        begin = float(rng.uniform(3.0, 6.0))
        yield Wall(f"shelf_{i}", ((begin, y), (width - float(rng.uniform(3.0, 6.0)), y)), 0.4)
        y, i = y + gap, i + 1


def columns(rng: np.random.Generator, width: float, height: float) -> Iterator[Obstacle]:
    """Columns, planters and desks, round or square, that stand about."""
    for i in range(int(rng.integers(4, 30))):
        x, y = float(rng.uniform(2.0, width - 2.0)), float(rng.uniform(3.5, height - 3.5))
        radius, corners = float(rng.uniform(0.15, 0.6)), int(rng.choice([4, 12]))
        turn = float(rng.uniform(0.0, math.pi))
        angles = turn + 2.0 * math.pi / corners * np.arange(corners)
        polygon = tuple((x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles)
        yield Obstacle(f"thing_{i}", "column", polygon)


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    main(*(*numbers, *(60, 2, 1)[len(numbers) :]))
