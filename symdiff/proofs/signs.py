"""Why a term is above 0, not below, or not 0: proofs made of its parts' and of hypotheses. Imports ``terms``."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from symdiff.proofs.terms import Terms

_FOLLOWS: Final[dict[str, tuple[tuple[str, str, Callable[[Terms, int], int]], ...]]] = {
    "pos": (),
    "nz": (),
    "in": (
        ("pos", "in_pos", lambda t, u: t.make("sub", t.number(1), t.make("pow", u, 2))),
        ("pos", "in_pos_up", lambda t, u: t.plus(t.number(1), u)),
        ("pos", "in_pos_down", lambda t, u: t.make("sub", t.number(1), u)),
    ),
    "out": (
        ("nz", "out_nz", lambda t, u: u),
        ("pos", "out_pos", lambda t, u: t.make("sub", t.make("pow", u, 2), t.number(1))),
    ),
    "above": (
        ("pos", "above_pos", lambda t, u: u),
        ("pos", "above_pos_square", lambda t, u: t.make("sub", t.make("pow", u, 2), t.number(1))),
    ),
    "unit": (
        ("pos", "unit_pos", lambda t, u: u),
        ("pos", "unit_pos_square", lambda t, u: t.make("sub", t.number(1), t.make("pow", u, 2))),
    ),
}
"""What follows from a hypothesis of each kind: a fact's kind, its lemma, and what it is of."""

_POSITIVE: Final = {"exp": "exp_pos", "cosh": "cosh_pos", "sech": "pos_sech"}


