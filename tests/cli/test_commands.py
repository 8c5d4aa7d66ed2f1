"""Every command by its exit status and the whole text of both streams, as far as they are stable."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import pytest

from symdiff.cli import rulebook
from symdiff.cli.tables import _rules_named
from symdiff.differentiator.binders import told
from symdiff.errors import CODES
from symdiff.evaluator.differences.methods import METHODS
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem
from symdiff.reports.explain import visits
from symdiff.reports.formats import choices
from symdiff.rules.table import RULES, Rule


def _either(names: Iterable[str]) -> str:
    *others, last = map(repr, names)
    return f"{', '.join(others)} or {last}"


_FORMATS = _either(choices("answer"))
_METHODS = _either(row.name for row in METHODS)

SINE = """\
error[unknown-function]: there is no function named 'sine'
  sine(x) + 1
  ^^^^
hint: did you mean 'sin'? to multiply, write sine*(...)
"""
HEADER = "id\twrt\tat\tvalue\tsymbolic\tmethod\testimate\tstep\terror\tbound\tverdict\n"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["x**2+x+1"], "2*x + 1\n"),
        (["-x**2"], "-2*x\n"),
        (["-n**2"], "-2*n\n"),
        (["-a*x", "-w", "x"], "-a\n"),
        (["diff", "rules"], "1\n"),
        (["--", "--x"], "1\n"),
        (["7"], "0\n"),
        (["x*y"], "x\ty\ny\tx\n"),
        (["x*y", "-w", "y"], "x\n"),
        (["x**2*y**2", "-w", "x", "-w", "y", "--mixed"], "4*x*y\n"),
        (["x**3", "--order", "2"], "6*x\n"),
        (["x**2", "x*y", "3"], "2*x\nx=y\ty=x\n0\n"),
        (["u+x", "--let", "u=x**2"], "2*x + 1\n"),
        (["e**2", "--var", "e"], "2*e\n"),
    ],
)
def test_derivatives(run, words: list[str], text: str) -> None:
    assert run(*words) == (0, text, "")


def test_values_and_check(run) -> None:
    status, out, err = run("x**2+x+1", "--at", "1.0", "--step", "1e-3")
    assert (status, err) == (0, "")
    assert out.startswith(HEADER)
    assert "\tforward\t3.0009999999993653\t0.001\t" in out
    assert {line.count("\t") for line in out.splitlines()} == {10}


def test_csv(run) -> None:
    status, out, err = run("max(x, 2)", "x*y", "--format=csv")
    assert (status, err) == (0, "")
    assert out.splitlines()[0] == HEADER.strip().replace("\t", ",")
    assert [line.split(",")[1] for line in out.splitlines()[1:]] == ["x", "x", "y"]


def test_json(run) -> None:
    status, out, err = run("x**2", "-f", "json", "--at", "x=0.1")
    record = json.loads(out)
    assert (status, err, out.count("\n")) == (0, "", 1)
    assert record["derivatives"] == [{"wrt": ["x"], "expression": "2*x"}]
    assert record["points"][0]["at"] == {"x": "0.1"}
    assert record["verdict"] == "agree"


@pytest.mark.parametrize("form", ["latex", "pretty", "rich"])
def test_other_formats_print_the_derivative(run, form: str) -> None:
    status, out, err = run("x**2", "-f", form)
    assert (status, err) == (0, "")
    assert "2" in out and "\x1b" not in out


def test_failed_word(run) -> None:
    assert run("sine(x) + 1") == (2, "", SINE)


def test_failed_word_among_others(run) -> None:
    status, out, err = run("x", "sine(x) + 1", "x**2")
    assert (status, out, err) == (2, "1\n# error[unknown-function]: there is no function named 'sine'\n2*x\n", SINE)


def test_failed_word_as_json(run) -> None:
    status, out, err = run("sine(x) + 1", "-f", "json")
    assert (status, err) == (2, SINE)
    assert json.loads(out)["error"]["code"] == "unknown-function"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["x**2", "--at", "1"], 0),
        (["abs(x)", "--at", "0"], 3),
        (["abs(x)", "--at", "0", "--exit-zero"], 0),
        (["abs(x)", "sine(x)", "--at", "0"], 2),
        (["x*y", "--at", "1"], 2),
    ],
)
def test_exit_status(run, words: list[str], status: int) -> None:
    assert run(*words)[0] == status


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["x", "--fromat", "json"], "there is no option '--fromat'", "did you mean '--format'?"),
        (["x", "--jobs", "0"], "--jobs must be a whole number from 1 on, not '0'", None),
        (["x", "--order", "two"], "--order must be a whole number from 1 on, not 'two'", None),
        (["x", "--max-length", "-1"], "--max-length must be a whole number from 1 on, not '-1'", None),
        (["x", "--timeout", "0"], "--timeout must be a number of seconds above 0, not '0'", None),
        (["x", "--timeout", "nan"], "--timeout must be a number of seconds above 0, not 'nan'", None),
        (["x", "--step", "-1"], "--step must be a number above 0, not '-1'", None),
        (["x", "--step", "inf"], "--step must be a number above 0, not 'inf'", None),
        (["x", "--let", "u"], "--let must be NAME=EXPR, not 'u'", "for example --let u=x**2"),
        (["x", "--wrt", "x,y"], "--wrt must be one name, not 'x,y'", "repeat --wrt for several"),
        (["x", "--mixed"], "--mixed needs --wrt names", "for example -w x -w y --mixed"),
        (["x", "-m", "centrl"], f"--method must be {_METHODS}, not 'centrl'", "did you mean 'central'?"),
        (
            ["x", "-f", "jsn"],
            f"--format must be {_FORMATS}, not 'jsn'",
            "did you mean 'json'?",
        ),
        (
            ["x", "-f", "html"],
            f"--format must be {_FORMATS}, not 'html'",
            "a page is made by symdiff report: -o page.html",
        ),
        (
            ["x", "-f", "svg"],
            f"--format must be {_FORMATS}, not 'svg'",
            "a picture is drawn by symdiff plot and symdiff graph: -o picture.svg",
        ),
        (["x", "--simplify", "ful"], "--simplify must be 'none', 'light' or 'full', not 'ful'", "did you mean 'full'?"),
        (["x", "-"], "'-' stands for standard input and does not go with formulas", None),
        (["batch"], "missing argument 'FILE'", "see 'symdiff batch --help'"),
        (
            ["batch", "a", "--input", "cvs"],
            "--input must be 'text', 'jsonl', 'csv', 'tsv', 'parquet' or 'sqlite', not 'cvs'",
            "did you mean 'csv'?",
        ),
        (["rules", "tangnt"], "there is no rule 'tangnt'", "did you mean 'tangent'?"),
        (["errors", "sintax"], "there is no error code 'sintax'", "did you mean 'syntax'?"),
        (["rules", "-f", "latex"], "a table has no format 'latex'", "choose auto, rich, plain, json or csv"),
    ],
)  # fmt: skip
def test_usage(run, words: list[str], message: str, hint: str | None) -> None:
    text = f"error[usage]: {message}\n" + (f"hint: {hint}\n" if hint else "")
    assert run(*words) == (2, "", text)


def test_one_file_too_many(run) -> None:
    status, out, err = run("batch", "a", "b")
    assert (status, out) == (2, "")
    assert err.startswith("error[usage]: got unexpected extra argument")  # Typer's words, which change
    assert err.endswith("(b)\nhint: see 'symdiff batch --help'\n")


def test_the_version_says_which_form_is_installed(run) -> None:
    from symdiff import __version__

    spec = find_spec("symdiff.graph.store")
    assert spec is not None
    form = "plain" if str(spec.origin).endswith(".py") else "compiled"
    assert run("--version") == (0, f"symdiff {__version__} ({form})\n", "")
    assert run("diff", "x", "--version") == (0, f"symdiff {__version__} ({form})\n", "")


@pytest.mark.parametrize(
    "words", [["--help"], ["diff", "--help"], ["batch", "--help"], ["x", "--help"], ["rules", "--help"]]
)
def test_help_fits_the_page(run, words: list[str]) -> None:
    status, out, err = run(*words)
    assert (status, err) == (0, "")
    assert out.startswith("Usage: symdiff")
    assert max(map(len, out.splitlines())) <= 80


CONTRACT = """
    --wrt --mixed --order --let --at --method --step --explain --format --output --shared --simplify --syntax --var
    --digits --timeout --max-nodes --max-length --max-depth --max-output --max-digits --jobs --exit-zero --no-color
    --version --help --install-completion
