"""Examples of every command, shown in its help: each is run by the tests. Imports nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EXAMPLES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "diff": (
        ('"x**2 + x + 1" --at 1.0', "values, and the numeric check"),
        ('"x*sin(x)" --explain', "every step, with its rule"),
        ('"x*sin(y)" -w y --order 2', "by y, twice"),
        ('"x*sin(y)" --at x=0:1:3,y=1 --compiled', "a table of values, by C"),
    ),
    "gradient": (
        ('"x*y + sin(y)"', "a partial derivative a line"),
        ('"x*y + sin(y)" --at x=1,y=2', "their values, checked"),
    ),
    "tangent": (
        ('"x**2" --at 1', "the tangent and the normal"),
        ('"x**2" --at 0:2:3', "at x = 0, 1, 2"),
        ('"x**2 + y**2" --at x=1,y=2', "the plane, the normal line"),
        ('"x**2 + y**2 = 25" --at x=3,y=4', "of a circle"),
    ),
    "taylor": (
        ('"exp(x)" --at 0 --order 4', "degree 4"),
        ('"exp(x)" --at 0 --order 4 --on -1:1', "with its error"),
        ('"exp(x)" --at 0 --on -2:2 -o taylor.svg', "drawn over the formula"),
    ),
    "jacobian": (
        ('"x*y" "x + y"', "two rows, two columns"),
        ('"x*y" "x + y" --at x=1,y=2', "with values, checked"),
    ),
    "hessian": (('"x**2*y"', "a matrix of two rows"), ('"x**2*y" --at x=1,y=2', "with values, checked")),
    "vector": (
        ('div "x*y" "y*z" "z*x"', "the divergence"),
        ('curl "y" "-x" "0"', "the curl"),
        ('laplacian "x**2*y"', "the Laplacian"),
    ),
    "matrix": (
        ('"x\'*A*x" -w x --shape A=n,n --shape x=n', "the gradient"),
        ('"log(det(X))" -w X --shape X=n,n --size n=3', "checked at random"),
    ),
    "implicit": (
        ('"x**2 + y**2 = 25"', "dy/dx"),
        ('"x**2 + y**2 = 25" --at x=3,y=4', "the slope there"),
    ),
    "parametric": (('"cos(t)" "sin(t)"', "dy/dx"), ('"cos(t)" "sin(t)" --at t=1', "the slope at t = 1")),
    "code": (
        ('"x**2*sin(y)" --language c', "in C"),
        ('"x**2*sin(y)" --language python --hessian', "and Hessian"),
    ),
    "prove": (('"x*sin(x)"', "a theorem on standard output"), ('"x*sin(x)" -o derivative.v', "in a file for coqc")),
    "check": (
        ('"sin(x**2)" "cos(x**2)"', "is it the derivative?"),
        ('--same "sin(2*x)" "2*sin(x)*cos(x)"', "one function?"),
        ('--antiderivative "x" "x**2/2"', "is its derivative x?"),
    ),
    "sweep": (('"sin(x)" --at 1', "the error of each step size"), ('"sin(x)" --at 1 -m central', "of one method")),
    "graph": (
        ('"x*y + sin(x)" --at x=1,y=2', "two tables"),
        ('"x*y + sin(x)" --at x=1,y=2 -o graph.svg', "a picture"),
    ),
    "plot": (
        ('"x**2" --at 1 -o plot.svg', "curve, tangent, derivative"),
        ('"x" "x**2" --range 0:1 -o two.png', "two curves"),
        ('"sin(x)" --at 1 --errors -o e.svg', "error by step size"),
    ),
    "report": (
        ('"x**2*sin(x)" --at 1 -o report.html', "all about it"),
        ('"x*y" "x + y" --at x=1,y=2 -o two.html', "about two"),
    ),
    "batch": (
        ("formulas.txt", "an answer a line"),
        ("formulas.txt -f json -o answers.jsonl", "records, in a file"),
        ("formulas.txt -o out.txt --report run.html", "a page too"),
    ),
    "repl": (("", "a prompt; :help there says more"),),
    "mcp": (("", "serve until standard input ends"),),
    "rules": (("", "all rules"), ("chain", "the chain rule, worked through"), ("tan", "what is known of tan")),
    "methods": (("", "all methods"), ("-f json", "as JSON")),
    "errors": (("", "all codes"), ("unknown-function", "what one means")),
}
"""For each command the words after its name, and what they give."""


def lines(name: str, program: str, default: str) -> list[str]:
    """The examples of a command as lines of its help; the words of the default command need no name."""
    shown = [
        (" ".join(filter(None, (program, "" if name == default else name, words))), what)
        for words, what in EXAMPLES[name]
    ]
    wide = max(len(line) for line, _ in shown)
    return [f"{line:<{wide}}  {what}" for line, what in shown]
