"""`robot-guide map` keeps its contract."""

import json
import shutil

import numpy as np
import pytest
import yaml
from PIL import Image

from robot_guide.cli.arguments import project_root

PUTUO = project_root() / "maps" / "putuo"


@pytest.fixture
def hall(tmp_path):
    """A copy of the hall that a test may break."""
    return shutil.copytree(PUTUO, tmp_path / "hall")


def replace_in(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def move_window(hall, window, **cells):
    """Change cells in the row of a window."""
    path = hall / "windows.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    columns = head.split(",")
    changed = []
    for row in rows:
        values = dict(zip(columns, row.split(","), strict=True))
        changed.append(",".join({**values, **cells}.values() if values["id"] == window else values.values()))
    path.write_text("\n".join([head, *changed]) + "\n", "utf-8")


def test_the_hall_of_the_project_is_valid(run):
    ran = run("map", "validate", PUTUO)
    assert ran.status == 0
    assert "0 errors" in ran.out


def test_findings_have_severity_place_problem_and_remedy(run, hall):
    move_window(hall, "A03", stop_x="18.60", stop_y="24.22")
    ran = run("map", "validate", hall, "--json")
    assert ran.status == 1
    for record in ran.records:
        assert set(record) == {"severity", "where", "problem", "remedy"}
        assert record["severity"] in ("error", "warning")
    assert any("A03" in record["where"] for record in ran.records if record["severity"] == "error")


def test_people_read_the_finding_and_a_verdict(run, hall):
    move_window(hall, "A03", stop_x="18.60", stop_y="24.22")
    ran = run("map", "validate", hall)
    assert ran.status == 1
    assert "error: " in ran.out
    assert "A03" in ran.out
    assert "1 error" in ran.out or " errors" in ran.out


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda hall: (hall / "floor.yaml").unlink(), ["floor.yaml"]),
        (lambda hall: (hall / "floor.yaml").write_bytes(b""), ["floor.yaml"]),
        (lambda hall: (hall / "floor.yaml").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff\xfe"), ["floor.yaml"]),
        (lambda hall: (hall / "floor.yaml").write_text("outline: [[0, 0"), ["floor.yaml"]),
        (lambda hall: (hall / "hall.yaml").write_text("- just\n- a list\n"), ["hall.yaml"]),
        (lambda hall: (hall / "windows.csv").write_bytes(b"\xff\xfe\x00x"), ["windows.csv"]),
        (lambda hall: (hall / "windows.csv").write_text("number,colour\n1,red\n"), ["windows.csv"]),
        (lambda hall: move_window(hall, "A03", x="nan"), ["windows.csv", "nan"]),
        (lambda hall: move_window(hall, "A03", stop_x="far"), ["windows.csv", "far"]),
    ],
)
def test_a_hall_that_cannot_be_read_is_a_finding_that_names_the_file(run, hall, spoil, words):
    spoil(hall)
    ran = run("map", "validate", hall, "--json")
    assert ran.status == 1
    record = ran.record
    assert record["severity"] == "error"
    for word in words:
        assert word in json.dumps(record, ensure_ascii=False)
    assert record["problem"]


@pytest.mark.parametrize("action", ["show", "render"])
def test_a_hall_that_cannot_be_read_can_be_neither_shown_nor_drawn(run, clear_error, hall, tmp_path, action):
    (hall / "floor.yaml").write_text("outline: [[0, 0")
    out = ("--out", tmp_path / "hall.png") if action == "render" else ()
    clear_error(run("map", action, hall, *out, "--json"), 1, "floor.yaml")
    assert not (tmp_path / "hall.png").exists()


@pytest.mark.parametrize("action", ["validate", "show", "render"])
def test_a_folder_that_is_not_there_is_wrong_use(run, clear_error, tmp_path, action):
    clear_error(run("map", action, tmp_path / "none", "--json"), 2, "none")


def test_a_hall_is_shown_as_one_document(run):
    ran = run("map", "show", PUTUO, "--json")
    assert ran.status == 0
    assert ran.record["names"]["zh"] == "普陀区行政服务中心"
    assert {window["id"] for window in ran.record["windows"]} >= {"A01", "B01", "C01"}


def test_people_are_shown_windows_with_what_they_handle(run):
    ran = run("map", "show", PUTUO)
    line = next(line for line in ran.out.splitlines() if line.strip().startswith("B01 "))
    assert "纳税申报" in line


def test_a_picture_of_the_hall_is_drawn(run, tmp_path):
    path = tmp_path / "new" / "hall.png"
    ran = run("map", "render", PUTUO, "--out", path, "--json")
    assert ran.status == 0
    assert ran.record == {"file": str(path)}
    with Image.open(path) as image:
        width, height = image.size
        assert width > height > 300
        assert len(np.unique(np.asarray(image.convert("RGB")).reshape(-1, 3), axis=0)) > 20


def test_a_picture_cannot_be_written_over_a_folder(run, clear_error, tmp_path):
    clear_error(run("map", "render", PUTUO, "--out", tmp_path, "--json"), 2, "folder")


def test_a_hall_does_not_differ_from_itself(run):
    ran = run("map", "diff", PUTUO, PUTUO, "--json")
    assert ran.status == 0
    assert ran.out == ""


def test_what_differs_is_named_by_id(run, hall):
    move_window(hall, "A03", open="no")
    ran = run("map", "diff", PUTUO, hall, "--json")
    assert ran.record == {"where": "windows.A03.open", "before": True, "after": False}
    assert run("map", "diff", PUTUO, hall).out == "window A03: open → closed\n"


def test_the_floor_goes_to_map_server_and_back(run, tmp_path):
    path = tmp_path / "map.yaml"
    ran = run("map", "export", PUTUO, "--out", path, "--json")
    assert ran.status == 0
    assert ran.record == {"file": str(path)}
    assert yaml.safe_load(path.read_text())["resolution"] == 0.05
    there = run("plan", PUTUO, "--from", "26.1,5", "--to", "24,7.2", "--json").record
    back = run("plan", path, "--from", "26.1,5", "--to", "24,7.2", "--json").record
    assert there["points"] == back["points"]


@pytest.mark.parametrize("options", [("--out", "map.png"), ("--out", "m.yaml", "--resolution", "0"), ()])
def test_an_export_that_makes_no_sense_is_wrong_use(run, clear_error, tmp_path, monkeypatch, options):
    monkeypatch.chdir(tmp_path)
    clear_error(run("map", "export", PUTUO, *options, "--json"), 2)
    assert not list(tmp_path.iterdir())
