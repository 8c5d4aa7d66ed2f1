"""R. Imports ``code`` and ``precedence``."""

from __future__ import annotations

import re

from symdiff.parser.syntax import NUMBER, Spelling, Token
from symdiff.parser.syntaxes.c import HALF_EVEN, TO_DIGITS
from symdiff.parser.syntaxes.code import HASH, Language, syntax
from symdiff.parser.syntaxes.precedence import Infix, Operators, Prefix

OPERATORS = Operators(
    title="R",
    infix={
        **dict.fromkeys(("||", "|"), Infix(3, "or", "or")),
        **dict.fromkeys(("&&", "&"), Infix(4, "and", "and")),
        **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), Infix(6, "comparison", "")),
        "+": Infix(9, "sum", "+"),
        "-": Infix(9, "sum", "-"),
        "*": Infix(10, "product", "*"),
        "/": Infix(10, "product", "/"),
        "%%": Infix(11, "call", "mod"),
        "%/%": Infix(11, "call", "floor_divide"),
        ":": Infix(12, "refused", "a range is no number", hint="give one number"),
        **dict.fromkeys(("^", "**"), Infix(14, "power", "^", right=True)),
    },
    prefix={"-": Prefix(13, "sign"), "+": Prefix(13, "none"), "!": Prefix(5, "not")},
)
NAMES = {
    "TRUE": "1", "FALSE": "0", "choose": "binomial", "lgamma": "loggamma", "pmax": "max", "pmin": "min", "psigamma": "psigamma",
    "LETTERS": "LETTERS",
}  # fmt: skip
FUNCTIONS = {
    "round(x)": HALF_EVEN,
    "round(x, n)": TO_DIGITS,
    "Re(x)": "x",
    "Mod(x)": "abs(x)",
    "dgamma(x, a)": "if(x < 0, 0, x**(a - 1)*exp(-x)/gamma(a))",
    "dgamma(x, a, r)": "if(x < 0, 0, r**a*x**(a - 1)*exp(-r*x)/gamma(a))",
    "dbeta(x, a, b)": "x**(a - 1)*(1 - x)**(b - 1)/beta(a, b)",
    "dbinom(k, n, p)": "binomial(n, k)*p**k*(1 - p)**(n - k)",
    "floor_divide(x, y)": "floor(x/y)",
    "lchoose(n, k)": "log(binomial(n, k))",
    "lbeta(x, y)": "log(beta(x, y))",
    "lfactorial(x)": "loggamma(x + 1)",
    "trigamma(x)": "polygamma(1, x)",
    "psigamma(x)": "digamma(x)",
    "psigamma(x, n)": "polygamma(n, x)",
    "besselJ(x, n)": "besselj(n, x)",
    "besselY(x, n)": "bessely(n, x)",
    "besselI(x, n)": "besseli(n, x)",
    "besselK(x, n)": "besselk(n, x)",
    "sinpi(x)": "sin(pi*x)",
    "cospi(x)": "cos(pi*x)",
    "tanpi(x)": "tan(pi*x)",
    "sum(x)": "x",
    "sum(x, y)": "x + y",
    "sum(x, y, z)": "x + y + z",
    "prod(x, y)": "x*y",
    "prod(x, y, z)": "x*y*z",
    "identity(x)": "x",
    "I(x)": "x",
    "as.numeric(x)": "x",
    "as_numeric(x)": "x",
    "as_integer(x)": "trunc(x)",
    "pnorm(x)": "(1 + erf(x/sqrt(2)))/2",
    "pnorm(x, m, s)": "(1 + erf((x - m)/(s*sqrt(2))))/2",
    "dnorm(x)": "exp(-x**2/2)/sqrt(2*pi)",
    "dnorm(x, m, s)": "exp(-(x - m)**2/(2*s**2))/(s*sqrt(2*pi))",
    "dexp(x)": "if(x < 0, 0, exp(-x))",
    "dexp(x, r)": "if(x < 0, 0, r*exp(-r*x))",
    "pexp(x)": "if(x < 0, 0, 1 - exp(-x))",
    "pexp(x, r)": "if(x < 0, 0, 1 - exp(-r*x))",
    "dunif(x)": "if(x < 0, 0, if(x > 1, 0, 1))",
    "punif(x)": "min(max(x, 0), 1)",
    "plogis(x)": "1/(1 + exp(-x))",
    "qlogis(x)": "log(x/(1 - x))",
    "dlogis(x)": "exp(-x)/(1 + exp(-x))**2",
    "qnorm(x)": "sqrt(2)*erfinv(2*x - 1)",
    "dpois(k, m)": "exp(-m)*m**k/factorial(k)",
    "xor(x, y)": "!xor is no number|write a comparison",
    "signif(x)": "!signif is no formula|leave it out",
}


