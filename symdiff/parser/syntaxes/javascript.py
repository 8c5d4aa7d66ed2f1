"""JavaScript and TypeScript. Imports ``code`` and ``precedence``."""

from __future__ import annotations

import re

from symdiff.parser.syntax import NUMBER, Spelling
from symdiff.parser.syntaxes.code import SLASHES, Language, syntax
from symdiff.parser.syntaxes.precedence import Infix, Operators, Prefix

OPERATORS = Operators(
    title="JavaScript",
    infix={
        "??": Infix(2, "refused", "'??' chooses by what is missing", hint="write c ? a : b"),
        "||": Infix(2, "or", "or", strict=True),
        "&&": Infix(3, "and", "and", strict=True),
        "|": Infix(
            4, "refused", "'|' joins the bits of whole numbers in JavaScript", hint="write Math.trunc(x) for x|0"
        ),
        "^": Infix(
            5, "refused", "'^' is the exclusive or of whole numbers in JavaScript", hint="write ** for the power"
        ),
        "&": Infix(6, "refused", "'&' joins the bits of whole numbers in JavaScript", hint="write &&"),
        **dict.fromkeys(("==", "==="), Infix(7, "comparison", "==")),
        **dict.fromkeys(("!=", "!=="), Infix(7, "comparison", "!=")),
        **dict.fromkeys(("<", "<=", ">", ">="), Infix(8, "comparison", "")),
        "<<": Infix(9, "refused", "'<<' moves the bits of whole numbers", hint="write x*2"),
        ">>": Infix(9, "refused", "'>>' moves the bits of whole numbers", hint="write x/2"),
        "+": Infix(10, "sum", "+"),
        "-": Infix(10, "sum", "-"),
        "*": Infix(11, "product", "*"),
        "/": Infix(11, "product", "/"),
        "%": Infix(11, "call", "rem"),
        "**": Infix(14, "power", "**", right=True),
    },
    prefix={"-": Prefix(13, "sign"), "+": Prefix(13, "none"), "!": Prefix(13, "not")},
    chooses=1,
    increments=True,
)
NAMES = {
    "PI": "π", "E": "ℯ", "LN2": "log ( 2 )", "LN10": "log ( 10 )", "LOG2E": "( 1 / log ( 2 ) )", "LOG10E": "( 1 / log ( 10 ) )",
    "SQRT2": "sqrt ( 2 )", "SQRT1_2": "( 1 / sqrt ( 2 ) )", "ceil": "ceiling",
}  # fmt: skip
FUNCTIONS = {
    "rem(x, y)": "x - y*trunc(x/y)",
    "fround(x)": "x",
    "Number(x)": "x",
    "parseFloat(x)": "x",
    "hypot(x, y, z)": "sqrt(x**2 + y**2 + z**2)",
    "parseInt(x)": "trunc(x)",
}


def _number(text: str) -> str | None:
    if not text[0].isdigit() and text[0] != ".":
        return None
    digits = text.replace("_", "").lower()
    if re.fullmatch("0x[0-9a-f]+|0b[01]+|0o[0-7]+", digits):
        return str(int(digits, 0))
    if re.fullmatch("0[0-7]+", digits):
        return str(int(digits, 8))
    return digits if "_" in text and re.fullmatch(NUMBER, digits) else None


def _before(spelling: Spelling) -> None:
    """``Math.sin`` is ``sin``; its constants are known only there."""
    result = []
    for token in spelling.tokens:
        text, start, stop = token
        if text.startswith("Math."):
            name = text[5:]
            result += [(part, start, stop) for part in NAMES.get(name, name).split()]
        elif re.fullmatch("[0-9]+n", text):
            raise spelling.fault("malformed-number", f"'{text}' is a BigInt", token, f"write {text[:-1]}")
        else:
            result.append(token)
    spelling.tokens = result


SYNTAX = syntax(
    "javascript",
    Language(
        operators=OPERATORS,
        names={"true": "1", "false": "0"},
        functions=FUNCTIONS,
        refused={
            name: (f"'{name}' is no number that a formula has", "give a number")
            for name in ("null", "undefined", "Infinity", "NaN")
        },
        numbers=_number,
        variables={"e": "Math.E", "E": "Math.E", "pi": "Math.PI", "Pi": "Math.PI"},
        comment=SLASHES,
        opens=frozenset(("=>", "function")),
        before=_before,
    ),
    r"Math\.[A-Za-z_]\w*|0[xXbBoO][0-9a-fA-F_]+|[0-9]+n\b|[0-9]+(?:_[0-9]+)+(?:\.[0-9]+)?|===|!==|&&|\|\||=>|\?\?|<<|>>",
    reads=(
        ("Math.max(x, y)**2", "max(x, y)**2"),
        ("x > 1 ? x : -x", "if(x > 1, x, -x)"),
        ("(x - 8) % 3", "x - 8 - 3*trunc((x - 8)/3)"),
        ("Math.round(x)", "floor(x + 1/2)"),
        ("x ** 2 * Math.PI", "x**2*pi"),
        ("let y = x**2 + 1;", "x**2 + 1"),
        ("const f = (x) => x*x;", "x*x"),
        ("return x*x; // the square", "x*x"),
        ("function f(x) { return x*x; }", "x*x"),
        ("010*x", "8*x"),
    ),
    refuses=(
        ("x^2", "ambiguous", "x**2"),
        ("2x", "syntax", "2*x"),
        ("10n*2", "malformed-number", "10*2"),
    ),
    differs=(
        "`^` is no power and is refused; `**` is.",
        "`%` has the sign of the first operand; `Math.round` goes up at a half.",
        "`Math.PI` and `Math.E` are the constants, `pi` and `e` variables.",
        "A number that begins with 0 is octal: `010` is 8.",
    ),
)
