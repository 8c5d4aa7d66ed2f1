"""The cells of Excel, LibreOffice and other sheets. Imports ``code`` and ``syntax``."""

from __future__ import annotations

import re
from typing import Final

from symdiff.parser.names import is_name
from symdiff.parser.signs import PERCENT
from symdiff.parser.syntax import PLAIN, TOKEN, Spelling, Syntax, Token
from symdiff.parser.syntaxes.code import templates

_ROUND: Final = "sign(x)*floor(abs(x)*10^n + 1/2)/10^n"
_FUNCTIONS: Final = {
    "LOG(x)": "log(x, 10)",
    "ATAN2(x, y)": "atan2(y, x)",
    "ACOT(x)": "pi/2 - atan(x)",
    "INT(x)": "floor(x)",
    "TRUNC(x, n)": "trunc(x*10^n)/10^n",
    "ROUND(x)": "sign(x)*floor(abs(x) + 1/2)",
    "ROUND(x, n)": _ROUND,
    "ROUNDUP(x, n)": "sign(x)*ceiling(abs(x)*10^n)/10^n",
    "ROUNDDOWN(x, n)": "trunc(x*10^n)/10^n",
    "MROUND(x, y)": "y*floor(x/y + 1/2)",
    "CEILING(x, y)": "y*ceiling(x/y)",
    "FLOOR(x, y)": "y*floor(x/y)",
    "QUOTIENT(x, y)": "trunc(x/y)",
    "SQRTPI(x)": "sqrt(pi*x)",
    "COMBIN(n, k)": "binomial(n, k)",
    "PERMUT(n, k)": "ff(n, k)",
    "GAMMALN(x)": "loggamma(x)",
    "BESSELJ(x, n)": "besselj(n, x)",
    "BESSELY(x, n)": "bessely(n, x)",
    "BESSELI(x, n)": "besseli(n, x)",
    "BESSELK(x, n)": "besselk(n, x)",
    "ERF(x, y)": "erf(y) - erf(x)",
    "NORMSDIST(x)": "(1 + erf(x/sqrt(2)))/2",
    "PHI(x)": "exp(-x**2/2)/sqrt(2*pi)",
    "GAUSS(x)": "erf(x/sqrt(2))/2",
    "FISHER(x)": "atanh(x)",
    "FISHERINV(x)": "tanh(x)",
    "DELTA(x)": "if(x = 0, 1, 0)",
    "GESTEP(x)": "if(x >= 0, 1, 0)",
    "GESTEP(x, y)": "if(x >= y, 1, 0)",
    "IFERROR(x, y)": "!errors are not computed with|give the first operand alone",
}
"""What functions mean that the plain syntax lacks or reads otherwise."""
_NOTED: Final = {
    "LOG": "LOG has base 10",
    "ATAN2": "ATAN2 takes the abscissa first",
    "ACOT": "ACOT lies between 0 and pi",
    "ROUND": "ROUND goes away from 0 at a half",
    **{f"BESSEL{kind}": f"the order stands second in BESSEL{kind}" for kind in "JYIK"},
    "GAMMALN": "GAMMALN is the logarithm of the gamma function",
}
_LISTS: Final = {"SUM": ("+", ""), "PRODUCT": ("×", ""), "SUMSQ": ("+", "²"), "AVERAGE": ("+", "/")}
_KEEPS: Final = frozenset(("MAX", "MIN"))
_CELL: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]+)").fullmatch
_SHEET: Final = re.compile(r"('[^']+'|[A-Za-z_][\w.]*)!(\$?[A-Za-z]{1,3}\$?[0-9]+)").fullmatch
_MOST_CELLS = 1000
_DEEPEST = 40


def spell(spelling: Spelling) -> None:
    """Tell a cell in plain tokens."""
    tokens = spelling.tokens
    bare = tokens[0][0] != "="
    if not bare:
        del tokens[0]
        _refuse_comparison(spelling, tokens)
    tokens = _with_names(spelling, _with_separators(tokens))
    tokens = _with_definitions(spelling, tokens)
    _refuse_juxtaposition(spelling, tokens)
    tokens = _with_lists(spelling, tokens)
    for name, function in templates(tuple(_FUNCTIONS.items())).items():
        spelling.functions.update(dict.fromkeys((name, name.lower(), name.capitalize()), function))
    for name, _, _ in tokens if bare else ():
        if name.upper() in _NOTED:
            spelling.notes[f"in a sheet {_NOTED[name.upper()]}"] = None
    spelling.tokens = _from_the_left(spelling, tokens, bare=bare)


