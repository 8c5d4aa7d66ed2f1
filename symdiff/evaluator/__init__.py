"""Derivative and point to verdict: values with bounds, numeric estimates, and what they say together."""

from symdiff.evaluator.arithmetic.program import Point
from symdiff.evaluator.arithmetic.protocol import Undefined
from symdiff.evaluator.differences.methods import METHODS, Estimate, Method, method_named
from symdiff.evaluator.truths.definitions import Definition, Implicit, Parametric, Partials, Total
from symdiff.evaluator.values.at_points import Evaluated, digits_at, digits_of, value_at, values_at
from symdiff.evaluator.verdicts.check import check, check_all, corner_at
from symdiff.evaluator.verdicts.compare import compare
from symdiff.evaluator.verdicts.settled import Check
from symdiff.status import Status, together, worst

__all__ = [
    "METHODS",
    "Check",
    "Definition",
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
    "compare",
    "corner_at",
    "digits_at",
    "digits_of",
    "method_named",
    "together",
    "value_at",
    "values_at",
    "worst",
]
