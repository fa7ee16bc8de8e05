"""Open-RMF's buildings become halls, and what a hall cannot hold is told."""

import copy

import pytest
import yaml

from hall_map import from_document, rasterise, to_document, validate
from hall_map.errors import HallError
from hall_map.exchange.building import read_building

# 400 x 200 pixels, 20 pixels a metre: a hall of 20 m x 10 m with one wall across it, a door in that, and a dock
BUILDING = {
    "name": "Town Hall",
    "coordinate_system": "reference_image",
    "levels": {
        "L1": {
            "elevation": 0,
            "vertices": [
                [100, 100, 0, ""], [500, 100, 0, ""], [500, 300, 0, ""], [100, 300, 0, ""],
                [300, 100, 0, ""], [300, 180, 0, ""], [300, 220, 0, ""], [300, 300, 0, ""],
                [160, 200, 0, "charger", {"is_charger": [4, True], "spawn_robot_name": [1, "greeter"]}],
                [240, 200, 0, "main entrance", {}],
                [440, 200, 0, "咨询台", {"is_holding_point": [4, True]}],
                [440, 260, 0, "", {}],
            ],
            "measurements": [[0, 1, {"distance": [3, 20.0]}]],
            "walls": [
                [0, 4, {}], [4, 1, {}], [1, 2, {}], [2, 7, {}], [7, 3, {}], [3, 0, {}], [4, 5, {}], [7, 6, {}],
            ],
            "doors": [[5, 6, {"name": [1, "middle"], "type": [1, "double_sliding"]}]],
            "lanes": [
                [8, 9, {"bidirectional": [4, True], "graph_idx": [2, 0]}],
                [9, 10, {"bidirectional": [4, False], "graph_idx": [2, 0]}],
                [10, 11, {"bidirectional": [4, False], "graph_idx": [2, 0]}],
            ],
            "floors": [{"vertices": [0, 1, 2, 3], "parameters": {}}],
            "fiducials": [[0, 0, "mark"]],
            "models": [{"name": "desk"}],
        }
    },
    "lifts": {"lift_1": {}},
}  # fmt: skip


@pytest.fixture
def building():
    return copy.deepcopy(BUILDING)


@pytest.fixture
def read(tmp_path):
    def read(document, **options):
        path = tmp_path / "town.building.yaml"
        path.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
        return read_building(path, **options)

    return read


def test_pixels_become_metres_and_y_points_upwards(read, building):
    hall = read(building).hall
    assert (hall.id, hall.names, hall.width, hall.height) == ("town_hall", {"en": "Town Hall"}, 20.0, 10.0)
    assert set(hall.outline) == {(0, 0), (20, 0), (20, 10), (0, 10)}
    (entrance, desk) = hall.places
    assert (entrance.id, entrance.kind, entrance.xy, entrance.names) == (
        "main_entrance", "entrance", (7, 5), {"en": "main entrance"},
    )  # fmt: skip
    assert (desk.kind, desk.xy, desk.names) == ("information", (17, 5), {"zh": "咨询台"})


def test_walls_are_joined_and_the_door_lies_in_the_gap(read, building):
    hall = read(building).hall
    steps = {frozenset(step) for wall in hall.walls for step in zip(wall.points, wall.points[1:], strict=False)}
    assert len(steps) == 8
    assert len(hall.walls) < 8
    (door,) = hall.doors
    assert (door.kind, set(door.points), door.names) == ("sliding", {(10, 6), (10, 4)}, {"en": "middle"})
    row, column = rasterise(hall).cell_of(10, 5)
    assert rasterise(hall).data[row, column] == 0


def test_one_way_lanes_are_kept_and_those_in_both_directions_told(read, building):
    imported = read(building)
    (lane,) = imported.hall.lanes
    assert lane.points == ((7, 5), (17, 5), (17, 2))
    assert any("1 lanes in both directions" in note for note in imported.notes)


def test_two_lanes_against_each_other_are_both_directions(read, building):
    building["levels"]["L1"]["lanes"].append([10, 9, {"bidirectional": [4, False]}])
    assert [lane.points for lane in read(building).hall.lanes] == [((17, 5), (17, 2))]


def test_a_charger_is_a_dock_of_the_robot_that_starts_there(read, building):
    (dock,) = read(building).hall.docks
    assert (dock.robot, dock.pose.xy, dock.pose.yaw) == ("greeter", (3, 5), 0.0)


def test_parking_spots_are_docks_where_nothing_charges(read, building):
    building["levels"]["L1"]["vertices"][8][4] = {"is_parking_spot": [4, True]}
    imported = read(building)
    assert [dock.robot for dock in imported.hall.docks] == ["robot"]
    assert any("made-up names" in note for note in imported.notes)


