"""Fortran. Imports ``code`` and ``precedence``."""

from __future__ import annotations

import re

from symdiff.parser.syntax import NUMBER, Spelling
from symdiff.parser.syntaxes.c import AWAY, REMAINDER
from symdiff.parser.syntaxes.code import IN_DEGREES, Language, syntax
from symdiff.parser.syntaxes.precedence import Infix, Operators, Prefix

OPERATORS = Operators(
    title="Fortran",
    infix={
        ".or.": Infix(3, "or", "or", strict=True),
        ".and.": Infix(4, "and", "and", strict=True),
        **{
            sign: Infix(6, "comparison", plain)
            for plain, signs in {"==": ("==", ".eq."), "!=": ("/=", ".ne."), "<": ("<", ".lt."), "<=": ("<=", ".le."), ">": (">", ".gt."), ">=": (">=", ".ge.")}.items()
            for sign in signs
        },
        "//": Infix(9, "refused", "'//' joins texts in Fortran", hint="write / for the quotient"),
        "+": Infix(10, "sum", "+"),
        "-": Infix(10, "sum", "-"),
        "*": Infix(11, "product", "*"),
        "/": Infix(11, "product", "/"),
        "^": Infix(14, "refused", "Fortran has no operator '^'", hint="write ** for the power"),
        "**": Infix(14, "power", "**", right=True),
    },
    prefix={"-": Prefix(13, "sign"), "+": Prefix(13, "none"), ".not.": Prefix(5, "not")},
    truncates=True,
    whole=frozenset(("int", "nint", "idnint", "floor", "ceiling")),
    merges=frozenset(("merge",)),
)  # fmt: skip

_DOUBLE = ("abs", "sqrt", "exp", "log", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "gamma", "lgamma", "erf", "erfc")  # fmt: skip
NAMES = {
    **{f"d{name}": name for name in _DOUBLE},
    **dict.fromkeys(("amax1", "dmax1", "max0"), "max"),
    **dict.fromkeys(("amin1", "dmin1", "min0"), "min"),
    "alog": "log", "alog10": "log10", "dmod": "mod", "amod": "mod", "dsign": "sign", "dint": "aint", "dnint": "anint", "ddim": "dim",
    "log_gamma": "loggamma", "dlgama": "loggamma", "dble": "real", "dfloat": "real", "float": "real", "dprod": "dprod",
    "nint": "anint", "maxval": "max", "minval": "min", "idnint": "anint", "bessel_yn": "bessely", "bessel_jn": "besselj", "dcbrt": "cbrt",
}  # fmt: skip
FUNCTIONS = {
    "mod(x, y)": REMAINDER,
    "modulo(x, y)": "mod(x, y)",
    "sign(x, y)": "if(y < 0, -abs(x), abs(x))",
    "dim(x, y)": "max(x - y, 0)",
    "dprod(x, y)": "x*y",
    "real(x)": "x",
    "real(x, k)": "x",
    "aint(x)": "trunc(x)",
    "int(x)": "trunc(x)",
    "anint(x)": AWAY,
    "bessel_j0(x)": "besselj(0, x)",
    "bessel_j1(x)": "besselj(1, x)",
    "bessel_y0(x)": "bessely(0, x)",
    "bessel_y1(x)": "bessely(1, x)",
    "dbesj0(x)": "besselj(0, x)",
    "dbesj1(x)": "besselj(1, x)",
    "dbesy0(x)": "bessely(0, x)",
    "dbesy1(x)": "bessely(1, x)",
    "erfc_scaled(x)": "erfcx(x)",
    "atan(y, x)": "atan2(y, x)",
    **IN_DEGREES,
}
_NUMBER = re.compile(r"((?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:[dDeEqQ]([+-]?[0-9]+))?(?:_\w+)?").fullmatch


def number(text: str) -> str | None:
    """``1.5d0`` and ``2._dp`` as plain numbers."""
    found = _NUMBER(text) if text[0] in ".0123456789" else None
    if found is None:
        return None
    value, exponent = found.groups()
    return value if exponent is None else f"{value}e{exponent}"


