"""The staff ask for a robot, whichever, through the console's interface."""

from pathlib import Path

import pytest

from hall_sim import Scenario
from robot_guide.fleet.requests import MOST_OPEN
from robot_guide.shells.live import LiveLockstep
from robot_guide.web.robots import NoRobots

ROOT = Path(__file__).parents[3]


@pytest.fixture
def live(place):
    """Simulated robots behind the console, whose time passes when a test says so."""
    scenario = Scenario.load(ROOT / "sim/scenarios/empty_hall.yaml")
    robots = LiveLockstep(place.store, scenario, place.clock, seed=1)
    place.app.state.console.robots = robots
    return robots


def requests_of(browser):
    answer = browser.get("/api/requests")
    assert answer.status_code == 200, answer.text
    return answer.json()["requests"]


@pytest.mark.slow
def test_a_request_is_promised_shown_with_who_comes_and_when_and_served(place, live):
    editor = place.user("editor")
    id = editor.post("/api/requests", json={"place": "B02", "language": "en"}).json()["id"]
    assert requests_of(editor)[0]["state"] == "waiting"
    live.advance(6.0)
    (shown,) = requests_of(place.user("viewer"))
    assert (shown["id"], shown["place"], shown["language"], shown["state"]) == (id, "B02", "en", "coming")
    assert shown["robot"] in ("xiao_pu", "xiao_hui")
    assert 0 < shown["seconds"] < 120
    other = next(view.name for view in live.views() if view.name != shown["robot"])
    refused = editor.post(f"/api/robots/{other}/orders", json={"kind": "call", "place": "B02"})
    assert (refused.status_code, refused.json()["error"]) == (409, "called_already")
    for _ in range(90):
        if requests_of(editor)[0]["state"] == "served":
            break
        live.advance(1.0)
    assert requests_of(editor)[0]["state"] == "served"
    live.advance(62.0)
    assert requests_of(editor) == []


def test_asked_again_it_is_the_same_request_and_it_can_be_taken_back_once(place, live):
    editor = place.user("editor")
    first = editor.post("/api/requests", json={"place": "B02"}).json()["id"]
    assert editor.post("/api/requests", json={"place": "B02"}).json()["id"] == first
    assert editor.post(f"/api/requests/{first}/cancel").status_code == 200
    again = editor.post(f"/api/requests/{first}/cancel")
    assert (again.status_code, again.json()["error"]) == (404, "unknown_request")
    assert requests_of(editor)[0]["state"] == "cancelled"
    noted = [line.action for line in place.accounts.audit()]
    assert (noted.count("request"), noted.count("cancel_request")) == (2, 2)


def test_who_may_only_look_asks_for_nothing(place, live):
    viewer = place.user("viewer")
    assert viewer.post("/api/requests", json={"place": "B02"}).status_code == 403
    assert viewer.post("/api/requests/staff.1/cancel").status_code == 403
    assert requests_of(viewer) == []


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"place": "Q1"}, 404, "unknown_place"),
        ({"place": ""}, 422, "request"),
        ({"place": "B02", "rank": "at once"}, 422, "request"),
        ({"place": "B02", "language": "fr"}, 422, "request"),
    ],
)
def test_what_makes_no_sense_is_refused_with_words(place, live, body, status, error):
    answer = place.user("editor").post("/api/requests", json=body)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["remedy_zh"]


def test_there_is_an_end_to_how_many_may_wait(place, live):
    editor = place.user("editor")
    for n in range(MOST_OPEN):
        live._stage.requests.desk.ask(0.0, place=f"somewhere {n}")
    answer = editor.post("/api/requests", json={"place": "B02"})
    assert (answer.status_code, answer.json()["error"]) == (429, "too_many")


def test_a_console_without_robots_says_so(place):
    place.app.state.console.robots = NoRobots()
    answer = place.user("editor").post("/api/requests", json={"place": "B02"})
    assert (answer.status_code, answer.json()["error"]) == (409, "offline")
