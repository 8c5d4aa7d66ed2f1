"""Numeric derivatives: a method is a row of a table, and every estimate carries a bound on its own error.

The bound of an estimate at step h has two parts. *Rounding* is rigorous: the running bounds of the samples, weighted,
over h. *Truncation* is measured: a method of order p errs by about C*h**p, so estimates at h, R*h and R**2*h differ by
known multiples of it. The default step is the one near the classical balance whose bound is small enough, or else the
best that a short search finds. Imports ``program``, ``arithmetic`` and below.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symdiff.evaluator.samples import Samples
from symdiff.evaluator.steps import Undefined


@dataclass(frozen=True, slots=True)
class Method:
    """A finite difference: the sum of ``weights[i] * f(x + offsets[i]*h)``, over h, errs by C*h**order."""

    name: str
    offsets: tuple[int, ...]
    weights: tuple[Fraction, ...]
    order: int
    formula: str
    aliases: tuple[str, ...] = ()
    needs: str = "values on both sides of x"
    imaginary: bool = False
    """Whether the offset is along the imaginary axis, and the estimate the imaginary part."""

    @property
    def rounding(self) -> Fraction:
        """The rounding error of the estimate, in units of that of a sample over h."""
        return sum((abs(weight) for weight in self.weights), Fraction(0))

    @property
    def truncation(self) -> Fraction:
        """The truncation error, in units of h**order times the largest derivative of order ``order + 1`` between the samples.

        That is Taylor's remainder of each sample, weighted; what the lower derivatives contribute adds up to nothing.
        """
        order = self.order + 1
        parts = (abs(weight * offset**order) for weight, offset in zip(self.weights, self.offsets, strict=True))
        return sum(parts, Fraction(0)) / math.factorial(order)

    def mirrored(self) -> Method:
        """The same method with the axis turned round."""
        name = {"forward": "backward", "backward": "forward"}.get(self.name, self.name)
        return Method(name, tuple(-k for k in self.offsets), tuple(-w for w in self.weights), self.order, self.formula)


def weights_of(offsets: Sequence[int]) -> tuple[Fraction, ...]:
    """The weights of the first derivative at 0 of the polynomial through the samples: Lagrange's, differentiated."""
    return tuple(
        sum(
            (
                Fraction(1, here - left)
                * math.prod((Fraction(-other, here - other) for other in offsets if other not in (here, left)), start=1)
                for left in offsets
                if left != here
            ),
            Fraction(0),
        )
        for here in offsets
    )


