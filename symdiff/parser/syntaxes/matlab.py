"""MATLAB, Octave and Scilab. Imports ``code`` and ``precedence``."""

from __future__ import annotations

import re

from symdiff.parser.syntax import NUMBER, Spelling
from symdiff.parser.syntaxes.c import AWAY
from symdiff.parser.syntaxes.code import IN_DEGREES, Language, syntax
from symdiff.parser.syntaxes.precedence import Infix, Operators, Prefix

_POWER = Infix(14, "power", "^")
OPERATORS = Operators(
    title="MATLAB",
    infix={
        "||": Infix(2, "or", "or"),
        "&&": Infix(3, "and", "and"),
        "|": Infix(4, "or", "or"),
        "&": Infix(5, "and", "and"),
        "==": Infix(6, "comparison", "=="),
        **dict.fromkeys(("~=", "!=", "<>"), Infix(6, "comparison", "!=")),
        **dict.fromkeys(("<", "<=", ">", ">="), Infix(6, "comparison", "")),
        ":": Infix(8, "refused", "a range is no number", hint="give one number"),
        **dict.fromkeys(("+", ".+"), Infix(10, "sum", "+")),
        **dict.fromkeys(("-", ".-"), Infix(10, "sum", "-")),
        **dict.fromkeys(("*", ".*"), Infix(11, "product", "*")),
        **dict.fromkeys(("/", "./"), Infix(11, "product", "/")),
        **dict.fromkeys(("\\", ".\\"), Infix(11, "call", "ldivide", note="in MATLAB x\\y is y/x")),
        **dict.fromkeys(("^", ".^", "**", ".**"), _POWER),
    },
    prefix={"-": Prefix(13, "sign"), "+": Prefix(13, "none"), **dict.fromkeys(("!", "~"), Prefix(13, "not"))},
    transposes=frozenset(("'", ".'")),
    signed_powers=True,
)
NAMES = {
    "nchoosek": "binomial", "gammaln": "loggamma", "lgamma": "loggamma", "ceil": "ceiling", "fix": "trunc", "sinint": "Si",
    "cosint": "Ci", "%pi": "π", "%e": "ℯ", "power": "pow", "acoth": "acoth", "ellipke": "elliptic_k", "true": "1", "false": "0",
    "%T": "1", "nthroot": "root", "%F": "0", "inv": "reciprocal", "eps": "( 2 ^ ( - 52 ) )", "%eps": "( 2 ^ ( - 52 ) )", "merge": "if",
    "ifelse": "if",
}  # fmt: skip
FUNCTIONS = {
    "rem(x, y)": "x - y*trunc(x/y)",
    "modulo(x, y)": "x - y*trunc(x/y)",
    "pmodulo(x, y)": "x - abs(y)*floor(x/abs(y))",
    "ldivide(x, y)": "y/x",
    "rdivide(x, y)": "x/y",
    "times(x, y)": "x*y",
    "plus(x, y)": "x + y",
    "minus(x, y)": "x - y",
    "uminus(x)": "-x",
    "reciprocal(x)": "1/x",
    "round(x)": AWAY,
    "sinc(x)": "sinc(pi*x)",
    "realsqrt(x)": "sqrt(x)",
    "reallog(x)": "log(x)",
    "realpow(x, y)": "x**y",
    **IN_DEGREES,
    "psi(x)": "digamma(x)",
    "expint(x)": "expint(1, x)",
    "betaln(x, y)": "log(beta(x, y))",
    "lambertw(x)": "LambertW(x)",
    "heaviside(x)": "if(x < 0, 0, if(x > 0, 1, 1/2))",
    "idivide(x, y)": "!idivide is of whole numbers|write fix(x/y)",
    "double(x)": "x",
    "sech(x)": "1/cosh(x)",
    "gammainc(x, a)": "1 - uppergamma(a, x)/gamma(a)",
    "mtimes(x, y)": "x*y",
}
UNREAD = frozenset(
    ["airy", "bitand", "bitor", "bitxor", "bitshift", "gcd", "lcm", "zeros", "ones", "rand", "randn", "eye", "linspace", "primes", "isprime", "cumsum", "cumprod", "sum", "prod", "mean", "norm", "length", "numel", "size", "polyval", "interp1", "cross", "dot", "xor", "int8", "int16", "int32", "int64", "uint8", "single", "isempty", "any", "all", "find", "sort", "magic", "legendre"]
)  # fmt: skip
"""Functions that are not read: a number in parentheses after one is no index."""
_IMAGINARY = re.compile(rf"{NUMBER}[ijIJ]").fullmatch


