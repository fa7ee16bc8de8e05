"""Lines of edges: every edge once, and as long as they go on without a fork."""

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hall_map.exchange.chains import chains

EDGES = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20)


def test_a_line_goes_on_where_two_edges_meet_and_ends_at_a_fork():
    assert chains([(0, 1), (2, 1), (2, 3)]) == [[0, 1, 2, 3]]
    assert sorted(chains([(0, 1), (1, 2), (1, 3)])) == [[0, 1], [1, 2], [1, 3]]
    assert chains([(0, 1), (1, 2), (2, 0)]) in ([[0, 1, 2, 0]], [[1, 2, 0, 1]], [[2, 0, 1, 2]])


def test_a_directed_line_is_never_turned_round():
    assert chains([(1, 2), (0, 1)], directed=True) == [[0, 1, 2]]
    assert sorted(chains([(0, 1), (2, 1)], directed=True)) == [[0, 1], [2, 1]]


@given(EDGES)
def test_every_edge_is_in_one_line_once(edges):
    steps = [step for line in chains(edges) for step in pairwise(line)]
    assert Counter(map(frozenset, steps)) == Counter({frozenset(edge) for edge in edges if edge[0] != edge[1]})


@given(EDGES)
def test_every_directed_edge_is_in_one_line_once(edges):
    steps = [step for line in chains(edges, directed=True) for step in pairwise(line)]
    assert sorted(steps) == sorted({edge for edge in edges if edge[0] != edge[1]})
