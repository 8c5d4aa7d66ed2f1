"""What a row of the vocabulary is, the heads that every formula is made of, and what parsers and rules talk to.

Imports nothing of symdiff.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial

from symdiff.annotations import Any, Protocol, Self, TypeVar
from symdiff.frozen import Frozen, field

Exact = int | Fraction
N = TypeVar("N")


class Handle(Protocol):
    """A value that rule rows compute with, such as a node of a graph."""

    def __add__(self, other: Self | Exact, /) -> Self: ...
    def __radd__(self, other: Exact, /) -> Self: ...
    def __sub__(self, other: Self | Exact, /) -> Self: ...
    def __rsub__(self, other: Exact, /) -> Self: ...
    def __mul__(self, other: Self | Exact, /) -> Self: ...
    def __rmul__(self, other: Exact, /) -> Self: ...
    def __truediv__(self, other: Self | Exact, /) -> Self: ...
    def __rtruediv__(self, other: Exact, /) -> Self: ...
    def __pow__(self, other: Self | Exact, /) -> Self: ...
    def __neg__(self) -> Self: ...
    def apply(self, operator: Operator, operands: tuple[Self | Exact, ...]) -> Self:
        """The operator's value at the operands, in this handle's own kind."""

    def constant(self, name: str) -> Self:
        """A constant by the first name of its row, in this handle's own kind."""

    @property
    def exact(self) -> Exact | None:
        """The value of a number, None for anything else."""


class Domain(Frozen):
    """Where a function is real: ``words`` names the operands ``u`` and ``v``; ``holds`` takes their values."""

    words: str
    holds: Callable[..., bool]
    edge: tuple[str, Exact] | None = None
    """Where it ends at a number that is no fraction: at -1/c, c the constant of that name, the function has that value."""
    above: Callable[..., tuple[Any, ...]] | None = None
    """What is above 0 just inside it, of operands with arithmetic; separate places, and ends, are no matter. None: it is not told in such terms."""


class Kink(Frozen):
    """Where a function has no derivative: ``at`` takes the operands' values; a ``jump`` is a break of the function itself.

    Kinks lie where an operand is a whole number, or where two operands are equal: elsewhere they are not looked for.
    """

    words: str
    at: Callable[..., bool]
    jump: bool = False
    side: Callable[..., Any] = lambda u: u > 0
    """On which smooth piece the operands lie: some value that is the same for all operands of one piece, and no others."""


