"""Plans for several robots on one grid, checked step by step, and against an exhaustive search of all together."""

from __future__ import annotations

import heapq
from itertools import pairwise, product

import numpy as np
import pytest

from hall_map.movingai import read_map, read_queries
from robot_guide.fleet.right_of_way.pibt import advance
from robot_guide.fleet.right_of_way.prioritised import by_pibt, plan_together
from robot_guide.fleet.right_of_way.space_time import FAR, GRID, costs_to_go, search

MOVES = ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0))


def floor(picture: str) -> np.ndarray:
    return np.array([[square != "#" for square in row] for row in picture.split()])


def random_case(seed: int, side: int, robots: int):
    rng = np.random.default_rng(seed)
    free = rng.random((side, side)) > 0.25
    cells = [tuple(map(int, cell)) for cell in np.argwhere(free)]
    starts, goals = ([cells[i] for i in rng.permutation(len(cells))[:robots]] for _ in range(2))
    return free, starts, goals


def faults_of(free, starts, goals, ways) -> list[str]:
    """What is wrong with ways that should fit together; nobody looks at the planner's own tables."""
    faults = []
    last = max(map(len, ways))
    at = [[tuple(map(int, way[min(t, len(way) - 1)])) for way in ways] for t in range(last)]
    if at[0] != list(starts) or at[-1] != list(goals):
        faults.append("not from the starts to the goals")
    for t, cells in enumerate(at):
        if not all(free[cell] for cell in cells):
            faults.append(f"in a closed cell at {t}")
        if len(set(cells)) < len(cells):
            faults.append(f"two in one cell at {t}")
    for t, (before, after) in enumerate(pairwise(at)):
        if any(abs(a[0] - b[0]) + abs(a[1] - b[1]) > 1 for a, b in zip(before, after, strict=True)):
            faults.append(f"a leap at {t}")
        moved = {(a, b) for a, b in zip(before, after, strict=True) if a != b}
        if any((b, a) in moved for a, b in moved):
            faults.append(f"two swap at {t}")
    return faults


def fewest_steps_together(free, starts, goals) -> int | None:
    """The least sum of costs of two robots, by Dijkstra over where both are; who has stopped for good costs nothing."""
    best, queue = {}, [(0, tuple(starts), (False, False))]
    while queue:
        cost, at, done = heapq.heappop(queue)
        if all(done):
            return cost
        if best.get((at, done), 1 << 30) <= cost:
            continue
        best[at, done] = cost
        for i in range(2):
            if not done[i] and at[i] == goals[i]:
                heapq.heappush(queue, (cost, at, tuple(d or k == i for k, d in enumerate(done))))
        for moves in product(MOVES, repeat=2):
            if any(d and move != (0, 0) for d, move in zip(done, moves, strict=True)):
                continue
            to = tuple((r + dr, c + dc) for (r, c), (dr, dc) in zip(at, moves, strict=True))
            inside = all(0 <= r < free.shape[0] and 0 <= c < free.shape[1] and free[r, c] for r, c in to)
            if inside and to[0] != to[1] and not (to[0] == at[1] and to[1] == at[0]):
                heapq.heappush(queue, (cost + 2 - sum(done), to, done))
    return None


@pytest.mark.parametrize("robots", [2, 8, 16])
def test_no_two_robots_are_ever_in_one_cell_or_swap_cells(robots):
    solved = 0
    for seed in range(25):
        case = random_case(seed, 12, robots)
        plan = plan_together(*case)
        if plan is not None:
            solved += 1
            assert faults_of(*case, plan.ways) == []
    assert solved >= 5


def test_the_check_itself_sees_two_that_swap_and_two_in_one_cell():
    free = np.ones((1, 3), bool)
    swap = [np.array([(0, 0), (0, 1)]), np.array([(0, 1), (0, 0)])]
    assert faults_of(free, [(0, 0), (0, 1)], [(0, 1), (0, 0)], swap) == ["two swap at 0"]
    meet = [np.array([(0, 0), (0, 1)]), np.array([(0, 2), (0, 1)])]
    assert "two in one cell at 1" in faults_of(free, [(0, 0), (0, 2)], [(0, 1), (0, 1)], meet)


