"""LaTeX as people write it: what it means, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from symdiff.errors import SymdiffError
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.parser import Names, read


def _read(text: str, *variables: str) -> tuple[str, tuple[str, ...]]:
    builder = GraphBuilder(Graph())
    found = read(text, builder, names=Names(frozenset(variables)), syntax="latex")
    return write(builder.graph, found.node, arranged=False), found.notes


READ = {
    r"\begin{cases} x^2 & \text{for}\: x < 1 \\2 x & \text{otherwise} \end{cases}": "Piecewise((x**2, x < 1), (2*x, True))",
    r"f(x) = \begin{cases} x, & x<0, \\ x^2, & \text{if } 0 \le x \end{cases}": "Piecewise((x, x < 0), (x**2, 0 <= x))",
    r"\left\{\begin{array}{ll} x & \mbox{if } x>1 \\ -x & \text{else} \end{array}\right.": "Piecewise((x, x > 1), (-x, True))",
    r"\begin{cases} x & x < 1 \wedge \neg y = 2 \\ 0 & \end{cases}": "Piecewise((x, (x < 1) & ~Eq(y, 2)), (0, True))",
    r"\begin{align*} y &= x^2 \end{align*}": "x**2",
    r"a + 1 \over b": "(a + 1)/b",
    r"\frac{{x \over y}}{2}": "(x/y)/2",
    r"{n \choose 2}": "binomial(n, 2)",
    r"\sum_{i=1}^{3} x^i": "Sum(x**i, (i, 1, 3))",
    r"\sum_{i=1}^3 i x_i + 1": "(1*x_1 + 2*x_2 + 3*x_3) + 1",
    r"\prod_{k=0}^{2} (x - k)": "Product(x - k, (k, 0, 2))",
    r"\sum_{k=1}^n k x^{k} + 1": "Sum(k*x**k, (k, 1, n)) + 1",
    r"\sum\limits_{k = 1}^{n+1} \left(k + x\right) \cdot 2": "Sum((k + x)*2, (k, 1, n + 1))",
    r"\int_0^x \sin(x t)\,dt": "Integral(sin(x*t), (t, 0, x))",
    r"\int\limits_{-\infty}^{\infty} e^{-x t^2} \mathrm{d}t + x": "Integral(E**(-x*t**2), (t, -oo, oo)) + x",
    r"\int \frac{\sin x}{x} dx": "Integral(sin(x)/x, x)",
    r"\int_0^\theta \sin\phi\,d\phi": "Integral(sin(phi), (phi, 0, theta))",
    r"\int_0^1 \int_0^t s x \, ds \, dt": "Integral(Integral(s*x, (s, 0, t)), (t, 0, 1))",
    r"\int_0^1 t_1 d t": "Integral(t_1, (t, 0, 1))",
    r"\sin 30^{\circ}": "sin(30*pi*(1/180))",
    r"\|x\| + \vert y \vert": "abs(x) + abs(y)",
    r"\ln(2) 2^x": "log(2)*2**x",
    r"x 2^{x}": "x*2**x",
    r"\sqrt(x+1) y": "sqrt(x + 1)*y",
    r"\bar{x} + \hat{y}_1": "x_bar + y_hat_1",
    r"\log_{a^2} x": "log(x)/log(a**2)",
    r"\log_2^3 x": "(log(x)/log(2))**3",
    r"\alpha + α + \mathrm{alpha}": "alpha + alpha + alpha",
    r"x\%": "x*0.01",
    r"\operatorname{J}_{2}^{2}\left(x\right)": "besselj(2, x)**2",
    r"\operatorname{W}_{-1}\left(x\right)": "LambertW(x, -1)",
    r"\operatorname{Ai}^{\prime}\left(x\right)": "airyaiprime(x)",
    r"\operatorname{Ei}^{2}{\left(b x \right)}": "Ei(b*x)**2",
    r"\operatorname{polygamma}{\left(0,x \right)}": "polygamma(0, x)",
    r"\operatorname{\zeta}\left(s, a\right)": "zeta(s, a)",
    r"x_{[0]}^2 + b_{[i,2]}": "x[0]**2 + b[i,2]",
    r"1{,}5 x": "1.5*x",
    "frac{x^2}{sqrt{y}}": "x**2/sqrt(y)",
    "x^2.": "x**2",
}


@pytest.mark.parametrize("text", READ)
def test_latex_is_read(text: str) -> None:
    assert _read(text) == (READ[text], ())


def test_a_function_with_its_order_above_is_noted() -> None:
    note = r"\psi^{(1)}(...) is read as the polygamma function of order 1"
    assert _read(r"\psi^{(1)}(x)") == ("polygamma(1, x)", (note,))


def test_a_mixed_number_is_read_as_a_product_with_a_note() -> None:
    note = r"'2\frac{1}{3}' is read as a product; for the mixed number write 2 + \frac{1}{3}"
    assert _read(r"2\frac{1}{3}x") == ("2*(1/3)*x", (note,))
    assert _read(r"2 + \frac{1}{3} x")[1] == ()


def test_a_declared_name_is_found_below_the_line() -> None:
    assert _read(r"x_{1} + \theta_{1}", "x1", "theta1") == ("x1 + theta1", ())
    assert _read(r"x_{1}", "x1", "x_1") == ("x_1", ())


REFUSED = (Path(__file__).parent / "latex.txt").read_text(encoding="utf-8").rstrip("\n").split("\n\n")
"""As ``refusals.txt``, of texts in LaTeX."""


@pytest.mark.parametrize("message", REFUSED, ids=[ascii(message.splitlines()[1][2:]) for message in REFUSED])
def test_latex_is_refused(message: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        _read(message.splitlines()[1][2:])
    assert str(caught.value) == message
