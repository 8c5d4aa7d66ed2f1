"""C, C++ and GLSL. Imports ``code`` and ``precedence``."""

from __future__ import annotations

import re

from symdiff.parser.names import function_named
from symdiff.parser.syntax import NUMBER, Spelling
from symdiff.parser.syntaxes.code import REAL_TYPES, SLASHES, WHOLE_TYPES, Language, syntax
from symdiff.parser.syntaxes.precedence import NUMBER as REAL
from symdiff.parser.syntaxes.precedence import WHOLE, Infix, Operators, Prefix

_NO_POWER = "'^' could be a power, or the exclusive or of this language"
_BITS = "write && or || between comparisons"

OPERATORS = Operators(
    title="C",
    infix={
        **dict.fromkeys(("||", "or"), Infix(2, "or", "or")),
        **dict.fromkeys(("&&", "and"), Infix(3, "and", "and")),
        "|": Infix(4, "refused", "'|' joins the bits of whole numbers in C", hint=_BITS),
        "^": Infix(5, "refused", _NO_POWER, hint="write pow(x, 2) for a power"),
        "**": Infix(5, "refused", "C has no operator '**'", hint="write pow(x, 2) for a power"),
        "&": Infix(6, "refused", "'&' joins the bits of whole numbers in C", hint=_BITS),
        **dict.fromkeys(("==", "!="), Infix(7, "comparison", "")),
        **dict.fromkeys(("<", "<=", ">", ">="), Infix(8, "comparison", "")),
        "<<": Infix(9, "refused", "'<<' moves the bits of whole numbers", hint="write x*2.0"),
        ">>": Infix(9, "refused", "'>>' moves the bits of whole numbers", hint="write x/2.0"),
        "+": Infix(10, "sum", "+"),
        "-": Infix(10, "sum", "-"),
        "*": Infix(11, "product", "*"),
        "/": Infix(11, "product", "/"),
        "%": Infix(11, "call", "rem"),
    },
    prefix={
        "-": Prefix(14, "sign"),
        "+": Prefix(14, "none"),
        **dict.fromkeys(("!", "not"), Prefix(14, "not")),
        "(int)": Prefix(14, "call", "trunc", WHOLE),
        "(double)": Prefix(14, "none", kind=REAL),
    },
    chooses=1,
    truncates=True,
    increments=True,
    whole=frozenset(("lround", "lrint", "abs", "labs")),
)

_NUMBER = re.compile(rf"({NUMBER})([uUlLfF]*)").fullmatch


def number(text: str) -> str | None:
    """A number without its suffix; octal and hexadecimal ones in decimal."""
    if not text[0].isdigit() and text[0] != ".":
        return None
    digits = text.rstrip("uUlL").lower()
    if re.fullmatch(r"0x[0-9a-f]+", digits):
        return str(int(digits, 16))
    if re.fullmatch(r"0b[01]+", digits):
        return str(int(digits, 2))
    found = _NUMBER(text.replace("'", ""))
    if found is None:
        return None
    value, suffix = found.groups()
    if value.isdecimal() and len(value) > 1 and value[0] == "0" and re.fullmatch("[0-7]+", value):
        return str(int(value, 8))
    return value if suffix or "'" in text else None


def _before(spelling: Spelling) -> None:
    """``std::sin``, ``sinf`` and ``sinl`` are ``sin``; ``static_cast<int>(x)`` is a cast."""
    tokens = spelling.tokens
    for index in range(len(tokens) - 5, -1, -1):
        texts = [text for text, _, _ in tokens[index : index + 5]]
        if texts[0] == "static_cast" and texts[1] == "<" and texts[3:] == [">", "("]:
            cast = "(int)" if texts[2] in WHOLE_TYPES else "(double)"
            tokens[index : index + 4] = [(cast, tokens[index][1], tokens[index + 3][2])]
    for index, (text, start, stop) in enumerate(tokens):
        name = text.removeprefix("std::")
        called = index + 1 < len(tokens) and tokens[index + 1][0] == "("
        if text == "std::abs":
            name = "fabs"
        elif called and name[-1:] in "fl" and name not in FUNCTIONS_BY_NAME and name not in NAMES:
            known = function_named(name, called=False) is not None
            stem = name[:-1]
            meant = stem in FUNCTIONS_BY_NAME or stem in NAMES or function_named(stem, called=False) is not None
            name = stem if meant and not known else name
        tokens[index] = (name, start, stop)


