"""Write the layouts of RViz and Foxglove for the robots of a graph: `python scripts/draw_layouts.py [ROBOT …]`.

Topics and frames come from `robot_guide_ros/topics.py`; both files are data for programs that are not needed here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import yaml

from robot_guide_ros import topics

ROOT = Path(__file__).resolve().parents[1]
RVIZ, FOXGLOVE = ROOT / "launch/rviz/robot_guide.rviz", ROOT / "launch/foxglove/robot_guide.json"
ROBOTS = ("xiao_pu", "xiao_hui")
COLOURS = {"xiao_pu": (230, 126, 34), "xiao_hui": (41, 128, 185)}
SPARE = (39, 174, 96)  # of robots of other names
RELIABLE, BEST_EFFORT, LATCHED, VOLATILE = "Reliable", "Best Effort", "Transient Local", "Volatile"


def qos(topic: topics.Topic) -> dict[str, object]:
    """How RViz has to ask for a topic."""
    asked = topic.requested or topic.offered
    return {
        "Depth": 5, "Filter size": 10, "History Policy": "Keep Last",
        "Durability Policy": LATCHED if asked.durability == topics.DurabilityPolicy.TRANSIENT_LOCAL else VOLATILE,
        "Reliability Policy": RELIABLE if asked.reliability == topics.ReliabilityPolicy.RELIABLE else BEST_EFFORT,
    }  # fmt: skip


def display(kind: str, name: str, topic: topics.Topic, robot: str = "", **extra: object) -> dict[str, object]:
    asked = {"Value": topics.within(robot, topic.name), **qos(topic)}
    enabled = extra.setdefault("Enabled", True)
    return {"Class": f"rviz_default_plugins/{kind}", "Name": name, "Value": enabled, "Topic": asked, **extra}


def displays_of(robot: str) -> dict[str, object]:
    red, green, blue = COLOURS.get(robot, SPARE)
    colour = f"{red}; {green}; {blue}"
    arrow = {"Color": colour, "Alpha": 1, "Head Length": 0.2, "Head Radius": 0.1,
             "Shaft Length": 0.4, "Shaft Radius": 0.05}  # fmt: skip
    seen = [
        display("LaserScan", "Scan", topics.SCAN, robot, **{"Color Transformer": "FlatColor", "Color": colour,
                "Style": "Points", "Size (Pixels)": 3}),
        display("Path", "Plan", topics.PLAN, robot, Color=colour, **{"Line Style": "Billboards", "Line Width": 0.05}),
        display("PoseWithCovariance", "Pose", topics.AMCL_POSE, robot, Shape="Arrow", **arrow),
        display("Odometry", "Odometry", topics.ODOM, robot, Keep=1, Enabled=False,
                Shape={"Value": "Arrow", **arrow}),
        display("Map", "Costmap", topics.COSTMAP, robot, **{"Color Scheme": "costmap", "Alpha": 0.4,
                "Draw Behind": True}),
    ]  # fmt: skip
    return {"Class": "rviz_common/Group", "Name": robot, "Enabled": True, "Displays": seen}


def rviz(robots: tuple[str, ...]) -> dict[str, object]:
    """One window for both robots; its tools steer the first."""
    grid = {"Class": "rviz_default_plugins/Grid", "Name": "Grid", "Enabled": False, "Cell Size": 1}
    frames = {"Class": "rviz_default_plugins/TF", "Name": "Frames", "Enabled": True, "Show Names": True,
              "Marker Scale": 0.6}  # fmt: skip
    first = robots[0]
    tools = [
        {"Class": f"rviz_default_plugins/{kind}"} for kind in ("Interact", "MoveCamera", "Select", "Measure")
    ] + [
        {"Class": "rviz_default_plugins/SetInitialPose", "Topic": {"Value": topics.within(first, "initialpose")}},
    ]  # fmt: skip
    floor = display("Map", "Map", topics.MAP, Alpha=0.8, **{"Color Scheme": "map", "Draw Behind": True})
    view = {"Class": "rviz_default_plugins/TopDownOrtho", "Scale": 24, "X": 20, "Y": 12, "Angle": 0}
    panels = [{"Class": "rviz_common/Displays", "Name": "Displays"}, {"Class": "rviz_common/Views", "Name": "Views"},
              {"Class": "rviz_common/Time", "Name": "Time"}]  # fmt: skip
    return {
        "Panels": panels,
        "Visualization Manager": {
            "Class": "",
            "Displays": [grid, floor, frames, *map(displays_of, robots)],
            "Global Options": {"Fixed Frame": topics.MAP_FRAME, "Frame Rate": 30, "Background Color": "250; 250; 250"},
            "Name": "root", "Tools": tools, "Views": {"Current": view},
        },
        "Window Geometry": {"Width": 1400, "Height": 900},
    }  # fmt: skip


def foxglove(robots: tuple[str, ...]) -> dict[str, object]:
    """Plan of the hall on the left; on the right what is said, states, speeds and diagnostics."""
    shown = {topics.MAP.name: {"visible": True}}
    for robot in robots:
        red, green, blue = COLOURS.get(robot, SPARE)
        colour = f"#{red:02x}{green:02x}{blue:02x}"
        for topic, looks in (
            (topics.SCAN, {"colorMode": "flat", "flatColor": colour}), (topics.PLAN, {"gradient": [colour, colour]}),
            (topics.AMCL_POSE, {"color": colour}), (topics.COSTMAP, {"visible": False, "colorMode": "costmap"}),
        ):  # fmt: skip
            shown[topics.within(robot, topic.name)] = {"visible": True, **looks}
    first = robots[0]
    panels: dict[str, object] = {
        "3D!hall": {
            "followTf": topics.MAP_FRAME, "followMode": "follow-none", "topics": shown, "layers": {}, "transforms": {},
            "cameraState": {"perspective": False, "distance": 45, "phi": 0, "thetaOffset": 90,
                            "targetOffset": [20, 12, 0]},
            "publish": {"type": "pose_estimate", "poseEstimateTopic": topics.within(first, topics.INITIAL_POSE.name)},
        },
        "DiagnosticSummary!all": {"topicToRender": topics.DIAGNOSTICS.name, "minLevel": 0, "sortByLevel": True},
        "Plot!speed": {"paths": [path(robot, topics.CMD_VEL, "twist.linear.x") for robot in robots],
                       "title": "speed, m/s"},
        "Plot!left": {"paths": [path(robot, topics.GUIDE_STATE, "remaining") for robot in robots],
                      "title": "to go, m"},
        "RawMessages!events": {"topicPath": topics.EVENTS.name},
    }  # fmt: skip
    for robot in robots:
        panels[f"RawMessages!{robot}_captions"] = {"topicPath": f"{topics.within(robot, topics.CAPTIONS.name)}.text"}
        panels[f"RawMessages!{robot}_state"] = {"topicPath": topics.within(robot, topics.GUIDE_STATE.name)}
    side = [name for name in panels if name != "3D!hall"]
    layout = {"direction": "row", "first": "3D!hall", "second": stacked(side), "splitPercentage": 65}
    return {"configById": panels, "globalVariables": {}, "userNodes": {}, "playbackConfig": {"speed": 1},
            "layout": layout}  # fmt: skip


def path(robot: str, topic: topics.Topic, field: str) -> dict[str, object]:
    value = f"{topics.within(robot, topic.name)}.{field}"
    return {"value": value, "label": robot, "enabled": True, "timestampMethod": "receiveTime"}


def stacked(panels: list[str]) -> object:
    """Panels below each other, of the same height: Foxglove's layouts are binary trees."""
    if len(panels) == 1:
        return panels[0]
    return {"direction": "column", "first": panels[0], "second": stacked(panels[1:]),
            "splitPercentage": round(100 / len(panels), 1)}  # fmt: skip


def main(robots: tuple[str, ...]) -> None:
    for file in (RVIZ, FOXGLOVE):
        file.parent.mkdir(parents=True, exist_ok=True)
    RVIZ.write_text(yaml.safe_dump(rviz(robots), sort_keys=False, allow_unicode=True, width=120), "utf-8")
    FOXGLOVE.write_text(json.dumps(foxglove(robots), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or ROBOTS)
