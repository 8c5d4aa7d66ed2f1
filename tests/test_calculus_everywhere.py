"""Integrals, sums, products and unknown functions on every surface: each format, each command that takes a formula, and Python."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sympy

import symdiff
from symdiff.cli.app import run
from symdiff.differentiator import tidy
from symdiff.graph import Graph, GraphBuilder
from symdiff.parser import Names, parse
from symdiff.parser.unknown import declared

PROBLEMS: dict[str, tuple[str, ...]] = {
    "integral(sin(x*t), t, 0, x^2)": (),
    "sum(x^k/k, k, 1, 4)": (),
    "product(x + k, k, 1, 3)": (),
    "u(x^2)*x": ("--function", "u"),
    "u(x, x^2)": ("--function", "u"),
    "w(2*x)": ("--let", "w(t) = t^2*sin(t)"),
}
FORMATS = ("plain", "pretty", "latex", "json", "csv")
Spoken = Callable[..., tuple[int, str, str]]


@pytest.fixture
def spoken(capsys: pytest.CaptureFixture[str]) -> Spoken:
    def ask(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = run(list(words))
        out, err = capsys.readouterr()
        return status, out, err

    return ask


def _same(first: str, second: str) -> bool:
    graph = Graph()
    names = declared(Names(), ("u",))
    one, other = (parse(text, GraphBuilder(graph), names=names) for text in (first, second))
    return tidy(graph, [one])[one] == tidy(graph, [other])[other]


@pytest.mark.parametrize("text", PROBLEMS)
def test_every_format_has_it_and_plain_text_and_latex_are_read_again(text: str, spoken: Spoken) -> None:
    found = {}
    for name in FORMATS:
        status, out, err = spoken(text, *PROBLEMS[text], "--wrt", "x", "--format", name)
        assert (status, err) == (0, ""), name
        found[name] = out.strip()
    assert _same(found["plain"], json.loads(found["json"])["derivatives"][0]["expression"])
    assert _same(found["plain"], found["plain"])
    latex = found["latex"].split(" = ")[-1].strip()
    status, out, err = spoken("check", text, latex, *PROBLEMS[text])
    assert (status, out.split()[0]) == (0, "agree"), (latex, out, err)


@pytest.mark.parametrize("text", PROBLEMS)
def test_every_command_takes_it(text: str, spoken: Spoken, tmp_path: Path) -> None:
    more = PROBLEMS[text]
    status, plain, _ = spoken(text, *more, "--wrt", "x")
    assert status == 0
    status, out, err = spoken("check", text, plain.strip(), *more)
    assert (status, out.split()[0]) == (0, "agree"), err
    status, out, _ = spoken("check", text, f"x + {plain.strip()}", *more)
    assert (status, out.split()[0]) == (1, "disagree")
    status, out, _ = spoken(text, *more, "--wrt", "x", "--explain")
    assert status == 0
    assert out.startswith(plain.strip())
    assert " 1. " in out
    status, out, _ = spoken("graph", text, *more, "--at", "x=0.7")
    assert status == 0
    assert out.startswith("node\tformula\tvalue\td/dx\n")
    page = tmp_path / "page.html"
    status, _, err = spoken("report", text, *more, "--at", "x=0.7", "-o", str(page))
    assert status == 0, err
    assert "<math" in page.read_text(encoding="utf-8")
    status, out, _ = spoken(text, *more, "--wrt", "x", "--at", "x=0.7", "--format", "json")
    assert status == 0
    verdicts = {check["verdict"] for point in json.loads(out)["points"] for check in point["checks"]}
    assert verdicts == {"agree"}


def test_python_has_them_all() -> None:
    x, t, k = sympy.symbols("x t k")
    u = sympy.Function("u")
    assert symdiff.derivative("integral(sin(x*t), t, 0, x)", "x") == sympy.sin(x**2) + sympy.Integral(
        t * sympy.cos(t * x), (t, 0, x)
    )
    assert symdiff.derivative("sum(x^k/k, k, 1, 4)", "x") == sympy.Sum(x ** (k - 1), (k, 1, 4))
    assert symdiff.derivative(u(x) * x, x) == u(x) + x * u(x).diff(x)
    assert symdiff.derivative(x * u(x).diff(x), x) == u(x).diff(x) + x * u(x).diff(x, 2)
    assert sympy.simplify(symdiff.derivative(u(x**2), x) - sympy.diff(u(x**2), x)).doit() == 0
    assert symdiff.derivative("x*u(x)", functions=("u",)) == u(x) + x * u(x).diff(x)
    assert symdiff.gradient("x*u(x)", functions=("u",)) == {"x": u(x) + x * u(x).diff(x)}
    assert symdiff.hessian("u(x)", functions=("u",)) == sympy.Matrix([[u(x).diff(x, 2)]])
    assert symdiff.jacobian(["u(x)", "x*u(x)"], functions=("u",)) == sympy.Matrix(
        [[u(x).diff(x)], [u(x) + x * u(x).diff(x)]]
    )
    y = sympy.Symbol("y")
    assert symdiff.implicit("y + u(y) = x", functions=("u",)) == 1 / (u(y).diff(y) + 1)
    found = symdiff.taylor("x*u(x)", at=0, order=2, functions=("u",))
    assert (found.polynomial, found.note) == ("x*u(0) + x**2*u'(0)", "checked with 3 stand-ins for u")


def test_an_infinite_sum_has_a_value_in_every_format(spoken: Spoken) -> None:
    text = "sum(x/(k^2 + x^2), k, 1, oo)"
    for name in FORMATS:
        status, out, err = spoken(text, "--at", "x=2", "--certify", "--format", name)
        assert (status, err) == (0, ""), name
        assert "oo" in out or "infty" in out or "∞" in out or name in ("plain", "csv"), name
    status, out, _ = spoken(text, "--at", "x=2", "--certify", "--format", "json")
    (check,) = json.loads(out)["points"][0]["checks"]
    assert check["verdict"] == "agree"
    assert check["estimates"][-1]["method"] == "certified"


@pytest.mark.parametrize("text", PROBLEMS)
def test_a_batch_and_the_repl_answer_as_one_line(
    text: str, spoken: Spoken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = PROBLEMS[text]
    status, plain, _ = spoken(text, *more, "--wrt", "x")
    assert status == 0
    lines = tmp_path / "lines.txt"
    lines.write_text(text + "\n", encoding="utf-8")
    status, out, err = spoken("batch", str(lines), *more, "--wrt", "x", "--format", "json")
    assert status == 0, err
    (record,) = [json.loads(each) for each in out.splitlines()]
    assert [each["expression"] for each in record["derivatives"]] == [plain.strip()]
    with lines.open(encoding="utf-8") as typed:
        monkeypatch.setattr("sys.stdin", typed)
        status, out, err = spoken("repl", *more, "--wrt", "x")
    assert (status, out.strip()) == (0, plain.strip()), err
