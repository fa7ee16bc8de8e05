"""What goes to standard output, and in which form."""

import io
import json
import math
import os
import pty

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_guide.cli.errors import CommandError, UsageError, existing_file, writable_file
from robot_guide.cli.output import Output, json_line

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_any_record_is_one_line_of_strict_json(record):
    line = json_line(record)
    assert "\n" not in line
    json.loads(line, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def test_numbers_of_numpy_are_numbers():
    record = {"a": np.float32(0.5), "b": np.int64(3), "c": np.array([[1.0, math.nan]]), "d": np.bool_(True)}
    assert json.loads(json_line(record)) == {"a": 0.5, "b": 3, "c": [[1.0, None]], "d": True}


def test_infinity_and_nan_become_null():
    assert json.loads(json_line({"x": math.inf, "y": -math.inf, "z": math.nan})) == {"x": None, "y": None, "z": None}


def streams():
    return io.TextIOWrapper(io.BytesIO(), encoding="ascii"), io.TextIOWrapper(io.BytesIO(), encoding="ascii")


def written(stream):
    stream.flush()
    return stream.buffer.getvalue().decode("utf-8")


def test_chinese_comes_out_as_utf8_whatever_the_locale():
    out, err = streams()
    Output(True, out, err).result({"reply": "您好"}, "您好")
    assert written(out) == '{"reply": "您好"}\n'


def test_bytes_of_an_argument_that_are_no_text_still_make_json():
    out, err = streams()
    Output(True, out, err).result({"text": os.fsdecode(b"\xff")}, None)
    assert json.loads(written(out)) == {"text": "\udcff"}


def test_an_error_goes_to_standard_error_for_people():
    out, err = streams()
    status = Output(False, out, err).error(CommandError("too dark", "hall.yaml: lamps", "Switch them on."))
    assert status == 1
    assert written(out) == ""
    assert written(err) == "robot-guide: hall.yaml: lamps: too dark\n  → Switch them on.\n"


def test_an_error_is_an_object_on_standard_output_for_programs():
    out, err = streams()
    status = Output(True, out, err).error(UsageError("too dark", "lamps", "Switch them on."))
    assert status == 2
    assert json.loads(written(out)) == {"error": "too dark", "where": "lamps", "remedy": "Switch them on."}
    assert written(err) == ""


def test_colour_is_for_terminals_whose_owner_wants_it(monkeypatch):
    main, side = pty.openpty()
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    with os.fdopen(side, "w") as terminal:
        assert Output(False, terminal, streams()[1]).coloured
        monkeypatch.setenv("NO_COLOR", "1")
        assert not Output(False, terminal, streams()[1]).coloured
        monkeypatch.delenv("NO_COLOR")
        monkeypatch.setenv("TERM", "dumb")
        assert not Output(False, terminal, streams()[1]).coloured
    os.close(main)
    assert not Output(False, *streams()).coloured


@pytest.mark.parametrize(
    ("make", "status", "words"),
    [
        (lambda p: p / "nothing.wav", 2, "no such file"),
        (lambda p: p, 2, "a folder"),
        (lambda p: p / "a\0b", 2, "null"),
        (lambda p: p / ("x" * 300), 2, "too long"),
        (lambda p: p / "empty.wav", 1, "empty"),
        (lambda p: p / "empty.wav" / "below", 2, "no such file"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_apart_from_one_that_holds_nothing(tmp_path, make, status, words):
    (tmp_path / "empty.wav").touch()
    with pytest.raises(CommandError, match=words) as error:
        existing_file(make(tmp_path), "recording")
    assert error.value.status == status
    assert error.value.where
    assert error.value.remedy


def test_a_new_file_may_lie_in_a_new_folder_but_not_under_a_file(tmp_path):
    assert writable_file(tmp_path / "a" / "b.png").parent.is_dir()
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file" / "b.png"):
        with pytest.raises(UsageError):
            writable_file(path)
