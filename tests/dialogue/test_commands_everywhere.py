"""Stop, wait, go on, cancel, say it again, slower, louder, elder mode, a person: always, in every language."""

from __future__ import annotations

import pytest

from dialogue import CallStaff, PauseLeading, ResumeLeading, Say, SetPace, StopLeading
from dialogue.meaning import Action
from dialogue.states import HELD, ON_THE_WAY, STATES

WORDS = {
    "stop": ("停", "stop", "멈춰요"),
    "pause": ("等等我", "wait a moment", "기다려 주세요"),
    "continue": ("继续", "go on", "계속"),
    "cancel": ("取消", "cancel", "취소"),
    "repeat": ("再说一遍", "say that again", "다시 말해 주세요"),
    "slower": ("慢一点", "slower", "천천히"),
    "faster": ("快一点", "faster", "더 빨리"),
    "louder": ("大声一点", "louder", "크게 말해 주세요"),
    "quieter": ("小声一点", "quieter", "작게"),
    "language": ("说英语", "speak Chinese", "영어로"),
    "elder_mode": ("长者模式", "elder mode", "어르신 모드"),
    "person": ("转人工", "I want to talk to a person", "사람 불러 주세요"),
}
CASES = [(action, number) for action in WORDS for number in range(3)]
SPOKEN = {"language": ("en", "zh", "en")}


def test_every_action_has_its_words():
    assert set(WORDS) == {*Action.__args__, "person"}


@pytest.mark.parametrize(("action", "number"), CASES)
@pytest.mark.parametrize("state", STATES)
def test_it_is_heeded(at_desk, state, action, number):
    desk = at_desk(state)
    before = len(desk.said)
    acts = desk.take(WORDS[action][number])
    session, now = desk.conversation._session, desk.conversation.state
    led = state in (*ON_THE_WAY, *HELD)
    match action:
        case "stop" | "pause":
            assert (PauseLeading() if led else StopLeading()) in acts
            assert now == "guiding/paused" if led else not now.startswith("guiding")
        case "continue":
            assert not led or ResumeLeading() in acts
        case "cancel":
            assert (StopLeading() in acts) == (led or state == "fetching")
            assert now == ("attending" if not state.startswith("idle") else state)
        case "slower" | "faster":
            assert any(isinstance(act, SetPace) for act in acts)
            assert (session.speaker.rate < 1.0) == (action == "slower")
        case "louder" | "quieter":
            assert (session.speaker.loudness > 1.0) == (action == "louder")
        case "language":
            assert desk.conversation.language == SPOKEN["language"][number]
        case "elder_mode":
            assert session.speaker.elder
            assert session.patience > 1.0
        case "person":
            assert any(isinstance(act, CallStaff) for act in desk.said)
            assert now in ("with_person", "emergency")
    silent = state == "idle/alone" or (state == "idle/greeted" and action in ("stop", "pause", "cancel"))
    assert silent or any(isinstance(act, Say) for act in desk.said[before:])


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("state", STATES)
def test_what_is_said_again_is_what_was_said_last(at_desk, state, number):
    desk = at_desk(state)
    said = [act.text for act in desk.said if isinstance(act, Say)]
    again = [act.text for act in desk.take(WORDS["repeat"][number]) if isinstance(act, Say)]
    assert not said or again == said[-1:]
