"""Nav2's route graph of a hall: a robot fits along every edge, and gets from every dock to every stop."""

import heapq
import json
import math
from dataclasses import replace

import numpy as np
import pytest

import hall_map
from hall_map import KeepOut, Lane, SlowArea
from hall_map.errors import HallError
from hall_map.exchange.roadmap import roadmap
from hall_map.exchange.route_graph import read_routes, route_files
from hall_map.survey import clearance_of

PUTUO = hall_map.load("maps/putuo")
LANED = replace(
    PUTUO,
    lanes=(
        Lane("eastwards", ((15.0, 8.0), (20.0, 8.0), (24.0, 7.0)), 1.0),
        Lane("north", ((8.3, 9.0), (8.3, 18.0)), 0.9),
    ),
)


def document(hall):
    (content,) = route_files(hall, "graph").values()
    return json.loads(content)


@pytest.fixture(scope="module")
def putuo():
    return document(PUTUO)


@pytest.fixture(scope="module")
def laned():
    return document(LANED)


def parts(document):
    features = document["features"]
    nodes = {f["properties"]["id"]: f for f in features if f["geometry"]["type"] == "Point"}
    return nodes, [f for f in features if f["geometry"]["type"] == "MultiLineString"]


def named(nodes, kind):
    return {
        node["properties"]["metadata"]["name"]: number
        for number, node in nodes.items() if node["properties"]["metadata"]["kind"] == kind
    }  # fmt: skip


def lengths_from(start, edges):
    """The shortest way to every node (Dijkstra 1959)."""
    onwards = {}
    for edge in edges:
        properties = edge["properties"]
        onwards.setdefault(properties["startid"], []).append((properties["endid"], properties["cost"]))
    best, queue = {}, [(0.0, start)]
    while queue:
        far, node = heapq.heappop(queue)
        if node not in best:
            best[node] = far
            for beside, cost in onwards.get(node, ()):
                heapq.heappush(queue, (far + cost, beside))
    return best


@pytest.mark.parametrize("hall", ["putuo", "laned"])
def test_there_is_a_way_from_every_dock_to_every_stop_and_back(hall, request):
    nodes, edges = parts(request.getfixturevalue(hall))
    docks, windows, places = (named(nodes, kind) for kind in ("dock", "window", "place"))
    assert set(docks) == {dock.id for dock in PUTUO.docks}
    assert set(windows) == {window.id for window in PUTUO.windows}
    assert set(places) == {place.id for place in PUTUO.places}
    stops = {*windows.values(), *places.values(), *docks.values()}
    for dock in docks.values():
        assert stops <= lengths_from(dock, edges).keys()
    backwards = [
        {"properties": {**e["properties"], "startid": e["properties"]["endid"], "endid": e["properties"]["startid"]}}
        for e in edges
    ]
    assert stops <= lengths_from(next(iter(docks.values())), backwards).keys()


def test_a_robot_fits_along_every_edge(putuo):
    _, edges = parts(putuo)
    grid = hall_map.rasterise(PUTUO, 0.02)
    clearance = clearance_of(grid)
    areas = [np.asarray(area.polygon) for area in PUTUO.keep_outs]
    for edge in edges:
        ((a, b),) = edge["geometry"]["coordinates"]
        for share in np.linspace(0, 1, 2 + int(math.dist(a, b) / 0.02)):
            x, y = (u + share * (v - u) for u, v in zip(a, b, strict=True))
            assert clearance[grid.cell_of(x, y)] >= 0.28
            assert not any(low[0] + 0.1 < x < high[0] - 0.1 and low[1] + 0.1 < y < high[1] - 0.1
                           for low, high in ((area.min(axis=0), area.max(axis=0)) for area in areas))  # fmt: skip


def test_ways_along_the_graph_are_not_much_longer_than_the_shortest(putuo):
    from robot_guide.navigation import Costmap, Route, plan

    nodes, edges = parts(putuo)
    dock = PUTUO.docks[0]
    best = lengths_from(named(nodes, "dock")[dock.id], edges)
    costmap = Costmap.from_grid(hall_map.rasterise(PUTUO))
    for window, number in named(nodes, "window").items():
        route = plan(costmap, dock.pose, PUTUO.window_by_id[window].stop)
        assert isinstance(route, Route)
        assert best[number] <= 1.5 * route.length + 2


def test_a_lane_is_driven_one_way_only(laned):
    _, edges = parts(laned)
    along = [e["properties"] for e in edges if "lane" in e["properties"].get("metadata", {})]
    assert [p["metadata"]["lane"] for p in along] == ["eastwards", "eastwards", "north"]
    ways = {(e["properties"]["startid"], e["properties"]["endid"]) for e in edges}
    for properties in along:
        assert (properties["endid"], properties["startid"]) not in ways
    for edge in edges:
        ((a, b),) = edge["geometry"]["coordinates"]
        inside = [15.6 < x < 19.4 and 7.8 < y < 8.2 for x, y in (a, b)]
        assert not (all(inside) and b[0] < a[0] - 0.1)


