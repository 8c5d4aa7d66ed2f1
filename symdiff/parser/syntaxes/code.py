"""What the syntaxes of programming languages share: a language is a table, and this reads by it.

Comments are taken off, then the statement around the formula (``y = ...;``, ``return ...``, ``lambda x: ...``); numbers,
names and casts are told in plain ones, and the operators by ``precedence``. Imports ``names``, ``syntax``, ``tokens`` and
``precedence``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from symdiff.errors import fault
from symdiff.frozen import Frozen, field, replace
from symdiff.limits import DEFAULT_LIMITS
from symdiff.parser.names import Function, Names, Reading, function_named, is_name, suggestion
from symdiff.parser.syntax import PLAIN, TOKEN, Spelling, Syntax, Token
from symdiff.parser.syntaxes.precedence import Operators, told
from symdiff.parser.tokens import Tokens, shorten

SLASHES: Final = r"//[^\n]*|/\*[\s\S]*?\*/"
HASH: Final = r"#[^\n]*"
"""Comments."""

_BEFORE_BRACKETS: Final = frozenset(("and", "or", "not", "if", "else", "as", "in"))
"""Words that are no names of functions."""
WHOLE_TYPES: Final = frozenset(
    ("int", "long", "short", "char", "unsigned", "signed", "bool", "integer", "size_t", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "isize", "usize", "Int", "Int64", "Int32", "byte", "uint")
)  # fmt: skip
"""Types of whole numbers: a value that is given to one loses its fraction."""
REAL_TYPES: Final = frozenset(
    ("double", "float", "real", "f32", "f64", "Float64", "Float32", "number", "vec2", "half", "Float", "Real", "auto", "var", "let", "const", "mut", "final", "static", "constexpr", "inline", "val", "local", "public", "private", "precise", "highp", "mediump", "numeric")
)  # fmt: skip
"""Words before a name that is declared, and types of its argument."""
IN_DEGREES = {
    "sind(x)": "sin(pi*x/180)",
    "cosd(x)": "cos(pi*x/180)",
    "tand(x)": "tan(pi*x/180)",
    "asind(x)": "180*asin(x)/pi",
    "acosd(x)": "180*acos(x)/pi",
    "atand(x)": "180*atan(x)/pi",
}
"""Functions of angles in degrees, where a language has them."""


class Language(Frozen):
    """What a language means by its tokens."""

    operators: Operators
    names: Mapping[str, str] = field(default_factory=dict)
    """Names by what they are in the plain syntax: tokens with blanks between."""
    functions: Mapping[str, str] = field(default_factory=dict)
    """Functions that are others here, ``fmod(x, y)``, each by its formula in the plain syntax."""
    refused: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Names that are refused, each with the reason and what to write."""
    noted: Mapping[str, str] = field(default_factory=dict)
    """What a function is here that is another in the plain syntax or elsewhere, by its name."""
    numbers: Callable[[str], str | None] = lambda text: None
    """The plain telling of a number; None for one that is plain already."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Names of plain constants that are variables here, each with the name of the constant."""
    comment: str = r"(?!)"
    dropped: str = r"(?!)"
    """What is passed over: a line that is continued."""
    assigns: frozenset[str] = frozenset(("=",))
    opens: frozenset[str] = frozenset()
    """The words and signs that a function is written with: ``lambda``, ``->``, ``function``, ``@``."""
    casts: frozenset[str] = frozenset()
    """Types that stand in parentheses before what they change."""
    indexed_by_calls: bool = False
    """Whether ``x(1)`` is a component."""
    unread: frozenset[str] = frozenset()
    """Functions that are not read, and whose parentheses hold no index."""
    folds: bool = False
    """Whether capital and small letters are the same."""
    lists: Mapping[str, str] = field(default_factory=dict)
    """Functions of a list that is written out, each with what joins its entries: a sign, ``mean``, ``norm`` or ``dot``."""
    before: Callable[[Spelling], None] | None = None
    """What is done first, with all of the tokens."""


