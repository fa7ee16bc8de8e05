import numpy as np

from robot_guide.heard import Heard
from robot_guide.hearing import ScriptedEars

HELLO, STOP = Heard("你好", "zh", 0.0, 1.0), Heard("停", "zh", 2.0, 2.3)


def test_words_come_when_so_much_sound_has_come_and_only_once():
    ears = ScriptedEars([(2.5, STOP), (1.0, HELLO)])
    second = np.zeros(16000, np.int16)
    assert [ears.listen(second, float(n)) for n in range(4)] == [(HELLO,), (), (STOP,), ()]


def test_the_end_of_the_sound_brings_the_rest():
    ears = ScriptedEars([(1.0, HELLO), (2.5, STOP)])
    assert ears.finish() == (HELLO, STOP)
    assert ears.finish() == ()
