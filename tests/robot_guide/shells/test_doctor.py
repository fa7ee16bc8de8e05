"""The doctor looks at the real machine, survives what is broken, and says what helps."""

import shutil
from pathlib import Path

import pytest

from robot_guide.cli.arguments import project_root
from robot_guide.shells import doctor, doctor_simulator

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


def test_a_package_that_was_not_tested_is_named_with_the_one_that_was(only, monkeypatch, tmp_path):
    only("versions")
    monkeypatch.setattr(doctor, "LOCK", tmp_path / "core.lock")
    assert result("versions").ok, "without a lock file there is nothing to compare with"
    pins = ("numpy==0.1 ; python_full_version < '3.11'", "numpy==0.2", "colorama-none==1.0 ; os_name == 'x'")
    doctor.LOCK.write_text("\n".join(pins))
    check = result("versions")
    assert not check.ok
    assert not check.required
    assert "(tested: 0.1, 0.2)" in check.detail
    assert "colorama-none" not in check.detail, "what this machine does not need may be missing"
    doctor.LOCK.write_text("surely-missing==1.0\n")
    assert result("versions").detail == "surely-missing missing (tested: 1.0)"


def test_a_cache_that_cannot_be_written_is_found(only, monkeypatch, tmp_path):
    only("compiled")
    assert result("compiled").ok
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "nowhere"))
    check = result("compiled")
    assert not check.ok
    assert str(tmp_path / "nowhere") in check.detail


def test_a_full_disk_is_found(only, monkeypatch):
    only("disk")
    assert result("disk").ok
    monkeypatch.setattr(doctor, "DISK", 1e20)
    assert not result("disk").ok


def test_shared_memory_that_nobody_uses_any_more_is_counted(tmp_path):
    shm, proc = tmp_path / "shm", tmp_path / "proc"
    for folder in (shm, proc / "7", proc / "self"):
        folder.mkdir(parents=True)
    for name in ("fastdds_a", "fastdds_a_el", "fastdds_b", "sem.fastdds_port7411_mutex", "other"):
        (shm / name).touch()
    (proc / "7" / "maps").write_text(f"7f00-7f01 rw-s 00000000 00:1a 12 {shm}/fastdds_a\n")
    left = {path.name for path in doctor.leftovers(shm, proc)}
    assert left == {"fastdds_b", "sem.fastdds_port7411_mutex"}


def test_code_that_is_not_compiled_yet_is_counted(only, monkeypatch):
    only("inner loops")
    monkeypatch.setattr("robot_guide.compiled.functions", lambda: {"a", "b", "c"})
    monkeypatch.setattr("robot_guide.compiled.cold", lambda: ("c",))
    check = result("inner loops")
    assert not check.ok
    assert not check.required
    assert check.detail.startswith("2 of 3 functions")
    assert "robot_guide.warm" in check.remedy
    monkeypatch.setattr("robot_guide.compiled.cold", lambda: ())
    assert result("inner loops").ok


def test_a_scenario_that_nobody_could_hear_is_named_with_the_model_that_it_needs(only, monkeypatch, tmp_path):
    only("sounds")
    monkeypatch.setenv("ROBOT_GUIDE_MODELS", str(tmp_path))
    monkeypatch.setattr("robot_guide.hearing.models.packaged_korean", lambda: None)
    check = result("sounds")
    assert not check.ok
    assert "korean_aloud: no model for ko" in check.detail
    assert check.remedy == "Run: make models"


def test_extras_that_are_not_there_are_told_with_what_they_are_for(only, monkeypatch):
    only("extras")
    monkeypatch.setattr(doctor_simulator, "EXTRAS", {"gym": ("no_such_package", "training policies")})
    check = result("extras")
    assert check.detail == "not installed: gym (training policies)"
    assert "[gym]" in check.remedy


def test_the_extras_are_those_of_the_project():
    declared = (project_root() / "pyproject.toml").read_text("utf-8")
    for name, (package, _) in doctor_simulator.EXTRAS.items():
        assert f'{name} = ["{package.replace("_", "-")}' in declared