NAMES = {
    "M_PI": "π", "M_E": "ℯ", "M_PI_2": "( π / 2 )", "M_PI_4": "( π / 4 )", "M_1_PI": "( 1 / π )", "M_2_PI": "( 2 / π )",
    "M_2_SQRTPI": "( 2 / sqrt ( π ) )", "M_SQRT2": "sqrt ( 2 )", "M_SQRT1_2": "( 1 / sqrt ( 2 ) )", "M_LN2": "log ( 2 )",
    "M_LN10": "log ( 10 )", "M_LOG2E": "( 1 / log ( 2 ) )", "M_LOG10E": "( 1 / log ( 10 ) )", "M_TAU": "( 2 * π )",
    "fmax": "max", "fmin": "min", "tgamma": "gamma", "fabs": "abs", "ceil": "ceiling", "true": "1", "false": "0",
    "riemann_zeta": "zeta", "inversesqrt": "rsqrt", "rint": "nearbyint", "lrint": "nearbyint", "roundEven": "nearbyint",
    "lround": "round",
}  # fmt: skip
HALF_EVEN = "if(x - floor(x) < 1/2, floor(x), if(x - floor(x) > 1/2, floor(x) + 1, 2*floor(floor(x)/2 + 1/2)))"
"""Rounding to the nearest whole number, of two to the even one."""
TO_DIGITS = f"({HALF_EVEN.replace('x', '(x*10**n)')})/10**n"
"""The same to so many digits after the point."""
AWAY = "sign(x)*floor(abs(x) + 1/2)"
"""Rounding to the nearest whole number, of two to the one farther from 0."""
REMAINDER = "x - y*trunc(x/y)"
FUNCTIONS = {
    "rem(x, y)": REMAINDER,
    "fmod(x, y)": REMAINDER,
    "round(x)": AWAY,
    "nearbyint(x)": HALF_EVEN,
    "remainder(x, y)": "x - y*" + HALF_EVEN.replace("x", "(x/y)"),
    "signbit(x)": "if(x < 0, 1, 0)",
    "scalbn(x, n)": "x*2**n",
    "sph_bessel(n, x)": "jn(n, x)",
    "sph_neumann(n, x)": "yn(n, x)",
    "ellint_1(k, x)": "elliptic_f(x, k**2)",
    "ellint_2(k, x)": "elliptic_e(x, k**2)",
    "fma(x, y, z)": "x*y + z",
    "fdim(x, y)": "max(x - y, 0)",
    "copysign(x, y)": "if(y < 0, -abs(x), abs(x))",
    "ldexp(x, n)": "x*2**n",
    "exp10(x)": "10**x",
    "rsqrt(x)": "1/sqrt(x)",
    "hypot(x, y, z)": "sqrt(x**2 + y**2 + z**2)",
    "j0(x)": "besselj(0, x)",
    "j1(x)": "besselj(1, x)",
    "jn(n, x)": "besselj(n, x)",
    "y0(x)": "bessely(0, x)",
    "y1(x)": "bessely(1, x)",
    "yn(n, x)": "bessely(n, x)",
    "cyl_bessel_j(n, x)": "besselj(n, x)",
    "cyl_neumann(n, x)": "bessely(n, x)",
    "cyl_bessel_i(n, x)": "besseli(n, x)",
    "cyl_bessel_k(n, x)": "besselk(n, x)",
    "expint(x)": "Ei(x)",
    "hermite(n, x)": "hermite(n, x)",
    "comp_ellint_1(k)": "elliptic_k(k**2)",
    "comp_ellint_2(k)": "elliptic_e(k**2)",
    "lerp(a, b, t)": "a + t*(b - a)",
    "midpoint(a, b)": "(a + b)/2",
    "clamp(x, a, b)": "min(max(x, a), b)",
    "mix(x, y, a)": "x*(1 - a) + y*a",
    "step(e, x)": "if(x < e, 0, 1)",
    "smoothstep(a, b, x)": "min(max((x - a)/(b - a), 0), 1)**2*(3 - 2*min(max((x - a)/(b - a), 0), 1))",
    "atan(y, x)": "atan2(y, x)",
    "identity(x)": "x",
    "double(x)": "x",
    "float(x)": "x",
    "int(x)": "trunc(x)",
}
FUNCTIONS_BY_NAME = frozenset(head.partition("(")[0] for head in FUNCTIONS)
TOKENS = rf"std::[A-Za-z_]\w*|0[xXbB][0-9a-fA-F]+[uUlL]*|{NUMBER}[uUlLfF]{{1,3}}(?![A-Za-z0-9_])|[0-9]+(?:'[0-9]{{3}})+(?:\.[0-9]*)?|&&|\|\||<<|>>|->"

