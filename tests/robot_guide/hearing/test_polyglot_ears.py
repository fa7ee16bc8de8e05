"""Several languages listen at once; the surest is believed."""

import numpy as np

from robot_guide.heard import Heard, Hypothesis
from robot_guide.hearing import ScriptedEars
from robot_guide.hearing.attention import Attention
from robot_guide.hearing.judgement import Unprejudiced
from robot_guide.hearing.pacing import Paced
from robot_guide.hearing.polyglot import Polyglot


def words(text, language, sure, start=0.0, end=1.0, final=True):
    return Heard(text, language, start, end, final, (Hypothesis(text, sure),))


def hear(ears, seconds, stretch=0.1, begin=0.0):
    """Everything understood of so much sound, with the time at which it came."""
    results = []
    for index in range(round(seconds / stretch)):
        start = begin + index * stretch
        results += [(start + stretch, heard) for heard in ears.listen(np.zeros(int(stretch * 16000), np.int16), start)]
    return results


def polyglot(patience=0.6, **scripts):
    return Polyglot({language: ScriptedEars(script) for language, script in scripts.items()}, patience)


def test_the_surest_of_those_who_understood_the_same_sound_is_believed_as_soon_as_all_have():
    zh, en = words("你好", "zh", 0.9), words("nee how", "en", 0.4)
    ((when, heard),) = hear(polyglot(patience=5.0, en=[(1.0, en)], zh=[(1.2, zh)]), 6.0)
    assert heard == zh
    assert when < 1.5


def test_who_hears_nothing_is_not_waited_for_longer_than_patience():
    zh = words("你好", "zh", 0.9)
    ((when, heard),) = hear(polyglot(patience=0.5, zh=[(1.0, zh)], en=[]), 6.0)
    assert heard == zh
    assert 1.4 <= when <= 1.8


def test_who_comes_too_late_is_not_heard_as_another_utterance():
    zh, late = words("你好", "zh", 0.9), words("nee how", "en", 0.4, end=1.1)
    results = hear(polyglot(patience=0.3, zh=[(1.0, zh)], en=[(2.0, late)]), 4.0)
    assert [heard for _, heard in results] == [zh]


def test_one_utterance_after_the_other():
    first, second = words("你好", "zh", 0.9), words("谢谢", "zh", 0.8, start=3.0, end=3.5)
    results = hear(polyglot(patience=0.3, zh=[(1.0, first), (4.0, second)], en=[]), 6.0)
    assert [heard for _, heard in results] == [first, second]


def test_partial_results_go_through_at_once():
    partial, final = words("你", "zh", 0.5, final=False), words("你好", "zh", 0.9)
    results = hear(polyglot(zh=[(0.5, partial), (1.0, final)], en=[]), 3.0)
    assert [heard for _, heard in results] == [partial, final]


def test_the_end_of_the_sound_ends_the_waiting():
    zh, en = words("你好", "zh", 0.9), words("nee how", "en", 0.4)
    ears = polyglot(zh=[(9.0, zh)], en=[(9.0, en)])
    assert hear(ears, 1.0) == []
    assert ears.finish() == (zh,)


def test_after_the_end_another_stream_may_begin_at_any_time():
    first, again = words("你好", "zh", 0.9, 10.0, 11.0), words("再见", "zh", 0.9, 2.0, 3.0)
    ears = Polyglot({"zh": ScriptedEars([(1.0, first)])})
    hear(ears, 1.0, begin=10.0)
    ears.finish()
    ears.ears = {"zh": ScriptedEars([(0.9, again)])}
    assert [heard for _, heard in hear(ears, 1.0, begin=2.0)] == [again]


class Sense(Unprejudiced):
    """Whether words make sense, by what they are."""

    def __init__(self, **plausible):
        self.plausible = plausible

    def plausibility(self, text, language):
        return self.plausible.get(text, 0.0)


def two(zh, en, **settings):
    return Polyglot({"zh": ScriptedEars([(1.0, zh)]), "en": ScriptedEars([(1.1, en)])}, **settings)


def test_sense_decides_where_both_are_about_as_sure():
    zh, en = words("外尔以思", "zh", 0.6), words("where is the toilet", "en", 0.55)
    assert [heard for _, heard in hear(two(zh, en), 3.0)] == [zh]
    sense = Sense(**{"where is the toilet": 0.9})
    assert [heard for _, heard in hear(two(zh, en, judgement=sense), 3.0)] == [en]


def test_a_session_stays_with_its_language():
    zh, en = words("我要办 work permit", "zh", 0.5), words("walk yow bun work permit", "en", 0.7)
    ears = two(zh, en)
    ears.attend(Attention("zh"))
    assert [heard for _, heard in hear(ears, 3.0)] == [zh]
    assert ears.language == "zh"


def test_a_visitor_who_changes_over_clearly_changes_the_session():
    zh, en = words("批斯批英", "zh", 0.3), words("please speak english", "en", 0.9)
    ears = two(zh, en)
    ears.attend(Attention("zh"))
    assert [heard for _, heard in hear(ears, 3.0)] == [en]
    assert ears.language == "en"


def test_after_the_session_nobody_has_an_advantage():
    zh, en = words("我要", "zh", 0.5), words("where is it", "en", 0.7)
    ears = two(zh, en)
    ears.attend(Attention("zh"))
    ears.attend(Attention())
    assert [heard for _, heard in hear(ears, 3.0)] == [en]


def test_partial_words_of_other_languages_do_not_come_through_in_a_session():
    zh, en = words("我", "zh", 0.5, final=False), words("war", "en", 0.5, final=False)
    ears = two(zh, en)
    ears.attend(Attention("zh"))
    assert [heard for _, heard in hear(ears, 2.0)] == [zh]


def test_the_readings_of_the_language_that_wins_are_weighed_too():
    zh = Heard("车所在那", "zh", 0.0, 1.0, nbest=(Hypothesis("车所在那", 0.5), Hypothesis("厕所在哪", 0.45)))
    ears = Polyglot({"zh": ScriptedEars([(1.0, zh)])}, judgement=Sense(厕所在哪=0.9))
    ((_, heard),) = hear(ears, 2.0)
    assert heard.text == "厕所在哪"


def test_a_language_that_the_words_have_changed_to_stays_when_the_same_is_told_again():
    zh, en = words("批斯批英", "zh", 0.3), words("please speak english", "en", 0.9)
    ears = two(zh, en)
    ears.attend(Attention("zh"))
    hear(ears, 3.0)
    ears.attend(Attention("zh"))
    assert ears.language == "en"


def test_elders_are_waited_for_in_every_language_until_their_conversation_is_over():
    ears = Polyglot({each: Paced(ScriptedEars([]), each) for each in ("zh", "ko")} | {"en": ScriptedEars([])})
    ears.attend(Attention("zh", elder=True))
    assert [each.elder for each in ears.ears.values() if isinstance(each, Paced)] == [True, True]
    ears.attend(Attention())
    assert not any(each.elder for each in ears.ears.values() if isinstance(each, Paced))