def syntax(
    name: str, language: Language, tokens: str = "", *, same: Mapping[int, str] = PLAIN.same, base: int = 0, **page: Any
) -> Syntax:
    """The row of a language; ``tokens`` is a pattern of those that the plain syntax lacks."""
    first = "|".join(f"(?:{part})" for part in (language.comment, language.dropped, tokens) if part and part != r"(?!)")
    return Syntax(
        name=name,
        token=f"{first}|{TOKEN}" if first else TOKEN,
        same=same,
        spell=lambda spelling: spell(spelling, language),
        base=base,
        **page,
    )


def spell(spelling: Spelling, row: Language) -> None:
    """Tell a text of a language in plain tokens."""
    title = row.operators.title
    if spelling.source.count("(") > DEFAULT_LIMITS.max_depth:
        _refuse_depth(spelling)
    passed = re.compile(f"{row.comment}|{row.dropped}")
    for text, _, _ in spelling.tokens:
        if (text[0] in "%!" or text[:2] == "//") and passed.match(text) is not None:
            spelling.notes[f"passed over as a comment: {shorten(text)}"] = None
    spelling.tokens = [token for token in spelling.tokens if passed.match(token[0]) is None]
    if row.before is not None:
        row.before(spelling)
    _unwrap(spelling, row)
    tokens = _joined_lines(spelling.tokens, row)
    if row.lists and not row.lists.keys().isdisjoint(text.lower() if row.folds else text for text, _, _ in tokens):
        tokens = _with_lists(tokens, row)
    if row.casts:
        tokens = _with_casts(tokens, row)
    result: list[Token] = []
    folded: dict[str, str] = {}
    for index, token in enumerate(tokens):
        text, start, stop = token
        number = row.numbers(text)
        if number is not None:
            if not number:
                raise spelling.fault("reserved-name", f"'{text}' is an imaginary number in {title}", token)
            text = number
        elif text in row.names or text[0].isalpha() or not text.isascii() or text[0] == "_" or text[:1] == ".":
            called = index + 1 < len(tokens) and tokens[index + 1][0] == "("
            name = text.lower() if row.folds else text
            if name in row.refused:
                message, hint = row.refused[name]
                raise spelling.fault("ambiguous", message, token, hint)
            if called and name in row.noted:
                spelling.notes[f"in {title} {row.noted[name]}"] = None
            if name in row.names:
                result += [(part, start, stop) for part in row.names[name].split()]
                continue
            if name in row.variables and not called and not (row.folds and function_named(name, called=True)):
                spelling.variables.add(text)
                spelling.notes[f"in {title} '{text}' is a variable; the constant is {row.variables[name]}"] = None
            if row.folds:
                text = name if called else folded.setdefault(name, text)
            if row.indexed_by_calls and called and is_name(text) and text not in spelling.functions:
                last = _index_of_call(tokens, index, row, text)
                if last:
                    tokens[index + 1] = ("[", *tokens[index + 1][1:])
                    tokens[last] = ("]", *tokens[last][1:])
        result.append((text, start, stop))
    if row.functions:
        spelling.functions.update(templates(tuple(row.functions.items())))
    spelling.tokens = result
    told(spelling, row.operators)
    _refuse_unknown(spelling, title)


def _refuse_depth(spelling: Spelling) -> None:
    depth = 0
    for token in spelling.tokens:
        depth += (token[0] == "(") - (token[0] == ")")
        if depth > DEFAULT_LIMITS.max_depth:
            hint = "give the formula in the plain syntax"
            raise spelling.fault("too-deep", f"the nesting is deeper than {DEFAULT_LIMITS.max_depth:,}", token, hint)


def _refuse_unknown(spelling: Spelling, title: str) -> None:
    """A name before a parenthesis is a function, and never a factor."""
    tokens = spelling.tokens
    for index, (text, _, _) in enumerate(tokens[:-1]):
        if tokens[index + 1][0] != "(" or not is_name(text) or text in _BEFORE_BRACKETS or text in spelling.functions:
            continue
        if function_named(text, called=True) is None:
            hint = f"to multiply, write {text}*(...)"
            close = suggestion(text)
            hint = f"did you mean '{close}'? {hint}" if close else hint
            message = f"there is no function named '{shorten(text)}' in {title}"
            raise spelling.fault("unknown-function", message, tokens[index], hint)


