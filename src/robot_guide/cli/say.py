"""`robot-guide say`: words as a sound file."""

from __future__ import annotations

import argparse

from robot_guide.cli.arguments import add_language
from robot_guide.cli.errors import DONE, CommandError, UsageError, from_os_error, writable_file
from robot_guide.cli.output import Output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="+", metavar="TEXT", help="what to say")
    parser.add_argument("--out", required=True, metavar="FILE.wav", help="where to put the sound, 16 kHz mono")
    parser.add_argument("--elder", action="store_true", help="slowly and clearly")
    add_language(parser)


def run(arguments: argparse.Namespace, output: Output) -> int:
    text = " ".join(arguments.text)
    if not text.strip():
        raise UsageError("no words", "robot-guide say", "Give a sentence.")
    path = writable_file(arguments.out)
    from robot_guide.speaking import SpeechError, Unspeakable, say_to_file

    try:
        spoken = say_to_file(text, path, arguments.lang, arguments.elder)
    except Unspeakable as error:
        raise CommandError(str(error), "robot-guide say", "Give a sentence with letters or figures in it.") from error
    except SpeechError as error:
        raise CommandError(str(error), "robot-guide say", "Run: robot-guide doctor") from error
    except OSError as error:
        raise from_os_error(error, path, "Choose a place where you may write.") from error
    output.result(spoken.as_json(), f"{spoken.file}  {spoken.seconds:.1f} s")
    return DONE
