"""The floor plan shows what is there, where it is, and writes nothing over anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import hall_map
from hall_map import HallError
from hall_map.drawing import palette
from hall_map.drawing.building import PILL, curved_runs, pill_at, side_at
from hall_map.drawing.canvas import Sheet
from hall_map.drawing.fonts import Typeface, find_typeface
from hall_map.drawing.labels import CELL, Line, Placer, written
from hall_map.drawing.traffic import CHEVRON, along

HALL = hall_map.load(Path(__file__).parents[2] / "maps" / "putuo")
LATIN_ONLY = Typeface(None)
SCALE = 30.0


@pytest.fixture(scope="module")
def plan() -> hall_map.FloorPlan:
    return hall_map.draw_floor_plan(HALL, scale=SCALE, typeface=LATIN_ONLY)


def colour_at(plan: hall_map.FloorPlan, x: float, y: float) -> tuple[int, int, int]:
    u, v = plan.pixel_of(x, y)
    return plan.image.getpixel((round(u), round(v)))


def near(colour: tuple[int, int, int], other: tuple[int, int, int], tolerance: int = 30) -> bool:
    return max(abs(a - b) for a, b in zip(colour, other, strict=True)) <= tolerance


def test_metres_become_pixels_with_the_north_on_top(plan: hall_map.FloorPlan):
    u0, v0 = plan.pixel_of(0, 0)
    u1, v1 = plan.pixel_of(10, 5)
    assert (u1 - u0, v0 - v1) == pytest.approx((10 * SCALE, 5 * SCALE))
    assert plan.pixels_per_metre == SCALE
    assert plan.image.mode == "RGB"


def test_each_window_stands_in_its_zones_colour_where_it_is(plan: hall_map.FloorPlan):
    tints = {zone.id: palette.TINTS[zone.kind] for zone in HALL.zones}
    for window in HALL.windows:
        x, y = pill_at(window)
        corner = colour_at(plan, x, y + 0.23)
        assert near(corner, tints[window.zone].strong), window.id


def test_a_closed_window_looks_otherwise():
    closed = hall_map.edit(HALL, {"windows": {"A05": {"open": False}}})
    plan = hall_map.draw_floor_plan(closed, scale=SCALE, typeface=LATIN_ONLY)
    x, y = pill_at(closed.window_by_id["A05"])
    assert near(colour_at(plan, x, y + 0.23), palette.CLOSED)


def test_free_floor_counters_and_outside_are_told_apart(plan: hall_map.FloorPlan):
    assert near(colour_at(plan, 20.5, 10.8), palette.FLOOR)
    assert near(colour_at(plan, 46.2, 14.4), palette.WOOD)
    assert near(colour_at(plan, 25.0, -1.9), palette.PAPER, 12)


def test_a_new_wall_shows_where_it_was_built(plan: hall_map.FloorPlan):
    walls = (*HALL.walls, hall_map.Wall("barrier", ((19.0, 10.6), (22.0, 10.6)), 0.2))
    other = hall_map.draw_floor_plan(replace(HALL, walls=walls), scale=SCALE, typeface=LATIN_ONLY)
    assert near(colour_at(other, 20.5, 10.6), palette.INNER_WALL)
    assert not near(colour_at(plan, 20.5, 10.6), palette.INNER_WALL)


def test_without_a_chinese_font_labels_are_english_and_the_user_is_told(plan: hall_map.FloorPlan):
    (warning,) = plan.warnings
    assert "English" in warning
    assert "fonts-wqy-microhei" in warning
    assert LATIN_ONLY.languages("zh") == ("en",)


@pytest.mark.skipif(find_typeface().file is None, reason="no font with Chinese characters on this machine")
@pytest.mark.parametrize("language", ["zh", "en", "ko"])
def test_each_language_gives_a_picture_of_its_own(language: str, plan: hall_map.FloorPlan):
    own = hall_map.draw_floor_plan(HALL, language=language, scale=SCALE)
    assert own.warnings == ()
    assert own.image.size == plan.image.size
    assert np.any(np.asarray(own.image) != np.asarray(plan.image))


def test_the_same_hall_gives_the_same_picture(plan: hall_map.FloorPlan):
    again = hall_map.draw_floor_plan(HALL, scale=SCALE, typeface=LATIN_ONLY)
    assert np.array_equal(np.asarray(again.image), np.asarray(plan.image))


def test_render_is_the_picture_as_an_array():
    image = hall_map.render(HALL, scale=8)
    assert image.dtype == np.uint8
    assert image.shape == (*reversed(Sheet(HALL.width, HALL.height, 8).size), 3)


def test_save_picture_writes_a_png(tmp_path: Path):
    hall_map.save_picture(HALL, tmp_path / "hall.png", scale=8)
    with Image.open(tmp_path / "hall.png") as image:
        assert image.format == "PNG"
        assert image.width > image.height


def test_a_picture_of_an_unknown_kind_is_refused_in_words(tmp_path: Path):
    with pytest.raises(HallError, match=r"hall\.docx: is no picture that can be written"):
        hall_map.save_picture(HALL, tmp_path / "hall.docx")


@pytest.mark.parametrize(
    ("field", "value"), [("language", "fr"), ("scale", 0.0), ("scale", 1e9), ("scale", float("nan"))]
)
def test_what_cannot_be_drawn_is_refused(field: str, value: object):
    with pytest.raises(ValueError, match=f"{field} must be"):
        hall_map.draw_floor_plan(HALL, **{field: value})


def test_a_hall_as_large_as_a_town_is_refused_in_words():
    with pytest.raises(HallError, match="too large a picture"):
        hall_map.draw_floor_plan(replace(HALL, width=50_000.0, height=30_000.0))


def test_an_empty_room_without_names_can_be_drawn():
    room = replace(
        HALL, names={}, width=6.0, height=4.0, outline=((0.2, 0.2), (0.2, 3.8), (5.8, 3.8), (5.8, 0.2)), walls=(),
        obstacles=(), windows=(), services=(), departments=(), hours=(), docks=(), places=(),
        zones=(hall_map.Zone("z", "waiting", {}, ((1, 1), (2, 1), (2, 2))),),
    )  # fmt: skip
    assert hall_map.draw_floor_plan(room, typeface=LATIN_ONLY).image.width > 0


def test_labels_never_lie_on_what_is_drawn_or_on_each_other():
    sheet = Sheet(10.0, 10.0, 20.0)
    placer = Placer(sheet)
    placer.take_polygon(((4, 4), (6, 4), (6, 6), (4, 6)))
    drawn = placer.taken.copy()
    label = written([Line("label", 14, palette.INK)], LATIN_ONLY)
    everywhere = placer.inside(((0, 0), (10, 0), (10, 10), (0, 10)))
    spots = [placer.spot(label, (5.0, 5.0), everywhere, 9.0) for _ in range(12)]
    covered = np.zeros_like(drawn, dtype=int)
    for u, v in spots:
        covered[v // CELL : (v + label.height) // CELL + 1, u // CELL : (u + label.width) // CELL + 1] += 1
    assert covered.max() == 1
    assert not np.any((covered > 0) & (drawn > 0))


def test_a_label_with_no_room_is_left_out():
    placer = Placer(Sheet(10.0, 10.0, 20.0))
    label = written([Line("a very long label indeed", 40, palette.INK)], LATIN_ONLY)
    assert placer.spot(label, (5.0, 5.0), placer.inside(((4, 4), (6, 4), (6, 6), (4, 6))), 9.0) is None


def test_waves_are_told_from_straight_walls():
    waves = [wall.id for wall in HALL.walls if curved_runs(wall.points)]
    assert sorted(waves) == ["suishenma_west", "wave_wall"]


def test_doors_open_into_the_hall():
    for outline in (HALL.outline, HALL.outline[::-1]):
        _, inward = side_at(outline, (25.0, 0.4))
        assert inward == pytest.approx((0.0, 1.0))


MARKED = replace(
    HALL,
    doors=(
        *HALL.doors, hall_map.Door("gate", "gate", ((33.4, 5.0), (33.4, 8.6))),
        hall_map.Door("shut", "sliding", ((18.4, 6.4), (18.4, 8.4)), open=False),
    ),
    lanes=(hall_map.Lane("lane", ((9.6, 7.4), (16.5, 7.4)), 1.2),),
    barriers=(hall_map.Barrier("barrier", ((30.5, 16.5), (33.5, 16.5)), thickness=0.4, names={"en": "Repair work"}),),
)  # fmt: skip


@pytest.fixture(scope="module")
def marked() -> hall_map.FloorPlan:
    return hall_map.draw_floor_plan(MARKED, scale=SCALE, typeface=LATIN_ONLY)


def some_near(plan: hall_map.FloorPlan, x: float, y: float, colour: tuple[int, int, int], reach: float = 0.5) -> bool:
    """Whether there is a pixel of a colour within `reach` metres of a point."""
    u, v = (round(value) for value in plan.pixel_of(x, y))
    r = round(reach * SCALE)
    tile = np.asarray(plan.image)[v - r : v + r + 1, u - r : u + r + 1].reshape(-1, 3)
    return bool((np.abs(tile.astype(int) - colour).max(axis=1) <= 30).any())


def test_a_keep_out_is_framed_and_hatched_in_red_and_what_lies_beside_it_is_not(plan: hall_map.FloorPlan):
    (area,) = HALL.keep_outs
    assert near(colour_at(plan, 35.1, 11.0), palette.FORBIDDEN)
    hatched = palette.mixed(palette.FORBIDDEN, palette.FLOOR, 0.55)
    assert some_near(plan, 38.8, 13.2, hatched)
    assert not some_near(plan, 33.3, 10.4, hatched, 0.3)
    bare = hall_map.draw_floor_plan(replace(HALL, keep_outs=()), scale=SCALE, typeface=LATIN_ONLY)
    assert not some_near(bare, 38.8, 13.2, hatched)
    assert area.id == "livestream_set"


def test_a_queue_is_outlined_by_dashes_with_people_in_a_row(plan: hall_map.FloorPlan):
    edge = [near(colour_at(plan, 13.4 + 0.05 * index, 21.2), palette.WAITING, 40) for index in range(100)]
    assert 30 < sum(edge) < 70
    people = palette.mixed(palette.WAITING, palette.WHITE, 0.4)
    assert some_near(plan, 19.2, 20.6, people)
    assert not some_near(plan, 19.2, 20.25, people, 0.1)


def test_a_slow_area_says_how_fast_in_a_round_sign(plan: hall_map.FloorPlan):
    rim = [some_near(plan, 22.4, 2.7, palette.SLOW, 0.6), some_near(plan, 22.4, 2.7, palette.INK, 0.6)]
    assert rim == [True, True]
    bare = hall_map.draw_floor_plan(replace(HALL, slow_areas=()), scale=SCALE, typeface=LATIN_ONLY)
    assert not some_near(bare, 22.4, 2.7, palette.SLOW, 0.6)


def test_a_lane_is_a_strip_whose_arrows_point_along_it(marked: hall_map.FloorPlan):
    strip = palette.mixed(palette.ONE_WAY, palette.FLOOR, 0.78)
    assert near(colour_at(marked, 11.0, 7.85), strip)
    assert near(colour_at(marked, 11.0, 6.95), strip)
    tips, tails = [], []
    for (x, y), _ in along(MARKED.lanes[0].points, CHEVRON):
        tips.append(near(colour_at(marked, x + 0.15, y), palette.ONE_WAY))
        tails.append(near(colour_at(marked, x - 0.3, y), palette.ONE_WAY))
    assert all(tips)
    assert not any(tails)


def test_a_barrier_is_striped_red_and_white_and_bears_its_name(marked: hall_map.FloorPlan, plan: hall_map.FloorPlan):
    stripes = [colour_at(marked, 30.5 + 0.05 * index, 16.5) for index in range(60)]
    assert any(near(colour, palette.FORBIDDEN) for colour in stripes)
    assert any(near(colour, palette.WHITE, 8) for colour in stripes)
    assert not near(colour_at(plan, 30.6, 16.5), palette.FORBIDDEN)
    nameless = replace(MARKED, barriers=tuple(replace(one, names={}) for one in MARKED.barriers))
    without = hall_map.draw_floor_plan(nameless, scale=SCALE, typeface=LATIN_ONLY)
    assert np.any(np.asarray(without.image) != np.asarray(marked.image))


def test_each_kind_of_door_is_drawn_and_a_closed_one_is_red(marked: hall_map.FloorPlan):
    assert near(colour_at(marked, 23.5, 3.4), palette.DOOR)  # a panel at the jamb of the main door
    assert near(colour_at(marked, 40.4, 22.9), palette.DOOR)  # the open leaf of the nursing room's
    assert near(colour_at(marked, 33.4, 5.36), palette.DOOR)  # the first bar of the gate
    assert not near(colour_at(marked, 33.4, 5.6), palette.DOOR)
    assert near(colour_at(marked, 18.4, 7.4), palette.SHUT)


def legend_of(hall: hall_map.Hall) -> np.ndarray:
    plan = hall_map.draw_floor_plan(hall, scale=SCALE, typeface=LATIN_ONLY)
    return np.asarray(plan.image)[round(plan.pixel_of(0, -0.35)[1]) :]


@pytest.mark.parametrize(
    ("part", "colour"), [("lanes", palette.ONE_WAY), ("barriers", palette.FORBIDDEN), ("slow_areas", palette.SLOW)]
)
def test_the_legend_explains_what_the_hall_has_and_nothing_else(part: str, colour: tuple[int, int, int]):
    def count(hall: hall_map.Hall) -> int:
        return int((np.abs(legend_of(hall).astype(int) - colour).max(axis=2) <= 4).sum())

    plain = replace(MARKED, keep_outs=())  # whose red is a barrier's red too
    assert count(plain) > count(replace(plain, **{part: ()})) + 40
    assert count(replace(plain, **{part: ()})) < 10


@pytest.mark.parametrize("scale", [8, 12, 16, 24])
def test_numbers_of_windows_never_leave_their_plates(scale: int):
    plan = hall_map.draw_floor_plan(replace(HALL, places=()), scale=scale, typeface=LATIN_ONLY)
    for window in HALL.windows:
        x, y = pill_at(window)
        for side in (-1, 1):
            beside = colour_at(plan, x + side * (PILL[0] / 2 + 2.0 / scale), y)
            assert not near(beside, palette.WHITE, 1), (window.id, side)


def test_a_name_that_finds_no_room_stands_close_to_its_zone_or_not_at_all(monkeypatch: pytest.MonkeyPatch):
    spots = []
    spot = Placer.spot

    def placed(placer: Placer, label: Image.Image, anchor: tuple, within: np.ndarray, reach: float):
        found = spot(placer, label, anchor, within, reach)
        if found is not None and reach < 60:
            u, v = placer.sheet.pixel_of(*anchor)
            gap = np.hypot(
                max(found[0] - u, u - found[0] - label.width, 0), max(found[1] - v, v - found[1] - label.height, 0)
            )
            spots.append(gap / placer.sheet.scale)
        return found

    monkeypatch.setattr(Placer, "spot", placed)
    hall_map.draw_floor_plan(HALL, scale=12.0, typeface=LATIN_ONLY)
    assert spots
    assert max(spots) <= 3.5