def _before(spelling: Spelling) -> None:
    """``p%k`` is ``p_k``; ``merge(a, b, c)`` is a where c holds; the signs of programs in small letters."""
    result = []
    for text, start, stop in spelling.tokens:
        plain = text
        if "%" in text and len(text) > 1:
            plain = text.replace("%", "_").replace(" ", "")
            spelling.notes[f"{text} is named {plain} here"] = None
        elif text[0] == "." and text[-1] == "." and len(text) > 2:
            plain = text.lower()
        result.append((plain, start, stop))
    spelling.tokens = result


SYNTAX = syntax(
    "fortran",
    Language(
        operators=OPERATORS,
        names=NAMES,
        functions=FUNCTIONS,
        noted={"mod": "mod(x, y) has the sign of x; modulo(x, y) that of y"},
        numbers=number,
        variables={"e": "exp(1.0d0)"},
        comment=r"![^\n]*",
        dropped=r"&[ \t]*\n[ \t]*&?",
        indexed_by_calls=True,
        lists={"sum": "+", "product": "*", "maxval": ",", "minval": ",", "norm2": "norm", "dot_product": "dot"},
        unread=frozenset(
            [
                "iand",
                "ior",
                "ieor",
                "ishft",
                "huge",
                "tiny",
                "epsilon",
                "kind",
                "cmplx",
                "aimag",
                "conjg",
                "sum",
                "product",
                "dot_product",
                "norm2",
                "matmul",
                "maxval",
                "minval",
                "size",
                "spread",
                "random_number",
                "btest",
            ]
        ),
        folds=True,
        before=_before,
    ),
    rf"(?i:\.(?:lt|le|gt|ge|eq|ne|and|or|not)\.)|/=|//|[A-Za-z]\w*(?:[ ]*%[ ]*[A-Za-z]\w*)+"
    rf"|(?:[0-9]+\.(?![A-Za-z]{{2,3}}\.)[0-9]*|[0-9]+|\.[0-9]+)(?:[dDeEqQ][+-]?[0-9]+)?(?:_(?:[A-Za-z]\w*|4|8|16))?(?![A-Za-z0-9_])|{NUMBER}",
    base=1,
    reads=(
        ("2.0D-3*exp(-x)", "0.002*exp(-x)"),
        ("1.5d0*x**2 - 3d0", "1.5*x**2 - 3.0"),
        ("x*1.E+2_dp", "x*100.0"),
        ("x*5/2", "x*5/2"),
        ("5/9*(x - 32)", "0*(x - 32)"),
        ("2**(-1)*x", "trunc(1/2)*x"),
        ("dexp(-x)*dsqrt(y)", "exp(-x)*sqrt(y)"),
        ("mod(x - 8, 3)", "x - 8 - 3*trunc((x - 8)/3)"),
        ("sign(x, y - 2d0)", "if(y - 2.0 < 0, -abs(x), abs(x))"),
        ("merge(x, y, x > 1)", "if(x > 1, x, y)"),
        ("x**2 + & \n  y**2", "x**2 + y**2"),
        ("x**2 !area", "x**2"),
        ("EXP(-X)*x", "exp(-X)*X"),
        ("y = a%k*x", "a_k*x"),
    ),
    refuses=(
        ("x^2", "ambiguous", "x**2"),
        ("2x", "syntax", "2*x"),
        ("x // y", "ambiguous", "x/y"),
        ("iand(5, 3)*x", "unknown-function", "1*x"),
        ("merge(x > 1, x, y)", "syntax", "merge(x, y, x > 1)"),
    ),
    differs=(
        "`1.5d0` and `2.0D-3` are numbers, and so is `1.0_dp`.",
        "A division of whole numbers drops the fraction: `5/9*(x - 32)` is 0, and a note says so; variables are taken to be real.",
        "`mod(x, y)` has the sign of x, `modulo(x, y)` that of y.",
        "Capital and small letters are the same; `x(1)` is the component `x[1]`, the first of its list.",
        "`nint` and `anint` go away from 0 at a half.",
    ),
)
