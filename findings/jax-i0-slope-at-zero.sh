#!/bin/sh
# JAX 0.10.2: grad of jax.scipy.special.i0 at 0 is 1, where I0'(0) = I1(0) = 0.
#
# i0 is computed as exp(|x|)*i0e(x). The rule of i0e uses sign(x), and sign(0) = 0 drops the term -i0e(0) that would cancel the
# derivative of exp(|x|), for which abs is given slope 1 (x >= 0 is the branch that is taken). So only the point 0 is wrong: at 1e-3 the gradient is
# right, and a finite difference across 0 is 0. i0 is even, so 0 is where it is most often asked (the Kaiser window's centre, a
# von Mises density of concentration 0).
# What to do: use i1 for the slope, or keep away from 0; do not trust a gradient at 0 of what is made of abs and sign.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "jax==0.10.2"
"$folder/venv/bin/python" - <<'PYTHON'
import jax
from jax.scipy.special import i0, i0e, i1

print("jax", jax.__version__)
slope = float(jax.grad(i0)(0.0))
difference = float((i0(0.01) - i0(-0.01)) / 0.02)
print(f"grad(i0)(0) = {slope}, i1(0) = {float(i1(0.0))}, a difference across 0: {difference}")
print(f"grad(i0)(0.001) = {float(jax.grad(i0)(0.001)):.6f}, i1(0.001) = {float(i1(0.001)):.6f}")
print(f"grad(i0e)(0) = {float(jax.grad(i0e)(0.0))}")
assert abs(slope - 1) < 1e-5 and difference == 0 and float(i1(0.0)) == 0
assert abs(float(jax.grad(i0)(0.001)) - float(i1(0.001))) < 1e-6
PYTHON
