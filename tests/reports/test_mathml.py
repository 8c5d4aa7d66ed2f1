"""MathML: read back, it means what the formula means."""

from __future__ import annotations

import math
import random
import xml.etree.ElementTree as ET

import pytest

from symdiff.errors import SymdiffError
from symdiff.evaluator import Evaluated, value_at
from symdiff.graph import Graph, GraphBuilder
from symdiff.parser import Names, parse
from symdiff.reports import mathml

LETTERS = {
    "γ": "EulerGamma",
    "φ": "GoldenRatio",
    "Γ": "gamma",
    "Β": "beta",
    "ζ": "zeta",
    "θ": "Heaviside",
    "ψ": "psi",
    "e": "E",
}
SIGNS = {
    "−": "-",
    "⋅": "*",
    "×": "*",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "=": "==",
    "\u2062": "*",
    "\u2061": "",
    "¬": "~",
}
CORE = {"mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msup", "msub", "mtable", "mtr", "mtd"}


def read(element: ET.Element) -> str:
    """The text of presentation MathML, as a reader takes it."""
    assert element.tag in CORE, element.tag
    parts = [read(child) for child in element]
    words = (element.text or "").strip("\xa0 ")
    match element.tag:
        case "mi":
            upright = element.get("mathvariant") == "normal"
            return LETTERS.get(words, words) if upright else words
        case "mo":
            return SIGNS.get(words, words)
        case "mn" | "mtext":
            return {"and": "&", "or": "|", "otherwise": "True"}.get(words, words.replace("−", "-"))
        case "mspace":
            return ""
        case "mfrac":
            return f"(({parts[0]})/({parts[1]}))"
        case "msqrt":
            return f"sqrt({''.join(parts)})"
        case "mroot":
            return f"root({parts[0]}, {parts[1]})"
        case "msub":
            return f"{parts[0]}_{parts[1]}"
        case "msup":
            base = parts[0]
            return f"{base}^{parts[1]} " if base.isalpha() and len(base) > 1 else f"{base}**({parts[1]})"
        case _:
            return (
                "(" + "".join(parts) + ")"
                if element.tag == "mrow" and len(parts) > 1 and parts[0] not in "(|"
                else "".join(parts)
            )


def value(text: str, point: dict[str, float]) -> float | None:
    graph = Graph()
    builder = GraphBuilder(graph)
    node = parse(text, builder, names=Names(frozenset(point)))
    given = {name: parse(repr(number), builder) for name, number in point.items()}
    found = value_at(graph, node, given)
    return found.value if isinstance(found, Evaluated) else None


def readable(text: str, names: Names = Names()) -> str:  # noqa: B008 - frozen
    markup = "".join(mathml.equation(text, names))
    return read(ET.fromstring(f"<mrow>{markup.replace('&nbsp;', ' ')}</mrow>"))


FORMULAS = (
    "x**2*cos(x) + 2*x*sin(x)", "-x/2 - 3*sin(y)**2/(x+1)**2", "1/(2*sqrt(x))", "exp(-x**2/2)/sqrt(2*pi)", "2*3*x**(-2)",
    "-(x+1)*(x-1)", "1.5e-9*x", "x**(1/3)", "-1/x", "(x/y)/(y/3)", "x - (-2)*y", "x-(y-3)", "x-(y-3)*2", "2**-x", "(-x)**2",
    "-x**2", "(x**y)**2", "x**y**2", "(1/x)**2", "(x/y)**y", "sqrt(x)**3", "log(x)**2", "sin(x)**-2", "abs(x-3)**2", "x*2*3", "2*x*3",
    "factorial(x)**2", "-(-x)", "-(x-y)", "x*(-y)", "x/(-y)", "(x+y)/(x-y)*2", "x/2*y", "1/x/y", "2/3*x", "x*(2/3)", "(2/3)**x",
    "exp(x)**2", "exp(-x)*x", "cbrt(x)**2", "asin(x/9)*acosh(x+1)", "-2*x + -3*y", "3*(-2)", "2*(3+x)", "0.5*x**0.5", "x**-0.5",
    "-(1/2)*x", "x*1", "1*x/1", "Max(x, y)**2", "floor(x)*y", "sin(x)*(x+1)", "x*y**2*sin(y)**2/(2*x*y)", "10**x*10**y", "x*10**y",
)  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_what_is_shown_is_what_is_meant(text: str) -> None:
    point = {"x": 1.37, "y": 0.83}
    wanted, found = value(text, point), value(readable(text), point)
    assert wanted is not None
    assert found == pytest.approx(wanted, rel=1e-12), readable(text)


def test_published_formulas_mean_the_same(published) -> None:  # type: ignore[no-untyped-def]
    count = 0
    for row in published("rubi")[::4]:
        for text in (row["expr"], row["expected"] if isinstance(row["expected"], str) else row["expr"]):
            try:
                shown = readable(text, Names(frozenset(row["vars"])))
            except SymdiffError:
                continue
            draw = random.Random(7)
            point = {name: draw.uniform(0.2, 0.9) for name in sorted({*row["vars"], *"abcdmnpxyz"})}
            wanted = value(text, point)
            if wanted is not None and math.isfinite(wanted):
                assert value(shown, point) == pytest.approx(wanted, rel=1e-9), (text, shown)
                count += 1
    assert count > 150


def test_names() -> None:
    assert mathml.symbol("theta") == "<mi>θ</mi>"
    assert mathml.symbol("Omega_max") == "<msub><mi>Ω</mi><mi>max</mi></msub>"
    assert mathml.symbol("x12") == mathml.symbol("x_12") == "<msub><mi>x</mi><mn>12</mn></msub>"
    assert mathml.symbol("a<b") == "<mi>a&lt;b</mi>"


def test_lines_break_between_terms() -> None:
    assert len(mathml.equation("a + b - c*(d + e)", Names())) == 3
    assert "".join(mathml.equation("-a - b", Names())).count("−") == 2


@pytest.mark.parametrize("text", ["+".join(["x"] * 4000), "sin(" * 70 + "x" + ")" * 70])
def test_too_large(text: str) -> None:
    with pytest.raises(SymdiffError, match="formula is"):
        mathml.equation(text, Names())
