"""Conversations salted with names, identity, telephone, card and plate numbers: none of them is in what is kept."""

import asyncio
import datetime as dt
import json
import logging
import random
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from rosbags.highlevel import AnyReader
from salted import card_number, identity_number, leaks, salted

import hall_map
from dialogue.acts import Say, SpeechDone
from hall_map.store import Store
from hall_sim import Scenario
from hall_sim.scenario import language_of
from robot_guide.heard import Heard, Hypothesis
from robot_guide.reception import Reception, ReceptionConfig
from robot_guide.shells.keepsakes import Keepsakes, run_and_keep
from robot_guide.shells.live import LiveLockstep
from robot_guide.watching import messages
from robot_guide.watching.chronicle import Chronicle
from robot_guide.watching.replaying import read
from robot_guide.web.accounts import Accounts
from robot_guide.web.roles import Role
from robot_guide.web.screen_hub import Screens

PUTUO = Path(__file__).resolve().parents[3] / "maps" / "putuo"
MORNING = dt.datetime(2026, 11, 24, 2, 0, tzinfo=dt.timezone.utc)


def day_of_talk(hall, said):
    """Both robots' conversations without a world. Returns: (where, bytes) of all that is told to anybody."""
    kept = []
    for i, each in enumerate(said):
        robot = ("xiao_pu", "xiao_hui")[i % 2]
        reception = Reception(hall, robot, (), ReceptionConfig())
        nbest = (Hypothesis(each.text, 0.8), Hypothesis(each.text + "吧", 0.5))
        outputs = [reception.hear(Heard(each.text, language_of(each.text), 0.0, 1.0, nbest=nbest), 1.0, 0.8)]
        outputs += [reception.tick(1.0 + 0.3 * tick) for tick in range(1, 8)]
        for output in list(outputs):
            for act in output.acts:
                if isinstance(act, Say):
                    outputs.append(reception.spoken(SpeechDone(act.text), 4.0))
        for output in outputs:
            kept += [("act", repr(act).encode()) for act in output.acts]
            kept += [("hand-over", repr(act).encode()) for act in output.handovers]
            for event in output.events:
                kept.append(("event", json.dumps(event.as_json(), ensure_ascii=False).encode()))
                kept.append(("/events", repr(messages.event(event)).encode()))
    assert sum(where == "event" for where, _ in kept) > 1.5 * len(said)  # that robots did hear most of it
    return kept


@pytest.fixture(scope="module")
def hall():
    return hall_map.load(PUTUO)


@pytest.fixture(scope="module")
def said():
    return salted(140)


@pytest.mark.slow
def test_no_event_story_act_or_hand_over_of_a_day_of_conversations_tells_who_somebody_is(hall, said):
    assert leaks(day_of_talk(hall, said), said) == []


@pytest.mark.slow
def test_without_hiding_them_the_same_search_finds_them(hall, said, monkeypatch):
    monkeypatch.setattr("robot_guide.heard.redact", lambda text: text)
    found = {secret for _, secret in leaks(day_of_talk(hall, said[:42]), said[:42])}
    assert len(found) > 20  # of 42, and parts of names


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """A recorded run in which every visitor tells something, and what is in its files and on the page that shows it."""
    said, file = salted(12, seed=9), tmp_path_factory.mktemp("recorded") / "run.mcap"
    visitors = [
        {"ask": f"带我去A05窗口，{said[3 * i].text}", "arrives": 1.0 + 14.0 * i, "robot": ("xiao_hui", "xiao_pu")[i],
         "says_on_way": [{"after": 2.0, "text": each.text} for each in said[3 * i + 1 : 3 * i + 3]]}
        for i in range(2)
    ]  # fmt: skip
    scenario = {"hall": str(PUTUO), "people": 2, "standing": 0, "duration": 50, "visitors": visitors}
    run_and_keep(Scenario.from_mapping(scenario), 1, Keepsakes(recording=file))
    return said[:6], file


@pytest.mark.slow
def test_no_recording_of_a_run_tells_who_somebody_is(recorded):
    said, file = recorded
    with AnyReader([file], default_typestore=messages.typestore()) as bag:
        kept = [(connection.topic, bytes(data)) for connection, _, data in bag.messages()]
    words = [data for topic, data in kept if topic == "/events" and b"heard" in data]
    assert len(words) >= 2  # the visitors were heard, and the recording says so
    assert leaks([*kept, ("file", file.read_bytes())], said) == []


@pytest.mark.slow
def test_the_page_on_which_a_recording_is_watched_does_not_either(recorded):
    said, file = recorded
    moments = read(file).moments
    told = Chronicle(None).until(moments)
    assert [each.event.event for each in told].count("heard") >= 2
    assert leaks([("page", repr(told).encode()), ("moments", repr([m.events for m in moments]).encode())], said) == []


@pytest.mark.slow
def test_store_accounts_logs_and_screens_of_a_day_at_the_screens_keep_nothing(hall, tmp_path, caplog, capfd):
    said = salted(14, seed=3)
    caplog.set_level(logging.DEBUG)
    shown, told = live_day(hall, tmp_path, said)
    assert sum(event.event == "heard" for event in told) >= len(said) // 2
    out, err = capfd.readouterr()
    kept = [(path.name, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file()]
    assert {name for name, _ in kept} >= {"hall.db", "accounts.db"}
    for name in ("hall.db", "accounts.db"):
        with sqlite3.connect(tmp_path / name) as database:
            kept.append((f"{name} in words", "\n".join(database.iterdump()).encode()))
    kept += [("log", caplog.text.encode()), ("out", out.encode()), ("err", err.encode())]
    kept += [("screen", json.dumps(document, ensure_ascii=False).encode()) for document in shown]
    kept += [("event", json.dumps(event.as_json(), ensure_ascii=False).encode()) for event in told]
    assert leaks(kept, said) == []


def live_day(hall, folder, said):
    """Visitors at the screens of live robots, whose hall is a store. Returns: what screens showed, and all events."""
    store = Store.open(folder / "hall.db", hall, at=MORNING)
    accounts = Accounts(folder / "accounts.db", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts.add_user("editor", Role.EDITOR)
    scenario = Scenario.from_mapping({"hall": str(PUTUO), "people": 0, "visitors": [{"ask": "你好"}]})
    told, shown = [], []
    live = LiveLockstep(store, replace(scenario, visitors=()), lambda: MORNING, on_event=told.append)
    screens = Screens(live)

    async def talk():
        screen = screens.join("xiao_pu")
        for each in said:
            screens.hear("xiao_pu", Heard(each.text, language_of(each.text), live.t, live.t))
            live.advance(2.0)
            await asyncio.sleep(0)
            while not screen.unsent.empty():
                shown.append(screen.unsent.get_nowait().document)

    asyncio.run(talk())
    screens.close()
    return shown, told


def test_the_made_up_numbers_have_the_check_digits_of_real_ones():
    rng = random.Random(1)
    assert len(identity_number(rng)) == 18
    numbers = [card_number(rng) for _ in range(50)]
    for number in numbers:
        doubled = [int(d) * (1 if i % 2 == 0 else 2) for i, d in enumerate(reversed(number))]
        assert sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
