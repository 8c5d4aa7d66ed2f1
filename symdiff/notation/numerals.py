"""Numbers as plain text, and how tightly each kind of text binds. Imports ``graph``."""

from __future__ import annotations

from math import gcd

from symdiff.annotations import Final
from symdiff.graph import Decimal
from symdiff.graph.exact import over_line
from symdiff.operators import Exact

SUM: Final = 1


PRODUCT: Final = 2


POWER: Final = 3


ATOM: Final = 4
"""How tightly a text holds together."""


def numeral(value: Exact) -> tuple[int, str]:
    """How tightly a number's text holds together, and the text: ``3``, ``-2``, ``1/2``, ``9.81``, ``1.5e-30``."""
    top, bottom = over_line(value)
    if bottom == 1:
        text = str(top)
    elif type(value) is Decimal:
        text = decimal_text(value)
    else:
        return PRODUCT, f"{top}/{bottom}"
    return (PRODUCT if top < 0 else ATOM), text


def decimal_text(value: Exact) -> str:
    """The decimal expansion of a rational that has a finite one, shortened by an exponent where that is much shorter."""
    places = 0
    numerator, denominator = over_line(value)
    while denominator != 1:
        numerator *= 10
        places += 1
        common = gcd(numerator, denominator)
        numerator //= common
        denominator //= common
    digits = str(abs(numerator))
    sign = "-" if numerator < 0 else ""
    if places <= len(digits) + 6:
        digits = digits.rjust(places + 1, "0")
        return sign + digits[: len(digits) - places] + ("." + digits[len(digits) - places :] if places else "")
    fraction = digits[1:].rstrip("0")
    return f"{sign}{digits[0]}{'.' + fraction if fraction else ''}e{len(digits) - 1 - places}"
