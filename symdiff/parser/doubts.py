"""Names, indices and products that people write in plain text and mean otherwise: refused, or read with a note.

Each question is asked only where what was written could be one of them. Imports ``names``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from symdiff.annotations import Final
from symdiff.parser.names import APART, CONSTANT_NAMES, GREEK_WORDS, Names, function_named, reserved, run_together
from symdiff.parser.signs import POWERS

Doubt = tuple[str, str]
"""A message and its hint."""

FUNCTION_LETTERS: Final = frozenset("fghFGH")
"""Letters that stand for functions where an argument in parentheses follows."""
_ORDERED: Final = {
    "J": "besselj", "Y": "bessely", "I": "besseli", "K": "besselk", "P": "legendre", "T": "chebyshevt", "U": "chebyshevu",
    "H": "hermite", "L": "laguerre", "j": "jn", "y": "yn", "E": "expint",
}  # fmt: skip
"""Letters with a whole number below that people write for functions of this order."""
_COUNTERS: Final = frozenset("ijk")
_APPLIED_BY_LETTER: Final = {"e": "exp", "s": "sin", "c": "cos", "a": "atan", "l": "ln"}
"""Letters that are functions in bc, where one name or number in parentheses follows."""
_ELEMENTARY: Final = (
    "arcsin|arccos|arctan|asin|acos|atan|sinh|cosh|tanh|coth|sin|cos|tan|cot|sec|csc|sqrt|cbrt|exp|log|ln|lg|tg|ctg"
)
_WITH_NUMBER: Final = rf"({_ELEMENTARY})([0-9]+)"
_WITH_SUBSCRIPT: Final = r"(ln|log|lg|sqrt)_([0-9]+)([A-Za-z]?\w*)"
_SHORT: Final = "sin|cos|tan|cot|sec|csc|exp|sqrt|log|ln"
_INSIDE: Final = rf"([A-Za-z])({_SHORT})([0-9]*[A-Za-z])"
_STARTS: Final = tuple(_ELEMENTARY.split("|"))
_STARTS_INSIDE: Final = tuple(_SHORT.split("|"))
"""How names that the patterns fit begin: few do, and to compile a pattern takes as long as to read many formulas."""
_GREEK: Final = frozenset(("pi", *GREEK_WORDS.values()))
_WORDS: Final = frozenset(
    (
        "of",
        "by",
        "to",
        "at",
        "on",
        "is",
        "per",
        "NOT",
        "AND",
        "OR",
        "XOR",
        "IS",
        "CASE",
        "WHEN",
        "BETWEEN",
        "LIKE",
        "AS",
    )
)
_TYPES: Final = frozenset(("long", "short", "char", "bool", "Float64", "f64", "size_t"))
"""Words that are no names where they stand in parentheses before an operand, as casts of C do."""
_BY_OTHERS: Final = {
    **{
        name: (
            f"'{name}(...)' takes the modulus in Maple and gnuplot, and its square in Mathematica",
            f"write {plain}(k^2) for a modulus k, {plain}(m) for its square m",
        )
        for name, plain in {"EllipticK": "elliptic_k", "EllipticE": "elliptic_e", "EllipticF": "elliptic_f"}.items()
    },
    "LOG": ("'LOG(...)' has base 10 in SQL and in sheets, and is natural in Fortran", "write ln(...) or log10(...)"),
}
"""Functions whose meaning depends on the language by no more than their spelling before a parenthesis, with what to write."""
_LONGEST_PRODUCT: Final = 3
_NUMBERED: Final = r"([A-Za-z][0-9]+)([A-Za-z][0-9]+)?([A-Za-z][0-9]*)"
"""A name such as ``q1q2``: letters with a number each, the last one perhaps without."""


OTHERWISE: Final = {
    "sinc": "sinc(x) is read as sin(x)/x; for that of NumPy, MATLAB and Julia write sinc(pi*x)",
    "jn": "jn(n, x) is read as the spherical Bessel function; for that of C and SciPy write besselj(n, x)",
    "yn": "yn(n, x) is read as the spherical Bessel function; for that of C and SciPy write bessely(n, x)",
    "round": "round(x) goes up at a half here; in R, Python and Julia it goes to the even number, in C and MATLAB away from 0",
    "mod": "mod(x, y) has the sign of y here; for that of x, as in Fortran and SQL, write x - y*trunc(x/y)",
    "frac": "frac(x) is x - floor(x) here; for that of Maple, Rust and PyTorch, which keeps the sign, write x - trunc(x)",
    "modulo": "modulo(x, y) has the sign of y here; for that of x, as in Scilab, write x - y*trunc(x/y)",
}
"""Functions that are others in other languages, each with what it is read as and how to say the other."""
_MATRIX: Final = 'symdiff jacobian "[x*y, x + y]" has the matrix'
_ALONE: Final = "give the formula alone; --simplify full shortens its derivative"
WORK: Final = {
    "lim": "symdiff differentiates and finds no limits", "limit": "symdiff differentiates and finds no limits",
    "solve": 'symdiff solves nothing; for dy/dx of an equation: symdiff implicit "F = G"',
    "nsolve": 'symdiff solves nothing; for dy/dx of an equation: symdiff implicit "F = G"',
    "simplify": _ALONE, "expand": _ALONE, "factor": _ALONE, "collect": _ALONE,
    "grad": "symdiff gradient EXPR has the gradient", "gradient": "symdiff gradient EXPR has the gradient",
    "jacobian": _MATRIX, "hessian": "symdiff hessian EXPR has the matrix",
    "tangent": "symdiff tangent EXPR --at POINT has the line",
    "plot": "symdiff plot EXPR draws", "taylor": "symdiff taylor EXPR --at POINT", "series": "symdiff taylor EXPR --at POINT",
    "subs": "values are at points: --at x=1", "eval": "values are at points: --at x=1",
}  # fmt: skip
"""Work that other programs do by a function, each with what does it here."""
_BESSEL: Final = {f"{letter}{order}": f"bessel{letter}({order}, ...)" for letter in "jyik" for order in "01"}


def bessel_doubt(name: str) -> Doubt | None:
    """What ``j0`` before a parenthesis could be; None for other names."""
    if name not in _BESSEL:
        return None
    return (
        f"'{name}' before a parenthesis could be a function of C and SciPy or a factor",
        f"write {_BESSEL[name]}, or {name}*(...)",
    )


def call_doubt(name: str) -> tuple[str, Doubt] | None:
    """What a function before a parenthesis means elsewhere, where no note would do, with the code of its refusal; None for other names."""
    if name in _OF_R:
        return "unknown-function", (f"'{name}' takes the order second, as in R", f"write {name.lower()}(order, x)")
    doubt = _BY_OTHERS.get(name)
    return ("ambiguous", doubt) if doubt is not None else None


_OF_R: Final = frozenset(("besselJ", "besselY", "besselI", "besselK"))


FRACTIONS: Final = (
    "'frac(...)(...)' could be a fraction, as in AsciiMath, or a product",
    "write (...)/(...) for the fraction, frac(...)*(...) for the product",
)


def cast_doubt(texts: list[str], at: int) -> Doubt | None:
    """What ``(long)z`` could mean; ``at`` is the token after the parenthesis."""
    if at < 3 or texts[at - 1] != ")" or texts[at - 3] != "(" or texts[at - 2] not in _TYPES:
        return None
    word = texts[at - 2]
    return (
        f"'({word})' before an operand could be a cast of C or a factor",
        f"say --syntax c for the cast, or write {word}*... for the product",
    )


def _is_open(name: str, names: Names) -> bool:
    """Whether nothing says what a name is."""
    return name not in names.variables and name not in names.definitions


def name_doubt(name: str, names: Names) -> Doubt | None:
    """What else a name of several characters could be, that nobody has declared; None where it is a name and no more."""
    if not name.isascii():
        return None
    begins = name.startswith(_STARTS)
    match = re.fullmatch(_WITH_NUMBER, name) if begins and name[-1].isdecimal() else None
    if match is not None:
        return (
            f"'{name}' could be {match[1]} of {match[2]} or a variable",
            f"write {match[1]}({match[2]}), or say --var {name}",
        )
    match = re.fullmatch(_WITH_SUBSCRIPT, name) if begins and "_" in name else None
    if match is not None:
        stem, digits, after = match.groups()
        if stem == "log":
            written = f"log({after or 'x'}, {digits})"
        else:
            written = f"{stem}({digits})" + (f"*{after}" if after else "")
        return f"'{name}' could be a function or a variable", f"write {written}, or say --var {name}"
    match = re.fullmatch(_INSIDE, name) if name.startswith(_STARTS_INSIDE, 1) else None
    if match is not None and function_named(name, called=False) is None:
        before, stem, after = match.groups()
        return (
            f"'{name}' could be {before} times {stem} of {after} or a variable",
            f"write {before}*{stem}({after}), or say --var {name}",
        )
    return None


def _is_applied(name: str, inside: list[str]) -> bool:
    """Whether a letter stands before one name in parentheses, as in ``u(x)``."""
    lone = inside[1:] == [")"] and inside[0].isidentifier() and reserved(inside[0]) is None
    return lone and len(name) == 1 and name.isascii()


def _is_lone(inside: list[str]) -> bool:
    """Whether a parenthesis holds one name and no more, or begins with a sign: few write a product so."""
    return inside[:1] == ["-"] or (inside[1:] == [")"] and inside[0].isidentifier())


def _factors(name: str) -> Sequence[str]:
    """What a name of several characters would be a product of, if letters stood for themselves, each with the number after it."""
    if name.isalpha():
        return name
    match = re.fullmatch(_NUMBERED, name)
    return tuple(filter(None, match.groups())) if match is not None else ()


def names_doubt(texts: list[str], read: Iterable[str], names: Names) -> tuple[str, Doubt] | None:
    """The first name of those read whose letters stand alone elsewhere, or that an exponent seems to belong to a part of."""
    known = set(read)
    for name in known:
        if len(name) < 2 or not (name.isascii() and _is_open(name, names)) or name in _GREEK:
            continue
        if name in CONSTANT_NAMES or function_named(name, called=False) is not None:
            continue
        factors = _factors(name)
        if not factors:
            continue
        spelled = "*".join(factors)
        if all(factor in known or factor in names.given for factor in factors):
            message = f"'{name}' could be the product {spelled} or one variable, and its letters stand alone elsewhere"
            return name, (message, f"write {spelled}, or say --var {name}")
        if name[-1] == "e" and len(name) <= _LONGEST_PRODUCT:
            for index, text in enumerate(texts[:-2]):
                if text == name and texts[index + 1] in ("^", "**") and not texts[index + 2].isdecimal():
                    message = f"'{name}' before a power could be {name[:-1]}*e or one variable"
                    power = texts[index + 1] + texts[index + 2] + ("...)" if texts[index + 2] == "(" else "")
                    return name, (message, f"write {name[:-1]}*e{power}, or say --var {name}")
    return None


def name_note(name: str, names: Names) -> str | None:
    """What the user may have meant by a name, such as ``sinx`` or ``xy``."""
    if not _is_open(name, names):
        return None
    stem = run_together(name)
    if stem:
        other = f"for {stem} of {name[len(stem) :]} write {stem}({name[len(stem) :]})"
    elif len(name) == 3 and name.startswith("pi") and name.isalpha():
        other = f"for the product write pi*{name[2:]}"
    elif 1 < len(name) <= _LONGEST_PRODUCT and name.isascii() and name.isalpha() and name.islower():
        if name in _GREEK or name in CONSTANT_NAMES or function_named(name, called=False) is not None:
            return None
        other = f"for the product write {'*'.join(name)}"
    elif not name.isalpha() and (factors := _factors(name)):
        other = f"for the product write {'*'.join(factors)}"
    else:
        return None
    return f"'{name}' is read as one variable; {other}, for the variable say --var {name}"


def power_note(texts: list[str], at: int) -> str | None:
    """What the user may have meant by ``e^2x``, where the name is at this place: the power of e or of a number ends at its exponent's number."""
    base, sign, number, name = texts[at - 3 : at + 1]
    if sign not in POWERS or not (base == "e" or base.isdecimal()) or not name.isidentifier():
        return None
    return f"'{base}{sign}{number}{name}' is read as ({base}{sign}{number})*{name}; for the other reading write {base}{sign}({number}*{name})"


