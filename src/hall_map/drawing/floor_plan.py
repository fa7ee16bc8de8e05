"""The floor plan of a hall, with its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from hall_map.drawing import building, doors, traffic
from hall_map.drawing import palette as p
from hall_map.drawing.canvas import Canvas, Sheet
from hall_map.drawing.fonts import NO_FONT, Typeface, find_typeface
from hall_map.drawing.frame import draw_frame
from hall_map.drawing.icons import RADIUS
from hall_map.drawing.labels import Line, Placer, beside, on_plate, one_line, speed_sign, upright, wrapped, written
from hall_map.errors import HallError
from hall_map.geometry import Point
from hall_map.hall import Dock, Hall, Lane, Names, Place, SlowArea, Zone
from hall_map.kinds import LANGUAGES

ZONE_LETTERS = ((0.62, 0.44), (0.4, 0.34))  # m: what is used, and what is only beautiful
BESIDE = 2.5  # m: a zone's name that has no room in the zone may stand so near to it
SIGN = 0.95  # m: how wide the sign of a slow area is
LONGEST_SIDE, MOST_PIXELS = 2400, 16_000_000
ENDINGS = (".png", ".jpg", ".jpeg", ".webp")
UNLABELLED = ("staff", "entrance", "sanitary")  # zones whose parts speak for themselves


@dataclass(frozen=True)
class FloorPlan:
    """A drawn hall, onto which more can be drawn."""

    image: Image.Image  # RGB
    sheet: Sheet
    warnings: tuple[str, ...] = ()  # what could not be drawn as asked, for the user

    @property
    def pixels_per_metre(self) -> float:
        return self.sheet.scale

    def pixel_of(self, x: float, y: float) -> tuple[float, float]:
        """Where in the image a point of the hall (m, map frame) is: pixels to the right, and down."""
        return self.sheet.pixel_of(x, y)


def draw_floor_plan(
    hall: Hall, *, language: str = "zh", scale: float | None = None, typeface: Typeface | None = None
) -> FloorPlan:
    """Draw a hall, written in a language and, smaller, in English (or Chinese beside English).

    `scale` is in pixels a metre: 40, if not given, and less where the hall is larger than 60 m. Where the machine has
    no font with Chinese characters, labels are in English, and `warnings` says so.
    Raises: ValueError: the language is none of the hall's, or the scale cannot be; HallError: the hall is too large.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, got {language!r}")
    sheet = sheet_of(hall, scale)
    typeface = find_typeface() if typeface is None else typeface
    canvas = Canvas(sheet)
    draw_shapes(canvas, hall)
    image = canvas.finished()
    Words(image, hall, sheet, typeface, typeface.languages(language)).write()
    return FloorPlan(image, sheet, () if typeface.file else (NO_FONT,))


def sheet_of(hall: Hall, scale: float | None) -> Sheet:
    """The sheet to draw a hall on. Raises: ValueError: no such scale; HallError: the hall is too large to be drawn."""
    if scale is None:
        scale = max(4.0, min(40.0, LONGEST_SIDE / max(hall.width, hall.height)))
    if not 4.0 <= scale <= 200.0:
        raise ValueError(f"scale must be 4 to 200 pixels a metre, got {scale:g}")
    sheet = Sheet(hall.width, hall.height, scale)
    if sheet.size[0] * sheet.size[1] > MOST_PIXELS:
        problem = f"a hall of {hall.width:g} m x {hall.height:g} m at {scale:g} pixels a metre is too large a picture"
        raise HallError("size", problem, "Check the hall's scale, or draw fewer pixels a metre.")
    return sheet


def render(hall: Hall, *, language: str = "zh", scale: float | None = None) -> np.ndarray:
    """The floor plan as an array (rows, columns, 3), uint8, RGB. See `draw_floor_plan`."""
    return np.asarray(draw_floor_plan(hall, language=language, scale=scale).image)