SYNTAX = syntax(
    "c",
    Language(
        operators=OPERATORS,
        names=NAMES,
        functions=FUNCTIONS,
        refused={
            "abs": (
                "abs takes a whole number in C: the fraction of its operand is lost",
                "write fabs(...) or std::abs(...)",
            ),
            "gamma": ("gamma is the logarithm of the gamma function in C", "write tgamma(...) or lgamma(...)"),
            "logb": ("logb is the exponent of the binary form in C", "write log2(...)"),
        },
        noted={"round": "round goes away from 0 at a half"},
        numbers=number,
        variables={"e": "M_E", "E": "M_E"},
        comment=SLASHES,
        lists={"max": ",", "min": ","},
        dropped=r"\\\n",
        casts=frozenset((*WHOLE_TYPES, "double", "float", "real")) & (REAL_TYPES | WHOLE_TYPES),
        before=_before,
    ),
    TOKENS,
    reads=(
        ("M_PI*pow(x, 2)", "pi*x**2"),
        ("1.0f/2*sinf(x)", "1.0/2*sin(x)"),
        ("M_PI*fabs(x)", "pi*abs(x)"),
        ("x > 1 ? x*x : -x", "if(x > 1, x*x, -x)"),
        ("(x > 1)*y", "if(x > 1, 1, 0)*y"),
        ("(double)x/3", "x/3"),
        ("(int)x*2.5", "trunc(x)*2.5"),
        ("5/2*x", "2*x"),
        ("010*x", "8*x"),
        ("fmod(x - 8, 3)", "x - 8 - 3*trunc((x - 8)/3)"),
        ("std::exp(x) // a comment", "exp(x)"),
        ("double f(double x) { return x*x; }", "x*x"),
        ("std::max({x, y, z})", "max(x, y, z)"),
        ("static_cast<double>(3)/2*x", "3/2*x"),
        ("x > 1 and not y ? x : z", "if(x > 1 and not (y != 0), x, z)"),
        ("j0(x) + yn(2, x)", "besselj(0, x) + bessely(2, x)"),
    ),
    refuses=(
        ("M_PI + x^2", "ambiguous", "M_PI + pow(x, 2)"),
        ("2x", "syntax", "2*x"),
        ("abs(x)", "ambiguous", "fabs(x)"),
        ("int y = x;", "ambiguous", "x"),
        ("++x*2", "syntax", "(x + 1)*2"),
    ),
    differs=(
        "A division of whole numbers drops the fraction: `5/2*x` is `2*x`, and a note says so; variables are taken to be doubles.",
        "`%` and `fmod` have the sign of the first operand; a comparison among numbers is 1 or 0.",
        "`0 < x < 1` compares `0 < x`, which is 1 or 0, with 1.",
        "`round` goes away from 0 at a half, `rint` to the even number.",
    ),
)
