"""The hall of Putuo District, as it stands in maps/putuo."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest

import hall_map
from hall_map import OCCUPIED, Pose2D
from hall_map.kinds import LANGUAGES, PROGRAMMES

FOLDER = Path(__file__).parents[2] / "maps" / "putuo"
HALL = hall_map.load(FOLDER)
GRID = hall_map.rasterise(HALL)
ROBOT_RADIUS = 0.28


def reachable_from(pose: Pose2D, radius: float) -> np.ndarray:
    """Cells that a disc reaches, by growing every obstacle by the disc and flooding what is left."""
    cells = math.ceil(radius / GRID.resolution)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * cells + 1, 2 * cells + 1))
    blocked = cv2.dilate((GRID.data == OCCUPIED).astype(np.uint8), disc)
    row, column = GRID.cell_of(*pose.xy)
    assert not blocked[row, column], "the robot has no room to start from"
    cv2.floodFill(blocked, None, (column, row), 2)
    return blocked == 2


def clearance_of(pose: Pose2D) -> float:
    """Metres from a pose to the nearest occupied cell, one by one."""
    rows, columns = np.nonzero(GRID.data == OCCUPIED)
    x, y = (columns + 0.5) * GRID.resolution, (rows + 0.5) * GRID.resolution
    return float(np.hypot(x - pose.x, y - pose.y).min())


def home_of(phrase: str, language: str) -> list[str]:
    """The services that have a phrase among the ways in which people ask for them."""
    return [s.id for s in HALL.services if phrase in (*s.aliases.get(language, ()), s.names[language])]


def test_hall_has_at_least_24_windows():
    assert len(HALL.windows) >= 24
    assert (HALL.width, HALL.height) == (50.0, 30.0)


@pytest.mark.parametrize("dock", HALL.docks, ids=lambda dock: dock.robot)
def test_every_window_and_place_is_reached_from_each_dock(dock: hall_map.Dock):
    reached = reachable_from(dock.pose, ROBOT_RADIUS)
    for item in (*HALL.windows, *HALL.places):
        assert reached[GRID.cell_of(*item.stop.xy)], f"{item.id} is out of reach"


def test_two_robots_can_pass_on_the_way_to_every_window():
    """A disc of 1.3 m width, a robot beside its visitor, still reaches everything."""
    reached = reachable_from(HALL.docks[0].pose, 0.65)
    for item in (*HALL.windows, *HALL.places):
        assert reached[GRID.cell_of(*item.stop.xy)], f"the way to {item.id} is narrow"


@pytest.mark.parametrize("window", HALL.windows, ids=lambda window: window.id)
def test_a_stop_leaves_the_visitor_room_at_the_counter(window: hall_map.Window):
    assert 0.9 <= window.stop.distance_to(window.xy) <= 1.3
    assert clearance_of(window.stop) >= 0.5


def test_windows_lie_on_their_counters_edge():
    counters = [np.asarray(o.polygon, np.float32) for o in HALL.obstacles if o.kind == "counter"]
    for window in HALL.windows:
        off = min(abs(cv2.pointPolygonTest(counter, window.xy, True)) for counter in counters)
        assert off < 0.06, f"{window.id} lies {off:.2f} m off its counter"


def test_each_robot_has_a_dock_and_they_stand_apart():
    assert set(HALL.dock_of) == {"xiao_pu", "xiao_hui"}
    pu, hui = HALL.dock_of["xiao_pu"], HALL.dock_of["xiao_hui"]
    assert pu.pose.distance_to(hui.pose) >= 1.5
    assert (pu.names["zh"], hui.names["zh"]) == ("小普", "小惠")


def test_docks_are_near_the_entrance():
    entrance = HALL.place_by_id["entrance"]
    assert all(dock.pose.distance_to(entrance.stop) < 8 for dock in HALL.docks)


def test_north_wall_is_a_wave():
    top = np.array([y for x, y in HALL.outline if y > 25])
    turns = np.diff(np.sign(np.diff(top)))
    assert len(top) > 60
    assert np.count_nonzero(turns) >= 5
    assert top.max() - top.min() > 1.5


def test_hall_is_no_empty_room():
    """Straight lines from the docks to most windows run into something: a planner is needed."""
    blocked = 0
    for window in HALL.windows:
        x, y = np.linspace(HALL.docks[0].pose.xy, window.stop.xy, 400).T
        cells = [GRID.cell_of(*point) for point in zip(x, y, strict=True)]
        blocked += any(GRID.data[cell] == OCCUPIED for cell in cells)
    assert blocked > len(HALL.windows) / 2


def test_everything_that_the_article_names_is_there():
    assert sum(o.kind == "computer" for o in HALL.obstacles) == 16
    assert any(o.kind == "printer" for o in HALL.obstacles)
    assert any(o.kind == "copier" for o in HALL.obstacles)
    kinds = {place.kind for place in HALL.places}
    assert kinds >= {
        "entrance", "exit", "information", "suishenma", "flagship", "self_service", "lounge", "livestream", "toilet",
        "water", "nursing", "waiting",
    }  # fmt: skip
    assert {zone.kind for zone in HALL.zones} >= {"comprehensive", "tax", "flagship", "suishenma", "self_service"}
    assert sum(place.kind in ("exit", "entrance") for place in HALL.places) >= 3
    assert len(HALL.departments) == 20


@pytest.mark.parametrize(
    ("phrase", "language", "service"),
    [
        ("办营业执照", "zh", "business_licence"),
        ("开公司", "zh", "business_licence"),
        ("注册个公司", "zh", "business_licence"),
        ("想开个店", "zh", "business_licence"),
        ("宝宝的出生证明", "zh", "birth_certificate"),
        ("报税", "zh", "tax_filing"),
        ("社保", "zh", "social_security"),
        ("居住证", "zh", "residence_permit"),
        ("open a pharmacy", "en", "trade_pharmacy"),
        ("housing certificate", "en", "housing_certificate"),
        ("영업허가증", "ko", "business_licence"),
    ],
)
def test_what_people_say_has_one_home(phrase: str, language: str, service: str):
    assert home_of(phrase, language) == [service]


def test_every_service_says_all_that_a_visitor_asks():
    fewest = {"zh": 5, "en": 2, "ko": 1}  # ways to ask for it
    lacking = []
    for service in HALL.services:
        said = [len(service.aliases[language]) >= fewest[language] for language in LANGUAGES]
        said += [bool(service.names[language] and service.fee[language]) for language in LANGUAGES]
        said += [bool(service.duration[language] and service.documents[language]) for language in LANGUAGES]
        same = {len(service.documents[language]) for language in LANGUAGES}
        if not all(said) or len(same) > 1 or not service.windows:
            lacking.append(service.id)
    assert not lacking


def test_150_services_that_many_come_for_know_ten_ways_of_asking():
    assert sum(len(service.aliases["zh"]) >= 10 for service in HALL.services) >= 150
    fewest = {"zh": 10, "en": 4, "ko": 3}
    for name in ("identity_card", "passport", "social_security", "medical_insurance", "business_licence", "marriage"):
        aliases = next(service.aliases for service in HALL.services if service.id == name)
        assert all(len(aliases[language]) >= fewest[language] for language in LANGUAGES), name


def test_652_services_of_20_departments_as_the_article_says():
    assert len({service.id for service in HALL.services}) == len(HALL.services) == 652
    assert {service.department for service in HALL.services} == {department.id for department in HALL.departments}
    assert len(HALL.departments) == 20


def test_no_department_is_there_for_show():
    of = Counter(service.department for service in HALL.services)
    assert min(of.values()) >= 10, of.most_common()[-1]


def test_the_programmes_are_as_large_as_the_article_says():
    of = {name: [s for s in HALL.services if s.programme == name] for name in PROGRAMMES}
    assert len(of["one_licence"]) == 25
    assert len(of["flagship_company"]) == 6
    assert len(of["flagship"]) > 30
    assert len(of["suishenma"]) >= 8


def test_each_of_the_25_trades_is_a_trade_of_its_own():
    trades = [service for service in HALL.services if service.programme == "one_licence"]
    for language, mark in {"zh": "一业一证：", "en": "One licence for one industry: ", "ko": "일업일증: "}.items():
        names = {service.names[language].partition(mark)[2] for service in trades}
        assert "" not in names
        assert len(names) == 25


def test_the_suishenma_has_every_use_that_the_article_names():
    uses = " ".join(s.names["en"] for s in HALL.services if s.programme == "suishenma" and s.source == "article")
    named = "social security, libraries, theaters, campuses, traffic, foreigners, Hong Kong, Macau and Taiwan"
    assert [use for use in re.split(", (?!Macau)", named) if use not in uses] == []


def test_what_the_flagship_store_offers_is_handled_in_the_flagship_store():
    windows = HALL.window_by_id
    for service in HALL.services:
        if service.programme == "flagship":
            assert "flagship" in {windows[name].zone for name in service.windows}, service.id


@pytest.mark.parametrize("place", HALL.places, ids=lambda place: place.id)
def test_a_place_can_be_asked_for_in_three_languages(place: hall_map.Place):
    assert len(place.aliases["zh"]) >= 4
    assert len(place.aliases["en"]) >= 3
    assert len(place.aliases["ko"]) >= 1


def test_facts_of_the_article_are_told_from_illustration():
    """The file that says what is fact lists the rows that carry `source: article`, all of them and no others."""
    table = [line for line in (FOLDER / "SOURCES.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    listed = [id_ for line in table for id_ in re.findall(r"`([a-z_]+)`", line.split("|")[2])]
    articles = [service.id for service in HALL.services if service.source == "article"]
    assert sorted(listed) == sorted(articles)
    assert len(set(listed)) == len(listed)


def test_what_is_the_same_in_chinese_is_the_same_in_english_and_korean():
    """A price is not lost in one language, and a document has one name in each."""
    said: dict[str, tuple[str, str, str]] = {}
    for service in HALL.services:
        for texts in (service.fee, service.duration):
            row = tuple(texts[language] for language in LANGUAGES)
            assert said.setdefault(row[0], row) == row, service.id
        for row in zip(*(service.documents[language] for language in LANGUAGES), strict=True):
            assert said.setdefault(row[0], row) == row, service.id


def test_no_phrase_is_listed_twice_in_a_cell():
    with (FOLDER / "aliases.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for language in LANGUAGES:
                phrases = [phrase.strip().casefold() for phrase in row[language].split("|")]
                assert len(phrases) == len(set(phrases)), row["service"]