def _refuse_comparison(spelling: Spelling, tokens: list[Token]) -> None:
    """``=A1=B1`` compares: it is no formula that names another."""
    depth = 0
    for token in tokens:
        depth += (token[0] == "(") - (token[0] == ")")
        if token[0] == "=" and not depth:
            hint = "write IF(A1=B1, 1, 0), or the right-hand side alone"
            raise spelling.fault("syntax", "'=' between two formulas compares them in a sheet", token, hint)


def _with_separators(tokens: list[Token]) -> list[Token]:
    """Semicolons between arguments as commas; where they stand, a comma between digits is a point."""
    if not any(text == ";" for text, _, _ in tokens):
        return tokens
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        text, start, stop = tokens[index]
        after = tokens[index + 2] if index + 2 < len(tokens) else ("", 0, 0)
        if text.isdecimal() and tokens[index + 1 : index + 2] == [(",", stop, stop + 1)] and after[0].isdecimal():
            result.append((f"{text}.{after[0]}", start, after[2]))
            index += 3
            continue
        result.append((",", start, stop) if text == ";" else tokens[index])
        index += 1
    return result


def _with_names(spelling: Spelling, tokens: list[Token]) -> list[Token]:
    """Cells by their plain names, ``PI()`` and per cent."""
    result: list[Token] = []
    for token in tokens:
        text, start, stop = token
        sheet, cell = _SHEET(text), _CELL(text)
        if sheet is not None:
            name = re.sub(r"\W+", "_", sheet[1].strip("'")) + "_" + sheet[2].replace("$", "").upper()
            spelling.notes[f"the cell {text} is named {name} here"] = None
            result.append((name, start, stop))
        elif text == ")" and [each[0].upper() for each in result[-2:]] == ["PI", "("]:
            result[-2:] = [("π", result[-2][1], stop)]
        elif text == ")" and [each[0].upper() for each in result[-2:]] in (["TRUE", "("], ["FALSE", "("]):
            result.pop()
        elif text == "%":
            result.append((PERCENT, start, stop))
        elif text == "<>":
            result.append(("!=", start, stop))
        elif text == "&":
            raise spelling.fault("syntax", "'&' joins texts in a sheet", token, "write AND(...) for both conditions")
        elif text.upper() in ("AND", "OR", "NOT"):
            result.append((text.capitalize(), start, stop))
        elif text.upper() == "IFS":
            result.append(("if", start, stop))
        elif cell is not None:
            result.append((cell[1].upper() + cell[2], start, stop))
        else:
            result.append((_dotless(text), start, stop))
    return result


def _dotless(text: str) -> str:
    """The name of a function without what versions of Excel add: ``CEILING.MATH``, ``_xlfn.GAMMA``."""
    return (
        text.removeprefix("_xlfn.").split(".", 1)[0] if ("." in text and text[0].isalpha()) or text[:1] == "_" else text
    )


def _arguments(tokens: list[Token], opening: int) -> tuple[list[list[Token]], int]:
    """The arguments in a bracket, and the index of the one that closes it."""
    depth = 0
    parts: list[list[Token]] = [[]]
    for index in range(opening, len(tokens)):
        text = tokens[index][0]
        if text == ")":
            depth -= 1
            if depth == 0:
                return parts, index
        if text == "," and depth == 1:
            parts.append([])
        elif depth:
            parts[-1].append(tokens[index])
        depth += text == "("
    return parts, len(tokens)


def _with_definitions(spelling: Spelling, tokens: list[Token]) -> list[Token]:
    """``LET(x, A1, x^2 + 1)`` with each name's formula in its place."""
    if len(tokens) < 3 or tokens[0][0].upper() != "LET" or tokens[1][0] != "(":
        return tokens
    parts, last = _arguments(tokens, 1)
    if last != len(tokens) - 1 or len(parts) % 2 == 0:
        raise spelling.fault("syntax", "LET takes pairs of a name and a formula, and a last formula", tokens[0])
    known: dict[str, list[Token]] = {}
    for name, formula in zip(parts[::2], [*parts[1::2], []], strict=False):
        if not formula:
            break
        opening, closing = ("(", *formula[0][1:]), (")", *formula[-1][1:])
        known[name[0][0]] = [opening, *_replaced(formula, known), closing]
    found = _replaced(parts[-1], known)
    if len(found) > _MOST_CELLS * len(tokens):
        raise spelling.fault("too-long", "the formulas of LET are too long in one another", tokens[0])
    return found


def _replaced(tokens: list[Token], known: dict[str, list[Token]]) -> list[Token]:
    return [each for token in tokens for each in known.get(token[0], [token])]


def _refuse_juxtaposition(spelling: Spelling, tokens: list[Token]) -> None:
    """A sheet has no product without a sign."""
    for index in range(1, len(tokens)):
        before, text = tokens[index - 1][0], tokens[index][0]
        ends = before in (")", PERCENT) or before[0].isalnum()
        begins = text == "(" or (text[0].isalnum() or text[0] in ".π")
        if ends and begins and not (text == "(" and is_name(before)):
            raise spelling.fault("syntax", "a sheet has no product without a sign", tokens[index], "write * between")