def _index_of_call(tokens: list[Token], at: int, row: Language, name: str) -> int | None:
    """The closing bracket of ``x(1)`` and ``a(i,j)``, where that is an index and no call."""
    known = f"{name}(" in "\n".join(row.functions) or function_named(name, called=True) is not None
    if known or name in row.names or name in row.unread:
        return None
    for index in range(at + 2, len(tokens)):
        text = tokens[index][0]
        if text == ")":
            return index if index > at + 2 else None
        if not (text == "," or text.isdecimal() or (len(text) == 1 and text in "ijklmn")):
            return None
    return None


def _joined_lines(tokens: list[Token], row: Language) -> list[Token]:
    """The tokens without the ends of lines inside brackets and after an operator."""
    result: list[Token] = []
    depth = 0
    for token in tokens:
        text = token[0]
        depth += (text in ("(", "[")) - (text in (")", "]"))
        before = result[-1][0] if result else "("
        if text in ("\n", "\r") and (
            depth or text == "\r" or before in row.operators.infix or before in ("(", ",", "?", ":")
        ):
            continue
        result.append(token)
    while result and result[-1][0] in ("\n", ";"):
        result.pop()
    return result


def _with_casts(tokens: list[Token], row: Language) -> list[Token]:
    """Each ``(double)`` before an operand as one token."""
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        stop = index + 1
        if tokens[index][0] == "(":
            while stop < len(tokens) and tokens[stop][0] in row.casts:
                stop += 1
            if index + 1 < stop < len(tokens) - 1 and tokens[stop][0] == ")" and _begins(tokens[stop + 1][0]):
                whole = any(text in WHOLE_TYPES for text, _, _ in tokens[index:stop])
                result.append(("(int)" if whole else "(double)", tokens[index][1], tokens[stop][2]))
                index = stop + 1
                continue
        result.append(tokens[index])
        index += 1
    return result


def _with_lists(tokens: list[Token], row: Language) -> list[Token]:
    """``sum([x, y])``, ``max({x, y})``, ``mean(c(x, y))`` and ``dot([x, y], [y, z])`` with the entries joined."""
    result = list(tokens)
    for index in range(len(tokens) - 3, -1, -1):
        name = result[index][0].lower() if row.folds else result[index][0]
        if name not in row.lists or result[index + 1][0] != "(":
            continue
        lists, last = _listed(result, index + 2)
        if len(lists) == 1 + (row.lists[name] == "dot") and last and len({len(each) for each in lists}) == 1:
            result[index : last + 1] = _of_entries(row.lists[name], lists, result[index], result[last])
    return result


def _listed(tokens: list[Token], at: int) -> tuple[list[list[list[Token]]], int]:
    """The entries of the lists between two parentheses, and the token that closes the outer one; 0 where there is anything else."""
    lists: list[list[list[Token]]] = []
    texts = [text for text, _, _ in tokens]
    while at < len(texts):
        at += texts[at] == "c" and texts[at + 1 : at + 2] == ["("]
        if texts[at] not in ("[", "{", "("):
            break
        entries: list[list[Token]] = [[]]
        depth = 0
        for index in range(at, len(texts)):
            depth -= texts[index] in (")", "]", "}")
            if not depth and index > at:
                break
            if texts[index] == "," and depth == 1:
                entries.append([])
            elif depth:
                entries[-1].append(tokens[index])
            depth += texts[index] in ("(", "[", "{")
        if texts[at] == "(" and len(entries) == 1:
            break
        lists.append(entries)
        at = index + 2
        if texts[at - 1 : at] == [")"]:
            return (lists, at - 1) if all(entry for each in lists for entry in each) else ([], 0)
        if texts[at - 1 : at] != [","]:
            break
    return [], 0


