"""Rust. Imports ``code`` and ``precedence``."""

from __future__ import annotations

import re

from symdiff.parser.syntax import NUMBER, Spelling, Token
from symdiff.parser.syntaxes.c import AWAY, HALF_EVEN
from symdiff.parser.syntaxes.code import SLASHES, WHOLE_TYPES, Language, syntax
from symdiff.parser.syntaxes.precedence import Infix, Operators, Prefix

_METHODS = (
    *(f"{name}/0" for name in ["abs", "sqrt", "cbrt", "exp", "exp2", "exp_m1", "ln", "ln_1p", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "floor", "ceil", "round", "round_ties_even", "trunc", "fract", "signum", "recip", "to_degrees", "to_radians"]),
    *(f"{name}/1" for name in ["powi", "powf", "log", "atan2", "hypot", "max", "min", "copysign", "rem_euclid", "div_euclid", "abs_sub", "midpoint"]),
    "mul_add/2", "clamp/2",
)  # fmt: skip
OPERATORS = Operators(
    title="Rust",
    infix={
        "||": Infix(2, "or", "or", strict=True),
        "&&": Infix(3, "and", "and", strict=True),
        **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), Infix(6, "comparison", "")),
        "|": Infix(7, "refused", "'|' joins the bits of whole numbers in Rust", hint="write ||"),
        "^": Infix(8, "refused", "'^' is the exclusive or of whole numbers in Rust", hint="write x.powi(2)"),
        "**": Infix(8, "refused", "Rust has no operator '**'", hint="write x.powi(2)"),
        "&": Infix(9, "refused", "'&' joins the bits of whole numbers in Rust", hint="write &&"),
        "+": Infix(10, "sum", "+"),
        "-": Infix(10, "sum", "-"),
        "*": Infix(11, "product", "*"),
        "/": Infix(11, "product", "/"),
        "%": Infix(11, "call", "rem"),
    },
    prefix={"-": Prefix(14, "sign"), "!": Prefix(14, "not")},
    truncates=True,
    casts={**dict.fromkeys(("f64", "f32"), ""), **dict.fromkeys(WHOLE_TYPES, "trunc")},
    methods=frozenset(_METHODS),
    renamed={
        "powi": "pow", "powf": "pow", "ln": "log", "log": "log", "exp_m1": "expm1", "ln_1p": "log1p", "ceil": "ceiling",
        "to_radians": "radians", "to_degrees": "degrees",
    },
)  # fmt: skip
FUNCTIONS = {
    "rem(x, y)": "x - y*trunc(x/y)",
    "mul_add(x, y, z)": "x*y + z",
    "recip(x)": "1/x",
    "signum(x)": "if(x < 0, -1, 1)",
    "round(x)": AWAY,
    "round_ties_even(x)": HALF_EVEN,
    "midpoint(x, y)": "(x + y)/2",
    "fract(x)": "x - trunc(x)",
    "clamp(x, a, b)": "min(max(x, a), b)",
    "rem_euclid(x, y)": "x - abs(y)*floor(x/abs(y))",
    "div_euclid(x, y)": "if(y < 0, ceiling(x/y), floor(x/y))",
    "copysign(x, y)": "if(y < 0, -abs(x), abs(x))",
    "abs_sub(x, y)": "max(x - y, 0)",
    "exp10(x)": "10**x",
    "log(x, b)": "log(x, b)",
    "from(x)": "x",
}
_CONSTANTS = {
    "PI": "π", "E": "ℯ", "TAU": "( 2 * π )", "FRAC_PI_2": "( π / 2 )", "FRAC_PI_4": "( π / 4 )", "FRAC_PI_3": "( π / 3 )",
    "FRAC_PI_6": "( π / 6 )", "FRAC_PI_8": "( π / 8 )", "FRAC_1_PI": "( 1 / π )", "FRAC_2_PI": "( 2 / π )", "SQRT_2": "sqrt ( 2 )",
    "LN_2": "log ( 2 )", "LN_10": "log ( 10 )", "FRAC_1_SQRT_2": "( 1 / sqrt ( 2 ) )", "LOG2_E": "( 1 / log ( 2 ) )",
    "LOG10_E": "( 1 / log ( 10 ) )", "FRAC_2_SQRT_PI": "( 2 / sqrt ( π ) )",
}  # fmt: skip


def _number(text: str) -> str | None:
    if not text[0].isdigit():
        return None
    found = re.fullmatch(
        rf"({NUMBER.replace('[0-9]+', '[0-9][0-9_]*').replace('[0-9]*', '[0-9_]*')})([fiu][0-9]+)?", text
    )
    digits = text.replace("_", "")
    if re.fullmatch("0x[0-9a-f]+|0b[01]+|0o[0-7]+", digits):
        return str(int(digits, 0))
    if found is None:
        return None
    value = found[1].replace("_", "")
    if (found[2] or "").startswith("f") and value.isdecimal():
        return value + ".0"
    return value if value != text else None


