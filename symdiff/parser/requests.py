"""Texts that are more than a formula: a name on the left of it, or the derivative that is asked for. Imports ``names``.

Loaded only for a text that has a sign of one. A request is the whole text; inside a formula no derivative is taken.
"""

from __future__ import annotations

from symdiff.errors import SymdiffError
from symdiff.frozen import Frozen, replace
from symdiff.parser.names import Names, canonical, function_named, is_name
from symdiff.parser.reader import DERIVATIVES, POLITE
from symdiff.parser.signs import POWERS, SIGNS, TIMES
from symdiff.parser.syntax import SUPERSCRIPT, SUPERSCRIPTS
from symdiff.parser.tokens import Tokens

_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_HIGHEST = 3  # digits of an order
_MARKS = frozenset(("d", "∂"))
_ORDERS = {"first": 1, "second": 2, "third": 3}
_BY_WORDS = (("with", "respect", "to"), ("by",), ("wrt",), ("w", ".", "r", ".", "t", "."))


class Request(Frozen):
    """What a text says beside its formula."""

    wrt: tuple[str, ...] = ()
    """The names to differentiate by, in order; with an ``order`` of more than 1 they are not given."""
    order: int = 1
    asks: bool = False
    """Whether a derivative is asked for; else the text only names its formula."""
    arguments: tuple[str, ...] = ()
    """The names in ``f(x, y) = ...``: what f is to be differentiated by."""
    note: str | None = None

    @property
    def names(self) -> frozenset[str]:
        return frozenset((*self.wrt, *self.arguments))


def cut_request(tokens: Tokens, names: Names) -> Request | None:
    """What the text asks; the formula alone is left in ``tokens``."""
    said = _words(tokens, names)
    arguments = _left_side(tokens, names)
    if said is not None:
        return said if arguments is None or said.wrt else replace(said, arguments=arguments)
    request = (
        _prime(tokens)
        or _call(tokens, names)
        or _fraction(tokens, names)
        or _operator(tokens, names)
        or _letter(tokens, names)
    )
    if request is None:
        return None if arguments is None else Request(arguments=arguments)
    return request


def _left_side(tokens: Tokens, names: Names) -> tuple[str, ...] | None:
    """``y =`` and ``f(x, y) =``: the names in the parentheses."""
    texts = tokens.texts
    if texts[-3] in ("=", "?") and len(texts) > 3:
        hint = "give the formula alone, without the sign of equality"
        raise tokens.fault("syntax", "nothing stands after '='", len(texts) - 3, hint=hint)
    equals = _outside_brackets(texts, "=")
    if equals is None:
        return None
    left, right = texts[:equals], texts[equals + 1 : -2]
    inside = left[2:-1]
    named = (
        bool(left)
        and is_name(left[0])
        and left[0] not in right
        and "=" not in right
        and (len(left) == 1 or (left[1] == "(" and left[-1] == ")" and _is_list(inside) and not _is_function(left[0])))
    )
    if not named:
        hint = 'for dy/dx of an equation: symdiff implicit "F = G"; else give the right-hand side alone'
        raise tokens.fault("syntax", "an equation is not a formula", equals, hint=hint)
    if len(left) == 1 and right and not any(map(is_name, right)) and _is_value(right):
        value = tokens.quote(equals + 1, len(texts) - 3)
        hint = f"for the point say --at {left[0]}={value}; for the derivative of a constant give {value} alone"
        raise tokens.fault(
            "ambiguous", f"this could give {left[0]} a value or name a constant formula", equals, hint=hint
        )
    tokens.cut(equals + 1, len(texts) - 2)
    return tuple(map(canonical, inside[::2]))


def _is_value(texts: list[str]) -> bool:
    """Whether there is nothing but a number and its signs."""
    return all(text in SIGNS or text[0].isdecimal() or text[0] == "." for text in texts)


def _outside_brackets(texts: list[str], wanted: str) -> int | None:
    """Where a token first stands outside all brackets; inside them an equals sign is a comparison."""
    depth = 0
    for index, text in enumerate(texts) if wanted in texts else ():
        depth += (text in "([{") - (text in ")]}") if text else 0
        if text == wanted and depth <= 0:
            return index
    return None


