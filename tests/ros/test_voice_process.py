"""The voice, asked by another process to speak."""

import pytest
from action_msgs.msg import GoalStatus
from robot_guide_interfaces.action import Say
from robot_guide_interfaces.msg import Caption

from dialogue.acts import Say as SayAct
from robot_guide.speaking import SpokenWord, Started
from robot_guide_ros import topics
from robot_guide_ros.utterance import estimated, utterance_begun

ROBOT = "xiao_pu"
LONG = "请跟我来，我带您去综合服务窗口办理营业执照，请带好身份证和其他材料。"


@pytest.fixture(scope="module")
def voice(shared, specs_of):
    """One for all tests; each has all that it asked for come to an end, and reads the captions of its own words."""
    outside, start = shared
    start(specs_of(sim=False)[f"{ROBOT}.voice"])
    return Speaking(outside)


class Speaking:
    def __init__(self, outside):
        self.outside = outside
        self.captions = outside.collect(topics.CAPTIONS, ROBOT)
        self.client = topics.SAY.client(outside.node, ROBOT)
        outside.until(self.client.server_is_ready)

    def say(self, text, language="zh", interrupt=False):
        """Returns: the goal's handle, and a list that its feedback goes to."""
        words = []
        goal = Say.Goal(text=text, language=language, style="normal", interrupt=interrupt)
        def send():
            return self.client.send_goal_async(goal, feedback_callback=lambda msg: words.append(msg.feedback))

        return self.outside.insist(send), words

    def end(self, handle):
        return self.outside.answer(handle.get_result_async(), 60.0)

    def phases(self, text):
        return [caption.phase for caption in self.captions if caption.text == text]


def test_each_word_is_told_as_it_sounds_and_the_captions_begin_and_end(voice):
    text = "Please follow me"
    handle, words = voice.say(text, "en")
    outcome = voice.end(handle)
    assert outcome.status == GoalStatus.STATUS_SUCCEEDED
    assert outcome.result.outcome == Say.Result.DONE
    assert [word.word for word in words] == ["Please", "follow", "me"]
    assert [text[word.position :].split()[0] for word in words] == ["Please", "follow", "me"]
    voice.outside.until(lambda: voice.phases(text) == [Caption.STARTED, Caption.FINISHED])
    begun = next(caption for caption in voice.captions if caption.text == text)
    assert 0.3 < begun.seconds < 5.0


def test_one_thing_is_said_after_the_other(voice):
    first, _ = voice.say("您好")
    second, _ = voice.say("请跟我来")
    assert voice.end(first).status == voice.end(second).status == GoalStatus.STATUS_SUCCEEDED

    def captions():
        return [(c.text, c.phase) for c in voice.captions if c.text in ("您好", "请跟我来")]

    voice.outside.until(lambda: len(captions()) == 4)
    assert captions() == [
        ("您好", Caption.STARTED), ("您好", Caption.FINISHED),
        ("请跟我来", Caption.STARTED), ("请跟我来", Caption.FINISHED),
    ]  # fmt: skip


def test_what_interrupts_is_said_at_once_and_all_else_is_dropped(voice):
    sounding, words = voice.say(LONG)
    waiting, _ = voice.say("还有一句")
    voice.outside.until(lambda: words)
    urgent, _ = voice.say("好的", interrupt=True)
    for dropped in (sounding, waiting):
        outcome = voice.end(dropped)
        assert outcome.status == GoalStatus.STATUS_ABORTED
        assert outcome.result.outcome == Say.Result.CANCELLED
    assert voice.end(urgent).status == GoalStatus.STATUS_SUCCEEDED
    voice.outside.until(lambda: voice.phases(LONG) == [Caption.STARTED, Caption.CANCELLED])
    assert voice.phases("还有一句") == []


def test_taken_back_it_falls_silent(voice):
    handle, words = voice.say(LONG)
    voice.outside.until(lambda: words)
    voice.outside.answer(handle.cancel_goal_async())
    assert voice.end(handle).status == GoalStatus.STATUS_CANCELED
    assert len(words) < len(LONG) / 2


def test_silence_is_refused(voice):
    handle, _ = voice.say("  ")
    assert not handle.accepted


def test_words_begin_one_after_the_other_within_the_time_that_they_take():
    for text, language in (("请到A05窗口，谢谢。", "zh"), ("Where is the toilet?", "en")):
        utterance = estimated(text, language, "normal")
        starts = [word.start for word in utterance.words]
        assert starts == sorted(starts)
        assert starts[0] == 0.0
        assert starts[-1] < utterance.seconds
        stretched = estimated(text, language, "normal", 2 * utterance.seconds)
        assert stretched.words[-1].start == pytest.approx(2 * starts[-1])
        assert all(text.startswith(word.text, word.position) for word in utterance.words)


def test_the_times_that_the_voice_tells_go_before_estimates():
    say, words = SayAct("", "您好", "zh"), (SpokenWord("您", 0, 0.0), SpokenWord("好", 1, 0.7))
    told = utterance_begun(Started(say, 1.0, words))
    assert (told.words, told.seconds) == (words, 1.0)
    assert told.words_until(0.69) == words[:1]
    assert told.words_until(0.7) == words
    guessed = utterance_begun(Started(say, 1.0))
    assert guessed.seconds == 1.0
    assert [word.text for word in guessed.words] == ["您", "好"]


def test_windows_are_told_as_they_are_written(voice):
    handle, words = voice.say("请到A05窗口")
    assert voice.end(handle).status == GoalStatus.STATUS_SUCCEEDED
    assert [(word.word, word.position) for word in words] == [("请", 0), ("到", 1), ("A05", 2), ("窗", 5), ("口", 6)]
