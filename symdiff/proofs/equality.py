"""Equalities of terms, each with the proof that Coq checks: both sides as polynomials in what they are made of.

What stands under a line, under roots and in exponents, and the functions, are letters of these polynomials; equations
between letters (``u * / u = 1``, ``sqrt u ^ 2 = u``, ``cos u ^ 2 = 1 - sin u ^ 2``) are proved one by one, and the ring of
Coq's standard library does the rest. Imports ``forms``, ``model``, ``terms`` and flint.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any, Final

import flint

from symdiff.proofs.forms import (
    Expr,
    coq,
    coq_argument,
    coq_list,
    evaluated,
    exponents,
    joined,
    letters,
    raised,
    reciprocals,
    scaled,
)
from symdiff.proofs.model import Model, drawn, touching
from symdiff.proofs.terms import Terms

_MOST_ALIASES: Final = 400
_BY_MACHINE: Final = "ltac:(by_machine)"


class UnprovenError(Exception):
    """An equality that is not proved; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Letter:
    """An atom of the polynomials, with its ``index`` in the list of values."""

    __slots__ = ("definition", "degree", "index", "kind", "proof", "term")

    def __init__(self, term: int, index: int, kind: str) -> None:
        self.term = term
        self.index = index
        self.kind = kind
        self.definition: Any = None
        """What the power of ``degree`` is, where it may be opened."""
        self.degree = 1
        self.proof = ""