def _of_entries(joined: str, lists: list[list[list[Token]]], first: Token, last: Token) -> list[Token]:
    def sign(text: str) -> Token:
        return (text, first[1], first[1])

    def group(*parts: Token) -> list[Token]:
        return [sign("("), *parts, (")", last[2], last[2])]

    def chain(text: str, parts: list[list[Token]]) -> list[Token]:
        return [token for part in parts for token in (sign(text), *part)][1:]

    entries = lists[0]
    if joined == ",":
        return [first, *group(*chain(",", entries))]
    if joined in ("norm", "dot"):
        products = [chain("*", [group(*entry), group(*other)]) for entry, other in zip(entries, lists[-1], strict=True)]
        total = group(*chain("+", products))
        return [("sqrt", *first[1:]), *total] if joined == "norm" else total
    total = group(*chain(joined if joined in "+*" else "+", [group(*entry) for entry in entries]))
    return group(*total, sign("/"), sign(str(len(entries)))) if joined == "mean" else total


def _begins(text: str) -> bool:
    return text == "(" or text[0].isalnum() or text[0] in "._-+"


# The statement around a formula.


def _unwrap(spelling: Spelling, row: Language) -> None:
    """Take off ``y = ...;``, ``return ...``, ``double f(double x) { return ...; }``, ``x -> ...`` and their likes."""
    tokens = spelling.tokens
    arguments: list[str] | None = None
    while True:
        while tokens and tokens[-1][0] in (";", "\n", "\r"):
            tokens = tokens[:-1]
        while tokens and tokens[0][0] in ("\n", "\r"):
            tokens = tokens[1:]
        texts = [text for text, _, _ in tokens]
        found = _opened(spelling, tokens, texts, row)
        if found is None:
            break
        inner, named = found
        if named is not None:
            if arguments is not None or not set(named) & {text for text, _, _ in inner}:
                break  # a function of a function, or of nothing in it
            arguments = named
        tokens = inner
    spelling.tokens = tokens
    if arguments is not None:
        spelling.arguments = tuple(arguments)


_Opened = tuple[list[Token], list[str] | None] | None


def _opened(spelling: Spelling, tokens: list[Token], texts: list[str], row: Language) -> _Opened:
    """The tokens without the outermost statement around them, with the names of its arguments; None where there is none."""
    if len(texts) < 2:
        return None
    first, second = texts[0], texts[1]
    if first == "return":
        return tokens[1:], None
    if first == "{" and texts[-1] == "}":
        return tokens[1:-1], None
    if first == "(" and _partner(texts, 0) == len(texts) - 1 and not row.opens.isdisjoint(texts):
        return tokens[1:-1], None
    for arrow in ("->", "=>"):
        at = texts.index(arrow) if arrow in row.opens and arrow in texts else 0
        if at and (at == 1 or at == _partner(texts, 0) + 1) and first not in row.opens:
            return tokens[at + 1 :], _parameters(texts[:at])
    if first in row.opens:
        return _function(spelling, tokens, texts)
    if first in REAL_TYPES | WHOLE_TYPES and is_name(second):
        declared = _declared(tokens, texts)
        if declared is not None:
            return declared
    if (
        is_name(first)
        and second == "("
        and (at := _partner(texts, 1)) + 1 < len(texts)
        and texts[at + 1] in row.assigns
    ):
        inside = texts[2:at]
        if len(inside) % 2 and all(text == "," if i % 2 else is_name(text) for i, text in enumerate(inside)):
            return tokens[at + 2 :], inside[::2]
    return _assigned(spelling, tokens, texts, row)


def _assigned(spelling: Spelling, tokens: list[Token], texts: list[str], row: Language) -> _Opened:
    """``double y = ...`` and ``y: f64 = ...``."""
    at = 0
    while texts[at] in REAL_TYPES and at + 1 < len(texts) and is_name(texts[at + 1]):
        at += 1
    if texts[at] in WHOLE_TYPES and at + 2 < len(texts) and is_name(texts[at + 1]) and texts[at + 2] in row.assigns:
        hint = "give the formula alone"
        raise spelling.fault("ambiguous", f"a value given to '{texts[at]}' loses its fraction", tokens[at], hint)
    if not is_name(texts[at]):
        return None
    name = texts[at]
    end = at + 1
    if end < len(texts) and texts[end] in (":", "::"):
        end += 1
        while end < len(texts) and texts[end] not in row.assigns:
            end += 1
    if end + 1 >= len(texts) or texts[end] not in row.assigns:
        return None
    if name in texts[end + 1 :]:
        raise spelling.fault("syntax", f"'{name}' is on both sides", tokens[at], "give the right-hand side alone")
    return tokens[end + 1 :], None


