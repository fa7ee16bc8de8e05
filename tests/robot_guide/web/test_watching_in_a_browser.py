"""Recordings and runs as they are watched: a real page in real Chromium."""

import math
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import uvicorn
from rosbags.rosbag2 import StoragePlugin, Writer

import hall_map
from hall_map import OccupancyGrid, Pose2D
from robot_guide.event import Event
from robot_guide.sensing import LaserScan, Odometry
from robot_guide.shells.player import Player
from robot_guide.watching import messages
from robot_guide.watching.moment import Moment, RobotMoment
from robot_guide.watching.replaying import RecordingError, read
from robot_guide.web.watch import create_watch_app

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
in_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (apt-get install chromium)")
STEPS = 12


def bag(folder, tells):
    """A bag as another program records it: `tells` gives (topic, type, seconds, message)."""
    store, connections = messages.typestore(), {}
    with Writer(folder, version=9, storage_plugin=StoragePlugin.MCAP) as writer:
        for topic, kind, t, message in tells:
            if topic not in connections:
                connections[topic] = writer.add_connection(topic, kind, typestore=store)
            stamp = 1_700_000_000_000_000_000 + messages.nanoseconds(t)
            writer.write(connections[topic], stamp, store.serialize_cdr(message, kind))
    return next(folder.glob("*.mcap"))


def real_robot():
    """Half a second and more of a robot without a name-space that drives along x in a map, in a ring of 2 m."""
    cells = np.zeros((100, 200), np.int8)
    cells[:2] = cells[-2:] = 100
    yield "/map", "nav_msgs/msg/OccupancyGrid", 0.0, messages.grid(OccupancyGrid(cells, 0.05, (-1.0, -2.0)), 0.0)
    for i in range(STEPS):
        t, x = 0.1 * i, 0.05 * i
        links = [("map", "odom", Pose2D(1.0, 0.5, math.pi / 2)), ("odom", "base_footprint", Pose2D(x, 0.0, 0.0)),
                 ("base_footprint", "lidar", Pose2D(0.1, 0.0, 0.0))]  # fmt: skip
        yield "/tf", "tf2_msgs/msg/TFMessage", t, messages.transforms(t, links)
        reading = Odometry(t, Pose2D(x, 0.0, 0.0), 0.5, 0.0)
        yield "/odom", "nav_msgs/msg/Odometry", t, messages.odometry(reading, "odom", "base_footprint")
        ranges = np.full(36, 2.0, np.float32)
        ranges[5] = np.inf
        scan = LaserScan(t, ranges, -math.pi, math.tau / 36, 10.0)
        yield "/scan", "sensor_msgs/msg/LaserScan", t, messages.scan(scan, "lidar")


@pytest.fixture
def recording(tmp_path):
    return bag(tmp_path / "bag", real_robot())


def test_a_recording_of_a_real_robot_is_read_with_its_place_in_the_map(recording):
    replayed = read(recording)
    assert len(replayed.moments) == STEPS
    assert (replayed.hall, replayed.grid.data.shape) == (None, (100, 200))
    robot = replayed.moments[-1].robot("robot")
    assert (robot.pose.x, robot.pose.y) == pytest.approx((1.0, 0.5 + 0.05 * (STEPS - 1)))
    assert (robot.mount.x, robot.mount.y) == pytest.approx((0.1, 0.0))


def test_a_file_that_is_no_recording_is_refused_and_one_without_a_robot_too(tmp_path):
    file = tmp_path / "a.mcap"
    file.write_bytes(b"nothing")
    with pytest.raises(RecordingError, match="no recording"):
        read(file)
    with pytest.raises(RecordingError, match="no robot"):
        read(bag(tmp_path / "bag", [("/said", "std_msgs/msg/String", 0.0, messages.text("hello"))]))


def test_steps_go_one_moment_on_and_no_further_than_the_end(recording):
    player = Player(iter(read(recording).moments), playing=False)
    assert [player.step() for _ in range(STEPS)] == [True] * (STEPS - 1) + [False]
    player.seek(3)
    assert player.moment.t == pytest.approx(0.3)
    with pytest.raises(ValueError, match="moments 0 to 11"):
        player.seek(STEPS)


def test_the_world_goes_on_only_when_the_next_moment_is_wanted(recording):
    asked = []
    moments = read(recording).moments
    player = Player((asked.append(m.t) or m for m in moments), playing=False)
    player.step()
    player.seek(0)
    player.step()
    assert asked == [moment.t for moment in moments[:2]]


