"""Values of integrals, sums and products: enclosures by rigorous quadrature, series along a line, and numbers.

An integral from a to b is (b - a) times that of f(a + (b - a)*w) for w from 0 to 1: between fixed ends an integral of a power series is the
series of its coefficients' integrals, and Leibniz's rule, which this checks, is not used. Where no enclosure is found, at a singular end or over an
infinite range, a number must come out twice, of two different quadratures. Imports ``complex_balls``, ``series``, ``program`` and below.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from flint import acb, acb_series, arb, arb_series, ctx

from symdiff.budget import heed_signals
from symdiff.evaluator.arithmetic import rational_tails, tails
from symdiff.evaluator.arithmetic.ball_functions import whole_in
from symdiff.evaluator.arithmetic.balls import precision
from symdiff.evaluator.arithmetic.complex_balls import ComplexBalls, nothing
from symdiff.evaluator.arithmetic.double_exponential import double_exponential
from symdiff.evaluator.arithmetic.doubles import DOUBLES
from symdiff.evaluator.arithmetic.interpreter import Gap
from symdiff.evaluator.arithmetic.multiprecision import Multiprecision, context_of
from symdiff.evaluator.arithmetic.polynomials import quotient_of
from symdiff.evaluator.arithmetic.program import Program
from symdiff.evaluator.arithmetic.protocol import CALL, NoValueError, UnclearError
from symdiff.evaluator.arithmetic.series import SERIES_BALLS
from symdiff.graph import Graph
from symdiff.graph.binders import filled
from symdiff.operators import INTEGRAL, MULTIPLICATION, SUMMATION, Binding, Operator

_NONE: Final[Mapping[int, int]] = MappingProxyType({})
MOST_TERMS: Final = 10_000
"""Terms of a sum that are added up."""
_EVALUATIONS: Final = 40
_OF_ROUGH: Final = 16
"""Of an integrand for one enclosure, a bit: a pole at a distance of 2**-k from the range takes about k. Fewer where another enclosure was looked for in vain."""
_MOST_EVALUATIONS: Final = 10_000
_STUCK: Final = arb(2) ** -64
"""How narrow a part of a range is on which an integrand has no ball, where none will come on a narrower one."""
_DEEPEST: Final = 60
_LOOKS: Final = 1_500
_STEPS: Final = (-20, -30, -40)
_FAR: Final = (10, 20, 30)
"""Powers of 2: how near to a place without a value, and how far out, an integrand is looked at."""
_ROUNDED: Final = 10
"""Bits that adding up thousands of terms costs."""
_SPARE: Final = 12
_DOUBLE: Final = 70
_DIGITS: Final = 1e-14
"""Bits up to which doubles are tried first, and how near two quadratures must be there."""


class Template:
    """A binding's body, ready to run."""

    __slots__ = ("binding", "found", "parameters", "program", "root", "rough", "unsmooth", "variable")

    def __init__(self, binding: Binding) -> None:
        graph = Graph()
        variable = graph.symbol("t")
        parameters = [graph.symbol(f"p{k}") for k in range(binding.parameters)]
        body = filled(graph, binding, variable, parameters)
        self.binding = binding
        self.program = Program(graph, [body], None)
        slots = self.program.slots
        self.root = slots[body]
        self.rough = self.unsmooth = False
        """Whether no enclosure of a value, and none of a series, was found where one was looked for last."""
        self.found: dict[tuple[Any, ...], Any] = {}
        """Some values that quadratures took long to find, by their bits and operands: a check asks for the same ones again."""
        self.variable = slots.get(variable)
        self.parameters = [slots.get(parameter) for parameter in parameters]

    @property
    def waves(self) -> bool:
        """Whether the body may change its sign again and again: three values of one sign then say nothing of those between."""
        steps = [] if self.variable is None else self.program.dependents(self.variable)
        rows = [row for kind, _, _, row in steps if kind == CALL]
        return any(
            row.waves or row.angle or row.steady is not None or (row.kink is not None and row.kink.jump) for row in rows
        )

    def run(self, arithmetic: Any, variable: Any, parameters: Sequence[Any], whole: Mapping[int, int] = _NONE) -> Any:
        """The body's value, some slots being known to be ``whole`` numbers. Raises NoValueError."""
        run = self.program.start(arithmetic)
        for slot, value in zip((self.variable, *self.parameters), (variable, *parameters), strict=True):
            if slot is not None:
                run.values[slot] = value
        exact = self.program.exact((lambda: whole) if whole else None)
        self.program.resume(arithmetic, run, self.program.steps, exact)
        found = run.found(self.root)
        if isinstance(found, Gap):
            kind = NoValueError if found.certain else UnclearError
            raise kind(found.cause.reason, exists=found.cause.exists)
        return found


