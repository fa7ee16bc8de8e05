"""What the simulator finds on this machine: code that is compiled already, extras, ears for scenarios with sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from robot_guide.shells.machine_check import Check, found

SCENARIOS = Path(__file__).resolve().parents[3] / "sim" / "scenarios"
EXTRAS: Mapping[str, tuple[str, str]] = {  # of pyproject.toml → package, and what it is for
    "gym": ("gymnasium", "training policies"), "ray": ("ray", "sweeps on a cluster"),
    "microphone": ("sounddevice", "a microphone"), "whisper": ("faster_whisper", "a second recogniser"),
}  # fmt: skip


def code(hall: Path) -> Check:
    """Whether a run can begin at once, or compiles first."""
    from robot_guide import compiled

    known, cold = compiled.functions(), compiled.cold()
    detail = f"{len(known) - len(cold)} of {len(known)} functions of the inner loops are compiled"
    return found(not cold, detail, "Compiled in the first run that needs them; now: python -m robot_guide.warm")


def extras(hall: Path) -> Check:
    missing = [name for name, (package, _) in EXTRAS.items() if find_spec(package) is None]
    told = "; ".join(f"{name} ({EXTRAS[name][1]})" for name in missing)
    return found(not missing, f"not installed: {told}" if missing else "all installed",
                 f"Of these, what you need: pip install -e '.[{','.join(missing)}]'")  # fmt: skip


def scenario_sounds(hall: Path) -> Check:
    """Whether visitors of the library who speak as sound can be heard."""
    from robot_guide.shells.listening import missing_ears

    aloud = tuple(scenarios_with_sound())
    deaf = {scenario.name: missing for scenario in aloud if (missing := missing_ears(scenario)) is not None}
    if not deaf:
        return found(True, f"{len(aloud)} with sound, all can be heard")
    told = "; ".join(f"{name}: no model for {', '.join(missing.languages)}" for name, missing in deaf.items())
    return found(False, told, "Run: make models")


def scenarios_with_sound() -> Iterator:
    from hall_sim import Scenario

    for path in sorted(SCENARIOS.glob("*.yaml")):
        if "wav:" in path.read_text("utf-8"):
            yield Scenario.load(path)
