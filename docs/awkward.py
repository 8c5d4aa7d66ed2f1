"""The page of awkward formulas: what symdiff answers, and what three other programs answer to the same question.

    python docs/awkward.py            writes awkward.md
    python docs/awkward.py --check    fails where our answers are not those of the page
    python docs/awkward.py --ask      asks sympy, Maxima and mathjs again, and writes awkward.json
    python docs/awkward.py --ask-wrong   asks what other programs get wrong again

Programs in Python are asked by the interpreter that PEERS_PYTHON names, where it is another one. mathjs is asked through ``node``, in the folder that NODE_PATH names. What a program cannot do it may say in its own words, cut to a
line; nothing else is changed.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem

HERE = Path(__file__).parent
PAGE, ANSWERS = HERE / "awkward.md", HERE / "awkward.json"
PEERS = ("sympy", "Maxima", "mathjs")


@dataclass(frozen=True, slots=True)
class Question:
    """The derivative of a formula in x at a point. Empty texts for programs that do not know the function."""

    formula: str
    at: str
    order: int = 1
    sympy: str | None = None
    maxima: str | None = None
    mathjs: str | None = None

    def text(self, peer: str) -> str:
        given = {"sympy": self.sympy, "Maxima": self.maxima, "mathjs": self.mathjs}[peer]
        if given is not None:
            return given
        return self.formula if peer == "sympy" else self.formula.replace("**", "^")


Q = Question
SECTIONS: tuple[tuple[str, tuple[Question, ...]], ...] = (
    (
        "Kinks and jumps",
        (
            Q("abs(x)", "0"),
            Q("sqrt(x**2)", "0"),
            Q("abs(x)**3", "0"),
            Q("x*abs(x)", "0"),
            Q("x*abs(x)", "0", 2),
            Q("abs(x**2 - 1)", "1"),
            Q("log(abs(x))", "-2"),
            Q("log(abs(x))", "0"),
            Q("sign(x)", "0"),
            Q("sign(x)", "2"),
            Q("floor(x)", "2"),
            Q("floor(x)**2", "5/2"),
            Q("ceiling(x)", "1", mathjs="ceil(x)"),
            Q("x - floor(x)", "1/2"),
            Q("max(x, 0)", "0", sympy="Max(x, 0)"),
            Q("max(x, 0)**2", "0", sympy="Max(x, 0)**2"),
            Q("max(x, -x)", "0", sympy="Max(x, -x)"),
            Q("min(x, x**2)", "1", sympy="Min(x, x**2)"),
            Q("Heaviside(x)", "0", maxima="unit_step(x)", mathjs=""),
        ),
    ),
    (
        "Joins",
        (
            Q(
                "Piecewise((x**2, x < 1), (2*x - 1, True))",
                "1",
                maxima="if x < 1 then x^2 else 2*x-1",
                mathjs="x < 1 ? x^2 : 2*x-1",
            ),
            Q("Piecewise((x, x < 0), (2*x, True))", "0", maxima="if x < 0 then x else 2*x", mathjs="x < 0 ? x : 2*x"),
            Q(
                "Piecewise((x, x < 0), (x + 1, True))",
                "0",
                maxima="if x < 0 then x else x + 1",
                mathjs="x < 0 ? x : x + 1",
            ),
            Q(
                "Piecewise(((exp(x) - 1)/x, x != 0), (1, True))",
                "0",
                sympy="Piecewise(((exp(x) - 1)/x, Ne(x, 0)), (1, True))",
                maxima="if notequal(x, 0) then (exp(x)-1)/x else 1",
                mathjs="x != 0 ? (exp(x)-1)/x : 1",
            ),
            Q(
                "Piecewise((sqrt(x), x > 0), (0, True))",
                "-1",
                maxima="if x > 0 then sqrt(x) else 0",
                mathjs="x > 0 ? sqrt(x) : 0",
            ),
        ),
    ),
    (
        "Ends of the domain and branch points",
        (
            Q("sqrt(x)", "0"),
            Q("sqrt(x)", "-1"),
            Q("x**1.5", "0"),
            Q("x*sqrt(x)", "0"),
            Q("x**(1/3)", "-8"),
            Q("cbrt(x)", "-8", sympy="real_root(x, 3)", maxima="x^(1/3)"),
            Q("cbrt(x)", "0", sympy="real_root(x, 3)", maxima="x^(1/3)"),
            Q("log(x)", "-1"),
            Q("asin(x)", "1"),
            Q("asin(sin(x))", "pi/2", maxima="asin(sin(x))"),
            Q("asin(sin(x))", "3"),
            Q("x**2*log(x)", "0"),
        ),
    ),
    (
        "Poles",
        (
            Q("1/x", "0"),
            Q("tan(x)", "pi/2"),
            Q("cot(x)", "0"),
            Q("gamma(x)", "-1"),
            Q("log(x)/x", "0"),
            Q("atan(1/x)", "0"),
            Q("exp(-1/x**2)", "0"),
            Q("x**2*sin(1/x)", "0"),
        ),
    ),
    (
        "Removable singularities",
        (
            Q("sin(x)/x", "0"),
            Q("sinc(x)", "0", maxima="", mathjs=""),
            Q("(x**2 - 1)/(x - 1)", "1"),
            Q("x**2/x", "0"),
            Q("x/x", "0"),
            Q("1/(1/x)", "0"),
        ),
    ),
    (
        "Powers",
        (
            Q("x**x", "0"),
            Q("x**x", "1"),
            Q("0**x", "1"),
            Q("x**0", "0"),
            Q("abs(x)**x", "-1"),
            Q("(-2)**x", "2"),
            Q("(x**2)**(1/2)", "-3"),
            Q("e**x", "1", sympy="E**x", maxima="%e^x"),
        ),
    ),
    (
        "High orders",
        (
            Q("x**10", "2", 10),
            Q("tan(x)", "0", 9),
            Q("1/(1 + x**2)", "0", 10),
            Q("abs(x)**5", "0", 5),
            Q("exp(-x**2)", "1/2", 8),
        ),
    ),
    (
        "Numbers that cancel or overflow",
        (
            Q("(1 - cos(x))/x**2", "1e-8"),
            Q("sqrt(x**2 + 1) - x", "1e8"),
            Q("exp(x)/exp(x)", "1000"),
            Q("log(exp(x))", "1000"),
            Q("exp(1000*x)", "1"),
            Q("tanh(x)", "20"),
        ),
    ),
    (
        "Integrals, sums and products",
        tuple(
            Q(formula, at, sympy=sympy, maxima=maxima, mathjs="")
            for formula, at, sympy, maxima in (
                (
                    "integral(sin(x*t), t, 0, x**2)",
                    "1",
                    "Integral(sin(x*t), (t, 0, x**2))",
                    "'integrate(sin(x*t), t, 0, x^2)",
                ),
                ("x*integral(x, x, 0, x)", "2", "x*Integral(x, (x, 0, x))", "x*'integrate(x, x, 0, x)"),
                (
                    "integral(abs(t - 1), t, 0, x)",
                    "1",
                    "Integral(Abs(t - 1), (t, 0, x))",
                    "'integrate(abs(t - 1), t, 0, x)",
                ),
                ("integral(1/t, t, -1, x)", "2", "Integral(1/t, (t, -1, x))", "'integrate(1/t, t, -1, x)"),
                (
                    "integral(1/(t - x), t, 0, 3)",
                    "1",
                    "Integral(1/(t - x), (t, 0, 3))",
                    "'integrate(1/(t - x), t, 0, 3)",
                ),
                ("integral(log(t), t, -1, x)", "2", "Integral(log(t), (t, -1, x))", "'integrate(log(t), t, -1, x)"),
                ("integral(x/t, t, 1, oo)", "2", "Integral(x/t, (t, 1, oo))", "'integrate(x/t, t, 1, inf)"),
                (
                    "integral(exp(-x*t**2), t, -oo, oo)",
                    "1",
                    "Integral(exp(-x*t**2), (t, -oo, oo))",
                    "'integrate(exp(-x*t^2), t, minf, inf)",
                ),
                (
                    "integral(exp(-x*t**2), t, x, x**2)",
                    "2",
                    "Integral(exp(-x*t**2), (t, x, x**2))",
                    "'integrate(exp(-x*t^2), t, x, x^2)",
                ),
                (
                    "integral(1/(t - 1)**2, t, 0, x)",
                    "2",
                    "Integral(1/(t - 1)**2, (t, 0, x))",
                    "'integrate(1/(t - 1)^2, t, 0, x)",
                ),
                (
                    "integral(sign(t - x), t, 0, 1)",
                    "1/2",
                    "Integral(sign(t - x), (t, 0, 1))",
                    "'integrate(signum(t - x), t, 0, 1)",
                ),
                ("sum(x**k/k, k, 1, 5)", "1", "Sum(x**k/k, (k, 1, 5))", "'sum(x^k/k, k, 1, 5)"),
                (
                    "sum(x**k/factorial(k), k, 0, oo)",
                    "1",
                    "Sum(x**k/factorial(k), (k, 0, oo))",
                    "'sum(x^k/k!, k, 0, inf)",
                ),
                ("sum(x**k, k, 0, oo)", "2", "Sum(x**k, (k, 0, oo))", "'sum(x^k, k, 0, inf)"),
                ("sum(x/k**2, k, 1, oo)", "1", "Sum(x/k**2, (k, 1, oo))", "'sum(x/k^2, k, 1, inf)"),
                ("sum(x**k/k, k, 1, oo)", "1", "Sum(x**k/k, (k, 1, oo))", "'sum(x^k/k, k, 1, inf)"),
                ("sum(k**(-x), k, 1, oo)", "2", "Sum(k**(-x), (k, 1, oo))", "'sum(k^(-x), k, 1, inf)"),
                ("sum(k**(-x), k, 1, oo)", "1/2", "Sum(k**(-x), (k, 1, oo))", "'sum(k^(-x), k, 1, inf)"),
                ("sum(exp(-k**2*x), k, 1, oo)", "1", "Sum(exp(-k**2*x), (k, 1, oo))", "'sum(exp(-k^2*x), k, 1, inf)"),
                ("sum(k, k, 1, x)", "3", "Sum(k, (k, 1, x))", "'sum(k, k, 1, x)"),
                ("sum(x, k, 5, 3)", "1", "Sum(x, (k, 5, 3))", "'sum(x, k, 5, 3)"),
                ("product(x - k, k, 1, 4)", "2", "Product(x - k, (k, 1, 4))", "'product(x - k, k, 1, 4)"),
            )
        ),
    ),
)


def ours(question: Question) -> str:
    """What symdiff answers, in a cell."""
    wrt = (("x",),)
    report = solve(Problem(question.formula, wrt=wrt, order=question.order, at=({"x": question.at},)), Options())
    if report.error is not None:
        return f"refused: {_plain(report.error.message)}"
    (point,) = report.points
    (check,) = point.checks
    note = check.note or point.note or ""
    if check.symbolic is None:
        return f"*{check.verdict}*: {_plain(note)}"
    value = _number(float(check.symbolic))
    return value if check.verdict == "agree" else f"{value}, *{check.verdict}*" + (f": {_plain(note)}" if note else "")


def _plain(note: str) -> str:
    """A note that the page shows as it is."""
    return re.sub(r"([*\[\]<>|])", r"\\\1", note)


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.10g}"


# Other programs.

_SYMPY = """
import json, sys, warnings
from sympy import *
warnings.simplefilter("ignore")
x = Symbol("x")
text, at, order = json.load(sys.stdin)
derivative = diff(sympify(text, locals={"x": x}), x, order)
answer = derivative.subs(x, Rational(at) if "e" in at else sympify(at))
print(N(answer, 15) if answer.is_number else answer)
"""
_MATHJS = """
const { derivative, parse, evaluate } = require('mathjs');
const [text, at, order] = JSON.parse(require('fs').readFileSync(0, 'utf8'));
let f = parse(text);
for (let k = 0; k < order; k++) f = derivative(f, 'x');
console.log(String(f.evaluate({ x: evaluate(at) })));
"""
_PATIENCE = 10


def _sympy(text: str, at: str, order: int) -> str:
    return _spoken([sys.executable, "-c", _SYMPY], json.dumps([text, at, order]))


def _mathjs(text: str, at: str, order: int) -> str:
    return _spoken(["node", "-e", _MATHJS], json.dumps([text, at, order]))


def _maxima(text: str, at: str, order: int) -> str:
    place = at.replace("pi", "%pi")
    line = f"display2d: false$ fpprintprec: 15$ slope: diff({text}, x, {order})$ float(ev(slope, x = {place}));"
    return _spoken(["maxima", "--very-quiet"], line)


def _spoken(words: Sequence[str], told: str) -> str:
    """What one question's own process answers: its last line where it failed, all of it otherwise."""
    try:
        found = subprocess.run(words, input=told, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return f"no answer in {_PATIENCE} s"
    if found.returncode:
        lines = [line.strip() for line in found.stderr.splitlines() if "Error:" in line]
        return lines[-1] if lines else "error"
    lines = [line.strip() for line in found.stdout.splitlines() if line.strip()]
    return f"error: {lines[0]}" if "error" in found.stdout else " ".join(lines)


def ask() -> None:
    """Every question to every program."""
    programs = {"sympy": _sympy, "Maxima": _maxima, "mathjs": _mathjs}
    answers = {
        _key(question): {
            peer: _cut(program(question.text(peer), question.at, question.order))
            for peer, program in programs.items()
            if question.text(peer)
        }
        for question in questions()
    }
    versions = {
        "sympy": _version("python", "-c", "import sympy; print(sympy.__version__)"),
        "Maxima": _version("maxima", "--version"),
        "mathjs": _version("node", "-p", "require('mathjs').version"),
    }
    ANSWERS.write_text(json.dumps({"versions": versions, "answers": answers}, indent=1, ensure_ascii=False) + "\n")


def _version(program: str, *words: str) -> str:
    name = sys.executable if program == "python" else program
    found = subprocess.run([name, *words], capture_output=True, text=True, check=True)
    return re.findall(r"[0-9][0-9.]*", found.stdout)[0]


def _cut(answer: str) -> str:
    """A line of at most 60 characters; a number in 10 digits."""
    try:
        value = float(answer)
    except ValueError:
        line = " ".join(answer.split())
        return line if len(line) <= 60 else line[:57] + "..."
    return _number(value) if math.isfinite(value) else answer


def _key(question: Question) -> str:
    return f"{question.formula} | {question.at} | {question.order}"


def questions() -> Iterable[Question]:
    return (question for _, rows in SECTIONS for question in rows)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What another program answers wrongly: its code, and the question to symdiff: a formula at a point, or two formulas."""

    program: str
    distribution: str
    asked: str
    """As it stands in the table."""
    code: str
    """What prints the answer."""
    formula: str
    at: str = ""
    same: str = ""


_JAX = "import jax; from jax.scipy.special import i0; print(jax.grad(i0)(0.0))"
_VERIFY = "from math_verify import parse, verify; print(verify(parse({!r}), parse({!r})))"
WRONG = (
    Wrong("mathjs", "mathjs", "derivative('acoth(x)', 'x') at x = 2",
          "console.log(require('mathjs').derivative('acoth(x)', 'x').evaluate({x: 2}))", "acoth(x)", "2"),
    Wrong("JAX", "jax", "grad(i0)(0.0)", _JAX, "besseli(0, x)", "0"),
    Wrong("mpmath", "mpmath", "besselk(0, 1, derivative=1)",
          "import mpmath; print(mpmath.besselk(0, 1, derivative=1))", "besselk(0, x)", "1"),
    Wrong("mpmath", "mpmath", "gamma(2, derivative=1)",
          "import mpmath; print(mpmath.gamma(2, derivative=1))", "gamma(x)", "2"),
    Wrong("Maxima", "maxima", "diff(signum(x), x)", "diff(signum(x), x);", "sign(x)", "2"),
    Wrong("Math-Verify", "math-verify", "verify(parse('$2^{-99}$'), parse('$2^{-98}$'))",
          _VERIFY.format("$2^{-99}$", "$2^{-98}$"), "2^{-99}", same="2^{-98}"),
    Wrong("Math-Verify", "math-verify", "verify(parse('$x^2$'), parse(\"$(x^2)'$\"))",
          _VERIFY.format("$x^2$", "$(x^2)'$"), "x^2", same="(x^2)'"),
    Wrong("Math-Verify", "math-verify", "verify(parse('2*x*cos(x)'), parse('2'))",
          _VERIFY.format("2*x*cos(x)", "2"), "2*x*cos(x)", same="2"),
)  # fmt: skip


def ask_wrong() -> None:
    """Every program of WRONG for its answer and version."""
    kept = json.loads(ANSWERS.read_text())
    python = os.environ.get("PEERS_PYTHON", sys.executable)
    found = {}
    for row in WRONG:
        match row.program:
            case "mathjs":
                answer = _run("node", "-e", row.code)
                version = _version("node", "-p", "require('mathjs').version")
            case "Maxima":
                batch = f"display2d: false$ {row.code}"
                answer = _run("maxima", "--very-quiet", f"--batch-string={batch}").splitlines()[-1]
                version = _version("maxima", "--version")
            case _:
                answer = _run(python, "-c", row.code)
                version = _run(python, "-c", f"import importlib.metadata as m; print(m.version({row.distribution!r}))")
        found[row.asked] = {"version": version, "answer": _cut(answer)}
    kept["wrong"] = found
    ANSWERS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def _run(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=120).stdout.strip()


def _ours_of(row: Wrong) -> str:
    if not row.same:
        return ours(Question(row.formula, row.at))
    report = solve(Problem(row.formula, kind="same", expected=row.same), Options(certify=True))
    return f"refused: {report.error.message}" if report.error is not None else f"*{report.verdict}*"


# The page.


def page() -> str:
    kept = json.loads(ANSWERS.read_text())
    versions = ", ".join(f"{peer} {kept['versions'][peer]}" for peer in PEERS)
    parts = [
        f"""# Awkward formulas

What symdiff answers where formulas are awkward, and what other programs say to the same question: the derivative of the formula,
and its value at the point. The other programs were asked as their manuals say: `diff` and `subs` in sympy, `diff` and `ev`
in Maxima, `derivative` and `evaluate` in mathjs ({versions}). A dash: the program does not know the function.

The column of symdiff is made anew by `python docs/awkward.py`, and a test holds it; `--ask` asks the others again.
"""
    ]
    for title, rows in SECTIONS:
        parts.append(
            f"\n## {title}\n\n| formula | order | at x = | symdiff | {' | '.join(PEERS)} |\n" + "| --- " * 7 + "|\n"
        )
        for question in rows:
            others = kept["answers"][_key(question)]
            cells = [ours(question), *(_code(others.get(peer, "")) for peer in PEERS)]
            text = " | ".join([f"`{question.formula}`", str(question.order), f"`{question.at}`", *cells])
            parts.append(f"| {text} |\n".replace("||", "\\|\\|"))
    parts.append(
        "\n## What other programs get wrong\n\nEach was asked as its manual says; the answer is not that of the question.\n\n"
        "| program | asked | answers | symdiff |\n" + "| --- " * 4 + "|\n"
    )
    for row in WRONG:
        told = kept["wrong"][row.asked]
        cells = [f"{row.program} {told['version']}", f"`{row.asked}`", _code(told["answer"]), _ours_of(row)]
        parts.append(f"| {' | '.join(cells)} |\n")
    return "".join(parts)


def _code(answer: str) -> str:
    apart = answer.replace("](", "] (")  # no link
    return f"`{apart}`" if answer else "-"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--ask", action="store_true")
    parser.add_argument("--ask-wrong", action="store_true")
    options = parser.parse_args()
    if options.ask:
        ask()
    if options.ask_wrong:
        ask_wrong()
    found = page()
    if options.check:
        return int(found != PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(found, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
