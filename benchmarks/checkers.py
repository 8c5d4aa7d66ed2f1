"""Checkers of derivatives against each other: false alarms on right ones, misses among planted errors.

    python benchmarks/checkers.py [--share N] [--write]

The work is every published formula with a point, by each of its variables (``SYMDIFF_CASES`` names another folder than
``../shared/cases``). A checker is asked whether a candidate is the derivative at the point: the true one, and ones with planted
errors. The first pairs of one name that tests/adversarial.py makes to fool a check come behind. Each checker is used as its
documentation shows, with its own defaults. One that is not installed is passed over with a word.
``--share 10`` takes each tenth formula; ``--write`` makes docs/checkers.md from the run.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import math
import os
import random
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, islice
from pathlib import Path
from typing import Any

from symdiff.answers import mistakes
from symdiff.answers.candidates import judge
from symdiff.differentiator import derive
from symdiff.errors import SymdiffError
from symdiff.evaluator import Evaluated, Partials, value_at
from symdiff.evaluator.verdicts.certificate import certify
from symdiff.graph import Graph, GraphBuilder
from symdiff.parser import Names, parse
from symdiff.problems import Entry
from symdiff.problems.points import Point
from symdiff.problems.problem import Problem
from symdiff.rules.table import ANY, NARROW, RULES
from symdiff.status import Status

CASES = Path(os.environ.get("SYMDIFF_CASES") or Path(__file__).parents[2] / "shared" / "cases")
PAGE = Path(__file__).parents[1] / "docs" / "checkers.md"
SIZES = (1e-2, 1e-4, 1e-6, 1e-8)
FOOLING, SEED = 400, 1
"""Pairs that are made to fool a check, and the seed that they grow from."""
RIGHT = "right in other clothes"
LEAST = 1e-8
"""A mistake counts as planted where it changes the value at the point by at least this part of it."""
MISTAKES = {
    "the sign is wrong": "wrong sign",
    "it is the formula itself": "not differentiated",
    "it is the second": "second derivative",
    "it is the derivative by": "derivative by another variable",
    "angles are": "degrees for radians",
    "the inner derivative": "inner derivative missing",
    "the derivative of": "wrong sign or product rule inside",
    "the exponent": "power rule",
    "the power rule": "power rule",
    "the factor log": "factor missing",
    "the term": "dropped term",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One derivative at one point. ``f`` is a function of the variable alone, in doubles; None where numpy and scipy lack one.

    ``asked``: the candidates that are asked about, where the case brings its own; then the point is one that was drawn, and no part
    of the question.
    """

    graph: Graph
    root: int
    variable: str
    point: dict[str, int]
    place: float
    truth: float
    derivative: int
    f: Callable[[Any], Any] | None
    asked: tuple[tuple[str, int, float], ...] = ()


Verdict = bool | None
"""Whether a candidate passes; None where the checker cannot tell."""


def rows(share: int) -> Iterator[dict[str, Any]]:
    for name in ("rubi", "peers", "feynman", "optim", "matrix", "special"):
        for number, line in enumerate((CASES / f"{name}.jsonl").read_text("utf-8").splitlines()):
            row = json.loads(line)
            if number % share == 0 and row.get("order", 1) == 1 and row.get("point"):
                yield row


def cases(share: int) -> Iterator[Case]:
    import sympy

    from symdiff.trees.from_graph import graph_to_tree

    for row in rows(share):
        graph = Graph()
        root = parse(row["expr"], GraphBuilder(graph), names=Names(frozenset(row["vars"])))
        point = {name: graph.number(Fraction(value)) for name, value in row["point"].items()}
        try:
            tree = graph_to_tree(graph, root, evaluate=False)
            numeric = sympy.lambdify([sympy.Symbol(name) for name in row["vars"]], tree, modules=["scipy", "numpy"])
        except Exception:  # noqa: BLE001 - whatever sympy cannot turn into numpy is none of the other checkers' work
            numeric = None
        for variable in row["wrt"]:
            place = float(row["point"][variable])
            others = {name: float(value) for name, value in row["point"].items()}
            yield Case(
                graph, root, variable, point, place, float(row["value"][variable]), derive(graph, root, (variable,)),
                _along(numeric, row["vars"], others, variable),
            )  # fmt: skip


