"""Which scans are of a robot's own laser, by the frame that they are in, and where the robot carries it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from robot_guide.navigation.frame_tree import FrameTree, Mount, NotFixed, plain
from robot_guide.sensing import LaserScan

SETTLE = 2.0  # s for whoever knows where a laser sits to tell it, before it is taken to be where the settings say


@dataclass(frozen=True)
class Verdict:
    """What was thought of the last scan; the sentences are for whoever sees to the robot."""

    fault: str = ""  # why it is left out, and the remedy
    remark: str = ""  # what to know about one that is taken


class OwnScans:
    """Of one robot.

    A scan in the robot's own base frame, or in one of which nobody tells where it is, counts as made where the settings
    say. The second only if the robot has no scans of another frame: else any stranger's would pass.
    """

    def __init__(self) -> None:
        self.tree = FrameTree()
        self.verdict = Verdict()
        self._own: str | None = None  # the frame of the first scan that was taken
        self._since: float | None = None  # s, when the first one came of which nobody had told

    def take(self, scan: LaserScan, frame: str, base: str, now: float) -> LaserScan:
        """A scan with where its laser sits; of another robot, or of nobody's, one that has measured nothing.

        now: s of the machine's clock.
        """
        mount = None if plain(frame) == plain(base) else self.tree.mount_of(frame, base)
        self.verdict = self._judge(mount, frame, base, now)
        if self.verdict.fault:
            return replace(scan, ranges=np.full(len(scan.ranges), np.nan, np.float32))
        self._own = frame if self._own is None else self._own
        if not isinstance(mount, Mount):
            return scan
        return replace(turned_over(scan) if mount.upside_down else scan, mount=mount.pose)

    def _judge(self, mount: Mount | NotFixed | None, frame: str, base: str, now: float) -> Verdict:
        if not isinstance(mount, NotFixed):
            return Verdict()
        remedy = f"publish its transform from {base!r} on /tf_static, or mend the frame_id of who sends it"
        if mount.kind != "unknown":
            why = f"{mount.detail}, and it is not fixed and level on {base!r}"
            return Verdict(f"scans in frame {frame!r} are left out: {why}; {remedy}")
        if self._own is not None and frame != self._own:
            return Verdict(f"scans in frame {frame!r} are left out: nobody tells where that is; {remedy}")
        self._since = now if self._since is None else self._since
        if self._own is None and now - self._since < SETTLE:
            return Verdict(f"waiting for somebody to tell where frame {frame!r} of the scans is; {remedy}")
        return Verdict(remark=f"nobody tells where frame {frame!r} is: its laser is where the settings say; {remedy}")


def turned_over(scan: LaserScan) -> LaserScan:
    """The scan that a laser would have made upright, of one that hangs upside down: its left is its right."""
    last_angle = scan.angle_min + scan.angle_increment * (len(scan.ranges) - 1)
    return replace(scan, ranges=scan.ranges[::-1].copy(), angle_min=-last_angle)
