"""Which frames are fixed to each other, from the links that a graph tells of them (REP-105, tf2's transforms)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from hall_map.geometry import Pose2D

LEVEL = math.radians(5.0)  # a laser that is tilted by more sees the floor, or looks over people
SAME, SAME_TURN = 0.01, math.radians(1.0)  # m and rad; a link that changes by more moves


@dataclass(frozen=True)
class Link:
    """Where a frame is in its parent."""

    parent: str
    pose: np.ndarray  # (4, 4) float64, homogeneous, m
    moves: bool = False
    once_for_all: bool = True  # told as a static transform; else again and again, and found to be the same so far


@dataclass(frozen=True)
class Mount:
    """Where on a robot a level frame is fixed: its x looks ahead at `pose`, and its z up, or down."""

    pose: Pose2D  # base_link
    upside_down: bool = False


@dataclass(frozen=True)
class NotFixed:
    """Why a frame is not at a fixed, level place on a robot; `kind`: nothing is known of it, or something else."""

    kind: Literal["unknown", "elsewhere", "moves", "tilted"]
    detail: str = ""


class FrameTree:
    """Every frame's link to its parent, by the frame's name."""

    def __init__(self) -> None:
        self._links: dict[str, Link] = {}

    def fix(self, parent: str, child: str, pose: np.ndarray) -> None:
        """A static transform."""
        self._links[plain(child)] = Link(plain(parent), pose)

    def tell(self, parent: str, child: str, pose: np.ndarray) -> None:
        """A transform that is told again and again; it is fixed for as long as it stays the same."""
        parent, child = plain(parent), plain(child)
        known = self._links.get(child)
        if known is None:
            self._links[child] = Link(parent, pose, once_for_all=False)
        elif not known.once_for_all and not known.moves and not (known.parent == parent and alike(known.pose, pose)):
            self._links[child] = replace(known, parent=parent, moves=True)

    def mount_of(self, frame: str, base: str) -> Mount | NotFixed:
        """Where a frame is in a robot's `base`, rigidly and level.

        Below the base every link counts that does not move. Beside it, as from `base_link` over `base_footprint`, only
        static ones do: a robot that stands is not fixed to the floor, nor to another one.
        """
        frame, base = plain(frame), plain(base)
        above, pose, at = dict(self._above(base)), np.eye(4), frame
        for _ in range(len(self._links) + 1):
            if at in above:
                return levelled(above[at] @ pose)
            link = self._links.get(at)
            if link is None:
                break
            if link.moves:
                return NotFixed("moves", f"{at!r} moves against {link.parent!r}")
            pose, at = link.pose @ pose, link.parent
        return NotFixed("unknown") if at == frame else NotFixed("elsewhere", f"it hangs on {at!r}")

    def _above(self, base: str) -> Iterator[tuple[str, np.ndarray]]:
        """The base, and what it is fixed to: frames, and where they are in it."""
        at, pose = base, np.eye(4)
        for _ in range(len(self._links) + 1):
            yield at, np.linalg.inv(pose)
            link = self._links.get(at)
            if link is None or not link.once_for_all:
                return
            pose, at = link.pose @ pose, link.parent


def plain(frame: str) -> str:
    """A frame's name as tf2 has it; tf put a / in front."""
    return frame.removeprefix("/")


def transform(translation: tuple[float, float, float], rotation: tuple[float, float, float, float]) -> np.ndarray:
    """(4, 4) from m and a quaternion x, y, z, w. Raises ValueError: the quaternion turns nothing."""
    length = math.hypot(*rotation)
    if not (length > 1e-6 and math.isfinite(length)):
        raise ValueError(f"the quaternion {rotation} is no rotation")
    x, y, z, w = (each / length for each in rotation)
    matrix = np.eye(4)
    matrix[:3, :3] = (
        (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
        (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
        (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
    )
    matrix[:3, 3] = translation
    return matrix


def alike(a: np.ndarray, b: np.ndarray) -> bool:
    turned = math.acos(min(max((float(np.trace(a[:3, :3].T @ b[:3, :3])) - 1.0) / 2.0, -1.0), 1.0))
    return bool(np.linalg.norm(a[:3, 3] - b[:3, 3]) <= SAME) and turned <= SAME_TURN


def levelled(pose: np.ndarray) -> Mount | NotFixed:
    """What of a pose in space the floor plan has, where it stands upright or on its head."""
    tilt = math.acos(min(max(float(pose[2, 2]), -1.0), 1.0))
    if LEVEL < tilt < math.pi - LEVEL:
        return NotFixed("tilted", f"it is tilted by {math.degrees(tilt):.0f}°")
    on_floor = Pose2D(float(pose[0, 3]), float(pose[1, 3]), math.atan2(pose[1, 0], pose[0, 0]))
    return Mount(on_floor, upside_down=tilt > LEVEL)
