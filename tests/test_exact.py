"""Exact numbers, whose parts are read without a fraction's own properties."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symdiff.graph import Decimal
from symdiff.graph.exact import over_line
from symdiff.operators import Exact


@pytest.mark.parametrize(
    "value", [0, 7, -3, 10**40, Fraction(-6, 4), Fraction(5), Fraction(1, 10**40), Decimal(-5, 4), Decimal(0)]
)
def test_a_number_is_its_numerator_over_its_denominator(value: Exact) -> None:
    assert over_line(value) == value.as_integer_ratio()
