"""sympy trees: the builder that makes raw ones, and the way from a tree to a graph and back.

A *raw* tree is unevaluated: it keeps what was typed, and ``text -> tree -> graph`` gives the node of ``text -> graph``.
No method of a raw tree is called here that evaluates, hashes or recurses: all walks are loops over ``_args``.
Imports sympy, and of symdiff ``graph``, ``operators`` and ``errors``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any, Final

import sympy
from mpmath import MPContext
from mpmath.libmp import dps_to_prec, from_rational, to_rational
from sympy import S
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.printing.pretty.stringpict import prettyForm

from symdiff import operators as op
from symdiff.errors import SymdiffError, fault
from symdiff.graph import Decimal, Graph, GraphBuilder
from symdiff.operators import Constant, Exact, Number, Operator, Power, Product, Sum, Symbol

Tree = Any
"""A sympy expression; sympy has no types of its own."""


class RealRoot(sympy.Function):  # type: ignore[misc]
    """The real root of odd degree n, which sympy has no head for; evaluated it is ``sign(u)*Abs(u)**(1/n)``."""

    nargs = 2

    @classmethod
    def eval(cls, u: Tree, n: Tree) -> Tree:
        return _signed_root(u, n)

    def fdiff(self, argindex: int = 1) -> Tree:
        u, n = self.args
        if argindex != 1:
            raise sympy.core.function.ArgumentIndexError(self, argindex)
        return sympy.Abs(u) ** (1 / n - 1) / n

    def _eval_rewrite_as_Pow(self, u: Tree, n: Tree, **options: Any) -> Tree:
        return _signed_root(u, n)

    def _eval_evalf(self, prec: int) -> Tree:
        return _signed_root(*self.args)._eval_evalf(prec)

    def _eval_is_extended_real(self) -> bool | None:
        answer: bool | None = self.args[0].is_extended_real
        return answer

    # The printers' hooks. Other text is in brackets, since a printer takes a function for an atom.

    def _sympystr(self, printer: Any) -> str:
        u, n = printer._print(self.args[0]), self.args[1]
        text = f"sign({u})*Abs({u})**(1/{n})" if n.p > 0 else f"sign({u})*Abs({u})**(-1/{-n})"
        return text if printer._print_level == 1 else f"({text})"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        u, n = printer._print(self.args[0]), self.args[1]
        text = rf"\sqrt[{n}]{{{u}}}" if n.p > 0 else rf"\frac{{1}}{{\sqrt[{-n}]{{{u}}}}}"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"

    def _pretty(self, printer: Any) -> Any:
        u, n = self.args
        root = printer._print_nth_root(u, abs(n))
        return root if n.p > 0 else prettyForm("1") / root


def _signed_root(u: Tree, n: Tree) -> Tree:
    return sympy.sign(u) * sympy.Abs(u) ** (S.One / n)


_HEADS: Final[dict[Operator, Any]] = {
    row: RealRoot if row is op.real_root else getattr(sympy, row.sympy or row.name)
    for row in (Sum, Product, Power, *op.FUNCTIONS, *op.RELATIONS, op.And, op.Or, op.Not, op.piecewise)
}
_ROWS: Final[dict[Any, Operator]] = {head: row for row, head in _HEADS.items()}
_CONSTANTS: Final[dict[str, Any]] = {row.name: getattr(sympy, row.sympy) for row in op.CONSTANTS}
_CONSTANT_NAMES: Final[dict[Any, str]] = {type(tree): name for name, tree in _CONSTANTS.items()}


_LATTICES = frozenset((op.maximum, op.minimum, op.And, op.Or))


def _pieces(parts: Sequence[Tree]) -> list[tuple[Tree, Tree]]:
    """Values and conditions in turn as pairs."""
    return list(zip(parts[::2], parts[1::2], strict=True))


def _form(name: str, operands: int) -> Callable[..., Any]:
    return next(form.build for form in op.FORMS if name in form.names and form.arity == (operands, operands))


# Building.


class TreeBuilder:
    """The parser's builder of raw sympy trees: nothing is evaluated, not even ``2*3`` or ``9**9**9``."""

    __slots__ = ()

    def number(self, value: Exact) -> Tree:
        if isinstance(value, Decimal):
            return _float(value)
        return (
            sympy.Integer(value.numerator)
            if value.denominator == 1
            else sympy.Rational(value.numerator, value.denominator)
        )

    def symbol(self, name: str) -> Tree:
        return sympy.Symbol(name)

    def constant(self, name: str) -> Tree:
        return _CONSTANTS[name]

    def truth(self, value: bool) -> Tree:
        return sympy.true if value else sympy.false

    def sum(self, terms: tuple[Tree, ...]) -> Tree:
        return sympy.Add._from_args(terms, True)

    def product(self, factors: tuple[Tree, ...]) -> Tree:
        return sympy.Mul._from_args(factors, True)

    def power(self, base: Tree, exponent: Tree) -> Tree:
        tree = sympy.Expr.__new__(sympy.Pow, base, exponent)
        tree.is_commutative = True
        return tree

    def call(self, operator: Operator, operands: tuple[Tree, ...]) -> Tree:
        if operator is op.heaviside:
            operands = (*operands, S.Half)  # sympy's second argument: the value at 0
        elif operator is op.piecewise:
            operands = tuple(sympy.Basic.__new__(ExprCondPair, *piece) for piece in _pieces(operands))
        tree = sympy.Expr.__new__(_HEADS[operator], *operands)
        if operator in _LATTICES:
            # A deep tree cannot be hashed; only an enclosing one of its kind would read the set.
            with suppress(RecursionError):
                tree._argset = frozenset(operands)
        return tree


