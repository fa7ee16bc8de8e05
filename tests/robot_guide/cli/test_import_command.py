"""`robot-guide map import` knows what it is given, and puts a hall where it is asked to."""

import zipfile

import cv2
import numpy as np
import pytest
import yaml

import hall_map
from hall_map.differences import differences
from hall_map.exchange.forms import FORMS, zipped
from hall_map.store import Store
from robot_guide.cli.arguments import project_root

PUTUO = project_root() / "maps" / "putuo"
BUILDING = {
    "name": "shop",
    "levels": {
        "L1": {
            "vertices": [[0, 0, 0, ""], [200, 0, 0, ""], [200, 100, 0, ""], [0, 100, 0, ""]],
            "measurements": [[0, 1, {"distance": [3, 10.0]}]],
            "walls": [[0, 1, {}], [1, 2, {}], [2, 3, {}], [3, 0, {}]],
            "floors": [{"vertices": [0, 1, 2, 3]}],
        }
    },
}


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """A file, folder or zip of each form, and how many of what its import gives."""
    place = tmp_path_factory.mktemp("sources")
    hall = hall_map.load(PUTUO)
    (place / "shop.building.yaml").write_text(yaml.safe_dump(BUILDING))
    for name, suffix in (("map", ".yaml"), ("masks", ".yaml"), ("routes", ".geojson"), ("json", ".json")):
        for file, content in FORMS[name].files(hall, f"p_{name}").items():
            (place / file).write_bytes(content)
        assert (place / f"p_{name}{suffix}").exists()
    for name in ("folder", "masks"):
        (place / f"{name}.zip").write_bytes(zipped(FORMS[name].files(hall, "hall")))
    plan = np.full((300, 400), 255, np.uint8)
    cv2.rectangle(plan, (40, 40), (360, 260), 0, 8)
    cv2.imwrite(str(place / "plan.png"), plan)
    return place


@pytest.mark.parametrize(
    ("source", "options", "form"),
    [
        (PUTUO, (), "folder"),
        (PUTUO / "hall.yaml", (), "folder"),
        ("folder.zip", (), "folder"),
        ("p_json.json", (), "json"),
        ("shop.building.yaml", (), "building"),
        ("p_map.yaml", (), "map"),
        ("plan.png", ("--scale", "0.05"), "picture"),
        ("p_masks.yaml", ("--hall", PUTUO), "masks"),
        ("masks.zip", ("--hall", PUTUO), "masks"),
        ("p_routes.geojson", ("--hall", PUTUO), "routes"),
    ],
)
def test_the_form_is_told_by_the_content_and_a_hall_comes_out(run, sources, tmp_path, source, options, form):
    ran = run("map", "import", sources / source, *options, "--out", tmp_path / "hall", "--json")
    assert ran.status == 0, ran.out
    assert (ran.record["form"], ran.record["folder"]) == (form, str(tmp_path / "hall"))
    hall = hall_map.load(tmp_path / "hall")
    assert ran.record["walls"] == len(hall.walls)
    dry = run("map", "import", sources / source, *options, "--dry-run", "--json")
    assert {**dry.record, "folder": 0, "revision": 0} == {**ran.record, "folder": 0, "revision": 0}


def test_a_hall_that_went_out_comes_in_unchanged(run, sources, tmp_path):
    for name in ("folder.zip", "p_json.json"):
        run("map", "import", sources / name, "--out", tmp_path / name)
        assert differences(hall_map.load(PUTUO), hall_map.load(tmp_path / name)) == ()


def test_a_dry_run_writes_nothing(run, sources, tmp_path):
    for place in (("--out", tmp_path / "hall"), ("--store", tmp_path / "hall.db")):
        assert run("map", "import", PUTUO, *place, "--dry-run").status == 0
    assert list(tmp_path.iterdir()) == []


def test_a_part_keeps_the_rest_of_the_hall(run, sources, tmp_path):
    run("map", "import", sources / "p_masks.yaml", "--hall", PUTUO, "--out", tmp_path / "hall")
    found = differences(hall_map.load(PUTUO), hall_map.load(tmp_path / "hall"))
    changed = {one.where.partition(".")[0] for one in found}
    assert changed <= {"keep_outs", "slow_areas"}


