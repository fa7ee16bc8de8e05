"""What many runs say together: means, how sure one can be of them, and whether they are worse than others.

Confidence intervals of means after Student (1908), of shares after Wilson (1927); differences of means after Welch
(1947).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, variance

CONFIDENCE = 0.95
# Figures that are compared, and whether more of them is better. Those that nobody would call better or worse are not.
BETTER_IF_MORE = {
    "success": True, "as_expected": True, "spl": True, "min_clearance_m": True, "closest_person_min_m": True,
    "in_company_share": True, "collisions": False, "bumps": False, "visitor_lost": False, "seconds": False,
    "intrusions_s": False, "follow_gap_p95_m": False, "path_irregularity_rad": False, "mean_jerk_mps3": False,
    "intimate_space_percent": False, "social_work_ns": False, "stop_latency_s": False, "resume_latency_s": False,
    "arrival_heading_deg": False,
}  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """One figure over many runs."""

    count: int
    mean: float
    deviation: float  # standard deviation, of n - 1; 0 for a single run
    low: float  # the mean's confidence interval
    high: float


def sample_of(values: Sequence[float | bool]) -> Sample:
    """Raises ValueError: there are no values."""
    if not values:
        raise ValueError("a sample needs one value at least")
    n, mean = len(values), fmean(values)
    deviation = math.sqrt(variance(values)) if n > 1 else 0.0
    if all(isinstance(value, bool) for value in values):
        return Sample(n, mean, deviation, *wilson(sum(values), n))
    half = student(n - 1) * deviation / math.sqrt(n) if n > 1 else math.inf
    return Sample(n, mean, deviation, mean - half, mean + half)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The confidence interval of a share (Wilson 1927)."""
    z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2.0)
    share, z2 = hits / n, z * z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def student(freedom: float, p: float = 0.5 + CONFIDENCE / 2.0) -> float:
    """Quantile of Student's t; exact for 1 and 2 degrees of freedom.

    Otherwise by the expansion of Abramowitz and Stegun (1964), 26.7.5, which is wrong by less than 1 % from 3 on.
    """
    if freedom < 1.5:
        return math.tan(math.pi * (p - 0.5))
    if freedom < 2.5:
        return (2.0 * p - 1.0) / math.sqrt(2.0 * p * (1.0 - p))
    z, v = NormalDist().inv_cdf(p), freedom
    return (
        z + (z**3 + z) / (4 * v) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * v**4)
    )  # fmt: skip


def samples_of(summaries: Iterable[Mapping[str, object]]) -> dict[str, Sample]:
    """A sample of each figure that is a number or yes and no, over the runs that have it."""
    values: dict[str, list[float | bool]] = {}
    for summary in summaries:
        for key, value in summary.items():
            if key != "seed" and isinstance(value, (bool, int, float)):
                values.setdefault(key, []).append(value)
    return {key: sample_of(several) for key, several in values.items()}


@dataclass(frozen=True)
class Worsening:
    """A figure that is worse than it was, by more than chance explains."""

    figure: str
    before: float
    now: float


def worsened(before: Mapping[str, Sample], now: Mapping[str, Sample]) -> tuple[Worsening, ...]:
    """What has become worse beyond noise, among figures that both have (see BETTER_IF_MORE)."""
    found = []
    for figure, more in BETTER_IF_MORE.items():
        if figure in before and figure in now:
            old, new = before[figure], now[figure]
            loss = (old.mean - new.mean) if more else (new.mean - old.mean)
            if loss > margin(old, new):
                found.append(Worsening(figure, old.mean, new.mean))
    return tuple(found)


def margin(a: Sample, b: Sample) -> float:
    """By how much two means may differ by chance: a one-sided test after Welch. Runs without any spread may not."""
    parts = [each.deviation**2 / each.count for each in (a, b)]
    if not sum(parts):
        return 1e-9
    spread = [part**2 / (each.count - 1) for part, each in zip(parts, (a, b), strict=True) if each.count > 1]
    freedom = sum(parts) ** 2 / sum(spread) if sum(spread) else 1.0
    return student(freedom, CONFIDENCE) * math.sqrt(sum(parts)) + 1e-9
