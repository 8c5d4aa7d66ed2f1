"""Unknown functions as sympy has them: ``f(x)``, ``Derivative(f(x), x)``, and ``Subs(Derivative(f(t), t), t, g(x))``. Imports ``operators``.

How printers of sympy write them is here too: with primes, and with orders above the name.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy.core.function import AppliedUndef
from sympy.printing.pretty.stringpict import prettyForm, stringPict

from symdiff.operators import Family, Operator, Unknown

Tree = Any


def applied(unknown: Unknown, operands: tuple[Tree, ...]) -> Tree:
    """An unknown function or its derivative of some operands, none of which is evaluated."""
    function = sympy.Function(unknown.name)
    orders = unknown.orders
    if not any(orders):
        return sympy.Expr.__new__(function, *operands)
    letters, given, shown = [], [], list(operands)
    for place, (operand, order) in enumerate(zip(operands, orders, strict=True)):
        others = [other for k, other in enumerate(operands) if k != place]
        alone = isinstance(operand, sympy.Symbol | AppliedUndef) and not any(_holds(other, operand) for other in others)
        if order and not alone:
            shown[place] = sympy.Dummy(f"xi_{place + 1}")
            letters.append(shown[place])
            given.append(operand)
    counts = [sympy.Tuple(letter, sympy.Integer(order)) for letter, order in zip(shown, orders, strict=True) if order]
    tree = sympy.Expr.__new__(sympy.Derivative, sympy.Expr.__new__(function, *shown), *counts)
    if not letters:
        return tree
    try:
        return sympy.Subs(tree, letters, given)
    except RecursionError:
        deep = sympy.Expr.__new__(sympy.Subs, tree, sympy.Tuple(*letters), sympy.Tuple(*given))
        deep._expr = tree
        return deep


def row_of(tree: Tree) -> tuple[Operator, tuple[Tree, ...]] | None:
    """The row and the operands of what ``applied`` makes, and sympy itself; None for any other tree."""
    found = _orders(tree)
    if found is None:
        return None
    name, orders, operands = found
    return Family(name).row(orders), operands


def _orders(tree: Tree) -> tuple[str, tuple[int, ...], tuple[Tree, ...]] | None:
    if isinstance(tree, AppliedUndef):
        return tree.func.__name__, (0,) * len(tree._args), tree._args
    if isinstance(tree, sympy.Derivative):
        function, *counts = tree._args
        if not isinstance(function, AppliedUndef):
            return None
        orders = [0] * len(function._args)
        for letter, count in (pair._args for pair in counts):
            places = [place for place, operand in enumerate(function._args) if operand == letter]
            others = [operand for operand in function._args if operand != letter]
            if len(places) != 1 or not isinstance(count, sympy.Integer) or any(_holds(each, letter) for each in others):
                return None
            orders[places[0]] += int(count)
        return function.func.__name__, tuple(orders), function._args
    if isinstance(tree, sympy.Subs):
        inside, letters, given = tree._args
        found = _orders(inside)
        if found is None:
            return None
        values = dict(zip(letters._args, given._args, strict=True))
        if any(operand not in values and _holds(operand, letter) for operand in found[2] for letter in values):
            return None
        return found[0], found[1], tuple(values.get(operand, operand) for operand in found[2])
    return None


def _holds(tree: Tree, part: Tree) -> bool:
    """Whether a tree is or has a part, by a loop."""
    waiting = [tree]
    while waiting:
        each = waiting.pop()
        if each == part:
            return True
        waiting += getattr(each, "_args", ())
    return False


class Shown(sympy.Function):  # type: ignore[misc]
    """An unknown function, or its derivative, for printers: classes of it have the row."""

    row: Operator

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        unknown = self.row.unknown
        name, orders = printer._hprint_Function(unknown.name), unknown.orders
        if len(orders) == 1 and orders[0] <= _PRIMES:
            name += "'" * orders[0]
        elif any(orders):
            name += rf"^{{\left({','.join(map(str, orders))}\right)}}"
        text = rf"{name}{{\left({', '.join(map(printer._print, self._args))} \right)}}"
        return text if exp is None else f"{text}^{{{exp}}}"

    def _pretty(self, printer: Any) -> Any:
        unknown = self.row.unknown
        name, orders = printer._print(sympy.Symbol(unknown.name)), unknown.orders
        if len(orders) == 1 and orders[0] <= _PRIMES:
            name = prettyForm(*name.right("'" * orders[0]))
        elif any(orders):
            name = name ** prettyForm(f"({', '.join(map(str, orders))})")
        inside = prettyForm(*printer._print_seq(self._args, delimiter=", ").parens())
        shown = prettyForm(*stringPict.next(name, inside), binding=prettyForm.FUNC)
        shown.prettyFunc, shown.prettyArgs = name, inside
        return shown


_PRIMES = 3
"""The highest order that people write with primes."""


def shown(row: Operator, operands: tuple[Tree, ...]) -> Tree:
    """An unknown function of some operands for sympy's printers."""
    kind = type(sympy.Function)(row.name, (Shown,), {"row": row, "nargs": row.arity[:1], "__module__": __name__})
    return sympy.Expr.__new__(kind, *operands)


__all__ = ["applied", "row_of", "shown"]
