"""The ears, given sound by another process."""

import numpy as np
import pytest
from robot_guide_interfaces.msg import RobotState

from robot_guide.event import Event
from robot_guide.graph import ProcessSpec
from robot_guide.hearing import RATE, Audio, installed, write_wav
from robot_guide.hearing.hear_file import SILENCE, STRETCH
from robot_guide.hearing.loudness import at_level
from robot_guide.hearing.wav import read_wav
from robot_guide.speaking import EngineChain
from robot_guide_ros import convert, topics

ROBOT = "xiao_pu"
SENTENCES = {"zh": "你好，我想办营业执照", "en": "Where can I pay my taxes", "ko": "안녕하세요 화장실이 어디예요"}
NO_MODEL = "no vosk model is installed; `make models` fetches them"


@pytest.fixture
def language():
    known = installed()
    if not known:
        pytest.skip(NO_MODEL)
    return known[0]


@pytest.fixture
def recording(language, tmp_path):
    """(N,) int16 at 16 kHz, 55 dB: a sentence and the silence after it."""
    synthesiser = EngineChain()
    spoken = synthesiser.synthesise(SENTENCES[language], language)
    synthesiser.close()
    file = tmp_path / "sentence.wav"
    write_wav(file, Audio(spoken.samples, spoken.rate))
    samples = at_level(read_wav(file).samples, 55.0)
    return np.concatenate((samples, np.zeros(int(SILENCE * RATE), np.int16)))


def stream(publisher, samples, start):
    for begin in range(0, len(samples), STRETCH):
        publisher.publish(convert.audio_to_msg(samples[begin : begin + STRETCH], start + begin / RATE))


def test_sound_becomes_words_with_their_times_and_loudness(outside, run_graph_of, specs_of, language, recording):
    run_graph_of(specs_of(ears=True, sim=False)[f"{ROBOT}.ears"])
    heard, publisher = outside.collect(topics.HEARD, ROBOT), topics.AUDIO.publisher(outside.node, ROBOT)
    outside.until(lambda: publisher.get_subscription_count() > 0, 90.0)
    stream(publisher, recording, start=100.0)
    outside.until(lambda: any(msg.final for msg in heard), 90.0)
    final = convert.heard_from_msg(next(msg for msg in heard if msg.final))
    assert final.text
    assert final.language == language
    assert 100.0 <= final.start < final.end <= 100.0 + len(recording) / RATE
    assert final.level_db == pytest.approx(55.0, abs=4.0)
    assert final.nbest[0].text == final.text


def test_they_attend_to_the_language_of_a_conversation_and_to_elders_until_it_is_over(
    outside, run_graph_of, specs_of, language
):  # fmt: skip
    run_graph_of(specs_of(ears=True, sim=False)[f"{ROBOT}.ears"])
    diagnostics = outside.collect(topics.DIAGNOSTICS)
    events, states = topics.EVENTS.publisher(outside.node), topics.STATES.publisher(outside.node)
    outside.until(lambda: states.get_subscription_count() and events.get_subscription_count(), 90.0)
    said = {"text": "您好", "language": "zh", "line": "hello", "style": "elder"}
    events.publish(convert.event_to_msg(Event(1.0, ROBOT, "says", said)))

    def attended(wanted, *, serving):
        states.publish(RobotState(robot=ROBOT, in_conversation=serving))
        told = [pair.value for msg in diagnostics[-1:] for status in msg.status for pair in status.values
                if pair.key == "attends"]  # fmt: skip
        return wanted in told

    outside.until(lambda: attended("zh, elder", serving=True), 60.0)
    outside.until(lambda: attended("anybody", serving=False), 60.0)


def test_without_a_model_they_say_how_to_get_one(outside, run_graph_of, tmp_path):
    spec = ProcessSpec("ears", "robot_guide_ros", "ears", ROBOT, {"models": str(tmp_path), "languages": ["zh"]})
    graph = run_graph_of(spec)
    outside.graphs.clear()
    death = next(iter(outside.until(graph.poll)))
    assert death.status == 1
    assert "make models" in death.log.read_text()
    assert "Traceback" not in death.log.read_text()
