"""`robot-guide chat`: talk with a robot in the terminal, with what it understands beside each line.

What is no word to the robot begins with a slash: the walk, the hall and the time are played by who types.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from robot_guide.cli.arguments import add_hall, add_language
from robot_guide.cli.ask import lines_of_stdin
from robot_guide.cli.errors import DONE, FAILED, CommandError, UsageError
from robot_guide.cli.halls import load_hall
from robot_guide.cli.output import Output

if TYPE_CHECKING:
    from dialogue import Meaning
    from dialogue.acts import Act

ROBOT = "xiao_pu"
REPORTS = {
    "start": "started", "arrive": "arrived", "behind": "visitor_behind", "back": "visitor_back", "blocked": "blocked",
    "lost": "visitor_lost", "no-route": "no_route", "stuck": "stuck",
    "make-way": "makes_way", "another-way": "another_way", "back-out": "backs_out", "left": "turn_left",
    "right": "turn_right", "home": "home", "called-away": "called_away",
}  # fmt: skip
HELP = """\
  /stop-by             somebody stops in front of the robot
  /start /arrive       the walk begins, ends at its goal
  /behind /back /lost  the visitor falls behind, is back, is gone
  /left /right         the way turns; /progress METRES: so much is left of it
  /blocked /no-route   something is in the way; there is no way
  /make-way            the other robot goes first
  /another-way /back-out /stuck   what the robot does about it; nothing has helped
  /called-away         the staff need the robot elsewhere; /colleague yes|no: whether the other robot is free
  /close A05 /open A05 a window
  /queue A05 PEOPLE    so many wait there; /queue A05 PEOPLE MINUTES
  /time 2026-11-25T12:10   what the hall's clock shows
  /wait SECONDS        time passes
  /home                the robot is back at its dock
  /help /quit"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--elder", action="store_true", help="in the elder mode from the beginning")
    add_language(parser)
    add_hall(parser)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Talk until the input ends. Returns: 1 where a line with a slash made no sense."""
    chat = Chat(load_hall(arguments.hall), arguments.lang)
    if arguments.elder:
        chat.turn_elder()
    prompt = "" if sys.stdin is None or not sys.stdin.isatty() else "> "
    if prompt:
        output.note(f"What does the visitor say? Lines with a slash are for the stage:\n{HELP}")
    status = DONE
    for line in with_prompt(prompt, output):
        try:
            turn = chat.take(line)
        except CommandError as error:
            output.error(error)
            status = FAILED
            continue
        if turn is None:
            break
        output.result(turn.as_json(), turn.as_text())
    return status


def with_prompt(prompt: str, output: Output) -> Iterator[str]:
    """Lines of standard input that hold anything, with a prompt for who types them."""
    show(prompt, output)
    for line in lines_of_stdin():
        if line.strip():
            yield line.strip()
        show(prompt, output)


def show(prompt: str, output: Output) -> None:
    if prompt:
        output.err.write(prompt)
        output.err.flush()


@dataclass(frozen=True)
class Turn:
    """What came of a line."""

    line: str
    meaning: Meaning | None  # None: it was for the stage
    acts: tuple[Act, ...]
    state: str
    target: str | None
    note: str = ""

    def as_json(self) -> dict[str, object]:
        from dialogue import Answer, Say

        record: dict[str, object] = {"input": self.line, "meaning": None}
        if self.meaning is not None:
            meaning = Answer(self.meaning, "", ()).as_json()
            record["meaning"] = {key: value for key, value in meaning.items() if key not in ("text", "reply", "facts")}
        says = [asdict(act) for act in self.acts if isinstance(act, Say)]
        acts = [{"act": type(act).__name__, **asdict(act)} for act in self.acts if not isinstance(act, Say)]
        return record | {"says": says, "acts": acts, "state": self.state, "target": self.target}

    def as_text(self) -> str:
        from dialogue import Say

        rows = [f"    {meaning_in_words(self.meaning)}"] if self.meaning is not None else []
        rows += [self.note] if self.note else []
        for act in self.acts:
            rows.append(f"  {act.text}" if isinstance(act, Say) else f"    → {act_in_words(act)}")
        return "\n".join([*rows, f"    [{self.state}]"])


def meaning_in_words(meaning: Meaning) -> str:
    """The recognised meaning in a line."""
    what = [meaning.language, meaning.intent, meaning.topic or meaning.action or meaning.social or ""]
    if meaning.target is not None:
        what.append(f"{meaning.target.id} ({meaning.target.name})")
    what += [f"window {meaning.window}"] if meaning.window else []
    what.append(f"{meaning.confidence:.0%}")
    what += [f"needs {meaning.needs}"] if meaning.needs != "none" else []
    what += [f"or {', '.join(each.id for each in meaning.alternatives)}"] if meaning.alternatives else []
    what += [f"then {', '.join(each.id for each in meaning.then)}"] if meaning.then else []
    return " · ".join(word for word in what if word)


def act_in_words(act: Act) -> str:
    values = ", ".join(str(getattr(value, "id", value)) for value in vars(act).values() if value not in (None, ""))
    return f"{type(act).__name__} {values}".strip()


class Chat:
    """A conversation whose walk, hall and clock whoever types them plays."""

    def __init__(self, hall: object, language: str = "auto"):
        from dialogue import Conversation

        self.published, self.hall, self.language, self.now = hall, hall, language, 0.0
        self.clock: dt.datetime | None = None
        self.conversation = Conversation(hall, ROBOT, way=self.metres_to)
        dock = hall.dock_of.get(ROBOT)
        self.at = dock.pose if dock is not None else None
        self.commands: Mapping[str, Callable[[list[str]], tuple[Act, ...]]] = {
            "stop-by": self.stop_by, "wait": self.wait, "close": self.close, "open": self.open, "queue": self.queue,
            "time": self.time, "progress": self.progress, "colleague": self.colleague,
        }  # fmt: skip

    def turn_elder(self) -> None:
        from dialogue import Meaning

        language = self.language if self.language != "auto" else "zh"
        self.conversation.open(self.now)
        self.handle(Meaning("", language, "control", 1.0, action="elder_mode"))

    def take(self, line: str) -> Turn | None:
        """What comes of a line; None: it ends the talk. Raises UsageError: a command that makes no sense."""
        self.now += 1.0
        if line.startswith("/"):
            return self.play(line)
        from dialogue import understand
        from dialogue.privacy import redact

        line = redact(line)
        meaning = understand(line, self.hall, self.language)
        return self.turn(line, meaning, self.handle(meaning))

    def play(self, line: str) -> Turn | None:
        name, *words = line[1:].split()
        if name in ("quit", "exit"):
            return None
        if name == "help":
            return replace(self.turn(line, None, ()), note=HELP)
        if name in REPORTS:
            return self.turn(line, None, self.report(REPORTS[name]))
        if name not in self.commands:
            raise UsageError(f"no such command: /{name}", line, "See: /help")
        return self.turn(line, None, self.commands[name](words))

    def turn(self, line: str, meaning: Meaning | None, acts: tuple[Act, ...]) -> Turn:
        target = self.conversation.target
        return Turn(line, meaning, acts, self.conversation.state, target.id if target else None)

    def handle(self, event: object) -> tuple[Act, ...]:
        """Take in an event; what the robot says about it, it says to the end."""
        from dialogue import Say, SpeechDone

        acts = self.conversation.handle(event, self.now)
        for act in acts:
            if isinstance(act, Say):
                self.conversation.handle(SpeechDone(act.text), self.now)
        return acts

    def metres_to(self, stop: str) -> float:
        """About the way to a window or place, m; NaN: unknown."""
        place = self.hall.window_by_id.get(stop) or self.hall.place_by_id.get(stop)
        if place is None or self.at is None:
            return float("nan")
        return abs(place.stop.x - self.at.x) + abs(place.stop.y - self.at.y)

    # what a line with a slash does

    def report(self, name: str, remaining: float = 0.0) -> tuple[Act, ...]:
        from dialogue import GuideReport

        stop = self.conversation.window or (self.conversation.target.id if self.conversation.target else "")
        place = self.hall.window_by_id.get(stop) or self.hall.place_by_id.get(stop)
        if name == "arrived" and place is not None:
            self.at = place.stop
        return self.handle(GuideReport(name, remaining))

    def progress(self, words: list[str]) -> tuple[Act, ...]:
        return self.report("progress", number_of(words, "/progress METRES"))

    def stop_by(self, words: list[str]) -> tuple[Act, ...]:
        from dialogue import PersonStopped

        return self.handle(PersonStopped())

    def colleague(self, words: list[str]) -> tuple[Act, ...]:
        if words not in (["yes"], ["no"]):
            raise UsageError("yes or no is missing", "/colleague", "Write: /colleague yes")
        self.conversation.know_colleague("xiao_hui" if words == ["yes"] else None)
        return ()

    def wait(self, words: list[str]) -> tuple[Act, ...]:
        """Let time pass, a second at a time, as in a robot."""
        acts: list[Act] = []
        for _ in range(round(number_of(words, "/wait SECONDS"))):
            self.now += 1.0
            acts += self.conversation.tick(self.now)
        return tuple(acts)

    def close(self, words: list[str]) -> tuple[Act, ...]:
        return self.edit(words, "/close A05", opened=False)

    def open(self, words: list[str]) -> tuple[Act, ...]:
        return self.edit(words, "/open A05", opened=True)

    def edit(self, words: list[str], example: str, *, opened: bool) -> tuple[Act, ...]:
        import hall_map

        windows = [word.upper() for word in words]
        self.check_windows(windows, example)
        changes = {"windows": {window: {"open": opened} for window in windows}}
        self.published = hall_map.edit(self.published, changes)
        return self.change_hall()

    def change_hall(self) -> tuple[Act, ...]:
        """The hall that holds at the time that the clock shows, if one has been set."""
        from dialogue import HallChanged
        from hall_map import timetable

        self.hall = self.published if self.clock is None else timetable.at(self.published, self.clock)
        return self.handle(HallChanged(self.hall))

    def check_windows(self, windows: list[str], example: str) -> None:
        if not windows:
            raise UsageError("a window is missing", example.split()[0], f"Write: {example}")
        for window in windows:
            if window not in self.hall.window_by_id:
                raise UsageError(f"no window {window}", example.split()[0], f"Name a window of the hall: {example}")

    def queue(self, words: list[str]) -> tuple[Act, ...]:
        from dialogue import QueueNews, WindowQueue

        example = "/queue A05 PEOPLE [MINUTES]"
        self.check_windows([word.upper() for word in words[:1]], example)
        people = round(number_of(words[1:2], example))
        minutes = number_of(words[2:3], example) if len(words) > 2 else None
        return self.handle(QueueNews((WindowQueue(words[0].upper(), self.now, people, minutes),)))

    def time(self, words: list[str]) -> tuple[Act, ...]:
        """The hall as it is at that moment, and when what is shut then opens."""
        from dialogue import TimeOfDay
        from robot_guide.opening_times import opening_times

        try:
            self.clock = dt.datetime.fromisoformat(" ".join(words)).replace(tzinfo=None)
        except ValueError:
            raise UsageError("no such time", "/time", "Write: /time 2026-11-25T12:10") from None
        acts = self.change_hall()
        return (*acts, *self.handle(TimeOfDay(self.clock, opening_times(self.hall, self.clock))))


def number_of(words: list[str], example: str) -> float:
    """The one number given. Raises UsageError."""
    try:
        (word,) = words
        value = float(word)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1e5:
        raise UsageError("a number is missing", example.split()[0], f"Write: {example}")
    return value
