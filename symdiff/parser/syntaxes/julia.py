"""Julia. Imports ``code`` and ``precedence``."""

from __future__ import annotations

import re

from symdiff.parser.syntax import PLAIN, Spelling
from symdiff.parser.syntaxes.c import HALF_EVEN
from symdiff.parser.syntaxes.code import HASH, IN_DEGREES, Language, syntax
from symdiff.parser.syntaxes.precedence import Infix, Operators, Prefix

_PLUS, _MINUS = Infix(9, "sum", "+"), Infix(9, "sum", "-")
_TIMES, _OVER = Infix(10, "product", "*"), Infix(10, "product", "/", kind="number")
OPERATORS = Operators(
    title="Julia",
    infix={
        "||": Infix(2, "or", "or", strict=True),
        "&&": Infix(3, "and", "and", strict=True),
        **dict.fromkeys(("==", "===", ".=="), Infix(6, "comparison", "==")),
        **dict.fromkeys(("!=", "≠", "!==", ".!="), Infix(6, "comparison", "!=")),
        **dict.fromkeys(("<", ".<"), Infix(6, "comparison", "<")),
        **dict.fromkeys(("<=", "≤", ".<="), Infix(6, "comparison", "<=")),
        **dict.fromkeys((">", ".>"), Infix(6, "comparison", ">")),
        **dict.fromkeys((">=", "≥", ".>="), Infix(6, "comparison", ">=")),
        ":": Infix(8, "refused", "a range is no number", hint="give one number"),
        "|": Infix(9, "or", "or", strict=True),
        **dict.fromkeys(("+", ".+"), _PLUS),
        **dict.fromkeys(("-", ".-"), _MINUS),
        **dict.fromkeys(("*", ".*"), _TIMES),
        **dict.fromkeys(("/", "./"), _OVER),
        **dict.fromkeys(("%", ".%"), Infix(10, "call", "rem")),
        "÷": Infix(10, "call", "div", note="in Julia x ÷ y drops the fraction of the quotient"),
        "\\": Infix(10, "call", "ldivide", note="in Julia x\\y is y/x"),
        "&": Infix(10, "and", "and", strict=True),
        "⊻": Infix(9, "refused", "'⊻' is the exclusive or", hint="write ^ for a power"),
        "//": Infix(12, "product", "/", kind="number"),
        **dict.fromkeys(("^", ".^"), Infix(14, "power", "^", right=True)),
    },
    prefix={
        "-": Prefix(13, "sign"),
        "+": Prefix(13, "none"),
        "!": Prefix(13, "not"),
        "√": Prefix(16, "call", "sqrt"),
        "∛": Prefix(16, "call", "cbrt"),
    },
    chooses=1,
    noted={"log/2": "the base stands first: log(b, x)"},
    beside=Infix(15, "product", "*", waits=13),
    chained=True,
    transposes=frozenset(("'",)),
    whole=frozenset(("floor", "ceiling", "round", "trunc")),
)
NAMES = {
    "ceil": "ceiling", "lgamma": "loggamma", "logabsgamma": "loggamma", "true": "1", "false": "0", "sinint": "Si", "cosint": "Ci",
    "expinti": "Ei", "ellipk": "elliptic_k", "ellipe": "elliptic_e", "airyai": "airyai", "airybi": "airybi", "ℯ": "ℯ", "pi": "π",
    "im": "im",
}  # fmt: skip
FUNCTIONS = {
    "rem(x, y)": "x - y*trunc(x/y)",
    "div(x, y)": "trunc(x/y)",
    "fld(x, y)": "floor(x/y)",
    "cld(x, y)": "ceiling(x/y)",
    "mod1(x, y)": "mod(x - 1, y) + 1",
    "ldivide(x, y)": "y/x",
    "log(b, x)": "log(x, b)",
    "round(x)": HALF_EVEN,
    "sinc(x)": "sinc(pi*x)",
    "sinpi(x)": "sin(pi*x)",
    "cospi(x)": "cos(pi*x)",
    "tanpi(x)": "tan(pi*x)",
    **IN_DEGREES,
    "atan(y, x)": "atan2(y, x)",
    "exp10(x)": "10**x",
    "abs2(x)": "x**2",
    "inv(x)": "1/x",
    "muladd(x, y, z)": "x*y + z",
    "fma(x, y, z)": "x*y + z",
    "clamp(x, a, b)": "min(max(x, a), b)",
    "copysign(x, y)": "if(y < 0, -abs(x), abs(x))",
    "flipsign(x, y)": "if(y < 0, -x, x)",
    "float(x)": "x",
    "Float64(x)": "x",
    "one(x)": "1",
    "zero(x)": "0",
    "identity(x)": "x",
    "log1pexp(x)": "log(1 + exp(x))",
    "logaddexp(x, y)": "log(exp(x) + exp(y))",
    "xlogy(x, y)": "x*log(y)",
    "trigamma(x)": "polygamma(1, x)",
    "invdigamma(x)": "!invdigamma is not read|",
    "logbeta(x, y)": "log(beta(x, y))",
    "besselj0(x)": "besselj(0, x)",
    "besselj1(x)": "besselj(1, x)",
    "bessely0(x)": "bessely(0, x)",
    "bessely1(x)": "bessely(1, x)",
    "expint(x)": "expint(1, x)",
    "dawson(x)": "dawsn(x)",
    "deg2rad(x)": "pi*x/180",
    "hypot(x, y, z)": "sqrt(x**2 + y**2 + z**2)",
    "relu(x)": "max(x, 0)",
    "fourthroot(x)": "x**(1/4)",
}


