"""Keep-outs and slow areas go to Nav2's masks and back."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import hall_map
from hall_map import KeepOut, SlowArea, from_document, to_document
from hall_map.errors import HallError
from hall_map.exchange.nav2_masks import load_mask, mask_files, read_masks
from hall_map.traffic import keep_out_mask, speed_limits

PUTUO = hall_map.load("maps/putuo")
AREAS = replace(
    PUTUO,
    keep_outs=(
        KeepOut("a", ((10, 5), (14, 5), (12, 9))), KeepOut("b", ((20.03, 8.02), (24.4, 8.02), (24.4, 12), (20, 12))),
    ),
    slow_areas=(
        SlowArea("c", ((5, 5), (30, 5), (30, 7), (5, 7)), 0.5), SlowArea("d", ((8, 4), (9, 4), (9, 9), (8, 9)), 0.333),
    ),
)  # fmt: skip


def written(hall, folder, resolution=0.05):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in mask_files(hall, "hall", resolution).items():
        (folder / name).write_bytes(content)
    return folder / "hall.yaml"


def test_the_masks_mark_what_robots_here_heed(tmp_path):
    path = written(AREAS, tmp_path)
    keep_out = load_mask(tmp_path / "hall_keep_out.yaml")
    assert ((keep_out.values == 100) == keep_out_mask(AREAS)).all()
    assert ((keep_out.values == 0) == ~keep_out_mask(AREAS)).all()
    info = yaml.safe_load(path.read_text())["speed_costmap_filter_info_server"]["ros__parameters"]
    speed = load_mask(tmp_path / "hall_speed.yaml").values
    told = np.where(speed > 0, info["base"] + info["multiplier"] * speed, np.inf)
    limits = speed_limits(AREAS)
    assert (np.isfinite(told) == np.isfinite(limits)).all()
    assert (told[speed > 0] <= limits[speed > 0] + 1e-6).all()
    assert (limits[speed > 0] - told[speed > 0] < info["multiplier"]).all()


def test_the_parameters_are_those_that_nav2_declares(tmp_path):
    nodes = yaml.safe_load(written(AREAS, tmp_path).read_text())
    infos = {name: node["ros__parameters"] for name, node in nodes.items() if name.endswith("info_server")}
    servers = {name: node["ros__parameters"] for name, node in nodes.items() if name.endswith("mask_server")}
    assert {info["type"] for info in infos.values()} == {0, 2}
    for info in infos.values():
        assert set(info) == {"type", "filter_info_topic", "mask_topic", "base", "multiplier"}
        assert isinstance(info["base"], float)
        assert isinstance(info["multiplier"], float)
    topics = {server["topic_name"]: server["yaml_filename"] for server in servers.values()}
    assert {info["mask_topic"] for info in infos.values()} == set(topics)
    assert all((tmp_path / name).exists() for name in topics.values())


def test_a_mask_is_as_large_as_the_map(tmp_path):
    written(AREAS, tmp_path, 0.1)
    grid = hall_map.rasterise(AREAS, 0.1)
    mask = load_mask(tmp_path / "hall_keep_out.yaml")
    assert (mask.values.shape, mask.resolution, mask.origin) == (grid.data.shape, 0.1, grid.origin)


@pytest.mark.parametrize("hall", [PUTUO, AREAS, replace(PUTUO, keep_outs=(), slow_areas=())])
@pytest.mark.parametrize("resolution", [0.05, 0.1])
def test_out_and_in_and_out_again_gives_the_same_files(hall, resolution, tmp_path):
    bare = replace(PUTUO, keep_outs=(), slow_areas=())
    back = read_masks(written(hall, tmp_path / "one", resolution), bare)
    assert back.notes == ()
    assert mask_files(back.hall, "hall", resolution) == mask_files(hall, "hall", resolution)
    assert to_document(from_document(to_document(back.hall))) == to_document(back.hall)


SMALL = replace(PUTUO, width=4.0, height=3.0)
POINTS = st.lists(st.tuples(st.floats(-1, 5), st.floats(-1, 4)), min_size=3, max_size=7)
SPEEDS = st.floats(0.05, 2.0)


@settings(max_examples=100, deadline=None)
@given(st.lists(POINTS, max_size=3), st.lists(st.tuples(POINTS, SPEEDS), max_size=4))
def test_any_areas_come_back_cell_by_cell(tmp_path_factory, keep_outs, slow):
    hall = replace(
        SMALL, keep_outs=tuple(KeepOut(f"k{n}", tuple(points)) for n, points in enumerate(keep_outs)),
        slow_areas=tuple(SlowArea(f"s{n}", tuple(points), speed) for n, (points, speed) in enumerate(slow)),
    )  # fmt: skip
    back = read_masks(written(hall, tmp_path_factory.mktemp("masks"), 0.1), SMALL).hall
    assert (keep_out_mask(back, 0.1) == keep_out_mask(hall, 0.1)).all()
    before, after = speed_limits(hall, 0.1), speed_limits(back, 0.1)
    limited = np.isfinite(before)
    assert (np.isfinite(after) == limited).all()
    assert (after[limited] <= before[limited] + 1e-5).all()
    assert (before[limited] - after[limited] <= 0.02 + 1e-5).all()


def edited(path, change):
    nodes = yaml.safe_load(path.read_text())
    change(nodes)
    path.write_text(yaml.safe_dump(nodes))
    return path


def test_per_cent_are_those_of_the_top_speed_and_told(tmp_path):
    path = edited(
        written(AREAS, tmp_path),
        lambda n: n["speed_costmap_filter_info_server"]["ros__parameters"].update(type=1, base=100.0, multiplier=-1.0),
    )
    imported = read_masks(path, PUTUO)
    assert {area.speed for area in imported.hall.slow_areas} == {0.5, 0.67}
    assert any("100 %" in note for note in imported.notes)


def test_a_mask_of_somebody_else_with_its_own_origin_lands_where_it_lies(tmp_path):
    path = written(AREAS, tmp_path)
    cv2.imwrite(
        str(tmp_path / "own.png"), np.where(np.eye(20), 0, 255).astype(np.uint8)[:, ::-1].repeat(2, 0).repeat(2, 1)
    )
    (tmp_path / "hall_keep_out.yaml").write_text(
        "{image: own.png, mode: trinary, resolution: 0.5, origin: [10.0, 5.0, 0.0], negate: 0, "
        "occupied_thresh: 0.65, free_thresh: 0.25}"
    )
    points = [point for area in read_masks(path, PUTUO).hall.keep_outs for point in area.polygon]
    assert (min(points), max(points)) == ((10.25, 5.25), (29.75, 24.75))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda n: n.clear(), "no costmap filter"),
        (lambda n: n["keepout_filter_mask_server"]["ros__parameters"].update(topic_name="x"), "no map server"),
        (lambda n: n["keepout_filter_mask_server"]["ros__parameters"].update(yaml_filename="/etc/x.yaml"), "folder"),
        (lambda n: n["keepout_filter_mask_server"]["ros__parameters"].update(yaml_filename="../x.yaml"), "folder"),
        (lambda n: n["keepout_filter_mask_server"]["ros__parameters"].update(yaml_filename="none.yaml"), "missing"),
        (lambda n: n["keepout_costmap_filter_info_server"]["ros__parameters"].update(type=7), "from 0 to 2"),
        (lambda n: n["keepout_costmap_filter_info_server"]["ros__parameters"].update(base="x"), "number"),
    ],
)
def test_what_is_wrong_is_told(tmp_path, change, words):
    with pytest.raises(HallError, match=words) as caught:
        read_masks(edited(written(AREAS, tmp_path), change), PUTUO)
    assert caught.value.where


def test_a_picture_outside_the_folder_is_not_opened(tmp_path):
    path = written(AREAS, tmp_path)
    mask = tmp_path / "hall_keep_out.yaml"
    mask.write_text(mask.read_text().replace("hall_keep_out.pgm", "/etc/hostname"))
    with pytest.raises(HallError, match="folder"):
        read_masks(path, PUTUO)
