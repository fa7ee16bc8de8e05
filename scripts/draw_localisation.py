"""Draw how a robot that was carried off finds itself, for `docs/navigation.md`: docs/pictures/carried_off.png.

    make pictures

Four pictures in one: what it sees, drawn where it believes to be; how well each place explains that, whatever the
heading; what it sees, drawn where it has found itself; and its particles, 50 cm across, from then on, as it drives.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from hall_map import OCCUPIED, OccupancyGrid, Pose2D, rasterise
from hall_sim import Command, Scenario, World
from robot_guide.navigation import Estimate, Localiser, NavigationConfig
from robot_guide.navigation.beams import evenly_spread
from robot_guide.navigation.likelihood_field import BeamTable, LikelihoodField
from robot_guide.navigation.pose_search import PoseSearch, SearchMap
from robot_guide.navigation.scan_points import points_of, to_frame
from robot_guide.sensing import LaserScan
from robot_guide.shells.lockstep_robot import odometry_of, scan_of

ROOT = Path(__file__).resolve().parents[1]
SCENARIO, PICTURE = ROOT / "sim" / "scenarios" / "crowd.yaml", ROOT / "docs" / "pictures" / "carried_off.png"
ROBOT, CARRIED_AT, ELSEWHERE = "xiao_pu", 2.0, Pose2D(31.7, 23.2, -2.0)
WALL, FLOOR, SEEN, TRUE, BELIEVED = (60, 52, 46), (250, 250, 250), (20, 90, 220), (60, 150, 30), (180, 60, 160)  # BGR
ACROSS = 0.5  # m of a picture of the particles
CLOUDS_AT = (0, 4, 8, 16)  # scans after it has found itself
GAP = 12  # pixels


@dataclass(frozen=True)
class Moment:
    scan: LaserScan
    estimate: Estimate
    particles: np.ndarray
    truth: Pose2D


def main() -> None:
    scenario = replace(Scenario.load(SCENARIO), people=30)
    grid = rasterise(scenario.hall)
    moments = stand_by(scenario, grid)
    lost = next(i for i, each in enumerate(moments) if not each.estimate.localised)
    found = next(i for i in range(lost, len(moments)) if moments[i].estimate.localised)
    clouds = [moments[found + i] for i in CLOUDS_AT]
    panels = [
        with_scan(floor(grid), grid, moments[lost]), scored(grid, moments[lost].scan),
        with_scan(floor(grid), grid, moments[found]), as_one(clouds, floor(grid).shape),
    ]  # fmt: skip
    smaller = [cv2.resize(each, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA) for each in panels]
    cv2.imwrite(str(PICTURE), sheet(smaller))
    print(PICTURE.relative_to(ROOT))


def stand_by(scenario: Scenario, grid: OccupancyGrid) -> list[Moment]:
    """What a robot believes, scan by scan, that stands among people, is carried off, and drives when it knows where."""
    world, moments = World(scenario, 3), []
    seen = world.reset()
    localiser = Localiser(NavigationConfig().localisation, grid, scenario.hall.dock_of[ROBOT].pose)
    while seen.t < CARRIED_AT + 5.0:
        reading = seen.robots[ROBOT]
        estimate = localiser.update(odometry_of(reading.odometry), scan := scan_of(reading.scan))
        truth = next(Pose2D(each.x, each.y, each.yaw) for each in world.truth.agents if each.name == ROBOT)
        if scan is not None:
            moments.append(Moment(scan, estimate, localiser.particles.copy(), truth))
        if abs(seen.t - CARRIED_AT) < 1e-6:
            world.fleet.carry(ROBOT, ELSEWHERE)
        again = seen.t > CARRIED_AT + 1.0 and estimate.localised
        seen = world.step({ROBOT: Command(0.4, 0.2)} if again else {})
    return moments


def floor(grid: OccupancyGrid) -> np.ndarray:
    """(rows, columns, 3) uint8, north above."""
    return np.where((grid.data == OCCUPIED)[::-1, :, None], WALL, FLOOR).astype(np.uint8)


def pixel(grid: OccupancyGrid, point: np.ndarray) -> tuple[int, int]:
    row, column = grid.cell_of(*point)
    return column, len(grid.data) - 1 - row


def with_scan(picture: np.ndarray, grid: OccupancyGrid, moment: Moment) -> np.ndarray:
    for point in to_frame(points_of(moment.scan)[0], moment.estimate.pose):
        cv2.circle(picture, pixel(grid, point), 3, SEEN, cv2.FILLED, cv2.LINE_AA)
    cv2.circle(picture, pixel(grid, np.array(moment.truth.xy)), 12, TRUE, 3, cv2.LINE_AA)
    cv2.circle(picture, pixel(grid, np.array(moment.estimate.pose.xy)), 6, BELIEVED, cv2.FILLED, cv2.LINE_AA)
    return picture


def scored(grid: OccupancyGrid, scan: LaserScan) -> np.ndarray:
    """The best score of each place on the floor, the brighter the better."""
    config = NavigationConfig().localisation
    field = LikelihoodField.from_grid(grid)
    on = SearchMap(field, BeamTable.of(field, config.sigma_hit, config.z_rand), config.sigma_hit, config.z_rand)
    search = PoseSearch(on, evenly_spread(scan, 120, 0), np.empty((0, 3)))
    while search.step() is None:
        pass
    best = search.scores.max(axis=2).astype(float)
    shades = cv2.applyColorMap((255.0 * (best / best.max()) ** 2).astype(np.uint8), cv2.COLORMAP_VIRIDIS)
    shades[~on.places] = WALL
    return cv2.resize(shades, grid.data.shape[::-1], interpolation=cv2.INTER_NEAREST)[::-1]


def as_one(clouds: list[Moment], shape: tuple[int, ...]) -> np.ndarray:
    """Particles, moment by moment, each in its quarter; where the robot truly is lies in the middle.

    They stand where the last scan was weighed; the wheels have carried the estimate on since.
    """
    picture = np.full(shape, 255, np.uint8)
    size = np.array([shape[1] // 2, shape[0] // 2])
    metre = size[1] / ACROSS * np.array([1.0, -1.0])
    for i, cloud in enumerate(clouds):
        corner = size * [i % 2, i // 2]
        carried = cloud.particles[:, :2] - cloud.particles[:, :2].mean(axis=0) + cloud.estimate.pose.xy
        at = corner + size / 2 + (carried - cloud.truth.xy) * metre
        inside = ((at > corner + 4) & (at < corner + size - 4)).all(axis=1)
        for x, y in at[inside].astype(int):
            cv2.circle(picture, (int(x), int(y)), 3, BELIEVED, cv2.FILLED, cv2.LINE_AA)
        cv2.drawMarker(picture, (corner + size // 2).tolist(), TRUE, cv2.MARKER_CROSS, 40, 3, cv2.LINE_AA)
        cv2.rectangle(picture, corner.tolist(), (corner + size - 1).tolist(), WALL, 2)
    return picture


def sheet(panels: list[np.ndarray]) -> np.ndarray:
    """Four pictures of one size, two by two."""
    across = np.full((panels[0].shape[0], GAP, 3), 255, np.uint8)
    rows = [np.hstack((panels[i], across, panels[i + 1])) for i in (0, 2)]
    return np.vstack((rows[0], np.full((GAP, rows[0].shape[1], 3), 255, np.uint8), rows[1]))


if __name__ == "__main__":
    main()
