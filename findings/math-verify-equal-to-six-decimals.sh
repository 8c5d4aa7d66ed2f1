#!/bin/sh
# Math-Verify 0.9.0: what counts as the same answer. Three readings that a grader's author would not guess.
#
# 1. Numbers and expressions are compared after rounding to six decimals, absolutely: 2^{-99} equals 2^{-98}, and x^2 equals
#    x^2 + 10^{-20}; yet 10^{-30} against 0 is refused.
# 2. Primes are dropped before parsing: f'(x) is f(x), and an answer (x^2)' equals the key x^2.
# 3. Without marks of LaTeX only a number is looked for, the first one: "2*x*cos(x)" is parsed as 2, and so equals "2*x*y" and 2.
# What to do: put answers into $...$ as LaTeX; compare small constants by their logarithm or another checker; refuse primes yourself.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "math-verify==0.9.0"
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from math_verify import parse, verify

print("math-verify", version("math-verify"))
for key, answer, said in [
    ("$2^{-99}$", "$2^{-98}$", True),
    ("$x^2$", "$x^2+10^{-20}$", True),
    ("$10^{-30}$", "$0$", False),
    ("$f(x)$", "$f'(x)$", True),
    ("$x^2$", "$(x^2)'$", True),
    ("2*x*cos(x)", "2", True),
    ("2*x*y", "2*x*cos(x)", True),
    ("$2 x \\cos x$", "$2$", False),
]:
    found = verify(parse(key), parse(answer))
    print(f"verify({key}, {answer}) = {found}; parsed as {parse(key)[0]} and {parse(answer)[0]}")
    assert found is said
PYTHON
