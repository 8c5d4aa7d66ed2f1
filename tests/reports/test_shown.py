"""The formats for people: LaTeX, pretty and the terminal."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from symdiff.errors import SymdiffError
from symdiff.reports import explain, latex, pretty
from symdiff.reports.report import DerivativeReport, Report, StepReport
from symdiff.reports.terminal import render
from tests.reports import made


def derivative(text: str, *wrt: str, source: str = "f", variables: tuple[str, ...] = ("x",)) -> Report:
    return Report(source, variables=variables, derivatives=(DerivativeReport(wrt or ("x",), text),))


def shown(report: Report, width: int = 80, **options: Any) -> str:
    stream = io.StringIO()
    render(report, Console(file=stream, width=width, **options))
    return stream.getvalue()


# LaTeX.


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (made.SIMPLE, r"\frac{d}{dx} \left(x^{2} + x + 1\right) = 2 x + 1"),
        (made.FAILED, r"% error[unknown-function]: there is no function named 'sine\n'"),
        (made.TOO_LONG, "% longer than 10 MB: --shared prints it"),
        (derivative("-2/x**2 + 1/x", source="2/x"), r"\frac{d}{dx} \left(\frac{2}{x}\right) = - \frac{2}{x^{2}} + \frac{1}{x}"),
        (derivative("1/2", "x", "x", source="x**2/4"), r"\frac{d^{2}}{dx^{2}} \left(\frac{x^{2}}{4}\right) = \frac{1}{2}"),
        (derivative("1", "x", "y", source="x*y", variables=("x", "y")), r"\frac{\partial^{2}}{\partial y \partial x} \left(x y\right) = 1"),
        (derivative("2*theta", "theta", source="θ^2"), r"\frac{d}{d \theta} \left(\theta^{2}\right) = 2 \theta"),
        (derivative("cos(x)", source=r"\nonsense("), r"\frac{d}{dx} f = \cos{\left(x \right)}"),
    ],
)  # fmt: skip
def test_latex(report: Report, expected: str) -> None:
    assert latex.document(report) == expected


def test_latex_of_every_partial() -> None:
    assert latex.document(made.GRADIENT).splitlines() == [
        r"\frac{\partial}{\partial x} \left(x y\right) = y",
        r"\frac{\partial}{\partial y} \left(x y\right) = x",
        r"\frac{\partial^{2}}{\partial y \partial x} \left(x y\right) = 1",
    ]


def test_latex_derivation() -> None:
    assert latex.document(made.EXPLAINED) == (
        r"""\begin{align*}
  & \frac{d}{dx} \left(\sin^{2}{\left(x \right)} + \sin{\left(x \right)}\right) = 2 \sin{\left(x \right)} \cos{\left(x \right)} + \cos{\left(x \right)} \\
  & \textbf{1. sum}\quad \frac{d}{dx} \left(u + v\right) = \frac{du}{dx} + \frac{dv}{dx} \\
  & \quad \text{with } u = \sin^{2}{\left(x \right)},\; v = \sin{\left(x \right)} \\
  & \quad \frac{d}{dx} \left(\sin^{2}{\left(x \right)} + \sin{\left(x \right)}\right) = \frac{du}{dx} + \frac{dv}{dx} = 2 \sin{\left(x \right)} \cos{\left(x \right)} + \cos{\left(x \right)} \\
  & \hspace{1em} \textbf{2. power, chain rule}\quad \frac{d}{dx} \left(u^{n}\right) = n u^{n - 1} \frac{du}{dx} \\
  & \hspace{1em} \quad \text{with } u = \sin{\left(x \right)},\; n = 2 \\
  & \hspace{1em} \quad \frac{d}{dx} \left(\sin^{2}{\left(x \right)}\right) = 2 \sin{\left(x \right)} \cdot \frac{du}{dx} = 2 \sin{\left(x \right)} \cos{\left(x \right)} \\
  & \hspace{2em} \textbf{3. sine}\quad \frac{d}{dx} \left(\sin{\left(u \right)}\right) = \cos{\left(u \right)} \frac{du}{dx} \\
  & \hspace{2em} \quad \frac{d}{dx} \left(\sin{\left(x \right)}\right) = \cos{\left(x \right)} \\
  & \hspace{1em} \textbf{3. sine}\quad \text{see step 3 above}
