"""What was where during a run, recorded step by step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hall_sim.observation import Agent, Truth

ABSENT = ("outside", "left")  # phases in which somebody takes no room


class Trace:
    """Positions of all agents over time. Who comes later, or is taken out, is `outside` while not there."""

    def __init__(self, first: Truth):
        self.names, self.kinds, self.radii = first.cast.names, first.cast.kinds, np.array(first.cast.radii)
        self._times: list[float] = []
        self._poses: list[np.ndarray] = []
        self._phases: list[tuple[str, ...]] = []
        self._present = np.empty((0, 0), bool)  # as it was last asked for
        self.collisions = self.bumps = 0
        self.min_clearance = float("inf")
        self.record(first)

    def record(self, truth: Truth) -> None:
        """Add a moment."""
        poses, phases = truth.poses, truth.phases
        if truth.cast.names != self.names:
            agents = self._in_order(truth.agents)
            poses = np.array([(agent.x, agent.y, agent.yaw) for agent in agents])
            phases = tuple(agent.phase for agent in agents)
        self._times.append(truth.t)
        self._poses.append(poses.astype(np.float32))
        self._phases.append(phases)
        self.collisions, self.bumps, self.min_clearance = truth.collisions, truth.bumps, truth.min_clearance

    def _in_order(self, agents: tuple[Agent, ...]) -> list[Agent]:
        """The agents in the trace's order; who is new joins it, who is missing is outside."""
        by_name = {agent.name: agent for agent in agents}
        if new := [agent for agent in agents if agent.name not in self.names]:
            here = np.array([(agent.x, agent.y, agent.yaw) for agent in new], np.float32)
            self._poses = [np.vstack((poses, here)) for poses in self._poses]
            self._phases = [(*phases, *("outside",) * len(new)) for phases in self._phases]
            self.names += tuple(agent.name for agent in new)
            self.kinds += tuple(agent.kind for agent in new)
            self.radii = np.append(self.radii, [agent.radius for agent in new])
        last = zip(self.names, self.kinds, self.radii, self._poses[-1].tolist(), strict=True)
        return [
            by_name.get(name) or Agent(name, kind, *pose, radius, "outside") for name, kind, radius, pose in last
        ]  # fmt: skip

    @property
    def times(self) -> np.ndarray:
        """(T,) s."""
        return np.array(self._times)

    def poses(self, name: str) -> np.ndarray:
        """(T, 3) x, y, yaw of an agent, m and rad. Raises ValueError: no such agent."""
        i = self.names.index(name)
        return np.array([pose[i] for pose in self._poses], float)

    def all_poses(self) -> np.ndarray:
        """(T, agents, 3)."""
        return np.array(self._poses, float)

    def track(self, name: str) -> np.ndarray:
        """(N, 3) t, x, y of an agent, s and m, while it is in the hall. Raises ValueError: no such agent."""
        i = self.names.index(name)
        present = self.present()[:, i]
        return np.column_stack((self.times, self.poses(name)[:, :2]))[present]

    def present(self) -> np.ndarray:
        """(T, agents) bool, read-only: who is in the hall when."""
        if self._present.shape != (len(self._phases), len(self.names)):
            self._present = np.array([[phase not in ABSENT for phase in phases] for phases in self._phases])
            self._present.flags.writeable = False
        return self._present

    def phases(self, name: str) -> tuple[str, ...]:
        """The phase of an agent at each moment; empty for robots."""
        i = self.names.index(name)
        return tuple(phases[i] for phases in self._phases)

    def moment(self, t: float) -> int:
        """The index of the last moment that is not after `t` s."""
        return max(int(np.searchsorted(self.times, t + 1e-9, side="right")) - 1, 0)

    def indices(self, kinds: Sequence[str]) -> list[int]:
        return [i for i, kind in enumerate(self.kinds) if kind in kinds]
