"""From a floor plan's picture to walls: thick dark strokes become lines, text and thin lines are left out.

The strokes are thinned to their centre lines, whose thickness is twice their distance to the stroke's edge; what is
less than a third as thick as walls mostly are is no wall, nor are letters, signs and filled furniture. A wall that
is drawn as two thin lines with nothing between them is found as those two lines, or not at all.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from hall_map.errors import HallError
from hall_map.exchange.centre_lines import Path, joined, paths_of, straightened
from hall_map.exchange.thinning import thinned
from hall_map.geometry import Point

LARGEST, MOST_PIXELS, SMALLEST_SIDE = 20_000_000, 40_000_000, 16  # bytes, pixels, pixels
WORKED_ON = 4_000_000  # pixels; a larger picture is made smaller first
THINNEST, THICKEST = 0.3, 3.0  # of what walls mostly are
SHORTEST = 3.0  # of its thickness
FAINTEST = 30  # between the darkest and the lightest grey
SMALLEST_PART, SIGN = 0.012, 0.045  # of the picture's diagonal: what a line, and what a bent shape must reach
MOST_INK, MOST_LINES = 0.6, 0.06  # of all pixels: what is drawn, and what is left of it as lines
FORMATS = ("PNG", "JPEG")


@dataclass(frozen=True)
class WallLine:
    """A wall along its middle, in pixels of the picture: (0, 0) is its upper left corner, y downwards."""

    points: tuple[Point, ...]
    thickness: float


@dataclass(frozen=True)
class Traced:
    """The walls that a picture of `width` x `height` pixels shows."""

    width: int
    height: int
    lines: tuple[WallLine, ...]


def trace(data: bytes, name: str = "picture") -> Traced:
    """Find the walls in a floor plan, PNG or JPEG; dark on light, or light on dark.

    Raises: HallError: no such picture, too large, damaged, or without any lines.
    """
    grey = read_grey(data, name)
    height, width = grey.shape
    shrink = min(1.0, (WORKED_ON / grey.size) ** 0.5)
    if shrink < 1:
        grey = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    lines = lines_in(walls_in(ink_of(grey, name)), shrink, name)
    if not lines:
        raise HallError(name, "shows no walls", "Use a plan whose walls are drawn as thick dark lines.")
    return Traced(width, height, lines)


def lines_in(mask: np.ndarray, shrink: float = 1.0, name: str = "picture") -> tuple[WallLine, ...]:
    """The strokes of a mask (uint8, 0 or 1) as lines, in its pixels divided by `shrink`.

    Raises: HallError: there are too many.
    """
    lines = [line for path in wall_paths(mask, name) if (line := line_of(path, mask, shrink))]
    return tuple(sorted(lines, key=lambda line: line.points))


def read_grey(data: bytes, name: str) -> np.ndarray:
    """Grey values (rows, columns) uint8, upper row first, as people see the picture: on white, and the right way up.

    The header is read first: nothing is unpacked of a picture that is too large.
    """
    if len(data) > LARGEST:
        raise HallError(name, f"has {len(data)} bytes; at most {LARGEST} are read", "Make the picture smaller.")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            refuse_size(image.size, name)
            seen = ImageOps.exif_transpose(image.convert("RGBA"))
    except Image.DecompressionBombError as error:
        raise HallError(name, "has too many pixels", f"At most {MOST_PIXELS} are read.") from error
    except UnidentifiedImageError as error:
        raise HallError(name, "is no PNG or JPEG", "Save it as PNG.") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise HallError(name, f"is no PNG or JPEG that can be read: {error!s:.80}", "Save it as PNG.") from error
    paper = Image.new("RGBA", seen.size, (255, 255, 255, 255))
    return np.asarray(Image.alpha_composite(paper, seen).convert("L"))


def refuse_size(size: tuple[int, int], name: str) -> None:
    width, height = size
    if width * height > MOST_PIXELS:
        problem = f"is {width} x {height} pixels large; at most {MOST_PIXELS} pixels are read"
        raise HallError(name, problem, "Make the picture smaller.")
    if min(size) < SMALLEST_SIDE:
        raise HallError(name, f"is only {width} x {height} pixels large", "Use a larger picture of the plan.")


def ink_of(grey: np.ndarray, name: str) -> np.ndarray:
    """What is drawn, uint8 0 or 1: the darker side of Otsu's threshold (1979), or the lighter one on dark paper."""
    calm = cv2.medianBlur(grey, 3)
    if int(calm.max()) - int(calm.min()) < FAINTEST:
        raise HallError(name, "is of one colour", "Use a plan that is drawn dark on light.")
    _, dark = cv2.threshold(calm, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    return 1 - dark if dark.mean() > MOST_INK else dark


def walls_in(ink: np.ndarray) -> np.ndarray:
    """The strokes that are as thick as walls, uint8 0 or 1."""
    thickness = wall_thickness(ink)
    size = int(THINNEST * thickness) | 1
    if size > THINNEST * thickness:
        size -= 2
    if size < 3:
        return ink
    return cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))