@contextmanager
def watched(moments, hall, grid, locale="en-GB"):
    """The page on which moments are watched, in Chromium; it has the player as `player`."""
    playwright = pytest.importorskip("playwright.sync_api")
    player = Player(iter(moments), playing=False)
    player.load()
    app = create_watch_app(player, "bag", hall, grid)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1))
    threads = [threading.Thread(target=work, daemon=True) for work in (server.run, player.run)]
    for thread in threads:
        thread.start()
    while not server.started and threads[0].is_alive():
        threads[0].join(0.02)
    with playwright.sync_playwright() as chromium:
        browser = chromium.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_context(locale=locale).new_page()
        opened.set_default_timeout(60_000)
        complaints = []
        opened.on("pageerror", lambda error: complaints.append(error))
        opened.goto(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/")
        opened.wait_for_selector("#hall[data-ready]")
        opened.player = player
        yield opened
        browser.close()
    player.end()
    server.should_exit = True
    for thread in threads:
        thread.join(10)
    assert not complaints


@pytest.fixture
def page(recording):
    replayed = read(recording)
    with watched(replayed.moments, replayed.hall, replayed.grid) as opened:
        yield opened


@pytest.mark.slow
@in_chromium
def test_a_recording_is_watched_step_by_step_and_a_robot_is_looked_into(page):
    expect = pytest.importorskip("playwright.sync_api").expect
    clock = page.get_by_test_id("clock")
    expect(clock).to_have_text("0.00 s")
    page.get_by_test_id("step").click()
    expect(clock).to_have_text("0.10 s")
    assert page.player.index == 1
    page.get_by_test_id("slider").fill("5")
    expect(clock).to_have_text("0.50 s")
    page.get_by_test_id("robot-robot").locator(".robot-body").click()
    expect(page.get_by_test_id("scan_points")).to_have_text("35")
    assert page.locator(".scan-point").count() == 35
    page.get_by_test_id("play").click()
    expect(page.locator("#state")).to_have_text("The end")
    assert page.player.index == STEPS - 1


B03 = {"kind": "window", "id": "B03", "name": "税务窗口B03"}


def two_walks():
    """Two robots; one is spoken to and sets off on its way, the other finds none."""
    asked = {"text": "带我去B03窗口", "language": "zh", "confidence": 1.0}
    meaning = {"intent": "guide", "target": B03, "window": "B03", "confidence": 0.95, "needs": "none"}
    told = {
        2: (("xiao_pu", "heard", asked), ("xiao_pu", "understood", meaning)),
        4: (("xiao_pu", "leads", {"target": B03, "window": "B03", "remaining": 21.4}), ("xiao_hui", "no_route", {})),
    }
    route = np.array([[20.0, 10.0], [23.0, 14.0]])
    costmap = OccupancyGrid(np.full((10, 10), 50, np.int8), 0.5, (18.0, 8.0))
    scan = LaserScan(0.0, np.full(8, 3.0), -math.pi, math.tau / 8, 10.0)
    for i in range(6):
        robots = (
            RobotMoment("xiao_pu", Pose2D(20.0, 10.0, 0.0), Pose2D(20.0, 10.5, 0.0), scan=scan, route=route,
                        costmap=costmap, state="leading"),
            RobotMoment("xiao_hui", Pose2D(26.0, 10.0, 0.0)),
        )  # fmt: skip
        yield Moment(0.1 * i, robots, events=tuple(Event(0.1 * i, *each) for each in told.get(i, ())))


@pytest.fixture
def walks():
    hall = hall_map.load(Path(__file__).parents[3] / "maps" / "putuo")
    with watched(two_walks(), hall, None) as opened:
        opened.get_by_test_id("slider").fill("5")
        yield opened


@pytest.mark.slow
@in_chromium
def test_what_happens_is_told_in_sentences_the_newest_first_in_the_colours_of_the_robots(walks):
    expect = pytest.importorskip("playwright.sync_api").expect
    events = walks.get_by_test_id("events").locator("li")
    expect(events).to_have_count(4)
    assert "No way leads to" in events.nth(0).inner_text()
    assert "Xiao Pu sets off to window B03, about 21 m." in events.nth(1).inner_text()
    assert "带我去B03窗口" in events.nth(3).inner_text(), "what was said is shown where its language is another one"
    assert "{" not in walks.get_by_test_id("events").inner_text()
    edge = "element => getComputedStyle(element).borderLeftColor"
    body = "element => getComputedStyle(element.querySelector('.robot-body')).fill"
    assert events.nth(1).evaluate(edge) == walks.get_by_test_id("robot-xiao_pu").evaluate(body)
    assert events.nth(0).evaluate(edge) == walks.get_by_test_id("robot-xiao_hui").evaluate(body)
    assert events.nth(0).evaluate(edge) != events.nth(1).evaluate(edge)


@pytest.mark.slow
@in_chromium
@pytest.mark.parametrize("width", [1366, 390])
def test_a_robot_that_is_clicked_shows_what_it_sees_wants_and_understands_and_nothing_is_cut_off(walks, width):
    expect = pytest.importorskip("playwright.sync_api").expect
    walks.set_viewport_size({"width": width, "height": 820})
    walks.get_by_test_id("robot-xiao_pu").locator(".robot-body").click()
    expect(walks.get_by_test_id("robot_state")).to_have_text("leading")
    expect(walks.get_by_test_id("scan_points")).to_have_text("8")
    expect(walks.get_by_test_id("plan_metres")).to_have_text("5.0")
    expect(walks.get_by_test_id("off_by")).to_have_text("0.50")
    expect(walks.get_by_test_id("understands")).to_contain_text("window B03, 95 % sure")
    costmap = walks.locator("[data-layer=costmap] image")
    answer = walks.request.get(walks.url.rstrip("/") + costmap.get_attribute("href"))
    assert answer.headers["content-type"] == "image/png"
    assert walks.evaluate("document.documentElement.scrollWidth") <= width
    hall, stage = (walks.locator(which).bounding_box() for which in ("#hall", ".stage"))
    assert hall["y"] + hall["height"] <= stage["y"] + stage["height"] + 1.0
    assert hall["y"] + hall["height"] <= 820.0, "the whole hall is seen without scrolling"
