"""sympy trees: the builder that makes raw ones, and the way from a tree to a graph and back.

A *raw* tree is unevaluated: it keeps what was typed, and ``text -> tree -> graph`` gives the node of ``text -> graph``.
No method of a raw tree is called here that evaluates, hashes or recurses: all walks are loops over ``_args``.
Imports sympy, and of symdiff ``graph`` and ``operators``.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import sympy
from mpmath import MPContext
from sympy import S

from symdiff import operators as op
from symdiff.graph import Graph
from symdiff.graph.binders import bound
from symdiff.operators import Constant, Exact, Number, Operator, Power, Product, Sum, Symbol
from symdiff.trees.builder import TreeBuilder
from symdiff.trees.heads import HEADS, Tree, pieces


def graph_to_tree(graph: Graph, node: int, *, evaluate: bool, symbols: dict[str, Tree] | None = None) -> Tree:
    """The sympy tree of a node: raw, or an ordinary evaluated expression.

    Evaluation leaves raw what sympy cannot evaluate in reasonable time or to a finite real number (``9**9**9``,
    ``log(-1)``, a tree deeper than 150), with all that stands above it. ``symbols`` gives names the symbols to use.
    """
    trees: dict[int, Tree] = {}
    _grown(graph, node, trees, _Evaluator(graph.limits.max_digits), evaluate=evaluate, symbols=symbols or {})
    return trees[node]


def _grown(
    graph: Graph, node: int, trees: dict[int, Tree], evaluator: _Evaluator, *, evaluate: bool, symbols: dict[str, Tree]
) -> None:
    """Make the trees of a node and of all below it."""
    heads, operands = graph.heads, graph.operands
    build = TreeBuilder()
    for each in graph.reachable([node]):
        if each in trees:
            continue
        head, parts = heads[each], operands[each]
        if head is Number:
            trees[each] = build.number(parts[0])
            evaluator.note_number(each, parts[0])
        elif head is Symbol:
            trees[each] = symbols.get(parts[0]) or build.symbol(parts[0])
        elif head is op.Truth:
            trees[each] = build.truth(parts[0])
        elif head is Constant:
            trees[each] = build.constant(parts[0])
            evaluator.note_number(each, next(row.value for row in op.CONSTANTS if row.name == parts[0]))
        elif head.binding is not None:
            found = bound(graph, each)
            _grown(graph, found.body, trees, evaluator, evaluate=evaluate, symbols=symbols)
            lower = found.ends[0] if found.lower is None else (trees[found.lower],)
            upper = found.ends[1] if found.upper is None else (trees[found.upper],)
            letter = symbols.get(found.name) or build.symbol(found.name)
            trees[each] = build.bind(found.binder, trees[found.body], letter, found.name, (lower, upper))
            if not evaluate or not evaluator.is_thawed(each, found.body, parts):
                continue
            trees[each] = trees[each].func(*trees[each].args)
        else:
            arguments = tuple([trees[part] for part in parts])
            tree = evaluator.tree(each, head, parts, arguments) if evaluate else None
            trees[each] = _raw(build, head, arguments) if tree is None else tree


def _raw(build: TreeBuilder, head: Operator, arguments: tuple[Tree, ...]) -> Tree:
    if head is Sum:
        return build.sum(arguments)
    if head is Product:
        return build.product(arguments)
    if head is Power:
        return build.power(*arguments)
    return build.call(head, arguments)


_EVALUATED_DEPTH = 150
_COUNTED = frozenset(op.SPECIAL)
"""Heads that sympy may evaluate at a whole number by a product or a sum as long as the number is large."""
_COUNT = 200


class _Evaluator:
    """Evaluates nodes one by one, knowing a float value of each constant to foresee what would never end."""

    def __init__(self, max_digits: int) -> None:
        self._max_digits = max_digits
        self._values: dict[int, float | None] = {}
        self._frozen: set[int] = set()
        self._depths: dict[int, int] = {}

    def note_number(self, node: int, value: Exact | float) -> None:
        try:
            self._values[node] = float(value)
        except OverflowError:
            self._values[node] = None

    def tree(self, node: int, head: Operator, parts: tuple[int, ...], arguments: tuple[Tree, ...]) -> Tree | None:
        """The evaluated tree; None, for good, where the node must stay raw."""
        depth = self._depths[node] = 1 + max(self._depths.get(part, 0) for part in parts)
        tree = None
        if depth <= _EVALUATED_DEPTH and self._frozen.isdisjoint(parts) and self._is_safe(node, head, parts, arguments):
            try:
                tree = HEADS[head](*(pieces(arguments) if head is op.piecewise else arguments))
            except (RecursionError, ValueError, TypeError):
                tree = None
        if tree is None or not _is_finite(tree, real=node in self._values or head in _COUNTED):
            self._frozen.add(node)
            return None
        return tree

    def is_thawed(self, node: int, body: int, parts: tuple[int, ...]) -> bool:
        """Whether what a binding is made of is evaluated; what stands above one that is not stays raw."""
        self._depths[node] = 1 + max(self._depths.get(part, 0) for part in (body, *parts))
        if self._depths[node] <= _EVALUATED_DEPTH and self._frozen.isdisjoint((body, *parts)):
            return True
        self._frozen.add(node)
        return False

    def _is_safe(self, node: int, head: Operator, parts: tuple[int, ...], arguments: tuple[Tree, ...]) -> bool:
        if head in _COUNTED and any(isinstance(u, sympy.Rational) and abs(u) > _COUNT for u in arguments):
            return False
        if all(part in self._values for part in parts):
            value = self._values[node] = _value(head, [self._values[part] for part in parts])
            if value is None:
                return False
        if head is Power:
            base, exponent = arguments
            if isinstance(exponent, sympy.Rational) and abs(exponent) > 1:
                return _digits(base) * abs(Fraction(exponent.p, exponent.q)) <= self._max_digits
            return base is not S.Exp1 or self._is_safe_exponent(exponent)
        if head is op.exp:
            return self._is_safe_exponent(arguments[0])
        return True

    def _is_safe_exponent(self, exponent: Tree) -> bool:
        """Whether exp of this is not a huge exact power, as exp(n*log(3)) is."""
        for term in sympy.Add.make_args(exponent):
            factor, rest = term.as_coeff_Mul()
            if isinstance(factor, sympy.Rational):
                for log in sympy.Mul.make_args(rest):
                    if (
                        isinstance(log, sympy.log)
                        and _digits(log.args[0]) * abs(Fraction(factor.p, factor.q)) > self._max_digits
                    ):
                        return False
        return True


_DOUBLES = MPContext()
"""mpmath's functions with the precision of floats."""


