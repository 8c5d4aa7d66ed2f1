#!/bin/sh
# CasADi 3.8.2: beyond its grid an interpolant of kind "bspline" and its slope are exactly 0 from one double to the next, while
# "linear" over the same table goes on in a straight line. Of the table 0, 1, 4, 9 at 0, 1, 2, 3 the two give 0 and 11.5 at 3.5.
#
# The basis functions of a B-spline end with their knots, so their sum is 0 outside; for "linear" the outer cells are prolonged.
# Why a guess misses: the kind is changed to have smooth slopes, and inside the grid both agree at the nodes; yet an optimiser whose
# iterate leaves the table now meets a jump from 9 to 0 and a gradient of 0, which looks like a minimum, with no warning or nan.
# What to do: bound the operand (fmin, fmax, or a constraint) to the grid, or put rows beyond the range into the table.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "casadi==3.8.2" "numpy==2.4.6"
"$folder/venv/bin/python" - <<'PYTHON'
import casadi as ca
import numpy as np

print("casadi", ca.__version__)
nodes, table = [0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 4.0, 9.0]
beyond = float(np.nextafter(3.0, 4.0))
for kind, at_3_5, slope_at_3_5 in (("linear", 11.5, 5.0), ("bspline", 0.0, 0.0)):
    function = ca.interpolant("f", kind, [nodes], table)
    x = ca.MX.sym("x")
    slope = ca.Function("slope", [x], [ca.jacobian(function(x), x)])
    for place in (2.0, 3.0, beyond, 3.5, -0.5):
        print(f"{kind:7} at {place!r}: {float(function(place)):.12g}, slope {float(slope(place)):.12g}")
    assert [round(float(function(node)), 9) for node in nodes] == table
    assert float(function(3.5)) == at_3_5 and float(slope(3.5)) == slope_at_3_5
    if kind == "bspline":
        assert round(float(slope(3.0)), 9) == 6.0
        assert float(function(beyond)) == float(slope(beyond)) == float(function(-0.5)) == float(slope(-0.5)) == 0.0
PYTHON
