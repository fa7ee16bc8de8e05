"""When somebody has finished: the pause fits the speaker and the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_guide.hearing.endpointing import Completeness, EndpointConfig, Endpointer, hesitates

FRAME = 0.03  # s
CONFIG = EndpointConfig()
SPEECH = st.lists(st.floats(0.0, 1.0), max_size=120)
WORDS = st.sampled_from(["", "我想办", "办居住证", "嗯", "那个"])


def pause_until_end(text="", language="zh", completeness=Completeness.UNKNOWN, elder=False, speech=1.0):
    """s of silence after `speech` s of it, until it is over."""
    endpoint = Endpointer()
    for _ in range(round(speech / FRAME)):
        endpoint = endpoint.step(1.0, FRAME)
        assert not endpoint.ended(text, language, completeness, elder)
    for count in range(1, 400):
        endpoint = endpoint.step(0.0, FRAME)
        if endpoint.ended(text, language, completeness, elder):
            return count * FRAME
    return None


def test_a_normal_speaker_is_given_a_normal_pause():
    assert pause_until_end() == pytest.approx(CONFIG.normal, abs=FRAME)


def test_after_a_complete_request_the_pause_is_shorter():
    assert pause_until_end("办居住证", completeness=Completeness.COMPLETE) == pytest.approx(CONFIG.complete, abs=FRAME)


@pytest.mark.parametrize(
    ("text", "language"), [("我想办那个", "zh"), ("嗯……", "zh"), ("I want to, um", "en"), ("저기 음", "ko")]
)
def test_after_a_hesitation_it_is_longer(text, language):
    assert pause_until_end(text, language) == pytest.approx(CONFIG.hesitant, abs=FRAME)


def test_hesitating_counts_even_where_the_words_could_be_all():
    assert pause_until_end("带我去", completeness=Completeness.COMPLETE) == pytest.approx(CONFIG.hesitant, abs=FRAME)


def test_after_words_that_ask_for_more_it_is_longer():
    assert pause_until_end("从这里", completeness=Completeness.OPEN) == pytest.approx(CONFIG.hesitant, abs=FRAME)


@pytest.mark.parametrize("completeness", list(Completeness))
def test_elders_are_given_more_time_whatever_they_say(completeness):
    usual = pause_until_end("办证", completeness=completeness)
    assert pause_until_end("办证", completeness=completeness, elder=True) == pytest.approx(
        CONFIG.elder * usual, abs=2 * FRAME
    )


def test_a_pause_within_a_sentence_is_no_end():
    endpoint = Endpointer()
    for probability in [1.0] * 20 + [0.0] * 10 + [1.0] * 20:
        endpoint = endpoint.step(probability, FRAME)
        assert not endpoint.ended()
    assert endpoint.pause == 0.0


def test_a_click_is_no_utterance_and_forgotten():
    endpoint = Endpointer().step(1.0, FRAME)
    for _ in range(30):
        endpoint = endpoint.step(0.0, FRAME)
        assert not endpoint.ended()
    assert endpoint == Endpointer()


def test_silence_alone_never_ends():
    endpoint = Endpointer()
    for _ in range(200):
        endpoint = endpoint.step(0.2, FRAME)
    assert endpoint == Endpointer()


def test_who_never_pauses_is_cut_off_at_the_longest_utterance():
    endpoint = Endpointer(EndpointConfig(longest=3.0))
    count = 0
    while not endpoint.ended():
        endpoint, count = endpoint.step(1.0, FRAME), count + 1
    assert count * FRAME == pytest.approx(3.0, abs=FRAME)


@given(SPEECH, WORDS, st.sampled_from(Completeness), st.booleans())
def test_no_utterance_ends_while_somebody_speaks_or_before_its_pause(frames, text, completeness, elder):
    endpoint, pause, spoken = Endpointer(), 0.0, 0.0
    for probability in frames:
        endpoint = endpoint.step(probability, FRAME)
        likely = probability >= CONFIG.likely
        pause, spoken = (0.0, spoken + FRAME) if likely else (pause + FRAME, spoken)
        if endpoint.ended(text, "zh", completeness, elder):
            assert not likely
            assert pause >= CONFIG.complete - FRAME
            assert spoken > CONFIG.shortest


@given(SPEECH)
def test_whatever_is_heard_silence_brings_it_to_an_end_or_to_nothing(frames):
    endpoint = Endpointer()
    for probability in frames:
        endpoint = endpoint.step(probability, FRAME)
    for _ in range(round(CONFIG.hesitant * CONFIG.elder / FRAME) + 2):
        endpoint = endpoint.step(0.0, FRAME)
    assert endpoint == Endpointer() or endpoint.ended("嗯", "zh", Completeness.OPEN, elder=True)


@pytest.mark.parametrize(("text", "language"), [
    ("I want a permit", "en"), ("column", "en"), ("居住证", "zh"), ("可那个窗口", "zh"), ("화장실", "ko"),
    ("어디에요", "ko"), ("", "zh"),
])  # fmt: skip
def test_words_that_are_whole_do_not_hesitate(text, language):
    assert not hesitates(text, language)


def test_pauses_that_do_not_grow_are_refused():
    with pytest.raises(ValueError, match="pauses must grow"):
        EndpointConfig(complete=1.0, normal=0.5)