def wall_thickness(ink: np.ndarray) -> float:
    """How thick most of the long strokes are, pixels; the thicker ones count more than their length says."""
    skeleton = thinned(ink).astype(np.uint8)
    beside = cv2.filter2D(skeleton, cv2.CV_16S, np.ones((3, 3)), borderType=cv2.BORDER_CONSTANT)
    plain = skeleton * (beside <= 3).astype(np.uint8)
    count, labels = cv2.connectedComponents(plain, connectivity=8)
    on = labels > 0
    lengths = np.bincount(labels[on], minlength=count)[1:].astype(np.float64)
    sums = np.bincount(labels[on], weights=distance_of(ink)[on], minlength=count)[1:]
    thickness = np.maximum(2 * sums / np.maximum(lengths, 1) - 0.5, 1.0)
    long = (lengths >= SHORTEST * thickness) & (lengths >= SMALLEST_PART * np.hypot(*ink.shape))
    if not long.any():
        return 1.0
    order = np.argsort(thickness[long])
    shares = np.cumsum((lengths[long] * thickness[long] ** 2)[order])
    return float(thickness[long][order][np.searchsorted(shares, shares[-1] / 2)])


def distance_of(mask: np.ndarray) -> np.ndarray:
    """Pixels from the middle of each to the nearest that is not drawn; the picture's edge counts as such."""
    return cv2.distanceTransform(np.pad(mask, 1), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1]


def wall_paths(mask: np.ndarray, name: str) -> list[Path]:
    """The centre lines of strokes, one for each that goes on straight, without what is no wall by its shape."""
    mask = without_signs(mask)
    skeleton = thinned(mask)
    if skeleton.mean() > MOST_LINES:
        raise HallError(name, "shows so many lines that walls cannot be told", "Use a plainer plan of the hall.")
    paths = paths_of(skeleton, distance_of(mask))
    usual = median_thickness(paths)
    whole = [path for path in joined(without_spurs(paths)) if path.thickness <= THICKEST * usual]
    reach = SMALLEST_PART * float(np.hypot(*mask.shape))
    held = {end for path in whole if path.length >= reach for end in path.ends if end >= 0}
    return [
        path for path in whole
        if path.length >= max(SHORTEST * path.thickness, reach)
        or (path.length >= path.thickness and held.issuperset(path.ends))
    ]  # fmt: skip


def without_signs(mask: np.ndarray) -> np.ndarray:
    """A mask without the small parts that are no straight line: letters, signs, numbers."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    small = np.hypot(*stats[:, 2:4].T) < SIGN * np.hypot(*mask.shape)
    for part in np.nonzero(small)[0]:
        x, y, width, height, _ = stats[part]
        rows, columns = np.nonzero(labels[y : y + height, x : x + width] == part)
        _, sides, _ = cv2.minAreaRect(np.column_stack((columns, rows)).astype(np.float32))
        small[part] = max(sides) + 1 < SHORTEST * (min(sides) + 1)
    return np.where(small[labels], 0, mask).astype(np.uint8)


def without_spurs(paths: list[Path]) -> list[Path]:
    """Paths without the whiskers that thinning leaves at corners."""
    return [p for p in paths if p.length >= 1.2 * p.thickness or min(p.ends) >= 0 or max(p.ends) < 0]


def median_thickness(paths: list[Path]) -> float:
    if not paths:
        return 1.0
    order = sorted(paths, key=lambda path: path.thickness)
    shares = np.cumsum([path.length * path.thickness for path in order])
    return order[int(np.searchsorted(shares, shares[-1] / 2))].thickness


def line_of(path: Path, mask: np.ndarray, shrink: float) -> WallLine | None:
    """The wall of a path, its free ends where the stroke ends, in pixels of the picture as it came."""
    corners = straightened(path)
    closed = bool((corners[0] == corners[-1]).all())
    if path.ends[0] < 0 and not closed:
        corners[0] = end_of(corners[0], corners[1], mask, path.thickness)
    if path.ends[1] < 0 and not closed:
        corners[-1] = end_of(corners[-1], corners[-2], mask, path.thickness)
    points = [tuple(np.round((corner + 0.5) / shrink, 2).tolist()) for corner in corners]
    points = [point for k, point in enumerate(points) if k == 0 or point != points[k - 1]]
    return WallLine(tuple(points), round(path.thickness / shrink, 2)) if len(points) > 1 else None


def end_of(end: np.ndarray, before: np.ndarray, mask: np.ndarray, thickness: float) -> np.ndarray:
    """Half a thickness before the stroke ends: a wall is as much longer than its line, see `raster.strips`."""
    along = (end - before) / max(float(np.hypot(*(end - before))), 1e-9)
    steps = np.arange(0.0, 2 * thickness, 0.5)
    cells = np.rint(end + steps[:, None] * along).astype(int)
    inside = ((cells >= 0) & (cells < mask.shape[::-1])).all(axis=1)
    drawn = np.zeros(len(steps), bool)
    drawn[inside] = mask[cells[inside, 1], cells[inside, 0]] > 0
    reach = steps[int(np.argmin(drawn))] if not drawn.all() else steps[-1]
    return end + along * (reach - thickness / 2)
