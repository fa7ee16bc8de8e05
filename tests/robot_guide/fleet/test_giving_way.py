"""Robots that meet where there is room for one: on a bare floor, each deciding alone from what the others tell."""

from __future__ import annotations

import numpy as np
import pytest

from hall_map.geometry import Pose2D
from hall_map.grid import OccupancyGrid
from robot_guide.fleet.right_of_way.config import RightOfWayConfig
from robot_guide.fleet.right_of_way.course import STEP, Course, Rank, along, rank_of
from robot_guide.fleet.right_of_way.detours import Detours
from robot_guide.fleet.right_of_way.giving_way import RightOfWay, Situation
from robot_guide.fleet.right_of_way.lattice import Lattice
from robot_guide.fleet.right_of_way.reservation import shut_touched
from robot_guide.navigation import Costmap
from robot_guide.shells.bare_floor import BareFloor

NICHE = """
##############
######.#######
..............
##############
"""
DEAD_END = """
########.###
............
########.###
"""
BETWEEN = """
################
....########....
................
....########....
################
"""
TOUCH = 0.56  # m


def lattice_of(picture: str, square: float = 0.9) -> Lattice:
    rows = picture.split()[::-1]
    cells = np.kron([[100 * (square == "#") for square in row] for row in rows], np.ones((round(square / 0.05),) * 2))
    costmap = Costmap.from_grid(OccupancyGrid(cells.astype(np.int8), 0.05), 0.28)
    return Lattice.of(costmap.distance, 0.05, (0.0, 0.0), radius=0.28, spacing=0.25)


def play(floor: BareFloor, limit: float = 120.0) -> BareFloor:
    while floor.t < limit and not all(map(floor.is_done, floor.movers)):
        floor.step()
    return floor


def givers(floor: BareFloor) -> list[str]:
    return [name for name, mover in floor.movers.items() if mover.right.course.gives_to]


def met(picture: str, starts, goals, ranks=(Rank.ERRAND, Rank.ERRAND), **how) -> BareFloor:
    floor = BareFloor(lattice_of(picture), dict(zip("ab", starts, strict=True)), **how)
    for name, goal, rank in zip("ab", goals, ranks, strict=True):
        floor.send(name, goal, rank)
    return play(floor)


WEST, EAST = (0.5, 1.35), (12.1, 1.35)


@pytest.mark.parametrize("ranks", [(Rank.GUIDING, Rank.HOMEWARD), (Rank.HOMEWARD, Rank.GUIDING),
                                   (Rank.ERRAND, Rank.ERRAND)])  # fmt: skip
def test_two_change_places_by_the_only_niche_of_a_corridor(ranks):
    floor = met(NICHE, (WEST, EAST), (EAST, WEST), ranks)
    assert all(map(floor.is_done, "ab"))
    assert floor.least_gap > TOUCH


def test_an_idle_robot_leaves_the_place_where_a_guiding_one_wants_to_stop():
    spot = (9.0, 1.35)
    floor = met(DEAD_END, ((0.5, 1.35), spot), (spot, None), (Rank.GUIDING, Rank.IDLE))
    assert floor.is_done("a")
    assert np.hypot(*(floor.movers["a"].at - spot)) < 0.3
    assert floor.least_gap > TOUCH


def test_an_idle_robot_in_the_way_comes_back_when_the_other_is_past():
    post = (7.65, 1.35)
    floor = met(DEAD_END, ((0.5, 1.35), post), ((10.3, 1.35), None), (Rank.GUIDING, Rank.IDLE))
    for _ in range(200):
        floor.step()
    assert floor.is_done("a")
    assert np.hypot(*(floor.movers["b"].at - post)) < 0.3


def test_who_has_no_place_to_go_to_is_let_out_of_the_dead_end_first():
    floor = met(DEAD_END, ((9.0, 1.35), (10.2, 1.35)), ((10.2, 1.35), (0.5, 1.35)), (Rank.GUIDING, Rank.HOMEWARD))
    assert all(map(floor.is_done, "ab"))


def test_they_agree_within_two_seconds_of_hearing_each_other_again():
    """Deaf to each other, both drive on until they stand before one another; then the network comes back."""
    floor = BareFloor(lattice_of(NICHE), {"a": WEST, "b": EAST}, loses=lambda now, teller, hearer: now < 20.0)
    floor.send("a", EAST, Rank.GUIDING)
    floor.send("b", WEST, Rank.HOMEWARD)
    while floor.t < 20.0:
        floor.step()
        assert givers(floor) == []
    while floor.t < 22.0 and len(givers(floor)) != 1:
        floor.step()
    assert len(givers(floor)) == 1
    assert all(map(play(floor).is_done, "ab"))


