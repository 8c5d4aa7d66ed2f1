"""Traced functions: the formula of the path taken, and an error for whatever would lose it."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from symdiff.callables.arguments import places
from symdiff.callables.loader import Loaded, Target
from symdiff.callables.paths import differentiated
from symdiff.errors import SymdiffError
from symdiff.evaluator import METHODS, Status
from symdiff.graph import Graph, GraphBuilder
from symdiff.limits import DEFAULT_LIMITS
from symdiff.problems.problem import Options, Problem
from symdiff.reports.report import Report


def derived(f: Callable[..., Any], at: str, module: ModuleType | None = None, **asked: Any) -> Report:
    loaded = Loaded(Target(__file__, f.__name__), f, module or this())
    builder = GraphBuilder(Graph())
    (place,) = places(loaded, [at], builder, DEFAULT_LIMITS)
    return differentiated(loaded, place, builder, METHODS[:2], Problem("f.py:f", at=(at,), **asked), Options())


def this() -> ModuleType:
    """This file's names, as a module whose names for math can be replaced."""
    found = ModuleType("traced")
    found.__dict__.update(globals())
    for name, value in list(found.__dict__.items()):
        if callable(value) and getattr(value, "__globals__", None) is globals():
            found.__dict__[name] = type(value)(value.__code__, found.__dict__, name, value.__defaults__)
    return found


def formula(f: Callable[..., Any], at: str) -> str:
    module = this()
    report = derived(getattr(module, f.__name__), at, module)
    assert {check.verdict for point in report.points for check in point.checks} == {Status.AGREE}
    return "; ".join(str(derivative.expression) for derivative in report.derivatives)


def doubling(a):
    b = 2 * a
    while abs(b) < 1000:
        b *= 2
    return b if b > 0 else 100 * b


@pytest.mark.parametrize(("at", "expected"), [("0.5", "2048"), ("3", "512"), ("-0.7", "204800"), ("600", "2")])
def test_a_loop_and_a_branch(at: str, expected: str) -> None:
    assert formula(doubling, at) == expected
    value = doubling(float(at))
    assert float(expected) == pytest.approx(value / float(at))


def test_the_note_tells_where_the_formula_holds() -> None:
    (note,) = derived(doubling, "0.5").notes
    assert note == (
        "the formula is that of the path taken at a=0.5, and holds only near it: "
        "while 1024*abs(a) < 1000 and 2048*abs(a) >= 1000 and 2048*a > 0, and 9 earlier"
    )


def horner(x, y):
    total = 0
    for c in (1, -2, 0.5):
        total = total * x + c
    return total + y // 3 - (-y) % 2 + pow(x, 3) + round(y * 0.1) + sum([x, y]) + divmod(y, 4)[1]


def functions(x, y):
    s = math.sin(x) * math.exp(-y) + math.sqrt(x * y) + math.atan2(y, x) + math.log(x, 3) + math.hypot(x, y, 1)
    return (
        s
        + math.fsum([x, y]) * math.prod([x, 2, y])
        + math.pi * x
        + math.copysign(x, -1)
        + math.fmod(y, 3)
        + math.erf(x)
    )


def choices(x, y):
    return max(x, y, 2 * x) + min(x, 3) * abs(-y) + (1 if x else 5) + math.floor(y) + math.degrees(x)


@pytest.mark.parametrize("at", ["x=1.3,y=2.5", "x=0.4,y=7.7"])
@pytest.mark.parametrize("f", [horner, functions, choices])
def test_everything_that_is_traced_agrees_with_the_function(f: Callable[..., Any], at: str) -> None:
    assert formula(f, at)


def test_exact_numbers_stay_exact() -> None:
    assert formula(cubic, "2") == "0.3*x**2 + x/2"


def cubic(x):
    return 0.1 * x**3 + x * x / 4


def test_math_is_as_before_after_a_trace() -> None:
    module = this()
    derived(module.functions, "x=1,y=2", module)
    assert module.math is math


def test_numpy() -> None:
    np = pytest.importorskip("numpy")

    def f(w, b):
        hidden = np.maximum(np.array([[1.0, 2.0], [-3.0, 0.5]]) @ w + b, 0)
        return np.sum(np.tanh(hidden)) + np.dot(w, w) + np.linalg.norm(w) + np.log1p(np.exp(b)) + np.float64(2) * b

    report = derived(f, "w=[1,2],b=0.5")
    assert {check.verdict for check in report.points[0].checks} == {Status.AGREE}
    assert [derivative.wrt for derivative in report.derivatives] == [("w[0]",), ("w[1]",), ("b",)]


def test_a_corner_of_the_program_is_undefined() -> None:
    (check,) = derived(lambda x: x if x > 1 else 2 * x - 1, "1").points[0].checks
    assert check.verdict is Status.UNDEFINED
    assert "slope on the left: 2, on the right: 1" in check.note
    (note,) = derived(lambda x: x if x > 1 else 2 * x - 1, "1").notes
    assert note.endswith("the point is on the border of x <= 1")


def test_a_function_that_changes_is_told() -> None:
    calls: list[float] = []

    def f(x):
        calls.append(0.0)
        return x * len(calls)

    report = derived(f, "2")
    assert any("its values are not those of one formula" in note for note in report.notes)
    assert report.points[0].checks[0].verdict is not Status.AGREE


