"""`robot-guide map` keeps revisions."""

import shutil

import pytest

from hall_map import load
from hall_map.differences import differences
from robot_guide.cli.arguments import project_root

PUTUO = project_root() / "maps" / "putuo"


@pytest.fixture
def store(run, tmp_path):
    path = tmp_path / "hall.db"
    assert run("map", "import", PUTUO, "--store", path).status == 0
    return path


@pytest.fixture
def closed(tmp_path):
    """The hall with window A11 closed."""
    folder = shutil.copytree(PUTUO, tmp_path / "closed")
    rows = (folder / "windows.csv").read_text("utf-8").splitlines()
    rows = [row.replace(",yes,", ",no,") if row.startswith("A11,") else row for row in rows]
    (folder / "windows.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return folder


def test_a_hall_is_published_and_its_history_told(run, store, closed):
    words = ("--reason", "ill", "--author", "li", "--accept-warnings")
    ran = run("map", "publish", closed, "--store", store, *words, "--json")
    assert (ran.status, ran.record) == (0, {"revision": 2})
    lines = run("map", "history", "--store", store).out.splitlines()
    assert lines[0].endswith("li: ill")
    assert len(lines) == 2
    assert run("map", "history", "2", "--store", store).out == "window A11: open → closed\n"
    assert run("map", "history", "2", "--store", store, "--lang", "zh").out == "窗口A11：开放 → 关闭\n"


def test_an_old_revision_comes_back_and_any_can_be_written_out(run, store, closed, tmp_path):
    run("map", "publish", closed, "--store", store, "--reason", "ill", "--accept-warnings")
    assert run("map", "restore", "1", "--store", store, "--reason", "well again").status == 0
    for number, folder in ((2, closed), (3, PUTUO)):
        out = tmp_path / f"out{number}"
        assert run("map", "checkout", out, "--store", store, "--number", number).status == 0
        assert differences(load(out), load(folder)) == ()


def test_what_is_wrong_is_told_with_a_remedy(run, clear_error, store, closed, tmp_path):
    clear_error(run("map", "import", PUTUO, "--store", store, "--json"), 1, "already")
    clear_error(run("map", "history", "--store", tmp_path / "none.db", "--json"), 1, "no store")
    clear_error(run("map", "restore", "9", "--store", store, "--reason", "x", "--json"), 1, "no revision 9")
    clear_error(run("map", "publish", closed, "--store", store, "--reason", " ", "--json"), 1, "no reason")
