"""Importing this makes `gymnasium.make("robot_guide/Hall-v0")` known.

Gymnasium has looked for no entry points since 1.0; it imports this too for `hall_sim.gym_registry:robot_guide/Hall-v0`.
"""

from __future__ import annotations

import gymnasium

ID = "robot_guide/Hall-v0"

if ID not in gymnasium.registry:
    gymnasium.register(id=ID, entry_point="hall_sim.gym_env:HallEnv")
