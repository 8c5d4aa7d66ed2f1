"""The signs of the plain syntax, by what they do. Imports ``bars`` and ``tokens``."""

from __future__ import annotations

from symdiff.annotations import Final
from symdiff.parser import bars
from symdiff.parser.tokens import VULGAR

POWERS: Final = frozenset(("^", "**"))
TIMES: Final = frozenset(("*", "×"))
SIGNS: Final = frozenset("+-")
APPLIED: Final = frozenset("([")
CLOSERS: Final = {"(": ")", "[": "]", bars.OPEN: bars.CLOSE, "⌈": "⌉", "⌊": "⌋"}
CLOSING: Final = frozenset(CLOSERS.values())
ROOTS: Final = frozenset("√∛")
PERCENT: Final = "°%"
"""What a syntax that has it writes for per cent: a hundredth of the operand before."""
NUMERIC: Final = frozenset("0123456789.-" + "".join(VULGAR))
"""How a number begins; ``.`` and ``-`` alone are no numbers."""
