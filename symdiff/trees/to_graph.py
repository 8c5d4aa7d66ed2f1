"""A tree of sympy as a node of the graph. Imports ``heads``."""

from __future__ import annotations

import math
from fractions import Fraction

import sympy
from mpmath.libmp import from_rational, to_rational
from sympy import S
from sympy.core.function import AppliedUndef, UndefinedFunction

from symdiff import operators as op
from symdiff.errors import SymdiffError, fault
from symdiff.graph import Decimal, GraphBuilder
from symdiff.operators import Operator, Power, Product, Sum
from symdiff.trees.heads import CONSTANT_NAMES, FORMS, ROWS, Tree, value_at_zero
from symdiff.trees.unknown import row_of


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
    node = _grown(tree, builder, {} if symbols is None else symbols, {})
    if builder.graph.heads[node] in op.CONDITIONS:
        raise fault("bad-argument", f"a formula is needed here, not a '{type(tree).__name__}'")
    return node


_DEEPEST = 12
"""Integrals and sums inside one another."""


def _grown(tree: Tree, builder: GraphBuilder, names: dict[str, Tree], own: dict[Tree, int]) -> int:
    """The node of a tree; ``own`` has the symbols that are bound where it stands."""
    nodes: dict[int, int] = {}  # by identity, since a hash of a deep tree recurses
    kept: list[tuple[Tree, ...]] = []  # so that no other tree takes the identity of one
    stack = [tree]
    while stack:
        part = stack[-1]
        if id(part) in nodes:
            stack.pop()
            continue
        head = type(part)
        if head in _BINDERS:
            nodes[id(part)] = _bound(part, builder, names, own)
            stack.pop()
            continue
        row = ROWS.get(head)
        arguments = getattr(part, "_args", ())
        form = FORMS.get((head, len(arguments)))
        unknown = row_of(part) if row is None and form is None else None
        if unknown is not None:
            row, arguments = unknown
            kept.append(arguments)
        if row is None and form is None:
            known = own.get(part) if isinstance(part, sympy.Symbol) else None
            nodes[id(part)] = _leaf(part, builder, names) if known is None else known
            stack.pop()
            continue
        if row is not None and row.value_at_zero:
            arguments = _without_value(row, arguments)
        elif head is sympy.Piecewise:
            arguments = tuple(argument for piece in arguments for argument in piece._args)
        pending = [argument for argument in arguments if id(argument) not in nodes]
        if pending:
            pending.reverse()
            stack.extend(pending)
            continue
        operands = tuple([nodes[id(argument)] for argument in arguments])
        nodes[id(part)] = _node(builder, row, operands) if form is None else form(builder, *operands)
        stack.pop()
    return nodes[id(tree)]


_BINDERS = {getattr(sympy, binder.name): binder for binder in op.BINDERS}


def _bound(tree: Tree, builder: GraphBuilder, names: dict[str, Tree], own: dict[Tree, int]) -> int:
    """An integral, sum or product, whose limits bind from the inside out."""
    body, *limits = tree._args
    if len(own) + len(limits) > _DEEPEST:
        raise fault(
            "too-deep", f"integrals and sums stand inside more than {_DEEPEST} others", hint="lower the nesting"
        )
    scopes = [own]
    for letter, *_ in reversed([limit._args for limit in limits]):
        scopes.append({**scopes[-1], letter: builder.variable(letter.name, len(scopes[-1]))})
    node = _grown(body, builder, names, scopes[-1])
    for limit in limits:
        letter, *ends = limit._args
        variable = scopes.pop()[letter]
        made: list[tuple[int] | int | None] = [
            1 if end is S.Infinity else -1 if end is S.NegativeInfinity else (_grown(end, builder, names, scopes[-1]),)
            for end in ends
        ]
        if not made:
            made = [(scopes[-1].get(letter) or _leaf(letter, builder, names),)]
        if len(made) == 1:
            made.insert(0, None)
        binder = _BINDERS[type(tree)]
        if binder.whole and None in made:
            raise fault("bad-argument", f"{binder.words} needs bounds")
        node = builder.bind(binder, node, variable, letter.name, (made[0], made[1]))
    return node


def _node(builder: GraphBuilder, row: Operator | None, operands: tuple[int, ...]) -> int:
    if row is Sum:
        return builder.sum(operands)
    if row is Product:
        return builder.product(operands)
    if row is Power:
        return builder.power(*operands)
    assert row is not None
    return builder.call(row, operands)


def _without_value(row: Operator, arguments: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """The arguments without the value at 0. Raises SymdiffError ``bad-argument`` for another one than the row's."""
    value = value_at_zero(row)
    if arguments[1:] not in ((), (value,)):
        raise fault("bad-argument", f"{row.name} has the value {value} at 0 here, not {arguments[1]}")
    return arguments[:1]


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
