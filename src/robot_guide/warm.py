"""`python -m robot_guide.warm`: compile the numba functions once, so that nothing has to wait for them later.

One whole run in lockstep, with something in the way, calls all of them; the compiled code is cached beside the sources.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from numba.core import event

PROJECT = Path(__file__).resolve().parents[2]
SCENARIO = PROJECT / "sim" / "scenarios" / "blocked_aisle.yaml"


class Progress(event.Listener):
    """Prints each function as its compiling begins."""

    def __init__(self, out) -> None:
        self.out, self.count, self.depth = out, 0, 0

    def on_start(self, event) -> None:
        self.depth += 1
        if self.depth == 1:
            self.count += 1
            dispatcher = event.data["dispatcher"].py_func
            print(f"compiling {dispatcher.__module__}.{dispatcher.__name__}", file=self.out, flush=True)

    def on_end(self, event) -> None:
        self.depth -= 1


def warm(out=sys.stdout) -> int:
    """Compile what is not cached yet. Returns: how many functions had to be compiled."""
    from hall_sim import Scenario
    from robot_guide.shells.lockstep import run

    progress = Progress(out)
    with event.install_listener("numba:compile", progress):
        run(Scenario.load(SCENARIO), 0)
    return progress.count


def main() -> int:
    began = time.monotonic()
    count = warm()
    seconds = time.monotonic() - began
    print(f"{count} functions compiled in {seconds:.0f} s" if count else f"all compiled already ({seconds:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
