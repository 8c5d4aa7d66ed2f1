"""Checks as one line of a test: what they return is true where all agrees, and shows otherwise what does not.

Imports ``limited``, ``texts``, the pipeline, ``callables`` and what is below it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias

from symdiff.api.limited import solve_within
from symdiff.api.texts import functions_in, names_in, text_of
from symdiff.budget import budget, heeding
from symdiff.callables.arguments import place_of
from symdiff.callables.gradients import answer, examination
from symdiff.callables.loader import Loaded, Target
from symdiff.errors import SymdiffError, fault
from symdiff.evaluator.differences.methods import Method, method_named
from symdiff.frozen import Frozen, replace
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem, related
from symdiff.reports.candidates import line
from symdiff.reports.display import shown_html
from symdiff.reports.report import Report
from symdiff.status import Status

if TYPE_CHECKING:
    import sympy

Formula: TypeAlias = "str | float | sympy.Expr"
"""Text in any syntax, a number or a sympy expression."""
Values: TypeAlias = "float | Sequence[Any] | Mapping[str, Any]"
"""Numbers for the parameters of a function: one, an array, one for each parameter, or by name."""


class Check(Frozen):
    """What a check came to: true where it agrees.

    ``repr`` says what does not agree first, in the line that a failing test shows; ``str`` says more of it.
    """

    verdict: Status
    report: Report

    def _repr_html_(self) -> str:
        return shown_html(self)

    def __bool__(self) -> bool:
        return self.verdict is Status.AGREE

    def __str__(self) -> str:
        return "\n".join(_lines(self.verdict, self.report))

    def __repr__(self) -> str:
        return next(_lines(self.verdict, self.report))


@heeding
def check(
    expression: Formula,
    candidate: Formula | Sequence[Formula] | Mapping[str, Formula],
    *wrt: str | sympy.Symbol,
    same: bool = False,
    antiderivative: bool = False,
    assume: Sequence[str] = (),
    order: int = 1,
    at: Sequence[Mapping[str, Any] | str] = (),
    variables: Sequence[str] = (),
    functions: Sequence[str] = (),
    syntax: str = "auto",
    timeout: float | None = None,
) -> Check:
    r"""Whether a candidate is the derivative of a formula: ``assert check("x**2", "2*x")``.

    ``candidate`` may be an answer as people write it (``"\boxed{f'(x) = 2x}"``); for several variables one for each, in the order
    of ``wrt`` or the alphabet, or by name. ``wrt``: the variables to differentiate by, all without; a name repeated is a higher
    order, as is ``order``. ``same``: is the candidate the same function? ``antiderivative``: is the formula its derivative?
    ``assume``: conditions under which it need only hold, ``"a > 0"``. ``at``: points that are looked at besides. ``functions``: names of unknown functions. ``timeout``: a
    hard limit in seconds, which holds in threads and in C code, for the work is done in another process; without one it
    is done here, and takes at most the minute that a command line has.

    The verdict is *agree*, *disagree* or *inconclusive* (*undefined* where a point that was asked for has no derivative). An answer
    that cannot be read, or takes too long, is inconclusive, and ``report.error`` says why. Raises SymdiffError where the formula or what
    is asked cannot be read.

    >>> check("sin(x)**2", "2*sin(x)*cos(x)").verdict
    <Status.AGREE: 'agree'>
    >>> check("x**3", "$f'(x) = 3x$", "x").verdict
    <Status.DISAGREE: 'disagree'>
    >>> assert check("2**(-99)", "2^{-99}", same=True) and not check("2**(-99)", "2^{-98}", same=True)
    """
    if same and antiderivative:
        raise fault("bad-argument", "a candidate is the same function or an antiderivative, not both")
    relation = "same" if same else "antiderivative" if antiderivative else "derivative"
    expected = _texts(candidate)
    first, names = text_of(expression), [str(name) for name in wrt]
    if relation == "derivative":
        fields: dict[str, Any] = {"source": first, "expected": expected}
    elif isinstance(expected, str):
        fields = related(relation, first, expected)
    else:
        raise fault("bad-argument", f"one candidate is needed here, not {len(expected)}")
    several = isinstance(expected, str) or (len(names) == 1 and len(expected) == 1)
    problem = Problem(
        **fields,
        wrt=(tuple(names),) if names and several else tuple((name,) for name in names),
        order=order,
        at=tuple(
            point if isinstance(point, str) else {key: text_of(value) for key, value in point.items()} for point in at
        ),
        variables=(*variables, *names_in(expression), *(name for each in _each(candidate) for name in names_in(each))),
        functions=tuple(
            dict.fromkeys(
                (*functions, *(name for each in (expression, *_each(candidate)) for name in functions_in(each)))
            )
        ),
        assume=tuple(assume),
    )
    options = Options(certify=True, syntax=syntax)
    report = solve(problem, options) if timeout is None else solve_within(problem, replace(options, timeout=timeout))
    error = report.error
    if error is None:
        return Check(report.verdict or Status.INCONCLUSIVE, report)
    ours = (first, *assume, *(point for point in at if isinstance(point, str)))
    if error.code in ("time-out", "worker", "empty") or (error.source and error.source not in ours):
        return Check(Status.INCONCLUSIVE, report)
    raise SymdiffError(error)


def _each(candidate: Any) -> list[Any]:
    if isinstance(candidate, Mapping):
        return list(candidate.values())
    return list(candidate) if isinstance(candidate, tuple | list) else [candidate]


def _texts(candidate: Any) -> str | tuple[str, ...] | dict[str, str]:
    if isinstance(candidate, Mapping):
        return {str(name): text_of(each) for name, each in candidate.items()}
    if isinstance(candidate, tuple | list):
        return tuple(text_of(each) for each in candidate)
    return text_of(candidate)


@heeding
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
    f, df = loaded(function), loaded(gradient if callable(gradient) else lambda *_, **__: gradient)
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


def loaded(function: Callable[..., Any]) -> Loaded:
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
    if expected is None or expected.how != "numeric":
        yield f"{verdict}: {report.error}".partition("\n")[0] if report.error is not None else line(report)
        yield from (f"the derivative: {each.expression}" for each in report.derivatives if verdict is Status.DISAGREE)
        yield from str(report.error or "").splitlines()[1:]
        return
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
