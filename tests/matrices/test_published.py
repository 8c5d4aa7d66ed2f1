"""Published matrix derivatives: read as they stand, equal on random instances of three shapes, and printed no longer, blanks aside."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

from flint import arb

from symdiff.errors import SymdiffError
from symdiff.evaluator.arithmetic.balls import ball, precision
from symdiff.limits import DEFAULT_LIMITS
from symdiff.matrices.answers import answered, asked, instance_checked, scalars
from symdiff.matrices.instances import complete
from symdiff.matrices.nodes import Nodes
from symdiff.matrices.reading import read
from symdiff.matrices.sizes import declared
from symdiff.matrices.values import Values
from symdiff.status import Status

LETTERS = ("m", "n")


def names_in(text: str) -> set[str]:
    """The matrices (capitals) and vectors of a published text; j and k are numbers there."""
    return set(re.findall(r"(?<![\w.])[A-HJ-RT-Za-ilo-z](?!\w|\.Half)", text))


def shapes(expression: str, expected: str, wrt: str) -> list[str]:
    """The declarations under which both texts have shapes that fit, with as few square matrices as may be."""
    names = sorted(names_in(expression) | names_in(expected))
    sides = [(name, side) for name in names for side in range(1 + name.isupper())]
    found: tuple[int, list[str]] | None = None
    for letters in product(LETTERS, repeat=len(sides)):
        chosen: dict[str, list[str]] = {}
        for (name, _), letter in zip(sides, letters, strict=True):
            chosen.setdefault(name, []).append(letter)
        texts = [f"{name}={','.join(each)}" for name, each in chosen.items()]
        nodes = Nodes(map(declared, texts))
        try:
            typed, published = (read(text, nodes, limits=DEFAULT_LIMITS) for text in (expression, expected))
        except SymdiffError:
            continue
        variable = chosen[wrt]
        if typed.scalar and tuple(str(size) for size in published.shape) == (*variable, "1")[:2]:
            score = len(set(letters)) * 10 + sum(len(set(each)) for each in chosen.values())
            if found is None or score > found[0]:
                found = (score, texts)
    assert found is not None, "no shapes fit"
    return found[1]


def rows(published: Any) -> list[dict[str, Any]]:
    return [row["matrix"] for row in published("matrix") if row.get("matrix")]


def texts(row: dict[str, Any]) -> list[str]:
    """The expression and its published derivative, sizes as letters."""
    return [
        row[name].replace("(3)", "(n)").replace("(k)", "(n)").replace("(k, 1)", "(n, 1)")
        for name in ("expr", "expected")
    ]


def test_published_rows(published) -> None:
    failed = []
    for row in rows(published):
        expression, expected = texts(row)
        try:
            names = shapes(expression, expected, row["wrt"])
            found = answered(asked(expression, row["wrt"], tuple(names)))
            longer = len(found.text.replace(" ", "")) > len(row["expected"].replace(" ", ""))
            verdicts = []
            for m, n in ((2, 3), (3, 2), (4, 4)):
                letters = {letter for each in found.question.names for size in each.shape for letter in size.letters}
                sizes = [f"{letter}={number}" for letter, number in (("m", m), ("n", n)) if letter in letters]
                verdicts += [instance_checked(found, ["j=3"] * ("j" in expression), sizes, 1, certify=True).verdict]
                verdicts += [same(found, expected, {"m": m, "n": n})]
            if longer or set(verdicts) != {Status.AGREE}:
                failed.append((row["expr"], row["expected"], found.text, verdicts))
        except SymdiffError as error:
            failed.append((row["expr"], row["expected"], str(error), []))
    assert not failed, "\n".join(map(str, failed))


def same(found: Any, expected: str, sizes: dict[str, int]) -> Status:
    """Whether the printed text and the published one have the same values, both read again."""
    names = found.question.names
    points = {"j": [[3]]} if "j" in scalars(found) else {}
    for positive in (False, True):
        instance = complete(names, scalars(found), points, sizes, 7, positive=positive)  # type: ignore[arg-type]
        with precision(160):
            balls = {
                name: [[ball(entry) for entry in row] for row in entries] for name, entries in instance.entries.items()
            }
            nodes = Nodes(names)
            try:
                ours, theirs = (
                    Values(balls, instance.sizes).of(read(text, nodes, limits=DEFAULT_LIMITS))
                    for text in (found.text, expected)
                )
            except SymdiffError:
                continue
            pairs = [(a, b) for left, right in zip(ours, theirs, strict=True) for a, b in zip(left, right, strict=True)]
            good = all(a.overlaps(b) and abs(a - b) < arb(1e-25) * (1 + abs(b)) for a, b in pairs)
            return Status.AGREE if good else Status.DISAGREE
    return Status.UNDEFINED
