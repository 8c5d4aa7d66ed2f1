"""What binds a variable: integrals, sums and products, a row each. Imports ``row``.

An integral is no node above its integrand. It is a function of its bounds and of the parameters of its integrand, a row of its own
(``graph/binders.py``) that carries the integrand as a closed template; so no pass over a graph meets the bound variable, and none can capture it.
"""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.annotations import Any
from symdiff.frozen import Frozen
from symdiff.operators.row import Operator


class Binder(Frozen):
    """A way to bind a variable in a formula."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    name: str
    """How plain text writes it, which is its class in sympy too."""
    aliases: tuple[str, ...]
    words: str
    """What it is, with its article."""
    command: str
    """Its command in LaTeX."""
    rule: str
    """The name of its rule."""
    statement: str
    """The rule, for people."""
    applies: str
    """What may depend on the variable, in words."""
    example: str
    """A formula whose top step is the rule."""
    whole: bool = True
    """Whether the variable goes through whole numbers."""


INTEGRAL = Binder(
    "Integral",
    ("integral", "integrate", "Integrate"),
    "an integral",
    "\\int",
    "Leibniz integral rule",
    "d/dx Integral(f(x, t), (t, a, b)) = f(x, b) * db/dx - f(x, a) * da/dx + Integral(d/dx f(x, t), (t, a, b))",
    "The integrand and both bounds may depend on the variable.",
    "integral(sin(x*t), t, 0, x**2)",
    whole=False,
)
SUMMATION = Binder(
    "Sum",
    ("sum",),
    "a sum",
    "\\sum",
    "term by term",
    "d/dx Sum(f(x, k), (k, a, b)) = Sum(d/dx f(x, k), (k, a, b))",
    "The terms depend on the variable; the bounds, which are whole numbers, do not.",
    "sum(sin(x)**k/k, k, 1, 5)",
)
MULTIPLICATION = Binder(
    "Product",
    ("product", "prod"),
    "a product",
    "\\prod",
    "product rule for many factors",
    "d/dx Product(f(x, k), (k, a, b)) = Sum(Product(f(x, k), (k, a, j - 1)) * d/dx f(x, j) * Product(f(x, k), (k, j + 1, b)), (j, a, b))",
    "The factors depend on the variable; the bounds, which are whole numbers, do not.",
    "product(x + k, k, 1, 3)",
)
BINDERS = (INTEGRAL, SUMMATION, MULTIPLICATION)


class Binding:
    """What a row that was made for one integral, sum or product carries: its template, which has no free names.

    ``code`` has the integrand's nodes, operands before what is made of them: each a head with what a graph keeps for it, but for
    places in ``code`` instead of nodes. A symbol's operand is -1 for the bound variable and k for the parameter number k. The row's operands are
    the finite ends, lower before upper, and then the parameters.
    """

    __slots__ = ("binder", "code", "ends", "name", "parameters")

    def __init__(
        self, binder: Binder, code: Sequence[tuple[Operator, tuple[Any, ...]]], ends: tuple[int | None, int], name: str, parameters: int
    ) -> None:
        self.binder = binder
        self.code = code
        self.ends = ends
        """0 for an end that is an operand, -1 and 1 for infinite ones; None for the lower one of an antiderivative."""
        self.name = name
        """How the variable was first written."""
        self.parameters = parameters

    def labels(self) -> list[str]:
        """What people call the operands."""
        ends = [name for name, end in zip("ab", self.ends, strict=True) if end == 0]
        count = self.parameters
        return [*ends, *(["u"] if count == 1 else [f"u{k}" for k in range(1, count + 1)])]

    @property
    def finite(self) -> int:
        """How many of the ends are operands."""
        return self.ends.count(0)
