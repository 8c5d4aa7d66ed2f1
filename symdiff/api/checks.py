"""Checks as one line of a test: what they return is true where all agrees, and shows otherwise what does not.

Imports ``callables`` and what is below it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, TypeAlias

from symdiff.budget import budget
from symdiff.callables.arguments import place_of
from symdiff.callables.gradients import answer, examination
from symdiff.callables.loader import Loaded, Target
from symdiff.errors import SymdiffError, fault
from symdiff.evaluator.differences.methods import Method, method_named
from symdiff.frozen import frozen
from symdiff.problems.problem import Options
from symdiff.reports.report import Report
from symdiff.status import Status

Values: TypeAlias = "float | Sequence[Any] | Mapping[str, Any]"
"""Numbers for the parameters of a function: one, an array, one for each parameter, or by name."""


@frozen
class Check:
    """What a check came to: true where it agrees.

    ``repr`` says what does not agree first, in the line that a failing test shows; ``str`` says more of it.
    """

    verdict: Status
    report: Report

    def __bool__(self) -> bool:
        return self.verdict is Status.AGREE

    def __str__(self) -> str:
        return "\n".join(_lines(self.verdict, self.report))

    def __repr__(self) -> str:
        return next(_lines(self.verdict, self.report))


def check_gradient(
    function: Callable[..., Any],
    gradient: Callable[..., Any] | Values,
    at: Values,
    *,
    methods: Sequence[str] = Options().methods,
    step: float | None = None,
    direction: bool = False,
    timeout: float | None = None,
) -> Check:
    """Whether a gradient, or a Jacobian, is that of a function of numbers at a point: ``assert check_gradient(f, df, at=[1, 2])``.

    ``function`` returns a number or an array of numbers; ``gradient`` a number for each coordinate, or a matrix with a row for
    each value, or is these numbers. ``at``: the value of the only parameter (a number or an array), one for each parameter, or
    a mapping by name. ``methods`` and ``step`` are those of the differences. ``direction`` compares the slope along one random
    direction alone, the same each time. ``timeout`` is in seconds, and holds in the main thread: what was compared until then is
    the answer, never agreement. Raises SymdiffError where the functions cannot be used, with the line of their exception.

    >>> check_gradient(lambda x: x**3, lambda x: 3 * x**2, at=2.0).verdict
    <Status.AGREE: 'agree'>
    >>> bool(check_gradient(lambda x: x**3, lambda x: 2 * x**2, at=2.0))
    False
    """
    f, df = _loaded(function), _loaded(gradient if callable(gradient) else lambda *_, **__: gradient)
    rows = [_method(name) for name in methods]
    begun = []
    late = None
    try:
        with budget(timeout):
            begun.append(examination(f, df, place_of(f, at), rows, step, direction=direction))
            begun[0].run()
    except SymdiffError as error:
        if error.diagnostic.code != "time-out" or not begun or not begun[0].known:
            raise
        late = error.diagnostic.message
    report = answer(f.name, begun, late)
    assert report.expected is not None
    return Check(report.expected.verdict, report)


def _method(name: str) -> Method:
    found = method_named(name)
    if found is None:
        raise fault("usage", f"there is no method named {name!r}", hint="'symdiff methods' describes them")
    return found


def _loaded(function: Callable[..., Any]) -> Loaded:
    """A function at hand as one of a file, whose lines its errors name."""
    name = getattr(function, "__name__", type(function).__name__)
    try:
        file = inspect.getsourcefile(inspect.unwrap(function)) or "<python>"
    except TypeError:
        file = "<python>"
    return Loaded(Target(file, name), function, ModuleType(name))


def _lines(verdict: Status, report: Report) -> Iterator[str]:
    """The verdict and what it rests on; without agreement, every comparison that does not agree."""
    expected = report.expected
    assert expected is not None
    apart = [(point, check) for point in report.points for check in point.checks if check.verdict is not Status.AGREE]
    if not apart:
        yield f"{verdict}: {(expected.note or '').removesuffix(_NO_PROOF)}"
    for point, check in apart[:_SHOWN]:
        place = ", ".join(f"{name} = {value}" for name, value in list(point.at.items())[:_SHOWN])
        more = ", ..." if len(point.at) > _SHOWN else ""
        yield f"{check.verdict} at {place}{more}: {check.name or 'df/d' + check.wrt[0]}: {check.note}"
    if len(apart) > _SHOWN:
        yield f"and {len(apart) - _SHOWN} more that do not agree"


_SHOWN = 4
_NO_PROOF = "; an estimate and no proof: of a Python function there is no formula"
