"""Spherical Bessel functions, written out in their order: digits left and right of where a series takes over."""

from __future__ import annotations

import math

import pytest
from mpmath import mp, mpf

import symdiff
from symdiff.errors import SymdiffError
from symdiff.languages.lowering import MOST_ORDER
from symdiff.languages.table import ROWS


def value(name: str, order: int, x: float) -> float:
    """By 40 digits."""
    with mp.workdps(40):
        half = {"jn": mp.besselj, "yn": mp.bessely}[name](order + mpf(1) / 2, abs(x))
        sign = -1 if x < 0 and (order + (name == "yn")) % 2 else 1
        return float(sign * mp.sqrt(mp.pi / 2 / abs(x)) * half)


@pytest.mark.parametrize("name", ["jn", "yn"])
@pytest.mark.parametrize("order", range(MOST_ORDER))
def test_values_and_slopes(name: str, order: int) -> None:
    made = symdiff.code(f"{name}({order}, x)", language="python")
    there: dict[str, object] = {}
    exec(made, there)
    function = there["f"]
    assert callable(function)
    for x in (1e-3, 0.75, -0.999999, 1.000001, order - 1e-9, -order - 1e-9, order + 0.5, 31.0):
        if not x:
            continue
        size = abs(value(name, order, x)) + min(abs(value(name, order + 1, x)), 1)
        slope = order / x * value(name, order, x) - value(name, order + 1, x)
        got = function(x)
        assert math.isclose(got[0], value(name, order, x), rel_tol=0, abs_tol=4e-15 * size)
        assert math.isclose(got[1], slope, rel_tol=0, abs_tol=8e-15 * size * (1 + order / abs(x)))


def test_the_gradient_of_sinc_in_every_language() -> None:
    for row in ROWS:
        assert symdiff.code("sinc(x)*y", language=row.name)
    there: dict[str, object] = {}
    exec(symdiff.code("sinc(x)", order=2, every=True, language="python"), there)
    assert there["f"](0.0) == (1.0, 0.0, -1 / 3)  # type: ignore[operator]


def test_an_order_that_is_not_written_out() -> None:
    for text in (f"jn({MOST_ORDER + 1}, x)", f"yn({MOST_ORDER + 1}, x)", "jn(n, x)"):
        with pytest.raises(SymdiffError) as caught:
            symdiff.code(text, "x")
        assert caught.value.diagnostic.message == f"there is no code for {text[:2]} of this order in doubles"
