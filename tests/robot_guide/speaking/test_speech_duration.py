import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.language import LANGUAGES
from robot_guide.speaking import duration_of

TEXTS = st.text("您好请跟我来A05 window 안녕하세요，。,.!?「」\"1 9:00–17:00", max_size=60)
SENTENCES = {
    "zh": (
        "您好，我是小普。您想办什么？",
        "「居住证办理」在C03窗口，请准备好身份证。我带您过去，请跟我来。",
        "好的，我停下了。",
        "厕所就在前面，请跟我来。",
        "抱歉，大厅里没有D99窗口。要不要我请工作人员来帮您？",
        "到了，这里是B02窗口。",
    ),
    "en": (
        "Hello, I am Xiao Pu. What have you come for?",
        "Window C03 is closed now. Shall I call a colleague to help you?",
        "Of course, window B02. Please follow me.",
        "I have stopped.",
        "The restroom is straight ahead, please follow me.",
    ),
    "ko": (
        "안녕하세요, 저는 샤오푸입니다. 무엇을 도와드릴까요?",
        "화장실로 안내해 드리겠습니다. 따라오세요.",
        "네, 멈췄습니다.",
        "죄송합니다. 잘 이해하지 못했습니다. 직원을 불러 드릴까요?",
    ),
}


@settings(deadline=None)
@given(TEXTS, TEXTS, st.sampled_from(LANGUAGES), st.sampled_from(("normal", "elder")))
def test_more_words_take_at_least_as_long(text, more, language, style):
    assert 0.0 < duration_of(text, language, style) <= duration_of(text + more, language, style) + 1e-9


@settings(deadline=None)
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_elders_are_spoken_to_more_slowly(text, language):
    assert duration_of(text, language, "elder") > 1.3 * duration_of(text, language)


@pytest.mark.parametrize("style", ["normal", "elder"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_estimate_agrees_with_the_real_synthesiser(synthesiser, language, style):
    """Each sentence within a quarter, all of them together within a tenth."""
    real = np.array([synthesiser.synthesise(text, language, style).seconds for text in SENTENCES[language]])
    told = np.array([duration_of(text, language, style) for text in SENTENCES[language]])
    assert np.all(np.abs(told / real - 1) < 0.25), dict(zip(SENTENCES[language], told / real, strict=True))
    assert told.sum() == pytest.approx(real.sum(), rel=0.1)
