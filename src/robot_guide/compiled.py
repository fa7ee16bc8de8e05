"""Functions that numba compiles, once on each machine: which are still to be, and news while it happens."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from numba.core import event
from numba.core.dispatcher import Dispatcher

OURS = ("hall_", "robot_guide")
USERS = ("robot_guide.shells.lockstep", "hall_sim.panes")  # modules by which all others that have any are imported


class Compiling(event.Listener):
    """tell: called with a function's name, and with how many there have been, as its compiling begins."""

    def __init__(self, tell: Callable[[str, int], None]) -> None:
        self._tell, self.count, self._depth = tell, 0, 0

    def on_start(self, event: event.Event) -> None:
        self._depth += 1
        if self._depth == 1:  # what a function calls is compiled within it
            self.count += 1
            self._tell(name_of(event.data["dispatcher"]), self.count)

    def on_end(self, event: event.Event) -> None:
        self._depth -= 1


@contextmanager
def told(tell: Callable[[str, int], None]) -> Iterator[Compiling]:
    """Whatever is compiled within, in this process, is told of."""
    with event.install_listener("numba:compile", Compiling(tell)) as listener:
        yield listener


def cold() -> tuple[str, ...]:
    """The functions of which no compiled code is kept, or only some of an older source, by name."""
    return tuple(sorted(name_of(each) for each in functions() if not is_kept(each)))


def functions() -> set[Dispatcher]:
    for name in USERS:
        importlib.import_module(name)
    ours = [module for name, module in list(sys.modules.items()) if name.startswith(OURS)]
    return {each for module in ours for each in vars(module).values() if isinstance(each, Dispatcher)}


def is_kept(function: Dispatcher) -> bool:
    """By numba's own index, which it empties where the source is another one; it tells no other way."""
    return bool(function._cache._cache_file._load_index())


def name_of(function: Dispatcher) -> str:
    return f"{function.py_func.__module__}.{function.py_func.__name__}"
