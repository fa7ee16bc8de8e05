"""How long `robot-guide` takes from typing a command to its answer, start of the interpreter included."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

PUTUO = str(Path(__file__).parents[1] / "maps" / "putuo")
COMMANDS = {
    "--help": ["--help"],
    "ask, one sentence": ["ask", "我想办营业执照"],
    "map validate": ["map", "validate", PUTUO],
    "plan, one route": ["plan", PUTUO, "--from", "26.1,5", "--to", "24,7.2"],
}
SENTENCES = 500
REPEATS = 5


def seconds(arguments: list[str], text: str | None = None) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "robot_guide", *arguments], input=text, text=True, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    return time.perf_counter() - begun


def main() -> None:
    for name, arguments in COMMANDS.items():
        seconds(arguments)  # compile caches
        best = min(seconds(arguments) for _ in range(REPEATS))
        print(json.dumps({"measure": name, "value": best, "unit": "s"}, ensure_ascii=False), flush=True)
    many = seconds(["ask", "-"], "Where can I pay my taxes?\n" * SENTENCES) - seconds(["ask", "-"], "")
    print(json.dumps({"measure": "ask, a sentence more", "value": many / SENTENCES * 1e3, "unit": "ms"}), flush=True)


if __name__ == "__main__":
    main()
