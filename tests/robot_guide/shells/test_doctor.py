"""The doctor looks at the real machine, survives what is broken, and says what helps."""

import shutil
from pathlib import Path

import pytest

from robot_guide.cli.arguments import project_root
from robot_guide.shells import doctor

PUTUO = project_root() / "maps" / "putuo"


def result(name, hall=PUTUO):
    return next(check for check in doctor.checks(hall) if check.check == name)


@pytest.fixture
def only(monkeypatch):
    """Leave only some checks, for speed."""

    def leave(*names):
        monkeypatch.setattr(doctor, "CHECKS", {name: doctor.CHECKS[name] for name in names})

    return leave


def test_what_this_project_needs_is_there(only):
    only("python", "packages", "hall")
    assert all(check.ok for check in doctor.checks(PUTUO))


def test_what_is_ok_needs_no_remedy_and_what_is_not_has_one(only, monkeypatch, tmp_path):
    monkeypatch.setenv("ROBOT_GUIDE_MODELS", str(tmp_path))
    only("python", "packages", "hall", "shared memory", "recogniser", "sound card", "font")
    for check in doctor.checks(tmp_path / "nowhere"):
        assert check.detail
        assert bool(check.remedy) != check.ok
        assert set(check.as_json()) == {"check", "ok", "detail", "remedy"}


def test_a_broken_hall_is_found(only, tmp_path):
    only("hall")
    hall = shutil.copytree(PUTUO, tmp_path / "hall")
    (hall / "floor.yaml").write_text("outline: [")
    check = result("hall", hall)
    assert not check.ok
    assert check.required
    assert "floor.yaml" in check.detail
    assert "map validate" in check.remedy


def test_a_missing_package_is_named(only, monkeypatch):
    only("packages")
    monkeypatch.setattr(doctor, "PACKAGES", ("numpy", "no_such_package"))
    check = result("packages")
    assert not check.ok
    assert check.detail == "missing: no_such_package"


def test_without_ros_the_robots_can_still_run(only, monkeypatch):
    only("ros2")
    monkeypatch.setattr(doctor, "present", lambda package: False)
    check = result("ros2")
    assert not check.ok
    assert not check.required
    assert "one process" in check.detail


def test_a_node_that_does_not_start_is_told_with_its_last_words(only, monkeypatch):
    only("ros2")
    monkeypatch.setattr(doctor, "present", lambda package: True)
    monkeypatch.setattr(doctor, "TRY_ROS", "raise SystemExit('no shared memory left')")
    assert result("ros2").detail == "no shared memory left"


def test_a_check_that_breaks_is_a_check_that_fails(monkeypatch):
    def broken(hall: Path):
        raise ImportError("libstrange.so: cannot open")

    monkeypatch.setattr(doctor, "CHECKS", {"voice": broken})
    check = result("voice")
    assert not check.ok
    assert "libstrange.so" in check.detail


def test_the_voice_that_is_installed_speaks(only):
    only("voice")
    assert result("voice").ok
