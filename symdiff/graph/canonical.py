"""Canonical construction, for results.

The store folds two operands; ``collect_sum``, ``collect_product``, ``collect_power`` and ``collect_call`` also collect like
terms and equal bases of canonical operands, in time linear in their number.
Imports ``products``, ``exact``, ``heads``, ``operators`` and ``errors``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from symdiff.annotations import Final
from symdiff.errors import fault
from symdiff.graph.choices import CHOOSING
from symdiff.graph.exact import (
    added,
    division_by_zero,
    exact_power,
    folded,
    is_below_zero,
    multiplied,
    over_line,
    quotient,
)
from symdiff.graph.heads import Constant, Number, Power, Product, Sum, absolute, exp, log, real_root, sign
from symdiff.graph.products import Products
from symdiff.operators import FUNCTIONS, Exact, Operator

_NAMED: Final = {row.name: row for row in FUNCTIONS}
_COMPLEMENTS: Final = {row: _NAMED[row.complement] for row in FUNCTIONS if row.complement}
"""Functions whose squares add up to 1."""
_UNDONE: Final = {row: {_NAMED[row.inverse]: (0, 0)} for row in FUNCTIONS if row.inverse}
"""What a function undoes: ``cos(acos(u))`` is u wherever it has a value, and ``cos(asin(u))`` the root of ``-u**2 + 1``."""
for _outer, _inner, _square, _constant in (
    ("cos", "asin", -1, 1),
    ("sin", "acos", -1, 1),
    ("sec", "atan", 1, 1),
    ("cosh", "asinh", 1, 1),
    ("sinh", "acosh", 1, -1),
    ("sech", "atanh", -1, 1),
):
    _UNDONE[_NAMED[_outer]][_NAMED[_inner]] = (_square, _constant)
_NOWHERE_NEGATIVE: Final = frozenset((absolute, exp, _NAMED["cosh"]))


class Graph(Products):
    """The store with canonical construction: what everything else builds in and reads."""

    __slots__ = ()

    def collect_sum(self, terms: Iterable[int]) -> int:
        """The sum with numbers folded and like terms collected; a number times a sum is multiplied out."""
        heads, operands, short = self.heads, self.operands, self.short
        constant: Exact = 0
        like: dict[int, Exact] = {}
        whole: dict[int, int] = {}
        """The terms that stand once, each with what it is with its number."""
        pending = list(terms)
        factors: list[Exact] = [1] * len(pending)
        """What each of them is multiplied by."""
        pending.reverse()
        while pending:
            given = term = pending.pop()
            factor = factors.pop()
            head = heads[term]
            plain = factor == 1
            if head is Product:
                first = operands[term][0]
                if heads[first] is Number:
                    rest = operands[term][1:]
                    term = rest[0] if len(rest) == 1 else self.intern(Product, rest)
                    number = operands[first][0]
                    factor = number if plain else multiplied(factor, number)
                    head = heads[term]
            if head is Sum and len(operands[term]) <= short:
                pending += operands[term][::-1]
                factors += [factor] * len(operands[term])
            elif head is Number:
                number = operands[term][0]
                number = folded(number) if plain else multiplied(factor, number)
                constant = self._kept(added(constant, number)) if constant else number
            elif term in like:
                like[term] = added(like[term], factor)
                whole.pop(term, None)
            else:
                like[term] = factor
                if plain:
                    whole[term] = given
        if len(whole) == len(like):
            result = list(whole.values())
        else:
            result = [whole.get(term) or self._scaled(factor, term) for term, factor in like.items() if factor]
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

    def collect_power(self, base: int, exponent: int) -> int:
        """The power of canonical operands, with what is exact and holds wherever the typed form is real."""
        heads, operands = self.heads, self.operands
        if heads[exponent] is not Number:
            if heads[base] is Constant and operands[base][0] == "E":
                return self.collect_call(exp, (exponent,))
            if heads[base] is exp:
                return self.collect_call(exp, (self.collect_product((operands[base][0], exponent)),))
            return self.one if base == self.one else self.intern(Power, (base, exponent))
        n: Exact = folded(operands[exponent][0])
        whole = type(n) is int
        if type(n) is int and 0 <= n <= 1:
            return base if n == 1 else self.one
        head = heads[base]
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
                return self._inner_power(operands[base][0], self._multiplied_out(operands[base][1], exponent))
            if type(inner) is int:  # an even power, under a root
                size = self.collect_call(absolute, (operands[base][0],))
                return self._inner_power(size, self._multiplied_out(operands[base][1], exponent))
        elif head is absolute and whole and n % 2 == 0:
            return self._inner_power(operands[base][0], exponent)
        elif head is Product:
            factors = operands[base]
            if whole:
                return self.collect_product([self._inner_power(factor, exponent) for factor in factors])
            scale = self.value(factors[0])
            if scale is not None and not is_below_zero(scale):
                root = exact_power(scale, n, self._bits)
                if root is not None:
                    rest = self.collect_product(factors[1:])
                    return self.collect_product((self.number(root), self._inner_power(rest, exponent)))
        return self.intern(Power, (base, exponent))

    def _inner_power(self, base: int, exponent: int) -> int:
        """A power that is needed for another one."""
        self._descend()
        try:
            return self.collect_power(base, exponent)
        finally:
            self._nested -= 1

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
        top, bottom = over_line(n)
        if abs(top) > bottom and not is_below_zero(base):
            whole = math.trunc(n)
            scale = exact_power(base, whole, self._bits)
            if scale is not None:
                rest = self.intern(Power, (self.number(base), self.number(n - whole)))
                return self._scaled(scale, rest)
        return self.intern(Power, (self.number(base), self.number(n)))

    def collect_call(self, operator: Operator, arguments: tuple[int, ...]) -> int:
        """The function of canonical operands, with exact values, parity, and exp and log of one another."""
        if operator in CHOOSING:
            return self.collect_choice(operator, arguments)
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
        undone = _UNDONE.get(operator)
        if undone is not None and heads[argument] in undone:
            u, (sign_of_square, constant) = int(operands[argument][0]), undone[heads[argument]]
            if not constant:
                return u
            square = self.collect_power(u, self.number(2))
            inside = self.collect_sum(
                (self.number(constant), self.collect_product((self.number(sign_of_square), square)))
            )
            return self.collect_power(inside, self.number(quotient(1, 2)))
        if operator is exp:
            if heads[argument] is log:
                return int(operands[argument][0])
            if heads[argument] is Product and len(operands[argument]) == 2:
                number, call = operands[argument]
                if heads[number] is Number and heads[call] is log:
                    return self.collect_power(int(operands[call][0]), number)
            if argument == self.one:
                return self.constant("E")
        elif operator is log:
            if heads[argument] is exp:
                return int(operands[argument][0])
            if heads[argument] is Constant and operands[argument][0] == "E":
                return self.one
        if (operator is absolute or operator is sign) and (found := self._turned(operator, argument)) is not None:
            return found
        if operator is real_root and (root := self._root_of_number(argument, arguments[1])) is not None:
            return root
        if operator is real_root and heads[argument] is Power and type(self.value(operands[argument][1])) is int:
            base, power = operands[argument]  # of an odd degree, so that the root of a power is the power of the root
            return self.collect_power(self.collect_call(operator, (base, arguments[1])), power)
        if operator.parity and len(arguments) == 1 and self.is_negative(argument):
            positive = self.collect_product((self.minus_one, argument))
            call = self.collect_call(operator, (positive,))
            return call if operator.parity > 0 else self.collect_product((self.minus_one, call))
        return self.intern(operator, arguments)

    def _root_of_number(self, radicand: int, degree: int) -> int | None:
        """The real root of a number that is a power of that degree; None of any other."""
        value, n = self.value(radicand), self.value(degree)
        if value is None or type(n) is not int or n < 1 or n % 2 == 0:
            return None
        if value == 0:
            return self.zero
        size = exact_power(value if value > 0 else multiplied(-1, value), quotient(1, n), self._bits)
        return None if size is None else self.number(size if value > 0 else multiplied(-1, size))

    def _turned(self, operator: Operator, argument: int) -> int | None:
        """The absolute value of what is nowhere negative, and what a positive number in front has no part in; else None."""
        heads, operands = self.heads, self.operands
        head = heads[argument]
        if operator is absolute:
            if head in _NOWHERE_NEGATIVE:
                return argument
            if head is Power:
                power = self.value(operands[argument][1])
                if power is not None and (type(power) is not int or power % 2 == 0):
                    return argument
        if head is Product:
            first = self.value(operands[argument][0])
            if first is not None and first > 0:
                call = self.collect_call(operator, (self.collect_product(operands[argument][1:]),))
                return self.collect_product((operands[argument][0], call)) if operator is absolute else call
        return None
