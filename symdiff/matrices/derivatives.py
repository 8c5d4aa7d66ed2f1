"""Derivatives of matrix expressions: a sweep backward, or forward for a scalar variable. Imports ``indices`` and below.

Both sweeps use the partials of ``operations`` in index form. What they find at a node is put in matrix form there, so that common
parts stay common. Going backward, Y gives its operand U the adjoint sum[i,j] G[i,j] * dY[i,j]/dU[k,l].
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symdiff.budget import heed_signals
from symdiff.errors import SymdiffError, fault
from symdiff.frozen import Frozen
from symdiff.matrices.algebra import Algebra
from symdiff.matrices.indices import Contraction, Factor, Index, Term, fresh, parts, recognised, replaced
from symdiff.matrices.nodes import Node, reachable
from symdiff.matrices.operations import MOST_FACTORS, TABLE, Partial
from symdiff.matrices.sizes import ONE, Size
from symdiff.matrices.writing import Plain

_MOST_TERMS = 3000
_MOST_SUMMANDS = 8


class Step(Frozen):
    """One use of a rule: the node, and what the sweep has found there (None: it has no matrix form)."""

    node: Node
    rule: str
    statement: str
    found: Node | None


class Derivative(Frozen):
    """A derivative: ``node`` in matrix form, else None and ``terms`` in index form.

    ``free`` are the indices of the function's rows and columns, then of the variable's. ``stacked``: it is
    d vec(function)/d vec(variable).
    """

    node: Node | None
    terms: tuple[Term, ...]
    free: tuple[int, ...]
    steps: tuple[Step, ...]
    sizes: dict[int, Size]
    stacked: bool = False


def active(root: Node, by: Node) -> set[Node]:
    """The nodes between a root and what it is differentiated by."""
    found = {by}
    for node in reachable(root):
        if any(operand in found for operand in node.operands):
            found.add(node)
    return found


class Sweep:
    """What both directions share: indices with their sizes, and partials with indices in place of letters."""

    def __init__(self, algebra: Algebra) -> None:
        self.algebra = algebra
        self.sizes: dict[int, Size] = {}
        self.steps: list[Step] = []

    def index(self, size: Size) -> Index:
        if size == ONE:
            return None
        made = next(fresh)
        self.sizes[made] = size
        return made

    def indices(self, node: Node) -> tuple[Index, Index]:
        return self.index(node.shape[0]), self.index(node.shape[1])

    def partials(
        self, node: Node, place: int, at: tuple[Index, Index]
    ) -> list[tuple[Node, list[Factor], Index, Index]]:
        """The partials of a node by an operand at the operand's indices: scalar, factors, and the node's indices."""
        row = TABLE[node.operation]
        assert row.partials is not None
        operand = node.operands[place]
        found = []
        for partial in row.partials(self.algebra, node, place):
            own = self._letters(partial, node, operand, at)

            def pair(letters: str, own: dict[str, Index] = own) -> Index:
                present = [own[letter] for letter in letters if own[letter] is not None]
                return None if not present else present[0] if len(present) == 1 else tuple(present)

            factors: list[Factor] = []
            for factor, letters in partial.factors:
                i, j = (own.get(letters[0]), own.get(letters[1])) if letters else (None, None)
                if factor is not None or i is not None or j is not None:
                    factors.append((factor, i, j))
            for letters, index in zip(partial.by, at, strict=True):
                if len(letters) == 2:
                    factors.append((None, index, pair(letters)))
            scalar = self.algebra.one if partial.scalar is None else partial.scalar
            found.append((scalar, factors, pair(partial.of[0]), pair(partial.of[1])))
        return found

    def _letters(self, partial: Partial, node: Node, operand: Node, at: tuple[Index, Index]) -> dict[str, Index]:
        """An index for each letter of a partial; None along what is one wide."""
        sizes: dict[str, Size] = {}
        sides = zip((*partial.of, *partial.by), (*node.shape, *operand.shape), strict=True)
        sizes.update({letters: size for letters, size in sides if len(letters) == 1})
        for factor, letters in partial.factors:
            if factor is not None:
                sizes.update(zip(letters, factor.shape, strict=True))
        for _ in range(2):
            for factor, letters in partial.factors:
                if factor is None:
                    first, last = letters[0], letters[1]
                    if last in sizes:
                        sizes.setdefault(first, sizes[last])
                    if first in sizes:
                        sizes.setdefault(last, sizes[first])
        for word in partial.by:
            if len(word) == 2 and not all(letter in sizes for letter in word):
                sizes.update(zip(word, reversed(node.shape), strict=True))
        own = {letter: self.index(size) for letter, size in sizes.items()}
        own.update({letters: index for letters, index in zip(partial.by, at, strict=True) if len(letters) == 1})
        return own

    def commuting(self, node: Node) -> bool:
        """Whether a node is a function of a matrix that only its trace, or a multiple of a constant matrix, has a slope of."""
        if node.operation == "expm":
            return True
        whole = self.algebra.whole(node.operands[1]) if node.operation == "power" and not node.scalar else 0
        return whole is None or abs(whole) > MOST_FACTORS

    def slope(self, node: Node) -> Node:
        """f'(U) of such a function."""
        if node.operation == "expm":
            return node
        base, exponent = node.operands
        return self.algebra.scale(
            exponent, self.algebra.power(base, self.algebra.add([(1, exponent), (-1, self.algebra.one)]))
        )

    def multiple(self, node: Node, moving: set[Node]) -> tuple[Node, Node] | None:
        """A node as a scalar times a matrix that does not change."""
        value, core = self.algebra.coefficient(node)
        if core.operation == "scale" and core.operands[1] not in moving:
            return core.operands[0], self.algebra.add([(value, core.operands[1])])
        return None

    def unruly(self, node: Node) -> SymdiffError:
        return fault(
            "no-derivative",
            f"the derivative of {Plain().text(node)} has no matrix form here",
            hint="it has one inside of tr(), and where the matrix is a scalar times a constant one",
        )

    def note(self, node: Node, found: Node | None) -> None:
        row = TABLE[node.operation]
        if row.rule:
            self.steps.append(Step(node, row.rule, row.statement, found))


