#!/bin/sh
# mpmath 1.3.0: `derivative=` is honoured by some functions and silently ignored by their neighbours.
#
# besselj, bessely, besseli, airyai and zeta take `derivative=n`. besselk, of the same family and the same page of the manual, takes the
# keyword too and returns the function itself; so do gamma, ellipk, struveh, chebyt and most others, because their wrappers pass
# unknown keywords on. erf and polylog raise TypeError. A guess from besselj, or from the absence of an error, is wrong.
# What to do: use mpmath.diff, or compare besselk(n, x, derivative=1) with besselk(n, x) once.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "mpmath==1.3.0"
"$folder/venv/bin/python" - <<'PYTHON'
import mpmath as mp

print("mpmath", mp.__version__)
honoured, ignored = [], []
for name, arguments in {
    "besselj": (0, 1), "bessely": (0, 1), "besseli": (0, 1), "besselk": (0, 1), "airyai": (1,), "zeta": (2,),
    "gamma": (2,), "ellipk": (0.5,), "struveh": (0, 1), "chebyt": (3, 0.5), "sin": (1,),
}.items():
    function = getattr(mp, name)
    *orders, x = arguments
    told = function(*arguments, derivative=1)
    true = mp.diff(lambda t: function(*orders, t), x)
    right = abs(told - true) < 1e-9
    (honoured if right else ignored).append(name)
    print(f"{name}{arguments}: derivative=1 gives {mp.nstr(told, 10)}, the derivative is {mp.nstr(true, 10)}")
    assert right or told == function(*arguments), "neither the derivative nor the function"
print("honoured:", ", ".join(honoured))
print("ignored without a word:", ", ".join(ignored))
assert honoured == ["besselj", "bessely", "besseli", "airyai", "zeta"], honoured
assert ignored == ["besselk", "gamma", "ellipk", "struveh", "chebyt", "sin"], ignored
PYTHON
