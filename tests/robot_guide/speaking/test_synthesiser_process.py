"""The synthesiser against the real espeak-ng, and against children that misbehave."""

import os
import signal
import sys
import threading

import numpy as np
import pytest

from robot_guide.speaking import EngineChain, SpeechError, SynthesisConfig
from robot_guide.speaking.engines import ChildEngine

HASTE = SynthesisConfig(start_deadline=10.0, deadline=0.3, deadline_per_character=0.0)
GREETING = 'import json, sys, time, os, wave\nprint(json.dumps({"ready": True}), flush=True)\n'
WRITE = """
def write(job, seconds=0.2):
    with wave.open(job["file"], "wb") as file:
        file.setnchannels(1), file.setsampwidth(2), file.setframerate(16000)
        file.writeframes(b"\\x01\\x00" * int(16000 * seconds))
    print(json.dumps({"id": job["id"], "words": []}), flush=True)
"""


def child(program):
    """The command of a child that runs `program` after saying that it is ready."""
    return (sys.executable, "-c", GREETING + WRITE + program)


def only(command, config=HASTE):
    """A synthesiser with this child and no other engine."""
    return EngineChain(config, (ChildEngine("test", command, config),))


def loudness(audio):
    return float(np.sqrt(np.mean(np.square(audio.samples.astype(float)))))


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh", "您好，请跟我来。"), ("en", "Hello, please follow me."), ("ko", "안녕하세요, 따라오세요.")],
)
def test_words_become_sound_that_lasts_and_is_loud_enough(synthesiser, language, text):
    audio = synthesiser.synthesise(text, language)
    assert audio.rate == 22050
    assert 1.0 < audio.seconds < 5.0
    assert 1000 < loudness(audio) < 15000
    assert np.abs(audio.samples).max() < 32768


def test_elders_are_spoken_to_more_slowly_and_louder(synthesiser):
    normal, elder = (synthesiser.synthesise("请到三号窗口。", "zh", style) for style in ("normal", "elder"))
    assert elder.seconds > 1.25 * normal.seconds
    assert loudness(elder) > 1.2 * loudness(normal)


def test_a_visitor_may_ask_for_louder_and_slower_words(synthesiser):
    text = "请到三号窗口。"
    normal, asked = synthesiser.synthesise(text, "zh"), synthesiser.synthesise(text, "zh", loudness=1.25, rate=0.7)
    quiet = synthesiser.synthesise(text, "zh", loudness=0.5)
    assert asked.seconds > 1.2 * normal.seconds
    assert loudness(quiet) < 0.8 * loudness(normal) < loudness(asked)


def test_each_utterance_has_its_own_pace_whatever_came_before(synthesiser):
    lengths = {"normal": set(), "elder": set()}
    for style in ("normal", "elder", "elder", "normal", "elder", "normal", "normal", "elder"):
        lengths[style].add(round(synthesiser.synthesise("请跟我来。", "zh", style).seconds, 1))
    assert max(lengths["normal"]) < min(lengths["elder"])
    assert all(max(found) - min(found) < 0.15 for found in lengths.values())


def test_nothing_is_cut_off_in_a_long_row_of_utterances(synthesiser):
    texts = ["好。", "「营业执照办理」请到A05窗口，要带身份证和公司章程。请跟我来，我走慢一点。", "请稍等。"]
    alone = [synthesiser.synthesise(text, "zh").seconds for text in texts]
    for turn in range(60):
        assert synthesiser.synthesise(texts[turn % 3], "zh").seconds == pytest.approx(alone[turn % 3], abs=0.1)


def test_words_are_told_with_their_places_and_times(synthesiser):
    text = "Hello, please follow me."
    audio = synthesiser.synthesise(text, "en")
    assert [word.text for word in audio.words] == ["Hello", "please", "follow", "me"]
    assert all(text[word.position :].startswith(word.text) for word in audio.words)
    starts = [word.start for word in audio.words]
    assert starts == sorted(starts)
    assert 0.0 <= starts[0] < starts[-1] < audio.seconds


def test_chinese_is_read_as_chinese(synthesiser):
    """Read as English letters or numbers it would take several times as long, without a word for each character."""
    audio = synthesiser.synthesise("请跟我来", "zh")
    assert [word.text for word in audio.words] == ["请", "跟", "我", "来"]
    assert audio.seconds < 2.0


@pytest.mark.parametrize("text", ["您好\n小普", "a\x00b", "\u2028再见", "<speak>hello</speak> & [[x]]", "好" * 400])
def test_strange_words_are_spoken_all_the_same(synthesiser, text):
    assert synthesiser.synthesise(text, "zh").seconds > 0.2


