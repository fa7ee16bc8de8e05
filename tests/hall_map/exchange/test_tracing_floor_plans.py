"""The walls that are found in a picture of a floor plan are those that were drawn."""

import io
import zlib
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import hall_map
from hall_map.errors import HallError
from hall_map.exchange.floor_plan_picture import MOST_PIXELS, trace
from hall_map.raster import strips

ROOMS = (
    [(60, 60), (840, 60), (840, 540), (60, 540), (60, 60)],
    [(300, 60), (300, 220)], [(300, 290), (300, 540)], [(300, 380), (560, 380)], [(640, 380), (840, 380)],
    [(560, 380), (560, 540)], [(480, 60), (480, 200), (700, 200)],
)  # fmt: skip


def drawn(walls, thickness=8, size=(900, 600)):
    """Walls, black on white, sharp; coordinates as a picture counts them, its corner at (0, 0)."""
    picture = np.full(size[::-1], 255, np.uint8)
    for line in walls:
        for corners in strips(line, thickness - 1):  # the border is filled too
            fixed = np.rint((np.asarray(corners) - 0.5) * 256).astype(np.int32)
            cv2.fillPoly(picture, [fixed], 0, shift=8)
    return picture


def png(picture):
    return cv2.imencode(".png", picture)[1].tobytes()


def jpeg(picture, quality):
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def along(lines):
    """Points a pixel apart on lines, (N, 2)."""
    parts = [
        np.asarray(a, float) + np.linspace(0, 1, max(2, int(np.hypot(*np.subtract(b, a)))))[:, None] * np.subtract(b, a)
        for line in lines for a, b in pairwise(line)
    ]  # fmt: skip
    return np.concatenate(parts)


def distance(points, line):
    """Pixels from each point to a line."""
    best = np.full(len(points), np.inf)
    for a, b in pairwise(np.asarray(line, float)):
        share = np.clip((points - a) @ (b - a) / max((b - a) @ (b - a), 1e-9), 0, 1)
        best = np.minimum(best, np.hypot(*(points - a - share[:, None] * (b - a)).T))
    return best


def compared(found, walls, reach=2.0):
    """The share of the walls' length that was found, and the share of what was found that are walls."""
    lines = [line.points for line in found.lines]
    nearest = lambda points, lines: np.min([distance(points, line) for line in lines], axis=0)  # noqa: E731
    return (nearest(along(walls), lines) <= reach).mean(), (nearest(along(lines), walls) <= reach).mean()


def test_the_walls_that_were_drawn_are_found_and_nothing_else():
    found = trace(png(drawn(ROOMS)))
    assert (found.width, found.height) == (900, 600)
    assert compared(found, ROOMS) == (pytest.approx(1, abs=0.005), 1)
    assert all(7 <= line.thickness <= 9 for line in found.lines)


def test_pieces_in_one_line_are_joined_and_lie_along_the_axes():
    found = trace(png(drawn(ROOMS)))
    assert len(found.lines) <= len(ROOMS) + 3  # the outer ring may be opened at a corner
    for line in found.lines:
        for (x, y), (u, v) in pairwise(line.points):
            assert min(abs(x - u), abs(y - v)) <= 0.6


@pytest.mark.parametrize("quality", [90, 40, 15])
def test_jpeg_does_no_harm(quality):
    covered, true = compared(trace(jpeg(drawn(ROOMS), quality)), ROOMS)
    assert covered >= 0.98
    assert true >= 0.98


@pytest.mark.parametrize("degrees", [-20, 1.5, 7, 45])
def test_a_turned_plan_is_found_where_it_lies(degrees):
    turn = cv2.getRotationMatrix2D((600, 600), degrees, 1.0)
    turn[:, 2] += (150, 300)
    picture = cv2.warpAffine(drawn(ROOMS), turn, (1300, 1300), borderValue=255)
    walls = [[turn[:, :2] @ np.subtract(point, 0.5) + turn[:, 2] + 0.5 for point in line] for line in ROOMS]
    covered, true = compared(trace(png(picture)), walls)
    assert covered >= 0.97
    assert true >= 0.97


def test_noise_and_shade_do_no_harm():
    rng = np.random.default_rng(3)
    picture = drawn(ROOMS).astype(float) * 0.8 + 20 + np.linspace(0, 25, 900) + rng.normal(0, 18, (600, 900))
    speckled = np.clip(picture, 0, 255).astype(np.uint8)
    speckled[rng.random(speckled.shape) < 0.004] = 0
    covered, true = compared(trace(png(speckled)), ROOMS)
    assert covered >= 0.97
    assert true >= 0.97


def furnished():
    picture = drawn(ROOMS)
    words = {"OFFICE 12": (90, 130), "Lounge": (350, 330), "WC": (600, 470), "Meeting room": (520, 130)}
    for text, at in words.items():
        cv2.putText(picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2, cv2.LINE_AA)
    for x, y in ((100, 300), (180, 300), (660, 250), (380, 450)):
        cv2.rectangle(picture, (x, y), (x + 50, y + 30), 0, 1)
        cv2.circle(picture, (x + 25, y + 50), 12, 0, 1)
    cv2.rectangle(picture, (700, 440), (780, 500), 90, -1)
    cv2.line(picture, (60, 575), (840, 575), 0, 1)
    cv2.ellipse(picture, (300, 290), (70, 70), 0, 180, 270, 0, 1)
    return picture