def fooling() -> Iterator[Case]:
    """The pairs that are made to fool a check, those of one name, each with a drawn point where formula and candidate have values."""
    import sympy

    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from adversarial import pairs

    from symdiff.trees.from_graph import graph_to_tree

    draw = random.Random(SEED)
    for pair in islice(pairs(SEED), FOOLING):
        graph = Graph()
        root, candidate = (parse(text, GraphBuilder(graph)) for text in (pair.formula, pair.candidate))
        if graph.symbols([root, candidate]) != ["x"]:
            continue
        derivative = derive(graph, root, ("x",))
        numeric = sympy.lambdify(
            sympy.Symbol("x"), graph_to_tree(graph, root, evaluate=False), modules=["scipy", "numpy"]
        )
        for _ in range(20):
            place = round(draw.uniform(-3, 3), 3)
            point = {"x": graph.number(Fraction(str(place)))}
            truth, value = (value_at(graph, node, point) for node in (derivative, candidate))
            f = _along(numeric, ["x"], {"x": place}, "x")
            if isinstance(truth, Evaluated) and isinstance(value, Evaluated) and f is not None:
                kind = RIGHT if pair.right else f"made to fool, {pair.kind}"
                asked = ((kind, candidate, value.value),)
                yield Case(graph, root, "x", point, place, truth.value, derivative, f, asked)
                break


def _along(numeric: Any, names: list[str], others: dict[str, float], variable: str) -> Callable[[Any], Any] | None:
    if numeric is None:
        return None

    def f(x: Any) -> Any:
        return numeric(*(x if name == variable else others[name] for name in names))

    try:
        value = f(others[variable])
        return f if math.isfinite(value) else None
    except Exception:  # noqa: BLE001 - a name that numpy does not have, or a value that is complex
        return None


# Each checker is prepared once for a case and then asked for candidates' values.


def symdiff_certified(case: Case) -> Callable[[int, float], Verdict]:
    """``symdiff check``: the candidate as a formula, against the enclosure of the derivative at the point."""
    definition = Partials(((None, case.root, (case.variable,)),))
    entry = Entry((case.variable,), case.derivative, (case.root,), None, (), definition=definition)
    point = Point({name: str(node) for name, node in case.point.items()}, case.point)

    def ask(node: int, value: float) -> Verdict:
        found = None if case.asked else certify(case.graph, definition, node, case.point).verdict
        if found in (None, Status.INCONCLUSIVE):
            points = () if case.asked else (point,)
            answer = judge(GraphBuilder(case.graph), [entry], {entry.wrt: node}, points, (), Problem(""))
            assert answer is not None
            found = answer.verdict
        return None if found not in (Status.AGREE, Status.DISAGREE) else found is Status.AGREE

    return ask


def scipy_check_grad(case: Case) -> Callable[[int, float], Verdict]:
    """``scipy.optimize.check_grad`` below 1e-6, the size that its documentation's example calls correct."""
    from scipy.optimize import check_grad

    f = case.f
    assert f is not None
    return lambda node, value: bool(check_grad(lambda x: float(f(x[0])), lambda x: [value], [case.place]) < 1e-6)


def scipy_differentiate(case: Case) -> Callable[[int, float], Verdict]:
    """``scipy.differentiate.derivative``: within the error that it estimates; None where it reports no success."""
    from scipy.differentiate import derivative

    found = derivative(case.f, case.place)
    return lambda node, value: bool(abs(found.df - value) <= found.error) if found.success else None


def numdifftools_estimate(case: Case) -> Callable[[int, float], Verdict]:
    """``numdifftools.Derivative``: within the error that it estimates."""
    import numdifftools

    found = numdifftools.Derivative(case.f, full_output=True)(case.place)
    return lambda node, value: bool(abs(float(found.estimate) - value) <= float(found.error_estimate))


