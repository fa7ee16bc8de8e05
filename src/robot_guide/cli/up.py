"""`robot-guide up`: start the ROS 2 graph and keep it running."""

from __future__ import annotations

import argparse

from robot_guide.cli.arguments import project_root, whole_number
from robot_guide.cli.errors import CommandError, UsageError, existing_file
from robot_guide.cli.output import Output

GRAPH = "launch/graph.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("settings", nargs="*", metavar="NAME:=VALUE", help="settings of the graph, such as seed:=7")
    parser.add_argument("--graph", metavar="FILE.yaml", help=f"default: {GRAPH}, which lists the settings")
    parser.add_argument(
        "--role", metavar="ROLE", help="what this machine is: hall, robot or world; short for role:=ROLE"
    )
    parser.add_argument("--domain", type=whole_number(0, 232), metavar="N", help="ROS domain (default: $ROS_DOMAIN_ID)")


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Run until Ctrl-C. Returns: 1 when the graph could not go on."""
    from robot_guide import graph
    from robot_guide.graph_network import network_variables
    from robot_guide.shells.processes import ProcessError, run_graph
    from robot_guide.shells.security_check import secured

    path = existing_file(arguments.graph or project_root() / GRAPH, "graph, a YAML file")
    try:
        loaded = graph.load(path)
        chosen = graph.parse_settings(loaded, settings_of(arguments))
        specs = graph.expand(loaded, chosen)
        network = network_variables(graph.settings(loaded, chosen))
    except graph.GraphError as error:
        raise UsageError(str(error), "robot-guide up", f"The settings and their defaults stand in {GRAPH}.") from error
    try:
        return run_graph(
            specs, domain=arguments.domain, network=network, prepare=secured,
            tell=lambda news: output.result({"news": news}, news),
        )  # fmt: skip
    except ProcessError as error:
        raise CommandError(str(error), "robot-guide up", "Run: robot-guide doctor") from error


def settings_of(arguments: argparse.Namespace) -> list[str]:
    return [*arguments.settings, *([f"role:={arguments.role}"] if arguments.role else [])]