"""


@pytest.mark.parametrize("option", CONTRACT.split())
def test_help_names_every_option_of_the_contract(run, option: str) -> None:
    assert f"{option} " in run("--help")[1]


def test_rules(run) -> None:
    status, out, err = run("rules")
    rows = [line.split("\t") for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert rows[0] == ["rule", "function", "statement"]
    assert [row[0] for row in rows[1:]] == [rule.name for rule in (*RULES, *told())]


@pytest.mark.parametrize("name", ["tangent", "tan", "tg", "Tangent"])
def test_one_rule(run, name: str) -> None:
    status, out, err = run("rules", name, "-f", "csv")
    assert (status, err) == (0, "")
    assert [line.split(",")[0] for line in out.splitlines()] == ["rule", "tangent"]


def test_a_rule_is_told_with_an_example_and_a_plot(run) -> None:
    status, out, err = run("rules", "arcsine")
    assert (status, err) == (0, "")
    assert out.startswith(
        """\
arcsine
  d/dx asin(u) = 1/sqrt(1 - u**2) * du/dx

u may be any expression.
asin (also written arcsin, arsin): real for -1 <= u <= 1.
No derivative of asin(x) at x = -2, x = -1, x = 1, x = 2; tried at x = -2, -1,
0, 1/2, 1, 2.

