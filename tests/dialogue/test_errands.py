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
