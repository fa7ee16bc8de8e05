"""A hall that is made of a map is, for robots, what the map is."""

import cv2
import numpy as np
import pytest

import hall_map
from hall_map import FREE, OccupancyGrid, from_document, rasterise, save_map_server, to_document
from hall_map.errors import HallError
from hall_map.exchange.map_hall import read_map_hall

PUTUO = hall_map.load("maps/putuo")
CELL = 0.05


def cut_out(grid, hall, notes):
    """The part of a map that a hall covers."""
    x, y = (float(part) for part in notes.split("point (")[1].split(")")[0].split(","))
    row, column = round((y - grid.origin[1]) / CELL), round((x - grid.origin[0]) / CELL)
    rows, columns = rasterise(hall, CELL).data.shape
    return grid.data[row : row + rows, column : column + columns]


@pytest.mark.parametrize("origin", [(0.0, 0.0), (-12.5, 3.0)])
def test_what_is_free_and_what_is_taken_stays_so(tmp_path, origin):
    grid = OccupancyGrid(rasterise(PUTUO, CELL).data, CELL, origin)
    imported = read_map_hall(save_map_server(grid, tmp_path, "putuo"))
    before, after = cut_out(grid, imported.hall, " ".join(imported.notes)), rasterise(imported.hall, CELL).data
    parts = cv2.connectedComponents((before == FREE).astype(np.uint8), connectivity=4)[1]
    floor = parts == np.bincount(parts[parts > 0]).argmax()  # where robots get to
    assert (after[floor] == FREE).mean() >= 0.99
    assert (after[before != FREE] != FREE).mean() >= 0.995


def test_long_strokes_are_walls_and_the_rest_is_furniture(tmp_path):
    hall = read_map_hall(save_map_server(rasterise(PUTUO, CELL), tmp_path, "putuo")).hall
    assert 15 <= len(hall.walls) <= 40
    assert {obstacle.kind for obstacle in hall.obstacles} == {"fixture"}
    assert all(0.05 <= wall.thickness <= 0.6 for wall in hall.walls)
    assert to_document(from_document(to_document(hall))) == to_document(hall)


def test_unknown_cells_are_no_floor_and_told(tmp_path):
    data = np.full((100, 100), -1, np.int8)
    data[20:80, 20:80] = 0
    data[45:55, 45:55] = -1
    imported = read_map_hall(save_map_server(OccupancyGrid(data, CELL), tmp_path, "room"))
    assert any("Unknown" in note for note in imported.notes)
    after = rasterise(imported.hall, CELL).data
    assert after[after.shape[0] // 2, after.shape[1] // 2] != FREE
    assert (after == FREE).sum() == pytest.approx(60 * 60 - 10 * 10, rel=0.06)


def test_a_map_without_a_floor_is_refused(tmp_path):
    path = save_map_server(OccupancyGrid(np.full((20, 20), 100, np.int8), CELL), tmp_path, "solid")
    with pytest.raises(HallError, match="no free floor"):
        read_map_hall(path)


def test_a_picture_elsewhere_is_not_opened(tmp_path):
    path = save_map_server(rasterise(PUTUO, 0.1), tmp_path, "putuo")
    path.write_text(path.read_text().replace("putuo.pgm", "/etc/hostname"))
    with pytest.raises(HallError, match="folder"):
        read_map_hall(path)
