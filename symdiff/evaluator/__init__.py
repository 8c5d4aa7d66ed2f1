"""Derivative and point to verdict: values with bounds, numeric estimates, and what they say together."""

from symdiff.evaluator.arithmetic.program import Point
from symdiff.evaluator.arithmetic.protocol import Undefined
from symdiff.evaluator.differences.curve_samples import Curve
from symdiff.evaluator.differences.methods import METHODS, Estimate, Method, method_named
from symdiff.evaluator.truths.definitions import Definition, Implicit, Parametric, Partials, Total
from symdiff.evaluator.values.at_points import Evaluated, digits_at, digits_of, value_at, values_at
from symdiff.evaluator.verdicts.along_curves import check_along
from symdiff.evaluator.verdicts.check import check, check_all, corner_at
from symdiff.evaluator.verdicts.compare import compare
from symdiff.evaluator.verdicts.equality import Equality, equal_values
from symdiff.evaluator.verdicts.settled import Check
from symdiff.status import Status, together, worst

__all__ = [
    "METHODS",
    "Check",
    "Curve",
    "Definition",
    "Equality",
    "Estimate",
    "Evaluated",
    "Implicit",
    "Method",
    "Parametric",
    "Partials",
    "Point",
    "Status",
    "Total",
    "Undefined",
    "check",
    "check_all",
    "check_along",
    "compare",
    "corner_at",
    "digits_at",
    "digits_of",
    "equal_values",
    "method_named",
    "together",
    "value_at",
    "values_at",
    "worst",
]
