#!/bin/sh
# JAX 0.10.2: jax.grad of jax.scipy.special.spence is nan for 1 < x <= 2, where the value is right, and jax.jvp and jax.jacfwd give the
# slope log(x)/(1 - x) to 14 digits. jax.jacrev is nan too; elsewhere the two modes agree.
#
# The function has several branches that are chosen by where; one that is not chosen has no finite slope there, and its cotangent 0
# times that is nan. Forward mode chooses among tangents, so the bad one is dropped.
# Why a guess misses: the two modes apply the same rules in two orders, and a function that is smooth there (x = 1 is its zero, x = 2
# no special place) is trusted to have one slope; jacfwd is chosen for shapes, not for whether there is a number.
# What to do: jax.jacfwd of it; or a custom_jvp with log(x)/(1 - x), which both modes then use.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "jax==0.10.2" "jaxlib==0.10.2" "scipy==1.17.1"
"$folder/venv/bin/python" - <<'PYTHON'
import math

import jax
import scipy.special

jax.config.update("jax_enable_x64", True)
print("jax", jax.__version__)
spence = jax.scipy.special.spence
for x in (0.5, 0.99, 1.01, 1.5, 2.0, 2.01, 5.0):
    value, true = float(spence(x)), math.log(x) / (1 - x)
    forward, reverse = float(jax.jacfwd(spence)(x)), float(jax.grad(spence)(x))
    print(f"x = {x}: value {value:.12f}, slope {true:.12f}, jacfwd {forward:.12f}, grad {reverse:.12f}")
    assert math.isclose(value, scipy.special.spence(x), rel_tol=1e-10)
    assert math.isclose(forward, true, rel_tol=1e-10)
    assert math.isnan(reverse) if 1 < x <= 2 else math.isclose(reverse, true, rel_tol=1e-10)
PYTHON
