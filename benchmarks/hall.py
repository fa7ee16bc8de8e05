"""How long the hall's own work takes: reading, checking, rasterising, editing and drawing the hall of Putuo.

Usage: python benchmarks/hall.py
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import hall_map

ROOT = Path(__file__).resolve().parents[1]

PUTUO = ROOT / "maps" / "putuo"
REPEATS = 10


def best_of(work: Callable[[], object]) -> float:
    """The shortest time that some work takes, milliseconds."""
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times) * 1000


def main() -> None:
    hall = hall_map.load(PUTUO)
    document = hall_map.to_document(hall)
    measures = {
        "load": lambda: hall_map.load(PUTUO),
        "validate": lambda: hall_map.validate(hall),
        "rasterise at 5 cm": lambda: hall_map.rasterise(hall),
        "close a window": lambda: hall_map.edit(hall, {"windows": {"A01": {"open": False}}}),
        "from document": lambda: hall_map.from_document(document),
        "draw the floor plan": lambda: hall_map.render(hall),
    }
    for name, work in measures.items():
        print(json.dumps({"measure": name, "value": best_of(work), "unit": "ms"}), flush=True)


if __name__ == "__main__":
    main()