def _number(text: str) -> str | None:
    if text[0] not in ".0123456789":
        return None
    if text[-1] == "i" and text[:1].isdigit():
        return ""
    if text[:2] in ("0x", "0X"):
        return str(int(text.rstrip("L"), 16)) if re.fullmatch("0[xX][0-9a-fA-F]+L?", text) else None
    return text[:-1] if text[-1] == "L" else None


_NAMED = {
    "log": ("x", "base"), "round": ("x", "digits"), "dnorm": ("x", "mean", "sd"), "pnorm": ("q", "mean", "sd"), "dexp": ("x", "rate"),
    "pexp": ("q", "rate"), "dgamma": ("x", "shape", "rate"), "dbeta": ("x", "shape1", "shape2"), "dbinom": ("x", "size", "prob"),
    "dpois": ("x", "lambda"), "besselJ": ("x", "nu"), "besselI": ("x", "nu"), "besselK": ("x", "nu"), "besselY": ("x", "nu"),
    "choose": ("n", "k"), "psigamma": ("x", "deriv"), "atan2": ("y", "x"), "beta": ("a", "b"),
}  # fmt: skip
"""The arguments of functions by their names, in order."""


def _without_names(tokens: list[Token]) -> list[Token]:
    """``dnorm(x, mean=1, sd=2)`` without the names of arguments that stand in their own place."""
    result: list[Token] = []
    opened: list[tuple[str, int]] = []
    skip = 0
    for index, token in enumerate(tokens):
        text = token[0]
        if skip:
            skip -= 1
            continue
        if text in ("(", "[", "{"):
            opened.append((tokens[index - 1][0] if index and text == "(" else "", 0))
        elif text in (")", "]", "}") and opened:
            opened.pop()
        elif text == "," and opened:
            opened[-1] = (opened[-1][0], opened[-1][1] + 1)
        elif opened and index + 1 < len(tokens) and tokens[index + 1][0] == "=" and tokens[index - 1][0] in ("(", ","):
            function, place = opened[-1]
            if _NAMED.get(function, ())[place : place + 1] == (text,):
                skip = 1
                continue
        result.append(token)
    return result


def _before(spelling: Spelling) -> None:
    """A name with points or ``$`` in it is one plain name; ``T`` is TRUE."""
    result = []
    tokens = _without_names(spelling.tokens)
    taken = {text for text, _, _ in tokens if text.isidentifier()}
    for index, token in enumerate(tokens):
        text, start, stop = token
        called = index + 1 < len(tokens) and tokens[index + 1][0] == "("
        if (text[0].isalpha() or text[0] == ".") and not text.isidentifier() and any(char.isalpha() for char in text):
            if text.startswith("Modelica."):
                raise spelling.fault("syntax", f"{text} is a name of Modelica", token, "write its last part alone")
            plain = re.sub(r"\W+", "_", text.removeprefix("base::").removeprefix("stats::")).strip("_")
            if plain in taken:
                message = f"{text} and {plain} would have one name here"
                raise spelling.fault("ambiguous", message, token, f"write another name for {text}")
            if not called:
                spelling.notes[f"{text} is named {plain} here"] = None
            text = plain
        elif text in ("T", "F") and not called:
            spelling.notes[f"in R {text} is {'TRUE, which is 1' if text == 'T' else 'FALSE, which is 0'}"] = None
            text = "TRUE" if text == "T" else "FALSE"
        result.append((text, start, stop))
    if len(result) > 2 and result[-2][0] == "->":
        del result[-2:]
    spelling.tokens = _chosen(result)


