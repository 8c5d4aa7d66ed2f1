"""Canonical construction: what a matrix expression is made of, with what is known of sizes and properties used.

Sums collect like terms, products are flat chains from which scalars are taken out, powers of the same thing meet, transposes stand
at the leaves. The results of derivatives are built with it; values of a formula come from what was typed. Imports ``nodes``
and below, ``graph.exact``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from symdiff.errors import fault
from symdiff.graph import Decimal
from symdiff.graph.exact import added, folded, multiplied, power_digits, too_many_digits
from symdiff.matrices.nodes import Node, Nodes
from symdiff.matrices.sizes import ONE, SCALAR, Shape, Size
from symdiff.operators import FUNCTIONS, Exact, Operator

FUNCTION: dict[str, Operator] = {row.name: row for row in FUNCTIONS}

Link = tuple[Node, Node, bool]
"""A factor of a chain: a base, its exponent, whether it is transposed."""


class Algebra:
    """Constructors of canonical nodes."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self.one = self.number(1)

    # Leaves

    def number(self, value: Exact) -> Node:
        return self.nodes.intern("number", (), value, SCALAR)

    def symbol(self, name: str) -> Node:
        known = self.nodes.declared.get(name)
        return self.nodes.intern("symbol", (), name, SCALAR if known is None else known.shape)

    def constant(self, name: str) -> Node:
        return self.nodes.intern("constant", (), name, SCALAR)

    def size(self, size: Size) -> Node:
        """A size as a scalar."""
        letters = [(self.symbol(letter), self.one) for letter in size.letters]
        return self.scale(self.number(size.number), self.hadamard(letters, SCALAR) if letters else self.one)

    def identity(self, size: Size) -> Node:
        return self.one if size == ONE else self.nodes.intern("identity", (), None, (size, size))

    def ones(self, shape: Shape) -> Node:
        return self.one if shape == SCALAR else self.nodes.intern("ones", (), None, shape)

    def zero(self, shape: Shape) -> Node:
        return self.number(0) if shape == SCALAR else self.nodes.intern("zero", (), None, shape)

    def is_zero(self, node: Node) -> bool:
        return node.operation == "zero" or (node.operation == "number" and node.extra == 0)

    def whole(self, node: Node) -> int | None:
        """The value of a whole number."""
        value: Any = node.extra
        return int(value) if node.operation == "number" and value.denominator == 1 else None

    # Sums

    def terms(self, node: Node) -> list[tuple[Exact, Node]]:
        """A node as coefficients times what has none."""
        value: Any = node.extra
        if node.operation == "sum":
            return list(zip(value, node.operands, strict=True))
        if node.operation == "number":
            return [(value, self.one)] if value else []
        return [] if node.operation == "zero" else [(1, node)]

    def add(self, terms: Iterable[tuple[Exact, Node]]) -> Node:
        """The sum of coefficients times nodes of one shape; at least one."""
        found: dict[Node, Exact] = {}
        shape = SCALAR
        for coefficient, node in terms:
            shape = node.shape
            for inner, core in self.terms(node):
                one = multiplied(coefficient, inner)
                found[core] = added(found[core], one) if core in found else one
        self._opposed(found)
        kept = sorted(((core, value) for core, value in found.items() if value), key=lambda pair: pair[0].number)
        for _, value in kept:
            self._bounded(value)
        if not kept:
            return self.zero(shape)
        if len(kept) == 1:
            core, value = kept[0]
            if core is self.one:
                return self.number(value)
            if value == 1:
                return core
        if len(kept) == 2 and (rest := self._complement(kept)) is not None:
            return rest
        return self.nodes.intern("sum", tuple(core for core, _ in kept), tuple(value for _, value in kept), shape)

    def _complement(self, terms: Sequence[tuple[Node, Exact]]) -> Node | None:
        """1 - 1/(1 + exp(u)) as exp(u)/(1 + exp(u)), which cancels nothing."""
        for (whole, one), (part, other) in (terms, terms[::-1]):
            if (whole.operation == "ones" or whole is self.one) and one == -other and part.operation == "hadamard":
                below = part.operands[0]
                if len(part.operands) == 2 and self.whole(part.operands[1]) == -1 and below.extra == (1, 1):
                    raised = [each for each in below.operands if each.operation == "call" and each.extra == "exp"]
                    if len(raised) == 1 and whole in below.operands:
                        factors = [(raised[0], self.one), (below, part.operands[1])]
                        return self.add([(one, self.hadamard(factors, part.shape))])
        return None

    def _opposed(self, terms: dict[Node, Exact]) -> None:
        """Put terms together that have a - b where the other has b - a."""
        seen: dict[tuple[Node, ...], tuple[Node, int]] = {}
        chains = [core for core in terms if core.operation == "chain" and any(map(_difference, core.operands))]
        for core in chains if len(chains) > 1 else ():
            sign, links = 1, []
            for link in core.operands:
                coefficients: Any = link.extra
                turn = _difference(link) and coefficients[0] < 0
                sign = -sign if turn else sign
                links.append(self.negative(link) if turn else link)
            other, same = seen.setdefault(tuple(links), (core, sign))
            if other is not core:
                terms[other] = added(terms[other], multiplied(sign * same, terms.pop(core)))

    def _bounded(self, value: Exact) -> None:
        most = self.nodes.limits.max_digits
        if max(value.numerator.bit_length(), value.denominator.bit_length()) > most * 3.3219 + 1:
            raise too_many_digits(self.nodes.limits)

    def negative(self, node: Node) -> Node:
        return self.add([(-1, node)])

    def coefficient(self, node: Node) -> tuple[Exact, Node]:
        """A node as one coefficient times the rest."""
        terms = self.terms(node)
        return terms[0] if len(terms) == 1 else (1, node)

    def content(self, node: Node) -> tuple[Exact, Node]:
        """A node as the greatest coefficient that its terms share, times the rest."""
        value, core = self.coefficient(node)
        if core.operation != "sum" or core is not node:
            return value, core
        coefficients: Any = node.extra
        top = gcd(*[each.numerator for each in coefficients])
        shared = Fraction(top, lcm(*[each.denominator for each in coefficients]))
        if shared == 1 or any(type(each) is Decimal for each in coefficients):
            return 1, node
        return folded(shared), self.add(
            [(folded(Fraction(c) / shared), one) for c, one in zip(coefficients, node.operands, strict=True)]
        )

    def _linear(self, node: Node, verb: Callable[[Node], Node]) -> Node | None:
        """A linear operation done to the terms of a sum, or beside a scalar; None where a node is neither."""
        if node.operation == "sum":
            coefficients: Any = node.extra
            return self.add([(c, verb(each)) for c, each in zip(coefficients, node.operands, strict=True)])
        return self.scale(node.operands[0], verb(node.operands[1])) if node.operation == "scale" else None

    # Products

    def scale(self, scalar: Node, node: Node) -> Node:
        """A scalar times a node."""
        if node.scalar:
            return self.hadamard([(scalar, self.one), (node, self.one)], SCALAR)
        value, rest = self.coefficient(scalar)
        if self.is_zero(scalar):
            return self.zero(node.shape)
        if rest is not self.one:
            inner, core = self.content(node)
            value = multiplied(value, inner)
            if core.operation == "scale":
                rest = self.hadamard([(rest, self.one), (core.operands[0], self.one)], SCALAR)
                core = core.operands[1]
                more, rest = self.coefficient(rest)
                value = multiplied(value, more)
            if self.is_zero(core):
                return core
            node = core if rest is self.one else self.nodes.intern("scale", (rest, core), None, node.shape)
        return self.add([(value, node)])

    def hadamard(self, pairs: Iterable[tuple[Node, Node]], shape: Shape) -> Node:
        """The elementwise product of powers; of scalars, their product. Bases have the shape, or are scalars."""
        powers: dict[Node, Node] = {}
        scalars: list[tuple[Node, Node]] = []
        coefficient: Exact = 1
        waiting = list(pairs)[::-1]
        while waiting:
            base, exponent = waiting.pop()
            whole = self.whole(exponent)
            if whole == 0:
                continue
            if base.scalar and shape != SCALAR:
                scalars.append((base, exponent))
                continue
            if whole is not None:
                inner, core = self.content(base)
                if inner != 1:
                    coefficient = multiplied(coefficient, self._raised(inner, whole))
                    if core is not base and core is not self.one:
                        waiting.append((core, exponent))
                    continue
                if base.operation == "hadamard":
                    many = len(base.operands) // 2
                    for one, power in zip(base.operands[:many], base.operands[many:], strict=True):
                        waiting.append((one, self.scale(exponent, power)))
                    continue
                if base.operation == "scale":
                    scalars.append((base.operands[0], exponent))
                    waiting.append((base.operands[1], exponent))
                    continue
                if base.operation == "zero" or (base.operation == "number" and base.extra == 0):
                    if whole < 0:
                        raise fault("undefined", "this divides by zero, whatever the variables are")
                    return self.zero(shape)
            if base.operation == "ones" or base is self.one:
                continue
            if base.operation == "hadamard" and len(base.operands) == 2 and self._of_positive(base.operands[1]):
                waiting.append((base.operands[0], self.scale(exponent, base.operands[1])))
                continue
            if base.operation == "number" and exponent.operation == "number" and (root := self._root(base, exponent)):
                coefficient = multiplied(coefficient, root)
                continue
            powers[base] = self.add([(1, powers[base]), (1, exponent)]) if base in powers else exponent
        kept = sorted(((b, e) for b, e in powers.items() if self.whole(e) != 0), key=lambda pair: pair[0].number)
        again = [pair for pair in kept if pair[0].operation == "number" and self.whole(pair[1]) is not None]
        if again:
            rest = [pair for pair in kept if pair not in again]
            coefficient = multiplied(coefficient, 1)
            for base, exponent in again:
                value: Any = base.extra
                coefficient = multiplied(coefficient, self._raised(value, self.whole(exponent) or 0))
            kept = rest
        if not kept:
            node = self.ones(shape)
        elif len(kept) == 1 and self.whole(kept[0][1]) == 1:
            node = kept[0][0]
        else:
            bases, exponents = tuple(base for base, _ in kept), tuple(exponent for _, exponent in kept)
            node = self.nodes.intern("hadamard", bases + exponents, None, shape)
        found = self.add([(coefficient, node)])
        return self.scale(self.hadamard(scalars, SCALAR), found) if scalars else found

    def _of_positive(self, exponent: Node) -> bool:
        """Whether u**exponent tells the sign of u, or is of no u below 0: then (u**exponent)**c is u**(exponent*c)."""
        value: Any = exponent.extra
        return exponent.operation == "number" and value.denominator % 2 == 0

    def _raised(self, value: Exact, whole: int) -> Exact:
        if value == 0 and whole < 0:
            raise fault("undefined", "this divides by zero, whatever the variables are")
        if abs(value) not in (0, 1) and (digits := power_digits(value, whole)) > self.nodes.limits.max_digits:
            raise too_many_digits(self.nodes.limits, digits)
        found: Exact = value**whole if whole >= 0 else 1 / Fraction(value) ** -whole
        return int(found) if found.denominator == 1 else found

    def _root(self, base: Node, exponent: Node) -> Exact | None:
        """The square root of a square number, to a power."""
        value: Any = base.extra
        power: Any = exponent.extra
        if power.denominator != 2 or value <= 0 or value.numerator.bit_length() > 64:
            return None
        top, bottom = (round(part**0.5) for part in (value.numerator, value.denominator))
        if (top * top, bottom * bottom) != (value.numerator, value.denominator):
            return None
        return self._raised(Fraction(top, bottom), power.numerator)

    def link(self, node: Node) -> Link:
        """A factor as base, exponent and whether it is transposed."""
        turned = node.operation == "transpose"
        if turned:
            node = node.operands[0]
        if node.operation == "power":
            return node.operands[0], node.operands[1], turned
        return node, self.one, turned

    def multiply(self, factors: Sequence[Node]) -> Node:
        """The matrix product of factors whose sizes fit."""
        shape = (factors[0].shape[0], factors[-1].shape[1])
        scalars: list[tuple[Node, Node]] = []
        links: list[Node] = []
        coefficient: Exact = 1
        waiting = list(factors)[::-1]
        while waiting:
            node = waiting.pop()
            inner, core = self.content(node)
            coefficient = multiplied(coefficient, inner)
            if self.is_zero(node):
                return self.zero(shape)
            if core.operation == "scale":
                scalars.append((core.operands[0], self.one))
                core = core.operands[1]
            if core.operation == "chain":
                waiting += core.operands[::-1]
            elif core.scalar:
                scalars.append((core, self.one))
            elif core.operation != "identity":
                self._append(links, core, waiting)
        for place, link in enumerate(links):  # one sign for a difference and its transpose
            if link.operation == "sum" and len(link.operands) > 1:
                opposite = self.negative(self.transpose(link))
                for other in range(place + 1, len(links)):
                    if links[other] is opposite:
                        links[other] = self.transpose(link)
                        coefficient = multiplied(coefficient, -1)
        found = self.add([(coefficient, self._pieces(links, shape, scalars))])
        return self.scale(self.hadamard(scalars, SCALAR), found) if scalars else found

    def _append(self, links: list[Node], node: Node, waiting: list[Node]) -> None:
        """Put a factor after the others; one that meets its like becomes a power, one that meets its inverse goes."""
        if links:
            before, after = self.link(links[-1]), self.link(node)
            if before[0] is after[0]:
                if before[2] == after[2] and before[0].square:
                    joined = self.power(before[0], self.add([(1, before[1]), (1, after[1])]))
                    links.pop()
                    if joined.operation != "identity":
                        waiting.append(self.transpose(joined) if before[2] else joined)
                    return
                if self.has(before[0], "orthogonal") and before[1] is after[1] is self.one:
                    links.pop()
                    return
            stacked = self._stacked(links[-1], node)
            if stacked is not None:
                links.pop()
                waiting.append(stacked)
                return
            if links[-1].operation == node.operation == "diag":
                product = self.hadamard(
                    [(links.pop().operands[0], self.one), (node.operands[0], self.one)], node.operands[0].shape
                )
                waiting.append(self.diag(product))
                return
            if links[-1].operation == "diag" and node.shape[1] == ONE:
                waiting.append(self.hadamard([(links.pop().operands[0], self.one), (node, self.one)], node.shape))
                return
            if node.operation == "power" and (power := self.whole(node.operands[1])) is not None and power < 0:
                inside = self._factors(node.operands[0])
                if len(inside) > 1 and links[-len(inside) :] == inside:
                    del links[-len(inside) :]
                    waiting.append(self.power(node.operands[0], self.number(power + 1)))
                    return
        links.append(node)
        for many in range(2, len(links)):
            inverse = links[-1 - many]
            power = self.whole(inverse.operands[1]) if inverse.operation == "power" else None
            if power is not None and power < 0 and links[-many:] == self._factors(inverse.operands[0]):
                del links[-1 - many :]
                waiting.append(self.power(inverse.operands[0], self.number(power + 1)))
                return

    def _stacked(self, first: Node, last: Node) -> Node | None:
        """kron(A, B)*vec(X) is vec(B*X*A'), and so is its transpose."""
        turned = first.operation == "transpose" and first.operands[0].operation == "vec" and last.operation == "kron"
        if turned:
            first, last = self.transpose(last), first.operands[0]
        if first.operation != "kron" or last.operation != "vec":
            return None
        (left, right), (inner,) = first.operands, last.operands
        if right.shape[1] != inner.shape[0] or left.shape[1] != inner.shape[1]:
            return None
        made = self.vec(self.multiply([right, inner, self.transpose(left)]))
        return self.transpose(made) if turned else made

    def _factors(self, node: Node) -> list[Node]:
        return list(node.operands) if node.operation == "chain" else [node]

    def _pieces(self, links: list[Node], shape: Shape, scalars: list[tuple[Node, Node]]) -> Node:
        """A chain cut where it is one wide: the scalars among the pieces go to the others."""
        pieces: list[list[Node]] = [[]]
        for node in links:
            if pieces[-1] and node.shape[0] == ONE:
                pieces.append([])
            pieces[-1].append(node)
        if not links:
            return self.identity(shape[0])
        kept = []
        for piece in pieces:
            if piece[0].shape[0] == ONE and piece[-1].shape[1] == ONE:
                scalars.append((self._dot(piece), self.one))
            else:
                kept += piece
        if not kept:
            return self.one
        return kept[0] if len(kept) == 1 else self.nodes.intern("chain", tuple(kept), None, shape)

    def _dot(self, piece: list[Node]) -> Node:
        """A chain that is a scalar, the way round that has fewer transposes."""
        turned = [self.transpose(node) for node in reversed(piece)]
        first, last = piece[0], piece[-1]
        if first.operation == "ones":
            return self.total(self.multiply(piece[1:]))
        if last.operation == "ones":
            return self.total(self.multiply(turned[1:]))

        if (
            len(piece) == 2
            and last.operation == "vec"
            and turned[0].operation == "transpose"
            and turned[1].operation == "vec"
        ):
            pair = turned[1].operands[0], last.operands[0]
            if pair[0].shape == pair[1].shape:
                return self.tr(self.multiply([self.transpose(pair[0]), pair[1]]))

        def cost(links: list[Node]) -> tuple[int, list[int]]:
            return sum(map(_turned, links)), [self.link(node)[0].number for node in links]

        best = min(piece, turned, key=cost)
        return best[0] if len(best) == 1 else self.nodes.intern("chain", tuple(best), None, SCALAR)

    # What is done to one matrix

    def has(self, node: Node, name: str) -> bool:
        known = self.nodes.declared.get(str(node.extra)) if node.operation == "symbol" else None
        return known is not None and name in known.properties

    def symmetric(self, node: Node) -> bool:
        """Whether a matrix is known to be its own transpose."""
        if not node.square:
            return False
        kind = node.operation
        if kind == "symbol":
            return any(self.has(node, name) for name in ("symmetric", "diagonal", "pd"))
        if kind in ("identity", "ones", "zero", "diag"):
            return True
        if kind in ("sum", "kron", "call"):
            return all(each.scalar or self.symmetric(each) for each in node.operands)
        if kind == "hadamard":
            return all(map(self.symmetric, node.operands[: len(node.operands) // 2]))
        if kind == "scale":
            return self.symmetric(node.operands[1])
        if kind in ("power", "expm"):
            return self.symmetric(node.operands[0])
        if kind == "chain":
            return [self.transpose(each) for each in reversed(node.operands)] == list(node.operands)
        return False

    def transpose(self, node: Node) -> Node:
        rows, columns = node.shape
        kind, turned = node.operation, (columns, rows)
        if node.scalar:
            return node
        if (found := self._linear(node, self.transpose)) is not None:
            return found
        if kind == "ones":
            return self.ones(turned)
        if kind == "zero":
            return self.zero(turned)
        if kind == "transpose":
            return node.operands[0]
        if self.symmetric(node):
            return node
        if kind == "chain":
            return self.multiply([self.transpose(each) for each in reversed(node.operands)])
        if kind == "hadamard" and ONE not in (rows, columns):
            many = len(node.operands) // 2
            pairs = zip(node.operands[:many], node.operands[many:], strict=True)
            return self.hadamard([(self.transpose(base), exponent) for base, exponent in pairs], turned)
        if kind == "kron":
            return self.kron(*map(self.transpose, node.operands))
        return self.nodes.intern("transpose", (node,), None, turned)

    def inverse(self, node: Node) -> Node:
        return self.power(node, self.number(-1))

    def power(self, node: Node, exponent: Node) -> Node:
        """A power of a square matrix, or of a scalar."""
        whole = self.whole(exponent)
        if node.scalar:
            return self.hadamard([(node, exponent)], SCALAR)
        if whole == 0:
            return self.identity(node.shape[0])
        if whole == 1 or node.operation == "identity":
            return node
        kind = node.operation
        if kind == "power" and (inner := self.whole(node.operands[1])) is not None and whole is not None:
            return self.power(node.operands[0], self.number(inner * whole))
        if whole is not None:
            if kind == "sum" and len(node.operands) == 1:
                return self.add(
                    [(self._raised(self.coefficient(node)[0], whole), self.power(node.operands[0], exponent))]
                )
            if kind == "scale":
                return self.scale(self.power(node.operands[0], exponent), self.power(node.operands[1], exponent))
            if whole < 0 and kind == "chain" and all(each.square for each in node.operands):
                inverse = self.multiply([self.inverse(each) for each in reversed(node.operands)])
                return inverse if whole == -1 else self.power(inverse, self.number(-whole))
            if kind == "diag":
                return self.diag(self.hadamard([(node.operands[0], exponent)], node.operands[0].shape))
            if kind == "kron" and whole < 0 and all(each.square for each in node.operands):
                return self.kron(*[self.power(each, exponent) for each in node.operands])
            if whole < 0 and self.has(node, "orthogonal"):
                return self.power(self.transpose(node), self.number(-whole))
            if whole == -1 and kind == "zero":
                raise fault("undefined", "this inverts a matrix of zeros")
        if kind == "transpose":
            return self.transpose(self.power(node.operands[0], exponent))
        return self.nodes.intern("power", (node, exponent), None, node.shape)

    def call(self, name: str, operands: Sequence[Node]) -> Node:
        """An elementwise function; scalars among its operands go with every entry."""
        row = FUNCTION[name]
        shape = next((each.shape for each in operands if not each.scalar), SCALAR)
        if name == "sqrt":
            return self.hadamard([(operands[0], self.number(Fraction(1, 2)))], shape)
        if name == "log" and operands[0].operation == "det":
            return self.logdet(operands[0].operands[0])
        if name == "log" and (found := self._log_of_product(operands[0], shape)) is not None:
            return found
        values: list[Any] = [each.extra for each in operands]
        if row.exact is not None and all(each.operation == "number" for each in operands):
            digits = 0.0 if row.digits is None else row.digits(*values)
            if digits > self.nodes.limits.max_digits:
                raise too_many_digits(self.nodes.limits, digits)
            value = row.exact(*values)
            if value is not None:
                return self.number(value)
        if len(operands) == 1 and operands[0].operation == "transpose":
            return self.transpose(self.call(name, operands[0].operands))
        return self.nodes.intern("call", tuple(operands), name, shape)

    def _log_of_product(self, node: Node, shape: Shape) -> Node | None:
        """log(s*exp(u)./v) as u + log(s) - log(v), entry by entry, where all factors are above 0; None where it is no such product."""
        scalar, core = node.operands if node.operation == "scale" else (None, node)
        factors: list[tuple[Node, Node]] = []
        for part in (scalar, core):
            if part is not None and part.operation == "hadamard":
                many = len(part.operands) // 2
                factors += zip(part.operands[:many], part.operands[many:], strict=True)
            elif part is not None:
                factors.append((part, self.one))
        raised = [each.operation == "call" and each.extra == "exp" for each, _ in factors]
        if len(factors) == 1 and factors[0][1] is self.one and not raised[0]:
            return None
        if not all(self.positive(base) and exponent.operation == "number" for base, exponent in factors):
            return None
        terms: list[tuple[Exact, Node]] = []
        for (base, exponent), known in zip(factors, raised, strict=True):
            log = base.operands[0] if known else self.call("log", (base,))
            value: Any = exponent.extra
            terms.append((value, log if log.shape == shape else self.scale(log, self.ones(shape))))
        return self.add(terms)

    def positive(self, node: Node) -> bool:
        """Whether all entries are above 0 wherever they have values: exponentials, and sums and products of such."""
        value: Any = node.extra
        if node.operation in ("sum", "scale", "total", "transpose", "chain", "hadamard"):
            many = len(node.operands) // (1 + (node.operation == "hadamard"))
            signs = value if node.operation == "sum" else ()
            return all(sign > 0 for sign in signs) and all(map(self.positive, node.operands[:many]))
        if node.operation == "number":
            return bool(value > 0)
        return node.operation == "ones" or (node.operation == "call" and value == "exp")

    # Functions of a matrix

    def make(self, name: str, operands: Sequence[Node], shape: Shape) -> Node:
        """A node of an operation that has a function's name."""
        made = getattr(self, name, None)
        return made(*operands) if made is not None else self.nodes.intern(name, tuple(operands), None, shape)

    def det(self, node: Node) -> Node:
        if node.scalar:
            return node
        value, core = self.coefficient(node)
        if core.operation == "identity" and value == 1:
            return self.one
        if value != 1:
            return self.scale(self.power(self.number(value), self.size(node.shape[0])), self.det(core))
        if core.operation == "scale":
            return self.scale(self.power(core.operands[0], self.size(node.shape[0])), self.det(core.operands[1]))
        if core.operation == "power":
            return self.power(self.det(core.operands[0]), core.operands[1])
        if core.operation == "transpose":
            return self.det(core.operands[0])
        return self.nodes.intern("det", (node,), None, SCALAR)

    def logdet(self, node: Node) -> Node:
        if node.scalar:
            return self.call("log", (node,))
        if node.operation == "transpose":
            return self.logdet(node.operands[0])
        if node.operation == "identity":
            return self.number(0)
        if node.operation == "power" and (whole := self.whole(node.operands[1])) is not None and whole % 2:
            return self.add([(whole, self.logdet(node.operands[0]))])
        return self.nodes.intern("logdet", (node,), None, SCALAR)

    def tr(self, node: Node) -> Node:
        if node.scalar:
            return node
        if (found := self._linear(node, self.tr)) is not None:
            return found
        if node.operation == "identity":
            return self.size(node.shape[0])
        if node.operation == "transpose":
            return self.tr(node.operands[0])
        if node.operation == "diag":
            return self.total(node.operands[0])
        if node.operation == "zero":
            return self.number(0)
        if node.operation == "kron" and all(each.square for each in node.operands):
            return self.hadamard([(self.tr(each), self.one) for each in node.operands], SCALAR)
        if node.operation == "chain":
            links = list(node.operands)
            for place, each in enumerate(links):
                if each.shape[1] == ONE and place + 1 < len(links):  # tr(a*b') is b'*a
                    return self.multiply([*links[place + 1 :], *links[: place + 1]])
            ways = [(links[at:] + links[:at]) for at in range(len(links))]
            ways += [[self.transpose(each) for each in reversed(way)] for way in ways]
            best = min(
                ways,
                key=lambda way: (sum(each.operation == "transpose" for each in way), [each.number for each in way]),
            )
            node = self.multiply(best)
            if node.operation != "chain":
                return self.tr(node)
        return self.nodes.intern("tr", (node,), None, SCALAR)

    def total(self, node: Node) -> Node:
        if node.scalar:
            return node
        if (found := self._linear(node, self.total)) is not None:
            return found
        if node.operation == "transpose":
            return self.total(node.operands[0])
        if node.operation == "ones":
            return self.size(node.shape[0].times(node.shape[1]))
        if node.operation == "zero":
            return self.number(0)
        if node.operation == "diag":
            return self.total(node.operands[0])
        if node.operation == "hadamard" and ONE in node.shape:
            many = len(node.operands) // 2
            exponents = [self.whole(each) for each in node.operands[many:]]
            column = node.shape[1] == ONE
            if exponents in ([2], [1, 1]):
                first, last = node.operands[0], node.operands[many - 1]
                pair = (self.transpose(first), last) if column else (first, self.transpose(last))
                return self.multiply(pair)
        return self.nodes.intern("total", (node,), None, SCALAR)

    def norm2(self, node: Node) -> Node:
        return self._norm("norm2", node)

    def frobenius(self, node: Node) -> Node:
        return self._norm("norm2" if ONE in node.shape else "frobenius", node)

    def norm1(self, node: Node) -> Node:
        return self._norm("norm1", node)

    def _norm(self, name: str, node: Node) -> Node:
        if node.scalar:
            return self.call("abs", (node,))
        value, core = self.coefficient(node)
        if value != 1:
            return self.scale(self.number(max(value, -value)), self._norm(name, core))
        if core.operation == "transpose" and name != "norm1":
            return self._norm(name, core.operands[0])
        return self.nodes.intern(name, (core,), None, SCALAR)

    def diag(self, node: Node) -> Node:
        if node.scalar:
            return node
        value, core = self.coefficient(node)
        if value != 1:
            return self.add([(value, self.diag(core))])
        if core.operation == "scale":
            return self.scale(core.operands[0], self.diag(core.operands[1]))
        if core.operation == "ones":
            return self.identity(core.shape[0])
        return self.nodes.intern("diag", (node,), None, (node.shape[0], node.shape[0]))

    def diagonal(self, node: Node) -> Node:
        if node.scalar:
            return node
        if (found := self._linear(node, self.diagonal)) is not None:
            return found
        if node.operation in ("diag", "transpose"):
            inner = node.operands[0]
            return inner if node.operation == "diag" else self.diagonal(inner)
        if node.operation in ("identity", "ones"):
            return self.ones((node.shape[0], ONE))
        if node.operation == "chain" and len(node.operands) == 2 and node.operands[0].shape[1] == ONE:
            return self.hadamard(
                [(node.operands[0], self.one), (self.transpose(node.operands[1]), self.one)], (node.shape[0], ONE)
            )
        return self.nodes.intern("diagonal", (node,), None, (node.shape[0], ONE))

    def kron(self, first: Node, last: Node) -> Node:
        if first.scalar or last.scalar:
            return self.scale(first, last) if first.scalar else self.scale(last, first)
        (a, left), (b, right) = self.coefficient(first), self.coefficient(last)
        if (a, b) != (1, 1):
            return self.add([(multiplied(a, b), self.kron(left, right))])
        if left.operation == right.operation == "identity":
            return self.identity(left.shape[0].times(right.shape[0]))
        for place, each in enumerate((left, right)):
            if each.operation == "scale":
                other = self.kron(*((each.operands[1], right) if place == 0 else (left, each.operands[1])))
                return self.scale(each.operands[0], other)
        shape = (left.shape[0].times(right.shape[0]), left.shape[1].times(right.shape[1]))
        return self.nodes.intern("kron", (left, right), None, shape)

    def vec(self, node: Node) -> Node:
        if node.shape[1] == ONE:
            return node
        if node.shape[0] == ONE:
            return self.transpose(node)
        if (found := self._linear(node, self.vec)) is not None:
            return found
        if node.operation == "reshape":
            return node.operands[0]
        return self.nodes.intern("vec", (node,), None, (node.shape[1].times(node.shape[0]), ONE))

    def reshape(self, node: Node, shape: Shape) -> Node:
        """The matrix of this shape whose columns stand under one another in a vector."""
        if ONE in shape:
            return node if shape[1] == ONE else self.transpose(node)
        if (found := self._linear(node, lambda each: self.reshape(each, shape))) is not None:
            return found
        if node.operation == "vec" and node.operands[0].shape == shape:
            return node.operands[0]
        return self.nodes.intern("reshape", (node,), None, shape)


def _difference(node: Node) -> bool:
    return node.operation == "sum" and len(node.operands) > 1


def _turned(node: Node) -> bool:
    """Whether a factor is written as a transpose, or as a sum of such."""
    return node.operation == "transpose" or (node.operation == "sum" and any(map(_turned, node.operands)))