def _before(spelling: Spelling) -> None:
    """Paths of constants and functions, and ``if c { a } else { b }``."""
    result: list[Token] = []
    for text, start, stop in spelling.tokens:
        path, _, name = text.rpartition("::")
        if path and name in _CONSTANTS:
            result += [(part, start, stop) for part in _CONSTANTS[name].split()]
        elif path:
            result.append((OPERATORS.renamed.get(name, name), start, stop))
        else:
            result.append((text, start, stop))
    spelling.tokens = chosen(result)


def chosen(tokens: list[Token]) -> list[Token]:
    """``if c { a } else { b }`` as ``if(c, a, b)``, and the same inside the last braces."""
    if not any(token[0] == "if" for token in tokens):
        return tokens
    result: list[Token] = []
    closing: list[str] = []
    """What each brace that is open becomes at its end."""
    ends = 0
    for index, (text, start, stop) in enumerate(tokens):
        after = tokens[index + 1][0] if index + 1 < len(tokens) else ""
        if text == "if":
            result += [("if", start, stop), ("(", stop, stop)]
            closing.append("if")
        elif text == "{" and closing and closing[-1] == "if":
            result.append((",", start, stop))
            closing[-1] = "then"
        elif text == "}" and closing and closing[-1] == "then":
            if after != "else":
                return tokens
            closing[-1] = "else"
        elif text == "else" and closing and closing[-1] == "else":
            result.append((",", start, stop))
            if after == "if":
                closing[-1] = "chain"
                ends += 1
            elif after != "{":
                return tokens
        elif text == "{" and closing and closing[-1] == "else":
            closing[-1] = "last"
        elif text == "}" and closing and closing[-1] == "last":
            closing.pop()
            result.append((")", start, stop))
            while closing and closing[-1] == "chain":
                closing.pop()
                result.append((")", start, stop))
        else:
            result.append((text, start, stop))
    return result


SYNTAX = syntax(
    "rust",
    Language(
        operators=OPERATORS,
        functions=FUNCTIONS,
        noted={"round": "round goes away from 0 at a half"},
        numbers=_number,
        variables={"e": "std::f64::consts::E", "E": "std::f64::consts::E", "pi": "std::f64::consts::PI"},
        names={name: plain for name, plain in _CONSTANTS.items() if name != "E"},
        refused={
            name: (f"'{name}' is a bound of the arithmetic of Rust", "give its value")
            for name in ("EPSILON", "MAX", "MIN", "MIN_POSITIVE", "INFINITY", "NEG_INFINITY", "NAN")
        },
        comment=SLASHES,
        opens=frozenset(("|", "fn")),
        before=_before,
    ),
    r"[0-9][0-9_]*(?:\.[0-9][0-9_]*|\.(?![A-Za-z_.]))?(?:[eE][+-]?[0-9]+)?(?:_?[fiu](?:8|16|32|64|128|size))?(?![A-Za-z0-9_])"
    r"|0[xbo][0-9a-fA-F_]+|(?:[A-Za-z_]\w*::)+[A-Za-z_]\w*|&&|\|\||->|=>|::",
    reads=(
        ("x as f64 / 3.0", "x/3.0"),
        ("(x*2.5) as i32", "trunc(x*2.5)"),
        ("y.atan2(x)", "atan2(y, x)"),
        ("x.mul_add(y, z)", "x*y + z"),
        ("-x.abs()", "-abs(x)"),
        ("(x - 8.0) % 3.0", "x - 8.0 - 3.0*trunc((x - 8.0)/3.0)"),
        ("if x > 1.0 { x*x } else { -x }", "if(x > 1.0, x*x, -x)"),
        ("1e3f64*x + 2f64", "1000.0*x + 2.0"),
        ("let y = x*x + 1.0;", "x*x + 1.0"),
        ("std::f64::consts::PI * x.powi(2)", "pi*x**2"),
        ("|x: f64| x.exp()", "exp(x)"),
        ("fn f(x: f64) -> f64 { x*x }", "x*x"),
    ),
    refuses=(
        ("x^2", "ambiguous", "x.powi(2)"),
        ("2x", "syntax", "2*x"),
        ("x.len", "syntax", "x_len"),
        ("x.gamma()", "syntax", "gamma(x)"),
        ("special.gamma(x)", "syntax", "gamma(x)"),
    ),
    differs=(
        "A method is a call: `y.atan2(x)` is `atan2(y, x)`, and it is tighter than a sign.",
        "`%` has the sign of the first operand, `rem_euclid` none; a division of whole numbers drops the fraction.",
        "`round` goes away from 0 at a half; `signum` is 1 at 0; `fract` keeps the sign.",
    ),
)