def _float(value: Decimal) -> Tree:
    """A sympy Float of so many digits that its text is the decimal's."""
    numerator, denominator = value.numerator, value.denominator
    places = max(_exponent(denominator, 2), _exponent(denominator, 5))
    digits = abs(numerator) * 10**places // denominator
    while digits and digits % 10 == 0:
        digits //= 10
    precision = dps_to_prec(max(15, digits.bit_length() * 30103 // 100000 + 1))
    return sympy.Float._new(from_rational(numerator, denominator, precision, "n"), precision, zero=False)


def _exponent(value: int, prime: int) -> int:
    count = 0
    while value % prime == 0:
        value //= prime
        count += 1
    return count


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


# From a graph.


def graph_to_tree(graph: Graph, node: int, *, evaluate: bool, symbols: dict[str, Tree] | None = None) -> Tree:
    """The sympy tree of a node: raw, or an ordinary evaluated expression.

    Evaluation leaves raw what sympy cannot evaluate in reasonable time or to a finite real number (``9**9**9``,
    ``log(-1)``, a tree deeper than 150), with all that stands above it. ``symbols`` gives names the symbols to use.
    """
    heads, operands = graph.heads, graph.operands
    build = TreeBuilder()
    trees: dict[int, Tree] = {}
    evaluator = _Evaluator(graph.limits.max_digits)
    for each in graph.reachable([node]):
        head, parts = heads[each], operands[each]
        if head is Number:
            trees[each] = build.number(parts[0])
            evaluator.note_number(each, parts[0])
        elif head is Symbol:
            trees[each] = (symbols or {}).get(parts[0]) or build.symbol(parts[0])
        elif head is op.Truth:
            trees[each] = build.truth(parts[0])
        elif head is Constant:
            trees[each] = build.constant(parts[0])
            evaluator.note_number(each, next(row.value for row in op.CONSTANTS if row.name == parts[0]))
        else:
            arguments = tuple([trees[part] for part in parts])
            tree = evaluator.tree(each, head, parts, arguments) if evaluate else None
            trees[each] = _raw(build, head, arguments) if tree is None else tree
    return trees[node]


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
                tree = _HEADS[head](*(_pieces(arguments) if head is op.piecewise else arguments))
            except (RecursionError, ValueError, TypeError):
                tree = None
        if tree is None or not _is_finite(tree, real=node in self._values or head in _COUNTED):
            self._frozen.add(node)
            return None
        return tree

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
            function = (
                head.mpmath.__get__(_DOUBLES) if callable(head.mpmath) else getattr(_DOUBLES, head.mpmath or head.name)
            )
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


# To a graph.


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
        if head not in _ROWS and head not in _SPECIAL:
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
            _SPECIAL[head](builder, part, operands) if head in _SPECIAL else _node(builder, _ROWS[head], operands)
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
    name = _CONSTANT_NAMES.get(type(tree))
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
