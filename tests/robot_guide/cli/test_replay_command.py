"""`robot-guide replay` and the film of a recording."""

import cv2
import numpy as np

from hall_map import OccupancyGrid, Pose2D
from hall_sim import Scenario
from robot_guide.cli.arguments import project_root
from robot_guide.watching.film import RATE, WIDTH, Film, backdrop_of
from robot_guide.watching.moment import Moment, RobotMoment
from robot_guide.watching.recording import Recording

GRID = OccupancyGrid(np.zeros((120, 200), np.int8), 0.1)
SECONDS = 1.5


def moments():
    """A robot that goes 3 m to the east."""
    for i in range(round(SECONDS / 0.05) + 1):
        yield Moment(0.05 * i, (RobotMoment("xiao_pu", Pose2D(5.0 + 0.1 * i, 6.0, 0.0)),))


def frames(file):
    film = cv2.VideoCapture(str(file))
    while True:
        there, frame = film.read()
        if not there:
            return
        yield frame


def test_a_film_has_its_frames_and_the_robot_moves_in_it(tmp_path):
    file = tmp_path / "a.mp4"
    with Film(file, backdrop_of(None, GRID)) as film:
        for moment in moments():
            film.add(moment)
    seen = list(frames(file))
    assert len(seen) == round(SECONDS * RATE) + 1
    first, last = seen[0], seen[-1]
    u, v = round(5.0 * WIDTH / 20.0), round(6.0 * WIDTH / 20.0)
    moved = round(3.0 * WIDTH / 20.0)
    assert first[v, u].astype(int).sum() < 500 < 700 < first[v, u + moved].astype(int).sum()
    assert last[v, u + moved].astype(int).sum() < 500 < 700 < last[v, u].astype(int).sum()


def test_a_recording_becomes_a_film(run, tmp_path):
    hall = Scenario.load(project_root() / "sim/scenarios/toilet.yaml").hall
    with Recording(tmp_path / "a.mcap", hall, GRID) as recording:
        for moment in moments():
            recording.add(moment)
    ran = run("replay", tmp_path / "a.mcap", "--video", tmp_path / "a.mp4", "--json")
    assert ran.status == 0, ran.err
    assert ran.record["seconds"] == 1.5
    assert len(list(frames(tmp_path / "a.mp4"))) == 16


def test_what_is_no_recording_is_a_clear_error(run, clear_error, tmp_path):
    (tmp_path / "a.mcap").write_bytes(b"no recording")
    clear_error(run("replay", tmp_path / "a.mcap", "--json"), 1, "recording")
    clear_error(run("replay", tmp_path / "b.mcap", "--json"), 2, "no such file")


def test_a_view_shows_one_run_and_makes_nothing_else(run, clear_error, scenario):
    clear_error(run("sim", scenario("near"), "--view", "--runs", "2", "--json"), 2, "one run")
