"""Nav2's costmap filter masks: keep-out areas and slow areas as pictures, with the parameters that say what they mean.

A mask is a map_server map. The keep-out mask is black where no robot drives, mode `scale`; the speed mask holds cell
values as they are, mode `raw`, where 0 is no limit and the limit of 1 to 100 is `base + multiplier * value`, in m/s for
the filter type 2 and in per cent of the top speed for type 1. Source: Nav2's KeepoutFilter, SpeedFilter,
CostmapFilterInfoServer and map_io.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from hall_map.exchange.beside import beside
from hall_map.exchange.imported import Imported
from hall_map.exchange.regions import polygons_of
from hall_map.exchange.sentence import Sentence
from hall_map.geometry import Point
from hall_map.grid import UNKNOWN
from hall_map.hall import Hall, KeepOut, SlowArea
from hall_map.map_server import frame_of, pgm_of, read_description, read_picture, yaml_of
from hall_map.node import Node
from hall_map.traffic import keep_out_mask, speed_limits
from hall_map.yaml_file import read_yaml

KEEP_OUT, PERCENT, ABSOLUTE = 0, 1, 2  # CostmapFilterInfo's types
MODES = ("scale", "raw", "trinary")
STEP = 0.01  # m/s a value of the speed mask, more where areas are faster than 1 m/s
SLOWEST, FASTEST = 0.05, 2.0  # m/s, what a slow area may say
MOST_AREAS = 1000
TOP_SPEED = 1.0  # m/s, what per cent are of where nobody says
SERVERS = {"keep_out": "keepout", "speed": "speed"}  # the nodes' names begin as in Nav2's own parameters


def mask_files(hall: Hall, stem: str, resolution: float) -> dict[str, bytes]:
    """`stem`.yaml with the parameters of Nav2's servers, and the two masks, each a YAML file and a picture."""
    limits = speed_limits(hall, resolution)
    limited = np.isfinite(limits)
    step = STEP * max(1.0, float(np.ceil(limits[limited].max(initial=0.0))))
    values = np.zeros(limits.shape, np.uint8)
    values[limited] = np.clip(np.floor(limits[limited] / step + 1e-3), 1, 100)  # never faster than the area says
    black = np.where(keep_out_mask(hall, resolution), 0, 255).astype(np.uint8)
    names = {key: f"{stem}_{key}" for key in SERVERS}
    return {
        f"{stem}.yaml": yaml_of(parameters(names, step)),
        **picture_files(names["keep_out"], black, "scale", resolution),
        **picture_files(names["speed"], values, "raw", resolution),
    }


def picture_files(name: str, pixels: np.ndarray, mode: str, resolution: float) -> dict[str, bytes]:
    description = {
        "image": f"{name}.pgm", "mode": mode, **frame_of(resolution, (0.0, 0.0)), "negate": 0, "occupied_thresh": 0.9,
        "free_thresh": 0.1,
    }  # fmt: skip
    return {f"{name}.yaml": yaml_of(description), f"{name}.pgm": pgm_of(np.flipud(pixels))}


def parameters(names: Mapping[str, str], step: float) -> dict[str, object]:
    """The parameters of a map server and an information server for each mask."""
    means = {"keep_out": {"type": KEEP_OUT, "multiplier": 1.0}, "speed": {"type": ABSOLUTE, "multiplier": step}}
    nodes: dict[str, object] = {}
    for key, server in SERVERS.items():
        topic = f"{server}_filter_mask"
        mask = {"yaml_filename": f"{names[key]}.yaml", "topic_name": topic, "frame_id": "map"}
        info = {"filter_info_topic": f"{server}_costmap_filter_info", "mask_topic": topic, "base": 0.0, **means[key]}
        nodes[f"{server}_filter_mask_server"] = {"ros__parameters": mask}
        nodes[f"{server}_costmap_filter_info_server"] = {"ros__parameters": info}
    return nodes


@dataclass(frozen=True)
class Mask:
    """The cells of a mask: (rows, columns) int16, row 0 in the south, -1 unknown, 0 nothing, 1 to 100 as it says."""

    values: np.ndarray
    resolution: float  # m a cell
    origin: Point  # m


@dataclass(frozen=True)
class Filter:
    """What a mask means, and its file."""

    type: int
    base: float
    multiplier: float
    mask: Path


