"""The vocabulary: one row per operator or function.

A row says what a function is: how it is written, its arity, its sympy head, how to evaluate it, its real domain, where
it is not smooth. What its derivative is stands in ``rules.py``. To add a function is to add a row here and one there.
Imports ``errors`` only; libraries are named as strings, resolved by the file that uses them.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol, TypeVar

Exact = int | Fraction
H = TypeVar("H", bound="Handle")
N = TypeVar("N")


class Handle(Protocol):
    """A value that rule rows compute with, such as a node of a graph."""

    def __add__(self: H, other: H | Exact, /) -> H: ...
    def __radd__(self: H, other: Exact, /) -> H: ...
    def __sub__(self: H, other: H | Exact, /) -> H: ...
    def __rsub__(self: H, other: Exact, /) -> H: ...
    def __mul__(self: H, other: H | Exact, /) -> H: ...
    def __rmul__(self: H, other: Exact, /) -> H: ...
    def __truediv__(self: H, other: H | Exact, /) -> H: ...
    def __rtruediv__(self: H, other: Exact, /) -> H: ...
    def __pow__(self: H, other: H | Exact, /) -> H: ...
    def __neg__(self: H) -> H: ...
    def apply(self: H, operator: Operator, operands: tuple[H | Exact, ...]) -> H:
        """The operator's value at the operands, in this handle's own kind."""

    def constant(self: H, name: str) -> H:
        """A constant by the first name of its row, in this handle's own kind."""


@dataclass(frozen=True, slots=True)
class Domain:
    """Where a function is real: ``words`` names the operands ``u`` and ``v``; ``holds`` takes their values."""

    words: str
    holds: Callable[..., bool]


@dataclass(frozen=True, slots=True)
class Kink:
    """Where a function has no derivative: ``at`` takes the operands' values; a ``jump`` is a break of the function itself."""

    words: str
    at: Callable[..., bool]
    jump: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Operator:
    """One row of the vocabulary. Rows are compared by identity."""

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
    """The head's name in sympy; the row's name when empty."""
    mpmath: str | Callable[..., Any] = ""
    """The function's name in an mpmath context (the row's name when empty), or a function of the context and operands."""
    domain: Domain | None = None
    """None: real for all real operands (poles aside, which evaluate to an infinity)."""
    kink: Kink | None = None
    """None: differentiable inside its domain."""
    ulps: float = 2.0
    """Bound on the relative error of ``real``, in units of 2**-53, of which a unit in the last place is two. glibc documents
    1 unit in the last place for most of libm, 2 to 3 for the hyperbolic and error functions, 9 for gamma. A reciprocal
    or a rounded operand adds its own."""
    exact: Callable[..., Exact | None] | None = None
    """The value at rational operands where it is rational and cheap, else None."""
    parity: int = 0
    """1 for an even function, -1 for an odd one, 0 for neither."""
    sample: tuple[tuple[float, float], ...] = ((-3.0, 3.0),)
    """Per operand, a range on which tests may draw points."""
    bare: str = ""
    """What the name means without parentheses: "" for an error, "variable" for a letter that people use as one."""

    def __call__(self, *operands: Any) -> Any:
        """Apply the operator to handles, as rule rows do."""
        kind = next(operand for operand in operands if not isinstance(operand, int | Fraction))
        return kind.apply(self, operands)

    def __repr__(self) -> str:
        return f"<operator {self.name}>"


def _zero_at(point: int) -> Callable[[Exact], Exact | None]:
    return lambda u: 0 if u == point else None


def _one_at(point: int) -> Callable[[Exact], Exact | None]:
    return lambda u: 1 if u == point else None


def _small_factorial(u: Exact) -> Exact | None:
    return math.factorial(int(u)) if u.denominator == 1 and 0 <= u <= 1000 else None


def _small_gamma(u: Exact) -> Exact | None:
    return _small_factorial(u - 1)


def _log_gamma(u: float) -> float:
    if u <= 0:
        raise ValueError
    return math.lgamma(u)