class Backward(Sweep):
    """The adjoints of nodes, from the root to the variable."""

    def of(self, root: Node, by: Node) -> Derivative:
        moving = active(root, by)
        a, b = self.indices(root)
        outer = [index for index in (a, b) if index is not None]
        places: dict[Node, tuple[Index, Index]] = {}
        adjoints: dict[Node, list[Term]] = {}
        start = self.indices(root)
        places[root] = start
        deltas = tuple((None, one, two) for one, two in zip((a, b), start, strict=True) if one is not None)
        adjoints[root] = [Term(self.algebra.one, deltas)]
        if by is not root and root not in moving:
            adjoints = {}
        order = sorted((node for node in reachable(root) if node in moving), key=lambda node: -node.number)
        for node in order:
            terms = adjoints.pop(node, [])
            if node is by:
                return self._result(root, by, terms, (a, b), places.get(node, (None, None)))
            if not terms:
                continue
            row, column = places[node]
            form = self._form(node, terms, outer, row, column)
            if form is not None:
                found, at = form
                if self.algebra.is_zero(found):
                    continue
                summands = self.algebra.terms(found) if outer else []
                terms = [Term(self.algebra.one, ((found, *at),))]
                if (
                    1 < len(summands) <= _MOST_SUMMANDS
                ):  # what an identity or a column times a row meets becomes shorter
                    terms = [Term(self.algebra.number(value), ((core, *at),)) for value, core in summands]
            self.note(node, None if form is None else form[0])
            for place, operand in enumerate(node.operands):
                if operand in moving:
                    self._give(
                        node, place, terms, (row, column), places, adjoints, moving, form is not None and not outer
                    )
        return self._result(root, by, [], (a, b), (None, None))

    def _give(
        self,
        node: Node,
        place: int,
        terms: list[Term],
        at: tuple[Index, Index],
        places: dict[Node, tuple[Index, Index]],
        adjoints: dict[Node, list[Term]],
        moving: set[Node],
        whole: bool,
    ) -> None:
        operand = node.operands[place]
        algebra = self.algebra
        if self.commuting(node):
            if place:
                raise self.unruly(node)
            slope = self.slope(node)
            pair = self.multiple(operand, moving)
            first = terms[0].factors
            value, core = (0, None) if not whole or first[0][0] is None else algebra.coefficient(first[0][0])
            scalar = core.operands[0] if core is not None and core.operation == "scale" else algebra.one
            inner = core.operands[1] if core is not None and core.operation == "scale" else core
            if inner is not None and inner.operation == "identity":
                places.setdefault(operand, self.indices(operand))
                found = algebra.scale(algebra.scale(algebra.number(value), scalar), algebra.transpose(slope))
                adjoints.setdefault(operand, []).append(Term(algebra.one, ((found, *places[operand]),)))
            elif pair is not None:
                places.setdefault(pair[0], (None, None))
                for term in terms:
                    more = (algebra.multiply([pair[1], slope]), *at)
                    adjoints.setdefault(pair[0], []).append(Term(term.scalar, (*term.factors, more)))
            else:
                raise self.unruly(node)
            return
        if operand not in places:
            places[operand] = self.indices(operand)
        mine = adjoints.setdefault(operand, [])
        composite = any(len(letters) == 2 for row in self._rows(node, place) for letters in row.by)
        for scalar, factors, row, column in self.partials(node, place, places[operand]):
            if algebra.is_zero(scalar):
                continue
            for term in terms:
                moved: list[Factor] = [
                    (n, replaced(replaced(i, at[0], row), at[1], column), replaced(replaced(j, at[0], row), at[1], column))
                    if at != (None, None) else (n, i, j)
                    for n, i, j in term.factors
                ]  # fmt: skip
                made = Term(algebra.scale(term.scalar, scalar), (*moved, *factors))
                if composite:
                    made = self._stacked(made, places[operand])
                mine.append(made)
                if len(mine) > _MOST_TERMS:
                    raise fault("too-many-nodes", f"the index form has more than {_MOST_TERMS:,} terms")
        heed_signals()

    def _rows(self, node: Node, place: int) -> Iterable[Partial]:
        row = TABLE[node.operation]
        return row.partials(self.algebra, node, place) if node.operation == "reshape" and row.partials else ()

    def _stacked(self, term: Term, at: tuple[Index, Index]) -> Term:
        """A term at a pair of indices that stand for the entries of a vector, as the vector's."""
        *factors, (_, _, pair) = term.factors
        found = recognised(self.algebra, [Term(term.scalar, tuple(factors))], pair, None, self.sizes)
        if found is None:
            raise fault("no-derivative", "this derivative through reshape has no matrix form")
        return Term(self.algebra.one, ((found, *at),))

    def _form(
        self, node: Node, terms: list[Term], outer: list[int], row: Index, column: Index
    ) -> tuple[Node, tuple[Index, Index]] | None:
        own = [index for index in (row, column) if index is not None]
        if not outer:
            at = (row, column)
        elif len(outer) + len(own) <= 2:
            at = (outer[0], own[0] if own else outer[1] if len(outer) == 2 else None)
        else:
            return None
        found = recognised(self.algebra, terms, *at, self.sizes)
        if found is None:
            return None
        return found, at

    def _result(
        self, root: Node, by: Node, terms: list[Term], outer: tuple[Index, Index], at: tuple[Index, Index]
    ) -> Derivative:
        algebra, steps = self.algebra, tuple(self.steps)
        left = [index for index in outer if index is not None]
        own = [index for index in at if index is not None]
        free = (*left, *own)
        if not terms:
            stacked = sum(size != ONE for size in (*root.shape, *by.shape)) > 2
            shape = (
                by.shape if root.scalar else root.shape if by.scalar
                else (root.shape[1].times(root.shape[0]), by.shape[1].times(by.shape[0]))
            )  # fmt: skip
            return Derivative(algebra.zero(shape), (), free, steps, self.sizes, stacked)
        if len(free) <= 2:
            if root.scalar:
                place = at
            elif by.scalar:
                place = outer
            else:
                place = (left[0], own[0])
            made = recognised(algebra, terms, *place, self.sizes)
            if made is None:
                terms = [Contraction(algebra, self.sizes).rest(term, free) for term in terms]
            return Derivative(made, tuple(terms), free, steps, self.sizes)
        row: Any = (outer[1], outer[0]) if len(left) == 2 else left[0]
        column: Any = (at[1], at[0]) if len(own) == 2 else own[0] if own else None
        found = recognised(algebra, terms, row, column, self.sizes)
        if found is None:
            terms = [Contraction(algebra, self.sizes).rest(term, free) for term in terms]
        return Derivative(found, tuple(terms), free, steps, self.sizes, stacked=True)


