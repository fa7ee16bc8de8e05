"""Random numbers: one stream for each thing that is random, so that none disturbs another."""

from __future__ import annotations

import zlib

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """The generator (PCG64) of one subsystem of a run, such as `lidar xiao_pu`; independent of all other names'."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(name.encode())])))
