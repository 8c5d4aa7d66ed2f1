"""Formulas as presentation MathML, built straight from their nodes or texts: the third builder beside trees and graph.

sympy's printer writes brackets as elements that browsers have dropped, and it would have to be imported. Only elements of
MathML Core are used. Imports ``parser``, ``operators``, ``notation`` and ``errors``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from html import escape
from itertools import pairwise
from typing import Any, Final

from symdiff import operators as op
from symdiff.errors import fault
from symdiff.frozen import Frozen, replace
from symdiff.notation.formula import Formula
from symdiff.notation.numerals import ATOM, POWER, PRODUCT, SUM, numeral
from symdiff.notation.rebuilding import rebuilt
from symdiff.operators import Exact, Operator
from symdiff.parser import Names, parse
from symdiff.parser.names import INVERSES
from symdiff.reports.naming import application

LONGEST, DEEPEST = 6_000, 60
"""Characters and levels of a formula: more is for no reader, and browsers flatten what is nested deeper than 512."""

_GREEK = dict(
    zip(
        ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu")
        + ("nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
        "αβγδεζηθικλμνξοπρστυφχψω",
        strict=True,
    )
)
_CONSTANTS = {"pi": "π", "E": "e", "EulerGamma": "γ", "GoldenRatio": "φ", "Catalan": "G"}
_RELATIONS = {op.Less: "<", op.LessEqual: "≤", op.Greater: ">", op.GreaterEqual: "≥", op.Equal: "=", op.Unequal: "≠"}
_TIMES, THIN = "<mo>&#x2062;</mo>", '<mspace width="0.17em"/>'


class Part(Frozen):
    """A formula's markup, and what those above it must know of its shape."""

    markup: str
    holds: int = ATOM
    """How tightly it holds together."""
    depth: int = 0
    terms: tuple[Part, ...] = ()
    """Of a sum."""
    positive: Part | None = None
    """What stands after a leading minus."""
    above: tuple[Part, ...] = ()
    below: tuple[Part, ...] = ()
    """The factors of a product without its sign, on either side of the line."""
    number: Exact | None = None
    name: str = ""
    """The name of a function whose exponent may stand behind it; ``markup`` is the name and the brackets."""
    is_word: bool = False
    """Whether a neighbour must keep a distance: a function, a name of several letters."""


