"""The pictures of the report, each from the figures of one test."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from robot_guide.trial_report.chart import COLOURS, INK, QUIET, Chart
from robot_guide.trial_report.settings_text import name_of
from robot_guide.trial_report.words import phrase

Rows = Sequence[Mapping[str, object]]
Floor = Mapping[str, object]
SOLID = "#cbd5e1"
PASSED, REFUSED, NEITHER, TOUCHED = "#047857", "#94a3b8", "#b45309", "#be123c"
WALL = 0.2  # m
COMFORT = 0.45  # m, that a robot keeps from people if it can


def plan(floor: Floor, width: float = 560) -> Chart:
    """The plan of a test floor, ready to be drawn on."""
    chart = Chart(
        (0.0, floor["width"]), (0.0, floor["height"]), width, even=True, x_label=phrase("axes.x").both,
        y_label=phrase("axes.y").both,
    )  # fmt: skip
    for solid in floor["solids"]:
        chart.area(solid, SOLID)
    for wall in floor["walls"]:
        chart.line(wall, SOLID, WALL / floor["width"] * width)
    return chart


def poses(floor: Floor, rows: Rows) -> str:
    """The test floor with the commanded poses as arrows."""
    chart = plan(floor, 360)
    for row, colour in zip(rows, COLOURS, strict=False):
        x, y, yaw = row["x"], row["y"], row["yaw"]
        tip = (x + 0.6 * math.cos(yaw), y + 0.6 * math.sin(yaw))
        chart.line([(x, y), tip], colour, 2.4)
        chart.dot(x, y, colour, 5)
        chart.word(x, y - 0.55 if yaw >= 0 else y + 0.35, str(row["pose"]), colour)
    return chart.svg(phrase("tests.pose.plan").both)


def stops(rows: Rows) -> str:
    """Where the robot came to stand, seen from the commanded pose; mm, to the right and ahead."""
    marks = [1000 * abs(value) for row in rows for stop in row["stops"] for value in stop[:2]]
    reach = 20.0 * math.ceil((max(marks, default=0.0) + 5.0) / 20.0)
    chart = Chart(
        (-reach, reach), (-reach, reach), 360, even=True, x_label=phrase("axes.left_mm").both,
        y_label=phrase("axes.ahead_mm").both,
    )  # fmt: skip
    chart.line([(-reach, 0), (reach, 0)], QUIET, 0.8)
    chart.line([(0, -reach), (0, reach)], QUIET, 0.8)
    for row, colour in zip(rows, COLOURS, strict=False):
        for ahead, left, _ in row["stops"]:
            chart.dot(-1000 * left, 1000 * ahead, colour)
        if "middle_left" in row:
            chart.dot(-1000 * row["middle_left"], 1000 * row["middle_ahead"], colour, 6, hollow=True)
        chart.key(colour, str(row["pose"]))
    return chart.svg(phrase("tests.pose.picture").both)


def speeds(rows: Rows, *, corridor: bool) -> str:
    """Speed against free space, a line a setting, on the narrow floor or on the wide one; it comes from the right."""
    rows = [row for row in rows if (row["kind"] == "cylinder") is corridor]
    chart = Chart(
        (0.0, 5.0), (0.0, 1.1), 640, 240, x_label=phrase("axes.room_m").both, y_label=phrase("axes.speed").both
    )
    for row, colour in zip(rows, COLOURS, strict=False):
        chart.line(row["profile"], colour, dashes="5 3" if row["dropout"] > 0.1 else "")
        chart.key(colour, name_of("detection", row).both)
    return chart.svg(phrase("tests.detection.picture" if corridor else "tests.detection.wide").both)


def ways(floor: Floor, rows: Rows) -> str:
    """The first ways driven in each setting."""
    chart = plan(floor, 640)
    for row, colour in zip(rows, COLOURS, strict=False):
        for path in row["paths"]:
            chart.line(path, colour, 1.1)
        chart.key(colour, name_of("avoidance", row).both)
    return chart.svg(phrase("tests.avoidance.plan").both)


def clearances(rows: Rows) -> str:
    """Least, mean and greatest clearance of each setting in which something is in the way."""
    shown = [row for row in rows if row["room"] is not None]
    most = max((row["room"]["most"] for row in shown), default=1.0)
    least = min((row["room"]["least"] for row in shown), default=0.0)
    chart = Chart(
        (-0.5, max(len(shown), 1) - 0.5), (min(1.1 * least, 0.0), 1.1 * max(most, COMFORT)), 640, 280,
        y_label=phrase("axes.room_m").both, categories=[str(i + 1) for i in range(len(shown))],
    )  # fmt: skip
    chart.line([(-0.5, COMFORT), (len(shown) - 0.5, COMFORT)], QUIET, 1.2, "5 4")
    for i, (row, colour) in enumerate(zip(shown, COLOURS, strict=False)):
        room = row["room"]
        chart.whisker(i, room["least"], room["most"], colour)
        chart.dot(i, room["mean"], colour, 4.5)
        chart.key(colour, f"{i + 1} {name_of('avoidance', row).both}")
    return chart.svg(phrase("tests.avoidance.picture").both)


def courses(floors: Mapping[str, Floor], rows: Rows) -> list[str]:
    """A plan of each course with the ways driven at the different speeds."""
    drawn = []
    for course in dict.fromkeys(row["course"] for row in rows):
        chart = plan(floors[course], 210)
        for row, colour in zip([row for row in rows if row["course"] == course], COLOURS, strict=False):
            chart.line(row["path"], colour, 1.6)
            chart.key(colour, f"{row['limit']:g} m/s")
        drawn.append(chart.svg(f"{phrase('tests.deviation.plan').both} {course}"))
    return drawn


def deviations(rows: Rows) -> str:
    """The greatest deviation of a run, mean and confidence interval, for each course and speed."""
    shown = [row for row in rows if row["most"] is not None]
    highest = max((1000 * (row["most"]["high"] or row["most"]["mean"]) for row in shown), default=1.0)
    colours = dict(zip(dict.fromkeys(row["course"] for row in shown), COLOURS, strict=False))
    chart = Chart(
        (-0.5, max(len(shown), 1) - 0.5), (0.0, 1.15 * highest), 640, 260, x_label=phrase("axes.limit").both,
        y_label=phrase("axes.deviation").both, categories=[f"{row['limit']:g}" for row in shown],
    )  # fmt: skip
    for course, colour in colours.items():
        chart.key(colour, phrase(f"settings.{course}").both)
    for i, row in enumerate(shown):
        figure = row["most"]
        chart.bar(i, 0.0, 1000 * figure["mean"], colours[row["course"]])
        if figure["n"] > 1:
            chart.whisker(i, 1000 * max(figure["low"], 0.0), 1000 * figure["high"], INK)
    return chart.svg(phrase("tests.deviation.picture").both)


def passages(rows: Rows) -> str:
    """For each width the shares that passed, refused, and did neither."""
    rows = sorted(rows, key=lambda row: row["width"])
    chart = Chart(
        (-0.5, len(rows) - 0.5), (0.0, 105.0), 640, 260, x_label=phrase("axes.width").both,
        y_label=phrase("axes.share").both, categories=[f"{row['width']:g}" for row in rows],
    )  # fmt: skip
    for i, row in enumerate(rows):
        bottom = 0.0
        for name, colour in (("passed", PASSED), ("touched", TOUCHED), ("refused", REFUSED)):
            top = bottom + 100 * row[name]["mean"]
            chart.bar(i, bottom, top, colour)
            bottom = top
        chart.bar(i, bottom, 100.0, NEITHER)
        chart.whisker(i, 100 * row["passed"]["low"], 100 * row["passed"]["high"])
    for name, colour in (("passed", PASSED), ("touched", TOUCHED), ("refused", REFUSED), ("neither", NEITHER)):
        chart.key(colour, phrase(f"columns.{name}").both)
    return chart.svg(phrase("tests.passage.picture").both)
