"""Unknown functions in a text: ``f(x)``, ``f''(u)``, ``f^(1, 0)(u, v)``. Imports ``names`` and ``doubts``.

A letter that people use for functions is one where an argument in parentheses follows it everywhere, and nothing says that it is
something else; any other name is one that the caller declares.
"""

from __future__ import annotations

from symdiff.annotations import Any, Final
from symdiff.errors import SymdiffError
from symdiff.frozen import replace
from symdiff.operators import Family, Orders
from symdiff.parser.doubts import FUNCTION_LETTERS
from symdiff.parser.names import Function, Names, Reading
from symdiff.parser.signs import POWERS

_PRIME: Final = "'"
_HIGHEST: Final = 3  # digits of an order


def function(family: Any, orders: Orders | None = None) -> Function:
    """What applies an unknown function, or one that is defined, or its derivative of these orders."""

    def build(builder: Any, *operands: Any) -> Any:
        return family.apply(builder, orders or (0,) * len(operands), operands)

    count = family.takes if orders is None else len(orders)
    return Function(family.name, (Reading(count or 1, count, build),), None, family=family)


def declared(names: Names, functions: tuple[str, ...]) -> Names:
    """The names with some that are unknown functions."""
    return replace(names, functions={**names.functions, **{name: function(Family(name)) for name in functions}})


def by_themselves(texts: list[str], names: Names, *, marked: bool = True) -> dict[str, Function]:
    """The letters of a text that are functions by themselves; ``marked`` where one may have the marks of a derivative.

    Elsewhere ``f'[x]`` as the whole text asks for a derivative, and nothing says of what.
    """
    found: dict[str, Function] = {}
    if not marked and texts[1] == _PRIME and texts.count("(") == 1 and texts[-3] == ")" and "(" in texts[2:4]:
        return found
    for name in FUNCTION_LETTERS.intersection(texts):
        known = name in names.variables or name in names.definitions or name in names.given or name in names.functions
        places = [at for at, text in enumerate(texts) if text == name]
        if not known and all(is_applied(texts, at, marked=marked) for at in places):
            found[name] = function(Family(name))
    return found


def is_applied(texts: list[str], at: int, *, marked: bool) -> bool:
    """Whether a name has its argument in parentheses, perhaps after the marks of a derivative; else in brackets of any kind.

    Where powers are not ``marked``, one before the argument is no mark: only primes and orders of several operands are.
    """
    at += 1
    if texts[at] == _PRIME:
        while texts[at] == _PRIME:
            at += 1
    elif not marked:
        if texts[at] == "[":
            return not texts[at + 1].isdecimal()
        at = index_end(texts, at) if texts[at] in POWERS and texts[at + 3] == "," else at
    elif texts[at] in POWERS:
        number = at + 2 if texts[at + 1] == "-" else at + 1
        at = number + 1 if texts[number].isdecimal() else index_end(texts, at)
    return texts[at] == "("


def index_end(texts: list[str], at: int) -> int:
    """The token after ``^(1, 0)``, which begins at a token; that token where there is no index."""
    end = at + 1
    if texts[end] != "(":
        return at
    while texts[end] in ("(", ",") and texts[end + 1].isdecimal():
        end += 2
    return end + 1 if texts[end] == ")" else at


def note(name: str) -> str:
    """What the user should know of a letter that is a function by itself."""
    return f"'{name}' is read as an unknown function; for a product write {name}*(...)"


def marks(parser: Any) -> Orders | None:
    """marks = { "'" } | ("^" | "**") "(" digits { "," digits } ")": the orders that stand where the parser is; None for none.

    An index of one number could be a power, and is refused.
    """
    texts, at = parser.texts, parser.at
    if texts[at] == _PRIME:
        while texts[parser.at] == _PRIME:
            parser.at += 1
        return (parser.at - at,)
    if texts[at] not in POWERS:
        return None
    end = index_end(texts, at)
    digits = texts[at + 2 : end - 1 : 2]
    if end == at or len(digits) < 2:
        raise power_doubt(parser, at - 1)
    if any(len(text) > _HIGHEST for text in digits):
        raise parser.tokens.fault("bad-argument", "an order is not a small whole number", at + 2, end - 2)
    parser.at = end
    return tuple(map(int, digits))


def power_doubt(parser: Any, name_at: int, *, product: bool = False) -> SymdiffError:
    """What is said of ``f^2(x)`` and ``f^(2)(x)``, the name of the function being that token; it may be meant as a ``product`` too."""
    texts, at = parser.texts, name_at + 1
    name, end = texts[name_at], index_end(texts, at)
    if texts[at + 1] == "-":
        order = texts[at + 2]
        power, meant = ("", "the inverse of") if order == "1" else (f"^{order}", "a product with")
        hint = f"write 1/{name}(...){power} for the power"
        hint += f", {name}^-{order}*(...) for the product" if product else ""
        hint += "; for the inverse give its formula" if order == "1" else ""
        return _doubt(parser, f"'{name}^-...' could be a power or {meant} {name}", name_at, hint, at + 2)
    order = texts[at + 1 if end == at else at + 2]
    hint = f"write {name}(...)^{order} for the power"
    if product:
        hint += f", {name}^{order}*(...) for the product"
    if order.isdecimal() and 0 < int(order[:_HIGHEST]) < 10:
        hint += f", {name}{_PRIME * int(order[:_HIGHEST])}(...) for the derivative"
    return _doubt(parser, f"'{name}^...' could be a power or a derivative of {name}", name_at, hint, at + 1)


def _doubt(parser: Any, message: str, first: int, hint: str, last: int) -> SymdiffError:
    raised: SymdiffError = parser.ambiguous(message, first, hint, last)
    return raised


__all__ = ["by_themselves", "declared", "function", "index_end", "is_applied", "marks", "note", "power_doubt"]
