"""The largest values of each run of an array, against sorting."""

import numpy as np

from dialogue.retrieval import largest


def test_the_largest_of_each_run_come_first_however_short_it_is_and_however_many_are_alike():
    rng = np.random.default_rng(0)
    for _ in range(50):
        counts = rng.integers(1, 7, 20)
        starts = np.cumsum(counts) - counts
        values = rng.integers(0, 5, counts.sum()).astype(np.float32)
        found = largest(values.copy(), starts, counts, 3)
        for run, (start, count) in enumerate(zip(starts, counts, strict=True)):
            best = sorted(values[start : start + count], reverse=True)[:3]
            np.testing.assert_array_equal(found[:, run], best + [0.0] * (3 - len(best)))
