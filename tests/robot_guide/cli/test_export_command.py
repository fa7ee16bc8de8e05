"""`robot-guide map export` writes every form."""

import io
import json
import zipfile

import pytest
import yaml

import hall_map
from hall_map.differences import differences
from hall_map.exchange.forms import FORMS
from robot_guide.cli.arguments import project_root

PUTUO = project_root() / "maps" / "putuo"


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_written_where_it_is_asked_for_and_packed(run, tmp_path, name):
    form = FORMS[name]
    out = tmp_path / "new" / f"putuo{form.suffix}"
    ran = run("map", "export", PUTUO, "--form", name, "--out", out, "--json")
    assert (ran.status, ran.record) == (0, {"file": str(out)})
    packed = tmp_path / "putuo.zip"
    assert run("map", "export", PUTUO, "--form", name, "--out", packed).status == 0
    folder = out.parent if form.suffix else out
    with zipfile.ZipFile(io.BytesIO(packed.read_bytes())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert files
    written = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.relative_to(folder).as_posix(): path.read_bytes() for path in written} == files


def test_the_folder_that_is_written_is_the_same_hall(run, tmp_path):
    run("map", "export", PUTUO, "--form", "folder", "--out", tmp_path / "copy")
    assert differences(hall_map.load(PUTUO), hall_map.load(tmp_path / "copy")) == ()


def test_a_resolution_is_heeded_where_there_are_cells_and_refused_elsewhere(run, clear_error, tmp_path):
    coarse = tmp_path / "coarse.yaml"
    assert run("map", "export", PUTUO, "--out", coarse, "--resolution", "0.1").status == 0
    assert yaml.safe_load(coarse.read_text())["resolution"] == 0.1
    png = ("--form", "png", "--out", tmp_path / "x.png", "--resolution", "0.1")
    clear_error(run("map", "export", PUTUO, *png, "--json"), 2, "no cells")


def test_what_cannot_be_written_is_told_before_anything_is_written(run, clear_error, tmp_path):
    clear_error(run("map", "export", PUTUO, "--form", "scroll", "--out", tmp_path / "x", "--json"), 2, "map_server")
    clear_error(run("map", "export", PUTUO, "--form", "png", "--out", tmp_path / "x.gif", "--json"), 2, ".png")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    clear_error(run("map", "export", PUTUO, "--form", "folder", "--out", tmp_path / "full", "--json"), 2, "already")
    assert [path.name for path in tmp_path.rglob("*")] == ["full", "mine.txt"]


def test_a_georeference_is_heeded_where_there_is_a_place_and_refused_elsewhere(run, clear_error, tmp_path):
    site = tmp_path / "site.yaml"
    site.write_text("{latitude: 39.9, longitude: 116.4, address: 1 Road, locality: Beijing, country: CN}")
    imdf = ("--form", "imdf", "--out", tmp_path / "imdf", "--georeference", site)
    assert run("map", "export", PUTUO, *imdf).status == 0
    (address,) = json.loads((tmp_path / "imdf" / "address.geojson").read_text("utf-8"))["features"]
    assert address["properties"]["locality"] == "Beijing"
    png = ("--form", "png", "--out", tmp_path / "x.png", "--georeference", site)
    clear_error(run("map", "export", PUTUO, *png, "--json"), 2, "no place on the Earth")
    site.write_text("{latitude: 99}")
    broken = ("--form", "imdf", "--out", tmp_path / "y", "--georeference", site, "--json")
    clear_error(run("map", "export", PUTUO, *broken), 1, "site.yaml")
