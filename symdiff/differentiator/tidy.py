"""The bounded tidying pass over a result: products and sums flattened, like terms and equal bases collected.

Linear in operand slots: a chain of products (or sums) whose links are used once is gathered into one node; a shared link
is flattened into its users only while it is short. Imports ``graph`` and ``limits``.
"""

from __future__ import annotations

from collections.abc import Iterable

from symdiff.graph import SHORT, Graph
from symdiff.graph.heads import Number, Power, Product, Sum
from symdiff.limits import heed_signals

_ROOM = 200_000
"""About how many operand slots a pass may add by flattening shared products and sums into their users."""


def tidy(graph: Graph, roots: Iterable[int]) -> dict[int, int]:
    """The tidied node of each root and of what is below it."""
    heads, operands = graph.heads, graph.operands
    wanted = set(roots)
    order = graph.reachable(wanted)
    graph.short = min(SHORT, 2 + _ROOM // len(order)) if order else SHORT
    links = _links(graph, order, wanted)
    result: dict[int, int] = {}
    for node in order:
        if not node & 1023:
            heed_signals()
        if node in links:
            continue
        head = heads[node]
        if head is Product or head is Sum:
            own = operands[node]
            parts = list(map(result.__getitem__, own if links.isdisjoint(own) else _gathered(graph, node, links)))
            result[node] = graph.collect_product(parts) if head is Product else graph.collect_sum(parts)
        elif head is Power:
            base, exponent = operands[node]
            result[node] = graph.collect_power(result[base], result[exponent])
        elif head is Number:
            value = operands[node][0]
            result[node] = node if type(value) is int or value.denominator != 1 else graph.number(int(value))
        elif not graph.below[node]:
            result[node] = node
        else:
            result[node] = graph.collect_call(head, tuple([result[operand] for operand in operands[node]]))
    return result


def _links(graph: Graph, order: list[int], wanted: set[int]) -> set[int]:
    """The products inside one product, and sums inside one sum, that nothing else uses."""
    heads, below = graph.heads, graph.below
    user: dict[int, int] = {}
    for node in order:
        for operand in below[node]:
            if heads[operand] is Product or heads[operand] is Sum:
                user[operand] = -1 if operand in user else node
    return {node for node, above in user.items() if above >= 0 and heads[above] is heads[node] and node not in wanted}


def _gathered(graph: Graph, node: int, links: set[int]) -> list[int]:
    """The operands of a node with its links replaced by theirs, in order."""
    parts = []
    stack = list(graph.operands[node][::-1])
    while stack:
        part = stack.pop()
        if part in links:
            stack += graph.operands[part][::-1]
        else:
            parts.append(part)
    return parts
