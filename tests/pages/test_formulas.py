"""Formulas of pages: one element each, their signs where they belong, and long ones in lines."""

from __future__ import annotations

from symdiff.pages.document import formula
from symdiff.parser import Names


def test_a_formula_is_one_element() -> None:
    for text in ("x**2*cos(x) + 2*x*sin(x)", "-a - b", "x", "a - b + c - d"):
        shown = formula(text, Names(), before="<mi>f</mi><mo>=</mo>", alone=True)
        assert (shown.count("<math"), shown.count("</math>")) == (1, 1)
        assert f'alttext="{text}"' in shown
        assert "lspace" not in shown


def test_a_long_formula_breaks_between_its_terms_and_each_sign_keeps_its_distance() -> None:
    text = " + ".join(f"{k}*sin({k}*x)" for k in range(1, 9)) + " - cos(x)"
    shown = formula(text, Names(), alone=True)
    lines = shown.split("</math> ")
    assert len(lines) == 9
    assert lines[0].startswith('<math displaystyle="true"><mrow><mrow><mi mathvariant="normal">sin</mi>')
    for line, sign in zip(lines[1:], "+++++++−", strict=True):
        assert line.startswith(
            f'<math displaystyle="true"><mrow><mo form="infix" lspace="0" rspace="0.2222em">{sign}</mo>'
        )