def autograd_check_grads(case: Case) -> Callable[[int, float], Verdict]:
    """``autograd.test_util.check_grads`` on a primitive whose gradient is the candidate: absolute and relative 1e-6."""
    from autograd.extend import defvjp, primitive
    from autograd.test_util import check_grads

    f = case.f
    assert f is not None

    def ask(node: int, value: float) -> Verdict:
        wrapped = primitive(lambda x: float(f(x)))
        defvjp(wrapped, lambda answer, x: lambda g: g * value)
        try:
            check_grads(wrapped, modes=["rev"], order=1)(case.place)
        except AssertionError:
            return False
        return True

    return ask


def torch_tolerances(case: Case) -> Callable[[int, float], Verdict]:
    """A central difference with step 1e-6, absolute 1e-5 and relative 1e-3: what ``torch.autograd.gradcheck`` allows."""
    f = case.f
    assert f is not None
    slope = float((f(case.place + 1e-6) - f(case.place - 1e-6)) / 2e-6)
    return lambda node, value: abs(slope - value) <= 1e-5 + 1e-3 * abs(slope)


CHECKERS: dict[str, tuple[Callable[[Case], Callable[[int, float], Verdict]], str]] = {
    "symdiff check": (symdiff_certified, "symdiff"),
    "scipy check_grad": (scipy_check_grad, "scipy"),
    "scipy.differentiate": (scipy_differentiate, "scipy"),
    "numdifftools": (numdifftools_estimate, "numdifftools"),
    "autograd check_grads": (autograd_check_grads, "autograd"),
    "torch tolerances": (torch_tolerances, "numpy"),
}


def candidates(case: Case) -> Iterator[tuple[str, int, float]]:
    """What is asked about: a kind, the formula of the candidate, and its value at the point."""
    graph = case.graph
    yield "right", case.derivative, case.truth
    for size in SIZES if case.truth else ():
        for sign in (1, -1):
            factor = graph.number(1 + sign * Fraction(str(size)))
            yield f"{size:g}", graph.times(factor, case.derivative), case.truth * (1 + sign * size)
    try:
        wrong = list(mistakes._mistakes(graph, case.root, case.variable, case.derivative, case.derivative))
    except SymdiffError:
        wrong = []
    for words, node in [*wrong, *falsified(case)]:
        kind = next((kind for start, kind in MISTAKES.items() if words.startswith(start)), words)
        if words.startswith("it is an antiderivative"):
            continue  # that one is told from the candidate itself
        try:
            value = value_at(graph, node, case.point)
        except SymdiffError:
            continue
        if isinstance(value, Evaluated) and abs(value.value - case.truth) >= LEAST * abs(case.truth) > 0:
            yield kind, node, value.value


def falsified(case: Case) -> Iterator[tuple[str, int]]:
    """The derivative with one rule's row off by one part in a thousand, for each rule that it uses."""
    for rule in RULES:
        table: Any = ANY if rule.active is None else NARROW
        key: Any = rule.operator if rule.active is None else (rule.operator, rule.active)
        used = False

        def off(*operands: Any, rule: Any = rule) -> tuple[Any, ...]:
            nonlocal used
            used = True
            return tuple(None if each is None else each * Fraction(1001, 1000) for each in rule.partials(*operands))

        table[key] = replace(rule, partials=off, of_logarithm=None)
        try:
            node = derive(case.graph, case.root, (case.variable,))
        except SymdiffError:
            continue
        finally:
            table[key] = rule
        if used and node != case.derivative:
            yield "one rule falsified", node