def test_news_that_come_late_or_not_always_change_nothing_for_the_better_or_worse():
    lost = np.random.default_rng(1)
    floor = met(NICHE, (WEST, EAST), (EAST, WEST), delay=3, loses=lambda *_: lost.random() < 0.2)
    assert all(map(floor.is_done, "ab"))
    assert floor.least_gap > TOUCH


@pytest.mark.parametrize("at", [8.5, 9.0, 9.3])
def test_who_is_let_out_of_a_dead_end_goes_to_where_the_other_comes_past(at):
    """Anywhere behind the other nobody's course leads, but from the junction's far side only both can change places."""
    lattice = lattice_of(DEAD_END)
    detours, end = Detours(lattice, RightOfWayConfig()), (10.2, 1.35)
    other = course_of("a", [(at, 1.35), end], 300.0)
    start = lattice.cell_at(*end)
    nearest = detours.aside(start, end, [other], [], 0.0)[-1]
    assert abs(nearest[1] - 1.35) < 0.3, "in the passage, behind the other"
    out = detours.way_out(start, [other], [other], 0.0)[-1]
    assert abs(out[1] - 1.35) > RightOfWayConfig().apart, "in a branch, with two more for the other to wait in"


def test_who_is_let_out_where_nobody_can_pass_at_least_leaves_the_course():
    lattice = lattice_of("\n".join(("#" * 14, "." * 14, "#" * 14)))
    other = course_of("a", [(8.5, 1.35), (12.1, 1.35)], 300.0)
    out = Detours(lattice, RightOfWayConfig()).way_out(lattice.cell_at(12.1, 1.35), [other], [other], 0.0)[-1]
    assert out[0] < 8.5


CORNER = np.array([(0.0, 4.0), (0.0, 0.0), (4.0, 0.0)])


@pytest.mark.parametrize("spot", [(-0.5, -0.5), (0.6, 0.6), (-0.45, 0.3), (0.9, -0.6), (0.2, -0.62), (0.5, 0.8)])
def test_a_place_that_a_way_does_not_touch_is_never_taken_for_one_that_it_surely_does(spot):
    """A robot that comes nearer tells other points of the same way each time, and bends between them are cut short."""
    points, reach = np.array(spot).reshape(1, 1, 2), 0.68
    off = min(np.hypot(*(np.array(spot) - each)) for each in along(CORNER, 0.02, 1e4))
    surely = []
    for begun in np.arange(0.0, 0.4, 0.02):
        way = along(np.vstack(([0.0, 4.0 - begun], CORNER[1:])), 0.8, 30.0)
        safe = np.ones((1, 1), bool)
        shut_touched(safe, points, 10.0, -5.0, -5.0, way, reach, True)
        surely.append(not safe[0, 0])
    assert any(surely) <= (off <= reach + 1e-9)


@pytest.mark.parametrize(("off", "touched"), [(0.67, True), (0.69, False)])
def test_beside_a_straight_way_a_place_is_touched_between_its_points_as_well(off, touched):
    for begun in np.arange(0.0, 0.4, 0.05):
        way = along(np.array([(0.0, begun), (0.0, 4.0)]), 0.8, 30.0)
        for surely in (False, True):
            safe = np.ones((1, 1), bool)
            shut_touched(safe, np.array([[[off, 2.0]]]), 10.0, -5.0, -5.0, way, 0.68, surely)
            assert safe[0, 0] != touched


def course_of(robot: str, points, priority: float, stamp: float = 0.0) -> Course:
    return Course(robot, stamp, priority, along(np.array(points, float), 0.7, 30.0))


def going(at, to, rank=Rank.ERRAND) -> Situation:
    return Situation(Pose2D(*at), rank, np.array([at, to], float), 0.7)


def test_who_is_alone_or_meets_nobody_goes_its_way():
    right = RightOfWay("b", ("a", "b"), RightOfWayConfig())
    right.set_floor(lattice_of(NICHE))
    assert right.decide(going(EAST, WEST), 0.0) is None
    right.hear(course_of("a", [(0.5, 1.35), (0.4, 1.35)], 300.0), 0.1)
    assert right.decide(going(EAST, (9.0, 1.35)), 0.4) is None


@pytest.mark.parametrize("inside", ["a", "b"])
@pytest.mark.parametrize(("rank", "first"), [(Rank.GUIDING, "inside"), (Rank.ERRAND, "a")])
def test_who_leads_in_a_passage_already_goes_before_who_leads_outside_whatever_their_names(inside, rank, first):
    lattice, told = lattice_of(BETWEEN), {}
    outside = "ab".replace(inside, "")
    for name, at, to in ((inside, (8.1, 2.25), (0.9, 2.25)), (outside, (1.8, 2.25), (13.0, 2.25))):
        right = RightOfWay(name, ("a", "b"), RightOfWayConfig())
        right.set_floor(lattice)
        right.decide(Situation(Pose2D(*at), rank, np.array([at, to]), 0.7), 1.0)
        told[name] = right.course
    expected = inside if first == "inside" else first
    other = "ab".replace(expected, "")
    assert told[expected].goes_before(told[other])
    assert not told[other].goes_before(told[expected])


