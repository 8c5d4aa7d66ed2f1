"""``symdiff code``: what it writes, by exit status, standard output and error; languages are rows."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import symdiff
from symdiff.languages.table import ROWS
from symdiff.operators import FUNCTIONS

C = """\
// symdiff 0.1.0: "x**2*y"
// 3 outputs in 4 operations, 5 unshared; rounding errors are not bounded
#include <math.h>

void f(double x, double y, double out[3])
{
    const double t1 = x*x;
    out[0] = y*t1;
    out[1] = 2.0*x*y;
    out[2] = t1;
}
"""


def test_a_function_in_c(run) -> None:
    assert run("code", "x**2*y") == (0, C, "")
    assert run("code", "x**2*y", "--language", "c") == (0, C, "")


def test_arguments_in_one_array(run) -> None:
    _, out, _ = run("code", "x**2*y", "--arguments", "array", "--name", "g")
    assert "void g(const double in[2], double out[3])\n{\n    const double x = in[0];\n" in out


def test_arguments_that_no_output_needs(run) -> None:
    """No compiler warns of them, and no line takes them out of their array."""
    _, out, _ = run("code", "y + x/x")
    assert out.endswith("{\n    (void)x;\n    out[0] = 1.0 + y;\n    out[1] = 0.0;\n    out[2] = 1.0;\n}\n")
    _, out, _ = run("code", "x/x", "--arguments", "array")
    assert out.endswith("{\n    (void)in;\n    out[0] = 1.0;\n    out[1] = 0.0;\n}\n")
    _, out, _ = run("code", "y + x/x", "--arguments", "array", "--language", "fortran")
    assert "  real(real64) :: y\n  y = values(2)\n  out(1) = 1.0_real64 + y\n" in out
    assert "values(1)" not in out


def test_the_language_by_the_end_of_the_name(run, tmp_path: Path) -> None:
    for row in ROWS:
        path = tmp_path / f"f.{row.suffix}"
        assert run("code", "x*y", "-o", str(path)) == (0, "", "")
        first = next(each for each in ROWS if each.suffix.lower() == row.suffix.lower())
        assert path.read_text(encoding="utf-8").startswith(f'{first.comment} symdiff 0.1.0: "x*y"\n')


def test_several_formulas_are_a_matrix(run) -> None:
    _, out, _ = run("code", "x*y", "x", "--language", "python")
    assert out.endswith("def f(x, y):\n    return (x*y, x, y, x, 1.0, 0.0)\n")
    _, out, _ = run("code", "x*y**2", "--hessian", "--language", "python")
    assert out.endswith("    t1 = x*y\n    t2 = 2.0*y\n    return (y*t1, y*y, 2.0*t1, 0.0, t2, t2, 2.0*x)\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["zeta(x)", "-w", "y"], "error[no-code]: there is no code for zeta in c\nhint: symdiff FORMULA --at POINT has its values\n"),
        (
            ["erf(x)", "--language", "javascript"],
            "error[no-code]: there is no code for erf in javascript\nhint: symdiff FORMULA --at POINT has its values\n",
        ),
        ([], 'error[usage]: there is no formula\nhint: for example symdiff code "x**2*y" --language c\n'),
        (["x", "--name", "2f"], "error[usage]: '2f' is not the name of a function\nhint: letters, digits and '_', a letter first\n"),
        (["x", "--name", "double"], "error[usage]: 'double' is a word of c\nhint: choose another --name\n"),
        (["x", "--language", "r", "--single"], "error[usage]: there is no --single in r\nhint: it is of c, c++, rust, fortran\n"),
        (["x", "--sparse"], "error[usage]: --sparse is of a matrix\nhint: --hessian or --jacobian asks for one\n"),
        (["x", "y", "--all-orders"], "error[usage]: --all-orders is of one formula, without --hessian and --jacobian\nhint: leave out one\n"),
        (["x", "y", "--hessian"], "error[usage]: --hessian is of one formula, without --jacobian\nhint: leave out one\n"),
    ],
)  # fmt: skip
def test_refusals(run, words: list[str], message: str) -> None:
    assert run("code", *words) == (2, "", message)


@pytest.mark.parametrize("words", [["0*x", "--jacobian"], ["5", "3", "--jacobian"], ["x + y", "--hessian"]])
def test_a_matrix_of_which_all_cells_are_0(run, words: list[str]) -> None:
    for row in ROWS:
        status, out, _ = run("code", *words, "--sparse", "--language", row.name)
        assert status == 0
        assert f"{row.comment} all cells are 0\n" in out


def test_all_orders_sparse_and_single(run) -> None:
    _, out, _ = run("code", "x^2*y^3", "--order", "2", "--all-orders", "--language", "python")
    # The value, then by x, y, x x, x y, y y.
    assert "# 6 outputs in " in out
    _, out, _ = run("code", "x*exp(y)+x^2*z", "--hessian", "--sparse", "--language", "python")
    assert "# 4:(0,0) 5:(0,1) 6:(0,2) 7:(1,0) 8:(1,1) 9:(2,0)\n" in out
    _, out, _ = run("code", "x*exp(y)/3", "--single")
    assert "void f(float x, float y, float out[3])" in out
    assert "expf(y)" in out
    assert re.search(r" \d\.\d+f\*expf", out)


def test_sharing_takes_sums_and_products_apart(run) -> None:
    """a*b*c and a*b*d share a*b; x - y and y - x are one; a power is of the powers below it; signs and reciprocals cost nothing."""
    for formulas, operations in (
        (["a*b*c", "a*b*d"], 3),
        (["cos(x - y)", "sin(y - x)"], 3),
        (["x^4", "x^8"], 3),
        (["a - b - c", "-a + b + c"], 3),
        (["x/y", "z/y^2"], 3),
        (["2*x + 2*y", "sin(x + y)"], 3),
    ):
        _, out, _ = run("code", *formulas, "--jacobian", "-w", "nothing", "--language", "python")
        found = re.search(r"outputs in (\d+) operations", out)
        assert found is not None
        assert int(found[1]) <= operations, (formulas, out)


def test_a_root_of_a_negative_multiple_keeps_its_sign_when_it_is_squared(run) -> None:
    """The square of sqrt(-u) is -u, in whatever product or sum it stands."""
    for text in ("x/(sqrt(u)^2 + 1) - a/(1 - sqrt(u)^2)", "x*atan(sqrt(u)) - a*atanh(sqrt(u))"):
        formula = text.replace("u", "((x - a)/(a + x))")
        _, out, _ = run("code", formula, "--language", "python", "-w", "x")
        made: dict[str, Callable[[float, float], tuple[float, float]]] = {}
        exec(out, made)
        value, slope = made["f"](0.6875, 1.1875)
        u = 0.5 / 1.875
        want = 1.1875 / (u + 1) - 0.6875 / (1 - u)
        if "atan" in text:
            want = 1.1875 * math.atan(math.sqrt(u)) - 0.6875 * math.atanh(math.sqrt(u))
            assert math.isclose(slope, 0.4766796115897702, rel_tol=1e-14)
        assert math.isclose(value, want, rel_tol=1e-14, abs_tol=1e-15)


def test_common_factors_that_are_roots_of_negative_multiples(run) -> None:
    status, out, err = run("code", "a*(1 - x)^(3/2) + b*(1 - x)^(3/2) + (1 - x)^(5/2)", "--language", "python")
    assert (status, err) == (0, "")
    made: dict[str, Callable[..., tuple[float, ...]]] = {}
    exec(out, made)
    assert math.isclose(made["f"](2.0, 3.0, -3.0)[0], 5 * 8 + 32, rel_tol=1e-14)


def test_a_branch_that_is_not_taken_is_not_computed(run) -> None:
    formula = "Piecewise((x*log(x), x > 0), (sqrt(-x)*sin(x), True))"
    _, out, _ = run("code", formula, "--language", "javascript")
    before, _, rest = out.partition("export")[2].partition("if (x > 0.0) {")
    taken, _, other = rest.partition("} else {")
    assert [(text.count("log"), text.count("sqrt")) for text in (before, taken, other)] == [(0, 0), (1, 0), (0, 1)]
    _, out, _ = run("code", "Piecewise((1, x < 0), (x, x < 1), (x^2, True))", "--language", "fortran")
    assert "else if (x < 1.0_real64) then" in out


def test_many_pieces_and_deep_choices_stay_short(run) -> None:
    """Pieces are one chain of conditions; what several branches need is there once, so choices in choices do not double."""
    pieces = ", ".join(f"(sin({k}*x), x < {k})" for k in range(1, 150))
    _, out, _ = run("code", f"Piecewise({pieces}, (x, True))", "--language", "python")
    assert max(len(line) - len(line.lstrip()) for line in out.splitlines()) < 20
    nested = "x"
    for k in range(12):
        nested = f"abs({nested})*sign({nested} - {k}) + max({nested}, y)"
    _, out, _ = run("code", nested[:9000] if len(nested) < 9000 else "x", "--language", "c")
    assert len(out) < 100_000


def test_a_comment_does_not_set_the_encoding_of_a_file(run) -> None:
    _, out, _ = run("code", "coding*x", "--language", "python")
    assert out.startswith('# symdiff 0.1.0: "coding*x"')
    _, out, _ = run("code", "coding=3*x", "--language", "python")
    assert not out or out.startswith("# -*- coding: utf-8 -*-\n")


def test_names_that_the_language_keeps(run) -> None:
    _, out, _ = run("code", "sin(union) + exp(θ) + out + f*x_0", "--language", "c")
    for old, new in (("union", "union_1"), ("θ", "theta"), ("out", "out_1"), ("f", "f_1")):
        assert f"// {old} is called {new} here\n" in out
    assert "void f(double f_1, double out_1, double union_1, double x_0, double theta, double out[6])" in out


def test_no_text_leaves_its_comment(run) -> None:
    """A formula ends in a quotation mark, so no sign of it joins the next line; ends of lines are no part of formulas."""
    _, out, _ = run("code", r"\frac{x}{2}\,", "--language", "c")
    assert out.splitlines()[0] == r'// symdiff 0.1.0: "\frac{x}{2}\,"'
    for end in ("\u2028", "\r", "\n"):
        status, out, _ = run("code", f"x {end}+ 1", "--language", "javascript")
        assert (status, out) == (2, "") or out.splitlines()[0] == '// symdiff 0.1.0: "x + 1"'


def test_whole_numbers_never_divide_as_such(run) -> None:
    for row in ROWS:
        _, out, _ = run("code", "x/3 + 21!*x + 2**64*x", "--language", row.name)
        body = "\n".join(line for line in out.splitlines() if not line.startswith(row.comment))
        numbers = re.findall(r"(?<![\w.\[(])(?<!e[+-])\d+(?![\w.\])])", body.partition("out(")[0])
        assert all("." in each or "e" in each for each in numbers), (row.name, numbers)


@pytest.mark.parametrize("language", ROWS, ids=lambda row: row.name)
def test_every_function_of_a_row_is_one_that_some_operator_has(language) -> None:
    called = {"sign"} | {row.code.get("c", row.name) for row in FUNCTIONS} | {"sqrt", "cbrt", "pow", "fmax", "fmin"}
    ours = {"expm1", "log1p", "hypot", "digamma", "besselj_whole", "bessely_whole", "elliptic_e2"}
    assert set(language.functions) <= called | ours
    assert all("{0}" in text for text in language.functions.values())


@pytest.mark.parametrize(("suffix", "header"), [("c", "h"), ("cpp", "hpp")])
def test_a_header_file_beside_the_code(run, tmp_path: Path, suffix: str, header: str) -> None:
    """The heading and the declaration, no more; none without -o, for a device, or in other languages."""
    path = tmp_path / f"model.{suffix}"
    assert run("code", "x*y", "--name", "g", "-o", str(path)) == (0, "", "")
    text = path.with_suffix(f".{header}").read_text(encoding="utf-8")
    assert text.startswith('// symdiff 0.1.0: "x*y"\n// 3 outputs in ')
    assert "#ifndef G_H\n#define G_H\n" in text
    assert "void g(double x, double y, double out[3]);\n" in text
    assert text.endswith("#endif\n")
    assert ('extern "C"' in text) == (header == "h")
    for each in (text, path.read_text(encoding="utf-8")):
        inside = "namespace symdiff {\nvoid g(" in each and each.count("} // namespace symdiff\n") == 1
        assert inside == (header == "hpp")
    run("code", "x*y", "-o", str(tmp_path / "other.py"))
    run("code", "x*y", "-o", "/dev/null")
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([path.name, f"model.{header}", "other.py"])


@pytest.mark.parametrize(
    ("formula", "beyond"),
    [("2^200*x", "beyond the largest"), ("x/10^60", "below the smallest"), ("x + 10^39", "beyond the largest")],
)
def test_numbers_that_32_bits_do_not_hold(within, formula: str, beyond: str) -> None:
    message = f"error[no-code]: the formula has a number {beyond} of 32 bits\nhint: leave out --single\n"
    assert within("code", formula, "--single") == (2, "", message)
    assert within("code", formula)[0] == 0


def test_octave_guards_what_may_be_negative_alone() -> None:
    text = symdiff.code("sqrt(x^2 + y^2)*log(1 + exp(x)) + sqrt(cosh(x)/2)*sqrt(x - y)", language="matlab")
    assert re.findall(r"\w+ \+ 0/\(.*?\)", text) == ["t6 + 0/(t6 >= 0)"]


def test_a_zero_has_no_sign_beside_the_cut_of_atan2(run) -> None:
    """-y is C's -0 where y is 0; the angle there is pi all the same, as the evaluator and all arrays have it."""
    _, out, _ = run("code", "atan2(-y, x)", "--language", "python")
    there: dict[str, Callable[..., tuple[float, ...]]] = {}
    exec(out, there)
    assert there["f"](-1.0, 0.0)[0] == math.pi
    _, out, _ = run("atan2(-y, x)", "--at", "x=-1,y=0", "--wrt", "x", "--format", "json")
    assert json.loads(out)["points"][0]["value"] == math.pi
    for row in ROWS:
        _, out, _ = run("code", "atan2(-y, x)", "--language", row.name)
        assert re.search(r"-y \+ 0\.0|-y, dtype=torch\.float64\) \+ 0\.0|where\(t1 == 0\.0", out), row.name
        assert row.calls("atan2") == (row.name not in ("jax", "torch")), row.name
    _, out, _ = run("code", "atan2(-y, x)", "--single")
    assert "atan2f(-y + 0.0f, x)" in out


@pytest.mark.parametrize(
    ("words", "heading", "signature"),
    [
        (["7/3"], "2 outputs", "void f(double out[2])"),
        (["7/3", "-w", "x"], "2 outputs", "void f(double x, double out[2])"),
        (["y^2", "-w", "x"], "2 outputs", "void f(double x, double y, double out[2])"),
        (["y^2", "x", "--jacobian", "-w", "x", "--sparse"], "3 outputs", "void f(double x, double y, double out[3])"),
        (["0*x", "--jacobian", "--sparse"], "1 output", "void f(double x, double out[1])"),
    ],
)
def test_what_is_derived_by_is_an_argument(run, words: list[str], heading: str, signature: str) -> None:
    status, out, err = run("code", *words)
    assert (status, err) == (0, "")
    assert f"// {heading} in " in out
    assert f"\n{signature}\n" in out
