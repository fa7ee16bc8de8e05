"""Figures of many attempts as a report gives them: means and shares, each with its 95 % confidence interval."""

from __future__ import annotations

from collections.abc import Iterable

from hall_sim.many_runs import sample_of

Figure = dict[str, float | int | None]


def mean_of(values: Iterable[float]) -> Figure | None:
    """Mean, interval, least, greatest and count (Student 1908); a single value has no interval. None without values."""
    values = [float(value) for value in values]
    if not values:
        return None
    sample = sample_of(values)
    low, high = (sample.low, sample.high) if sample.count > 1 else (None, None)
    return {
        "mean": sample.mean, "low": low, "high": high, "least": min(values), "most": max(values), "n": sample.count,
    }  # fmt: skip


def share_of(hits: Iterable[bool]) -> Figure | None:
    """Share, interval (Wilson 1927), hits and count; None of nothing."""
    hits = [bool(hit) for hit in hits]
    if not hits:
        return None
    sample = sample_of(hits)
    return {"mean": sample.mean, "low": sample.low, "high": sample.high, "hits": sum(hits), "n": sample.count}
