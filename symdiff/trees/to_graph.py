"""A tree of sympy as a node of the graph. Imports ``heads``."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

import sympy
from mpmath.libmp import from_rational, to_rational
from sympy import S
from sympy.core.function import AppliedUndef, UndefinedFunction

from symdiff import operators as op
from symdiff.errors import SymdiffError, fault
from symdiff.graph import Decimal, GraphBuilder
from symdiff.operators import Operator, Power, Product, Sum
from symdiff.trees.heads import CONSTANT_NAMES, ROWS, Tree


def _form(name: str, operands: int) -> Callable[..., Any]:
    return next(form.build for form in op.FORMS if name in form.names and form.arity == (operands, operands))


def _decimal(tree: Tree, max_digits: int) -> Decimal:
    """The shortest decimal that reads back as this Float."""
    _, mantissa, exponent, size = tree._mpf_
    if abs(exponent + size) * 0.30103 > max_digits:
        raise fault("too-many-digits", f"the number has an exponent of more than {max_digits:,} digits")
    if not mantissa:
        return Decimal(0)
    numerator, denominator = to_rational(tree._mpf_)
    exact = Fraction(numerator, denominator)
    leading = math.floor((exponent + size - 1) * math.log10(2))  # the decimal exponent, or one less
    digits = max(1, math.floor((tree._prec - 1) * math.log10(2)) - 1)
    while True:
        scale = Fraction(10) ** (digits - 1 - leading)
        candidate = Fraction(round(exact * scale)) / scale
        if from_rational(candidate.numerator, candidate.denominator, tree._prec, "n") == tree._mpf_:
            return Decimal(candidate)
        digits += 1


def tree_to_graph(tree: Tree, builder: GraphBuilder, symbols: dict[str, Tree] | None = None) -> int:
    """The typed node of a sympy expression, raw or evaluated; ``symbols`` is filled with its symbols by name.

    Raises SymdiffError ``unknown-function`` or ``bad-argument`` for what is not a formula of real numbers.
    """
    names = {} if symbols is None else symbols
    nodes: dict[int, int] = {}  # by identity, since a hash of a deep tree recurses
    stack = [tree]
    while stack:
        part = stack[-1]
        if id(part) in nodes:
            stack.pop()
            continue
        head = type(part)
        if head not in ROWS and head not in _SPECIAL:
            nodes[id(part)] = _leaf(part, builder, names)
            stack.pop()
            continue
        arguments = part._args[:1] if head is sympy.Heaviside else part._args
        if head is sympy.Piecewise:
            arguments = tuple(argument for piece in arguments for argument in piece._args)
        pending = [argument for argument in arguments if id(argument) not in nodes]
        if pending:
            pending.reverse()
            stack.extend(pending)
            continue
        operands = tuple([nodes[id(argument)] for argument in arguments])
        nodes[id(part)] = (
            _SPECIAL[head](builder, part, operands) if head in _SPECIAL else _node(builder, ROWS[head], operands)
        )
        stack.pop()
    if builder.graph.heads[nodes[id(tree)]] in op.CONDITIONS:
        raise fault("bad-argument", f"a formula is needed here, not a '{type(tree).__name__}'")
    return nodes[id(tree)]


def _node(builder: GraphBuilder, row: Operator, operands: tuple[int, ...]) -> int:
    if row is Sum:
        return builder.sum(operands)
    if row is Product:
        return builder.product(operands)
    if row is Power:
        return builder.power(*operands)
    return builder.call(row, operands)


def _logarithm(builder: GraphBuilder, tree: Tree, operands: tuple[int, ...]) -> int:
    node: int = builder.call(op.log, operands) if len(operands) == 1 else _form("log", 2)(builder, *operands)
    return node


def _unit_step(builder: GraphBuilder, tree: Tree, operands: tuple[int, ...]) -> int:
    if tree._args[1:] not in ((), (S.Half,)):
        raise fault("bad-argument", f"Heaviside has the value 1/2 at 0 here, not {tree._args[1]}")
    return builder.call(op.heaviside, operands)


def _combination(name: str) -> Callable[[GraphBuilder, Tree, tuple[int, ...]], int]:
    """A head that is a form here."""
    build = _form(name, 1)
    return lambda builder, tree, operands: build(builder, *operands)


def _trigamma(builder: GraphBuilder, tree: Tree, operands: tuple[int, ...]) -> int:
    return builder.call(op.polygamma, (builder.number(1), *operands))


_SPECIAL: Final[dict[Any, Callable[[GraphBuilder, Tree, tuple[int, ...]], int]]] = {
    sympy.log: _logarithm,
    sympy.Heaviside: _unit_step,
    sympy.digamma: _combination("digamma"),
    sympy.erfcinv: _combination("erfcinv"),
    sympy.Li: _combination("Li"),
    sympy.harmonic: _combination("harmonic"),
    sympy.trigamma: _trigamma,
}


def _leaf(tree: Tree, builder: GraphBuilder, names: dict[str, Tree]) -> int:
    if isinstance(tree, sympy.Rational):
        return builder.number(tree.p if tree.q == 1 else Fraction(tree.p, tree.q))
    if isinstance(tree, sympy.Float):
        return builder.number(_decimal(tree, builder.graph.limits.max_digits))
    if isinstance(tree, sympy.Symbol):
        if not tree.is_commutative:
            raise fault("bad-argument", f"the symbol '{tree.name}' does not commute: it is not a real variable")
        if names.setdefault(tree.name, tree) != tree:
            raise fault(
                "bad-argument",
                f"two different symbols are both named '{tree.name}'",
                hint="rename one, or give both the same assumptions",
            )
        return builder.symbol(tree.name)
    if tree in (sympy.true, sympy.false):
        return builder.truth(bool(tree))
    name = CONSTANT_NAMES.get(type(tree))
    if name is not None:
        return builder.constant(name)
    raise _refusal(tree)


def _refusal(tree: Tree) -> SymdiffError:
    name = type(tree).__name__
    if isinstance(tree, AppliedUndef) or isinstance(type(tree), UndefinedFunction):
        return fault("unknown-function", f"there is no function named '{name}'")
    if isinstance(tree, sympy.core.numbers.NumberSymbol):
        return fault("bad-argument", f"there is no constant named '{name}'")
    if isinstance(tree, sympy.Number) or tree in (S.ImaginaryUnit, S.ComplexInfinity):
        return fault("bad-argument", f"'{tree}' is not a finite real number")
    if isinstance(tree, sympy.Expr):
        return fault("unknown-function", f"sympy's '{name}' is not a function that symdiff differentiates")
    return fault("bad-argument", f"a formula is needed here, not a '{name}'")
