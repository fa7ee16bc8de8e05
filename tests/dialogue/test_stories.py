"""Whole conversations, told in data files, come out as told. `stories/README.md` says how they are written."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from dialogue import (
    Conversation,
    GuideReport,
    HallChanged,
    HandOver,
    PersonStopped,
    QueueNews,
    Say,
    SpeechDone,
    TimeOfDay,
    WindowQueue,
)
from dialogue.states import SEPARATOR

FILES = sorted((Path(__file__).parent / "stories").glob("*.yaml"))
STORIES = [story | {"file": path.stem} for path in FILES for story in yaml.safe_load(path.read_text("utf-8"))]
TURNS = {"hears", "report", "close", "open", "remove", "waits", "queues", "clock", "stops_by", "takes_over", "free"}
CHECKS = {"acts", "line", "says", "never_says", "state", "target", "window", "style", "language", "then", "pace"}
ROBOTS = ("xiao_pu", "xiao_hui")


class Stage:
    """Two robots' conversations in a hall that can change, with a clock."""

    def __init__(self, hall, understood, metres):
        self.hall, self.understood, self.now = hall, understood, 0.0
        way = None if metres is None else lambda stop: metres.get(stop, 20.0)
        self.robots = {name: Conversation(hall, name, way=way) for name in ROBOTS}
        self.handed = None

    def play(self, turn) -> tuple:
        self.now += 1.0
        robot = self.robots[turn.get("robot", ROBOTS[0])]
        if "waits" in turn:
            self.now += turn["waits"] - 1.0
            acts = robot.tick(self.now)
        elif "free" in turn:
            robot.know_colleague(turn["free"])
            acts = ()
        elif "close" in turn or "remove" in turn or "open" in turn:
            acts = self.change_hall(robot, turn)
        else:
            acts = robot.handle(self.event_of(turn), self.now)
        handed = next((act.handover for act in acts if isinstance(act, HandOver)), None)
        self.handed = self.handed if handed is None else replace(handed, at=(3.0, 4.0))
        return acts

    def event_of(self, turn):
        if "hears" in turn:
            return self.understood(turn["hears"], self.hall)
        if "report" in turn:
            report = turn["report"]
            return GuideReport(report) if isinstance(report, str) else GuideReport(*report)
        if "queues" in turn:
            queues = turn["queues"].items()
            return QueueNews(tuple(WindowQueue(window, self.now, **told) for window, told in queues))
        if "clock" in turn:
            opens = {window: dt.datetime.fromisoformat(when) for window, when in turn.get("opens", {}).items()}
            return TimeOfDay(dt.datetime.fromisoformat(turn["clock"]), opens)
        return PersonStopped() if "stops_by" in turn else self.handed

    def change_hall(self, robot, turn) -> tuple:
        if "open" in turn:
            self.hall = self.hall.opening(*turn["open"])
        elif "close" in turn:
            self.hall = self.hall.closing(*turn["close"])
        else:
            self.hall = self.hall.without(*turn["remove"])
        return robot.handle(HallChanged(self.hall), self.now)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story['file']}: {story['story']}")
def test_story(story, small, understood):
    stage = Stage(small, understood, story.get("metres"))
    for turn in story["turns"]:
        assert len(set(turn) & TURNS) == 1, turn
        assert set(turn) <= TURNS | CHECKS | {"robot", "opens"}, turn
        acts = stage.play(turn)
        conversation = stage.robots[turn.get("robot", ROBOTS[0])]
        check(turn, acts, conversation)
        for act in acts:
            if isinstance(act, Say):
                conversation.handle(SpeechDone(act.text), stage.now)


def check(turn, acts, conversation):
    said = [act for act in acts if isinstance(act, Say)]
    words = " ".join(act.text for act in said)
    found = {
        "acts": [type(act).__name__ for act in acts if not isinstance(act, Say)],
        "line": [act.line for act in said],
        "state": conversation.state,
        "target": conversation.target.id if conversation.target else None,
        "window": conversation.window,
        "then": [target.id for target in conversation.then],
        "language": said[-1].language if said else None,
        "style": said[-1].style if said else None,
        "pace": next((act.factor for act in acts if hasattr(act, "factor")), None),
    }
    for key, expected in turn.items():
        where = f"{turn}: {acts}, in {conversation.state}"
        if key == "says":
            assert all(piece in words for piece in ([expected] if isinstance(expected, str) else expected)), where
        elif key == "never_says":
            assert expected not in words, where
        elif key == "state":
            assert expected in found[key].split(SEPARATOR), where
        elif key in CHECKS:
            assert found[key] == expected, f"{key}: {where}"


def test_there_are_stories_enough_in_every_language_and_of_every_kind():
    heard = " ".join(str(turn.get("hears", "")) for story in STORIES for turn in story["turns"])
    assert len(STORIES) >= 150
    assert len({story["story"] for story in STORIES}) == len(STORIES)
    assert any(story["file"] == "two_robots" for story in STORIES)
    assert any("\uac00" <= letter <= "\ud7a3" for letter in heard)
