"""Maple. Imports ``algebra`` and ``code``."""

from __future__ import annotations

from typing import Final

from symdiff.parser.syntax import PLAIN, TOKEN, Spelling, Syntax, Token
from symdiff.parser.syntaxes.algebra import renamed, with_choices, without_statement
from symdiff.parser.syntaxes.code import templates

_NAMES: Final = {
    "Pi": "π",
    "gamma": "EulerGamma",
    "<>": "!=",
    "ceil": "ceiling",
    "signum": "sign",
    "lnGAMMA": "loggamma",
    "GAMMA": "Gamma",
}
_FUNCTIONS: Final = {
    "arctan(y, x)": "atan2(y, x)",
    "arccot(x)": "pi/2 - atan(x)",
    "log10(x)": "log(x, 10)",
    "round(x)": "sign(x)*floor(abs(x) + 1/2)",
    "frac(x)": "x - trunc(x)",
    "Psi(x)": "digamma(x)",
    "Psi(n, x)": "polygamma(n, x)",
    "Zeta(s)": "zeta(s)",
    "Ei(n, x)": "expint(n, x)",
    "Li(x)": "li(x)",
    "LambertW(k, x)": "LambertW(x, k)",
    "dilog(x)": "polylog(2, 1 - x)",
    "EllipticK(k)": "elliptic_k(k^2)",
    "EllipticE(k)": "elliptic_e(k^2)",
    "sqr(x)": "x^2",
    "evalf(x)": "x",
    "evalf(x, n)": "x",
    "simplify(x)": "x",
    "expand(x)": "x",
    "factor(x)": "x",
    "combine(x)": "x",
    "Re(x)": "x",
    "Dirac(x)": "!the delta function has no values|leave it out",
}
_BINDING: Final = {
    "int": "Integral", "Int": "Integral", "sum": "Sum", "Sum": "Sum", "add": "Sum", "product": "Product", "Product": "Product", "mul": "Product",
}  # fmt: skip
"""What takes a range ``t = a..b``, with the name that it is told by."""
_VARIABLES: Final = {"e": "exp(1)", "E": "exp(1)", "pi": "Pi"}
_REFUSED: Final = {
    "mod": ("'mod' is arithmetic of whole numbers in Maple", "write mod(a, b), in the plain syntax"),
    "I": ("'I' does not stand for a real number", "give a real number"),
    "proc": ("a procedure is no formula", "give its formula"),
    "%": ("'%' is what was computed last in Maple", "write the formula in its place"),
    "!!": ("'!!' is two factorials in Maple", "write (x!)!"),
}

_NOTED: Final = {
    "gamma": "gamma is Euler's constant; the function is GAMMA",
    "round": "round goes away from 0 at a half",
    "frac": "frac has the sign of its operand",
    "arccot": "arccot lies between 0 and pi",
    "Li": "Li is the logarithmic integral from 0",
    "EllipticK": "elliptic integrals take the modulus, not its square",
    "EllipticE": "elliptic integrals take the modulus, not its square",
    "LambertW": "LambertW takes the branch first",
}


def spell(spelling: Spelling) -> None:
    """Tell Maple in plain tokens."""
    spelling.tokens = [token for token in spelling.tokens if not token[0].startswith(("#", "(*"))]
    without_statement(spelling, frozenset((":=",)), frozenset((";", ":", "\n")))
    tokens = [token for token in spelling.tokens if token[0] != "'"]
    for index, token in enumerate(tokens):
        if token[0] in _REFUSED and not (token[0] == "mod" and tokens[index + 1 : index + 2] and index == 0):
            message, hint = _REFUSED[token[0]]
            raise spelling.fault("syntax" if token[0] != "I" else "reserved-name", message, token, hint)
        if token[0] == "gamma" and index + 1 < len(tokens) and tokens[index + 1][0] == "(":
            hint = "write GAMMA(...) for the function, gamma*(...) for the product"
            raise spelling.fault("ambiguous", "gamma is Euler's constant in Maple", token, hint)
    _refuse_towers(spelling, tokens)
    if any(token[0] in _BINDING for token in tokens):
        tokens = _with_ranges(tokens)
    tokens = renamed(spelling, with_choices(spelling, _with_rests(tokens)), _NAMES, _VARIABLES, "Maple", _NOTED)
    spelling.tokens = _with_bases(tokens)
    spelling.functions.update(templates(tuple(_FUNCTIONS.items())))


def _refuse_towers(spelling: Spelling, tokens: list[Token]) -> None:
    """Maple takes no ``a^b^c``."""
    level: list[bool] = [False]
    for token in tokens:
        text = token[0]
        if text in ("(", "["):
            level.append(False)
        elif text in (")", "]"):
            level = level[:-1] or [False]
        elif text in ("^", "**"):
            if level[-1]:
                raise spelling.fault(
                    "syntax", "Maple takes no power of a power without parentheses", token, "write a^(b^c)"
                )
            level[-1] = True
        elif text in ("+", "-", "*", "/", ",", "<", ">", "=", "<=", ">=", "<>"):
            level[-1] = False


