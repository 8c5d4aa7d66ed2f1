"""Instances: sizes and entries for names, read from literals and files or drawn at random. Imports ``sizes`` and below.

Entries are rational, so that balls of them hold what was written. NumPy is imported for its files alone.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from symdiff.errors import SymdiffError, fault, missing_extra
from symdiff.frozen import Frozen
from symdiff.matrices.sizes import ONE, Declared, Size, told

Entries = list[list[Fraction]]
_MOST_ENTRIES = 1_000_000
_SIXTEENTHS = 16


class Instance(Frozen):
    """Numbers for the letters, and entries for the names."""

    sizes: dict[str, int]
    entries: dict[str, Entries]


def given(texts: Iterable[str]) -> dict[str, Entries]:
    """The entries of points: ``A=[1,2;3,4]``, ``x=[1,2,3]`` (a column), ``t=1/2``, ``A=FILE.npy``; several with ``NAME=`` between.

    Raises SymdiffError ``bad-point`` and ``unreadable``.
    """
    found: dict[str, Entries] = {}
    for text in texts:
        for part in re.split(r",(?=\s*[^\W\d]\w*\s*=)", text):
            name, equals, value = (piece.strip() for piece in part.partition("="))
            if not equals or not re.fullmatch(r"[^\W\d]\w*", name) or not value:
                raise fault(
                    "bad-point",
                    f"'{part.strip()}' is no NAME=VALUE",
                    hint='"A=[1,2;3,4]", "x=[1,2]", t=0.5, A=FILE.npy',
                )
            if name in found:
                raise fault("bad-point", f"there are two values for {name}", hint="give one")
            found[name] = _file(value) if re.search(r"\.(npy|npz|csv|txt)$", value) else literal(value, name)
    return found


def literal(text: str, name: str) -> Entries:
    """The rows of a literal: ``[1,2;3,4]``, ``[[1,2],[3,4]]``, a number. One row alone is a column."""
    inside = re.sub(r"\s*\]\s*,\s*\[\s*", ";", text.strip())
    inside = inside.strip().removeprefix("[").removesuffix("]").strip().removeprefix("[").removesuffix("]")
    rows = [[piece for piece in re.split(r"\s*,\s*|\s+", row.strip()) if piece] for row in inside.split(";")]
    found = [[_number(piece, name) for piece in row] for row in rows]
    if not found[0] or any(len(row) != len(found[0]) for row in found):
        raise fault(
            "bad-point",
            f"the rows of {name} are not of one length",
            hint="[1,2;3,4]: commas in rows, semicolons between",
        )
    if len(found) == 1 and "[" in text and "[[" not in text.replace(" ", ""):
        return [[entry] for entry in found[0]]
    return found


def _number(text: str, name: str) -> Fraction:
    if re.fullmatch(r"[-+]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})([eE][-+]?\d{1,3})?", text):
        return Fraction(text)
    match = re.fullmatch(r"([-+]?\d{1,400})/(\d{1,400})", text)
    if match and int(match[2]):
        return Fraction(int(match[1]), int(match[2]))
    shown = text if len(text) <= 40 else text[:37] + "..."
    raise fault(
        "bad-point", f"'{shown}' in the value of {name} is not a number", hint="numbers as 2, -0.5, 1e-3 or 1/3"
    )


def _file(path: str) -> Entries:
    try:
        import numpy as np
    except ImportError:
        raise missing_extra("files of matrices need numpy", "arrays") from None
    try:
        if path.endswith((".csv", ".txt")):
            found: Any = np.loadtxt(path, delimiter="," if path.endswith(".csv") else None)
        else:
            found = np.load(path, allow_pickle=False)
            if path.endswith(".npz"):
                if len(found.files) != 1:
                    raise fault(
                        "unreadable",
                        f"'{path}' holds {len(found.files)} arrays",
                        hint="save the one that is meant as .npy",
                    )
                found = found[found.files[0]]
    except OSError as trouble:
        raise fault("unreadable", f"cannot read '{path}': {trouble.strerror or 'it is no array'}") from None
    except (ValueError, EOFError, KeyError):
        raise fault("unreadable", f"'{path}' is no array of numbers") from None
    if found.ndim > 2 or found.size > _MOST_ENTRIES or found.dtype.kind not in "fiub" or not np.isfinite(found).all():
        raise fault(
            "unreadable",
            f"'{path}' is no matrix of real numbers",
            hint=f"at most two axes and {_MOST_ENTRIES:,} finite entries",
        )
    rows = found.reshape(-1, 1) if found.ndim < 2 else found
    return [[Fraction(entry) for entry in row] for row in rows.tolist()]


def sizes_of(texts: Iterable[str]) -> dict[str, int]:
    """The numbers of letters: ``n=3`` or ``m=2,n=3``."""
    found = {}
    for part in (piece for text in texts for piece in text.split(",")):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not re.fullmatch(r"[^\W\d]\w*", name) or not re.fullmatch(r"[1-9]\d{0,3}", value):
            raise fault("usage", f"--size is LETTER=NUMBER, not '{part.strip()}'", hint="for example --size m=2,n=3")
        found[name] = int(value)
    return found


def complete(
    names: Sequence[Declared],
    scalars: Sequence[str],
    points: Mapping[str, Entries],
    sizes: Mapping[str, int],
    seed: int,
    *,
    positive: bool = False,
) -> Instance:
    """An instance of all names: what is given is held to what is declared, the rest is drawn; letters without a size are 2, 3, ...

    Raises SymdiffError ``bad-point`` where a value has another shape or lacks a declared property.
    """  # fmt: skip
    known = dict(sizes)
    declared = {each.name: each for each in names}
    for name in points:
        if name not in declared and name not in scalars:
            raise fault(
                "unknown-variable",
                f"there is no {name} in the expression",
                hint=f"there are {', '.join([*declared, *scalars])}",
            )
    for name, value in points.items():
        shape = declared[name].shape if name in declared else (ONE, ONE)
        for size, count in zip(shape, (len(value), len(value[0])), strict=True):
            _agreed(known, size, count, name, value, shape)
    letters = [letter for each in names for size in each.shape for letter in size.letters]
    for letter in dict.fromkeys(letters):
        if letter not in known:
            known[letter] = 2 + (seed + len(known)) % 3
    entries: dict[str, Entries] = {}
    chance = random.Random(seed)  # noqa: S311 - test matrices
    for each in names:
        rows, columns = (size.at(known) for size in each.shape)
        if each.name in points:
            value = points[each.name]
            if (len(value), len(value[0])) == (1, rows) and columns == 1:
                value = [[entry] for entry in value[0]]
            if (len(value), len(value[0])) != (rows, columns):
                raise _misshapen(each.name, value, each.shape, known)
            _holds(each, value)
            entries[each.name] = value
        else:
            entries[each.name] = drawn(each, rows, columns, chance, positive=positive)
    for name in scalars:
        if name in points:
            if (len(points[name]), len(points[name][0])) != (1, 1):
                raise _misshapen(name, points[name], (ONE, ONE), known)
            entries[name] = points[name]
        elif name not in known:
            entries[name] = [[_entry(chance, positive=True)]]
    return Instance(known, entries)


def _misshapen(name: str, value: Entries, shape: tuple[Size, Size], sizes: Mapping[str, int]) -> SymdiffError:
    here = f" = {shape[0].at(sizes)} x {shape[1].at(sizes)}" if shape[0].letters or shape[1].letters else ""
    return fault(
        "bad-point", f"the value of {name} is {len(value)} x {len(value[0])}, and {name} is {told(shape)}{here}"
    )


def _agreed(known: dict[str, int], size: Size, count: int, name: str, value: Entries, shape: tuple[Size, Size]) -> None:
    """Take the number of a letter from a value, or hold the value to it."""
    if size.number == 1 and len(size.letters) == 1 and size.letters[0] not in known:
        known[size.letters[0]] = count
        return
    if all(letter in known for letter in size.letters) and size.at(known) != count:
        raise _misshapen(name, value, shape, known)


def _holds(declared: Declared, value: Entries) -> None:
    """Raise ``bad-point`` where a value has not the properties that are declared."""
    many = range(len(value))
    for name in sorted(declared.properties):
        for i in many:
            for j in many:
                if name in ("symmetric", "pd") and value[i][j] != value[j][i]:
                    raise _lacks(
                        declared,
                        name,
                        f"entry {i + 1},{j + 1} is {float(value[i][j]):g}, and {j + 1},{i + 1} is {float(value[j][i]):g}",
                    )
                if name == "diagonal" and i != j and value[i][j]:
                    raise _lacks(declared, name, f"entry {i + 1},{j + 1} is {float(value[i][j]):g}")
                if name == "orthogonal":
                    product = float(sum(value[k][i] * value[k][j] for k in many) - (i == j))
                    if abs(product) > 1e-12:
                        raise _lacks(
                            declared, name, f"columns {i + 1} and {j + 1} have the product {product + (i == j):g}"
                        )
        if name == "pd":
            left = [list(row) for row in value]
            for at in many:
                if left[at][at] <= 0:
                    raise _lacks(declared, "positive definite", f"its leading minor of size {at + 1} is not above 0")
                for below in range(at + 1, len(left)):
                    factor = left[below][at] / left[at][at]
                    left[below] = [a - factor * b for a, b in zip(left[below], left[at], strict=True)]


def _lacks(declared: Declared, name: str, why: str) -> SymdiffError:
    return fault("bad-point", f"{declared.name} is declared {name}, but {why}")


def _entry(chance: random.Random, *, positive: bool) -> Fraction:
    whole = (
        chance.randint(4, 2 * _SIXTEENTHS) if positive else chance.choice([-1, 1]) * chance.randint(3, 2 * _SIXTEENTHS)
    )
    return Fraction(whole, _SIXTEENTHS)


def drawn(declared: Declared, rows: int, columns: int, chance: random.Random, *, positive: bool) -> Entries:
    """Random entries with the declared properties; a square matrix without any is kept away from a singular one."""
    found = [[_entry(chance, positive=positive) for _ in range(columns)] for _ in range(rows)]
    many = range(rows)
    properties = declared.properties
    if "diagonal" in properties:
        found = [[entry if i == j else Fraction(0) for j, entry in enumerate(row)] for i, row in enumerate(found)]
        if "pd" in properties:
            found = [[abs(entry) for entry in row] for row in found]
        return found
    if "pd" in properties:
        return [[sum((found[i][k] * found[j][k] for k in many), Fraction(int(i == j))) for j in many] for i in many]
    if "symmetric" in properties:
        found = [[found[min(i, j)][max(i, j)] for j in many] for i in many]
    if "orthogonal" in properties:
        # Cayley: (I - S)*inv(I + S) of a skew S is orthogonal, and rational.
        skew = [[Fraction(0) if i == j else found[i][j] / 2 if i < j else -found[j][i] / 2 for j in many] for i in many]
        plus = [[skew[i][j] + int(i == j) for j in many] for i in many]
        minus = [[int(i == j) - skew[i][j] for j in many] for i in many]
        return _solved(plus, minus)
    if rows == columns and "symmetric" not in properties and rows > 1:
        found = [[entry + 2 * int(i == j) for j, entry in enumerate(row)] for i, row in enumerate(found)]
    return found


def _solved(matrix: Entries, right: Entries) -> Entries:
    """inv(matrix)*right by elimination; the two commute where it is used."""
    left = [[*row, *more] for row, more in zip(matrix, right, strict=True)]
    many = len(left)
    for at in range(many):
        pivot = next(place for place in range(at, many) if left[place][at])
        left[at], left[pivot] = left[pivot], left[at]
        left[at] = [entry / left[at][at] for entry in left[at]]
        for other in range(many):
            if other != at:
                factor = left[other][at]
                left[other] = [a - factor * b for a, b in zip(left[other], left[at], strict=True)]
    return [row[many:] for row in left]
