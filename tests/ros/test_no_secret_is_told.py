"""No secret stands in a log, a parameter, a message that everybody reads, or a launch file."""

import re
import stat
from pathlib import Path

import pytest
from rcl_interfaces.msg import Log
from rcl_interfaces.srv import GetParameters, ListParameters

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
ROOT = Path(__file__).resolve().parents[2]
TELLING = re.compile(r"(?i)\b(pass(word|wd|phrase)|secret|token|api_?key)\b\s*[:=]+\s*[\"']?[\w+/-]{4,}")


@pytest.fixture
def console(outside, run_graph_of, specs_of, tmp_path):
    """The console on its first day; gives its graph and what was logged to all."""
    told = []
    outside.node.create_subscription(Log, "/rosout", lambda msg: told.append(msg.msg), 100)
    port = 0x5100 + outside.context.get_domain_id()
    accounts = tmp_path / "accounts.db"
    spec = specs_of(console=True, sim=False, store=str(tmp_path / "hall.db"), accounts=str(accounts), console_port=port)
    graph = run_graph_of(spec["console"])
    outside.until(lambda: accounts.with_name("first-administrator.txt").exists(), 60.0)
    outside.until(lambda: "one-time password" in graph.running[0].log.read_text(), 20.0)
    return graph, told


def asked(outside, type_, name, **request):
    client = outside.node.create_client(type_, f"/console/{name}")
    outside.until(client.service_is_ready)
    return outside.insist(lambda: client.call_async(type_.Request(**request)))


def test_the_first_password_stands_in_a_file_of_its_own_only(outside, console, tmp_path):
    graph, told = console
    kept = tmp_path / "first-administrator.txt"
    name, password = kept.read_text().split()
    assert (name, len(password)) == ("admin", 16)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    names = asked(outside, ListParameters, "list_parameters").result.names
    values = asked(outside, GetParameters, "get_parameters", names=names).values
    assert len(values) == len(names) > 10
    everywhere = "\n".join([
        *told, str(values), *(" ".join(entry.spec.arguments()) for entry in graph.running),
        *(path.read_text(errors="replace") for path in tmp_path.rglob("*.log")),
    ])  # fmt: skip
    assert str(kept) in everywhere
    assert password not in everywhere


def test_launch_files_hold_no_secret():
    files = [path for path in (ROOT / "launch").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert len(files) > 4
    assert not [path for path in files if TELLING.search(path.read_text())]
    assert TELLING.search("password: hunter22")
