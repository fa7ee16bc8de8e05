"""Screens without pairing are for a console that only this machine can reach."""

import pytest

from robot_guide.cli.entry import main


@pytest.mark.parametrize("more", [["--host", "0.0.0.0"], ["--behind-tls"]])
def test_open_screens_are_refused_where_others_can_reach_the_console(tmp_path, capsys, more):
    store, accounts = str(tmp_path / "hall.db"), str(tmp_path / "accounts.db")
    status = main(["console", "--open-screens", "--store", store, "--accounts", accounts, *more])
    assert status == 2
    assert "token" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