class Equality:
    """The proof that two terms are equal: one use of the lemma ``by_form``, with what it needs."""

    def __init__(self, context: Any, left: int, right: int, *, fine: bool) -> None:
        self.context = context
        self.terms: Terms = context.terms
        self.model: Model = context.model
        self.values: list[str] = []
        self._letters: dict[int, Letter] = {}
        self._ordered: list[Letter] = []
        self._exprs: dict[int, Expr] = {}
        self._under: dict[int, Expr] = {}
        self._aliases: list[tuple[int, Expr, str]] = []
        """Letters that stand for others."""
        self._opened: list[tuple[Letter, str]] = []
        self._bases: list[int] = []
        self._parts: dict[int, int] = {}
        """Of the terms that stand in exponents, by what common part they are taken."""
        self._rooted: dict[int, Letter] = {}
        """Letters whose powers are other terms, by these."""
        self.left, self.right = left, right
        self.fine = fine
        """Whether exponents are taken apart."""

    def prove(self) -> tuple[str, str]:
        """What is claimed of a list of values, which Coq finds to be the two terms, and the proof of it."""
        self._survey((self.left, self.right))
        left, right = self.expr(self.left), self.expr(self.right)
        opened = self._needed(left, right)
        if opened is None:
            raise UnprovenError("the two forms differ by an identity that no lemma has")
        return self._written(left, right, opened)

    # What is there: sums that stand under lines and powers, and the common parts of exponents.

    def _survey(self, roots: Sequence[int]) -> None:
        heads, operands = self.terms.heads, self.terms.operands
        waiting = list(roots)
        seen: set[int] = set()
        while waiting:
            term = waiting.pop()
            if term in seen:
                continue
            seen.add(term)
            head = heads[term]
            if head in ("div", "inv"):
                self._base(operands[term][-1])
            elif head == "pow" and operands[term][1] > 1:
                self._base(operands[term][0])
            form = self.context.exponential(term)
            if form is not None:
                for key, (coefficient, _part) in self.context.linear(form[0], fine=self.fine).items():
                    self._parts[key] = lcm(self._parts.get(key, 1), coefficient.denominator)
                    log = self.context.log_of(key)
                    if log is not None:
                        self._base(log)
                        waiting.append(log)
                continue
            if head == "app" and operands[term][0] != "Rabs":
                continue
            waiting += self.terms.below[term]

    def _base(self, term: int) -> None:
        """Keep the sums that are factors of a term together."""
        head = self.terms.heads[term]
        if head in ("mul", "div", "opp", "inv"):
            for part in self.terms.below[term]:
                self._base(part)
        elif head == "pow":
            self._base(self.terms.operands[term][0])
        elif head in ("add", "sub") and not any(self.model.ratio(term, other) for other in self._bases):
            self._bases.append(term)

    # Letters.

    def _value(self, text: str) -> int:
        self.values.append(text)
        return len(self.values)

    def _letter(self, term: int, kind: str) -> Letter:
        found = self._letters.get(term)
        if found is None:
            found = self._letters[term] = Letter(term, self._value(self.terms.text(term)), kind)
            self._ordered.append(found)
        return found

    def _alias(self, text: str, expr: Expr, proof: str) -> Expr:
        """A value that stands for an expression, by a proof."""
        index = self._value(text)
        self._aliases.append((index, expr, proof))
        if len(self._aliases) > _MOST_ALIASES:
            raise UnprovenError("the formula has too many parts")
        return ("z", index, expr)

    # Terms as expressions.

    def expr(self, term: int) -> Expr:
        found = self._exprs.get(term)
        if found is None:
            found = self._exprs[term] = self._made(term)
        return found

    def _made(self, term: int) -> Expr:
        terms = self.terms
        head, operands = terms.heads[term], terms.operands[term]
        if head in ("num", "int"):
            return ("k", Fraction(operands[0]))
        if head in ("add", "sub"):
            base = next((each for each in self._bases if self.model.ratio(term, each)), None)
            if base is not None and (
                base == term or term not in (self.left, self.right)
            ):  # that it is a multiple is to be shown
                return self._atom(term, base)
            return ("+" if head == "add" else "-", self.expr(operands[0]), self.expr(operands[1]))
        if head == "mul":
            return ("*", self.expr(operands[0]), self.expr(operands[1]))
        if head == "opp":
            return ("n", self.expr(operands[0]))
        if head == "pow":
            return ("^", self.expr(operands[0]), operands[1])
        if head == "div":
            return ("/", self.expr(operands[0]), self.under(operands[1]))
        if head == "inv":
            return ("i", self.under(operands[0]))
        form = self.context.exponential(term)
        if form is not None:
            return self._exponential(term, form)
        if head == "app" and operands[0] in ("Rabs", "sgn"):
            above = self.context.signs.find("pos", operands[1])
            if above is not None and operands[0] == "sgn":
                return self._alias(terms.text(term), ("k", Fraction(1)), f"sgn_pos _ ({above})")
            if above is not None:
                return self._alias(terms.text(term), self.expr(operands[1]), f"abs_of_pos _ ({above})")
        if head == "app" and operands[0] == "Rabs":
            signed = terms.times(operands[1], terms.app("sgn", operands[1]))
            return self._alias(terms.text(term), self.expr(signed), f"abs_sgn {terms.atom(operands[1])}")
        return self._atom(term, self.context.representative(term))

    def _atom(self, term: int, base: int) -> Expr:
        """A term as the letter of its representative, of which it is a multiple."""
        if term != base:
            ratio = self.model.ratio(term, base)
            assert ratio is not None
            proof = self.context.multiple(term, ratio, base)
            inner = self._atom(base, base)
            return self._alias(self.terms.text(term), scaled(ratio, inner), proof)
        root = self._root_of(base)
        if root is not None:
            letter, degree, positive = root
            return self._alias(
                self.terms.text(base),
                raised(("x", letter.index), degree),
                self._whole(letter, degree, "log_of_exp", base, positive),
            )
        known = base in self._letters
        letter = self._letter(base, self.terms.heads[base])
        if not known:
            self._relate(letter)
        return ("x", letter.index)

    def _whole(self, letter: Letter, degree: int, lemma: str, base: int, positive: str) -> str:
        one = "one_times_one" if degree == 1 else f"(whole_times_part {degree} {degree} eq_refl)"
        part = "1" if degree == 1 else f"(1 / {degree})"
        return f"{lemma} {self.terms.atom(base)} {part} {degree} {positive} {one}"

    def _root_of(self, base: int) -> tuple[Letter, int, str] | None:
        """The letter whose power a base is, where parts of its logarithm stand in exponents."""
        key = self.context.log_key(base)
        if key is None or key not in self._parts:
            return None
        positive = self.context.positive(base)
        return self._part(key), self._parts[key], positive

    def _part(self, key: int) -> Letter:
        """The letter of the exponential of a common part of exponents."""
        degree = self._parts[key]
        whole = self.context.part_term(key)
        part = self.terms.number(Fraction(1, degree))
        inner = self.terms.times(part, whole)
        term = self.terms.app("exp", inner)
        known = term in self._letters
        letter = self._letter(term, "exp")
        if not known:
            base = self.context.log_of(key)
            if base is not None and (self.terms.heads[base] not in ("var", "const", "app")):
                letter.degree = degree
                letter.definition = self._inline(base)
                letter.proof = self._whole(letter, degree, "exp_of_log", base, self.context.positive(base))
        return letter

    def _inline(self, term: int) -> Expr:
        """A sum as the expression of its terms, whatever it is elsewhere."""
        head, operands = self.terms.heads[term], self.terms.operands[term]
        if head in ("add", "sub"):
            return ("+" if head == "add" else "-", self.expr_or_sum(operands[0]), self.expr_or_sum(operands[1]))
        if head == "num":
            return ("k", operands[0])
        return self._product(term)

    def _product(self, term: int) -> Expr:
        head, operands = self.terms.heads[term], self.terms.operands[term]
        if head == "mul":
            return ("*", self.expr(operands[0]), self.expr(operands[1]))
        return self.expr(term)

    def expr_or_sum(self, term: int) -> Expr:
        """As ``expr``; a sum that only begins the one that it stands in is no letter."""
        if self.terms.heads[term] in ("add", "sub"):
            return self._inline(term)
        return self.expr(term)

    def _relate(self, letter: Letter) -> None:
        """What is known of a letter beside what it is."""
        terms, term = self.terms, letter.term
        head, operands = terms.heads[term], terms.operands[term]
        if head in ("add", "sub"):
            letter.definition = self._inline(term)
            letter.proof = f"eq_refl {terms.atom(term)}"
        elif head == "app" and operands[0] in _SQUARES:
            other, make, lemma, needs = _SQUARES[operands[0]]
            if other is None:
                letter.degree, letter.definition = 2, ("k", Fraction(1))
            else:
                partner = next(
                    (
                        each
                        for each in self._ordered
                        if terms.heads[each.term] == "app" and terms.operands[each.term] == (other, operands[1])
                    ),
                    None,
                )
                if partner is None:
                    return
                letter.degree, letter.definition = 2, make(("x", partner.index))
            condition = (
                f" {self.context.nonzero(terms.app(needs, operands[1]) if needs != 'self' else operands[1])}"
                if needs
                else ""
            )
            letter.proof = f"{lemma} {terms.atom(operands[1])}{condition}"

    # Under a line.

    def under(self, term: int) -> Expr:
        """As ``expr``; a sum is a letter, whatever it is elsewhere."""
        found = self._under.get(term)
        if found is None:
            found = self._under[term] = self._made_under(term)
        return found

    def _made_under(self, term: int) -> Expr:
        terms = self.terms
        head, operands = terms.heads[term], terms.operands[term]
        if head == "num" and operands[0] == 0:
            raise UnprovenError("a division by 0")
        if head in ("add", "sub"):
            return self._atom(term, next((each for each in self._bases if self.model.ratio(term, each)), term))
        if head in ("mul", "div"):
            return ("*" if head == "mul" else "/", self.under(operands[0]), self.under(operands[1]))
        if head == "pow":
            return ("^", self.under(operands[0]), operands[1])
        if head in ("opp", "inv"):
            return ("n" if head == "opp" else "i", self.under(operands[0]))
        if head == "app" and operands[0] == "Rabs":
            above = self.context.signs.find("pos", operands[1])
            if above is not None:
                return self._alias(terms.text(term), self.under(operands[1]), f"abs_of_pos _ ({above})")
            signed = terms.times(operands[1], terms.app("sgn", operands[1]))
            return self._alias(terms.text(term), self.under(signed), f"abs_sgn {terms.atom(operands[1])}")
        return self.expr(term)

    # Exponentials and powers.

    def _exponential(self, term: int, form: tuple[int, str]) -> Expr:
        expr, proof = self._combination(term, form)
        return self._alias(self.terms.text(term), expr, proof)

    def _direct(self, term: int, parts: dict[int, tuple[Fraction, int]]) -> bool:
        """Whether a square root is the letter that its base has as half of its logarithm."""
        return [(self.context.log_of(key), self._parts[key]) for key in parts] == [(self.terms.operands[term][0], 2)]

    def _combination(self, term: int, form: tuple[int, str]) -> tuple[Expr, str]:
        """An exponential as the product of whole powers of the letters' exponentials."""
        argument, proof = form
        parts = self.context.linear(argument, fine=self.fine)
        listed = "no_parts"
        terms = self.terms
        direct = terms.heads[term] == "sqrt" and self._direct(term, parts)
        nested: int | None = None
        rebuilt: Expr | None = None
        for key, (coefficient, _) in reversed(parts.items()):
            degree = self._parts[key]
            count = int(coefficient * degree)
            letter = self._part(key)
            inner = terms.operands[letter.term][1]
            listed = f"(and_part ({count}) {terms.atom(inner)} {listed})"
            piece = terms.times(terms.make("int", count), inner)
            nested = piece if nested is None else terms.plus(piece, nested)
            factor = raised(("x", letter.index) if count > 0 else ("i", ("x", letter.index)), abs(count))
            rebuilt = factor if rebuilt is None else ("*", factor, rebuilt)
        if nested is None or rebuilt is None:
            nested, rebuilt = terms.number(0), ("k", Fraction(1))
        if direct:
            under = terms.operands[term][0]
            return rebuilt, f"root_of {terms.atom(under)} {self.context.positive(under)}"
        sums = self.context.equal(argument, nested)
        return rebuilt, f"by_exp _ _ {listed} ({proof}) ({sums})"

    # What has to be opened, and the proof.

    def _needed(self, left: Expr, right: Expr) -> list[Letter] | None:
        """The letters that must be opened for the two to be one polynomial; None where even all do not suffice."""
        free = [letter for letter in self._ordered if letter.definition is not None]
        if not self._agree(left, right, set(free)):
            return None
        opened = set(free)
        for letter in reversed(free):
            if self._agree(left, right, opened - {letter}):
                opened.discard(letter)
        return [letter for letter in self._ordered if letter in opened]

    def _agree(self, left: Expr, right: Expr, opened: set[Letter]) -> bool:
        """Whether the two sides have one value where the letters that are not opened are free."""
        return all(self._agree_once(left, right, opened, seed) for seed in (7, 8))

    def _agree_once(self, left: Expr, right: Expr, opened: set[Letter], seed: int) -> bool:
        source = random.Random(seed)  # noqa: S311 - no secret
        values: dict[int, Any] = {}
        by_index = {letter.index: letter for letter in self._ordered}

        def at(index: int) -> Any:
            if index not in values:
                letter = by_index[index]
                if letter in opened:
                    inner = evaluated(letter.definition, at)
                    if letter.kind == "app" and letter.definition[0] == "k":  # a sign, which may be either
                        values[index] = flint.acb(1 if seed % 2 else -1)
                        return values[index]
                    values[index] = inner if letter.degree == 1 else (inner.log() / letter.degree).exp()
                else:
                    values[index] = drawn(source)
            return values[index]

        return touching(evaluated(left, at), evaluated(right, at))

    def _written(self, left: Expr, right: Expr, opened: list[Letter]) -> tuple[str, str]:
        context: Any = self.context
        multiplier: dict[int, int] = {}
        # The outermost first: what opening one brings under a line is taken into account for the others.
        spans = joined(exponents(left), exponents(right))
        opened = self._outermost(opened)
        for letter in opened:
            low, high = spans.get(letter.index, (0, 0))
            if low:
                multiplier[letter.index] = -low
            width = (high - low) // letter.degree
            if width:
                inside = exponents(letter.definition)
                for index, (down, up) in inside.items():
                    old = spans.get(index, (0, 0))
                    spans[index] = (old[0] + min(0, width * down), old[1] + max(0, width * up))
        top = (
            8 + max([high - low for low, high in spans.values()] or [0]) + 2 * sum(abs(k) for k in multiplier.values())
        )
        m: Expr | None = None
        for index, count in multiplier.items():
            base: Expr = ("x", index) if count > 0 else ("i", ("x", index))
            factor = ("^", base, abs(count))
            m = factor if m is None else ("*", m, factor)
        # Which letters meet their reciprocals, and by what the others are put right before more is opened: else a root
        # that should meet its reciprocal is gone.
        below = {*multiplier}.union(
            *(reciprocals(side) for side in (left, right, *(each.definition for each in opened)))
        )
        order = [letter.index for letter in self._ordered]
        order += [index for index in range(1, len(self.values) + 1) if index not in set(order)]
        place = {index: number for number, index in enumerate(order, 1)}
        facts = [
            (f"stands {place[index]} {coq(expr, place)}", f"({proof})") for index, expr, proof in self._aliases[::-1]
        ]
        facts += [
            (f"invertible {place[letter.index]}", context.nonzero(letter.term))
            for letter in self._ordered
            if letter.index in below
        ]
        for letter in opened:
            power: Expr = (
                ("x", letter.index)
                if letter.degree == 1 and self.terms.heads[letter.term] in ("add", "sub")
                else ("^", ("x", letter.index), letter.degree)
            )
            brought = letters(letter.definition) - {letter.index}
            pairs = coq_list(
                "letter", (str(place[each.index]) for each in self._ordered if each.index in below & brought)
            )
            facts.append((f"opens {coq(power, place)} {coq(letter.definition, place)} {pairs}", f"({letter.proof})"))
        values = coq_list("value", (coq_argument(self.values[index - 1]) for index in order))
        sides = (m or ("k", Fraction(1)), left, right)
        listed = coq_list("fact", (f"({fact})" for fact, _ in facts))
        written = "".join(f"\n    {coq(side, place)}" for side in sides)
        if not facts:
            return "", f"by_form {values} (claims {top} no_facts{written}) I {_BY_MACHINE}"
        claim = context.define("claim", f"claims {top} {listed}{written}", closed=True)
        name = context.define("values", values)
        shown = "\n    ".join(f"(shown {proof}" for _, proof in facts) + " nothing" + ")" * len(facts)
        return f"equals {name} {claim}", f"by_facts {name} {claim}\n    {shown} ltac:(as_said) {_BY_MACHINE}"

    def _outermost(self, opened: list[Letter]) -> list[Letter]:
        """Letters in an order in which none stands in the definition of an earlier one."""
        left = {letter.index: letter for letter in opened}
        found: list[Letter] = []

        def visit(letter: Letter) -> None:
            if left.pop(letter.index, None) is None:
                return
            for index in letters(letter.definition):
                if index in left:
                    visit(left[index])
            found.append(letter)

        for letter in opened:
            visit(letter)
        return found[::-1]


