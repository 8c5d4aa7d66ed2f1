#!/bin/sh
# heyoka.py 7.13.2: the derivative of select(x > 0, sqrt(x), 0) is nan at -1, where the select itself is 0: it is differentiated as
# select(x > 0, 1, 0) * (1/2) x**(-1/2), and 0 times nan is nan. So is the entry of its diff_tensors.
#
# The branches keep out of each other's way in the value (the machine selects, it does not multiply) but not in the derivative, whose
# gradient by the branches is a product with 0 for the branch that is not taken.
# Why a guess misses: one expects select(x > 0, 1/(2 sqrt(x)), 0), which sympy's Piecewise and CasADi's if_else come to, and on the
# side of the guarded branch everything agrees; a guard against a bad operand, what select is for, is taken away by diff().
# What to do: guard the operand too: select(x > 0, sqrt(select(x > 0, x, 1)), 0) has the derivative 0 at -1.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "heyoka==7.13.2" "numpy==2.4.6"
"$folder/venv/bin/python" - <<'PYTHON'
import heyoka as hy
import numpy as np

print("heyoka.py", hy.__version__)
x = hy.make_vars("x")
positive = hy.gt(x, 0.0)
forms = {
    "the result alone is guarded": hy.select(positive, hy.sqrt(x), 0.0 * x),
    "the operand too": hy.select(positive, hy.sqrt(hy.select(positive, x, 1.0 + 0.0 * x)), 0.0 * x),
}
for name, form in forms.items():
    slope = hy.diff(form, x)
    tensor = hy.diff_tensors([form], diff_args=[x]).get_derivatives(1)[0][1]
    compiled = hy.cfunc([form, slope, tensor], vars=[x])
    below, above = compiled(np.array([-1.0])), compiled(np.array([4.0]))
    print(f"{name}: at -1 value, diff, diff_tensors {below.tolist()}, at 4 {above.tolist()}")
    print("   ", slope)
    assert below[0] == 0.0 and above.tolist() == [2.0, 0.25, 0.25]
    assert np.isnan(below[1:]).all() if name.startswith("the result") else (below[1:] == 0.0).all()
PYTHON
