"""Points: every form of their text, and what is said of a text that is none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symdiff.budget import budget
from symdiff.errors import SymdiffError
from symdiff.evaluator import Evaluated, value_at
from symdiff.graph import Graph, GraphBuilder
from symdiff.limits import DEFAULT_LIMITS, Limits
from symdiff.parser import parse
from symdiff.problems.points import Point, expand


def expanded(
    *texts: object, names: tuple[str, ...] = ("x",), limits: Limits = DEFAULT_LIMITS
) -> tuple[GraphBuilder, list[Point]]:
    builder = GraphBuilder(Graph(limits))
    return builder, list(expand(texts, names, builder, limits))  # type: ignore[arg-type]


def labels(*texts: object, names: tuple[str, ...] = ("x",)) -> list[dict[str, str]]:
    return [point.at for point in expanded(*texts, names=names)[1]]


def exact(*texts: object, names: tuple[str, ...] = ("x",)) -> list[dict[str, Fraction]]:
    """The rational values of points."""
    builder, points = expanded(*texts, names=names)
    return [{name: Fraction(builder.exact[node]) for name, node in point.nodes.items()} for point in points]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.0", Fraction(1)),
        ("0.1", Fraction(1, 10)),
        ("-2", Fraction(-2)),
        ("1e-3", Fraction(1, 1000)),
        ("x=3", Fraction(3)),
        (" x = 3 ", Fraction(3)),
        ("1/3", Fraction(1, 3)),
        ("2**10", Fraction(1024)),
        ("(1+1)*2", Fraction(4)),
        ("1e400", Fraction(10) ** 400),
        ("½", Fraction(1, 2)),
    ],
)
def test_one_value_is_exact(text: str, value: Fraction) -> None:
    assert exact(text) == [{"x": value}]


def test_the_label_is_what_was_written() -> None:
    assert labels("1.0", "x= pi/2 ", {"x": "0.10"}) == [{"x": "1.0"}, {"x": "pi/2"}, {"x": "0.10"}]


@pytest.mark.parametrize(
    ("text", "value"), [("pi/2", 1.5707963267948966), ("sqrt(2)", 2**0.5), ("e", 2.718281828459045), ("max(1,2)", 2.0)]
)
def test_a_constant_expression(text: str, value: float) -> None:
    builder, (point,) = expanded(text)
    found = value_at(builder.graph, point.nodes["x"], {})
    assert isinstance(found, Evaluated) and found.value == value


def test_several_variables_and_commas_inside_brackets() -> None:
    assert exact("y=2, x=1", names=("x", "y")) == [{"x": Fraction(1), "y": Fraction(2)}]
    assert labels("x=max(1,2),y=root(8,3)", names=("x", "y")) == [{"x": "max(1,2)", "y": "root(8,3)"}]


def test_further_names_are_of_no_consequence() -> None:
    """A line of a batch may use fewer variables than the point of the run."""
    assert exact("x=1,y=2", names=("x",)) == [{"x": Fraction(1)}]
    assert exact({"x": "1", "y": "2"}, names=("x",)) == [{"x": Fraction(1)}]


def test_no_variable_needs_no_value() -> None:
    assert exact("x=1", names=()) == [{}]
    assert exact({}, names=()) == [{}]


def test_points_are_kept_in_order() -> None:
    assert exact("2", "1", "x=0:1:2") == [{"x": Fraction(k)} for k in (2, 1, 0, 1)]


def test_a_range_is_exact_at_every_point() -> None:
    assert exact("x=0:1:11") == [{"x": Fraction(k, 10)} for k in range(11)]
    assert [at["x"] for at in labels("x=0:1:11")] == [
        "0",
        "0.1",
        "0.2",
        "0.3",
        "0.4",
        "0.5",
        "0.6",
        "0.7",
        "0.8",
        "0.9",
        "1",
    ]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0:1:3", ["0", "0.5", "1"]),
        ("x=1:0:3", ["1", "0.5", "0"]),
        ("x=-1:1:2", ["-1", "1"]),
        ("x=2:5:1", ["2"]),
        ("x=0:1:4", ["0", "1/3", "2/3", "1"]),
        ("x= 0 : 1 : 2 ", ["0", "1"]),
        ("x=1/2:3/2:2", ["0.5", "1.5"]),
    ],
)
def test_ranges(text: str, values: list[str]) -> None:
    assert [at["x"] for at in labels(text)] == values
    assert exact(text) == [{"x": Fraction(value)} for value in values]


def test_a_range_between_constants() -> None:
    builder, points = expanded("x=0:pi:5")
    values = [value_at(builder.graph, point.nodes["x"], {}) for point in points]
    assert [found.value for found in values if isinstance(found, Evaluated)] == pytest.approx(
        [0.0, 0.7853981633974483, 1.5707963267948966, 2.356194490192345, 3.141592653589793], rel=1e-13
    )

    for point, value in zip(points, values, strict=True):  # the label says where, in symdiff's own syntax
        again = value_at(builder.graph, parse(point.at["x"], builder), {})
        assert isinstance(again, Evaluated) and isinstance(value, Evaluated)
        assert again.value == pytest.approx(value.value, rel=1e-13, abs=1e-300)


def test_ranges_form_a_grid_the_last_name_fastest() -> None:
    found = exact("x=0:1:2,y=10:30:3", names=("x", "y"))
    assert [(int(at["x"]), int(at["y"])) for at in found] == [(0, 10), (0, 20), (0, 30), (1, 10), (1, 20), (1, 30)]


@pytest.mark.parametrize("count", ["999999999", "10000000000", "9" * 30])
def test_a_long_range_costs_nothing_before_its_points_are_wanted(count: str) -> None:
    """A billion points are a loop and not a list, or they are refused; a count is never cut short in silence."""
    code = "never"
    try:
        with budget(3):
            first = next(expand((f"x=0:1:{count}",), ("x",), GraphBuilder(Graph()), DEFAULT_LIMITS))
            assert first.at == {"x": "0"}
    except SymdiffError as error:
        code = error.diagnostic.code
    assert code != "time-out"


MESSAGES = [
    (
        ("x=1",),
        ("x", "y"),
        "error[missing-value]: the point gives no value to 'y'\nhint: give every variable one: --at x=...,y=...",
    ),
    (
        ("z=1",),
        ("x", "y"),
        "error[missing-value]: the point gives no value to 'x' and 'y'\nhint: give every variable one: --at x=...,y=...",
    ),
    (
        ({},),
        ("x",),
        "error[missing-value]: the point gives no value to 'x'\nhint: give every variable one: --at x=...",
    ),
    (
        ("1",),
        ("x", "y"),
        "error[bad-point]: the point '1' names no variable, and the formula has 2: x, y\n"
        "hint: write NAME=VALUE, with commas between: --at x=1,y=2",
    ),
    (
        ("1,2",),
        ("x",),
        "error[bad-point]: the point '1,2' is not one value\n"
        "hint: decimals have a point: --at 1.5; for several points repeat --at, or x=0:1:11",
    ),
    (("x=",), ("x",), "error[bad-point]: 'x=' is not NAME=VALUE\nhint: for example --at x=1,y=2"),
    (("=1",), ("x",), "error[bad-point]: '=1' is not NAME=VALUE\nhint: for example --at x=1,y=2"),
    (("2x=1",), ("x",), "error[bad-point]: '2x=1' is not NAME=VALUE\nhint: for example --at x=1,y=2"),
    (
        ("x=1,x=2",),
        ("x",),
        "error[bad-point]: the point gives 'x' two values\nhint: repeat --at for a second point",
    ),
    (
        ("x=0:1",),
        ("x",),
        "error[bad-point]: the range '0:1' of 'x' is not START:STOP:COUNT\n"
        "hint: for example x=0:1:11 for eleven points from 0 to 1",
    ),
    (
        ("x=0:1:0",),
        ("x",),
        "error[bad-point]: the range '0:1:0' of 'x' is not START:STOP:COUNT\n"
        "hint: for example x=0:1:11 for eleven points from 0 to 1",
    ),
    (
        ("x=0:1:2.5",),
        ("x",),
        "error[bad-point]: the range '0:1:2.5' of 'x' is not START:STOP:COUNT\n"
        "hint: for example x=0:1:11 for eleven points from 0 to 1",
    ),
    (
        ("x=y",),
        ("x",),
        "error[bad-point]: the value 'y' of 'x' has the variable 'y'\nhint: give a constant, such as 1.5 or pi/2",
    ),
    (
        ("x=sine(1)",),
        ("x",),
        "error[bad-point]: the value of 'x' is not a constant: there is no function named 'sine'\n"
        "  sine(1)\n"
        "  ^^^^\n"
        "hint: did you mean 'sin'? to multiply, write sine*(...)",
    ),
    (
        ("x=1+",),
        ("x",),
        "error[bad-point]: the value of 'x' is not a constant: the formula ends where a number, a name or a bracket is expected\n"
        "  1+\n"
        "    ^",
    ),
]


@pytest.mark.parametrize(("texts", "names", "message"), MESSAGES, ids=[str(texts[0]) for texts, _, _ in MESSAGES])
def test_what_is_no_point_is_refused(texts: tuple[object, ...], names: tuple[str, ...], message: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        expanded(*texts, names=names)
    assert str(caught.value) == message


def test_names_that_python_would_not_take() -> None:
    assert exact("θ=1,x₁=2", names=("x_1", "θ")) == [{"x_1": Fraction(2), "θ": Fraction(1)}]
