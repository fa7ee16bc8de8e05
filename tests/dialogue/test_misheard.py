"""A recogniser writes other characters of the same sound; the robots understand all the same."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from pypinyin import Style, lazy_pinyin

from dialogue import understand
from dialogue.letters import is_han
from dialogue.sounds import alike, syllables

COMMON = (
    "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作"
    "当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定"
    "女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比"
    "住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它"
    "许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办"
    "运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改"
    "议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏兴切亮克曾推星照证职只指纸至制治之支直执"
)


def homophones() -> dict[str, list[str]]:
    """For each toneless syllable the common characters that are read so."""
    groups: dict[str, list[str]] = {}
    for letter in dict.fromkeys(COMMON):
        groups.setdefault(lazy_pinyin(letter, style=Style.NORMAL)[0], []).append(letter)
    return groups


def misheard(text: str, share: float, rng: np.random.Generator) -> str:
    """The words with that share of the characters written as others of the same sound, where there are others."""
    groups = homophones()
    letters = list(text)
    for i, letter in enumerate(letters):
        others = [other for other in groups.get(lazy_pinyin(letter, style=Style.NORMAL)[0], []) if other != letter]
        if others and rng.random() < share:
            letters[i] = str(rng.choice(others))
    return "".join(letters)


WANTED = {
    "我想办营业执照": "business_licence",
    "我要去报税": "tax_filing",
    "带我去社保窗口": "social_security",
    "居住证续签": "residence_permit",
    "宝宝的出生证明": "birth_certificate",
    "我要开药店": "trade_pharmacy",
    "医药费报销": "medical_reimbursement",
    "带我去洗手间": "toilet",
    "我想去咨询台": "information",
    "哪里有热水": "water",
}


@pytest.mark.parametrize("text", WANTED)
def test_with_a_quarter_of_the_characters_misheard_the_right_one_is_found(small, text):
    rng = np.random.default_rng(7)
    found = [understand(misheard(text, 0.25, rng), small).target for _ in range(20)]
    right = sum(target is not None and target.id == WANTED[text] for target in found)
    assert right >= 17, [target and target.id for target in found]


@pytest.mark.parametrize(
    ("heard", "id"),
    [
        ("营业直照", "business_licence"),
        ("营业之照怎么办", "business_licence"),
        ("社包", "social_security"),
        ("居住正", "residence_permit"),
        ("举住证", "residence_permit"),
        ("抱税", "tax_filing"),
        ("出生正明", "birth_certificate"),
        ("要店", "trade_pharmacy"),
        ("测所", "toilet"),
        ("厕锁", "toilet"),
        ("自讯台", "information"),
        ("衣药费报销", "medical_reimbursement"),
    ],
)
def test_one_sound_taken_for_another(small, heard, id):
    assert understand(heard, small).target.id == id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("牛奶", "流来"),
        ("诗", "丝"),
        ("张", "脏"),
        ("吃", "词"),
        ("英", "因"),
        ("风", "分"),
        ("糖", "谈"),
        ("湖", "福"),
        ("护照", "户找"),
    ],
)
def test_sounds_that_people_and_recognisers_mix_are_one(one, other):
    assert syllables(one) == syllables(other)


@pytest.mark.parametrize(("one", "other"), [("办", "看"), ("税", "社"), ("医", "居"), ("停", "走"), ("执", "业")])
def test_other_sounds_stay_apart(one, other):
    assert syllables(one) != syllables(other)


def test_every_character_has_one_sound():
    for text in ("营业执照A12号", "行长银行", "", "abc 三", "着火了", "重新办理"):
        assert len(syllables(text)) == len(text.replace(" ", ""))


def test_words_sound_alone_as_they_do_in_their_phrase(putuo):
    names = [text for row in (*putuo.services, *putuo.places) for text in row.aliases.get("zh", ())]
    for text in (*names[::20], "去银行的行人", "重新办理重要的长期证明", "音乐很乐"):
        han = "".join(letter for letter in text if is_han(letter))
        assert list(syllables(han)) == [alike(sound) for sound in lazy_pinyin(han, style=Style.NORMAL)], text


@pytest.mark.parametrize("text", ["有人晕倒了", "着火了", "孩子走丢了", "快叫救护车", "我的孩子不见了"])
def test_an_emergency_is_heard_past_any_one_homophone(small, text):
    groups = homophones()
    for i, letter in enumerate(text):
        if text[i : i + 1] in "了":
            continue
        sound = lazy_pinyin(text, style=Style.NORMAL)[i]
        for other in itertools.islice((o for o in groups.get(sound, []) if o != letter), 3):
            heard = text[:i] + other + text[i + 1 :]
            assert understand(heard, small).intent == "emergency", heard
