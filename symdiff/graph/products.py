"""Canonical products: numbers folded, equal bases collected. Imports ``choices``, ``exact``, ``heads`` and ``operators``."""

from __future__ import annotations

from collections.abc import Iterable

from symdiff.annotations import Final
from symdiff.graph.choices import Choices
from symdiff.graph.exact import added, folded, is_below_zero, multiplied, negated, over_line
from symdiff.graph.heads import Number, Power, Product, Sum, Symbol, absolute, exp, real_root, sign
from symdiff.operators import Exact, Operator

_DEEPEST: Final = 1000
_COMPARED: Final = 5
"""Bases up to which each is compared with each."""


class Products(Choices):
    """The store with canonical products; the sums and powers that they are made of are those of the whole graph."""

    __slots__ = ()

    def collect_sum(self, terms: Iterable[int]) -> int:
        raise NotImplementedError

    def collect_power(self, base: int, exponent: int) -> int:
        raise NotImplementedError

    def collect_call(self, operator: Operator, arguments: tuple[int, ...]) -> int:
        raise NotImplementedError

    def collect_product(self, factors: Iterable[int]) -> int:
        """The product with numbers folded and equal bases collected; powers of E are one exponential."""
        heads, operands, below, short = self.heads, self.operands, self.below, self.short
        coefficient: Exact = 1
        result: list[int] = []
        products: list[int] = []
        bases: list[int] = []
        sizes = False
        flat = list(factors)
        opens = True
        while opens:
            opens = False
            for factor in flat:
                if heads[factor] is Product and len(below[factor]) <= short:
                    opens = True
                    break
            if not opens:
                break
            opened: list[int] = []
            for factor in flat:
                if heads[factor] is Product and len(below[factor]) <= short:
                    opened += below[factor]
                else:
                    opened.append(factor)
            flat = opened
        for factor in flat:
            head = heads[factor]
            if head is Symbol or head is Sum:  # most are
                result.append(factor)
                bases.append(factor)
            elif head is Number:
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
                    elif heads[base] is absolute or heads[base] is real_root:
                        sizes = True
                elif head is exp:
                    base = self.constant("E")
                elif head is sign or head is absolute or head is real_root:
                    sizes = True
                bases.append(base)
        if type(coefficient) is int and coefficient == 0:
            return self.zero
        if sizes and len(result) > 1 and (merged := self._signed(result)) is not None:
            return self.collect_product((self.number(coefficient), *merged))
        if products or (len(bases) > 1 and _has_twice(bases)):
            return self._regrouped(coefficient, result, products)
        return self._multiplied(coefficient, result)

    def _signed(self, factors: list[int]) -> list[int] | None:
        """Factors with the signs, absolute values and roots of u beside powers of u made one; None where there is nothing to do.

        ``sign(u)/abs(u)`` is ``1/u``, and with whole powers ``abs(u)**3/u`` is ``u*abs(u)``; what was 0 or had no value at u = 0 is
        0 there or has none, but for a quotient that cancels.
        """
        heads, below = self.heads, self.below
        powers: dict[int, Exact] = {}
        rooted: list[int] = []
        named: dict[int, int] = {}
        """By u, its absolute value."""
        for factor in factors:
            base, exponent = self._whole_power(factor)
            powers[base] = added(powers.get(base, 0), exponent)
            if heads[base] is sign or heads[base] is absolute:
                named[below[base][0]] = 0
            elif heads[base] is real_root:
                rooted.append(base)
        gone: set[int] = set()
        made: list[int] = []
        for u in named:
            of_sign, of_size = self.intern(sign, (u,)), self.intern(absolute, (u,))
            signs, size, plain = powers.get(of_sign, 0), powers.get(of_size, 0), powers.get(u, 0)
            parts = [self._whole_power(part) for part in below[u]] if heads[u] is Product and u not in powers else []
            if parts:
                plain = self._times_in(powers, parts)
            if type(signs) is not int or type(plain) is not int or signs < 0:
                continue
            total = added(size, plain)
            first: Exact
            if type(size) is int:
                if not ((size or plain) if signs else (size % 2 and plain)):
                    continue
                if (
                    signs + size
                ) % 2 == 0:  # sign(u)*abs(u) is u; a sign twice is 1 beside what is 0 with it, or has no value then
                    first = 0
                elif signs % 2 == 0 and not plain:
                    first = size
                else:
                    first = 1 if total > 0 else -1
            elif (signs + plain) % 2 == 0:
                first = total
            else:
                first = added(total, -1 if total > 0 else 1)
            if signs == 0 and size == first:
                continue
            gone |= {of_sign, of_size, u}
            for base, exponent in parts if plain else ():
                gone.add(base)
                left = added(powers[base], multiplied(negated(plain), exponent))
                made.append(self.collect_power(base, self.number(left)))
            made += [
                self.collect_power(of_size, self.number(first)),
                self.collect_power(u, self.number(added(total, negated(first)))),
            ]
        for root in rooted:
            u, degree = below[root]
            own, plain, n = powers[root], powers.get(u, 0), self.value(degree)
            if type(n) is int and n > 0 and type(own) is int and type(plain) is int and plain:
                if u in gone or root in gone or (own > 0 and plain > 0):
                    continue
                total = n * plain + own
                count, rest = divmod(total, n) if total > 0 else (0, total)
                gone |= {root, u}
                made += [self.collect_power(u, self.number(count)), self.collect_power(root, self.number(rest))]
        if not gone:
            return None
        for factor in factors:
            if self._whole_power(factor)[0] not in gone:
                made.append(factor)
        return made

    def _times_in(self, powers: dict[int, Exact], parts: list[tuple[int, Exact]]) -> int:
        """How many times a product stands in whole powers; negative where it does under a line."""
        times: list[int] = []
        for base, exponent in parts:
            power = powers.get(base, 0)
            if type(power) is not int or type(exponent) is not int or not power or exponent < 1:
                return 0
            times.append(power // exponent if power > 0 else -(-power // exponent))
        least, most = min(times), max(times)
        return least if least > 0 else min(0, most)

    def _whole_power(self, factor: int) -> tuple[int, Exact]:
        """A factor as a whole power, or of an absolute value any; another as itself."""
        if self.heads[factor] is Power:
            base, power = self.below[factor]
            value = self.value(power)
            if value is not None and (type(value) is int or self.heads[base] is absolute):
                return base, value
        return factor, 1

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
            if all(above) or (
                own is not None and is_below_zero(own) and over_line(own)[1] != 1 and 2 * sum(above) >= len(above)
            ):
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
            opened = [self._opened(exponent) for exponent in exponents]
            if opened != exponents:
                total = self.collect_sum(opened)
                if self._terms(total) < len(exponents):
                    return [total]
        return exponents

    def _opened(self, node: int) -> int:
        """A product with its one sum multiplied out; another node as it is."""
        if self.heads[node] is Product:
            sums = [part for part in self.below[node] if self.heads[part] is Sum]
            if len(sums) == 1 and len(self.below[sums[0]]) <= self.short:
                rest = tuple([part for part in self.below[node] if part != sums[0]])
                return self.collect_sum([self.collect_product((*rest, term)) for term in self.below[sums[0]]])
        return node

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


def _has_twice(bases: list[int]) -> bool:
    """Whether a base stands twice; a few are compared sooner than a set is made of them."""
    if len(bases) > _COMPARED:
        return len(set(bases)) < len(bases)
    for position in range(1, len(bases)):
        base = bases[position]
        for before in range(position):
            if bases[before] == base:
                return True
    return False
