"""Values and derivatives of a formula over arrays, by C that was compiled. Imports ``api.compiling``, ``answers`` and the evaluator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from symdiff import operators as op
from symdiff.answers.derivatives import derived
from symdiff.answers.programs import language_named, programmed
from symdiff.api.compiling import built
from symdiff.errors import fault
from symdiff.evaluator import Evaluated, values_at
from symdiff.evaluator.arithmetic.arrays import load_numpy
from symdiff.evaluator.arithmetic.balls import BITS
from symdiff.evaluator.truths.lines import Line
from symdiff.evaluator.values.over_arrays import MOST_AGAIN, shape_of, values_over
from symdiff.frozen import replace
from symdiff.graph import Graph
from symdiff.languages.writing import Program
from symdiff.problems.opening import Opened
from symdiff.problems.problem import Options, Problem

_KEPT: Final = 64
"""Programs."""
Over = Callable[[Mapping[str, Any]], tuple[Any, list[Any]]]
"""From arrays by name, which are broadcast together, to the values of a formula and of its derivatives."""


def compiled_over(found: Opened, options: Options, names: Sequence[str]) -> Over:
    """The function of arrays by these names that gives the values of one formula and of its derivatives: the C that ``code`` writes, built.

    Where the formula has no value, or a kink in a variable that a derivative is by, there is nan, as ``values_over`` has it: that is
    asked where the formula may be so between the least and the largest numbers, and then its values are taken from there. Where C's doubles overflow on the way, numbers are
    computed again, at a bounded number of points. Raises SymdiffError ``missing-value`` for a variable that is not among the names, ``no-code``,
    ``no-compiler``, and ``missing-extra`` without numpy.
    """
    np = load_numpy()
    graph, (f,) = found.task.graph, found.task.roots
    entries = derived(found, options)
    nodes = [f, *(entry.node for entry in entries)]
    made = _written(found, options)
    missing = [name for name in made.variables if name not in names]
    if missing:
        raise fault("missing-value", f"no value is given for {' and '.join(map(repr, missing))}")
    compiled = built(made)
    by = list(dict.fromkeys(name for entry in entries for name in entry.wrt))
    everywhere = _has_value_everywhere(graph, f)

    def is_smooth(ends: Sequence[tuple[Any, Any]]) -> bool:
        """Whether no gap and no kink is between the least and the largest numbers."""
        if len(ends) < len(names) or not ends:
            return False
        box = {
            name: (Fraction(float(low)), Fraction(float(high))) for name, (low, high) in zip(names, ends, strict=True)
        }
        corner = {name: graph.number(low) for name, (low, _) in box.items()}
        return Line(graph, f, corner).is_smooth(box, BITS)

    def over(at: Mapping[str, Any]) -> tuple[Any, list[Any]]:
        shape = shape_of(np, at)
        arrays = [np.broadcast_to(np.asarray(at[name], dtype=float), shape) for name in names]
        results = compiled.over([arrays[names.index(name)] for name in made.variables], shape).reshape(len(nodes), -1)
        finite = np.isfinite(results)
        # The least and the largest of numbers are finite where all are.
        ends = [(each.min(), each.max()) for each in arrays if each.size]
        smooth = np.isfinite(ends).all() and (everywhere or is_smooth(ends))
        if smooth and finite.all():
            shaped = results.reshape(len(nodes), *shape)
            return shaped[0], list(shaped[1:])
        gone = np.zeros(results.shape, dtype=bool)
        if not smooth:
            # Derivatives that are 0 cost nothing, and have the gaps and kinks of the others.
            value, gaps = values_over(
                graph, f, [(name, graph.zero) for name in by], dict(zip(names, arrays, strict=True))
            )
            flat = dict(zip(by, (np.isnan(each).ravel() for each in gaps), strict=True))
            results[0] = np.ravel(value)
            gone[:] = np.isnan(results[0])
            for number, entry in enumerate(entries, 1):
                for name in entry.wrt:
                    gone[number] |= flat[name]
            finite[0] = np.isfinite(results[0])
        lost = ~finite & ~gone
        places = np.flatnonzero(lost.any(axis=0))
        results[gone | lost] = np.nan
        for place in places[:MOST_AGAIN]:
            given = [float(each.ravel()[place]) for each in arrays]
            if all(map(np.isfinite, given)):
                point = {name: graph.number(Fraction(value)) for name, value in zip(names, given, strict=True)}
                for number, known in enumerate(values_at(graph, nodes, point)):
                    if lost[number, place] and isinstance(known, Evaluated):
                        results[number, place] = known.value
        shaped = results.reshape(len(nodes), *shape)
        return shaped[0], list(shaped[1:])

    return over


_PROGRAMS: dict[tuple[Problem, Options], Program] = {}
"""What was written last, since it takes far longer to find the shortest form than to run it over an array."""


def _written(found: Opened, options: Options) -> Program:
    """The C of a problem, the same as long as it is one of the last."""
    key = replace(found.problem, at=(), expected=None), options
    made = _PROGRAMS.get(key)
    if made is None:
        made = programmed(found, options, language_named("c"))
        if len(_PROGRAMS) >= _KEPT:
            _PROGRAMS.clear()
        _PROGRAMS[key] = made
    return made


def _has_value_everywhere(graph: Graph, f: int) -> bool:
    """Whether a typed formula has a value, and is smooth, at all points: a look at what it is made of."""
    for node in graph.reachable((f,)):
        head = graph.heads[node]
        if head is op.Power:
            exponent = graph.value(graph.operands[node][1])
            if exponent is None or exponent < 0 or Fraction(exponent).denominator != 1:
                return False
        elif head.domain is not None or head.kink is not None:
            return False
    return True
