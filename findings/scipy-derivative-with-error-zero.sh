#!/bin/sh
# SciPy 1.17.1: scipy.differentiate.derivative(sqrt, x) for x about 1e12 reports success True and error exactly 0.0 at nearly each of 100 places,
# where it is off by up to 2 % of the value (order=2) or is wrong altogether (the default order 8); the tolerance is 1.5e-8.
#
# The steps are 0.5, 0.25, ... and the error is the difference of two successive quotients. Values near sqrt(1e12) are whole multiples of 2^-33 and the
# steps are powers of two, so each quotient is one of few numbers. Refinement goes on while two neighbours differ, until two are the
# same: the search ends at a coincidence of rounding, and reports that nothing is left to gain. A smaller rtol, 0 even, returns the same.
# With order 8 it depends on company, too: places asked one by one succeed, asked in one array (or twice the same) they do not, since then the
# weights are summed in another order and the coincidences are gone. Only order 2, which sums exactly, is asserted below.
# Why a guess misses: rounding is expected to show as an error that stops to fall (status -1) or is as large as the noise, never as 0.0.
# What to do: initial_step in proportion to x. Take an error of 0.0 as no statement; it is no sign of exactness.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "scipy==1.17.1" "numpy==2.4.6"
"$folder/venv/bin/python" - <<'PYTHON'
import numpy as np
import scipy
from scipy.differentiate import derivative

print("scipy", scipy.__version__)


def wrong(x, results):
    """How many of the places succeed with error 0.0 though the slope is off by more than 1e-6 of its value."""
    df, error, success = (np.concatenate([np.atleast_1d(getattr(result, name)) for result in results]) for name in ("df", "error", "success"))
    off = np.abs(df * 2 * np.sqrt(x) - 1)
    zero = success & (error == 0)
    worst = off[zero].max() if zero.any() else 0
    print(f"  {success.sum()} of {x.size} succeed, {zero.sum()} with error 0.0, {(zero & (off > 1e-6)).sum()} of these off by more than 1e-6, at most {worst:.1e}")
    return int((zero & (off > 1e-6)).sum())


for middle, expected in ((1e2, 0), (1e10, 63), (1e12, 97)):
    x = np.floor(middle * (1 + np.arange(100) / 1000))
    print(f"sqrt about {middle:g}, order=2; rtol=0; initial_step=x/10; then order 8, one by one and as an array:")
    found = wrong(x, [derivative(np.sqrt, x, order=2)])
    strict = wrong(x, [derivative(np.sqrt, x, order=2, tolerances={"rtol": 0})])
    stepped = wrong(x, [derivative(np.sqrt, x, initial_step=x / 10)])
    wrong(x, [derivative(np.sqrt, place) for place in x])
    wrong(x, [derivative(np.sqrt, x)])
    assert (found, stepped) == (expected, 0)
    assert middle == 1e2 or strict >= expected
PYTHON
