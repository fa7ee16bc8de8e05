import math

import pytest

from hall_sim.many_runs import Worsening, margin, sample_of, samples_of, student, wilson, worsened


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (9, 2.262), (29, 2.045), (1000, 1.962)],
)  # from the printed tables
def test_students_quantiles_are_those_of_the_tables(freedom, quantile):
    assert student(freedom) == pytest.approx(quantile, rel=0.01)


def test_a_mean_lies_between_what_the_spread_of_its_runs_allows():
    sample = sample_of([1.0, 2.0, 3.0, 4.0, 5.0])
    assert (sample.mean, sample.deviation) == (3.0, pytest.approx(math.sqrt(2.5)))
    assert (sample.low, sample.high) == pytest.approx((3.0 - 1.963, 3.0 + 1.963), abs=0.01)


def test_of_a_single_run_nothing_is_sure():
    assert (sample_of([7.0]).low, sample_of([7.0]).high) == (-math.inf, math.inf)


def test_a_share_stays_between_none_and_all():
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-3)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-3)
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-3)
    assert sample_of([True] * 10).low == pytest.approx(0.7225, abs=1e-3)


def test_figures_are_taken_from_the_runs_that_have_them():
    samples = samples_of([{"seed": 1, "spl": 0.5, "window": "A1", "success": True}, {"seed": 2, "spl": None}])
    assert set(samples) == {"spl", "success"}
    assert samples["spl"].count == 1
    with pytest.raises(ValueError, match="one value"):
        sample_of([])


def runs(**figures):
    return samples_of([dict(zip(figures, values, strict=True)) for values in zip(*figures.values(), strict=True)])


def test_what_is_worse_beyond_noise_is_told_and_nothing_else():
    before = runs(spl=[0.9, 0.92, 0.91, 0.9], seconds=[60.0, 70.0, 65.0, 62.0], guided_m=[20.0, 20.0, 20.0, 20.0])
    same = runs(spl=[0.91, 0.9, 0.91, 0.91], seconds=[66.0, 64.0, 70.0, 61.0], guided_m=[30.0, 30.0, 30.0, 30.0])
    worse = runs(spl=[0.7, 0.72, 0.71, 0.7], seconds=[50.0, 51.0, 50.0, 52.0], guided_m=[20.0, 20.0, 20.0, 20.0])
    assert worsened(before, before) == ()
    assert worsened(before, same) == ()
    (found,) = worsened(before, worse)
    assert found == Worsening("spl", pytest.approx(0.9075), pytest.approx(0.7075))


def test_where_runs_have_no_spread_any_loss_is_one():
    good, bad = runs(collisions=[0, 0, 0]), runs(collisions=[1, 1, 1])
    assert [each.figure for each in worsened(good, bad)] == ["collisions"]
    assert worsened(bad, good) == ()


def test_the_margin_of_two_means_is_welchs():
    a, b = sample_of([1.0, 3.0]), sample_of([2.0, 2.0, 2.0])
    assert margin(a, b) == pytest.approx(6.314, rel=0.01)  # t of one degree of freedom, one-sided, times 1