def _is_list(texts: list[str]) -> bool:
    """Whether these are names with commas between."""
    return len(texts) % 2 == 1 and all(text == "," if index % 2 else is_name(text) for index, text in enumerate(texts))


def _is_function(name: str) -> bool:
    function = function_named(name, called=False)
    return function is not None and not function.is_letter


def _partner(texts: list[str], opening: int) -> int:
    """The index of the bracket that closes this one, or of the end."""
    depth = 0
    for index in range(opening, len(texts) - 2):
        depth += texts[index] in _BRACKETS
        depth -= texts[index] in _BRACKETS.values()
        if depth == 0:
            return index
    return len(texts) - 2


def _prime(tokens: Tokens) -> Request | None:
    """``(f)'`` and ``sin(x)''``."""
    texts = tokens.texts
    end = len(texts) - 2
    last = end
    while last and texts[last - 1] == "'":
        last -= 1
    if last == end and end > 4 and texts[end - 1] == ")":
        texts, last = _raised_primes(tokens)
        end = len(texts) - 2
    if last == end or "'" in texts[:last]:
        return None
    opening = 1 if texts[0] not in _BRACKETS and _is_function(texts[0]) else 0
    if texts[opening] not in _BRACKETS or _partner(texts, opening) != last - 1:
        hint = "put all of the formula in parentheses: (x^2)'"
        raise tokens.fault("syntax", "a prime stands only after a formula in parentheses", last, hint=hint)
    tokens.cut(0, last)
    return Request(order=end - last, asks=True)


def _raised_primes(tokens: Tokens) -> tuple[list[str], int]:
    r"""``(f)^{\prime}`` and ``(f)^{''}`` as ``(f)''``: the tokens, and the first of the primes at the end."""
    texts = tokens.texts
    end = len(texts) - 2
    first = end - 1
    while first and texts[first - 1] == "'":
        first -= 1
    if first == end - 1 or texts[first - 2 : first] != ["^", "("]:
        return texts, end
    count = end - 1 - first
    tokens.drop(end - 1, end)
    tokens.drop(first - 2, first)
    return tokens.texts, len(tokens.texts) - 2 - count


def _call(tokens: Tokens, names: Names) -> Request | None:
    """``diff(f)``, ``diff(f, x, 2)``, ``D[f, {x, 2}]``."""
    texts = tokens.texts
    name = texts[0]
    end = len(texts) - 2
    known = name in names.variables or name in names.definitions
    if name not in DERIVATIVES or known or texts[1] not in ("(", "[") or _partner(texts, 1) != end - 1:
        return None
    comma = _first_comma(texts, end - 1)
    note = None
    if name == "D" and comma == end - 1:
        note = "D(...) is read as the derivative; for the product write D*(...)"
    wrt = _by(tokens, comma + 1, end - 1)
    tokens.cut(2, comma)
    return Request(wrt=wrt, asks=True, note=note)


def _first_comma(texts: list[str], end: int) -> int:
    """The first comma inside the bracket at 1 and no other, or the end."""
    depth = 0
    for index in range(2, end):
        depth += texts[index] in _BRACKETS
        depth -= texts[index] in _BRACKETS.values()
        if depth == 0 and texts[index] == ",":
            return index
    return end


def _by(tokens: Tokens, first: int, stop: int) -> tuple[str, ...]:
    """The names in ``x``, ``x, 2`` and ``{x, 2}, y``, each as often as it is meant."""
    result: list[str] = []
    texts = tokens.texts
    fresh = False
    """Whether a number may follow: after a name."""
    for index in range(first, stop):
        text = texts[index]
        if text in "{}(),":
            continue
        if is_name(text):
            result.append(canonical(text))
        elif fresh and text.isdecimal() and 0 < len(text) <= _HIGHEST and int(text) > 0:
            result += [result[-1]] * (int(text) - 1)
        else:
            hint = "for example diff(x^2, x) or diff(x^2, x, 2)"
            raise tokens.fault("bad-argument", "a name, or its order, is expected here", index, hint=hint)
        fresh = not text.isdecimal()
    if first <= stop and not result and first - 1 < stop:
        raise tokens.fault("bad-argument", "a name is missing here", stop, hint="for example diff(x^2, x)")
    return tuple(result)


