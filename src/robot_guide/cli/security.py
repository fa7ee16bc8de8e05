"""`robot-guide security`: keys and permissions for a graph on a network that others share."""

from __future__ import annotations

import argparse
from datetime import datetime, timezone
from pathlib import Path

from robot_guide.cli.arguments import project_root, whole_number
from robot_guide.cli.errors import CommandError, UsageError
from robot_guide.cli.output import Output

GRAPH = "launch/graph.yaml"
EVERYTHING = ("console:=true", "ears:=true", "microphone:=true")  # whatever of the graph is ever switched on


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("create", "export"),
                        help="create a keystore, or add what it lacks; export a machine's part")  # fmt: skip
    parser.add_argument("keystore", metavar="DIR", type=Path, help="folder of the keystore")
    parser.add_argument("settings", nargs="*", metavar="NAME:=VALUE", help="of the graph, such as robots:=xiao_pu")
    parser.add_argument("--domain", type=whole_number(0, 232), default=0, metavar="N", help="ROS domain (default: 0)")
    parser.add_argument("--days", type=whole_number(1, 3650), default=366, metavar="N",
                        help="that certificates and permissions hold (default: 366)")  # fmt: skip
    parser.add_argument("--renew", action="store_true", help="with create: new keys for all, from the same authority")
    parser.add_argument("--out", type=Path, metavar="DIR", help="with export: where to put the machine's part")


def run(arguments: argparse.Namespace, output: Output) -> int:
    from robot_guide import graph
    from robot_guide.security import keystore

    try:
        loaded = graph.load(project_root() / GRAPH)
        chosen = graph.parse_settings(loaded, [*EVERYTHING, *arguments.settings])
        # The discovery server speaks below the level of what is secured: it has no enclave.
        enclaves = [keystore.Enclave.of(spec) for spec in graph.expand(loaded, chosen)]
    except graph.GraphError as error:
        raise UsageError(str(error), "robot-guide security", f"The settings stand in {GRAPH}.") from error
    try:
        if arguments.action == "export":
            return export(arguments, enclaves, output)
        config = keystore.KeystoreConfig(days=arguments.days, domain=arguments.domain)
        robots = graph.settings(loaded, chosen)["robots"]
        fresh = keystore.create(
            arguments.keystore, enclaves, robots, config, datetime.now(timezone.utc), renew=arguments.renew
        )
    except (keystore.KeystoreError, OSError) as error:
        raise CommandError(str(error), "robot-guide security", "See docs/deployment.md.") from error
    told = {"keystore": str(arguments.keystore), "enclaves": [each.path for each in enclaves], "new_keys": list(fresh)}
    output.result(
        told,
        f"{arguments.keystore}: {len(enclaves)} enclaves, {len(fresh)} of them with new keys.\n"
        f"Keep {arguments.keystore / 'private'} off the robots: `robot-guide security export` does.",
    )
    return 0


def export(arguments: argparse.Namespace, enclaves: list, output: Output) -> int:
    from robot_guide.security import keystore

    if arguments.out is None:
        raise UsageError("--out is missing", "robot-guide security export", "Name a new folder: --out DIR.")
    paths = keystore.export(arguments.keystore, enclaves, arguments.out)
    output.result({"out": str(arguments.out), "enclaves": list(paths)}, f"{arguments.out}: {len(paths)} enclaves")
    return 0
