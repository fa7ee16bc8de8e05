"""The graph of `graph.yaml` for `ros2 launch launch/robot_guide.launch.py`, on a ROS 2 distribution.

Every argument of the graph is one of this launch file: `ros2 launch … sim:=false hall:=/path/to/hall`.
"""

from pathlib import Path

from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, OpaqueFunction, SetEnvironmentVariable, Shutdown
from launch_ros.actions import Node

from robot_guide import graph
from robot_guide.graph_network import network_variables
from robot_guide.shells.security_check import is_secured, with_enclaves

GRAPH = graph.load(Path(__file__).with_name("graph.yaml"))


def nodes(context: LaunchContext) -> list[SetEnvironmentVariable | Node]:
    given = context.launch_configurations
    words = [f"{argument.name}:={given[argument.name]}" for argument in GRAPH.arguments]
    chosen = graph.parse_settings(GRAPH, words)
    specs, variables = graph.expand(GRAPH, chosen), network_variables(graph.settings(GRAPH, chosen))
    if is_secured({**context.environment, **variables}):
        specs = with_enclaves(specs)
    return [*(SetEnvironmentVariable(*pair) for pair in variables.items()), *map(node, specs)]


def node(spec: graph.ProcessSpec) -> Node:
    return Node(
        package=spec.package,
        executable=spec.executable,
        name=spec.name,
        namespace=spec.namespace,
        parameters=[dict(spec.parameters)],
        output="screen",
        respawn=not spec.required,
        respawn_delay=1.0,
        ros_arguments=["--enclave", spec.enclave] if spec.enclave else [],
        on_exit=Shutdown() if spec.required else None,
    )


def generate_launch_description() -> LaunchDescription:
    declared = [
        DeclareLaunchArgument(argument.name, default_value=graph.shown(argument.default), description=argument.help)
        for argument in GRAPH.arguments
    ]
    return LaunchDescription([*declared, OpaqueFunction(function=nodes)])