_MOST_KEPT = 64
"""Values of one binding that are kept."""


@lru_cache(maxsize=256)
def template_of(row: Operator) -> Template:
    return Template(row.binding)


def enclosed(row: Operator) -> Callable[..., Any]:
    """The function of balls of a row. It raises NoValueError, and gives a ball that is not finite where nothing is known."""

    def value(*operands: Any) -> Any:
        if row.binding.binder is not INTEGRAL:
            return _added(row, operands, SERIES_BALLS)
        return _real(_integral(row, [acb(operand) for operand in operands], ComplexBalls()))

    return value


def along(row: Operator) -> Callable[..., Any]:
    """The function of power series of balls of a row."""

    def value(*operands: Any) -> Any:
        if row.binding.binder is not INTEGRAL:
            return _added(row, operands, SERIES_BALLS)
        terms = [operand.prec for operand in operands if isinstance(operand, arb_series)]
        if not terms:
            return enclosed(row)(*operands)
        wide = [_complex(operand) for operand in operands]
        found = _integral(row, wide, ComplexBalls(), min(terms))
        return arb_series([_real(each) for each in found], min(terms))

    return value


def within(row: Operator, operands: list[Any], arithmetic: ComplexBalls) -> Any:
    """The value in an integrand."""
    if row.binding.binder is not INTEGRAL:
        return _added(row, operands, arithmetic)
    terms = [operand.prec for operand in operands if isinstance(operand, acb_series)]
    analytic = arithmetic.analytic
    try:
        found = _integral(row, operands, arithmetic, min(terms) if terms else 0, always=analytic)
    finally:
        arithmetic.analytic = analytic
    return acb_series(found, min(terms)) if terms else found


def _complex(operand: Any) -> Any:
    if isinstance(operand, arb_series):
        return acb_series([acb(operand[k]) for k in range(operand.prec)], operand.prec)
    return acb(operand)


def _real(value: Any) -> Any:
    """A ball whose imaginary part must hold 0."""
    return value.real if value.imag.contains(0) else arb.nan()


