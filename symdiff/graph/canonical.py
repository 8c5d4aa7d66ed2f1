"""Canonical construction, for results.

The store folds two operands; ``collect_sum``, ``collect_product``, ``collect_power`` and ``collect_call`` also collect like
terms and equal bases of canonical operands, in time linear in their number.
Imports ``choices``, ``exact``, ``heads``, ``operators`` and ``errors``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from symdiff.errors import fault
from symdiff.graph.choices import CHOOSING, Choices
from symdiff.graph.exact import added, division_by_zero, exact_power, folded, magnitude, multiplied
from symdiff.graph.heads import Constant, Number, Power, Product, Sum, absolute, exp, log
from symdiff.operators import Exact, Operator, cos, sech, sin, tanh

_COMPLEMENTS: Final = {tanh: sech, sech: tanh, sin: cos, cos: sin}
"""Functions whose squares add up to 1."""
_DEEPEST: Final = 1000


class Graph(Choices):
    """The store with canonical construction: what everything else builds in and reads."""

    __slots__ = ()

    def collect_sum(self, terms: Iterable[int]) -> int:
        """The sum with numbers folded and like terms collected; a number times a sum is multiplied out."""
        heads, operands, short = self.heads, self.operands, self.short
        constant: Exact = 0
        like: dict[int, Exact] = {}
        whole: dict[int, int] = {}
        """The terms that stand once, each with what it is with its number."""
        pending: list[tuple[int, Exact]] = [(term, 1) for term in terms]
        pending.reverse()
        while pending:
            given, factor = pending.pop()
            term = given
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
                pending += [(operand, factor) for operand in operands[term][::-1]]
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

    def collect_product(self, factors: Iterable[int]) -> int:
        """The product with numbers folded and equal bases collected; powers of E are one exponential."""
        heads, operands, below, short = self.heads, self.operands, self.below, self.short
        coefficient: Exact = 1
        result: list[int] = []
        products: list[int] = []
        bases: set[int] = set()
        flat = list(factors)
        while any(heads[factor] is Product and len(below[factor]) <= short for factor in flat):
            opened: list[int] = []
            for factor in flat:
                if heads[factor] is Product and len(below[factor]) <= short:
                    opened += below[factor]
                else:
                    opened.append(factor)
            flat = opened
        for factor in flat:
            head = heads[factor]
            if head is Number:
                number = operands[factor][0]
                if type(coefficient) is int and coefficient == 1:
                    coefficient = folded(number)
                else:
                    coefficient = self._kept(multiplied(coefficient, number))
            else:
                result.append(factor)
                base = factor
                if head is Power:
                    base = below[factor][0]
                    if heads[base] is Product:
                        products.append(base)
                elif head is exp:
                    base = self.constant("E")
                bases.add(base)
        if type(coefficient) is int and coefficient == 0:
            return self.zero
        if products or len(bases) < len(result):
            return self._regrouped(coefficient, result, products)
        return self._multiplied(coefficient, result)

    def _multiplied(self, coefficient: Exact, factors: list[int]) -> int:
        """The product of a number and factors that have nothing in common."""
        alone = type(coefficient) is int and coefficient == 1
        if len(factors) > 1:
            factors.sort()
        elif not factors:
            return self.number(coefficient)
        elif alone:
            return factors[0]
        if not alone:
            factors.insert(0, self.number(coefficient))
        return self.intern(Product, tuple(factors))

    def _regrouped(self, coefficient: Exact, factors: list[int], products: list[int]) -> int:
        """The product of a number and factors, some of one base; ``products`` are the bases that are products."""
        heads, operands, below = self.heads, self.operands, self.below
        numeric: dict[int, Exact] = {}
        symbolic: dict[int, list[int]] = {}
        for factor in factors:
            head = heads[factor]
            if head is exp:
                symbolic.setdefault(self.constant("E"), []).append(below[factor][0])
            elif head is Power:
                base, exponent = below[factor]
                if heads[exponent] is Number:
                    number = operands[exponent][0]
                    old = numeric.get(base)
                    numeric[base] = number if old is None else added(old, number)
                else:
                    symbolic.setdefault(base, []).append(exponent)
            else:
                numeric[factor] = added(numeric.get(factor, 0), 1)
        for base in products:
            self._absorb(base, numeric, symbolic)
        result: list[int] = []
        again: list[int] = []
        for base, exponents in symbolic.items():
            if base in numeric:
                exponents.append(self.number(numeric.pop(base)))
            merged = self._merged(exponents)
            # What became a number a product may take in; a number that stays beside a symbol may not, or it never ends.
            joins = bool(products) and len(merged) == 1 < len(exponents) and self.value(merged[0]) is not None
            for exponent in merged:
                power = self.collect_power(base, exponent)
                regrouped = heads[power] is Power and below[power][0] != base
                (again if joins or regrouped or self._opens(power) else result).append(power)
        for base, exponent_value in numeric.items():
            whole = type(exponent_value) is int
            if not whole or exponent_value != 0:
                power = base if whole and exponent_value == 1 else self.collect_power(base, self.number(exponent_value))
                regrouped = heads[power] is Power and below[power][0] != base
                (again if regrouped or self._opens(power) else result).append(power)
        if again:
            self._descend()
            try:
                return self.collect_product([self.number(coefficient), *result, *again])
            finally:
                self._nested -= 1
        return self._multiplied(coefficient, result)

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
            if own is None:
                total = self.collect_sum((*symbolic[product], self.number(step)))
                if self._terms(total) >= self._terms(self.collect_sum(symbolic[product])):
                    return  # x*y*(x*y)**n stays; only a number in the exponent is taken away
                symbolic[product] = [total]
            else:
                numeric[product] = added(own, step)
            for base, exponent in inside.items():
                numeric[base] = added(numeric.get(base, 0), multiplied(-step, exponent))

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
        elif head is absolute and whole and n % 2 == 0:
            return self._inner_power(operands[base][0], exponent)
        elif head is Product:
            factors = operands[base]
            if whole:
                return self.collect_product([self._inner_power(factor, exponent) for factor in factors])
            scale = self.value(factors[0])
            if scale is not None and scale > 0:
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

    def _descend(self) -> None:
        """Count a level of powers within powers: operands that are canonical have few, and compiled code has no bound of its own.

        Raises RecursionError, as Python does for the plain files.
        """
        if self._nested == _DEEPEST:
            raise RecursionError("powers within powers")
        self._nested += 1

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
