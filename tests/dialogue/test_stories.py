"""Whole conversations, told in a data file, come out as told."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from dialogue import Conversation, GuideReport, HallChanged, QueueNews, Say, SpeechDone, WindowQueue, understand

STORIES = yaml.safe_load((Path(__file__).parent / "stories.yaml").read_text("utf-8"))
TURNS = {"hears", "report", "close", "remove", "waits", "queues"}
KEYS = TURNS | {"acts", "line", "says", "state", "target", "window", "style"}


class Stage:
    """A conversation in a hall that can change, with a clock."""

    def __init__(self, hall):
        self.hall, self.now = hall, 0.0
        self.conversation = Conversation(hall)

    def play(self, turn) -> tuple:
        self.now += 1.0
        if "hears" in turn:
            return self.conversation.handle(understand(turn["hears"], self.hall), self.now)
        if "report" in turn:
            return self.conversation.handle(GuideReport(turn["report"]), self.now)
        if "waits" in turn:
            self.now += turn["waits"] - 1.0
            return self.conversation.tick(self.now)
        if "queues" in turn:
            queues = tuple(WindowQueue(window, self.now, **told) for window, told in turn["queues"].items())
            return self.conversation.handle(QueueNews(queues), self.now)
        self.hall = self.hall.closing(*turn["close"]) if "close" in turn else self.hall.without(*turn["remove"])
        return self.conversation.handle(HallChanged(self.hall), self.now)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story["story"])
def test_story(story, small):
    stage = Stage(small)
    for turn in story["turns"]:
        assert set(turn) <= KEYS
        acts = stage.play(turn)
        said = [act for act in acts if isinstance(act, Say)]
        where = f"{turn}: {acts}"
        if "acts" in turn:
            assert [type(act).__name__ for act in acts if not isinstance(act, Say)] == turn["acts"], where
        if "line" in turn:
            assert [act.line for act in said] == turn["line"], where
        if "says" in turn:
            assert turn["says"] in " ".join(act.text for act in said), where
        if "style" in turn:
            assert {act.style for act in said} == {turn["style"]}, where
        conversation = stage.conversation
        assert conversation.state == turn["state"], where
        if "target" in turn:
            assert conversation.target.id == turn["target"], where
        if "window" in turn:
            assert conversation.window == turn["window"], where
        for act in said:
            stage.conversation.handle(SpeechDone(act.text), stage.now)


def test_there_are_stories_enough():
    assert len(STORIES) >= 20