def test_no_way_leads_through_a_keep_out_or_a_closed_door():
    outline = [(0.0, 0.0), (10.0, 0.0), (10.0, 6.0), (0.0, 6.0)]
    hall = replace(
        PUTUO, width=10.0, height=6.0, outline=tuple(outline), walls=(), obstacles=(), zones=(), places=(), services=(),
        queues=(), doors=(), slow_areas=(), keep_outs=(KeepOut("all", ((4, -1), (6, -1), (6, 7), (4, 7))),),
        docks=(hall_map.Dock("d", "r", hall_map.Pose2D(1, 3)),),
        windows=(hall_map.Window("W", {}, "z", (9, 5.5), hall_map.Pose2D(9, 3)),),
    )  # fmt: skip
    graph = roadmap(hall)
    assert not any(4 < (graph.spots[a].xy[0] + graph.spots[b].xy[0]) / 2 < 6 for a, b in graph.edges)
    nodes, edges = parts(document(hall))
    assert named(nodes, "window")["W"] not in lengths_from(named(nodes, "dock")["d"], edges)
    through = document(replace(hall, keep_outs=()))
    nodes, edges = parts(through)
    assert named(nodes, "window")["W"] in lengths_from(named(nodes, "dock")["d"], edges)


def test_the_file_is_as_the_route_server_reads_it(laned):
    nodes, edges = parts(laned)
    ids = [f["properties"]["id"] for f in laned["features"]]
    assert len(ids) == len(set(ids))
    assert len(nodes) + len(edges) == len(ids)
    for number, node in nodes.items():
        assert isinstance(number, int)
        assert node["properties"]["frame"] == "map"
        assert len(node["geometry"]["coordinates"]) == 2
    for edge in edges:
        properties = edge["properties"]
        assert {properties["startid"], properties["endid"]} <= nodes.keys()
        assert isinstance(properties["overridable"], bool)
        ((a, b),) = edge["geometry"]["coordinates"]
        assert a == nodes[properties["startid"]]["geometry"]["coordinates"]
        assert b == nodes[properties["endid"]]["geometry"]["coordinates"]
        assert properties["cost"] == pytest.approx(math.dist(a, b), abs=2e-3)
        assert all(value is not None for value in properties.get("metadata", {}).values())


def test_edges_through_slow_areas_say_how_fast():
    hall = replace(PUTUO, slow_areas=(SlowArea("s", PUTUO.outline, 0.4),))
    for edge in parts(document(hall))[1]:
        assert edge["properties"]["metadata"]["speed_limit"] == 40.0
        assert edge["properties"]["metadata"]["abs_speed_limit"] == 0.4


def written(document, folder):
    path = folder / "graph.geojson"
    path.write_text(json.dumps(document), "utf-8")
    return path


def test_lanes_come_back_as_they_were(laned, tmp_path):
    back = read_routes(written(laned, tmp_path), PUTUO).hall
    assert back.lanes == LANED.lanes
    assert back.revision == PUTUO.revision + 1


def test_a_graph_of_somebody_else_gives_its_one_way_edges(tmp_path):
    def point(number, x, y):
        return {"type": "Feature", "properties": {"id": number}, "geometry": {"type": "Point", "coordinates": [x, y]}}

    def edge(number, a, b, kind="MultiLineString"):
        properties = {"id": number, "startid": a, "endid": b}
        return {"type": "Feature", "properties": properties, "geometry": {"type": kind}}

    points = [point(n, 5.0 + n, 5.0) for n in range(5)]
    edges = [edge(10, 0, 1), edge(11, 1, 2, "LineString"), edge(12, 2, 3), edge(13, 3, 2), edge(14, 4, 3)]
    imported = read_routes(written({"features": [*points, *edges]}, tmp_path), PUTUO)
    assert [lane.points for lane in imported.hall.lanes] == [((5, 5), (6, 5), (7, 5)), ((9, 5), (8, 5))]
    assert any("2 other edges" in note for note in imported.notes)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda d: d.pop("features"), "features"),
        (lambda d: d.update(features=[]), "no nodes"),
        (lambda d: d["features"][0]["properties"].update(frame="odom"), "frame map"),
        (lambda d: d["features"][0]["properties"].update(id="a"), r"features\[0\].properties.id"),
        (lambda d: d["features"][0]["geometry"].update(coordinates=[1]), "coordinates"),
        (lambda d: d["features"][-1]["properties"].update(endid=999999), "no node 999999"),
        (lambda d: d["features"][-1].pop("properties"), "properties"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(laned, tmp_path, spoil, words):
    broken = json.loads(json.dumps(laned))
    spoil(broken)
    with pytest.raises(HallError, match=words):
        read_routes(written(broken, tmp_path), PUTUO)


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100000, b"\xff\xfe"])
def test_what_is_no_json_is_told(tmp_path, content):
    (tmp_path / "g.geojson").write_bytes(content)
    with pytest.raises(HallError, match=r"g\.geojson"):
        read_routes(tmp_path / "g.geojson", PUTUO)