def _value(head: Operator, values: list[float | None]) -> float | None:
    """A constant's value as a float; None where it is not finite, not real, or too small."""
    u = [value for value in values if value is not None]
    if len(u) < len(values) or (head.domain is not None and not head.domain.holds(*u)):
        return None
    result: Any
    try:
        if head is Sum:
            result = math.fsum(u)
        elif head is Product:
            result = math.prod(u)
        elif head is Power:
            result = u[0] ** u[1] if u[0] or u[1] else 1.0
        elif head.real is not None:
            result = head.real(*u)
        else:
            function = head.in_mpmath(_DOUBLES)
            if function is None:
                return None
            result = function(*map(_DOUBLES.mpf, u))
            result = None if isinstance(result, _DOUBLES.mpc) else float(result)
    except (ArithmeticError, ValueError, TypeError, RecursionError, _DOUBLES.NoConvergence):
        return None
    if not isinstance(result, float | int) or not math.isfinite(result):
        return None
    return None if result == 0 and head in (Power, op.exp) and u[0] else float(result)


def _digits(tree: Tree, depth: int = 0) -> Fraction:
    """About how many digits of exact numbers a whole power of an evaluated tree multiplies out, per unit of the power."""
    if depth > 50:
        return Fraction(10**9)
    if isinstance(tree, sympy.Rational):
        size = max(abs(tree.p), tree.q)
        return Fraction(size.bit_length() * 30103, 100000) if size > 1 else Fraction(0)
    if type(tree) is sympy.Mul:
        return sum((_digits(factor, depth + 1) for factor in tree.args), Fraction(0))
    if type(tree) is sympy.Pow and isinstance(tree.args[1], sympy.Rational):
        return _digits(tree.args[0], depth + 1) * abs(Fraction(tree.args[1].p, tree.args[1].q))
    if type(tree) is sympy.Add and not tree.free_symbols:
        return sum((_digits(term, depth + 1) for term in tree.args), Fraction(0))
    return Fraction(0)


def _is_finite(tree: Tree, *, real: bool) -> bool:
    if tree in (S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity):
        return False
    if isinstance(tree, sympy.Float):
        return bool(abs(tree._mpf_[2]) < 20_000)
    return not (real and bool(tree.has(S.ImaginaryUnit, sympy.exp_polar)))
