"""What nodes do on a real graph is what the table of access allows, and a graph that cannot be secured says so."""

import os
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest

from robot_guide.security import keystore
from robot_guide.security.access import access_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]
ROOT = Path(__file__).resolve().parents[2]
ROBOTS = ("xiao_pu", "xiao_hui")
QUESTIONS = {  # what a node may do → how the graph tells what it does
    "published": "get_publisher_names_and_types_by_node",
    "subscribed": "get_subscriber_names_and_types_by_node",
    "served": "get_service_names_and_types_by_node",
    "called": "get_client_names_and_types_by_node",
}


def done_by(node, spec):
    """The names that a process uses, by kind."""
    namespace = f"/{spec.namespace}"
    return {kind: {name for name, _ in getattr(node, ask)(spec.name, namespace)} for kind, ask in QUESTIONS.items()}


def test_no_node_uses_a_name_that_its_permissions_lack_and_none_has_more_than_it_uses(
    outside, run_graph_of, specs_of, empty_hall, tmp_path
):
    specs = specs_of(
        scenario=str(empty_hall), console=True, store=str(tmp_path / "hall.db"), accounts=str(tmp_path / "accounts.db"),
        console_port=0x5000 + outside.context.get_domain_id(),
    )  # fmt: skip
    run_graph_of(*specs.values())
    allowed = {label: access_of(spec.name, spec.namespace, ROBOTS) for label, spec in specs.items()}

    def differences():
        there = set(outside.node.get_node_names_and_namespaces())
        for label, spec in specs.items():
            if (spec.name, f"/{spec.namespace}") not in there:
                yield f"{label} is not there"
                continue
            for kind, names in done_by(outside.node, spec).items():
                granted = getattr(allowed[label], kind)()
                yield from (f"{label}: {kind}: {name} is not allowed" for name in sorted(names - granted))
                unused = {name for name in granted - names if not of_every_node(name)}
                yield from (f"{label}: {kind}: {name} is allowed and never used" for name in sorted(unused))

    found = ["nothing seen yet"]

    def agreed():
        found[:] = [each for each in differences() if each not in OPTIONAL]
        return not found

    try:
        outside.until(agreed, 90.0)
    except AssertionError as error:
        raise AssertionError("\n".join(found)) from error


# A recogniser or a microphone takes the first up, which this graph has none of; the second is for lasers of which
# `/tf_static` does not tell, and the simulated ones are in the middle.
OPTIONAL = {f"hall_sim: published: /{robot}/audio is allowed and never used" for robot in ROBOTS}
OPTIONAL |= {f"{robot}.navigator: subscribed: /tf is allowed and never used" for robot in ROBOTS}


def of_every_node(name):
    """What a node has as it is set: services of parameters, the clock, the type descriptions of newer distributions."""
    return name in ("/clock", "/rosout", "/parameter_events") or name.rpartition("/")[2] in (
        "get_type_description", "describe_parameters", "get_parameter_types", "get_parameters", "list_parameters",
        "set_parameters", "set_parameters_atomically", "change_state", "get_state", "get_available_states",
        "get_available_transitions", "get_transition_graph", "transition_event",
    )  # fmt: skip


@pytest.fixture
def keys(tmp_path, specs_of):
    folder = tmp_path / "keystore"
    enclaves = [keystore.Enclave.of(spec) for spec in specs_of().values()]
    keystore.create(folder, enclaves, ROBOTS, keystore.KeystoreConfig(), datetime.now(timezone.utc))
    return folder


def up(*settings, **variables):
    command = [sys.executable, "-m", "robot_guide", "--json", "up", *settings]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ROS_SECURITY")}
    return subprocess.run(
        command, env={**clean, **variables}, capture_output=True, text=True, timeout=60.0, stdin=subprocess.DEVNULL
    )


def has_security(keys, domain):
    """Whether this distribution's middleware was built with security."""
    from robot_guide.graph_network import security_variables
    from robot_guide.shells.processes import ProcessError
    from robot_guide.shells.security_check import probe

    try:
        probe("/hall_map", {**os.environ, "ROS_DOMAIN_ID": str(domain), **security_variables(str(keys))})
    except ProcessError:
        return False
    return True


def test_a_graph_with_keys_fails_loudly_where_the_middleware_has_no_security(keys, domain):
    if has_security(keys, domain):
        pytest.skip("this middleware has security")
    ran = up("role:=hall", f"keystore:={keys}", "--domain", str(domain))
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "cannot secure the graph" in ran.stdout
    assert "without security" in ran.stdout
    assert "Traceback" not in ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({}, "ROS_SECURITY_KEYSTORE is not set"),
        ({"ROS_SECURITY_KEYSTORE": "/nowhere"}, "ROS_SECURITY_STRATEGY is not Enforce"),
        ({"ROS_SECURITY_KEYSTORE": "/nowhere", "ROS_SECURITY_STRATEGY": "Enforce"}, "no keys for hall_map"),
    ],
)
def test_security_that_ros_would_leave_out_without_a_word_is_an_error(variables, told, domain):
    ran = up("role:=hall", "--domain", str(domain), ROS_SECURITY_ENABLE="true", **variables)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert told in ran.stdout
    assert "Traceback" not in ran.stdout + ran.stderr


def test_a_node_that_is_to_be_secured_does_not_start_unsecured(keys, domain):
    from robot_guide.graph_network import security_variables
    from robot_guide.shells.processes import ProcessError
    from robot_guide.shells.security_check import probe

    environment = {**os.environ, "ROS_DOMAIN_ID": str(domain), **security_variables(str(keys))}
    with pytest.raises(ProcessError, match="cannot secure"):
        probe("/nobody", environment)
