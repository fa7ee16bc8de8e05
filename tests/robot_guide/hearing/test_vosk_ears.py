"""The real recogniser: the Korean model listens to espeak-ng's Korean, to silence, and to noise."""

import numpy as np
import pytest
import vosk

from robot_guide.hearing import VoskEars, find, hear_file, listen_to, read_wav
from robot_guide.hearing.vosk_ears import VoskConfig
from robot_guide.hearing.wav import RATE, Audio, at_rate, write_wav

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("korean")]
TOILET, STOP = "화장실 이 어디에 요", "멈춰"
GRAMMAR = (TOILET, STOP, "감사 합니다", "안녕하세요")


def silence(seconds):
    return np.zeros(int(seconds * RATE), np.int16)


def finals(results):
    return [each for each in results if each.final]


@pytest.fixture(scope="module")
def question(spoken):
    return np.concatenate((silence(0.5), spoken("화장실이 어디에요"), silence(1.5)))


def stream(ears, samples, sizes, start=0.0):
    """All results for a sound that comes in pieces of `sizes` samples, in turn."""
    results, at, turn = [], 0, 0
    while at < len(samples):
        piece = samples[at : at + sizes[turn % len(sizes)]]
        results += ears.listen(piece, start + at / RATE)
        at, turn = at + len(piece), turn + 1
    return [*results, *ears.finish()]


def test_a_question_is_understood_with_its_times_and_confidence(question):
    (heard,) = listen_to(Audio(question), VoskEars("ko", GRAMMAR))
    assert (heard.text, heard.language, heard.final) == (TOILET, "ko", True)
    assert 0.4 < heard.start < 0.7
    assert 1.2 < heard.end < 2.0
    assert 0.5 < heard.nbest[0].confidence <= 1.0
    assert heard.nbest[0].text == TOILET


def test_words_come_while_they_are_spoken_and_grow(question):
    results = stream(VoskEars("ko", GRAMMAR), question, [800])
    *partial, final = results
    assert final.final
    assert len(partial) >= 2
    assert not any(each.final for each in partial)
    assert [len(each.text) for each in partial] == sorted(len(each.text) for each in partial)
    assert partial[0].end < final.end, "the first words come before the last one is spoken"
    assert TOILET.startswith(partial[0].text)


def test_however_the_sound_is_cut_the_words_and_times_are_the_same(question):
    ears = VoskEars("ko", GRAMMAR)
    whole = stream(ears, question, [len(question)])
    for sizes in ([160], [1600], [1, 7777, 333], [4000]):
        assert stream(ears, question, sizes) == whole


def test_every_stream_has_its_own_clock(question):
    ears = VoskEars("ko", GRAMMAR)
    first = stream(ears, question, [1600], start=100.0)[-1]
    second = stream(ears, question, [1600], start=7.0)[-1]
    assert first.text == second.text == TOILET
    assert first.start - 100.0 == pytest.approx(second.start - 7.0, abs=0.05)
    assert 100.4 < first.start < first.end < 102.0


def test_two_sentences_are_two_results_at_their_own_times(question, spoken):
    both = np.concatenate((question, spoken("멈춰"), silence(1.5)))
    heard = listen_to(Audio(both), VoskEars("ko", GRAMMAR))
    assert [each.text for each in heard] == [TOILET, STOP]
    assert heard[1].start > len(question) / RATE - 0.2 > heard[0].end


@pytest.fixture
def recognisers(monkeypatch):
    """vosk's recognisers that are made from now on."""
    made, begin = [], vosk.KaldiRecognizer.__init__

    def remember(self, *given):
        begin(self, *given)
        made.append(self)

    monkeypatch.setattr(vosk.KaldiRecognizer, "__init__", remember)
    return made


def test_a_long_stream_goes_through_several_recognisers_and_its_words_keep_their_times(question, recognisers):
    sound = np.concatenate((question, question, question))
    kept = stream(VoskEars("ko", GRAMMAR), sound, [1600])
    assert len(recognisers) == 1
    renewed = stream(VoskEars("ko", GRAMMAR, VoskConfig(renewed=1.0)), sound, [1600])
    assert len(recognisers) >= 4, "the one that kept all, and one for each utterance"
    assert [each.text for each in renewed if each.final] == [TOILET] * 3
    for one, other in zip(finals(kept), finals(renewed), strict=True):
        assert other.start == pytest.approx(one.start, abs=0.1)
        assert other.end == pytest.approx(one.end, abs=0.1)