def run(share: int) -> tuple[dict[str, dict[str, Counter[str]]], int, dict[str, float]]:
    """Per checker and kind, how often a candidate passed, failed or was left open; the number of derivatives; seconds."""
    there = {name: row for name, row in CHECKERS.items() if importlib.util.find_spec(row[1]) is not None}
    for name in CHECKERS.keys() - there.keys():
        print(f"{name}: not installed")
    found: dict[str, dict[str, Counter[str]]] = {name: defaultdict(Counter) for name in there}
    seconds: dict[str, float] = defaultdict(float)
    total = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for case in chain(cases(share), fooling()):
            total += not case.asked
            asked = list(case.asked or candidates(case))
            for name, (prepare, _) in there.items():
                if name != "symdiff check" and case.f is None:
                    continue
                begin = time.perf_counter()
                try:
                    ask = prepare(case)
                    verdicts = [ask(node, value) for _, node, value in asked]
                except Exception:  # noqa: BLE001 - a checker that falls over has not told
                    verdicts = [None] * len(asked)
                seconds[name] += time.perf_counter() - begin
                for (kind, _, _), verdict in zip(asked, verdicts, strict=True):
                    found[name][kind][{True: "passed", False: "failed", None: "open"}[verdict]] += 1
    return found, total, seconds


def table(found: dict[str, dict[str, Counter[str]]]) -> str:
    kinds = list(dict.fromkeys(kind for by_kind in found.values() for kind in by_kind))
    lines = ["| | " + " | ".join(found) + " |", "| --- |" + " --- |" * len(found)]
    for kind in kinds:
        bad = "failed" if kind in ("right", RIGHT) else "passed"
        label = (
            f"{kind}: false alarms"
            if kind in ("right", RIGHT)
            else f"{kind} relative: missed"
            if kind[0].isdigit()
            else f"{kind}: missed"
        )
        cells = []
        for by_kind in found.values():
            count = by_kind[kind]
            told = f"{count[bad]:,} of {count.total():,}"
            cells.append(told + (f" ({count['open']:,} open)" if count["open"] else ""))
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=int, default=1, help="each N-th formula of a file")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    asked = parser.parse_args()
    found, total, seconds = run(asked.share)
    text = table(found)
    print(text)
    for name, spent in seconds.items():
        print(f"{name}: {spent:.1f} s")
    if asked.write:
        of = f", of each {asked.share}th formula" if asked.share > 1 else ""
        fooled = sum(
            made.total() for kind, made in found["symdiff check"].items() if kind == RIGHT or kind.startswith("made")
        )
        uses = "\n".join(f"- **{name}**: {CHECKERS[name][0].__doc__}" for name in found)
        second = "".join(PAGE.read_text(encoding="utf-8").partition("\n<!-- Written by benchmarks/graders.py")[1:])
        modules = sorted({"numpy", *(CHECKERS[name][1] for name in found)} - {"symdiff"})
        versions = ", ".join(f"{module} {importlib.metadata.version(module)}" for module in modules)
        page = PAGE_TEXT.format(
            total=total,
            of=of,
            table=text,
            uses=uses,
            fooling=fooled,
            seed=SEED,
            day=time.strftime("%Y-%m-%d"),
            versions=versions,
        )
        PAGE.write_text(page + second, encoding="utf-8")


PAGE_TEXT = """\
# Checkers against each other

<!-- Written by benchmarks/checkers.py --write from a run. -->

Is this number the derivative at this point? Asked about {total:,} published derivatives{of}, with the right answer and with planted ones:
the true value off by a part of it, and what common mistakes and a falsified rule of the table would give where
that differs from the truth by at least 1e-8 of it. The last rows are {fooling} pairs of one name that `tests/adversarial.py` makes to
fool a check with seed {seed}, wrong in a part of the domain alone, or right in other clothes: symdiff is asked whether the candidate is the
derivative, and the others, which are asked about numbers, are given its value at a point that was drawn between -3 and 3.

A *false alarm* is a right derivative that does not pass; a *miss* is a planted error that does. *Open* is an answer that the checker
does not give. The other checkers need the formula as a function of doubles; where numpy and scipy have none, they are not asked.
Measured on {day} with {versions}.

{table}

How each was used:

{uses}
"""

if __name__ == "__main__":
    main()
