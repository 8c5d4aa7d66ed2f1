"""Maxima. Imports ``algebra`` and ``code``."""

from __future__ import annotations

import re
from typing import Final

from symdiff.parser.syntax import PLAIN, TOKEN, Spelling, Syntax, Token
from symdiff.parser.syntaxes.algebra import renamed, with_choices, without_statement
from symdiff.parser.syntaxes.code import templates

_NAMES: Final = {
    "%e": "ℯ", "%pi": "π", "%gamma": "EulerGamma", "%phi": "GoldenRatio", "#": "!=", "signum": "sign", "entier": "floor", "log_gamma": "loggamma",
}  # fmt: skip
_FUNCTIONS: Final = {
    "round(x)": "if(x - floor(x) < 1/2, floor(x), if(x - floor(x) > 1/2, floor(x) + 1, 2*floor(floor(x)/2 + 1/2)))",
    "unit_step(x)": "if(x > 0, 1, 0)",
    "hstep(x)": "Heaviside(x)",
    "fix(x)": "floor(x)",
    "truncate(x)": "trunc(x)",
    "li(s, x)": "polylog(s, x)",
    "psi(n, x)": "polygamma(n, x)",
    "float(x)": "x",
    "bfloat(x)": "x",
    "ratsimp(x)": "x",
    "expand(x)": "x",
    "factor(x)": "x",
    "realpart(x)": "x",
    "quad(x)": "x",
}
_BIG: Final = re.compile(r"[0-9.]+[bBdD][+-]?[0-9]+").fullmatch
_VARIABLES: Final = {"e": "%e", "E": "%e", "pi": "%pi", "Pi": "%pi"}

_NOTED: Final = {
    "round": "round goes to the even number at a half",
    "unit_step": "unit_step(0) is 0",
}


def _is_quote(tokens: list[Token], at: int) -> bool:
    """Whether a token keeps what follows from being computed, as before a noun: ``'diff(f(x),x,1)``."""
    return tokens[at][0] == "'" and (
        at == 0 or not (tokens[at - 1][0] in (")", "]") or tokens[at - 1][0][-1].isalnum())
    )


def spell(spelling: Spelling) -> None:
    """Tell Maxima in plain tokens."""
    spelling.tokens = [token for token in spelling.tokens if not token[0].startswith("/*")]
    without_statement(spelling, frozenset((":=", ":")), frozenset((";", "$", "\n")))
    tokens = spelling.tokens
    tokens = spelling.tokens = [token for at, token in enumerate(tokens) if not _is_quote(tokens, at)]
    infinite: list[int] = []
    for index, token in enumerate(tokens):
        text, start, stop = token
        if _BIG(text):
            tokens[index] = (re.sub("[bBdD]", "e", text), start, stop)
        if text in ("inf", "minf"):
            tokens[index] = ("∞", start, stop)
            if text == "minf":
                infinite.append(index)
        if text == "%i":
            raise spelling.fault("reserved-name", "'%i' does not stand for a real number", token)
        if text == "!!":
            raise spelling.fault("syntax", "'!!' is the double factorial, which is not supported", token, "write (x!)!")
        if text in ("li", "psi") and [each[0] for each in tokens[index + 1 : index + 5 : 2]] == ["[", "]"]:
            tokens[index + 1 : index + 5] = [("(", start, stop), tokens[index + 2], (",", stop, stop)]
    for index in reversed(infinite):
        tokens.insert(index, ("-", *tokens[index][1:]))
    spelling.tokens = renamed(spelling, with_choices(spelling, tokens), _NAMES, _VARIABLES, "Maxima", _NOTED)
    spelling.functions.update(templates(tuple(_FUNCTIONS.items())))


SYNTAX = Syntax(
    name="maxima",
    token=rf"%[A-Za-z]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)[bBdD][+-]?[0-9]+(?![A-Za-z0-9_])|/\*[\s\S]*?\*/|:=|!!|{TOKEN}",
    same=PLAIN.same,
    spell=spell,
    applies=True,
    base=1,
    reads=(
        ("%e^x*log(x);", "exp(x)*log(x)"),
        ("x^2*%pi$", "x^2*pi"),
        ("x[1]^2 + 3*x[2]", "x[1]^2 + 3*x[2]"),
        ("if x > 1 then x^2 else -x", "if(x > 1, x^2, -x)"),
        ("2*(if x < 0 then 1 elseif x < 1 then x else 3) + 1", "2*if(x < 0, 1, x < 1, x, 3) + 1"),
        ("f(x) := x^2 + a", "x^2 + a"),
        ("y : x^2 /* the square */", "x^2"),
        ("'x^2 + y", "x^2 + y"),
        ("li[2](x) + psi[1](x)", "polylog(2, x) + polygamma(1, x)"),
        ("unit_step(x)", "if(x > 0, 1, 0)"),
        ("1.5b-3*x + 2d0", "0.0015*x + 2"),
        ("integrate(sin(x*t), t, 0, x)", "Integral(sin(x*t), (t, 0, x))"),
        ("integrate(exp(-x*t^2), t, minf, inf)", "Integral(exp(-x*t^2), (t, -oo, oo))"),
        ("sum(x^k/k, k, 1, n)", "Sum(x^k/k, (k, 1, n))"),
        ("x*'integrate(sin(x*t), t, 0, x)", "x*Integral(sin(x*t), (t, 0, x))"),
        ("x*'diff(f(x), x, 2) + f(x)", "x*f''(x) + f(x)"),
        ("signum(x)*entier(y)", "sign(x)*floor(y)"),
    ),
    refuses=(
        ("%i*x", "reserved-name", "a real number"),
        ("if x > 1 then x", "syntax", "if(x > 1, x, 0)"),
        ("x!!", "syntax", "(x!)!"),
    ),
    differs=(
        "`%e`, `%pi`, `%gamma` and `%phi` are the constants; `e` and `pi` are variables, with a note.",
        "`if ... then ... else ...` reaches to the end of the bracket around it.",
        "`round` goes to the even number at a half; `unit_step(0)` is 0.",
        "Components count from 1.",
    ),
)
