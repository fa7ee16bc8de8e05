"""One screen of a terminal from a snapshot: robots, nodes, topics. What is wrong stands out, with its words."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

COLOURS = {"ok": "32", "warn": "33", "error": "31", "stale": "35"}
SLOW, LATE = 0.8, 100.0  # of the rate expected; ms
NO_NODES = "no nodes are here; start them with: robot-guide up (and name their domain, if it is not 0: --domain N)"
Snapshot = Mapping[str, Sequence[Mapping[str, object]]]


@dataclass(frozen=True)
class Column:
    """`importance`: on a narrow terminal those with the lowest go first."""

    title: str
    width: int
    importance: int
    right: bool = False


NODE_COLUMNS = (
    Column("node", 24, 9), Column("state", 12, 6), Column("beat", 7, 7, True), Column("cpu", 6, 4, True),
    Column("memory", 8, 3, True), Column("level", 6, 8), Column("says", 0, 5),
)  # fmt: skip
TOPIC_COLUMNS = (
    Column("topic", 28, 9), Column("rate", 9, 8, True), Column("expected", 9, 6, True),
    Column("latency", 9, 5, True), Column("last", 8, 7, True),
)  # fmt: skip
LEAST = 16  # characters for words without a width of their own


def render(snapshot: Snapshot, *, width: int = 100, colour: bool = False) -> list[str]:
    """The lines of the screen, none wider than `width` characters."""
    if not snapshot["nodes"]:
        return [cut(NO_NODES, width)]
    nodes = snapshot["nodes"]
    worst = [node for node in nodes if node["level"] != "ok"]
    head = f"{len(nodes)} nodes, {len(worst) or 'none'} of them not well" if worst else f"{len(nodes)} nodes, all well"
    lines = [cut(head, width), *(cut(robot_line(robot), width) for robot in snapshot["robots"]), ""]
    lines += table(NODE_COLUMNS, [(node_cells(node), node["level"]) for node in nodes], width, colour)
    if snapshot["topics"]:
        rows = [(topic_cells(topic), topic_level(topic)) for topic in snapshot["topics"]]
        lines += ["", *table(TOPIC_COLUMNS, rows, width, colour)]
    return lines


def robot_line(robot: Mapping[str, object]) -> str:
    parts = [str(robot.get("phase") or "unknown")]
    if robot.get("target"):
        parts.append(f"to {robot['target']}")
    if robot.get("remaining"):
        parts.append(f"{robot['remaining']:.1f} m to go")
    if robot.get("in_conversation"):
        parts.append("in conversation")
    if robot.get("at"):
        parts.append(f"at ({robot['at'][0]:.1f}, {robot['at'][1]:.1f})")
    if robot.get("battery") is not None:
        parts.append(f"battery {robot['battery']:.0%}")
    return f"{robot['robot']}: {', '.join(parts)}"


def node_cells(node: Mapping[str, object]) -> tuple[str, ...]:
    cpu, memory = node["cpu"], node["memory_mb"]
    return (
        str(node["name"]), str(node["lifecycle"]), seconds(node["beat_age"]), "" if cpu is None else f"{cpu:.0%}",
        "" if memory is None else f"{memory:.0f} MB", str(node["level"]), str(node["message"]),
    )  # fmt: skip


def topic_cells(topic: Mapping[str, object]) -> tuple[str, ...]:
    latency, expected = topic["latency_ms"], topic["expected"]
    return (
        str(topic["name"]), f"{topic['rate']:.1f} Hz", "" if expected is None else f"{expected:g} Hz",
        "" if latency is None else f"{latency:.0f} ms", seconds(topic["age"]) or "never",
    )  # fmt: skip


def topic_level(topic: Mapping[str, object]) -> str:
    """What is slower than expected, or late, is worth a look."""
    expected = topic["expected"]
    slow = expected is not None and topic["rate"] < SLOW * expected
    return "warn" if slow or (topic["latency_ms"] or 0.0) > LATE else "ok"


def seconds(age: float | None) -> str:
    return "" if age is None else f"{age:.1f} s"


def table(columns: Sequence[Column], rows: Sequence[tuple[Sequence[str], str]], width: int, colour: bool) -> list[str]:
    """A head and a line a row; `rows` are cells and a level, the colour of which the line has unless all is well."""
    shown = columns_for(columns, width)
    lines = [line_of([column.title for column in columns], columns, shown, width)]
    for cells, level in rows:
        text = line_of(cells, columns, shown, width)
        lines.append(f"\x1b[{COLOURS[level]}m{text}\x1b[0m" if colour and level != "ok" else text)
    return lines


def columns_for(columns: Sequence[Column], width: int) -> set[int]:
    """Numbers of the columns that there is room for; the most important one is always among them."""
    shown = sorted(range(len(columns)), key=lambda n: -columns[n].importance)
    while len(shown) > 1 and sum((columns[n].width or LEAST) + 1 for n in shown) > width:
        shown.pop()
    return set(shown)


def line_of(cells: Sequence[str], columns: Sequence[Column], shown: set[int], width: int) -> str:
    parts = []
    for number, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        if number not in shown:
            continue
        text = cut(cell, column.width) if column.width else cell
        space = " " * max(0, column.width - wide(text))
        parts.append(space + text if column.right else text + space)
    return cut(" ".join(parts), width).rstrip()


def wide(text: str) -> int:
    """Columns of a terminal that a text takes: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def cut(text: str, width: int) -> str:
    """A text in one line of at most `width` columns."""
    text = " ".join("".join(each if each.isprintable() else " " for each in text).split(" "))
    if wide(text) <= width:
        return text
    kept = ""
    for each in text:
        if wide(kept + each) > width - 1:
            break
        kept += each
    return kept + "…" if width > 0 else ""