def _number(text: str) -> str | None:
    if text[0] not in ".0123456789":
        return None
    if _IMAGINARY(text):
        return ""
    if text[:2] in ("0x", "0X"):
        return str(int(text, 16))
    return re.sub("[dD]", "e", text) if re.fullmatch(r"[0-9.]+[dD][+-]?[0-9]+", text) else None


def _before(spelling: Spelling) -> None:
    """A power of a power goes from the left, and the constant ``e`` is Octave's."""
    tokens = spelling.tokens
    if any(text == "e" for text, _, _ in tokens):
        spelling.notes["'e' is Octave's constant; MATLAB has exp(1)"] = None
    depth = 0
    powers: dict[int, int] = {}
    for text, _, _ in tokens:
        depth += (text in ("(", "[")) - (text in (")", "]"))
        if text in ("^", ".^", "**", ".**"):
            powers[depth] = powers.get(depth, 0) + 1
            if powers[depth] > 1:
                spelling.notes["in MATLAB powers go from the left: 2^3^2 is (2^3)^2; for the other write 2^(3^2)"] = (
                    None
                )
        elif text in ("+", "-", "*", "/", ".*", "./", ","):
            powers[depth] = 0


SYNTAX = syntax(
    "matlab",
    Language(
        operators=OPERATORS,
        names=NAMES,
        functions=FUNCTIONS,
        noted={
            "sinc": "sinc(x) is sin(pi*x)/(pi*x)",
            "round": "round goes away from 0 at a half",
            "heaviside": "heaviside(0) is 1/2",
        },
        numbers=_number,
        comment=r"(?<![0-9)])%(?!(?:pi|eps|e|i|T|F)\b)[^\n]*|#[^\n]*|//[^\n]*",
        dropped=r"\.\.\.[^\n]*\n",
        indexed_by_calls=True,
        unread=UNREAD,
        lists={"sum": "+", "prod": "*", "max": ",", "min": ",", "mean": "mean", "norm": "norm", "dot": "dot"},
        opens=frozenset(("@", "function")),
        before=_before,
    ),
    rf"%(?:pi|eps|e|T|F)\b|0[xX][0-9a-fA-F]+(?![A-Za-z0-9_])|(?:[0-9]+\.(?![*/\\^'])[0-9]*|[0-9]+|\.[0-9]+)(?:[eEdD][+-]?[0-9]+)?[ijIJ]?(?![A-Za-z0-9_])|\.\*\*|\.[*/\\^+\-']|&&|\|\||~=|<>|{NUMBER}",
    base=1,
    reads=(
        ("x./y - 2.^x", "x/y - 2**x"),
        ("x\\y", "y/x"),
        ("2^3^x", "(2**3)**x"),
        ("2^-x^2", "(2**(-x))**2"),
        ("rem(x - 8, 3)", "x - 8 - 3*trunc((x - 8)/3)"),
        ("(x > 1).*x + (x <= 1).*y", "if(x > 1, 1, 0)*x + if(x <= 1, 1, 0)*y"),
        ("x.^2;", "x**2"),
        ("f = @(x) x.^2 + a", "x**2 + a"),
        ("x^2 + ...\n  y", "x**2 + y"),
        ("x^2 % the square", "x**2"),
        ("sinc(x)", "sinc(pi*x)"),
        ("%e^x*%pi", "E**x*pi"),
        ("x'*y", "x*y"),
        ("nthroot(x, 3)", "root(x, 3)"),
        ("sum([x, y, z])", "x + y + z"),
        ("norm([x, y]) + dot([x, y], [1, 2])", "sqrt(x**2 + y**2) + x*1 + y*2"),
    ),
    refuses=(
        ("2x", "syntax", "2*x"),
        ("2i*x", "reserved-name", "a real number"),
        ("x(1:3)", "ambiguous", "x(1)"),
    ),
    differs=(
        "Powers go from the left: `2^3^2` is 64, and a note says so.",
        "`.*`, `./` and `.^` are the operators without a point, `x\\y` is y/x, and `'` after an operand changes nothing.",
        "`x(1)` is the component `x[1]`, the first of its list.",
        "`sinc(x)` is `sin(pi*x)/(pi*x)`; `round` goes away from 0 at a half.",
        "`rem`, and `modulo` of Scilab, have the sign of the first operand, `mod` that of the second.",
        "A comparison among numbers is 1 or 0.",
    ),
)
