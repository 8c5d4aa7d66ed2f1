"""Gradients in vector form. Imports ``notation``, the differentiator and ``builder``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symdiff.differentiator import tidy
from symdiff.errors import SymdiffError
from symdiff.notation.numerals import PRODUCT, SUM
from symdiff.notation.writer import Writer
from symdiff.parser import Names, parse
from symdiff.problems.vectors.builder import Vector, VectorBuilder, component_name


def forms(builder: VectorBuilder, names: Names, derivatives: Mapping[tuple[str, ...], int]) -> dict[str, str | None]:
    """By vector whose components are all differentiated by, its gradient as a formula of vectors; None where there is none."""
    found: dict[str, str | None] = {}
    reductions = _named_reductions(builder)
    for name, length in builder.lengths.items():
        wanted = [(component_name(name, i),) for i in range(length)]
        if all(wrt in derivatives for wrt in wanted):
            found[name] = _form(builder, names, [derivatives[wrt] for wrt in wanted], reductions)
    return found


def _form(builder: VectorBuilder, names: Names, nodes: Sequence[int], reductions: Mapping[int, str]) -> str | None:
    graph = builder.graph
    length = len(nodes)
    if len(set(nodes)) == 1:
        factor = Writer(graph, names=reductions).write(nodes[0], PRODUCT)
        form = {"1": f"ones({length})", "0": f"zeros({length})"}.get(factor, f"{factor}*ones({length})")
    else:
        common = _common_text(builder, nodes, reductions, arranged=True)
        if common is None:
            return None
        form = common
    try:
        again = parse(form, builder, names=names)
    except SymdiffError:
        return None
    if not isinstance(again, Vector) or len(again.nodes) != length:
        return None
    tidied = tidy(graph, again.nodes)
    return form if [tidied[node] for node in again.nodes] == list(nodes) else None


def _named_reductions(builder: VectorBuilder) -> dict[int, str]:
    """The tidied nodes of ``dot(x, x)`` and its likes, with that text; a part of the typed formula is written in its own order."""
    typed: dict[int, str] = {}
    for node, (name, operands) in builder.reductions.items():
        texts = [_common_text(builder, operand.nodes, typed, arranged=False) for operand in operands]
        if None not in texts:
            typed[node] = f"{name}({', '.join(map(str, texts))})"
    tidied = tidy(builder.graph, typed)
    return {tidied[node]: text for node, text in typed.items()}


def _common_text(
    builder: VectorBuilder, nodes: Sequence[int], reductions: Mapping[int, str], *, arranged: bool
) -> str | None:
    """The text that every component has when the vectors' components of its index are written as the vectors themselves."""
    graph = builder.graph
    common: str | None = None
    for index, node in enumerate(nodes):
        own = {
            graph.symbol(component_name(name, index)): name for name, n in builder.lengths.items() if n == len(nodes)
        }
        text = Writer(graph, arranged=arranged, names={**reductions, **own}).write(node, SUM)
        if common is not None and text != common:
            return None
        common = text
    return common
