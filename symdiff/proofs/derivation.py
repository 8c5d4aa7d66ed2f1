"""The derivative of a term by lemmas, a step each, and the hypotheses that they need. Imports ``lemmas``, ``context`` and ``rules``."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from symdiff import operators as op
from symdiff.frozen import Frozen
from symdiff.proofs.context import Context
from symdiff.proofs.lemmas import BY_NAME, Lemma
from symdiff.proofs.terms import BeyondError
from symdiff.rules.table import RULES

RULE_OF: Final = {lemma: rule.name for rule in RULES for lemma in rule.coq}
"""The rule that a lemma is a form of."""
_OF_FUNCTION: Final = {
    rule.operator.coq: rule.coq[0] for rule in RULES if rule.operator.coq and rule.coq and rule.operator is not op.Power
}
_LONG: Final = 60
"""Characters of a step that are not shown beside it any more."""
_CONDITIONS: Final = ("sin", "cos", "sinh")


class Derivation(Frozen):
    """The steps as one term for Coq, each named in it for those after it, and the derivative that the last concludes."""

    term: str
    result: int


def derivation(context: Context, root: int, variable: str) -> Derivation:
    """The derivative of a term by a variable. Raises BeyondError where a function has no lemma."""
    terms = context.terms
    x = terms.make("var", variable)
    moving = set()
    order = terms.reachable([root])
    for term in order:
        if term == x or any(part in moving for part in terms.below[term]):
            moving.add(term)
    steps: dict[int, tuple[str, int]] = {}
    lines: list[str] = []

    def step(term: int, proof: str, result: int, rule: str) -> None:
        name, shown = f"step'{len(steps) + 1}", terms.text(term)
        lines.append(f"  let {name} := {proof} in (* {rule}{f': {shown}' if len(shown) < _LONG else ''} *)")
        steps[term] = name, result

    if root not in moving:
        step(root, f"s_const {variable} {terms.atom(root)}", terms.number(0), RULE_OF["d_const"])
    for term in order:
        if term not in moving:
            continue
        if term == x:
            step(term, f"s_id {variable}", terms.number(1), RULE_OF["d_id"])
            continue
        lemma, operands = _lemma(context, term, moving)
        derivatives = [steps[part][1] for part in operands if part in moving]
        proofs = [steps[part][0] for part in operands if part in moving]
        needs = [_need(context, kind, operands[place]) for kind, place in lemma.needs]
        if lemma.name == "d_pow":
            exponent = terms.operands[term][1]
            result = lemma.conclusion(terms, operands[0], exponent, *derivatives)
            still = [str(exponent)]
        else:
            result = lemma.conclusion(terms, *operands, *derivatives)
            still = [terms.atom(part) for part in operands if part not in moving]
            if lemma.name == "d_root":
                half = _half(terms.value(operands[0]))
                still = [str(half), str(2 * half + 1), str(2 * half), "eq_refl", "eq_refl"]
        proof = " ".join((f"s{lemma.name[1:]}", variable, *proofs, *still, *needs))
        step(term, proof, result, RULE_OF[lemma.name])
    last, result = steps[root]
    return Derivation("\n".join((*lines, f"  {last}")), result)


def _half(degree: Fraction | None) -> int:
    """The half of what an odd degree is beyond 1, by which the lemma of roots is told it."""
    return 0 if degree is None else int(degree) // 2


def _lemma(context: Context, term: int, moving: set[int]) -> tuple[Lemma, tuple[int, ...]]:
    """The lemma that differentiates a term, and its operands."""
    terms = context.terms
    head, operands = terms.heads[term], terms.operands[term]
    if head == "app":
        name = _OF_FUNCTION.get(operands[0])
        if name is None:
            raise BeyondError(operands[0])
        return BY_NAME[name], operands[1:]
    if head in ("opp", "sqrt", "pow"):
        return BY_NAME[f"d_{head}"], operands[:1]
    first, second = operands[0] in moving, operands[1] in moving
    if head == "rpow":
        return BY_NAME["d_power" if first and second else "d_rpower" if first else "d_exponential"], operands
    name = {"add": "d_plus", "sub": "d_minus", "mul": "d_mult", "div": "d_div"}[head]
    return BY_NAME[name + ("" if first and second else "_r" if first else "_l")], operands


def _need(context: Context, kind: str, term: int) -> str:
    """A proof of what a lemma needs: from what is known, else a hypothesis."""
    if kind in _CONDITIONS:
        kind, term = "nz", context.terms.app(kind, term)
    if kind == "nz":
        return context.nonzero(term)
    if kind == "pos":
        return context.positive(term)
    return context.suppose(kind, term)
