"""`robot-guide ask`: what the robots make of a sentence, and what they answer."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from robot_guide.cli.arguments import add_hall, add_language
from robot_guide.cli.errors import DONE, FAILED
from robot_guide.cli.halls import load_hall
from robot_guide.cli.output import Output

if TYPE_CHECKING:
    from dialogue import Meaning


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help="the visitor's words; - or nothing: standard input")
    parser.add_argument("--dialogue", action="store_true", help="the lines are one conversation, not one each")
    add_language(parser)
    add_hall(parser)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Answer the words given, or each line of standard input. Returns: 1 when words given were not understood."""
    hall = load_hall(arguments.hall)
    from dialogue import Dialogue

    text = " ".join(arguments.text)
    given = text not in ("", "-")
    if not given and sys.stdin is not None and sys.stdin.isatty():
        output.note("What does the visitor say? A line each; Ctrl-D ends.")
    dialogue, understood = None, True
    for line in [text] if given else lines_of_stdin():
        if dialogue is None or not arguments.dialogue:
            dialogue = Dialogue(hall, language=arguments.lang)
        answer = dialogue.ask(line)
        output.result(answer.as_json(), answer.reply)
        understood = is_understood(answer.meaning)
    return FAILED if given and not understood else DONE


def is_understood(meaning: Meaning) -> bool:
    """Whether the robot knows what is meant; a question back counts, a window that does not exist does not."""
    if meaning.intent == "out_of_scope":
        return False
    nowhere = meaning.intent in ("guide", "facility") and meaning.target is None
    return not (nowhere and meaning.needs == "human")


def lines_of_stdin() -> Iterator[str]:
    """Lines as they come in; bytes that are no UTF-8 become replacement characters, not the end of the run."""
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        yield from (line.rstrip("\r\n") for line in sys.stdin)
        return
    for line in iter(stream.readline, b""):
        yield line.decode("utf-8", errors="replace").rstrip("\r\n").removeprefix("\ufeff")