class Signs:
    """What is known of signs: hypotheses and what follows; ``context`` proves terms equal."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.terms: Terms = context.terms
        self.facts: dict[str, list[tuple[int, str]]] = {"pos": [], "nz": []}
        self._known: dict[tuple[str, int], str | None] = {}

    def learn(self, kind: str, term: int, proof: str) -> None:
        """Take a hypothesis as known."""
        if kind in self.facts:
            self._take(kind, term, proof)
        for fact, lemma, make in _FOLLOWS[kind]:
            self._take(fact, make(self.terms, term), f"{lemma} {self.terms.atom(term)} {proof}")

    def _take(self, kind: str, term: int, proof: str) -> None:
        self.facts[kind].append((term, proof))
        self._known = {key: found for key, found in self._known.items() if found is not None}
        head, operands = self.terms.heads[term], self.terms.operands[term]
        if kind == "pos" and head == "pow" and operands[1] % 2:
            self._take("pos", operands[0], f"pos_of_odd {self.terms.atom(operands[0])} {operands[1] // 2} ({proof})")

    def find(self, kind: str, term: int) -> str | None:
        """A proof that the term is above 0 ("pos"), not below ("nn") or not 0 ("nz"); None where none is found."""
        key = kind, term
        if key not in self._known:
            self._known[key] = None  # it may be asked for meanwhile
            try:
                self._known[key] = getattr(self, f"_{kind}")(term)
            except BaseException:
                del self._known[key]
                raise
        return self._known[key]

    def _fact(self, kind: str, term: int) -> str | None:
        """By a fact about the term, or one that it is a multiple of."""
        for other, proof in self.facts[kind]:
            if other == term:
                return proof
        for other, proof in self.facts[kind]:
            ratio = self.context.model.ratio(term, other)
            if ratio is None or (kind == "pos" and ratio < 0):
                continue
            multiple = self.context.tried(term, ratio, other)
            if multiple is not None:
                number = self.terms.number(ratio)
                return f"{kind}_scaled _ _ _ ({multiple}) ({self.find(kind, number)}) ({proof})"
        return None

    def _pos(self, term: int) -> str | None:
        terms = self.terms
        head, operands = terms.heads[term], terms.operands[term]
        if head == "num":
            value: Fraction = operands[0]
            if value <= 0:
                return None
            return f"pos_num {value}" if value.denominator == 1 else f"pos_frac {value.numerator} {value.denominator}"
        if head == "const":
            return "PI_RGT_0"
        if head == "app" and operands[0] in _POSITIVE:
            return f"{_POSITIVE[operands[0]]} {terms.atom(operands[1])}"
        found = self._fact("pos", term)
        if found is not None:
            return found
        if head == "rpow":
            return f"exp_pos _ : 0 < {terms.text(term)}"
        if head == "sqrt":
            return self._by("sqrt_lt_R0 _ ({})", ("pos", operands[0]))
        if head == "add":
            for lemma, first, second in (
                ("Rplus_lt_0_compat _ _ ({}) ({})", "pos", "pos"),
                ("Rplus_lt_le_0_compat _ _ ({}) ({})", "pos", "nn"),
                ("Rplus_le_lt_0_compat _ _ ({}) ({})", "nn", "pos"),
            ):
                made = self._by(lemma, (first, operands[0]), (second, operands[1]))
                if made is not None:
                    return made
            return None
        if head == "mul":
            return self._by("Rmult_lt_0_compat _ _ ({}) ({})", ("pos", operands[0]), ("pos", operands[1]))
        if head == "div":
            return self._by("pos_div _ _ ({}) ({})", ("pos", operands[0]), ("pos", operands[1]))
        if head == "inv":
            return self._by("Rinv_0_lt_compat _ ({})", ("pos", operands[0]))
        if head == "pow":
            made = self._by(f"pow_lt _ {operands[1]} ({{}})", ("pos", operands[0]))
            if made is None and operands[1] % 2 == 0:
                made = self._by(f"pos_even _ {operands[1] // 2} ({{}})", ("nz", operands[0]))
            return made
        if head == "app" and operands[0] == "Rabs":
            return self._by("pos_abs _ ({})", ("nz", operands[1]))
        if head == "app" and operands[0] == "ln":
            value = self.terms.value(operands[1]) or Fraction(0)
            if value > 1 and value.denominator == 1:
                return f"pos_ln _ (above_one_num {value} eq_refl)"
        return None

    def _nn(self, term: int) -> str | None:
        terms = self.terms
        head, operands = terms.heads[term], terms.operands[term]
        positive = self.find("pos", term)
        if positive is not None:
            return f"Rlt_le _ _ ({positive})"
        if head == "pow" and operands[1] % 2 == 0:
            return f"nn_even {terms.atom(operands[0])} {operands[1] // 2}"
        if head == "pow":
            return self._by(f"pow_le _ {operands[1]} ({{}})", ("nn", operands[0]))
        if head == "app" and operands[0] == "Rabs":
            return f"Rabs_pos {terms.atom(operands[1])}"
        if head == "sqrt":
            return f"sqrt_pos {terms.atom(operands[0])}"
        if head == "num":
            return "Rle_refl 0"
        if head == "add":
            return self._by("Rplus_le_le_0_compat _ _ ({}) ({})", ("nn", operands[0]), ("nn", operands[1]))
        if head == "mul":
            return self._by("nn_mul _ _ ({}) ({})", ("nn", operands[0]), ("nn", operands[1]))
        if head == "div":
            return self._by("nn_div _ _ ({}) ({})", ("nn", operands[0]), ("pos", operands[1]))
        return None

    def _nz(self, term: int) -> str | None:
        terms = self.terms
        head, operands = terms.heads[term], terms.operands[term]
        positive = self.find("pos", term)
        if positive is not None:
            return f"nz_pos _ ({positive})"
        found = self._fact("nz", term)
        if found is None:
            for other, proof in self.facts["pos"]:
                ratio = self.context.model.ratio(term, other)
                multiple = None if ratio is None else self.context.tried(term, ratio, other)
                if ratio is not None and multiple is not None:
                    number = self.find("nz", self.terms.number(ratio))
                    return f"nz_scaled _ _ _ ({multiple}) ({number}) (nz_pos _ ({proof}))"
        if found is not None:
            return found
        if head == "opp":
            return self._by("nz_opp _ ({})", ("nz", operands[0]))
        if head == "mul":
            return self._by("nz_mul _ _ ({}) ({})", ("nz", operands[0]), ("nz", operands[1]))
        if head == "div":
            return self._by("nz_div _ _ ({}) ({})", ("nz", operands[0]), ("nz", operands[1]))
        if head == "inv":
            return self._by("nz_inv _ ({})", ("nz", operands[0]))
        if head == "app" and operands[0] == "root":
            return self._by(f"nz_root {self.context.terms.atom(operands[1])} _ ({{}})", ("nz", operands[2]))
        if head == "pow":
            return self._by(f"pow_nonzero _ {operands[1]} ({{}})", ("nz", operands[0]))
        return None

    def _by(self, lemma: str, *needs: tuple[str, int]) -> str | None:
        proofs = [self.find(kind, term) for kind, term in needs]
        return None if None in proofs else lemma.format(*proofs)
