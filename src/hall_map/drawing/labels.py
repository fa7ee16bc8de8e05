"""Words on the plan: each is put at the free spot nearest to where it belongs, so that nothing is written over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw

from hall_map.drawing.canvas import FINER, Sheet
from hall_map.drawing.fonts import Typeface
from hall_map.drawing.palette import SLOW, WHITE, Colour
from hall_map.geometry import Point

CELL = 4  # pixels of the picture a cell of the placing grid
GAP = 2  # cells that a label keeps from everything else


@dataclass(frozen=True)
class Line:
    """One line of a label."""

    text: str
    pixels: int  # height of the letters
    colour: Colour
    bold: bool = False


def written(lines: Sequence[Line], typeface: Typeface, gap: int = 3) -> Image.Image:
    """Lines one above another, centred, on a transparent ground."""
    return stacked([one_line(line, typeface) for line in lines], gap)


def wrapped(lines: Sequence[Line], typeface: Typeface, gap: int = 3) -> Image.Image:
    """Like `written`, with each line of several words broken into two."""
    parts = []
    for line in lines:
        words = line.text.split()
        texts = [" ".join(words[: (len(words) + 1) // 2]), " ".join(words[(len(words) + 1) // 2 :])]
        parts += [Line(text, line.pixels, line.colour, line.bold) for text in texts if text]
    return written(parts, typeface, gap)


def beside(lines: Sequence[Line], typeface: Typeface, gap: int = 12) -> Image.Image:
    """Lines one after another on one base."""
    parts = [one_line(line, typeface) for line in lines]
    height = max(part.height for part in parts)
    image = Image.new("RGBA", (sum(part.width for part in parts) + gap * (len(parts) - 1), height), (0, 0, 0, 0))
    left = 0
    for part in parts:
        image.alpha_composite(part, (left, height - part.height))
        left += part.width + gap
    return image


def upright(lines: Sequence[Line], typeface: Typeface, gap: int = 6) -> Image.Image:
    """A narrow label: Chinese and Korean letters one below another, other lines turned to be read from below."""
    parts = []
    for line in lines:
        if line.text.isascii():
            parts.append(one_line(line, typeface).transpose(Image.Transpose.ROTATE_90))
        else:
            letters = [Line(letter, line.pixels, line.colour, line.bold) for letter in line.text if letter.strip()]
            parts.append(stacked([one_line(letter, typeface) for letter in letters], round(line.pixels * 0.18)))
    width = sum(part.width for part in parts) + gap * (len(parts) - 1)
    image = Image.new("RGBA", (width, max(part.height for part in parts)), (0, 0, 0, 0))
    left = 0
    for part in parts:
        image.alpha_composite(part, (left, (image.height - part.height) // 2))
        left += part.width + gap
    return image


def stacked(parts: Sequence[Image.Image], gap: int) -> Image.Image:
    height = sum(part.height for part in parts) + gap * (len(parts) - 1)
    image = Image.new("RGBA", (max(part.width for part in parts), height), (0, 0, 0, 0))
    top = 0
    for part in parts:
        image.alpha_composite(part, ((image.width - part.width) // 2, top))
        top += part.height + gap
    return image


def one_line(line: Line, typeface: Typeface) -> Image.Image:
    font = typeface.sized(line.pixels)
    left, top, right, bottom = font.getbbox(line.text)
    image = Image.new("RGBA", (int(right - left) + 3, int(bottom - top) + 2), (*line.colour, 0))
    draw = ImageDraw.Draw(image)
    for shift in (0.0, 0.7) if line.bold else (0.0,):
        draw.text((1 - left + shift, 1 - top), line.text, font=font, fill=(*line.colour, 255))
    return image


def on_plate(label: Image.Image, colour: Colour) -> Image.Image:
    """A label that covers what lies under it."""
    plate = Image.new("RGBA", label.size, (*colour, 255))
    plate.alpha_composite(label)
    return plate


def speed_sign(label: Image.Image, width: int) -> Image.Image:
    """A label in a round sign with a coloured rim."""
    size = max(width, label.width + 4, label.height + 4)
    sign = Image.new("RGBA", (size * FINER, size * FINER), (0, 0, 0, 0))
    rim = max(1, round(size * FINER * 0.1))
    ImageDraw.Draw(sign).ellipse((0, 0, sign.width - 1, sign.height - 1), fill=WHITE, outline=SLOW, width=rim)
    sign = sign.reduce(FINER)
    sign.alpha_composite(label, ((size - label.width) // 2, (size - label.height) // 2))
    return sign


class Placer:
    """Knows which parts of the picture are taken."""

    def __init__(self, sheet: Sheet):
        self.sheet = sheet
        width, height = sheet.size
        self.taken = np.zeros((height // CELL + 1, width // CELL + 1), np.uint8)

    def cells(self, points: Sequence[Point]) -> np.ndarray:
        """Points in metres as cells of the placing grid, (N, 2) int32."""
        pixels = [self.sheet.pixel_of(*point) for point in points]
        return np.rint(np.asarray(pixels) / CELL).astype(np.int32)

    def take_polygon(self, points: Sequence[Point]) -> None:
        cv2.fillPoly(self.taken, [self.cells(points)], 1)

    def take_line(self, points: Sequence[Point], width: float) -> None:
        thickness = max(1, round(width * self.sheet.scale / CELL))
        cv2.polylines(self.taken, [self.cells(points)], False, 1, thickness)

    def take_circle(self, middle: Point, radius: float) -> None:
        (cell,) = self.cells([middle])
        cv2.circle(self.taken, tuple(map(int, cell)), max(1, round(radius * self.sheet.scale / CELL)), 1, -1)

    def inside(self, polygon: Sequence[Point]) -> np.ndarray:
        """(rows, columns) uint8: 1 within a polygon."""
        mask = np.zeros_like(self.taken)
        cv2.fillPoly(mask, [self.cells(polygon)], 1)
        return mask

    def spot(self, label: Image.Image, anchor: Point, within: np.ndarray, reach: float) -> tuple[int, int] | None:
        """The free spot for a label nearest to an anchor, and takes it.

        `within` is (rows, columns) uint8, 1 where the label may be; `reach` the farthest, in metres, that its edge
        may be from the anchor. Returns: the label's upper left corner in pixels; None, where it fits nowhere.
        """
        width, height = (-(-side // CELL) + 2 * GAP for side in label.size)
        blocked = ((self.taken > 0) | (within == 0)).astype(np.float32)
        rows, columns = blocked.shape
        if height >= rows or width >= columns:
            return None
        sums = cv2.integral(blocked)
        free = sums[height:, width:] - sums[:-height, width:] - sums[height:, :-width] + sums[:-height, :-width] < 0.5
        (middle,) = self.cells([anchor])
        v, u = np.nonzero(free)
        if not len(u):
            return None
        off_u, off_v = np.abs(u + width / 2 - middle[0]), np.abs(v + height / 2 - middle[1])
        gap = np.hypot(np.maximum(off_u - width / 2, 0), np.maximum(off_v - height / 2, 0))
        too_far = gap * CELL > reach * self.sheet.scale
        if too_far.all():
            return None
        best = int(np.argmin(np.where(too_far, np.inf, np.hypot(off_u, off_v))))
        self.taken[v[best] : v[best] + height, u[best] : u[best] + width] = 1
        return int(u[best] + GAP) * CELL, int(v[best] + GAP) * CELL
