"""How far a sweep has come is told on a terminal, and nowhere else."""

import io

import pytest

from robot_guide.cli.output import Output
from robot_guide.cli.progress import BACK, CompilingNote, StatusLine, SweepProgress, clock_text, progress_text


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("done", "failed", "seconds", "text"),
    [
        (0, 0, 0.0, "[..........] 0/40 runs, the first run"),
        (10, 0, 20.0, "[##........] 10/40 runs, 1:00 left"),
        (20, 3, 7200.0, "[#####.....] 20/40 runs, 3 unlike expected, 2:00:00 left"),
        (40, 0, 80.0, "[##########] 40/40 runs, 0:00 left"),
    ],
)
def test_a_bar_tells_done_failed_and_left(done, failed, seconds, text):
    assert progress_text(done, 40, failed, seconds, cells=10) == text


@pytest.mark.parametrize(("seconds", "text"), [(7.4, "0:07"), (59.6, "1:00"), (750, "12:30"), (3723, "1:02:03")])
def test_times_are_told_like_a_clock(seconds, text):
    assert clock_text(seconds) == text


def test_a_sweep_on_a_terminal_is_redrawn_and_leaves_nothing_behind():
    terminal, now = Terminal(), iter((0.0, 0.0, 2.0))
    line = StatusLine(Output(False, io.StringIO(), terminal))
    progress = SweepProgress(line, 2, clock=lambda: next(now))
    progress.add(as_expected=False)
    progress.show()
    line.clear()
    drawn = terminal.getvalue().split(BACK)
    assert "0/2 runs" in drawn[1]
    assert "1/2 runs, 1 unlike expected, 0:02 left" in drawn[2]
    assert drawn[-1] == ""


def test_a_single_run_has_no_bar_and_a_pipe_gets_nothing():
    terminal, pipe = Terminal(), io.StringIO()
    SweepProgress(StatusLine(Output(False, io.StringIO(), terminal)), 1).show()
    SweepProgress(StatusLine(Output(True, io.StringIO(), pipe)), 5).show()
    assert terminal.getvalue() == pipe.getvalue() == ""


def test_compiling_is_told_function_by_function_on_a_terminal_and_once_elsewhere():
    for err, told in ((Terminal(), "2, hall_sim.lidar.scan"), (io.StringIO(), "once on this machine")):
        output = Output(False, io.StringIO(), err)
        note = CompilingNote(output, StatusLine(output))
        note("hall_sim.world.step", 1)
        note("hall_sim.lidar.scan", 2)
        assert told in err.getvalue()
        assert err.getvalue().count("\n") == (not err.isatty())