def _fraction(tokens: Tokens, names: Names) -> Request | None:
    """``d(f)/dx``, ``d^2(f)/dx^2`` and ``(d/dx)(f)``, made into ``d/dx (f)``; ``dy/dx`` alone is refused."""
    texts = tokens.texts
    end = len(texts) - 2
    if texts[0] == "(" and texts[1] in _MARKS and texts[1] not in names.variables and texts[1] not in names.definitions:
        close = _partner(texts, 0)
        operand = texts[close + 1] if close < end - 1 else ""
        below = texts[texts.index("/") + 1] if "/" in texts[:close] else ""
        differential = below.startswith(texts[1]) and (below == "∂" or len(below) > 1)
        if below and (operand == "(" or (differential and _begins(operand))):
            tokens.drop(close, close + 1)
            tokens.drop(0, 1)
        return None
    mark = texts[0]
    if mark not in _MARKS or mark in names.variables or mark in names.definitions:
        if end == 3 and texts[1] == "/" and all(len(text) > 1 and text[0] == "d" for text in (mark, texts[2])):
            shown = mark[1:]
            declared = {mark, texts[2]} & names.variables
            if is_name(shown) and is_name(texts[2][1:]) and not declared:
                hint = f"give its formula, as in d/{texts[2]} (x^2); for a quotient say --var {mark}"
                raise tokens.fault("syntax", f"nothing says what {shown} is", 0, hint=hint)
        return None
    _, opening = _order(texts, 1)
    if texts[opening] == "/":
        return None
    if texts[opening] == "(":
        slash = _partner(texts, opening) + 1
        below = texts[slash + 1] if texts[slash] == "/" else ""
        if not (below == mark == "∂" or (mark == "d" and below.startswith("d") and len(below) > 1)):
            return None
        after = slash + 2 + (mark == "∂")
        if _order(texts, after)[1] != end:
            return None
        tokens.move(slash, end, opening)
        return None
    if (
        mark == "d"
        and _begins(texts[opening])
        and texts[-4:-2][:1] == ["/"]
        and texts[-3][:1] == "d"
        and len(texts[-3]) > 1
    ):
        inside = tokens.quote(opening, end - 3)
        hint = f"write d/{texts[-3]} ({inside})"
        raise tokens.fault("ambiguous", "this could be a derivative or a quotient", 0, end - 1, hint)
    return None


def _letter(tokens: Tokens, names: Names) -> Request | None:
    """``D x^2``, ``D_x (x^2)``: D as an operator, with a note."""
    texts = tokens.texts
    mark, _, by = texts[0].partition("_")
    known = {mark, texts[0]} & (names.variables | names.definitions.keys())
    if mark != "D" or known or len(texts) < 4 or (by and not is_name(by)):
        return None
    after = texts[1]
    if not (after == "(" if not by else after == "(" or _begins(after)) and not (not by and _begins(after)):
        return None
    start = 1
    _one_operand(tokens, start)
    note = f"{texts[0]} is read as the derivative; for the product write {texts[0]}*(...)"
    tokens.cut(start, len(texts) - 2)
    return Request(wrt=(canonical(by),) if by else (), asks=True, note=note)


def _begins(text: str) -> bool:
    return is_name(text) or text[:1].isdecimal()


