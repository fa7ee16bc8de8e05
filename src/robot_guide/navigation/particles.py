"""Particles: how they move, how many there are to be, which of them go on, and what they say together.

Thrun, Burgard, Fox (2005), "Probabilistic Robotics": table 5.6 (sampling odometry), table 4.4 (low-variance sampler),
table 8.4 (KLD sampling; Fox (2003), "Adapting the sample size in particle filters through KLD-sampling").
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

SLOTS = 1 << 14  # of the table of occupied bins; more than there are particles at most


@njit(cache=True)
def drive(particles, first, way, second, sigma_first, sigma_way, sigma_second, noise):
    """Move particles (N, 3: x, y, yaw) in place: turn, go, turn, each spoilt by noise (3, N) of deviation 1."""
    for i in range(len(particles)):
        yaw = particles[i, 2] + first + sigma_first * noise[0, i]
        step = way + sigma_way * noise[1, i]
        particles[i, 0] += step * math.cos(yaw)
        particles[i, 1] += step * math.sin(yaw)
        particles[i, 2] = yaw + second + sigma_second * noise[2, i]


@njit(cache=True)
def moments(particles, weights):
    """Weighted mean (3,) and covariance (3, 3) of x, y and yaw, whose mean is circular. Weights sum to 1."""
    mean, sine, cosine = np.zeros(3), 0.0, 0.0
    for i in range(len(particles)):
        mean[0] += weights[i] * particles[i, 0]
        mean[1] += weights[i] * particles[i, 1]
        sine += weights[i] * math.sin(particles[i, 2])
        cosine += weights[i] * math.cos(particles[i, 2])
    mean[2] = math.atan2(sine, cosine)
    return mean, spread_around(mean, particles, weights)


@njit(cache=True)
def spread_around(mean, particles, weights):
    """Second moments (3, 3) of weighted particles around a pose (3,)."""
    spread = np.zeros((3, 3))
    off = np.empty(3)
    for i in range(len(particles)):
        off[0], off[1] = particles[i, 0] - mean[0], particles[i, 1] - mean[1]
        turned = particles[i, 2] - mean[2]
        off[2] = math.atan2(math.sin(turned), math.cos(turned))
        for j in range(3):
            for k in range(3):
                spread[j, k] += weights[i] * off[j] * off[k]
    return spread


@njit(cache=True)
def normalised(log_weights):
    """Weights (N,) that sum to 1."""
    weights = np.exp(log_weights - log_weights.max())
    return weights / weights.sum()


@njit(cache=True)
def low_variance_sample(weights, count, start):
    """Indices (count,) of the particles drawn, each about in proportion to its weight; table 4.4. `start` in [0, 1)."""
    drawn = np.empty(count, np.int64)
    reached, i = weights[0], 0
    for m in range(count):
        aim = (m + start) / count
        while aim > reached and i < len(weights) - 1:
            i += 1
            reached += weights[i]
        drawn[m] = i
    return drawn


@njit(cache=True)
def sample_size(particles, weights, luck, least, error, quantile, bin_length, bin_angle):
    """How many particles are enough: with the normal's `quantile`, the KL divergence stays below `error`. Table 8.4.

    Draws particles with the numbers `luck` (most,) in [0, 1) and counts the bins that they fall in, `bin_length` m and
    `bin_angle` rad wide, until as many are drawn as that many bins need. Returns: from `least` to the size of `luck`.
    """
    reached = np.cumsum(weights)
    taken = np.full(SLOTS, -1, np.int64)
    bins, needed = 0, least
    for drawn in range(len(luck)):
        if drawn >= needed:
            return needed
        i = min(np.searchsorted(reached, luck[drawn] * reached[-1]), len(weights) - 1)
        key = _bin_of(particles[i], bin_length, bin_angle)
        slot = (key * 0x9E3779B1) % SLOTS
        while taken[slot] >= 0 and taken[slot] != key:
            slot = (slot + 1) % SLOTS
        if taken[slot] < 0:
            taken[slot] = key
            bins += 1
            needed = max(least, enough_for(bins, error, quantile))
    return len(luck)


@njit(cache=True)
def _bin_of(pose, bin_length, bin_angle):
    """A number >= 0 of its own for each bin, up to 50 km from the origin."""
    across, up = math.floor(pose[0] / bin_length) + (1 << 20), math.floor(pose[1] / bin_length) + (1 << 20)
    return (across << 40) + (up << 16) + math.floor((pose[2] % (2.0 * math.pi)) / bin_angle)


@njit(cache=True)
def enough_for(bins, error, quantile):
    """Particles that `bins` occupied bins need; table 8.4, the Wilson-Hilferty approximation of chi-square."""
    if bins < 2:
        return 1
    share = 2.0 / (9.0 * (bins - 1))
    return math.ceil((bins - 1) / (2.0 * error) * (1.0 - share + math.sqrt(share) * quantile) ** 3)