def test_who_comes_out_of_a_passage_goes_first_until_its_visitor_is_out_as_well():
    lattice, told = lattice_of(BETWEEN), []
    right = RightOfWay("b", ("a", "b"), RightOfWayConfig())
    right.set_floor(lattice)
    places = ((3.0, 2.25), (8.1, 2.25), (10.7, 2.25), (12.2, 3.0), (13.9, 3.4))
    for k, at in enumerate(places):
        right.decide(Situation(Pose2D(*at), Rank.GUIDING, np.array([at, (14.0, 3.4)]), 0.7), float(k))
        told.append(right.course.priority)
    before, inside, coming_out, out, far = told
    assert inside == coming_out == out > before == far


def test_where_two_can_pass_each_other_nobody_is_asked_to_give_way():
    right = RightOfWay("b", ("a", "b"), RightOfWayConfig())
    right.set_floor(lattice_of("\n".join(["." * 12] * 8)))
    right.hear(course_of("a", [(1.0, 3.0), (9.0, 3.0)], 300.0), 0.0)
    assert right.decide(going((9.0, 3.0), (1.0, 3.0)), 0.1) is None


def test_two_who_stand_before_each_other_for_long_have_no_room_to_pass_whatever_the_map_says():
    right = RightOfWay("b", ("a", "b"), RightOfWayConfig())
    right.set_floor(lattice_of("\n".join(["." * 12] * 8)))
    given = {}
    for now in np.arange(0.0, 10.0, 0.2):
        right.hear(course_of("a", [(4.0, 3.0), (9.0, 3.0)], 300.0, stamp=float(now)), float(now))
        given[round(float(now), 1)] = right.decide(going((4.9, 3.0), (1.0, 3.0)), float(now))
    assert all(giving is None for now, giving in given.items() if now < 6.0)
    assert given[7.0].to == "a"
    right.forget()
    assert right.decide(going((4.9, 3.0), (1.0, 3.0)), 20.0) is None


def test_a_robot_not_heard_of_for_a_second_is_nobody_to_make_room_for():
    right = RightOfWay("b", ("a", "b"), RightOfWayConfig())
    right.set_floor(lattice_of(NICHE))
    right.hear(course_of("a", [(4.0, 1.35), (12.0, 1.35)], 300.0), 0.0)
    assert right.decide(going((6.0, 1.35), WEST), 0.5) is not None
    for now in np.arange(0.8, 4.0, 0.2):
        giving = right.decide(going((6.0, 1.35), WEST), float(now))
    assert giving is None


def test_no_two_courses_are_ever_of_the_same_priority():
    a, b = course_of("a", [(0, 0), (1, 0)], 200.0), course_of("b", [(0, 0), (1, 0)], 200.0)
    assert a.goes_before(b) != b.goes_before(a)


@pytest.mark.parametrize(("phase", "rank"), [("idle", Rank.IDLE), ("homeward", Rank.HOMEWARD), ("errand", Rank.ERRAND),
                                             ("leading", Rank.GUIDING), ("arrived", Rank.FIXED)])  # fmt: skip
def test_the_phase_of_guiding_makes_the_rank(phase, rank):
    assert rank_of(phase, movable=True) is rank
    assert rank_of(phase, movable=False) is Rank.FIXED


def test_a_course_is_known_between_and_after_its_points():
    course = course_of("a", [(0.0, 0.0), (7.0, 0.0)], 1.0, stamp=10.0)
    assert course.outlook(10.0 + 2 * STEP, 1)[0].tolist() == pytest.approx([0.7, 0.0])
    assert course.outlook(100.0, 1)[0].tolist() == pytest.approx([7.0, 0.0])


def test_corridors_are_narrow_and_halls_are_not():
    corridor, wide = lattice_of(NICHE), lattice_of("\n".join(["." * 12] * 8))
    assert corridor.narrow[corridor.cell_at(*EAST)]
    assert not wide.narrow[wide.cell_at(5.0, 3.5)]


@pytest.mark.parametrize("seed", [*range(12), 320, 725, 1351, 1998, 8328])  # the last five once had no end
def test_random_corridors_are_swapped_in_without_touching(seed):
    from benchmarks.fleet_traffic import swap

    floor = swap(seed)
    assert all(map(floor.is_done, floor.movers))
    assert floor.least_gap > TOUCH
