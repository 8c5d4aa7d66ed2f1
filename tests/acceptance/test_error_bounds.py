"""No estimate errs by more than its bound: published formulas at their points and beside them, steps of all sizes, every method.

A fixed 500 triples of formula, point and step run with the suite; ``SYMDIFF_TRIPLES=20000`` sets another number.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from fractions import Fraction
from typing import Any

from symdiff.evaluator import METHODS, Partials, Undefined
from symdiff.evaluator.differences.methods import ONE_SIDED
from symdiff.evaluator.differences.samples import Formula, Samples
from symdiff.evaluator.differences.stencil import difference, exact_step
from symdiff.evaluator.truths.bounds import Bounds
from symdiff.evaluator.truths.lines import Line
from symdiff.evaluator.truths.truths import Truths
from symdiff.graph import Graph, GraphBuilder
from symdiff.parser import Names, parse

TRIPLES = int(os.environ.get("SYMDIFF_TRIPLES", "500"))
_STEPS = 12
"""Of each formula and point; the methods take turns."""
_FILES = ("rubi", "peers", "feynman", "optim", "matrix", "special")


def test_no_error_is_beyond_its_bound(published: Any) -> None:
    """The true derivative is a ball of 256 bits."""
    rows = [row for name in _FILES for row in published(name) if row.get("order", 1) == 1]
    draw = random.Random(20260101)
    rounds = [*(row for row in METHODS if not row.imaginary), ONE_SIDED, ONE_SIDED.mirrored()]
    found: Counter[str] = Counter()
    while found["within"] < TRIPLES:
        row = draw.choice(rows)
        graph = Graph()
        root = parse(row["expr"], GraphBuilder(graph), names=Names(frozenset(row["vars"])))
        aside = Fraction(draw.randint(-64, 64), 1024) if draw.random() < 0.5 else Fraction(0)
        point = {name: graph.number(Fraction(value) * (1 + aside)) for name, value in row["point"].items()}
        variable = draw.choice(row["wrt"])
        truth = Truths(graph, Partials(((None, root, (variable,)),)), point).at(256)
        if isinstance(truth, Undefined):
            found["no derivative there"] += 1
            continue
        samples = Samples(Formula(graph, root, point), variable)
        bounds = Bounds(Line(graph, root, point), variable, samples)
        for number in range(_STEPS):
            method = rounds[number % len(rounds)]
            size = max(1e-3, abs(float(samples.centre)))
            step = exact_step(samples, method, size * 10 ** draw.uniform(-13, 0))
            value = difference(samples, method, step)
            if value is None:
                found["no sample there"] += 1
                continue
            bound = bounds.of(method, value)
            if bound is None:
                found["no bound"] += 1
                continue
            error = abs(Fraction(float(value.value)) - truth.middle) - truth.radius
            assert error <= Fraction(bound.total), (row["id"], variable, aside, method.name, float(step))
            found["within"] += 1
    print(", ".join(f"{count} {what}" for what, count in found.items()))
    assert found["no bound"] <= 0.1 * found["within"]
