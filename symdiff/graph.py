"""The interned expression graph: one node store and two ways to build in it.

Structurally equal expressions are one node, and a node's id is greater than its operands' ids, so every pass is a loop
over ids and never a recursion. *Typed* construction (``GraphBuilder``) keeps exactly what was written. *Canonical*
construction is for results: ``plus``, ``times`` and ``raised`` fold numbers, zeros and ones of two operands and share the
rest; ``collect_sum``, ``collect_product``, ``collect_power`` and ``collect_call`` also collect like terms and equal bases
of canonical operands. Imports ``operators``, ``limits`` and ``errors``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from operator import add, mul
from typing import Any

from symdiff.errors import SymdiffError, fault
from symdiff.limits import DEFAULT_LIMITS, Limits
from symdiff.operators import (
    CONDITIONS,
    And,
    Constant,
    Exact,
    Not,
    Number,
    Operator,
    Or,
    Power,
    Product,
    Sum,
    Symbol,
    Truth,
    absolute,
    cos,
    exp,
    factorial,
    gamma,
    log,
    piecewise,
    sech,
    sin,
    tanh,
)

_CHOOSING = CONDITIONS | {piecewise}
_COMPLEMENTS = {tanh: sech, sech: tanh, sin: cos, cos: sin}
"""Functions whose squares add up to 1."""
SHORT = 8
"""A product or sum of more operands than this is not flattened into another, which keeps tidying linear; see ``Graph.short``."""


class Decimal(Fraction):
    """An exact rational that was written as a decimal and prints as one."""

    __slots__ = ()

    def __neg__(self) -> Decimal:
        return Decimal(-self.numerator, self.denominator)


def alphabetical(name: str) -> tuple[str, int, str]:
    """The key that sorts names, and components of vectors by their index."""
    return name.partition("[")[0], len(name), name


class Graph:
    """The node store: ``heads[i]`` is a row of ``operators``, ``operands[i]`` a tuple of ids.

    A leaf holds its value instead: ``operands`` of a number is ``(value,)``, of a symbol or a constant ``(name,)``.
    Raises SymdiffError ``too-many-nodes`` and ``too-many-digits`` before a bound is passed.
    """

    __slots__ = ("_bits", "_index", "_room", "heads", "limits", "minus_one", "one", "operands", "short", "zero")

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits = limits
        self.short = SHORT
        self._bits = int(limits.max_digits * math.log2(10)) + 1
        self._room = limits.max_nodes
        self._index: dict[Any, int] = {}
        self.heads: list[Operator] = []
        self.operands: list[tuple[Any, ...]] = []
        self.zero = self.number(0)
        self.one = self.number(1)
        self.minus_one = self.number(-1)

    # Nodes as they are asked for.

    def intern(self, head: Operator, operands: tuple[Any, ...]) -> int:
        """The one node of this head and these operands."""
        key = (head, operands)
        found = self._index.get(key)
        if found is None:
            self._room -= len(operands)
            if self._room < 0:
                raise fault(
                    "too-many-nodes",
                    f"the expression needs more than {self.limits.max_nodes:,} operand slots",
                    hint="raise the bound with --max-nodes",
                )
            found = self._index[key] = len(self.heads)
            self.heads.append(head)
            self.operands.append(operands)
        return found

    def number(self, value: Exact) -> int:
        """The node of an exact number; a Decimal stays apart from the equal integer or fraction."""
        # The hash of a fraction is a modular inverse; its parts hash at once.
        key = value if type(value) is int else (type(value), value.numerator, value.denominator)
        found = self._index.get(key)
        if found is None:
            operands = (self._kept(value),)
            found = self._index[key] = len(self.heads)
            self.heads.append(Number)
            self.operands.append(operands)
        return found

    def fits(self, value: Exact) -> bool:
        """Whether a number keeps the digit bound."""
        return value.numerator.bit_length() <= self._bits and value.denominator.bit_length() <= self._bits

    def _kept(self, value: Exact) -> Exact:
        if not self.fits(value):
            raise too_many_digits(self.limits)
        return value

    def symbol(self, name: str) -> int:
        return self.intern(Symbol, (name,))

    def constant(self, name: str) -> int:
        return self.intern(Constant, (name,))

    def truth(self, value: bool) -> int:
        return self.intern(Truth, (value,))

    @property
    def slots(self) -> int:
        """Operand slots in use: the measure of work and memory."""
        return self.limits.max_nodes - self._room

    def value(self, node: int) -> Exact | None:
        """The value of a number node, None for any other."""
        return self.operands[node][0] if self.heads[node] is Number else None

    def reachable(self, roots: Iterable[int]) -> list[int]:
        """The ids below the roots, roots included, operands before what is made of them."""
        heads, operands = self.heads, self.operands
        seen = set(roots)
        stack = list(seen)
        while stack:
            node = stack.pop()
            if heads[node].arity != (0, 0):
                for operand in operands[node]:
                    if operand not in seen:
                        seen.add(operand)
                        stack.append(operand)
        return sorted(seen)

    def has_symbol(self, name: str) -> bool:
        return (Symbol, (name,)) in self._index

    def has_choice(self, root: int) -> bool:
        """Whether a conditional stands below a node."""
        return any(self.heads[node] is piecewise for node in self.reachable((root,)))

    def symbols(self, roots: Iterable[int]) -> list[str]:
        """The names of the symbols below the roots, in alphabetical order, ``x[2]`` before ``x[10]``."""
        names = [self.operands[node][0] for node in self.reachable(roots) if self.heads[node] is Symbol]
        return sorted(names, key=alphabetical)

    # Canonical construction of two operands: constant time.

    def plus(self, a: int, b: int) -> int:
        if a == self.zero:
            return b
        if b == self.zero:
            return a
        u, v = self.value(a), self.value(b)
        if u is not None and v is not None:
            return self.number(_fold(u, v, u + v))
        return self.intern(Sum, (a, b) if a <= b else (b, a))

    def times(self, a: int, b: int) -> int:
        if self.zero in (a, b):
            return self.zero
        if a == self.one:
            return b
        if b == self.one:
            return a
        u, v = self.value(a), self.value(b)
        if u is not None and v is not None:
            return self.number(_fold(u, v, u * v))
        return self.intern(Product, (a, b) if a <= b else (b, a))

    def raised(self, base: int, exponent: int) -> int:
        if self.one in (exponent, base):
            return base
        if exponent == self.zero:
            return self.one
        return self.intern(Power, (base, exponent))

    # Canonical construction of canonical operands: linear in their number.

    def collect_sum(self, terms: Iterable[int]) -> int:
        """The sum with numbers folded and like terms collected; a number times a sum is multiplied out."""
        heads, operands = self.heads, self.operands
        constant: Exact = 0
        like: dict[int, Exact] = {}
        pending: list[tuple[int, Exact]] = [(term, 1) for term in terms]
        pending.reverse()
        while pending:
            term, factor = pending.pop()
            head = heads[term]
            if head is Product:
                first = operands[term][0]
                if heads[first] is Number:
                    rest = operands[term][1:]
                    term = rest[0] if len(rest) == 1 else self.intern(Product, rest)
                    number = operands[first][0]
                    factor = number if factor == 1 else _fold(factor, number, factor * number)
                    head = heads[term]
            if head is Sum and len(operands[term]) <= self.short:
                pending.extend((operand, factor) for operand in reversed(operands[term]))
            elif head is Number:
                number = operands[term][0]
                constant = self._kept(_fold(constant, number, constant + _fold(factor, number, factor * number)))
            elif term in like:
                like[term] = _fold(like[term], factor, like[term] + factor)
            else:
                like[term] = factor
        result = [self._scaled(factor, term) for term, factor in like.items() if factor]
        if not result:
            return self.number(constant)
        if constant:
            result.append(self.number(constant))
        if len(result) == 1:
            return result[0]
        if constant == 1 and len(result) == 2 and (square := self._one_less_square(result[0])) is not None:
            return square
        result.sort()
        return self.intern(Sum, tuple(result))

    def _one_less_square(self, term: int) -> int | None:
        """The square that 1 - tanh(u)**2 is, and its likes, which does not cancel; None for another term."""
        heads, operands = self.heads, self.operands
        if heads[term] is Product and operands[term][0] == self.minus_one and len(operands[term]) == 2:
            power = operands[term][1]
            if heads[power] is Power and self.value(operands[power][1]) == 2:
                other = _COMPLEMENTS.get(heads[operands[power][0]])
                if other is not None:
                    call = self.intern(other, operands[operands[power][0]])
                    return self.intern(Power, (call, operands[power][1]))
        return None

    def _scaled(self, factor: Exact, term: int) -> int:
        """A number times a canonical term that has no number of its own."""
        if factor == 1:
            return term
        rest = self.operands[term] if self.heads[term] is Product else (term,)
        return self.intern(Product, (self.number(factor), *rest))

    def collect_product(self, factors: Iterable[int]) -> int:
        """The product with numbers folded and equal bases collected; powers of E are one exponential."""
        heads, operands = self.heads, self.operands
        coefficient: Exact = 1
        numeric: dict[int, Exact] = {}
        symbolic: dict[int, list[int]] = {}
        products: list[int] = []
        pending = list(factors)
        pending.reverse()
        while pending:
            factor = pending.pop()
            head = heads[factor]
            if head is Number:
                number = operands[factor][0]
                coefficient = self._kept(_fold(coefficient, number, coefficient * number))
            elif head is Product and len(operands[factor]) <= self.short:
                pending.extend(reversed(operands[factor]))
            elif head is exp:
                symbolic.setdefault(self.constant("E"), []).append(operands[factor][0])
            elif head is Power:
                base, exponent = operands[factor]
                if heads[base] is Product:
                    products.append(base)
                if heads[exponent] is Number:
                    number = operands[exponent][0]
                    old = numeric.get(base)
                    numeric[base] = number if old is None else _fold(old, number, old + number)
                else:
                    symbolic.setdefault(base, []).append(exponent)
            else:
                numeric[factor] = numeric.get(factor, 0) + 1
        if not coefficient:
            return self.zero
        for base in products:
            self._absorb(base, numeric, symbolic)
        result: list[int] = []
        again: list[int] = []
        for base, exponents in symbolic.items():
            if base in numeric:
                exponents.append(self.number(numeric.pop(base)))
            for exponent in self._merged(exponents):
                power = self.collect_power(base, exponent)
                (again if self._opens(power) else result).append(power)
        for base, exponent_value in numeric.items():
            if exponent_value:
                power = base if exponent_value == 1 else self.collect_power(base, self.number(exponent_value))
                regrouped = heads[power] is Power and operands[power][0] != base
                (again if regrouped or self._opens(power) else result).append(power)
        if again:
            return self.collect_product([self.number(coefficient), *result, *again])
        if len(result) > 1:
            result.sort()
        elif not result:
            return self.number(coefficient)
        elif coefficient == 1:
            return result[0]
        if coefficient != 1:
            result.insert(0, self.number(coefficient))
        return self.intern(Product, tuple(result))

    def _absorb(self, product: int, numeric: dict[int, Exact], symbolic: dict[int, list[int]]) -> None:
        """Take factors that stand beside a power of their product into it: ``b*c/sqrt(b*c)`` is ``sqrt(b*c)``.

        Under a root a part of them will do: ``b/sqrt(b*c)`` is ``sqrt(b*c)/c``, as the rest of a sum of products has it.
        """
        inside: dict[int, Exact] = {}
        for factor in self.operands[product]:
            value = self.value(self.operands[factor][1]) if self.heads[factor] is Power else None
            inside[factor if value is None else self.operands[factor][0]] = 1 if value is None else value
        if self.heads[self.operands[product][0]] is Number:
            return
        while True:
            above = [numeric.get(base, 0) >= exponent > 0 for base, exponent in inside.items()]
            own = numeric.get(product)
            if all(above) or (own is not None and own < 0 and own.denominator != 1 and 2 * sum(above) >= len(above)):
                step = 1
            elif all(numeric.get(base, 0) <= -exponent < 0 for base, exponent in inside.items()):
                step = -1
            else:
                return
            for base, exponent in inside.items():
                numeric[base] = numeric.get(base, 0) - step * exponent
            if own is None:
                symbolic[product].append(self.number(step))
            else:
                numeric[product] = own + step

    def _merged(self, exponents: list[int]) -> list[int]:
        """Exponents of one base as their sum where that has fewer terms: ``x*x**(n - 1)`` is collected, ``exp(x)*exp(y)`` stays."""
        if len(exponents) > 1:
            total = self.collect_sum(exponents)
            if self._terms(total) < sum(self._terms(exponent) for exponent in exponents):
                apart = self.heads[total] is Sum and all(self.heads[exponent] is not Sum for exponent in exponents)
                return list(self.operands[total]) if apart else [total]
        return exponents

    def _terms(self, node: int) -> int:
        return len(self.operands[node]) if self.heads[node] is Sum else 0 if node == self.zero else 1

    def _opens(self, factor: int) -> bool:
        """Whether a factor is folded or flattened into the product that holds it."""
        head = self.heads[factor]
        return head is Number or (head is Product and len(self.operands[factor]) <= self.short)

    def collect_power(self, base: int, exponent: int) -> int:
        """The power of canonical operands, with what is exact and holds wherever the typed form is real."""
        heads, operands = self.heads, self.operands
        n = self.value(exponent)
        if n is None:
            if heads[base] is Constant and operands[base][0] == "E":
                return self.collect_call(exp, (exponent,))
            if heads[base] is exp:
                return self.collect_call(exp, (self.collect_product((operands[base][0], exponent)),))
            return self.one if base == self.one else self.intern(Power, (base, exponent))
        if n == 0:
            return self.one
        if n == 1:
            return base
        head = heads[base]
        whole = n.denominator == 1
        if head is Number:
            return self._number_power(operands[base][0], n)
        if head is Constant and operands[base][0] == "E":
            return self.collect_call(exp, (exponent,))
        if head is exp:
            return self.collect_call(exp, (self._multiplied_out(operands[base][0], exponent),))
        if head is Power:
            inner = self.value(operands[base][1])
            # (b**m)**n = b**(m*n) for whole n; otherwise only where b >= 0 is implied, so never for even m.
            if whole or (inner is not None and inner % 2 != 0):
                return self.collect_power(operands[base][0], self._multiplied_out(operands[base][1], exponent))
        elif head is absolute and whole and n % 2 == 0:
            return self.collect_power(operands[base][0], exponent)
        elif head is Product:
            factors = operands[base]
            if whole:
                return self.collect_product([self.collect_power(factor, exponent) for factor in factors])
            scale = self.value(factors[0])
            if scale is not None and scale > 0:
                root = exact_power(scale, n, self._bits)
                if root is not None:
                    rest = self.collect_product(factors[1:])
                    return self.collect_product((self.number(root), self.collect_power(rest, exponent)))
        return self.intern(Power, (base, exponent))

    def _multiplied_out(self, node: int, number: int) -> int:
        return self.collect_sum((self.collect_product((number, node)),))

    def _number_power(self, base: Exact, n: Exact) -> int:
        if base == 0:
            if n < 0:
                raise division_by_zero()
            return self.zero
        value = exact_power(base, n, self._bits)
        if value is not None:
            return self.number(value)
        if base > 0 and magnitude(n) > 1:
            whole = math.trunc(n)
            scale = exact_power(base, whole, self._bits)
            if scale is not None:
                rest = self.intern(Power, (self.number(base), self.number(n - whole)))
                return self._scaled(scale, rest)
        return self.intern(Power, (self.number(base), self.number(n)))

    def collect_call(self, operator: Operator, arguments: tuple[int, ...]) -> int:
        """The function of canonical operands, with exact values, parity, and exp and log of one another."""
        if operator in _CHOOSING:
            return self._collect_choice(operator, arguments)
        heads, operands = self.heads, self.operands
        values = [self.value(argument) for argument in arguments]
        if None not in values:
            if operator.domain is not None and not operator.domain.holds(*values):
                raise fault(
                    "undefined",
                    f"{operator.name}({', '.join(map(str, values))}) is undefined: it needs {operator.domain.words}",
                    hint="the formula has no value anywhere",
                )
            value = operator.exact(*values) if operator.exact is not None else None
            if value is not None:
                return self.number(value)
        argument = arguments[0]
        if operator is exp:
            if heads[argument] is log:
                return int(operands[argument][0])
            if argument == self.one:
                return self.constant("E")
        elif operator is log:
            if heads[argument] is exp:
                return int(operands[argument][0])
            if heads[argument] is Constant and operands[argument][0] == "E":
                return self.one
        if operator.parity and len(arguments) == 1 and self.is_negative(argument):
            positive = self.collect_product((self.minus_one, argument))
            call = self.collect_call(operator, (positive,))
            return call if operator.parity > 0 else self.collect_product((self.minus_one, call))
        return self.intern(operator, arguments)

    def _truth_of(self, condition: int) -> bool | None:
        """Whether a condition always holds, or never; None where it depends."""
        return bool(self.operands[condition][0]) if self.heads[condition] is Truth else None

    def _collect_choice(self, operator: Operator, arguments: tuple[int, ...]) -> int:
        """A condition, or a choice by some, with what is always true or never left out."""
        if operator is piecewise:
            return self.collect_pieces(arguments)
        if operator is Not:
            truth = self._truth_of(arguments[0])
            if truth is not None:
                return self.truth(not truth)
            return (
                int(self.operands[arguments[0]][0]) if self.heads[arguments[0]] is Not else self.intern(Not, arguments)
            )
        if operator is And or operator is Or:
            empty = operator is And
            rest = tuple(dict.fromkeys(part for part in arguments if self._truth_of(part) is not empty))
            if any(self._truth_of(part) is not None for part in rest):
                return self.truth(not empty)
            return self.intern(operator, rest) if len(rest) > 1 else rest[0] if rest else self.truth(empty)
        values = [self.value(argument) for argument in arguments]
        if operator.real is not None and (arguments[0] == arguments[1] or None not in values):
            return self.truth(bool(operator.real(*values) if None not in values else operator.real(0, 0)))
        return self.intern(operator, arguments)

    def collect_pieces(self, parts: Sequence[int]) -> int:
        """A choice without branches that are never taken; one value alone where every branch has it."""
        pieces: list[tuple[int, int]] = []
        for value, written in zip(parts[::2], parts[1::2], strict=True):
            rest = len(pieces) == 1 and self.heads[written] is Not and self.operands[written] == pieces[0][1:]
            condition = self.truth(True) if rest else written
            truth = self._truth_of(condition)
            if truth is False:
                continue
            while truth and pieces and pieces[-1][0] == value:
                pieces.pop()
            pieces.append((value, condition))
            if truth:
                break
        if pieces and self._truth_of(pieces[0][1]):
            return pieces[0][0]
        return self.intern(piecewise, tuple(part for piece in pieces for part in piece) or tuple(parts))

    def is_negative(self, node: int) -> bool:
        """Whether a node is written with a leading minus: a negative number or a product with one."""
        if self.heads[node] is Product:
            node = self.operands[node][0]
        value = self.value(node)
        return value is not None and value < 0


class Expression:
    """A node with arithmetic: what rule rows compute with. Operations are canonical and of constant cost."""

    __slots__ = ("graph", "node")

    def __init__(self, graph: Graph, node: int) -> None:
        self.graph = graph
        self.node = node

    def _node(self, other: Expression | Exact) -> int:
        return other.node if isinstance(other, Expression) else self.graph.number(other)

    def __add__(self, other: Expression | Exact) -> Expression:
        return Expression(self.graph, self.graph.plus(self.node, self._node(other)))

    __radd__ = __add__

    def __sub__(self, other: Expression | Exact) -> Expression:
        graph = self.graph
        return Expression(graph, graph.plus(self.node, graph.times(graph.minus_one, self._node(other))))

    def __rsub__(self, other: Exact) -> Expression:
        return -self + other

    def __neg__(self) -> Expression:
        return Expression(self.graph, self.graph.times(self.graph.minus_one, self.node))

    def __mul__(self, other: Expression | Exact) -> Expression:
        return Expression(self.graph, self.graph.times(self.node, self._node(other)))

    __rmul__ = __mul__

    def __truediv__(self, other: Expression | Exact) -> Expression:
        graph = self.graph
        return Expression(graph, graph.times(self.node, graph.raised(self._node(other), graph.minus_one)))

    def __rtruediv__(self, other: Exact) -> Expression:
        graph = self.graph
        return Expression(graph, graph.times(graph.number(other), graph.raised(self.node, graph.minus_one)))

    def __pow__(self, other: Expression | Exact) -> Expression:
        return Expression(self.graph, self.graph.raised(self.node, self._node(other)))

    def apply(self, operator: Operator, operands: tuple[Expression | Exact, ...]) -> Expression:
        return Expression(self.graph, self.graph.intern(operator, tuple(self._node(operand) for operand in operands)))

    def constant(self, name: str) -> Expression:
        return Expression(self.graph, self.graph.constant(name))

    @property
    def exact(self) -> Exact | None:
        return self.graph.value(self.node)


class GraphBuilder:
    """The parser's builder of typed nodes: nothing is folded, and no constant is allowed to grow past the digit bound."""

    __slots__ = ("exact", "graph")

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.exact: dict[int, Exact] = {}
        """The values of the rational constants among the typed nodes."""

    def number(self, value: Exact) -> int:
        node = self.graph.number(value)
        self.exact[node] = value
        return node

    def symbol(self, name: str) -> int:
        return self.graph.symbol(name)

    def constant(self, name: str) -> int:
        return self.graph.constant(name)

    def truth(self, value: bool) -> int:
        return self.graph.truth(value)

    def sum(self, terms: tuple[int, ...]) -> int:
        node = self.graph.intern(Sum, terms)
        values = self._values(terms)
        if values is not None:
            self._keep_folded(node, values, add)
        return node

    def product(self, factors: tuple[int, ...]) -> int:
        node = self.graph.intern(Product, factors)
        values = self._values(factors)
        if values is not None:
            self._keep_folded(node, values, mul)
        return node

    def power(self, base: int, exponent: int) -> int:
        node = self.graph.intern(Power, (base, exponent))
        values = self._values((base, exponent))
        if values is not None and values[0] == 0 and values[1] < 0:
            raise division_by_zero()
        if values is not None and values[1].denominator == 1:
            b, n = values
            if magnitude(b) != 1 and (digits := _power_digits(b, n)) > self.graph.limits.max_digits:
                raise too_many_digits(self.graph.limits, digits)
            self._keep(node, Fraction(1, b) if n == -1 and type(b) is int else Fraction(b) ** int(n))
        return node

    def call(self, operator: Operator, operands: tuple[int, ...]) -> int:
        node = self.graph.intern(operator, operands)
        values = self._values(operands)
        if values is not None and operator.exact is not None:
            n = values[0]
            if (
                operator in (factorial, gamma)
                and n > 1
                and (digits := _factorial_digits(n)) > self.graph.limits.max_digits
            ):
                raise too_many_digits(self.graph.limits, digits)
            value = operator.exact(*values)
            if value is not None:
                self._keep(node, value)
        return node

    def _values(self, operands: Sequence[int]) -> list[Exact] | None:
        exact = self.exact
        values = []
        for operand in operands:
            value = exact.get(operand)
            if value is None:
                return None
            values.append(value)
        return values

    def _keep_folded(self, node: int, values: list[Exact], fold: Callable[[Exact, Exact], Exact]) -> None:
        """Keep the values' sum or product, unless it passes the digit bound on the way."""
        total = values[0]
        for value in values[1:]:
            total = fold(total, value)
            if not self.graph.fits(total):
                return
        self._keep(node, total)

    def _keep(self, node: int, value: Exact) -> None:
        if self.graph.fits(value):
            self.exact[node] = int(value) if value.denominator == 1 else value


