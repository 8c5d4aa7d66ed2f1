"""The Python verb that proves. Imports ``texts``, ``answers.proofs`` and ``problems``."""

from __future__ import annotations

from symdiff.answers.proofs import judged, proved, reasons
from symdiff.api.texts import name_of, names_in, text_of
from symdiff.budget import budget, heeding
from symdiff.errors import fault
from symdiff.frozen import Frozen
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem
from symdiff.proofs.theorem import is_free


class Theorems(Frozen):
    """Derivatives as theorems for Coq, and its word on them.

    ``text`` is the file; ``status`` is "proved", "raw", "not checked", "beyond" or "rejected" (docs/proofs.md); ``assumptions`` the
    axioms that Coq names; ``conditions`` the hypotheses of each theorem by its name; ``reasons`` why something is not proved.
    """

    text: str
    status: str
    assumptions: tuple[str, ...]
    conditions: dict[str, tuple[str, ...]]
    reasons: tuple[str, ...]


@heeding
def prove(
    expression: str, *wrt: str, order: int = 1, name: str = "f", check: bool = False, seconds: float | None = 60.0
) -> Theorems:
    """The derivatives of a formula as theorems for Coq, each with its proof; with ``check``, as ``coqc`` accepts them.

    By the names, or by every variable in alphabetical order. ``name`` is what the function is called in Coq; ``seconds`` is the time
    for the proofs, and for Coq. Raises SymdiffError where there is no derivative.

    >>> theorems = prove("log(x)")
    >>> theorems.status, theorems.conditions
    ('not checked', {'derivative_of_f': ('0 < x',)})
    """
    if not is_free(name):
        raise fault(
            "usage", f"'{name}' is not a free name in Coq", hint="small letters, digits and '_', a letter first"
        )
    options = Options(timeout=seconds)
    text, by = text_of(expression), tuple((name_of(each),) for each in wrt)
    problem = Problem(text, wrt=by, order=order, variables=tuple(names_in(expression)))
    with budget(seconds):
        proof = proved(opened(problem, options), options, text, name)
    whole = judged([proof], seconds, check=check)
    (accepted,) = whole.proofs
    conditions = {f"derivative_of_{made.name}": made.conditions for made in accepted.theorems}
    return Theorems(whole.text, whole.of(proof), whole.assumptions, conditions, tuple(reasons(accepted)))