def _with_lists(spelling: Spelling, tokens: list[Token], depth: int = 0) -> list[Token]:
    """Sums and their likes over ranges as sums over their cells."""
    if depth > _DEEPEST:
        raise spelling.fault(
            "too-deep", f"sums of sums are nested deeper than {_DEEPEST}", tokens[0] if tokens else ("", 0, 0)
        )
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        name = token[0].upper()
        called = index + 1 < len(tokens) and tokens[index + 1][0] == "("
        if called and (name in _LISTS or name in _KEEPS or name == "SUMPRODUCT"):
            parts, last = _arguments(tokens, index + 1)
            cells = [_cells(spelling, part) for part in parts]
            inner = [[_with_lists(spelling, each, depth + 1) for each in part] for part in cells]
            result += _total(spelling, token, name, inner)
            index = last + 1
            continue
        if token[0] == ":":
            hint = "write SUM, SUMSQ, AVERAGE, PRODUCT, MAX, MIN or SUMPRODUCT of it"
            raise spelling.fault("syntax", "a range of cells is no number", token, hint)
        result.append(token)
        index += 1
    return result


def _cells(spelling: Spelling, part: list[Token]) -> list[list[Token]]:
    """An argument as it is, or the cells of ``A1:B3`` row by row."""
    if len(part) != 3 or part[1][0] != ":":
        return [part]
    first, last = _CELL(part[0][0]), _CELL(part[2][0])
    if first is None or last is None:
        raise spelling.fault("syntax", "a range is between two cells", part[1], "for example A1:A3")
    columns = range(_column(first[1]), _column(last[1]) + 1)
    rows = range(int(first[2]), int(last[2]) + 1)
    if not 0 < len(columns) * len(rows) <= _MOST_CELLS:
        raise spelling.fault("syntax", f"a range has 1 to {_MOST_CELLS:,} cells here", part[1])
    return [[(_letters(column) + str(row), part[0][1], part[2][2])] for row in rows for column in columns]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _total(spelling: Spelling, token: Token, name: str, parts: list[list[list[Token]]]) -> list[Token]:
    _, start, stop = token
    opening, closing = ("(", start, stop), (")", start, stop)
    cells = [each for part in parts for each in part]
    if not all(cells):
        raise spelling.fault("missing-argument", f"the function {name} has no argument", token, f"write {name}(A1, A2)")
    if name in _KEEPS:
        listed = [piece for cell in cells for piece in ((",", start, stop), *cell)]
        return [token, opening, *listed[1:], closing]
    if name == "SUMPRODUCT":
        if len({len(part) for part in parts}) != 1:
            raise spelling.fault("argument-count", "the ranges of SUMPRODUCT differ in size", token)
        rows = [[part[at] for part in parts] for at in range(len(parts[0]))]
        terms = [[piece for cell in row for piece in (("×", start, stop), opening, *cell, closing)][1:] for row in rows]
        sign, after = "+", ""
    else:
        sign, after = _LISTS[name]
        terms = [[opening, *cell, closing, *([("²", start, stop)] if after == "²" else [])] for cell in cells]
    listed = [piece for term in terms for piece in ((sign, start, stop), *term)][1:]
    total = [opening, *listed, closing]
    if after == "/":
        total += [("/", start, stop), (str(len(cells)), start, stop)]
        return [opening, *total, closing]
    return total


def _from_the_left(spelling: Spelling, tokens: list[Token], *, bare: bool) -> list[Token]:
    """Parentheses around the left operand of each power: in a sheet powers go from the left, and a sign is tighter.

    ``A1^(1/3)`` is the real root.
    """
    opening: list[list[str]] = [[] for _ in range(len(tokens) + 1)]
    closing = [False] * (len(tokens) + 1)
    roots: dict[int, str] = {}
    starts = [0]
    """Where the operand begins that is being read, per bracket that is open."""
    fresh = True
    """Whether an operand begins with the next token, its signs included."""
    for index, (text, _, _) in enumerate(tokens):
        if text == "^":
            first = tokens[starts[-1]][0]
            if bare and (first in "+-" or opening[starts[-1]]):
                spelling.notes["in a sheet powers go from the left, and a sign is tighter: -x^2 is (-x)^2"] = None
            degree = _odd_root(tokens, index)
            if degree:
                roots[index] = degree
                spelling.notes[f"in a sheet ^(1/{degree}) is the real root"] = None
            opening[starts[-1]].insert(0, "root" if degree else "")
            closing[index] = True
            continue
        if fresh:
            starts[-1] = index
        fresh = False
        if text == "(":
            starts.append(index + 1)
            fresh = True
        elif text == ")":
            starts = starts[:-1] or [index]
        elif text in ("*", "/", ",", "<", ">", "=", "<=", ">=", "!=", "×") or (
            text in "+-" and _ends_operand(tokens, index)
        ):
            fresh = True
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        start = token[1]
        if index in roots:
            result += [(",", start, start), (roots[index], start, start), (")", start, start)]
            index += 6
            continue
        if closing[index]:
            result.append((")", start, start))
        for word in opening[index]:
            result += [(word, start, start)] * bool(word) + [("(", start, start)]
        result.append(token)
        index += 1
    return result


