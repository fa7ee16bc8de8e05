"""`make test`: who runs when, and what comes of it."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def script():
    spec = importlib.util.spec_from_file_location("run_tests", ROOT / "scripts" / "run_tests.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("statuses", "verdict"), [((0, 0), 0), ((5, 0), 0), ((5, 5), 5), ((1, 0), 1), ((0, 2), 2), ((5, 1), 1)]
)
def test_all_is_well_when_nothing_failed_and_there_were_tests(script, statuses, verdict):
    assert script.verdict(*statuses) == verdict


def test_those_with_nodes_run_whether_the_others_have_failed_or_not(script, monkeypatch):
    ran = []

    def run(command, **_):
        ran.append(command[-2:])
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(script.subprocess, "run", run)
    monkeypatch.setattr(script, "PURE", ("pure",))
    monkeypatch.setattr(script, "WITH_NODES", ("nodes",))
    assert script.main(["-x"]) == 1
    assert ran == [["pure", "-x"], ["nodes", "-x"]]


@pytest.mark.parametrize("wanted", ["ros", "not ros"])
def test_a_file_that_the_choice_leaves_out_is_not_read(tmp_path, wanted):
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text("utf-8"))
    for folder in ("ros", "machines", "dialogue"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"test_{folder}.py").write_text(f"print('read {folder}')\ndef test_it(): pass\n")
    command = [sys.executable, "-m", "pytest", "-s", "--co", "-p", "no:cacheprovider", "-c", "/dev/null", "-m", wanted]
    done = subprocess.run([*command, "--rootdir", tmp_path, tmp_path], capture_output=True, text=True, check=False)
    read = {word for line in done.stdout.splitlines() if line.startswith("read ") for word in line.split()[1:]}
    assert read == ({"ros", "machines"} if wanted == "ros" else {"machines", "dialogue"})