def test_text_furniture_and_dimension_lines_are_no_walls():
    covered, true = compared(trace(png(furnished())), ROOMS)
    assert covered >= 0.98
    assert true >= 0.97


@pytest.mark.parametrize("change", [lambda p: 255 - p, lambda p: cv2.cvtColor(p, cv2.COLOR_GRAY2BGR)])
def test_light_on_dark_and_colour_are_read_too(change):
    assert compared(trace(png(change(drawn(ROOMS)))), ROOMS)[0] >= 0.99


def test_what_is_see_through_is_paper():
    ink = 255 - drawn(ROOMS)
    image = Image.merge("RGBA", [Image.new("L", (900, 600), 0)] * 3 + [Image.fromarray(ink)])
    data = io.BytesIO()
    image.save(data, "png")
    assert compared(trace(data.getvalue()), ROOMS)[0] >= 0.99


def test_our_own_drawing_of_the_hall_gives_its_walls_back():
    hall = hall_map.load("maps/putuo")
    plan = hall_map.draw_floor_plan(hall, scale=40)
    data = io.BytesIO()
    plan.image.save(data, "png")
    found = trace(data.getvalue())
    lines = [wall.points for wall in hall.walls] + [(*hall.outline, hall.outline[0])]
    points = along([[plan.pixel_of(*point) for point in line] for line in lines])
    doors = [[plan.pixel_of(*point) for point in door.points] for door in hall.doors]
    points = points[np.min([distance(points, door) for door in doors], axis=0) > 0.35 * 40]
    # the outline is the inner face of what is drawn as the outer wall
    beyond = np.min([distance(points, line.points) - line.thickness / 2 for line in found.lines], axis=0)
    assert (beyond <= 2).mean() >= 0.95


@st.composite
def rooms(draw):
    """Rooms in a grid of walls, each wall between two of them with a door in it or not."""
    thickness = draw(st.integers(6, 14))
    xs = np.cumsum([60, *draw(st.lists(st.integers(140, 260), min_size=1, max_size=4))]).tolist()
    ys = np.cumsum([60, *draw(st.lists(st.integers(140, 260), min_size=1, max_size=3))]).tolist()
    walls = [[(xs[0], ys[0]), (xs[-1], ys[0]), (xs[-1], ys[-1]), (xs[0], ys[-1]), (xs[0], ys[0])]]
    for x in xs[1:-1]:
        for y, v in pairwise(ys):
            walls += parted((x, y), (x, v), draw(st.booleans()))
    for y in ys[1:-1]:
        for x, u in pairwise(xs):
            walls += parted((x, y), (u, y), draw(st.booleans()))
    return walls, thickness, (xs[-1] + 60, ys[-1] + 60)


def parted(a, b, door):
    if not door:
        return [[a, b]]
    start, end = np.asarray(a, float), np.asarray(b, float)
    return [[a, tuple(start + (end - start) * 0.4)], [tuple(start + (end - start) * 0.65), b]]


@settings(max_examples=25, deadline=None)
@given(rooms())
def test_the_walls_of_any_rooms_are_found(plan):
    walls, thickness, size = plan
    found = trace(png(drawn(walls, thickness, size)))
    covered, true = compared(found, walls, reach=max(2.0, 0.25 * thickness))
    assert covered >= 0.97
    assert true >= 0.97
    assert all(abs(line.thickness - thickness) <= 2 for line in found.lines)


def header_of(width, height):
    """A PNG that says it is so large, and holds nothing."""
    head = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    parts = [head, b"IDAT" + zlib.compress(b"\0" * 1000), b"IEND"]
    chunks = [(len(p) - 4).to_bytes(4, "big") + p + zlib.crc32(p).to_bytes(4, "big") for p in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no PNG or JPEG"),
        (b"GIF89a" + b"\0" * 50, "no PNG or JPEG"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "no PNG or JPEG"),
        (png(drawn(ROOMS))[:-400], "no PNG or JPEG"),
        (b"\0" * 20_000_001, "bytes"),
        (header_of(8000, 8000), "64000000 pixels|8000 x 8000"),
        (header_of(60000, 60000), "pixels"),
        (png(np.full((300, 300), 200, np.uint8)), "one colour"),
        (png(np.full((8, 300), 200, np.uint8)), "only 300 x 8"),
    ],
)
def test_what_is_no_plan_is_refused_with_a_remedy(data, words):
    with pytest.raises(HallError, match=words) as caught:
        trace(data)
    assert caught.value.remedy


def test_a_bomb_is_refused_before_it_is_unpacked():
    side = int(MOST_PIXELS**0.5) + 100
    data = header_of(side, side)
    with pytest.raises(HallError, match="large"):
        trace(data)


def test_specks_alone_are_no_walls():
    picture = np.full((400, 400), 255, np.uint8)
    picture[::40, ::40] = 0
    picture[1::40, 1::40] = 0
    with pytest.raises(HallError, match=r"no walls|one colour"):
        trace(png(picture))


def test_a_picture_full_of_lines_is_refused_in_time():
    rng = np.random.default_rng(1)
    picture = cv2.resize((rng.random((300, 300)) < 0.5).astype(np.uint8) * 255, (900, 900), interpolation=0)
    with pytest.raises(HallError, match=r"so many lines|no walls"):
        trace(png(picture))