def _number(text: str) -> str | None:
    if not text[0].isdigit() and text[0] != ".":
        return None
    if text.endswith("im"):
        return ""
    digits = text.replace("_", "")
    if re.fullmatch("0[xX][0-9a-fA-F]+|0b[01]+|0o[0-7]+", digits):
        return str(int(digits, 0))
    found = re.fullmatch(r"([0-9.]+)f([+-]?[0-9]+)", digits)
    if found:
        return f"{found[1]}e{found[2]}"
    return digits if "_" in text else None


def _before(spelling: Spelling) -> None:
    """``sin.(x)`` is ``sin(x)``, and ``@.`` and types after ``::`` say nothing about the value."""
    result: list[tuple[str, int, int]] = []
    skip = False
    for text, start, stop in spelling.tokens:
        if skip:
            skip = False
            continue
        if text == "::":
            skip = True
        elif text not in ("@.", "@", ".(") and not text.startswith("@"):
            result.append((text, start, stop))
        elif text == ".(":
            result.append(("(", start, stop))
    if result and result[0][0] == "begin" and result[-1][0] == "end":
        result = result[1:-1]
    spelling.tokens = result


SYNTAX = syntax(
    "julia",
    Language(
        operators=OPERATORS,
        names=NAMES,
        functions=FUNCTIONS,
        noted={
            "round": "round goes to the even number at a half",
            "sinc": "sinc(x) is sin(pi*x)/(pi*x)",
            "expint": "expint(x) is E1(x)",
        },
        numbers=_number,
        variables={"e": "ℯ", "E": "ℯ"},
        comment=rf"#=[\s\S]*?=#|{HASH}",
        opens=frozenset(("->", "function")),
        before=_before,
    ),
    r"0[xbo][0-9a-fA-F_]+|[0-9][0-9_]*(?:\.[0-9_]*)?f[+-]?[0-9]+|(?:[0-9]+\.(?![*/\\^+\-])[0-9_]*|[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?im\b"
    r"|[0-9]+(?:_[0-9]+)+(?:\.[0-9]+)?|[0-9]+(?=\.[*/\\^+\-])|===|!==|&&|\|\||->|::|//|@\.|@\w+|\.\(|\.[*/^%+\-]|\.[<>]=?|\.==|\.!=",
    same={char: other for char, other in PLAIN.same.items() if char != ord("÷")},
    base=1,
    reads=(
        ("(x-1)y", "(x - 1)*y"),
        ("1/2x", "1/(2*x)"),
        ("2^3x", "2**(3*x)"),
        ("3//4*x", "3/4*x"),
        ("x -> x^2 + 1", "x**2 + 1"),
        ("atan(y, x)", "atan2(y, x)"),
        ("(x - 8) % 3", "x - 8 - 3*trunc((x - 8)/3)"),
        ("7 ÷ 2 * x", "trunc(7/2)*x"),
        ("√2x", "sqrt(2)*x"),
        ("x > 1 ? x : y", "if(x > 1, x, y)"),
        ("log(2, x)", "log(x, 2)"),
        ("ℯ^x + π", "E**x + pi"),
        ("sin.(x) .* y", "sin(x)*y"),
        ("x'y", "x*y"),
        ("1f-3*x", "0.001*x"),
        ("sinc(x)", "sinc(pi*x)"),
        ("f(x) = x^2 # the square", "x**2"),
    ),
    refuses=(
        ("2im*x", "reserved-name", "a real number"),
        ("x y", "syntax", "x*y"),
        ("x:3", "ambiguous", "x"),
    ),
    differs=(
        "A number before a name or a bracket is a factor that is tighter than a division and a power: `1/2x` is `1/(2*x)`, `2^3x` is `2^(3*x)`.",
        "`//` makes a fraction: `3//4` is 3/4. `÷` drops the fraction.",
        "`%` and `rem` have the sign of the first operand, `mod` that of the second.",
        "In `log(b, x)` the base stands first; `atan(y, x)` takes two operands.",
        "`round` goes to the even number at a half; `sinc(x)` is `sin(pi*x)/(pi*x)`.",
        "The constant is `ℯ`; `e` is a variable.",
    ),
)
