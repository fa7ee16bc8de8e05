"""The picture of a walk has title, hall, walk and legend, and says what happened."""

import numpy as np
import pytest
from PIL import Image

from hall_map import load
from hall_map.drawing.fonts import Typeface
from robot_guide.cli.arguments import project_root
from robot_guide.picture import TARGET, colour_at, walk_of
from robot_guide.picture_frame import HEAD, SCALE, draw_poster, save_walk
from robot_guide.story import Story

TARGET_OF_WALK = {"kind": "service", "id": "business_licence", "name": "营业执照"}


@pytest.fixture(scope="module")
def hall():
    return load(project_root() / "maps" / "putuo")


@pytest.fixture(scope="module")
def events():
    def event(t, kind, **data):
        return {"t": t, "robot": "xiao_pu", "event": kind, **data}

    return [
        event(2.0, "heard", text="我想办营业执照", language="zh"),
        event(3.0, "understood", intent="guide", needs="none", target=TARGET_OF_WALK, window="A05"),
        event(10.0, "leads", target=TARGET_OF_WALK, window="A05"),
        event(50.0, "arrived"),
        event(60.0, "summary", success=True, guided_m=20.0, seconds=60.0, collisions=0),
    ]


@pytest.fixture(scope="module")
def tracks(hall):
    stop = hall.window_by_id["A05"].stop
    t = np.linspace(0.0, 60.0, 241)
    share = np.clip((t - 10.0) / 40.0, 0.0, 1.0)
    robot = np.column_stack((t, np.full(t.size, stop.x), 5.0 + (stop.y - 5.0) * share))
    return {"xiao_pu": robot, "guest": robot - (0.0, 0.0, 1.3)}


def paper_pixel(image, hall, x, y):
    """The colour at a point of the hall, on the poster."""
    return np.array(image.getpixel((round((x + 1.0) * SCALE), round((HEAD + 0.35 + hall.height - y) * SCALE))), float)


def test_the_picture_is_saved_with_the_route_where_it_was_walked(hall, events, tracks, tmp_path):
    path = tmp_path / "route.png"
    save_walk(path, hall, events, tracks, "guest")
    with Image.open(path) as image:
        assert image.format == "PNG"
        stop = hall.window_by_id["A05"].stop
        near = [paper_pixel(image, hall, stop.x + dx, 12.0) for dx in (-0.03, 0.0, 0.03)]
        assert min(np.abs(pixel - colour_at((12.0 - 5.0) / (stop.y - 5.0))).max() for pixel in near) < 30
        assert path.stat().st_size < 400_000


def test_the_window_that_was_reached_is_ringed(hall, events, tracks):
    with_window = draw(hall, events, tracks)
    without = draw(hall, [{**e, "window": None, "target": None} for e in events], tracks)

    def reddish(image):
        return np.count_nonzero(np.abs(np.asarray(image, float) - TARGET).max(axis=2) < 12)

    assert reddish(with_window) > reddish(without) + 100


def draw(hall, events, tracks, typeface=None):
    story = Story(hall)
    for event in events:
        story.tell(event)
    return draw_poster(hall, walk_of(events, tracks, "guest", hall), story, typeface or Typeface(None))


def test_without_a_chinese_font_the_picture_is_drawn_in_english(hall, events, tracks):
    image = draw(hall, events, tracks, Typeface(None))
    head = np.asarray(image)[: round(HEAD * SCALE)]
    assert (head < 120).all(axis=2).any()  # ink


def test_where_nobody_was_answered_there_is_no_picture(hall, tmp_path):
    ready = [{"t": 0.0, "robot": "", "event": "ready"}]
    with pytest.raises(ValueError, match="nobody was answered"):
        save_walk(tmp_path / "route.png", hall, ready, {}, "guest")
    assert not list(tmp_path.iterdir())
