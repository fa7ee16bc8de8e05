import pytest

from dialogue.replies import lines
from robot_guide.speaking.sentences import first_and_rest


@pytest.mark.parametrize(("text", "first"), [
    ("办「居住证办理」请带好身份证原件。要我带您去D06窗口吗？", "办「居住证办理」请带好身份证原件。"),
    ("Follow me, please. It is not far from here.", "Follow me, please. "),
    ("Is it far? No, it is quite near.", "Is it far? "),
    ("저를 따라오세요. 멀지 않아요 여기에서.", "저를 따라오세요. "),
])  # fmt: skip
def test_the_first_sentence_is_cut_off(text, first):
    assert first_and_rest(text)[0] == first


@pytest.mark.parametrize("text", [
    "好的，我带您去卫生间，请跟我来。", "您好", "", "请到窗口。谢谢。", "It costs 12.50 yuan at most today",
    "您是要办「医保。挂失。补办」还是别的什么业务", "「好。", "……", "No. 5",
])  # fmt: skip
def test_what_is_one_sentence_or_nearly_is_left_whole(text):
    assert first_and_rest(text) == (text,)


def test_no_letter_of_any_line_is_lost_and_none_is_cut_in_two_within_a_quotation():
    said = [text for rows in lines().values() for line in rows.values() for text in (*line.say, *(line.elder or ()))]
    for text in said:
        parts = first_and_rest(text)
        assert "".join(parts) == text
        assert parts[0].count("「") == parts[0].count("」")
    assert any(len(first_and_rest(text)) == 2 for text in said)
