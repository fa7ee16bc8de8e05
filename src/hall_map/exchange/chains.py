"""From edges between numbered points to the lines that they make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

Edge = tuple[int, int]


def chains(edges: Sequence[Edge], directed: bool = False) -> list[list[int]]:
    """The lines that edges make, each as the numbers of its points; every edge is in one of them, once.

    A line goes on through a point where two edges meet and no other; where `directed`, from the end of one edge to the
    beginning of the next. An edge from a point to itself is none.
    """
    edges = list({(edge if directed else frozenset(edge)): edge for edge in edges if edge[0] != edge[1]}.values())
    steps = [*edges] if directed else [*edges, *((b, a) for a, b in edges)]
    following: dict[int, list[int]] = {}
    for a, b in steps:
        following.setdefault(a, []).append(b)
    degree = Counter(point for edge in edges for point in edge)
    through = {p for p, count in degree.items() if count == 2 and len(following.get(p, ())) == (1 if directed else 2)}
    left = dict.fromkeys(edges)
    lines = []
    for edge in [*(e for e in steps if e[0] not in through), *edges]:
        if edge in left or (not directed and edge[::-1] in left):
            lines.append(line_from(edge, following, through, left, directed))
    return lines


def line_from(edge: Edge, following, through: set[int], left: dict[Edge, None], directed: bool) -> list[int]:
    """The line that begins with an edge; what it takes is no longer in `left`."""
    line = list(edge)
    take(edge, left)
    while line[-1] in through:
        onwards = [p for p in following[line[-1]] if directed or p != line[-2]]
        if not onwards or not take((line[-1], onwards[0]), left, directed):
            break
        line.append(onwards[0])
    return line


def take(edge: Edge, left: dict[Edge, None], directed: bool = False) -> bool:
    """Whether an edge was left; it is not any longer."""
    for one in (edge,) if directed else (edge, edge[::-1]):
        if one in left:
            del left[one]
            return True
    return False
