"""Matrix expressions as statements on arrays; what was computed once is not computed again.

Products are done in the order that costs least, for sizes that are large where they are letters. An inverse that meets a product is a
solve; where it is a part of a result itself it is computed once, and used. Vectors have one axis, a row is told by where it stands.
Imports ``targets``, ``algebra`` and below, ``languages``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from symdiff.budget import heed_signals
from symdiff.errors import SymdiffError, fault
from symdiff.frozen import Frozen
from symdiff.languages.table import Language
from symdiff.matrices.algebra import FUNCTION, Algebra
from symdiff.matrices.nodes import Node, reachable
from symdiff.matrices.operations import TABLE
from symdiff.matrices.sizes import ONE, SCALAR, Shape, Size
from symdiff.matrices.targets import Factored, Target
from symdiff.operators import CONSTANTS

_LARGE = 1000
SUM, _PRODUCT, _POWER, ATOM = 1, 2, 3, 9
"""How tightly a text holds together."""
_VALUES = {row.name: repr(row.value) for row in CONSTANTS}
_RECIPROCALS = {name: row.numpy[2:] for name, row in FUNCTION.items() if row.numpy.startswith("1/")}
"""Functions that are 1 over another, which languages have."""


class Value(Frozen):
    """A computed value: its text, how tightly that holds together, its shape; ``row`` where it stands for a row."""

    text: str
    tight: int
    shape: Shape


def _spread(node: Node) -> bool:
    """Whether a term of a sum is a scalar in every entry."""
    return node.operation == "ones" or (node.operation == "scale" and node.operands[1].operation == "ones")


def _outer(node: Node) -> bool:
    """Whether a node is a column times a row."""
    return node.operation == "chain" and len(node.operands) == 2 and node.operands[0].shape[1] == ONE


def _transposes(node: Node) -> int:
    return sum(each.operation == "transpose" for each in reachable(node))


class Lowering:
    """The statements of a function; what was computed once is not computed again."""

    def __init__(
        self,
        target: Target,
        language: Language,
        algebra: Algebra,
        taken: set[str],
        by: str,
        shared: frozenset[Node],
    ) -> None:
        self.by = by
        self.shared = shared
        self.asked: dict[Node, set[str]] = {}
        self.target = target
        self.language = language
        self.algebra = algebra
        self.taken = taken
        self.lines: list[tuple[str, str, int]] = []
        self._made: dict[str, str] = {}
        self._known: dict[Node, Value] = {}
        self._explicit: set[Node] = set()
        self.wanted: set[Node] = set()
        self.sizes: dict[str, str] = {}

    def prepare(self, roots: Sequence[Node]) -> None:
        """Find the inverses that are computed whatever is done, because they do not stand in a product."""
        self.wanted = {each for each in reachable(roots[-1]) if each.operation == "chain"}
        for root in roots:
            for node in reachable(root):
                inside = [] if node.operation == "chain" else node.operands
                for each in inside:
                    base = each.operands[0] if each.operation == "transpose" else each
                    if self._inverts(base) and node.operation != "transpose":
                        self._explicit.add(base)
            base = root.operands[0] if root.operation == "transpose" else root
            if self._inverts(base):
                self._explicit.add(base)

    def _inverts(self, node: Node) -> bool:
        whole = self.algebra.whole(node.operands[1]) if node.operation == "power" else None
        return whole == -1

    # Statements

    def put(self, text: str, shape: Shape, tight: int = ATOM) -> Value:
        """A statement with this text, or the name of the one that there is."""
        name = self._made.get(text, "")
        if not name:
            number = len(self.lines) + 1
            while (name := f"t{number}") in self.taken:
                number += 1
            self.taken.add(name)
            self._made[text] = name
            self.lines.append((name, text, tight))
        return Value(name, ATOM, shape)

    def number(self, value: Any) -> str:
        if value.denominator == 1:
            return str(value.numerator)
        if value.denominator & (value.denominator - 1) == 0 and value.denominator < 1 << 20:
            return repr(float(value))
        return f"({value.numerator}/{value.denominator})"

    def size(self, size: Size) -> str:
        parts = [str(size.number)] * (size.number != 1 or not size.letters)
        return "*".join([*parts, *[self.sizes[letter] for letter in size.letters]])

    # Nodes

    def turned(self, text: str) -> str:
        """The transpose of a matrix that has this text."""
        mark = self.target.turned.format("")
        return text.removesuffix(mark) if text.endswith(mark) else text + mark

    def of(self, node: Node) -> Value:
        """The value of a node."""
        found = self._known.get(node)
        if found is None:
            heed_signals()
            found = self._known[node] = self._lower(node)
        return found

    def _lower(self, node: Node) -> Value:
        kind, shape, target = node.operation, node.shape, self.target
        value: Any = node.extra
        if kind == "symbol":
            return Value(self.sizes.get(value, value), ATOM, shape)
        if kind == "number":
            text = self.number(value)
            return Value(text if value >= 0 else f"({text})", ATOM, shape)
        if kind == "constant":
            return Value(target.constants.get(value, _VALUES[value]), ATOM, shape)
        if kind == "identity":
            return self.put(target.identity.format(self.size(shape[0])), shape)
        if kind in ("ones", "zero"):
            forms = target.ones if kind == "ones" else target.zeros
            if ONE in shape:
                return self.put(forms[0].format(self.size(shape[0] if shape[1] == ONE else shape[1])), shape)
            return self.put(forms[1].format(self.size(shape[0]), self.size(shape[1])), shape)
        if kind == "transpose":
            inner = self.of(node.operands[0])
            if ONE in shape:
                return Value(inner.text, inner.tight, shape)
            return Value(self.turned(inner.text), ATOM, shape)
        if kind == "sum":
            return self._sum(node)
        if kind == "scale":
            below = self._reciprocal(node.operands[0]) if ONE in shape else None
            if below is not None:
                return self.put(f"{self.of(node.operands[1]).text}/{self.of(below).text}", shape, _PRODUCT)
            return self._times(self.of(node.operands[0]), self.of(node.operands[1]), shape)
        if kind == "hadamard":
            return self._hadamard(node)
        if kind == "chain":
            return self._chain(node.operands)
        if kind == "power":
            return self._power(node)
        if kind == "call":
            return self._call(str(value), [self.of(each) for each in node.operands], shape)
        if kind == "tr" and node.operands[0].operation == "chain":
            return self._trace(node.operands[0].operands)
        if kind == "tr" and node.operands[0].operation == "power":
            base, exponent = node.operands[0].operands
            whole = self.algebra.whole(exponent)
            if whole is not None and whole > 1:
                halves = [
                    self.of(self.algebra.power(base, self.algebra.number(part)))
                    for part in (whole // 2, whole - whole // 2)
                ]
                return self.put(target.traced.format(halves[0].text, self.turned(halves[1].text)), shape)
        if kind in ("det", "logdet") and (factored := self._factored(node.operands[0], kind)) is not None:
            form = getattr(factored[0], kind)
            return self.put(form.format(factored[1]), shape, _PRODUCT if "*" in form else ATOM)
        operands = [self.of(each).text for each in node.operands]
        if kind == "kron" and not all(each.shape[1] == ONE for each in node.operands):
            operands = [self._laid(text, each.shape) for text, each in zip(operands, node.operands, strict=True)]
            made = self._function(kind, operands, shape)
            return self.put(self.target.flat.format(made.text), shape) if shape[0] == ONE and self.target.flat else made
        if kind == "reshape":
            operands += [self.size(shape[0]), self.size(shape[1])]
        return self._function(kind, operands, shape)

    def _factored(self, matrix: Node, use: str) -> tuple[Factored, str] | None:
        """What is made of a matrix that is asked for more than once; what it is asked for is noted."""
        self.asked.setdefault(matrix, set()).add(use)
        row = self.target.factors
        if row is None or matrix not in self.shared:
            return None
        if self.target.positive is not None and matrix.extra != self.by and self.algebra.has(matrix, "pd"):
            row = self.target.positive
        return row, self.put(row.make.format(self.of(matrix).text), matrix.shape).text

    def _function(self, kind: str, operands: Sequence[str], shape: Shape) -> Value:
        text = TABLE[kind].code.get(self.target.name)
        if not text:
            raise self._no_code(TABLE[kind].words[0])
        return self.put(text.format(*operands), shape)

    def _laid(self, text: str, shape: Shape) -> str:
        """A vector with two axes, for what tells columns from rows."""
        if ONE not in shape:
            return text
        return self.target.laid[0 if shape[1] == ONE else 1].format(text)

    def _no_code(self, name: str) -> SymdiffError:
        return fault(
            "no-code",
            f"{self.target.name} has no function that computes {name} of arrays",
            hint="choose another --language",
        )

    def _sum(self, node: Node) -> Value:
        coefficients: Any = node.extra
        spread = not node.scalar and not all(map(_spread, node.operands))
        dot = "." if self.target.broadcast and spread and any(map(_spread, node.operands)) else ""
        text = ""
        pairs = sorted(zip(coefficients, node.operands, strict=True), key=lambda pair: pair[0] < 0)
        for coefficient, core in pairs:
            size = max(coefficient, -coefficient)
            inner = (
                self.algebra.one if core.operation == "ones" else core.operands[0] if spread and _spread(core) else core
            )
            if core.operation == "ones" and not spread:
                inner = core
            if inner is self.algebra.one:
                term = self.number(size)
            elif inner.operation == "scale" and coefficient != 1 and inner not in self._known:
                scalar, other = (self.of(each) for each in inner.operands)
                term = f"{self._multiple(size, scalar)}*{other.text}"
                below = self._reciprocal(inner.operands[0])
                if size.denominator == 1 and below is not None:
                    term = f"{size}/{self.of(below).text}*{other.text}"
            else:
                term = self._multiple(size, self.of(inner))
            sign = "-" if coefficient < 0 else "+"
            text += f" {dot}{sign} {term}" if text else "-" * (coefficient < 0) + term
        return self.put(text, node.shape, SUM if len(pairs) > 1 else _PRODUCT)

    def _reciprocal(self, node: Node) -> Node | None:
        """Of what a scalar is one over."""
        value: Any = node.operands[1].extra if node.operation == "hadamard" and len(node.operands) == 2 else None
        return self.algebra.inverse(node) if isinstance(value, int | Fraction) and value < 0 else None

    def _multiple(self, size: Any, value: Value) -> str:
        if size == 1:
            return value.text
        if size.numerator == 1:
            return f"{value.text}/{size.denominator}"
        return f"{self.number(size)}*{value.text}"

    def _times(self, scalar: Value, other: Value, shape: Shape) -> Value:
        return self.put(f"{scalar.text}*{other.text}", shape, _PRODUCT)

    def _hadamard(self, node: Node) -> Value:
        many = len(node.operands) // 2
        # What moves comes last, and before it what is a column times a row: the others meet in value and derivative.
        pairs = sorted(
            zip(node.operands[:many], node.operands[many:], strict=True),
            key=lambda pair: (pair[0].operation == "chain", pair[0].operation == "symbol" and pair[0].extra == self.by),
        )
        times, over, raised = (
            ("*", "/", "**" if self.target.signs[2] == "**" else "^") if node.scalar else self.target.signs
        )
        above: list[str] = []
        below: list[str] = []
        for base, exponent in pairs:
            value: Any = exponent.extra
            known = exponent.operation == "number"
            negative = known and value < 0
            size: Any = abs(value) if known else None
            if size == 2 and base.operation == "norm2" and not negative:
                inner = self.of(base.operands[0])  # no root that is squared again
                above.append(self.put(self.target.dot.format(inner.text, inner.text), SCALAR, _PRODUCT).text)
                continue
            if size == 2 and base.operation == "frobenius" and not negative:
                inner = self.of(base.operands[0])
                if self.target.squares:
                    above.append(self.put(self.target.squares.format(inner.text), SCALAR).text)
                    continue
                square = self.put(f"{inner.text}{self.target.signs[0]}{inner.text}", base.operands[0].shape, _PRODUCT)
                above.append(self._function("total", [square.text], SCALAR).text)
                continue
            if size == 1 and not negative and above and _outer(base) and not node.scalar and ONE not in node.shape:
                rest = self._prefix(above, times, node.shape)
                left, right = (self.of(each).text for each in base.operands)
                rows = self.put(self.target.scaled_rows.format(left, rest), node.shape, _PRODUCT)
                above = [self.put(self.target.scaled_columns.format(right, rows.text), node.shape, _PRODUCT).text]
                continue
            found = self.of(base)
            if size == 1:
                text = found.text
            elif size == 2:
                text = self.put(f"{found.text}{times}{found.text}", node.shape, _PRODUCT).text
            elif size == Fraction(1, 2):
                text = self._call("sqrt", [found], node.shape).text
            else:
                power = self.number(size) if known else self.of(exponent).text
                text = self.put(f"{found.text}{raised}{power}", node.shape, _POWER).text
            (below if negative else above).append(text)
        if len(above) > 1 and not node.scalar:
            above = [self._prefix(above[:-1], times, node.shape), above[-1]]
        text = times.join(above) or "1 "[: 1 + (over == "./")]  # of 1./x Julia cannot tell whose the point is
        for each in below:
            text += f"{over}{each}"
        return self.put(text, node.shape, _PRODUCT)

    def _prefix(self, texts: Sequence[str], sign: str, shape: Shape) -> str:
        """The product of some factors entry by entry, a statement of its own, so that it may serve again."""
        return texts[0] if len(texts) == 1 else self.put(sign.join(texts), shape, _PRODUCT).text

    def _call(self, name: str, operands: Sequence[Value], shape: Shape) -> Value:
        if name in _RECIPROCALS:
            below = self._call(_RECIPROCALS[name], operands, shape)
            return self.put(f"1 {'/' if shape == SCALAR else self.target.signs[1]} {below.text}", shape, _PRODUCT)
        if name == "Heaviside":
            sign = self._call("sign", operands, shape)
            up = self.put(
                f"1 + {sign.text}" if not self.target.broadcast or shape == SCALAR else f"1 .+ {sign.text}", shape, SUM
            )
            return self.put(f"{up.text}/2", shape, _PRODUCT)
        key = {"abs": "fabs", "sqrt": "sqrt", "Max": "fmax", "Min": "fmin"}.get(name) or FUNCTION[name].code.get(
            "c", name
        )
        text = self.language.functions.get(key)
        if text is None or (key in ("fmax", "fmin") and len(operands) > 2):
            raise self._no_code(name)
        if self.target.broadcast and shape != SCALAR:
            text = re.sub(r"^(\w+)\(", rf"\g<1>{self.target.broadcast}(", text)
        return self.put(text.format(*[each.text for each in operands]), shape)

    def _power(self, node: Node) -> Value:
        base, exponent = node.operands
        whole = self.algebra.whole(exponent)
        found = self.of(base)
        if whole is None:
            form = self.target.matrix_power
            tight = ATOM if form.endswith(")") else _POWER
            return self.put(form.format(found.text, self.of(exponent).text), node.shape, tight)
        if whole < 0:
            factored = self._factored(base, "inverse")
            if factored is None:
                found = self.put(self.target.inverse.format(found.text), node.shape)
            else:
                unit = self.target.identity.format(self.size(node.shape[0]))
                found = self.put(factored[0].inverse.format(factored[1], unit), node.shape)
        for_each = abs(whole)
        result = found
        for digit in f"{for_each:b}"[1:]:
            result = self.put(self.target.matrices.format(result.text, result.text), node.shape, _PRODUCT)
            if digit == "1":
                result = self.put(self.target.matrices.format(result.text, found.text), node.shape, _PRODUCT)
        return result

    # Products

    def _chain(self, links: Sequence[Node]) -> Value:
        """The product of factors in the order that costs least; a sum of matrices meets a vector term by term."""
        if links[-1].shape[1] == ONE and links[-2].operation == "kron" and ONE not in links[-2].shape:
            return self._chained([*links[:-2], self._unfolded(links[-2], links[-1])])
        if links[-1].shape[1] == ONE and links[-2].operation == "sum" and ONE not in links[-2].shape:
            return self._chained([*links[:-2], self._distributed(links[-2], links[-1], right=True)])
        if links[0].shape[0] == ONE and links[1].operation == "sum" and ONE not in links[1].shape:
            return self._chained([self._distributed(links[1], links[0], right=False), *links[2:]])
        many = len(links)
        sides = [self._count(links[0].shape[0]), *[self._count(each.shape[1]) for each in links]]
        best: dict[tuple[int, int], tuple[float, int]] = {(at, at + 1): (0.0, at) for at in range(many)}
        for width in range(2, many + 1):
            for start in range(many - width + 1):
                stop = start + width
                costs = []
                for cut in range(start + 1, stop):
                    cost = best[start, cut][0] + best[cut, stop][0] + self._cost(links, sides, start, cut, stop)
                    costs.append((cost, cut))
                best[start, stop] = min(costs)
        return self._joined(links, best, 0, many)

    def _chained(self, links: Sequence[Node]) -> Value:
        return self.of(links[0]) if len(links) == 1 else self._chain(links)

    def _distributed(self, total: Node, vector: Node, *, right: bool) -> Node:
        coefficients: Any = total.extra
        pairs = zip(coefficients, total.operands, strict=True)
        algebra = self.algebra
        return algebra.add([(c, algebra.multiply([core, vector] if right else [vector, core])) for c, core in pairs])

    def _unfolded(self, product: Node, vector: Node) -> Node:
        """kron(A, B)*vec(X) as vec(B*X*A')."""
        algebra = self.algebra
        first, last = product.operands
        entries = algebra.reshape(vector, (last.shape[1], first.shape[1]))
        return algebra.vec(algebra.multiply([last, entries, algebra.transpose(first)]))

    def _count(self, size: Size) -> float:
        found = float(size.number)
        for _ in size.letters:
            found *= _LARGE
        return found

    def _cost(self, links: Sequence[Node], sides: Sequence[float], start: int, cut: int, stop: int) -> float:
        rows, inner, columns = sides[start], sides[cut], sides[stop]
        cost = rows * inner * columns
        for first, last in ((start, cut), (cut, stop)):
            if last - first == 1 and links[first].operation == "diag":
                cost = rows * columns
        return cost

    def _joined(
        self, links: Sequence[Node], best: Mapping[tuple[int, int], tuple[float, int]], start: int, stop: int
    ) -> Value:
        if stop - start == 1:
            return self.of(links[start])
        cut = best[start, stop][1]
        shape = (links[start].shape[0], links[stop - 1].shape[1])
        left = links[start] if cut - start == 1 else None
        right = links[cut] if stop - cut == 1 else None
        target = self.target
        if left is not None and left.operation == "diag":
            other = self._joined(links, best, cut, stop)
            text = target.scaled_rows if ONE not in other.shape else f"{{0}}{target.signs[0]}{{1}}"
            return self.put(text.format(self.of(left.operands[0]).text, other.text), shape, _PRODUCT)
        if right is not None and right.operation == "diag":
            other = self._joined(links, best, start, cut)
            text = target.scaled_columns if ONE not in other.shape else f"{{1}}{target.signs[0]}{{0}}"
            return self.put(text.format(self.of(right.operands[0]).text, other.text), shape, _PRODUCT)
        if left is not None and self._solvable(left):
            return self._solution(left, self._joined(links, best, cut, stop).text, shape)
        if right is not None and self._solvable(right):
            other = self._joined(links, best, start, cut)
            if ONE in other.shape:
                return self._solution(self.algebra.transpose(right), other.text, shape)
            found = self._solution(self.algebra.transpose(right), self.turned(other.text), (shape[1], shape[0]))
            return Value(self.turned(found.text), ATOM, shape)
        first, last = self._joined(links, best, start, cut), self._joined(links, best, cut, stop)
        if right is not None and shape[0] == ONE and self.algebra.symmetric(right):
            return self.put(target.column.format(last.text, first.text), shape, _PRODUCT)
        return self._product(first, last)

    def _solution(self, inverse: Node, right: str, shape: Shape) -> Value:
        """What an inverse, or its transpose, makes of a right side."""
        base = inverse.operands[0] if inverse.operation == "transpose" else inverse
        matrix = base.operands[0]
        turned = base is not inverse and not self.algebra.symmetric(matrix)
        factored = self._factored(matrix, f"{turned} {right}")
        if factored is not None:
            row, made = factored
            solve = row.turned if turned else row.solve
        else:
            solve = self.target.solve
            made = self.of(matrix).text
            made = self.turned(made) if turned else made
        return self.put(solve.format(made, right), shape, ATOM if solve.endswith(")") else _PRODUCT)

    def _solvable(self, node: Node) -> bool:
        """Whether a factor is an inverse, or the transpose of one, that nobody needs for itself."""
        base = node.operands[0] if node.operation == "transpose" else node
        return self._inverts(base) and base not in self._explicit

    def _product(self, first: Value, last: Value) -> Value:
        shape = (first.shape[0], last.shape[1])
        target = self.target
        if first.shape[0] == ONE:
            text = target.dot if last.shape[1] == ONE else target.row
        elif last.shape[1] == ONE:
            text = target.column
        else:
            text = target.outer if first.shape[1] == ONE else target.matrices
        return self.put(text.format(first.text, last.text), shape, ATOM if text.endswith(")") else _PRODUCT)

    def _trace(self, links: Sequence[Node]) -> Value:
        """The trace of a product, of which the last one is not carried out."""
        algebra, traced = self.algebra, self.target.traced
        sides = [self._count(each.shape[0]) for each in links]
        turns = [at for at, side in enumerate(sides) if side == min(sides)]
        for at in turns:
            first, product = links[at], algebra.multiply([*links[at + 1 :], *links[:at]])
            turned = algebra.transpose(product)
            if turned in self.wanted:  # what the derivative asks for as well
                return self.put(traced.format(self.of(first).text, self.of(turned).text), SCALAR)
            if product in self.wanted:
                return self.put(traced.format(self.of(first).text, self.turned(self.of(product).text)), SCALAR)
        first, *rest = [*links[turns[0] :], *links[: turns[0]]]
        if self._solvable(first):
            return self._function("tr", [self._chain([first, *rest]).text], SCALAR)
        right = self._chain(rest) if len(rest) > 1 else self.of(rest[0])
        other = algebra.transpose(first)
        if _transposes(other) < _transposes(first):
            return self.put(traced.format(self.of(other).text, right.text), SCALAR)
        return self.put(traced.format(self.of(first).text, self.turned(right.text)), SCALAR)
