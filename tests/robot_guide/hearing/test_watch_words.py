"""A tiny grammar beside the free recogniser: it may stop the robot, and propose, and nothing else."""

import numpy as np
import pytest

from robot_guide.heard import Heard, Hypothesis
from robot_guide.hearing import ScriptedEars
from robot_guide.hearing.watch_phrases import WatchWords, phrase_at_start, watch_words
from robot_guide.hearing.watch_words import Watch, Watchful
from robot_guide.hearing.wav import RATE

WORDS = WatchWords(("멈춰", "정지"), ("불 이 야",), ("안녕하세요",), ("어디", "저", "지"), {"저 지": "정지"})


def heard(text, start=0.5, end=1.0, final=True, sure=0.8, language="ko"):
    return Heard(text, language, start, end, final, (Hypothesis(text, sure),) if final else ())


def voice(seconds):
    t = np.arange(int(seconds * RATE)) / RATE
    return np.rint(3000 * np.sign(np.sin(2 * np.pi * 140 * t)) * (0.6 - 0.4 * np.cos(2 * np.pi * 4 * t))).astype(
        np.int16
    )


def silence(seconds):
    return np.zeros(int(seconds * RATE), np.int16)


def listen(ears, sound, stretch=0.05):
    """Everything told, with the time at which it came."""
    size, told = int(stretch * RATE), []
    for at in range(0, len(sound), size):
        told += [(round((at + size) / RATE, 2), each) for each in ears.listen(sound[at : at + size], at / RATE)]
    return told + [(np.inf, each) for each in ears.finish()]


def watchful(grammar, free=()):
    return Watchful(ScriptedEars(free), [Watch("ko", WORDS, ScriptedEars(grammar))])


SPOKEN = np.concatenate((silence(0.5), voice(0.5), silence(1.5)))
GOES_ON = np.concatenate((silence(0.5), voice(2.0), silence(1.5)))


def test_a_stop_that_stands_alone_is_told_at_once_as_a_partial_result():
    ((when, stop),) = listen(watchful([(1.15, heard("멈춰", final=False))]), SPOKEN)
    assert when <= 1.2
    assert (stop.text, stop.final, stop.language) == ("멈춰", False, "ko")
    assert stop.nbest[0].confidence > 0.6


class Glance:
    """A recogniser that reads whatever it is given as the same."""

    def __init__(self, text):
        self.text, self.read, self.had = text, [], 0.0

    def listen(self, samples, start):
        self.had += len(samples) / RATE
        return ()

    def finish(self):
        self.read, self.had = [*self.read, self.had], 0.0
        return (heard(self.text),)


def glancing(text, grammar=()):
    glance = Glance(text)
    return Watchful(ScriptedEars([]), [Watch("ko", WORDS, ScriptedEars(grammar), glance=glance)]), glance


def test_a_brief_stop_is_read_at_once_in_the_pause_behind_it_however_slow_the_stream_is():
    ears, glance = glancing("멈춰", [(1.4, heard("멈춰", final=False)), (1.6, heard("멈춰"))])
    ((when, stop),) = listen(ears, SPOKEN, stretch=0.03)
    assert when <= 1.12
    assert (stop.text, stop.final) == ("멈춰", False)
    assert glance.read == [pytest.approx(0.5 + 0.26, abs=0.07)]


def test_a_word_within_which_there_is_a_gap_is_read_again_as_a_whole():
    ears, glance = glancing("멈춰")
    gap = np.concatenate((silence(0.48), voice(0.24), silence(0.03), voice(0.24), silence(1.5)))
    ((when, _),) = listen(ears, gap, stretch=0.03)
    assert when > 1.0
    assert glance.read[0] < 0.55 < glance.read[-1]


def test_what_is_read_in_a_pause_and_is_no_stop_leaves_the_stream_to_decide():
    ears, _ = glancing("어디", [(1.4, heard("멈춰", final=False))])
    assert [when for when, _ in listen(ears, SPOKEN)] == [pytest.approx(1.4, abs=0.06)]


def test_longer_words_are_not_read_to_their_end():
    ears, glance = glancing("멈춰")
    assert listen(ears, GOES_ON) == []
    assert glance.read == [pytest.approx(1.6 + 0.2, abs=0.05)]


def test_a_stop_that_only_the_second_reading_hears_is_heard_the_next_time_too():
    ears, _ = glancing("멈춰")
    assert len(listen(ears, np.concatenate((SPOKEN, SPOKEN)))) == 2


