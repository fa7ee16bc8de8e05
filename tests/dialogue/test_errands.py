"""Several errands in one breath, and words that point at what was proposed."""

from __future__ import annotations

import pytest

from dialogue import understand


@pytest.mark.parametrize(
    ("text", "errands"),
    [
        ("先办执照再办税", ["business_licence", "tax_registration"]),
        ("办完居住证再去交社保", ["residence_permit", "social_security"]),
        ("先去厕所然后办社保", ["toilet", "social_security"]),
        ("办税之前先办执照", ["business_licence", "tax_registration"]),
        ("I need to register a company and then file taxes", ["business_licence", "tax_filing"]),
        ("먼저 영업허가증 하고 세금 신고", ["business_licence", "tax_filing"]),
    ],
)
def test_several_errands_are_kept_in_the_order_wanted(putuo, text, errands):
    meaning = understand(text, putuo)
    assert [meaning.target.id, *(target.id for target in meaning.then)] == errands


@pytest.mark.parametrize("text", ["再就业补贴怎么办", "不是执照，是居住证", "我想办营业执照", "等一下再走", "医保报销"])
def test_words_of_order_inside_one_errand_make_no_second(putuo, text):
    assert understand(text, putuo).then == ()


@pytest.mark.parametrize("text", ["下个月退休，公积金一次取完", "宝宝出生，上医保", "听力残疾，想办残疾人证"])
def test_a_clause_that_tells_why_is_no_errand_of_its_own(putuo, text):
    assert understand(text, putuo).then == ()


def test_errands_that_are_named_word_for_word_need_no_word_of_order(putuo):
    meaning = understand("居住证，营业执照", putuo)
    assert [meaning.target.id, *(target.id for target in meaning.then)] == ["residence_permit", "business_licence"]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("先办护照，不是，先办往来港澳通行证签注", "hk_macau_endorsement"),
        ("买房交税，哎不对，我是来办居住证", "residence_permit"),
        ("护照换发，哎说错了，是护照丢了", "passport_lost"),
        ("where is the toilet, wait, no, the drinking water", "water"),
        ("화장실 어디예요, 아니, 음수대요", "water"),
    ],
)
def test_who_corrects_themselves_means_what_is_said_last(putuo, text, target):
    assert understand(text, putuo).target.id == target


@pytest.mark.parametrize(
    ("text", "social"),
    [
        ("另一个", "other"),
        ("不，另一个", "other"),
        ("the other one", "other"),
        ("다른 거요", "other"),
        ("第二个", "pick"),
        ("那第二个呢", "pick"),
        ("the first one please", "pick"),
    ],
)
def test_words_that_point_at_what_was_proposed(putuo, text, social):
    assert understand(text, putuo).social == social
