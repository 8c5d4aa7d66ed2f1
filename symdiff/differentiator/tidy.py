"""The bounded tidying pass over a result: products and sums flattened, like terms and equal bases collected.

Linear in operand slots: a chain of products (or sums) whose links are used once is gathered into one node; a shared link
is flattened into its users only while it is short. Imports ``graph`` and ``budget``.
"""

from __future__ import annotations

from collections.abc import Iterable

from symdiff.annotations import Final
from symdiff.budget import heed_signals
from symdiff.graph import SHORT, Graph
from symdiff.graph.binders import bind, filled, secret
from symdiff.graph.exact import folded
from symdiff.graph.heads import Number, Power, Product, Sum
from symdiff.operators import INTEGRAL

_ROOM = 200_000
"""About how many operand slots a pass may add by flattening shared products and sums into their users."""
_NOBODY: Final = -1
_SEVERAL: Final = -2
_LINK: Final = -1


def tidy(graph: Graph, roots: Iterable[int]) -> dict[int, int]:
    """The tidied node of each root."""
    wanted = set(roots)
    _order, result = _tidied(graph, wanted)
    return {root: result[root] for root in wanted}


def tidy_parts(graph: Graph, root: int) -> dict[int, int]:
    """The tidied node of a root and of what is below it, but for the links of chains."""
    order, result = _tidied(graph, {root})
    return {node: result[node] for node in order if result[node] != _LINK}


def _tidied(graph: Graph, wanted: set[int]) -> tuple[list[int], list[int]]:
    """The nodes below the wanted ones in order, and by node what each is tidied; entries of other nodes mean nothing."""
    heads, below = graph.heads, graph.below
    order = graph.reachable(wanted)
    if graph.rows:
        _tidy_templates(graph, order)
    graph.short = min(SHORT, 2 + _ROOM // len(order)) if order else SHORT
    users = _users(graph, order)
    result = graph.tidied
    for node in order:
        if not node & 1023:
            heed_signals()
        head = heads[node]
        if head is Product or head is Sum:
            above = users[node]
            if above >= 0 and heads[above] is head and node not in wanted:
                result[node] = _LINK
                continue
            parts = [result[part] for part in below[node]]
            if _LINK in parts:
                parts = _gathered(graph, node)
            result[node] = graph.collect_product(parts) if head is Product else graph.collect_sum(parts)
        elif head is Power:
            own = below[node]
            result[node] = graph.collect_power(result[own[0]], result[own[1]])
        elif head is Number:
            value = graph.operands[node][0]
            result[node] = node if type(value) is int else graph.number(folded(value))
        elif not below[node]:
            result[node] = node
        elif head.binding is not None:
            own = below[node]
            if head.binding.binder is INTEGRAL and head.binding.ends == (0, 0) and result[own[0]] == result[own[1]]:
                result[node] = graph.zero
                continue
            row, places = graph.rows[head]
            result[node] = graph.intern(row, tuple([result[own[place]] for place in places]))
        else:
            result[node] = graph.collect_call(head, tuple([result[operand] for operand in below[node]]))
    return order, result


def _tidy_templates(graph: Graph, order: list[int]) -> None:
    """For each row of an integral or a sum find the row of its tidied template, and which operands that has: before the pass, whose lists are one for all."""
    for node in order:
        row = graph.heads[node]
        if row.binding is not None and row not in graph.rows:
            symbols = [secret(graph, f"{place} of {node}") for place in range(len(graph.below[node]))]
            variable = secret(graph, f"of {node}")
            binding = row.binding
            body = filled(graph, binding, variable, symbols[binding.finite :])
            ends = list(symbols[: binding.finite])
            lower, upper = binding.ends
            low = (ends.pop(0),) if lower == 0 else lower
            high = (ends.pop(0),) if upper == 0 else upper
            made = bind(graph, binding.binder, tidy(graph, [body])[body], variable, binding.name, (low, high))
            graph.rows[row] = graph.heads[made], [symbols.index(operand) for operand in graph.operands[made]]


def _users(graph: Graph, order: list[int]) -> list[int]:
    """By node, the one node in ``order`` that uses it, once; a product in a product or a sum in a sum is a link then."""
    below, users = graph.below, graph.users
    missing = order[-1] + 1 - len(users) if order else 0
    if missing > 0:
        users += [_NOBODY] * missing
        graph.tidied += [_LINK] * missing
    for node in order:
        users[node] = _NOBODY
        for operand in below[node]:
            users[operand] = node if users[operand] == _NOBODY else _SEVERAL
    return users


def _gathered(graph: Graph, node: int) -> list[int]:
    """The tidied operands of a node with its links replaced by theirs, in order."""
    below, result = graph.below, graph.tidied
    parts: list[int] = []
    stack = list(below[node])
    while stack:
        part = stack.pop()
        made = result[part]
        if made == _LINK:
            stack += below[part]
        else:
            parts.append(made)
    parts.reverse()
    return parts