def _with_ranges(tokens: list[Token]) -> list[Token]:
    """``int(f, t = a..b)`` as ``Integral(f, (t, a, b))``, and so with sums and products."""
    result: list[Token] = []
    opened: list[bool] = []
    """Per bracket whether ranges stand in it."""
    ranged = -1
    """How many brackets are open around the range that is being told."""
    for index, token in enumerate(tokens):
        text, start, stop = token
        after = [each[0] for each in tokens[index + 1 : index + 3]]
        if ranged == len(opened) and text in (",", ")", "]"):
            result.append((")", start, start))
            ranged = -1
        if text in ("(", "["):
            opened.append(index > 0 and tokens[index - 1][0] in _BINDING)
        elif text in (")", "]") and opened:
            opened.pop()
        inside = bool(opened) and opened[-1]
        if text in ("..", "=") and ranged == len(opened):
            result.append((",", start, stop))
        elif text in _BINDING and after[:1] == ["("]:
            result.append((_BINDING[text], start, stop))
        else:
            result.append(token)
        if text == "," and inside and after[1:] == ["="]:
            result.append(("(", stop, stop))
            ranged = len(opened)
    return result


def _with_rests(tokens: list[Token]) -> list[Token]:
    """``piecewise(x < 1, x)`` with the 0 that it is elsewhere: an even number of operands has no last value."""
    result: list[Token] = []
    opened: list[int] = []
    """Per bracket the commas in it; -1 outside of ``piecewise``."""
    for index, token in enumerate(tokens):
        text, _, stop = token
        if text in ("(", "["):
            opened.append(0 if index and tokens[index - 1][0] == "piecewise" else -1)
        elif text == "," and opened and opened[-1] >= 0:
            opened[-1] += 1
        elif text in (")", "]") and opened:
            commas = opened.pop()
            if commas >= 0 and commas % 2:
                result += [(",", stop, stop), ("0", stop, stop)]
        result.append(token)
    return result


def _with_bases(tokens: list[Token]) -> list[Token]:
    """``log[b](x)`` as ``log_b``: the base stands before the operand in the grammar too."""
    result = list(tokens)
    for index in range(len(result) - 4, -1, -1):
        inside = [token[0] for token in result[index : index + 5]]
        if inside[0] == "log" and inside[1] == "[" and inside[3] == "]" and inside[4] == "(":
            name, start, _ = result[index]
            result[index : index + 4] = [(f"{name}_{inside[2]}", start, result[index + 3][2])]
    return result


SYNTAX = Syntax(
    name="maple",
    token=rf"\(\*[\s\S]*?\*\)|#[^\n]*|:=|->|<>|!!|[0-9]+(?:\.[0-9]+)?(?=\.\.)|\.\.|{TOKEN}",
    same=PLAIN.same,
    spell=spell,
    applies=True,
    base=1,
    reads=(
        ("y := x^2:", "x^2"),
        ("f := x -> x^2 + a;", "x^2 + a"),
        ("f := (x, y) -> x*y;", "x*y"),
        ("piecewise(x < 1, x, x < 2, x^2, 0)", "if(x < 1, x, x < 2, x^2, 0)"),
        ("piecewise(x < 1, x)", "if(x < 1, x, 0)"),
        ("log[10](x) + log[b](y)", "log(x, 10) + log(y, b)"),
        ("GAMMA(x) + lnGAMMA(y)", "Gamma(x) + loggamma(y)"),
        ("exp(1)^x*Pi", "exp(1)^x*pi"),
        ("arctan(y, x)", "atan2(y, x)"),
        ("Psi(1, x)", "polygamma(1, x)"),
        ("LambertW(-1, x)", "LambertW(x, -1)"),
        ("surd(x, 3)", "root(x, 3)"),
        ("int(sin(x*t), t = 0..x)", "Integral(sin(x*t), (t, 0, x))"),
        ("int(exp(-x*t^2), t = -infinity..infinity)", "Integral(exp(-x*t^2), (t, -oo, oo))"),
        ("int(int(x*s*t, t = 0..s), s = 1.5..x)", "Integral(Integral(x*s*t, (t, 0, s)), (s, 1.5, x))"),
        ("Int(sin(t)/t, t)", "Integral(sin(t)/t, t)"),
        ("add(x^k, k = 1..5) + Sum(x^k/k, k = 1..n)", "Sum(x^k, (k, 1, 5)) + Sum(x^k/k, (k, 1, n))"),
        ("mul(x + k, k = 1..5)", "Product(x + k, (k, 1, 5))"),
        ("x*diff(f(x, y), x$2, y)", "x*f^(2, 1)(x, y)"),
        ("x*D(f)(x) + (D@@2)(f)(x)", "x*f'(x) + f''(x)"),
        ("x*D[1, 2](f)(x, y)", "x*f^(1, 1)(x, y)"),
        ("if x > 1 then x else -x fi", "if(x > 1, x, -x)"),
        ("x^2 # the square", "x^2"),
        ("x[1]*2", "x[1]*2"),
    ),
    refuses=(
        ("7 mod 3*x", "syntax", "mod(7, 3)*x"),
        ("2^3^x", "syntax", "2^(3^x)"),
        ("2*I", "reserved-name", "a real number"),
        ("x!!", "syntax", "(x!)!"),
        ("Dirac(x)", "ambiguous", "x"),
    ),
    differs=(
        "`Pi` is the constant; `pi` and `e` are variables, with a note.",
        "A power of a power needs parentheses.",
        "`piecewise` without a last value is 0 elsewhere.",
        "`round` goes away from 0 at a half; `arccot` lies between 0 and pi; `Li` is the logarithmic integral.",
        "Elliptic integrals take the modulus, not its square.",
        "Components count from 1.",
    ),
)