def _sinc(u: float) -> float:
    return math.sin(u) / u if u else 1.0


def _sign(u: float) -> float:
    return float((u > 0) - (u < 0))


def _step(u: float) -> float:
    return (_sign(u) + 1) / 2


def _acot(u: float) -> float:
    return math.atan(1 / u) if u else math.pi / 2


def _coth(u: float) -> float:
    return 1 / math.tanh(u)


def _csch(u: float) -> float:
    return 1 / math.sinh(u) if abs(u) < 700 else math.copysign(2 * math.exp(-abs(u)), u)


def _sech(u: float) -> float:
    return 1 / math.cosh(u) if abs(u) < 700 else 2 * math.exp(-abs(u))


# The inverses of reciprocals avoid 1/u, whose rounding the steep ends at +-1 would magnify.
def _asec(u: float) -> float:
    angle = math.atan(math.sqrt((abs(u) - 1) * (abs(u) + 1)))
    return angle if u > 0 else math.pi - angle


def _acsc(u: float) -> float:
    return math.copysign(math.atan2(1, math.sqrt((abs(u) - 1) * (abs(u) + 1))), u)


def _acoth(u: float) -> float:
    return math.copysign(math.log1p(2 / (abs(u) - 1)) / 2, u)


def _asech(u: float) -> float:
    return math.asinh(math.sqrt((1 - u) * (1 + u)) / u)


def _tie(*values: Any) -> bool:
    """Whether the largest value is reached twice."""
    return values.count(max(values)) > 1


def _tie_low(*values: Any) -> bool:
    return values.count(min(values)) > 1


def _whole(value: Any) -> bool:
    return bool(value == math.floor(value))


_POSITIVE = Domain("u > 0", lambda u: u > 0)
_NONZERO = Domain("u != 0", lambda u: u != 0)
_UNIT = Domain("-1 <= u <= 1", lambda u: -1 <= u <= 1)
_OPEN_UNIT = Domain("-1 < u < 1", lambda u: -1 < u < 1)
_OUTSIDE_UNIT = Domain("u <= -1 or u >= 1", lambda u: abs(u) >= 1)
_OUTSIDE_OPEN_UNIT = Domain("u < -1 or u > 1", lambda u: abs(u) > 1)
_NO_POLE = Domain("u other than 0, -1, -2, ...", lambda u: u > 0 or not _whole(u))

# Leaves and the three heads that every formula is made of. A difference is a Sum, a division a Product with a Power of
# exponent -1, as in sympy; ``rules.py`` reads them in textbook terms.
Number = Operator("number", arity=(0, 0))
Symbol = Operator("symbol", arity=(0, 0))
Constant = Operator("constant", arity=(0, 0))
Sum = Operator("+", arity=(2, None), sympy="Add")
Product = Operator("*", arity=(2, None), sympy="Mul")
Power = Operator("**", arity=(2, 2), sympy="Pow")
# Readings of a Product: no node carries these heads, rule rows do.
Quotient = Operator("/", arity=(2, 2))
Multiple = Operator("c*", arity=(2, 2))

exp = Operator("exp", math.exp, cmath.exp, exact=_one_at(0))
log = Operator("log", math.log, cmath.log, ("ln",), domain=_POSITIVE, exact=_zero_at(1), sample=((0.1, 9.0),))
real_root = Operator(
    "real_root", lambda u, n: math.copysign(abs(u) ** (1 / n), u), arity=(2, 2), sample=((0.3, 4.0), (3.0, 3.0)),
    mpmath=lambda ctx, u, n: ctx.sign(u) * ctx.root(abs(u), int(n)),
    domain=Domain("v odd; for v < 0, u != 0", lambda u, n: n % 2 == 1 and (n > 0 or u != 0)),
    ulps=256.0,  # 1/n is rounded: abs(log(u))/3 half-units at most, and abs(log(u)) < 745 for doubles
)  # fmt: skip
"""The real root of odd degree n, negative for a negative operand; n is an integer literal."""