class Operator(Frozen):
    """One row of the vocabulary. Rows are compared by identity."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    name: str
    """How plain text writes it: symdiff and sympy both read this name."""
    real: Callable[..., float] | None = None
    """The function of floats; it may raise ValueError, OverflowError and ZeroDivisionError."""
    complex: Callable[..., complex] | None = None
    """The function of complex numbers, principal branch."""
    aliases: tuple[str, ...] = ()
    """Further spellings that the parser reads."""
    arity: tuple[int, int | None] = (1, 1)
    """Fewest and most operands; None for any number."""
    sympy: str = ""
    """The class's name in sympy, the row's name when empty; ``FILE:CLASS`` for one of a file of ``trees``. A function that
    sympy lacks gets a class made of its row and its rule."""
    value_at_zero: bool = False
    """Whether sympy's class takes the value at 0 as one more operand."""
    mpmath: str | Callable[..., Any] = ""
    """The function's name in an mpmath context (the row's name when empty), or a function of the context and operands."""
    numpy: str = ""
    """The function's name in numpy, or ``1/NAME`` where it is the reciprocal of one. Empty: point by point."""
    flint: str | Callable[..., Any] = ""
    """The function of balls: the name of a method of the last operand that takes the others, or ``FILE:NAME`` for a function
    of a file of ``evaluator/arithmetic``, or a function itself. Empty: no enclosures of values."""
    series: str | Callable[..., Any] = ""
    """The same of power series of balls. Empty: no certificates."""
    germ: str | Callable[..., Any] = ""
    """The same of expansions on one side of a point. Empty: where there is a power series."""
    recurrence: Callable[..., Any] | None = None
    """Of polynomials by degree, which need no series of their own: the value of degree k + 1 as a function of k, the values of
    degrees k and k - 1, and the operands after the degree."""
    instruction: str = ""
    """The instruction of doubles that is this function alone, where it has one (``evaluator/arithmetic/tape.py``)."""
    latex: str = ""
    """How LaTeX writes the name, where sympy has no class that knows; an ``\\operatorname`` when empty. symdiff must read it."""
    symbol: str = ""
    """How formulas for people write the name where they have another: a letter or a word."""
    indexed: bool = False
    """Whether the first of two operands stands below the symbol."""
    fences: str = ""
    """Two signs between which people write the operand, in place of a name."""
    code: Mapping[str, str] = field(default_factory=dict)
    """What programming languages call it: ``c`` is its name in C's library, which each row of ``languages`` spells or lacks."""
    coq: str = ""
    """What Coq calls it, in its standard library or in ``proofs/lemmas.v``. Empty: no proof has it."""
    domain: Domain | None = None
    """None: real for all real operands (poles aside, which evaluate to an infinity)."""
    kink: Kink | None = None
    """None: differentiable inside its domain."""
    ulps: float = 2.0
    """Bound on the relative error of ``real``, in units of 2**-53, of which a unit in the last place is two. glibc documents
    1 unit in the last place for most of libm, 2 to 3 for the hyperbolic and error functions, 9 for gamma. A reciprocal
    or a rounded operand adds its own."""
    cancels: Callable[..., bool] | None = None
    """Where the error is relative to 1 and not to the value, if that is less: around zeros of the function. None: nowhere."""
    steady: Callable[..., float] | None = None
    """None: monotone on either side of 0. Else, at the operands, how wide an interval may be whose ends speak for what is
    inside: a small part of the distance between extrema or poles."""
    growing: bool = False
    """Whether it is exponential of a large operand, so that its value would not fit in memory, or underflows as far."""
    dominated: str = ""
    """The part of a complex operand, ``real`` or ``imag``, whose size as an exponent of e bounds the size of the value everywhere."""
    exact: Callable[..., Exact | None] | None = None
    """The value at rational operands where it is rational and cheap, else None."""
    digits: Callable[..., float] | None = None
    """About how many digits ``exact`` would give, where that may be too many."""
    parity: int = 0
    """1 for an even function, -1 for an odd one, 0 for neither."""
    inverse: str = ""
    """The name of the row of its inverse, which ``f^-1`` then means."""
    undo: str | Callable[..., Any] = ""
    """What the operand may be where the function has a value: a method of balls, or ``FILE:NAME`` for a function of a file of
    ``answers``, or a function itself. Empty: such places are looked for step by step."""
    identity: str | Callable[..., Any] = ""
    """The function in terms of kernels: ``FILE:NAME`` for a function of a file of ``identities``, or a function itself. Empty: a
    kernel of its own."""
    complement: str = ""
    """The name of the row g for which f**2 + g**2 = 1."""
    selects: bool = False
    """Whether the value is one of the operands, of which there may be any number; ``real`` takes them all at once too."""
    angle: bool = False
    """Whether the operand is an angle."""
    poles: bool = False
    """Whether it has poles, at multiples of half of pi."""
    waves: bool = False
    """Whether it takes values again and again."""
    saturates: bool = False
    """Whether it passes from one value to another where the operand passes from -1 to 1, however short a way of a name that is."""
    stepped: bool = False
    """Whether it is constant between its jumps."""
    latex_by_sympy: bool = False
    """Whether sympy's printer of LaTeX writes it so that it is read again."""
    sample: tuple[tuple[float, float], ...] = ((-3.0, 3.0),)
    """Per operand, a range on which tests may draw points."""
    bare: str = ""
    """What the name means without parentheses: "" for an error, "variable" for a letter that people use as one."""
    binding: Any = None
    """Of a row that was made for one integral, sum or product: its ``Binding``."""
    unknown: Any = None
    """Of a row of a function that nobody knows: its ``Unknown``."""

    def __call__(self, *operands: Any) -> Any:
        """Apply the operator to handles, as rule rows do."""
        kind = next(operand for operand in operands if not isinstance(operand, int | Fraction))
        return kind.apply(self, operands)

    def __repr__(self) -> str:
        return f"<operator {self.name}>"

    def in_mpmath(self, context: Any) -> Callable[..., Any] | None:
        """The function in an mpmath context; None where neither the row nor mpmath has it."""
        if self.unknown is not None:
            return None
        form = self.mpmath or self.name
        return getattr(context, form, None) if isinstance(form, str) else partial(form, context)


# Leaves and the three heads that every formula is made of. A difference is a Sum, a division a Product with a Power of
# exponent -1, as in sympy; ``rules/table.py`` reads them in textbook terms.
Number = Operator("number", arity=(0, 0))
Symbol = Operator("symbol", arity=(0, 0))
Constant = Operator("constant", arity=(0, 0))
Sum = Operator("+", arity=(2, None), sympy="Add")
Product = Operator("*", arity=(2, None), sympy="Mul")
Power = Operator("**", arity=(2, 2), sympy="Pow")
# Readings of a Product: no node carries these heads, rule rows do.
Quotient = Operator("/", arity=(2, 2))
Multiple = Operator("c*", arity=(2, 2))


class Builder(Protocol[N]):
    """What the parser talks to: it makes leaves and nodes and folds nothing. ``sum`` and ``product`` take whole chains."""

    def number(self, value: Exact) -> N:
        """An exact number; a literal written with a point or an exponent comes as a ``graph.Decimal``."""

    def symbol(self, name: str) -> N: ...
    def constant(self, name: str) -> N:
        """A constant by the first name of its row."""

    def truth(self, value: bool) -> N:
        """The condition that always holds, or never."""

    def sum(self, terms: tuple[N, ...]) -> N: ...
    def product(self, factors: tuple[N, ...]) -> N: ...
    def power(self, base: N, exponent: N) -> N: ...
    def call(self, operator: Operator, operands: tuple[N, ...]) -> N: ...
    def variable(self, name: str, scope: int) -> N:
        """The variable of this name that is bound in the scope of this number, which no other open scope has."""

    def bind(self, binder: Any, body: N, variable: N, name: str, ends: tuple[tuple[N, ...] | int | None, tuple[N, ...] | int]) -> N:
        """The ``Binder`` of a body in which a variable is bound. An end is a node in a tuple, or -1 or 1 for an infinite one; None for no lower one."""
