"""A visitor alone: what they do about what they see and hear, without a world."""

import math

import pytest

from hall_sim import VisitorConfig
from hall_sim.visitor import Sight, Sign, Visitor
from hall_sim.visitor_config import Lag, Remark
from hall_sim.visitor_words import announces_arrival, answer_to, is_question, languages, thanks
from hall_sim.voices import HeardSpeech

DT = 0.05
SIGN = Sign((20.0, 0.0), (20.0, 1.0))


class Play:
    """Moves a visitor along their wishes on an endless floor, and a robot where the test wants it."""

    def __init__(self, **config):
        self.visitor = Visitor(VisitorConfig("visitor", "带我去A02窗口", **config), (0.0, 0.0), (0.0, -5.0), (SIGN,))
        self.t, self.at, self.robot, self.speed = 0.0, (0.0, 0.0), (4.0, 0.0), 0.0
        self.said: list[tuple[float, str]] = []
        self.gaps: list[float] = []

    def run(self, seconds, *, speech=None, drive=0.0):
        """Let time pass; at its beginning the robot says `speech`; meanwhile it drives east with `drive` m/s."""
        heard = (HeardSpeech("one", speech, self.t, self.t + 2.0),) if speech else ()
        for _ in range(round(seconds / DT)):
            self.robot, self.speed = (self.robot[0] + drive * DT, self.robot[1]), drive
            intention = self.visitor.step(self.t, self.at, {"one": Sight(*self.robot, self.speed)}, heard)
            heard = ()
            if intention.say is not None:
                self.said.append((self.t, intention.say))
            if intention.towards is not None:
                dx, dy = intention.towards[0] - self.at[0], intention.towards[1] - self.at[1]
                d = max(math.hypot(dx, dy), 1e-9)
                way = min(intention.speed * DT, d)
                self.at = self.at[0] + dx / d * way, self.at[1] + dy / d * way
            self.gaps.append(math.dist(self.at, self.robot))
            self.t += DT
        return self

    def asked(self):
        """Up to the question."""
        return self.run(8.0)

    def led(self, seconds, drive=0.7):
        """Up to being led for a while."""
        return self.asked().run(3.0, speech="请跟我来。").run(seconds, drive=drive)

    @property
    def phase(self):
        return self.visitor.phase

    @property
    def words(self):
        return [text for _, text in self.said]


def test_a_visitor_comes_when_it_is_time():
    play = Play(arrives=2.0).run(1.9)
    assert (play.phase, play.visitor.present) == ("outside", False)
    assert play.run(0.2).phase == "approaching"
    assert play.visitor.present


def test_a_visitor_walks_up_to_the_robot_and_asks():
    play = Play().asked()
    assert play.words == ["带我去A02窗口"]
    assert play.gaps[-1] == pytest.approx(1.3, abs=0.15)
    assert play.phase == "listening"


def test_a_visitor_walks_up_to_the_robot_that_they_were_told_of():
    visitor = Visitor(VisitorConfig("visitor", "你好", robot="far", arrives=0.0), (0.0, 0.0), (0.0, 0.0))
    robots = {"near": Sight(2.0, 0.0, 0.0), "far": Sight(0.0, 9.0, 0.0)}
    for k in range(3):
        intention = visitor.step(k * DT, (0.0, 0.0), robots)
    assert intention.towards == (0.0, 9.0)


def test_without_an_answer_a_visitor_asks_three_times_and_then_leaves():
    play = Play().run(60.0)
    assert play.words == ["带我去A02窗口"] * 3
    assert play.phase in ("leaving", "left")
    gaps = [b - a for (a, _), (b, _) in zip(play.said, play.said[1:], strict=False)]
    assert all(9.0 < gap < 14.0 for gap in gaps)


def test_who_is_greeted_after_having_asked_has_not_been_heard_and_asks_again_at_once():
    play = Play().asked()
    begins = play.t
    play.run(6.0, speech="您好，我是小普。您想办什么？")
    assert play.words == ["带我去A02窗口"] * 2
    assert play.said[-1][0] < begins + 5.0


def test_who_is_greeted_while_still_asking_waits_for_the_answer():
    play = Play().run(4.0)
    while not play.said:
        play.run(0.1)
    play.run(5.0, speech="Hello, I am Xiao Pu.")
    assert play.words == ["带我去A02窗口"]


def test_a_robot_that_takes_over_greets_and_is_followed():
    play = Play().led(4.0).run(4.0, speech="我得去别处帮忙了，小惠马上过来接着带您。")
    assert play.phase == "listening"
    play.run(4.0, speech="您好，我是小惠，我接着带您。").run(3.0, drive=0.5)
    assert play.phase == "following"
    assert play.words == ["带我去A02窗口"]


def test_questions_are_answered_as_scripted_and_then_with_yes():
    play = Play(answers=("第二个",)).asked()
    play.run(5.0, speech="您要办哪一项？").run(5.0, speech="是营业执照吗？")
    assert play.words[1:] == ["第二个", "对"]


def test_an_answer_waits_until_the_question_is_over():
    play = Play().asked()
    begins = play.t
    play.run(5.0, speech="您要办哪一项？")
    assert play.said[-1][0] >= begins + 2.0


def test_a_visitor_does_not_answer_statements():
    assert Play().asked().run(6.0, speech="请到A02窗口。").words == ["带我去A02窗口"]


