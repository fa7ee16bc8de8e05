"""A robot's screen: which device may open it, what it may send, and what it is told."""

import json
import os
import re
import threading
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from dialogue.acts import Say
from hall_map import load
from robot_guide.event import Event
from robot_guide.heard import Heard
from robot_guide.hearing import NoModel, ScriptedEars
from robot_guide.hearing.attention import Attention
from robot_guide.hearing.watch_words import Watchful
from robot_guide.speaking import Cancelled, Finished, SpeechError, SpokenAudio, SpokenWord, Started
from robot_guide.web.access import access_of
from robot_guide.web.screen_access import RequiresScreen
from robot_guide.web.screen_bounds import LARGEST_MESSAGE, LARGEST_SOUND, Allowance
from robot_guide.web.screen_hub import MOST_SCREENS, Screens
from robot_guide.web.screen_needs import LANGUAGES, SERVICES, needs_of
from robot_guide.web.screen_routes import words

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "30"))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(("kind", "text", "language", "on")) | st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
SENT = (
    ANYTHING.map(json.dumps) | st.text(max_size=LARGEST_MESSAGE + 10) | st.binary(max_size=200)
    | st.builds(dict, kind=st.just("say"), text=st.text(), language=st.text(max_size=3)).map(json.dumps)
)  # fmt: skip
ORIGIN = {"origin": "http://localhost:8080"}
SPOKEN = SpokenAudio(np.arange(1600, dtype=np.int16), 16000, (SpokenWord("您好", 0, 0.02),))


class Robots:
    """Robots that remember what they are told, and tell what a test says."""

    t = 100.0

    def __init__(self):
        self.heard, self.tell, self.serving = [], None, set()

    def hear(self, robot, heard):
        self.heard.append((robot, heard))
        return ""

    def follow(self, tell):
        self.tell = tell

    def in_conversation(self, robot):
        return robot in self.serving


class Throat:
    """A synthesiser that says the same whatever it is given."""

    def __init__(self, problem=None):
        self.problem, self.texts = problem, []

    def synthesise(self, text, language, style="normal", *, loudness=1.0, rate=1.0):
        if self.problem:
            raise SpeechError(self.problem)
        self.texts.append(text)
        return SPOKEN

    def close(self):
        pass


@pytest.fixture
def robots():
    return Robots()


@pytest.fixture
def screens(place, robots):
    made = Screens(robots, Throat(), languages=("ko",))
    place.app.state.console.screens = made
    yield made
    made.close()


def paired(place):
    client = place.anybody()
    secret = place.accounts.make_token("screen", "admin", place.clock())
    assert client.get(f"/robot/xiao_pu?pair={secret}").status_code == 303
    return client


def opened(client, robot="xiao_pu", headers=ORIGIN):
    return client.websocket_connect(f"ws://localhost:8080/robot/{robot}/talk", headers=headers)


def told(socket, kind):
    """The next message of a kind; the sound of others is passed over."""
    for _ in range(50):
        sent = socket.receive()
        socket._raise_on_close(sent)
        message = json.loads(sent.get("text") or "{}")
        if message.get("kind") == kind:
            return message
    raise AssertionError(f"no {kind}")


def closed_with(socket):
    """How the connection ends; what comes before is passed over."""
    sent = socket.receive()
    while sent["type"] != "websocket.close":
        sent = socket.receive()
    return sent["code"]


# who may


def test_every_socket_says_who_may_open_it(place):
    assert place.app.state.sockets
    for route in place.app.state.sockets:
        assert isinstance(access_of(route), RequiresScreen), route.path


def test_a_device_is_paired_by_opening_the_address_once_and_the_token_leaves_the_address(place):
    client = place.anybody()
    secret = place.accounts.make_token("screen", "admin", place.clock())
    assert client.get("/robot/xiao_pu").status_code == 401
    answer = client.get(f"/robot/xiao_pu?pair={secret}")
    assert answer.headers["location"] == "/robot/xiao_pu"
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/robot"))
    assert client.get("/robot/xiao_pu").status_code == 200
    assert client.get("/robot/xiao_hui/hall").status_code == 200