@pytest.mark.parametrize("text", ["", "  \n", "……！？", "😀"])
def test_nothing_to_say_is_refused(synthesiser, text):
    with pytest.raises(SpeechError, match="nothing to say"):
        synthesiser.synthesise(text, "zh")


def test_too_much_to_say_is_refused():
    synthesiser = EngineChain(SynthesisConfig(longest=10))
    with pytest.raises(SpeechError, match="11 characters are too many to say; at most 10"):
        synthesiser.synthesise("好" * 11, "zh")


@pytest.mark.parametrize(("language", "style"), [("fr", "normal"), ("auto", "normal"), ("zh", "shouting")])
def test_unknown_languages_and_styles_are_a_mistake_of_the_caller(synthesiser, language, style):
    with pytest.raises(ValueError, match="must be one of"):
        synthesiser.synthesise("好", language, style)


def test_a_child_that_is_killed_between_two_utterances_is_replaced():
    synthesiser = EngineChain()
    synthesiser.synthesise("一", "zh")
    first = synthesiser.engines[0].pid
    os.kill(first, signal.SIGKILL)
    assert synthesiser.synthesise("二", "zh").seconds > 0.2
    assert synthesiser.engines[0].pid not in (None, first)
    synthesiser.close()


def test_a_child_that_is_killed_in_the_middle_of_an_utterance_is_replaced_and_asked_again(tmp_path):
    """The first child hangs over its job until it is killed; the second one works."""
    flag = tmp_path / "been here"
    program = f"""
for line in sys.stdin:
    job = json.loads(line)
    if os.path.exists({str(flag)!r}):
        write(job)
    else:
        open({str(flag)!r}, "w").close()
        time.sleep(60)
"""
    synthesiser = only(child(program), SynthesisConfig(deadline=30.0))
    spoken = []
    thread = threading.Thread(target=lambda: spoken.append(synthesiser.synthesise("好", "zh")))
    thread.start()
    while not flag.exists():
        assert thread.is_alive()
    os.kill(synthesiser.engines[0].pid, signal.SIGKILL)
    thread.join(timeout=20.0)
    assert [audio.seconds for audio in spoken] == [0.2]
    synthesiser.close()


@pytest.mark.parametrize(
    ("program", "complaint"),
    [
        ("time.sleep(60)", r"silent for 0\.3 s"),
        ("sys.exit(3)", "died"),
        ("sys.stdin.readline(); sys.exit(3)", "died"),
        ("sys.stdin.readline(); print('no JSON', flush=True); time.sleep(60)", "died"),
        ("sys.stdin.readline(); print(json.dumps({'id': 99}), flush=True); time.sleep(60)", "silent"),
        ("[print(json.dumps({'id': json.loads(l)['id'], 'error': 'no voice'}), flush=True) for l in sys.stdin]",
         "refused: no voice"),
        ("[print(json.dumps({'id': json.loads(l)['id'], 'words': []}), flush=True) for l in sys.stdin]",
         "wrote no sound"),
    ],
)  # fmt: skip
def test_a_child_that_fails_for_good_is_an_error_and_no_hang(program, complaint):
    synthesiser = only(child(program))
    with pytest.raises(SpeechError, match=complaint):
        synthesiser.synthesise("好", "zh")
    synthesiser.close()
    assert synthesiser.engines[0].pid is None


def test_a_child_that_does_not_read_is_no_hang_however_long_the_text():
    config = SynthesisConfig(start_deadline=10.0, deadline=0.3, deadline_per_character=0.0, longest=100_000)
    synthesiser = only(child("time.sleep(60)"), config)
    with pytest.raises(SpeechError, match="died"):
        synthesiser.synthesise("好" * 20_000, "zh")
    synthesiser.close()


def test_a_child_that_cannot_work_says_why():
    program = 'import json; print(json.dumps({"ready": False, "error": "no espeak-ng"}), flush=True)'
    synthesiser = only((sys.executable, "-c", program))
    with pytest.raises(SpeechError, match="cannot start: no espeak-ng"):
        synthesiser.synthesise("好", "zh")


def test_a_program_that_does_not_exist_is_an_error():
    with pytest.raises(SpeechError, match="does not start"):
        only(("/no/such/program",)).synthesise("好", "zh")


def test_closing_ends_the_child_and_all_speech():
    synthesiser = EngineChain()
    synthesiser.synthesise("好", "zh")
    pid = synthesiser.engines[0].pid
    synthesiser.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(SpeechError, match="closed"):
        synthesiser.synthesise("好", "zh")


@pytest.mark.parametrize("setting", [{"rate": 10}, {"elder_volume": 3.0}, {"deadline": 0.0}])
def test_settings_out_of_range_are_refused(setting):
    with pytest.raises(ValueError, match=next(iter(setting))):
        SynthesisConfig(**setting)