def _integral(
    row: Operator, operands: Sequence[Any], arithmetic: ComplexBalls, terms: int = 0, *, always: bool = False
) -> Any:
    """The ball of an integral, or the coefficients of its series. ``always``: only what is analytic in the parameters counts."""
    binding: Binding = row.binding
    if binding.ends[0] not in (0, None) or binding.ends[1] != 0:
        raise NoValueError("no enclosure is known over an infinite range", exists=True)
    if binding.ends[0] is None:
        return _from_somewhere(row, operands, arithmetic, terms, always=always)
    lower, upper, *parameters = operands
    width = upper - lower
    template = template_of(row)
    whole = _whole(template.parameters, parameters)
    outside: list[str] = []
    ended: list[BaseException] = []
    stuck: list[Any] = []
    coefficients: list[Any] = []
    most = min(ctx.prec * (_OF_ROUGH if terms and template.unsmooth else _EVALUATIONS), _MOST_EVALUATIONS)
    for k in range(terms or 1):

        def integrand(w: Any, analytic: bool, k: int = k) -> Any:
            if ended or stuck:
                return nothing()
            arithmetic.analytic = analytic or always
            before, arithmetic.moving = arithmetic.moving, False
            value: Any = None
            try:
                heed_signals()
                value = width * template.run(arithmetic, lower + width * w, parameters, whole)
                if k and arithmetic.moving:
                    value = None
                elif terms and isinstance(value, acb_series):
                    # What is not known makes the first coefficient alone unknown where it is added.
                    value = value[k] if k < value.prec and value[0].is_finite() else None
                elif k and value.is_finite():  # what is not known may depend on the parameters
                    value = acb(0)
            except NoValueError as trouble:
                if not (trouble.exists or isinstance(trouble, UnclearError)):
                    outside.append(trouble.reason)
            except (ValueError, ZeroDivisionError, OverflowError):
                pass
            except BaseException as stopped:  # noqa: BLE001 - flint's callback would lose it
                ended.append(stopped)
            finally:
                arithmetic.moving = before
            if value is not None and value.is_finite():
                return value
            if not analytic and w.rad() < _STUCK:
                stuck.append(w)
            return nothing()

        found = acb.integral(integrand, acb(0), acb(1), eval_limit=most, use_heap=True)
        if ended:
            raise ended[0]
        if outside and not found.is_finite():
            raise NoValueError(f"the integrand has no value on the whole range: {outside[0]}")
        if terms and not found.is_finite():
            template.unsmooth = True
            raise UnclearError("no enclosure of the integral was found", exists=True)
        coefficients.append(found)
    template.unsmooth = template.unsmooth and not terms
    return coefficients if terms else coefficients[0]


def _from_somewhere(
    row: Operator, operands: Sequence[Any], arithmetic: ComplexBalls, terms: int, *, always: bool
) -> Any:
    """An antiderivative is known up to a constant: the one that is 0 at 0, or where there is none at 1 or -1."""
    binding: Binding = row.binding
    whole = _with_ends(binding)
    upper = operands[0]
    start = upper[0] if isinstance(upper, acb_series) else upper
    for place in (0, 1 if start.real > 0 else -1):
        try:
            found = _integral(whole, [acb(place), *operands], arithmetic, terms, always=always)
        except NoValueError:
            continue
        if all(each.is_finite() for each in (found if terms else [found])):
            return found
    raise NoValueError("an antiderivative is known up to a constant alone, and none is known here", exists=True)


@lru_cache(maxsize=256)
def _with_ends(binding: Binding) -> Operator:
    count = binding.parameters + 2
    made = Binding(binding.binder, binding.code, (0, 0), binding.name, binding.parameters)
    return Operator(binding.binder.name, arity=(count, count), binding=made)


def _added(row: Operator, operands: Sequence[Any], arithmetic: Any) -> Any:
    """A sum or a product, term by term."""
    binding: Binding = row.binding
    if binding.ends != (0, 0) and binding.binder is SUMMATION and arithmetic is SERIES_BALLS:
        return _endless(row, operands)
    if binding.ends != (0, 0):
        raise NoValueError(
            f"{binding.binder.words} of infinitely many terms: no bound of its rest is known", exists=True
        )
    lower, upper, *parameters = operands
    ends = [_whole_end(end) for end in (lower, upper)]
    if None in ends:
        raise NoValueError(f"the bounds of {binding.binder.words} must be whole numbers")
    first, last = ends
    if last < first - 1:
        raise NoValueError(
            f"the upper bound of {binding.binder.words} lies below the lower one: 0 terms for some, fewer than none for others"
        )
    if last - first >= MOST_TERMS:
        raise NoValueError(f"{binding.binder.words} of more than {MOST_TERMS:,} terms", exists=True)
    template = template_of(row)
    product = binding.binder is MULTIPLICATION
    value = arithmetic.number(1 if product else 0)
    # A power of a base below 0, and what is said of it, needs an exponent that is known to be whole.
    whole = _whole(template.parameters, parameters)
    for k in range(first, last + 1):
        heed_signals()
        if template.variable is not None:
            whole[template.variable] = k
        term = template.run(arithmetic, arithmetic.number(k), parameters, whole)
        value = value * term if product else value + term
    return value


