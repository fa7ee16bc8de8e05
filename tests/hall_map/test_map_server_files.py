"""Maps of ROS's map_server are written and read without a cell of difference."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import hall_map
from hall_map import FREE, OCCUPIED, UNKNOWN, HallError, OccupancyGrid
from hall_map.map_server import MODES

PUTUO = Path(__file__).parents[2] / "maps" / "putuo"
SIDES = st.integers(1, 20)
GOOD = {
    "image": "m.png", "resolution": 0.05, "origin": [0, 0, 0], "negate": 0, "occupied_thresh": 0.65,
    "free_thresh": 0.196,
}  # fmt: skip


def write(folder: Path, pixels: np.ndarray | None = None, **changes: object) -> Path:
    """A map of a small picture; a change to None leaves a key out."""
    pixels = np.full((3, 4), 254, np.uint8) if pixels is None else pixels
    cv2.imwrite(str(folder / "m.png"), pixels)
    description = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    (folder / "m.yaml").write_text(yaml.safe_dump(description), "utf-8")
    return folder / "m.yaml"


@given(
    cells=arrays.arrays(np.int8, st.tuples(SIDES, SIDES), elements=st.sampled_from([-1, 0, 100])),
    resolution=st.floats(0.001, 100),
    origin=st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)),
)
@settings(max_examples=40, deadline=None)
def test_any_grid_comes_back_equal(tmp_path_factory, cells, resolution, origin):
    grid = OccupancyGrid(cells, resolution, origin)
    path = hall_map.save_map_server(grid, tmp_path_factory.mktemp("map"))
    back = hall_map.load_map_server(path)
    assert np.array_equal(back.data, cells)
    assert back.data.dtype == np.int8
    assert (back.resolution, back.origin) == (resolution, origin)


def test_the_hall_of_putuo_comes_back_equal(tmp_path: Path):
    grid = hall_map.rasterise(hall_map.load(PUTUO))
    back = hall_map.load_map_server(hall_map.save_map_server(grid, tmp_path / "new", "putuo"))
    assert np.array_equal(back.data, grid.data)
    assert {file.name for file in (tmp_path / "new").iterdir()} == {"putuo.pgm", "putuo.yaml"}


def test_the_picture_has_the_north_on_top(tmp_path: Path):
    pixels = np.full((3, 4), 254, np.uint8)
    pixels[0, 1] = 0
    grid = hall_map.load_map_server(write(tmp_path, pixels))
    assert grid.data[2, 1] == OCCUPIED
    assert np.count_nonzero(grid.data == OCCUPIED) == 1


def test_grey_between_the_thresholds_is_unknown(tmp_path: Path):
    pixels = np.array([[0, 88, 90, 204, 206, 255]], np.uint8)
    grid = hall_map.load_map_server(write(tmp_path, pixels))
    assert grid.data[0].tolist() == [OCCUPIED, OCCUPIED, UNKNOWN, UNKNOWN, FREE, FREE]


def test_negate_turns_black_into_free(tmp_path: Path):
    grid = hall_map.load_map_server(write(tmp_path, np.array([[0, 255]], np.uint8), negate=1))
    assert grid.data[0].tolist() == [FREE, OCCUPIED]


def test_a_colour_picture_and_a_pgm_of_another_writer_are_read(tmp_path: Path):
    colour = write(tmp_path, np.full((2, 2, 3), 255, np.uint8))
    assert (hall_map.load_map_server(colour).data == FREE).all()
    (tmp_path / "m.png").write_bytes(b"P5\n# by another writer\n2 1\n255\n\x00\xfe")
    assert hall_map.load_map_server(colour).data[0].tolist() == [OCCUPIED, FREE]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"resolution": 0}, "m.yaml: resolution: must be a number from 0.001 to 100, got 0"),
        ({"resolution": "fine"}, "m.yaml: resolution: must be a number, got 'fine'"),
        ({"resolution": None}, "m.yaml: resolution: missing"),
        ({"origin": [0, 0, 1.5]}, "m.yaml: origin[2]: must be 0, got 1.5"),
        ({"origin": [0]}, "m.yaml: origin: must be x, y and yaw, got 1 values"),
        ({"origin": [0, float("inf"), 0]}, "m.yaml: origin[1]: must be a number"),
        ({"negate": 2}, "m.yaml: negate: must be 0 or 1, got 2"),
        ({"mode": "scale"}, "m.yaml: mode: must be trinary, got 'scale'"),
        ({"free_thresh": 0.9}, "m.yaml: occupied_thresh: must be a number from 0.9 to 1, got 0.65"),
        ({"image": "gone.png"}, "gone.png: is missing"),
        ({"image": 3}, "m.yaml: image: must be text, got 3"),
        ({"image": "."}, "cannot be read"),
        ({"colour": "red"}, "m.yaml: colour: unknown key"),
    ],
)
def test_a_faulty_description_is_refused_in_words(tmp_path: Path, changes: dict[str, object], message: str):
    with pytest.raises(HallError) as caught:
        hall_map.load_map_server(write(tmp_path, **changes))
    assert message in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"no picture", b"P5\n1000000 1000000\n255\n", b"\x89PNG\r\n\x1a\nbroken"])
def test_a_corrupt_picture_is_refused_in_words(tmp_path: Path, content: bytes):
    path = write(tmp_path)
    (tmp_path / "m.png").write_bytes(content)
    with pytest.raises(HallError, match=r"m\.png: is no picture that can be read"):
        hall_map.load_map_server(path)


@pytest.mark.filterwarnings("ignore:Image size")
def test_a_picture_of_too_many_pixels_is_not_unpacked(tmp_path: Path):
    path = write(tmp_path)
    cv2.imwrite(str(tmp_path / "m.png"), np.zeros((10_001, 10_001), np.uint8))
    with pytest.raises(HallError, match="more than 100000000 pixels"):
        hall_map.load_map_server(path)


def test_a_missing_map_and_a_folder_are_refused_in_words(tmp_path: Path):
    with pytest.raises(HallError, match=r"gone\.yaml: is missing"):
        hall_map.load_map_server(tmp_path / "gone.yaml")
    with pytest.raises(HallError, match="is a folder"):
        hall_map.load_map_server(tmp_path)


def test_a_costmap_is_no_trinary_map(tmp_path: Path):
    with pytest.raises(ValueError, match=r"0, 100 and -1 only, got \[50\]"):
        hall_map.save_map_server(OccupancyGrid(np.full((2, 2), 50, np.int8), 0.05), tmp_path)


@pytest.mark.parametrize(
    ("mode", "negate", "values"),
    [
        ("trinary", 0, [100, 100, -1, -1, 0, 0]),
        ("trinary", 1, [0, -1, -1, 100, 100, 100]),
        ("scale", 0, [100, 100, 91, 1, 0, 0]),
        ("raw", 0, [0, 50, 100, -1, -1, -1]),
    ],
)
def test_each_mode_says_what_a_grey_value_means(tmp_path: Path, mode: str, negate: int, values: list[int]):
    pixels = np.array([[0, 50, 100, 204, 206, 255]], np.uint8)
    path = write(tmp_path, pixels, mode=mode, negate=negate)
    assert hall_map.load_map_server(path, MODES).data.tolist() == [values]


def test_a_mode_that_there_is_not_is_refused_in_words(tmp_path: Path):
    with pytest.raises(HallError, match="must be trinary or scale or raw, got 'grey'"):
        hall_map.load_map_server(write(tmp_path, mode="grey"), MODES)
