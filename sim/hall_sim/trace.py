"""What was where during a run, recorded step by step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hall_sim.observation import Truth


class Trace:
    """Positions of all agents over time. The agents are the same at every step, in the same order."""

    def __init__(self, first: Truth):
        self.names = tuple(agent.name for agent in first.agents)
        self.kinds = tuple(agent.kind for agent in first.agents)
        self.radii = np.array([agent.radius for agent in first.agents])
        self._times: list[float] = []
        self._poses: list[np.ndarray] = []
        self._phases: list[tuple[str, ...]] = []
        self.collisions = self.bumps = 0
        self.min_clearance = float("inf")
        self.record(first)

    def record(self, truth: Truth) -> None:
        """Add a moment."""
        self._times.append(truth.t)
        self._poses.append(np.array([(agent.x, agent.y, agent.yaw) for agent in truth.agents], np.float32))
        self._phases.append(tuple(agent.phase for agent in truth.agents if agent.kind == "visitor"))
        self.collisions, self.bumps, self.min_clearance = truth.collisions, truth.bumps, truth.min_clearance

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

    def phases(self, visitor: str) -> tuple[str, ...]:
        """The phase of a visitor at each moment."""
        visitors = [name for name, kind in zip(self.names, self.kinds, strict=True) if kind == "visitor"]
        i = visitors.index(visitor)
        return tuple(phases[i] for phases in self._phases)

    def indices(self, kinds: Sequence[str]) -> list[int]:
        return [i for i, kind in enumerate(self.kinds) if kind in kinds]