class _Endless:
    """What an infinite sum adds up, read as a quotient of polynomials or as products of powers, and ready to run."""

    __slots__ = ("body", "free", "program", "quotient", "symbols", "terms", "variable")

    def __init__(self, row: Operator, sign: int) -> None:
        graph = Graph()
        self.variable = graph.symbol("t")
        self.symbols = [graph.symbol(f"p{k}") for k in range(row.binding.parameters)]
        index = self.variable if sign > 0 else graph.times(graph.minus_one, self.variable)
        self.body = filled(graph, row.binding, index, self.symbols)
        self.quotient = quotient_of(graph, self.body, self.variable)
        self.terms = tails.terms_of(graph, self.body, self.variable)
        held = [] if self.quotient is None else [*self.quotient.above, *self.quotient.below]
        held += tails.held_by(self.terms or ())
        moving = self.variable in graph.reachable([self.body])
        nodes = list(dict.fromkeys([self.body, *held]))
        self.free = [node for node in nodes if not moving or self.variable not in graph.reachable([node])]
        """Nodes without the index."""
        self.program = Program(graph, nodes, None)


@lru_cache(maxsize=64)
def _addends(row: Operator, sign: int) -> _Endless:
    return _Endless(row, sign)


def _endless(row: Operator, operands: Sequence[Any]) -> Any:
    """A sum of infinitely many terms, with the bound of its rest. Raises NoValueError where none is known."""
    lower, upper = row.binding.ends
    ends = [_whole_end(end) for end in operands[: row.binding.finite]]
    parameters = operands[row.binding.finite :]
    if None in ends:
        raise NoValueError(tails.UNKNOWN, exists=True)
    if upper == 0:
        return _onwards(_addends(row, -1), -ends[0], parameters)
    if lower == 0:
        return _onwards(_addends(row, 1), ends[0], parameters)
    return _onwards(_addends(row, 1), 0, parameters) + _onwards(_addends(row, -1), 1, parameters)


def _onwards(endless: _Endless, first: int, parameters: Sequence[Any]) -> Any:
    """The sum from an index on."""
    if endless.quotient is None and endless.terms is None:
        raise NoValueError(tails.UNKNOWN, exists=True)
    program = endless.program
    slots = [program.slots.get(symbol) for symbol in endless.symbols]
    given = dict(zip(slots, parameters, strict=True))
    whole = _whole(slots, parameters)
    index = program.slots.get(endless.variable)

    def values(nodes: Sequence[int], k: int) -> list[Any]:
        heed_signals()
        run = program.start(SERIES_BALLS)
        for slot, value in {**given, index: SERIES_BALLS.number(k)}.items():
            if slot is not None:
                run.values[slot] = value
        known = {**whole, index: k} if index is not None else whole
        program.resume(SERIES_BALLS, run, program.steps, program.exact(lambda: known))
        result = [run.found(program.slots[node]) for node in nodes]
        for each in result:
            if isinstance(each, Gap):
                kind = NoValueError if each.certain else UnclearError
                raise kind(each.cause.reason, exists=each.cause.exists)
        return result

    if endless.quotient is not None:
        return rational_tails.added_up(
            endless.quotient,
            first,
            MOST_TERMS,
            ctx.prec,
            lambda k: values([endless.body], k)[0],
            lambda nodes: values(nodes, first),
        )
    assert endless.terms is not None
    at: dict[int | None, Any] = {
        None: arb(1).exp(),
        **dict(zip(endless.free, values(endless.free, first), strict=True)),
    }
    return tails.added_up(endless.terms, first, MOST_TERMS, ctx.prec, values, at.__getitem__)


