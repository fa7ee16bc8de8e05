from hypothesis import given, settings
from hypothesis import strategies as st

from robot_guide.speaking.speech_queue import SpeechQueue

PRIORITIES = st.lists(st.integers(-3, 3), max_size=30)


@settings(deadline=None)
@given(PRIORITIES)
def test_the_most_important_comes_first_and_equals_in_order(priorities):
    waiting = SpeechQueue()
    for number, priority in enumerate(priorities):
        waiting.put(number, priority)
    came = [waiting.pop() for _ in range(len(waiting))]
    assert came == sorted(range(len(priorities)), key=lambda number: -priorities[number])


@settings(deadline=None)
@given(PRIORITIES, st.sets(st.integers(0, 29)))
def test_what_is_taken_out_does_not_come_and_all_else_does(priorities, unwanted):
    waiting = SpeechQueue()
    for number, priority in enumerate(priorities):
        waiting.put(number, priority)
    order = sorted(range(len(priorities)), key=lambda number: -priorities[number])
    assert waiting.remove(lambda number: number in unwanted) == [number for number in order if number in unwanted]
    assert [waiting.pop() for _ in range(len(waiting))] == [number for number in order if number not in unwanted]


def test_things_that_cannot_be_compared_may_wait():
    waiting = SpeechQueue()
    for thing in ({"a": 1}, {"b": 2}):
        waiting.put(thing)
    assert waiting.pop() == {"a": 1}
