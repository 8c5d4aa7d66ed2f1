#!/bin/sh
# JAX 0.10.2: jax.experimental.jet gives nan for every coefficient of x**2.0, x**3.0 and x**-2.0 at a negative x; jax.grad, jvp and
# jacfwd, as often as one likes, give the right ones, and jet gives them too for x**2, x**3 and x**-2.
#
# A whole exponent written as an int is the primitive integer_pow, with a rule of its own in jet; as a float it is pow, whose rule in
# jet goes by exp(y*log(x)), and the logarithm of a negative number is nan. The value that jet returns beside them is right.
# Why a guess misses: the value is there, first derivatives by all other ways are there, and x**2.0 and x**2 are one function; so an
# exponent that comes from a configuration or an array (always a float) breaks what its own test with a literal passed.
# What to do: exponents that are whole as Python ints, or jnp.square and products; else Taylor coefficients by nested jvp.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "jax==0.10.2" "jaxlib==0.10.2"
"$folder/venv/bin/python" - <<'PYTHON'
import math

import jax
from jax.experimental.jet import jet

jax.config.update("jax_enable_x64", True)
print("jax", jax.__version__)
for whole in (2, 3, -2):
    found = {}
    for exponent in (whole, float(whole)):
        power = lambda x: x**exponent
        value, by_jet = jet(power, (-1.5,), ((1.0, 0.0),))
        nested = [float(jax.grad(power)(-1.5)), float(jax.grad(jax.grad(power))(-1.5))]
        found[exponent] = [float(each) for each in by_jet]
        print(f"x**{exponent!r} at -1.5: value {float(value):.6f}, jet {found[exponent]}, grad {nested}")
        assert math.isclose(float(value), (-1.5) ** whole, rel_tol=1e-14)
        assert math.isclose(nested[0], whole * (-1.5) ** (whole - 1), rel_tol=1e-14)
        assert math.isclose(nested[1], whole * (whole - 1) * (-1.5) ** (whole - 2), rel_tol=1e-14)
        if isinstance(exponent, int):
            assert all(map(math.isclose, found[exponent], nested))
        else:
            assert all(map(math.isnan, found[exponent]))
PYTHON