def division_by_zero() -> SymdiffError:
    """The error for a formula that has no value anywhere."""
    return fault(
        "undefined", "this divides by zero, whatever the variables are", hint="the formula has no value anywhere"
    )


def too_many_digits(limits: Limits, digits: float | None = None) -> SymdiffError:
    """The error for an exact number past the digit bound; ``digits`` is about how many it would have."""
    many = (
        "" if digits is None else f"about {int(digits):,} digits, " if digits < _COUNTABLE else "over 10**15 digits, "
    )
    return fault(
        "too-many-digits",
        f"an exact number here would have {many}more than {limits.max_digits:,}{'' if many else ' digits'}",
        hint="raise the bound with --max-digits",
    )


_COUNTABLE = 1e15


def _power_digits(base: Exact, n: Exact) -> float:
    """About how many decimal digits base**n has, the longer of numerator and denominator; at most infinity."""
    try:
        return float(magnitude(n)) * max(math.log10(abs(base.numerator) or 1), math.log10(base.denominator))
    except OverflowError:
        return math.inf


def _factorial_digits(n: Exact) -> float:
    """About how many decimal digits the factorial of n has."""
    try:
        return math.lgamma(float(n) + 1) / math.log(10)
    except OverflowError:
        return math.inf


def _fold(u: Exact, v: Exact, result: Exact) -> Exact:
    """A result of two numbers in lowest terms: whole numbers as int, and a decimal where an operand was one and it can be written."""
    if type(result) is int:
        return result
    if result.denominator == 1:
        return result.numerator
    if (type(u) is Decimal or type(v) is Decimal) and terminates(result.denominator):
        return Decimal(result)
    return result


