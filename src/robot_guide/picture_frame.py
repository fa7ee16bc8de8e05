"""The finished picture of a walk: the floor plan with the walk on it, a title above and a legend below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from hall_map import Hall
from hall_map.drawing.floor_plan import FloorPlan, draw_floor_plan
from hall_map.drawing.fonts import NO_FONT, Typeface, find_typeface
from hall_map.drawing.labels import Line, beside, one_line
from hall_map.drawing.palette import INK, PAPER, QUIET, Colour
from robot_guide.picture import ALONE, FINER, VISITOR, Walk, colour_at, draw_walk, walk_of
from robot_guide.story import Story

SCALE = 34.0  # pixels a metre
FADE = 0.28  # of the floor plan, so that the walk stands out
HEAD, FOOT, MARGIN = 3.1, 1.9, 1.4  # m of paper above and below the hall, and beside the words
BAR = 5.0  # m, the legend's ramp


def save_walk(
    path: Path, hall: Hall, events: Iterable[Mapping[str, object]], tracks: Mapping[str, np.ndarray], visitor: str
) -> str:
    """Draw the walk that events tell of into a PNG file, with the tracks (N, 3): s, m, m of everybody by name.

    Returns: a warning for the user, or an empty text.
    Raises: ValueError: no robot answered anybody, so that there is no walk; OSError.
    """
    events = list(events)
    walk = walk_of(events, tracks, visitor, hall)
    if walk is None:
        raise ValueError("nobody was answered, so there is no walk to draw")
    story = Story(hall)
    for event in events:
        story.tell(event)
    typeface = find_typeface()
    draw_poster(hall, walk, story, typeface).save(path, optimize=True)
    return "" if typeface.file else NO_FONT


def draw_poster(hall: Hall, walk: Walk, story: Story, typeface: Typeface) -> Image.Image:
    """The whole picture. The story must have been told, so that it knows where the visitor wanted to go."""
    plan = draw_floor_plan(hall, scale=SCALE, typeface=typeface)
    faded = Image.blend(plan.image, Image.new("RGB", plan.image.size, PAPER), FADE)
    walked = draw_walk(replace(plan, image=faded), walk)
    poster = framed(plan, walked)
    languages = typeface.languages("zh")
    write_head(poster, walk, story, typeface, languages)
    draw_legend(poster, story, typeface, languages)
    return poster


def framed(plan: FloorPlan, walked: Image.Image) -> Image.Image:
    """The hall itself, cut out of its own frame and put into ours."""
    _, top = plan.pixel_of(0.0, plan.sheet.height + 0.35)
    _, bottom = plan.pixel_of(0.0, -0.2)  # above the plan's own legend
    hall = walked.crop((0, round(top), walked.width, round(bottom)))
    poster = Image.new("RGB", (hall.width, hall.height + round((HEAD + FOOT) * SCALE)), PAPER)
    poster.paste(hall, (0, round(HEAD * SCALE)))
    return poster


def write_head(poster: Image.Image, walk: Walk, story: Story, typeface: Typeface, languages: tuple[str, ...]) -> None:
    event = {**walk.summary, "robot": walk.robot}
    if walk.guided is not None:
        event["seconds"] = walk.guided[1] - walk.guided[0]
    title = story.caption("title" if story.target else "no_way", event)
    facts = story.caption("facts", event) if walk.summary else dict.fromkeys(title, "")
    y = 0.62
    for language, size, colour in zip(languages, (1.0, 0.62), (INK, QUIET), strict=False):
        line = one_line(Line(title[language], pixels(size), colour, size == 1.0), typeface)
        put(poster, line, MARGIN, y)
        if facts[language]:
            fact = one_line(Line(facts[language], pixels(size * 0.78), colour), typeface)
            right = (poster.width - fact.width) / SCALE - MARGIN
            put(poster, fact, right, y + (line.height - fact.height) / SCALE)
        y += size + 0.35


def draw_legend(poster: Image.Image, story: Story, typeface: Typeface, languages: tuple[str, ...]) -> None:
    x, y = MARGIN, poster.height / SCALE - FOOT / 2
    for key in ("route", "visitor", "wait", "alone"):
        symbol = SYMBOLS[key]()
        put(poster, symbol, x, y - symbol.height / SCALE / 2)
        x += symbol.width / SCALE + 0.3
        words = story.caption(key, {})
        lines = [Line(words[each], pixels(0.5), c) for each, c in zip(languages, (INK, QUIET), strict=False)]
        label = beside(lines, typeface, pixels(0.18))
        put(poster, label, x, y - label.height / SCALE / 2)
        x += label.width / SCALE + 1.0


def ramp() -> Image.Image:
    """The colours of time, from setting off to arriving."""
    return symbol(BAR, lambda draw, w, h: [
        draw.line((u, h * 0.36, u, h * 0.64), fill=colour_at(u / w)) for u in range(w)
    ])  # fmt: skip


def footsteps() -> Image.Image:
    def paint(draw: ImageDraw.ImageDraw, w: int, h: int) -> None:
        for share in (0.12, 0.37, 0.62, 0.87):
            dot(draw, w * share, h / 2, h * 0.14, VISITOR)

    return symbol(1.4, paint)


def waiting() -> Image.Image:
    return symbol(0.8, lambda draw, w, h: dot(draw, w / 2, h / 2, h * 0.42, PAPER, INK))


def thin_line() -> Image.Image:
    return symbol(1.4, lambda draw, w, h: draw.line((0, h / 2, w, h / 2), fill=ALONE, width=round(h * 0.1)))


SYMBOLS = {"route": ramp, "visitor": footsteps, "wait": waiting, "alone": thin_line}


def symbol(width: float, paint: Callable[[ImageDraw.ImageDraw, int, int], object]) -> Image.Image:
    """A tile `width` m wide and 0.8 m high; `paint(draw, width, height)` works on one that is FINER times larger."""
    size = (pixels(width) * FINER, pixels(0.8) * FINER)
    tile = Image.new("RGB", size, PAPER)
    paint(ImageDraw.Draw(tile), *size)
    return tile.reduce(FINER)


def dot(draw: ImageDraw.ImageDraw, u: float, v: float, r: float, fill: Colour, ring: Colour | None = None) -> None:
    draw.ellipse((u - r, v - r, u + r, v + r), fill=fill, outline=ring, width=round(r * 0.35))


def pixels(metres: float) -> int:
    return round(metres * SCALE)


def put(poster: Image.Image, image: Image.Image, x: float, y: float) -> None:
    """Paste with the upper left corner at (x, y) m of paper."""
    poster.paste(image, (pixels(x), pixels(y)), image if image.mode == "RGBA" else None)
