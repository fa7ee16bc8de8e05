"""`robot-guide report`: the trials, the page and the numbers, with progress while it works."""

import dataclasses
import json

import pytest

from robot_guide.shells.trials import programme


@pytest.fixture
def short(monkeypatch):
    """One setting of each test."""
    tests = tuple(dataclasses.replace(test, settings=test.settings[:1]) for test in programme.TESTS)
    monkeypatch.setattr(programme, "TESTS", tests)


def test_it_leaves_a_page_and_all_numbers_and_tells_how_far_it_is(run, short, tmp_path):
    ran = run("report", "--runs", "2", "--seed", "3", "--out", tmp_path / "new" / "report", "--json")
    assert ran.status == 0
    page, data = (tmp_path / "new" / "report" / f"report.{kind}" for kind in ("html", "json"))
    report = json.loads(data.read_text("utf-8"))
    assert report["simulated"] is True
    assert report["seeds"] == [3, 4]
    assert len(report["tests"]["pose"][0]["stops"]) == report["tests"]["pose"][0]["arrived"]["hits"]
    assert report["made"]["fingerprint"] in page.read_text("utf-8")
    assert "100 %" in ran.err
    *tests, last = ran.records
    assert [record["test"] for record in tests] == ["pose", "detection", "avoidance", "deviation", "passage"]
    assert "paths" not in tests[2]["rows"][0]
    assert last["simulated"] is True
    assert last["report"].endswith("report.html")


def test_people_read_a_sentence_a_test_and_that_it_is_simulated(run, short, tmp_path):
    ran = run("report", "--runs", "1", "--out", tmp_path)
    assert ran.status == 0
    assert "position accuracy" in ran.out
    assert "All of it is simulated" in ran.out


def test_the_same_seed_gives_the_same_report(run, short, tmp_path):
    for name in ("a", "b"):
        run("report", "--runs", "1", "--seed", "9", "--out", tmp_path / name)
    first, second = (json.loads((tmp_path / name / "report.json").read_text("utf-8")) for name in ("a", "b"))
    first["made"].pop("date"), second["made"].pop("date")
    assert first == second


def test_a_place_where_nothing_can_be_written_is_told_before_any_trial(run, clear_error, tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    ran = run("report", "--out", file, "--json")
    clear_error(ran, 2)
    assert "%" not in ran.err
    clear_error(run("report", "--out", file / "below", "--json"), 2)


@pytest.mark.parametrize("arguments", [("--runs", "0"), ("--jobs", "x"), ("--seed", "-1"), ("extra",)])
def test_wrong_arguments_are_wrong_use(run, clear_error, arguments):
    clear_error(run("report", *arguments, "--json"), 2)
