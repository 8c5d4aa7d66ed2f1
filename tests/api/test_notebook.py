"""Reports in notebooks: what is shown of them, the magics, and the tutorial, cell by cell."""

from __future__ import annotations

import json
import math
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

import symdiff
from symdiff.cli.notebook import answered, magic
from symdiff.errors import SymdiffError

DOCS = Path(__file__).parents[2] / "docs"


def test_a_report_is_shown_in_every_type_that_a_notebook_asks_for() -> None:
    report = symdiff.compare("x**2", 3)
    bundle = report._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "text/latex"}
    assert bundle["text/latex"] == report._repr_latex_() == r"$\displaystyle \frac{d}{dx} \left(x^{2}\right) = 2 x$"
    assert bundle["text/plain"].startswith("f = x**2\ndf/dx = 2*x\n\nat x = 3: f = 9.0\n")
    assert bundle["text/html"].startswith('<div class="symdiff"><h3>Derivative</h3>')
    assert "agree" in bundle["text/html"]
    assert set(report._repr_mimebundle_(include={"text/html"})) == {"text/html"}
    assert set(report._repr_mimebundle_(exclude={"text/html"})) == {"text/plain", "text/latex"}


def test_what_is_shown_of_several_derivatives_and_of_none() -> None:
    two = symdiff.solve("x*y")._repr_latex_()
    assert two is not None
    assert two.startswith(r"$\displaystyle \begin{aligned}")
    assert two.count(r" \\ ") == 1
    failed = symdiff.solve("sine(x)")
    assert failed._repr_latex_() is None
    assert "there is no function named" in failed._repr_html_()
    assert "error[unknown-function]" in failed._repr_mimebundle_()["text/plain"]


def test_a_derivation_has_no_links_to_rules_that_are_elsewhere() -> None:
    report = symdiff.solve("sin(x**2)", symdiff.Options(explain=True))
    assert "<a " not in report._repr_html_()
    assert r"\begin{align*}" in str(report._repr_latex_())


def test_a_check_shows_its_verdict_first() -> None:
    shown = symdiff.check("x**2", "3*x")._repr_html_()
    assert shown.startswith('<div class="symdiff"><p><span class="verdict disagree">disagree</span>: ')
    assert "<b" not in symdiff.check("x**2", "<b>")._repr_html_()


def test_a_table_and_a_matrix_are_shown() -> None:
    pytest.importorskip("numpy")
    shown = symdiff.tabulate("x**2", [0.0, 1.5])._repr_html_()
    assert re.findall(r"<(?:td|th)\b[^>]*>([^<]*)", shown) == [
        "point", "value", "by x", "0", "0", "0", "1", "2.25", "3",
    ]  # fmt: skip
    assert "<caption>The first 20 of 1,000 points</caption>" in symdiff.tabulate("x", [0.5] * 1000)._repr_html_()
    assert symdiff.tabulate("x*y", {"x": [[1.0], [2.0]], "y": [3.0]})._repr_html_().count("<tr>") == 3
    found = symdiff.matrix("x'*x", "x", {"x": "n"})
    assert found._repr_latex_() == rf"$\displaystyle {found.latex}$"


def test_a_line_is_a_command_line() -> None:
    (report,) = answered(["x**2", "--at", "3"]) or ()
    assert report.points[0].checks[0].symbolic == 6.0
    (explained,) = answered(["gradient", "x*y", "--at", "x=1,y=2"]) or ()
    assert [each.expression for each in explained.derivatives] == ["y", "x"]
    for words in (
        ["check", "x", "1"],
        ["x**2", "-f", "json"],
        ["x**2", "-o", "x.txt"],
        ["x**2", "--at", "0:1:9", "--compiled"],
        ["rules"],
    ):
        assert answered(words) is None


@pytest.mark.parametrize(
    ("line", "cell", "message"),
    [
        ("sine(x)", None, "error[unknown-function]: there is no function named 'sine'"),
        ("x --atx 1", None, "error[usage]: there is no option '--atx'"),
        ("", "\n# nothing\n", "error[usage]: the cell has no formula"),
        ('"x', None, "No closing quotation"),
    ],
)
def test_what_is_refused_is_an_error_of_usage(line: str, cell: str | None, message: str) -> None:
    refused = pytest.importorskip("IPython.core.error").UsageError
    with pytest.raises(refused) as caught:
        magic(line, cell)
    assert str(caught.value).startswith(message)


def test_the_tutorial_gives_what_it_shows() -> None:
    pytest.importorskip("IPython")
    pytest.importorskip("numpy")
    held = json.loads((DOCS / "tutorial.ipynb").read_text(encoding="utf-8"))
    found = runpy.run_path(str(DOCS / "notebooks.py"))["run"](held)
    assert _texts(found) == _texts(held)


def _texts(notebook: dict[str, Any]) -> list[Any]:
    """The outputs of each cell, without what depends on where objects are."""
    return [
        [output.get("text") or output["data"]["text/plain"] for output in cell.get("outputs", ())]
        for cell in notebook["cells"]
    ]


def test_values_at_points_of_formulas_and_of_functions() -> None:
    assert symdiff.derivative("x**3", at=2) == 12.0
    assert symdiff.derivative("x**3", order=2, at="2") == 12.0
    assert symdiff.derivative("x*y", "x", at={"x": 1, "y": 3}) == 3.0
    assert symdiff.derivative(lambda x: math.sin(x) if x > 0 else x, at=1.0) == math.cos(1.0)
    assert symdiff.gradient(lambda w: w[0] * math.exp(w[1]), at=[2.0, 0.0]) == {"w[0]": 1.0, "w[1]": 2.0}
    np = pytest.importorskip("numpy")
    assert symdiff.derivative(lambda x: 2 * np.sin(x), at=1.0) == 2 * math.cos(1.0)


def test_an_expression_of_sympy_is_compared_with_its_symbols() -> None:
    import sympy

    assert symdiff.compare(sympy.Symbol("x") ** 2, 1.0).verdict is symdiff.Status.AGREE
    assert symdiff.compare(sympy.Symbol("e") ** 2, 1.0).points[0].checks[0].symbolic == 2.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: symdiff.jacobian("x*y", "x+y"),
            "error[bad-argument]: a Jacobian's formulas are a list\n"
            'hint: jacobian(["x*y", "x + y"]), by some names: jacobian([...], "x")',
        ),
        (
            lambda: symdiff.compare([1], 1.0),  # type: ignore[arg-type]
            "error[bad-argument]: a formula is needed here, not a 'list'\nhint: give text or a sympy expression",
        ),
        (
            lambda: symdiff.tabulate("x*y", [0.0, 1.0]),
            "error[bad-argument]: one array stands for one variable, and the formula has 2: x, y\n"
            'hint: an array for each by name: {"x": [0, 1, 2]}',
        ),
        (
            lambda: symdiff.derivative("x*y", at={"x": 1, "y": 2}),
            "error[unknown-variable]: the formula has 2 variables: x, y\nhint: name one, or use gradient",
        ),
        (
            lambda: symdiff.derivative("abs(x)", at=0),
            "error[bad-point]: there is no derivative by x at x = 0: "
            "abs(x): not smooth here; slope on the left: -1, on the right: 1",
        ),
        (
            lambda: symdiff.derivative(lambda x: x, order=2, at=0),
            "error[bad-argument]: a function that runs has no formula of order 2\nhint: give text",
        ),
    ],
)
def test_what_python_is_told(call: Any, message: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        call()
    assert str(caught.value) == message