def _words(tokens: Tokens, names: Names) -> Request | None:
    """``derivative of x^2``, ``what is the second derivative of y = x^2 with respect to x?``."""
    texts = [text.lower() for text in tokens.texts]
    end = len(texts) - 2
    if texts[end - 1] == "?" and texts[end - 2] != "=":
        end -= 1
    at = 0
    order = 1
    while texts[at] in POLITE:
        at += 1
    if texts[at] in _ORDERS and texts[at + 1] == "derivative":
        order = _ORDERS[texts[at]]
        at += 1
    if texts[at] in ("differentiate", "derive") and end > at + 1:
        at += 1
    elif texts[at] == "derivative" and texts[at + 1] == "of" and end > at + 2:
        at += 2
    else:
        return None
    if at and tokens.texts[0] in names.variables:
        return None
    wrt: tuple[str, ...] = ()
    for words in _BY_WORDS:
        size = len(words)
        if end - at > size + 1 and tuple(texts[end - size - 1 : end - 1]) == words and is_name(texts[end - 1]):
            wrt = (canonical(tokens.texts[end - 1]),) * order
            end -= size + 1
            break
    if order > 1 and not wrt:
        tokens.cut(at, end)
        return Request(order=order, asks=True)
    tokens.cut(at, end)
    return Request(wrt=wrt, asks=True)


def _operator(tokens: Tokens, names: Names) -> Request | None:
    """``d/dx f``, ``d^2/dx^2 (f)`` and ``∂/∂x f``."""
    texts = tokens.texts
    mark = texts[0]
    if mark not in ("d", "∂") or mark in names.variables or mark in names.definitions:
        return None
    order, at = _order(texts, 1)
    if texts[at] != "/":
        return None
    at += 1
    name = texts[at]
    if mark == "∂" and name == "∂":
        at += 1
        name = texts[at]
    elif name.startswith("d") and len(name) > 1:
        name = name[1:].removeprefix("_")
    else:
        return None
    below, start = _order(texts, at + 1)
    if texts[start] == "of" and start < len(texts) - 3:
        tokens.drop(start, start + 1)
    after = texts[start]
    if not is_name(name) or after in ("", ")", "/", *SIGNS, *TIMES, *POWERS):
        return None
    if order != below:
        hint = "write d^2/dx^2, or d/dx"
        raise tokens.fault("syntax", "the orders above and below differ", 0, start - 1, hint=hint)
    if not 0 < order < 10**_HIGHEST:
        raise tokens.fault("bad-argument", "the order is not a small whole number", 0, start - 1, hint="write d^2/dx^2")
    _one_operand(tokens, start)
    tokens.cut(start, len(texts) - 2)
    return Request(wrt=(canonical(name),) * order, asks=True)


def _order(texts: list[str], at: int) -> tuple[int, int]:
    """The power of a ``d``, 1 without; 0 where it is no number. Gives the index after it too."""
    text = texts[at]
    if text in POWERS:
        digits, after = texts[at + 1], at + 2
        if digits == "(" and texts[at + 3] == ")":
            digits, after = texts[at + 2], at + 4
    elif text and text[0] in SUPERSCRIPTS:
        digits, after = text.translate(SUPERSCRIPT), at + 1
    else:
        return 1, at
    return (int(digits) if digits.isdecimal() and len(digits) <= _HIGHEST else 0), after


def _one_operand(tokens: Tokens, start: int) -> None:
    """Refuse ``d/dx x^2 + 3``: it could be the derivative of all of it, or of its first term."""
    texts = tokens.texts
    end = len(texts) - 2
    if texts[start] in _BRACKETS:
        doubt = _partner(texts, start) + 1
        if doubt >= end:
            return
        raise _doubt(tokens, start, doubt)
    depth = 0
    for index in range(start, end):
        text = texts[index]
        depth += text in _BRACKETS
        depth -= text in _BRACKETS.values()
        if depth == 0 and text in SIGNS and index > start and texts[index - 1] not in (*POWERS, *TIMES, "/"):
            raise _doubt(tokens, start, index)


def _doubt(tokens: Tokens, start: int, at: int) -> SymdiffError:
    operator = tokens.quote(0, start - 1)
    rest = tokens.quote(start, len(tokens.texts) - 3)
    first = tokens.quote(start, at - 1)
    hint = f"write {operator} ({rest}) for the derivative of all of it, or {operator} {first} alone"
    return tokens.fault("ambiguous", "it is not clear where the operand of the derivative ends", at, hint=hint)
