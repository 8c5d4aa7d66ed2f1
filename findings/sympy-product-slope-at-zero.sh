#!/bin/sh
# sympy 1.14.0: the derivative of a finite Product, put at a zero of a factor, has the value 0 by N() and evalf(), whatever it is.
#
# diff(Product(x - k, (k, 1, n)), x) is a Sum over j of products of the other factors, which is right everywhere. At x = 2 three of the four
# terms are 0 and one is 2: doit() gives 2, the product multiplied out and differentiated gives 2, and evalf() of the Sum gives 0, with 15 digits
# and without a warning. At places where no term is 0 evalf() is right, so a test at a generic point does not see it.
# What to do: doit() before evalf() where the bounds are numbers.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "sympy==1.14.0"
"$folder/venv/bin/python" - <<'PYTHON'
import sympy
from sympy import N, Product, diff, symbols

print("sympy", sympy.__version__)
x, k = symbols("x k")
product = Product(x - k, (k, 1, 4))
slope = diff(product, x)
wrong = []
for place in (1, 2, 3, 4, 5, 7):
    true = diff(product.doit(), x).subs(x, place)
    found, done = N(slope.subs(x, place), 15), slope.subs(x, place).doit()
    print(f"x = {place}: evalf {found}, doit {done}, the derivative is {true}")
    assert done == true, done
    if abs(found - true) > 1e-9:
        wrong.append(place)
print("wrong by evalf at", wrong)
assert wrong == [2, 3, 4], wrong
PYTHON
