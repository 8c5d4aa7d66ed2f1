#!/bin/sh
# CasADi 3.8.2: the slope of mmax at (1, 1, 1) is (1/3, 1/3, 1/3) for a Function of MX, and (1/4, 1/4, 1/2) for its expand(), which
# turns it to SX to make it faster. mmin and norm_inf do the same, and the slope of the expanded one depends on the order of the entries.
#
# By MX the largest entry is one operation that shares the slope among all that reach it; by SX it is fmax of fmax, and each fmax halves.
# An expand() after differentiation keeps the thirds, one before it gives the quarters, so the order of two calls decides.
# Why a guess misses: SX and MX are two ways to hold one formula, expand() keeps what a function returns, and off the ties all agree to the digit.
# Both are subgradients, yet a step of descent from a start where entries are equal (zeros, ones) goes another way.
# What to do: where ties occur, say the rule yourself: an epigraph form (t >= each entry), or a smooth maximum.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "casadi==3.8.2" "numpy==2.4.6"
"$folder/venv/bin/python" - <<'PYTHON'
import casadi as ca

print("casadi", ca.__version__)


def slope(function: ca.Function) -> ca.Function:
    x = ca.MX.sym("x", 3)
    return ca.Function("slope", [x], [ca.gradient(function(x), x)])


for largest in (ca.mmax, ca.mmin, ca.norm_inf):
    x = ca.MX.sym("x", 3)
    function = ca.Function("f", [x], [largest(x)])
    forms = {"as it is": slope(function), "expand() after": slope(function).expand(), "expand() before": slope(function.expand())}
    tie = {name: form([1, 1, 1]).full().ravel().tolist() for name, form in forms.items()}
    for name, found in tie.items():
        print(f"{largest.__name__} at (1, 1, 1), {name}: {[round(entry, 6) for entry in found]}")
    assert all(abs(entry - 1 / 3) < 1e-15 for name in ("as it is", "expand() after") for entry in tie[name])
    assert tie["expand() before"] == [0.25, 0.25, 0.5]
    assert float(function([1, 1, 1])) == float(function.expand()([1, 1, 1]))
    assert len({str(form([1, 4, -2])) for form in forms.values()}) == 1
PYTHON
