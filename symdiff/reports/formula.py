"""The texts of a report as sympy trees for sympy's printers, which recurse: so the trees are bounded.

Imports ``naming``, ``parser``, ``trees`` and ``errors``; sympy by way of ``trees``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from symdiff.errors import SymdiffError, fault
from symdiff.notation.formula import Formula
from symdiff.notation.rebuilding import rebuilt
from symdiff.operators import Operator
from symdiff.parser import Names, parse
from symdiff.reports.naming import application
from symdiff.trees.builder import TreeBuilder
from symdiff.trees.heads import Tree
from symdiff.trees.unknown import shown

LONGEST, DEEPEST = 50_000, 100
"""Characters and levels of what sympy's printers are given."""


class PrinterTrees(TreeBuilder):
    """Raw trees in the shape that sympy's printers were made for: a sign and a number are one number, in front."""

    __slots__ = ()

    def symbol(self, name: str) -> Tree:
        return application(name, self) if "(" in name else super().symbol(name)

    def call(self, operator: Operator, operands: tuple[Tree, ...]) -> Tree:
        return super().call(operator, operands) if operator.unknown is None else shown(operator, operands)

    def product(self, factors: tuple[Tree, ...]) -> Tree:
        flat: list[Tree] = []
        for factor in factors:
            flat += factor._args if factor.is_Mul else (factor,)
        if len(flat) > 1 and flat[0] == -1 and flat[1].is_Number and flat[1].is_positive:
            flat[:2] = [-flat[1]]
        if len(flat) > 1 and flat[0] == 1 and not _divides(flat[1]):
            del flat[0]
        return flat[0] if len(flat) == 1 else super().product(tuple(flat))


def _divides(factor: Tree) -> bool:
    return bool(factor.is_Pow and factor._args[1] == -1)


def tree(text: str, names: Names, reader: str) -> Tree:
    """The raw tree of a formula; of a text without a node, as somebody typed it, by reading it. ``reader`` names the printer in the error for a formula that is too large for it."""
    if len(text) > LONGEST:
        raise _too_large(reader, f"longer than {LONGEST:,} characters")
    result = rebuilt(text, PrinterTrees()) if isinstance(text, Formula) else parse(text, PrinterTrees(), names=names)
    if _depth(result) > DEEPEST:
        raise _too_large(reader, f"nested more than {DEEPEST} deep")
    return result


def printed(printer: Callable[[], Any], reader: str) -> Any:
    """What a printer of sympy gives, with an ordinary error in place of a recursion too deep."""
    try:
        return printer()
    except RecursionError:
        raise _too_large(reader, "nested too deeply") from None


def _too_large(reader: str, why: str) -> SymdiffError:
    return fault("too-large-output", f"the formula is {why}, too large for {reader}", hint="use --format plain or json")


def _depth(root: Tree) -> int:
    depth = 0
    level: Iterable[Tree] = [root]
    while depth <= DEEPEST and (level := [part for tree in level for part in tree._args]):
        depth += 1
    return depth
