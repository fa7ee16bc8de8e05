from pathlib import Path

import pytest

from robot_guide.hearing import NoModel, find, hear_file, installed
from robot_guide.hearing import models as models_module
from robot_guide.hearing.models import NAMES


@pytest.fixture
def models(tmp_path, monkeypatch):
    """An own folder of models, with nothing in it."""
    monkeypatch.setenv("ROBOT_GUIDE_MODELS", str(tmp_path))
    monkeypatch.setattr(models_module, "packaged_korean", lambda: None)
    return tmp_path


def put(folder: Path, language: str) -> Path:
    place = folder / NAMES[language]
    (place / "am").mkdir(parents=True)
    (place / "am" / "final.mdl").write_bytes(b"model")
    return place


def test_models_are_found_in_the_folder_that_the_environment_names(models):
    assert installed() == ()
    place = put(models, "en")
    assert find("en") == place
    assert find("zh") is None
    assert installed() == ("en",)


def test_half_a_model_is_none(models):
    (models / NAMES["zh"]).mkdir()
    assert installed() == ()


def test_the_koreans_package_serves_where_the_folder_has_no_model(models, monkeypatch):
    packaged = put(models / "elsewhere", "ko")
    monkeypatch.setattr(models_module, "packaged_korean", lambda: packaged)
    assert find("ko") == packaged
    own = put(models, "ko")
    assert find("ko") == own


def test_who_has_no_model_is_told_where_it_was_looked_for_and_how_to_get_one(models):
    from robot_guide.hearing import VoskEars

    told = r"no vosk model for zh .*small-cn-0\.22.*make models.*ROBOT_GUIDE_MODELS"
    with pytest.raises(NoModel, match=told) as caught:
        VoskEars("zh")
    assert caught.value.languages == ("zh",)
    assert str(models) in str(caught.value)


def test_a_recording_without_any_model_says_so(models, tmp_path):
    import numpy as np

    from robot_guide.hearing import Audio, write_wav

    write_wav(tmp_path / "a.wav", Audio(np.ones(1600, np.int16)))
    with pytest.raises(NoModel, match="zh, en, ko"):
        hear_file(tmp_path / "a.wav")
    with pytest.raises(ValueError, match="engine must be vosk or whisper, got 'ear trumpet'"):
        hear_file(tmp_path / "a.wav", engine="ear trumpet")
    with pytest.raises(ValueError, match="language must be auto, zh, en, ko, got 'fr'"):
        hear_file(tmp_path / "a.wav", "fr")


@pytest.mark.slow
def test_a_model_that_vosk_cannot_load_is_named_with_the_remedy(models):
    from robot_guide.hearing import VoskEars

    place = put(models, "en")
    with pytest.raises(NoModel, match=r"cannot load this model\. Remove the folder") as caught:
        VoskEars("en")
    assert str(place) in str(caught.value)
    assert caught.value.languages == ("en",)
