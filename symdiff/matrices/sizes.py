"""Sizes and shapes of matrices, and what a declaration says about a name. Imports ``errors`` and ``frozen``.

A size is a whole number times letters: ``3``, ``n``, ``m*n`` (the rows of a Kronecker product).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from symdiff.errors import SymdiffError, fault
from symdiff.frozen import Frozen

PROPERTIES: Mapping[str, str] = {
    "symmetric": "equal to its transpose",
    "diagonal": "0 beside the diagonal, so symmetric too",
    "pd": "symmetric and positive definite",
    "orthogonal": "its transpose is its inverse",
}
"""What may be declared of a square matrix, and what it says."""
_ALSO = {
    "psd": "symmetric",
    "spd": "pd",
    "positive-definite": "pd",
    "positive definite": "pd",
    "positivedefinite": "pd",
}
_LARGEST = 10**6


class Size(Frozen):
    """A number times letters, which are sorted."""

    number: int
    letters: tuple[str, ...] = ()

    def times(self, other: Size) -> Size:
        return Size(self.number * other.number, tuple(sorted(self.letters + other.letters)))

    def at(self, values: Mapping[str, int]) -> int:
        """The number, where each letter has one."""
        found = self.number
        for letter in self.letters:
            found *= values[letter]
        return found

    def __str__(self) -> str:
        return "*".join([str(self.number)] * (self.number != 1 or not self.letters) + list(self.letters))


ONE = Size(1)
Shape = tuple[Size, Size]
SCALAR: Shape = (ONE, ONE)


def told(shape: Shape) -> str:
    """A shape for a message: ``m x n``."""
    return f"{shape[0]} x {shape[1]}"


class Declared(Frozen):
    """What is said of a name: its shape and its properties."""

    name: str
    shape: Shape
    properties: frozenset[str] = frozenset()


def declared(text: str) -> Declared:
    """A declaration: ``X=m,n``, ``x=n`` (a column), ``A=n,n,symmetric``.

    Raises SymdiffError ``usage`` where it is none, or where what it says contradicts itself.
    """
    name, equals, rest = text.partition("=")
    name = name.strip()
    words = [word.strip() for word in rest.split(",")]
    if not equals or not re.fullmatch(r"[^\W\d]\w*", name) or not words[0]:
        raise fault(
            "usage", f"--shape is NAME=ROWS or NAME=ROWS,COLUMNS, not '{text}'", hint="X=m,n  x=n  A=n,n,symmetric"
        )
    sizes = [_size(words[0], text)]
    properties = []
    for place, word in enumerate(words[1:], 1):
        known = _ALSO.get(word.lower(), word.lower())
        if known in PROPERTIES:
            properties.append(known)
        elif place == 1:
            sizes.append(_size(word, text))
        else:
            raise fault("usage", f"'{word}' is no property of a matrix", hint=", ".join(PROPERTIES))
    if len(sizes) == 1:
        sizes.append(ONE)
    shape = (sizes[0], sizes[1])
    if properties and sizes[0] != sizes[1]:
        raise _contradiction(
            f"{name} is {told(shape)} and so not {properties[0]}", "only a square matrix has properties"
        )
    if "orthogonal" in properties and "pd" in properties:
        raise _contradiction(
            f"{name} is said to be orthogonal and positive definite", "that is the identity alone: write I(n)"
        )
    return Declared(name, shape, frozenset(properties))


def _size(word: str, text: str) -> Size:
    found = Size(1)
    for part in (each.strip() for each in word.split("*")):
        if re.fullmatch(r"0*[1-9][0-9]{0,6}", part) and found.number * int(part) <= _LARGEST:
            found = found.times(Size(int(part)))
        elif re.fullmatch(r"[^\W\d]\w*", part):
            found = found.times(Size(1, (part,)))
        else:
            break
    else:
        return found
    raise fault(
        "usage",
        f"'{word}' in --shape '{text}' is no size",
        hint="a letter, a number from 1 to 1000000, or a product of them",
    )


def _contradiction(message: str, hint: str) -> SymdiffError:
    return fault("shape", message, hint=hint)
