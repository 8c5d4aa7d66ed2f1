"""Terms in index form, and the matrix form that a term has. Imports ``algebra`` and below.

A term is a scalar times matrices with indices, summed over the indices that are not free. To find its matrix form, indices are
summed one after the other: two factors that share one become a product, three a product with a diagonal matrix, one alone a sum.
Where no matrix form exists the term stays what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count, product
from typing import Any

from symdiff.budget import heed_signals
from symdiff.frozen import Frozen
from symdiff.matrices.algebra import Algebra
from symdiff.matrices.nodes import Node
from symdiff.matrices.sizes import ONE, SCALAR, Size
from symdiff.matrices.writing import Plain

Index = Any
"""A number, None along a side that is one wide, or a pair of indices, the first of which goes slower."""
Factor = tuple[Node | None, Index, Index]
"""A node at a row and a column; no node is the identity."""

fresh = count()
"""Indices that nobody has used."""


class Term(Frozen):
    """A scalar times factors."""

    scalar: Node
    factors: tuple[Factor, ...]


def replaced(index: Index, old: Index, new: Index) -> Index:
    if index == old:
        return new
    if isinstance(index, tuple):
        return tuple(replaced(part, old, new) for part in index)
    return index


def parts(index: Index) -> list[int]:
    """The numbers that an index is made of."""
    if index is None:
        return []
    return [index] if isinstance(index, int) else [one for part in index for one in parts(part)]


class Contraction:
    """The matrix form of one term, in the making."""

    def __init__(self, algebra: Algebra, sizes: dict[int, Size]) -> None:
        self.algebra = algebra
        self.sizes = sizes
        self.scalar = algebra.one
        self.matrices: list[tuple[Node, int, int]] = []
        self.vectors: list[tuple[Node, int]] = []
        self.free: set[int] = set()

    def of(self, term: Term, row: Index, column: Index) -> Node | None:
        """The node whose entry at ``row`` and ``column`` the term is, None where it has no matrix form."""
        factors = term.factors
        row, factors = _paired(row, factors)
        column, factors = _paired(column, factors)
        self.free = {*parts(row), *parts(column)}
        self.scalar = term.scalar
        if not self._opened(factors, row, column):
            return None
        if isinstance(row, tuple) or isinstance(column, tuple):
            self._summed()
            core = self._kronecker(row, column)
        else:
            self._summed()
            core = self._closed(row, column)
        return None if core is None else self.algebra.scale(self.scalar, core)

    def rest(self, term: Term, free: Sequence[int]) -> Term:
        """The term with what can be summed summed, for the index form."""
        self.free = set(free)
        self.scalar = term.scalar
        before = self.scalar
        if not self._opened(term.factors, None, None):
            return Term(before, term.factors)
        self._summed()
        kept = [(n, i) for n, i in self.vectors if n.operation != "ones" or i not in self.free]
        return Term(self.scalar, (*((n, i, j) for n, i, j in self.matrices), *((n, i, None) for n, i in kept)))

    # Factors as matrices and vectors with plain indices

    def _opened(self, factors: Sequence[Factor], row: Index, column: Index) -> bool:
        algebra = self.algebra
        waiting = list(factors)[::-1]
        deltas: list[tuple[int, int]] = []
        while waiting:
            heed_signals()
            node, i, j = waiting.pop()
            if node is None:
                if isinstance(i, tuple) and isinstance(j, tuple):
                    waiting += [(None, i[0], j[0]), (None, i[1], j[1])]
                    continue
                if isinstance(i, tuple) or isinstance(j, tuple):
                    pair, other = (i, j) if isinstance(i, tuple) else (j, i)
                    if other is None or other in self.free:
                        return False
                    waiting = [(n, replaced(a, other, pair), replaced(b, other, pair)) for n, a, b in waiting]
                    waiting += self._recalled(other, pair)
                    continue
                if i is not None:
                    deltas.append((i, j))
                continue
            coefficient, core = algebra.coefficient(node)
            if coefficient != 1:
                self.scalar = algebra.scale(algebra.number(coefficient), self.scalar)
                waiting.append((core, i, j))
            elif node.scalar:
                self.scalar = algebra.scale(self.scalar, node)
            elif node.operation == "scale":
                self.scalar = algebra.scale(self.scalar, node.operands[0])
                waiting.append((node.operands[1], i, j))
            elif node.operation == "transpose":
                waiting.append((node.operands[0], j, i))
            elif node.operation == "identity":
                waiting.append((None, i, j))
            elif node.operation == "ones":
                self._ones(i, node.shape[0])
                self._ones(j, node.shape[1])
            elif node.operation == "diag":
                waiting += [(node.operands[0], i, None), (None, i, j)]
            elif node.operation == "hadamard" and ONE not in node.shape:
                many = len(node.operands) // 2
                for base, exponent in zip(node.operands[:many], node.operands[many:], strict=True):
                    waiting.append((algebra.hadamard([(base, exponent)], node.shape), i, j)) if many > 1 else None
                if many == 1:
                    self._plain(node, i, j)
            elif isinstance(i, tuple) or isinstance(j, tuple):
                opened = self._split(node, i, j)
                if opened is None:
                    return False
                waiting += opened
            elif node.operation == "chain" and (cut := self._outer(node)):
                waiting += [
                    (algebra.multiply(node.operands[:cut]), i, None),
                    (algebra.multiply(node.operands[cut:]), None, j),
                ]
            else:
                self._plain(node, i, j)
        return self._identified(deltas)

    def _recalled(self, old: int, pair: Index) -> list[Factor]:
        """Factors that are done, and stand at an index that becomes a pair: to be done again."""
        again: list[Factor] = [
            (n, replaced(i, old, pair), replaced(j, old, pair)) for n, i, j in self.matrices if old in (i, j)
        ]
        again += [(n, pair, None) for n, i in self.vectors if i == old]
        self.matrices = [(n, i, j) for n, i, j in self.matrices if old not in (i, j)]
        self.vectors = [(n, i) for n, i in self.vectors if i != old]
        return again

    def _ones(self, index: Index, size: Size) -> None:
        if index is not None and not isinstance(index, tuple):
            self.vectors.append((self.algebra.ones((size, ONE)), index))
        elif isinstance(index, tuple):
            for part in index:
                self._ones(part, self.sizes[part] if isinstance(part, int) else ONE)

    def _outer(self, node: Node) -> int:
        return next((at for at, each in enumerate(node.operands) if at and each.shape[0] == ONE), 0)

    def _plain(self, node: Node, i: Index, j: Index) -> None:
        if i is not None and j is not None:
            self.matrices.append((node, i, j))
        elif i is not None or j is not None:
            column = node if node.shape[1] == ONE else self.algebra.transpose(node)
            self.vectors.append((column, i if j is None else j))
        else:
            self.scalar = self.algebra.scale(self.scalar, node)

    def _split(self, node: Node, i: Index, j: Index) -> list[Factor] | None:
        """A factor at a pair of indices as factors at its parts."""
        if node.operation == "kron" and isinstance(i, tuple | None) and isinstance(j, tuple | None):
            (a, c), (b, d) = i or (None, None), j or (None, None)
            return [(node.operands[0], a, b), (node.operands[1], c, d)]
        if node.operation == "vec" and j is None:
            return [(node.operands[0], i[1], i[0])]
        if node.operation == "kron":
            pair = (next(fresh), next(fresh))
            left, right = node.operands
            old = i if not isinstance(i, tuple) else j
            side = 0 if old is i else 1
            self.sizes[pair[0]], self.sizes[pair[1]] = left.shape[side], right.shape[side]
            if old in self.free or old is None:
                return None
            # The other factor at this index gets the pair too.
            return [(node, i if side else pair, pair if side else j), (None, old, pair)]
        if node.operation == "chain":
            found: list[Factor] = []
            before = i
            for place, each in enumerate(node.operands):
                after: Index = j
                if place + 1 < len(node.operands):
                    after = None
                    if each.shape[1] != ONE:
                        left = each if each.operation == "kron" else node.operands[place + 1]
                        if left.operation == "kron":
                            side = 1 if left is each else 0
                            after = (next(fresh), next(fresh))
                            for one, part in zip(left.operands, after, strict=True):
                                self.sizes[one_index(part)] = one.shape[side]
                        else:
                            after = next(fresh)
                            self.sizes[after] = each.shape[1]
                found.append((each, before, after))
                before = after
            return found
        index = i if j is None else j if i is None else None
        if isinstance(index, tuple) and all(isinstance(part, int) for part in index):
            slow, quick = index
            column = node if node.shape[1] == ONE else self.algebra.transpose(node)
            return [(self.algebra.reshape(column, (self.sizes[quick], self.sizes[slow])), quick, slow)]
        return None

    def _identified(self, deltas: list[tuple[int, int]]) -> bool:
        """Take out the identities: where an index is summed it becomes the other one."""
        while deltas:
            i, j = deltas.pop()
            if i == j:
                self.vectors.append((self.algebra.ones((self.sizes[i], ONE)), i))
                continue
            if j in self.free:
                i, j = j, i
            if j in self.free:
                self.matrices.append((self.algebra.identity(self.sizes[i]), i, j))
                continue
            deltas = [(i if a == j else a, i if b == j else b) for a, b in deltas]
            self.matrices = [(n, i if a == j else a, i if b == j else b) for n, a, b in self.matrices]
            self.vectors = [(n, i if a == j else a) for n, a in self.vectors]
            if not any(i in (a, b) for _, a, b in self.matrices) and not any(a == i for _, a in self.vectors):
                self.vectors.append((self.algebra.ones((self.sizes[i], ONE)), i))
        return True

    # Sums over indices

    def _summed(self) -> None:
        while self._merged() or self._one_sum():
            heed_signals()

    def _merged(self) -> bool:
        """Join factors that stand at the same indices; true where something was done."""
        algebra = self.algebra
        seen: dict[tuple[int, int], int] = {}
        for place, (node, i, j) in enumerate(self.matrices):
            if i == j:
                del self.matrices[place]
                alone = i not in self.free and self._uses(i) == 0
                if alone:
                    self.scalar = algebra.scale(self.scalar, algebra.tr(node))
                else:
                    self.vectors.append((algebra.diagonal(node), i))
                return True
            other = seen.get((i, j))
            turned = False
            if other is None:
                other, turned = seen.get((j, i)), True
            if other is None:
                seen[i, j] = place
                continue
            del self.matrices[place]
            first = self.matrices[other][0]
            second = algebra.transpose(node) if turned else node
            a, b, _ = *self.matrices[other][1:], None
            bound = a not in self.free and b not in self.free
            if bound and self._uses(a) == 1 and self._uses(b) == 1:
                del self.matrices[other]
                self.scalar = algebra.scale(
                    self.scalar, algebra.tr(algebra.multiply([algebra.transpose(first), second]))
                )
            else:
                self.matrices[other] = (
                    algebra.hadamard([(first, algebra.one), (second, algebra.one)], first.shape),
                    a,
                    b,
                )
            return True
        at: dict[int, int] = {}
        for place, (node, i) in enumerate(self.vectors):
            if i not in at:
                at[i] = place
                continue
            del self.vectors[place]
            first = self.vectors[at[i]][0]
            if i not in self.free and self._uses(i) == 1:
                del self.vectors[at[i]]
                self.scalar = algebra.scale(self.scalar, algebra.multiply([algebra.transpose(first), node]))
            else:
                self.vectors[at[i]] = (algebra.hadamard([(first, algebra.one), (node, algebra.one)], node.shape), i)
            return True
        return False

    def _uses(self, index: int) -> int:
        return sum((i == index) + (j == index) for _, i, j in self.matrices) + sum(i == index for _, i in self.vectors)

    def _one_sum(self) -> bool:
        """Sum over one index; those with a vector first, which keep products cheap."""
        algebra = self.algebra
        vectors = {i: node for node, i in self.vectors}
        bound = {i for _, a, b in self.matrices for i in (a, b)} | set(vectors)
        bound -= self.free
        if not bound:
            return False
        choice: tuple[int, int] | None = None
        for index in sorted(bound):
            many = sum(index in (i, j) for _, i, j in self.matrices)
            has = index in vectors
            cost = 0 if has and many <= 1 else 1 if many == 1 else 2 if many == 2 and not has else 3 if many == 2 else 9
            if cost < 9 and (choice is None or cost < choice[0]):
                choice = (cost, index)
        if choice is None:
            return False
        _, index = choice
        around = [(n, i, j) for n, i, j in self.matrices if index in (i, j)]
        self.matrices = [each for each in self.matrices if index not in each[1:]]
        self.vectors = [(n, i) for n, i in self.vectors if i != index]
        vector = vectors.get(index)
        # Rows on the left stand at the index, columns on the right.
        facing = [(n, j) if i == index else (algebra.transpose(n), i) for n, i, j in around]
        if not facing:
            assert vector is not None
            self.scalar = algebra.scale(self.scalar, algebra.total(vector))
        elif len(facing) == 1:
            node, other = facing[0]
            column = algebra.ones((node.shape[0], ONE)) if vector is None else vector
            self.vectors.append((algebra.multiply([algebra.transpose(node), column]), other))
        else:
            (first, a), (second, b) = facing
            middle = [] if vector is None or vector.operation == "ones" else [algebra.diag(vector)]
            self.matrices.append((algebra.multiply([algebra.transpose(first), *middle, second]), a, b))
        return True

    # What is left

    def _closed(self, row: int | None, column: int | None) -> Node | None:
        algebra = self.algebra
        if len(self.matrices) > 1 or any(not {i, j} <= {row, column} for _, i, j in self.matrices):
            return None
        if any(i not in (row, column) for _, i in self.vectors):
            return None
        left = next((n for n, i in self.vectors if i == row), None)
        right = next((n for n, i in self.vectors if i == column), None)
        if row is None and column is None:
            return algebra.one
        if not self.matrices:
            sides = []
            if row is not None:
                sides.append(algebra.ones((self.sizes[row], ONE)) if left is None else left)
            if column is not None:
                sides.append(algebra.transpose(algebra.ones((self.sizes[column], ONE)) if right is None else right))
            if all(each.operation == "ones" for each in sides):
                return algebra.ones((sides[0].shape[0], sides[-1].shape[1]))
            return algebra.multiply(sides)
        node, i, _ = self.matrices[0]
        if i != row:
            node = algebra.transpose(node)
        if node.operation == "identity":
            both = [(each, algebra.one) for each in (left, right) if each is not None]
            return algebra.diag(algebra.hadamard(both, both[0][0].shape)) if both else node
        left, right = (None if each is not None and each.operation == "ones" else each for each in (left, right))
        if left is not None and right is not None:
            outer = algebra.multiply([left, algebra.transpose(right)])
            return algebra.hadamard([(outer, algebra.one), (node, algebra.one)], node.shape)
        before = [] if left is None else [algebra.diag(left)]
        return algebra.multiply([*before, node] if right is None else [*before, node, algebra.diag(right)])

    def _kronecker(self, row: Index, column: Index) -> Node | None:
        """The entry at pairs of indices: a Kronecker product where the slow and the quick ones part.

        One index beside a pair stands with either of its parts.
        """
        kept = self.matrices, self.vectors, self.scalar
        ways = [[index] if isinstance(index, tuple) else [(index, None), (None, index)] for index in (row, column)]
        for first, last in product(*ways):
            if any(isinstance(part, tuple) for part in (*first, *last)):
                return None
            self.matrices, self.vectors, self.scalar = kept
            found = self._parted(first, last)
            if found is not None:
                return found
        return None

    def _parted(self, first: tuple[Any, ...], last: tuple[Any, ...]) -> Node | None:
        if len(self.matrices) == 3 and None not in first + last and not self.vectors:
            # f'(X[i,j]) where both rows and both columns are the same
            (c, a), (d, b) = first, last
            deltas = {frozenset((i, j)) for node, i, j in self.matrices if node.operation == "identity"}
            others = [each for each in self.matrices if each[0].operation != "identity"]
            if deltas == {frozenset((a, b)), frozenset((c, d))} and len(others) == 1:
                node, i, _j = others[0]
                node = node if i in (a, b) else self.algebra.transpose(node)
                return self.algebra.diag(self.algebra.vec(node))
        found = []
        matrices, vectors, scalar = self.matrices, self.vectors, self.scalar
        used = 0
        for a, b in zip(first, last, strict=True):
            inside = {index for index in (a, b) if index is not None}
            self.matrices = [each for each in matrices if set(each[1:]) <= inside]
            self.vectors = [each for each in vectors if each[1] in inside]
            used += len(self.matrices) + len(self.vectors)
            core = self._closed(a, b)
            if core is None:
                return None
            found.append(core)
        self.scalar = scalar
        if used != len(matrices) + len(vectors):
            return None
        return self.algebra.kron(*found)


def _paired(index: Index, factors: tuple[Factor, ...]) -> tuple[Index, tuple[Factor, ...]]:
    """An index that an identity makes a pair, as that pair: that of the entries of a Kronecker product, or of stacked columns."""
    for place, (node, i, j) in enumerate(factors):
        if (node is None or node.operation == "identity") and isinstance(index, int) and index in (i, j):
            pair = j if i == index else i
            if isinstance(pair, tuple):
                rest = (*factors[:place], *factors[place + 1 :])
                return pair, tuple((n, replaced(a, index, pair), replaced(b, index, pair)) for n, a, b in rest)
    return index, factors


def one_index(index: Index) -> int:
    assert isinstance(index, int)
    return index


def recognised(
    algebra: Algebra, terms: Sequence[Term], row: Index, column: Index, sizes: dict[int, Size]
) -> Node | None:
    """The sum of terms as one node, None where one of them has no matrix form."""
    nodes = []
    for term in terms:
        node = Contraction(algebra, sizes).of(term, row, column)
        if node is None:
            return None
        nodes.append((1, node))
    return algebra.add(nodes) if nodes else None


LETTERS = "ijklpqrstuvabcdefgh"


def index_text(algebra: Algebra, terms: Sequence[Term], free: Sequence[int], writer: Plain) -> str:
    """Terms in index form: ``sum[p,q] A[i,p]*B[p,q]``."""
    names = {index: LETTERS[place] for place, index in enumerate(free)}
    texts: list[str] = []
    for term in terms:
        own = dict(names)
        summed = []
        for _, i, j in term.factors:
            for part in [*parts(i), *parts(j)]:
                if part not in own:
                    own[part] = LETTERS[len(own)] if len(own) < len(LETTERS) else f"i{len(own)}"
                    summed.append(own[part])

        def at(index: Index, own: dict[int, str] = own) -> str:
            return own[index] if isinstance(index, int) else "(" + ",".join(at(part) for part in index) + ")"

        value, scalar = algebra.coefficient(term.scalar)
        scalar = algebra.scale(algebra.number(max(value, -value)), scalar)
        factors = [] if scalar is algebra.one else [writer.inside(scalar, 2)]
        for node, i, j in term.factors:
            places = ",".join(at(index) for index in (i, j) if index is not None)
            factors.append(
                f"{'delta' if node is None or node.operation == 'identity' else writer.inside(node, 4)}[{places}]"
            )
        text = (f"sum[{','.join(summed)}] " if summed else "") + ("*".join(factors) or "1")
        sign = "-" if value < 0 else "+"
        texts.append(f" {sign} {text}" if texts else "-" * (value < 0) + text)
    return "".join(texts) or "0"


__all__ = ["SCALAR", "Contraction", "Factor", "Index", "Term", "fresh", "index_text", "parts", "recognised"]
