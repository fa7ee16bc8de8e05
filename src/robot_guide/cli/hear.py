"""`robot-guide hear`: the words in a recording."""

from __future__ import annotations

import argparse

from robot_guide.cli.arguments import add_language
from robot_guide.cli.errors import DONE, FAILED, CommandError, existing_file
from robot_guide.cli.output import Output

ENGINES = ("vosk", "whisper")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.wav", help="a PCM recording, best 16 kHz mono")
    parser.add_argument("--engine", choices=ENGINES, default="vosk", help="the recogniser (default: vosk)")
    add_language(parser)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Print what was said. Returns: 1 when nothing was understood."""
    file = existing_file(arguments.file, "recording, a WAV file")
    from robot_guide.hearing import AudioError, NoModel, hear_file

    try:
        heard = hear_file(file, arguments.lang, arguments.engine)
    except AudioError as error:
        raise CommandError(error.problem, error.where, error.remedy) from error
    except NoModel as error:
        raise CommandError(str(error), "robot-guide hear", error.remedy) from error
    if not output.as_json and not heard.text:
        output.note("robot-guide: no words were understood")
    output.result(heard.as_json(), heard.text or None)
    return DONE if heard.text else FAILED
