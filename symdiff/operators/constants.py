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


CONSTANTS: tuple[ConstantRow, ...] = (
    ConstantRow("pi", ("Pi", "PI", "π"), "pi", "pi", math.pi),
    ConstantRow("E", ("e", "ℯ"), "E", "e", math.e),
    ConstantRow("EulerGamma", (), "EulerGamma", "euler", 0.5772156649015329),
    ConstantRow("Catalan", (), "Catalan", "catalan", 0.915965594177219),
    ConstantRow("GoldenRatio", (), "GoldenRatio", "phi", 1.618033988749895),
)
