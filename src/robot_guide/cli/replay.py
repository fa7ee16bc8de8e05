"""`robot-guide replay`: a recording in the browser, or as a film."""

from __future__ import annotations

import argparse
from pathlib import Path

from robot_guide.cli.errors import DONE, CommandError, UsageError, writable_file
from robot_guide.cli.output import Output
from robot_guide.cli.watching import add_port, serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recording", metavar="FILE.mcap", help="of a run, or of a robot; also the folder of a bag")
    parser.add_argument("--video", metavar="FILE.mp4", help="write a film instead")
    add_port(parser)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Serve the page until Ctrl-C, or write the film."""
    file = Path(arguments.recording)
    if not file.exists():
        raise UsageError("no such file", str(file), "Make one: robot-guide sim SCENARIO.yaml --record FILE.mcap.")
    from robot_guide.watching.replaying import RecordingError, read

    try:
        replayed = read(file)
    except RecordingError as error:
        raise CommandError(error.problem, str(file), error.remedy) from error
    if arguments.video is not None:
        from robot_guide.watching.film import Film, backdrop_of

        target = writable_file(arguments.video)
        with Film(target, backdrop_of(replayed.hall, replayed.grid)) as film:
            for moment in replayed.moments:
                film.add(moment)
        seconds = replayed.moments[-1].t
        output.result({"video": str(target), "seconds": round(seconds, 3)}, f"{target}: {seconds:.1f} s")
        return DONE
    from robot_guide.shells.player import Player

    player = Player(iter(replayed.moments), playing=False)
    player.load()
    serve(player, file.name, replayed.hall, replayed.grid, arguments.port, output)
    return DONE
