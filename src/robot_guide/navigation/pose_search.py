"""Where on the whole map one scan may have been made: the poses that a robot without a clue starts from.

Correlative scan matching from coarse to fine after Olson (2009), "Real-time correlative scan matching": every free
place and heading is scored on a blurred likelihood field, the best peaks climb on sharper ones, and what is left is
checked by casting its rays: nothing makes a beam longer (Thrun, Burgard, Fox (2005), "Probabilistic Robotics",
section 6.3).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numba import njit

from robot_guide.navigation.likelihood_field import BEST, BeamTable, LikelihoodField, levels_of, overshot

STRIDE = 0.30  # m between the places that are scored
HEADINGS = 90  # at each of them
ROOM = 0.15  # m from a scored place to the next wall at least: no robot is nearer, half a stride away
BLURS = ((0.35, 0.5), (0.18, 1.0))  # m, and fineness of the table: for scoring, for the first climb
COARSE_BEAMS = 40  # at most, for scoring
CANDIDATES, PEAKS = 20_000, 120  # of all scores the highest, which may be peaks; of these the highest, which climb
MODES = 30  # of the summits the highest, whose rays are cast
PORTION = 1_000_000  # beams that are looked up in one step: about 1 ms
THROUGH = 3.0  # log likelihood that a beam through a wall takes away
SAME, SAME_YAW = 0.25, 0.15  # m and rad: nearer to each other, two peaks are one


@dataclass(frozen=True)
class SearchMap:
    """All that a search reads of a map."""

    field: LikelihoodField
    table: BeamTable  # the sharpest
    sigma: float  # m, of that table
    z_rand: float

    @cached_property
    def tables(self) -> tuple[BeamTable, ...]:
        """From the most blurred to the sharpest."""
        return (*(BeamTable.of(self.field, sigma, self.z_rand, scale) for sigma, scale in BLURS), self.table)

    def beams_through(self, pose: np.ndarray, beams: np.ndarray) -> int:
        """How many beams, seen from a pose (3,), go through what the map says is solid."""
        field = self.field
        seen = (beams, field.outside, *field.origin, field.resolution, 3.0 * self.sigma)
        return overshot(pose[0], pose[1], pose[2], *seen)

    def quality_of(self, pose: np.ndarray, beams: np.ndarray) -> tuple[float, float]:
        """From 0 to 1: how near the beams end to what the map knows; what share of them goes through nothing solid."""
        sums, count = np.empty(1, np.int32), beams.shape[1]
        levels_of(pose.reshape(1, 3), beams, *self.table.arrays, sums)
        return float(sums[0]) / (BEST * count), 1.0 - self.beams_through(pose, beams) / count

    def log_likelihoods(self, poses: np.ndarray, beams: np.ndarray) -> np.ndarray:
        """(N,) log likelihoods, at most 0, of poses (N, 3), as if each beam told something of its own."""
        sums = np.empty(len(poses), np.int32)
        levels_of(poses, beams, *self.table.arrays, sums)
        through = np.array([self.beams_through(pose, beams) for pose in poses])
        return (sums - float(BEST * beams.shape[1])) * self.table.step - THROUGH * through

    def climb(self, poses: np.ndarray, beams: np.ndarray) -> None:
        """Move poses (N, 3), in place, to the next summits of the sharpest table."""
        climb(poses, beams, 0.06, 0.008, *self.table.arrays)

    @cached_property
    def places(self) -> np.ndarray:
        """(rows, columns) bool: where, at multiples of STRIDE from the origin, a robot can be."""
        step = max(round(STRIDE / self.field.resolution), 1)
        return self.field.outside[step // 2 :: step, step // 2 :: step] > ROOM

    @cached_property
    def lattice(self) -> tuple[float, float, float]:
        """x and y of the first place, map frame, and the distance between two, m."""
        step = max(round(STRIDE / self.field.resolution), 1)
        first = (step // 2 + 0.5) * self.field.resolution
        return self.field.origin[0] + first, self.field.origin[1] + first, step * self.field.resolution


class PoseSearch:
    """One search, in steps of about equal work."""

    def __init__(self, on: SearchMap, beams: np.ndarray, guesses: np.ndarray):
        """beams (2, M) float32: end points, m; guesses (K, 3): poses that are looked at whatever their score."""
        self._map, self._beams = on, beams
        rows, columns = on.places.shape
        self.scores = np.zeros((rows, columns, HEADINGS), np.int16)
        self._coarse = np.ascontiguousarray(beams[:, :: -(-beams.shape[1] // COARSE_BEAMS)])
        self.row, self._peaks, self._climbed = 0, guesses, 0
        self.scored = False

    def step(self) -> np.ndarray | None:
        """Go on. Returns: None; at the end the modes, (K, 4): x, y, yaw, log likelihood, the best first."""
        if not self.scored:
            self._score_some()
        elif self._climbed < len(self._peaks):
            self._climb_some()
        else:
            return self._modes()
        return None

    def quality_of(self, pose: np.ndarray) -> tuple[float, float]:
        """How well a pose explains the scan; see `SearchMap.quality_of`."""
        return self._map.quality_of(pose, self._beams)

    def _score_some(self) -> None:
        places = self._map.places
        left = PORTION // (HEADINGS * self._coarse.shape[1])
        while left > 0 and self.row < len(places):
            score_row(
                self.scores[self.row], places[self.row], self.row, *self._map.lattice, self._coarse,
                *self._map.tables[0].arrays,
            )  # fmt: skip
            left -= np.count_nonzero(places[self.row])
            self.row += 1
        if self.row == len(places):
            self.scored = True
            peaks = highest_peaks(self.scores, CANDIDATES, PEAKS)
            self._peaks = np.concatenate((self._peaks, self._poses_of(peaks)))

    def _poses_of(self, peaks: np.ndarray) -> np.ndarray:
        x, y, step = self._map.lattice
        return np.column_stack((x + peaks[:, 1] * step, y + peaks[:, 0] * step, peaks[:, 2] * (2 * math.pi / HEADINGS)))

    def _climb_some(self) -> None:
        part = slice(self._climbed, self._climbed + max(PORTION // (200 * self._beams.shape[1]), 1))
        climb(self._peaks[part], self._beams, 0.16, 0.04, *self._map.tables[1].arrays)
        self._map.climb(self._peaks[part], self._beams)
        self._climbed = part.stop

    def _modes(self) -> np.ndarray:
        """The highest summits, each once, in the order of what also their rays say."""
        peaks, sums = self._peaks, np.empty(len(self._peaks), np.int32)
        levels_of(peaks, self._beams, *self._map.table.arrays, sums)
        kept: list[int] = []
        for i in np.argsort(-sums, kind="stable").tolist():
            off = peaks[kept] - peaks[i]
            turned = np.abs(np.arctan2(np.sin(off[:, 2]), np.cos(off[:, 2])))
            if not ((np.hypot(off[:, 0], off[:, 1]) < SAME) & (turned < SAME_YAW)).any():
                kept.append(i)
        kept = kept[:MODES]
        logs = self._map.log_likelihoods(peaks[kept], self._beams)
        order = np.argsort(-logs, kind="stable")
        return np.column_stack((peaks[kept], logs))[order]


@njit(cache=True)
def score_row(scores, places, row, x, y, step, beams, levels, per_metre, west, south):
    """Score every heading at the places of one row; scores (columns, HEADINGS) int16, changed in place."""
    headings = scores.shape[1]
    poses, sums = np.empty((headings, 3)), np.empty(headings, np.int32)
    poses[:, 1] = y + row * step
    poses[:, 2] = np.arange(headings) * (2.0 * math.pi / headings)
    for column in range(len(places)):
        if places[column]:
            poses[:, 0] = x + column * step
            levels_of(poses, beams, levels, per_metre, west, south, sums)
            for k in range(headings):
                scores[column, k] = sums[k]


@njit(cache=True)
def highest_peaks(scores, candidates, most):
    """Indices (at most `most`, 3) of scores that no neighbour beats, headings being a ring.

    Looks at as many of the highest scores as `candidates`, and is content with the first `most` peaks of the highest.
    """
    counts = np.zeros(1 << 15, np.int64)
    for score in scores.ravel():
        counts[score] += 1
    least, seen = len(counts) - 1, 0
    while least > 0 and seen + counts[least] <= candidates:
        seen += counts[least]
        least -= 1
    found, heights, n = np.empty((seen, 3), np.int64), np.empty(seen, np.int64), 0
    rows, columns, headings = scores.shape
    for r in range(rows):
        for c in range(columns):
            for k in range(headings):
                if scores[r, c, k] > least and _tops(scores, r, c, k):
                    found[n] = (r, c, k)
                    heights[n] = -scores[r, c, k]
                    n += 1
    return found[np.argsort(heights[:n], kind="mergesort")[:most]]


@njit(cache=True)
def _tops(scores, r, c, k):
    """Whether no neighbour beats a score; of equal ones the first tops the others."""
    rows, columns, headings = scores.shape
    score = scores[r, c, k]
    for i in range(max(r - 1, 0), min(r + 2, rows)):
        for j in range(max(c - 1, 0), min(c + 2, columns)):
            for m in range(k - 1, k + 2):
                other = scores[i, j, m % headings]
                before = i < r or (i == r and (j < c or (j == c and m < k)))
                if other > score or (other == score and before):
                    return False
    return True


@njit(cache=True)
def climb(poses, beams, step, turn, levels, per_metre, west, south):
    """Move each pose (N, 3), in place, to the next summit: by `step` m and `turn` rad, then half, then a quarter."""
    around, sums = np.empty((6, 3)), np.empty(6, np.int32)
    best = np.empty(1, np.int32)
    for i in range(len(poses)):
        levels_of(poses[i : i + 1], beams, levels, per_metre, west, south, best)
        length, angle = step, turn
        for _ in range(3):
            for _ in range(8):
                for k in range(6):
                    around[k] = poses[i]
                    around[k, k // 2] += (length if k < 4 else angle) * (1 - 2 * (k % 2))
                levels_of(around, beams, levels, per_metre, west, south, sums)
                k = sums.argmax()
                if sums[k] <= best[0]:
                    break
                best[0] = sums[k]
                poses[i] = around[k]
            length, angle = 0.5 * length, 0.5 * angle
