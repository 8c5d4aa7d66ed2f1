"""Every function of the table at extreme points: no internal error, and no right derivative called wrong.

The points are of all sizes from 1e-300 to 1e300, and next to small whole numbers. ``SYMDIFF_EXTREMES`` says how many pairs of
function and point are tried; the suite tries a few.
"""

from __future__ import annotations

import os
import random
from collections import Counter

import pytest

from symdiff.operators import FUNCTIONS
from symdiff.pipeline import solve
from symdiff.problems.problem import Problem

PAIRS = int(os.environ.get("SYMDIFF_EXTREMES", "250"))
SEED = 20261129


def formulas() -> list[str]:
    """Each row by each operand that there is a derivative by, the others at the middle of their samples."""
    found = []
    for row in FUNCTIONS:
        most = row.arity[1] or 3
        for count in range(max(1, row.arity[0]), most + 1):
            for place in range(count):
                samples = [row.sample[min(k, len(row.sample) - 1)] for k in range(count)]
                operands = ["x" if k == place else f"{sum(sample) / 2:g}" for k, sample in enumerate(samples)]
                text = f"{row.name}({', '.join(operands)})"
                if solve(Problem(text)).error is None:
                    found.append(text)
    return found


def place(drawn: random.Random) -> str:
    kind, exponent = drawn.random(), drawn.randint(-300, 300)
    if kind < 0.7:
        text = f"{drawn.uniform(1, 10):.6g}e{exponent}"
    elif kind < 0.85:
        text = f"1e{exponent}"
    else:
        text = f"{drawn.randint(-3, 3)} {drawn.choice('+-')} 1e-{drawn.randint(1, 300)}"
    return text if drawn.random() < 0.6 else f"-({text})"


def test_no_extreme_point_ends_in_an_internal_error_or_a_false_disagreement() -> None:
    drawn = random.Random(SEED)
    rows = formulas()
    assert len(rows) > len(FUNCTIONS) * 3 // 4
    said: Counter[str] = Counter()
    for _ in range(PAIRS):
        text, at = drawn.choice(rows), place(drawn)
        report = solve(Problem(text, at=(at,)))  # an exception fails the test, with both in its traceback
        assert report.error is None, (text, at, report.error)
        assert report.verdict != "disagree", (text, at)
        said[str(report.verdict)] += 1
    print(f"{PAIRS:,} pairs: " + ", ".join(f"{status} {count:,}" for status, count in sorted(said.items())))
    assert said["agree"] > PAIRS * 0.6


@pytest.mark.parametrize("text", ["sin(x)", "x**3", "exp(x)", "log(x)", "besselj(2, x)", "x*abs(x)"])
@pytest.mark.parametrize("at", ["1e600", "-1e600", "1e-600", "1 + 1e-600", "pi*1e100"])
def test_points_far_beyond_the_doubles_are_points(text: str, at: str) -> None:
    report = solve(Problem(text, at=(at,)))
    assert report.error is None
    assert report.verdict != "disagree"
