"""Where the robot is: Monte-Carlo localisation.

Thrun, Burgard, Fox (2005), "Probabilistic Robotics", chapter 8: MCL (table 8.2), a short- and a long-term average of
how well scans fit (table 8.3), KLD sampling (table 8.4). Section 6.4: likelihood field.

Table 8.3 adds random particles where scans fit badly. Here the whole map is searched for poses that explain a scan
(`pose_search`), particles are put around the best and around where the robot was thought to be, and the scans that
follow decide: a hall needs no more particles than a cupboard then.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hall_map.geometry import Pose2D
from hall_map.grid import OccupancyGrid
from robot_guide.navigation.beams import evenly_spread
from robot_guide.navigation.cloud import Cloud
from robot_guide.navigation.config import LocalisationConfig
from robot_guide.navigation.likelihood_field import INSIDE_WALLS, BeamTable, LikelihoodField, weigh
from robot_guide.navigation.odometry_track import OdometryTrack
from robot_guide.navigation.pose_search import PoseSearch, SearchMap
from robot_guide.navigation.scan_match import ScanMatch
from robot_guide.sensing import LaserScan, Odometry

JUMP = 1.0  # m between two turns that no robot drives: the odometry has begun anew
SEARCHED = 120  # beams of the scan that the map is searched for
PAUSE = 20  # scans between two searches
GLANCE = 3  # scans, of which a robot that stands looks at one
SEED_SIGMAS = (0.05, 0.05, 0.02)  # m, m, rad around each pose that a search has found
STAYED = math.log(1000.0)  # so much likelier than anywhere else is the place where the robot was thought to be
HOPELESS = 15.0  # log likelihood that a pose may lack to the best one and still be worth particles
TRIAL = 3  # scans that must bear a new place out
STANDING = 0.4  # of a scan from a place from which one was taken before, so much is new at first
WORST = (2.0, 2.0, math.pi / 2)  # m, m, rad; who knows it no better than this asks for the whole map
NEAR, NEAR_YAW = 0.10, 0.10  # m and rad: what is found within is where the robot was thought to be


@dataclass(frozen=True)
class Estimate:
    """What the robot believes about its own pose."""

    pose: Pose2D  # map frame
    covariance: np.ndarray  # (3, 3) float64: x, y, yaw; m^2, m rad, rad^2
    localised: bool
    fit: float  # share of the last scans' beams that do not go through what the map says is solid, 0 to 1
    match: float  # how near the last scans' beams end to what the map knows, 0 to 1
    at_scan: Pose2D  # where it was when the scan that came with this turn was taken; without one, as `pose`


class Localiser:
    """A cloud of particles that odometry moves and scans weigh. Deterministic for a seed and the same inputs."""

    def __init__(self, config: LocalisationConfig, grid: OccupancyGrid, start: Pose2D | None, seed: int = 0):
        """`start`: about where the robot is, map frame; None: anywhere."""
        self.config = config
        self._rng = np.random.default_rng(seed)
        self.set_map(grid)
        self.reset(start)

    def set_map(self, grid: OccupancyGrid) -> None:
        """Go on with another map of the same hall."""
        config = self.config
        self.field = LikelihoodField.from_grid(grid)
        self._table = BeamTable.of(self.field, config.sigma_hit, config.z_rand)
        self._search_map = SearchMap(self.field, self._table, config.sigma_hit, config.z_rand)
        self._search: PoseSearch | None = None

    def reset(self, start: Pose2D | None, covariance: np.ndarray | None = None) -> None:
        """Begin anew around a known pose; or, with None, anywhere on the floor.

        covariance: (3, 3) of x, y, yaw, how well the pose is known; of it only the variances count, and none is taken
            to be better than the start is known, or worse than `WORST`. None, or one of zeros: as the start.
        """
        config = self.config
        if start is None:
            self._cloud = self._anywhere()
        else:
            seeds = np.array([[start.x, start.y, start.yaw, 0.0]])
            self._cloud = Cloud.around(config, seeds, sigmas_of(covariance, config), self._rng)
        self._scans = ScanMatch(config.least_match, config.least_match, *((0.0, 0.0) if start is None else ()))
        self._odometry: Pose2D | None = None  # at which the particles stand
        self._latest: Pose2D | None = None
        self._track = OdometryTrack()
        self._place: Pose2D | None = None  # by the wheels, where it has been for some scans
        self._search = None
        self._turn, self._searched, self._trial, self._stood = 0, -PAUSE, 0, 0
        self._clueless = start is None  # until the map has been searched

    def _anywhere(self) -> Cloud:
        """Particles all over the free floor."""
        count = self.config.most_particles
        rows, columns = np.nonzero(self.field.outside > INSIDE_WALLS)
        drawn = self._rng.integers(len(rows), size=count)
        cells = np.column_stack((columns[drawn], rows[drawn])) + self._rng.random((count, 2))
        poses = np.column_stack(
            (cells * self.field.resolution + self.field.origin, self._rng.uniform(-math.pi, math.pi, count))
        )
        return Cloud(self.config, poses, np.zeros(count), np.zeros(count, np.int64))

    @property
    def particles(self) -> np.ndarray:
        """(N, 3) float64: x, y, yaw of all hypotheses, map frame."""
        return self._cloud.poses

    def update(self, odometry: Odometry, scan: LaserScan | None) -> Estimate:
        """Move with the wheels; weigh with the scan, when the robot has moved far enough since the last, or is lost."""
        if self._odometry is None:
            self._odometry = self._latest = odometry.pose
            self._turn = -1
        if self._latest.distance_to(odometry.pose) > JUMP:
            self._odometry = odometry.pose.compose(self._latest.inverse().compose(self._odometry))
            self._track = OdometryTrack()
        self._latest, self._track = odometry.pose, self._track.noted(odometry)
        at = odometry.pose if scan is None else self._track.at(scan.stamp)
        moved = self._odometry.inverse().compose(at)
        if scan is not None:
            self._turn += 1
            far = self._turn == 0 or self._far_enough(moved)
            if self._clueless:
                self._odometry = at
            elif far or not self._is_localised():
                self._cloud.move(moved, self._rng)
                self._odometry = at
                self._weigh(scan, self.config.independence * self._news_in_scan(moved))
            elif self._turn % GLANCE == 0:
                self._judge(self._beams_of(scan), self._mean.compose(moved))
            self._doubt(scan, at)
        if self._search is not None:
            self._go_on_searching()
        back = self._odometry.inverse()
        pose, at_scan = (self._mean.compose(back.compose(there)) for there in (odometry.pose, at))
        return Estimate(
            pose, self._cloud.covariance, self._is_localised(), self._scans.fit, self._scans.match, at_scan
        )

    @property
    def _mean(self) -> Pose2D:
        return Pose2D(*self._cloud.mean.tolist())

    def _beams_of(self, scan: LaserScan) -> np.ndarray:
        return evenly_spread(scan, self.config.beams, self._turn)

    def _far_enough(self, moved: Pose2D) -> bool:
        return math.hypot(moved.x, moved.y) >= self.config.update_distance or abs(moved.yaw) >= self.config.update_angle

    def _news_in_scan(self, moved: Pose2D) -> float:
        """What share of a scan is new. Scans from one place share what is wrong with the map: there is ever less."""
        if self._place is None or self._far_enough(self._place.inverse().compose(self._latest)):
            self._place, self._stood = self._latest, 0
        self._stood += 1
        way = math.hypot(moved.x, moved.y) / self.config.update_distance
        return min(max(way, STANDING / self._stood), 1.0)

    def _is_localised(self) -> bool:
        covariance, scans = self._cloud.covariance, self._scans
        spread = math.sqrt(max(covariance[0, 0], covariance[1, 1]))
        good = scans.fit >= self.config.lost_fit and scans.match >= self.config.least_match
        return good and self._trial == 0 and spread <= self.config.lost_sigma

    def _weigh(self, scan: LaserScan, share: float) -> None:
        """Weigh with a scan of whose beams a share tells something of its own."""
        beams, cloud = self._beams_of(scan), self._cloud
        if beams.shape[1] < self.config.beams // 4:
            return  # too little seen to say anything
        logs, field = np.zeros(len(cloud.poses)), self.field
        weigh(
            cloud.poses, beams, *self._table.arrays, self._table.step * share, field.outside,
            *field.origin, field.resolution, logs,
        )  # fmt: skip
        if len(modes := cloud.hypotheses) > 1:
            self._weigh_hypotheses(modes, beams, share, logs)
        cloud.weigh(logs, self._rng)
        self._judge(beams, self._mean)
        self._trial = max(self._trial - 1, 0)

    def _weigh_hypotheses(self, modes: np.ndarray, beams: np.ndarray, share: float, logs: np.ndarray) -> None:
        """Let hypotheses be told apart by their summits, and by beams that go through walls.

        What their particles say on average depends on where they happen to lie; over many scans, that would decide.
        """
        cloud, on = self._cloud, self._search_map
        for mode in modes:
            own = cloud.modes == mode
            summits = cloud.poses[own].mean(axis=0, keepdims=True)
            on.climb(summits, beams)
            weights = cloud.weights[own] / cloud.weights[own].sum()
            most = logs[own].max()
            average = most + math.log(weights @ np.exp(logs[own] - most))
            logs[own] += share * on.log_likelihoods(summits, beams)[0] - average

    def _judge(self, beams: np.ndarray, pose: Pose2D) -> None:
        """Note how a scan fits where the robot believes to be."""
        if beams.shape[1] < self.config.beams // 4:
            return
        at = np.array([pose.x, pose.y, pose.yaw])
        self._scans.note(*self._search_map.quality_of(at, beams))
        if self._is_localised():
            self._scans.settle()

    def _doubt(self, scan: LaserScan, taken: Pose2D) -> None:
        """Search the map, where the scans do not fit the place; `taken`: where the wheels were at this one."""
        doubtful = self._scans.fit < self.config.lost_fit or self._scans.doubtful(self.config.doubt)
        if not doubtful or self._search is not None or self._turn - self._searched < PAUSE:
            return
        beams = evenly_spread(scan, SEARCHED, 0)
        if beams.shape[1] < SEARCHED // 4:
            return
        self._searched = self._turn
        here = self._odometry.inverse().compose(taken)
        guess = self._mean.compose(here)
        self._search = PoseSearch(self._search_map, beams, np.array([[guess.x, guess.y, guess.yaw]]))
        self._searched_from, self._guess = taken, guess
        self._was_sure = not self._clueless and len(self._cloud.hypotheses) == 1

    def _go_on_searching(self) -> None:
        modes = self._search.step()
        if modes is None:
            return
        modes[:, 3] *= self.config.independence
        off = np.hypot(modes[:, 0] - self._guess.x, modes[:, 1] - self._guess.y)
        turned = np.abs(np.remainder(modes[:, 2] - self._guess.yaw + math.pi, 2.0 * math.pi) - math.pi)
        stayed = (off < NEAR) & (turned < NEAR_YAW)
        modes[stayed, 3] += STAYED if self._was_sure else 0.0
        best = int(modes[:, 3].argmax())
        match, fit = self._search.quality_of(modes[best, :3])
        mends = self._scans.fit < self.config.lost_fit <= fit  # a narrow cloud may be sure of a heading that is wrong
        if self._clueless or mends or not (stayed[best] and self._is_narrow()):
            self._begin_again_at(modes[modes[:, 3] > modes[best, 3] - HOPELESS])
            self._scans.match, self._scans.fit = match, fit
        self._search = None

    def _is_narrow(self) -> bool:
        """Whether all particles are where a search would say: no other place."""
        covariance = self._cloud.covariance
        return max(covariance[0, 0], covariance[1, 1]) < NEAR**2 and covariance[2, 2] < NEAR_YAW**2

    def _begin_again_at(self, modes: np.ndarray) -> None:
        """Particles around poses (K, 4) that explain the scan searched for, carried on to where the wheels are now."""
        moved = self._searched_from.inverse().compose(self._latest)
        carried = [Pose2D(*pose).compose(moved) for *pose, _ in modes.tolist()]
        seeds = np.column_stack(([(each.x, each.y, each.yaw) for each in carried], modes[:, 3]))
        self._cloud = Cloud.around(self.config, seeds, SEED_SIGMAS, self._rng)
        self._odometry, self._trial, self._clueless = self._latest, TRIAL, False


def sigmas_of(covariance: np.ndarray | None, config: LocalisationConfig) -> tuple[float, float, float]:
    """Standard deviations, m, m, rad, that particles are spread with; see `Localiser.reset`.

    Raises ValueError: a variance is no number >= 0.
    """
    least = (config.start_sigma, config.start_sigma, config.start_sigma_yaw)
    if covariance is None:
        return least
    variances = np.diag(np.asarray(covariance, float))
    if not (np.isfinite(variances).all() and (variances >= 0.0).all()):
        raise ValueError(f"the variances of a pose must be >= 0, got {variances.tolist()}")
    x, y, yaw = (max(low, min(math.sqrt(v), high)) for low, v, high in zip(least, variances, WORST, strict=True))
    return x, y, yaw