@pytest.mark.parametrize("purpose", ["queues", None])
def test_no_other_token_pairs_a_device(place, purpose):
    secret = place.accounts.make_token(purpose, "admin", place.clock()) if purpose else "guessed"
    answer = place.anybody().get(f"/robot/xiao_pu?pair={secret}")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_a_screens_token_opens_nothing_but_screens(place):
    client = paired(place)
    assert client.get("/api/draft").status_code == 401
    secret = client.cookies.get("screen", path="/robot")
    answer = client.post("/api/queues", json={}, headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401


def test_a_revoked_token_opens_no_screen(place):
    client = paired(place)
    place.accounts.drop_token(place.accounts.tokens()[0].id)
    assert client.get("/robot/xiao_pu").status_code == 401
    with pytest.raises(WebSocketDisconnect), opened(client):
        pass


def test_an_open_screen_is_closed_when_its_token_is_revoked(place, screens, monkeypatch):
    monkeypatch.setattr("robot_guide.web.screen_socket.PERIOD", 0.01)  # s
    client = paired(place)
    with opened(client) as socket, opened(paired(place)) as other:
        told(socket, "ears"), told(other, "ears")
        first = min(place.accounts.tokens(), key=lambda token: token.id)
        place.accounts.drop_token(first.id)
        assert closed_with(socket) == 1008
        screens.talk.tell("xiao_pu", Started(Say("hello", "您好", "zh"), 1.0))
        assert told(other, "says")["text"] == "您好"


def test_only_administrators_make_tokens_for_screens(place):
    for name in ("viewer", "editor", "publisher"):
        assert place.user(name).post("/api/tokens", json={"purpose": "screen"}).status_code == 403
    secret = place.user("admin").post("/api/tokens", json={"purpose": "screen"}).json()["token"]
    assert place.anybody().get(f"/robot/xiao_pu?pair={secret}").status_code == 303


def test_a_member_of_the_staff_opens_no_screen_by_being_logged_in(place):
    assert place.user("admin").get("/robot/xiao_pu").status_code == 401


def test_a_robot_that_does_not_exist_has_no_screen(place, screens):
    client = paired(place)
    assert client.get("/robot/xiao_wang").status_code == 404
    with pytest.raises(WebSocketDisconnect), opened(client, "xiao_wang"):
        pass


@pytest.mark.parametrize(("address", "status"), [("127.0.0.1", 200), ("::1", 200), ("10.0.0.7", 401)])
def test_open_screens_are_open_to_this_machine_only(place, screens, address, status):
    screens.open_here = True
    client = TestClient(place.app, base_url="http://localhost:8080", client=(address, 50000))
    assert client.get("/robot/xiao_pu").status_code == status
    screens.open_here = False
    assert client.get("/robot/xiao_pu").status_code == 401


@pytest.mark.parametrize("headers", [
    {}, {"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://localhost:9999"},
    {"origin": "http://rebound.example", "host": "rebound.example"},
])  # fmt: skip
def test_a_socket_of_another_sites_page_is_refused(place, screens, headers):
    client = paired(place)
    with pytest.raises((WebSocketDisconnect, WebSocketDenialResponse)), opened(client, headers=headers):
        pass


def test_a_socket_without_pairing_is_refused(place, screens):
    with pytest.raises((WebSocketDisconnect, WebSocketDenialResponse)), opened(place.anybody()):
        pass


def test_the_page_may_use_the_microphone_and_keeps_the_strict_policy(place):
    headers = paired(place).get("/robot/xiao_pu").headers
    assert "microphone=(self)" in headers["permissions-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "microphone=()" in place.user("viewer").get("/").headers["permissions-policy"]


# what comes in


def test_what_is_typed_reaches_the_robot_whose_screen_it_is(place, screens, robots):
    with opened(paired(place)) as socket:
        socket.send_json({"kind": "say", "text": "  화장실이   어디예요 ", "language": "ko"})
        heard = told(socket, "heard")
        assert (heard["text"], heard["language"], heard["final"]) == ("화장실이 어디예요", "ko", True)
    ((robot, words_),) = robots.heard
    assert (robot, words_.text, words_.language, words_.start) == ("xiao_pu", "화장실이 어디예요", "ko", 100.0)


def test_identity_numbers_are_neither_shown_nor_handed_on(place, screens, robots):
    with opened(paired(place)) as socket:
        socket.send_json({"kind": "say", "text": "我的身份证号310107198001011234", "language": "zh"})
        assert "310107198001011234" not in told(socket, "heard")["text"]
    assert "310107198001011234" not in robots.heard[0][1].text


def test_a_language_that_is_none_is_left_to_the_understanding(place, screens, robots):
    with opened(paired(place)) as socket:
        socket.send_json({"kind": "say", "text": "toilet", "language": "klingon"})
        told(socket, "heard")
    assert robots.heard[0][1].language == "auto"


@pytest.mark.parametrize("message", [
    "no json", "[]", '{"kind": "say"}', '{"kind": "say", "text": 7, "language": "zh"}', '{"kind": "order"}',
    '{"kind": "microphone", "on": "yes"}',
])  # fmt: skip
def test_what_is_no_message_ends_the_connection(place, screens, robots, message):
    with opened(paired(place)) as socket:
        socket.send_text(message)
        assert closed_with(socket) == 1003
    assert robots.heard == []


def test_half_a_character_is_not_handed_on(place, screens, robots):
    with opened(paired(place)) as socket:
        socket.send_text('{"kind": "say", "text": "\\ud800", "language": "zh"}')
        socket.send_json({"kind": "say", "text": "你好", "language": "zh"})
        assert told(socket, "heard")["text"] == "你好"


def test_messages_that_are_too_large_end_the_connection(place, screens, robots):
    for data in ("x" * (LARGEST_MESSAGE + 1), bytes(LARGEST_SOUND + 2), bytes(3)):
        with opened(paired(place)) as socket:
            (socket.send_bytes if isinstance(data, bytes) else socket.send_text)(data)
            assert closed_with(socket) == 1009


def test_who_sends_too_much_is_cut_off(place, screens, robots):
    with opened(paired(place)) as socket:
        for _ in range(30):
            socket.send_json({"kind": "say", "text": "你好", "language": "zh"})
        assert closed_with(socket) == 1008
    with opened(paired(place)) as socket:
        for _ in range(6):
            socket.send_bytes(bytes(LARGEST_SOUND))
        assert closed_with(socket) == 1008


def test_an_allowance_fills_again_with_time_and_never_above_its_burst():
    allowance = Allowance(rate=2.0, burst=4.0)
    assert allowance.take(4.0, 10.0)
    assert not allowance.take(1.0, 10.4)
    assert allowance.take(2.0, 11.0)
    assert not allowance.take(5.0, 1000.0)
    assert allowance.take(4.0, 1000.0)


def test_a_robot_has_so_many_screens_at_most(place, screens):
    client = paired(place)
    held = [opened(client).__enter__() for _ in range(MOST_SCREENS)]
    for socket in held:
        told(socket, "ears")
    with opened(client) as another:
        assert closed_with(another) == 1013
    held.pop().close()


def test_spoken_words_come_from_the_ears_partly_first(place, screens, robots):
    said = [Heard("화장실", "ko", 0.0, 0.1, final=False), Heard("화장실 어디", "ko", 0.0, 0.2)]
    screens.make_ears = lambda: ScriptedEars([(0.1, said[0]), (0.2, said[1])])
    with opened(paired(place)) as socket:
        socket.send_bytes(bytes(3200))  # while it is off, nobody hears it
        socket.send_json({"kind": "microphone", "on": True})
        socket.send_bytes(bytes(3200))
        assert told(socket, "heard") == {"kind": "heard", "text": "화장실", "language": "ko", "final": False}
        socket.send_bytes(bytes(3200))
        assert told(socket, "heard")["final"] is True
    assert [heard.text for _, heard in robots.heard] == ["화장실", "화장실 어디"]


def test_the_robots_own_words_are_not_taken_for_a_visitors(place, screens, robots):
    own = Heard("화장실로 안내해 드리겠습니다", "ko", 0.0, 2.0)
    screens.make_ears = lambda: ScriptedEars([(0.1, own), (0.2, Heard("여권은 어디서 만들어요", "ko", 0.0, 2.0))])
    robots.t = 0.0
    robots.tell("xiao_pu", Started(Say("lead", "네, 화장실로 안내해 드리겠습니다.", "ko"), 3.0))
    with opened(paired(place)) as socket:
        socket.send_json({"kind": "microphone", "on": True})
        socket.send_bytes(bytes(6400))
        assert told(socket, "heard")["text"] == "여권은 어디서 만들어요"


class Slow(ScriptedEars):
    """Ears that decode a stretch for as long as a test likes."""

    def __init__(self, done):
        super().__init__([])
        self.done = done

    def listen(self, samples, start):
        assert self.done.wait(30.0)
        return super().listen(samples, start)


class OneStop:
    """A watch that hears a stop in the second stretch."""

    heard = 0

    def listen(self, samples, start):
        self.heard += 1
        return (Heard("멈춰", "ko", start, start, final=False) if self.heard == 2 else None), ()

    def finish(self):
        return ()


def test_a_stop_is_told_while_free_speech_is_still_being_decoded(place, screens, robots):
    done = threading.Event()
    screens.make_ears = lambda: Watchful(Slow(done), [OneStop()])
    try:
        with opened(paired(place)) as socket:
            socket.send_json({"kind": "microphone", "on": True})
            for _ in range(3):
                socket.send_bytes(np.zeros(320, np.int16).tobytes())
            assert told(socket, "heard")["text"] == "멈춰"
            assert not done.is_set()
            done.set()
    finally:
        done.set()
    assert [heard.text for _, heard in robots.heard] == ["멈춰"]


class Attentive(ScriptedEars):
    """Ears that note to whom they listen."""

    def __init__(self, script):
        super().__init__(script)
        self.attended = []

    def attend(self, attention):
        self.attended.append(attention)


def test_the_ears_know_the_language_of_the_conversation_and_that_an_elder_needs_time(place, screens, robots):
    ears = Attentive([(each / 10, Heard(str(each), "zh", 0.0, 0.1)) for each in (1, 2, 3)])
    screens.make_ears = lambda: ears
    with opened(paired(place)) as socket:
        socket.send_json({"kind": "microphone", "on": True})
        for serving in ((), ("xiao_pu",), ()):
            robots.serving = set(serving)
            socket.send_bytes(bytes(3200))
            told(socket, "heard")
            robots.tell("xiao_pu", Started(Say("hello", "您好", "zh", "elder"), 1.0))
    assert ears.attended == [Attention(), Attention("zh", elder=True), Attention()]


def test_letting_go_ends_the_words(place, screens, robots):
    screens.make_ears = lambda: ScriptedEars([(99.0, Heard("멈춰", "ko", 0.0, 0.2))])
    with opened(paired(place)) as socket:
        socket.send_json({"kind": "microphone", "on": True})
        socket.send_bytes(bytes(3200))
        socket.send_json({"kind": "microphone", "on": False})
        assert told(socket, "heard")["text"] == "멈춰"


def test_a_screen_without_a_model_tells_so_as_its_microphone_goes_on_and_takes_typed_words(place, screens, robots):
    def none():
        raise NoModel(("ko",))

    screens.make_ears = none
    with opened(paired(place)) as socket:
        assert told(socket, "ears")["languages"] == ["ko"]
        socket.send_json({"kind": "microphone", "on": True})
        problem = told(socket, "ears")
        assert problem["languages"] == []
        assert "make models" in problem["problem"]
        socket.send_json({"kind": "say", "text": "你好", "language": "zh"})
        assert told(socket, "heard")["text"] == "你好"


def test_robots_that_cannot_be_talked_to_are_told_of(place):
    with opened(paired(place)) as socket:
        socket.send_json({"kind": "say", "text": "你好", "language": "zh"})
        assert told(socket, "refused")["problem"] == "no_talk"


# what goes out


def test_captions_come_at_once_and_the_sound_with_the_time_of_each_word_behind_them(place, screens, robots):
    say = Say("hello", "您好", "zh")
    with opened(paired(place)) as socket, opened(paired(place), "xiao_hui") as other:
        told(socket, "ears"), told(other, "ears")
        robots.tell("xiao_pu", Started(say, 1.0))
        caption = told(socket, "says")
        assert (caption["text"], caption["language"], caption["style"]) == ("您好", "zh", "normal")
        sound = told(socket, "sound")
        assert (sound["id"], sound["rate"], sound["words"]) == (caption["id"], 16000, [[0, 2, 0.02]])
        assert socket.receive_bytes() == SPOKEN.samples.tobytes()
        robots.tell("xiao_pu", Finished(say))
        assert told(socket, "ended")["id"] == caption["id"]
        robots.tell("xiao_hui", Started(Say("x", "小惠", "zh"), 1.0))
        assert told(other, "says")["text"] == "小惠"


@pytest.mark.parametrize(("style", "begins"), [("normal", [0, 12]), ("elder", [0])])
def test_a_long_answer_begins_to_sound_with_its_first_sentence_and_its_words_keep_their_places(
    place, screens, robots, style, begins
):
    text = "请带好您的身份证原件哦。我带您去第六号窗口吧。"
    with opened(paired(place)) as socket:
        told(socket, "ears")
        robots.tell("xiao_pu", Started(Say("documents", text, "zh", style=style), 1.0))
        sounds = []
        for _ in begins:
            sounds.append(told(socket, "sound"))
            socket.receive_bytes()
    assert [sound["words"][0][0] for sound in sounds] == begins
    assert len({sound["id"] for sound in sounds}) == 1
    assert "".join(screens._synthesiser.texts) == text


def test_what_is_cut_off_falls_silent_on_the_screen(place, screens, robots):
    say = Say("hello", "您好", "zh")
    with opened(paired(place)) as socket:
        told(socket, "ears")
        robots.tell("xiao_pu", Started(say, 1.0))
        number = told(socket, "says")["id"]
        robots.tell("xiao_pu", Cancelled(say))
        assert told(socket, "hush")["id"] == number


def test_without_a_voice_the_captions_remain(place, screens, robots):
    screens._synthesiser = Throat(problem="no engine speaks")
    with opened(paired(place)) as socket:
        told(socket, "ears")
        robots.tell("xiao_pu", Started(Say("hello", "您好", "zh"), 1.0))
        number = told(socket, "says")["id"]
        assert told(socket, "mute") == {"kind": "mute", "id": number, "reason": "no engine speaks"}


def test_a_screen_that_is_opened_later_shows_what_was_said_last(place, screens, robots):
    robots.tell("xiao_pu", Started(Say("hello", "您好", "zh"), 1.0))
    with opened(paired(place)) as socket:
        assert told(socket, "said")["text"] == "您好"


def test_what_a_robot_hears_from_elsewhere_is_shown_and_what_came_from_the_screen_is_not_shown_twice(
    place, screens, robots
):  # fmt: skip
    with opened(paired(place)) as socket:
        socket.send_json({"kind": "say", "text": "你好", "language": "zh"})
        assert told(socket, "heard")["text"] == "你好"
        for text in ("你好", "谢谢"):
            robots.tell("xiao_pu", Event(1.0, "xiao_pu", "heard", {"text": text, "language": "zh"}))
        assert told(socket, "heard")["text"] == "谢谢"


def test_news_without_any_screen_open_harm_nobody(place, screens, robots):
    say = Say("hello", "您好", "zh")
    for news in (Started(say, 1.0), Finished(say), Cancelled(say), Event(1.0, "xiao_pu", "home")):
        robots.tell("xiao_pu", news)
    with opened(paired(place)) as socket:
        robots.tell("xiao_pu", Event(2.0, "xiao_pu", "heard", {"text": "谢谢", "language": "zh"}))
        assert told(socket, "heard")["text"] == "谢谢"


# the page's words, buttons and colours

PAIRS = [
    ("ink", "paper", 4.5), ("ink", "card", 4.5), ("soft", "card", 4.5), ("soft", "paper", 4.5), ("accent", "card", 4.5),
    ("accent", "paper", 4.5), ("on-accent", "accent", 4.5), ("on-stop", "stop", 4.5), ("on-said", "said", 4.5),
    ("paper", "ink", 4.5), ("glow", "visor", 3.0), ("way", "card", 3.0), ("stop", "paper", 3.0), ("shut", "card", 3.0),
]  # fmt: skip
RULE = r"(@media \(prefers-color-scheme: dark\) \{ :root|:root(?:\[data-elder\])?) \{([^}]*)\}"


def palettes():
    """The colours of each appearance of the page, by name: what is later, and elder, overrides."""
    static = files("robot_guide.web").joinpath("static")
    found = {"light": {}, "dark": {}, "elder": {}}
    for name in ("console.css", "screen.css"):
        for selector, body in re.findall(RULE, static.joinpath(name).read_text("utf-8")):
            colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", body))
            for look in ("elder",) if "elder" in selector else ("dark",) if "dark" in selector else found:
                found[look] |= colours
    return found


def contrast(one, other):
    """Of two colours, 1 to 21 (WCAG 2.2, contrast ratio and relative luminance)."""

    def luminance(colour):
        shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_reckoned_as_the_guidelines_do():
    assert contrast("#ffffff", "#000000") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("look", ["light", "dark", "elder"])
def test_all_that_is_read_stands_out_from_what_it_stands_on(look):
    colours = palettes()[look]
    wrong = [
        (ink, ground) for ink, ground, least in PAIRS if contrast(colours[ink], colours[ground]) < least
    ]  # fmt: skip
    assert not wrong


def test_elder_mode_has_more_contrast_than_the_normal_page():
    normal, elder = palettes()["light"], palettes()["elder"]
    for ink, ground in (("ink", "paper"), ("soft", "card"), ("accent", "card"), ("on-stop", "stop")):
        assert contrast(elder[ink], elder[ground]) > contrast(normal[ink], normal[ground])
        assert contrast(elder[ink], elder[ground]) >= 7.0



def test_the_hall_tells_what_the_map_needs_and_no_more(place):
    answer = paired(place).get("/robot/xiao_pu/hall").json()
    assert {"size", "windows", "places", "walls", "docks"} <= set(answer["hall"])
    assert not {"services", "departments", "changes"} & set(answer["hall"])
    assert {"toilet", "information", "self_service", "water"} <= {need["id"] for need in answer["needs"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_means_what_is_on_it(language):
    from dialogue import understand

    hall = load("maps/putuo")
    needs = needs_of(hall)
    assert len(needs) == 4 + SERVICES
    for need in needs:
        meaning = understand(need.says[language], hall, language)
        assert meaning.target is not None, need.id
        assert (meaning.target.id, meaning.needs) == (need.id, "none"), need.id


COMMANDS = {
    "say_stop": ("control", "stop"), "say_person": ("human_help", None), "say_elder": ("control", "elder_mode"),
    "say_language": ("control", "language"), "say_yes": ("social", None), "say_no": ("social", None),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_understood_in_the_language_that_it_is_given_in(language):
    from dialogue import understand

    hall = load("maps/putuo")
    for key, meant in COMMANDS.items():
        meaning = understand(words()[language][key], hall, language)
        assert (meaning.intent, meaning.action) == meant, key


def test_every_word_of_the_page_stands_in_all_languages():
    assert {frozenset(texts) for texts in words().values()} == {frozenset(words()["zh"])}
    assert all(text.strip() for texts in words().values() for text in texts.values())
    json.dumps(words())


# whatever is sent


@settings(
    max_examples=EXAMPLES, deadline=None, database=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(sent=st.lists(SENT, min_size=1, max_size=4))
@example(sent=['{"kind": "say", "text": "\\ud800", "language": "zh"}'])
@example(sent=["9" * LARGEST_MESSAGE, "NaN"])
def test_under_fuzz_a_screen_is_heard_or_closed_with_the_reason(place, screens, sent):
    with opened(paired(place)) as socket:
        told(socket, "ears")
        for each in sent:
            (socket.send_bytes if isinstance(each, bytes) else socket.send_text)(each)
        socket.send_text("that is all")
        assert closed_with(socket) in (1003, 1008, 1009)


def test_brackets_without_end_close_the_screen_and_nothing_else(place, screens):
    with opened(paired(place)) as socket:
        told(socket, "ears")
        socket.send_text("[" * LARGEST_MESSAGE)
        assert closed_with(socket) == 1003
