#!/usr/bin/env bash
# mpmath 1.3.0: binomial, falling and rising factorials of a large first operand are wrong without a word.
# Behaviour: binomial(10**45, 2) is 0.5 and ff(10**45, 2), rf(10**45, 2) are 1.0 at the default precision, where the values are 5e89
#   and 1e90; all are right up to about 1e15, and with as many digits as the operand has they are right again.
# Why a guess misses: a library of arbitrary precision is trusted to raise its working precision where its own formula cancels, as it
#   does for most functions. These are products of gamma functions of operands that differ by 2, which 53 bits do not tell apart.
# What to do: hold the value against one with twice the digits, or against a ball (python-flint), before it is believed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'mpmath==1.3.0'
"$work/venv/bin/python" - <<'PY'
import mpmath

for place in (10**10, 10**45):
    for name in ("binomial", "ff", "rf"):
        function = getattr(mpmath, name)
        mpmath.mp.dps = 15
        short = function(place, 2)
        mpmath.mp.dps = 120
        print(f"{name}({float(place):g}, 2): {mpmath.nstr(short, 6)} with 15 digits, {mpmath.nstr(function(place, 2), 6)} with 120")
mpmath.mp.dps = 15
assert [mpmath.binomial(10**45, 2), mpmath.ff(10**45, 2), mpmath.rf(10**45, 2)] == [0.5, 1, 1]
assert abs(mpmath.binomial(10**10, 2) / 5e19 - 1) < 1e-9
mpmath.mp.dps = 120
assert mpmath.binomial(10**45, 2) == 10**45 * (10**45 - 1) // 2
PY
