"""What numba has compiled, kept in memory while the disk is read-only.

An environment variable names this class to numba (`writable.variables`).
"""

from __future__ import annotations

from pathlib import Path

from numba.core import config
from numba.core.caching import InTreeCacheLocator

from robot_guide.shells.writable import copied, in_memory


class CompiledInMemory(InTreeCacheLocator):
    """Begins with a copy of what is kept on the disk, which numba does not even read where it cannot write."""

    def __init__(self, py_func: object, py_file: str):
        super().__init__(py_func, py_file)
        beside, name = Path(super().get_cache_path()), self.get_suitable_cache_subpath(py_file)
        self._cache_path = str(in_memory() / "compiled" / name)
        for kept in (beside, *([Path(config.CACHE_DIR) / name] if config.CACHE_DIR else [])):
            copied(sorted(kept.glob(f"{Path(py_file).stem}.*.nb[ci]")), Path(self._cache_path))
