"""`robot-guide demo`: a visitor walks up, asks, and is led to the right window."""

from __future__ import annotations

import argparse
import os
import sys
import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from robot_guide.cli.arguments import add_hall, number, project_root, whole_number
from robot_guide.cli.errors import DONE, FAILED
from robot_guide.cli.output import Output
from robot_guide.cli.runs import run_folder, shown
from robot_guide.cli.stages import Play, Tracks, Visit, choose_stage, recording, tell_how_words_enter
from robot_guide.cli.telling import Telling

if TYPE_CHECKING:
    from hall_map import Hall

SCENARIO = "sim/scenarios/welcome.yaml"
QUESTIONS = (
    "请问洗手间在哪里？",
    "Where can I pay my taxes?",
    "我要给孩子办出生证明",
    "我想办随申码",
    "带我去商务休息室",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_mutually_exclusive_group()
    words.add_argument("--ask", metavar="TEXT", help="what the visitor says (default: 你好，我想办营业执照)")
    words.add_argument("--wav", metavar="FILE", help="a recording of what the visitor says")
    visitors = parser.add_mutually_exclusive_group()
    visitors.add_argument("--once", action="store_true", help="one visitor, then end (the default)")
    visitors.add_argument(
        "--visitors", type=whole_number(0, 10_000), default=1, metavar="N",
        help="so many visitors one after another, each with another question; 0: until Ctrl-C",
    )  # fmt: skip
    parser.add_argument("--headless", action="store_true", help="open no picture on the screen")
    parser.add_argument(
        "--shell", choices=("ros", "lockstep"),
        help="ros: nodes in separate processes; lockstep: one process, simulated time (default: ros where installed)",
    )  # fmt: skip
    parser.add_argument("--seed", type=whole_number(0, 2**31 - 1), default=1, metavar="N", help="default: 1")
    parser.add_argument(
        "--speed", type=number(0.1, 1000.0), metavar="X",
        help="times as fast as real time (default: ros 1, lockstep as fast as it can)",
    )  # fmt: skip
    parser.add_argument("--scenario", metavar="FILE.yaml", help=f"default: {SCENARIO}")
    add_hall(parser)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Play each visitor. Returns: 1 when one was not led to where they wanted to go."""
    wav = None if arguments.wav is None else recording(arguments.wav)
    if wav is None:
        tell_how_words_enter(output)
    file = Path(arguments.scenario or project_root() / SCENARIO)
    play = choose_stage(arguments.shell, arguments.speed, output)
    status = DONE
    for index, ask in enumerate(asks(arguments)):
        each = Visit(file, arguments.hall, ask, None if index else wav, arguments.seed + index)
        status |= serve(play, each, output, headless=arguments.headless)
    return status


def asks(arguments: argparse.Namespace) -> Iterator[str | None]:
    """What each visitor says; None: what the scenario says, or the recording."""
    everything = chain([arguments.ask], cycle(QUESTIONS))
    return everything if arguments.visitors == 0 else islice(everything, 1 if arguments.once else arguments.visitors)


def serve(play: Play, visit: Visit, output: Output, *, headless: bool) -> int:
    """One visitor, from walking up to the picture. Returns: the exit status."""
    scenario = visit.scenario
    hall, visitor = scenario.hall, scenario.visitors[0].name
    telling = Telling(output, hall)
    telling.title(hall)
    held: list[Mapping[str, object]] = []  # the summary waits for the picture, whose path goes with it
    tracks = play(visit, lambda event: (held.append if event["event"] == "summary" else telling)(event))
    for summary in held:
        picture = draw([*telling.events, summary], hall, tracks, visitor, output)
        telling({**summary, "picture": shown(picture)})
        if picture is not None:
            show(picture, output, headless)
    return DONE if held and held[-1].get("success") else FAILED


def draw(
    events: Sequence[Mapping[str, object]], hall: Hall, tracks: Tracks, visitor: str, output: Output
) -> Path | None:  # fmt: skip
    """Save the picture of the walk. Returns: its path, or None where there was no walk or no room for it."""
    from robot_guide.picture_frame import save_walk

    if not any(event["event"] == "leads" for event in events):
        return None
    try:
        path = run_folder() / "route.png"
        warning = save_walk(path, hall, events, tracks, visitor)
    except OSError as error:
        output.note(f"robot-guide: the picture could not be saved: {error}")
        return None
    if warning:
        output.note(f"robot-guide: {warning}")
    return path


def show(picture: Path, output: Output, headless: bool) -> None:
    """Print where the picture is; on a desktop, open it."""
    if not output.as_json:
        output.line(f"  路线图 Picture of the route: {shown(picture)}\n")
    desktop = sys.platform == "darwin" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    if desktop and not headless and output.out.isatty():
        webbrowser.open(picture.as_uri())