sin = Operator("sin", math.sin, cmath.sin, ("sen",), exact=_zero_at(0), parity=-1)
cos = Operator("cos", math.cos, cmath.cos, exact=_one_at(0), parity=1)
tan = Operator("tan", math.tan, cmath.tan, ("tg",), exact=_zero_at(0), parity=-1, sample=((-1.4, 1.4),))
cot = Operator("cot", lambda u: 1 / math.tan(u), lambda u: 1 / cmath.tan(u), ("ctg", "cotan", "cotg"), domain=_NONZERO, parity=-1, sample=((0.2, 2.9),), ulps=4.0)
sec = Operator("sec", lambda u: 1 / math.cos(u), lambda u: 1 / cmath.cos(u), exact=_one_at(0), parity=1, sample=((-1.4, 1.4),), ulps=4.0)
csc = Operator("csc", lambda u: 1 / math.sin(u), lambda u: 1 / cmath.sin(u), ("cosec",), domain=_NONZERO, parity=-1, sample=((0.2, 2.9),), ulps=4.0)

asin = Operator("asin", math.asin, cmath.asin, ("arcsin", "arsin"), domain=_UNIT, exact=_zero_at(0), parity=-1, sample=((-0.9, 0.9),))
acos = Operator("acos", math.acos, cmath.acos, ("arccos", "arcos"), domain=_UNIT, exact=_zero_at(1), sample=((-0.9, 0.9),))
atan = Operator("atan", math.atan, cmath.atan, ("arctan", "arctg", "atg"), exact=_zero_at(0), parity=-1)
acot = Operator("acot", _acot, lambda u: cmath.atan(1 / u), ("arccot", "arcctg", "arcctan", "actg"), mpmath=lambda ctx, u: ctx.atan(1 / u) if u else ctx.pi / 2, kink=Kink("u = 0", lambda u: u == 0, jump=True), sample=((0.2, 3.0),), ulps=4.0)
asec = Operator("asec", _asec, lambda u: cmath.acos(1 / u), ("arcsec",), domain=_OUTSIDE_UNIT, exact=_zero_at(1), sample=((1.2, 4.0),), ulps=8.0)
acsc = Operator("acsc", _acsc, lambda u: cmath.asin(1 / u), ("arccsc", "arccosec"), domain=_OUTSIDE_UNIT, parity=-1, sample=((1.2, 4.0),), ulps=8.0)
atan2 = Operator("atan2", math.atan2, None, ("arctan2",), arity=(2, 2), domain=Domain("u != 0 or v != 0", lambda u, v: u != 0 or v != 0), kink=Kink("u = 0 and v < 0", lambda u, v: u == 0 and v < 0, jump=True), sample=((0.3, 3.0), (0.3, 3.0)))

sinh = Operator("sinh", math.sinh, cmath.sinh, ("sh",), exact=_zero_at(0), parity=-1, ulps=8.0)
cosh = Operator("cosh", math.cosh, cmath.cosh, ("ch",), exact=_one_at(0), parity=1, ulps=8.0)
tanh = Operator("tanh", math.tanh, cmath.tanh, ("th",), exact=_zero_at(0), parity=-1, ulps=8.0)
coth = Operator("coth", _coth, lambda u: 1 / cmath.tanh(u), ("cth", "cotanh"), domain=_NONZERO, parity=-1, sample=((0.2, 3.0),), ulps=12.0)
sech = Operator("sech", _sech, lambda u: 1 / cmath.cosh(u), exact=_one_at(0), parity=1, ulps=12.0)
csch = Operator("csch", _csch, lambda u: 1 / cmath.sinh(u), ("cosech",), domain=_NONZERO, parity=-1, sample=((0.2, 3.0),), ulps=12.0)

