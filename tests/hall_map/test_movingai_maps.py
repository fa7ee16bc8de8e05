"""Maps and queries of the MovingAI benchmarks are read as the format says, or refused where they do not."""

import numpy as np
import pytest

from hall_map import FREE, HallError
from hall_map.movingai import Query, grid_of, read_map, read_queries

HEAD = "type octile\nheight 3\nwidth 4\nmap\n"
MAP = HEAD + "..G@\n.SWT\n.WWO\n"


def written(tmp_path, text, name="a.map"):
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


def test_rows_are_turned_so_that_the_first_one_lies_in_the_south(tmp_path):
    terrain = read_map(written(tmp_path, MAP))
    assert terrain.shape == (3, 4)
    assert bytes(terrain[0]) == b".WWO"
    assert bytes(terrain[2]) == b"..G@"


def test_windows_line_ends_change_nothing(tmp_path):
    assert (read_map(written(tmp_path, MAP.replace("\n", "\r\n"))) == read_map(written(tmp_path, MAP))).all()


def test_ground_and_swamp_are_walked_on_and_water_only_by_who_starts_in_it(tmp_path):
    terrain = read_map(written(tmp_path, MAP))
    assert (np.argwhere(grid_of(terrain).data == FREE).tolist()) == [[0, 0], [1, 0], [1, 1], [2, 0], [2, 1], [2, 2]]
    assert (np.argwhere(grid_of(terrain, (0, 1)).data == FREE).tolist()) == [[0, 1], [0, 2], [1, 2]]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "line 1"),
        ("type tile\nheight 1\nwidth 1\nmap\n.\n", "line 1"),
        ("type octile\nheight 0\nwidth 1\nmap\n.\n", "line 2"),
        ("type octile\nheight 1\nwidth x\nmap\n.\n", "line 3"),
        ("type octile\nheight 1\nwidth 99999999\nmap\n.\n", "line 5"),
        (HEAD + "....\n....\n", "a.map"),
        (HEAD + "....\n...\n....\n", "line 6"),
        (HEAD + "....\n....\n..x.\n", "line 7"),
        (HEAD + "....\n....\n....\n....\n", "a.map"),
    ],
)
def test_what_is_no_map_is_refused_with_its_line(tmp_path, text, where):
    with pytest.raises(HallError) as error:
        read_map(written(tmp_path, text))
    assert where in error.value.where
    assert error.value.remedy


def test_a_query_names_columns_from_the_west_and_rows_from_the_north(tmp_path):
    path = written(tmp_path, "version 1\n7\ta.map\t4\t3\t0\t2\t2\t0\t2.82842712\n", "a.scen")
    assert read_queries(path, (3, 4)) == [Query(7, (0, 0), (2, 2), 2.82842712)]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("0\ta\t4\t3\t0\t0\t1", "no query"),
        ("0\ta\t4\t3\t0\t0\tone\t1\t1.0", "no query"),
        ("0\ta\t8\t6\t0\t0\t1\t1\t1.0", "the map has 4 x 3"),
        ("0\ta\t4\t3\t0\t0\t4\t1\t1.0", "off the map"),
        ("0\ta\t4\t3\t0\t0\t1\t1\tnan", "length"),
        ("", "has no query"),
    ],
)
def test_what_is_no_query_is_refused(tmp_path, line, problem):
    with pytest.raises(HallError, match=problem):
        read_queries(written(tmp_path, f"version 1\n{line}\n", "a.scen"), (3, 4))
