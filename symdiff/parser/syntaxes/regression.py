"""What symbolic regression prints: PySR, gplearn, DEAP, Operon and SRBench. Imports ``code``."""

from __future__ import annotations

import re

from symdiff.parser.syntax import PLAIN, TOKEN, Spelling, Syntax
from symdiff.parser.syntaxes.code import templates

FUNCTIONS = {
    "add(x, y)": "x + y",
    "plus(x, y)": "x + y",
    "sub(x, y)": "x - y",
    "mul(x, y)": "x*y",
    "mult(x, y)": "x*y",
    "neg(x)": "-x",
    "inv(x)": "1/x",
    "cube(x)": "x**3",
    "relu(x)": "max(x, 0)",
    "greater(x, y)": "if(x > y, 1, 0)",
    "less(x, y)": "if(x < y, 1, 0)",
    "logical_or(x, y)": "if(x > 0 or y > 0, 1, 0)",
    "logical_and(x, y)": "if(x > 0 and y > 0, 1, 0)",
    "cond(x, y)": "if(x > 0, y, 0)",
    "atanh_clip(x)": "atanh(mod(x + 1, 2) - 1)",
    "sqrt_abs(x)": "sqrt(abs(x))",
    "log_abs(x)": "log(abs(x))",
    "log10_abs(x)": "log10(abs(x))",
    "log2_abs(x)": "log2(abs(x))",
    "safe_log(x)": "log(x)",
    "safe_log2(x)": "log2(x)",
    "safe_log10(x)": "log10(x)",
    "safe_log1p(x)": "log1p(x)",
    "safe_sqrt(x)": "sqrt(x)",
    "safe_pow(x, y)": "x**y",
    "safe_acosh(x)": "acosh(x)",
    "aq(x, y)": "x/sqrt(1 + y**2)",
}
_DIVISION = (
    "!div of two is protected in gplearn and DEAP: it is 1 where the divisor is 0 or near it|"
    "write x/y for the quotient, or if(abs(y) > 0.001, x/y, 1) for gplearn's"
)
_PROTECTED = {
    "div(x, y)": _DIVISION,
    "protectedDiv(x, y)": _DIVISION,
    "pdiv(x, y)": _DIVISION,
    "protected_div(x, y)": _DIVISION,
    "safe_div(x, y)": _DIVISION,
}
_OF_GPLEARN = {
    "sqrt(x)": "!gplearn's sqrt is protected: it takes the absolute value|write sqrt_abs(x), or infix signs for the plain root",
    "log(x)": "!gplearn's log is protected: it takes the absolute value, and is 0 within 0.001 of 0|write log_abs(x), or infix signs for the plain logarithm",
    "inv(x)": "!gplearn's inv is protected: it is 0 within 0.001 of 0|write 1/x",
}
_PREFIX_CALLS = re.compile(r"\b(?:add|sub|mul|div)\s*\(").search


def _spell(spelling: Spelling) -> None:
    """The functions; those that gplearn protects are refused among its prefix calls."""
    rows = FUNCTIONS | _PROTECTED
    if _PREFIX_CALLS(spelling.source):
        rows |= _OF_GPLEARN
    spelling.functions.update(templates(tuple(rows.items())))


SYNTAX = Syntax(
    name="regression",
    token=TOKEN,
    same=PLAIN.same,
    spell=_spell,
    reads=(
        ("add(mul(X0, X1), 2)", "X0*X1 + 2"),
        ("neg(cos(mul(ARG0, ARG1)))", "-cos(ARG0*ARG1)"),
        ("cube(x0) - inv(x1)", "x0**3 - 1/x1"),
        ("square(x0) + relu(x1)", "x0**2 + max(x1, 0)"),
        ("greater(x0, x1)*2", "if(x0 > x1, 1, 0)*2"),
        ("((x0 ^ 2.0) / 0.31) - cos(x1)", "x0**2.0/0.31 - cos(x1)"),
        ("1.5e-02*(x0/x1)", "0.015*(x0/x1)"),
        ("atanh_clip(x1)", "atanh(mod(x1 + 1, 2) - 1)"),
        ("log_abs(x0)", "log(abs(x0))"),
    ),
    refuses=(
        ("div(X0, X1)", "ambiguous", "X0/X1"),
        ("sqrt(sub(X0, 2))", "ambiguous", "sqrt_abs(sub(X0, 2))"),
        ("log(add(X0, 2))", "ambiguous", "log_abs(X0 + 2)"),
    ),
    differs=(
        "The functions are those of PySR's and gplearn's trees: `add`, `sub`, `mul`, `neg`, `inv`, `square`, `cube`, `relu`, `greater`, `cond`, `atanh_clip`.",
        "Operators that a program protects are refused with the reason: `div`, and among gplearn's prefix calls `sqrt`, `log` and `inv`.",
    ),
)
