"""Where a scan was made, without any idea before."""

import math

import numpy as np
import pytest

from hall_map.geometry import Pose2D
from robot_guide.navigation import NavigationConfig
from robot_guide.navigation.beams import evenly_spread
from robot_guide.navigation.likelihood_field import BeamTable, LikelihoodField
from robot_guide.navigation.pose_search import HEADINGS, PORTION, PoseSearch, SearchMap, highest_peaks

CONFIG = NavigationConfig().localisation
BLOCKS = ((6.0, 3.0, 7.0, 4.0), (10.5, 4.5, 11.0, 5.5), (3.0, 8.0, 5.0, 8.5))
NO_GUESS = np.empty((0, 3))


@pytest.fixture
def search(floor):
    """Modes, (K, 4), of a scan made at a pose of a grid."""

    def run(grid, pose, people=(), guesses=NO_GUESS):
        field = LikelihoodField.from_grid(grid)
        table = BeamTable.of(field, CONFIG.sigma_hit, CONFIG.z_rand)
        scan = floor(grid, pose, people, seed=1).scan()
        one = PoseSearch(SearchMap(field, table, CONFIG.sigma_hit, CONFIG.z_rand), evenly_spread(scan, 120, 0), guesses)
        while (modes := one.step()) is None:
            pass
        return modes

    return run


def error(mode, pose):
    return math.dist(mode[:2], pose.xy), abs(math.remainder(mode[2] - pose.yaw, 2.0 * math.pi))


@pytest.mark.parametrize(
    "pose", [Pose2D(9.0, 2.0, 0.3), Pose2D(1.2, 10.7, -2.0), Pose2D(18.4, 6.1, 3.1), Pose2D(4.0, 5.5, 1.57)]
)
def test_the_best_pose_is_the_true_one_to_a_few_centimetres(search, room, pose):
    off, turned = error(search(room(20.0, 12.0, *BLOCKS), pose)[0], pose)
    assert off < 0.06
    assert turned < 0.02


def test_people_who_hide_walls_do_not_mislead_it(search, room, walker):
    pose = Pose2D(9.0, 6.5, 0.3)
    people = [walker(9.0 + 1.5 * math.cos(a), 6.5 + 1.5 * math.sin(a), []) for a in np.linspace(0.0, 5.5, 9)]
    off, turned = error(search(room(20.0, 12.0, *BLOCKS), pose, people)[0], pose)
    assert off < 0.06
    assert turned < 0.02


def test_a_symmetric_room_has_both_of_its_poses(search, room):
    pose = Pose2D(4.0, 3.0, 0.5)
    modes = search(room(12.0, 8.0), pose)
    twin = Pose2D(8.0, 5.0, 0.5 + math.pi)
    found = [min(error(mode, each)[0] for mode in modes[:2]) for each in (pose, twin)]
    assert max(found) < 0.06
    assert modes[0, 3] - modes[1, 3] < 5.0
    assert len(modes) == 2 or modes[1, 3] - modes[2, 3] > 10.0


def test_a_guess_is_looked_at_and_climbs(search, room):
    pose = Pose2D(4.0, 3.0, 0.5)
    modes = search(room(12.0, 8.0), pose, guesses=np.array([[8.1, 4.9, 0.5 - math.pi + 0.05]]))
    assert min(error(mode, Pose2D(8.0, 5.0, 0.5 + math.pi))[0] for mode in modes[:2]) < 0.06


def test_the_modes_are_the_best_first_and_each_stands_once(search, room):
    modes = search(room(20.0, 12.0, *BLOCKS), Pose2D(9.0, 2.0, 0.3))
    assert (np.diff(modes[:, 3]) <= 0.0).all()
    for i, mode in enumerate(modes):
        for other in modes[:i]:
            off, turned = error(other, Pose2D(*mode[:3]))
            assert off >= 0.2 or turned >= 0.1


def test_no_step_looks_up_more_than_its_portion_and_a_row(room):
    grid = room(30.0, 30.0)
    field = LikelihoodField.from_grid(grid)
    on = SearchMap(field, BeamTable.of(field, 0.05, 0.25), 0.05, 0.25)
    beams = np.ones((2, 120), np.float32)
    one, before, most = PoseSearch(on, beams, NO_GUESS), 0, 0
    while not one.scored:
        assert one.step() is None
        places = on.places[before : one.row].sum(axis=1)
        most, before = max(most, len(places)), one.row
        assert places[:-1].sum() * HEADINGS * 40 < PORTION
    assert 0 < most < len(on.places)


def test_of_peaks_the_highest_stay_and_headings_are_a_ring():
    scores = np.zeros((5, 6, HEADINGS), np.int16)
    scores[1, 1, 0], scores[1, 1, HEADINGS - 1], scores[1, 2, 1] = 900, 899, 850
    scores[3, 4, 40], scores[4, 5, 41], scores[0, 5, 20] = 500, 500, 700
    assert highest_peaks(scores, 20, 10).tolist() == [[1, 1, 0], [0, 5, 20], [3, 4, 40]]
    assert highest_peaks(scores, 20, 1).tolist() == [[1, 1, 0]]
    assert highest_peaks(scores, 3, 10).tolist() == [[1, 1, 0]]
