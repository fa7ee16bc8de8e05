"""Whatever somebody types, they get an answer and no traceback."""

import json
import os
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from robot_guide.cli import main
from robot_guide.cli.arguments import project_root
from robot_guide.cli.entry import COMMANDS

PUTUO = str(project_root() / "maps" / "putuo")
PROGRAM = [sys.executable, "-m", "robot_guide"]


def shell(*arguments, **options):
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, timeout=120, **options)


def test_help_names_every_command_and_comes_without_heavy_imports():
    code = (
        "import sys; from robot_guide.cli import main; status = main(['--help']);"
        "heavy = {'numpy', 'cv2', 'numba', 'yaml', 'rclpy', 'vosk'} & set(sys.modules);"
        "sys.exit(f'{status} {heavy}' if status or heavy else 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    for command in COMMANDS:
        assert f"\n    {command} " in ran.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run, command):
    ran = run(command, "--help")
    assert ran.status == 0
    assert f"robot-guide {command}" in ran.out


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("fly",), ("plan",), ("map",), ("map", "fly"), ("sim",), ("plan", PUTUO, "--from", "x", "--to", "1,2"),
        ("--colour",), ("ask", "--lang", "fr", "hello"), ("ask", "--hall", "/no/such/hall", "hello"),
        ("demo", "--shell", "bash"), ("demo", "--ask", "hello", "--wav", "a.wav"), ("demo", "--seed", "x"),
    ],
)  # fmt: skip
def test_wrong_use_has_status_2_and_says_where_to_look(run, clear_error, arguments):
    ran = run(*arguments)
    assert ran.status == 2
    assert ran.out == ""
    assert "→" in ran.err
    clear_error(run(*arguments, "--json"), 2)


LONG = "x" * 300


@pytest.mark.parametrize(
    "arguments",
    [
        ("map", "import", LONG, "--dry-run"), ("map", "validate", LONG), ("plan", LONG, "--from", "1,1", "--to", "2,2"),
        ("replay", LONG), ("ask", "--hall", LONG, "hello"), ("map", "history", "--store", LONG),
    ],
)  # fmt: skip
def test_a_name_that_no_file_can_have_is_told_as_one(run, clear_error, arguments):
    clear_error(run(*arguments, "--json"), 2, "too long")


def test_json_may_stand_before_and_after_the_command(run):
    before = run("--json", "plan", PUTUO, "--from", "1", "--to", "2,2")
    after = run("plan", PUTUO, "--from", "1", "--to", "2,2", "--json")
    assert before.record == after.record


def test_version_is_told(run):
    ran = run("--version")
    assert ran.status == 0
    assert ran.out.startswith("robot-guide ")


def test_an_internal_error_is_one_line_and_can_be_shown_in_full(monkeypatch, capfd):
    import robot_guide.cli.plan as command

    def broken(arguments):
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(command, "queries_of", broken)
    arguments = ["plan", PUTUO, "--from", "1,1", "--to", "2,2"]
    assert main([*arguments, "--json"]) == 1
    record = json.loads(capfd.readouterr().out)
    assert "a fault" in record["error"]
    assert "--traceback" in record["remedy"]
    with pytest.raises(ZeroDivisionError):
        main([*arguments, "--traceback"])


def test_ctrl_c_ends_with_130_and_without_a_traceback(monkeypatch, run):
    import robot_guide.cli.plan as command

    def interrupted(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "queries_of", interrupted)
    assert run("plan", PUTUO, "--from", "1,1", "--to", "2,2").status == 130


WORDS = st.one_of(
    st.sampled_from([*COMMANDS, "--json", "--help", "--from", "--to", "--queries", "--radius", "--hall", "--lang",
                     "--seed", "--runs", "--out", "validate", "show", "diff", PUTUO, "1,2", "-1,2", "nan,nan", "-"]),
    st.text(max_size=12),
)  # fmt: skip


GO_ON = {"demo", "up", "sim", "doctor", "say", "console", "report", "top"}  # whatever they are told, they may go on


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=6).filter(lambda words: not GO_ON & set(words)))
def test_no_arguments_at_all_bring_a_traceback(run, monkeypatch, tmp_path, words):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", open(os.devnull, encoding="utf-8"))  # noqa: SIM115
    ran = run(*words)
    assert ran.status in (0, 1, 2)
    if ran.status == 2:
        assert ran.out + ran.err


def test_a_reader_that_goes_away_ends_the_program_quietly(tmp_path):
    queries = tmp_path / "queries.csv"
    queries.write_text("26.1,5,24,7.2\n" * 500)
    program = [*PROGRAM, "plan", PUTUO, "--queries", str(queries), "--json"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
        process.wait(timeout=60)
    assert err == b""
    assert process.returncode == 141


def test_output_is_utf8_in_a_locale_that_knows_only_ascii():
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    ran = shell("map", "show", PUTUO, env=environment)
    assert ran.returncode == 0
    assert "普陀" in ran.stdout.decode("utf-8")


def test_arguments_that_are_no_text_are_answered_too():
    ran = shell("plan", b"\xff\xfe", "--from", "1,1", "--to", "2,2", "--json")
    assert ran.returncode == 2
    assert json.loads(ran.stdout)["error"]
    assert b"Traceback" not in ran.stderr
