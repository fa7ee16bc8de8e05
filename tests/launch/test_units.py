"""The units start what the graph has, under an account of its own, and systemd has nothing to say against them."""

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from robot_guide import graph
from robot_guide.cli.entry import parse

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "launch" / "systemd").glob("*.service"))
GRAPH = graph.load(ROOT / "launch" / "graph.yaml")


def service_of(unit):
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(unit.read_text())
    return parser["Service"]


def started_by(unit):
    """The command line, as for the robot xiao_pu and with settings as in docs/deployment.md."""
    command = service_of(unit)["ExecStart"].replace("%i", "xiao_pu")
    return shlex.split(command.replace("$SETTINGS", "discovery_server:=192.168.7.1:11811"))


def test_there_is_a_unit_for_each_machine_of_a_real_hall():
    roles = {started_by(unit)[started_by(unit).index("--role") + 1] for unit in UNITS}
    assert roles == set(GRAPH.roles) - {"all", "world"}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_nodes_on_real_time_without_a_simulator(unit):
    words = started_by(unit)[1:]
    arguments = parse(words)
    specs = graph.expand(GRAPH, graph.parse_settings(GRAPH, [*arguments.settings, f"role:={arguments.role}"]))
    assert specs
    assert "hall_sim" not in {spec.name for spec in specs}
    assert not any(spec.parameters.get("use_sim_time") for spec in specs)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_gives_away_no_more_than_it_must(unit):
    service = service_of(unit)
    assert service["User"] == "robot-guide"
    for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "RestrictSUIDSGID"):
        assert service[name] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["Restart"] == "on-failure"
    assert not re.search(r"(?i)password|secret|token", unit.read_text())


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_finds_no_fault(unit, tmp_path):
    there = tmp_path / unit.name.replace("@", "@xiao_pu")
    text = unit.read_text().replace(
        "/opt/robot-guide/.venv/bin/robot-guide", str(Path(sys.prefix, "bin", "robot-guide"))
    )
    there.write_text(text.replace("file:///opt/robot-guide", f"file://{ROOT}"))
    checked = subprocess.run(["systemd-analyze", "verify", "--man=no", str(there)], capture_output=True, text=True)
    complaints = [line for line in checked.stderr.splitlines() if there.name in line]
    assert not complaints
    broken = tmp_path / "broken.service"
    broken.write_text(text.replace("Restart=on-failure", "Restart=sometimes"))
    checked = subprocess.run(["systemd-analyze", "verify", "--man=no", str(broken)], capture_output=True, text=True)
    assert "sometimes" in checked.stderr
