"""The maps of ROS's map_server: a picture of the floor, and a YAML file that says how to read it.

p = (255 - pixel) / 255, or pixel / 255 where `negate` is 1; above `occupied_thresh` a cell is occupied, below
`free_thresh` free. Between the two it is unknown in trinary mode, and from 1 to 99 in scale mode. In raw mode a pixel
is the cell's value, from 0 to 100; a higher one is unknown. Source: Nav2's map_io.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import yaml
from PIL import Image

from hall_map.errors import HallError
from hall_map.geometry import Point
from hall_map.grid import FREE, OCCUPIED, UNKNOWN, OccupancyGrid
from hall_map.node import Node, shown
from hall_map.yaml_file import read_yaml

MODES = ("trinary", "scale", "raw")
PIXELS = {FREE: 254, OCCUPIED: 0, UNKNOWN: 205}
OCCUPIED_THRESHOLD, FREE_THRESHOLD = 0.65, 0.196  # 205 lies between the two
MOST_PIXELS, LARGEST_PICTURE = 100_000_000, 500_000_000
REQUIRED = ("image", "resolution", "origin", "negate", "occupied_thresh", "free_thresh")


@dataclass(frozen=True)
class MapDescription:
    """What the YAML file of a map says."""

    image: Path
    resolution: float  # m a cell
    origin: Point  # m, lower left corner
    negate: bool
    occupied_threshold: float
    free_threshold: float
    mode: str = "trinary"


def save_map_server(grid: OccupancyGrid, folder: str | Path, name: str = "map") -> Path:
    """Write `name`.pgm and `name`.yaml. Returns: the path of the YAML file. Raises: as `map_server_files`."""
    files = map_server_files(grid, name)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        (folder / file).write_bytes(content)
    return folder / f"{name}.yaml"


def map_server_files(grid: OccupancyGrid, name: str = "map") -> dict[str, bytes]:
    """The content of `name`.yaml and `name`.pgm.

    Raises: ValueError: a cell holds something else than free, occupied or unknown.
    """
    pixels = np.full(grid.data.shape, 255, np.uint8)
    for value, pixel in PIXELS.items():
        pixels[grid.data == value] = pixel
    if (pixels == 255).any():
        odd = np.unique(grid.data[pixels == 255]).tolist()
        raise ValueError(f"a trinary map holds 0, 100 and -1 only, got {odd[:5]}")
    description = {
        "image": f"{name}.pgm", "mode": "trinary", **frame_of(grid.resolution, grid.origin), "negate": 0,
        "occupied_thresh": OCCUPIED_THRESHOLD, "free_thresh": FREE_THRESHOLD,
    }  # fmt: skip
    return {f"{name}.yaml": yaml_of(description), f"{name}.pgm": pgm_of(np.flipud(pixels))}


def frame_of(resolution: float, origin: Point) -> dict[str, object]:
    """Where a picture lies on the floor, as its description says it."""
    return {"resolution": float(resolution), "origin": [float(origin[0]), float(origin[1]), 0.0]}


def yaml_of(description: Mapping[str, object]) -> bytes:
    return yaml.safe_dump(description, sort_keys=False, default_flow_style=None, allow_unicode=True).encode()


def pgm_of(pixels: np.ndarray) -> bytes:
    """Grey values (rows, columns) uint8, northern row first, as a binary PGM."""
    rows, columns = pixels.shape
    return b"P5\n%d %d\n255\n" % (columns, rows) + pixels.tobytes()


def load_map_server(path: str | Path, modes: Sequence[str] = ("trinary",)) -> OccupancyGrid:
    """The grid of a map_server YAML file and its picture (PGM, PNG or what else OpenCV reads).

    In the modes `scale` and `raw` cells may have values between free and occupied.
    Raises: HallError: a file is missing or cannot be read, or a key is missing, unknown or of no use.
    """
    description = read_description(Path(path), modes)
    pixels = np.flipud(read_picture(description.image))
    return OccupancyGrid(cells_of(pixels, description), description.resolution, description.origin)


def cells_of(pixels: np.ndarray, description: MapDescription) -> np.ndarray:
    """The cells (rows, columns) int8 that grey values uint8 stand for."""
    if description.mode == "raw":
        return np.where(pixels <= OCCUPIED, pixels, UNKNOWN).astype(np.int8)
    taken = pixels.astype(np.float64) / 255
    taken = taken if description.negate else 1.0 - taken
    free, occupied = description.free_threshold, description.occupied_threshold
    data = np.full(pixels.shape, UNKNOWN, np.int8)
    if description.mode == "scale":
        share = (taken - free) / max(occupied - free, 1e-9)
        data = np.clip(np.rint(OCCUPIED * share), FREE + 1, OCCUPIED - 1).astype(np.int8)
    data[taken < free] = FREE
    data[taken > occupied] = OCCUPIED
    return data


def read_description(path: Path, modes: Sequence[str] = ("trinary",)) -> MapDescription:
    if path.is_dir():
        raise HallError(str(path), "is a folder", "Name the YAML file of the map.")
    top = read_yaml(path).mapping(REQUIRED, ("mode",))
    mode = top["mode"].text() if "mode" in top else "trinary"
    if mode not in modes:
        top["mode"].fail(f"must be {' or '.join(modes)}, got {mode!r:.40}", f"Save the map in {modes[0]} mode.")
    origin = top["origin"].items()
    if len(origin) not in (2, 3):
        top["origin"].fail(f"must be x, y and yaw, got {len(origin)} values")
    if len(origin) == 3 and origin[2].number() != 0:
        origin[2].fail(f"must be 0, got {origin[2].value}", "A turned map cannot be used; turn the picture instead.")
    free = top["free_thresh"].number(0, 1)
    return MapDescription(
        image=path.parent / top["image"].text(),
        resolution=top["resolution"].number(0.001, 100),
        origin=(origin[0].number(), origin[1].number()),
        negate=read_negate(top["negate"]),
        occupied_threshold=top["occupied_thresh"].number(free, 1),
        free_threshold=free,
        mode=mode,
    )


def read_negate(node: Node) -> bool:
    if node.value not in (0, 1) or isinstance(node.value, float):
        node.fail(f"must be 0 or 1, got {shown(node.value)}")
    return bool(node.value)


def read_picture(path: Path) -> np.ndarray:
    """The grey values of a picture, (rows, columns) uint8, northern row first."""
    try:
        if path.stat().st_size > LARGEST_PICTURE:
            raise HallError(path.name, f"is larger than {LARGEST_PICTURE} bytes", "This is no map of a building.")
        content = np.frombuffer(path.read_bytes(), np.uint8)
    except FileNotFoundError as error:
        raise HallError(path.name, f"is missing in {path.parent}", "Put the picture beside its YAML file.") from error
    except OSError as error:
        raise HallError(path.name, f"cannot be read: {error.strerror}", "Look at its permissions.") from error
    except ValueError as error:
        raise HallError(repr(path.name), f"cannot be the name of a picture: {error}", "Mend the name.") from error
    refuse_size(content.tobytes(), path.name)
    try:
        picture = cv2.imdecode(content, cv2.IMREAD_GRAYSCALE) if content.size else None
    except cv2.error:
        picture = None
    if picture is None:
        raise HallError(path.name, "is no picture that can be read", "Save it as PGM or PNG.")
    return picture


def refuse_size(content: bytes, name: str) -> None:
    """Raises HallError: by its header, a picture is too large to be unpacked, or none."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            size = image.size[0] * image.size[1]
    except Image.DecompressionBombError:
        size = 2 * MOST_PIXELS
    except (OSError, SyntaxError, ValueError) as error:
        raise HallError(name, "is no picture that can be read", "Save it as PGM or PNG.") from error
    if size > MOST_PIXELS:
        problem = f"is no picture that can be read: it has more than {MOST_PIXELS} pixels"
        raise HallError(name, problem, "Use a coarser map.")
