"""Nav2's route graphs: GeoJSON with nodes as points and directed edges as lines, as its route server reads them.

Source: nav2_route's GeoJsonGraphFileLoader: properties `id` and `frame` of nodes, `id`, `startid`, `endid`, `cost`,
`overridable` and `metadata` of edges. `speed_limit` in an edge's metadata is in per cent of the top speed (as its
DistanceScorer and AdjustSpeedLimit take it), `abs_speed_limit` in m/s (as its TimeScorer does).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from hall_map.errors import HallError
from hall_map.exchange.chains import chains
from hall_map.exchange.imported import Imported
from hall_map.exchange.naming import fresh_ids
from hall_map.exchange.roadmap import Roadmap, roadmap
from hall_map.exchange.sentence import Sentence
from hall_map.geometry import Point
from hall_map.grid import OccupancyGrid
from hall_map.hall import Hall, Lane
from hall_map.node import Node
from hall_map.text_file import read_text
from hall_map.traffic import speed_limits

TOP_SPEED = 1.0  # m/s, what per cent are of
CELL = 0.05  # m, at which slow areas are looked up
FRAMES = ("map", "")
MOST = 100_000  # features
LARGEST_ID = 2**32 - 1


def route_files(hall: Hall, stem: str) -> dict[str, bytes]:
    """`stem`.geojson. Ids are counted from 0, the nodes' before the edges'; coordinates are metres in the map frame."""
    graph = roadmap(hall)
    features = [*nodes_of(graph), *edges_of(graph, hall)]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}  # metres on a plane
    document = {"type": "FeatureCollection", "name": stem, "crs": crs, "features": features}
    return {f"{stem}.geojson": json.dumps(document, ensure_ascii=False, indent=1).encode()}


def nodes_of(graph: Roadmap) -> list[dict[str, object]]:
    found = []
    for number, spot in enumerate(graph.spots):
        metadata = {"kind": spot.kind}
        if spot.id:
            metadata |= {"name": spot.id, "yaw": round(spot.yaw, 6)}
        properties = {"id": number, "frame": "map", "metadata": metadata}
        found.append(feature("Point", rounded(spot.xy), properties))
    return found


def edges_of(graph: Roadmap, hall: Hall) -> list[dict[str, object]]:
    limits = OccupancyGrid(speed_limits(hall, CELL), CELL)
    widths = {lane.id: lane.width for lane in hall.lanes}
    found = []
    for number, ((start, end), lane) in enumerate(graph.edges.items(), start=len(graph.spots)):
        a, b = graph.spots[start].xy, graph.spots[end].xy
        limit = slowest(limits, a, b)
        metadata: dict[str, object] = {}
        if math.isfinite(limit):
            share = min(100.0, 100 * limit / TOP_SPEED)
            metadata |= {"speed_limit": round(share, 3), "abs_speed_limit": round(limit, 3)}
        if lane:
            metadata |= {"lane": lane, "width": widths[lane]}
        properties = {
            "id": number, "startid": start, "endid": end, "cost": round(math.dist(a, b), 3), "overridable": True,
            **({"metadata": metadata} if metadata else {}),
        }  # fmt: skip
        found.append(feature("MultiLineString", [[rounded(a), rounded(b)]], properties))
    return found


def feature(kind: str, coordinates: object, properties: Mapping[str, object]) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def rounded(point: Point) -> list[float]:
    return [round(point[0], 4), round(point[1], 4)]


def slowest(limits: OccupancyGrid, a: Point, b: Point) -> float:
    """The lowest limit on a straight way, m/s."""
    count = max(2, int(math.dist(a, b) / CELL) + 1)
    xs, ys = (np.linspace(a[axis], b[axis], count) / CELL for axis in (0, 1))
    rows, columns = limits.data.shape
    cells = np.clip(ys.astype(int), 0, rows - 1), np.clip(xs.astype(int), 0, columns - 1)
    return float(limits.data[cells].min())


@dataclass(frozen=True)
class RouteEdge:
    start: int
    end: int
    metadata: Mapping[str, object]


def read_routes(path: str | Path, hall: Hall) -> Imported:
    """A hall with the one-way edges of a route graph as its lanes, in place of its own.

    Edges of both directions are no lanes: robots find their way without. Of a graph that was written here, the edges
    along lanes are the lanes again, the others are not looked at.
    Raises: HallError: the file is no such graph, an edge leads to no node, or a node lies in another frame than `map`.
    """
    points, edges = read_graph(Path(path))
    ours = [edge for edge in edges if "lane" in edge.metadata]
    ways = {(edge.start, edge.end) for edge in edges}
    one_way = ours or [edge for edge in edges if (edge.end, edge.start) not in ways]
    lines = chains([(edge.start, edge.end) for edge in one_way], directed=True) if not ours else own_lines(ours)
    first = {(edge.start, edge.end): edge.metadata for edge in one_way}
    told = [first[line[0], line[1]] for line in lines]
    ids = fresh_ids([str(metadata.get("lane", "lane")) for metadata in told], "lane")
    lanes = tuple(
        Lane(lane_id, tuple(points[k] for k in line), width_of(metadata))
        for lane_id, line, metadata in zip(ids, lines, told, strict=True)
    )
    notes = [Sentence("graph_rest", nodes=len(points), edges=len(edges) - len(one_way))]
    if not ours and lanes:
        notes.append(Sentence("graph_width", width=Lane.width))
    return Imported(replace(hall, lanes=lanes, revision=hall.revision + 1), tuple(notes))


def own_lines(edges: list[RouteEdge]) -> list[list[int]]:
    """The points of each lane of a graph that was written here."""
    by_lane: dict[str, list[tuple[int, int]]] = {}
    for edge in edges:
        by_lane.setdefault(str(edge.metadata["lane"]), []).append((edge.start, edge.end))
    return [line for group in by_lane.values() for line in chains(group, directed=True)]


def width_of(metadata: Mapping[str, object]) -> float:
    width = metadata.get("width")
    return float(width) if type(width) in (int, float) and 0.3 <= width <= 10 else Lane.width


def read_graph(path: Path) -> tuple[dict[int, Point], list[RouteEdge]]:
    """The nodes by their ids, m, and the edges. Raises HallError: as `read_routes`."""
    try:
        document = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise HallError(path.name, f"is no JSON: {error!s:.80}", "Export the graph as GeoJSON.") from error
    features = opened(Node(document, path.name), ("features",))["features"].items()
    if len(features) > MOST:
        raise HallError(path.name, f"has {len(features)} features; at most {MOST} are read", "This is no hall.")
    points: dict[int, Point] = {}
    edges = []
    for node in features:
        part = opened(node, ("geometry", "properties"))
        kind = opened(part["geometry"], ("type",))["type"].text()
        if kind == "Point":
            number, point = read_node(part)
            points[number] = point
        elif kind in ("LineString", "MultiLineString"):
            edges.append((node, part))
    if not points or not edges:
        raise HallError(path.name, "is no route graph: it has no nodes or no edges", "Give points and lines with ids.")
    return points, [read_edge(node, part, points) for node, part in edges]


def read_node(part: Mapping[str, Node]) -> tuple[int, Point]:
    properties = opened(part["properties"], ("id",))
    if "frame" in properties and properties["frame"].value not in FRAMES:
        properties["frame"].fail(f"is {properties['frame'].value!r:.40}", "Give the nodes in the frame map.")
    coordinates = opened(part["geometry"], ("coordinates",))["coordinates"].items(at_least=2)
    return properties["id"].integer(0, LARGEST_ID), (coordinates[0].number(), coordinates[1].number())


def read_edge(node: Node, part: Mapping[str, Node], points: Mapping[int, Point]) -> RouteEdge:
    properties = opened(part["properties"], ("startid", "endid"))
    ends = [properties[key].integer(0, LARGEST_ID) for key in ("startid", "endid")]
    for key, end in zip(("startid", "endid"), ends, strict=True):
        if end not in points:
            properties[key].fail(f"there is no node {end}", "Give the id of a node.")
    metadata = properties["metadata"].value if "metadata" in properties else {}
    return RouteEdge(*ends, metadata if isinstance(metadata, Mapping) else {})


def opened(node: Node, required: tuple[str, ...]) -> dict[str, Node]:
    """The values of a mapping whose other keys are somebody else's business."""
    return node.mapping(required, tuple(node.value) if isinstance(node.value, Mapping) else ())