def test_a_robot_that_asks_for_ever_is_not_answered_for_ever():
    play = Play().asked()
    for _ in range(10):
        play.run(4.0, speech="您说什么？")
    assert len(play.words) == 1 + 3


def test_after_information_a_visitor_says_thanks_and_goes():
    play = Play().asked().run(25.0, speech="要带身份证。")
    assert play.words[-1] == "谢谢"
    assert play.phase in ("leaving", "left")


def test_when_the_robot_drives_off_the_visitor_follows_a_step_behind():
    play = Play(pace=1.0).led(20.0)
    assert play.phase == "following"
    assert all(1.0 < gap < 2.2 for gap in play.gaps[-200:])


def test_a_robot_that_sets_off_without_a_word_is_not_followed():
    assert Play().asked().run(3.0, drive=0.7).phase == "listening"


def test_an_elder_falls_behind_a_fast_robot():
    assert Play(pace=0.5).led(20.0).gaps[-1] > 4.0


def test_a_visitor_who_lags_stands_and_then_catches_up():
    play = Play(lag=Lag(after=3.0, pause=6.0)).led(6.0)
    assert play.phase == "lagging"
    where = play.at
    play.run(4.0)
    assert play.at == where
    play.run(20.0)
    assert play.phase == "following"
    assert play.gaps[-1] < 1.5


def test_a_visitor_may_walk_off():
    play = Play(leaves_after=3.0).led(8.0)
    assert play.phase in ("leaving", "left")
    assert play.run(30.0).phase == "left"
    assert not play.visitor.present


def test_a_visitor_speaks_on_the_way_once():
    play = Play(says_on_way=(Remark(2.0, "停"),)).led(12.0)
    assert play.words == ["带我去A02窗口", "停"]
    assert play.phase == "following"


def test_who_takes_leave_on_the_way_goes():
    play = Play(says_on_way=(Remark(2.0, "我不去了", leaves=True),)).led(5.0).run(10.0, speech="好的。")
    assert play.words[-1] == "我不去了"
    assert play.phase in ("leaving", "left")


def arrived(**config):
    return Play(**config).led(16.0).run(2.0).run(4.0, speech="到了，这里就是A02窗口。")


def test_at_the_window_a_visitor_says_thanks_and_turns_to_it():
    play = arrived()
    assert play.phase == "arrived"
    assert play.words[-1] == "谢谢"
    play.visitor._counter = SIGN
    play.run(12.0)
    assert math.dist(play.at, SIGN.counter) < 0.5
    assert play.run(30.0).phase in ("leaving", "left")


def test_words_of_waiting_are_no_arrival():
    play = Play().led(16.0).run(2.0).run(6.0, speech="不着急，我在这里等您。")
    assert play.phase == "following"
    assert "谢谢" not in play.words


@pytest.mark.parametrize("text", ["我等等您。", "请让一让，谢谢。", "Good, let us go on.", "지나가겠습니다."])
def test_at_a_windows_sign_words_of_the_way_are_no_arrival_either(text):
    play = Play().led(16.0).run(2.0)
    play.visitor.signs = (Sign(play.robot, play.robot),)
    assert play.run(6.0, speech=text).phase == "following"
    assert play.run(6.0, speech="请出示证件。").phase == "arrived"


def test_who_is_still_on_the_way_has_not_arrived():
    assert Play().led(6.0).run(3.0, speech="到了，这里就是A02窗口。", drive=0.7).phase == "following"


def test_at_a_windows_sign_any_words_mean_that_one_is_there():
    play = Play().asked().run(3.0, speech="请跟我来。")
    play.run((SIGN.stop[0] - play.robot[0]) / 0.7, drive=0.7).run(5.0)
    assert play.run(4.0, speech="请在这里办理。").phase == "arrived"


def test_behind_a_robot_that_does_nothing_a_visitor_gives_up():
    assert Play().led(6.0).run(90.0).phase in ("leaving", "left")


@pytest.mark.parametrize("text", ["到了，这里就是A05窗口。", "Here we are: window A05.", "A05 창구에 도착했습니다."])
def test_arrivals_are_understood_in_all_languages(text):
    assert announces_arrival(text)


@pytest.mark.parametrize(
    "text", ["快到了，请跟紧我。", "We are almost there.", "请跟我来。", "不好意思，请让一让，谢谢。"]
)
def test_what_is_no_arrival_is_not_taken_for_one(text):
    assert not announces_arrival(text)


@pytest.mark.parametrize("language", languages())
def test_every_language_has_its_words(language):
    assert isinstance(answer_to("?", language), str)
    assert isinstance(thanks(language), str)
    assert answer_to("还有别的吗？", language) != answer_to("是吗？", language)


def test_other_matters_are_not_anything_else():
    assert answer_to("「综合受理（其他事项）」的窗口什么都能受理。要我带您去吗？", "zh") == "对"
    assert answer_to("还需要别的帮助吗？", "zh") == "没有了，谢谢"


def test_only_a_question_is_a_question():
    assert is_question("哪一项？ ")
    assert is_question("Which one?")
    assert not is_question("请问您好。")


@pytest.mark.parametrize(
    ("field", "value"), [("language", "fr"), ("pace", 0.0), ("follow_gap", 0.1), ("patience", 0.0), ("arrives", -1.0)]
)
def test_a_visitor_who_cannot_be_is_refused(field, value):
    with pytest.raises(ValueError, match=field):
        VisitorConfig("visitor", "你好", **{field: value})
