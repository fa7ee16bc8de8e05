"""A second, tiny recogniser on the same sound: words that must be heard at once.

A grammar costs a tenth of free decoding. Its partial results come in chunks of a quarter of a second, which is late for
a stop, so what is brief is read by another such recogniser, which is asked for its result as soon as the speaker
pauses. Whatever is said is forced onto
the grammar, so it decides alone about a stop only, where a false one costs least and a missed one most; about anything
else it may merely propose a reading to the free recogniser.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz.distance import Levenshtein

from robot_guide.config import Checked, quantity
from robot_guide.heard import Heard, Hypothesis
from robot_guide.hearing.attention import Attention
from robot_guide.hearing.ears import Ears
from robot_guide.hearing.voice_activity import FRAME, FRAME_SECONDS, VoiceActivity
from robot_guide.hearing.vosk_ears import VoskEars, known_phrases
from robot_guide.hearing.watch_phrases import WatchWords, bare, phrase_at_start, watch_words
from robot_guide.hearing.wav import RATE

REST = 0.6  # s of silence, after which another utterance begins
LEAD_IN = 0.2  # s kept from before the first speech: soft beginnings of words
SURE = 0.9  # confidence told of a stop: of those heard that nobody said see docs/hearing.md


@dataclass(frozen=True)
class WatchConfig(Checked):
    """When a stop in the grammar is believed."""

    pause: float = quantity(0.06, "s", least=0.0)  # of silence behind it: stops stand alone
    steady: float = quantity(0.3, "s", least=0.0)  # or so long nothing else is heard instead, while more is said
    glance: float = quantity(1.6, "s", least=0.0)  # so long an utterance is read at once in its pauses; 0: never
    likeness: float = quantity(0.5, "", least=0.0, most=1.0)  # letters shared with what was heard freely, to propose


class Watch:
    """Listens for the watch words of one language."""

    def __init__(
        self, language: str, words: WatchWords, ears: Ears, config: WatchConfig | None = None, *,
        glance: Ears | None = None,
    ):  # fmt: skip
        """`ears`: a recogniser with the grammar of `words`; `glance`: another one, for what is read at once."""
        self.language, self.words, self.config = language, words, config or WatchConfig()
        self._ears, self._activity, self._glance = ears, VoiceActivity(), glance
        self._sound = np.zeros(0, np.int16)  # since shortly before this utterance began
        self._spoken = 0.0  # s, how long ago that is; 0: nobody speaks
        self._given = 0  # samples of it that `glance` has had
        self._glimpse: Heard | None = None  # read in this pause
        self._pending = np.zeros(0, np.int16)
        self._pause = 0.0  # s since the last speech
        self._stop: Heard | None = None  # heard, and not yet believed
        self._since = 0.0  # s, when it was first heard
        self._told = False  # this utterance's stop

    def listen(self, samples: np.ndarray, start: float) -> tuple[Heard | None, tuple[Heard, ...]]:
        """Returns: a stop that is to be heeded now, as a partial result; and what the grammar has heard to its end."""
        now, finals = start + len(samples) / RATE, []
        self._follow(samples, now)
        for heard in self._ears.listen(samples, start):
            self._take(heard, now)
            if heard.final:
                finals.append(heard)
        stop = self._believed(now)
        if finals:
            self._stop, self._told = None, False
        return stop, tuple(finals)

    def finish(self) -> tuple[Heard, ...]:
        """The stream has ended. Returns: what the grammar has heard to its end."""
        self._stop, self._told, self._pause = None, False, 0.0
        self._pending = self._sound = np.zeros(0, np.int16)
        self._spoken = 0.0
        self._drop_glance()
        self._activity.reset()
        return tuple(self._ears.finish())

    def _take(self, heard: Heard, now: float) -> None:
        """Only what begins with a stop can be one: later in a sentence the free recogniser and the dialogue decide."""
        stop = self.words.stop_in(heard.text)
        if stop is None:
            self._stop = None
        elif self._stop is None or self._stop.text != stop:
            self._since = now if self._stop is None else self._since
            self._stop = Heard(stop, self.language, heard.start, heard.end, False, (Hypothesis(stop, SURE),))

    def _believed(self, now: float) -> Heard | None:
        if self._stop is None or self._told:
            return None
        if self._pause >= self.config.pause or now - self._since >= self.config.steady - 1e-9:
            self._told = True
            return self._stop
        return None

    def _follow(self, samples: np.ndarray, now: float) -> None:
        """Measure the pause up to the end of `samples`, `now`, and read what is brief."""
        self._pending = np.concatenate((self._pending, samples))
        while len(self._pending) >= FRAME:
            frame, self._pending = np.split(self._pending, (FRAME,))
            spoken = self._activity.probability(frame) >= 0.5
            self._pause = 0.0 if spoken else self._pause + FRAME_SECONDS
            self._keep(frame, spoken)
            if self._glance is not None:
                self._read(now - len(self._pending) / RATE)
        if self._glimpse is not None and self._pause >= self.config.pause:
            self._take(self._glimpse, now)
            self._glimpse = None

    def _keep(self, frame: np.ndarray, spoken: bool) -> None:
        """Keep the beginning of what is being said."""
        if spoken and self._spoken == 0.0:
            self._stop, self._told = None, False
            self._drop_glance()
        if self._pause > REST:
            self._spoken = 0.0
        elif spoken or self._spoken > 0.0:
            self._spoken += FRAME_SECONDS
        kept = min(self._spoken, self.config.glance + REST) + LEAD_IN
        self._sound = np.concatenate((self._sound, frame))[-int(kept * RATE) :]

    def _read(self, now: float) -> None:
        """Let `glance` listen to what is brief, and ask it for its result in the first frame of a pause.

        The result counts when the pause is long enough; where the speaker goes on, all is read again from its
        beginning.
        """
        brief = 0.0 < self._spoken - self._pause <= self.config.glance
        if self._pause > FRAME_SECONDS or not brief:
            return
        fresh = self._sound if self._given == 0 else self._sound[-FRAME:]
        heard = self._glance.listen(fresh, now - len(fresh) / RATE)
        self._given += len(fresh)
        self._glimpse = None
        if self._pause > 0.0:
            final = next((each for each in (*heard, *self._glance.finish()) if each.final), None)
            is_stop = final is not None and self.words.stop_in(final.text) is not None
            self._given, self._glimpse = 0, final if is_stop else None

    def _drop_glance(self) -> None:
        """Forget what `glance` has heard."""
        if self._glance is not None and self._given:
            self._glance.finish()
        self._given, self._glimpse = 0, None


class Watchful:
    """Free ears with watches beside them, on the same sound.

    A stop must not wait until free speech has been decoded: whoever can, calls `heed` for each stretch of sound, and
    `hear` for the same one afterwards, be it in another thread.
    """

    def __init__(self, free: Ears, watches: Sequence[Watch]):
        self.free, self.watches = free, tuple(watches)
        self._stop: Heard | None = None  # the last that was told
        self._proposed: list[tuple[Watch, Heard]] = []
        self._lock = threading.Lock()  # on these two

    def listen(self, samples: np.ndarray, start: float) -> tuple[Heard, ...]:
        """See `Ears.listen`. A stop comes as a partial result; the final one of the same words begins when it did."""
        return (*self.heed(samples, start), *self.hear(samples, start))

    def heed(self, samples: np.ndarray, start: float) -> tuple[Heard, ...]:
        """The first half of `listen`: the stops."""
        told = []
        for watch in self.watches:
            stop, finals = watch.listen(samples, start)
            with self._lock:
                self._proposed += [(watch, heard) for heard in finals]
                self._stop = stop or self._stop
            if stop is not None:
                told.append(stop)
        return tuple(told)

    def hear(self, samples: np.ndarray, start: float) -> tuple[Heard, ...]:
        """The second half of `listen`: free speech."""
        return tuple(self._joined(heard) for heard in self.free.listen(samples, start))

    def attend(self, attention: Attention) -> None:
        """Listen to this one from now on; ears that make no difference between speakers go on as they are."""
        if hasattr(self.free, "attend"):
            self.free.attend(attention)

    def finish(self) -> tuple[Heard, ...]:
        """See `Ears.finish`; not while `heed` or `hear` are at work."""
        self._proposed += [(watch, heard) for watch in self.watches for heard in watch.finish()]
        heard = tuple(self._joined(each) for each in self.free.finish())
        self._stop, self._proposed = None, []
        return heard

    def _joined(self, heard: Heard) -> Heard:
        """With the start of the stop that is part of it, and with the readings that a grammar proposes."""
        if not heard.final:
            return heard
        with self._lock:
            proposed, self._proposed = self._proposed, [p for p in self._proposed if p[1].start > heard.end]
            stop = self._stop if self._stop is not None and overlap(self._stop, heard) else None
            self._stop = self._stop if stop is None else None
        for watch, proposal in proposed:
            if overlap(proposal, heard):
                heard = with_proposal(heard, proposal, watch)
        return heard if stop is None else replace(heard, start=stop.start, end=max(heard.end, stop.start))


def watchful(ears: Ears) -> Watchful:
    """The ears as `Watchful` ones, with no watch where they have none."""
    return ears if isinstance(ears, Watchful) else Watchful(ears, ())


def with_proposal(heard: Heard, proposal: Heard, watch: Watch) -> Heard:
    """The utterance with an emergency or a name among its last readings, where a reading sounds half like it."""
    phrase = phrase_at_start(proposal.text, watch.words.emergency + watch.words.wake)
    if phrase is None or heard.language != watch.language:
        return heard
    joint = "" if watch.language == "zh" else " "
    text = joint.join(phrase.split())
    alike = [(Levenshtein.normalized_similarity(bare(text), bare(each.text)), each) for each in heard.nbest]
    likeness, nearest = max(alike, key=lambda row: row[0], default=(0.0, None))
    if nearest is None or likeness < watch.config.likeness or likeness == 1.0:
        return heard
    least = min(each.confidence for each in heard.nbest)
    return replace(heard, nbest=(*heard.nbest, Hypothesis(text, min(least, nearest.confidence * likeness))))


def overlap(one: Heard, other: Heard) -> bool:
    return one.start < other.end + 0.3 and other.start < one.end + 0.3


def watch_of(language: str) -> tuple[Watch | None, tuple[str, ...]]:
    """The watch for a language, and the phrases that its model's lexicon lacks, which are left out.

    None: no stop is left, so that there is nothing to watch for. Raises NoModel, BrokenModel.
    """
    words = watch_words(language)
    known = dict.fromkeys(known_phrases(words.grammar, language))
    missing = tuple(phrase for phrase in words.grammar if phrase not in known)
    kept = WatchWords(
        *(tuple(p for p in kind if p in known) for kind in (words.stop, words.emergency, words.wake, words.decoys)),
        {heard: stop for heard, stop in words.misheard.items() if stop in known},
    )
    if not kept.stop:
        return None, missing
    return Watch(language, kept, VoskEars(language, kept.grammar), glance=VoskEars(language, kept.grammar)), missing