def read_masks(path: str | Path, hall: Hall) -> Imported:
    """A hall with the keep-outs and slow areas of the masks that a file of parameters names, in place of its own.

    Raises: HallError: a file is missing or cannot be read, a parameter is of no use, or there is no mask.
    """
    path = Path(path)
    notes: list[Sentence] = []
    for found in filters_in(path):
        mask = load_mask(found.mask)
        if (mask.values == UNKNOWN).any():
            notes.append(Sentence("mask_unknown", name=found.mask.name))
        if found.type == KEEP_OUT:
            hall = replace(hall, keep_outs=keep_outs_of(mask, found.mask.name))
        else:
            hall = replace(hall, slow_areas=slow_areas_of(mask, found, notes))
    return Imported(replace(hall, revision=hall.revision + 1), tuple(notes))


def filters_in(path: Path) -> list[Filter]:
    """The filters of a file of parameters: each information server with the map server that has its topic."""
    top = read_yaml(path)
    nodes = {}
    for name, node in top.mapping((), tuple(top.value) if isinstance(top.value, Mapping) else ()).items():
        if isinstance(node.value, Mapping) and "ros__parameters" in node.value:
            inner = node.at("ros__parameters", node.value["ros__parameters"])
            nodes[name] = inner.mapping((), tuple(inner.value) if isinstance(inner.value, Mapping) else ())
    servers = [node for node in nodes.values() if {"topic_name", "yaml_filename"} <= node.keys()]
    masks = {node["topic_name"].text(): node["yaml_filename"] for node in servers}
    found = [filter_of(node, masks, path) for node in nodes.values() if "mask_topic" in node]
    if not found:
        remedy = "Give the parameters of costmap_filter_info_server and of the mask's map_server."
        top.fail("names no costmap filter", remedy)
    return found


def filter_of(node: Mapping[str, Node], masks: Mapping[str, Node], path: Path) -> Filter:
    topic = node["mask_topic"]
    if topic.text() not in masks:
        remedy = "Give a map server that topic_name and a yaml_filename."
        topic.fail(f"no map server has the topic {topic.value!r}", remedy)
    file = masks[topic.value]
    kind = node["type"].integer(KEEP_OUT, ABSOLUTE) if "type" in node else KEEP_OUT
    base = node["base"].number() if "base" in node else 0.0
    multiplier = node["multiplier"].number() if "multiplier" in node else 1.0
    return Filter(kind, base, multiplier, beside(path, file.text(), file.where))


def load_mask(path: Path) -> Mask:
    """A mask as map_server reads it. What is see-through in its picture is read by its colour."""
    description = read_description(path, MODES)
    pixels = np.flipud(read_picture(beside(path, description.image, path.name))).astype(np.float64)
    if description.mode == "raw":
        values = np.where(pixels <= 100, pixels, UNKNOWN)
    else:
        taken = pixels / 255 if description.negate else 1 - pixels / 255
        low, high = description.free_threshold, description.occupied_threshold
        between = np.rint((taken - low) / max(high - low, 1e-9) * 100) if description.mode == "scale" else UNKNOWN
        values = np.where(taken > high, 100, np.where(taken < low, 0, between))
    return Mask(values.astype(np.int16), description.resolution, description.origin)


def keep_outs_of(mask: Mask, name: str) -> tuple[KeepOut, ...]:
    polygons = enough(polygons_of(mask.values > 0, mask.resolution, mask.origin), name)
    return tuple(KeepOut(f"keep_out_{number}", polygon) for number, polygon in enumerate(polygons, start=1))


def slow_areas_of(mask: Mask, found: Filter, notes: list[Sentence]) -> tuple[SlowArea, ...]:
    """An area for each part of each speed. A limit that a slow area cannot have becomes the nearest that it can."""
    scale = TOP_SPEED / 100 if found.type == PERCENT else 1.0
    if found.type == PERCENT:
        notes.append(Sentence("mask_percent", name=found.mask.name, speed=TOP_SPEED))
    areas: list[tuple[float, tuple[Point, ...]]] = []
    for value in np.unique(mask.values[mask.values > 0]).tolist():
        limit = round(float(found.base + found.multiplier * value) * scale, 4)
        if limit < 0:
            notes.append(Sentence("mask_no_limit", name=found.mask.name, limit=limit))
            continue
        speed = min(max(limit, SLOWEST), FASTEST)
        if speed != limit:
            notes.append(Sentence("mask_limit", name=found.mask.name, limit=limit, speed=speed))
        parts = polygons_of(mask.values == value, mask.resolution, mask.origin)
        areas += [(speed, polygon) for polygon in enough(parts, found.mask.name)]
    return tuple(SlowArea(f"slow_{n}", polygon, speed) for n, (speed, polygon) in enumerate(areas, start=1))


def enough(polygons, name: str) -> list[tuple[Point, ...]]:
    found = list(polygons)
    if len(found) > MOST_AREAS:
        Node(None, name).fail(f"has {len(found)} areas; at most {MOST_AREAS} are read", "Clean the mask of specks.")
    return found