def is_word(text: str, names: Names) -> bool:
    """Whether a name beside another without a sign is rather a word: of small letters, and known to nobody."""
    if text in _WORDS:
        return _is_open(text, names)
    if not (text.isascii() and text.isalpha() and text.islower()) or len(text) <= 2:
        return False
    function = function_named(text, called=False)
    known = text in _GREEK or text in CONSTANT_NAMES or (function is not None and id(function) not in APART)
    return len(text) > 1 and not known and _is_open(text, names)


def product_doubt(name: str, inside: list[str], names: Names, *, latex: bool = False) -> Doubt | None:
    """What a name before a parenthesis could mean but a factor; ``inside`` are the first tokens in the parenthesis.

    ``latex`` says that the hint is to be typed in LaTeX.
    """
    stem, _, order = name.partition("_")
    if (
        (stem in FUNCTION_LETTERS or (stem == "I" and not latex))
        and (not order or stem not in _ORDERED)
        and name not in names.variables
    ):
        if name in names.definitions:
            return (
                f"'{name}(...)' could be the value of {name} somewhere or a product",
                f"write {name} alone for what --let says, or {name}*(...)",
            )
        return (
            f"'{name}' before a parenthesis could be a function or a variable",
            f"give its formula with --let {name}=... and write {name} alone, or multiply: say --var {name}"
            + (f"; the derivative of {stem} is {stem}'({order})" if order and inside == [order, ")"] else ""),
        )
    if stem in _ORDERED and order.isdecimal() and _is_open(name, names):
        function = _ORDERED[stem]
        shown = inside[0] if inside[1:] == [")"] else "..."
        return (
            f"'{name}({shown})' could be a function of order {order} or a product",
            f"write \\operatorname{{{stem}}}_{{{order}}}({shown}) or {name} \\cdot ({shown})"
            if latex
            else f"write {function}({order}, {shown}) or {name}*({shown})",
        )
    if not latex and name in _APPLIED_BY_LETTER and (name == "e" or _is_lone(inside)):
        function = _APPLIED_BY_LETTER[name]
        shown = inside[0] if inside[1:] == [")"] else "..."
        return (
            f"'{name}({shown})' could be {function}, as in bc, another function or a product",
            f"write {name}*({shown}) for the product, or {function}({shown})",
        )
    if len(inside) > 1 and inside[1] == ")" and (inside[0].isdecimal() or inside[0] in _COUNTERS):
        return (
            f"'{name}({inside[0]})' could be a component, a value or a product",
            f"write {name}[{inside[0]}] for the component, {name}*{inside[0]} for the product",
        )
    if not latex and _is_applied(name, inside) and _is_open(name, names):
        return (
            f"'{name}({inside[0]})' could be a function or a product",
            f"write {name}*({inside[0]}) for the product; for a function give its formula",
        )
    return None
