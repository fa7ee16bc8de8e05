"""Fields of costs and landmarks against searches that know neither."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hall_map.grid import OccupancyGrid
from hall_map.traffic import EVERY_MOVE, moves_along
from robot_guide.navigation import Costmap, NoRoute, Reason, Route, plan
from robot_guide.navigation.cost_to_go import CostToGo
from robot_guide.navigation.planning import COMFORT, cheapest, factors_of

FACTORS = factors_of(COMFORT)
grids = arrays(np.int8, st.tuples(st.integers(3, 16), st.integers(3, 16)), elements=st.sampled_from([0, 0, 0, 100]))
NO_LIMIT = 2**62


def costmap_of(data) -> Costmap:
    return Costmap.from_grid(OccupancyGrid(data, 1.0), radius=0.3, inflation=3.0, decay=0.5)


def two_open_cells(draw, costmap):
    cells = [tuple(int(i) for i in cell) for cell in np.argwhere(costmap.cost < 253)]
    return (draw.draw(st.sampled_from(cells)), draw.draw(st.sampled_from(cells))) if cells else None


def cost_of(costmap, way) -> float:
    cells = way.astype(int)
    weight = FACTORS[costmap.padded_cost[cells[:, 1], cells[:, 0]]]
    return float((np.hypot(*np.diff(way, axis=0).T) * 0.5 * (weight[1:] + weight[:-1])).sum())


def same_cost(costmap, one, other, tolerance=1e-9):
    assert isinstance(one, Reason) == isinstance(other, Reason)
    if not isinstance(one, Reason):
        assert cost_of(costmap, one) == pytest.approx(cost_of(costmap, other), abs=tolerance)


@settings(max_examples=100, deadline=None)
@given(grids, st.data())
def test_a_way_read_off_a_field_costs_what_a_search_finds(data, draw):
    costmap = costmap_of(data)
    if (ends := two_open_cells(draw, costmap)) is None:
        return
    field = CostToGo.of(costmap, FACTORS, ends[1])
    found = cheapest(costmap, FACTORS, *ends, None, NO_LIMIT)
    read = field.way_from(*ends[0])
    same_cost(costmap, found, Reason.UNREACHABLE if read is None else read)
    if read is not None:
        assert read[0].tolist() == [ends[0][1] + 1.5, ends[0][0] + 1.5]
        left = field.left[(ends[0][0] + 1) * field.columns + ends[0][1] + 1]
        assert cost_of(costmap, read) - 1e-3 <= left <= cost_of(costmap, read)


@settings(max_examples=100, deadline=None)
@given(grids, st.data())
def test_landmarks_make_a_search_no_less_exact(data, draw):
    costmap = costmap_of(data)
    if (ends := two_open_cells(draw, costmap)) is None:
        return
    without = cheapest(costmap, FACTORS, *ends, None, NO_LIMIT)
    costmap.experience.prepare(FACTORS)
    same_cost(costmap, cheapest(costmap, FACTORS, *ends, None, NO_LIMIT), without)


@pytest.mark.parametrize("seed", range(4))
def test_across_a_large_floor_searches_are_as_exact(seed):
    """Far enough for a search's ring of buckets to come round many times."""
    rng, data = np.random.default_rng(seed), np.zeros((160, 240), np.int8)
    for row, column, high, wide in rng.integers((0, 0, 2, 2), (160, 240, 20, 20), (70, 4)):
        data[row : row + high, column : column + wide] = 100
    fresh, known = costmap_of(data), costmap_of(data)
    known.experience.prepare(FACTORS)
    cells = np.argwhere(known.cost < 253)
    for pair in rng.integers(len(cells), size=(8, 2)):
        start, goal = (tuple(int(i) for i in cells[each]) for each in pair)
        read = CostToGo.of(known, FACTORS, goal).way_from(*start)
        truth = Reason.UNREACHABLE if read is None else read
        for costmap in (fresh, known):
            same_cost(costmap, cheapest(costmap, FACTORS, start, goal, None, NO_LIMIT), truth)


