"""The rows that passes over nodes ask for, under fixed names: compiled code finds those without a look into a table.

Imports ``operators``.
"""

from __future__ import annotations

from symdiff import operators
from symdiff.annotations import Final

Number: Final = operators.Number
Symbol: Final = operators.Symbol
Constant: Final = operators.Constant
Sum: Final = operators.Sum
Product: Final = operators.Product
Power: Final = operators.Power
Quotient: Final = operators.Quotient
Multiple: Final = operators.Multiple
Truth: Final = operators.Truth
And: Final = operators.And
Or: Final = operators.Or
Not: Final = operators.Not
piecewise: Final = operators.piecewise
absolute: Final = operators.absolute
sign: Final = operators.sign
exp: Final = operators.exp
log: Final = operators.log
real_root: Final = operators.real_root
