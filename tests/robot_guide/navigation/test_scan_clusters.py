"""Which points of a scan belong together, and what of them is remembered where."""

import math

import numpy as np
import pytest

from hall_map.geometry import Pose2D
from robot_guide.navigation.clusters import WHOLE, WIDTH, clusters_of
from robot_guide.navigation.config import ObstacleConfig, PeopleConfig
from robot_guide.navigation.obstacle_layer import CELL, ObstacleLayer
from robot_guide.sensing import LaserScan

CONFIG = PeopleConfig()
BEAMS = 360


def seen(*discs):
    """The end points, in the order of the beams from -pi on, of a laser at (0, 0) on discs (x, y, radius)."""
    points = []
    for angle in -math.pi + 2.0 * math.pi / BEAMS * np.arange(BEAMS):
        hits = []
        for x, y, radius in discs:
            along, across = (
                x * math.cos(angle) + y * math.sin(angle),
                y * math.cos(angle) - x * math.sin(angle),
            )
            if along > 0.0 and abs(across) < radius:
                hits.append(along - math.sqrt(radius**2 - across**2))
        if hits:
            points.append((min(hits) * math.cos(angle), min(hits) * math.sin(angle)))
    return np.array(points).reshape(-1, 2)


def split(points):
    return clusters_of(points, 0.0, 0.0, CONFIG.gap, CONFIG.narrowest, CONFIG.widest, CONFIG.radius)


@pytest.mark.parametrize("bearing", [0.0, 0.7, math.pi, -2.0])
def test_somebody_round_is_one_cluster_in_their_middle_also_where_the_circle_closes(bearing):
    x, y = 3.0 * math.cos(bearing), 3.0 * math.sin(bearing)
    (cluster,) = split(seen((x, y, CONFIG.radius)))
    assert math.dist(cluster[:2], (x, y)) < 0.02
    assert cluster[WHOLE] == 1.0


def test_two_who_stand_one_behind_the_other_are_two():
    clusters = split(seen((3.0, 0.0, 0.25), (4.5, 0.6, 0.25)))
    assert sorted(clusters[:, 0].round(1).tolist()) == [3.0, 4.5]


def test_what_is_too_wide_for_one_is_cut_into_pieces_that_are_nobody():
    wall = np.column_stack((np.full(60, 2.0), np.linspace(-1.0, 1.0, 60)))
    clusters = split(wall)
    assert len(clusters) == 4  # of 2 m
    assert not clusters[:, WHOLE].any()
    assert clusters[:, WIDTH].max() < CONFIG.widest


def test_a_thing_seen_along_its_length_is_nobody():
    bench = np.column_stack((np.linspace(2.0, 2.6, 8), np.linspace(0.0, 0.05, 8)))
    (cluster,) = split(bench)
    assert cluster[WHOLE] == 0.0


def test_single_points_and_no_points_are_nothing():
    assert len(split(np.empty((0, 2)))) == 0
    assert len(split(np.array([(2.0, 0.0), (4.0, 1.0)]))) == 0


@pytest.mark.parametrize("corner", [(0.0, 0.0), (-7.0, -3.0), (12.0, -30.0)])
def test_a_cell_is_remembered_where_it_was_hit_on_either_side_of_the_origin(corner):
    """Each cell once, however many points fall into it."""
    layer, (x, y) = ObstacleLayer(ObstacleConfig()), corner
    scan = LaserScan(0.0, np.full(BEAMS, np.nan, np.float32), -math.pi, 2.0 * math.pi / BEAMS, 25.0)
    hits = np.array([(x + 0.01, y + 0.01), (x + 0.02, y + 0.04), (x - 0.01, y + 0.01), (x + 0.26, y - 0.01)])
    layer.update(hits, Pose2D(x + 1.0, y, 0.0), scan)
    middles = {(x + 0.5 * CELL, y + 0.5 * CELL), (x - 0.5 * CELL, y + 0.5 * CELL), (x + 5.5 * CELL, y - 0.5 * CELL)}
    assert {tuple(point) for point in layer.points.round(4).tolist()} == {
        tuple(np.round(point, 4).tolist()) for point in middles
    }
