#!/bin/sh
# python-flint 0.9.0: arb(0, 1)**2 is nan. arb(0.01, 1)**2 is a ball, arb(0, 1)*arb(0, 1) is a ball, and acb(arb(0, 1))**2 is a ball.
#
# A ball whose midpoint is the number 0 is taken by the power as if its base were "special" and goes over the logarithm, which is nan for any ball with
# 0 in it. A midpoint that is off by 1e-300 takes the way of whole exponents. Every whole exponent from 1 on is hit, x**1 too; x**0 is 1.
# Why a guess misses: the square of a ball about 0 is the first thing that an enclosure over a symmetric box [-r, r] asks, and other boxes work,
# so a subdivision that first halves the box never sees it. nan is a true enclosure, only an empty statement: a test whether it overlaps a
# value holds, and the search is told that nothing is known on the middle box.
# What to do: write x*x, or give the power to acb, or to arb_series.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "python-flint==0.9.0"
"$folder/venv/bin/python" - <<'PYTHON'
import flint
from flint import acb, arb, arb_series

print("python-flint", flint.__version__)
for middle in ("0", "1e-300", "0.01"):
    ball = arb(middle, 1)
    powers = [ball**n for n in (0, 1, 2, 3)]
    print(f"ball about {middle} of radius 1: powers 0 to 3 are {', '.join(map(str, powers))}; x*x is {ball * ball}")
    assert all(power.is_finite() == (n == 0 or middle != "0") for n, power in enumerate(powers))
    assert (ball * ball).is_finite()
centred = arb(0, 1)
print(f"by acb {acb(centred)**2}, by arb_series {(arb_series([centred, 1])**2)[0]}; 3 +/- 1 less 3, squared: {(arb(3, 1) - 3)**2}")
assert (acb(centred) ** 2).is_finite() and (arb_series([centred, 1]) ** 2)[0].is_finite()
assert not ((arb(3, 1) - 3) ** 2).is_finite()
assert (centred**2).overlaps(arb(7)), "nan overlaps everything"
PYTHON
