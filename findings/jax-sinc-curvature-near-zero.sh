#!/bin/sh
# JAX 0.10.2: the second derivative of jnp.sinc is -3.28987 at 0 and at 1e-4, as it must be (-pi**2/3), but 201 at 1e-9 and 2e8 at
# 1e-12; the first derivative at 1e-9 is 0 in place of -3.3e-9. Doubles throughout.
#
# At 0 itself jnp.sinc takes its derivatives from the power series, order by order; next to 0 it is sin(pi x)/(pi x), and the quotient
# rule subtracts what is equal but for rounding, and divides by x once more for each order.
# Why a guess misses: the care at 0 looks like care around it, a test at 0 and at some random points passes, and the values of sinc are right
# to the last digit. A point that tends to 0 (a step of Newton, a residual) passes through the bad zone, with a curvature of either sign.
# What to do: below about 1e-2 take a few terms of 1 - (pi x)**2/6 + (pi x)**4/120 - ... with where on both sides of the quotient.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "jax==0.10.2" "jaxlib==0.10.2" "mpmath==1.3.0"
"$folder/venv/bin/python" - <<'PYTHON'
import jax
import jax.numpy as jnp
import mpmath

jax.config.update("jax_enable_x64", True)
mpmath.mp.dps = 60
print("jax", jax.__version__)
slope = jax.grad(jnp.sinc)
curvature = jax.grad(slope)
off = {}
for x in (0.0, 1e-12, 1e-9, 1e-7, 1e-4, 0.01, 0.5):
    value = float(jnp.sinc(x))
    true = float(mpmath.diff(mpmath.sincpi, mpmath.mpf(x), 2, h=mpmath.mpf(10) ** -15))
    found = float(curvature(x))
    off[x] = abs(found - true) / abs(true)
    print(f"x = {x!r}: value {value:.6f}, slope {float(slope(x)):.6g}, curvature {found:.8g}, true {true:.8g}")
    assert abs(value - float(mpmath.sincpi(x))) < 1e-15
assert all(off[x] < 1e-6 for x in (0.0, 1e-4, 0.01, 0.5))
assert all(off[x] > 1 for x in (1e-12, 1e-9)) and off[1e-7] > 0.01
assert float(slope(1e-9)) == 0.0
PYTHON
