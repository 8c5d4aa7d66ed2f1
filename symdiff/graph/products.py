"""Canonical products: numbers folded, equal bases collected. Imports ``choices``, ``exact``, ``heads`` and ``operators``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from symdiff.graph.choices import Choices
from symdiff.graph.exact import added, folded, multiplied
from symdiff.graph.heads import Number, Power, Product, Sum, exp
from symdiff.operators import Exact

_DEEPEST: Final = 1000


class Products(Choices):
    """The store with canonical products; the sums and powers that they are made of are those of the whole graph."""

    __slots__ = ()

    def collect_sum(self, terms: Iterable[int]) -> int:
        raise NotImplementedError

    def collect_power(self, base: int, exponent: int) -> int:
        raise NotImplementedError

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

    def _descend(self) -> None:
        """Count a level of powers within powers: operands that are canonical have few, and compiled code has no bound of its own.

        Raises RecursionError, as Python does for the plain files.
        """
        if self._nested == _DEEPEST:
            raise RecursionError("powers within powers")
        self._nested += 1
