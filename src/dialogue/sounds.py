"""How Chinese words sound, for hearing past a recogniser's mistakes: pinyin without tones, alike sounds made one."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("hu", "fu"))
ENDINGS = (("ing", "in"), ("eng", "en"), ("ang", "an"))


@lru_cache(maxsize=20000)
def syllable(character: str) -> str:
    """The toneless pinyin of one character with zh/z, ch/c, sh/s, n/l, in/ing, en/eng, an/ang made one."""
    sound = lazy_pinyin(character, style=Style.NORMAL, errors="default")[0]
    for one, other in ALIKE:
        if sound.startswith(one):
            sound = other + sound[len(one) :]
            break
    for one, other in ENDINGS:
        if sound.endswith(one):
            return sound[: -len(one)] + other
    return sound


def syllables(text: str) -> tuple[str, ...]:
    """One sound for each character; what is no Chinese stands for itself."""
    return tuple(syllable(letter) for letter in text if not letter.isspace())
