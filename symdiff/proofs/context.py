"""What the parts of one theorem's proof share: terms, their values, hypotheses, and equalities that are proved already.

Imports ``terms``, ``signs`` and ``equality``.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from symdiff.proofs.equality import Equality, UnprovenError
from symdiff.proofs.model import Model, touching
from symdiff.proofs.signs import Signs
from symdiff.proofs.terms import Terms

_MOST_TERMS: Final = 40
_MOST_OPENED: Final = 6
"""The greatest power of a sum that is multiplied out in an exponent."""
_MOST_PRIME: Final = 1000
_DEEPEST: Final = 40
_PART: Final = re.compile(r"[a-z]\w*'[a-z]+\d+")
"""The name of a part of a proof."""

Monomial = tuple[tuple[int, int], ...]
"""Terms, each with an exponent."""

PARITY: Final = {
    "sin": "odd_sin",
    "tan": "odd_tan",
    "cot": "odd_cot",
    "csc": "odd_csc",
    "cos": "even_cos",
    "sec": "even_sec",
    "sinh": "odd_sinh",
    "cosh": "even_cosh",
    "tanh": "odd_tanh",
    "coth": "odd_coth",
    "sech": "even_sech",
    "csch": "odd_csch",
    "atan": "odd_atan",
    "asin": "odd_asin",
    "acsc": "odd_acsc",
    "arcsinh": "odd_arcsinh",
    "atanh": "odd_atanh",
    "acoth": "odd_acoth",
    "Rabs": "even_abs",
}
"""The lemma that says of a function that it is odd, or even."""


class Context:
    """One theorem's hypotheses and what its proof has shown so far; ``closed`` and ``lines`` are the equalities that it uses.

    Each is a name, which begins with the theorem's ``name``, and what Coq is told of it: one term with all of them takes several times as long.
    """

    def __init__(self, terms: Terms, name: str) -> None:
        self.terms = terms
        self.name = name
        self.model = Model(terms)
        self.signs = Signs(self)
        self.closed: list[tuple[str, str]] = []
        self.lines: list[tuple[str, str]] = []
        self._defined: dict[str, str] = {}
        self.hypotheses: list[tuple[str, int, str]] = []
        """Kind, term and name of each."""
        self.extra: list[int] = []
        """Which of the hypotheses only the printed form needs."""
        self._trying = 0
        """Whether something is tried that may make no hypothesis."""
        self.late = False
        """Whether the hypotheses that are made now are of the printed form alone."""
        self.sides: dict[str, str] = {}
        """Of the names of equalities, the right side as Coq is told it."""
        self._equal: dict[tuple[int, int], str] = {}
        self._forms: dict[int, tuple[int, str] | None] = {}
        self._logs: dict[int, tuple[int, str]] = {}
        self._arguments: list[int] = []
        self._linear: dict[tuple[int, bool], dict[int, tuple[Fraction, int]]] = {}
        self._keys: dict[Monomial, int] = {}
        self._monomials: list[Monomial] = []
        self._apps: list[int] = []
        self._sums: list[int] = []
        self._open: set[tuple[int, int]] = set()
        self._counts: dict[str, int] = {}

    def named(self, kind: str) -> str:
        """A name for what the proof defines: its kind and a number."""
        number = self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{self.name}'{kind}{number}"

    def define(self, kind: str, body: str, *, closed: bool = False) -> str:
        """The name of a definition, one for each body; ``closed`` where nothing in it depends on variables and hypotheses."""
        found = self._defined.get(body)
        if found is None:
            found = self._defined[body] = self.named(kind)
            (self.closed if closed else self.lines).append((found, f"Definition {found} := {body}."))
        return found

    def show(self, kind: str, statement: str, proof: str) -> str:
        """The name of a lemma with its proof, one for each statement."""
        found = self._defined.get(statement)
        if found is None:
            found = self._defined[statement] = self.named(kind)
            self.lines.append((found, f"Lemma {found} : {statement}.\nProof ({proof})."))
        return found

    def used(self, *texts: str) -> tuple[list[str], list[str]]:
        """Of the parts, closed ones and others, those that these texts use: what was tried in vain is left out."""
        waiting, bodies = list(texts), dict(self.closed + self.lines)
        found: set[str] = set()
        while waiting:
            for name in _PART.findall(waiting.pop()):
                if name in bodies and name not in found:
                    found.add(name)
                    waiting.append(bodies[name])
        closed, lines = ([text for name, text in parts if name in found] for parts in (self.closed, self.lines))
        return closed, lines

    # Hypotheses.

    def suppose(self, kind: str, term: int) -> str:
        """The name of a hypothesis of this kind."""
        for number, (known, other, name) in enumerate(self.hypotheses):
            if (known, other) == (kind, term):
                if not self.late and number in self.extra:
                    self.extra.remove(number)
                return name
        if self._trying:
            raise UnprovenError("a hypothesis is missing")
        name = f"H'{len(self.hypotheses) + 1}"
        if self.late:
            self.extra.append(len(self.hypotheses))
        self.hypotheses.append((kind, term, name))
        self.signs.learn(kind, term, name)
        return name

    def positive(self, term: int) -> str:
        found = self.signs.find("pos", term)
        return f"({found})" if found is not None else self.suppose("pos", term)

    def nonzero(self, term: int) -> str:
        found = self.signs.find("nz", term)
        if found is not None:
            return f"({found})"
        head, operands = self.terms.heads[term], self.terms.operands[term]
        if head in ("mul", "div"):
            return f"(nz_{head} _ _ {self.nonzero(operands[0])} {self.nonzero(operands[1])})"
        if head == "pow":
            return f"(pow_nonzero _ {operands[1]} {self.nonzero(operands[0])})"
        if head in ("opp", "inv"):
            return f"(nz_{head} _ {self.nonzero(operands[0])})"
        if head == "sqrt":
            return f"(nz_pos _ (sqrt_lt_R0 _ {self.positive(operands[0])}))"
        return self.suppose("nz", term)

    # Equalities.

    def equal(self, left: int, right: int) -> str:
        """The name of the proof that two terms are equal. Raises UnprovenError."""
        terms = self.terms
        if left == right:
            return f"(eq_refl {terms.atom(left)})"
        found = self._equal.get((left, right))
        if found is None:
            if (left, right) in self._open:
                raise UnprovenError("the proof of an equality needs the same equality")
            if len(self._open) > _DEEPEST:
                raise UnprovenError("the formula is nested too deeply")
            self._open.add((left, right))
            try:
                proof = self._proved(left, right)
            finally:
                self._open.discard((left, right))
            statement, why = proof
            found = self.show("same", statement, why) if statement else self.define("same", why)
            if statement:
                _, values, claim = statement.split()
                self.sides[found] = f"(meaning {values} (right_of {claim}))"
            self._equal[left, right] = found
        return found

    def differs(self, left: int, right: int) -> bool:
        """Whether numbers show that two terms are not equal, so that no proof need be tried."""
        return not self.model.equal(left, right)

    def _proved(self, left: int, right: int) -> tuple[str, str]:
        """What Coq is told, and the proof, by exponents as they are, or else by their parts."""
        if self.differs(left, right):
            raise UnprovenError("the two forms have different values")
        try:
            return Equality(self, left, right, fine=False).prove()
        except UnprovenError:
            return Equality(self, left, right, fine=True).prove()

    def multiple(self, term: int, ratio: Fraction, base: int) -> str:
        """The proof that a term is a number times another."""
        terms = self.terms
        head, operands = terms.heads[term], terms.operands[term]
        if head == "app" and len(operands) == 2 and terms.heads[base] == "app":
            name, inside, other = operands[0], operands[1], terms.operands[base][1]
            if self.model.equal(inside, other):
                return f"at_equal_one {name} _ _ {self.equal(inside, other)}"
            if name == "sgn":
                scale = self.model.ratio(inside, other)
                assert scale is not None
                lemma = "sgn_multiple" if scale > 0 else "sgn_opposite"
                above = self.signs.find("pos", terms.number(abs(scale)))
                return f"{lemma} _ _ _ ({self.multiple(inside, scale, other)}) ({above})"
            turned = self.equal(inside, terms.make("opp", other))
            return f"at_opposite {name} _ _ _ {PARITY[name]} {turned}"
        return self.equal(term, terms.times(terms.number(ratio), base))

    def tried(self, term: int, ratio: Fraction, base: int) -> str | None:
        """As ``multiple``; None where it is not proved without a further hypothesis."""
        self._trying += 1
        try:
            return self.multiple(term, ratio, base)
        except UnprovenError:
            return None
        finally:
            self._trying -= 1

    def number(self, value: Fraction) -> str:
        return self.terms.atom(self.terms.number(value))

    def representative(self, term: int) -> int:
        """The first term met that this one is, or is the opposite of: of calls of functions."""
        terms, model = self.terms, self.model
        if terms.heads[term] != "app":
            return term
        name, *operands = terms.operands[term]
        for other in self._apps:
            if other == term:
                return other
            if terms.operands[other][0] != name or len(operands) != 1:
                continue
            inside = terms.operands[other][1]
            if model.equal(operands[0], inside):
                return other
            if name == "sgn" and model.ratio(operands[0], inside) is not None:
                return other
            if name in PARITY and touching(model.value(operands[0]), -model.value(inside)):
                return other
        for other in self._apps if len(operands) == 1 else ():
            inside = terms.operands[other][-1]
            if model.equal(operands[0], inside):  # so that functions of one operand find their relations
                term = terms.app(name, inside)
                break
        self._apps.append(term)
        return term

    # Exponentials and powers.

    def exponential(self, term: int) -> tuple[int, str] | None:
        """Of a power or exponential, u and the proof that it is exp u; None of anything else."""
        if term not in self._forms:
            self._forms[term] = self._form(term)
        return self._forms[term]

    def _form(self, term: int) -> tuple[int, str] | None:
        terms = self.terms
        head, operands = terms.heads[term], terms.operands[term]
        if head == "app" and operands[0] == "exp":
            return operands[1], f"eq_refl ({terms.text(term)})"
        if head == "rpow":
            log, proof = self._log(operands[0])
            return terms.times(operands[1], log), f"rpow_form _ {terms.atom(operands[1])} _ ({proof})"
        if head == "sqrt":
            log, proof = self._log(operands[0])
            half = terms.number(Fraction(1, 2))
            return terms.times(half, log), f"sqrt_form _ _ {self.positive(operands[0])} ({proof})"
        if head == "app" and operands[0] == "root" and self._is_number_above_zero(operands[2]):
            log, proof = self._log(operands[2])
            degree = terms.value(operands[1])
            assert degree is not None
            return terms.times(terms.number(1 / degree), log), f"root_form _ _ _ {self.positive(operands[2])} ({proof})"
        return None

    def _is_number_above_zero(self, term: int) -> bool:
        fixed = all(self.terms.heads[each] != "var" for each in self.terms.reachable([term]))
        return fixed and self.signs.find("pos", term) is not None

    def _log(self, term: int) -> tuple[int, str]:
        """The logarithm of a base in those of its factors, and the proof."""
        if term not in self._logs:
            self._logs[term] = self._parts_of_log(term)
        return self._logs[term]

    def _parts_of_log(self, term: int) -> tuple[int, str]:
        terms, find = self.terms, self.signs.find
        head, operands = terms.heads[term], terms.operands[term]
        if head in ("mul", "div"):
            first, second = find("pos", operands[0]), find("pos", operands[1])
            if first is not None and second is not None:
                (s, ps), (t, pt) = self._log(operands[0]), self._log(operands[1])
                lemma, join = ("ln_product", "add") if head == "mul" else ("ln_quotient", "sub")
                return terms.make(join, s, t), f"{lemma} _ _ _ _ ({first}) ({second}) ({ps}) ({pt})"
        if head == "pow":
            positive = find("pos", operands[0])
            if positive is not None:
                s, ps = self._log(operands[0])
                return terms.times(
                    terms.number(operands[1]), s
                ), f"ln_whole _ {operands[1]} _ _ ({positive}) (inr_izr {operands[1]}) ({ps})"
        if head == "rpow":
            s, ps = self._log(operands[0])
            return terms.times(operands[1], s), f"ln_power _ _ _ ({ps})"
        if head == "sqrt":
            positive = find("pos", operands[0])
            if positive is not None:
                s, ps = self._log(operands[0])
                return terms.times(terms.number(Fraction(1, 2)), s), f"ln_root _ _ ({positive}) ({ps})"
        if head == "app" and operands[0] == "exp":
            return operands[1], f"ln_exp {terms.atom(operands[1])}"
        if head == "num" and operands[0] == 1:
            return terms.number(0), "ln_1"
        if head == "num":
            product = self._factored(operands[0])
            if product != term:
                log, proof = self._log(product)
                return log, f"ln_equal _ _ _ {self.equal(term, product)} ({proof})"
        base = self.representative(term) if head == "app" else term if head == "num" else self._sum(term, positive=True)
        if base != term:
            ratio = self.model.ratio(term, base)
            assert ratio is not None
            if ratio == 1:
                same = self.tried(term, ratio, base)
                if same is not None:
                    return terms.app(
                        "ln", base
                    ), f"ln_equal _ _ _ {self.equal(term, base)} (eq_refl (ln {terms.atom(base)}))"
            elif ratio > 0:
                number = terms.number(ratio)
                multiple = self.multiple(term, ratio, base)
                log = terms.app("ln", base)
                size, why = self._log(number)
                proof = (
                    f"ln_scaled _ _ _ _ _ ({multiple}) ({find('pos', number)}) {self.positive(base)} ({why}) "
                    f"(eq_refl ({terms.text(log)}))"
                )
                return terms.plus(size, log), proof
        log = terms.app("ln", term)
        return log, f"eq_refl ({terms.text(log)})"

    def _factored(self, value: Fraction) -> int:
        """A number as the quotient of products of powers of primes, where these are small."""
        terms = self.terms
        if value.denominator != 1:
            return terms.make("div", terms.number(value.numerator), terms.number(value.denominator))
        left, factors = value.numerator, []
        for prime in range(2, _MOST_PRIME):
            if prime * prime > left:
                break
            count = 0
            while left % prime == 0:
                left //= prime
                count += 1
            if count:
                factors.append(self._raised(terms.number(prime), count))
        if left > 1 or not factors:
            factors.append(terms.number(left))
        return self._chain(factors)

    def _sum(self, term: int, *, positive: bool = False) -> int:
        """The first term met that this one is a multiple of."""
        for other in self._sums:
            if other == term:
                return other
            ratio = self.model.ratio(term, other)
            if ratio is not None and (ratio > 0 or not positive):
                return other
        self._sums.append(term)
        return term

    def linear(self, term: int, *, fine: bool) -> dict[int, tuple[Fraction, int]]:
        """An exponent as a sum of numbers times common parts: by part its number and its term.

        Where it is not ``fine``, an exponent without logarithms is a number times one part.
        """
        if (term, fine) not in self._linear:
            found = {}
            whole = fine or any(
                self.terms.heads[each] == "app" and self.terms.operands[each][0] == "ln"
                for each in self.terms.reachable([term])
            )
            for monomial, coefficient in (self._expanded(term) if whole else self._as_one(term)).items():
                if coefficient:
                    key = self._keys.setdefault(monomial, len(self._keys))
                    if key == len(self._monomials):
                        self._monomials.append(monomial)
                    found[key] = coefficient, self.part_term(key)
            self._linear[term, fine] = found
        return self._linear[term, fine]

    def _as_one(self, term: int) -> dict[Monomial, Fraction]:
        """An exponent as a multiple of the first one met that it is a multiple of."""
        if self.terms.value(term) is not None:
            return self._expanded(term)
        for other in self._arguments:
            ratio = self.model.ratio(term, other)
            if ratio is not None:
                return {((other, 1),): ratio}
        self._arguments.append(term)
        return {((term, 1),): Fraction(1)}

    def part_term(self, key: int) -> int:
        """A common part of exponents as a term."""
        terms = self.terms
        above = [self._raised(base, power) for base, power in self._monomials[key] if power > 0]
        below = [self._raised(base, -power) for base, power in self._monomials[key] if power < 0]
        top = self._chain(above) if above else terms.number(1)
        return terms.make("div", top, self._chain(below)) if below else top

    def _raised(self, base: int, power: int) -> int:
        return base if power == 1 else self.terms.make("pow", base, power)

    def _chain(self, factors: list[int]) -> int:
        result = factors[0]
        for factor in factors[1:]:
            result = self.terms.times(result, factor)
        return result

    def log_of(self, key: int) -> int | None:
        """What a part is the logarithm of, where it is one and nothing more."""
        monomial = self._monomials[key]
        if len(monomial) == 1 and monomial[0][1] == 1:
            operands = self.terms.operands[monomial[0][0]]
            if self.terms.heads[monomial[0][0]] == "app" and operands[0] == "ln":
                found: int = operands[1]
                return found
        return None

    def log_key(self, base: int) -> int | None:
        """The part that is the logarithm of a base, where one is."""
        log = self.terms._index.get(("app", ("ln", base)))
        return None if log is None else self._keys.get(((log, 1),))

    def _expanded(self, term: int) -> dict[Monomial, Fraction]:
        terms = self.terms
        head, operands = terms.heads[term], terms.operands[term]
        if head == "num":
            return {(): operands[0]} if operands[0] else {}
        if head == "int":
            return {(): Fraction(operands[0])}
        if head in ("add", "sub"):
            result = dict(self._expanded(operands[0]))
            for monomial, value in self._expanded(operands[1]).items():
                result[monomial] = result.get(monomial, Fraction(0)) + (value if head == "add" else -value)
            return result
        if head == "opp":
            return {monomial: -value for monomial, value in self._expanded(operands[0]).items()}
        if head == "mul":
            return self._multiplied(self._expanded(operands[0]), self._expanded(operands[1]))
        if head == "div":
            return self._multiplied(self._expanded(operands[0]), self._turned(operands[1]))
        if head == "inv":
            return self._turned(operands[0])
        if head == "pow":
            inner = self._expanded(operands[0])
            if len(inner) == 1 or operands[1] <= _MOST_OPENED:
                result = {(): Fraction(1)}
                for _ in range(operands[1]):
                    result = self._multiplied(result, inner)
                return result
        base = self.representative(term) if head == "app" else term
        ratio = self.model.ratio(term, base) if base != term else Fraction(1)
        assert ratio is not None
        return {((base, 1),): ratio}

    def _turned(self, term: int) -> dict[Monomial, Fraction]:
        inner = self._expanded(term)
        if len(inner) == 1:
            ((monomial, value),) = inner.items()
            return {tuple((base, -power) for base, power in monomial): 1 / value}
        base = self._sum(term)
        ratio = Fraction(1) if base == term else self.model.ratio(term, base)
        assert ratio is not None
        return {((base, -1),): 1 / ratio}

    def _multiplied(
        self, first: dict[Monomial, Fraction], second: dict[Monomial, Fraction]
    ) -> dict[Monomial, Fraction]:
        result: dict[Monomial, Fraction] = {}
        if len(first) * len(second) > _MOST_TERMS * _MOST_TERMS:
            raise UnprovenError("an exponent is too long")
        for one, a in first.items():
            for other, b in second.items():
                powers = dict(one)
                for base, power in other:
                    powers[base] = powers.get(base, 0) + power
                key = tuple(sorted((base, power) for base, power in powers.items() if power))
                result[key] = result.get(key, Fraction(0)) + a * b
        if len(result) > _MOST_TERMS:
            raise UnprovenError("an exponent is too long")
        return {key: value for key, value in result.items() if value}