asinh = Operator("asinh", math.asinh, cmath.asinh, ("arcsinh", "arsinh", "argsinh", "arsh"), exact=_zero_at(0), parity=-1, ulps=8.0)
acosh = Operator("acosh", math.acosh, cmath.acosh, ("arccosh", "arcosh", "argcosh", "arch"), domain=Domain("u >= 1", lambda u: u >= 1), exact=_zero_at(1), sample=((1.2, 5.0),), ulps=8.0)
atanh = Operator("atanh", math.atanh, cmath.atanh, ("arctanh", "artanh", "argtanh", "arth"), domain=_OPEN_UNIT, exact=_zero_at(0), parity=-1, sample=((-0.9, 0.9),), ulps=8.0)
acoth = Operator("acoth", _acoth, lambda u: cmath.atanh(1 / u), ("arccoth", "arcoth", "arcth"), domain=_OUTSIDE_OPEN_UNIT, parity=-1, sample=((1.2, 4.0),), ulps=8.0)
asech = Operator("asech", _asech, lambda u: cmath.acosh(1 / u), ("arcsech", "arsech"), domain=Domain("0 < u <= 1", lambda u: 0 < u <= 1), exact=_zero_at(1), sample=((0.2, 0.9),), ulps=12.0)
acsch = Operator("acsch", lambda u: math.asinh(1 / u), lambda u: cmath.asinh(1 / u), ("arccsch", "arcsch"), domain=_NONZERO, parity=-1, sample=((0.2, 3.0),), ulps=12.0)

absolute = Operator("abs", abs, None, ("Abs", "fabs"), sympy="Abs", mpmath="fabs", kink=Kink("u = 0", lambda u: u == 0), exact=abs, parity=1, sample=((0.3, 3.0),), ulps=0.0)
sign = Operator("sign", _sign, None, ("sgn", "signum"), kink=Kink("u = 0", lambda u: u == 0, jump=True), exact=lambda u: (u > 0) - (u < 0), parity=-1, sample=((0.3, 3.0),), ulps=0.0)
floor = Operator("floor", lambda u: float(math.floor(u)), None, kink=Kink("u an integer", _whole, jump=True), exact=math.floor, sample=((0.1, 0.9),), ulps=0.0)
ceiling = Operator("ceiling", lambda u: float(math.ceil(u)), None, ("ceil",), mpmath="ceil", kink=Kink("u an integer", _whole, jump=True), exact=math.ceil, sample=((0.1, 0.9),), ulps=0.0)
maximum = Operator("Max", max, None, ("max", "maximum"), arity=(1, None), mpmath=lambda ctx, *u: max(u), kink=Kink("the largest operand is reached twice", _tie), exact=lambda *u: max(u), sample=((1.0, 2.0), (3.0, 4.0)), ulps=0.0)
minimum = Operator("Min", min, None, ("min", "minimum"), arity=(1, None), mpmath=lambda ctx, *u: min(u), kink=Kink("the least operand is reached twice", _tie_low), exact=lambda *u: min(u), sample=((1.0, 2.0), (3.0, 4.0)), ulps=0.0)
heaviside = Operator("Heaviside", _step, None, ("heaviside",), mpmath=lambda ctx, u: (ctx.sign(u) + 1) / 2, kink=Kink("u = 0", lambda u: u == 0, jump=True), exact=lambda u: Fraction((u > 0) - (u < 0) + 1, 2), sample=((0.3, 3.0),), ulps=0.0)

factorial = Operator("factorial", lambda u: math.gamma(u + 1), None, ("fact",), domain=Domain("u other than -1, -2, ...", lambda u: u > -1 or not _whole(u)), exact=_small_factorial, sample=((0.2, 5.0),), ulps=2048.0)
gamma = Operator("gamma", math.gamma, None, ("Gamma", "Γ"), domain=_NO_POLE, exact=_small_gamma, sample=((0.2, 5.0),), ulps=32.0, bare="variable")
loggamma = Operator("loggamma", _log_gamma, None, ("lgamma", "gammaln", "lngamma"), domain=_POSITIVE, sample=((0.2, 5.0),), ulps=32.0)
polygamma = Operator("polygamma", None, None, arity=(2, 2), mpmath=lambda ctx, n, u: ctx.psi(int(n), u), domain=Domain("u = 0, 1, 2, ... and v is not 0, -1, -2, ...", lambda u, v: u >= 0 and _whole(u) and (v > 0 or not _whole(v))), sample=((0.0, 0.0), (0.2, 5.0)))
erf = Operator("erf", math.erf, None, exact=_zero_at(0), parity=-1, ulps=8.0)
erfc = Operator("erfc", math.erfc, None, exact=_one_at(0), ulps=8.0)
sinc = Operator("sinc", _sinc, lambda u: cmath.sin(u) / u if u else 1 + 0j, exact=_one_at(0), parity=1, sample=((0.3, 3.0),), ulps=4.0)

