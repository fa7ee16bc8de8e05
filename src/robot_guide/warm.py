"""`python -m robot_guide.warm`: compile the numba functions once, so that nothing has to wait for them later.

Three runs in lockstep call them: a whole one with something in the way, whose figures are worked out among people; a
moment between panes of glass; and some seconds in which a robot is carried off and finds itself; and two robots that
meet in a corridor. The compiled code is
cached beside the sources.
`python -m robot_guide.warm meanings [HALL]` makes the vectors of a hall's phrases, which are cached, too.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from robot_guide import compiled

PROJECT = Path(__file__).resolve().parents[2]
SCENARIO = PROJECT / "sim" / "scenarios" / "blocked_aisle.yaml"
GLASS = PROJECT / "sim" / "scenarios" / "glass_wall.yaml"
CARRIED_OFF = PROJECT / "sim" / "scenarios" / "kidnapped.yaml"


def warm(out=sys.stdout) -> int:
    """Compile what is not cached yet. Returns: how many functions had to be compiled."""
    from hall_sim import Scenario
    from robot_guide.shells.lockstep import run

    with compiled.told(lambda name, count: print(f"compiling {name}", file=out, flush=True)) as compiling:
        run(Scenario.load(SCENARIO), 0)
        run(Scenario.load(GLASS), 0, until=1.0)
        run(Scenario.load(CARRIED_OFF), 0, until=7.0)
        meet()
    return compiling.count


def meet() -> None:
    """Two robots make room for each other, by the compiled functions that this takes in any hall."""
    import numpy as np

    from robot_guide.fleet.right_of_way.lattice import Lattice
    from robot_guide.shells.bare_floor import BareFloor

    room = np.full((20, 120), 0.4, np.float32)  # m to what is nearest
    room[:6], room[-6:], room[:6, 50:70] = 0.1, 0.1, 0.4
    lattice = Lattice.of(room, 0.05, (0.0, 0.0), radius=0.28, spacing=0.25)
    floor = BareFloor(lattice, {"a": (0.5, 0.5), "b": (5.5, 0.5)})
    floor.send("a", (5.5, 0.5))
    floor.send("b", (0.5, 0.5))
    for _ in range(100):
        floor.step()


def make_meanings(hall: Path) -> int:
    """Make what vectors lack of a hall's names and aliases. Returns: how many; 0 where there is no embedding, too."""
    import hall_map
    from dialogue.embedding import embedder
    from dialogue.retrieval import Index

    one = embedder()
    return 0 if one is None else one.make_in_parallel(Index(hall_map.load(hall)).phrases, os.cpu_count() or 1)


def main(arguments: Sequence[str] = ()) -> int:
    if arguments and arguments[0] == "meanings":
        count = make_meanings(Path(arguments[1]) if len(arguments) > 1 else PROJECT / "maps" / "putuo")
        print(f"{count} phrases embedded")
        return 0
    began = time.monotonic()
    count = warm()
    seconds = time.monotonic() - began
    print(f"{count} functions compiled in {seconds:.0f} s" if count else f"all compiled already ({seconds:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