class Forward(Sweep):
    """The derivatives of nodes by a scalar, from the variable to the root."""

    def of(self, root: Node, by: Node) -> Derivative:
        algebra = self.algebra
        moving = active(root, by)
        found: dict[Node, Node] = {by: algebra.one}
        for node in reachable(root):
            if node not in moving or node is by:
                continue
            at = self.indices(node)
            if self.commuting(node):
                pair = self.multiple(node.operands[0], moving)
                if pair is None or (node.operands[-1] in moving and len(node.operands) > 1):
                    raise self.unruly(node)
                found[node] = algebra.scale(found[pair[0]], algebra.multiply([pair[1], self.slope(node)]))
                self.note(node, found[node])
                continue
            nodes: list[tuple[int, Node]] = []
            for place, operand in enumerate(node.operands):
                if operand not in moving or algebra.is_zero(found[operand]):
                    continue
                inner = self.indices(operand)
                for scalar, factors, row, column in self.partials(node, place, inner):
                    term = Term(scalar, (*factors, (found[operand], *inner)))
                    made = recognised(algebra, [term], row, column, self.sizes)
                    if made is None:
                        raise self.unruly(node)
                    nodes.append((1, made))
            found[node] = algebra.add(nodes) if nodes else algebra.zero(node.shape)
            self.note(node, found[node])
            del at
        node = found.get(root, algebra.zero(root.shape))
        return Derivative(node, (), (), tuple(self.steps), self.sizes)


def differentiated(algebra: Algebra, root: Node, by: Node) -> Derivative:
    """The derivative of a node by a symbol.

    A scalar's has the shape of the variable. A vector's by a vector is the Jacobian, a row for each entry of the function; with a matrix
    on one side it is that of the stacked columns. Raises SymdiffError ``no-derivative``.
    """
    if by.scalar and not root.scalar:
        return Forward(algebra).of(root, by)
    return Backward(algebra).of(root, by)


__all__ = ["Derivative", "Step", "active", "differentiated", "parts"]
