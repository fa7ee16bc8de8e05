"""A stop that is spoken at a robot's screen: microphone, WebSocket, the real recogniser, the graph, wheels."""

import threading

import numpy as np
import pytest

from robot_guide.hearing import find
from robot_guide.hearing.wav import RATE, at_rate
from robot_guide.speaking import EngineChain
from robot_guide_ros import topics

ROBOT = "xiao_pu"
DRIVES, STANDS = 0.4, 0.01  # m/s


@pytest.fixture
def page(outside, run_graph_of, specs_of, empty_hall, tmp_path, open_page):
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

    return open_page(port, ROBOT)


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