@settings(max_examples=100, deadline=None)
@given(grids, st.data(), st.booleans())
def test_what_is_known_of_the_empty_floor_helps_when_things_stand_on_it(data, draw, by_field):
    costmap = costmap_of(data)
    if (ends := two_open_cells(draw, costmap)) is None:
        return
    things = draw.draw(arrays(float, (2, 2), elements=st.floats(0.0, 16.0)))
    fuller = costmap.with_points(things, 0.2)
    if fuller.cost[ends[0]] >= 253 or fuller.cost[ends[1]] >= 253:
        return
    without = cheapest(fuller, FACTORS, *ends, None, NO_LIMIT)
    costmap.experience.prepare(FACTORS)
    field = CostToGo.of(costmap, FACTORS, ends[1]) if by_field else None
    same_cost(fuller, cheapest(fuller, FACTORS, *ends, field, NO_LIMIT), without, 1e-3)


@settings(max_examples=60, deadline=None)
@given(grids, st.data(), st.floats(0.0, 6.2))
def test_fields_keep_to_lanes(data, draw, heading):
    floor = costmap_of(data)
    if (ends := two_open_cells(draw, floor)) is None:
        return
    moves = np.full(data.shape, EVERY_MOVE, np.uint8)
    moves[1:-1, 1:-1] = moves_along(math.cos(heading), math.sin(heading))
    costmap = floor.with_traffic(np.zeros(data.shape, bool), moves, 0.3)
    found = cheapest(costmap, FACTORS, *ends, None, NO_LIMIT)
    read = CostToGo.of(costmap, FACTORS, ends[1]).way_from(*ends[0])
    same_cost(costmap, found, Reason.UNREACHABLE if read is None else read)


def test_a_robot_too_near_to_a_wall_gets_out_with_a_field_too(room):
    costmap = Costmap.from_grid(room(5.0, 5.0), radius=0.35)
    field = CostToGo.of(costmap, FACTORS, costmap.cell_of(3.0, 3.0))
    route = plan(costmap, (0.15, 2.0), (3.0, 3.0), towards=field)
    assert isinstance(route, Route)
    assert route.length < 4.0


def test_a_field_towards_another_goal_is_the_callers_mistake(room):
    costmap = Costmap.from_grid(room(5.0, 5.0))
    field = CostToGo.of(costmap, FACTORS, costmap.cell_of(3.0, 3.0))
    with pytest.raises(ValueError, match="the costs to go lead to cell"):
        plan(costmap, (1.0, 1.0), (2.0, 2.0), towards=field)


def test_a_floor_that_much_is_asked_about_gets_landmarks_by_itself(room):
    costmap = Costmap.from_grid(room(5.0, 5.0, (2.0, 0.0, 2.2, 4.0)))
    first = plan(costmap, (1.0, 1.0), (4.0, 1.0))
    before = costmap.experience.bounds(FACTORS, *numbers(costmap))[0]
    for _ in range(50):
        last = plan(costmap, (1.0, 1.0), (4.0, 1.0))
    assert before.size == 0
    assert costmap.experience.bounds(FACTORS, *numbers(costmap))[0].shape[1] == 8
    assert last.length == pytest.approx(first.length, abs=0.02)


def numbers(costmap):
    columns = costmap.padded_cost.shape[1]
    return [(row + 1) * columns + column + 1 for row, column in (costmap.cell_of(1, 1), costmap.cell_of(4, 1))]


def test_a_search_is_given_up_at_its_limit_and_says_so(room):
    costmap = Costmap.from_grid(room(10.0, 10.0, (5.0, 0.0, 5.2, 9.0)))
    answer = plan(costmap, (1.0, 1.0), (9.0, 1.0), limit=100, nearest=False)
    assert isinstance(answer, NoRoute)
    assert (answer.reason, answer.reason.code) == (Reason.TIMED_OUT, 207)
    assert isinstance(plan(costmap, (1.0, 1.0), (9.0, 1.0), limit=100_000), Route)


def test_regions_that_are_parted_have_landmarks_of_their_own(room):
    costmap = Costmap.from_grid(room(10.0, 5.0, (5.0, 0.0, 5.2, 5.0), (7.0, 0.0, 7.2, 4.0), (2.0, 0.0, 2.2, 4.0)))
    costmap.experience.prepare(FACTORS)
    columns = costmap.padded_cost.shape[1]
    left, right, beyond = (
        (row + 1) * columns + column + 1 for row, column in (costmap.cell_of(x, 1.0) for x in (1.0, 6.0, 9.0))
    )
    bounds, aims = costmap.experience.bounds(FACTORS, right, beyond)
    assert np.abs(bounds[right] - aims).max() > 100.0  # cells; as the crow flies it is 60
    assert costmap.experience.bounds(FACTORS, left, right)[0].size == 0
