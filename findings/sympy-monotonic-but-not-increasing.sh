#!/bin/sh
# sympy 1.14.0: is_monotonic(x**3) is False and is_increasing(x**3) is True, on the same interval; x**2 on [0, 1] and cos on [0, pi] alike.
# And a function that falls by 5 at 0, Piecewise((x, x < 0), (x - 5, True)), is strictly increasing and monotonic.
#
# The two ask different things: is_increasing, whether the derivative is >= 0 on the interval; is_monotonic, whether it has no zero there. So one
# zero without a change of sign, or at an end of the interval, makes False, while an open interval (0, 1) makes x**2 monotonic. Neither
# looks at the function: a jump is not seen, nor is a pole (1/x and tan are monotonic on the reals).
# Why a guess misses: False is returned as a finding, not None or an error, and the manual says "True if monotonic, False otherwise"; one
# expects that increasing implies monotonic.
# What to do: take is_increasing(f) or is_decreasing(f) for monotonic, on each part between singularities and edges of pieces.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "sympy==1.14.0"
"$folder/venv/bin/python" - <<'PYTHON'
import sympy
from sympy import Interval, Piecewise, S, cos, is_decreasing, is_increasing, is_monotonic, is_strictly_increasing, pi, tan
from sympy.abc import x

print("sympy", sympy.__version__)
fall = Piecewise((x, x < 0), (x - 5, True))
for f, interval, one_way, told in (
    (x**3, S.Reals, True, False),
    (x**3 + x, S.Reals, True, True),
    (x**2, Interval(0, 1), True, False),
    (x**2, Interval.open(0, 1), True, True),
    (cos(x), Interval(0, pi), True, False),
    (fall, S.Reals, True, True),
    (1 / x, S.Reals, False, True),
    (tan(x), S.Reals, True, True),
):
    up, down, monotonic = (ask(f, interval, x) for ask in (is_increasing, is_decreasing, is_monotonic))
    print(f"{f} on {interval}: is_increasing {up}, is_decreasing {down}, is_monotonic {monotonic}")
    assert (up is True or down is True) is one_way
    assert monotonic is told
assert is_strictly_increasing(fall, S.Reals, x) is True and fall.subs(x, -1) > fall.subs(x, 0)
PYTHON