_SQUARES: Final[dict[str, tuple[str | None, Any, str, str]]] = {
    "cos": ("sin", lambda s: ("-", ("k", Fraction(1)), ("^", s, 2)), "square_cos", ""),
    "sin": ("cos", lambda c: ("-", ("k", Fraction(1)), ("^", c, 2)), "square_sin", ""),
    "cosh": ("sinh", lambda s: ("+", ("k", Fraction(1)), ("^", s, 2)), "square_cosh", ""),
    "sinh": ("cosh", lambda c: ("-", ("^", c, 2), ("k", Fraction(1))), "square_sinh", ""),
    "tanh": ("sech", lambda s: ("-", ("k", Fraction(1)), ("^", s, 2)), "square_tanh", ""),
    "sech": ("tanh", lambda s: ("-", ("k", Fraction(1)), ("^", s, 2)), "square_sech", ""),
    "tan": ("sec", lambda s: ("-", ("^", s, 2), ("k", Fraction(1))), "square_tan", "cos"),
    "sec": ("tan", lambda s: ("+", ("k", Fraction(1)), ("^", s, 2)), "square_sec", "cos"),
    "cot": ("csc", lambda s: ("-", ("^", s, 2), ("k", Fraction(1))), "square_cot", "sin"),
    "csc": ("cot", lambda s: ("+", ("k", Fraction(1)), ("^", s, 2)), "square_csc", "sin"),
    "coth": ("csch", lambda s: ("+", ("k", Fraction(1)), ("^", s, 2)), "square_coth", "sinh"),
    "csch": ("coth", lambda s: ("-", ("^", s, 2), ("k", Fraction(1))), "square_csch", "sinh"),
    "sgn": (None, None, "square_sgn", "self"),
}
"""Functions whose squares are polynomials in another's: the other, the polynomial, the lemma, and what must not be 0."""
