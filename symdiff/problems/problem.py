"""What is asked: one formula with its points and options, as plain picklable values. Imports ``limits``."""

from __future__ import annotations

from collections.abc import Mapping

from symdiff.annotations import Any
from symdiff.frozen import Frozen
from symdiff.limits import DEFAULT_LIMITS, Limits

PointText = Mapping[str, str]
"""A point as text: each name with a constant expression (``pi/2``) or a range (``0:1:11``: start, stop and count)."""


class Problem(Frozen):
    """One formula and what is asked of it. A field left at its default takes the option of the run."""

    source: str
    id: str | int | None = None
    wrt: tuple[tuple[str, ...], ...] = ()
    """Per derivative the names to differentiate by, in order: ``(("x", "y"),)`` is one mixed derivative. Empty: every variable."""
    order: int = 1
    at: tuple[PointText | str, ...] = ()
    """Points; a bare text is for formulas of one variable."""
    variables: tuple[str, ...] = ()
    """Names that are variables here, whatever else they mean."""
    let: tuple[tuple[str, str], ...] = ()
    """Definitions in order: name and text."""
    expected: str | tuple[str, ...] | Mapping[str, str] | None = None
    """A candidate derivative, or several, in the order of the derivatives or by variable."""
    antiderivative: bool = False
    """Whether the source is the candidate, an answer as people write it, and its derivative what it is said to belong to."""
    assume: tuple[str, ...] = ()
    """Conditions under which the candidates need only hold: ``a > 0``."""
    kind: str = "diff"
    """What is asked: a name of ``calculus.KINDS``."""
    others: tuple[str, ...] = ()
    """Further formulas, where the kind takes several."""
    along: str | None = None
    """The direction of a directional derivative: ``x=1,y=2``, or ``1,2`` in the order of the names."""
    unit: bool = False
    """Whether the direction is divided by its length."""
    depends: tuple[str, ...] = ()
    """What depends on what: ``y(x)``, ``z(x,y)``."""
    dependent: str | None = None
    """Of an equation: the name that depends on the one to differentiate by."""
    vectors: tuple[tuple[str, int], ...] = ()
    """Names that are vectors, each with its length."""
    unread: tuple[str, ...] = ()
    """Fields of the record it came from that nobody knows."""
    functions: tuple[str, ...] = ()
    """Names that are unknown functions."""


RELATIONS = ("same", "antiderivative")
"""What the second of two formulas may be said to be of the first, if not its derivative."""


def related(relation: str, first: str, second: str | tuple[str, ...]) -> dict[str, Any]:
    """The fields of the problem that asks whether the second formula is that of the first.

    That it is an antiderivative is to say that the first is its derivative.
    """
    if relation == "antiderivative":
        assert isinstance(second, str)
        return {"source": second, "expected": first, "kind": "diff", "antiderivative": True}
    return {"source": first, "expected": second, **({"kind": "same"} if relation == "same" else {})}


class Options(Frozen):
    """What holds for a whole run."""

    methods: tuple[str, ...] = ("forward", "central")
    step: float | None = None
    explain: bool = False
    depth: int | None = None
    """Levels of a derivation that are shown."""
    shared: bool = False
    simplify: str = "light"
    """"none", "light" or "full"."""
    syntax: str = "auto"
    letters: bool = False
    """Whether names are single letters."""
    digits: int | None = None
    certify: bool = False
    """Whether derivatives at points are enclosed in balls."""
    text: bool = True
    """Whether the derivative's text is wanted; with points alone it need not be built."""
    timeout: float | None = 60.0
    """Seconds for one formula; None for no bound."""
    limits: Limits = DEFAULT_LIMITS