def equation(text: str, names: Names, *, spelled: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """A formula's markup term by term, so that a line may be broken between terms and nowhere else.

    ``spelled`` gives the markup of some symbols. Raises SymdiffError, ``too-large-output`` past the bounds.
    """
    if len(text) > LONGEST:
        raise fault("too-large-output", f"the formula is longer than {LONGEST:,} characters")
    builder = MathBuilder(spelled or {})
    part = rebuilt(text, builder) if isinstance(text, Formula) else parse(text, builder, names=names)
    if part.depth > DEEPEST:
        raise fault("too-large-output", f"the formula is nested more than {DEEPEST} deep")
    if not part.terms:
        return (part.markup,)
    return (part.terms[0].markup, *map(_signed, part.terms[1:]))


def symbol(name: str) -> str:
    """A variable: Greek letters by their names, what comes after the first word below the line."""
    base, bracket, index = name.partition("[")
    if bracket:
        indices = re.findall(r"\w+", index)
        below = "<mo>,</mo>".join(
            f"<{'mn' if each.isdigit() else 'mi'}>{escape(each)}</{'mn' if each.isdigit() else 'mi'}>"
            for each in indices
        )
        return f"<msub>{symbol(base)}{below if len(indices) == 1 else row(below)}</msub>"
    match = re.fullmatch(r"(\w*?[^\W\d_])_?([0-9]+)", name) or re.fullmatch(r"([^_]+)_(\w+)", name)
    stem, below = match.groups() if match else (name, "")
    shown = f"<mi>{escape(_greek(stem))}</mi>"
    if not below:
        return shown
    kind = "mn" if below.isdigit() else "mi"
    return f"<msub>{shown}<{kind}>{escape(_greek(below))}</{kind}></msub>"


def row(*parts: str) -> str:
    """Parts beside one another as one."""
    return f"<mrow>{''.join(parts)}</mrow>"


def fraction(above: str, below: str) -> str:
    return f"<mfrac>{above}{below}</mfrac>"


def bracketed(markup: str) -> str:
    """In round brackets, which grow only where something inside is tall."""
    tall = any(f"<{each}" in markup for each in ("mfrac", "msqrt", "mroot", "mtable"))
    size = "" if tall else ' stretchy="false"'
    return row(f'<mo form="prefix"{size}>(</mo>', markup, f'<mo form="postfix"{size}>)</mo>')


def rate(operand: str, wrt: str, *, partial: bool = False) -> str:
    """``du/dx`` of an operand's markup by a name."""
    d = "<mi>∂</mi>" if partial else "<mi>d</mi>"
    return fraction(row(d, operand), row(d, symbol(wrt)))


def _greek(word: str) -> str:
    letter = _GREEK.get(word.lower(), word)
    return letter.upper() if letter != word and word[0].isupper() else letter


def _signed(term: Part) -> str:
    """A further term of a sum, with its sign."""
    shown = term.positive or term
    return f'<mo form="infix">{"−" if term.positive else "+"}</mo>' + _held(shown, PRODUCT)


def _held(part: Part, tightness: int) -> str:
    return part.markup if part.holds >= tightness else bracketed(part.markup)


def _deeper(*parts: Part) -> int:
    return 1 + max((part.depth for part in parts), default=0)


class MathBuilder:
    """The parser's builder of markup: composed as it is read, so its callers bound length and depth."""

    __slots__ = ("_spelled",)

    def __init__(self, spelled: Mapping[str, str]) -> None:
        self._spelled = spelled

    def number(self, value: Exact) -> Part:
        if isinstance(value, Fraction) and value.denominator != 1 and type(value) is Fraction:
            shown = self.product((self.number(value.numerator), self._inverse(self.number(value.denominator))))
            return replace(shown, number=value)
        text = numeral(value)[1]
        digits, e, exponent = text.partition("e")
        markup = f"<mn>{digits}</mn>"
        if e:
            ten = f"<msup><mn>10</mn><mn>{exponent.replace('-', '−')}</mn></msup>"
            markup = row(markup, "<mo>×</mo>", ten)
        if value >= 0:
            return Part(markup, PRODUCT if e else ATOM, number=value)
        positive = self.number(-value)
        return Part(row("<mo>−</mo>", positive.markup), SUM, 1, positive=positive, number=value)

    def symbol(self, name: str) -> Part:
        spelled = self._spelled.get(name)
        if spelled is None and "(" in name:
            return application(name, self)
        markup = spelled or symbol(name)
        word = re.match("<mi>(.*?)</mi>", markup)
        return Part(markup, is_word=spelled is None and word is not None and len(word[1]) > 1)

    def vector(self, parts: tuple[Part, ...]) -> Part:
        return Part(row("<mo>[</mo>", _listed(parts), "<mo>]</mo>"), ATOM, _deeper(*parts))

    def constant(self, name: str) -> Part:
        return Part(f'<mi mathvariant="normal">{_CONSTANTS[name]}</mi>')

    def truth(self, value: bool) -> Part:
        return Part(f"<mtext>{'otherwise' if value else 'never'}</mtext>")

    def sum(self, terms: tuple[Part, ...]) -> Part:
        flat = tuple(each for term in terms for each in (term.terms or (term,)))
        markup = row(flat[0].markup, *map(_signed, flat[1:]))
        return Part(markup, SUM, _deeper(*flat), terms=flat)

    def product(self, factors: tuple[Part, ...]) -> Part:
        negative = False
        above: list[Part] = []
        below: list[Part] = []
        for factor in factors:
            part = factor.positive or factor
            if factor.positive and factor.holds >= SUM and (factor.above or factor.below or factor.number is not None):
                negative = not negative
            elif factor.positive:
                part = factor
            if part.above or part.below:
                above += part.above
                below += part.below
            else:
                above.append(part)
        above = [part for k, part in enumerate(above) if part.number != 1 or (len(above) == 1 and not below)]
        top = _beside(above) if above else Part("<mn>1</mn>", number=1)
        markup = top.markup
        if below:
            bottom = below[0] if len(below) == 1 else _beside(below)
            markup = fraction(markup, bottom.markup)
        holds = PRODUCT if below or len(above) > 1 else top.holds
        value = _quotient(above, below)
        shown = Part(
            markup, holds, _deeper(*above, *below), above=tuple(above) or (top,), below=tuple(below), number=value
        )
        if len(above) == 1 and not below:
            shown = above[0]
        if not negative:
            return shown
        return Part(
            row("<mo>−</mo>", _held(shown, PRODUCT)),
            SUM,
            shown.depth + 1,
            positive=shown,
            above=shown.above,
            below=shown.below,
            number=None if shown.number is None else -shown.number,
        )

    def power(self, base: Part, exponent: Part) -> Part:
        value = exponent.number
        if value is not None and value < 0:
            return self._inverse(base if value == -1 else self.power(base, self.number(-value)))
        if value == Fraction(1, 2):
            return Part(f"<msqrt>{base.markup}</msqrt>", ATOM, _deeper(base))
        if base.name and isinstance(value, int) and value > 0:
            name, _, rest = base.markup.partition("<mo>&#x2061;</mo>")
            raised = f"<msup>{name.removeprefix('<mrow>')}{exponent.markup}</msup>"
            return Part(f"<mrow>{raised}<mo>&#x2061;</mo>{rest}", POWER, base.depth, is_word=True)
        markup = f"<msup>{_held(base, ATOM)}{exponent.markup}</msup>"
        return Part(markup, POWER, _deeper(base, exponent), is_word=base.is_word)

    def _inverse(self, part: Part) -> Part:
        """One over a part."""
        one = Part("<mn>1</mn>", number=1)
        value = None if part.number in (None, 0) else 1 / Fraction(part.number or 1)
        return Part(
            fraction(one.markup, part.markup), PRODUCT, part.depth + 1, above=(one,), below=(part,), number=value
        )

    def call(self, operator: Operator, operands: tuple[Part, ...]) -> Part:
        depth = _deeper(*operands)
        if operator in _RELATIONS:
            sign = f"<mo>{escape(_RELATIONS[operator])}</mo>"
            return Part(row(operands[0].markup, sign, operands[1].markup), SUM, depth)
        if operator in (op.And, op.Or):
            word = f"<mtext>&#xa0;{'and' if operator is op.And else 'or'}&#xa0;</mtext>"
            return Part(row(word.join(_held(part, PRODUCT) for part in operands)), SUM, depth)
        if operator is op.Not:
            return Part(row("<mo>¬</mo>", bracketed(operands[0].markup)), ATOM, depth)
        if operator is op.piecewise:
            return Part(_pieces(operands), ATOM, depth)
        if operator is op.exp:
            return Part(f'<msup><mi mathvariant="normal">e</mi>{operands[0].markup}</msup>', POWER, depth)
        if operator is op.factorial:
            return Part(row(_held(operands[0], ATOM), "<mo>!</mo>"), POWER, depth)
        if operator is op.real_root:
            return Part(f"<mroot>{operands[0].markup}{operands[1].markup}</mroot>", ATOM, depth)
        if operator.fences:
            left, right = (f'<mo fence="true">{sign}</mo>' for sign in operator.fences)
            return Part(row(left, operands[0].markup, right), ATOM, depth)
        called, inside = _called(operator, operands)
        return Part(
            row(called, "<mo>&#x2061;</mo>", bracketed(_listed(inside))),
            ATOM,
            depth,
            name=operator.name if operator.inverse else "",  # powers are written ``sin²(x)``
            is_word=True,
        )

    def variable(self, name: str, scope: int) -> Part:  # the scope is that of the brackets around it
        return self.symbol(name)

    def bind(self, binder: op.Binder, body: Part, variable: Part, name: str, ends: tuple[Any, Any]) -> Part:
        """A large sign with the bounds at it, and the body in brackets where it is a sum."""
        sign = f'<mo largeop="true">{_LARGE[binder.name]}</mo>'
        lower, upper = (
            None if end is None else end[0].markup if isinstance(end, tuple) else _infinite(end) for end in ends
        )
        if not binder.whole:
            rest = row("<mi>d</mi>", variable.markup)
            marks = sign if lower is None else f"<msubsup>{sign}{lower}{upper}</msubsup>"
            shown = row(marks, _held(body, PRODUCT), THIN, rest)
            if lower is None and upper is not None and upper != variable.markup:
                shown = row(bracketed(shown), f"<msub><mo>|</mo>{row(variable.markup, '<mo>=</mo>', upper)}</msub>")
        else:
            below = row(variable.markup, "<mo>=</mo>", lower or "")
            shown = row(f"<munderover>{sign}{below}{upper}</munderover>", _held(body, PRODUCT))
        return Part(shown, SUM, _deeper(body), is_word=True)


_LARGE: Final = {"Integral": "∫", "Sum": "∑", "Product": "∏"}


def _infinite(sign: int) -> str:
    return "<mi>∞</mi>" if sign > 0 else row("<mo>−</mo>", "<mi>∞</mi>")


def _unknown(unknown: op.Unknown) -> str:
    """An unknown function's name, with primes up to the third derivative and orders above it beyond."""
    name, orders = symbol(unknown.name), unknown.orders
    if not any(orders):
        return name
    if len(orders) == 1 and orders[0] <= _PRIMES:
        return f"<msup>{name}<mo>{'&#x2032;' * orders[0]}</mo></msup>"
    above = "<mo>,</mo>".join(f"<mn>{order}</mn>" for order in orders)
    return f"<msup>{name}{bracketed(above)}</msup>"


_PRIMES: Final = 3


def _called(operator: Operator, operands: tuple[Part, ...]) -> tuple[str, tuple[Part, ...]]:
    """The name of a function, and what stands in its brackets."""
    if operator.unknown is not None:
        return _unknown(operator.unknown), operands
    if operator.indexed and len(operands) == 2:
        return f"<msub><mi>{operator.symbol}</mi>{operands[0].markup}</msub>", operands[1:]
    if operator is op.polygamma:
        order = operands[0]
        psi = "<mi>ψ</mi>"
        return (psi if order.number == 0 else f"<msup>{psi}{bracketed(order.markup)}</msup>"), operands[1:]
    name = operator.symbol if operator.symbol and not operator.indexed else operator.name
    if operator in INVERSES.values():
        name = ("ar" if name.endswith("h") else "arc") + name[1:]
    return f'<mi mathvariant="normal">{escape(name)}</mi>', operands


def _listed(parts: tuple[Part, ...]) -> str:
    return "<mo>,</mo>".join(part.markup for part in parts)


def _pieces(operands: tuple[Part, ...]) -> str:
    rows = "".join(
        f"<mtr><mtd>{value.markup}</mtd><mtd>{condition.markup}</mtd></mtr>"
        for value, condition in zip(operands[::2], operands[1::2], strict=True)
    )
    return row('<mo fence="true">{</mo>', f'<mtable columnalign="left">{rows}</mtable>')


def _beside(factors: list[Part]) -> Part:
    """Factors beside one another: a sign only between numbers, a space beside words and brackets."""
    if len(factors) == 1:
        return factors[0]
    parts = [_held(factors[0], PRODUCT)]
    for before, factor in pairwise(factors):
        if factor.number is not None or (factor.holds == POWER and factor.markup.startswith("<msup><mn>")):
            parts.append("<mo>⋅</mo>")
        else:
            simple = before.number is not None and not factor.is_word
            parts.append(_TIMES if simple else _TIMES + THIN)
        parts.append(_held(factor, PRODUCT))
    return Part(row(*parts), PRODUCT, _deeper(*factors))


def _quotient(above: list[Part], below: list[Part]) -> Exact | None:
    """The value of a number over a number."""
    values = [part.number for part in (*above, *below)]
    if len(above) > 1 or len(below) != 1 or any(value is None for value in values):
        return None
    return Fraction(above[0].number or 0 if above else 1) / Fraction(below[0].number or 1)
