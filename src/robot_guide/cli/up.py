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
    parser.add_argument("--domain", type=whole_number(0, 232), metavar="N", help="ROS domain (default: $ROS_DOMAIN_ID)")


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Run until Ctrl-C. Returns: 1 when the graph could not go on."""
    from robot_guide import graph
    from robot_guide.shells.processes import ProcessError, run_graph

    path = existing_file(arguments.graph or project_root() / GRAPH, "graph, a YAML file")
    try:
        loaded = graph.load(path)
        specs = graph.expand(loaded, graph.parse_settings(loaded, arguments.settings))
    except graph.GraphError as error:
        raise UsageError(str(error), "robot-guide up", f"The settings and their defaults stand in {GRAPH}.") from error
    try:
        return run_graph(specs, domain=arguments.domain, tell=lambda news: output.result({"news": news}, news))
    except ProcessError as error:
        raise CommandError(str(error), "robot-guide up", "Run: robot-guide doctor") from error
