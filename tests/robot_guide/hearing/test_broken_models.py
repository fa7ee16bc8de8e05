"""Models that are there and cannot be loaded: half a download, a damaged disk."""

import gc
import sys

import pytest
import vosk

from robot_guide.hearing import VoskEars, find
from robot_guide.hearing.assembly import HearingConfig, assemble
from robot_guide.hearing.models import NAMES, VARIABLE, BrokenModel
from robot_guide.hearing.vosk_ears import loaded

pytestmark = pytest.mark.usefixtures("korean")
UNWATCHED = HearingConfig(watch=False)


@pytest.fixture
def models(tmp_path, monkeypatch):
    """A folder of models, with the Korean one in it."""
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / NAMES["ko"]).symlink_to(find("ko"), target_is_directory=True)
    monkeypatch.setenv(VARIABLE, str(folder))
    return folder


def break_acoustics(models, language):
    place = models / NAMES[language] / "am"
    place.mkdir(parents=True)
    (place / "final.mdl").write_bytes(b"\0" * 100)


def without_graph(models):
    """The Korean model in Mandarin's place, without its decoding graph."""
    place = models / NAMES["zh"]
    for file in (models / NAMES["ko"]).resolve().rglob("*"):
        if file.is_file() and file.name not in ("HCLr.fst", "HCLG.fst"):
            copy = place / file.relative_to((models / NAMES["ko"]).resolve())
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.symlink_to(file)


def test_a_broken_model_takes_only_its_own_language_away(models):
    break_acoustics(models, "zh")
    found = assemble(UNWATCHED)
    assert tuple(found.ears.free.ears) == ("ko",)
    (told,) = found.broken
    assert str(models / NAMES["zh"]) in told
    assert "make models" in told


def test_a_language_that_was_asked_for_must_be_heard(models):
    break_acoustics(models, "zh")
    with pytest.raises(BrokenModel, match=NAMES["zh"]):
        assemble(UNWATCHED, ("zh", "ko"))


def test_nothing_is_heard_where_all_models_are_broken(models):
    (models / NAMES["ko"]).unlink()
    for language in NAMES:
        break_acoustics(models, language)
    with pytest.raises(BrokenModel):
        assemble(UNWATCHED)


def test_a_model_without_its_decoding_graph_is_a_broken_one(models):
    without_graph(models)
    with pytest.raises(BrokenModel, match=NAMES["zh"]):
        VoskEars("zh")
    assert len(assemble(UNWATCHED).broken) == 1


def test_interrupted_while_a_model_is_read_vosk_complains_of_nothing(models, monkeypatch):
    complaints = []
    monkeypatch.setattr(sys, "unraisablehook", lambda complaint: complaints.append(str(complaint.exc_value)))

    def interrupted(self, place):
        raise KeyboardInterrupt

    monkeypatch.setattr(vosk.Model, "__init__", interrupted)
    with pytest.raises(KeyboardInterrupt):
        loaded(models / "interrupted")
    gc.collect()
    assert complaints == []
