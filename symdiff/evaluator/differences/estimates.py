"""Numeric derivatives: every estimate carries a bound on its own error.

The bound of an estimate at step h has two parts. *Rounding* is rigorous: the running bounds of the samples, weighted,
over h. *Truncation* is measured: a method of order p errs by about C*h**p, so estimates at h, R*h and R**2*h differ by
known multiples of it. The default step is the one near the classical balance whose bound is small enough, or else the
best that a short search finds. Written so that mypyc makes it C. Imports ``methods``, ``samples`` and below.
"""

from __future__ import annotations

import math

from symdiff.annotations import Any
from symdiff.evaluator.arithmetic.protocol import Undefined
from symdiff.evaluator.differences.methods import Estimate, Method
from symdiff.evaluator.differences.samples import BEYOND, Samples
from symdiff.evaluator.differences.stencil import Difference, curvature, difference, exact_step

_UNIT = 2.0**-53
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

_TINY = 1e-9
_CLEAR = 1e-4
"""Points nearer to 0 than the one have a second search, where the bound is not this part of the estimate."""
_FAR = 1e3
"""Points farther from 0 than this have their differences compared with that of the shortest step."""
_LOW = 2
"""So have methods of a higher order than this."""
_NEAREST = 1e-3
"""Points nearer to 0 than this have the shortest step of this distance."""


_Found = tuple[Difference, float]
"""A difference and its truncation error."""


def estimate(samples: Samples, method: Method, step: float | None = None) -> Estimate:
    """The derivative of the sampled function at its point, with the step given or chosen."""
    before = samples.count
    try:
        found = _estimate(samples, method, step) if math.isfinite(float(samples.centre)) else None
    except (OverflowError, ZeroDivisionError):
        found = None
    if found is None or not (math.isfinite(found.value or 0.0) and math.isfinite(found.step or 0.0)):
        return Estimate(method.name, None, None, math.inf, math.inf, samples.count - before, BEYOND)
    return found


def _estimate(samples: Samples, method: Method, step: float | None) -> Estimate:
    if method.imaginary:
        return _complex_step(samples, method, step)
    before = samples.count
    used, note, found = method, None, None
    if step is not None:
        found = _with_step(samples, method, step)
    else:
        for used in (method, *method.instead):
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
    value, rounding = float(chosen.value), chosen.rounding
    if type(chosen.value) is not float:
        rounding += _UNIT * abs(value)  # of what is printed
    bound = truncation + rounding
    return Estimate(method.name, value, float(chosen.step), bound, truncation, count, note, used, False)


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
    """The difference with the step that balances truncation and rounding, and whether the domain shortened it.

    Steps are measured in sizes of x; so near 0 that they may say nothing of f, those of size 1 are tried as well.
    """
    near = abs(float(samples.centre))
    size = max(near, min(1.0, 1024 * near)) if near else 1.0
    found, shortened = _of_size(samples, method, size)
    if size < _TINY and (found is None or not _total(found) <= _CLEAR * abs(float(found[0].value))):
        other, shortened_too = _of_size(samples, method, 1.0)
        if other is not None and (found is None or _total(other) < _total(found)):
            return other, shortened_too
    return found, shortened


def _total(found: _Found) -> float:
    return found[1] + found[0].rounding


def _of_size(samples: Samples, method: Method, size: float) -> tuple[_Found | None, bool]:
    base = (2 * samples.unit) ** (1 / (method.order + 1)) * size
    ratio = {1: 8, 2: 4}.get(method.order, 2)
    for shrinks in range(_DESCENT):
        if base * ratio**2 < 2 * samples.unit * abs(float(samples.centre)):
            break
        coarse = difference(samples, method, exact_step(samples, method, base * ratio**2))
        if coarse is not None:
            return _resolved(samples, method, _search(samples, method, base, ratio, coarse)), shrinks > 0
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


def _search(samples: Samples, method: Method, base: float, ratio: int, coarse: Difference) -> _Found | None:
    """The best of a few steps ``base * ratio**j``, of which ``coarse`` has j = 2; j = 0 where that is good enough."""
    least = min(base / 2, 16 * samples.unit * max(1.0, abs(float(samples.centre))))

    known: dict[int, Difference | None] = {2: coarse if abs(float(coarse.step)) >= least else None}
    centre = samples.at(samples.centre)
    reach = max(1.0, abs(float(samples.centre)))
    height = abs(float(centre[0])) / reach if centre else 0.0
    goal = _GOOD * (2 * samples.unit) ** (method.order / (method.order + 1))
    best: _Found | None = None
    tried: set[int] = set()
    j = 0
    while len(tried) < _MOVES and j not in tried:
        tried.add(j)
        for each in (j, j + 1, j + 2):
            if each not in known:
                step = exact_step(samples, method, base * float(ratio) ** each)
                known[each] = difference(samples, method, step) if abs(float(step)) >= least else None
            if known[each] is None and each == j:
                break
        here = known[j]
        if here is None:
            break
        truncation = _truncation(here, known[j + 1], known[j + 2], float(ratio) ** method.order)
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


def _drift(samples: Samples, step: Any) -> float:
    """What it matters that the point itself is rounded: the change of the derivative over that distance."""
    return curvature(samples, step) * float(samples.drift) if samples.drift else 0.0