def test_a_store_is_made_of_a_sound_hall_only(run, clear_error, sources, tmp_path):
    ran = run("map", "import", sources / "folder.zip", "--store", tmp_path / "hall.db", "--json")
    assert (ran.record["store"], ran.record["revision"]) == (str(tmp_path / "hall.db"), 1)
    assert Store.open(tmp_path / "hall.db").head() == 1
    clear_error(run("map", "import", sources / "p_map.yaml", "--store", tmp_path / "new.db", "--json"), 1)
    assert not (tmp_path / "new.db").exists()


def test_what_is_missing_is_asked_for(run, clear_error, sources, tmp_path):
    out = ("--out", tmp_path / "hall", "--json")
    clear_error(run("map", "import", sources / "p_masks.yaml", *out), 1, "part of a hall")
    clear_error(run("map", "import", sources / "plan.png", *out), 1, "scale")
    clear_error(run("map", "import", PUTUO, "--json"), 2, "nowhere")
    clear_error(run("map", "import", tmp_path / "none", *out), 2, "no such file")
    clear_error(run("map", "import", PUTUO, "--form", "scroll", *out), 2, "building")
    clear_error(run("map", "import", PUTUO, *out, "--store", tmp_path / "x.db"), 2, "both")
    assert list(tmp_path.iterdir()) == []


def test_a_level_of_a_building_is_chosen_by_name(run, clear_error, sources, tmp_path):
    small = {**BUILDING["levels"]["L1"], "walls": [[0, 1, {}], [2, 3, {}]]}
    tower = tmp_path / "tower.building.yaml"
    tower.write_text(yaml.safe_dump({**BUILDING, "levels": {**BUILDING["levels"], "L2": small}}))
    found = {level: run("map", "import", tower, "--level", level, "--dry-run", "--json") for level in ("L1", "L2")}
    assert [found[level].record["walls"] for level in ("L1", "L2")] == [1, 2]
    assert any(note.startswith("Level L2 is read, not L1") for note in found["L2"].record["notes"])
    clear_error(run("map", "import", tower, "--level", "L9", "--dry-run", "--json"), 1, "'L9'", "L1, L2")
    clear_error(run("map", "import", PUTUO, "--level", "L1", "--dry-run", "--json"), 1, "has no levels")
    assert run("map", "import", tower, "--dry-run", "--json").record["notes"] == found["L1"].record["notes"]


def test_a_whole_hall_is_not_put_into_another(run, clear_error, sources, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    clear_error(run("map", "import", sources / "shop.building.yaml", "--out", tmp_path, "--json"), 2, "already")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.yaml", b"a: [1", "no YAML"),
        ("x.yaml", b"a: 1", "no form"),
        ("x.json", b"{", "no JSON"),
        ("x.bin", b"\x00\xff\x00", "UTF-8"),
        ("x.zip", b"PK\x03\x04 broken", "unpacked"),
        ("x.png", b"\x89PNG\r\n\x1a\n broken", "PNG"),
        ("x.csv", b"a,b\n1,2\n", "x.csv"),
    ],
)
def test_a_file_that_is_no_good_is_told(run, clear_error, tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    options = ("--hall", PUTUO, "--scale", "0.05", "--dry-run", "--json")
    clear_error(run("map", "import", tmp_path / name, *options), 1, name, words)


def test_nothing_outside_a_zip_is_touched_or_read(run, clear_error, tmp_path):
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("../../evil.yaml", "{image: /etc/hostname, resolution: 0.05, origin: [0, 0, 0], negate: 0, "
                         "occupied_thresh: 0.65, free_thresh: 0.25}")  # fmt: skip
    clear_error(run("map", "import", tmp_path / "evil.zip", "--dry-run", "--json"), 1, "evil", "folder")
    assert not (tmp_path.parent.parent / "evil.yaml").exists()
