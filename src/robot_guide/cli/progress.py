"""How far a long piece of work has come: a line on a terminal that is written over, and gone at the end."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable

from robot_guide.cli.output import Output

BACK = "\r\x1b[2K"  # to the beginning of the line, which is emptied
CELLS = 30  # of a bar


class StatusLine:
    """On the error stream, where that is a terminal; anywhere else it shows nothing."""

    def __init__(self, output: Output):
        self._err = output.err if output.err.isatty() else None
        self._shown = False

    @property
    def there(self) -> bool:
        return self._err is not None

    def show(self, text: str) -> None:
        if self._err is not None:
            columns = shutil.get_terminal_size((80, 24)).columns
            self._err.write(BACK + text[: columns - 1])
            self._err.flush()
            self._shown = True

    def clear(self) -> None:
        """Make room for lines that stay."""
        if self._shown:
            self._err.write(BACK)
            self._err.flush()
            self._shown = False


class SweepProgress:
    """Of many runs: how many are done, how many of them went otherwise than expected, how long the rest takes."""

    def __init__(self, line: StatusLine, total: int, clock: Callable[[], float] = time.monotonic):
        self._line, self._total, self._clock = line, total, clock
        self._began = clock()
        self._done = self._failed = 0
        self.show()

    def add(self, *, as_expected: bool) -> None:
        self._done += 1
        self._failed += not as_expected

    def show(self) -> None:
        if self._total > 1:
            seconds = self._clock() - self._began
            self._line.show(progress_text(self._done, self._total, self._failed, seconds))


def progress_text(done: int, total: int, failed: int, seconds: float, cells: int = CELLS) -> str:
    """`seconds` since the first run began; the rest is taken to need as long for each run as those did."""
    full = cells * done // total
    left = f"{clock_text(seconds / done * (total - done))} left" if done else "the first run"
    unlike = f", {failed} unlike expected" if failed else ""
    return f"[{'#' * full}{'.' * (cells - full)}] {done}/{total} runs{unlike}, {left}"


def clock_text(seconds: float) -> str:
    """Such as 0:07, 12:30 or 1:02:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


class CompilingNote:
    """Tells that functions are being compiled, which takes a minute once: on a terminal each, elsewhere in one line."""

    def __init__(self, output: Output, line: StatusLine):
        self._output, self._line = output, line

    def __call__(self, name: str, count: int) -> None:
        if self._line.there:
            self._line.show(f"compiling, once on this machine: {count}, {name}")
        elif count == 1:
            self._output.note("compiling the inner loops; this takes a minute or two, once on this machine")
