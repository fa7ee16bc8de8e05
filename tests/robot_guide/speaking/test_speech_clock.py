from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.acts import Say
from robot_guide.speaking import Cancelled, Finished, SpeechClock, Started, duration_of

WELCOME, FOLLOW, STOP = (Say("line", text, "zh") for text in ("您好", "请跟我来", "好的"))


def interrupting(text):
    return Say("line", text, "zh", interrupt=True)


def test_words_sound_as_long_as_they_take():
    clock = SpeechClock()
    seconds = duration_of("您好", "zh")
    assert clock.say(WELCOME, 10.0) == (Started(WELCOME, seconds),)
    assert clock.speaking
    assert clock.tick(10.0 + seconds - 0.01) == ()
    assert clock.tick(10.0 + seconds) == (Finished(WELCOME),)
    assert not clock.speaking


def test_slower_words_sound_longer():
    slow = Say("line", "请跟我来", "zh", rate=0.5)
    assert SpeechClock().say(slow, 0.0) == (Started(slow, 2.0 * duration_of("请跟我来", "zh")),)


def test_the_next_words_wait_for_the_ones_before():
    clock = SpeechClock()
    clock.say(WELCOME, 0.0)
    assert clock.say(FOLLOW, 0.1) == ()
    happened = clock.tick(100.0)
    assert happened == (Finished(WELCOME), Started(FOLLOW, duration_of("请跟我来", "zh")))


def test_an_interrupting_line_drops_what_sounds_and_what_waits():
    clock = SpeechClock()
    clock.say(WELCOME, 0.0)
    clock.say(FOLLOW, 0.0)
    stop = interrupting("好的")
    assert clock.say(stop, 0.5) == (Cancelled(WELCOME), Cancelled(FOLLOW), Started(stop, duration_of("好的", "zh")))


def test_silence_has_nothing_to_hush():
    clock = SpeechClock()
    assert clock.hush() == ()
    assert clock.tick(5.0) == ()


KINDS = st.sampled_from(("say", "interrupt", "hush", "tick"))
STEPS = st.lists(st.tuples(KINDS, st.floats(0.0, 4.0), st.text("您好，A1 ", max_size=8)), max_size=40)


@settings(deadline=None)
@given(STEPS)
def test_whatever_happens_each_thing_begins_at_most_once_and_ends_exactly_once(steps):
    clock, now, said, happened = SpeechClock(), 0.0, [], []
    for step, wait, text in steps:
        now += wait
        if step == "hush":
            happened += clock.hush()
        elif step == "tick":
            happened += clock.tick(now)
        else:
            said.append(Say(str(len(said)), text, "zh", interrupt=step == "interrupt"))
            happened += clock.say(said[-1], now)
    while clock.speaking:
        now += 10.0
        happened += clock.tick(now)
    ends = [event.say for event in happened if not isinstance(event, Started)]
    begins = [event.say for event in happened if isinstance(event, Started)]
    finishes = [event.say for event in happened if isinstance(event, Finished)]
    assert sorted(ends, key=lambda say: int(say.line)) == said
    assert begins == [say for say in said if say in begins], "what is said first sounds first"
    assert set(finishes) <= set(begins)