def test_it_is_told_once_however_often_the_grammar_repeats_it():
    script = [(1.15, heard("멈춰", final=False)), (1.4, heard("멈춰 어", final=False)), (1.6, heard("멈춰 어"))]
    assert len(listen(watchful(script), SPOKEN)) == 1


def test_a_second_stop_is_told_again():
    script = [(1.15, heard("멈춰", final=False)), (1.6, heard("멈춰")), (2.2, heard("정지", 2.0, 2.2, final=False))]
    told = listen(watchful(script), np.concatenate((SPOKEN, SPOKEN)))
    assert [each.text for _, each in told] == ["멈춰", "정지"]


def test_what_was_taken_for_a_stop_and_then_for_something_else_is_none():
    script = [(1.0, heard("멈춰", final=False)), (1.2, heard("어디", final=False)), (2.9, heard("어디 저"))]
    assert listen(watchful(script), GOES_ON) == []


def test_a_stop_that_stays_one_while_more_is_said_is_told_a_little_later():
    ((when, stop),) = listen(
        watchful([(1.0, heard("멈춰", final=False)), (1.2, heard("멈춰 저", final=False))]), GOES_ON
    )
    assert (stop.text, when) == ("멈춰", pytest.approx(1.3, abs=0.051))


def test_what_a_stop_is_misheard_as_is_the_stop_where_nothing_else_was_heard():
    ((_, stop),) = listen(watchful([(1.15, heard("저 지", final=False))]), SPOKEN)
    assert (stop.text, stop.final) == ("정지", False)
    ears, _ = glancing("저 지")
    assert [stop.text for _, stop in listen(ears, SPOKEN)] == ["정지"]


@pytest.mark.parametrize(
    "text", ["저 지 어디", "어디 저 지", "지", "저 멈춰", "어디 정지", "불 이 야", "안녕하세요", "저"]
)
def test_the_grammar_alone_decides_about_nothing_but_a_stop_at_the_beginning(text):
    assert listen(watchful([(1.0, heard(text, final=False)), (1.6, heard(text))]), SPOKEN) == []


def test_the_free_result_of_the_same_words_begins_when_the_stop_did():
    script = [(1.15, heard("멈춰", start=0.61, final=False))]
    (_, stop), (_, free) = listen(watchful(script, [(1.7, heard("멈춰요", start=0.5))]), SPOKEN)
    assert free.final
    assert free.start == stop.start == 0.61


def test_later_words_keep_their_own_start():
    script = [(1.15, heard("멈춰", final=False))]
    *_, (_, free) = listen(
        watchful(script, [(3.0, heard("화장실", start=2.5, end=2.9))]), np.concatenate((SPOKEN, SPOKEN))
    )
    assert free.start == 2.5


def test_an_emergency_in_the_grammar_is_proposed_where_the_free_ears_heard_something_like_it():
    ((_, free),) = listen(watchful([(1.3, heard("불 이 야"))], [(1.7, heard("불이 여기"))]), SPOKEN)
    assert [each.text for each in free.nbest] == ["불이 여기", "불 이 야"]
    assert free.nbest[1].confidence <= free.nbest[0].confidence
    assert free.text == "불이 여기", "whether it is meant, the understanding decides"


def test_it_is_not_proposed_where_they_heard_something_else():
    ((_, free),) = listen(watchful([(1.3, heard("불 이 야"))], [(1.7, heard("세금을 내려면 어디로 가요"))]), SPOKEN)
    assert len(free.nbest) == 1


def test_free_results_come_through_as_they_are():
    partial, final = heard("화장실", final=False), heard("화장실 어디")
    assert [each for _, each in listen(watchful([], [(0.8, partial), (1.5, final)]), SPOKEN)] == [partial, final]


def test_the_end_of_a_stream_forgets_what_was_heard_in_it():
    ears = watchful([(1.0, heard("멈춰", final=False))])
    ears.listen(voice(1.0), 0.0)
    ears.finish()
    assert ears.listen(silence(1.0), 0.0) == ()


def test_every_language_has_words_to_watch_for():
    for language in ("zh", "en", "ko"):
        words = watch_words(language)
        assert words.stop
        assert words.decoys
        assert not set(words.stop) & set(words.decoys)
        assert set(words.misheard.values()) <= set(words.stop)
        assert {part for text in words.misheard for part in text.split()} <= set(words.decoys)
        assert phrase_at_start(" ".join(words.stop[:1]), words.stop) == words.stop[0]
