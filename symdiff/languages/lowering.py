"""Nodes as instructions on doubles, each once over all outputs. Imports ``graph``, ``operators`` and ``errors``.

What a function means is decided here, the same for every language: whole powers are products, roots of odd degree keep their
sign, ``sec`` is one over ``cos``. What is left are C's functions of doubles, which a language spells or lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Final

from symdiff import operators as op
from symdiff.errors import SymdiffError, fault
from symdiff.frozen import Frozen
from symdiff.graph import Graph
from symdiff.operators import Exact, Operator

MOST_FACTORS: Final = 64
"""Whole powers up to this one are products; beyond, the language's own power is called."""


class Instruction(Frozen):
    """One operation: ``variable`` and ``number`` are leaves; ``call`` is of C's function ``name``."""

    kind: str
    """variable, number, add, subtract, multiply, divide, negate, call, choose, compare, and, or, not, truth."""
    operands: tuple[int, ...] = ()
    name: str = ""
    """Of a variable, a function, or a comparison."""
    number: float = 0.0


class Lowering:
    """The instructions of some nodes of one graph, operands first; an equal one is the same."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.instructions: list[Instruction] = []
        self._known: dict[Instruction, int] = {}
        self._nodes: dict[int, int] = {}
        self._powers: dict[tuple[int, int], int] = {}

    def add(self, nodes: Iterable[int]) -> list[int]:
        """The numbers of the instructions of nodes. Raises SymdiffError ``no-code`` for what no doubles compute."""
        nodes = list(nodes)
        for node in self.graph.reachable(nodes):
            if node not in self._nodes:
                self._nodes[node] = self._lowered(node)
        return [self._nodes[node] for node in nodes]

    @property
    def operations(self) -> int:
        """How many operations there are."""
        return sum(each.kind not in ("variable", "number", "truth") for each in self.instructions)

    def _made(self, kind: str, *operands: int, name: str = "", number: float = 0.0) -> int:
        made = Instruction(kind, operands, name, number)
        if made not in self._known:
            self._known[made] = len(self.instructions)
            self.instructions.append(made)
        return self._known[made]

    def number(self, value: Exact) -> int:
        """The nearest double. Raises SymdiffError ``no-code`` beyond the largest."""
        try:
            return self._made("number", number=float(value))
        except OverflowError:
            raise fault("no-code", "the formula has a number beyond the largest double") from None

    def call(self, name: str, *operands: int) -> int:
        """A function of C's library."""
        return self._made("call", *operands, name=name)

    def times(self, first: int, second: int) -> int:
        return self._made("multiply", first, second)

    def over(self, first: int, second: int) -> int:
        return self._made("divide", first, second)

    def plus(self, first: int, second: int) -> int:
        return self._made("add", first, second)

    def less(self, first: int, second: int) -> int:
        return self._made("subtract", first, second)

    def choose(self, condition: int, first: int, second: int) -> int:
        if first == second:
            return first
        if self.instructions[condition].kind == "truth":
            return first if self.instructions[condition].number else second
        return self._made("choose", condition, first, second)

    def compare(self, relation: str, first: int, second: int) -> int:
        return self._made("compare", first, second, name=relation)

    def _lowered(self, node: int) -> int:
        graph = self.graph
        head, operands = graph.heads[node], graph.operands[node]
        if head is op.Symbol:
            return self._made("variable", name=operands[0])
        if head is op.Number:
            return self.number(operands[0])
        if head is op.Constant:
            return self._made("number", number=next(row.value for row in op.CONSTANTS if row.name == operands[0]))
        if head is op.Truth:
            return self._made("truth", number=float(operands[0]))
        if head is op.Power:
            return self._power(*operands)
        if head is op.Product:
            return self._product(operands)
        below = [self._nodes[operand] for operand in operands]
        if head is op.Sum:
            return self._sum(operands)
        if head in op.RELATIONS:
            return self.compare(head.name, *below)
        if head in (op.And, op.Or, op.Not):
            return self._made({op.And: "and", op.Or: "or", op.Not: "not"}[head], *below)
        if head is op.piecewise:
            return self._pieces(below)
        if head is op.real_root:
            return self._root(below[0], graph.value(operands[1]), below[1])
        if head in _LONG:
            return _LONG[head](self, *below)
        if head in (op.maximum, op.minimum):
            result = below[0]
            for each in below[1:]:
                result = self.call("fmax" if head is op.maximum else "fmin", result, each)
            return result
        if head in _NAMED:
            return _NAMED[head](self, *(self.graph.value(operand) for operand in operands), below=below)
        return self.call(head.code.get("c", head.name), *below)

    def _sum(self, terms: tuple[int, ...]) -> int:
        graph = self.graph
        plus = [term for term in terms if not graph.is_negative(term)]
        minus = [term for term in terms if graph.is_negative(term)]
        result: int | None = None
        for term in plus:
            result = self._nodes[term] if result is None else self.plus(result, self._nodes[term])
        for term in minus:
            size = self._size(term)
            result = self._made("negate", size) if result is None else self.less(result, size)
        assert result is not None
        return result

    def _size(self, term: int) -> int:
        """A negative number or product without its sign."""
        value = self.graph.value(term)
        return self.number(-value) if value is not None else self._product(self.graph.operands[term], positive=True)

    def _product(self, factors: tuple[int, ...], *, positive: bool = False) -> int:
        """Factors over factors, one division for all that stands below the line."""
        graph = self.graph
        above: list[int] = []
        below: list[int] = []
        value = Fraction(1)
        for factor in factors:
            number = graph.value(factor)
            if number is not None:
                value *= number
            elif (
                graph.heads[factor] is op.Power and (n := graph.value(graph.operands[factor][1])) is not None and n < 0
            ):
                below.append(self._raised(graph.operands[factor][0], -n))
            else:
                above.append(self._nodes[factor])
        if positive:
            value = -value
        negative = value < 0
        size = Fraction(abs(value))
        if not _is_exact(size):
            below.append(self.number(size.denominator))
            size = Fraction(size.numerator)
        if size != 1 or not above:
            above.insert(0, self.number(size))
        top = self._chain(above)
        result = self.over(top, self._chain(below)) if below else top
        return self._made("negate", result) if negative else result

    def _chain(self, factors: list[int]) -> int:
        result = factors[0]
        for factor in factors[1:]:
            result = self.times(result, factor)
        return result

    def _power(self, base: int, exponent: int) -> int:
        value = self.graph.value(exponent)
        if value is None:
            return self.call("pow", self._nodes[base], self._nodes[exponent])
        if value < 0:
            return self.over(self.number(1), self._raised(base, -value))
        return self._raised(base, value)

    def _raised(self, base: int, exponent: Exact) -> int:
        """A power with a number above zero: whole ones as products, halves by the square root."""
        whole, rest = divmod(Fraction(exponent), 1)
        under = self._nodes[base]
        if rest == Fraction(1, 2) and whole <= MOST_FACTORS:
            root = self.call("sqrt", under)
            return self.times(self._whole(under, int(whole)), root) if whole else root
        if rest or whole > MOST_FACTORS:
            return self.call("pow", under, self.number(exponent))
        return self._whole(under, int(whole))

    def _whole(self, under: int, exponent: int) -> int:
        """A whole power by squares, each made once for all powers of its base."""
        if exponent == 0:
            return self.number(1)
        if exponent == 1:
            return under
        known = self._powers.get((under, exponent))
        if known is None:
            half = self._whole(under, exponent // 2)
            known = self.times(half, half)
            if exponent % 2:
                known = self.times(known, under)
            self._powers[under, exponent] = known
        return known

    def _pieces(self, below: list[int]) -> int:
        """The first condition that holds chooses; without one there is no value."""
        result = self._made("number", number=float("nan"))
        for value, condition in reversed(list(zip(below[::2], below[1::2], strict=True))):
            result = self.choose(condition, value, result)
        return result

    def _root(self, under: int, degree: Exact | None, below: int) -> int:
        """The real root of odd degree."""
        if degree == 3:
            return self.call("cbrt", under)
        one = self.number(1)
        size = self.call("pow", self.call("fabs", under), self.over(one, below))
        return self.choose(self.compare("<", under, self.number(0)), self._made("negate", size), size)


def _is_exact(value: Fraction) -> bool:
    return value.denominator & (value.denominator - 1) == 0


def no_code(function: str, language: str = "doubles") -> SymdiffError:
    """The error for a function that a language lacks."""
    return fault(
        "no-code", f"there is no code for {function} in {language}", hint="symdiff FORMULA --at POINT has its values"
    )


def _sign(make: Lowering, u: int) -> int:
    zero = make.number(0)
    below = make.choose(make.compare("<", u, zero), make.number(-1), zero)
    return make.choose(make.compare(">", u, zero), make.number(1), below)


def _step(make: Lowering, u: int) -> int:
    zero = make.number(0)
    at = make.choose(make.compare("<", u, zero), zero, make.number(Fraction(1, 2)))
    return make.choose(make.compare(">", u, zero), make.number(1), at)


def _reciprocal(name: str) -> Callable[..., int]:
    return lambda make, u: make.over(make.number(1), make.call(name, u))


def _of_reciprocal(name: str) -> Callable[..., int]:
    return lambda make, u: make.call(name, make.over(make.number(1), u))


def _acot(make: Lowering, u: int) -> int:
    at_zero = make.number(Fraction(1.5707963267948966))
    inverse = make.call("atan", make.over(make.number(1), u))
    return make.choose(make.compare("==", u, make.number(0)), at_zero, inverse)


def _sinc(make: Lowering, u: int) -> int:
    at_zero = make.compare("==", u, make.number(0))
    return make.choose(at_zero, make.number(1), make.over(make.call("sin", u), u))


def _factorial(make: Lowering, u: int) -> int:
    return make.call("tgamma", make.plus(u, make.number(1)))


def _whole_order(order: Exact | None) -> bool:
    return order is not None and Fraction(order).denominator == 1 and order >= 0


def _bessel(name: str) -> Callable[..., int]:
    """Libraries of mathematics have these functions of whole order alone."""

    def made(make: Lowering, order: Exact | None, _u: Exact | None, *, below: list[int]) -> int:
        return make.call(f"{name}_whole" if _whole_order(order) else name, *below)

    return made


def _of_order(name: str, allowed: Callable[[Exact], bool], at_zero: str = "") -> Callable[..., int]:
    """A function whose first operand must be a number of a kind, and which may have another name where that is 0."""

    def made(make: Lowering, order: Exact | None, _u: Exact | None, *, below: list[int]) -> int:
        if order is None or not allowed(order):
            raise no_code(f"{name} of this order")
        return make.call(at_zero, below[1]) if at_zero and order == 0 else make.call(name, *below)

    return made


def _one_or_two(first: str, second: str) -> Callable[..., int]:
    """A function of one operand that has another name with two; without a name there is none."""

    def made(make: Lowering, *_values: Exact | None, below: list[int]) -> int:
        if len(below) == 2 and not second:
            raise no_code(f"{first} of two arguments")
        return make.call(first if len(below) == 1 else second, *below)

    return made


_FUNCTION: Final = {row.name: row for row in op.FUNCTIONS}
_NAMED: Final[Mapping[Operator, Callable[..., int]]] = {
    _FUNCTION[name]: made
    for name, made in {
        "besselj": _bessel("besselj"),
        "bessely": _bessel("bessely"),
        "polygamma": _of_order("polygamma", _whole_order, "digamma"),
        "uppergamma": _of_order("uppergamma", lambda s: s > 0),
        "lowergamma": _of_order("lowergamma", lambda s: s > 0),
        "expint": _of_order("expint", _whole_order),
        "legendre": _of_order("legendre", _whole_order),
        "chebyshevt": _of_order("chebyshevt", _whole_order),
        "chebyshevu": _of_order("chebyshevu", _whole_order),
        "hermite": _of_order("hermite", _whole_order),
        "laguerre": _of_order("laguerre", _whole_order),
        "zeta": _one_or_two("zeta", ""),
        "LambertW": _one_or_two("LambertW", ""),
        "elliptic_e": _one_or_two("elliptic_e", "elliptic_e2"),
    }.items()
}
"""Functions whose name in a library rests on their order or the number of their operands."""
_LONG: Final[Mapping[Operator, Callable[..., int]]] = {
    op.sign: _sign,
    op.heaviside: _step,
    op.sec: _reciprocal("cos"),
    op.csc: _reciprocal("sin"),
    op.cot: _reciprocal("tan"),
    op.sech: _reciprocal("cosh"),
    op.csch: _reciprocal("sinh"),
    op.coth: _reciprocal("tanh"),
    op.asec: _of_reciprocal("acos"),
    op.acsc: _of_reciprocal("asin"),
    op.acot: _acot,
    op.asech: _of_reciprocal("acosh"),
    op.acsch: _of_reciprocal("asinh"),
    op.acoth: _of_reciprocal("atanh"),
    op.sinc: _sinc,
    op.factorial: _factorial,
}
"""Functions that no language has, in terms of those that C has."""