FUNCTIONS: tuple[Operator, ...] = tuple(row for row in list(globals().values()) if isinstance(row, Operator) and row.name.isidentifier() and row.arity != (0, 0))
"""Every function, in the order of this file."""


@dataclass(frozen=True, slots=True)
class ConstantRow:
    """A named number: its spellings (the first is printed), its sympy name and its name in an mpmath context."""

    name: str
    aliases: tuple[str, ...]
    sympy: str
    mpmath: str
    value: float


CONSTANTS: tuple[ConstantRow, ...] = (
    ConstantRow("pi", ("Pi", "π"), "pi", "pi", math.pi),
    ConstantRow("E", ("e", "ℯ"), "E", "e", math.e),
    ConstantRow("EulerGamma", (), "EulerGamma", "euler", 0.5772156649015329),
    ConstantRow("Catalan", (), "Catalan", "catalan", 0.915965594177219),
    ConstantRow("GoldenRatio", (), "GoldenRatio", "phi", 1.618033988749895),
)


class Builder(Protocol[N]):
    """What the parser talks to: it makes leaves and nodes and folds nothing. ``sum`` and ``product`` take whole chains."""

    def number(self, value: Exact) -> N:
        """An exact number; a literal written with a point or an exponent comes as a ``graph.Decimal``."""

    def symbol(self, name: str) -> N: ...
    def constant(self, name: str) -> N:
        """A constant by the first name of its row."""

    def sum(self, terms: tuple[N, ...]) -> N: ...
    def product(self, factors: tuple[N, ...]) -> N: ...
    def power(self, base: N, exponent: N) -> N: ...
    def call(self, operator: Operator, operands: tuple[N, ...]) -> N: ...


@dataclass(frozen=True, slots=True)
class Form:
    """A spelling that stands for a combination of other rows: ``sqrt(x)`` is ``x**(1/2)``."""

    names: tuple[str, ...]
    arity: tuple[int, int]
    build: Callable[..., Any]
    """Takes the builder and the operands."""
    words: str


def _inverse(build: Any, node: Any) -> Any:
    return build.power(node, build.number(-1))


def _log_to_base(build: Any, u: Any, base: Any) -> Any:
    return build.product((build.call(log, (u,)), _inverse(build, build.call(log, (base,)))))


FORMS: tuple[Form, ...] = (
    Form(("sqrt", "√"), (1, 1), lambda b, u: b.power(u, b.number(Fraction(1, 2))), "u**(1/2)"),
    Form(("cbrt", "∛"), (1, 1), lambda b, u: b.call(real_root, (u, b.number(3))), "the real cube root"),
    Form(("pow", "power", "Pow"), (2, 2), lambda b, u, v: b.power(u, v), "u**v"),
    Form(("log", "ln"), (2, 2), _log_to_base, "log(u)/log(v): the second argument is the base"),
    Form(("log2", "lb", "log_2"), (1, 1), lambda b, u: _log_to_base(b, u, b.number(2)), "log(u)/log(2)"),
    Form(("log10", "lg", "log_10"), (1, 1), lambda b, u: _log_to_base(b, u, b.number(10)), "log(u)/log(10)"),
    Form(("digamma", "psi"), (1, 1), lambda b, u: b.call(polygamma, (b.number(0), u)), "polygamma(0, u)"),
)
"""Rows by name and number of operands; ``root`` needs the value of its degree and is read by the parser."""