def _function(spelling: Spelling, tokens: list[Token], texts: list[str]) -> _Opened:
    """``lambda x: ...``, ``@(x) ...``, ``|x| ...`` and functions that begin with a word."""
    first, second = texts[0], texts[1]
    if first == "lambda":
        at = texts.index(":") if ":" in texts else 0
        return (tokens[at + 1 :], _parameters(texts[1:at])) if at else None
    if first == "|":
        at = texts.index("|", 1) if "|" in texts[1:] else 0
        return (tokens[at + 1 :], _parameters(texts[1:at])) if at else None
    if first in ("@", "\\"):
        at = _partner(texts, 1)
        return (tokens[at + 1 :], _parameters(texts[1 : at + 1])) if second == "(" else None
    return _declared(tokens, texts)


def _declared(tokens: list[Token], texts: list[str]) -> _Opened:
    """A function that is written out: its body with the names of its arguments."""
    if "(" not in texts:
        return None
    opening = texts.index("(")
    if any(not is_name(text) for text in texts[:opening]):
        return None
    closing = _partner(texts, opening)
    arguments = _parameters(texts[opening : closing + 1])
    if "{" in texts[closing:]:
        start = texts.index("{", closing)
        return (tokens[start + 1 : -1], arguments) if texts[-1] == "}" else None
    if texts[0] == "def":
        return (tokens[texts.index(":", closing) + 1 :], arguments) if ":" in texts[closing:] else None
    if texts[0] == "function" and texts[-1] == "end":
        return tokens[closing + 1 : -1], arguments
    if texts[0] == "function" and opening == 1:
        return tokens[closing + 1 :], arguments
    return None


def _parameters(texts: list[str]) -> list[str]:
    """The names in ``(double x, y: f64)``, without their types."""
    names: list[str] = []
    fresh = True
    for text in texts:
        if text == ",":
            fresh = True
        elif text in (":", "::"):
            fresh = False
        elif fresh and is_name(text) and text not in REAL_TYPES | WHOLE_TYPES:
            names.append(text)
            fresh = False
    return names


def _partner(texts: list[str], opening: int) -> int:
    """The bracket that closes this one, or the last token."""
    depth = 0
    for index in range(opening, len(texts)):
        depth += (texts[index] in ("(", "[")) - (texts[index] in (")", "]"))
        if depth == 0:
            return index
    return len(texts) - 1


# Functions by their formulas.


@cache
def templates(rows: tuple[tuple[str, str], ...]) -> Mapping[str, Function]:
    """Functions from rows such as ``("fmod(x, y)", "x - y*trunc(x/y)")``; other numbers of operands mean what they mean in plain."""
    found: dict[str, list[Reading]] = {}
    for head, formula in rows:
        name, _, inside = head.partition("(")
        parameters = tuple(part.strip() for part in inside.rstrip(")").split(",") if part.strip())
        found.setdefault(name, []).append(
            Reading(len(parameters), len(parameters), _builder(formula, parameters, f"{name}({inside}"))
        )
    functions = {}
    for name, readings in found.items():
        known = function_named(name, called=True)
        functions[name] = (
            Function(name, tuple(readings), None)
            if known is None
            else replace(known, name=name, readings=(*readings, *known.readings), is_letter=False)
        )
    return functions


def _builder(formula: str, parameters: tuple[str, ...], head: str) -> Callable[..., Any]:
    def build(builder: Any, *operands: Any) -> Any:
        if formula.startswith("!"):
            message, hint = formula[1:].split("|", 1)
            raise fault("ambiguous", message, hint=hint)
        from symdiff.parser.grammar import Parser  # which imports the names

        names = Names(definitions=dict(zip(parameters, operands, strict=True)))
        return Parser(Tokens(formula, PLAIN, DEFAULT_LIMITS), builder, names, DEFAULT_LIMITS).run()

    return build
