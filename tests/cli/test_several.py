"""``jacobian``, ``hessian``, ``vector``, ``implicit`` and ``parametric`` by exit status and the whole text of both streams."""

from __future__ import annotations

import subprocess
import sys

import pytest

LENGTH = "note: the direction is used as given, whatever its length; --unit divides by it\n"


@pytest.mark.parametrize(
    ("words", "status", "out", "err"),
    [
        ("jacobian|x*y|x + sin(z)", 0, "y\tx\t0\n1\t0\tcos(z)\n", ""),
        ("jacobian|x*y|-w|y", 0, "x\n", ""),
        ("jacobian|[x*y, Max(x, 1)*z]", 0, "y\tx\t0\nz*Heaviside(x - 1)\t0\tMax(x, 1)\n", ""),
        ("jacobian|[x*y, ]", 2, "", "error[empty]: there is no formula in the text\n"),
        ("hessian|x**2*y", 0, "2*y\t2*x\n2*x\t0\n", ""),
        ("vector|div|x**2|y", 0, "2*x + 1\n", ""),
        ("vector|curl|-y|x|0", 0, "x\t0\ny\t0\nz\t2\n", ""),
        ("vector|laplacian|x**2*y", 0, "2*y\n", ""),
        ("vector|directional|x*y|--along|x=3,y=4|--unit", 0, "4*x/5 + 3*y/5\n", ""),
        ("vector|directional|x*y|--along|1,2", 0, "2*x + y\n", LENGTH),
        ("implicit|x**2 + y**2 = 25", 0, "-x/y\n", ""),
        ("implicit|x**2 + y**2 = 25|-w|y|--dep|x", 0, "-y/x\n", ""),
        ("implicit|p*q = 1", 0, "-q/p\n", "note: q is taken as a function of p; --wrt and --dep choose\n"),
        ("parametric|t**2|t**3|-n|2", 0, "3/(4*t)\n", ""),
        ("x*y|--depends|y(x)", 0, "dy_dx*x + y\n", ""),
        ("jacobian", 2, "", 'error[usage]: a Jacobian needs formulas\nhint: for example symdiff jacobian "x*y" "x + y"\n'),
        ("hessian", 2, "", "error[usage]: missing argument 'EXPR'\nhint: see 'symdiff hessian --help'\n"),
        ("hessian|x|--order|2", 2, "", "error[usage]: 'hessian' has no option '--order'\nhint: it belongs to 'diff', 'taylor', 'matrix', 'implicit', 'parametric', 'code', 'prove', 'check', 'report', 'batch' and 'repl'\n"),
        ("vector|grad|x", 2, "", "error[usage]: the operation must be 'div', 'curl', 'laplacian' or 'directional', not 'grad'\n"),
        ("vector|div", 2, "", "error[usage]: 'div' needs a formula\nhint: for example symdiff vector div \"x**2\" \"y\"\n"),
        ("vector|div|x|--unit", 2, "", "error[usage]: 'div' has no direction\nhint: --along and --unit belong to directional\n"),
        ("implicit|x**2+y**2", 2, "", "error[syntax]: an equation is needed, and the text has no '='\nhint: write x**2+y**2 = 0\n"),
        ("implicit|x+1=2", 2, "", "error[unknown-variable]: the equation has only the variable 'x': nothing depends on another\nhint: for example x**2 + y**2 = 1\n"),
        ("parametric|t", 2, "", "error[usage]: missing argument 'Y'\nhint: see 'symdiff parametric --help'\n"),
    ],
)  # fmt: skip
def test_words(run, words: str, status: int, out: str, err: str) -> None:
    assert run(*words.split("|")) == (status, out, err)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("hessian|x**2*y|--at|x=1,y=2", 0),
        ("jacobian|abs(x)|--at|0", 3),
        ("implicit|x**2 + y**2 = 25|--at|x=5,y=0", 3),
        ("implicit|x**2 + y**2 = 25|--at|x=5,y=0|--exit-zero", 0),
        ("parametric|cos(t)|sin(t)|--at|0:1:3", 3),
    ],
)
def test_checks_set_the_status(run, words: str, status: int) -> None:
    assert run(*words.split("|"))[0] == status


def test_plain_output_imports_no_sympy() -> None:
    """Plain matrices, fields and slopes take the road that does not import sympy."""

    code = (
        "import sys; from symdiff.cli import main;"
        "main(['hessian', 'x*y', '--at', 'x=1,y=2']); main(['implicit', 'x*y = 1', '--at', 'x=1,y=1']);"
        "main(['vector', 'curl', '-y', 'x', '0']); assert 'sympy' not in sys.modules and 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, stdout=subprocess.DEVNULL)