def magnitude(value: Exact) -> Exact:
    """The absolute value; ``abs`` of a union is an object to the type checker."""
    return -value if value < 0 else value


def terminates(denominator: int) -> bool:
    """Whether 1/denominator has a finite decimal expansion."""
    return pow(10, denominator.bit_length(), denominator) == 0


def exact_power(base: Exact, n: Exact, bits: int) -> Exact | None:
    """base**n where it is rational and fits in so many bits, else None."""
    if base == 0:
        return None
    if n.denominator == 1:
        size = max(base.numerator.bit_length(), base.denominator.bit_length())
        if magnitude(base) != 1 and size * magnitude(n) > bits + size:
            return None
        if n == -1 and type(base) is int:
            return Fraction(1, base) if base not in (1, -1) else base
        return _fold(base, base, Fraction(base) ** int(n))
    if base < 0:
        return None
    top, bottom = _exact_root(base.numerator, n.denominator), _exact_root(base.denominator, n.denominator)
    if top is None or bottom is None:
        return None
    return exact_power(_fold(base, base, Fraction(top, bottom)), n.numerator, bits)


def _exact_root(value: int, degree: int) -> int | None:
    """The whole degree-th root of a positive whole number, None where there is none."""
    if value == 1:
        return 1
    if degree > value.bit_length():
        return None
    low, high = 1, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**degree <= value:
            low = middle
        else:
            high = middle - 1
    return low if low**degree == value else None