example: asin(x**2)
2*x/sqrt(1 - x**4)
    1. arcsine, chain rule: d/dx asin(u) = 1/sqrt(1 - u**2) * du/dx
"""
    )
    assert "\nasin(x)\n" in out
    assert any("\u2801" <= char <= "\u28ff" for char in out)
    assert max(map(len, out.splitlines())) <= 80
    assert len(run("rules", "elliptic_e", "-f", "json")[1].split('"rule": ')) == 5


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_is_told(rule: Rule) -> None:
    told = rulebook._told(rule)
    assert told.example.error is None
    assert told.example.derivatives[0].steps
    assert next(visits(told.example.derivatives[0].steps)).step.rule == rule.name
    assert rulebook._record(told)["example"]["expression"]
    found = {
        step.rule for each in solve(Problem(told.use), Options(explain=True)).derivatives for step in each.steps or ()
    }
    assert rule.name in found
    assert _rules_named(rule.name, RULES) == [rule]


def test_rules_of_a_function(run) -> None:
    out = run("rules", "pow", "-f", "json")[1] if any(rule.operator.name == "pow" for rule in RULES) else None
    named = run("rules", "power", "-f", "json")[1]
    assert [row["rule"] for row in json.loads(named)["rules"]] == ["power"]
    assert out is None or len(json.loads(out)["rules"]) == 3


def test_methods(run) -> None:
    status, out, err = run("methods")
    assert (status, err) == (0, "")
    assert [line.split("\t")[0] for line in out.splitlines()] == ["method", *(method.name for method in METHODS)]


def test_errors(run) -> None:
    status, out, err = run("errors")
    assert (status, err) == (0, "")
    assert out == "code\tmeaning\n" + "".join(f"{code}\t{meaning}\n" for code, meaning in CODES.items())
    assert run("errors", "syntax") == (0, f"code\tmeaning\nsyntax\t{CODES['syntax']}\n", "")


def test_output_file(run, tmp_path: Path) -> None:
    target = tmp_path / "answers.txt"
    assert run("x**2", "-o", str(target)) == (0, "", "")
    assert target.read_text() == "2*x\n"
    assert [path.name for path in tmp_path.iterdir()] == ["answers.txt"]


def test_output_file_is_left_alone_where_there_is_nothing_to_write(run, tmp_path: Path) -> None:
    target = tmp_path / "answers.txt"
    target.write_text("before\n")
    assert run("sine(x) + 1", "-o", str(target)) == (2, "", SINE)
    assert target.read_text() == "before\n"


def test_output_over_its_own_input(run, tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("x**2\nx**3\n")
    message = f"error[usage]: '{path}' is the input, and would be replaced\nhint: name another file\n"
    assert run("batch", str(path), "-o", str(path)) == (2, "", message)
    assert path.read_text() == "x**2\nx**3\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["x", "-o", "no/such/folder"], "cannot write 'no/such/folder': No such file or directory"),
        (["x", "-o", "/"], "cannot write '/': Is a directory"),
        (["batch", "no-such-file"], "cannot read 'no-such-file': No such file or directory"),
        (["batch", "/"], "cannot read '/': Is a directory"),
    ],
)
def test_unreadable(run, words: list[str], message: str) -> None:
    assert run(*words) == (2, "", f"error[unreadable]: {message}\n")


def test_internal_error_is_one_line(run, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import symdiff.cli.app\ndef run(words): raise ValueError('one\\ntwo')\nsymdiff.cli.app.run = run\n"
    )
    status, out, err = run("x", env={"PYTHONPATH": f"{tmp_path}:{Path(__file__).parents[2]}"})
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("error[internal]: ValueError: one two (")


def test_an_interrupt_while_a_class_is_made_is_one(run, tmp_path: Path) -> None:
    """Python 3.11 says RuntimeError for whatever a descriptor's ``__set_name__`` raises: files of its own are imported at any time."""
    (tmp_path / "sitecustomize.py").write_text(
        "import symdiff.cli.app\ndef run(words): raise RuntimeError('set_name') from KeyboardInterrupt()\n"
        "symdiff.cli.app.run = run\n"
    )
    assert run("x", env={"PYTHONPATH": f"{tmp_path}:{Path(__file__).parents[2]}"}) == (130, "", "")