def _whole(slots: Sequence[int | None], operands: Sequence[Any]) -> dict[int, int]:
    """By slot the operands that are whole numbers, whatever moves."""
    known = zip(slots, map(_constant, operands), strict=True)
    return {
        slot: int(each.unique_fmpz())
        for slot, each in known
        if slot is not None and each is not None and each.is_integer()
    }


def _constant(operand: Any) -> Any:
    """The real number that an operand is, whatever moves; None where it may be another one."""
    if isinstance(operand, arb_series | acb_series):
        if any(not operand[k].is_zero() for k in range(1, operand.prec)):
            return None
        operand = operand[0]
    if isinstance(operand, acb):
        return operand.real if operand.imag.is_zero() else None
    return operand


def _whole_end(end: Any) -> Any:
    """A bound as a whole number. One that is a series is constant: no rule moves a bound."""
    end = _constant(end)
    if end is None:
        return None
    return whole_in(end) if end.is_exact() or end.rad() < arb(2) ** (-ctx.prec // 2) else None


def number(row: Operator, bits: int) -> Callable[..., Any]:
    """The function of mpmath numbers, or of floats for 53 bits, of a row. It raises NoValueError, with what is wrong."""
    context = context_of(bits + _SPARE)

    def value(*operands: Any) -> Any:
        template = template_of(row)
        trouble: NoValueError = UnclearError("the enclosure is too wide", exists=True)
        for growth in () if template.rough else (1, 2):
            with precision(growth * (bits + _SPARE)):
                try:
                    found = enclosed(row)(*(arb(operand) for operand in operands))
                except NoValueError as raised:
                    trouble = raised
                    if not (raised.exists or isinstance(raised, UnclearError)):
                        raise
                    break
                if found.is_finite() and found.rad() * arb(2) ** bits < 1 + abs(found.mid()):
                    return context.make_mpf(found.mid()._mpf_)
        if row.binding.binder is not INTEGRAL or row.binding.ends[0] is None:
            raise trouble
        template.rough = True
        key = bits, *operands
        if key not in template.found:
            with precision(bits + _SPARE):
                places = troubled(row, [arb(operand) for operand in operands])
            found = quadrature(row, template, operands, bits, [float(place.mid()) for place in places])
            if len(template.found) >= _MOST_KEPT:
                template.found.clear()
            template.found[key] = found
        return template.found[key]

    return value


def quadrature(row: Operator, template: Template, operands: Sequence[Any], bits: int, places: Sequence[float]) -> Any:
    """Two quadratures that agree: in doubles where that is enough. Raises NoValueError where they do not, and would not with more bits. ``places``: where to cut the range."""
    binding: Binding = row.binding
    rest = list(operands)
    low, high = (rest.pop(0) if end == 0 else None for end in binding.ends)

    def body_in(arithmetic: Any, convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
        parameters = [arithmetic_value(convert(each)) for each in rest]

        def body(t: Any) -> Any:
            heed_signals()
            return template.run(arithmetic, arithmetic_value(t), parameters)[0]

        return body

    if bits <= _DOUBLE:
        cuts = [None if low is None else float(low), *places, None if high is None else float(high)]
        found = _in_pieces(body_in(DOUBLES, float), cuts, math, _DIGITS)
        if found is not None:
            return found
    context = context_of(2 * bits + _SPARE)
    body = body_in(Multiprecision(2 * bits + _SPARE), context.convert)
    cuts = [None if end is None else context.convert(end) for end in (low, *places, high)]
    found = _in_pieces(body, cuts, context, context.ldexp(1, 6 - bits))
    if found is None:
        raise NoValueError("no quadrature finds the integral: two of them differ", exists=True)
    return found


def _in_pieces(body: Callable[[Any], Any], cuts: Sequence[Any], numbers: Any, tolerance: Any) -> Any:
    """The sum over the pieces of a range; None where one is not found."""
    total: Any = 0.0
    for low, high in pairwise(cuts):
        found = double_exponential(body, low, high, numbers, tolerance)
        if found is None:
            return None
        total = total + found
    return total


def arithmetic_value(number: Any) -> tuple[Any, Any]:
    """An exact number of a running-error arithmetic."""
    return number, 0.0 * number


def troubled(row: Operator, places: Sequence[Any]) -> list[Any]:
    """Where inside the range the integrand has no bound, in order. Raises NoValueError where the integrand grows like 1/h or faster at a place in the range, or falls no faster than 1/T far out, or has no value."""
    binding: Binding = row.binding
    template = template_of(row)
    rest = list(places)
    low, high = (rest.pop(0) if end == 0 else None for end in binding.ends)
    letter = binding.name

    def body(place: Any) -> Any:
        return template.run(SERIES_BALLS, place, rest)

    inside: list[Any] = []
    if low is not None and high is not None:
        backwards = bool(low > high)
        if backwards:
            low, high = high, low
        inside = _troubled(body, low, high, letter)
        for place in inside:
            for sign in (-1, 1):
                values = []
                for step in _STEPS:
                    h = arb(2) ** step
                    beside = place + sign * h
                    if beside > low and beside < high:
                        values.append((body_or_none(body, beside), h))
                if _grows(values):
                    shown = _shown(place, low, high)
                    raise NoValueError(
                        f"the integral diverges: at a distance h from {letter} = {shown} the integrand grows like 1/h or faster"
                    )
    for sign, end, near in ((1, binding.ends[1], low), (-1, binding.ends[0], high)):
        if end:
            start = arb(0) if near is None else near
            values = [(body_or_none(body, start + sign * arb(2) ** power), arb(2) ** power) for power in _FAR]
            if not template.waves and _grows(values):
                raise NoValueError(f"the integral diverges: far out the integrand falls no faster than 1/{letter}")
    margin = arb(2) ** -30
    if low is not None and high is not None:
        inside = sorted(
            (place for place in inside if place > low + margin and place < high - margin),
            key=lambda place: float(place.mid()),
        )
        inside = inside[::-1] if backwards else inside
    return inside


def _shown(place: Any, low: Any, high: Any) -> str:
    """A place in a range to six digits; one that cannot be told from 0 there is 0."""
    near = float(place.mid())
    return "0" if abs(near) < 1e-9 * float(abs(high - low)) else f"{near:.6g}"


def body_or_none(body: Callable[[Any], Any], place: Any) -> Any:
    try:
        value = body(place)
    except NoValueError:
        return None
    return value if value.is_finite() else None


def _grows(values: Sequence[tuple[Any, Any]]) -> bool:
    """Whether what is given with distances h is of one sign and at least as large as 1/h, as far as can be seen."""
    known = [(value, h) for value, h in values if value is not None]
    if len(known) < len(_STEPS) or not (all(value > 0 for value, _ in known) or all(value < 0 for value, _ in known)):
        return False
    sizes = [abs(value) * h for value, h in known]
    return bool(sizes[-1] > sizes[0] * arb("0.98"))


def _troubled(body: Callable[[Any], Any], low: Any, high: Any, letter: str) -> list[Any]:
    """The middles of the narrow intervals on which the integrand's ball is not finite. Raises NoValueError where it has no value on one."""
    stack = [(low, high, 0)]
    found: list[Any] = []
    looks = 0
    while stack and looks < _LOOKS and len(found) < 8:
        left, right, depth = stack.pop()
        looks += 1
        heed_signals()
        try:
            if body(left.union(right)).is_finite():
                continue
        except UnclearError:
            pass
        except NoValueError as trouble:
            if not trouble.exists:
                raise NoValueError(
                    f"the integrand has no value at {letter} = {_shown((left + right) / 2, low, high)}: {trouble.reason}"
                ) from None
        middle = ((left + right) / 2).mid()
        if depth == _DEEPEST:
            if not any(abs(middle - other) < arb(2) ** -45 * (1 + abs(middle)) for other in found):
                found.append(middle)
            continue
        stack += [(left, middle, depth + 1), (middle, right, depth + 1)]
    return found
