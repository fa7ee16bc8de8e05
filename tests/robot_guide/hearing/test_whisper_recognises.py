"""The real whisper on recordings of people and on synthetic sentences for this hall."""

import json

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

import hall_map
from dialogue import understand
from robot_guide.cli import main
from robot_guide.hearing import NoModel, hear_file, listen_to, read_wav
from robot_guide.hearing.hall_judgement import HallJudgement
from robot_guide.hearing.wav import RATE
from robot_guide.hearing.whisper_decoder import WhisperDecoder
from robot_guide.hearing.whisper_ears import WhisperEars

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def hall():
    return hall_map.load("maps/putuo")


def letters(text):
    return "".join(letter for letter in text.lower() if letter.isalnum())


def read(place, name, ears):
    """The words of a recording, and those of its readings that were not taken."""
    return "，".join(each.text for each in listen_to(read_wav(place / name), ears))


@pytest.fixture(scope="module")
def sentences(speech, whisper, hall):
    """(said, heard) of the synthetic sentences, readings chosen with what makes sense in the hall."""
    ears = WhisperEars(whisper, ("zh", "en", "ko"), judgement=HallJudgement(hall))
    rows = [line.split("\t") for line in (speech / "zh_synthetic" / "transcripts.tsv").read_text("utf-8").splitlines()]
    return [(text, read(speech / "zh_synthetic", name, ears)) for name, text in rows[::2] + rows[1::8]]


def error_rate(pairs):
    """Character errors over characters."""
    wrong = sum(Levenshtein.distance(letters(said), letters(heard)) for said, heard in pairs)
    return wrong / sum(len(letters(said)) for said, _ in pairs)


def gist(text, hall):
    meaning = understand(text, hall)
    return meaning.intent, meaning.target and meaning.target.id, meaning.topic, meaning.action


def test_synthetic_sentences_have_few_wrong_characters(sentences):
    assert error_rate(sentences) < 0.15


def test_what_synthetic_sentences_are_about_is_understood_in_nine_of_ten(sentences, hall):
    right = [gist(heard, hall) == gist(said, hall) for said, heard in sentences]
    assert sum(right) / len(right) >= 0.85


def transcribed(speech, folder):
    """(file, words) of the human recordings with a transcript."""
    rows = [line.split("\t") for line in (speech / "transcripts.tsv").read_text("utf-8").splitlines()[1:]]
    return [(name, text) for name, text, *_ in rows if name.startswith(folder + "/") and text]


def test_recordings_of_people_have_few_wrong_characters_in_mandarin(speech, whisper):
    ears = WhisperEars(whisper, ("zh", "en", "ko"))
    assert error_rate([(text, read(speech, name, ears)) for name, text in transcribed(speech, "zh")]) < 0.35


def test_recordings_of_people_have_few_wrong_words_in_english(speech, whisper):
    ears = WhisperEars(whisper, ("zh", "en", "ko"))
    name, said = next(row for row in transcribed(speech, "en") if "libri" in row[0])
    heard = read(speech, name, ears).lower()
    words = "".join(letter if letter.isalnum() or letter.isspace() else " " for letter in heard).split()
    assert Levenshtein.distance(said.split(), words) / len(said.split()) < 0.2


@pytest.mark.parametrize("level", [0, 300, 3000])
def test_noise_has_no_words(whisper, level):
    noise = np.rint(np.random.default_rng(level).normal(size=4 * RATE) * level).astype(np.int16)
    ears = WhisperEars(whisper, ("zh", "en", "ko"))
    assert [*ears.listen(noise, 0.0), *ears.finish()] == []


def test_several_readings_are_told_each_less_sure(whisper, speech):
    (found,) = whisper.decode(read_wav(speech / "zh_synthetic" / "17_zf_xiaoxiao.wav").samples, ("zh",))
    sure = [each.confidence for each in found.nbest]
    assert 1 < len(sure) <= 5
    assert sure == sorted(sure, reverse=True)
    assert 0.0 < sure[0] <= 1.0


def test_the_command_line_hears_with_whisper(whisper, speech, capsys):
    assert main(["hear", str(speech / "zh_synthetic" / "18_zf_xiaoxiao.wav"), "--engine", "whisper", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert list(record) == ["text", "language", "confidence", "seconds", "rtf", "final"]
    assert record["language"] == "zh"
    assert "下班" in record["text"]


def test_without_the_model_whisper_says_how_to_get_it(speech, tmp_path, monkeypatch):
    monkeypatch.setenv("ROBOT_GUIDE_MODELS", str(tmp_path))
    with pytest.raises(NoModel, match=r"no whisper model is installed.*make models"):
        WhisperDecoder()
    with pytest.raises(ValueError, match="engine must be vosk or whisper, got 'kaldi'"):
        hear_file(speech / "en" / "sr_english.wav", engine="kaldi")
