"""From the arguments to the exit status."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from robot_guide.cli.arguments import Parser, add_common
from robot_guide.cli.errors import DONE, FAILED, INTERRUPTED, PIPE_CLOSED, CommandError, UsageError, from_os_error
from robot_guide.cli.output import Output
from robot_guide.shells.writable import use_memory_where_the_disk_cannot_be_written

COMMANDS = {
    "demo": "a visitor walks up, asks, and is led to the right window",
    "ask": "what the robots make of a sentence, and what they answer",
    "chat": "talk with a robot, with what it understands beside each line",
    "plan": "the shortest safe way between two points of a map",
    "map": "check, draw and export the map of a hall",
    "console": "the staff's console in a browser: map, services, hours, robots",
    "sim": "run a scenario in the simulator",
    "report": "a test report on navigation, from simulated trials",
    "replay": "watch a recording of a run or of a robot",
    "hear": "the words in a recording",
    "say": "words as a sound file",
    "up": "start the ROS 2 graph: hall, simulator, robots",
    "security": "keys and permissions for a graph of several machines",
    "top": "one screen of all ROS 2 nodes: states, heartbeats, rates, latencies",
    "doctor": "what this machine has and lacks",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns: the exit status: 0 done, 1 the task failed, 2 wrong use, 130 interrupted."""
    argv = list(sys.argv[1:] if argv is None else argv)
    output = Output(as_json="--json" in argv)
    use_memory_where_the_disk_cannot_be_written()
    try:
        arguments = parse(argv)
        return arguments.run(arguments, output)
    except SystemExit as end:  # --help and --version
        return DONE if end.code is None else int(end.code)
    except CommandError as error:
        return output.error(error)
    except BrokenPipeError:
        return close_pipe()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as fault:
        if "--traceback" in argv:
            raise
        return output.error(of_files(fault) or fault_of_ours(fault))


def parse(argv: Sequence[str]):
    """The arguments, with `run` of the command among them. Raises CommandError: they make no sense.

    Only the module of the command that is asked for is imported.
    """
    parser = Parser(prog="robot-guide", description="Greeter robots for a public service hall.")
    add_common(parser, False)
    parser.add_argument("--version", action="version", version=f"robot-guide {version()}")
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND", parser_class=Parser)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        add_common(command)
        if name in argv:
            module = importlib.import_module(f"robot_guide.cli.{name}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    arguments = parser.parse_args(argv)
    if arguments.command is None:
        raise UsageError("no command", "robot-guide", "See: robot-guide --help")
    return arguments


def version() -> str:
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("robot-guide")
    except PackageNotFoundError:
        return "(not installed)"


def close_pipe() -> int:
    """The reader has gone, as after `| head`: end quietly."""
    # Python flushes standard output once more when it ends; let that write go nowhere.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE_CLOSED


def of_files(fault: Exception) -> CommandError | None:
    """What the file system does not let be done, wherever it was tried: with too long a name, on a full disk."""
    if not isinstance(fault, OSError) or fault.filename is None:
        return None
    return from_os_error(fault, fault.filename, "Check the path, its permissions and the space that is left.")


def fault_of_ours(fault: Exception) -> CommandError:
    """An exception that nobody expected, told in a line."""
    frames = traceback.extract_tb(fault.__traceback__)
    last = frames[-1] if frames else None
    where = f"{Path(last.filename).name}, line {last.lineno}" if last else ""
    return CommandError(
        f"internal error: {type(fault).__name__}: {fault}",
        where,
        "This is a fault of the program. Run the same command with --traceback and report what it prints.",
        FAILED,
    )
