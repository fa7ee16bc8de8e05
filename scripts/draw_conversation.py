"""Draw the states of a conversation from their tables: a diagram for `docs/conversation.md`, and a picture beside it.

    make pictures                                # writes both
    python scripts/draw_conversation.py --check  # status 1 where one of them is not current
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from dialogue.states import SEPARATOR, STATES, TRANSITIONS, TREE, ConversationConfig

ROOT = Path(__file__).resolve().parents[1]
PAGE, PICTURE = ROOT / "docs/conversation.md", ROOT / "docs/pictures/conversation.svg"
BEGIN, END = "<!-- made by scripts/draw_conversation.py -->", "<!-- until here -->"
ANYWHERE, OFF_THE_WAY = "anywhere", "anywhere but guiding"

WIDTH, ROW, LINE, GAP = 320, 58, 15, 26  # px
COLUMNS = (
    ("idle", "attending", "clarifying", "confirming"),
    ("guiding",),
    ("arrived", "fetching", "with_person", "emergency"),
)
COLOURS = {
    "idle": "#eceff1", "clarifying": "#f3e5f5", "confirming": "#f3e5f5", "guiding": "#e3f2fd", "arrived": "#e8f5e9",
    "with_person": "#fff3e0", "emergency": "#ffebee",
}  # fmt: skip


def source_name(sources: tuple[str, ...]) -> str:
    """Where a transition may start, in a word."""
    if set(sources) == set(TREE):
        return ANYWHERE
    return OFF_THE_WAY if set(sources) == set(TREE) - {"guiding"} else sources[0]


def ways_into(state: str) -> list[str]:
    """Each trigger that leads to a state, with where from."""
    return [f"{trigger} ← {source_name(sources)}" for trigger, sources, target in TRANSITIONS if target == state]


def time_out(state: str) -> str:
    """How long a conversation stays there by itself."""
    seconds = ConversationConfig().time_out(state)
    return f"{seconds:g} s" if seconds < float("inf") else ""


# the diagram


def mermaid() -> str:
    """The tables as a state diagram that GitHub draws."""
    lines = ["stateDiagram-v2"]
    for state, below in TREE.items():
        if below:
            lines.append(f"  state {state} {{")
            lines += [f'    state "{child}" as {state}_{child}' for child in below]
            lines += [f"    [*] --> {state}_{below[0]}", "  }"]
        else:
            lines.append(f"  {state}")
    sources = {ANYWHERE: "anywhere", OFF_THE_WAY: "off_the_way"}
    lines.append(f'  state "{OFF_THE_WAY}" as off_the_way')
    for trigger, come_from, target in TRANSITIONS:
        name = source_name(come_from)
        source = sources.get(name, name.replace(SEPARATOR, "_"))
        lines.append(f"  {source} --> {target.replace(SEPARATOR, '_')}: {trigger}")
    return "\n".join(lines)


# the picture


def picture() -> str:
    """The tables as an SVG: a box a state, with the ways into it and its time-out."""
    boxes, height = [], 0
    for column, states in enumerate(COLUMNS):
        x, y = GAP + column * (WIDTH + 2 * GAP), GAP + 40
        for state in states:
            tall = height_of(state)
            boxes += list(box(state, x, y, tall))
            y += tall + GAP
        height = max(height, y)
    width = 3 * WIDTH + 6 * GAP
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'font-family="DejaVu Sans, Arial, sans-serif" font-size="12">'
    )
    title = text(GAP, 36, "States of a conversation, what leads to each, and how long it lasts by itself", 15)
    return "\n".join((head, f'<rect width="{width}" height="{height}" fill="white"/>', title, *boxes, "</svg>", ""))


def rows_of(state: str) -> int:
    return ROW + LINE * max(len(ways_into(state)) - 1, 0)


def height_of(state: str) -> int:
    below = TREE[state]
    return 34 + sum(rows_of(f"{state}{SEPARATOR}{child}") + 8 for child in below) + 4 if below else rows_of(state)


def box(state: str, x: int, y: int, tall: int) -> Iterator[str]:
    """A state with those below it."""
    fill = COLOURS.get(state, "#fafafa")
    yield f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{tall}" rx="10" fill="{fill}" stroke="#546e7a"/>'
    if not TREE[state]:
        yield from label(state, state, x, y, WIDTH)
        return
    yield text(x + 12, y + 22, state, 14, bold=True)
    at = y + 34
    for child in TREE[state]:
        name = f"{state}{SEPARATOR}{child}"
        rows = rows_of(name)
        yield f'<rect x="{x + 10}" y="{at}" width="{WIDTH - 20}" height="{rows}" rx="8" fill="white" stroke="#90a4ae"/>'
        yield from label(name, child, x + 10, at, WIDTH - 20)
        at += rows + 8


def label(name: str, shown: str, x: int, y: int, width: int) -> Iterator[str]:
    yield text(x + 12, y + 21, shown, 14, bold=True)
    if seconds := time_out(name):
        yield f'<text x="{x + width - 12}" y="{y + 21}" text-anchor="end" fill="#78909c">{seconds}</text>'
    for row, way in enumerate(ways_into(name)):
        yield text(x + 12, y + 42 + row * LINE, way, 12, colour="#37474f")


def text(x: int, y: int, words: str, size: int, *, bold: bool = False, colour: str = "#263238") -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x}" y="{y}" font-size="{size}"{weight} fill="{colour}">{escape(words)}</text>'


def page(now: str) -> str:
    """The page with the diagram as it should be. Raises ValueError: its marks are gone."""
    before, begin, rest = now.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{PAGE.relative_to(ROOT)}: put back the lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n```mermaid\n{mermaid()}\n```\n\n{END}{after}"


def main() -> int:
    """Write what is not current; with --check only say so. Returns: 1, where something was not and is not now."""
    wanted = {PAGE: page(PAGE.read_text("utf-8")), PICTURE: picture()}
    old = [path for path, content in wanted.items() if not path.exists() or path.read_text("utf-8") != content]
    check = "--check" in sys.argv
    for path in old:
        print(path.relative_to(ROOT), "is not current" if check else "written")
        if not check:
            path.write_text(wanted[path], "utf-8")
    return 1 if old and check else 0


if __name__ == "__main__":
    assert set(STATES) == {target for _, _, target in TRANSITIONS}, "a state that nothing leads to"
    sys.exit(main())
