"""Named numbers, a row each. Imports nothing of symdiff."""

from __future__ import annotations

import math

from symdiff.frozen import Frozen


class ConstantRow(Frozen):
    """A named number: its spellings (the first is printed), its sympy name and its name in an mpmath context."""

    name: str
    aliases: tuple[str, ...]
    sympy: str
    mpmath: str
    value: float
    digits: str
    """A hundred digits of it, the last one rounded."""


CONSTANTS: tuple[ConstantRow, ...] = (
    ConstantRow("pi", ("Pi", "PI", "π"), "pi", "pi", math.pi,
        digits="3.141592653589793238462643383279502884197169399375105820974944592307816406286208998628034825342117068"),
    ConstantRow("E", ("e", "ℯ"), "E", "e", math.e,
        digits="2.718281828459045235360287471352662497757247093699959574966967627724076630353547594571382178525166427"),
    ConstantRow("EulerGamma", (), "EulerGamma", "euler", 0.5772156649015329,
        digits="0.5772156649015328606065120900824024310421593359399235988057672348848677267776646709369470632917467495"),
    ConstantRow("Catalan", (), "Catalan", "catalan", 0.915965594177219,
        digits="0.9159655941772190150546035149323841107741493742816721342664981196217630197762547694793565129261151062"),
    ConstantRow("GoldenRatio", (), "GoldenRatio", "phi", 1.618033988749895,
        digits="1.618033988749894848204586834365638117720309179805762862135448622705260462818902449707207204189391137"),
)