def central(points: int) -> Method:
    """The central difference through so many points, an odd number: as exact as their polynomial."""
    reach = range(-(points // 2), points // 2 + 1)
    pairs = [(offset, weight) for offset, weight in zip(reach, weights_of(reach), strict=True) if weight]
    offsets, weights = zip(*reversed(pairs), strict=True)
    return Method(f"{points}-point", offsets, weights, points - 1, _formula(offsets, weights))


def _formula(offsets: Sequence[int], weights: Sequence[Fraction]) -> str:
    common = math.lcm(*(weight.denominator for weight in weights))
    text = ""
    for offset, weight in zip(offsets, weights, strict=True):
        size = abs(int(weight * common))
        place = f"x {'+' if offset > 0 else '-'} {'' if abs(offset) == 1 else f'{abs(offset)}*'}h" if offset else "x"
        sign = ("- " if weight < 0 else "+ ") if text else ("-" if weight < 0 else "")
        text += f"{' ' if text else ''}{sign}{'' if size == 1 else f'{size}*'}f({place})"
    return f"({text})/({'' if common == 1 else f'{common}*'}h)"


_LEVELS = (4, 2, 1, -1, -2, -4)
METHODS: tuple[Method, ...] = (
    Method(
        "forward",
        (1, 0),
        (Fraction(1), Fraction(-1)),
        1,
        "(f(x + h) - f(x))/h",
        needs="values right of x",
    ),
    Method("central", (1, -1), (Fraction(1, 2), Fraction(-1, 2)), 2, "(f(x + h) - f(x - h))/(2*h)", ("3-point",)),
    Method("backward", (0, -1), (Fraction(1), Fraction(-1)), 1, "(f(x) - f(x - h))/h", needs="values left of x"),
    *(central(points) for points in (5, 7, 9)),
    Method(
        "richardson",
        _LEVELS,
        tuple(weight for offset, weight in zip((*_LEVELS, 0), weights_of((*_LEVELS, 0)), strict=True) if offset),
        6,
        "(64*D(h) - 20*D(2*h) + D(4*h))/45, D the central difference",
        ("ridders", "extrapolation"),
    ),
    Method(
        "complex-step",
        (1,),
        (Fraction(1),),
        2,
        "Im f(x + i*h)/h",
        ("complex",),
        needs="every function analytic",
        imaginary=True,
    ),
)
"""The methods that can be asked for by name; ``N-point`` with any odd N up to MOST_POINTS is one too."""
MOST_POINTS = 15

ONE_SIDED = Method(
    "one-sided",
    (2, 1, 0),
    (Fraction(-1, 2), Fraction(2), Fraction(-3, 2)),
    2,
    "(-3*f(x) + 4*f(x + h) - f(x + 2*h))/(2*h)",
)
"""What a two-sided method falls back to where f exists on one side only: the derivative of the parabola through three points."""


def method_named(name: str) -> Method | None:
    """The row of a name or alias."""
    found = next((row for row in METHODS if name == row.name or name in row.aliases), None)
    points, dash, kind = name.partition("-")
    if found is None and dash and kind == "point" and points.isascii() and points.isdigit() and len(points) < 3:
        return central(int(points)) if int(points) % 2 and 5 <= int(points) <= MOST_POINTS else None
    return found


@dataclass(frozen=True, slots=True)
class Estimate:
    """A numeric derivative. ``bound`` is ``truncation`` (measured) plus rounding (rigorous); None values have a note."""

    method: str
    value: float | None
    step: float | None
    bound: float
    truncation: float
    evaluations: int
    note: str | None = None
    used: Method | None = None
    """The row that gave the value: another one where f has no values on one side."""
    rigorous: bool = False
    """Whether all of the bound is proved."""


_DESCENT = 14
"""How often a step that leaves the domain is shortened, each time by 8, before that side counts as closed."""
_MOVES = 8
"""Steps that the search tries."""
_GOOD = 16
"""A first step whose bound is within this factor of the best that a formula of scale 1 allows is kept."""
_TINY_STEP = 1e-20
_SAFETY = 2.0
"""Two estimates' difference gives the truncation error up to terms of relative size R**2*h/L, with L the scale on which
f varies. Where the differences shrink at the rate that the order promises this is small; 2 allows it to be one half."""


_FAR = 1e3
"""Points farther from 0 than this have their differences compared with that of the shortest step."""
_LOW = 2
"""So have methods of a higher order than this."""
_NEAREST = 1e-3
"""Points nearer to 0 than this have the shortest step of this distance."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One application of a method: its value and the rigorous bound on its rounding."""

    step: Any
    value: Any
    rounding: float


_Found = tuple[Difference, float]
"""A difference and its truncation error."""


def estimate(samples: Samples, method: Method, step: float | None = None) -> Estimate:
    """The derivative of the sampled function at its point, with the step given or chosen."""
    if method.imaginary:
        return _complex_step(samples, method, step)
    before = samples.count
    used, note, found = method, None, None
    if step is not None:
        found = _with_step(samples, method, step)
    else:
        for used in (method, *_FALLBACKS.get(method.name, _FALLBACKS["central"])):
            found, shortened = _with_best_step(samples, used)
            if found is not None:
                if used is not method:
                    note = f"{used.name} instead, f has no values on the other side: {_why(samples)}"
                elif shortened:
                    note = f"the step is short: {_why(samples)} beyond it"
                break
    count = samples.count - before
    if found is None:
        return Estimate(method.name, None, step, math.inf, math.inf, count, f"no sample there: {_why(samples)}")
    chosen, truncation = found
    truncation += _drift(samples, chosen.step)
    bound = truncation + chosen.rounding
    return Estimate(method.name, float(chosen.value), float(chosen.step), bound, truncation, count, note, used)


def _complex_step(samples: Samples, method: Method, step: float | None) -> Estimate:
    """The imaginary part of f(x + i*h) over h, in doubles where they have the functions; 50 digits tell its error.

    Nothing cancels, so h may be tiny; in 50 digits the values at h and h/2 tell the truncation error at any h.
    """
    h = step or _TINY_STEP * max(1.0, abs(float(samples.centre)))
    before = samples.count
    value, sharp, shorter = samples.imaginary(h, exact=False), samples.imaginary(h), samples.imaginary(h / 2)
    if isinstance(sharp, str) or isinstance(shorter, str):
        reason = sharp if isinstance(sharp, str) else str(shorter)
        return Estimate(method.name, None, step, math.inf, math.inf, samples.count - before, reason)
    shown = float(sharp) if isinstance(value, str) else float(value)
    truncation = _SAFETY * abs(float(sharp - shorter)) * 4 / 3
    rounding = abs(float(shown - sharp)) + 2.0**-52 * abs(shown)
    return Estimate(method.name, shown, h, truncation + rounding, truncation, samples.count - before, used=method)


def _why(samples: Samples) -> str:
    closed = samples.closed
    return closed.reason if isinstance(closed, Undefined) else closed or "f ends"


def _with_step(samples: Samples, method: Method, step: float) -> _Found | None:
    """The difference with the step as given; two shorter steps tell its truncation error."""
    given = difference(samples, method, step)
    if given is None:
        return None
    half, quarter = difference(samples, method, step / 2), difference(samples, method, step / 4)
    if half is None or quarter is None:
        return given, math.inf
    ratio = 2.0**method.order
    first, second = _apart(given, half), _apart(half, quarter)
    return given, _SAFETY * max(first, second * ratio) * ratio / (ratio - 1)


def _with_best_step(samples: Samples, method: Method) -> tuple[_Found | None, bool]:
    """The difference with the step that balances truncation and rounding, and whether the domain shortened it."""
    near = abs(float(samples.centre))
    size = max(near, min(1.0, 1024 * near)) if near else 1.0
    base = (2 * samples.unit) ** (1 / (method.order + 1)) * size
    ratio = {1: 8, 2: 4}.get(method.order, 2)
    for shrinks in range(_DESCENT):
        if base * ratio**2 < 2 * samples.unit * abs(float(samples.centre)):
            break
        if difference(samples, method, exact_step(samples, method, base * ratio**2)) is not None:
            return _resolved(samples, method, _search(samples, method, base, ratio)), shrinks > 0
        base /= 8
    return None, True


def _resolved(samples: Samples, method: Method, found: _Found | None) -> _Found | None:
    """The difference, with no claim on its truncation where the shortest step contradicts it.

    Steps are measured in sizes of x, and far from 0 a function may turn many times within one: its differences are then about
    1/step, whatever the derivative is, and may look like a series that converges. The long steps of high orders may skip
    turns anywhere.
    """
    size = abs(float(samples.centre))
    if found is None or (size < _FAR and method.order <= _LOW):
        return found
    shortest = difference(samples, method, exact_step(samples, method, 16 * samples.unit * max(size, _NEAREST)))
    chosen, truncation = found
    if shortest is not None and _apart(chosen, shortest) > truncation + chosen.rounding + shortest.rounding:
        return chosen, math.inf
    return found


def _search(samples: Samples, method: Method, base: float, ratio: int) -> _Found | None:
    """The best of a few steps ``base * ratio**j``; j = 0 where that is good enough."""
    known: dict[int, Difference | None] = {}
    least = min(base / 2, 16 * samples.unit * max(1.0, abs(float(samples.centre))))

    def at(j: int) -> Difference | None:
        if j not in known:
            step = exact_step(samples, method, base * float(ratio) ** j)
            known[j] = difference(samples, method, step) if abs(step) >= least else None
        return known[j]

    centre = samples.at(samples.centre)
    reach = max(1.0, abs(float(samples.centre)))
    height = abs(float(centre[0])) / reach if centre else 0.0
    goal = _GOOD * (2 * samples.unit) ** (method.order / (method.order + 1))
    best: _Found | None = None
    tried: set[int] = set()
    j = 0
    while len(tried) < _MOVES and j not in tried:
        tried.add(j)
        here = at(j)
        if here is None:
            break
        truncation = _truncation(here, at(j + 1), at(j + 2), float(ratio) ** method.order)
        bound = truncation + here.rounding
        if best is None or bound < best[1] + best[0].rounding:
            best = here, truncation
        size = abs(float(here.value))
        if bound <= goal * max(size, height):
            break
        if size <= bound <= goal * curvature(samples, here.step) * reach:
            break  # the slope may be 0: then it is small beside its own change over the scale of x
        # Truncation over rounding changes by ratio**(order + 1) from one step to the next.
        excess = math.log(truncation + 1e-300) - math.log(here.rounding + 1e-300) if truncation < math.inf else math.inf
        if abs(excess) < math.log(4):
            break
        moves = min(4.0, abs(excess) / math.log(ratio) / (method.order + 1))
        j += -max(1, round(moves)) if excess > 0 else max(1, round(moves))
    return best


def _truncation(fine: Difference, middle: Difference | None, coarse: Difference | None, rate: float) -> float:
    """The truncation error of the finest of three differences, whose steps stand in one ratio; ``rate``: ratio**order.

    The distances between them form a geometric series, whose rest is the error. Where they do not shrink, there is none.
    """
    if middle is None or coarse is None:
        return math.inf
    near, far = _apart(fine, middle), _apart(middle, coarse)
    noise = fine.rounding + middle.rounding
    shrinking = 1 / rate
    if near > 2 * noise and near * rate > far:
        shrinking = near / far if far else 1.0
        if shrinking > 0.5:
            return math.inf
    return _SAFETY * max(near, far / rate) * shrinking / (1 - shrinking)


def _apart(a: Difference, b: Difference) -> float:
    return abs(float(a.value - b.value))


def difference(samples: Samples, method: Method, step: Any) -> Difference | None:
    """The method's sum with this step, in the order of its formula."""
    common = math.lcm(*(weight.denominator for weight in method.weights))
    unit = samples.unit
    total: Any = None
    rounding: Any = 0.0
    astray: Any = 0.0  # how far the samples lie from their places, in steps
    if not step:
        return None
    highest: Any = None
    lowest: Any = None
    for offset, weight in zip(method.offsets, method.weights, strict=True):
        place = samples.centre + offset * step
        found = samples.at(place)
        if found is None:
            return None
        value, bound = found
        factor = int(weight * common)
        astray += abs(factor) * abs((place - samples.centre) / step - offset)
        highest = value if highest is None or value > highest else highest
        lowest = value if lowest is None or value < lowest else lowest
        term = value if factor == 1 else factor * value
        rounding += abs(factor) * bound
        if abs(factor) > 2:
            rounding += unit * abs(term)
        total = term if total is None else total + term
        rounding += unit * abs(total)
    width = step if common == 1 else common * step
    value = total / width
    # A sample astray by so many steps is off by about that part of what f changes between the samples; twice is safe.
    rounding += 2 * astray * (highest - lowest)
    spread = float(rounding / abs(width)) + 4 * unit * abs(float(value))
    return Difference(step, value, math.inf if math.isnan(spread) else spread)


def exact_step(samples: Samples, method: Method, step: float) -> Any:
    """The step, rounded so that the samples lie exactly that far away, but for a last bit lost past a power of two."""
    farthest = max(abs(offset) for offset in method.offsets)
    centre = samples.centre
    return (centre + ((centre + farthest * step) - centre) / farthest) - centre


def _drift(samples: Samples, step: Any) -> float:
    """What it matters that the point itself is rounded: the change of the derivative over that distance."""
    return curvature(samples, step) * float(samples.drift) if samples.drift else 0.0


def curvature(samples: Samples, step: Any) -> float:
    """The largest second difference across the point and beside it, the size of f''; 0 where there are no samples for it."""
    sizes = [0.0]
    for offsets in ((-1, 0, 1), (0, 1, 2), (0, -1, -2)):
        found = [samples.at(samples.centre + offset * step) for offset in offsets]
        values = [sample[0] for sample in found if sample is not None]
        if len(values) == 3:
            sizes.append(float(abs(values[0] - 2 * values[1] + values[2]) / step / step))
    return max(sizes)


_FALLBACKS: dict[str, tuple[Method, ...]] = {
    "forward": (METHODS[2],),
    "backward": (METHODS[0],),
    "central": (ONE_SIDED, ONE_SIDED.mirrored()),
}
"""What takes a method's place where f has values on one side only."""
