"""Values of matrix expressions, entry by entry in an arithmetic of the evaluator: balls, or power series of balls.

Products, inverses and determinants of balls are flint's (``arb_mat``); of series they come from elimination, so that no derivative
rule of a matrix operation is asked. Imports ``algebra`` and below, ``evaluator``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from flint import arb, arb_mat, arb_series

from symdiff.budget import heed_signals
from symdiff.errors import SymdiffError, fault
from symdiff.evaluator.arithmetic.protocol import NoValueError
from symdiff.evaluator.arithmetic.series import SERIES_BALLS
from symdiff.evaluator.arithmetic.series_functions import start_of
from symdiff.matrices.algebra import FUNCTION
from symdiff.matrices.indices import Term, parts
from symdiff.matrices.nodes import Node, reachable
from symdiff.matrices.sizes import Size
from symdiff.matrices.writing import Plain

Rows = list[list[Any]]
Instance = Mapping[str, Rows]
"""The entries of each name."""
_HALF = Fraction(1, 2)
_MULTIPLY = (False, (False, False))
MOST_ENTRIES = 250_000


class Values:
    """The values of nodes at one instance; ``sizes`` are those of the letters."""

    def __init__(self, instance: Instance, sizes: Mapping[str, int]) -> None:
        self.instance = instance
        self.sizes = sizes
        self.arithmetic: Any = SERIES_BALLS
        self._found: dict[Node, Rows] = {}

    def of(self, root: Node) -> Rows:
        """The entries of a node. Raises SymdiffError ``undefined`` where there is no value."""
        for node in reachable(root):
            if node not in self._found:
                heed_signals()
                make: Callable[[Node], Rows] = getattr(self, "_" + node.operation)
                try:
                    self._found[node] = make(node)
                except (NoValueError, ZeroDivisionError, OverflowError, ValueError) as trouble:
                    raise self._undefined(node, trouble) from None
        return self._found[root]

    def _undefined(self, node: Node, trouble: Exception) -> SymdiffError:
        reason = trouble.reason if isinstance(trouble, NoValueError) else "it is singular"
        if isinstance(trouble, NoValueError) or node.operation not in ("power", "logdet"):
            return fault("undefined", f"{Plain().text(node)} has no value here: {reason}")
        return fault(
            "undefined", f"{Plain().text(node.operands[0])} has no inverse here: it is singular, or too near to it"
        )

    def shape(self, node: Node) -> tuple[int, int]:
        return node.shape[0].at(self.sizes), node.shape[1].at(self.sizes)

    def rows(self, node: Node) -> Rows:
        return self._found[node]

    # Leaves

    def _symbol(self, node: Node) -> Rows:
        name = str(node.extra)
        if name in self.instance:
            return self.instance[name]
        if node.scalar and name in self.sizes:
            return [[arb(self.sizes[name])]]
        raise fault("missing-value", f"there is no value for {name}", hint=f'--at "{name}=..."')

    def _number(self, node: Node) -> Rows:
        return [[self.arithmetic.number(node.extra)]]

    def _constant(self, node: Node) -> Rows:
        return [[self.arithmetic.constant(node.extra)]]

    def _identity(self, node: Node) -> Rows:
        many = range(self.shape(node)[0])
        return [[arb(int(i == j)) for j in many] for i in many]

    def _filled(self, node: Node, value: int) -> Rows:
        rows, columns = self.shape(node)
        return [[arb(value)] * columns for _ in range(rows)]

    def _ones(self, node: Node) -> Rows:
        return self._filled(node, 1)

    def _zero(self, node: Node) -> Rows:
        return self._filled(node, 0)

    # Entry by entry

    def _entrywise(self, node: Node, entry: Callable[..., Any]) -> Rows:
        rows, columns = self.shape(node)
        operands = [(self.rows(each), each.scalar) for each in node.operands]
        return [
            [entry(*[found[0][0] if scalar else found[i][j] for found, scalar in operands]) for j in range(columns)]
            for i in range(rows)
        ]

    def _sum(self, node: Node) -> Rows:
        coefficients: Any = node.extra
        numbers = [self.arithmetic.number(each) for each in coefficients]
        return self._entrywise(
            node, lambda *entries: self.arithmetic.total([c * entry for c, entry in zip(numbers, entries, strict=True)])
        )

    def _scale(self, node: Node) -> Rows:
        return self._entrywise(node, lambda first, last: first * last)

    def _hadamard(self, node: Node) -> Rows:
        many = len(node.operands) // 2
        exact: list[Any] = [each.extra if each.operation == "number" else None for each in node.operands[many:]]

        def entry(*entries: Any) -> Any:
            found: Any = None
            for base, exponent, known in zip(entries[:many], entries[many:], exact, strict=True):
                whole = known
                if known is None and isinstance(exponent, arb) and exponent.is_exact() and exponent.is_integer():
                    whole = int(exponent.unique_fmpz() or 0)
                power = base if whole == 1 else self.arithmetic.power(base, exponent, whole)
                found = power if found is None else found * power
            return found

        return self._entrywise(node, entry)

    def _call(self, node: Node) -> Rows:
        row = FUNCTION[str(node.extra)]
        return self._entrywise(node, lambda *entries: self.arithmetic.call(row, list(entries)))

    def _transpose(self, node: Node) -> Rows:
        return [list(row) for row in zip(*self.rows(node.operands[0]), strict=True)]

    # Products

    def _multiply(self, first: Rows, last: Rows) -> Rows:
        if not (_series(first) or _series(last)):
            return _listed(arb_mat(first) * arb_mat(last))
        columns = list(zip(*last, strict=True))
        return [[_dot(row, column) for column in columns] for row in first]

    def _chain(self, node: Node) -> Rows:
        found = self.rows(node.operands[0])
        for each in node.operands[1:]:
            found = self._multiply(found, self.rows(each))
        return found

    def _power(self, node: Node) -> Rows:
        base = self.rows(node.operands[0])
        exponent = self.rows(node.operands[1])[0][0]
        exact: Any = node.operands[1].extra if node.operands[1].operation == "number" else exponent.unique_fmpz()
        if exact is None or (isinstance(exact, Fraction) and exact.denominator != 1) or abs(int(exact)) > 1000:
            raise NoValueError("a power of a matrix has a whole exponent")
        whole = int(exact)
        if whole < 0:
            base = self._inverse(base)
        found = base
        for digit in f"{abs(whole):b}"[1:]:
            found = self._multiply(found, found)
            if digit == "1":
                found = self._multiply(found, base)
        return found if whole else [[arb(int(i == j)) for j in range(len(base))] for i in range(len(base))]

    def _inverse(self, rows: Rows) -> Rows:
        if not _series(rows):
            return _listed(arb_mat(rows).inv())
        many = len(rows)
        left = [[*row, *[arb(int(i == j)) for j in range(many)]] for i, row in enumerate(rows)]
        _eliminated(left, many)
        for at in reversed(range(many)):
            pivot = left[at][at]
            left[at] = [entry / pivot for entry in left[at]]
            for above in range(at):
                factor = left[above][at]
                left[above] = [a - factor * b for a, b in zip(left[above], left[at], strict=True)]
        return [row[many:] for row in left]

    def _determinant(self, rows: Rows) -> Any:
        if not _series(rows):
            return arb_mat(rows).det()
        left = [list(row) for row in rows]
        sign = _eliminated(left, len(left))
        found = arb(sign)
        for at in range(len(left)):
            found = found * left[at][at]
        return found

    def _det(self, node: Node) -> Rows:
        return [[self._determinant(self.rows(node.operands[0]))]]

    def _logdet(self, node: Node) -> Rows:
        found = self._determinant(self.rows(node.operands[0]))
        if not start_of(found) > 0:
            raise NoValueError("the determinant is not above 0, or too near to it")
        return [[self.arithmetic.call(FUNCTION["log"], [found])]]

    def _expm(self, node: Node) -> Rows:
        rows = self.rows(node.operands[0])
        if _series(rows):
            raise NoValueError("expm has no series of balls here", exists=True)
        return _listed(arb_mat(rows).exp())

    # Sums and arrangements

    def _tr(self, node: Node) -> Rows:
        rows = self.rows(node.operands[0])
        return [[self.arithmetic.total([rows[i][i] for i in range(len(rows))])]]

    def _total(self, node: Node) -> Rows:
        return [[self.arithmetic.total([entry for row in self.rows(node.operands[0]) for entry in row])]]

    def _norm2(self, node: Node) -> Rows:
        squares = self.arithmetic.total([entry * entry for row in self.rows(node.operands[0]) for entry in row])
        return [[self.arithmetic.power(squares, arb(1) / 2, _HALF)]]

    _frobenius = _norm2

    def _norm1(self, node: Node) -> Rows:
        row = FUNCTION["abs"]
        entries = [self.arithmetic.call(row, [entry]) for line in self.rows(node.operands[0]) for entry in line]
        return [[self.arithmetic.total(entries)]]

    def _diag(self, node: Node) -> Rows:
        column = [row[0] for row in self.rows(node.operands[0])]
        return [[entry if i == j else arb(0) for j in range(len(column))] for i, entry in enumerate(column)]

    def _diagonal(self, node: Node) -> Rows:
        rows = self.rows(node.operands[0])
        return [[rows[i][i]] for i in range(len(rows))]

    def _kron(self, node: Node) -> Rows:
        left, right = map(self.rows, node.operands)
        return [[a * b for a in first for b in last] for first in left for last in right]

    def _vec(self, node: Node) -> Rows:
        return [[entry] for column in zip(*self.rows(node.operands[0]), strict=True) for entry in column]

    def _reshape(self, node: Node) -> Rows:
        rows, columns = self.shape(node)
        entries = [row[0] for row in self.rows(node.operands[0])]
        return [[entries[j * rows + i] for j in range(columns)] for i in range(rows)]

    # Index form

    def term(self, term: Term, free: Mapping[int, int], sizes: Mapping[int, Size]) -> Any:
        """The entry of a term in index form at values of its free indices."""
        inner = sorted({part for _, i, j in term.factors for index in (i, j) for part in parts(index)} - set(free))
        counts = {index: sizes[index].at(self.sizes) for index in sizes}
        matrices = [None if node is None else self.of(node) for node, _, _ in term.factors]
        found: Any = arb(0)
        for places in product(*[range(counts[index]) for index in inner]):
            heed_signals()
            at = {**free, **dict(zip(inner, places, strict=True))}
            entry: Any = arb(1)
            for (_, i, j), rows in zip(term.factors, matrices, strict=True):
                row, column = _place(i, at, counts), _place(j, at, counts)
                entry = entry * (arb(int(row == column)) if rows is None else rows[row][column])
            found = found + entry
        return found * self.of(term.scalar)[0][0]


def _place(index: Any, at: Mapping[int, int], counts: Mapping[int, int]) -> int:
    if index is None:
        return 0
    if isinstance(index, int):
        return at[index]
    slow, quick = index
    return _place(slow, at, counts) * _many(quick, counts) + _place(quick, at, counts)


def _many(index: Any, counts: Mapping[int, int]) -> int:
    if index is None:
        return 1
    return counts[index] if isinstance(index, int) else _many(index[0], counts) * _many(index[1], counts)


def _series(rows: Rows) -> bool:
    return any(isinstance(entry, arb_series) for row in rows for entry in row)


def _listed(matrix: Any) -> Rows:
    found: Rows = matrix.tolist()
    if all(entry.is_finite() for row in found for entry in row):
        return found
    raise NoValueError("the ball is not bounded")


def _dot(row: Sequence[Any], column: Sequence[Any]) -> Any:
    found: Any = arb(0)
    for a, b in zip(row, column, strict=True):
        found = found + a * b
    return found


def _eliminated(rows: Rows, many: int) -> int:
    """Bring the first columns to triangular form in place, the largest pivot first; the sign of the exchanges."""
    sign = 1
    for at in range(many):
        best = max(range(at, many), key=lambda place: abs(float(start_of(rows[place][at]).mid())))
        if start_of(rows[best][at]).contains(0):
            raise ZeroDivisionError
        if best != at:
            rows[at], rows[best] = rows[best], rows[at]
            sign = -sign
        for below in range(at + 1, many):
            factor = rows[below][at] / rows[at][at]
            rows[below] = [a - factor * b for a, b in zip(rows[below], rows[at], strict=True)]
    return sign