\end{align*}"""
    )


def balanced(text: str) -> bool:
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0 and text.count(r"\left") == text.count(r"\right")


def test_latex_of_published_derivatives_is_balanced(published: Callable[[str], list[dict[str, Any]]]) -> None:
    count = 0
    for row in published("rubi")[:150]:
        if isinstance(row["expected"], str):
            text = latex.document(
                derivative(row["expected"], *row["wrt"], source=row["expr"], variables=tuple(row["vars"]))
            )
            assert balanced(text), text
            count += 1
    assert count > 50


@pytest.mark.parametrize("printer", [latex.document, pretty.text])
def test_a_formula_too_large_for_the_printer_is_an_ordinary_error(printer: Callable[[Report], str]) -> None:
    for text in ("sin(" * 200 + "x" + ")" * 200, "+".join(["x"] * 30_000)):
        with pytest.raises(SymdiffError, match="too large for"):
            printer(derivative(text))


# Pretty.


def test_pretty() -> None:
    assert pretty.text(derivative("-2/x**2 + sqrt(theta)")) == "  2\n- ── + √θ\n   2\n  x"
    assert pretty.text(made.GRADIENT) == "x = y\ny = x\nx,y = 1"
    assert pretty.text(made.SHARED) == "      2\nt₁ = x\n\nt₂ = sin(t₁)\n\nt₁⋅t₂ + x"
    assert pretty.text(made.FAILED).startswith("# error[unknown-function]")


def test_pretty_breaks_lines_for_a_terminal_only() -> None:
    report = derivative(" + ".join(f"x**{n}" for n in range(2, 60)))
    assert max(map(len, pretty.text(report, 80).splitlines())) <= 80
    assert len(pretty.text(report).splitlines()) == 2


# The terminal.


def test_terminal_table() -> None:
    assert shown(made.CHECKED) == (
        "df/dx = 2*x + 1\n"
        "\n"
        "at x = 1.0: f = 3.0\n"
        "             value               step      error     bound    verdict\n"
        "  df/dx      3.0                                              agree  \n"
        "    forward  3.000000014901161   1.49e-08  1.49e-08  4.6e-08  agree  \n"
        "    central  2.9999999999988987  6.06e-06  1.1e-12   9.9e-11  agree  \n"
    )


def test_terminal_of_what_is_undefined() -> None:
    text = shown(made.UNDEFINED)
    assert "df/dx  none                       undefined" in text
    assert "  df/dx: abs(x) at 0: -1.0 from the left, 1.0 from the right\n" in text
    assert "at x = -1: f = undefined\n  log(x) is not real for x = -1\n" in text


def test_terminal_of_other_reports() -> None:
    assert shown(made.FAILED) == str(made.FAILED.error) + "\n"
    assert shown(made.TOO_LONG) == "df/dx = longer than 10 MB: --shared prints it\n"
    assert shown(made.SHARED) == "t1 = x**2\nt2 = sin(t1)\ndf/dx = t1*t2 + x\n"
    assert shown(made.GRADIENT) == "df/dx = y\ndf/dy = x\nd2f/dydx = 1\n"
    assert (
        shown(made.EXPECTED)
        == "df/dx = 2*x\nexpected derivative: disagree (numeric)\n  at x = 0.5\n  1.0 against 1.5\n"
    )


def test_terminal_derivation() -> None:
    text = shown(made.EXPLAINED)
    assert "└── 1. sum: d/dx (u + v) = du/dx + dv/dx\n" in text
    assert "    └── 3. sine: see step 3 above: d/dx sin(x) = cos(x)\n" in text


def test_colour_says_nothing_that_words_do_not() -> None:
    coloured = shown(made.CHECKED, force_terminal=True, color_system="standard")
    assert "\x1b[32magree" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == shown(made.CHECKED)


def test_long_formulas_are_wrapped_and_never_cut() -> None:
    text = "x**2 + " * 60 + "y" * 200
    for width in (20, 80):
        lines = shown(derivative(text), width).splitlines()
        assert max(map(len, lines)) <= width
        assert "".join("".join(lines).split()) == "df/dx=" + "".join(text.split())


def test_text_is_never_markup_or_a_command() -> None:
    report = derivative("x[bold]y[/bold] :smile:\x1b]0;title\x07")
    assert (
        shown(report, force_terminal=True, color_system=None)
        == "df/dx = x[bold]y[/bold] :smile:\\u{1b}]0;title\\u{7}\n"
    )


def test_a_table_fits_eighty_columns_whatever_the_numbers() -> None:
    (point,) = made.CHECKED.points
    (check,) = point.checks
    estimates = tuple(replace(each, value=-1.2345678901234567e-101, error=1e-100) for each in check.estimates)
    wide = replace(check, wrt=("velocity_of_light",), symbolic="-1." + "23456789" * 10, estimates=estimates)
    text = shown(replace(made.CHECKED, points=(replace(point, checks=(wide,)),)))
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text


# The derivation.


def test_a_derivation_without_the_operands_shows_the_partials() -> None:
    step = replace(made.SQUARE, inputs=(), operands=())
    report = Report("f", derivatives=(DerivativeReport(("x",), "2*sin(x)*cos(x)", steps=(step,)),))
    assert explain.text(report) == (
        "1. power: d/dx (u**n) = n*u**(n - 1) * du/dx\n   partials 2*sin(x), -\n   d/dx (sin(x)**2) = 2*sin(x)*cos(x)"
    )


def test_a_definition_is_called_by_its_name() -> None:
    report = Report("u", derivatives=(DerivativeReport(("x",), "2*x", steps=(made.NAMED,)),))
    assert explain.text(report) == (
        "1. power: d/dx (u**n) = n*u**(n - 1) * du/dx\n   partials 2*x, -\n   where u = x**2\n   du/dx = 2*x"
    )


def test_a_letter_of_the_rule_that_is_also_a_name_is_not_used_for_both() -> None:
    named = replace(made.NAMED, inputs=(("u", "x"), ("n", "2")))
    sine = StepReport(
        1, "sine", "d/dx sin(u) = cos(u) * du/dx", "sin(u)", "x", ("cos(u)",), "2*x*cos(x**2)", (0,), (("u", "u"),)
    )
    report = Report("sin(u)", derivatives=(DerivativeReport(("x",), "2*x*cos(x**2)", steps=(named, sine)),))
    assert explain.text(report) == (
        "1. sine, chain rule: d/dx sin(u) = cos(u) * du/dx\n"
        "   d/dx sin(u) = cos(u) * du/dx\n"
        "               = 2*x*cos(x**2)\n"
        "   2. power: d/dx (u**n) = n*u**(n - 1) * du/dx\n"
        "      where u = x**2\n"
        "      du/dx = 2*x"
    )


def test_a_derivation_of_nothing() -> None:
    report = Report("5", derivatives=(DerivativeReport(("x",), "0", steps=()), DerivativeReport(("y",), "1", steps=())))
    assert explain.text(report) == (
        "by x:\nd/dx ... = 0 (a constant does not change)\n\nby y:\nd/dy ... = 1 (the variable itself)"
    )


def test_deep_derivations_need_no_recursion() -> None:
    steps = tuple(
        StepReport(n, "sine", "s", "e", "x", ("p",), "r", (n - 1,) if n else (), (("u", "e"),)) for n in range(10_000)
    )
    report = Report("f", derivatives=(DerivativeReport(("x",), "r", steps=steps),))
    assert explain.text(report).count("sine") == 10_000
    assert shown(report).count("sine") == 10_000
