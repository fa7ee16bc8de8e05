"""A stop that is spoken at a robot's screen: microphone, WebSocket, the real recogniser, the graph, wheels."""

import asyncio
import json
import threading
import time

import numpy as np
import pytest

from robot_guide.hearing import find
from robot_guide.hearing.wav import RATE, at_rate
from robot_guide.speaking import EngineChain
from robot_guide_ros import topics

websockets = pytest.importorskip("websockets")
ROBOT, STRETCH = "xiao_pu", RATE // 50
DRIVES, STANDS = 0.4, 0.01  # m/s


class Page:
    """What a screen's page does over its line: remembers what comes, sends words, a microphone's sound, and orders."""

    def __init__(self, port):
        self.port, self.told, self.sounds, self.ready = port, [], [], threading.Event()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        try:
            self.loop.run_until_complete(self.talk())
        except OSError:
            return  # nobody listens yet

    async def talk(self):
        address, origin = f"ws://127.0.0.1:{self.port}/robot/{ROBOT}/talk", f"http://127.0.0.1:{self.port}"
        async with websockets.connect(address, origin=origin) as socket:
            self.socket = socket
            self.ready.set()
            async for message in socket:
                if isinstance(message, str):
                    self.told.append(json.loads(message))
                else:
                    self.sounds.append(message)

    def send(self, message):
        data = message if isinstance(message, bytes) else json.dumps(message)
        asyncio.run_coroutine_threadsafe(self.socket.send(data), self.loop).result(10.0)

    def speak(self, samples):
        """As a microphone does, in real time."""
        began = time.monotonic()
        for at in range(0, len(samples), STRETCH):
            self.send(samples[at : at + STRETCH].tobytes())
            time.sleep(max(0.0, began + at / RATE - time.monotonic()))

    def of(self, kind):
        return [message for message in self.told if message["kind"] == kind]

    def close(self):
        asyncio.run_coroutine_threadsafe(self.socket.close(), self.loop)
        self.thread.join(10.0)


@pytest.fixture
def page(outside, run_graph_of, specs_of, empty_hall, tmp_path):
    """A robot's screen, on a graph with nobody in the hall; it has a voice."""
    port = 20000 + outside.node.context.get_domain_id()
    specs = specs_of(
        robots=[ROBOT], scenario=str(empty_hall), wait_for_robots=False, console=True, console_port=port,
        store=str(tmp_path / "hall.db"), accounts=str(tmp_path / "accounts.db"), open_screens=True, screen_voice=True,
    )  # fmt: skip
    names = ["hall_map", "hall_sim", "console"]
    names += [f"{ROBOT}.{name}" for name in ("navigator", "guide", "voice", "conversation")]
    run_graph_of(*(specs[name] for name in names))
    states = outside.collect(topics.STATES)
    outside.until(lambda: states, 90.0)

    def connected():
        tried = Page(port)
        return tried if tried.ready.wait(2.0) else None

    opened = outside.until(connected, 90.0)
    yield opened
    opened.close()


def test_a_robot_that_drives_stands_when_somebody_says_stop_to_its_screen_and_its_answers_sound_there(
    page, outside, spoken_stop
):
    wheels, brakes = outside.collect(topics.ODOM, ROBOT), outside.collect(topics.BRAKE, ROBOT)

    def speed():
        return wheels[-1].twist.twist.linear.x

    page.send({"kind": "microphone", "on": True})
    page.send({"kind": "say", "text": "화장실에 데려다 주세요", "language": "ko"})
    outside.until(lambda: page.of("says") and page.sounds, 60.0)
    assert sum(len(sound) for sound in page.sounds) > RATE, "more than half a second"
    outside.until(lambda: wheels and speed() > DRIVES, 90.0)
    assert not brakes, "nobody has said so yet"
    speaking = threading.Thread(target=page.speak, args=(spoken_stop,))
    speaking.start()
    outside.until(lambda: brakes, 60.0)
    outside.until(lambda: abs(speed()) < STANDS, 30.0)
    speaking.join(30.0)
    outside.until(lambda: [heard for heard in page.of("heard") if heard["text"] == "멈춰" and heard["final"]], 60.0)
    assert abs(speed()) < STANDS, "and stays"


@pytest.fixture
def spoken_stop():
    """Stop in Korean, with quiet before and behind it, (N,) int16 at 16 kHz."""
    if find("ko") is None:
        pytest.skip("the Korean model is not installed; `make models` fetches it")
    voice = EngineChain()
    word = at_rate(voice.synthesise("멈춰", "ko"), RATE).samples
    voice.close()
    quiet = np.zeros(RATE, np.int16)
    return np.concatenate((quiet[: RATE // 2], word, quiet))