def in_a_float(x):
    return float(x) ** 2


def in_an_index(x):
    return [1, 2, 3][x]


def in_a_table(x):
    return {1.0: 2.0}[x]


def in_text(x):
    return len(f"{x}") * x


def in_a_whole_number(x):
    return int(x) * x


def in_silence(x):
    try:
        return float(x)
    except Exception:  # noqa: BLE001 - as users do
        return 0.0


def in_another_module(x):
    import math as other

    return other.sin(x)


REFUSED = [
    (in_a_float, "float() would lose the formula", "return float(x) ** 2"),
    (in_an_index, "a whole number is needed", "return [1, 2, 3][x]"),
    (in_a_table, "a table cannot be looked up", "return {1.0: 2.0}[x]"),
    (in_text, "a text would lose the formula", 'return len(f"{x}") * x'),
    (in_a_whole_number, "int() would lose the formula", "return int(x) * x"),
    (in_silence, "float() would lose the formula", "return float(x)"),
    (in_another_module, "float() would lose the formula", "return other.sin(x)"),
]


@pytest.mark.parametrize(("f", "why", "line"), REFUSED)
def test_what_cannot_be_traced_is_an_error_with_its_line(f: Callable[..., Any], why: str, line: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        derived(f, "1")
    told = caught.value.diagnostic
    assert told.code == "untraceable"
    number = next(k for k, text in enumerate(Path(__file__).read_text().splitlines(), 1) if text.strip() == line)
    assert told.message.startswith(f"test_tracer.py, line {number}, in {f.__name__}: {why}")
    assert told.source == line
    assert told.hint


@pytest.mark.parametrize("f", [lambda x: None, lambda x: [x], lambda x: "1", lambda x: x > 0])
def test_what_is_no_number(f: Callable[..., Any]) -> None:
    with pytest.raises(SymdiffError, match="it must return one number|returns"):
        derived(f, "1")


def test_an_unknown_name_to_differentiate_by() -> None:
    with pytest.raises(SymdiffError, match="the point has no coordinate 'z'"):
        derived(cubic, "1", wrt=(("z",),))


def wave(x, y):
    return math.sin(x) * y**2


def bent(x, y):
    return [x * y, x**2 if x > 1 else y]


def test_the_hessian_of_a_function_along_its_path() -> None:
    module = this()
    report = derived(module.wave, "x=1,y=2", module, kind="hessian")
    assert [str(each.expression) for each in report.derivatives] == [
        "-y**2*sin(x)",
        "2*y*cos(x)",
        "2*y*cos(x)",
        "2*sin(x)",
    ]
    (point,) = report.points
    assert (point.value, point.values) == (4 * math.sin(1), None)
    expected = {
        ("x", "x"): -4 * math.sin(1),
        ("x", "y"): 4 * math.cos(1),
        ("y", "x"): 4 * math.cos(1),
        ("y", "y"): 2 * math.sin(1),
    }
    assert {check.wrt: check.symbolic for check in point.checks} == pytest.approx(expected, rel=1e-15)
    assert [check.verdict for check in point.checks] == [Status.AGREE] * 4
    assert report.matrix is not None and (report.matrix.rows, report.matrix.columns) == (("x", "y"), ("x", "y"))


def test_a_hessian_is_held_against_the_function_where_it_is_called_again() -> None:
    """Differences of the derivative, each along the path that is taken there: a bend of f is a jump of it."""
    report = derived(lambda x: x**3 if x > 0 else -x, "0", kind="hessian")
    (check,) = report.points[0].checks
    assert (check.verdict, check.note) == (Status.UNDEFINED, "the derivative by x jumps by 1 at the point")


@pytest.mark.parametrize(
    ("at", "cells"),
    [("x=2,y=3", {(0, 0): "y", (0, 1): "x", (1, 0): "2*x"}), ("x=1,y=3", {(0, 0): "y", (0, 1): "x", (1, 1): "1"})],
)
def test_the_jacobian_of_a_function_that_returns_several_numbers(at: str, cells: dict[tuple[int, int], str]) -> None:
    report = derived(bent, at, kind="jacobian")
    assert {each.cell: str(each.expression) for each in report.derivatives} == cells
    (point,) = report.points
    assert len(point.checks) == 4
    assert report.matrix is not None and report.matrix.rows == ("bent[0]", "bent[1]")
    agreed = {check.cell: check.verdict for check in point.checks}
    assert agreed[0, 0] is agreed[0, 1] is Status.AGREE
    assert (agreed[1, 0] is Status.AGREE) == (at != "x=1,y=3"), "x**2 is y there only on one side"


def test_a_function_of_several_numbers_has_no_gradient() -> None:
    with pytest.raises(SymdiffError) as caught:
        derived(bent, "x=2,y=3")
    assert str(caught.value) == (
        "error[python-function]: 'bent' returns a 'list' at the point\n"
        "hint: it must return one number; of a function that returns several: symdiff jacobian"
    )
    with pytest.raises(SymdiffError, match="it must return numbers"):
        derived(lambda x: [x, None], "1", kind="jacobian")