def save_picture(hall: Hall, path: str | Path, *, language: str = "zh", scale: float | None = None) -> tuple[str, ...]:
    """Draw a hall into a PNG, JPEG or WebP file. Returns: warnings for the user.

    Raises: HallError: the file's name has another ending, or the hall is too large; OSError: it cannot be written.
    """
    if Path(path).suffix.lower() not in ENDINGS:
        raise HallError(str(path), "is no picture that can be written", f"End its name in {', '.join(ENDINGS)}.")
    plan = draw_floor_plan(hall, language=language, scale=scale)
    plan.image.save(path)
    return plan.warnings


def draw_shapes(canvas: Canvas, hall: Hall) -> None:
    building.draw_ground(canvas, hall)
    building.draw_zones(canvas, hall)
    traffic.draw_areas(canvas, hall)
    building.draw_furniture(canvas, hall)
    building.draw_walls(canvas, hall)
    doors.draw_doorways(canvas, hall)
    building.draw_doors(canvas, hall)
    traffic.draw_barriers(canvas, hall)
    for dock in hall.docks:
        building.draw_dock(canvas, dock)
    building.draw_windows(canvas, hall)
    building.draw_places(canvas, hall)


class Words:
    """Writes names onto a drawn hall."""

    def __init__(self, image: Image.Image, hall: Hall, sheet: Sheet, typeface: Typeface, languages: tuple[str, ...]):
        self.image, self.hall, self.sheet = image, hall, sheet
        self.typeface, self.languages = typeface, languages
        self.placer = Placer(sheet)
        self.floor = self.placer.inside(hall.outline)
        for zone in hall.zones:
            if zone.kind == "staff":
                self.floor[self.placer.inside(zone.polygon) > 0] = 0
        self.ground = self.floor.copy()  # where nobody queues
        for queue in hall.queues:
            self.ground[self.placer.inside(queue.polygon) > 0] = 0

    def write(self) -> None:
        self.take_what_is_drawn()
        self.number_windows()
        for dock in self.hall.docks:
            self.name_dock(dock)
        for slow in self.hall.slow_areas:
            self.sign_slow_area(slow)
        zones = [zone for zone in self.hall.zones if zone.kind not in UNLABELLED]
        for zone in sorted(zones, key=lambda zone: zone.kind == "feature"):
            self.name_zone(zone)
        for place in self.hall.places:
            self.name_place(place)
        for barrier in self.hall.barriers:
            lines = self.lines(barrier.names, 0.4, p.FORBIDDEN) if barrier.names else []
            self.put(
                [written(lines, self.typeface)] if lines else [], traffic.middle_of(barrier.points), self.ground, 1.5
            )
        draw_frame(self.image, self.hall, self.sheet, self.typeface, self.languages)

    def size(self, metres: float) -> int:
        return max(8, round(metres * self.sheet.scale))

    def take_what_is_drawn(self) -> None:
        for obstacle in self.hall.obstacles:
            self.placer.take_polygon(obstacle.polygon)
        for wall in self.hall.walls:
            self.placer.take_line(wall.points, wall.thickness + 0.1)
        for window in self.hall.windows:
            self.placer.take_circle(window.stop.xy, 0.3)
            self.placer.take_circle(building.pill_at(window), 0.5)
        for dock in self.hall.docks:
            self.placer.take_circle(dock.pose.xy, 0.62)
        for place in self.hall.places:
            self.placer.take_circle(building.sign_at(self.hall, place), RADIUS + 0.1)
            if place.kind in building.DOOR_WIDTHS:
                self.placer.take_circle(place.xy, building.DOOR_WIDTHS[place.kind] / 2)
        for door in self.hall.doors:
            self.placer.take_polygon(doors.swept(door))
        for area in self.hall.keep_outs:
            self.placer.take_polygon(area.polygon)
        for slow in self.hall.slow_areas:
            self.placer.take_line([*slow.polygon, slow.polygon[0]], traffic.EDGE)
        for band in (*self.hall.lanes, *self.hall.barriers):
            self.placer.take_line(band.points, band.width if isinstance(band, Lane) else band.thickness + 0.2)

    def number_windows(self) -> None:
        """Each number where it can be read within its plate; a plate that is too small for it stays empty."""
        for window in self.hall.windows:
            label = one_line(Line(window.id, self.size(0.42), p.WHITE, True), self.typeface)
            if label.width <= building.PILL[0] * self.sheet.scale:
                self.paste(label, building.pill_at(window))

    def sign_slow_area(self, area: SlowArea) -> None:
        """How fast robots drive there, m/s, in a round sign; nearest to the area's upper left corner."""
        corners = np.asarray(area.polygon, float)
        corner = (float(corners[:, 0].min()), float(corners[:, 1].max()))
        label = one_line(Line(f"{area.speed:g}", self.size(0.4), p.INK, True), self.typeface)
        sign = speed_sign(label, round(SIGN * self.sheet.scale))
        self.put([sign], corner, self.placer.inside(area.polygon) & self.floor, 60.0)

    def name_dock(self, dock: Dock) -> None:
        names = dock.names or {"en": dock.robot.replace("_", " ").title()}
        lines = self.lines(names, 0.46, p.ROBOT)
        self.put([written(lines, self.typeface), beside(lines, self.typeface)], dock.pose.xy, self.ground, 1.5)

    def name_place(self, place: Place) -> None:
        if any(zone.names == place.names and zone.kind not in UNLABELLED for zone in self.hall.zones):
            return  # the zone's label says it
        large, small = (self.lines(place.names, size, building.place_colour(place)) for size in (0.44, 0.36))
        layouts = [(layout, lines) for lines in (large, small) for layout in (written, wrapped, beside)]
        layouts.append((written, small[:1]))  # one language, rather than none
        variants = [layout(lines, self.typeface) for layout, lines in layouts if lines]
        self.put(variants, building.sign_at(self.hall, place), self.ground, 1.5)

    def name_zone(self, zone: Zone) -> None:
        strong = p.TINTS[zone.kind].strong
        large, small = (self.lines(zone.names, size, strong) for size in ZONE_LETTERS[zone.kind == "feature"])
        layouts = (written, large), (beside, large), (written, small), (upright, large), (upright, small)
        layouts += (written, small[:1]), (upright, small[:1])  # one language, rather than none
        variants = [layout(lines, self.typeface) for layout, lines in layouts if lines]
        signs = [building.sign_at(self.hall, place) for place in self.hall.places if place.names == zone.names]
        middle = signs[0] if signs else middle_of(zone.polygon)
        within = self.placer.inside(zone.polygon)
        if self.put(variants, middle, within & self.ground, 60.0):
            return
        plates = [on_plate(label, p.TINTS[zone.kind].fill) for label in variants]
        if not self.put(plates, middle, within & self.floor, 60.0):
            self.put(variants, middle, self.ground, BESIDE)

    def lines(self, names: Names, metres: float, colour: p.Colour) -> list[Line]:
        """A name in each language to write in, the first one larger."""
        texts = [names[language] for language in self.languages if names.get(language)] or [*names.values()][:1]
        sizes = [(metres, colour, True), (metres * 0.66, p.mixed(colour, p.QUIET, 0.35), False)]
        return [Line(text, self.size(s), c, bold) for text, (s, c, bold) in zip(texts, sizes, strict=False)]

    def put(self, variants: Sequence[Image.Image], anchor: Point, within: np.ndarray, reach: float) -> bool:
        """Paste the first variant that fits; one that fits nowhere is left out rather than written over others."""
        for label in variants:
            spot = self.placer.spot(label, anchor, within, reach)
            if spot is not None:
                self.image.paste(label, spot, label)
                return True
        return False

    def paste(self, label: Image.Image, middle: Point) -> None:
        u, v = self.sheet.pixel_of(*middle)
        self.image.paste(label, (round(u - label.width / 2), round(v - label.height / 2)), label)


def middle_of(polygon: Sequence[Point]) -> Point:
    """The middle of a polygon's box."""
    corners = np.asarray(polygon, float)
    x, y = (corners.min(axis=0) + corners.max(axis=0)) / 2
    return float(x), float(y)