def _chosen(tokens: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """``if (c) a else b`` is ``if(c, a, b)``."""
    texts = [text for text, _, _ in tokens]
    if len(texts) < 6 or texts[0] != "if" or texts[1] != "(" or texts.count("else") != 1 or texts.count("if") != 1:
        return tokens
    depth = 0
    for index in range(1, len(texts)):
        depth += (texts[index] == "(") - (texts[index] == ")")
        if depth == 0:
            break
    other = texts.index("else")
    if not index < other < len(texts) - 1:
        return tokens
    tokens = list(tokens)
    tokens[index] = (",", *tokens[index][1:])
    tokens[other] = (",", *tokens[other][1:])
    end = tokens[-1][2]
    return [token for token in tokens if token[0] not in ("{", "}", "\n")] + [(")", end, end)]


SYNTAX = syntax(
    "r",
    Language(
        operators=OPERATORS,
        names=NAMES,
        functions=FUNCTIONS,
        noted={
            "round": "round goes to the even number at a half",
            "dexp": "dexp(x) is the density of the exponential distribution",
        },
        numbers=_number,
        variables={"e": "exp(1)", "E": "exp(1)"},
        comment=HASH,
        lists={"sum": "+", "prod": "*", "max": ",", "min": ",", "mean": "mean"},
        assigns=frozenset(("=", "<-", "<<-")),
        opens=frozenset(("function", "\\")),
        before=_before,
    ),
    rf"%[^%\s]*%|<<?-(?!\s*[0-9.]+\s*[<>])|->|&&|\|\||(?:base|stats)::[A-Za-z]\w*|\.?[A-Za-z][A-Za-z0-9._]*(?:\$[A-Za-z.][A-Za-z0-9._]*)*(?:\[\[(?:\"\w+\"|'\w+')\]\])?"
    rf"|0[xX][0-9a-fA-F]+L?|{NUMBER}[Li](?![A-Za-z0-9_])",
    base=1,
    reads=(
        ("x^2 + exp(-y)", "x**2 + exp(-y)"),
        ("2^3^x", "2**(3**x)"),
        ("7 %/% 2 * x", "floor(7/2)*x"),
        ("-7 %% 3 * x", "mod(-7, 3)*x"),
        ("df$x * 2", "df_x*2"),
        ("k.cat*x/(K.m + x)", "k_cat*x/(K_m + x)"),
        ("f <- function(x) x^2 + a", "x**2 + a"),
        ("TRUE*x + T*y", "x + y"),
        ("10L*x", "10*x"),
        (
            "round(x)",
            "if(x - floor(x) < 1/2, floor(x), if(x - floor(x) > 1/2, floor(x) + 1, 2*floor(floor(x)/2 + 1/2)))",
        ),
        ("ifelse(x > 1, x, -x)", "if(x > 1, x, -x)"),
        ("if (x > 1) x else -x", "if(x > 1, x, -x)"),
        ("besselJ(x, 2)", "besselj(2, x)"),
        ("psigamma(x, 1)", "polygamma(1, x)"),
        ("log(x, 2)", "log(x, 2)"),
        ("dnorm(x)", "exp(-x**2/2)/sqrt(2*pi)"),
        ("dnorm(x, mean=1, sd=2)", "exp(-(x - 1)**2/8)/(2*sqrt(2*pi))"),
        ("sum(c(x, y, z)) + mean(c(x, y))", "x + y + z + (x + y)/2"),
        ("!x + y", "if(not (x + y != 0), 1, 0)"),
    ),
    refuses=(
        ("2x", "syntax", "2*x"),
        ("1i*x", "reserved-name", "a real number"),
        ("x:3", "ambiguous", "x"),
    ),
    differs=(
        "A point belongs to a name: `k.cat` is one name, written `k_cat` here, and so is `df$x`.",
        "`%%` and `%/%` are tighter than `*`, and have the sign of the second operand.",
        "`round` goes to the even number at a half.",
        "`T` and `TRUE` are 1, `F` and `FALSE` 0; `e` is a variable.",
        "Orders stand second: `besselJ(x, 2)`, `psigamma(x, 1)`.",
        "A comparison among numbers is 1 or 0.",
    ),
)