def test_what_a_hall_cannot_hold_is_told(read, building):
    notes = " ".join(read(building).notes)
    for words in ("1 models", "1 fiducials", "1 lifts", "Windows and services", "origin"):
        assert words in notes


def test_metres_are_taken_as_they_are(read, building):
    level = building["levels"]["L1"]
    building["coordinate_system"] = "cartesian_meters"
    level["vertices"] = [[x / 20, -y / 20, *rest] for x, y, *rest in level["vertices"]]
    del level["measurements"]
    assert read(building).hall.outline == read(copy.deepcopy(BUILDING)).hall.outline


def test_one_level_is_read_and_the_others_told(read, building):
    building["levels"]["L0"] = copy.deepcopy(building["levels"]["L1"])
    building["reference_level_name"] = "L1"
    imported = read(building)
    assert imported.hall.names == {"en": "Town Hall L1"}
    assert any("L0" in note for note in imported.notes)
    assert read(building, level="L0").hall.names == {"en": "Town Hall L0"}


def test_several_floors_are_one_outline(read, building):
    level = building["levels"]["L1"]
    level["floors"] = [{"vertices": [0, 4, 7, 3]}, {"vertices": [4, 1, 2, 7]}]
    outline = read(building).hall.outline
    assert len(outline) == 4
    corners = ((0, 0), (20, 0), (20, 10), (0, 10))
    assert all(min(abs(x - u) + abs(y - v) for u, v in corners) < 0.25 for x, y in outline)


def test_the_hall_that_comes_out_can_be_kept_drawn_and_checked(read, building):
    hall = read(building).hall
    assert to_document(from_document(to_document(hall))) == to_document(hall)
    assert not [finding for finding in validate(hall) if "wall" in finding.problem and finding.severity == "error"]


def spoilt(change):
    building = copy.deepcopy(BUILDING)
    change(building, building["levels"]["L1"])
    return building


@pytest.mark.parametrize(
    ("change", "where", "problem"),
    [
        (lambda b, level: b.pop("levels"), "levels", "missing"),
        (lambda b, level: b.update(levels={}), "levels", "none"),
        (lambda b, level: b.update(levels=[1]), "levels", "mapping"),
        (lambda b, level: b.update(coordinate_system="wgs84"), "coordinate_system", "wgs84"),
        (lambda b, level: level.pop("vertices"), "levels.L1.vertices", "missing"),
        (lambda b, level: level.pop("measurements"), "measurements", "scale"),
        (lambda b, level: level["measurements"][0][2].clear(), "measurements[0]", "measures nothing"),
        (lambda b, level: level["walls"].append([0, 99, {}]), "levels.L1.walls[8][1]", "99"),
        (lambda b, level: level["walls"].append([0]), "levels.L1.walls[8]", "at least 2"),
        (lambda b, level: level["vertices"].append(["x", 1, 0, ""]), "levels.L1.vertices[12][0]", "number"),
        (lambda b, level: level["vertices"].append([1, 1, 0, 7]), "levels.L1.vertices[12][3]", "text"),
        (lambda b, level: level["floors"].append({"vertices": [1, 2]}), "levels.L1.floors[1].vertices", "at least 3"),
        (lambda b, level: level["measurements"][0][2].update(distance=[3, 90000.0]), "levels.L1", "large"),
        (lambda b, level: level["doors"][0][2].update(type=[1, []]), "doors[0][2].type[1]", "text or"),
        (lambda b, level: level["lanes"][0][2].update(graph_idx=[2, {}]), "lanes[0][2].graph_idx[1]", "text or"),
        (lambda b, level: level.update(models=7), "levels.L1.models", "list"),
        (lambda b, level: b.update(lifts=True), "lifts", "list"),
        (lambda b, level: level.update(floors=[{"vertices": [0, 1, 2] * 9000}] * 3), "levels.L1.floors", "corners"),
        (lambda b, level: level.update(walls=[], floors=[], lanes=[], doors=[]), "levels.L1", "neither"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_file_and_key_with_a_remedy(read, change, where, problem):
    with pytest.raises(HallError) as caught:
        read(spoilt(change))
    assert caught.value.where.startswith("town.building.yaml")
    assert where in caught.value.where
    assert problem in caught.value.problem
    assert caught.value.remedy or "must" in caught.value.problem


def test_a_level_that_is_not_there_is_told_with_those_that_are(read, building):
    with pytest.raises(HallError, match="Known: L1"):
        read(building, level="L9")