def test_two_robots_need_hardly_more_steps_than_the_best_plan_of_all():
    ours = best = 0
    for seed in range(40):
        case = random_case(seed, 5, 2)
        least, plan = fewest_steps_together(*case), plan_together(*case)
        assert (plan is None) or plan.sum_of_costs >= least
        if least is None:
            assert plan is None
        elif plan is not None:
            ours, best = ours + plan.sum_of_costs, best + least
    assert best > 100
    assert ours <= 1.05 * best


def test_two_who_meet_in_a_corridor_swap_by_its_only_niche():
    free = floor("######.######\n.............")
    plan = plan_together(free, [(1, 0), (1, 12)], [(1, 12), (1, 0)])
    assert plan is not None
    assert faults_of(free, [(1, 0), (1, 12)], [(1, 12), (1, 0)], plan.ways) == []


def test_a_corridor_without_a_niche_has_no_plan():
    assert plan_together(np.ones((1, 6), bool), [(0, 0), (0, 5)], [(0, 5), (0, 0)], rounds=3) is None


def test_the_fallback_alone_brings_a_crowd_to_its_goals():
    free = np.ones((8, 8), bool)
    rng = np.random.default_rng(3)
    cells = [tuple(map(int, cell)) for cell in np.argwhere(free)]
    starts, goals = ([cells[i] for i in rng.permutation(64)[:30]] for _ in range(2))
    ways = by_pibt(free, [costs_to_go(free, *goal, GRID) for goal in goals], starts, rng, 400)
    assert ways is not None
    assert faults_of(free, starts, goals, ways) == []


def test_a_robot_with_the_right_of_way_pushes_another_out_of_a_dead_end():
    free = floor("####.\n.....")
    at = np.array([(1, 2), (1, 3)], np.int32)
    left = np.array([costs_to_go(free, 1, 4, GRID), costs_to_go(free, 1, 0, GRID)])
    after = advance(free, left, at, np.array([2.0, 1.0]), np.zeros((2, 5)))
    assert after.tolist() == [[1, 3], [1, 4]]


def test_a_way_waits_for_who_has_reserved_the_passage():
    free = np.ones((1, 5), bool)
    taken = np.zeros((12, 1, 5), np.int32)
    taken[1:5, 0, 2] = 1
    way = search(free, taken, costs_to_go(free, 0, 4, GRID), 0, 0, GRID)
    assert len(way) - 1 == 7
    assert not any(taken[t, r, c] for t, (r, c) in enumerate(way))


def test_costs_to_go_are_those_of_a_plain_search():
    free, _, goals = random_case(5, 12, 1)
    left = costs_to_go(free, *goals[0], GRID)
    known, edge = {goals[0]: 0}, [goals[0]]
    for cell in edge:
        for dr, dc in MOVES[1:]:
            to = cell[0] + dr, cell[1] + dc
            if 0 <= to[0] < 12 and 0 <= to[1] < 12 and free[to] and to not in known:
                known[to] = known[cell] + 1
                edge.append(to)
    assert {cell: int(left[cell]) for cell in known} == known
    assert (left < FAR).sum() == len(known)


def test_robots_of_a_movingai_scenario_are_planned_for(tmp_path):
    (tmp_path / "a.map").write_text("type octile\nheight 3\nwidth 4\nmap\n....\n.@@.\n....\n")
    (tmp_path / "a.scen").write_text("version 1\n0\ta.map\t4\t3\t0\t0\t3\t2\t5\n0\ta.map\t4\t3\t3\t2\t0\t0\t5\n")
    terrain = read_map(tmp_path / "a.map")
    queries = read_queries(tmp_path / "a.scen", terrain.shape)
    free, starts, goals = terrain == ord("."), [each.start for each in queries], [each.goal for each in queries]
    plan = plan_together(free, starts, goals)
    assert faults_of(free, starts, goals, plan.ways) == []
    assert plan.sum_of_costs == 10


@pytest.mark.parametrize(("starts", "goals"), [([(0, 0), (0, 0)], [(0, 1), (1, 1)]), ([(5, 0)], [(0, 0)]),
                                               ([(0, 0)], [(0, 1), (1, 1)])])  # fmt: skip
def test_robots_that_cannot_be_are_refused(starts, goals):
    with pytest.raises(ValueError, match=r"must be|same"):
        plan_together(np.ones((2, 2), bool), starts, goals)
