"""Sharing is linear in what it is given, and short for a long formula."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from symdiff.answers.programs import Outputs, language_named, programmed
from symdiff.languages import sharing
from symdiff.languages.sharing import power, ratio
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem

PBE = "n*(ec + g*log(1 + b/g*t2*(1 + A*t2)/(1 + A*t2 + A^2*t2^2)))"
PARTS = (
    ("rs", "(3/(4*pi*n))^(1/3)"),
    ("ec", "-2*0.0310907*(1 + 0.2137*rs)*log(1 + 1/(2*0.0310907*(7.5957*sqrt(rs) + 3.5876*rs + 1.6382*rs^(3/2) + 0.49294*rs^2)))"),
    ("g", "(1 - log(2))/pi^2"),
    ("b", "0.06672455060314922"),
    ("t2", "s*pi/(16*(3*pi^2)^(1/3)*n^(7/3))"),
    ("A", "b/g/(exp(-ec/g) - 1)"),
)  # fmt: skip


def operations(problem: Problem, outputs: Outputs = Outputs()) -> int:  # noqa: B008 - frozen
    found = opened(problem, Options())
    return programmed(found, Options(), language_named("c"), outputs=outputs).operations


def test_numbers_are_whole_where_they_can_be() -> None:
    assert [type(each) for each in (ratio(6, 3), ratio(Fraction(1, 2), Fraction(1, 4)), ratio(5, -1), power(2, 3))] == [
        int
    ] * 4
    assert (ratio(1, 3), power(2, -2), power(Fraction(1, 2), -1)) == (Fraction(1, 3), Fraction(1, 4), 2)
    assert type(power(Fraction(1, 2), -1)) is int
    with pytest.raises(ZeroDivisionError):
        power(0, -1)


def test_all_partials_of_a_long_formula_together() -> None:
    """14 of them, up to the fourth order; what was measured when divisions by the same became products."""
    assert operations(Problem(PBE, let=PARTS, order=4), Outputs(values=False, every=True)) <= 2_575


def test_the_gradient_of_a_long_product() -> None:
    """The product and the products of all factors but one take 3n - 5 multiplications; fewer would need divisions by what may be 0."""
    for count in (13, 60, 100):
        assert operations(Problem("*".join(f"x{k}" for k in range(count)))) == 3 * count - 5


def test_a_long_product_is_no_long_chain() -> None:
    """A processor waits for each product of a chain: of 100 factors, none is made of more than two times seven products in turn."""
    found = opened(Problem("*".join(f"x{k}" for k in range(100))), Options())
    text = programmed(found, Options(), language_named("c")).text
    depth: dict[str, int] = {}
    for name, value in re.findall(r"(t\d+|out\[\d+\]) = (.*);", text):
        depth[name] = value.count("*") + max((depth.get(each, 0) for each in re.findall(r"t\d+", value)), default=0)
    assert max(depth.values()) <= 14


@pytest.mark.parametrize("language", ["c", "fortran"])
def test_few_numbers_are_held_at_a_time(language: str) -> None:
    """What the Hessian of a function of Rosenbrock's takes out of the array and computes is used soon, and each output stored at once."""
    names = [f"x{k}" for k in range(100, 160)]
    text = " + ".join(f"100*({b} - {a}^2)^2 + (1 - {a})^2" for a, b in pairwise(names))
    found = opened(Problem(text, kind="hessian"), Options())
    outputs = Outputs(values=False, sparse=True)
    made = programmed(found, Options(), language_named(language), array=True, outputs=outputs)
    lines = re.findall(r"^ *(?:const double )?((?:out|[tx]\d).*) = (.*)$", made.text, re.MULTILINE)
    last = {name: k for k, (_, value) in enumerate(lines) for name in re.findall(r"\b[tx]\d+\b", value)}
    held: set[str] = set()
    most = 0
    for k, (name, _) in enumerate(lines):
        held = {each for each in {*held, name} if last.get(each, 0) > k}
        most = max(most, len(held))
    assert len(last) > 100
    assert most <= 8


@pytest.mark.parametrize(
    ("formula", "most"),
    [
        # Test functions of Schaffer: the square of a difference, and the sum of squares, stay what they are.
        ("0.5 + (sin(sqrt(100*x^2 + y^2))^2 - 0.5)/(1 + 0.001*(x^2 - 2*x*y + y^2)^2)", 32),
        ("0.5 + (sin(x^2 + y^2)^2 - 0.5)/(1 + 0.001*(x^2 + y^2))^2", 26),
        ("sin(x)/(1000 + x*y) + cos(y)/(2000 + 2*x*y)", 23),
    ],
)
def test_sums_keep_what_they_are_made_of(formula: str, most: int) -> None:
    assert operations(Problem(formula)) <= most


@pytest.mark.parametrize(
    "formula",
    [
        lambda count: " + ".join(f"sin(x{k}*y)*x{k + 1}" for k in range(count)),
        lambda count: "*".join(f"x{k}" for k in range(count)),
        lambda count: "sin(" * count + "x" + ")*x" * count,
    ],
    ids=["sum", "product", "chain"],
)
def test_twice_as_long_is_twice_the_work(formula: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    counts: Counter[str] = Counter()
    for owner, name in (
        (sharing.Atoms, "made"),
        (sharing.Pairs, "_hold"),
        (sharing.Pairs, "_drop"),
        (sharing.Pairs, "_take"),
    ):
        plain = getattr(owner, name)

        def counted(*arguments: Any, plain: Any = plain, name: str = name) -> Any:
            counts[name] += 1
            return plain(*arguments)

        monkeypatch.setattr(owner, name, counted)
    work = []
    for size in (400, 800):
        counts.clear()
        operations(Problem(formula(size), wrt=(("y",),) if "y" in formula(size) else ()))
        work.append(sum(counts.values()))
    # All forms are tried up to a bound on their size, and so the longer one has fewer tries.
    assert work[1] <= 2.1 * work[0]