def test_a_recogniser_is_not_exchanged_while_somebody_speaks(question, recognisers):
    ears = VoskEars("ko", GRAMMAR, VoskConfig(renewed=0.2))
    for at in range(0, int(1.8 * RATE), 1600):
        ears.listen(question[at : at + 1600], at / RATE)
    assert len(recognisers) == 1
    assert ears.finish()[-1].text == TOILET


def test_a_stream_that_ends_in_the_middle_of_a_word_is_brought_to_its_end(question):
    ears = VoskEars("ko", GRAMMAR)
    cut = stream(ears, question[: int(1.3 * RATE)], [1600])
    assert cut[-1].final
    assert TOILET.startswith(cut[-1].text)
    assert stream(ears, question, [1600])[-1].text == TOILET, "and the next stream begins anew"


@pytest.mark.parametrize("level", [0, 30, 300, 3000])
def test_free_listening_makes_no_words_of_silence_and_noise(level):
    noise = np.rint(np.random.default_rng(level).normal(size=2 * RATE) * level).astype(np.int16)
    assert stream(VoskEars("ko"), noise, [1600]) == [], "no partial words either"


def test_free_listening_tells_several_readings_each_less_sure(question):
    heard = listen_to(Audio(question), VoskEars("ko"))
    assert heard
    sure = [each.confidence for each in heard[0].nbest]
    assert 1 < len(sure) <= 5
    assert sure == sorted(sure, reverse=True)
    assert "어디" in " ".join(each.text for each in heard), "where? is understood even from a synthetic voice"


def test_no_sound_at_all_has_no_words():
    ears = VoskEars("ko", GRAMMAR)
    assert ears.listen(np.zeros(0, np.int16), 0.0) == ()
    assert ears.finish() == ()


def test_words_that_the_model_does_not_know_cannot_stand_in_a_grammar():
    with pytest.raises(ValueError, match="model for ko knows, got qwerty"):
        VoskEars("ko", ("qwerty 멈춰",))


@pytest.mark.parametrize("samples", [np.zeros(10), np.zeros((2, 10), np.int16)])
def test_sound_of_another_kind_is_refused(samples):
    with pytest.raises(ValueError, match=r"samples must be \(N,\) int16"):
        VoskEars("ko", GRAMMAR).listen(samples, 0.0)


def test_a_file_is_understood_as_the_command_line_promises(question, tmp_path):
    write_wav(tmp_path / "a.wav", at_rate(Audio(question), 22050))
    heard = hear_file(tmp_path / "a.wav", "ko")
    record = heard.as_json()
    assert list(record) == ["text", "language", "confidence", "seconds", "rtf", "final"]
    assert "어디" in record["text"]
    assert record["language"] == "ko"
    assert record["seconds"] == pytest.approx(len(question) / RATE, abs=0.01)
    assert 0.0 < record["confidence"] <= 1.0
    assert record["rtf"] > 0.0
    assert record["final"] is True


def test_a_silent_file_has_no_words_and_no_confidence(tmp_path):
    write_wav(tmp_path / "a.wav", Audio(silence(1.0)))
    heard = hear_file(tmp_path / "a.wav", "ko")
    assert (heard.text, heard.confidence) == ("", 0.0)


def test_mandarin_sentences_for_this_hall_are_mostly_understood(speech):
    """At most 40 % of the characters wrong, over all sentences."""
    if find("zh") is None:
        pytest.skip("the Mandarin model is not installed (make models)")
    rows = [line.split("\t") for line in (speech / "zh_synthetic" / "transcripts.tsv").read_text("utf-8").splitlines()]
    wrong = total = 0
    for name, text in rows[:20]:
        wanted = "".join(letter for letter in text if letter.isalnum())
        heard = "".join(each.text for each in listen_to(read_wav(speech / "zh_synthetic" / name), VoskEars("zh")))
        wrong, total = wrong + edits(wanted, heard), total + len(wanted)
    assert wrong / total < 0.4


def edits(a, b):
    """Levenshtein's distance."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (x != y))
    return row[-1]
