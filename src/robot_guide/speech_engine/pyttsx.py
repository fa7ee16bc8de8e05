"""pyttsx3 on the wheel's espeak-ng."""

from __future__ import annotations

from typing import Any

from robot_guide.speech_engine.espeak import Times, load_espeak


class Pyttsx3Engine:
    def __init__(self) -> None:
        load_espeak()
        import pyttsx3
        from pyttsx3.drivers import _espeak

        self.engine = pyttsx3.init("espeak")
        self.driver, self.espeak = self.engine.proxy._driver, _espeak
        self.times = Times()
        # pyttsx3 tells which word begins, but not when: the engine's own events do.
        _espeak.SetSynthCallback(self.listen)

    def listen(self, sound: Any, samples: int, events: Any) -> int:
        """espeak-ng's callback: note what begins and ends in this stretch, then let pyttsx3 have it."""
        self.times.note(events)
        return self.driver._onSynth(sound, samples, events)

    def save(self, job: dict[str, Any]) -> dict[str, Any]:
        for name in ("voice", "rate", "volume"):
            # By the driver itself: the engine may keep it in a queue until the text is read, which is too late.
            self.driver.setProperty(name, job[name])
        # espeak-ng works in a thread of its own. Without waiting for it here, the rate comes an utterance late.
        self.espeak.Synchronize()
        self.times = Times()
        self.engine.save_to_file(job["text"], job["file"])
        self.engine.runAndWait()
        # pyttsx3 2.99 returns 10 ms later, whether the thread has written the file or not.
        self.espeak.Synchronize()
        return self.times.as_answer()