def _odd_root(tokens: list[Token], index: int) -> str:
    """The degree n of ``^(1/n)``, where it is odd."""
    texts = [token[0] for token in tokens[index : index + 6]]
    odd = len(texts) > 5 or len(texts) == 5 + 1
    shown = texts[:3] == ["^", "(", "1"] and texts[3:4] == ["/"] and texts[5:6] == [")"]
    return texts[4] if odd and shown and texts[4].isdecimal() and int(texts[4]) % 2 and texts[4] != "1" else ""


def _ends_operand(tokens: list[Token], index: int) -> bool:
    before = tokens[index - 1][0] if index else "("
    return before not in ("+", "-", "*", "/", "^", "(", ",", "<", ">", "=", "<=", ">=", "!=", "×")


SYNTAX = Syntax(
    name="excel",
    token=(
        r"(?:'[^']+'|[A-Za-z_][\w.]*)!\$?[A-Za-z]{1,3}\$?[0-9]+|\$?[A-Za-z]{1,3}\$?[0-9]+(?![A-Za-z0-9_(.])|<>"
        rf"|(?:_xlfn\.)?[A-Za-z]+(?:\.[A-Z]+)+(?=\()|{TOKEN}"
    ),
    same=PLAIN.same,
    spell=spell,
    base=1,
    reads=(
        ("=SIN(A1)", "sin(A1)"),
        ("=-X^2", "(-X)^2"),
        ("=1-X^2", "1 - X^2"),
        ("=X^Y^2", "(X^Y)^2"),
        ("=A1^(1/3)", "root(A1, 3)"),
        ("=10+5%*X", "10 + 0.05*X"),
        ("=LOG(X) + LN(Y)", "log(X, 10) + log(Y)"),
        ("=LOG(X, 2)", "log(X, 2)"),
        ("=ATAN2(X, Y)", "atan2(Y, X)"),
        ("=SUM(A1:A3; 2,5)", "A1 + A2 + A3 + 2.5"),
        ("=SUMSQ(A1:A2) + AVERAGE(A1, B1)", "A1^2 + A2^2 + (A1 + B1)/2"),
        ("=SUMPRODUCT(A1:A2, B1:B2)", "A1*B1 + A2*B2"),
        ("=MAX(A1:B1)", "max(A1, B1)"),
        ("=ROUND(X, 1)", "sign(X)*floor(abs(X)*10 + 1/2)/10"),
        ("=INT(X) + MOD(X, 3)", "floor(X) + mod(X, 3)"),
        ("=IF(A1>1, A1, -A1)", "if(A1 > 1, A1, -A1)"),
        ("=IF(AND(A1>1, A1<>2), A1, 0)", "if(A1 > 1 and A1 != 2, A1, 0)"),
        ("=BESSELJ(A1, 2)", "besselj(2, A1)"),
        ("=CEILING(A1, 0.5)", "0.5*ceiling(A1/0.5)"),
        ("=LET(x, A1, x^2 + 1)", "A1^2 + 1"),
        ("=Sheet1!A1*2", "Sheet1_A1*2"),
        ("=$A$1*PI()", "A1*pi"),
    ),
    refuses=(
        ("=2X", "syntax", "2*X"),
        ("=A1:A3", "syntax", "=SUM(A1:A3)"),
        ("=A1=B1", "syntax", "=IF(A1=B1, 1, 0)"),
        ('=A1&"x"', "syntax", "A1"),
        ("=IFERROR(A1, 0)", "ambiguous", "A1"),
    ),
    differs=(
        "Powers go from the left and a sign in front is tighter: `-X^2` is `(-X)^2`.",
        "`^(1/3)` is read as the real root, which a negative cell has too; `POWER(X, 1/3)` is a power.",
        "`LOG` has base 10, `ATAN2` takes the abscissa first, `ACOT` lies between 0 and pi.",
        "`ROUND` goes away from 0 at a half; `MOD` has the sign of the divisor.",
        "Where `;` stands between arguments, a comma between digits is a point.",
        "There is no product without a sign.",
    ),
)
