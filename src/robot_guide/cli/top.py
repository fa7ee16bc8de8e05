"""`robot-guide top`: one screen of all nodes of the graph, once a second."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from queue import Empty, Queue

from robot_guide.cli.arguments import whole_number
from robot_guide.cli.errors import DONE, FAILED, CommandError
from robot_guide.cli.output import Output

START = 30.0  # s for the watcher to start, on a busy machine
TAIL = 2000  # characters of its complaints that are shown
HOME, CLEAR_LINE, CLEAR_REST = "\x1b[H", "\x1b[K", "\x1b[J"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="one look, and no more; status 1 where there is no node")
    parser.add_argument("--domain", type=whole_number(0, 232), metavar="N", help="ROS domain (default: $ROS_DOMAIN_ID)")


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Until Ctrl-C; on a terminal the screen is drawn anew, elsewhere one follows the other."""
    from robot_guide.vitals.screen import render

    drawn = False
    for snapshot in snapshots(arguments.domain):
        if output.as_json:
            output.result(snapshot, None)
        else:
            width = shutil.get_terminal_size((100, 40)).columns
            live = output.out.isatty() and not arguments.once
            lines = render(snapshot, width=width, colour=output.coloured)
            output.line(screen(lines, first=not drawn) if live else "\n".join(lines))
            drawn = True
        if arguments.once:
            return DONE if snapshot["nodes"] else FAILED
    return DONE


def screen(lines: list[str], *, first: bool) -> str:
    """Over the one before, without flicker; no taller than the terminal."""
    lines = lines[: max(1, shutil.get_terminal_size((100, 40)).lines - 1)]
    start = "\x1b[2J" if first else ""
    return start + HOME + "\n".join(line + CLEAR_LINE for line in lines) + CLEAR_REST


def snapshots(domain: int | None) -> Iterator[dict[str, object]]:
    """What the node `top` tells, as it tells it. Raises CommandError: it cannot run here, or has ended."""
    from robot_guide.graph import ProcessSpec
    from robot_guide.shells.processes import ProcessError, find_executable, ros_environment, run_folder, start, stop_all

    folder = run_folder("top")
    environment = ros_environment(folder, domain)
    spec = ProcessSpec("top", "robot_guide_ros", "top")
    try:
        command = [str(find_executable(spec, environment)), *spec.arguments()]
    except ProcessError as error:
        raise CommandError(str(error), "robot-guide top", "Run: robot-guide doctor") from error
    log = folder / "top.log"
    with log.open("ab") as complaints:
        process = start(command, environment, stdout=subprocess.PIPE, stderr=complaints)
    lines: Queue[bytes] = Queue()
    reader = threading.Thread(target=lambda: [lines.put(line) for line in process.stdout], daemon=True)
    reader.start()
    try:
        heard = time.monotonic()
        while True:
            try:
                line = lines.get(timeout=0.5)
            except Empty:
                if process.poll() is not None or time.monotonic() - heard > START:
                    said = log.read_text("utf-8", "replace")[-TAIL:].strip()
                    raise CommandError(
                        f"the watcher has ended or hangs: {said or 'it has said nothing'}", "robot-guide top",
                        "Run: robot-guide doctor",
                    ) from None  # fmt: skip
                continue
            heard = time.monotonic()
            yield json.loads(line)
    finally:
        stop_all([process], patience=2.0)
        reader.join()
        process.stdout.close()
        shutil.rmtree(folder, ignore_errors=True)  # nobody looks for the log of a look
