"""Whether a graph that is asked to be secured can be: told before any node starts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from robot_guide.graph import ProcessSpec
from robot_guide.shells.processes import ProcessError

PATIENCE = 30.0  # s for one participant to start
PROBE = """
import sys, rclpy
rclpy.init(args=["--ros-args", "--enclave", sys.argv[1]])
rclpy.create_node("security_check", enable_rosout=False, start_parameter_services=False)
"""


def is_secured(environment: Mapping[str, str]) -> bool:
    """Whether the variables ask for SROS2; ROS 2 itself looks for exactly this word."""
    return environment.get("ROS_SECURITY_ENABLE", "") == "true"


def with_enclaves(specs: Sequence[ProcessSpec]) -> tuple[ProcessSpec, ...]:
    """Each process under an identity of its own: `/xiao_pu/navigator`."""
    return tuple(replace(spec, enclave="/" + spec.label.replace(".", "/")) for spec in specs)


def secured(specs: Sequence[ProcessSpec], environment: Mapping[str, str]) -> tuple[ProcessSpec, ...]:
    """The processes, with their identities where the variables ask for security.

    Raises: ProcessError: they ask for it, and it cannot be had. ROS 2 itself goes on without security and without a
        word where there is no keystore or the strategy is not Enforce.
    """
    if not is_secured(environment):
        return tuple(specs)
    keystore = environment.get("ROS_SECURITY_KEYSTORE", "")
    if not keystore:
        raise ProcessError(
            "ROS_SECURITY_ENABLE is true and ROS_SECURITY_KEYSTORE is not set, with which ROS 2 runs unsecured; "
            "give keystore:=DIR, made by `robot-guide security create DIR`, or unset ROS_SECURITY_ENABLE"
        )
    if environment.get("ROS_SECURITY_STRATEGY") != "Enforce":
        raise ProcessError(
            "ROS_SECURITY_ENABLE is true and ROS_SECURITY_STRATEGY is not Enforce, with which a node without keys runs "
            "unsecured; set ROS_SECURITY_STRATEGY=Enforce, or give keystore:=DIR, which does"
        )
    named = with_enclaves(specs)
    for spec in named:
        folder = Path(keystore, "enclaves", spec.enclave.lstrip("/"))
        if not (folder / "key.pem").exists():
            raise ProcessError(f"{folder}: no keys for {spec.label}; run: robot-guide security create {keystore}")
    probe(named[0].enclave, environment)
    return named


def probe(enclave: str, environment: Mapping[str, str]) -> None:
    """Start one participant with its keys. Raises ProcessError: the middleware cannot."""
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, enclave], env=dict(environment), capture_output=True, text=True, timeout=PATIENCE
    )
    if ran.returncode == 0:
        return
    told = (ran.stderr.strip().splitlines() or ["it ended without a word"])[-1]
    raise ProcessError(
        f"this middleware cannot secure the graph ({told[:300]}). The wheels' Fast DDS was built without security: "
        "run on a ROS 2 distribution (docs/deployment.md), or unset ROS_SECURITY_ENABLE and leave keystore out"
    )
