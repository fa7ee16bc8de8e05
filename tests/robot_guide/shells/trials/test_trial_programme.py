"""The programme of trials: what is done how often, the same on one processor as on two."""

import dataclasses

import pytest

from robot_guide.shells.trials import programme
from robot_guide.shells.trials.samples import mean_of, share_of


def test_every_setting_is_repeated_with_its_own_seeds_and_paths_a_third_as_often():
    tasks = programme.tasks_of(9, 100)
    for i, test in enumerate(programme.TESTS):
        for k in range(len(test.settings)):
            seeds = [task.seed for task in tasks if (task.test, task.setting) == (i, k)]
            assert seeds == list(range(100, 103 if test.name == "deviation" else 109))
    assert len(set(tasks)) == len(tasks)
    assert programme.TESTS[3].repetitions(1) == 1


@pytest.mark.slow
def test_outcomes_are_the_same_on_two_processors_as_on_one():
    tasks = programme.tasks_of(1, 5)
    few = [tasks[0], next(task for task in tasks if task.test == 3), tasks[-1]]
    assert list(programme.carry_out(few, 2)) == list(programme.carry_out(few, 1))


def test_no_processor_is_a_mistake():
    with pytest.raises(ValueError, match="jobs"):
        list(programme.carry_out(programme.tasks_of(1, 1), 0))


def test_every_test_has_rows_for_its_settings(monkeypatch):
    short = tuple(dataclasses.replace(test, settings=test.settings[:2]) for test in programme.TESTS)
    monkeypatch.setattr(programme, "TESTS", short)
    tasks = programme.tasks_of(1, 1)
    findings = programme.findings_of(tasks, list(programme.carry_out(tasks)))
    assert {name: len(rows) for name, rows in findings.items()} == {
        "pose": 5, "detection": 2, "avoidance": 2, "deviation": 2, "passage": 2,
    }  # fmt: skip


def test_names_of_settings_tell_them_apart():
    for test in programme.TESTS[1:]:
        names = [setting.name for setting in test.settings]
        assert len(set(names)) == len(names)


def test_a_mean_has_an_interval_around_it_and_a_single_value_none():
    figure = mean_of([1.0, 2.0, 3.0])
    assert (figure["mean"], figure["least"], figure["most"], figure["n"]) == (2.0, 1.0, 3.0, 3)
    assert figure["low"] < 2.0 < figure["high"]
    assert mean_of([1.0])["low"] is None
    assert mean_of([]) is None


def test_a_share_of_all_is_less_certain_of_few():
    few, many = share_of([True] * 3), share_of([True] * 300)
    assert (few["mean"], few["hits"], few["n"]) == (1.0, 3, 3)
    assert few["low"] < many["low"] < 1.0
    assert share_of([]) is None
